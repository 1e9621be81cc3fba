//! The reader as a driver meets it: bytes in, bytes out, over a real pseudo-terminal.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops where it fails

mod common;

use std::time::Duration;

use common::{Host, PATIENCE, hex};
use device_sim::LineOptions;
use device_sim::reader::{
    Card, Foreigner2017, Foreigner2023, HkMacaoTaiwan, ReaderControl, ReaderFault, ReaderSim, Resident,
};
use proptest::prelude::*;

const FIND: &str = "AA AA AA 96 69 00 03 20 01 22";
const SELECT: &str = "AA AA AA 96 69 00 03 20 02 21";
const READ: &str = "AA AA AA 96 69 00 03 30 01 32";
const READ_PRINTS: &str = "AA AA AA 96 69 00 03 30 10 23";
const ADDRESS: &str = "AA AA AA 96 69 00 03 30 03 30";
const PRESENCE: &str = "AA AA AA 96 69 00 03 30 05 36";
const STATUS: &str = "AA AA AA 96 69 00 03 11 FF ED";
const FOUND: &str = "AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97";
const NO_CARD: &str = "AA AA AA 96 69 00 04 00 00 80 84";
const SELECTED: &str = "AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C";

struct Bench {
    host: Host,
    hand: ReaderControl,
    reader: ReaderSim,
    folder: tempfile::TempDir,
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("reader");
    let reader = ReaderSim::start(LineOptions::instant(&link)).unwrap();
    Bench { host: Host::open(&link), hand: reader.control(), reader, folder }
}

fn word(word: u8) -> Vec<u8> {
    vec![0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4, 0, 0, word, 4 ^ word]
}

fn resident() -> Card {
    Card::resident(&Resident {
        name: "张测试".into(),
        sex: "1".into(),
        nation: "01".into(),
        birth: "19900307".into(),
        address: "山东省济南市历下区测试路1号".into(),
        id: "370102199003070016".into(),
        authority: "济南市公安局历下分局".into(),
        from: "20200101".into(),
        to: "长期".into(),
    })
    .unwrap()
}

impl Bench {
    fn ask(&mut self, request: &str, answer: usize) -> Vec<u8> {
        self.host.ask(&hex(request), answer)
    }

    fn selected(&mut self) {
        assert_eq!(self.ask(FIND, 15), hex(FOUND));
        assert_eq!(self.ask(SELECT, 19), hex(SELECTED));
    }
}

/// Requests of the sheets against the answers of the sheets; the table is a copy of the recomputed one.
#[test]
fn the_table_of_frames() {
    let frames = include_str!("data/frames.txt");
    let frame = |name: &str| {
        let line = frames.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}"));
        let mut frame = hex(&line[line.find("AA AA AA").unwrap()..]);
        // The example of the SAM id carries one byte behind the end that its own length field announces.
        frame.truncate(7 + usize::from(u16::from_be_bytes([frame[5], frame[6]])));
        frame
    };
    let mut bench = bench();
    let cases = [
        ("SAM 复位", "成功无数据"),
        ("SAM 状态", "成功无数据"),
        ("SAM 编号", "SAM id"),
        ("找卡", "无卡"),
        ("选卡", "选卡失败"),
        ("读文字+照片 ", "读失败"),
        ("读最新住址", "读失败"),
        ("读 IIN/SN/DN", "读失败"),
        ("波特率9600", "成功无数据"),
        ("射频最大字节 0x50", "成功无数据"),
    ];
    for (request, answer) in cases {
        let answer_bytes = frame(answer);
        assert_eq!(bench.host.ask(&frame(request), answer_bytes.len()), answer_bytes, "{request}");
    }
    bench.hand.lay(resident());
    for (request, answer) in
        [("找卡", "找到卡(IIN"), ("选卡", "选卡成功"), ("读最新住址", "无此项"), ("读追加信息", "无此项")]
    {
        let answer_bytes = frame(answer);
        assert_eq!(bench.host.ask(&frame(request), answer_bytes.len()), answer_bytes, "{request}");
    }
    let mut wrong = hex(FIND);
    wrong[9] ^= 1;
    assert_eq!(bench.host.ask(&wrong, 11), frame("SW3=10"));
    assert_eq!(bench.ask("AA AA AA 96 69 FF FF", 11), frame("SW3=11"));
    assert_eq!(bench.ask("AA AA AA 96 69 00 03 77 01 75", 11), frame("SW3=21"));
}

