//! Which characters a model's built-in font prints, and their bytes on the wire.
//!
//! Printers draw the two-byte area of GB 18030 only; a four-byte code comes out as digits and garbage, so such a
//! character has no bytes here and its line goes as raster.

use encoding_rs::GB18030;

use super::model::{Font, Model};

/// The bytes of one printable character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyph {
    /// One column of ASCII.
    Half(u8),
    /// Two columns, two bytes of GB 18030.
    Full([u8; 2]),
}

impl Glyph {
    /// Half-width columns at normal size.
    pub(super) fn columns(self) -> u32 {
        match self {
            Self::Half(_) => 1,
            Self::Full(_) => 2,
        }
    }
}

impl Model {
    /// Whether the built-in font prints this character. Control characters, private-use characters and everything
    /// that GB 18030 writes with four bytes are not printed.
    pub fn prints(&self, character: char) -> bool {
        glyph(character, self.font).is_some()
    }
}

/// The bytes of `character` in `font`, `None` where the font lacks it.
pub(super) fn glyph(character: char, font: Font) -> Option<Glyph> {
    if character.is_ascii() {
        return (' '..='~').contains(&character).then_some(Glyph::Half(character as u8));
    }
    if ('\u{E000}'..='\u{F8FF}').contains(&character) {
        return None; // the table maps private-use characters to two bytes, but no font has them
    }
    let mut utf8 = [0; 4];
    let mut bytes = [0; 8];
    let (_, _, written) =
        GB18030.new_encoder().encode_from_utf8_without_replacement(character.encode_utf8(&mut utf8), &mut bytes, true);
    match *bytes.get(..written)? {
        [lead, trail] if font == Font::Gbk || in_gb2312(lead, trail) => Some(Glyph::Full([lead, trail])),
        _ => None,
    }
}

/// Whether a code stands in GB 2312-80: symbols in rows 1–9, level 1 in 16–55, level 2 in 56–87.
/// Source: GB 2312-80; the gaps of rows 2, 4–9 and 55 were filled only by GBK and GB 18030.
fn in_gb2312(lead: u8, trail: u8) -> bool {
    match lead {
        0xA1 | 0xA3 | 0xB0..=0xD6 | 0xD8..=0xF7 => (0xA1..=0xFE).contains(&trail),
        0xA2 => matches!(trail, 0xB1..=0xE2 | 0xE5..=0xEE | 0xF1..=0xFC),
        0xA4 => (0xA1..=0xF3).contains(&trail),
        0xA5 => (0xA1..=0xF6).contains(&trail),
        0xA6 => matches!(trail, 0xA1..=0xB8 | 0xC1..=0xD8),
        0xA7 => matches!(trail, 0xA1..=0xC1 | 0xD1..=0xF1),
        0xA8 => matches!(trail, 0xA1..=0xBA | 0xC5..=0xE9),
        0xA9 => (0xA4..=0xEF).contains(&trail),
        0xD7 => (0xA1..=0xF9).contains(&trail),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_byte_characters_have_their_codes_and_four_byte_ones_none() {
        let cases: [(char, Font, Option<Glyph>); 16] = [
            ('A', Font::Gbk, Some(Glyph::Half(b'A'))),
            ('~', Font::Gb2312, Some(Glyph::Half(b'~'))),
            ('啊', Font::Gb2312, Some(Glyph::Full([0xB0, 0xA1]))),
            ('￥', Font::Gb2312, Some(Glyph::Full([0xA3, 0xA4]))),
            ('·', Font::Gb2312, Some(Glyph::Full([0xA1, 0xA4]))),
            ('喆', Font::Gbk, Some(Glyph::Full([0x86, 0xB4]))),
            ('喆', Font::Gb2312, None),
            ('ⅰ', Font::Gb2312, None),
            ('䶮', Font::Gbk, Some(Glyph::Full([0xFE, 0x9F]))),
            ('䶮', Font::Gb2312, None),
            ('¥', Font::Gbk, None),
            ('㙓', Font::Gbk, None),
            ('𬱖', Font::Gbk, None),
            ('\u{E000}', Font::Gbk, None),
            ('\n', Font::Gbk, None),
            ('\u{7F}', Font::Gbk, None),
        ];
        for (character, font, expected) in cases {
            assert_eq!(glyph(character, font), expected, "U+{:04X} in {font:?}", character as u32);
        }
    }

    #[test]
    fn gb2312_has_its_6763_characters() {
        let han = |font| ('\u{4E00}'..='\u{9FA5}').filter(|c| glyph(*c, font).is_some()).count();
        assert_eq!(han(Font::Gb2312), 6763);
        assert_eq!(han(Font::Gbk), 20_902);
    }
}
