//! Amounts of money, counted in fen so that nothing is rounded.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// An amount in yuan (CNY), held in fen. Written `86412.57` in data, shown `86,412.57`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money(i64);

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no amount of money; write yuan with two decimals, as 6820.00")]
pub struct MoneyError(String);

impl Money {
    /// From fen (1/100 yuan).
    pub fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// In fen.
    pub fn fen(self) -> i64 {
        self.0
    }

    /// Whole yuan, cut off.
    pub fn yuan(self) -> i64 {
        self.0 / 100
    }

    /// The sum; an overflow stays at the largest amount.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Zeroize for Money {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Display for Money {
    /// With thousands separators and two decimals: `86,412.57`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(c);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{grouped}.{:02}", self.0.unsigned_abs() % 100)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let error = || MoneyError(text.to_owned());
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (yuan, fen) = digits.split_once('.').ok_or_else(error)?;
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(yuan) || !plain(fen) || fen.len() != 2 {
            return Err(error());
        }
        let yuan: i64 = yuan.parse().map_err(|_| error())?;
        let fen: i64 = fen.parse().map_err(|_| error())?;
        let sum = yuan.checked_mul(100).and_then(|n| n.checked_add(fen)).ok_or_else(error)?;
        Ok(Self(if negative { -sum } else { sum }))
    }
}

impl TryFrom<String> for Money {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        let sign = if money.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", money.0.unsigned_abs() / 100, money.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_shown_in_groups() {
        let cases = [
            (0, "0.00"),
            (5, "0.05"),
            (-50, "-0.50"),
            (99_999, "999.99"),
            (100_000, "1,000.00"),
            (8_641_257, "86,412.57"),
            (123_456_789_012, "1,234,567,890.12"),
        ];
        for (fen, shown) in cases {
            assert_eq!(Money::from_fen(fen).to_string(), shown);
        }
    }

    #[test]
    fn only_yuan_with_two_decimals_is_an_amount() {
        assert_eq!("6820.00".parse(), Ok(Money::from_fen(682_000)));
        assert_eq!("-0.50".parse(), Ok(Money::from_fen(-50)));
        for wrong in
            ["", "6820", "6820.0", "6820.000", ".50", "1,000.00", "+1.00", "--1.00", "1.-5", "99999999999999999999.00"]
        {
            let error = wrong.parse::<Money>().unwrap_err();
            assert!(error.to_string().contains("two decimals"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn data_keeps_every_fen(fen in -i64::MAX..=i64::MAX) {
            let money = Money::from_fen(fen);
            prop_assert_eq!(String::from(money).parse::<Money>(), Ok(money));
        }

        #[test]
        fn sums_do_not_overflow(a in any::<i64>(), b in any::<i64>()) {
            prop_assert_eq!(Money::from_fen(a).plus(Money::from_fen(b)).fen(), a.saturating_add(b));
        }

        #[test]
        fn any_text_gives_an_answer(text in "\\PC{0,30}") {
            let _ = text.parse::<Money>();
        }
    }
}
