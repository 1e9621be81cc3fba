//! Nobody is left in what was scrambled, wherever the bytes are cut, and everything else is as it was.

use proptest::prelude::*;
use tokio::time::Instant;

use super::*;
use crate::id_card::{Decoder, IdCard, parse_text_photo};

/// Feeds lines, device bytes cut as `cuts` say, and gives what comes out.
fn scrambled(kind: DeviceKind, lines: &[What], cuts: &[usize]) -> Vec<What> {
    let mut scrambler = scrambler(kind, Scramble::Personal, 7);
    let (mut out, now) = (Vec::new(), Instant::now());
    let mut cuts = cuts.iter().cycle();
    for line in lines {
        let mut bytes = line.bytes().to_vec();
        let of: fn(Vec<u8>) -> What = match line {
            What::Host(_) => What::Host,
            What::Device(_) => What::Device,
            other => {
                scrambler.pass(now, other.clone(), &mut |_, what| out.push(what));
                continue;
            }
        };
        while !bytes.is_empty() {
            let rest = bytes.split_off(bytes.len().min(cuts.next().copied().unwrap_or(usize::MAX).max(1)));
            scrambler.pass(now, of(std::mem::replace(&mut bytes, rest)), &mut |_, what| out.push(what));
        }
    }
    scrambler.flush(&mut |_, what| out.push(what));
    out
}

/// All bytes of one direction.
fn joined(lines: &[What], device: bool) -> Vec<u8> {
    let of = |what: &&What| matches!(what, What::Device(_)) == device;
    lines.iter().filter(of).flat_map(|what| what.bytes().to_vec()).collect()
}

fn frame(body: &[u8]) -> Vec<u8> {
    let mut frame = vec![0xAA, 0xAA, 0xAA, 0x96, 0x69];
    frame.extend((body.len() as u16 + 1).to_be_bytes());
    frame.extend(body);
    frame.push(frame[5..].iter().fold(0, |sum, byte| sum ^ byte));
    frame
}

fn units(text: &str, bytes: usize) -> Vec<u8> {
    let mut field: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    while field.len() < bytes {
        field.extend([0x20, 0]);
    }
    field
}

const NUMBER: &str = "370000198502020029";
const FIELDS: [&str; 5] = ["钱模拟", NUMBER, "模拟路88号", "19850202", "模拟分局"];

fn text() -> Vec<u8> {
    let fields = [("钱模拟", 30), ("2", 2), ("05", 4), ("19850202", 16), ("模拟市模拟路88号", 70), (NUMBER, 36)];
    let more = [("模拟分局", 30), ("20190304", 16), ("20290304", 16), ("", 28), (" ", 2), ("", 6)];
    fields.iter().chain(&more).flat_map(|(text, bytes)| units(text, *bytes)).collect()
}

fn read_answer() -> Vec<u8> {
    let photo: Vec<u8> = (0..1024u32).map(|at| (at * 31 % 251) as u8 | 1).collect();
    frame(&[&[0, 0, 0x90, 1, 0, 4, 0], text().as_slice(), &photo].concat())
}

fn read_command() -> What {
    What::Host(frame(&[0x30, 0x01]))
}

fn holds(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, &units(text, 0)).is_some()
}

#[test]
fn a_card_becomes_that_of_an_invented_person() {
    let lines = [read_command(), What::Device(read_answer()), What::Close];
    let out = joined(&scrambled(DeviceKind::IdCard, &lines, &[usize::MAX]), true);
    let mut decoder = Decoder::new();
    decoder.push(&out);
    let frame = decoder.next_frame().unwrap().unwrap();
    let IdCard::Resident(card) = parse_text_photo(frame.data).unwrap() else { panic!("another type") };
    assert_eq!((card.name.expose(), card.number.expose()), ("测试者", "370000199001010011"));
    assert_eq!(card.birth.to_string(), "1990-01-01");
    assert_eq!(card.from.to_string(), "2019-01-01");
    assert_eq!(card.address.expose(), "测试者示例样00测");
    for field in FIELDS {
        assert!(holds(&read_answer(), field) && !holds(&out, field), "{field}");
    }
    let photo = &read_answer()[270..300];
    assert!(memchr::memmem::find(&out, photo).is_none());
}

