//! Where an entry of the outbox is, and the only ways on from there.
//!
//! Each state is a type of its own with the moves that it allows; a [`Move`] comes from these alone, and the journal
//! writes nothing but moves: a wrong one cannot be written down.
//!
//! ```text
//! pending → reserved → uploading → submitting → accepted | rejected | unknown      rejected, dead: from before, too
//! unknown → accepted | submitting | dead      dead → pending | reserved            by staff alone
//! ```

use std::fmt;

use domain::CaseNumber;
use domain::catalogue::Said;
use platform::application::Receipt;
use serde::{Deserialize, Serialize};

macro_rules! states {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal { $($(#[doc = $about:literal])+ $field:ident: $type:ty,)* })+) => {
        /// Where an entry is.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum State {
            $($(#[doc = $doc])+ $name($name),)+
        }

        /// A state without its particulars.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum StateName {
            $($(#[doc = $doc])+ $name,)+
        }

        impl State {
            /// Its name.
            pub fn name(&self) -> StateName {
                match self { $(Self::$name(_) => StateName::$name),+ }
            }
        }

        impl StateName {
            /// Every state.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The state's word, as it is stored.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
        }

        $($(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[doc = $about])+ pub(super) $field: $type,)*
        }

        impl From<$name> for State {
            fn from(state: $name) -> Self {
                Self::$name(state)
            }
        })+
    };
}

states! {
    /// Sealed; nothing was sent.
    Pending = "pending" {}
    /// It has its case number.
    Reserved = "reserved" {
        /// 办件编号
        number: CaseNumber,
    }
    /// Attachments are on their way.
    Uploading = "uploading" {
        /// 办件编号
        number: CaseNumber,
    }
    /// It may have left: from now on it is asked for before it is sent.
    Submitting = "submitting" {
        /// 办件编号
        number: CaseNumber,
        /// How often it may have left.
        sends: u32,
    }
    /// The platform has it.
    Accepted = "accepted" {
        /// 办件编号
        number: CaseNumber,
    }
    /// The platform does not take it.
    Rejected = "rejected" {
        /// 办件编号, where it had one.
        number: Option<CaseNumber>,
    }
    /// Nobody knows whether the platform has it: for staff, never sent again by itself.
    Unknown = "unknown" {
        /// 办件编号
        number: CaseNumber,
        /// Why.
        why: Why,
    }
    /// It cannot be sent, and nothing of it has arrived: for staff.
    Dead = "dead" {
        /// 办件编号, where it had one.
        number: Option<CaseNumber>,
        /// Why.
        why: Why,
    }
}

/// Why an entry is unknown or dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// It was sent as often as it may be, and the platform still says that it is not there.
    SentTooOften,
    /// The platform does not know the number that it gave.
    NoSuchCase,
    /// Under the number the platform has another application.
    OtherCase,
    /// The platform has the application with another content.
    OtherContent,
    /// The platform fails whenever it is asked.
    PlatformFails,
    /// What is stored cannot be read.
    Unreadable,
    /// Staff gave it up.
    GivenUp,
}

/// What the platform said at the end of an entry, kept encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The receipt of an application.
    Receipt(Box<Receipt>),
    /// Why it was refused.
    Refused(Said),
}

/// A step from one state to another that is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub(super) from: StateName,
    pub(super) sends_before: u32,
    pub(super) to: State,
    pub(super) note: Option<Note>,
}

impl Move {
    fn new(from: StateName, to: impl Into<State>) -> Self {
        Self { from, sends_before: 0, to: to.into(), note: None }
    }

    /// Where it leads.
    pub fn to(&self) -> &State {
        &self.to
    }

    /// Where it comes from.
    pub fn from(&self) -> StateName {
        self.from
    }

    fn with(mut self, note: Option<Note>) -> Self {
        self.note = note;
        self
    }

    fn sent(mut self, sends: u32) -> Self {
        self.sends_before = sends;
        self
    }
}

#[allow(clippy::unused_self)] // a move uses up the state that it leaves
impl Pending {
    /// It got its number.
    pub(super) fn reserved(self, number: CaseNumber) -> Move {
        Move::new(StateName::Pending, Reserved { number })
    }

    /// It was refused before it had a number.
    pub(super) fn rejected(self, words: Said) -> Move {
        Move::new(StateName::Pending, Rejected { number: None }).with(Some(Note::Refused(words)))
    }

    /// It cannot be sent.
    pub(super) fn dead(self, why: Why) -> Move {
        Move::new(StateName::Pending, Dead { number: None, why })
    }
}

impl Reserved {
    /// The first attachment is about to leave, or there is none.
    pub(super) fn uploading(self) -> Move {
        Move::new(StateName::Reserved, Uploading { number: self.number })
    }

    /// It was refused.
    pub(super) fn rejected(self, words: Said) -> Move {
        Move::new(StateName::Reserved, Rejected { number: Some(self.number) }).with(Some(Note::Refused(words)))
    }

    /// It cannot be sent.
    pub(super) fn dead(self, why: Why) -> Move {
        Move::new(StateName::Reserved, Dead { number: Some(self.number), why })
    }
}

impl Uploading {
    /// It is about to leave for the first time.
    pub(super) fn submitting(self) -> Move {
        Move::new(StateName::Uploading, Submitting { number: self.number, sends: 1 })
    }

