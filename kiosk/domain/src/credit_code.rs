//! 统一社会信用代码: the number of a company or another organisation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::sensitive::mask_number;

/// What can stand in a code: digits and capitals without I, O, S, V, Z; a character's place is its value.
/// Source: GB 32100-2015, table of character values.
const CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of the first 17 characters: 3 to the power of the place, modulo 31. Source: GB 32100-2015.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Characters of a code.
const LENGTH: usize = 18;

/// 统一社会信用代码 of 18 characters, upper case, its check character seen to fit: authority 1, kind 1, division 6,
/// subject 9, check 1. Source: GB 32100-2015.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// Why a text is no credit code. Never holds the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("a credit code has 18 characters, this one has {found}")]
    Length {
        /// Characters that there were, without spaces around them.
        found: usize,
    },
    /// A character that no code has; `position` counts from 1.
    #[error(
        "character {position} of the credit code cannot stand there; a code has digits and capitals without I O S V Z"
    )]
    Character {
        /// From 1.
        position: usize,
    },
    /// The last character does not fit the others.
    #[error("the last character of the credit code does not fit the others; one of them is wrong")]
    Check,
}

impl CreditCode {
    /// Reads a code as people write it: spaces around it and small letters are put right.
    ///
    /// ```
    /// let code = domain::CreditCode::parse(" 91350100m000100y43 ")?;
    /// assert_eq!(code.as_str(), "91350100M000100Y43");
    /// # Ok::<(), domain::CreditCodeError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let code = text.trim().to_ascii_uppercase();
        let found = code.chars().count();
        if found != LENGTH {
            return Err(CreditCodeError::Length { found });
        }
        let mut sum = 0;
        for (position, c) in (1..).zip(code.chars()) {
            let value = CHARACTERS.find(c).ok_or(CreditCodeError::Character { position })?;
            match WEIGHTS.get(position - 1) {
                Some(weight) => sum += value * weight,
                None if value != (31 - sum % 31) % 31 => return Err(CreditCodeError::Check),
                None => {}
            }
        }
        Ok(Self(code))
    }

    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a screen may show it.
    pub fn masked(&self) -> String {
        mask_number(&self.0)
    }
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;

    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CreditCodeError;

    fn try_from(text: String) -> Result<Self, CreditCodeError> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CreditCode(..)")
    }
}

impl Zeroize for CreditCode {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        // The last has the check character 0.
        for (text, code) in [
            ("91350100M000100Y43", "91350100M000100Y43"),
            (" 91350100m000100y43\n", "91350100M000100Y43"),
            ("913701000000000020", "913701000000000020"),
        ] {
            assert_eq!(CreditCode::parse(text).unwrap().as_str(), code);
        }
    }

    #[test]
    fn what_is_refused_and_why() {
        for (text, error) in [
            ("", CreditCodeError::Length { found: 0 }),
            ("91350100M000100Y4", CreditCodeError::Length { found: 17 }),
            ("91350100M000100Y432", CreditCodeError::Length { found: 19 }),
            ("91350100M000100Y44", CreditCodeError::Check),
            ("91350100M000100V43", CreditCodeError::Character { position: 16 }),
            ("91350100M0001O0Y43", CreditCodeError::Character { position: 14 }),
            ("9135010０M000100Y43", CreditCodeError::Character { position: 8 }),
        ] {
            assert_eq!(CreditCode::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn it_does_not_print() {
        let code = CreditCode::parse("91350100M000100Y43").unwrap();
        assert_eq!(format!("{code:?}"), "CreditCode(..)");
        assert_eq!(code.masked(), "913501********0Y43");
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_seen(place in 0usize..18, put in 0usize..31) {
            let right = "91350100M000100Y43";
            let mut wrong: Vec<char> = right.chars().collect();
            wrong[place] = CHARACTERS.chars().nth(put).unwrap();
            let wrong: String = wrong.into_iter().collect();
            prop_assert_eq!(CreditCode::parse(&wrong).is_ok(), wrong == right);
        }

        #[test]
        fn any_text_gives_an_answer(text in "\\PC{0,20}") {
            let _ = CreditCode::parse(&text);
        }
    }
}
