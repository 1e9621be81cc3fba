//! A small catalogue with mistakes: all of them are told, each once, and nothing that only follows from them.

use super::*;

const MATTERS: &str = "matters/work.toml";

/// The smallest catalogue that has everything.
const FILES: [(&str, &str); 8] = [
    (
        "catalogue.toml",
        r#"version = "2026.11.1"
issued = "2026-11-23"
source = "通知"
"#,
    ),
    (
        "areas.toml",
        r#"[[area]]
code = "371002"
name = "环翠区"
name_en = "Huancui"
home = true

[[area]]
code = "371000"
name = "威海市"
name_en = "Weihai"

[[area]]
code = "370000"
name = "山东省"
name_en = "Shandong"
"#,
    ),
    (
        "departments.toml",
        r#"[[department]]
name = "区人社局"
name_en = "Social security"
aliases = ["人社局"]
trade = "人社部门"
trade_en = "social security department"
hotline = "12333"

[[department]]
name = "供电公司"
name_en = "Electricity"
whole_city = true
"#,
    ),
    (
        "stages.toml",
        r#"[[stage]]
id = "work"
audience = "person"
seat = "residence"
name = "工作"
name_en = "Work"
help = "社保、失业"
help_en = "Insurance"
scenes = [{ name = "失业", name_en = "Unemployment" }]
"#,
    ),
    (
        "materials.toml",
        r#"[[material]]
name = "居民身份证"
name_en = "Identity card"
from = "bring"
note = "原件"
note_en = "The original"

[[material]]
name = "银行卡"
name_en = "Bank card"
from = "bring"
"#,
    ),
    (
        "chains.toml",
        r#"[[chain]]
id = "unemployment"
name = "失业一件事"
name_en = "Losing a job"
short = "登记、领钱一起办。"
short_en = "Together."
says = ["失业了"]
matters = ["P053-2", "P054-1"]
"#,
    ),
    (
        "advice.toml",
        r#"[[advice]]
matter = "P054-1"
because = "您停缴了"
because_en = "You stopped"
when = { age = [16, 62], paid = [{ insurance = "unemployment", least = 12 }] }
"#,
    ),
    (
        MATTERS,
        r#"stage = "work"

[[matter]]
id = "P053-2"
name = "失业登记"
name_en = "Register"
scene = "失业"
type = "公共服务"
lead = ["人社局"]
short = "失业的人登记。"
says = ["失业登记"]

[[matter]]
id = "P054-1"
name = "失业金申领"
name_en = "Claim"
scene = "失业"
type = "公共服务"
lead = ["区人社局"]
cooperate = ["供电公司"]
level = "市级"
short = "领失业金。"
says = ["失业金"]
apply = true
hotline = "0631-5231234"

[matter.guide]
who = "失业的人"
who_en = "The unemployed"
materials = ["居民身份证"]
steps = ["填表", "领钱"]
steps_en = ["Fill in", "Receive"]
promised = "当场办结"
promised_en = "At once"
saved = { steps = [4, 1], materials = [5, 1], days = [10, 0], trips = [2, 1] }
unconfirmed = ["who"]
"#,
    ),
];

fn small() -> Vec<Source> {
    FILES.map(|(path, text)| Source { path: path.into(), text: text.into() }).into()
}

/// What is told of the small catalogue with texts of it replaced.
fn told_of(changes: &[(&str, &str, &str)]) -> Vec<String> {
    let changed = changes.iter().fold(small(), |sources, (path, from, to)| broken::replaced(sources, path, from, to));
    told(&changed)
}

fn told(sources: &[Source]) -> Vec<String> {
    load(sources).err().map_or_else(Vec::new, |problems| problems.0.iter().map(ToString::to_string).collect())
}

#[test]
fn the_small_catalogue_is_right() {
    assert_eq!(told(&small()), [""; 0]);
    let catalogue = load(&small()).unwrap();
    assert_eq!((catalogue.matters.len(), catalogue.materials.len(), catalogue.chains[0].matters.len()), (2, 2, 2));
    let claim = catalogue.matter(id("P054-1")).unwrap();
    assert_eq!((claim.instant, claim.hotline.as_deref()), (false, Some("0631-5231234")));
    assert_eq!(claim.guide.steps[1], Said { zh: "领钱".into(), en: "Receive".into() });
}

