//! How many half-width columns a character takes on the paper, and which characters are none at all.

use encoding_rs::GB18030;
use zeroize::Zeroizing;

/// Columns of a character as a ticket printer prints it: ASCII takes one; what GB 18030 writes with two bytes takes two,
/// so `·` `“` `”` `…` `—` `＊` and `─`, ambiguous in UAX #11, take two; of the rest (printed as dots) the wide ones
/// of UAX #11 take two, others one.
///
/// Source: GB 18030-2022 two-byte area; UAX #11 East Asian Width.
pub fn columns_of(c: char) -> usize {
    match u32::from(c) {
        0..=0x7f => 1,
        // UAX #11 wide blocks, and everything of GBK above U+2E80 is full-width: no look-up needed. The half-width
        // forms U+FF61–U+FFDC and U+FFE8–U+FFEE are in no two-byte area.
        0xff61..=0xffdc | 0xffe8..=0xffee => 1,
        0x2e80.. => 2,
        _ if two_bytes(c) => 2,
        _ => 1,
    }
}

/// Columns of a text.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// Whether GB 18030 writes the character with two bytes, the only form that ticket printers know.
fn two_bytes(c: char) -> bool {
    let mut buffer = [0u8; 4];
    let (bytes, _, unmappable) = GB18030.encode(c.encode_utf8(&mut buffer));
    !unmappable && bytes.len() == 2
}

/// The text as a printer can take it: any white space becomes a blank; control characters and characters without a
/// form of their own (variation selectors, joiners, direction marks) are left out, since a printer would take them for
/// commands or print garbage.
pub fn printable(text: &str) -> Zeroizing<String> {
    let mut clean = Zeroizing::new(String::with_capacity(text.len()));
    for c in text.chars() {
        if c == '\u{3000}' {
            clean.push(c);
        } else if c.is_whitespace() {
            clean.push(' ');
        } else if !c.is_control() && !formless(c) {
            clean.push(c);
        }
    }
    clean
}

fn formless(c: char) -> bool {
    matches!(u32::from(c),
        0xad | 0x34f | 0x61c | 0x180b..=0x180f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f
        | 0xfe00..=0xfe0f | 0xfeff | 0xfff9..=0xfffb | 0xe0000..=0xe0fff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_printer_prints_as_two_bytes_takes_two_columns() {
        for (text, expected) in [
            ("A1.-/ ", 6),
            ("王建明", 6),
            ("·", 2),
            ("“”", 4),
            ("…", 2),
            ("—", 2),
            ("─━", 4),
            ("＊", 2),
            ("￥", 2),
            ("\u{3000}", 2),
            ("é", 2),    // GBK A8A6
            ("ñ", 1),    // four bytes, narrow
            ("¥", 1),    // U+00A5, four bytes, narrow
            ("䶮", 2),   // four bytes in practice of printers, wide
            ("𬱖𠮷", 4), // beyond the BMP
            ("ｶ", 1),    // half-width katakana
            ("阿卜杜·热合曼", 14),
        ] {
            assert_eq!(columns(text), expected, "{text}");
        }
    }

    /// The short cut in `columns_of` says what the code table says.
    #[test]
    fn every_two_byte_character_is_counted_as_two() {
        for c in (0x80..=0xffff).filter_map(char::from_u32).filter(|c| two_bytes(*c)) {
            assert_eq!(columns_of(c), 2, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn nothing_reaches_the_printer_as_a_command() {
        assert_eq!(printable("王\u{1b}@建\u{7f}明\r\n1\u{a0}2\u{fe00}\u{200d}").as_str(), "王@建明  1 2");
    }
}