/// An invented number is as valid, or as wrong, as the one that it stands for.
#[test]
fn what_was_wrong_stays_wrong() {
    for (number, last) in [(NUMBER, '1'), ("370000198502020020", '0')] {
        let mut text = text();
        text[122..158].copy_from_slice(&units(number, 36));
        invented::text(&mut text);
        assert_eq!(text[156], last as u8, "{number}");
    }
    let mut text = text();
    text[36..52].copy_from_slice(&units("19850231", 16));
    invented::text(&mut text);
    assert_eq!(text[36..52], units("00000000", 16), "no date");
}

#[test]
fn damage_is_kept_and_hides_nothing() {
    let whole = read_answer();
    let mut flipped = whole.clone();
    flipped[700] ^= 0x40;
    let mut long = whole.clone();
    long[5] = 0x09; // the length reads 2312
    let mut silly = whole.clone();
    silly[5] = 0x19; // a length that no frame has
    let cases = [
        (whole[..600].to_vec(), "broken off"),
        (flipped, "a bit"),
        (long, "a length"),
        (silly, "an impossible length"),
        (whole[100..].to_vec(), "its start is lost"),
        ([&whole[..400], &whole].concat(), "broken off, and another"),
    ];
    for (bytes, what) in cases {
        let lines = [read_command(), What::Device(bytes.clone()), What::Host(frame(&[0x12, 0xFF])), What::Close];
        let out = joined(&scrambled(DeviceKind::IdCard, &lines, &[usize::MAX]), true);
        assert_eq!(out.len(), bytes.len(), "{what}");
        for field in FIELDS {
            assert!(!holds(&out, field), "{what}: {field}");
        }
        let frames = |bytes: &[u8]| {
            let mut decoder = Decoder::new();
            decoder.push(bytes);
            let mut frames = Vec::new();
            loop {
                while let Some(frame) = decoder.next_frame() {
                    frames.push(frame.map(|frame| frame.data.len()));
                }
                if decoder.give_up().is_none() {
                    return frames;
                }
            }
        };
        assert_eq!(frames(&out), frames(&bytes), "{what}");
    }
}

#[test]
fn other_answers_that_name_a_card_are_replaced_too() {
    let address = units("模拟市新地址99号", 70);
    let lines = [
        What::Host(frame(&[0x20, 0x02])),
        What::Device(frame(&[&[0, 0, 0x90], b"\x11\x22\x33\x44\x55\x66\x77\x88".as_slice()].concat())),
        What::Host(frame(&[0x30, 0x05])),
        What::Device(frame(&[&[0, 0, 0x90], [0x5A; 24].as_slice()].concat())),
        What::Host(frame(&[0x30, 0x05])),
        What::Device(frame(&[&[0, 0, 0x90], [0x5A; 24].as_slice()].concat())),
        What::Host(frame(&[0x30, 0x03])),
        What::Device(frame(&[&[0, 0, 0x90], address.as_slice()].concat())),
        What::Host(frame(&[0x12, 0xFF])),
        What::Device(frame(&[&[0, 0, 0x90], b"0123456789abcdef".as_slice()].concat())),
    ];
    let out = scrambled(DeviceKind::IdCard, &lines, &[usize::MAX]);
    let data: Vec<&[u8]> = out.iter().filter(|what| matches!(what, What::Device(_))).map(What::bytes).collect();
    assert_ne!(data[0], lines[1].bytes());
    assert_ne!(data[1], lines[3].bytes());
    assert_eq!(data[1], data[2], "the same card has the same number");
    assert!(!holds(data[3], "99号") && holds(data[3], "00"));
    assert_eq!(data[4], lines[9].bytes(), "the module's own number is nobody's");
}

#[test]
fn before_the_first_read_noise_is_kept_as_it_was() {
    let lines = [What::Host(frame(&[0x11, 0xFF])), What::Device(b"boot v1.2\r\n".to_vec())];
    assert_eq!(scrambled(DeviceKind::IdCard, &lines, &[usize::MAX]), lines);
    let lines = [read_command(), What::Device(b"boot v1.2\r\n\0\0".to_vec())];
    let out = scrambled(DeviceKind::IdCard, &lines, &[usize::MAX]);
    assert_eq!(out[1].bytes(), b"XXXX XXXXXX\0\0");
}

/// 赵示例 12.50, a picture with a status question in its middle, a QR code, a cut and a job number.
fn ticket() -> Vec<u8> {
    let mut bytes = b"\x1B@\x1C&\x1Ba\x01\xD5\xD4\xCA\xBE\xC0\xFD Tel 12.50\n\x1Dv0\x00\x48\x00\x08\x00".to_vec();
    bytes.extend((0..576u32).map(|at| (at * 7 % 15) as u8 + 0x40));
    let at = bytes.len() - 300;
    bytes[at..at + 3].copy_from_slice(b"\x10\x04\x01");
    bytes.extend(b"\x1D(k\x0A\x001P0abc-DEF\x1D(k\x03\x001Q0\x1DVB\x00\x1D(H\x06\x00000042");
    bytes
}

