//! A character by its number in Unicode: for names that no dictionary has.

use domain::Sensitive;

/// Blocks of CJK ideographs as they are in Unicode 15.0, assigned code points only; Extension I (15.1) has GB 18030's
/// newest. Source: Unicode Blocks.txt and DerivedAge.txt.
const IDEOGRAPHS: [(u32, u32); 11] = [
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B739),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
    (0x2EBF0, 0x2EE5D),
    (0x30000, 0x3134A),
    (0x31350, 0x323AF),
    // Ideographs among the compatibility characters: 12 that are no doubles (﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩) stand below.
    (0x3007, 0x3007),
];

/// The unified ideographs among the compatibility ideographs. Source: Unicode 15.0, chapter 18.1.
const UNIFIED_COMPATIBILITY: [u32; 12] =
    [0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29];

/// The dot between the parts of a name, as GB/T 15834 and ID cards write it.
pub const NAME_DOT: char = '·';

/// Digits of a code point: from 00B7 to 323AF.
const DIGITS: std::ops::RangeInclusive<usize> = 1..=6;

/// Why a code point gives no character for a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodePointError {
    /// Nothing was typed.
    #[error("type the code point first: four or five digits of 0 to 9 and A to F, as in 4DAE")]
    Empty,
    /// Something is no hexadecimal digit.
    #[error("a code point has only the digits 0 to 9 and the letters A to F; erase what is something else")]
    Digit,
    /// Too many digits.
    #[error("a code point has at most six digits; erase some")]
    Long,
    /// No character has this number.
    #[error("there is no character with this number; compare it with the certificate or the household register")]
    None,
    /// A character that is no hanzi.
    #[error(
        "this number is not that of a Chinese character; compare it with the certificate or the household register"
    )]
    NotHanzi,
}

/// The character for "4DAE", "4dae" or "U+4DAE"; spaces around it do not matter. Only CJK ideographs, 〇 and
/// [`NAME_DOT`].
pub fn code_point(typed: &str) -> Result<Sensitive<char>, CodePointError> {
    let typed = typed.trim();
    let digits = typed.strip_prefix("U+").or_else(|| typed.strip_prefix("u+")).unwrap_or(typed);
    if digits.is_empty() {
        return Err(CodePointError::Empty);
    }
    if !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(CodePointError::Digit);
    }
    if !DIGITS.contains(&digits.len()) {
        return Err(CodePointError::Long);
    }
    let number = u32::from_str_radix(digits, 16).map_err(|_| CodePointError::Digit)?;
    let character = char::from_u32(number).ok_or(CodePointError::None)?;
    if is_hanzi(character) || character == NAME_DOT { Ok(character.into()) } else { Err(CodePointError::NotHanzi) }
}

/// Whether it is a CJK ideograph (〇 is one here: it stands in names).
pub fn is_hanzi(character: char) -> bool {
    let number = u32::from(character);
    IDEOGRAPHS.iter().any(|(first, last)| (*first..=*last).contains(&number)) || UNIFIED_COMPATIBILITY.contains(&number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_point_gives_its_character_however_it_is_written() {
        for typed in ["4DAE", "4dae", "U+4DAE", "u+4dae", " 4DAE ", "04DAE"] {
            assert_eq!(code_point(typed).map(|it| *it.reveal()), Ok('䶮'), "{typed}");
        }
        for (typed, character) in [("B7", '·'), ("00B7", '·'), ("3007", '〇'), ("20000", '𠀀'), ("323AF", '\u{323AF}')]
        {
            assert_eq!(code_point(typed).map(|it| *it.reveal()), Ok(character), "{typed}");
        }
    }

    #[test]
    fn what_is_no_hanzi_is_told_in_words() {
        let cases = [
            ("", CodePointError::Empty),
            ("  ", CodePointError::Empty),
            ("U+", CodePointError::Empty),
            ("4DAG", CodePointError::Digit),
            ("+4DAE", CodePointError::Digit),
            ("-1", CodePointError::Digit),
            ("龑", CodePointError::Digit),
            ("4D AE", CodePointError::Digit),
            ("0004DAE", CodePointError::Long),
            ("D800", CodePointError::None),
            ("110000", CodePointError::None),
            ("41", CodePointError::NotHanzi),
            ("30A2", CodePointError::NotHanzi),
            ("AC00", CodePointError::NotHanzi),
            ("F900", CodePointError::NotHanzi),
            ("2A6E0", CodePointError::NotHanzi),
            ("323B0", CodePointError::NotHanzi),
        ];
        for (typed, error) in cases {
            assert_eq!(code_point(typed).map(|it| *it.reveal()), Err(error), "{typed}");
        }
    }

    #[test]
    fn every_block_is_taken_to_its_ends_and_not_beyond() {
        for (first, last) in IDEOGRAPHS {
            let [first, last] = [first, last].map(|number| char::from_u32(number).unwrap());
            assert!(is_hanzi(first) && is_hanzi(last));
        }
        for number in [0x33FF, 0x4DC0, 0xA000, 0x1FFFF, 0x2B73A, 0x2B81E, 0x2CEA2, 0x2EBE1, 0x2EE5E, 0x3134B, 0xFA10] {
            assert!(!is_hanzi(char::from_u32(number).unwrap()), "{number:X}");
        }
    }

    #[test]
    fn a_character_of_a_name_is_masked() {
        assert!(!format!("{:?}", code_point("4DAE")).contains('䶮'));
    }
}
