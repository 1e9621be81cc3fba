//! Every matter and every chain of the shipped catalogue, at home, in another district and in another town.

use qrcodegen::{QrCode, QrCodeEcc};

use super::*;
use crate::catalogue::tests::catalogue;
use crate::catalogue::{Guide, MaterialFrom, Part, Said};

const SHIPPED: &str = include_str!("../../../../config/places.toml");

fn shipped() -> (Catalogue, Places) {
    let catalogue = catalogue();
    let places = Places::parse(SHIPPED, &catalogue).unwrap_or_else(|error| panic!("{error}"));
    (catalogue, places)
}

fn handout(id: &str, seat: Seat) -> Handout {
    let (catalogue, places) = shipped();
    Handout::new(&catalogue, &places, id.parse().unwrap(), seat).unwrap()
}

fn chain(id: &str) -> ChainHandout {
    let (catalogue, places) = shipped();
    ChainHandout::new(&catalogue, &places, id).unwrap()
}

/// A code as small as can be at level M, which tickets have, fits 58 mm paper; at level L it is smaller still.
fn encodes(text: &str, of: &str) {
    assert!(!text.is_empty() && text.len() <= CODE_BYTES, "{of}: {} bytes: {text}", text.len());
    assert!(text.lines().all(|line| !line.trim().is_empty()), "{of}: {text}");
    for (level, most) in [(QrCodeEcc::Low, 89), (QrCodeEcc::Medium, 97)] {
        let code = QrCode::encode_text(text, level).unwrap_or_else(|error| panic!("{of}: {error}"));
        assert!(code.size() <= most, "{of}: {} modules", code.size());
    }
}

#[test]
fn every_matter_and_every_chain_fits_a_code_in_both_languages() {
    let (catalogue, places) = shipped();
    let seats = [catalogue.home_seat(), Seat::Area(1), Seat::OtherTown];
    for english in [false, true] {
        for matter in &catalogue.matters {
            for seat in seats {
                let handout = Handout::new(&catalogue, &places, matter.id, seat).unwrap();
                let text = handout.code_text(english);
                encodes(&text, &matter.id.to_string());
                assert!(!english || text.is_ascii(), "{text}");
                let name = if english { matter.name_en.as_str() } else { matter.name.as_str() };
                assert_eq!(text.lines().next(), Some(name));
                assert!(text.contains(handout.hotline.as_deref().unwrap()), "{text}");
                let caveat = if english { "the counter's word holds" } else { "以窗口答复为准" };
                assert_eq!(text.contains(caveat), !matter.guide.unconfirmed.is_empty(), "{text}");
            }
        }
        for of in &catalogue.chains {
            let handout = ChainHandout::new(&catalogue, &places, &of.id).unwrap();
            let text = handout.code_text(english);
            encodes(&text, &of.id);
            for matter in &handout.matters {
                let name = if english { matter.name_en.as_str() } else { matter.name.as_str() };
                assert!(text.contains(name), "{}: {name} is not in {text}", of.id);
            }
        }
    }
}

/// A handout whose guide is this one, whatever the catalogue says of the matter by now.
fn with_guide(id: &str, seat: Seat, guide: Guide, materials: &[(&str, &str, MaterialFrom)]) -> Handout {
    let mut handout = handout(id, seat);
    let mut matter = (*handout.matter).clone();
    matter.guide = guide;
    handout.matter = Arc::new(matter);
    let material = |(name, name_en, from): &(&str, &str, MaterialFrom)| Material {
        name: (*name).into(),
        name_en: (*name_en).into(),
        from: *from,
        note: None,
        note_en: None,
    };
    handout.materials = materials.iter().map(material).collect();
    handout
}

