//! What can go wrong with a reader, on command.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::fault_text::{FaultText, FaultTextError};

/// A fault of the reader, its card or its wire. Written in kebab-case: `not-authorised`, `late=2500ms,1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ReaderFault {
    /// The next reads answer 41 (read failed).
    ReadFails {
        /// How many.
        times: u32,
    },
    /// The next reads answer 47 (random number failed).
    RandomFails {
        /// How many.
        times: u32,
    },
    /// The next selections answer 81.
    SelectFails {
        /// How many.
        times: u32,
    },
    /// The card is pulled away while it is read: 41, and it is gone. Once.
    CardMovedDuringRead,
    /// Reads answer this word: 0x31, 0x32 or 0x33 (the card or the module does not prove itself).
    Counterfeit(u8),
    /// Reads answer 40.
    UnknownCardType,
    /// The module has no production key: everything but reset and its number answers 66.
    NotAuthorised,
    /// The module failed its self test: everything answers 60.
    SelfTestFailed,
    /// No answers at all.
    Silent,
    /// Random bytes between answers, and in one answer of four a random byte within.
    Noise {
        /// The same seed gives the same noise.
        seed: u32,
    },
    /// The next answers carry a wrong checksum.
    BadChecksum {
        /// How many.
        times: u32,
    },
    /// The next answers break off.
    Truncated {
        /// How many.
        times: u32,
        /// Bytes of the answer that are still sent.
        keep_bytes: u32,
    },
    /// The next answers are 2408 bytes long, with a length and a checksum that fit: longer than any the protocol knows.
    Oversize {
        /// How many.
        times: u32,
    },
    /// The next answers come late; the module hears nothing meanwhile.
    Late {
        /// How late.
        by: Duration,
        /// How many.
        times: u32,
    },
    /// Every answer is followed by a zero byte.
    TrailingZero,
    /// The card lies there but the next search says that none does. Once.
    FindSays80Once,
    /// Every answer's length field is damaged (its high byte reads 09).
    WrongLength,
}

impl ReaderFault {
    /// One of each, with the values that are meant when none is written.
    pub const ALL: [Self; 17] = [
        Self::ReadFails { times: 1 },
        Self::RandomFails { times: 1 },
        Self::SelectFails { times: 1 },
        Self::CardMovedDuringRead,
        Self::Counterfeit(0x32),
        Self::UnknownCardType,
        Self::NotAuthorised,
        Self::SelfTestFailed,
        Self::Silent,
        Self::Noise { seed: 1 },
        Self::BadChecksum { times: 1 },
        Self::Truncated { times: 1, keep_bytes: 8 },
        Self::Oversize { times: 1 },
        Self::Late { by: Duration::from_millis(2500), times: 1 },
        Self::TrailingZero,
        Self::FindSays80Once,
        Self::WrongLength,
    ];

    /// How often it still happens; `None`: until it is taken back.
    pub(super) fn times(&mut self) -> Option<&mut u32> {
        match self {
            Self::ReadFails { times }
            | Self::RandomFails { times }
            | Self::SelectFails { times }
            | Self::BadChecksum { times }
            | Self::Truncated { times, .. }
            | Self::Oversize { times }
            | Self::Late { times, .. } => Some(times),
            _ => None,
        }
    }
}

impl fmt::Display for ReaderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadFails { times } => write!(f, "read-fails={times}"),
            Self::RandomFails { times } => write!(f, "random-fails={times}"),
            Self::SelectFails { times } => write!(f, "select-fails={times}"),
            Self::CardMovedDuringRead => f.write_str("card-moved-during-read"),
            Self::Counterfeit(word) => write!(f, "counterfeit={word:02x}"),
            Self::UnknownCardType => f.write_str("unknown-card-type"),
            Self::NotAuthorised => f.write_str("not-authorised"),
            Self::SelfTestFailed => f.write_str("self-test-failed"),
            Self::Silent => f.write_str("silent"),
            Self::Noise { seed } => write!(f, "noise={seed}"),
            Self::BadChecksum { times } => write!(f, "bad-checksum={times}"),
            Self::Truncated { times, keep_bytes } => write!(f, "truncated={times},{keep_bytes}"),
            Self::Oversize { times } => write!(f, "oversize={times}"),
            Self::Late { by, times } => write!(f, "late={}ms,{times}", by.as_millis()),
            Self::TrailingZero => f.write_str("trailing-zero"),
            Self::FindSays80Once => f.write_str("find-says-80-once"),
            Self::WrongLength => f.write_str("wrong-length"),
        }
    }
}

impl FromStr for ReaderFault {
    type Err = FaultTextError;

    fn from_str(text: &str) -> Result<Self, FaultTextError> {
        let written = FaultText::of(text);
        let times = |form| written.number(0, 1, form);
        Ok(match written.name {
            "read-fails" => Self::ReadFails { times: times("read-fails=2")? },
            "random-fails" => Self::RandomFails { times: times("random-fails=2")? },
            "select-fails" => Self::SelectFails { times: times("select-fails=2")? },
            "card-moved-during-read" => Self::CardMovedDuringRead,
            "counterfeit" => {
                let form = "counterfeit=31, counterfeit=32 or counterfeit=33";
                match written.hex(0, 0x32, form)? {
                    word @ 0x31..=0x33 => Self::Counterfeit(word),
                    _ => return Err(written.wrong(form)),
                }
            }
            "unknown-card-type" => Self::UnknownCardType,
            "not-authorised" => Self::NotAuthorised,
            "self-test-failed" => Self::SelfTestFailed,
            "silent" => Self::Silent,
            "noise" => Self::Noise { seed: written.number(0, 1, "noise=7")? },
            "bad-checksum" => Self::BadChecksum { times: times("bad-checksum=2")? },
            "truncated" => {
                let form = "truncated=1,8 (answers, bytes that are kept)";
                Self::Truncated { times: times(form)?, keep_bytes: written.number(1, 8, form)? }
            }
            "oversize" => Self::Oversize { times: times("oversize=1")? },
            "late" => {
                let form = "late=2500ms or late=2500ms,3 (how late, how many answers)";
                let by = written.time(0, Duration::from_millis(2500), form)?;
                Self::Late { by, times: written.number(1, 1, form)? }
            }
            "trailing-zero" => Self::TrailingZero,
            "find-says-80-once" => Self::FindSays80Once,
            "wrong-length" => Self::WrongLength,
            _ => return Err(written.unknown(&Self::ALL)),
        })
    }
}

impl TryFrom<String> for ReaderFault {
    type Error = FaultTextError;

    fn try_from(text: String) -> Result<Self, FaultTextError> {
        text.parse()
    }
}

impl From<ReaderFault> for String {
    fn from(fault: ReaderFault) -> Self {
        fault.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::ReaderFault;

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        for fault in ReaderFault::ALL {
            assert_eq!(fault.to_string().parse(), Ok(fault), "{fault}");
        }
    }

    #[test]
    fn short_forms_and_mistakes() {
        assert_eq!("late=2500ms".parse(), Ok(ReaderFault::ALL[13]));
        assert_eq!("counterfeit=0x31".parse(), Ok(ReaderFault::Counterfeit(0x31)));
        assert!("counterfeit=30".parse::<ReaderFault>().is_err());
        assert!("late=soon".parse::<ReaderFault>().is_err());
        let unknown = "on-fire".parse::<ReaderFault>().map_err(|error| error.to_string());
        assert!(unknown.is_err_and(|text| text.contains("on-fire") && text.contains("silent")));
    }
}