    /// It was refused.
    pub(super) fn rejected(self, words: Said) -> Move {
        Move::new(StateName::Uploading, Rejected { number: Some(self.number) }).with(Some(Note::Refused(words)))
    }

    /// It cannot be sent.
    pub(super) fn dead(self, why: Why) -> Move {
        Move::new(StateName::Uploading, Dead { number: Some(self.number), why })
    }
}

impl Submitting {
    /// The platform says that it is not there: it is about to leave once more.
    pub(super) fn again(self) -> Move {
        let sends = self.sends;
        Move::new(StateName::Submitting, Self { sends: sends + 1, ..self }).sent(sends)
    }

    /// It arrived. `receipt`: of an application.
    pub(super) fn accepted(self, receipt: Option<Box<Receipt>>) -> Move {
        let to = Accepted { number: self.number };
        Move::new(StateName::Submitting, to).sent(self.sends).with(receipt.map(Note::Receipt))
    }

    /// It was refused.
    pub(super) fn rejected(self, words: Said) -> Move {
        let to = Rejected { number: Some(self.number) };
        Move::new(StateName::Submitting, to).sent(self.sends).with(Some(Note::Refused(words)))
    }

    /// Nobody knows.
    pub(super) fn unknown(self, why: Why) -> Move {
        Move::new(StateName::Submitting, Unknown { number: self.number, why }).sent(self.sends)
    }
}

impl Unknown {
    /// Staff found it at the department.
    pub(super) fn accepted(self) -> Move {
        Move::new(StateName::Unknown, Accepted { number: self.number })
    }

    /// Staff found that it is not there: it is asked for once more and then sent.
    pub(super) fn submitting(self) -> Move {
        Move::new(StateName::Unknown, Submitting { number: self.number, sends: 0 })
    }

    /// Staff settled it with the person in another way.
    pub(super) fn dead(self) -> Move {
        Move::new(StateName::Unknown, Dead { number: Some(self.number), why: Why::GivenUp })
    }
}

impl Dead {
    /// Staff removed what was in the way: it is sent from the beginning.
    pub(super) fn revived(self) -> Move {
        match self.number {
            Some(number) => Move::new(StateName::Dead, Reserved { number }),
            None => Move::new(StateName::Dead, Pending {}),
        }
    }

    /// Staff settled it with the person in another way.
    pub(super) fn given_up(self) -> Move {
        Move::new(StateName::Dead, Self { why: Why::GivenUp, ..self })
    }
}

impl State {
    /// The case number, once there is one.
    pub fn number(&self) -> Option<&CaseNumber> {
        match self {
            Self::Pending(_) => None,
            Self::Reserved(Reserved { number })
            | Self::Uploading(Uploading { number })
            | Self::Submitting(Submitting { number, .. })
            | Self::Accepted(Accepted { number })
            | Self::Unknown(Unknown { number, .. }) => Some(number),
            Self::Rejected(Rejected { number }) | Self::Dead(Dead { number, .. }) => number.as_ref(),
        }
    }

    /// Why it is unknown or dead.
    pub fn why(&self) -> Option<Why> {
        match self {
            Self::Unknown(Unknown { why, .. }) | Self::Dead(Dead { why, .. }) => Some(*why),
            _ => None,
        }
    }

    /// Whether the terminal still works on it.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Pending(_) | Self::Reserved(_) | Self::Uploading(_) | Self::Submitting(_))
    }

    /// Whether what was sealed is not needed any more.
    pub(super) fn is_over(&self) -> bool {
        matches!(self, Self::Accepted(_) | Self::Rejected(_)) || self.why() == Some(Why::GivenUp)
    }

    pub(super) fn sends(&self) -> u32 {
        match self {
            Self::Submitting(Submitting { sends, .. }) => *sends,
            _ => 0,
        }
    }

    /// Reads what is stored; `None`: no state of this program.
    pub(super) fn stored(name: &str, number: Option<CaseNumber>, sends: u32, why: Option<&str>) -> Option<Self> {
        let name = StateName::ALL.iter().find(|it| it.as_str() == name)?;
        let reason = || Why::ALL.iter().copied().find(|it| Some(it.as_str()) == why);
        Some(match name {
            StateName::Pending => Pending {}.into(),
            StateName::Reserved => Reserved { number: number? }.into(),
            StateName::Uploading => Uploading { number: number? }.into(),
            StateName::Submitting => Submitting { number: number?, sends }.into(),
            StateName::Accepted => Accepted { number: number? }.into(),
            StateName::Rejected => Rejected { number }.into(),
            StateName::Unknown => Unknown { number: number?, why: reason()? }.into(),
            StateName::Dead => Dead { number, why: reason()? }.into(),
        })
    }
}

impl Why {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::SentTooOften,
        Self::NoSuchCase,
        Self::OtherCase,
        Self::OtherContent,
        Self::PlatformFails,
        Self::Unreadable,
        Self::GivenUp,
    ];

    /// The reason's word, as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SentTooOften => "sent_too_often",
            Self::NoSuchCase => "no_such_case",
            Self::OtherCase => "other_case",
            Self::OtherContent => "other_content",
            Self::PlatformFails => "platform_fails",
            Self::Unreadable => "unreadable",
            Self::GivenUp => "given_up",
        }
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
