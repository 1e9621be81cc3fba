//! What can go wrong with an A4 printer, on command.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fault_text::{FaultText, FaultTextError};

/// A fault of the printer or its line. Written in kebab-case: `jam`, `aborts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum LaserFault {
    /// Paper is stuck: a job that is being printed stands.
    Jam,
    /// The tray is empty.
    TrayEmpty,
    /// The tray was pulled out.
    TrayOut,
    /// A cover is open.
    CoverOpen,
    /// The toner is used up.
    NoToner,
    /// The output tray is full.
    OutputFull,
    /// It was stopped at its panel.
    Paused,
    /// It takes no PDF.
    NoPdf,
    /// The next job is aborted before its first sheet.
    Aborts,
    /// The next job is aborted after its first sheet.
    AbortsInTheMiddle,
    /// It says that it is busy.
    Busy,
    /// It takes the next job and breaks the connection before it answers.
    CutsAnswer,
    /// It breaks the connection in the middle of the next document, and forgets the job.
    CutsDocument,
    /// It answers nothing.
    Silent,
    /// It answers with a web page.
    WebPage,
    /// It answers with bytes that are no IPP.
    Garbage,
    /// It answers with megabytes.
    Flood,
    /// In the middle of a job it forgets all jobs, as after a restart.
    Forgets,
}

impl LaserFault {
    /// One of each.
    pub const ALL: [Self; 18] = [
        Self::Jam,
        Self::TrayEmpty,
        Self::TrayOut,
        Self::CoverOpen,
        Self::NoToner,
        Self::OutputFull,
        Self::Paused,
        Self::NoPdf,
        Self::Aborts,
        Self::AbortsInTheMiddle,
        Self::Busy,
        Self::CutsAnswer,
        Self::CutsDocument,
        Self::Silent,
        Self::WebPage,
        Self::Garbage,
        Self::Flood,
        Self::Forgets,
    ];

    /// The keyword with which the printer says it, when it stands for it.
    pub(super) fn keyword(self) -> Option<&'static str> {
        Some(match self {
            Self::Jam => "media-jam-error",
            Self::TrayEmpty => "media-empty-error",
            Self::TrayOut => "input-tray-missing",
            Self::CoverOpen => "cover-open-error",
            Self::NoToner => "toner-empty-error",
            Self::OutputFull => "output-area-full-error",
            Self::Paused => "paused",
            _ => return None,
        })
    }
}

impl fmt::Display for LaserFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jam => "jam",
            Self::TrayEmpty => "tray-empty",
            Self::TrayOut => "tray-out",
            Self::CoverOpen => "cover-open",
            Self::NoToner => "no-toner",
            Self::OutputFull => "output-full",
            Self::Paused => "paused",
            Self::NoPdf => "no-pdf",
            Self::Aborts => "aborts",
            Self::AbortsInTheMiddle => "aborts-in-the-middle",
            Self::Busy => "busy",
            Self::CutsAnswer => "cuts-answer",
            Self::CutsDocument => "cuts-document",
            Self::Silent => "silent",
            Self::WebPage => "web-page",
            Self::Garbage => "garbage",
            Self::Flood => "flood",
            Self::Forgets => "forgets",
        })
    }
}

impl FromStr for LaserFault {
    type Err = FaultTextError;

    fn from_str(text: &str) -> Result<Self, FaultTextError> {
        let written = FaultText::of(text);
        Self::ALL.into_iter().find(|fault| fault.to_string() == written.name).ok_or_else(|| written.unknown(&Self::ALL))
    }
}

impl TryFrom<String> for LaserFault {
    type Error = FaultTextError;

    fn try_from(text: String) -> Result<Self, FaultTextError> {
        text.parse()
    }
}

impl From<LaserFault> for String {
    fn from(fault: LaserFault) -> Self {
        fault.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::LaserFault;

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        for fault in LaserFault::ALL {
            assert_eq!(fault.to_string().parse(), Ok(fault), "{fault}");
        }
        assert!("on-fire".parse::<LaserFault>().is_err_and(|error| error.to_string().contains("jam")));
    }
}
