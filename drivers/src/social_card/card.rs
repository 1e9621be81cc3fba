//! What is on a card. What belongs to a person is wiped when dropped and never shown.

use std::fmt;

use jiff::civil::Date;

use super::number::{NumberCheck, check_number};
use super::record::Item;
use crate::id_card::{Nation, Personal, Sex};

/// A card that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct SocialCard {
    /// By its version.
    pub generation: Generation,
    /// 规范版本, like "2.00".
    pub version: String,
    /// 卡的识别码: up to 32 digits and letters A to F.
    pub card_id: Personal,
    /// 卡号.
    pub card_number: Personal,
    /// Day of issue, where it is written and may be read.
    pub issued: Option<Date>,
    /// Last day of validity, where it is written and may be read.
    pub expires: Option<Date>,
    /// Whose card it is, or why that is not known.
    pub holder: Result<Holder, Missing>,
}

/// Generations of the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Generation {
    /// Version 1.…
    First,
    /// Version 2.…
    Second,
    /// Version 3.…
    Third,
}

/// The person whose card it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// 社会保障号码, letters in upper case. 15 or 18; see [`Self::number_check`].
    pub number: Personal,
    /// Name.
    pub name: Personal,
    /// Sex.
    pub sex: Sex,
    /// Nation; number 0 when it is not written.
    pub nation: Nation,
    /// Day of birth, where it is written.
    pub birth: Option<Date>,
}

/// What a card does not give, and how the service goes on without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Missing {
    /// The holder's data wants an external authentication with the key RKSSSE, which only a PSAM or the platform has.
    #[error("this card gives its holder's data only to a reader with a key; use the ID card instead")]
    PersonalData,
}

/// Why what is on a card makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CardError {
    /// An item is damaged or not there.
    #[error("the item {0:?} is damaged or missing")]
    Item(Item),
    /// The version is none that is known.
    #[error("the card's version is not known")]
    Version,
}

impl SocialCard {
    /// The area that issued the card: the first six digits of its id (GB/T 2260); `None` when they are no digits.
    pub fn issuing_area(&self) -> Option<&str> {
        self.card_id.expose().get(..6).filter(|area| area.bytes().all(|digit| digit.is_ascii_digit()))
    }

    /// What it did not give.
    pub fn missing(&self) -> Option<Missing> {
        self.holder.as_ref().err().copied()
    }

    /// Whether its last day is over; a card without one never is.
    pub fn expired_on(&self, day: Date) -> bool {
        self.expires.is_some_and(|last| last < day)
    }
}

impl Holder {
    /// What can be said of the number by itself. A card is read whatever it says: the rules are not the reader's.
    pub fn number_check(&self) -> NumberCheck {
        check_number(self.number.expose(), self.birth)
    }
}

/// Shows the generation alone.
impl fmt::Debug for SocialCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SocialCard({:?}, …)", self.generation)
    }
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder(…)")
    }
}
