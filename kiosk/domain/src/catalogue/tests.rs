//! The shipped catalogue, and ten broken ones.

use super::*;

/// The shipped catalogue's files.
fn shipped() -> Vec<Source> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/catalogue");
    let mut sources = Vec::new();
    for folder in ["", "matters"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if std::path::Path::new(&name).extension().is_some_and(|extension| extension == "toml") {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                sources.push(Source { path, text: std::fs::read_to_string(entry.path()).unwrap() });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

pub(crate) fn catalogue() -> Catalogue {
    load(&shipped()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn id(text: &str) -> MatterId {
    text.parse().unwrap()
}

#[test]
fn the_shipped_catalogue_is_the_notice_row_by_row() {
    let catalogue = catalogue();
    assert_eq!((catalogue.items(), catalogue.matters.len()), (222, 307));
    let notice = include_str!("../../../../config/catalogue/notice.csv");
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(notice.as_bytes()).records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 307);
    let full = |printed: &str| -> Vec<String> {
        let names = printed.split('、').filter(|name| !name.is_empty());
        names.map(|name| catalogue.department_called(name).unwrap().name.clone()).collect()
    };
    for (matter, row) in catalogue.matters.iter().zip(&rows) {
        let stage = catalogue.stage(&matter.stage).unwrap();
        let annex = if stage.audience == Audience::Enterprise { "enterprise" } else { "personal" };
        let level = match matter.level {
            Level::District => "",
            Level::City => "市级事项",
            Level::Province => "省级事项",
        };
        let of_matter = [
            &matter.id.to_string(),
            annex,
            &stage.name,
            &matter.scene,
            matter.group.as_deref().unwrap_or_default(),
            &matter.name,
            matter.kind.name(),
            level,
        ];
        let of_row = [0, 1, 5, 7, 8, 9, 10, 13].map(|column| &row[column]);
        assert_eq!(of_matter, of_row);
        assert_eq!(matter.lead, full(&row[11]), "{}", matter.id);
        assert_eq!(matter.cooperate, full(&row[12]), "{}", matter.id);
        assert_eq!(matter.doubt.is_some(), !row[14].is_empty(), "{}", matter.id);
    }
}

#[test]
fn every_matter_has_a_guide_and_nothing_official_is_made_up() {
    let catalogue = catalogue();
    let mut full = 0;
    for matter in &catalogue.matters {
        assert!(matter.short.chars().count() >= 5 && matter.short.ends_with('。'), "{}", matter.id);
        assert!(!matter.name_en.is_empty() && matter.name_en.is_ascii(), "{}", matter.id);
        assert!(catalogue.hotline(matter).is_some(), "{}: nobody to call", matter.id);
        let guide = &matter.guide;
        assert!(guide.who.is_some() && guide.result.is_some(), "{}: nothing to read", matter.id);
        let how_long = guide.promised.is_some() || guide.legal.is_some();
        let whole = guide.steps.len() >= 3 && !guide.materials.is_empty() && how_long && guide.fee.is_some();
        if whole && !guide.basis.is_empty() {
            full += 1;
        } else {
            assert!(!WHOLE.contains(&matter.scene.as_str()), "{} {} has no full guide", matter.id, matter.name);
        }
        // What is read aloud is said in one breath.
        let steps = guide.steps.iter();
        for said in
            [&guide.who, &guide.promised, &guide.legal, &guide.fee, &guide.result].into_iter().flatten().chain(steps)
        {
            let part = said.zh.split(['，', '；', '、']).map(|part| part.chars().count()).max();
            assert!(part <= Some(20), "{}: {}", matter.id, said.zh);
            assert!(!said.en.is_empty() && !said.en.chars().any(|c| c > '\u{2fff}'), "{}: {}", matter.id, said.en);
        }
        // What neither the notice nor a law says is the operator's to confirm.
        for (said, part) in [
            (guide.who.is_some(), Part::Who),
            (!guide.materials.is_empty(), Part::Materials),
            (!guide.steps.is_empty(), Part::Steps),
            (guide.promised.is_some(), Part::Promised),
            (guide.fee.is_some(), Part::Fee),
            (guide.result.is_some(), Part::Result),
        ] {
            assert!(!said || guide.unconfirmed.contains(&part), "{}: {part:?}", matter.id);
        }
        assert!(guide.legal.is_none() || !guide.basis.is_empty(), "{}: a legal limit names its law", matter.id);
    }
    assert!(full >= 80, "{full} full guides");
}

/// The scenes that citizens meet most: each of their matters has a full guide.
const WHOLE: [&str; 10] =
    ["社会保障", "失业", "养老", "继承", "后事", "医疗服务", "就医结算", "出生", "残疾人救助", "困难人员救助"];

#[test]
fn people_have_four_names_for_each_matter() {
    for matter in &catalogue().matters {
        assert!(matter.says.len() >= 4, "{}: {:?}", matter.id, matter.says);
        let once: std::collections::HashSet<_> = matter.says.iter().collect();
        assert_eq!(once.len(), matter.says.len(), "{}: one twice: {:?}", matter.id, matter.says);
    }
}

#[test]
fn materials_of_several_matters_come_once() {
    let catalogue = catalogue();
    let names = |ids: &[&str]| -> Vec<String> {
        let ids: Vec<MatterId> = ids.iter().map(|text| id(text)).collect();
        catalogue.materials_of(&ids).iter().map(|material| material.name.clone()).collect()
    };
    assert_eq!(names(&["P053-2"]), ["居民身份证", "失业登记信息"]);
    assert_eq!(names(&["P053-2", "P054-1"]), ["居民身份证", "失业登记信息", "社会保障卡"]);
    assert!(names(&["E058-1"]).is_empty());
}

#[test]
fn who_to_call_is_the_matters_own_number_then_the_leads() {
    let catalogue = catalogue();
    let hotline = |text: &str| catalogue.hotline(catalogue.matter(id(text)).unwrap()).unwrap().to_owned();
    assert_eq!(hotline("P054-1"), "12333");
    assert_eq!(hotline("P044-1"), "12393", "medical insurance, whoever leads");
    assert_eq!(hotline("P047-5"), "12329");
    assert_eq!(hotline("E050-1"), "12366");
}

/// What is told of a catalogue with one text replaced.
fn broken(path: &str, from: &str, to: &str) -> Vec<String> {
    let mut sources = shipped();
    let source = sources.iter_mut().find(|source| source.path == path).unwrap();
    assert!(source.text.contains(from), "{path} has no {from}");
    source.text = source.text.replacen(from, to, 1);
    load(&sources).unwrap_err().0.iter().map(ToString::to_string).collect()
}

#[test]
fn broken_catalogues_are_told_with_file_and_line() {
    let work = "matters/person-04-work.toml";
    let cases = [
        ("catalogue.toml", "2026.11.1", "1.0", "catalogue.toml:4: “1.0” is no version; a version is year, month"),
        (
            "catalogue.toml",
            "2026-11-23",
            "23.11.2026",
            "catalogue.toml:5: “23.11.2026” is no date; write year-month-day",
        ),
        (
            work,
            "stage = \"work\"",
            "stage = \"wrok\"",
            "person-04-work.toml:4: there is no stage “wrok”; did you mean “work”?",
        ),
        (
            work,
            "id = \"P032-2\"",
            "id = \"P032-1\"",
            "the matter P032-1 stands in matters/person-04-work.toml already; remove one",
        ),
        (work, "id = \"P032-2\"", "id = \"P32\"", "“P32” is no number of a matter; a matter's number is E or P"),
        (work, "scene = \"失业\"", "scene = \"失踪\"", "工作 has no scene “失踪”"),
        (
            work,
            "lead = [\"区司法局\"]",
            "lead = [\"区司法所\"]",
            "there is no department “区司法所”; did you mean “区司法局”?",
        ),
        (work, "short = \"医师", "shrot = \"医师", "unknown key `shrot`; did you mean `short`?"),
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
            work,
            "unconfirmed = [\"who\"",
            "unconfirmed = [\"saved\"",
            "Saved is unconfirmed, but the guide does not say it; take it out",
        ),
        (
            work,
            "who_en = \"Who has no employer",
            "# who_en = \"Who has no employer",
            "P039-1: this is not said in English; add `who_en`",
        ),
        (work, "\"Confirm the registration\",\n", "\n", "P039-1: this is not said in English; add `steps_en`"),
        (
            work,
            "says = [\"人才服务凭证\"",
            "says = []\nsays_en = [\"人才服务凭证\"",
            "P038-3 has no name, or nothing that people call it",
        ),
        (
            work,
            "level = \"市级\"",
            "level = \"县级\"",
            "unknown value `县级`; remove it, or use one of: 区级, 市级, 省级",
        ),
        (work, "lead = [\"区教体局\"]", "lead = [\"区教体局\"", "missing comma between array elements"),
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
    for (path, from, to, expected) in cases {
        let told = broken(path, from, to);
        let at_line = |told: &String| {
            told.split_once(".toml:")
                .and_then(|(_, rest)| rest.split_once(':'))
                .is_some_and(|(line, _)| line.parse::<u32>().is_ok())
        };
        let named = told.iter().find(|told| told.contains(expected));
        assert!(named.is_some_and(at_line), "{expected} is not among {told:#?}, with its line");
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

#[test]
fn a_difference_is_one_sentence_an_official_reads() {
    let before = catalogue();
    let mut now = before.clone();
    let at = |catalogue: &Catalogue, text: &str| catalogue.matters.iter().position(|m| m.id == id(text)).unwrap();
    let position = at(&now, "P054-1");
    let mut changed = (*now.matters[position]).clone();
    changed.guide.promised = Some(Said { zh: "10个工作日".into(), en: "10 working days".into() });
    changed.lead = vec!["区医保局".into()];
    now.matters[position] = Arc::new(changed);
    now.matters.remove(at(&now, "P001-1"));
    now.departments[0].hotline = Some("12345".into());
    let told: Vec<String> = diff(&before, &now).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "取消 P001-1 出生医学证明办理",
            "修改 P054-1 失业保险金申领：牵头部门 “区人力资源社会保障局” → “区医保局”",
            "修改 P054-1 失业保险金申领：承诺时限 “办多久，请问窗口（The counter tells you how long it takes）” → \
             “10个工作日（10 working days）”",
            "修改 部门 区人力资源社会保障局：“District Bureau of Human Resources and Social Security，区人社局、人社局，电话 12333” → \
             “District Bureau of Human Resources and Social Security，区人社局、人社局，电话 12345”",
        ]
    );
    assert!(diff(&before, &before).is_empty());
    assert_eq!(diff(&now, &before)[0].to_string(), "新增 P001-1 出生医学证明办理");
}

/// Finds everyday queries: at least 85 % come first, 97 % among the first three.
fn found(queries: &str, least: usize) {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    let mut misses = Vec::new();
    let (mut all, mut first, mut third) = (0, 0, 0);
    let mut times = Vec::new();
    finder.find("先读音", 20);
    for line in queries.lines().filter(|line| !line.starts_with('#')) {
        let (query, right) = line.split_once('\t').unwrap();
        let right: Vec<MatterId> = right.split(',').map(id).collect();
        assert!(right.iter().all(|id| catalogue.matter(*id).is_some()), "{line}");
        let started = std::time::Instant::now();
        let hits = finder.find(query, 20);
        times.push(started.elapsed().as_micros());
        let found: Vec<MatterId> = hits.iter().map(|hit| catalogue.matters[hit.matter].id).collect();
        let place = found.iter().position(|id| right.contains(id));
        all += 1;
        first += usize::from(place == Some(0));
        third += usize::from(place.is_some_and(|place| place < 3));
        if place != Some(0) {
            let got: Vec<String> = found.iter().take(3).map(ToString::to_string).collect();
            misses.push(format!("{query}: wanted {}, got {} (place {place:?})", right[0], got.join(" ")));
        }
    }
    times.sort_unstable();
    let median = times[times.len() / 2];
    let percent = |part: usize| 100.0 * part as f64 / all as f64;
    println!("{}", misses.join("\n"));
    println!("{all} queries: first {:.1} %, in three {:.1} %, median {median} µs", percent(first), percent(third));
    assert!(all >= least && percent(first) >= 85.0 && percent(third) >= 97.0, "{misses:#?}");
}

#[test]
fn everyday_queries_find_the_right_matter() {
    found(include_str!("../../../../tests/search/queries.tsv"), 200);
}

#[test]
fn other_everyday_queries_find_it_too() {
    found(include_str!("../../../../tests/search/queries-2.tsv"), 450);
}

#[test]
fn a_hit_says_why() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for (query, field, text, meant) in [
        ("护照", Field::Says, "护照", "护照"),
        ("sbk", Field::Says, "社保卡", "社保卡"),
        ("she保", Field::Says, "社保卡", "社保"),
        ("失业保险金申领", Field::Name, "失业保险金申领", "失业保险金申领"),
        ("passport", Field::NameEn, "passport", "passport"),
        ("失业今", Field::Says, "失业金", "失业金"),
    ] {
        let hits = finder.find(query, 5);
        let hit = hits.iter().find(|hit| hit.why.text == text).unwrap_or_else(|| panic!("{query}: {hits:#?}"));
        assert_eq!((hit.why.field, &hit.why.text[hit.why.range.clone()]), (field, meant), "{query}");
    }
    let by_department = finder.find("残联", 20);
    assert!(by_department.iter().any(|hit| hit.why.field == Field::Place), "{by_department:#?}");
}

#[test]
fn what_is_asked_most_comes_first_among_equals() {
    let catalogue = catalogue();
    let asked = Popularity([(id("P072-5"), 500)].into());
    let first = |asked: &Popularity| catalogue.matters[Finder::new(&catalogue, asked).find("机动车", 3)[0].matter].id;
    assert_eq!(first(&asked), id("P072-5"));
    assert_ne!(first(&Popularity::default()), id("P072-5"));
}

#[test]
fn nothing_and_nonsense_find_nothing() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for query in ["", "   ", "，。！", "\n", "vvvvvvvv", "😀"] {
        assert!(finder.find(query, 10).is_empty(), "{query:?}");
    }
    assert!(finder.find(&"社保".repeat(5000), 10).len() <= 10);
    assert_eq!(finder.find("a", 3).len(), 3);
    assert!(finder.find("社保", 0).is_empty());
}

#[test]
fn numbers_and_versions_are_read_as_they_are_written() {
    for text in ["E001-1", "P053-2", "P115-1"] {
        assert_eq!(text.parse::<MatterId>().unwrap().to_string(), text);
    }
    for text in ["", "P", "P53-2", "X001-1", "P001", "P001-", "P001-0", "P000-1", "P001-1-1", "P０01-1", "p001-1"] {
        assert_eq!(text.parse::<MatterId>(), Err(NotAMatterId), "{text}");
    }
    for text in ["2026.11.1", "2027.1.12"] {
        assert_eq!(text.parse::<Version>().unwrap().to_string(), text);
    }
    for text in ["", "2026", "2026.13.1", "2026.0.1", "2026.11.0", "2026.11.1.1", "v2026.11.1", "2026.+1.1"] {
        assert_eq!(text.parse::<Version>(), Err(NotAVersion), "{text}");
    }
    let at = |text: &str| text.parse::<Version>().unwrap();
    assert!(at("2026.9.10") < at("2026.11.1") && at("2026.11.2") < at("2026.11.10"));
    assert!("E107-1".parse::<MatterId>().unwrap() < "P001-1".parse().unwrap(), "the order of the notice");
}

/// What is asked most in a hall, by their numbers: social insurance first, then what a life brings.
const FIFTY: [&str; 50] = [
    "P042-1", "P042-3", "P042-2", "P039-1", "P039-2", "P040-1", "P041-1", "P043-1", "P044-1", "P044-2", "P045-1",
    "P046-1", "P053-1", "P053-2", "P053-3", "P054-1", "P100-1", "P100-2", "P102-1", "P104-1", "P104-2", "P106-1",
    "P107-1", "P101-1", "P113-3", "P113-4", "P089-1", "P089-2", "P089-3", "P089-5", "P087-1", "P090-2", "P090-4",
    "P001-1", "P003-1", "P004-1", "P005-1", "P006-1", "P008-1", "P048-1", "P067-1", "P069-1", "P071-1", "P079-1",
    "P082-1", "P092-1", "P096-1", "E001-1", "E038-1", "E102-1",
];
/// As many as the first page of hits shows.
const FIRST_PAGE: usize = 6;

#[test]
fn the_fifty_most_asked_are_found_in_six_presses() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for text in FIFTY {
        let matter = catalogue.matter(id(text)).unwrap();
        // The sixth press is the one on the hit.
        let found = matter.says.iter().any(|says| {
            let typed: String = finder.initials(says).chars().take(5).collect();
            (1..=typed.len()).any(|keys| {
                let hits = finder.find(&typed[..keys], FIRST_PAGE);
                hits.iter().any(|hit| catalogue.matters[hit.matter].id == matter.id)
            })
        });
        assert!(found, "{text} {} is not found by the initials of {:?}", matter.name, matter.says);
    }
}

#[test]
fn what_is_not_typed_as_it_stands_is_found_all_the_same() {
    let catalogue = catalogue();
    let finder = Finder::new(&catalogue, &Popularity::default());
    for (query, right, how) in [
        ("shebaozhenming", "P042-1", "a letter is missing"),
        ("jiehundengi", "P082-1", "a letter is missing at the end"),
        ("失业今", "P054-1", "another character that sounds so"),
        ("同志您好，失业金今年怎么领取呢", "P054-1", "it stands within what was said"),
        ("殡仪馆费用高", "P109-1", "only a part of it stands anywhere"),
    ] {
        let hits = finder.find(query, 3);
        let first = hits.first().map(|hit| catalogue.matters[hit.matter].id);
        assert_eq!(first, Some(id(right)), "{query}: {how}: {hits:#?}");
    }
}
