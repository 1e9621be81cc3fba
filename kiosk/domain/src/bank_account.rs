//! Where money is paid to: the number of a bank card, or of an account that has no card.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::sensitive::mask_number;

/// Digits of a bank card. Source: ISO/IEC 7812-1 allows up to 19; cards of Chinese banks have 16 at least.
const CARD: std::ops::RangeInclusive<usize> = 16..=19;
/// Digits of an account without a card (存折, 对公账户): no rule is common to all banks, so these only catch slips.
const ACCOUNT: std::ops::RangeInclusive<usize> = 8..=32;

/// The digits of a bank account. Whether it is a card's number: [`BankAccount::is_card`].
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BankAccount(String);

/// Why a text is no bank account. Never holds the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BankAccountError {
    /// Too short or too long.
    #[error("such a number has {least} to {most} digits, this one has {found}")]
    Length {
        /// Fewest digits: 16 of a card.
        least: usize,
        /// Most digits: 19 of a card.
        most: usize,
        /// Digits that there were, without spaces.
        found: usize,
    },
    /// Something else than a digit; `position` counts from 1, without spaces.
    #[error("character {position} of the number is no digit")]
    Character {
        /// From 1.
        position: usize,
    },
    /// The last digit of a card does not fit the others.
    #[error("the last digit of the card's number does not fit the others; one of them is wrong")]
    Check,
}

impl BankAccount {
    /// Reads a card's number, with or without spaces between the digits. Its last digit is checked.
    ///
    /// ```
    /// let card = domain::BankAccount::card("6217 0000 0000 0000 004")?;
    /// assert_eq!(card.as_str(), "6217000000000000004");
    /// # Ok::<(), domain::BankAccountError>(())
    /// ```
    pub fn card(text: &str) -> Result<Self, BankAccountError> {
        let account = Self::digits(text, &CARD)?;
        if luhn(&account.0) { Ok(account) } else { Err(BankAccountError::Check) }
    }

    /// Reads the number of any account; only its length is checked, for accounts without a card have no check digit
    /// that all banks share.
    pub fn account(text: &str) -> Result<Self, BankAccountError> {
        Self::digits(text, &ACCOUNT)
    }

    fn digits(text: &str, length: &std::ops::RangeInclusive<usize>) -> Result<Self, BankAccountError> {
        let mut number: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let found = number.chars().count();
        let odd = number.chars().position(|c| !c.is_ascii_digit());
        match odd {
            None if length.contains(&found) => Ok(Self(number)),
            odd => {
                number.zeroize();
                let (least, most) = (*length.start(), *length.end());
                let length = BankAccountError::Length { least, most, found };
                Err(odd.map_or(length, |at| BankAccountError::Character { position: at + 1 }))
            }
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it can be the number of a card.
    pub fn is_card(&self) -> bool {
        CARD.contains(&self.0.len()) && luhn(&self.0)
    }

    /// As a screen may show it: 621700*********0004.
    pub fn masked(&self) -> String {
        mask_number(&self.0)
    }
}

/// Whether the last digit fits: from the right, every second digit is doubled, and the digits add up to tens.
/// Source: ISO/IEC 7812-1, annex B.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, times)| digit * times / 10 + digit * times % 10)
        .sum();
    sum.is_multiple_of(10)
}

impl FromStr for BankAccount {
    type Err = BankAccountError;

    fn from_str(text: &str) -> Result<Self, BankAccountError> {
        Self::account(text)
    }
}

impl TryFrom<String> for BankAccount {
    type Error = BankAccountError;

    fn try_from(mut text: String) -> Result<Self, BankAccountError> {
        let account = Self::account(&text);
        text.zeroize();
        account
    }
}

impl From<BankAccount> for String {
    fn from(account: BankAccount) -> Self {
        account.0
    }
}

impl fmt::Debug for BankAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BankAccount(..)")
    }
}

impl Zeroize for BankAccount {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_card_has_16_to_19_digits_and_the_last_one_fits() {
        // The usual example of the formula: the digits 7992739871 get the check digit 3.
        assert!(luhn("79927398713") && !luhn("79927398710"));
        assert_eq!(BankAccount::card("4111 1111 1111 1111").unwrap().as_str(), "4111111111111111");
        for (text, error) in [
            ("", BankAccountError::Length { least: 16, most: 19, found: 0 }),
            ("621700000000000", BankAccountError::Length { least: 16, most: 19, found: 15 }),
            ("62170000000000000004", BankAccountError::Length { least: 16, most: 19, found: 20 }),
            ("6217000000000000005", BankAccountError::Check),
            ("62170000000000000O4", BankAccountError::Character { position: 18 }),
        ] {
            assert_eq!(BankAccount::card(text), Err(error), "{text}");
        }
    }

    #[test]
    fn an_account_without_a_card_has_no_check_digit() {
        let account = BankAccount::account("12345678").unwrap();
        assert!(!account.is_card());
        assert!(BankAccount::account("6217000000000000004").unwrap().is_card());
        assert_eq!(BankAccount::account("1234567"), Err(BankAccountError::Length { least: 8, most: 32, found: 7 }));
        assert_eq!((format!("{account:?}"), account.masked()), ("BankAccount(..)".into(), "12****78".into()));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_seen(place in 0usize..19, put in 0u32..10) {
            let right = "6217000000000000004";
            let mut wrong: Vec<char> = right.chars().collect();
            wrong[place] = char::from_digit(put, 10).unwrap();
            let wrong: String = wrong.into_iter().collect();
            prop_assert_eq!(BankAccount::card(&wrong).is_ok(), wrong == right);
        }

        #[test]
        fn any_text_gives_an_answer(text in "\\PC{0,24}") {
            let _ = (BankAccount::card(&text), BankAccount::account(&text));
        }
    }
}
