//! Records of the two files that are read: their items, and what their bytes say.
//! Source: CSDN 95180783, cnblogs 7747705 (items and formats); formats cn and an: LD/T 32 as told there.

use encoding_rs::GBK;
use jiff::civil::Date;
use zeroize::{Zeroize, Zeroizing};

use crate::id_card::Personal;

/// Formats of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// cn: two hexadecimal digits a byte, filled with F on the right.
    Compressed,
    /// an: a byte a character, GBK, filled with 0 on the right.
    Text,
}

/// An item of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// 卡的识别码, cn 16; begins with the issuing area's six digits (GB/T 2260).
    CardId,
    /// 规范版本, an 4: "1.00", "2.00", "3.00".
    Version,
    /// 发卡日期, cn 4.
    Issued,
    /// 卡有效期, cn 4.
    Expires,
    /// 卡号, an 9.
    CardNumber,
    /// 社会保障号码, an 18.
    Number,
    /// 姓名, an 30.
    Name,
    /// 姓名扩展, an 20: what did not fit.
    NameRest,
    /// 性别, an 1.
    Sex,
    /// 民族, cn 1.
    Nation,
    /// 出生日期, cn 4.
    Birth,
}

/// EF05: who issued the card.
pub(super) const ISSUER: u16 = 0xEF05;
/// EF06: whose it is.
pub(super) const HOLDER: u16 = 0xEF06;

impl Item {
    /// All that are read.
    pub const ALL: [Self; 11] = [
        Self::CardId,
        Self::Version,
        Self::Issued,
        Self::Expires,
        Self::CardNumber,
        Self::Number,
        Self::Name,
        Self::NameRest,
        Self::Sex,
        Self::Nation,
        Self::Birth,
    ];

    /// Its tag in its file.
    pub const fn tag(self) -> u8 {
        self.row().0
    }

    /// Its length in bytes.
    pub const fn size(self) -> usize {
        self.row().1
    }

    const fn row(self) -> (u8, usize, Format) {
        match self {
            Self::CardId => (0x01, 16, Format::Compressed),
            Self::Version => (0x03, 4, Format::Text),
            Self::Issued => (0x05, 4, Format::Compressed),
            Self::Expires => (0x06, 4, Format::Compressed),
            Self::CardNumber => (0x07, 9, Format::Text),
            Self::Number => (0x08, 18, Format::Text),
            Self::Name => (0x09, 30, Format::Text),
            Self::NameRest => (0x4E, 20, Format::Text),
            Self::Sex => (0x0A, 1, Format::Text),
            Self::Nation => (0x0B, 1, Format::Compressed),
            Self::Birth => (0x0D, 4, Format::Compressed),
        }
    }
}

/// A record's value without its filling; wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    item: Item,
    value: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({:?}, …)", self.item)
    }
}

impl Record {
    /// The value's bytes.
    pub fn value(&self) -> &[u8] {
        &self.value
    }
}

/// The record in an answer: tag, length, value; or, from cards that leave them out, the bare value of the item's size.
/// `None`: neither. Longer values than the item's are refused, shorter ones taken: some cards write only what is used.
pub fn parse(item: Item, data: &[u8]) -> Option<Record> {
    let value = match data {
        &[tag, length, ref value @ ..] if tag == item.tag() && usize::from(length) == value.len() => value,
        bare if bare.len() == item.size() => bare,
        _ => return None,
    };
    if value.len() > item.size() {
        return None;
    }
    Some(Record { item, value: Zeroizing::new(strip(item, value).to_vec()) })
}

/// Without its filling: whole bytes only, half a byte is left to [`compressed`].
fn strip(item: Item, value: &[u8]) -> &[u8] {
    let is_filling = |byte: &u8| match item.row().2 {
        Format::Compressed => *byte == 0xFF,
        // Empty items are seen filled with blanks or FF, too.
        Format::Text => matches!(byte, 0x00 | b' ' | 0xFF),
    };
    let end = value.iter().rposition(|byte| !is_filling(byte)).map_or(0, |last| last + 1);
    value.get(..end).unwrap_or_default()
}

/// The digits of a compressed value, without filling: 0 to 9 and A to F.
pub fn compressed(value: &[u8]) -> Personal {
    let mut digits = String::with_capacity(value.len() * 2);
    for byte in value {
        for nibble in [byte >> 4, byte & 0xF] {
            digits.extend(char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase()));
        }
    }
    digits.truncate(digits.trim_end_matches('F').len());
    Personal::new(digits)
}

/// A text in GBK; `None` when it is none.
pub fn text(value: &[u8]) -> Option<Personal> {
    // A character of GBK is at most three bytes of UTF-8 for two of its own: room for all, so that no copy stays behind.
    let mut decoder = GBK.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(value.len())?);
    let (result, _) = decoder.decode_to_string_without_replacement(value, &mut text, true);
    if result != encoding_rs::DecoderResult::InputEmpty || text.chars().any(char::is_control) {
        text.zeroize();
        return None;
    }
    Some(Personal::new(text))
}

/// What should be a day is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what should be a day is none")]
pub struct NoDay;

