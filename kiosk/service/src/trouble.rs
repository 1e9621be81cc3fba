//! What can be wrong, in the words of the visit: devices, platform, cards.

use platform::Refusal;
use serde::Serialize;

/// How the ID card reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReaderHealth {
    /// Being opened.
    #[default]
    Starting,
    /// Works.
    Ready,
    /// Does not work: unplugged, silent, not authorised, self test failed.
    Down,
}

/// How the code scanner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScannerHealth {
    /// This terminal has none.
    #[default]
    None,
    /// Being opened.
    Starting,
    /// Works.
    Ready,
    /// Does not work: unplugged, silent.
    Down,
}

/// Why the cabinet is closed to everybody but staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Secured {
    /// The cabinet's door is open.
    DoorOpen,
    /// Somebody tampered with the cabinet; until staff has looked.
    Tampered,
}

/// Paper, in the words of XFS4IoT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// Enough.
    #[default]
    Full,
    /// Near the end.
    Low,
    /// None.
    Out,
}

/// Why the printer cannot print, or did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Being opened.
    Starting,
    /// No paper.
    PaperOut,
    /// The lid is open.
    CoverOpen,
    /// Paper jam or cutter stuck.
    Jammed,
    /// The head is too hot; it recovers by itself.
    HeadHot,
    /// Unplugged or silent.
    Disconnected,
    /// Broken until a technician comes.
    Broken,
    /// The ticket before was not taken out of the slot.
    TicketNotTaken,
    /// No toner.
    TonerOut,
    /// The tray of the A4 printer is open or missing.
    TrayOpen,
    /// The sheets before were not taken, and there is no room for more.
    OutputFull,
    /// The terminal cannot keep its journal (disk): nothing is printed that could not be accounted for.
    Journal,
}

/// How a printer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PrinterHealth {
    /// Why it cannot print now.
    pub trouble: Option<Trouble>,
    /// How much paper there is.
    pub paper: Paper,
    /// Whether a ticket waits in the slot; `None`: the model cannot tell.
    pub ticket_waiting: Option<bool>,
}

impl Default for PrinterHealth {
    fn default() -> Self {
        Self { trouble: Some(Trouble::Starting), paper: Paper::Full, ticket_waiting: None }
    }
}

/// Whether the government platform can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlatformHealth {
    /// Can be reached (assumed until a call fails).
    #[default]
    Reachable,
    /// Cannot be reached.
    Offline,
}

/// Why a card was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardProblem {
    /// It was moved before it was read; lay it down again.
    Moved,
    /// The reader says that the card does not prove itself (31, 32, 33): counterfeit, foreign, or edge of the field.
    Counterfeit,
    /// Not a card that this terminal knows.
    UnknownCard,
    /// It was read, and what it says makes no sense.
    Unreadable,
    /// Its date is over.
    Expired,
    /// A social security card that tells its holder only to who has a key (third generation).
    Withheld,
    /// That of the helper, where the card of the person they help is wanted.
    Helpers,
}

/// Why a code was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeProblem {
    /// It is not a code for this terminal.
    NotOurs,
    /// It stands on a paper, and a person's code is wanted.
    OfPaper,
    /// It stands for a person, and a paper's code is wanted.
    OfPerson,
    /// The phone shows it for too long.
    Expired,
    /// It was used before.
    Used,
    /// The platform has given out no such code.
    Invalid,
    /// Its owner has not signed up.
    NotSignedUp,
}

/// Why the last try to sign in failed, where the page itself says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignInProblem {
    /// With a card.
    Card(CardProblem),
    /// With a code.
    Code(CodeProblem),
}

/// A page that says what happened to the person, with one thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sorry {
    /// No card can be read now. → staff; goes away by itself when the reader is back.
    ReaderDown,
    /// No code can be read now. → staff; goes away by itself when the scanner is back.
    ScannerDown,
    /// The card on the reader was not taken. → lay it again, or staff.
    Card(CardProblem),
    /// The line to the platform is down. → try again; goes away by itself.
    Offline,
    /// The platform took too long. → try again.
    TooSlow,
    /// The platform failed. → try again, staff.
    PlatformFailed,
    /// No record of this person here. → staff.
    NoRecord,
    /// The person may not act for another one, or for a company. → counter.
    MayNotAct,
    /// The platform refuses. → counter.
    Refused(Refusal),
    /// What is known already breaks a rule of what one applies for, told before the first question. → fill it in all the
    /// same, or counter.
    Unfit,
    /// The department does not do what was asked for a case, in its words. → the cases.
    NotDone,
    /// Certainly nothing readable was printed. → print again when the printer can.
    NotPrinted(Trouble),
    /// It is not certain whether the ticket is complete. → look at the slot, staff; never printed again by itself.
    PrintUnknown,
    /// The ticket could not be laid out. → staff.
    CannotPrepare,
}

impl Trouble {
    /// Its word in journal, journeys and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::PaperOut => "paper_out",
            Self::CoverOpen => "cover_open",
            Self::Jammed => "jammed",
            Self::HeadHot => "head_hot",
            Self::Disconnected => "disconnected",
            Self::Broken => "broken",
            Self::TicketNotTaken => "ticket_not_taken",
            Self::TonerOut => "toner_out",
            Self::TrayOpen => "tray_open",
            Self::OutputFull => "output_full",
            Self::Journal => "journal",
        }
    }
}

impl CardProblem {
    /// Its word in journal, journeys and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Counterfeit => "counterfeit",
            Self::UnknownCard => "unknown_card",
            Self::Unreadable => "unreadable",
            Self::Expired => "expired",
            Self::Withheld => "withheld",
            Self::Helpers => "helpers",
        }
    }
}

impl CodeProblem {
    /// Its word in journeys and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotOurs => "not_ours",
            Self::OfPaper => "of_paper",
            Self::OfPerson => "of_person",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::Invalid => "invalid",
            Self::NotSignedUp => "not_signed_up",
        }
    }
}

impl SignInProblem {
    /// Its word in journeys and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Card(problem) => problem.name(),
            Self::Code(problem) => problem.name(),
        }
    }
}

impl Secured {
    /// Its word in journal, journeys and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::DoorOpen => "door_open",
            Self::Tampered => "tampered",
        }
    }
}

impl Sorry {
    /// Its word in journal, journeys and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReaderDown => "reader_down",
            Self::ScannerDown => "scanner_down",
            Self::Card(_) => "card",
            Self::Offline => "offline",
            Self::TooSlow => "too_slow",
            Self::PlatformFailed => "platform_failed",
            Self::NoRecord => "no_record",
            Self::MayNotAct => "may_not_act",
            Self::Unfit => "unfit",
            Self::NotDone => "not_done",
            Self::Refused(_) => "refused",
            Self::NotPrinted(_) => "not_printed",
            Self::PrintUnknown => "print_unknown",
            Self::CannotPrepare => "cannot_prepare",
        }
    }
}
