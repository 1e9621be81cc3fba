//! What is read of each card, and what is said of a bad one: our reading against the simulated card, no reader between.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

use device_sim::social_card::{Content, Damage, Faults, Generation as Kind, SimSocialCard, Style};
use drivers::id_card::Sex;
use drivers::social_card::{
    CardError, CardFault, Generation, Item, Missing, NumberCheck, SocialCard, StatusWord, Transport, TransportError,
    read,
};
use jiff::civil::date;
use proptest::prelude::*;
use zeroize::Zeroizing;

/// The simulated card, asked directly.
struct Direct(SimSocialCard);

impl Transport for Direct {
    fn transmit(&mut self, command: &[u8]) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.0.execute(command).map(Zeroizing::new).ok_or(TransportError::Removed)
    }
}

fn read_card(kind: Kind, content: Content, faults: Faults) -> Result<SocialCard, CardFault> {
    read(&mut Direct(SimSocialCard::new(kind, content).with(faults)))
}

fn read_with(faults: Faults) -> Result<SocialCard, CardFault> {
    read_card(Kind::Second, Content::default(), faults)
}

const STYLES: [Style; 6] =
    [Style::AtOnce, Style::GetResponse, Style::Pieces(1), Style::Pieces(7), Style::Exact, Style::ExactThenGetResponse];

/// Commands of one reading of a card that answers at once, and the last of those that only EF05 needs.
const COMMANDS: usize = 14;
const ISSUER_COMMANDS: usize = 7;

#[test]
fn the_first_two_generations_give_everything() {
    for (kind, generation, version) in
        [(Kind::First, Generation::First, "1.00"), (Kind::Second, Generation::Second, "2.00")]
    {
        for style in STYLES {
            for old_select in [false, true] {
                let faults = Faults { style, old_select, ..Faults::default() };
                let card = read_card(kind, Content::default(), faults).unwrap();
                assert_eq!((card.generation, card.version.as_str(), card.missing()), (generation, version, None));
                assert_eq!(card.card_id.expose(), "370000D15600000500000001");
                assert_eq!((card.issuing_area(), card.card_number.expose()), (Some("370000"), "C37000001"));
                assert_eq!((card.issued, card.expires), (Some(date(2020, 3, 1)), Some(date(2030, 3, 1))));
                assert!(!card.expired_on(date(2030, 3, 1)) && card.expired_on(date(2030, 3, 2)));
                let holder = card.holder.unwrap();
                assert_eq!(holder.number.expose(), Content::default().number);
                assert_eq!((holder.name.expose(), holder.sex, holder.nation.code()), ("张测试", Sex::Male, 1));
                assert_eq!((holder.birth, holder.number_check()), (Some(date(1990, 1, 1)), NumberCheck::Good));
            }
        }
    }
}

#[test]
fn the_third_generation_says_what_is_missing_and_is_not_asked_for_it() {
    let mut direct = Direct(SimSocialCard::new(Kind::Third, Content::default()));
    let card = read(&mut direct).unwrap();
    assert_eq!((card.generation, card.version.as_str()), (Generation::Third, "3.00"));
    assert_eq!((card.card_number.expose(), card.issuing_area()), ("C37000001", Some("370000")));
    assert_eq!((card.missing(), card.holder.is_err()), (Some(Missing::PersonalData), true));
    assert_eq!(direct.0.commands(), ISSUER_COMMANDS);
}

/// A card of an older version that keeps its holder's data locked is read like one of the third generation.
#[test]
fn a_locked_file_or_number_is_missing_not_broken() {
    for at in [8, 9] {
        let card = read_with(Faults { status_at: Some((at, 0x6982)), ..Faults::default() }).unwrap();
        assert_eq!(card.missing(), Some(Missing::PersonalData));
    }
}

