//! Status words: how a card ends every answer.

use std::fmt;

/// The two bytes at the end of an answer. Source: ISO/IEC 7816-4, 5.6 and tables 5 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatusWord(pub u16);

/// What a status word means to whoever reads a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Done.
    Ok,
    /// So many bytes wait for GET RESPONSE; 0: 256 or more.
    More(u8),
    /// The same command again with this length; 0: 256.
    Length(u8),
    /// There is no such file, application or record.
    NotFound,
    /// Wants an authentication first.
    Locked,
    /// The application or the card was blocked by its issuer.
    Blocked,
    /// The card does not know this command, or not with these parameters.
    Unknown,
    /// Anything else.
    Other,
}

impl StatusWord {
    /// Done.
    pub const OK: Self = Self(0x9000);

    /// What it means.
    pub const fn meaning(self) -> Meaning {
        let [first, second] = self.0.to_be_bytes();
        match (first, second) {
            (0x90, 0x00) => Meaning::Ok,
            (0x61, more) => Meaning::More(more),
            (0x6C, length) => Meaning::Length(length),
            (0x6A, 0x82 | 0x83 | 0x88) => Meaning::NotFound,
            (0x69, 0x82 | 0x85) => Meaning::Locked,
            // 9303: application blocked for good; 6A81: function not supported, which these cards say when blocked
            // (JR/T 0025.5, status words of SELECT).
            (0x62, 0x83) | (0x6A, 0x81) | (0x93, 0x03) => Meaning::Blocked,
            (0x6A, 0x86) | (0x6B | 0x6D | 0x6E, 0x00) => Meaning::Unknown,
            _ => Meaning::Other,
        }
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {:04X}", self.0)
    }
}