#[test]
fn a_ticket_keeps_its_commands_and_nothing_else() {
    let lines = [What::Host(ticket()), What::Given(ticket()), What::Host(ticket())];
    let out = scrambled(DeviceKind::Printer, &lines, &[usize::MAX]);
    let mut expected = b"\x1B@\x1C&\x1Ba\x01\xB2\xE2\xCA\xD4\xB2\xE2 Xxx 00.00\n\x1Dv0\x00\x48\x00\x08\x00".to_vec();
    let from = expected.len();
    expected.extend([0x11; 576]);
    let at = ticket().windows(3).position(|run| run == b"\x10\x04\x01").unwrap();
    assert!(at > from);
    expected[at..at + 3].copy_from_slice(b"\x10\x04\x01");
    expected.extend(b"\x1D(k\x0A\x001P0xxx-XXX\x1D(k\x03\x001Q0\x1DVB\x00\x1D(H\x06\x00000042");
    for line in out {
        assert_eq!(line.bytes(), expected);
    }
}

#[test]
fn a_picture_that_was_broken_off_ends_where_it_was_cleared() {
    let clear = b"\x10\x05\x02\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08";
    let mut bytes = b"\x1Dv0\x00\x48\x00\x40\x00".to_vec();
    bytes.extend([0x5A; 700]);
    let lines = [What::Host(bytes), What::Host(clear.to_vec()), What::Host(b"\x1B@Name\n".to_vec())];
    let out = scrambled(DeviceKind::Printer, &lines, &[usize::MAX]);
    assert_eq!(out[1].bytes(), clear);
    assert_eq!(out[2].bytes(), b"\x1B@Xxxx\n");
    // A flood of NULs is no picture either.
    let lines = [lines[0].clone(), What::Host(vec![0; 512])];
    assert_eq!(scrambled(DeviceKind::Printer, &lines, &[usize::MAX])[1].bytes(), [0; 512]);
}

#[test]
fn codes_become_as_many_x_and_the_same_one_the_same() {
    let lines = [
        What::Host(b"\x7E\x00\x08\x01\x00\x02\x01\xAB\xCD".to_vec()),
        What::Device(b"\x02\x00\x00\x01\x00\x33\x31370000198502020029\r\x06\xD5\xD4\n".to_vec()),
        What::Device(b"\xD5\xD4\r370000198502020029\r\x02\x00\x00\x02\x39\x01\xC1\x4C".to_vec()),
    ];
    let wanted = b"\x02\x00\x00\x01\x00\x33\x31XXXXXXXXXXXXXXXXX1\r\x06X2\nX2\rXXXXXXXXXXXXXXXXX1\r\x02\x00\x00\x02\x39\x01\xC1\x4C";
    for cut in [usize::MAX, 1, 5] {
        let out = scrambled(DeviceKind::Scanner, &lines, &[cut]);
        assert_eq!(joined(&out, false), lines[0].bytes());
        assert_eq!(joined(&out, true), wanted, "cut {cut}");
    }
    let other = scrambled(DeviceKind::Other, &lines[1..2], &[usize::MAX]);
    assert!(!other[0].bytes().windows(4).any(|run| run == b"3700"));
}

