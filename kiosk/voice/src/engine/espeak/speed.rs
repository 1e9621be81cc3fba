//! Which `-s` of espeak-ng 1.51 gives which rate. Its speed is not linear, so the table is measured: length of speech
//! without the silence around it, over five sentences of each language; `tests/espeak.rs` measures it again.

use crate::Rate;

/// A voice of espeak-ng.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// `cmn-latn-pinyin`: reads pinyin with tone digits. (`cmn` of 1.51 spells Chinese text in English letters.)
    Mandarin,
    /// `en-us`
    English,
}

/// `-s` for the steps of [`Rate::PERCENT`]. 100 % is 4.5 syllables a second.
const MANDARIN: [u16; 7] = [120, 172, 220, 262, 300, 346, 390];
/// 100 % is 170 words a minute: espeak-ng cannot go under 80, and 50 % is to be half. 75 % is near the 120 to 125 words
/// a minute that VVSG 2.0 7.1-K wants to begin with.
const ENGLISH: [u16; 7] = [80, 128, 170, 212, 260, 302, 346];

impl Voice {
    /// What `-v` takes.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Mandarin => "cmn-latn-pinyin",
            Self::English => "en-us",
        }
    }

    /// What `-s` takes.
    pub(super) fn speed(self, rate: Rate) -> u16 {
        let (table, usual) = match self {
            Self::Mandarin => (&MANDARIN, 220),
            Self::English => (&ENGLISH, 170),
        };
        Rate::PERCENT.iter().zip(table).find(|(percent, _)| **percent == rate.percent()).map_or(usual, |(_, s)| *s)
    }

    /// Gain in dB that brings the voice to [`crate::levels::REFERENCE_DBFS`]: measured at 100 %.
    pub(super) fn gain_db(self) -> f32 {
        match self {
            Self::Mandarin => -0.7,
            Self::English => 0.9,
        }
    }
}
