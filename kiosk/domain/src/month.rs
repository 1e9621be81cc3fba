//! Months and runs of months: the unit in which social insurance counts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A calendar month, written `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

/// Why a text is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no month; write it as 2026-10")]
pub struct MonthError(String);

impl Month {
    /// `month` is 1 to 12, `year` 1900 to 2200.
    pub fn new(year: i16, month: i8) -> Option<Self> {
        ((1900..=2200).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// The calendar year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.month
    }

    /// Months since the year 0, for arithmetic.
    pub fn ordinal(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month) - 1
    }

    /// The month `n` later (or earlier, when negative), kept within the years that a `Month` can hold.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        let ordinal = self.ordinal().saturating_add(n).clamp(1900 * 12, 2200 * 12 + 11);
        Self { year: (ordinal / 12) as i16, month: (ordinal % 12 + 1) as i8 }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let error = || MonthError(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(error)?;
        let digits = |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(error());
        }
        Self::new(year.parse().map_err(|_| error())?, month.parse().map_err(|_| error())?).ok_or_else(error)
    }
}

impl TryFrom<String> for Month {
    type Error = MonthError;

    fn try_from(text: String) -> Result<Self, MonthError> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// A run of months, both ends included; `from` is never after `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MonthRange {
    from: Month,
    to: Month,
}

impl MonthRange {
    /// `None` when `from` is after `to`.
    pub fn new(from: Month, to: Month) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// First month.
    pub fn from(self) -> Month {
        self.from
    }

    /// Last month.
    pub fn to(self) -> Month {
        self.to
    }

    /// Number of months, at least 1.
    pub fn months(self) -> u32 {
        (self.to.ordinal() - self.from.ordinal() + 1) as u32
    }

    /// Whether the month lies in it.
    pub fn contains(self, month: Month) -> bool {
        self.from <= month && month <= self.to
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn months_are_written_one_way_only() {
        assert_eq!("2026-10".parse::<Month>().unwrap(), Month::new(2026, 10).unwrap());
        for wrong in [
            "",
            "2026",
            "2026-1",
            "2026-13",
            "2026-00",
            "26-10",
            "2026/10",
            "2026-10-01",
            "1899-12",
            "2201-01",
            "+026-10",
            "2026-+1",
        ] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn adding_crosses_years_and_stops_at_the_ends() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        assert_eq!(month("2026-10").plus(3), month("2027-01"));
        assert_eq!(month("2026-01").plus(-1), month("2025-12"));
        assert_eq!(month("2026-05").plus(-17), month("2024-12"));
        assert_eq!(month("1900-01").plus(-1), month("1900-01"));
        assert_eq!(month("2200-12").plus(i32::MAX), month("2200-12"));
        assert_eq!(month("1900-01").plus(i32::MIN), month("1900-01"));
    }

    #[test]
    fn a_range_holds_both_ends() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let range = MonthRange::new(month("2025-11"), month("2026-02")).unwrap();
        assert_eq!(range.months(), 4);
        assert!(range.contains(month("2025-11")) && range.contains(month("2026-02")));
        assert!(!range.contains(month("2025-10")) && !range.contains(month("2026-03")));
        assert_eq!(MonthRange::new(month("2026-02"), month("2026-01")), None);
    }

    proptest! {
        #[test]
        fn writing_and_reading_give_the_same_month(year in 1900i16..=2200, month in 1i8..=12) {
            let it = Month::new(year, month).unwrap();
            prop_assert_eq!(it.to_string().parse::<Month>(), Ok(it));
        }

        #[test]
        fn going_there_and_back(year in 1950i16..=2100, month in 1i8..=12, n in -500i32..=500) {
            let it = Month::new(year, month).unwrap();
            prop_assert_eq!(it.plus(n).plus(-n), it);
            prop_assert_eq!(it.plus(n).ordinal() - it.ordinal(), n);
        }

        #[test]
        fn any_text_gives_an_answer(text in "\\PC{0,10}") {
            let _ = text.parse::<Month>();
        }
    }
}