#[test]
fn a_card_of_each_type_is_read_as_the_fixtures_have_it() {
    let hk = Card::hk_macao_taiwan(&HkMacaoTaiwan {
        name: "陈测试".into(),
        sex: "女".into(),
        birth: "1985-01-01".into(),
        address: "山东省济南市历下区测试路2号".into(),
        id: "810000198501010029".into(),
        authority: "济南市公安局".into(),
        from: "2023-01-01".into(),
        to: "2028-01-01".into(),
        pass_number: "H12345678".into(),
        issue_count: "01".into(),
    });
    let old = Card::foreigner_2017(&Foreigner2017 {
        english_name: "TEST, PERSON".into(),
        sex: "男".into(),
        number: "CAN110080010114".into(),
        nationality: "CAN".into(),
        chinese_name: "测试".into(),
        from: "20180101".into(),
        to: "20280101".into(),
        birth: "19800101".into(),
        version: "02".into(),
        authority_code: "1500".into(),
    });
    let new = Card::foreigner_2023(&Foreigner2023 {
        chinese_name: "测试".into(),
        sex: "1".into(),
        renewal_count: "01".into(),
        birth: "19800101".into(),
        english_name: "TEST PERSON".into(),
        id: "911124198001010015".into(),
        from: "20240101".into(),
        to: "20340101".into(),
        nationality: "CAN".into(),
        old_number: String::new(),
    });
    let fixtures = [
        (resident(), include_str!("data/fixture_A.hex")),
        (hk.unwrap(), include_str!("data/fixture_J.hex")),
        (old.unwrap(), include_str!("data/fixture_I.hex")),
        (new.unwrap(), include_str!("data/fixture_Y.hex")),
    ];
    let mut bench = bench();
    for (card, fixture) in fixtures {
        let fixture = hex(fixture);
        bench.hand.lay(card);
        bench.selected();
        let made = bench.ask(READ, 1295);
        assert_eq!(made[..270], fixture[..270], "{}", String::from_utf8_lossy(&fixture[14..30]));
        // The very answer of a reader is given back byte for byte.
        bench.hand.lay(Card::from_response(&fixture).unwrap());
        bench.selected();
        assert_eq!(bench.ask(READ, 1295), fixture);
    }
    assert_eq!(bench.hand.counts().reads_served, 8);
}

#[test]
fn presence_address_and_fingerprints() {
    let mut bench = bench();
    bench.hand.lay(resident().with_newest_address("某市新址路3号").unwrap().with_fingerprints(1));
    bench.selected();
    let prints = bench.ask(READ_PRINTS, 1809);
    assert_eq!(prints[..16], hex("AA AA AA 96 69 07 0A 00 00 90 01 00 04 00 02 00"));
    assert_eq!(prints.len(), 1809);
    assert_eq!(Card::from_response(&prints).unwrap(), resident().with_fingerprints(1));
    let address = bench.ask(ADDRESS, 81);
    assert_eq!(address[..10], hex("AA AA AA 96 69 00 4A 00 00 90"));
    assert_eq!(address[10..12], [0xD0, 0x67]); // 某
    assert_eq!(bench.ask(PRESENCE, 35)[..10], hex("AA AA AA 96 69 00 1C 00 00 90"));
    bench.hand.take();
    assert_eq!(bench.ask(PRESENCE, 11), word(0x41));
    bench.hand.lay(resident());
    assert_eq!(bench.ask(PRESENCE, 11), word(0x41), "another card is not the one that was selected");
}

#[test]
fn faults_of_module_and_card_answer_their_word() {
    let cases = [
        (ReaderFault::ReadFails { times: 2 }, 0x41, 2),
        (ReaderFault::RandomFails { times: 1 }, 0x47, 1),
        (ReaderFault::Counterfeit(0x31), 0x31, 3),
        (ReaderFault::UnknownCardType, 0x40, 3),
    ];
    for (fault, expected, times) in cases {
        let mut bench = bench();
        bench.hand.lay(resident());
        bench.selected();
        bench.hand.set_fault(Some(fault));
        for _ in 0..times {
            assert_eq!(bench.ask(READ, 11), word(expected), "{fault}");
        }
        let stays = bench.hand.fault().is_some();
        assert_eq!(stays, matches!(fault, ReaderFault::Counterfeit(_) | ReaderFault::UnknownCardType), "{fault}");
        bench.hand.set_fault(None);
        assert_eq!(bench.ask(READ, 1295).len(), 1295, "{fault}");
    }
}

#[test]
fn faults_of_the_sequence() {
    let mut bench = bench();
    bench.hand.lay(resident());
    bench.hand.set_fault(Some(ReaderFault::FindSays80Once));
    assert_eq!(bench.ask(FIND, 11), hex(NO_CARD));
    assert_eq!(bench.ask(FIND, 15), hex(FOUND));
    bench.hand.set_fault(Some(ReaderFault::SelectFails { times: 1 }));
    assert_eq!(bench.ask(SELECT, 11), word(0x81));
    bench.selected();
    bench.hand.set_fault(Some(ReaderFault::CardMovedDuringRead));
    assert_eq!(bench.ask(READ, 11), word(0x41));
    assert!(!bench.hand.card_present());
    for (fault, expected) in [(ReaderFault::NotAuthorised, 0x66), (ReaderFault::SelfTestFailed, 0x60)] {
        bench.hand.set_fault(Some(fault));
        assert_eq!(bench.ask(STATUS, 11), word(expected));
        assert_eq!(bench.ask(FIND, 11), word(expected));
    }
}

