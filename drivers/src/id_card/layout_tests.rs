//! Cards of all four types, and what is wrong with some.

use jiff::civil::date;
use proptest::prelude::*;

use super::super::card::{CardKind, Standing};
use super::*;

/// A text from its fields: place and content; the rest is spaces.
fn text(fields: &[(usize, &str)]) -> Vec<u8> {
    let mut bytes: Vec<u8> = [b' ', 0].repeat(TEXT / 2);
    for (at, field) in fields {
        for (n, unit) in field.encode_utf16().enumerate() {
            bytes[at + 2 * n..at + 2 * n + 2].copy_from_slice(&unit.to_le_bytes());
        }
    }
    bytes
}

fn data(text: &[u8]) -> Vec<u8> {
    let mut data = vec![1, 0, 4, 0];
    data.extend_from_slice(text);
    data.extend_from_slice(&[0x5A; 1024]);
    data
}

const RESIDENT: [(usize, &str); 9] = [
    (0, "张测试"),
    (30, "1"),
    (32, "05"),
    (36, "19900307"),
    (52, "测试省测试市测试路1号"),
    (122, "370000199003070010"),
    (158, "测试市公安局"),
    (188, "20200101"),
    (204, "长期"),
];

fn read(fields: &[(usize, &str)]) -> Result<IdCard, CardError> {
    parse_text_photo(&data(&text(fields)))
}

fn with(field: usize, content: &'static str) -> Vec<(usize, &'static str)> {
    RESIDENT.iter().map(|&(at, old)| (at, if at == field { content } else { old })).collect()
}

#[test]
fn resident_card() {
    let card = read(&RESIDENT).unwrap();
    assert_eq!(card.kind(), CardKind::Resident);
    let IdCard::Resident(card) = card else { panic!() };
    assert_eq!(card.name.expose(), "张测试");
    assert_eq!(card.sex, Sex::Male);
    assert_eq!(card.nation.name(), Some("维吾尔"));
    assert_eq!(card.birth, date(1990, 3, 7));
    assert_eq!(card.address.expose(), "测试省测试市测试路1号");
    assert_eq!(card.number.expose(), "370000199003070010");
    assert_eq!(card.authority.expose(), "测试市公安局");
    assert_eq!((card.from, card.to), (date(2020, 1, 1), Validity::LongTerm));
    assert_eq!(card.photo.expose(), [0x5A; 1024]);
    assert!(card.fingerprints.is_empty());
}

#[test]
fn hk_macao_taiwan_card() {
    let card = read(&[
        (0, "陈测试"),
        (30, "2"),
        (36, "19850101"),
        (52, "测试省测试市"),
        (122, "810000198501010029"),
        (158, "测试市公安局"),
        (188, "20230101"),
        (204, "20280101"),
        (220, "H12345678"),
        (238, "01"),
        (248, "J"),
    ])
    .unwrap();
    let IdCard::HkMacaoTaiwan(card) = card else { panic!() };
    assert_eq!(card.name.expose(), "陈测试");
    assert_eq!(card.sex, Sex::Female);
    assert_eq!(card.birth, date(1985, 1, 1));
    assert_eq!(card.number.expose(), "810000198501010029");
    assert_eq!(card.to, Validity::Until(date(2028, 1, 1)));
    assert_eq!((card.pass_number.expose(), card.issue_count.expose()), ("H12345678", "01"));
}

#[test]
fn foreigner_2017_card() {
    let card = read(&[
        (0, "TEST, PERSON OF A NAME THAT IS AS LONG AS SIXTY CHARACTERS.."),
        (120, "1"),
        (122, "CAN110080010114"),
        (152, "CAN"),
        (158, "测试"),
        (188, "20180101"),
        (204, "20280101"),
        (220, "19800101"),
        (236, "02"),
        (240, "1500"),
        (248, "I"),
    ])
    .unwrap();
    assert_eq!(card.name().expose(), "测试");
    let IdCard::Foreigner2017(card) = card else { panic!() };
    assert_eq!(card.english_name.expose(), "TEST, PERSON OF A NAME THAT IS AS LONG AS SIXTY CHARACTERS..");
    assert_eq!((card.number.expose(), card.nationality.expose()), ("CAN110080010114", "CAN"));
    assert_eq!((card.sex, card.birth), (Sex::Male, date(1980, 1, 1)));
    assert_eq!((card.version.expose(), card.authority_code.expose()), ("02", "1500"));
}

#[test]
fn foreigner_2023_card_with_a_name_in_two_places() {
    // The 35th character is a space: it belongs to the name.
    let card = read(&[
        (30, "2"),
        (32, "01"),
        (36, "19800101"),
        (52, "TESTINGTON-EXAMPLE, PERSON VON DER "),
        (122, "911124198001010015"),
        (188, "20240101"),
        (204, "20340101"),
        (220, "ELEVENCHARS"),
        (242, "CAN"),
        (248, "Y"),
        (250, "114"),
    ])
    .unwrap();
    assert_eq!(card.name().expose(), "TESTINGTON-EXAMPLE, PERSON VON DER ELEVENCHARS");
    let IdCard::Foreigner2023(card) = card else { panic!() };
    assert!(card.chinese_name.is_empty());
    assert_eq!((card.renewal_count.expose(), card.old_number_link.expose()), ("01", "114"));
    assert_eq!((card.nationality.expose(), card.birth), ("CAN", date(1980, 1, 1)));
}

