//! The vocabulary of the keypad: what a person can ask for with one key.

use std::fmt;
use std::str::FromStr;

/// What a key asks for. One press of one key is one of these; nothing needs two keys or a rhythm (VVSG 7.1-N, EN 301 549 5.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// On to the next control.
    Next,
    /// Back to the control before.
    Previous,
    /// Do what the focused control says.
    Ok,
    /// One page back.
    Back,
    /// To the first page.
    Home,
    /// Help on this page.
    Help,
    /// Say it again.
    Repeat,
    /// Hold the speech, or go on with it.
    Pause,
    /// On to the next sentence.
    Skip,
    /// Louder speech.
    Louder,
    /// Softer speech.
    Softer,
    /// Faster speech.
    Faster,
    /// Slower speech.
    Slower,
    /// From now on keys say their names and do nothing, until it is pressed again (EN 301 549 5.5.2).
    WhatIsThis,
    /// The comfort settings.
    Comfort,
    /// The simple edition (长辈版).
    Simple,
    /// Screen off, or on again.
    Blank,
    /// Speech on, or off again.
    Voice,
    /// A digit, 0 to 9.
    Digit(u8),
    /// Takes away what was typed.
    Clear,
}

impl Key {
    /// Every key, in the order in which a keypad is learnt.
    pub const ALL: [Self; 29] = [
        Self::Next,
        Self::Previous,
        Self::Ok,
        Self::Back,
        Self::Home,
        Self::Help,
        Self::Repeat,
        Self::Pause,
        Self::Skip,
        Self::Louder,
        Self::Softer,
        Self::Faster,
        Self::Slower,
        Self::WhatIsThis,
        Self::Comfort,
        Self::Simple,
        Self::Blank,
        Self::Voice,
        Self::Digit(1),
        Self::Digit(2),
        Self::Digit(3),
        Self::Digit(4),
        Self::Digit(5),
        Self::Digit(6),
        Self::Digit(7),
        Self::Digit(8),
        Self::Digit(9),
        Self::Digit(0),
        Self::Clear,
    ];

    /// Its name in files, logs and wordings; never changed once it is out.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Previous => "previous",
            Self::Ok => "ok",
            Self::Back => "back",
            Self::Home => "home",
            Self::Help => "help",
            Self::Repeat => "repeat",
            Self::Pause => "pause",
            Self::Skip => "skip",
            Self::Louder => "louder",
            Self::Softer => "softer",
            Self::Faster => "faster",
            Self::Slower => "slower",
            Self::WhatIsThis => "what_is_this",
            Self::Comfort => "comfort",
            Self::Simple => "simple",
            Self::Blank => "blank",
            Self::Voice => "voice",
            Self::Digit(0) => "digit_0",
            Self::Digit(1) => "digit_1",
            Self::Digit(2) => "digit_2",
            Self::Digit(3) => "digit_3",
            Self::Digit(4) => "digit_4",
            Self::Digit(5) => "digit_5",
            Self::Digit(6) => "digit_6",
            Self::Digit(7) => "digit_7",
            Self::Digit(8) => "digit_8",
            Self::Digit(_) => "digit_9",
            Self::Clear => "clear",
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        self.name()
    }
}

/// A name that is no key's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no key is called `{0}`; the names are {names}", names = names())]
pub struct UnknownKey(pub String);

fn names() -> String {
    Key::ALL.map(Key::name).join(", ")
}

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(name: &str) -> Result<Self, UnknownKey> {
        Self::ALL.into_iter().find(|key| key.name() == name).ok_or_else(|| UnknownKey(name.to_owned()))
    }
}

/// What the keypad tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed: once for each press, however long it is held.
    Key(Key),
    /// Headphones were put in (true) or pulled out (false). Told when it changes; a keypad that leaves takes them with it.
    Jack(bool),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_has_a_name_of_its_own_that_leads_back() {
        let names: BTreeSet<_> = Key::ALL.iter().map(|key| key.name()).collect();
        assert_eq!(names.len(), Key::ALL.len());
        for key in Key::ALL {
            assert_eq!(key.name().parse(), Ok(key));
        }
        let said = "Next".parse::<Key>().unwrap_err().to_string();
        assert!(said.contains("`Next`") && said.contains("what_is_this"), "{said}");
    }
}
