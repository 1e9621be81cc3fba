//! Somebody who does not exist, in the place of whoever lay on the reader.
//!
//! Layouts of the 256 bytes: see `id_card::layout`, with its sources. Blanks stay blank, so that every field keeps its
//! length; what no card should hold (a date that is none) stays as wrong as it was.

use jiff::civil::Date;

/// Bytes of the text block.
const TEXT: usize = 256;
/// Hanzi that anybody sees to be invented.
const HANZI: [char; 6] = ['测', '试', '者', '示', '例', '样'];
/// Weights of GB 11643-1999 (ISO 7064 MOD 11-2), and its check characters.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";
/// The number in place of every valid one: 370000 is a region never issued.
const NUMBER: &[u8; 18] = b"370000199001010011";

/// What becomes of a field.
#[derive(Clone, Copy)]
enum Rule {
    /// Letters, digits and hanzi are replaced one by one.
    Mask,
    /// The day of birth.
    Birth,
    /// First day of validity: its year stays.
    From,
    /// Last day of validity: its year stays, and 长期.
    Until,
    /// A resident's number with its check digit.
    Number,
    /// 男, whoever it is.
    Sex,
    /// 汉, whoever it is.
    Nation,
    /// Says nothing about the person.
    Keep,
}

type Layout = &'static [(usize, usize, Rule)];

const RESIDENT: Layout = &[
    (0, 30, Rule::Mask),
    (30, 2, Rule::Sex),
    (32, 4, Rule::Nation),
    (36, 16, Rule::Birth),
    (52, 70, Rule::Mask),
    (122, 36, Rule::Number),
    (158, 30, Rule::Mask),
    (188, 16, Rule::From),
    (204, 16, Rule::Until),
    (220, 28, Rule::Mask),
    (248, 2, Rule::Keep),
    (250, 6, Rule::Mask),
];

/// HK, Macao and Taiwan have the resident's layout, with the pass number in what is spare there.
const FOREIGNER_2017: Layout = &[
    (0, 120, Rule::Mask),
    (120, 2, Rule::Sex),
    (122, 66, Rule::Mask),
    (188, 16, Rule::From),
    (204, 16, Rule::Until),
    (220, 16, Rule::Birth),
    (236, 14, Rule::Keep),
    (250, 6, Rule::Mask),
];

/// The text of a card, in place.
pub(super) fn text(block: &mut [u8]) {
    let layout = match block.get(248) {
        Some(b'I') => FOREIGNER_2017,
        _ => RESIDENT,
    };
    for (at, len, rule) in layout {
        if let Some(field) = block.get_mut(*at..at + len) {
            replace(field, *rule);
        }
    }
    debug_assert!(block.len() <= TEXT);
}

/// Text without a layout: an address.
pub(super) fn plain(field: &mut [u8]) {
    replace(field, Rule::Mask);
}

/// A photo or a fingerprint: a pattern. One that is empty stays empty.
pub(super) fn picture(bytes: &mut [u8]) {
    if bytes.iter().any(|byte| *byte != 0) {
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = (at % 127) as u8;
        }
    }
}

/// Numbers of a chip: the same number becomes the same other one. Zeros stay, as modules send them for want of a number.
pub(super) fn chip_number(bytes: &mut [u8], key: u64) {
    if bytes.iter().all(|byte| *byte == 0) {
        return;
    }
    // FNV-1a, then a xorshift over its value: no secret, the key is drawn anew for every recording and kept nowhere.
    let mut state = bytes.iter().fold(key | 1, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3));
    for byte in bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *byte = ((state >> 32) % 0x7F) as u8; // below 80: never a part of a preamble
    }
}

fn replace(field: &mut [u8], rule: Rule) {
    let text = String::from_utf16_lossy(&units(field));
    let text = text.trim_matches([' ', '\0']);
    match rule {
        Rule::Keep => {}
        Rule::Sex if matches!(text, "1" | "2") => put(field, "1"),
        Rule::Nation if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) => put(field, "01"),
        Rule::Birth if date(text) => put(field, "19900101"),
        Rule::From if date(text) => put(field, &format!("{}0101", text.get(..4).unwrap_or_default())),
        Rule::Until if date(text) => put(field, &format!("{}1231", text.get(..4).unwrap_or_default())),
        Rule::Until if text == "长期" => {}
        Rule::Number if text.len() == 18 => put(field, &number(text)),
        _ => mask(field),
    }
}

/// A valid number for a valid one; a wrong check character for a wrong one.
fn number(text: &str) -> String {
    let valid = check(text.as_bytes()).is_some_and(|check| text.as_bytes().last() == Some(&check));
    let mut invented = NUMBER.to_vec();
    if let (Some(check), Some(last)) = (check(NUMBER), invented.last_mut()) {
        *last = if valid {
            check
        } else if check == b'0' {
            b'1'
        } else {
            b'0'
        };
    }
    String::from_utf8_lossy(&invented).into_owned()
}

fn check(number: &[u8]) -> Option<u8> {
    let digits = number.get(..17)?;
    let sum = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight);
    CHECKS.get((sum.sum::<u32>() % 11) as usize).copied()
}

fn date(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) && Date::strptime("%Y%m%d", text).is_ok()
}

fn units(field: &[u8]) -> Vec<u16> {
    field.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect()
}

/// Writes `text` at the start; what is behind it stays.
fn put(field: &mut [u8], text: &str) {
    for (place, unit) in field.as_chunks_mut::<2>().0.iter_mut().zip(text.encode_utf16()) {
        *place = unit.to_le_bytes();
    }
}

fn mask(field: &mut [u8]) {
    let mut hanzi = HANZI.iter().cycle();
    for place in field.as_chunks_mut::<2>().0 {
        let masked = match u16::from_le_bytes(*place) {
            blank @ (0 | 0x20) => blank,
            digit if (0x30..=0x39).contains(&digit) => u16::from(b'0'),
            upper if (0x41..=0x5A).contains(&upper) => u16::from(b'X'),
            lower if (0x61..=0x7A).contains(&lower) => u16::from(b'x'),
            other @ 0x21..=0x7E => other,
            // A rare character is two units and stays one: 𠂉, U+20089.
            0xD800..=0xDBFF => 0xD840,
            0xDC00..=0xDFFF => 0xDC89,
            _ => hanzi.next().map_or(0x4E00, |hanzi| *hanzi as u16),
        };
        *place = masked.to_le_bytes();
    }
}
