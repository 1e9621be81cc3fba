//! Bytes of an answer to attributes, within limits of size, number and depth. No I/O beyond reading, no meaning.

use std::io::{Cursor, Read};

use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;

use super::talk::Miss;

/// Longest answer that is read, in bytes: all attributes of a large office printer are 60 KB.
pub const MAX_ANSWER: u64 = 1 << 20;
/// Most values in an answer. A large office printer has about 5,000, most of them in `media-col-database`.
pub const MAX_VALUES: usize = 20_000;
/// Deepest collection within collections; the deepest of PWG 5100.7 (`media-size` in `media-col` in an array) has 3.
pub const MAX_DEPTH: usize = 8;

/// textWithLanguage and nameWithLanguage (RFC 8010 §3.5.2): two texts, each behind its length (§3.9).
const WITH_LANGUAGE: [u8; 2] = [0x35, 0x36];
/// begCollection and endCollection (RFC 8010 §3.5.2).
const BEGIN: u8 = 0x34;
const END: u8 = 0x37;

/// Reads an answer, of which at most [`MAX_ANSWER`] bytes are looked at. Never panics, whatever comes.
pub fn parse(answer: impl Read) -> Result<IppRequestResponse, Miss> {
    let mut bytes = Vec::new();
    answer.take(MAX_ANSWER).read_to_end(&mut bytes).map_err(|_| Miss::Silent)?;
    if !bearable(&bytes) {
        return Err(Miss::Garbled);
    }
    IppParser::new(IppReader::new(Cursor::new(bytes))).parse().map_err(|_| Miss::Garbled)
}

/// Whether the parser may be given it. The parser panics at a text with language that says to be longer than it is (ipp
/// 8.0.0), takes any number of values, and copies and drops collections within
/// collections by recursion: a megabyte of them, 60,000 deep, would take minutes and overflow the thread's stack, which
/// ends the program.
fn bearable(bytes: &[u8]) -> bool {
    let Some((_, mut rest)) = bytes.split_first_chunk::<8>() else { return false };
    let (mut values, mut depth) = (0, 0_usize);
    while let Some((tag, after)) = rest.split_first() {
        rest = after;
        match tag {
            // end-of-attributes; what follows is no attribute.
            0x03 => return true,
            0x00..=0x0F => continue,
            &BEGIN => depth += 1,
            &END => depth = depth.saturating_sub(1),
            _ => {}
        }
        values += 1;
        let Some(mut value) = part(&mut rest).and_then(|_name| part(&mut rest)) else { return false };
        let breaks = WITH_LANGUAGE.contains(tag) && (part(&mut value).is_none() || part(&mut value).is_none());
        if breaks || values > MAX_VALUES || depth > MAX_DEPTH {
            return false;
        }
    }
    false
}

/// Takes a length and so many bytes: a name, a value, a text in one.
fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (part, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *bytes = rest;
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer with so many collections within each other, and so many values beside them.
    fn answer(depth: usize, values: usize) -> Vec<u8> {
        let mut bytes = b"\x02\x00\x00\x00\x00\x00\x00\x01\x04".to_vec();
        bytes.extend(b"\x21\x00\x01n\x00\x04\x00\x00\x00\x01".repeat(values));
        if depth > 0 {
            bytes.extend(b"\x34\x00\x01c\x00\x00");
            bytes.extend(b"\x4A\x00\x00\x00\x01m\x34\x00\x00\x00\x00".repeat(depth - 1));
            bytes.extend(b"\x37\x00\x00\x00\x00".repeat(depth));
        }
        bytes.push(3);
        bytes
    }

    #[test]
    fn what_is_too_deep_or_too_much_is_refused_before_it_is_taken_apart() {
        // One value more in each collection than the innermost: the name of its member.
        for (depth, values, taken) in [
            (0, 0, true),
            (MAX_DEPTH, 100, true),
            (MAX_DEPTH + 1, 0, false),
            (60_000, 0, false),
            (0, MAX_VALUES, true),
            (0, MAX_VALUES + 1, false),
        ] {
            assert_eq!(parse(Cursor::new(answer(depth, values))).is_ok(), taken, "{depth} deep, {values} values");
        }
    }

    #[test]
    fn a_text_with_language_holds_what_it_says() {
        for (value, taken) in [
            (&b"\x00\x02zh\x00\x03abc"[..], true),
            (b"\x00\x02zh\x00\x04abc", false),
            (b"\x61\x6Dzh\x00\x03abc", false),
            (b"", false),
        ] {
            let mut bytes = b"\x02\x00\x00\x00\x00\x00\x00\x01\x04\x35\x00\x01t".to_vec();
            bytes.extend((value.len() as u16).to_be_bytes());
            bytes.extend(value);
            bytes.push(3);
            assert_eq!(parse(Cursor::new(bytes)).is_ok(), taken, "{value:02X?}");
        }
    }

    #[test]
    fn what_breaks_off_is_refused() {
        let whole = answer(3, 3);
        for end in 0..whole.len() {
            assert_eq!(parse(Cursor::new(whole[..end].to_vec())).err(), Some(Miss::Garbled), "{end}");
        }
        assert!(parse(Cursor::new(whole)).is_ok());
    }
}
