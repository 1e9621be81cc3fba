//! How a job ends, and why, in words for staff.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::encode::EncodeError;

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The printer itself confirmed that everything was printed and cut.
    Printed,
    /// It is certain that no readable ticket came out.
    NotPrinted(Reason),
    /// A ticket, or a part of one, may have come out. Never print it again by yourself.
    Unknown(Reason),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Printed => f.write_str("printed"),
            Self::NotPrinted(reason) => write!(f, "not printed: {reason}"),
            Self::Unknown(reason) => write!(f, "perhaps printed: {reason}"),
        }
    }
}

/// What kept a job from being printed, or from being known to be printed. Displays as plain words for staff.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// No paper.
    #[error("the paper is used up; put in a new roll")]
    PaperOut,
    /// The cover is open.
    #[error("the printer's cover is open; shut it")]
    CoverOpen,
    /// The cutter reports an error.
    #[error("the cutter is stuck; open the cover and take out the paper that blocks it")]
    CutterFault,
    /// A mechanical error.
    #[error("the paper is jammed; open the cover and take out what blocks it")]
    Jammed,
    /// The head is too hot.
    #[error("the print head is too hot; it goes on when it has cooled")]
    HeadHot,
    /// A failure that the printer cannot leave.
    #[error("the printer reports a failure that needs a technician; switch it off and on once")]
    Unrecoverable,
    /// It says that it is offline and nothing else.
    #[error("the printer is offline; check that its cover is shut and nobody holds its feed button")]
    Offline,
    /// No answer on an open port.
    #[error("the printer does not answer; check its power and cable and the baud rate in the configuration")]
    Silent,
    /// Answers that are no ESC/POS.
    #[error("the printer's answers make no sense; check the baud rate and that a printer is on this port")]
    Garbled,
    /// The port is not there.
    #[error("the printer is not plugged in")]
    Unplugged,
    /// The port is there and cannot be opened.
    #[error("the printer's port cannot be opened; check that nothing else uses it and that this user may open it")]
    PortRefused,
    /// The ticket cannot become bytes.
    #[error("the ticket cannot be printed on this model: {0}")]
    Unencodable(EncodeError),
    /// The ticket before still hangs in the slot.
    #[error("the ticket before has not been taken out of the slot")]
    TicketNotTaken,
    /// Too many jobs wait.
    #[error("the printer has too many tickets to print; try again")]
    Busy,
    /// The printer held the line and did not let go.
    #[error("the printer stopped taking data; look at the paper in the slot")]
    Stalled,
    /// Everything was sent; the printer did not confirm that it was printed.
    #[error("the printer did not confirm the ticket; look whether it came out")]
    Unconfirmed,
    /// The driver itself failed in the middle.
    #[error("the printer's driver failed and is being started again; look at the paper in the slot")]
    DriverFailed,
    /// The program is ending.
    #[error("the terminal is shutting down")]
    Stopped,
}

/// How much of a job has been handed to the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes so far.
    pub sent: usize,
    /// Bytes of the whole job.
    pub total: usize,
}

/// How many jobs there are and were.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    open: AtomicUsize,
    over: AtomicUsize,
}

impl Jobs {
    /// Jobs that are printed or wait to be.
    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// Jobs that are over, however they ended.
    pub(super) fn over(&self) -> usize {
        self.over.load(Ordering::SeqCst)
    }
}

/// A job that is printed or waits to be, for as long as this lives.
pub(super) struct Job(Arc<Jobs>);

impl Job {
    pub(super) fn new(jobs: &Arc<Jobs>) -> Self {
        jobs.open.fetch_add(1, Ordering::SeqCst);
        Self(jobs.clone())
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.0.over.fetch_add(1, Ordering::SeqCst);
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}
