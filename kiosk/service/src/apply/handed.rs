//! What was handed in, and what became of it.

use std::sync::Arc;

use domain::catalogue::Said;
use domain::{CaseNumber, Sensitive};
use platform::application::{Receipt, Satisfaction};
use uuid::Uuid;

/// Where something that was handed in stands, as the terminal knows it.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// On this terminal's disk. It goes out by itself.
    Saved,
    /// The department has it.
    Accepted(Arc<Receipt>),
    /// 补正: the department of this case has what it wanted besides.
    Supplemented(CaseNumber),
    /// The department refuses it for good; in its words.
    Refused(Said),
    /// Nobody can tell whether the department has it: staff see to it.
    Unknown,
}

/// One application that was handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct HandedIn {
    /// The terminal's own id of it.
    pub id: Uuid,
    /// 本机编号: the terminal's own number of it, while it has no case number; `None`: not stored yet.
    pub local: Option<u32>,
    /// What it is called.
    pub title: Said,
    /// Who receives it; empty where the catalogue names nobody.
    pub department: Said,
    /// Whom to call.
    pub hotline: Option<String>,
    /// Where it stands.
    pub delivery: Delivery,
}

/// What was handed in together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Handed {
    pub(crate) title: Said,
    pub(crate) cases: Vec<HandedIn>,
    /// What stands on the receipt.
    pub(crate) contents: domain::acknowledgement::HandedIn,
    /// 好差评, while it is given.
    pub(crate) rating: Rated,
    /// It was handed in before: the place in the list of the case that is rated now.
    pub(crate) rates: Option<usize>,
}

/// 好差评 as far as it is given.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rated {
    pub(crate) level: Option<Satisfaction>,
    pub(crate) reasons: Vec<String>,
    pub(crate) text: Sensitive<String>,
    /// It was given.
    pub(crate) done: bool,
}

impl Handed {
    /// Whether every department has answered, for good or bad.
    pub(crate) fn is_settled(&self) -> bool {
        self.cases.iter().all(|case| case.delivery != Delivery::Saved)
    }
}