#[test]
fn a_long_name_is_put_together() {
    // 16 characters of two bytes: the seam at byte 30 lies between two; with a letter before, within one.
    for name in ["买买提·阿卜杜拉·测试测试测试测", "A买买提·阿卜杜拉·测试测试测试测试"]
    {
        let content = Content { name: name.into(), ..Content::default() };
        let card = read_card(Kind::Second, content, Faults::default()).unwrap();
        assert_eq!(card.holder.unwrap().name.expose(), name);
    }
}

#[test]
fn other_numbers_are_read_and_judged() {
    for (number, check) in [
        ("370000199001010012", NumberCheck::WrongCheckDigit),
        ("370000900101001", NumberCheck::OtherKind),
        ("USA150000000000001", NumberCheck::OtherKind),
    ] {
        let content = Content { number: number.into(), ..Content::default() };
        let holder = read_card(Kind::First, content, Faults::default()).unwrap().holder.unwrap();
        assert_eq!((holder.number.expose(), holder.number_check()), (number, check));
    }
    // A small x is a capital one; the same number with the day of another.
    let content = Content { number: "11010519491231002x".into(), birth: "19491231".into(), ..Content::default() };
    let holder = read_card(Kind::First, content.clone(), Faults::default()).unwrap().holder.unwrap();
    assert_eq!((holder.number.expose(), holder.number_check()), ("11010519491231002X", NumberCheck::Good));
    let content = Content { birth: "19491230".into(), ..content };
    let holder = read_card(Kind::First, content, Faults::default()).unwrap().holder.unwrap();
    assert_eq!(holder.number_check(), NumberCheck::WrongBirth);
}

#[test]
fn what_may_be_missing_may_be_missing() {
    let gone = [0x05, 0x06, 0x4E, 0x0A, 0x0B, 0x0D].map(|tag| (tag, Damage::Gone)).to_vec();
    let card = read_with(Faults { damaged: gone, ..Faults::default() }).unwrap();
    assert_eq!((card.issued, card.expires, card.expired_on(date(2099, 1, 1))), (None, None, false));
    let holder = card.holder.unwrap();
    assert_eq!((holder.sex, holder.nation.code(), holder.birth), (Sex::Unknown, 0, None));
    assert_eq!((holder.name.expose(), holder.number_check()), ("张测试", NumberCheck::Good));
}

#[test]
fn damage_names_its_item() {
    let value = |bytes: &[u8]| Damage::Value(bytes.to_vec());
    for (item, damage) in [
        (Item::CardId, Damage::Gone),
        (Item::CardId, value(&[0xFF; 16])),
        (Item::Version, Damage::Tag),
        (Item::CardNumber, Damage::Half),
        (Item::CardNumber, value(b"C 1")),
        (Item::Issued, value(&[0x20, 0x23, 0x02, 0x29])),
        (Item::Expires, value(&[0x20, 0x2A, 0x03, 0x01])),
        (Item::Number, Damage::Gone),
        (Item::Number, Damage::Length),
        (Item::Number, value(b"37000019900101001")),
        (Item::Number, value(b"3700001990010100-0")),
        (Item::Number, value(&[0; 18])),
        (Item::Name, Damage::Gone),
        (Item::Name, value(&[0; 30])),
        (Item::Name, value(b"\xD5\xC5\xB2")),
        (Item::Name, value(b"Zhang\x07")),
        (Item::Sex, value(b"\xFE")),
        (Item::Birth, value(&[0x19, 0x90, 0x13, 0x01])),
    ] {
        let result = read_with(Faults { damaged: vec![(item.tag(), damage.clone())], ..Faults::default() });
        assert_eq!(result, Err(CardFault::Unreadable(CardError::Item(item))), "{item:?} {damage:?}");
    }
    let version = Faults { damaged: vec![(0x03, value(b"4.00"))], ..Faults::default() };
    assert_eq!(read_with(version), Err(CardFault::Unreadable(CardError::Version)));
    let bare = Faults { damaged: vec![(0x09, Damage::Bare), (0x03, Damage::Bare)], ..Faults::default() };
    assert!(read_with(bare).is_ok());
}

