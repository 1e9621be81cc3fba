//! Numbers of matters and versions of a catalogue, as they are written.

use serde::{Deserialize, Serialize};

/// Version of a catalogue: year, month, number within the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    /// 2026
    pub year: u16,
    /// 1–12
    pub month: u8,
    /// From 1 within the month.
    pub number: u16,
}

/// Number of a matter: `P053-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatterId {
    /// From the enterprises' annex or the persons'.
    pub audience: Annex,
    /// Number of the item in its annex, from 1.
    pub item: u16,
    /// Row within the item, from 1.
    pub row: u8,
}

/// Which annex of the notice. The order is the notice's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Annex {
    /// `E`: 附件1 企业全生命周期事项清单
    Enterprise,
    /// `P`: 附件2 个人全生命周期事项清单
    Person,
}

impl std::str::FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let mut parts = text.split('.');
        let mut part = || parts.next().filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let (year, month, number) = (part(), part(), part());
        let (Some(year), Some(month), Some(number), None) = (year, month, number, parts.next()) else {
            return Err(NotAVersion);
        };
        let version = Self {
            year: year.parse().map_err(|_| NotAVersion)?,
            month: month.parse().map_err(|_| NotAVersion)?,
            number: number.parse().map_err(|_| NotAVersion)?,
        };
        let sound = version.year >= 2000 && (1..=12).contains(&version.month) && version.number > 0;
        if sound && version.to_string() == text { Ok(version) } else { Err(NotAVersion) }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.year, self.month, self.number)
    }
}

impl TryFrom<String> for Version {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, NotAVersion> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

/// A text is no version of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a version is year, month and a number within the month: 2026.11.1")]
pub struct NotAVersion;

impl std::str::FromStr for MatterId {
    type Err = NotAMatterId;

    fn from_str(text: &str) -> Result<Self, NotAMatterId> {
        let audience = match text.as_bytes().first() {
            Some(b'E') => Annex::Enterprise,
            Some(b'P') => Annex::Person,
            _ => return Err(NotAMatterId),
        };
        let (item, row) = text.get(1..).and_then(|rest| rest.split_once('-')).ok_or(NotAMatterId)?;
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if item.is_empty() || row.is_empty() || !number(item) || !number(row) {
            return Err(NotAMatterId);
        }
        let (item, row) = (item.parse().map_err(|_| NotAMatterId)?, row.parse().map_err(|_| NotAMatterId)?);
        let id = Self { audience, item, row };
        // Every number has one spelling: P0053-02 would be another matter than P053-2.
        if item == 0 || row == 0 || id.to_string() != text { Err(NotAMatterId) } else { Ok(id) }
    }
}

impl std::fmt::Display for MatterId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letter = if self.audience == Annex::Enterprise { 'E' } else { 'P' };
        write!(f, "{letter}{:03}-{}", self.item, self.row)
    }
}

/// A text is no number of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a matter's number is E or P, three digits, a dash and the row: P053-2")]
pub struct NotAMatterId;
