//! What can go wrong with a scanner, on command.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::fault_text::{FaultText, FaultTextError};

/// A fault of the module or its wire. Written in kebab-case: `silent`, `late=900ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ScannerFault {
    /// Nothing comes from it at all.
    Silent,
    /// It sees codes and replies to no command.
    NoReplies,
    /// It refuses every command.
    Refuses,
    /// Random bytes instead of replies.
    Noise {
        /// The same seed gives the same noise.
        seed: u32,
    },
    /// The next replies are damaged by a bit.
    Damaged {
        /// How many.
        times: u32,
    },
    /// The next replies break off.
    Truncated {
        /// How many.
        times: u32,
        /// Bytes of the reply that are still sent.
        keep_bytes: u32,
    },
    /// It sends a code that is held before it although nobody told it to look.
    Unbidden,
    /// Replies come late.
    Late {
        /// How late.
        by: Duration,
    },
    /// The reply to a trigger comes behind its code.
    ReplyBehind,
    /// The next codes come without their end.
    NoEnd {
        /// How many.
        times: u32,
    },
    /// The next code is this many bytes long.
    Flood {
        /// How many.
        bytes: u32,
    },
}

impl ScannerFault {
    /// One of each, with the values that are meant when none is written.
    pub const ALL: [Self; 11] = [
        Self::Silent,
        Self::NoReplies,
        Self::Refuses,
        Self::Noise { seed: 1 },
        Self::Damaged { times: 1 },
        Self::Truncated { times: 1, keep_bytes: 3 },
        Self::Unbidden,
        Self::Late { by: Duration::from_millis(900) },
        Self::ReplyBehind,
        Self::NoEnd { times: 1 },
        Self::Flood { bytes: 100_000 },
    ];
}

impl fmt::Display for ScannerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent => f.write_str("silent"),
            Self::NoReplies => f.write_str("no-replies"),
            Self::Refuses => f.write_str("refuses"),
            Self::Noise { seed } => write!(f, "noise={seed}"),
            Self::Damaged { times } => write!(f, "damaged={times}"),
            Self::Truncated { times, keep_bytes } => write!(f, "truncated={times},{keep_bytes}"),
            Self::Unbidden => f.write_str("unbidden"),
            Self::Late { by } => write!(f, "late={}ms", by.as_millis()),
            Self::ReplyBehind => f.write_str("reply-behind"),
            Self::NoEnd { times } => write!(f, "no-end={times}"),
            Self::Flood { bytes } => write!(f, "flood={bytes}"),
        }
    }
}

impl FromStr for ScannerFault {
    type Err = FaultTextError;

    fn from_str(text: &str) -> Result<Self, FaultTextError> {
        let written = FaultText::of(text);
        Ok(match written.name {
            "silent" => Self::Silent,
            "no-replies" => Self::NoReplies,
            "refuses" => Self::Refuses,
            "noise" => Self::Noise { seed: written.number(0, 1, "noise=7")? },
            "damaged" => Self::Damaged { times: written.number(0, 1, "damaged=2")? },
            "truncated" => {
                let form = "truncated=1,3 (replies, bytes that are kept)";
                Self::Truncated { times: written.number(0, 1, form)?, keep_bytes: written.number(1, 3, form)? }
            }
            "unbidden" => Self::Unbidden,
            "late" => Self::Late { by: written.time(0, Duration::from_millis(900), "late=900ms")? },
            "reply-behind" => Self::ReplyBehind,
            "no-end" => Self::NoEnd { times: written.number(0, 1, "no-end=2")? },
            "flood" => Self::Flood { bytes: written.number(0, 100_000, "flood=5000 (bytes of the code)")? },
            _ => return Err(written.unknown(&Self::ALL)),
        })
    }
}

impl TryFrom<String> for ScannerFault {
    type Error = FaultTextError;

    fn try_from(text: String) -> Result<Self, FaultTextError> {
        text.parse()
    }
}

impl From<ScannerFault> for String {
    fn from(fault: ScannerFault) -> Self {
        fault.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::ScannerFault;

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        for fault in ScannerFault::ALL {
            assert_eq!(fault.to_string().parse(), Ok(fault), "{fault}");
        }
        let unknown = "on-fire".parse::<ScannerFault>().map_err(|error| error.to_string());
        assert!(unknown.is_err_and(|text| text.contains("on-fire") && text.contains("silent")));
    }
}
