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
