//! Cards on a simulated reader over a pseudo-terminal: read once a placement, watched until they are taken.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

mod id_card_support;

use device_sim::reader::{Card, Foreigner2017, Foreigner2023, HkMacaoTaiwan, ReaderFault};
use drivers::DeviceState;
use drivers::id_card::{CardEvent, CardKind, IdCard, ReaderError, Sex, Validity};
use id_card_support::{Bench, person, soon};
use jiff::civil::date;

#[tokio::test]
async fn a_card_is_read_once_a_placement() {
    let mut bench = Bench::ready().await;
    bench.reader.arm();
    bench.control.lay(person("张测试"));
    bench.found().await;
    let CardEvent::Read(card) = bench.event().await else { panic!() };
    let IdCard::Resident(card) = *card else { panic!() };
    assert_eq!(card.name.expose(), "张测试");
    assert_eq!(card.number.expose(), "370000199003070010");
    assert_eq!(card.address.expose(), "测试省测试市测试路1号");
    assert_eq!(card.authority.expose(), "测试市公安局");
    assert_eq!((card.sex, card.nation.name()), (Sex::Male, Some("维吾尔")));
    assert_eq!((card.birth, card.from, card.to), (date(1990, 3, 7), date(2020, 1, 1), Validity::LongTerm));
    assert_eq!(card.photo.expose().len(), 1024);

    bench.nothing_for(20).await;
    assert_eq!(bench.control.counts().reads, 1);

    bench.control.take();
    bench.removed().await;
    bench.control.lay(person("李测试"));
    assert_eq!(bench.read().await, "李测试");
}

#[tokio::test]
async fn the_other_three_types() {
    let mut bench = Bench::ready().await;
    bench.reader.arm();
    let (from, to) = (String::from("2024-01-01"), String::from("2034-01-01"));
    let cards = [
        Card::hk_macao_taiwan(&HkMacaoTaiwan {
            name: "陈测试".into(),
            sex: "女".into(),
            birth: "1985-01-01".into(),
            address: "测试省".into(),
            id: "810000198501010029".into(),
            authority: "测试市公安局".into(),
            from: from.clone(),
            to: to.clone(),
            pass_number: "H12345678".into(),
            issue_count: "01".into(),
        }),
        Card::foreigner_2017(&Foreigner2017 {
            english_name: "TEST, PERSON".into(),
            sex: "男".into(),
            number: "CAN110080010114".into(),
            nationality: "CAN".into(),
            from: from.clone(),
            to: to.clone(),
            birth: "1980-01-01".into(),
            ..Foreigner2017::default()
        }),
        Card::foreigner_2023(&Foreigner2023 {
            english_name: "TESTINGTON-EXAMPLE, PERSON VON DER ELEVENCHARS".into(),
            sex: "女".into(),
            birth: "1980-01-01".into(),
            id: "911124198001010015".into(),
            from,
            to,
            nationality: "CAN".into(),
            ..Foreigner2023::default()
        }),
    ];
    let expected = [
        (CardKind::HkMacaoTaiwan, "陈测试", "810000198501010029", Sex::Female, date(1985, 1, 1)),
        (CardKind::Foreigner2017, "TEST, PERSON", "CAN110080010114", Sex::Male, date(1980, 1, 1)),
        (
            CardKind::Foreigner2023,
            "TESTINGTON-EXAMPLE, PERSON VON DER ELEVENCHARS",
            "911124198001010015",
            Sex::Female,
            date(1980, 1, 1),
        ),
    ];
    for (card, (kind, name, number, sex, birth)) in cards.into_iter().zip(expected) {
        bench.control.lay(card.unwrap());
        bench.found().await;
        let CardEvent::Read(card) = bench.event().await else { panic!("{kind:?}") };
        assert_eq!((card.kind(), card.name().expose(), card.number().expose()), (kind, name, number));
        assert_eq!((card.sex(), card.birth()), (sex, birth));
        assert_eq!((card.from(), card.to()), (date(2024, 1, 1), Validity::Until(date(2034, 1, 1))));
        bench.control.take();
        bench.removed().await;
    }
}

#[tokio::test]
async fn nothing_is_read_unless_armed() {
    let mut bench = Bench::ready().await;
    bench.control.lay(person("张测试"));
    bench.nothing_for(5).await;
    let counts = bench.control.counts();
    assert_eq!((counts.finds, counts.reads), (0, 0));
    bench.reader.arm();
    assert_eq!(bench.read().await, "张测试");
}

#[tokio::test]
async fn a_disarmed_reader_still_tells_when_the_card_is_taken() {
    let mut bench = Bench::ready().await;
    bench.reader.arm();
    bench.control.lay(person("张测试"));
    bench.read().await;
    bench.reader.disarm();
    bench.nothing_for(5).await;
    // A new visit does not get the card that was forgotten by the one before.
    bench.reader.arm();
    bench.nothing_for(5).await;
    bench.reader.disarm();
    bench.control.take();
    bench.removed().await;
    bench.control.lay(person("李测试"));
    bench.nothing_for(5).await;
    assert_eq!(bench.control.counts().reads, 1);
}

#[tokio::test]
async fn one_80_is_no_removal() {
    let mut bench = Bench::ready().await;
    bench.reader.arm();
    bench.control.set_fault(Some(ReaderFault::FindSays80Once));
    bench.control.lay(person("张测试"));
    assert_eq!(bench.read().await, "张测试");
    bench.control.set_fault(Some(ReaderFault::FindSays80Once));
    bench.nothing_for(10).await;
    assert_eq!(bench.control.counts().reads, 1);
}

#[tokio::test]
async fn who_the_module_is() {
    let bench = Bench::ready().await;
    assert_eq!(soon(bench.reader.sam_id()).await.unwrap().to_string(), "05.03-20240101-0000012345-0000067890");
    soon(bench.reader.sam_status()).await.unwrap();
    assert_eq!(*bench.reader.state().borrow(), DeviceState::Ready);
}

#[tokio::test]
async fn newest_address_of_the_card_that_lies_there() {
    let mut bench = Bench::ready().await;
    assert_eq!(soon(bench.reader.newest_address()).await, Err(ReaderError::NoCard));
    bench.reader.arm();
    bench.control.lay(person("张测试"));
    bench.read().await;
    assert_eq!(soon(bench.reader.newest_address()).await, Ok(None));
    bench.control.take();
    bench.removed().await;
    bench.control.lay(person("李测试").with_newest_address("测试省新地址9号").unwrap());
    bench.read().await;
    let address = soon(bench.reader.newest_address()).await.unwrap().unwrap();
    assert_eq!(address.expose(), "测试省新地址9号");
    bench.nothing_for(5).await;
    assert_eq!(bench.control.counts().reads, 2);
}

#[tokio::test]
async fn bad_fields_and_unknown_flags() {
    let mut bench = Bench::ready().await;
    bench.reader.arm();
    let mut text: Vec<u8> = [b' ', 0].repeat(128);
    bench.control.lay(person("张测试").with_raw_text(&text));
    let fault = bench.failed().await;
    assert!(fault.to_string().contains("field"), "{fault}");
    bench.control.take();
    bench.removed().await;
    text[248] = b'Q';
    bench.control.lay(person("张测试").with_raw_text(&text));
    assert_eq!(bench.failed().await, drivers::id_card::CardFault::UnknownType);
    bench.nothing_for(5).await;
}
