//! A print job as the journal knows it: which document for which visit, and how it went.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

/// How a job ended. The word says why, in the printer driver's vocabulary (`paper_out`, `line_cut`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobEnd {
    /// There is evidence from the printer.
    Printed,
    /// It is certain that nothing usable came out.
    NotPrinted(&'static str),
    /// Nobody knows; for staff, never for an automatic reprint.
    Unknown(&'static str),
}

impl JobEnd {
    /// The state that the job ends in.
    pub fn state(self) -> JobState {
        match self {
            Self::Printed => JobState::Printed,
            Self::NotPrinted(_) => JobState::NotPrinted,
            Self::Unknown(_) => JobState::Unknown,
        }
    }

    /// Why, where there is a why.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::Printed => None,
            Self::NotPrinted(code) | Self::Unknown(code) => Some(code),
        }
    }
}

/// Where a job is. `queued → sending → printed | not_printed | unknown`, and `queued → not_printed`; nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// Nothing was sent.
    Queued,
    /// The first byte may have left.
    Sending,
    /// Printed, with evidence.
    Printed,
    /// Certainly not printed.
    NotPrinted,
    /// Nobody knows.
    Unknown,
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Printed, Self::NotPrinted, Self::Unknown];

    /// The state's word, as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Printed => "printed",
            Self::NotPrinted => "not_printed",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the stored word.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A print job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its id.
    pub job: Uuid,
    /// The visit that it belongs to.
    pub visit: Uuid,
    /// Kind of document, a word.
    pub document: String,
    /// Where it is.
    pub state: JobState,
    /// Why it was not printed or is unknown.
    pub code: Option<String>,
    /// When it was created, to the millisecond.
    pub created_at: Timestamp,
    /// When it came into its state, to the millisecond.
    pub changed_at: Timestamp,
}