/// A text of a file, what is put instead, and all that is told of it.
type Case = (&'static str, &'static str, &'static str, String);

fn each_alone_is_told(cases: impl IntoIterator<Item = Case>) {
    for (path, from, to, expected) in cases {
        assert_eq!(told_of(&[(path, from, to)]), [expected], "{to}");
    }
}

#[test]
fn nothing_is_empty() {
    let write = "write it, or remove it where it is not needed";
    each_alone_is_told([
        (MATTERS, "short = \"领失业金。\"", "short = \"\"", format!("{MATTERS}:22: `short` is empty; {write}")),
        (MATTERS, "\"失业金申领\"", "\" \"", format!("{MATTERS}:15: `name` is empty; {write}")),
        (MATTERS, "\"Claim\"", "\"\"", format!("{MATTERS}:16: `name_en` is empty; {write}")),
        (MATTERS, "[\"失业金\"]", "[\"失业金\", \"\"]", format!("{MATTERS}:23: `says` is empty; {write}")),
        (MATTERS, "\"填表\"", "\"\"", format!("{MATTERS}:31: `steps` is empty; {write}")),
        (MATTERS, "lead = [\"人社局\"]", "lead = [\"\"]", format!("{MATTERS}:9: `lead` is empty; {write}")),
        ("stages.toml", "\"工作\"", "\"\"", format!("stages.toml:5: `name` is empty; {write}")),
        ("stages.toml", "\"Unemployment\"", "\"\"", format!("stages.toml:9: `name_en` is empty; {write}")),
        ("departments.toml", "\"供电公司\"", "\"\"", format!("departments.toml:10: `name` is empty; {write}")),
        ("materials.toml", "\"银行卡\"", "\"\"", format!("materials.toml:9: `name` is empty; {write}")),
        ("chains.toml", "\"失业一件事\"", "\"\"", format!("chains.toml:3: `name` is empty; {write}")),
        ("chains.toml", "\"Losing a job\"", "\"\"", format!("chains.toml:4: `name_en` is empty; {write}")),
        ("chains.toml", "\"登记、领钱一起办。\"", "\"\"", format!("chains.toml:5: `short` is empty; {write}")),
        ("chains.toml", "\"Together.\"", "\"\"", format!("chains.toml:6: `short_en` is empty; {write}")),
        ("advice.toml", "\"您停缴了\"", "\"\"", format!("advice.toml:3: `because` is empty; {write}")),
        ("catalogue.toml", "\"通知\"", "\"\"", format!("catalogue.toml:3: `source` is empty; {write}")),
        ("areas.toml", "\"威海市\"", "\"\"", "areas.toml:9: 371000 has no name; write `name` and `name_en`".into()),
        (
            "stages.toml",
            "[{ name = \"失业\", name_en = \"Unemployment\" }]",
            "[]",
            "stages.toml:9: 工作 has no scene; write its scenes in `scenes`".into(),
        ),
        (
            MATTERS,
            "steps = [\"填表\", \"领钱\"]\nsteps_en = [\"Fill in\", \"Receive\"]",
            "steps = []\nsteps_en = []",
            format!("{MATTERS}:31: P054-1: `steps` is empty; write the steps, or remove the key"),
        ),
    ]);
}

#[test]
fn what_is_said_is_said_in_both_languages() {
    each_alone_is_told([
        (
            MATTERS,
            "promised = \"当场办结\"",
            "",
            format!("{MATTERS}:34: P054-1: this is not said in Chinese; add `promised`"),
        ),
        (
            "materials.toml",
            "note_en = \"The original\"\n",
            "",
            "materials.toml:5: 居民身份证: this is not said in English; add `note_en`".into(),
        ),
    ]);
}

#[test]
fn a_telephone_number_has_digits_and_hyphens_alone() {
    let one = "write one number, digits and hyphens alone: 12345, 0631-5231234";
    each_alone_is_told([
        (
            MATTERS,
            "0631-5231234",
            "0631 5231234",
            format!("{MATTERS}:25: “0631 5231234” is no telephone number; {one}"),
        ),
        (
            MATTERS,
            "0631-5231234",
            "12345、12333",
            format!("{MATTERS}:25: “12345、12333” is no telephone number; {one}"),
        ),
        (MATTERS, "0631-5231234", "12", format!("{MATTERS}:25: “12” is no telephone number; {one}")),
        (MATTERS, "0631-5231234", "-12345", format!("{MATTERS}:25: “-12345” is no telephone number; {one}")),
        ("departments.toml", "12333", "一二三", format!("departments.toml:7: “一二三” is no telephone number; {one}")),
    ]);
}

#[test]
fn nothing_contradicts_itself() {
    let again = "write the number before first, then the one now";
    each_alone_is_told([
        (
            MATTERS,
            "apply = true",
            "apply = true\nprint = \"contribution_certificate\"",
            format!(
                "{MATTERS}:25: P054-1 has both `print` and `apply`; keep one of them: a matter is printed or applied for"
            ),
        ),
        (MATTERS, "[10, 0]", "[0, 10]", format!("{MATTERS}:35: P054-1: `saved` says 0 days before and 10 now; {again}")),
        (MATTERS, "trips = [2, 1]", "trips = [1, 2]", format!("{MATTERS}:35: P054-1: `saved` says 1 trips before and 2 now; {again}")),
        (
            MATTERS,
            "promised = \"当场办结\"",
            "promised = \"办多久，请问窗口\"",
            format!(
                "{MATTERS}:33: P054-1: “办多久，请问窗口” is no time; write how long it takes, or remove it: the page says what is not known"
            ),
        ),
        (
            "advice.toml",
            "least = 12",
            "least = 12, most = 6",
            "advice.toml:5: nobody has paid at least 12 and at most 6 months; write the lower number in `least`".into(),
        ),
        (
            "advice.toml",
            "age = [16, 62]",
            "with_child = { under_months = 0 }",
            "advice.toml:5: P054-1: no child is under 0 months old; write 1 or more in `under_months`".into(),
        ),
        (
            "advice.toml",
            "age = [16, 62]",
            "stands = [{ insurance = \"unemployment\", at = [] }]",
            "advice.toml:5: P054-1 would fit nobody: `at` is empty; write where the person stands, or leave `stands` out".into(),
        ),
    ]);
}

#[test]
fn nothing_stands_twice() {
    let once = "name each department once, in `lead` or in `cooperate`";
    each_alone_is_told([
        (
            MATTERS,
            "[\"供电公司\"]",
            "[\"人社局\"]",
            format!("{MATTERS}:20: P054-1: “人社局” stands there twice; {once}"),
        ),
        (
            MATTERS,
            "lead = [\"人社局\"]",
            "lead = [\"人社局\", \"区人社局\"]",
            format!("{MATTERS}:9: P053-2: “区人社局” stands there twice; {once}"),
        ),
        (
            MATTERS,
            "[\"居民身份证\"]",
            "[\"居民身份证\", \"银行卡\", \"居民身份证\"]",
            format!("{MATTERS}:30: P054-1: the material “居民身份证” stands there twice; name each material once"),
        ),
        (
            MATTERS,
            "\"失业金申领\"",
            "\"失业登记\"",
            format!(
                "{MATTERS}:15: P053-2 is called “失业登记” in the same scene already; write the name that the notice has, or remove one of the two"
            ),
        ),
        (
            "chains.toml",
            "\"P054-1\"",
            "\"P053-2\"",
            "chains.toml:8: “P053-2”: the matter stands in its chain already; remove one of the two".into(),
        ),
    ]);
}

#[test]
fn a_chain_has_two_matters_at_least() {
    let chain = "name two at least that belong together, or remove the chain";
    each_alone_is_told([
        ("chains.toml", "[\"P053-2\", \"P054-1\"]", "[]", format!("chains.toml:8: 失业一件事 has no matter; {chain}")),
        ("chains.toml", "[\"P053-2\", \"P054-1\"]", "[\"P054-1\"]", format!("chains.toml:8: 失业一件事 has one matter alone; {chain}")),
        (
            "chains.toml",
            "says = [\"失业了\"]",
            "says = []",
            "chains.toml:7: 失业一件事 has nothing that people call it; write what a person would say at the counter in `says`".into(),
        ),
    ]);
}

#[test]
fn who_receives_it_is_a_department_that_there_is() {
    each_alone_is_told([(
        MATTERS,
        "level = \"市级\"",
        "receives = \"区人设局\"",
        format!("{MATTERS}:21: there is no department “区人设局”; did you mean “区人社局”?"),
    )]);
}

#[test]
fn two_rows_of_two_items_may_have_one_name() {
    let group =
        ("id = \"P054-1\"\nname = \"失业金申领\"", "id = \"P054-1\"\ngroup = \"失业保险\"\nname = \"失业登记\"");
    assert_eq!(told_of(&[(MATTERS, group.0, group.1)]), [""; 0]);
}

#[test]
fn who_receives_it_may_be_a_department_that_does_nothing_else_for_it() {
    let change = [(
        MATTERS,
        "short = \"失业的人登记。\"",
        "short = \"失业的人登记。\"\nreceives = \"供电公司\"\ninstant = true",
    )];
    let changed = broken::replaced(small(), change[0].0, change[0].1, change[0].2);
    let catalogue = load(&changed).unwrap();
    let matter = catalogue.matter(id("P053-2")).unwrap();
    assert_eq!((matter.receives.as_deref(), matter.instant), (Some("供电公司"), true));
}

#[test]
fn a_persons_matter_stands_in_a_persons_stage() {
    let company = ("stages.toml", "audience = \"person\"", "audience = \"enterprise\"");
    let remedy = "correct the number, or move the matter to a file of its own stage";
    assert_eq!(
        told_of(&[company]),
        [4, 14].map(|line| {
            let id = if line == 4 { "P053-2" } else { "P054-1" };
            format!("{MATTERS}:{line}: {id} stands in 工作, a stage of a company’s life: E; {remedy}")
        })
    );
    let of_company = told_of(&[(MATTERS, "id = \"P053-2\"", "id = \"E053-2\""), ("chains.toml", "P053-2", "E053-2")]);
    assert_eq!(of_company, [format!("{MATTERS}:4: E053-2 stands in 工作, a stage of a person’s life: P; {remedy}")]);
}

/// Several mistakes in one entry, in several entries, in several files: each is told once, with nothing that follows.
#[test]
fn all_mistakes_of_structure_and_of_reference_are_told_at_once() {
    let told = told_of(&[
        ("catalogue.toml", "source", "sauce"),
        ("catalogue.toml", "2026-11-23", "23.11."),
        ("areas.toml", "name_en = \"Weihai\"", "name_en = 7"),
        ("departments.toml", "aliases", "alises"),
        ("departments.toml", "whole_city = true", "whole_city = \"yes\""),
        ("materials.toml", "from = \"bring\"", "from = \"bought\""),
        ("chains.toml", "id = \"unemployment\"\n", ""),
        ("chains.toml", "P053-2", "P953-2"),
        ("advice.toml", "age", "aeg"),
        (MATTERS, "short = \"失业的人登记。\"", "shrot = \"失业的人登记。\"\nsceen = \"失业\""),
        (MATTERS, "lead = [\"人社局\"]", "lead = [\"公安局\"]"),
        (MATTERS, "apply = true", "apply = \"yes\""),
        (MATTERS, "materials = [\"居民身份证\"]", "materials = [\"户口簿本\"]"),
        (MATTERS, "days = [10, 0]", "days = [10]"),
        (MATTERS, "level = \"市级\"", "level = \"县级\""),
        (MATTERS, "name = \"失业金申领\"\nname_en = \"Claim\"\n", ""),
    ]);
    assert_eq!(
        told,
        [
            "advice.toml:5: unknown key `aeg`; remove it, or use one of: age, sex, stands, paid, benefit_left, with_child",
            "areas.toml:10: invalid type: integer `7`, expected a string; correct the value or the TOML",
            "catalogue.toml:2: “23.11.” is no date; write year-month-day: 2026-11-23",
            "catalogue.toml:3: unknown key `sauce`; did you mean `source`?",
            "chains.toml:1: the key `id` is missing; add `id = …` here",
            "chains.toml:7: there is no matter P953-2; correct the number",
            "departments.toml:4: unknown key `alises`; did you mean `aliases`?",
            "departments.toml:12: invalid type: string \"yes\", expected a boolean; correct the value or the TOML",
            "materials.toml:4: unknown value `bought`; remove it, or use one of: shared, bring, fill",
            "matters/work.toml:9: there is no department “公安局”; correct the name, or add it to its own file",
            "matters/work.toml:10: unknown key `shrot`; did you mean `short`?",
            "matters/work.toml:11: unknown key `sceen`; did you mean `scene`?",
            "matters/work.toml:14: the key `name` is missing; add `name = …` here",
            "matters/work.toml:14: the key `name_en` is missing; add `name_en = …` here",
            "matters/work.toml:20: unknown value `县级`; remove it, or use one of: 区级, 市级, 省级",
            "matters/work.toml:23: invalid type: string \"yes\", expected a boolean; correct the value or the TOML",
            "matters/work.toml:29: there is no material “户口簿本”; correct the name, or add it to its own file",
            "matters/work.toml:34: invalid length 1, expected an array of length 2; correct the value or the TOML",
        ]
    );
}

/// What cannot be read of a file may hold what others refer to: nothing is told to be missing there.
#[test]
fn what_could_not_be_read_is_not_told_to_be_missing() {
    let only =
        |changes: &[(&str, &str, &str)], expected: &[&str]| assert_eq!(told_of(changes), expected, "{changes:?}");
    only(
        &[("departments.toml", "name = \"供电公司\"", "name = 供电公司")],
        &["departments.toml:10: string values must be quoted, expected literal string; correct the value or the TOML"],
    );
    // A bracket that is not closed hides one entry, not those after it.
    only(
        &[
            (MATTERS, "lead = [\"人社局\"]", "lead = [\"人社局\""),
            (MATTERS, "cooperate = [\"供电公司\"]", "cooperate = [\"供水公司\"]"),
        ],
        &[
            "matters/work.toml:10: missing comma between array elements, expected `,`; correct the value or the TOML",
            "matters/work.toml:20: there is no department “供水公司”; did you mean “供电公司”?",
        ],
    );
    only(
        &[("materials.toml", "[[material]]\nname = \"居民身份证\"", "[[materail]]\nname = \"居民身份证\"")],
        &["materials.toml:1: unknown key `materail`; did you mean `material`?"],
    );
    only(&[("stages.toml", "[[stage]]", "[stage]")], &["stages.toml:1: `[stage]` is one table; write `[[stage]]`"]);
    only(
        &[("stages.toml", "id = \"work\"", "id = 7")],
        &["stages.toml:2: invalid type: integer `7`, expected a string; correct the value or the TOML"],
    );
    only(
        &[(MATTERS, "id = \"P053-2\"\n", "id = \"P053-2\"\nid = \"P053-3\"\n")],
        &["matters/work.toml:5: duplicate key; correct the value or the TOML"],
    );
    only(
        &[(MATTERS, "stage = \"work\"\n", "")],
        &["matters/work.toml:1: the key `stage` is missing; add `stage = …` before the first `[[matter]]`"],
    );
}

#[test]
fn a_file_that_is_missing_or_empty_is_told_as_that_alone() {
    let without = |path: &str| small().into_iter().filter(|source| source.path != path).collect::<Vec<_>>();
    for (path, _) in FILES {
        let expected = if path == MATTERS {
            "matters/: there is no file with matters; put them back, or copy them from the version before".to_owned()
        } else {
            format!("{path}: the file is missing; put it back, or copy it from the version before")
        };
        assert_eq!(told(&without(path)), [expected]);
        let mut sources = without(path);
        sources.push(Source { path: path.into(), text: "# nothing\n".into() });
        let told = told(&sources);
        match path {
            "catalogue.toml" => assert_eq!(told.len(), 3, "{told:?}"),
            MATTERS => assert_eq!(told.len(), 2, "{told:?}"),
            _ => {
                assert_eq!(told.len(), 1, "{told:?}");
                assert!(told[0].starts_with(&format!("{path}:1: there is no `[[")), "{told:?}");
            }
        }
    }
}

/// As an editor on another system saves it.
#[test]
fn a_file_in_another_encoding_is_told_with_its_line() {
    let encoded = |path: &str, bytes: Vec<u8>| {
        let mut sources = small();
        sources.retain(|source| source.path != path);
        sources.push(Source::of_bytes(path.into(), bytes));
        sources
    };
    // 居民身份证 in GBK.
    let gbk = [b"[[material]]\nname = \"".as_slice(), &[0xBE, 0xD3, 0xC3, 0xF1, 0xC9, 0xED], b"\"\n"].concat();
    assert_eq!(told(&encoded("materials.toml", gbk)), ["materials.toml:2: this is no UTF-8; save the file as UTF-8"]);
    let (path, text) = FILES[1];
    assert_eq!(told(&encoded(path, text.as_bytes().to_vec())), [""; 0]);
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    assert_eq!(told(&encoded(path, with_mark)), [""; 0], "a byte order mark is no mistake");
}
