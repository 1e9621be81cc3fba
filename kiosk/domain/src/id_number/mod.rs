//! Document numbers: what they look like, what they say, and whether they can be right.
//!
//! A number is refused only for what cannot be in any number: its form, an impossible birth date, a wrong check
//! character. All else is a [`NumberWarning`].

mod check;
mod region;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::identity::{IdentityDocument, Sex};
use crate::sensitive::mask_number;

/// A document number in its usual form: ASCII, upper case, checked. Its `Debug` shows the kind only.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdNumber(String);

/// Which numbering a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberKind {
    /// 公民身份号码: address 6, birth 8, sequence 3, check. Source: GB 11643-1999.
    Resident,
    /// 香港居民, 810000…, same form. Source: 港澳台居民居住证申领发放办法 (国办发〔2018〕81号).
    HongKong,
    /// 澳门居民, 820000…, same form and source.
    Macao,
    /// 台湾居民, 830000…, same form and source.
    Taiwan,
    /// 外国人永久居留身份证 of 2017: nationality 3 letters, issuing place 4, birth YYMMDD, sequence 1, check.
    Foreigner2017,
    /// 外国人永久居留身份证 of 2023: `9`, province 2, nationality 3, birth 8, sequence 3, check.
    /// Source: 新版外国人永久居留身份证机读信息规则 (2023).
    Foreigner2023,
}

impl NumberKind {
    /// The document that carries such a number.
    pub fn document(self) -> IdentityDocument {
        match self {
            Self::Resident => IdentityDocument::ResidentIdCard,
            Self::HongKong | Self::Macao | Self::Taiwan => IdentityDocument::HkMacaoTaiwanPermit,
            Self::Foreigner2017 => IdentityDocument::ForeignerPermit2017,
            Self::Foreigner2023 => IdentityDocument::ForeignerPermit2023,
        }
    }
}

/// Why a text is no document number. Never holds the number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    /// Neither 15 nor 18 characters.
    #[error("an ID number has 18 characters (15 on an old or a foreigner's card), this one has {found}")]
    Length {
        /// Characters that there were, without spaces around them.
        found: usize,
    },
    /// A character that cannot stand there; `position` counts from 1.
    #[error("character {position} of the ID number cannot stand there; an ID number has digits, and X only at its end")]
    Character {
        /// From 1.
        position: usize,
    },
    /// The digits of the birth date are no date.
    #[error("the birth date within the ID number does not exist; check the digits")]
    Birth,
    /// The last character does not fit the others.
    #[error("the last character of the ID number does not fit the others; one of them is wrong")]
    Check,
}

/// What is odd about a number that is accepted all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NumberWarning {
    /// The table of address codes does not have the code; districts change, so this proves nothing.
    #[error("the region in the ID number is not in this terminal's table")]
    UnknownRegion,
    /// The last digit of a 2017 foreigner's number does not follow ICAO 7-3-1, which is not known to be its rule.
    #[error("the last digit of the foreigner's number does not fit the others")]
    CheckDigit,
}

