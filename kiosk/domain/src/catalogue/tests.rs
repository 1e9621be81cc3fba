//! The shipped catalogue: what it says of the notice, of guides, of numbers.

use super::*;

pub(crate) mod broken;
mod changed;
mod mistakes;
mod search;

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
        // What the law has changed since is doubtful, too.
        assert!(matter.doubt.is_some() || row[14].is_empty(), "{}", matter.id);
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
        let told = guide.result.is_some() || guide.changed.is_some();
        assert!(guide.who.is_some() && told, "{}: nothing to read", matter.id);
        // What is not known is left out, and the page says so; but of a whole guide so much is known.
        let counts = guide.fee.is_some() || guide.promised.is_some() || guide.legal.is_some();
        let whole = guide.steps.len() >= 3 && !guide.materials.is_empty() && counts && !guide.basis.is_empty();
        for time in [&guide.promised, &guide.legal].into_iter().flatten() {
            let says_when =
                ["当场", "即时", "日", "天", "月", "小时", "分钟"].iter().any(|word| time.zh.contains(word));
            assert!(says_when && !time.zh.contains('问'), "{}: “{}” is no time", matter.id, time.zh);
        }
        if whole {
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

#[test]
fn numbers_and_versions_are_read_as_they_are_written() {
    for text in ["E001-1", "P053-2", "P115-1"] {
        assert_eq!(text.parse::<MatterId>().unwrap().to_string(), text);
    }
    for text in [
        "", "P", "P53-2", "X001-1", "P001", "P001-", "P001-0", "P000-1", "P001-1-1", "P０01-1", "p001-1", "P0001-1",
        "P001-01",
    ] {
        assert_eq!(text.parse::<MatterId>(), Err(NotAMatterId), "{text}");
    }
    for text in ["2026.11.1", "2027.1.12"] {
        assert_eq!(text.parse::<Version>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "2026",
        "2026.13.1",
        "2026.0.1",
        "2026.11.0",
        "2026.11.1.1",
        "v2026.11.1",
        "2026.+1.1",
        "2026.011.1",
        "2026.11.01",
    ] {
        assert_eq!(text.parse::<Version>(), Err(NotAVersion), "{text}");
    }
    let at = |text: &str| text.parse::<Version>().unwrap();
    assert!(at("2026.9.10") < at("2026.11.1") && at("2026.11.2") < at("2026.11.10"));
    assert!("E107-1".parse::<MatterId>().unwrap() < "P001-1".parse().unwrap(), "the order of the notice");
}
