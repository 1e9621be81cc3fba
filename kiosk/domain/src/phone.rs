//! Telephone numbers of the mainland.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::sensitive::mask_number;

/// A number in its usual form: 11 digits of a mobile, or a landline with its area code, `0631-5200000`.
/// Source: 电信网编号计划（2017年版）, 工业和信息化部.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Why a text is no telephone number. Never holds the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Something else than digits, spaces, dashes and a leading +86.
    #[error("a telephone number has digits only")]
    Character,
    /// A mobile's number begins with 1 and has 11 digits.
    #[error("a mobile number begins with 13 to 19 and has 11 digits")]
    Mobile,
    /// A landline has an area code.
    #[error("a landline has its area code and 7 or 8 digits: 0631-5200000")]
    Landline,
}

impl Phone {
    /// Reads a number as people write it: +86, spaces and dashes are put right.
    ///
    /// ```
    /// assert_eq!(domain::Phone::parse("+86 139-0000-0000")?.as_str(), "13900000000");
    /// assert_eq!(domain::Phone::parse("06315200000")?.as_str(), "0631-5200000");
    /// # Ok::<(), domain::PhoneError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let plain: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect());
        let digits = plain.strip_prefix("+86").unwrap_or(&plain);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PhoneError::Character);
        }
        if digits.starts_with('0') { landline(digits) } else { mobile(digits) }
    }

    /// Whether it is a mobile's, which can receive messages.
    pub fn is_mobile(&self) -> bool {
        self.0.starts_with('1')
    }

    /// The number itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a screen may show it: 139****0000, 06********00.
    pub fn masked(&self) -> String {
        if !self.is_mobile() {
            return mask_number(&self.0);
        }
        self.0.chars().enumerate().map(|(i, c)| if (3..7).contains(&i) { '*' } else { c }).collect()
    }
}

fn mobile(digits: &str) -> Result<Phone, PhoneError> {
    let network = matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..]);
    if network && digits.len() == 11 { Ok(Phone(digits.to_owned())) } else { Err(PhoneError::Mobile) }
}

/// Area codes are 010, 02x, and 03xx to 09xx.
fn landline(digits: &str) -> Result<Phone, PhoneError> {
    let area = match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return Err(PhoneError::Landline),
    };
    match digits.split_at_checked(area) {
        Some((area, own)) if matches!(own.len(), 7 | 8) && !own.starts_with(['0', '1']) => {
            Ok(Phone(format!("{area}-{own}")))
        }
        _ => Err(PhoneError::Landline),
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(mut text: String) -> Result<Self, PhoneError> {
        let phone = Self::parse(&text);
        text.zeroize();
        phone
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

impl Zeroize for Phone {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number, mobile) in [
            ("13900000000", "13900000000", true),
            (" 139 0000 0000 ", "13900000000", true),
            ("+8619900000000", "19900000000", true),
            ("0631-5200000", "0631-5200000", false),
            ("010 82000000", "010-82000000", false),
            ("02152000000", "021-52000000", false),
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!((phone.as_str(), phone.is_mobile()), (number, mobile));
            assert_eq!(format!("{phone:?}"), "Phone(..)");
        }
        assert_eq!(Phone::parse("13900001234").unwrap().masked(), "139****1234");
        assert_eq!(Phone::parse("0631-5200000").unwrap().masked(), "06********00");
    }

    #[test]
    fn what_is_refused_and_why() {
        for (text, error) in [
            ("", PhoneError::Character),
            ("1390000000O", PhoneError::Character),
            ("12900000000", PhoneError::Mobile),
            ("1390000000", PhoneError::Mobile),
            ("5200000", PhoneError::Mobile),
            ("0631520", PhoneError::Landline),
            ("063110000000", PhoneError::Landline),
            ("00631520000", PhoneError::Landline),
        ] {
            assert_eq!(Phone::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn writing_and_reading_give_the_same_number(text in "(1[3-9][0-9]{9}|0[3-9][0-9]{2}[2-9][0-9]{6,7})") {
            let phone = Phone::parse(&text).unwrap();
            prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone));
        }

        #[test]
        fn any_text_gives_an_answer(text in "\\PC{0,20}") {
            let _ = Phone::parse(&text);
        }
    }
}
