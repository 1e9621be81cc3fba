//! What a paper's code says.

use std::sync::Arc;

use domain::catalogue::Said;
use jiff::civil::Date;
use platform::{CaseState, IssuedPaper};

/// What the code of a paper says.
#[derive(Debug, Clone, PartialEq)]
pub enum Checked {
    /// Government issued it.
    Paper {
        /// What it knows of it.
        paper: Arc<IssuedPaper>,
        /// It has not run out.
        valid: bool,
    },
    /// Government issued no such certificate.
    NoPaper,
    /// Where the case stands.
    Case(Arc<CaseState>),
    /// What lies on this terminal, or did and was refused.
    Kept(Kept),
    /// There is no such case.
    NoCase,
}

/// What was handed in here and is no case, as whoever holds the receipt may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// 本机编号
    pub local: u32,
    /// What it is called; empty: a form that is not there any more.
    pub title: Said,
    /// Where it stands.
    pub standing: KeptStanding,
    /// Since when.
    pub since: Date,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeptStanding {
    /// It goes out by itself.
    Waits,
    /// Nobody can tell whether the department has it, or it cannot be sent: staff see to it.
    WithStaff,
    /// No department takes it.
    Refused,
}