/// Of every family, so that a recording of it can be replayed.
#[test]
fn replies_to_what_was_asked_stay() {
    let table: [(&[u8], &[u8]); 5] = [
        (b"\x7E\x010000#SCNTRG1;\x03", b"\x02\x010000#SCNTRG1\x06;\x03"),
        (b"\x7E\x010000#SCNTRG1;\x03", b"\x02\x010000SCNTRG1\x15;\x03"),
        (b"\x16M\x0DTRGMOD0!", b"TRGMOD0\x06!"),
        (&[4, 0xE4, 4, 0, 0xFF, 0x14], &[4, 0xD0, 0, 0, 0xFF, 0x2C]),
        (b"^_^SCAN.", b"\x06"),
    ];
    for (command, reply) in table {
        let answered = [reply, b"CODE\r"].concat();
        for cut in [usize::MAX, 1] {
            let lines = [What::Host(command.to_vec()), What::Device(answered.clone()), What::Close];
            let out = joined(&scrambled(DeviceKind::Scanner, &lines, &[cut]), true);
            assert_eq!(out, [reply, b"XXX1\r"].concat(), "{}", reply.escape_ascii());
        }
        // Nobody asked: then it is no reply, but somebody's.
        if reply.len() > 6 {
            let lines = [What::Device(answered), What::Close];
            let out = joined(&scrambled(DeviceKind::Scanner, &lines, &[usize::MAX]), true);
            assert!(!out.windows(4).any(|run| run == b"TRGM" || run == b"SCNT"), "{}", out.escape_ascii());
        }
    }
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(1usize..90, 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn how_the_bytes_of_a_card_are_cut_does_not_matter(cuts in cuts()) {
        let lines = [read_command(), What::Device([read_answer(), vec![0; 3], read_answer()].concat()), What::Close];
        let whole = scrambled(DeviceKind::IdCard, &lines, &[usize::MAX]);
        let cut = scrambled(DeviceKind::IdCard, &lines, &cuts);
        prop_assert_eq!(joined(&cut, true), joined(&whole, true));
    }

    #[test]
    fn how_the_bytes_of_a_ticket_are_cut_does_not_matter(cuts in cuts()) {
        let lines = [What::Host([ticket(), ticket()].concat()), What::Close];
        let whole = scrambled(DeviceKind::Printer, &lines, &[usize::MAX]);
        let cut = scrambled(DeviceKind::Printer, &lines, &cuts);
        prop_assert_eq!(joined(&cut, false), joined(&whole, false));
    }

    /// Any bytes: nothing is lost, nothing is added, nothing panics, and cuts do not matter but for questions in between.
    #[test]
    fn any_bytes(
        bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0xAA), Just(0x10), Just(0x1D), Just(b'k')], 0..600),
        cuts in cuts(),
    ) {
        for kind in [DeviceKind::IdCard, DeviceKind::Printer, DeviceKind::Scanner, DeviceKind::Other] {
            let lines = [read_command(), What::Device(bytes.clone()), What::Host(bytes.clone()), What::Close];
            let out = scrambled(kind, &lines, &cuts);
            prop_assert_eq!(joined(&out, true).len(), bytes.len());
            prop_assert_eq!(joined(&out, false).len(), bytes.len() + 10);
        }
    }

    /// A code is in no output, whatever of the replies around it is lost or damaged.
    #[test]
    fn no_damage_lets_a_code_through(
        family in 0usize..4,
        at in 0usize..60,
        value in any::<u8>(),
        gone in proptest::collection::vec(0usize..60, 0..6),
        cuts in cuts(),
    ) {
        let (command, reply): (&[u8], &[u8]) = [
            (&b"\x7E\x00\x08\x01\x00\x02\x01\xAB\xCD"[..], &b"\x02\x00\x00\x01\x00\x33\x31"[..]),
            (b"\x7E\x010000#SCNTRG1;\x03", b"\x02\x010000SCNTRG1\x06;\x03"),
            (b"\x16M\x0DTRGMOD0!", b"TRGMOD0\x06!"),
            (b"\x04\xE4\x04\x00\xFF\x14", b"\x04\xD0\x00\x00\xFF\x2C"),
        ][family];
        let mut bytes = [reply, b"370000199003070010\r", reply].concat();
        let place = at % bytes.len();
        bytes[place] = value;
        for gone in gone {
            bytes.remove(gone % bytes.len());
        }
        let lines = [What::Host(command.to_vec()), What::Device(bytes.clone()), What::Close];
        let out = joined(&scrambled(DeviceKind::Scanner, &lines, &cuts), true);
        prop_assert_eq!(out.len(), bytes.len());
        for run in [&b"370000"[..], b"199003", b"070010"] {
            prop_assert!(!out.windows(6).any(|window| window == run), "{}", out.escape_ascii());
        }
    }

    /// A person's fields are in no output, however the answer is damaged.
    #[test]
    fn no_damage_lets_a_field_through(
        at in prop_oneof![0usize..14, 0usize..1295],
        value in any::<u8>(),
        drop in prop_oneof![0usize..14, 0usize..1295],
        cuts in cuts(),
    ) {
        let mut bytes = read_answer();
        bytes[at] = value;
        bytes.remove(drop);
        let lines = [read_command(), What::Device(bytes), What::Host(frame(&[0x12, 0xFF])), What::Close];
        let out = joined(&scrambled(DeviceKind::IdCard, &lines, &cuts), true);
        for field in FIELDS {
            prop_assert!(!holds(&out, field), "{}", field);
        }
    }
}