impl IdNumber {
    /// Reads a number as people write it: spaces around it, full-width characters and a small x are put right, a
    /// resident's number of 15 digits (GB 11643-1989) becomes the one of 18 that replaced it.
    ///
    /// ```
    /// let number = domain::IdNumber::parse(" 11010519491231002x ")?;
    /// assert_eq!(number.as_str(), "11010519491231002X");
    /// # Ok::<(), domain::IdNumberError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdNumberError> {
        let mut plain: String = text.trim().chars().map(half_width).collect();
        let number = match plain.chars().count() {
            18 => eighteen(&plain),
            15 if plain.starts_with(|c: char| c.is_ascii_alphabetic()) => foreigner_2017(&plain),
            15 => fifteen(&plain),
            found => Err(IdNumberError::Length { found }),
        };
        plain.zeroize();
        number.map(Self)
    }

    /// The number itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which numbering it belongs to.
    pub fn kind(&self) -> NumberKind {
        match self.0.as_bytes() {
            [b'A'..=b'Z', ..] => NumberKind::Foreigner2017,
            [b'9', ..] => NumberKind::Foreigner2023,
            [b'8', b'1', ..] => NumberKind::HongKong,
            [b'8', b'2', ..] => NumberKind::Macao,
            [b'8', b'3', ..] => NumberKind::Taiwan,
            _ => NumberKind::Resident,
        }
    }

    /// The birth date; `None` for a foreigner's number of 2017, which gives the year in two digits.
    pub fn birth(&self) -> Option<Date> {
        if self.kind() == NumberKind::Foreigner2017 {
            return None;
        }
        birth_date(self.0.get(6..14)?)
    }

    /// The sex, by the 17th digit: odd male, even female. `None` for foreigners, whose numbers are not known to say it.
    pub fn sex(&self) -> Option<Sex> {
        match self.kind() {
            NumberKind::Foreigner2017 | NumberKind::Foreigner2023 => None,
            _ => {
                let digit = self.0.chars().nth(16)?.to_digit(10)?;
                Some(if digit % 2 == 1 { Sex::Male } else { Sex::Female })
            }
        }
    }

    /// As a screen may show it: 370000********0017.
    pub fn masked(&self) -> String {
        mask_number(&self.0)
    }

    /// Whether the table of address codes, abolished ones included, has the place.
    pub fn region_known(&self) -> bool {
        match self.kind() {
            NumberKind::Foreigner2017 => self.0.get(3..5).is_some_and(region::province_known),
            NumberKind::Foreigner2023 => self.0.get(1..3).is_some_and(region::province_known),
            _ => self.0.get(..6).is_some_and(region::known),
        }
    }

    /// What is odd about it: for the log and for staff, never a reason to refuse a person.
    pub fn warnings(&self) -> Vec<NumberWarning> {
        let mut warnings = Vec::new();
        if !self.region_known() {
            warnings.push(NumberWarning::UnknownRegion);
        }
        if self.kind() == NumberKind::Foreigner2017
            && let Some((body, last)) = self.0.split_at_checked(14)
            && check::mod_7_3_1(body).is_none_or(|c| !last.starts_with(c))
        {
            warnings.push(NumberWarning::CheckDigit);
        }
        warnings
    }
}

/// Full-width forms to ASCII, letters to upper case.
fn half_width(c: char) -> char {
    let ascii = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    ascii.to_ascii_uppercase()
}

/// Refuses the first character at which `fits` (given its place from 0) is false.
fn characters(text: &str, fits: impl Fn(usize, char) -> bool) -> Result<(), IdNumberError> {
    match text.chars().enumerate().find(|(i, c)| !fits(*i, *c)) {
        Some((i, _)) => Err(IdNumberError::Character { position: i + 1 }),
        None => Ok(()),
    }
}

/// A date of eight digits that a living or a recorded person may have been born on.
fn birth_date(digits: &str) -> Option<Date> {
    let year: i16 = digits.get(..4)?.parse().ok()?;
    let month: i8 = digits.get(4..6)?.parse().ok()?;
    let day: i8 = digits.get(6..8)?.parse().ok()?;
    if year < 1800 {
        return None;
    }
    Date::new(year, month, day).ok()
}

fn eighteen(text: &str) -> Result<String, IdNumberError> {
    characters(text, |i, c| c.is_ascii_digit() || (i == 17 && c == 'X'))?;
    let (body, last) = text.split_at_checked(17).ok_or(IdNumberError::Check)?;
    body.get(6..14).and_then(birth_date).ok_or(IdNumberError::Birth)?;
    match check::mod_11_2(body) {
        Some(check) if last.starts_with(check) => Ok(text.to_owned()),
        _ => Err(IdNumberError::Check),
    }
}

/// Address 6, YYMMDD, sequence 3: the century and the check character are put in. All were born after 1900.
fn fifteen(text: &str) -> Result<String, IdNumberError> {
    characters(text, |_, c| c.is_ascii_digit())?;
    let (address, rest) = text.split_at_checked(6).ok_or(IdNumberError::Birth)?;
    let mut number = format!("{address}19{rest}");
    if let (Some(_), Some(check)) = (number.get(6..14).and_then(birth_date), check::mod_11_2(&number)) {
        number.push(check);
        return Ok(number);
    }
    number.zeroize();
    Err(IdNumberError::Birth)
}

fn foreigner_2017(text: &str) -> Result<String, IdNumberError> {
    characters(text, |i, c| if i < 3 { c.is_ascii_uppercase() } else { c.is_ascii_digit() })?;
    Ok(text.to_owned())
}

impl FromStr for IdNumber {
    type Err = IdNumberError;

    fn from_str(text: &str) -> Result<Self, IdNumberError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for IdNumber {
    type Error = IdNumberError;

    fn try_from(mut text: String) -> Result<Self, IdNumberError> {
        let number = Self::parse(&text);
        text.zeroize();
        number
    }
}

impl From<IdNumber> for String {
    fn from(number: IdNumber) -> Self {
        number.0
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IdNumber").field(&self.kind()).finish_non_exhaustive()
    }
}

impl Zeroize for IdNumber {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
pub(crate) mod tests;
