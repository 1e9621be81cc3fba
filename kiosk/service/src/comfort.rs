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

/// How the terminal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Voice {
    /// It speaks.
    pub on: bool,
    /// How fast.
    pub rate: Rate,
    /// How loud.
    pub volume: Volume,
    /// Names, numbers and amounts may be heard by everybody: the person wants it so (EN 301 549 5.1.3.9).
    pub aloud: bool,
}

/// Comfort settings of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Comfort {
    /// Language.
    pub language: Language,
    /// Text size.
    pub size: TextSize,
    /// Colours.
    pub contrast: Contrast,
    /// 长辈版: the largest text, at most three things to choose from at a time.
    pub simple: bool,
    /// All controls in the lower band of the glass (EN 301 549 8.3).
    pub reach: bool,
    /// Nothing moves.
    pub still: bool,
    /// Longer time limits.
    pub more_time: bool,
    /// What is pressed twice within half a second counts once, for hands that tremble (EN 301 549 5.8).
    pub steady: bool,
    /// The screen is black; speech goes on (VVSG 2.0 6.1-C).
    pub blank: bool,
    /// Speech.
    pub voice: Voice,
}

/// One thing that a person changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// Language.
    Language(Language),
    /// Text size.
    Size(TextSize),
    /// Colours.
    Contrast(Contrast),
    /// 长辈版 on or off.
    Simple(bool),
    /// Controls in the lower band.
    Reach(bool),
    /// Nothing moves.
    Still(bool),
    /// Longer time limits.
    MoreTime(bool),
    /// Two presses within half a second are one.
    Steady(bool),
    /// Black screen.
    Blank(bool),
    /// Speech on or off.
    Voice(bool),
    /// A step faster or slower.
    Faster(bool),
    /// A step louder or softer.
    Louder(bool),
    /// Names, numbers and amounts may be heard by everybody.
    Aloud(bool),
}

impl Comfort {
    /// The same with one thing changed.
    #[must_use]
    pub fn with(self, setting: Setting) -> Self {
        let mut next = self;
        match setting {
            Setting::Language(language) => next.language = language,
            Setting::Size(size) => next.size = size,
            Setting::Contrast(contrast) => next.contrast = contrast,
            // Who leaves the simple pages wants what was there before them.
            Setting::Simple(simple) => {
                next.simple = simple;
                next.size = if simple { TextSize::Largest } else { TextSize::default() };
            }
            Setting::Reach(reach) => next.reach = reach,
            Setting::Still(still) => next.still = still,
            Setting::MoreTime(more) => next.more_time = more,
            Setting::Steady(steady) => next.steady = steady,
            Setting::Blank(blank) => next.blank = blank,
            // A black screen without speech would leave nothing to go by.
            Setting::Voice(on) => {
                next.voice.on = on;
                next.blank &= on;
            }
            Setting::Faster(true) => next.voice.rate = self.voice.rate.faster(),
            Setting::Faster(false) => next.voice.rate = self.voice.rate.slower(),
            Setting::Louder(true) => next.voice.volume = self.voice.volume.louder(),
            Setting::Louder(false) => next.voice.volume = self.voice.volume.softer(),
            Setting::Aloud(aloud) => next.voice.aloud = aloud,
        }
        // Nothing is seen then: what is shown must be heard.
        next.voice.on |= next.blank;
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d5_d6_steps_end_at_both_ends() {
        let climb = |count| (0..count).fold(Volume::default(), |volume, _| volume.louder());
        assert_eq!(climb(20).db(), 100);
        assert_eq!((0..20).fold(Volume::default(), |volume, _| volume.softer()).db(), 20);
        assert_eq!(Volume::default().db(), 60, "at most 65 dB for the next person (508 402.3.2)");
        assert!(Volume::DB.windows(2).all(|pair| pair[1] - pair[0] <= 10), "VVSG 2.0 7.1-K: steps of at most 10 dB");
        assert_eq!((0..20).fold(Rate::default(), |rate, _| rate.faster()).percent(), 200);
        assert_eq!((0..20).fold(Rate::default(), |rate, _| rate.slower()).percent(), 50);
        assert_eq!(Rate::default().percent(), 100);
    }

    #[test]
    fn f5_a_black_screen_always_speaks() {
        let blank = Comfort::default().with(Setting::Blank(true));
        assert!(blank.voice.on, "it must be heard that the screen is off");
        let silent = blank.with(Setting::Voice(false));
        assert!(!silent.blank && !silent.voice.on, "without speech the screen comes back");
    }

    #[test]
    fn e10_the_simple_pages_have_the_largest_text() {
        let simple = Comfort::default().with(Setting::Simple(true));
        assert_eq!(simple.size, TextSize::Largest);
        assert_eq!(simple.with(Setting::Simple(false)), Comfort::default());
    }
}
