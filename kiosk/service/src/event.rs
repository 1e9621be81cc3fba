//! What can happen to a visit.

use std::sync::Arc;
use std::time::Duration;

use domain::acknowledgement::LifeFile;
use domain::{Certificate, DocumentKind, Identity, Record, Sensitive};
use jiff::Timestamp;
use jiff::civil::Date;
use platform::application::{Progress, Satisfaction};
use platform::{ApplicationError, CaseState, IssuedPaper, Operated, PlatformError, Principal, Session, Shared};
use uuid::Uuid;

use crate::apply::{Composed, Delivery, Engines, Method, Photo, Seen, Stroke};
use crate::comfort::{Comfort, Setting};
use crate::look::Target;
use crate::page::Kept;
use crate::sheet::Sheet;
use crate::trouble::{CardProblem, PlatformHealth, PrinterHealth, ReaderHealth, ScannerHealth, Trouble};

/// The moment at which an event happens. Injected: the visit has no clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// Monotonic time since the program started; every time limit counts in it.
    pub since_start: Duration,
    /// UTC.
    pub at: Timestamp,
    /// The calendar day in the terminal's time zone.
    pub today: Date,
    /// Seconds since midnight in the terminal's time zone, for the clock in the header.
    pub second_of_day: u32,
}

/// Number of a call to platform or paper; answers to calls of an earlier page are dropped by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CallId(pub u64);

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Intent {
    /// Touches the attract page.
    Start,
    /// Home: wants to see the record (`None`) or goes straight for one document.
    Begin(Option<DocumentKind>),
    /// Home: wants to know what the code on a paper says. After an answer: of one more.
    CheckPaper,
    /// Goes to a place in the catalogue.
    Open(Target),
    /// Search: types a letter, a digit or a hanzi.
    Type(String),
    /// Search: takes the last one back.
    Erase,
    /// Search: takes all back.
    EraseAll,
    /// A guide: prints it to take along.
    PrintGuide,
    /// A guide, or that of a chain: applies for it here.
    Apply,
    /// Home, or the record: what became of what was handed in.
    MyCases,
    /// What registers know may be fetched (`true`), or not.
    Share(bool),
    /// A question: picks one of what can be picked, or takes it back; a place by its code.
    Pick(String),
    /// A question: takes what was entered as the answer and goes on.
    Next,
    /// A repeated group: one entry more.
    AddEntry,
    /// A repeated group: opens an entry, from 0.
    OpenEntry(usize),
    /// A repeated group: takes an entry away, from 0.
    RemoveEntry(usize),
    /// A material: photographs a page.
    Photograph,
    /// A material: takes a page away, from 0.
    RemovePage(usize),
    /// A signature: confirms with the identity card that was read, in place of writing.
    SignByCard,
    /// A text: types in this way from now on.
    SetMethod(Method),
    /// A text: takes a candidate, from 0.
    ChooseCandidate(usize),
    /// A text: the candidates behind (`true`) or before.
    TurnCandidates(bool),
    /// A signature, or a character that is drawn: one stroke more.
    Draw(Stroke),
    /// A signature, or a character that is drawn: takes all strokes back.
    ClearInk,
    /// The review: opens the answer at a place, as [`domain::form::At`] writes it.
    OpenAnswer(String),
    /// The review: takes the last change back.
    UndoAnswer,
    /// The review: hands everything in; while something is missing, goes there.
    HandIn,
    /// What was handed in: prints what came of the one of this number in the list, from 0. A case: what came of it.
    PrintDecision(usize),
    /// 好差评: how it was.
    Rate(Satisfaction),
    /// 好差评: a reason, by its key, or takes it back.
    Reason(String),
    /// 好差评: in one's own words.
    Remark,
    /// 好差评: gives it.
    SendRating,
    /// My cases: opens one by its number.
    OpenCase(String),
    /// A case: hands in what is wanted besides.
    Supplement,
    /// A case: rates it.
    RateCase,
    /// A case: withdraws it; asked once more before.
    Withdraw,
    /// A case: yes, withdraw it.
    ConfirmWithdraw,
    /// The review, or a case: prints what is missing.
    PrintNotice,
    /// My cases: what the person did and holds.
    MyLifeFile,
    /// The file of a person: that of a company.
    CompanyFile,
    /// One of several: this one.
    Choose(String),
    /// Whom one helps: somebody whose card is here.
    ByCard,
    /// Which company: another one, by its credit code.
    ByCode,
    /// Agrees to what happens to the data, to act for somebody else.
    AgreeToHelp,
    /// Agrees to what happens to the data.
    Agree,
    /// Record: opens the details of one insurance.
    OpenInsurance(domain::InsuranceKind),
    /// Record: chooses a document.
    ChooseDocument(DocumentKind),
    /// Chooses the year of a statement.
    ChooseYear(i16),
    /// Chooses the province of the destination, by code.
    ChooseProvince(String),
    /// Chooses the city of the destination, by code.
    ChooseCity(String),
    /// Preview: prints it.
    Print,
    /// A page that says sorry: tries again.
    TryAgain,
    /// After printing: one more document of the same person.
    Another,
    /// Ends the visit and wipes everything.
    Finish,
    /// 返回
    Back,
    /// 回首页
    Home,
    /// 大字·语音: opens or closes the comfort panel.
    ToggleComfort,
    /// 人工帮助: opens the help panel and calls staff.
    Help,
    /// Closes a panel or a warning.
    CloseOverlay,
    /// "I need more time" or any sign of life that means nothing else.
    StillHere,
    /// Changes how the terminal looks, sounds and waits.
    Set(Setting),
    /// 长辈版: into the simple pages or out of them; from the attract page it also begins.
    ToggleSimple,
    /// Puts the comfort settings back (VVSG 2.0 7.1-B: entries stay).
    ResetComfort,
    /// Sets all at once (journeys, tests).
    SetComfort(Comfort),
}

