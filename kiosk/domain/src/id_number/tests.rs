use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn number(text: &str) -> IdNumber {
    IdNumber::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn every_kind_is_told_by_its_number() {
    let cases = [
        ("11010519491231002X", NumberKind::Resident, Some(date(1949, 12, 31)), Some(Sex::Female)),
        ("370000199001010018", NumberKind::Resident, Some(date(1990, 1, 1)), Some(Sex::Male)),
        ("810000198501010029", NumberKind::HongKong, Some(date(1985, 1, 1)), Some(Sex::Female)),
        ("830000199001010012", NumberKind::Taiwan, Some(date(1990, 1, 1)), Some(Sex::Male)),
        ("911124198001010015", NumberKind::Foreigner2023, Some(date(1980, 1, 1)), None),
        ("CAN110080010114", NumberKind::Foreigner2017, None, None),
    ];
    for (text, kind, birth, sex) in cases {
        let text = with_check(text);
        let parsed = number(&text);
        assert_eq!(parsed.as_str(), text);
        assert_eq!((parsed.kind(), parsed.birth(), parsed.sex()), (kind, birth, sex), "{text}");
        assert_eq!(parsed.kind().document(), kind.document());
    }
    let macao = with_check("820000199212120010");
    assert_eq!(number(&macao).kind(), NumberKind::Macao);
}

/// The text with its 18th character made right, so that a case can be written for its first 17.
pub(crate) fn with_check(text: &str) -> String {
    match text.get(..17).and_then(check::mod_11_2) {
        Some(check) if text.len() == 18 => format!("{}{check}", &text[..17]),
        _ => text.to_owned(),
    }
}

#[test]
fn as_people_write_it() {
    for text in [
        " 11010519491231002x ",
        "\u{3000}11010519491231002X\n",
        "１１０１０５１９４９１２３１００２ｘ",
        "11010519491231002Ｘ",
    ] {
        assert_eq!(number(text).as_str(), "11010519491231002X");
    }
    assert_eq!(number("370102900307001").as_str(), "370102199003070016", "15 digits become 18");
    assert_eq!(number("can110080010114").as_str(), "CAN110080010114");
}

#[test]
fn what_is_refused_and_why() {
    use IdNumberError::{Birth, Character, Check, Length};
    let cases = [
        ("", Length { found: 0 }),
        ("1101051949123100", Length { found: 16 }),
        ("11010519491231002XX", Length { found: 19 }),
        ("110105194912310021", Check),
        ("110150194912310020", Check),
        ("1101051949123100X2", Character { position: 17 }),
        ("11010519491231002A", Character { position: 18 }),
        ("11010519491231 02X", Character { position: 15 }),
        ("王样例11019491231002X", Character { position: 1 }),
        ("110105194902310028", Birth),
        ("110105194913010028", Birth),
        ("110105000001010028", Birth),
        ("370102900230001", Birth),
        ("37010290023000A", Character { position: 15 }),
        ("CANA10080010114", Character { position: 4 }),
        ("CA1110080010114", Character { position: 3 }),
    ];
    for (text, expected) in cases {
        assert_eq!(IdNumber::parse(text), Err(expected), "{text}");
    }
}

#[test]
fn an_unknown_region_is_a_warning_and_no_refusal() {
    let parsed = number(&with_check("370000199001010010"));
    assert!(!parsed.region_known());
    assert_eq!(parsed.warnings(), [NumberWarning::UnknownRegion]);

    for known in
        ["110103199001010010", "371002199001010010", "810000199001010010", "820000199001010010", "830000199001010010"]
    {
        let parsed = number(&with_check(known));
        assert!(parsed.region_known(), "{known}");
        assert_eq!(parsed.warnings(), []);
    }
}

#[test]
fn a_foreigners_check_digit_of_2017_is_a_warning_only() {
    assert_eq!(number("CAN110080010114").warnings(), []);
    assert_eq!(number("CAN110080010115").warnings(), [NumberWarning::CheckDigit]);
    assert_eq!(number("CAN990080010115").warnings().len(), 2);
    assert!(number("911124198001010015").region_known());
    assert!(!number(&with_check("999124198001010010")).region_known());
}

#[test]
fn neither_debug_nor_error_nor_mask_shows_the_number() {
    let parsed = number("11010519491231002X");
    assert_eq!(format!("{parsed:?}"), "IdNumber(Resident, ..)");
    assert_eq!(parsed.masked(), "110105********002X");
    let error = IdNumber::parse("110105194912310021").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("1949"));
}

#[test]
fn data_files_are_checked_too() {
    #[derive(Deserialize)]
    struct File {
        number: IdNumber,
    }
    let read = |text: &str| toml::from_str::<File>(text).map(|file| file.number);
    assert_eq!(read("number = '11010519491231002x'").unwrap().as_str(), "11010519491231002X");
    let error = read("number = '110105194912310021'").unwrap_err();
    assert!(error.message().contains("does not fit"), "{}", error.message());
    assert!(!error.message().contains("1949"));
}

proptest! {
    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,40}") {
        if let Ok(parsed) = IdNumber::parse(&text) {
            prop_assert_eq!(&IdNumber::parse(parsed.as_str()), &Ok(parsed.clone()));
            let _ = (parsed.warnings(), parsed.sex(), parsed.masked());
        }
    }

    #[test]
    fn one_wrong_digit_is_always_found(
        region in 0u32..999_999, days in 0i32..40_000, sequence in 0u32..999, place in 0usize..17, other in 1u32..10,
    ) {
        let birth = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let body = format!("{region:06}{}{sequence:03}", birth.strftime("%Y%m%d"));
        let right = format!("{body}{}", check::mod_11_2(&body).unwrap());
        prop_assert!(IdNumber::parse(&right).is_ok());

        let mut digits: Vec<char> = right.chars().collect();
        let wrong = (digits[place].to_digit(10).unwrap() + other) % 10;
        digits[place] = char::from_digit(wrong, 10).unwrap();
        let wrong: String = digits.into_iter().collect();
        prop_assert!(IdNumber::parse(&wrong).is_err());
    }

    #[test]
    fn two_neighbours_swapped_are_always_found(sequence in 0u32..999, place in 0usize..16) {
        let body = format!("37100219850317{sequence:03}");
        let mut digits: Vec<char> = body.chars().collect();
        digits.push(check::mod_11_2(&body).unwrap());
        prop_assume!(digits[place] != digits[place + 1]);
        digits.swap(place, place + 1);
        let swapped: String = digits.into_iter().collect();
        prop_assert!(IdNumber::parse(&swapped).is_err());
    }
}