#[test]
fn faults_of_the_wire() {
    let mut bench = bench();
    bench.hand.set_fault(Some(ReaderFault::BadChecksum { times: 1 }));
    assert_eq!(bench.ask(STATUS, 11), hex("AA AA AA 96 69 00 04 00 00 90 CE"));
    assert_eq!(bench.ask(STATUS, 11), word(0x90));
    bench.hand.set_fault(Some(ReaderFault::Truncated { times: 1, keep_bytes: 7 }));
    assert_eq!(bench.ask(STATUS, 7), word(0x90)[..7]);
    assert_eq!(bench.ask(STATUS, 11), word(0x90), "nothing of the broken answer may follow");
    bench.hand.set_fault(Some(ReaderFault::Oversize { times: 1 }));
    let long = bench.ask(STATUS, 2408);
    assert_eq!((long.len(), &long[5..7]), (2408, [0x09, 0x61].as_slice()));
    assert_eq!(long[5..].iter().fold(0, |sum, byte| sum ^ byte), 0);
    bench.hand.set_fault(Some(ReaderFault::TrailingZero));
    assert_eq!(bench.ask(STATUS, 12), [word(0x90), vec![0]].concat());
    bench.hand.set_fault(Some(ReaderFault::WrongLength));
    assert_eq!(bench.ask(STATUS, 11), hex("AA AA AA 96 69 09 04 00 00 90 94"));
    bench.hand.set_fault(Some(ReaderFault::Late { by: Duration::from_millis(30), times: 1 }));
    assert_eq!(bench.ask(STATUS, 11), word(0x90));
}

#[test]
fn silence_is_heard_but_not_answered() {
    let mut bench = bench();
    bench.hand.set_fault(Some(ReaderFault::Silent));
    bench.host.send(&hex(STATUS));
    assert!(bench.hand.wait_counts(PATIENCE, |counts| counts.frames == 1));
    bench.hand.set_fault(None);
    assert_eq!(bench.ask(FIND, 11), hex(NO_CARD), "the first answer must be that of the second request");
}

#[test]
fn noise_is_the_same_for_the_same_seed_and_leaves_answers_whole_at_times() {
    let heard = |seed| {
        let mut bench = bench();
        bench.hand.set_fault(Some(ReaderFault::Noise { seed }));
        for _ in 0..20 {
            bench.host.send(&hex(STATUS));
        }
        assert!(bench.hand.wait_counts(PATIENCE, |counts| counts.frames == 20));
        bench.host.expect(bench.hand.counts().bytes_out as usize)
    };
    let noise = heard(7);
    assert_eq!(noise, heard(7));
    assert_ne!(noise, heard(8));
    let whole = noise.windows(11).filter(|window| *window == word(0x90).as_slice()).count();
    assert!((5..20).contains(&whole), "{whole}");
}

#[test]
fn unplugged_and_back() {
    let mut bench = bench();
    let link = bench.folder.path().join("reader");
    bench.hand.unplug();
    assert!(!link.is_symlink() && !bench.hand.is_plugged());
    assert!(bench.host.hung_up());
    bench.hand.lay(resident());
    bench.hand.replug();
    bench.host = Host::open(&link);
    bench.selected();
    drop(bench.reader);
    assert!(!link.is_symlink());
}

/// A driver that closes its port finds the device where it left it, and nothing is lost meanwhile.
#[test]
fn closed_and_opened_again() {
    let mut bench = bench();
    bench.hand.lay(resident());
    bench.selected();
    bench.host = Host::open(&bench.folder.path().join("reader"));
    assert_eq!(bench.ask(READ, 1295).len(), 1295);
}

#[test]
fn a_file_in_the_place_of_the_link_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reader");
    std::fs::write(&path, "mine").unwrap();
    let Err(error) = ReaderSim::start(LineOptions::instant(&path)) else { panic!("it was replaced") };
    assert!(error.to_string().contains("is no symlink"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn a_card_shows_nothing_of_its_person() {
    assert_eq!(format!("{:?}", resident()), "Card { .. }");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is sent: the reader lives, and after a pause in the middle of a request it answers again.
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut ear = device_sim::reader::frame::Ear::default();
        ear.hear(&bytes);
        ear.forget();
        let request = hex(STATUS);
        prop_assert_eq!(ear.hear(&request).len(), 1);
    }

    /// A request is found behind any noise that holds no beginning of a frame.
    #[test]
    fn a_request_behind_noise_is_found(noise in proptest::collection::vec(any::<u8>(), 0..100)) {
        let noise: Vec<u8> = noise.into_iter().filter(|byte| *byte != 0x69).collect();
        let mut ear = device_sim::reader::frame::Ear::default();
        let found = ear.hear(&[noise, hex(STATUS)].concat());
        prop_assert_eq!(found.len(), 1);
    }
}