#[test]
fn a_card_pulled_at_any_command_was_pulled() {
    for at in 1..=COMMANDS {
        let pulled = read_with(Faults { removed_at: Some(at), ..Faults::default() });
        assert_eq!(pulled, Err(CardFault::Removed), "command {at}");
    }
    assert!(read_with(Faults { removed_at: Some(COMMANDS + 1), ..Faults::default() }).is_ok());
}

#[test]
fn a_stump_of_an_answer_at_any_command_is_garbled() {
    for at in 1..=COMMANDS {
        for bytes in [0, 1] {
            let garbled = read_with(Faults { stump_at: Some((at, bytes)), ..Faults::default() });
            assert_eq!(garbled, Err(CardFault::Garbled), "command {at}, {bytes} bytes");
        }
    }
    assert_eq!(read_with(Faults { style: Style::Endless, ..Faults::default() }), Err(CardFault::Garbled));
}

#[test]
fn a_card_that_is_none_of_ours_or_refuses_is_told_so() {
    let bank = read_card(Kind::Bank, Content::default(), Faults::default());
    assert_eq!(bank, Err(CardFault::NotSocial));
    let refuses = |at, word| read_with(Faults { status_at: Some((at, word)), ..Faults::default() });
    assert_eq!(refuses(1, 0x6A81), Err(CardFault::Blocked));
    assert_eq!(refuses(1, 0x6283), Err(CardFault::Blocked));
    assert_eq!(refuses(2, 0x6A82), Err(CardFault::NotSocial));
    assert_eq!(refuses(1, 0x6F00), Err(CardFault::Refused(StatusWord(0x6F00))));
    assert_eq!(refuses(9, 0x6581), Err(CardFault::Refused(StatusWord(0x6581))));
}

#[test]
fn nothing_personal_is_shown() {
    let card = read_with(Faults::default()).unwrap();
    let shown = format!("{card:?} {:?} {:#?}", card.holder, card.card_id);
    for secret in ["370000", "C37000001", "张", "1990", "2020"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// Answers anything at all.
struct Noise(Vec<Vec<u8>>, usize);

impl Transport for Noise {
    fn transmit(&mut self, _: &[u8]) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.1 += 1;
        self.0.pop().map(Zeroizing::new).ok_or(TransportError::Removed)
    }
}

proptest! {
    /// Any answers: an end, no panic, and never more commands than answers and one.
    #[test]
    fn any_answers_come_to_an_end(
        answers in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..40),
            prop_oneof![6 => Just(0x9000_u16), 1 => Just(0x6103), 1 => Just(0x6C04), 1 => Just(0x6982), 1 => any::<u16>()]), 0..30)
    ) {
        let answers: Vec<_> = answers.into_iter().map(|(data, word)| [data, word.to_be_bytes().to_vec()].concat()).collect();
        let most = answers.len() + 1;
        let mut noise = Noise(answers, 0);
        let _ = read(&mut noise);
        prop_assert!(noise.1 <= most);
    }

    /// Any value in any record of a good card: read or refused, and what is read is what the card says.
    #[test]
    fn any_value_in_a_record(item in 0_usize..11, bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let item = Item::ALL[item];
        let result = read_with(Faults { damaged: vec![(item.tag(), Damage::Value(bytes))], ..Faults::default() });
        match result {
            Ok(card) => {
                prop_assert!(item == Item::CardId || card.card_id.expose() == "370000D15600000500000001");
                if let Ok(holder) = card.holder {
                    prop_assert!(matches!(item, Item::Name | Item::NameRest) || holder.name.expose() == "张测试");
                }
            }
            Err(CardFault::Unreadable(CardError::Item(named))) => {
                prop_assert!(named == item || (named == Item::Name && item == Item::NameRest), "{named:?} for {item:?}");
            }
            Err(fault) => prop_assert_eq!(fault, CardFault::Unreadable(CardError::Version)),
        }
    }
}
