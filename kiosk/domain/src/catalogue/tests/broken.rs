//! Broken catalogues: each mistake is told with its file, its line and what to do.

use super::*;

const WORK: &str = "matters/person-04-work.toml";

/// A file, a text in it, what is put instead, and what is told.
const BROKEN: [(&str, &str, &str, &str); 24] = [
    ("catalogue.toml", "2026.11.1", "1.0", "catalogue.toml:4: “1.0” is no version; a version is year, month"),
    ("catalogue.toml", "2026-11-23", "23.11.2026", "catalogue.toml:5: “23.11.2026” is no date; write year-month-day"),
    (
        WORK,
        "stage = \"work\"",
        "stage = \"wrok\"",
        "person-04-work.toml:4: there is no stage “wrok”; did you mean “work”?",
    ),
    (
        WORK,
        "id = \"P032-2\"",
        "id = \"P032-1\"",
        "the matter P032-1 stands in matters/person-04-work.toml already; remove one",
    ),
    (WORK, "id = \"P032-2\"", "id = \"P32\"", "“P32” is no number of a matter; a matter's number is E or P"),
    (WORK, "scene = \"失业\"", "scene = \"失踪\"", "工作 has no scene “失踪”"),
    (
        WORK,
        "lead = [\"区司法局\"]",
        "lead = [\"区司法所\"]",
        "there is no department “区司法所”; did you mean “区司法局”?",
    ),
    (WORK, "short = \"医师", "shrot = \"医师", "unknown key `shrot`; did you mean `short`?"),
    (
        "advice.toml",
        "matter = \"P054-1\"",
        "matter = \"P954-1\"",
        "advice.toml:28: there is no matter P954-1; correct the number",
    ),
    (
        "advice.toml",
        "age = [80, 150]",
        "age = [80, 70]",
        "nobody is from 80 to 70 years old; write the lower age first",
    ),
    (
        "advice.toml",
        "when = { benefit_left = true }",
        "when = {}",
        "P100-3 would be advised to everybody; say in `when`",
    ),
    ("chains.toml", "\"P006-1\"", "\"P206-1\"", "chains.toml:11: there is no matter P206-1; correct the number"),
    ("materials.toml", "name = \"银行卡\"", "name = \"存折\"", "there is no material “银行卡”"),
    (
        "departments.toml",
        "\"人社局\"",
        "\"医保局\"",
        "“医保局”: the name stands for another department already; remove one",
    ),
    (
        WORK,
        "unconfirmed = [\"who\"",
        "unconfirmed = [\"saved\"",
        "`saved` is unconfirmed, but the guide does not say it; take it out",
    ),
    (
        WORK,
        "who_en = \"Who has no employer",
        "# who_en = \"Who has no employer",
        "P039-1: this is not said in English; add `who_en`",
    ),
    (WORK, "\"Confirm the registration\",\n", "\n", "P039-1: this is not said in English; add `steps_en`"),
    (
        WORK,
        "says = [\n    \"人才服务凭证\"",
        "says = []\nsays_en = [\n    \"人才服务凭证\"",
        "P038-3 has nothing that people call it; write what a person would say",
    ),
    (WORK, "level = \"市级\"", "level = \"县级\"", "unknown value `县级`; remove it, or use one of: 区级, 市级, 省级"),
    (WORK, "lead = [\"区教体局\"]", "lead = [\"区教体局\"", "missing comma between array elements"),
    ("chains.toml", "\"P003-1\"", "\"P001-1\"", "“P001-1”: the matter stands in its chain already; remove one"),
    ("chains.toml", "id = \"company-close\"", "id = \"birth\"", "“birth”: the chain stands in the file already"),
    ("stages.toml", "id = \"licence\"", "id = \"start\"", "“start”: the stage stands in the file already"),
    (
        "materials.toml",
        "name = \"银行卡\"",
        "name = \"户口簿\"",
        "“户口簿”: the material stands in the file already; remove one",
    ),
];

/// Files with one text of one of them replaced.
pub(crate) fn replaced(mut sources: Vec<Source>, path: &str, from: &str, to: &str) -> Vec<Source> {
    let source = sources.iter_mut().find(|source| source.path == path).unwrap();
    assert!(source.text.contains(from), "{path} has no {from}");
    source.text = source.text.replacen(from, to, 1);
    sources
}

/// One of what is told has these words, with file and line.
pub(crate) fn is_told(expected: &str, told: &[String]) {
    let at_line = |told: &String| {
        told.split_once(".toml:")
            .and_then(|(_, rest)| rest.split_once(':'))
            .is_some_and(|(line, _)| line.parse::<u32>().is_ok())
    };
    let named = told.iter().find(|told| told.contains(expected));
    assert!(named.is_some_and(at_line), "{expected} is not among {told:#?}, with its line");
}

/// What is told of a catalogue with one text replaced.
pub(crate) fn broken(path: &str, from: &str, to: &str) -> Vec<String> {
    load(&replaced(shipped(), path, from, to)).unwrap_err().0.iter().map(ToString::to_string).collect()
}

#[test]
fn broken_catalogues_are_told_with_file_and_line() {
    for (path, from, to, expected) in BROKEN {
        is_told(expected, &broken(path, from, to));
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let mut sources = shipped();
    for source in &mut sources {
        source.text = source.text.replace("区医保局", "区医保所");
    }
    sources.retain(|source| source.path != "catalogue.toml");
    sources.push(Source { path: "matter/typo.toml".into(), text: String::new() });
    let told = load(&sources).unwrap_err().0;
    let files: Vec<&str> = told.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["catalogue.toml", "matter/typo.toml"], "files first: all else may follow from them");
}
