//! How a person wants to see the terminal. All of it ends with the visit (EN 301 549 5.1.3.13).

use serde::{Deserialize, Serialize};

/// Language of words on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// zh-CN
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// en
    #[serde(rename = "en")]
    English,
}

/// Cap height of body text in millimetres on the real screen: 3.8, 4.8, 6.4, 8.5 (VVSG 2.0 7.1-G).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// 3.8 mm
    Small,
    /// 4.8 mm
    #[default]
    Normal,
    /// 6.4 mm
    Large,
    /// 8.5 mm
    Largest,
}

impl TextSize {
    /// All, from small to large.
    pub const ALL: [Self; 4] = [Self::Small, Self::Normal, Self::Large, Self::Largest];

    /// Cap height in millimetres.
    pub fn cap_height_mm(self) -> f32 {
        match self {
            Self::Small => 3.8,
            Self::Normal => 4.8,
            Self::Large => 6.4,
            Self::Largest => 8.5,
        }
    }
}

/// Set of colours (VVSG 2.0 7.1-D).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    /// Blue on light grey.
    #[default]
    Standard,
    /// White, yellow and cyan on black.
    DarkHigh,
    /// Black on white.
    LightHigh,
    /// Amber on black, for eyes that light hurts.
    Low,
}

impl Contrast {
    /// All.
    pub const ALL: [Self; 4] = [Self::Standard, Self::DarkHigh, Self::LightHigh, Self::Low];
}

/// How fast is spoken, in 7 steps from 50 to 200 percent; the pitch stays (VVSG 2.0 7.1-K).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(u8);

impl Rate {
    /// Percent of the usual speed.
    pub const PERCENT: [u16; 7] = [50, 75, 100, 125, 150, 175, 200];

    /// All, from slow to fast.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::PERCENT.len() as u8).map(Self)
    }

    /// Percent of the usual speed.
    pub fn percent(self) -> u16 {
        Self::PERCENT.get(usize::from(self.0)).copied().unwrap_or(100)
    }

    /// A step faster; the fastest stays.
    #[must_use]
    pub fn faster(self) -> Self {
        Self((self.0 + 1).min(Self::PERCENT.len() as u8 - 1))
    }

    /// A step slower; the slowest stays.
    #[must_use]
    pub fn slower(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl Default for Rate {
    fn default() -> Self {
        Self(2)
    }
}

/// How loud is spoken: the sound pressure at the ear that the calibrated output is meant to give, 20 to 100 dB SPL in
/// steps of 10, from the start 60 (VVSG 2.0 7.1-K; after every visit not over 65: Revised Section 508 402.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Volume(u8);

impl Volume {
    /// dB SPL.
    pub const DB: [u8; 9] = [20, 30, 40, 50, 60, 70, 80, 90, 100];

    /// All, from soft to loud.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::DB.len() as u8).map(Self)
    }

    /// dB SPL.
    pub fn db(self) -> u8 {
        Self::DB.get(usize::from(self.0)).copied().unwrap_or(60)
    }

    /// A step louder; the loudest stays.
    #[must_use]
    pub fn louder(self) -> Self {
        Self((self.0 + 1).min(Self::DB.len() as u8 - 1))
    }

    /// A step softer; the softest stays.
    #[must_use]
    pub fn softer(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl Default for Volume {
    fn default() -> Self {
        Self(4)
    }
}

/// Comfort settings of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Comfort {
    /// Language.
    pub language: Language,
    /// Text size.
    pub size: TextSize,
    /// Colours.
    pub contrast: Contrast,
}