#[test]
fn dates_that_are_none_name_their_field() {
    for (fields, error) in [
        (with(36, "19900230"), CardError::Date("birth")),
        (with(36, "        "), CardError::Date("birth")),
        (with(36, "1990 307"), CardError::Date("birth")),
        (with(36, "１９９０"), CardError::Date("birth")),
        (with(188, "长期    "), CardError::Date("valid from")),
        (with(204, "00000000"), CardError::Date("valid to")),
        (with(0, "   "), CardError::Missing("name")),
        (with(122, &" ".repeat(18).leak()[..]), CardError::Missing("number")),
    ] {
        assert_eq!(read(&fields), Err(error));
    }
    let mut unknown = text(&RESIDENT);
    unknown[248] = b'Z';
    assert_eq!(parse_text_photo(&data(&unknown)), Err(CardError::Kind));
}

#[test]
fn lone_surrogates_are_replaced_and_rare_characters_kept() {
    let mut bytes = text(&with(0, "王𬱖x"));
    let card = parse_text_photo(&data(&bytes)).unwrap();
    assert_eq!(card.name().expose(), "王𬱖x");
    bytes[4..6].copy_from_slice(&u16::from(b'y').to_le_bytes());
    let card = parse_text_photo(&data(&bytes)).unwrap();
    assert_eq!(card.name().expose(), "王\u{FFFD}yx");
}

#[test]
fn nul_is_padding_too() {
    let mut bytes = text(&RESIDENT);
    bytes[6..30].fill(0);
    assert_eq!(parse_text_photo(&data(&bytes)).unwrap().name().expose(), "张测试");
}

#[test]
fn lengths_must_agree() {
    let good = data(&text(&RESIDENT));
    let mut long = good.clone();
    long.push(0);
    let mut short_text = good.clone();
    short_text[1] = 0xFF;
    short_text[0] = 0;
    for bad in [&good[..good.len() - 1], &long, &short_text, &good[..3], &[]] {
        assert_eq!(parse_text_photo(bad), Err(CardError::Length));
    }
}

#[test]
fn fingerprints_stay_opaque() {
    for prints in [0_usize, 512, 1024] {
        let mut bytes = vec![1, 0, 4, 0];
        bytes.extend((prints as u16).to_be_bytes());
        bytes.extend(text(&RESIDENT));
        bytes.extend([0x5A; 1024]);
        bytes.extend(vec![0x43; prints]);
        let IdCard::Resident(card) = parse_text_photo_prints(&bytes).unwrap() else { panic!() };
        assert_eq!(card.fingerprints.expose().len(), prints);
        assert_eq!(card.photo.expose().len(), 1024);
    }
}

#[test]
fn newest_address() {
    let bytes = text(&[(0, "测试省新地址9号")]);
    assert_eq!(parse_newest_address(&bytes[..70]).unwrap().unwrap().expose(), "测试省新地址9号");
    assert_eq!(parse_newest_address(&bytes[100..170]).unwrap(), None);
    assert_eq!(parse_newest_address(&bytes[..68]), Err(CardError::Length));
}

#[test]
fn first_and_last_day_are_valid() {
    let card = read(&with(204, "20300101")).unwrap();
    for (day, standing) in [
        (date(2019, 12, 31), Standing::NotYetValid),
        (date(2020, 1, 1), Standing::Valid),
        (date(2030, 1, 1), Standing::Valid),
        (date(2030, 1, 2), Standing::Expired),
    ] {
        assert_eq!(card.standing_on(day), standing, "{day}");
    }
    assert_eq!(read(&RESIDENT).unwrap().standing_on(date(2199, 1, 1)), Standing::Valid);
}

#[test]
fn nothing_of_a_card_is_shown() {
    let card = read(&RESIDENT).unwrap();
    let IdCard::Resident(inner) = &card else { panic!() };
    let shown = format!("{card:?} {inner:?} {:?} {:?}", inner.sex, inner.nation);
    assert_eq!(shown, "IdCard(Resident, …) Resident(…) Sex(…) Nation(…)");
}

proptest! {
    #[test]
    fn any_bytes_are_a_card_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..600), flag in prop::sample::select(&b" JIY"[..])) {
        let _ = parse_text_photo(&bytes);
        let _ = parse_text_photo_prints(&bytes);
        let mut text = bytes;
        text.resize(TEXT, 0xD8);
        text[248] = flag;
        text[249] = 0;
        let _ = parse_text_photo(&data(&text));
    }

    #[test]
    fn text_is_made_without_growing(units in proptest::collection::vec(any::<u16>(), 0..60)) {
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let text = text_of(&bytes, &[]);
        prop_assert!(text.expose().len() <= 3 * units.len());
    }
}