/// A day, YYYYMMDD compressed. `Ok(None)`: not written (nothing, or zeros); an error when it is no day.
pub fn date(value: &[u8]) -> Result<Option<Date>, NoDay> {
    let digits = compressed(value);
    let digits = digits.expose();
    if digits.bytes().all(|digit| digit == b'0') {
        return Ok(None);
    }
    let number = |range| digits.get(range).and_then(|part: &str| part.parse::<i16>().ok()).ok_or(NoDay);
    if digits.len() != 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(NoDay);
    }
    let [month, day] = [number(4..6)?, number(6..8)?].map(|number| number as i8);
    Date::new(number(0..4)?, month, day).map(Some).map_err(|_| NoDay)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_record_is_its_value_without_filling() {
        for (item, data, value) in [
            // As a card answered a public driver: 0304 332E3030.
            (Item::Version, &b"\x03\x04\x33\x2E\x30\x30"[..], Some(&b"3.00"[..])),
            (Item::Version, b"3.00", Some(b"3.00")), // bare
            (Item::Version, b"\x03\x04\x33\x2E\x30", None),
            (Item::Version, b"\x03\x05\x33\x2E\x30\x30", None),
            (Item::Version, b"\x04\x04\x33\x2E\x30\x30", None),
            (Item::Version, b"\x03\x05\x33\x2E\x30\x30\x30", None), // longer than it can be
            (Item::Version, b"\x03\x02\x33\x2E", Some(b"3.")),
            (Item::Version, b"", None),
            (Item::Version, b"\x03", None),
            (Item::Version, b"\x03\x00", Some(b"")),
            (Item::Number, b"\x08\x12370000199001010011", Some(b"370000199001010011")),
            (Item::CardNumber, b"\x07\x09C3700001\0", Some(b"C3700001")),
            (Item::CardNumber, b"\x07\x09\0\0\0\0\0\0\0\0\0", Some(b"")),
            (Item::Issued, b"\x05\x04\x20\x20\x03\x01", Some(b"\x20\x20\x03\x01")),
            (Item::Issued, b"\x05\x04\xFF\xFF\xFF\xFF", Some(b"")),
            (Item::Nation, b"\x0B\x01\x01", Some(b"\x01")),
            (Item::Nation, b"\x01", Some(b"\x01")), // bare
        ] {
            assert_eq!(parse(item, data).as_ref().map(Record::value), value, "{item:?} {data:02X?}");
        }
    }

    #[test]
    fn compressed_digits() {
        // The card id that a card answered a public driver, its serial number made up.
        let id = b"\x33\x03\x00\xD1\x56\x00\x00\x05\x00\x00\x00\x01\xFF\xFF\xFF\xFF";
        assert_eq!(compressed(id).expose(), "330300D15600000500000001");
        assert_eq!(compressed(b"\x12\x3F").expose(), "123");
        assert_eq!(compressed(b"").expose(), "");
    }

    #[test]
    fn days() {
        let day = |year, month, day| Ok(Some(Date::constant(year, month, day)));
        for (value, read) in [
            (&b"\x20\x20\x03\x01"[..], day(2020, 3, 1)),
            (b"\x20\x24\x02\x29", day(2024, 2, 29)),
            (b"\x20\x23\x02\x29", Err(NoDay)),
            (b"\x20\x20\x13\x01", Err(NoDay)),
            (b"\x20\x20\x03", Err(NoDay)),
            (b"\x20\x2A\x03\x01", Err(NoDay)),
            (b"\0\0\0\0", Ok(None)),
            (b"", Ok(None)),
            (b"\x99\x99\x12\x31", day(9999, 12, 31)),
        ] {
            assert_eq!(date(value), read, "{value:02X?}");
        }
    }

    #[test]
    fn names() {
        for (value, read) in [
            (&b"\xD5\xC5\xB2\xE2\xCA\xD4"[..], Some("张测试")),
            (b"Zhang", Some("Zhang")),
            (b"\xE4\xA8", Some("洙")),
            (b"\x95\x8B", Some("晪")), // GBK beyond GB 2312
            (b"\xD5", None),           // half a character
            (b"\xD5\x20", None),
            (b"Z\x07", None),
            (b"", Some("")),
        ] {
            assert_eq!(text(value).as_ref().map(Personal::expose), read, "{value:02X?}");
        }
    }

    proptest! {
        /// Any bytes: no panic, no value longer than its item, no growth of a buffer (a copy would stay behind).
        #[test]
        fn any_bytes(data in prop::collection::vec(any::<u8>(), 0..300), item in 0_usize..11) {
            let item = Item::ALL[item];
            if let Some(record) = parse(item, &data) {
                prop_assert!(record.value().len() <= item.size());
                let digits = compressed(record.value());
                prop_assert!(digits.expose().len() <= item.size() * 2);
                let _ = text(record.value());
                let _ = date(record.value());
            }
            let _ = text(&data);
        }

        /// What was written is what is read.
        #[test]
        fn what_was_written(name in "[一-龥·A-Z]{0,15}", digits in "[0-9A-E]{0,32}") {
            let (bytes, _, _) = GBK.encode(&name);
            let mut data = vec![Item::Name.tag(), 30];
            data.extend(bytes.iter().copied().chain(std::iter::repeat(0)).take(30));
            let record = parse(Item::Name, &data).unwrap();
            prop_assert_eq!(text(record.value()), Some(Personal::new(name)));
            let nibbles: Vec<u8> = digits.bytes().chain(std::iter::repeat(b'F')).take(32).collect();
            let packed = nibbles.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
            let data: Vec<u8> = [1, 16].into_iter().chain(packed).collect();
            let record = parse(Item::CardId, &data).unwrap();
            prop_assert_eq!(compressed(record.value()), Personal::new(digits));
        }
    }
}