/// What the reader tells.
#[derive(Debug, Clone, PartialEq)]
pub enum CardNews {
    /// A card was laid down; it is being read.
    Found,
    /// It was read.
    Read(Arc<Identity>),
    /// It was not.
    Failed(CardProblem),
    /// It was taken away.
    Removed,
}

/// What the cabinet's panel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PanelNews {
    /// The door is open (`true`) or shut.
    Door(bool),
    /// Somebody tampers with the cabinet.
    Tamper,
    /// The operator call button was pressed.
    CallButton,
    /// Paper is (`true`) or is no longer in the slot, as the cabinet's own sensor sees it.
    PaperInSlot(bool),
}

/// How a print job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintOutcome {
    /// With evidence from the printer.
    Printed,
    /// Certainly nothing readable came out.
    NotPrinted(Trouble),
    /// Not certain.
    Unknown,
}

/// An answer to a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To `Effect::Identify` and `Effect::ActFor`.
    Identified(Result<Arc<Session>, PlatformError>),
    /// To `Effect::ActByAuthorisation`.
    Authorised(Result<(Arc<Session>, Arc<Identity>), PlatformError>),
    /// To `Effect::FetchPrincipals`.
    Principals(Result<Arc<Vec<Principal>>, PlatformError>),
    /// To `Effect::FetchCompanies`.
    Companies(Result<Arc<Vec<Operated>>, PlatformError>),
    /// To `Effect::FindCompany`.
    Company(Result<Option<Operated>, PlatformError>),
    /// To `Effect::FetchLifeFile`.
    LifeFile(Result<Arc<LifeFile>, PlatformError>),
    /// To `Effect::ResolveCode`.
    Resolved(Result<Arc<Identity>, PlatformError>),
    /// To `Effect::Verify`.
    Verified(Result<Option<Arc<IssuedPaper>>, PlatformError>),
    /// To `Effect::FindCase`.
    Case(Result<Option<Arc<CaseState>>, PlatformError>),
    /// It is no case: what this terminal knows of it itself.
    Kept(Kept),
    /// To `Effect::FetchRecord`.
    Record(Result<Arc<Record>, PlatformError>),
    /// To `Effect::Issue`.
    Issued(Result<Arc<Certificate>, PlatformError>),
    /// To `Effect::FetchShared`.
    Shared(Result<Arc<Shared>, PlatformError>),
    /// To `Effect::Photograph`; `None`: it could not be taken.
    Photographed(Option<Arc<Photo>>),
    /// To `Effect::Seal`: the terminal's own numbers of what is on the disk now; `None`: nothing is.
    Sealed(Option<Vec<u32>>),
    /// To `Effect::FetchCases`.
    Cases(Result<Arc<Vec<Progress>>, ApplicationError>),
    /// To `Effect::Withdraw`.
    Withdrawn(Result<(), ApplicationError>),
    /// To `Effect::Compose`: the ticket, laid out and drawn; `None` when that failed.
    Composed(Option<Arc<Sheet>>),
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A person did something.
    Intent(Intent),
    /// The reader has news of a card.
    Card(CardNews),
    /// A code was held before the scanner.
    Code(Sensitive<String>),
    /// The scanner's health changed.
    Scanner(ScannerHealth),
    /// The cabinet's panel has news.
    Panel(PanelNews),
    /// Staff looked at a cabinet that was tampered with.
    TamperCleared,
    /// The reader's health changed.
    Reader(ReaderHealth),
    /// The health of the reader of social security cards changed.
    SocialReader(ReaderHealth),
    /// The ticket printer's health changed.
    Printer(PrinterHealth),
    /// The A4 printer's health changed.
    Laser(PrinterHealth),
    /// The platform's reachability changed.
    Platform(PlatformHealth),
    /// The engines answered to `Effect::Type`.
    Typed(CallId, Composed),
    /// The document camera sees something; `None`: it cannot be used.
    Seen(Option<Arc<Seen>>),
    /// Engines can be used, or no longer.
    Engines(Engines),
    /// Something that was handed in got on.
    Delivered(Uuid, Delivery),
    /// Headphones were plugged in (`true`) or pulled out.
    Headphones(bool),
    /// A key of the keypad was pressed, whatever it means.
    Keypad,
    /// The terminal began (`true`) or ended to speak.
    Speaking(bool),
    /// Staff saw that help was called, and somebody comes.
    HelpComes,
    /// A call was answered.
    Answer(CallId, Answer),
    /// Bytes of the job that the printer took, and all.
    PrintProgress {
        /// The job.
        job: Uuid,
        /// Percent, 0–100.
        percent: u8,
    },
    /// A job ended.
    PrintEnded {
        /// The job.
        job: Uuid,
        /// How.
        outcome: PrintOutcome,
    },
    /// Time passed.
    Tick,
}