#[test]
fn a_code_reads_as_a_note_that_one_would_write() {
    let said = |zh: &str, en: &str| Said { zh: zh.into(), en: en.into() };
    let guide = Guide {
        steps: vec![said("刷身份证", "Lay down your card"), said("按月领取", "It is paid monthly")],
        promised: Some(said("当场办结", "At once")),
        fee: Some(said("不收费", "No fee")),
        unconfirmed: vec![Part::Steps],
        ..Guide::default()
    };
    let materials = [
        ("居民身份证", "Identity card", MaterialFrom::Bring),
        ("户口信息", "Household data", MaterialFrom::Shared),
        ("银行卡", "Bank card", MaterialFrom::Bring),
        ("申请表", "The person’s form", MaterialFrom::Fill),
    ];
    let home = catalogue().home_seat();
    assert_eq!(
        with_guide("P054-1", home, guide.clone(), &materials).code_text(false),
        "失业保险金申领\n受理：区人力资源社会保障局\n带：居民身份证、银行卡\n免提交：户口信息\n现场填：申请表\n\
         步骤：1.刷身份证 2.按月领取\n时限：当场办结\n费用：不收费\n\
         地点：样例街道便民服务中心，样例街2号，工作日9:00-17:00\n\
         地点：样例政务服务大厅，样例路1号，一楼大厅，工作日9:00-17:00，12345\n地点：爱山东（手机应用）\n\
         电话：12333\n部分内容待确认，以窗口答复为准。\n编号：P054-1 (2026.11.1)"
    );
    assert_eq!(
        with_guide("P054-1", home, guide, &materials).code_text(true),
        "Claim unemployment benefit\nReceived by: District Bureau of Human Resources and Social Security\n\
         Bring: Identity card; Bank card\nNo need to bring: Household data\nFill in there: The person's form\n\
         Steps: 1.Lay down your card 2.It is paid monthly\nTime: At once\nFee: No fee\n\
         Where: Sample Neighbourhood Service Centre, 2 Sample Street, weekdays 9:00-17:00\n\
         Where: Sample Government Service Hall, 1 Sample Road, ground floor, weekdays 9:00-17:00, 12345\n\
         Where: Ai Shandong (app)\nCall: 12333\nNot all is confirmed: the counter's word holds.\nNo.: P054-1 (2026.11.1)"
    );
    assert_eq!(
        with_guide("E001-1", Seat::OtherTown, Guide::default(), &[]).code_text(true),
        "Register a company\nReceived by: the local administrative approval department\n\
         Papers: ask the counter first\n\
         Where: Sample Government Service Hall, 1 Sample Road, ground floor, weekdays 9:00-17:00, 12345\n\
         Where: Ai Shandong (app)\nCall: 12345\nNo.: E001-1 (2026.11.1)"
    );
}

#[test]
fn materials_come_in_the_order_of_the_guide_with_where_they_come_from() {
    let (catalogue, places) = shipped();
    for matter in &catalogue.matters {
        let handout = Handout::new(&catalogue, &places, matter.id, catalogue.home_seat()).unwrap();
        let names: Vec<&String> = handout.materials.iter().map(|material| &material.name).collect();
        assert_eq!(names, matter.guide.materials.iter().collect::<Vec<_>>(), "{}", matter.id);
        let text = handout.code_text(false);
        for (from, label) in
            [(MaterialFrom::Bring, "带："), (MaterialFrom::Shared, "免提交："), (MaterialFrom::Fill, "现场填：")]
        {
            let wanted = handout.materials.iter().any(|material| material.from == from);
            assert_eq!(text.lines().any(|line| line.starts_with(label)), wanted, "{}: {text}", matter.id);
        }
    }
}

#[test]
fn at_most_four_places_and_apps_are_kept_among_them() {
    let catalogue = catalogue();
    let counter =
        |at: u32| format!("[[place]]\nkind = 'counter'\nname = '甲{at}'\nname_en = 'A{at}'\nat = [37.5{at}, 122.1]\n");
    let text = (1..=6).fold("here = [37.5, 122.1]\n".to_owned(), |list, at| list + &counter(at));
    let app = |name: &str| format!("[[place]]\nkind = 'app'\nname = '{name}'\nname_en = '{name}'\n");
    for (apps, expected) in [
        ("", ["甲1", "甲2", "甲3", "甲4"]),
        ("X", ["甲1", "甲2", "甲3", "X"]),
        ("XY", ["甲1", "甲2", "X", "Y"]),
        ("XYZUV", ["甲1", "X", "Y", "Z"]),
    ] {
        let list = apps.chars().fold(text.clone(), |list, name| list + &app(&name.to_string()));
        let places = Places::parse(&list, &catalogue).unwrap();
        let handout = Handout::new(&catalogue, &places, "P054-1".parse().unwrap(), Seat::OtherTown).unwrap();
        let names: Vec<&str> = handout.places.iter().map(|(place, _)| place.name.as_str()).collect();
        assert_eq!(names, expected, "{apps}");
    }
}

#[test]
fn a_chain_says_everything_once_and_names_the_busiest_places_first() {
    let birth = chain("birth");
    assert_eq!(birth.matters.len(), 6);
    let mut names: Vec<&str> = birth.materials.iter().map(|material| material.name.as_str()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert!(count > 0 && names.len() == count);
    let mut numbers = birth.hotlines.clone();
    numbers.dedup();
    assert_eq!(numbers, birth.hotlines);
    let (catalogue, places) = shipped();
    for of in &catalogue.chains {
        let handout = ChainHandout::new(&catalogue, &places, &of.id).unwrap();
        let done: Vec<usize> = handout.places.iter().map(|(place, _)| handout.done_at(place)).collect();
        assert!(!done.is_empty() && done.len() <= CHAIN_PLACES, "{}: {done:?}", of.id);
        assert!(done.iter().rev().is_sorted() && done.iter().all(|done| *done > 0), "{}: {done:?}", of.id);
    }
}

#[test]
fn what_is_not_in_the_catalogue_has_no_handout() {
    let (catalogue, places) = shipped();
    assert!(Handout::new(&catalogue, &places, "P999-1".parse().unwrap(), Seat::OtherTown).is_none());
    assert!(ChainHandout::new(&catalogue, &places, "nothing").is_none());
}
