//! What can go wrong with a printer, on command.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fault_text::{FaultText, FaultTextError};

/// A fault of the printer or its wire. Written in kebab-case: `cutter-jams`, `paper-out-after-rows=200`.
///
/// Rows and bytes are counted from the moment at which the fault is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PrinterFault {
    /// Hears nothing and says nothing.
    Silent,
    /// The paper ends after so many rows. Once.
    PaperOutAfterRows(u32),
    /// The lid opens after so many rows. Once.
    CoverOpensAfterRows(u32),
    /// The next cut jams the cutter; it is free again when the fault is taken back or the driver recovers it.
    CutterJams,
    /// The head is too hot after so many rows, until the fault is taken back.
    HeadHotAfterRows(u32),
    /// A failure that only switching off ends; taking the fault back switches the printer off and on.
    Unrecoverable,
    /// Offline without a cause.
    Offline,
    /// Takes nothing any more after so many bytes: XOFF where the printer has it, otherwise it holds the line.
    StallAfterBytes(u32),
    /// The cable is pulled after so many bytes. Once.
    UnplugAfterBytes(u32),
    /// Never answers GS ( H and GS r.
    NoCompletion,
    /// The fixed bits of real-time status bytes are wrong.
    WrongStatusBytes,
    /// Status bytes of earlier questions lie in the line: now, and whenever the plug is put in.
    StaleStatus,
    /// Loses what does not fit into its buffer, whatever flow control it has.
    DropBytesWhenFull,
    /// Every answer is random bytes.
    GarbageAnswers,
    /// The next ticket jams in the presenter, until the fault is taken back (and the paper with it).
    PresenterJams,
    /// The ticket in the slot stays there whatever the presenter is told.
    RetractFails,
    /// The sensor at the slot sees a ticket that is not there.
    TicketSensorStuck,
}

impl PrinterFault {
    /// One of each, with the values that are meant when none is written.
    pub const ALL: [Self; 17] = [
        Self::Silent,
        Self::PaperOutAfterRows(200),
        Self::CoverOpensAfterRows(200),
        Self::CutterJams,
        Self::HeadHotAfterRows(200),
        Self::Unrecoverable,
        Self::Offline,
        Self::StallAfterBytes(500),
        Self::UnplugAfterBytes(500),
        Self::NoCompletion,
        Self::WrongStatusBytes,
        Self::StaleStatus,
        Self::DropBytesWhenFull,
        Self::GarbageAnswers,
        Self::PresenterJams,
        Self::RetractFails,
        Self::TicketSensorStuck,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::PaperOutAfterRows(_) => "paper-out-after-rows",
            Self::CoverOpensAfterRows(_) => "cover-opens-after-rows",
            Self::CutterJams => "cutter-jams",
            Self::HeadHotAfterRows(_) => "head-hot-after-rows",
            Self::Unrecoverable => "unrecoverable",
            Self::Offline => "offline",
            Self::StallAfterBytes(_) => "stall-after-bytes",
            Self::UnplugAfterBytes(_) => "unplug-after-bytes",
            Self::NoCompletion => "no-completion",
            Self::WrongStatusBytes => "wrong-status-bytes",
            Self::StaleStatus => "stale-status",
            Self::DropBytesWhenFull => "drop-bytes-when-full",
            Self::GarbageAnswers => "garbage-answers",
            Self::PresenterJams => "presenter-jams",
            Self::RetractFails => "retract-fails",
            Self::TicketSensorStuck => "ticket-sensor-stuck",
        }
    }

    fn count(&mut self) -> Option<&mut u32> {
        match self {
            Self::PaperOutAfterRows(count)
            | Self::CoverOpensAfterRows(count)
            | Self::HeadHotAfterRows(count)
            | Self::StallAfterBytes(count)
            | Self::UnplugAfterBytes(count) => Some(count),
            _ => None,
        }
    }
}

impl fmt::Display for PrinterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match { *self }.count() {
            Some(count) => write!(f, "={count}"),
            None => Ok(()),
        }
    }
}

impl FromStr for PrinterFault {
    type Err = FaultTextError;

    fn from_str(text: &str) -> Result<Self, FaultTextError> {
        let written = FaultText::of(text);
        let known = Self::ALL.into_iter().find(|fault| fault.name() == written.name);
        let mut fault = known.ok_or_else(|| written.unknown(&Self::ALL))?;
        if let Some(count) = fault.count() {
            *count = written.number(0, *count, "with a number: paper-out-after-rows=200, stall-after-bytes=500")?;
        }
        Ok(fault)
    }
}

impl TryFrom<String> for PrinterFault {
    type Error = FaultTextError;

    fn try_from(text: String) -> Result<Self, FaultTextError> {
        text.parse()
    }
}

impl From<PrinterFault> for String {
    fn from(fault: PrinterFault) -> Self {
        fault.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::PrinterFault;

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        for fault in PrinterFault::ALL {
            assert_eq!(fault.to_string().parse(), Ok(fault), "{fault}");
        }
        assert_eq!("paper-out-after-rows=7".parse(), Ok(PrinterFault::PaperOutAfterRows(7)));
        assert!("paper-out-after-rows=many".parse::<PrinterFault>().is_err());
        assert!("smoke".parse::<PrinterFault>().is_err_and(|error| error.to_string().contains("cutter-jams")));
    }
}
