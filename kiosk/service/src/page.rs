//! What screen and voice draw: a pure function of the visit.

mod checked;
mod record;

use std::sync::Arc;

use domain::catalogue::{Said, Stage};
use domain::{Division, DocumentKind};

use crate::apply::page::{
    CasePage, CasesPage, ChoosePage, HandedPage, LifeFilePage, QuestionPage, RatingPage, ReviewPage, SharePage,
};
use crate::comfort::Comfort;
use crate::directory::News;
use crate::effect::Printout;
use crate::look::page::{ChainPage, GuidePage, ListPage, SearchPage};
use crate::sheet::{Medium, Sheet};
use crate::trouble::{CodeProblem, Paper, Secured, SignInProblem, Sorry, Trouble};

pub use checked::{Checked, Kept, KeptStanding};
pub use record::{InsurancePage, InsuranceRow, RecordPage};

/// Everything that a frame shows.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The page.
    pub page: Page,
    /// 1, 2, 3 of the steps 刷身份证 · 核对 · 打印; `None` where no steps are shown.
    pub step: Option<u8>,
    /// Comfort settings.
    pub comfort: Comfort,
    /// Minutes since midnight, for the clock.
    pub minute_of_day: u16,
    /// Seconds until the visit ends by itself; shown in place of the clock during a visit.
    pub seconds_left: Option<u32>,
    /// Whether 返回 does something.
    pub can_back: bool,
    /// Whether 回首页 does something.
    pub can_home: bool,
    /// A line above the page: something is wrong that does not stop this page.
    pub banner: Option<Banner>,
    /// A panel over the page.
    pub overlay: Option<Overlay>,
    /// Whether staff was called, and whether somebody comes.
    pub help: Help,
    /// Headphones are plugged in.
    pub headphones: bool,
    /// Seconds without a sign of life after which the terminal asks; told where that matters (WCAG 2.2.6).
    pub patience: u32,
    /// What the idle page tells beside its own words.
    pub news: Option<Arc<News>>,
}

/// Whether staff was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Help {
    /// No.
    #[default]
    NotCalled,
    /// Yes; nobody has answered yet.
    Called,
    /// Somebody comes.
    Comes,
}

/// Something is wrong that does not stop this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Banner {
    /// The printer cannot print now; looking things up goes on.
    CannotPrint(Trouble),
    /// No card can be read now (attract and home).
    CannotRead,
    /// The platform cannot be reached now.
    Offline,
}

/// A panel over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Overlay {
    /// "Are you still there?" with the seconds left.
    TimeWarning {
        /// Counted down.
        seconds: u32,
    },
    /// Language, text size, colours, speech and all the rest.
    Comfort,
    /// Staff was called; what one can do meanwhile.
    Help,
    /// The headphones were pulled out: put them back, or go on without.
    Unplugged,
    /// An application is not handed in: leave it?
    Leave,
}

/// The pages.
#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    /// Nobody is there.
    Attract,
    /// What do you want to do?
    Home {
        /// Whether a paper's code can be read here.
        can_check: bool,
        /// The stages of life, to look things up by.
        stages: Arc<[Stage]>,
    },
    /// Places in the catalogue to go on to.
    List(Arc<ListPage>),
    /// Search as one types.
    Search(Arc<SearchPage>),
    /// What one matter takes.
    Guide(Arc<GuidePage>),
    /// Matters that belong together.
    Chain(Arc<ChainPage>),
    /// What happens to your data.
    Consent {
        /// Version of the text.
        version: Arc<str>,
        /// What the person came for.
        wanted: Option<DocumentKind>,
        /// What the person came for beside a document.
        errand: Option<Coming>,
    },
    /// Whom one helps, or for which company one comes.
    Choose(Arc<ChoosePage>),
    /// 一人一档, 一企一档
    LifeFile(Arc<LifeFilePage>),
    /// Lay your card down, or show your code.
    Identify {
        /// A card lies there and is being read.
        reading: bool,
        /// A card lies there that was read before, maybe of somebody else's visit: it has to be laid down anew.
        card_lies: bool,
        /// The try before failed, and why.
        problem: Option<SignInProblem>,
        /// What one can sign in with now.
        ways: Ways,
        /// Whose card is wanted.
        whose: Whose,
    },
    /// Hold the code of a certificate or a receipt before the scanner.
    ScanPaper {
        /// The code before was none, and why.
        problem: Option<CodeProblem>,
    },
    /// What the code of a paper says.
    Checked(Checked),
    /// Only staff can do something here.
    Secured(Secured),
    /// Something takes its time.
    Waiting {
        /// What is being done.
        what: Waiting,
        /// How long it has lasted.
        pace: Pace,
    },
    /// The record.
    Record(Arc<RecordPage>),
    /// One insurance in detail.
    Insurance(Arc<InsurancePage>),
    /// May registers be asked?
    Share(Arc<SharePage>),
    /// A question of an application.
    Question(Arc<QuestionPage>),
    /// Everything before it is handed in.
    Review(Arc<ReviewPage>),
    /// What was handed in.
    Handed(Arc<HandedPage>),
    /// 好差评
    Rating(Arc<RatingPage>),
    /// The person's cases.
    Cases(Arc<CasesPage>),
    /// One of them.
    Case(Arc<CasePage>),
    /// Which year? Newest first.
    ChooseYear(Vec<i16>),
    /// Where to? Provinces.
    ChooseProvince(Arc<[Division]>),
    /// Where to? Cities of a province.
    ChooseCity {
        /// The province.
        province: Division,
        /// Its cities.
        cities: Arc<[Division]>,
    },
    /// The very ticket, before it is printed.
    Preview {
        /// What it is.
        printout: Printout,
        /// Its picture.
        sheet: Arc<Sheet>,
        /// Why it cannot be printed now; the button waits.
        trouble: Option<Trouble>,
    },
    /// Paper is on its way.
    Printing {
        /// What it is.
        printout: Printout,
        /// What it is printed on.
        medium: Medium,
        /// Percent of the bytes that the printer took, 0–100.
        percent: u8,
        /// How long it has lasted.
        pace: Pace,
    },
    /// Printed: take paper and card.
    TakeIt {
        /// The very ticket.
        sheet: Arc<Sheet>,
        /// The ID card still lies there.
        card_lies: bool,
        /// The ticket still hangs in the slot; `None`: the printer cannot tell.
        ticket_waits: Option<bool>,
        /// How much paper is left for the next.
        paper: Paper,
    },
    /// Over and wiped.
    Finished {
        /// How it ended.
        ending: crate::visit::Ending,
        /// The ID card still lies there.
        card_lies: bool,
    },
    /// Something happened to the person, with one thing to do.
    Sorry {
        /// What.
        sorry: Sorry,
        /// What exactly, where it depends on the form or the department.
        words: Option<Said>,
        /// Whether trying again makes sense now.
        can_try_again: bool,
        /// Whether one can look things up meanwhile.
        can_look: bool,
        /// The ID card still lies there.
        card_lies: bool,
    },
}

impl Page {
    /// Every name that [`Page::name`] gives: the pages of a visit in their order, then those that say sorry.
    pub const NAMES: [&str; 52] = [
        "attract",
        "home",
        "list",
        "search",
        "guide",
        "chain",
        "scan-paper",
        "checked",
        "consent",
        "identify",
        "choose",
        "waiting",
        "record",
        "insurance",
        "share",
        "question-text",
        "question-date",
        "question-number",
        "question-choice",
        "question-choices",
        "question-place",
        "question-pages",
        "question-signature",
        "question-entries",
        "review",
        "handed",
        "rating",
        "cases",
        "case",
        "life-file",
        "choose-year",
        "choose-province",
        "choose-city",
        "preview",
        "printing",
        "take-it",
        "finished",
        "secured",
        "sorry-reader_down",
        "sorry-scanner_down",
        "sorry-card",
        "sorry-offline",
        "sorry-too_slow",
        "sorry-platform_failed",
        "sorry-no_record",
        "sorry-may_not_act",
        "sorry-unfit",
        "sorry-not_done",
        "sorry-refused",
        "sorry-not_printed",
        "sorry-print_unknown",
        "sorry-cannot_prepare",
    ];

    /// Whether it shows what only the person should hear: names, numbers, amounts, when and where somebody worked.
    pub fn is_personal(&self) -> bool {
        match self {
            Self::Record(_) | Self::Insurance(_) | Self::ChooseYear(_) | Self::Preview { .. } | Self::TakeIt { .. } => {
                true
            }
            Self::Question(_) | Self::Review(_) | Self::Handed(_) | Self::Cases(_) | Self::Case(_) => true,
            Self::Choose(_) | Self::LifeFile(_) => true,
            Self::Rating(rating) => !rating.text.reveal().is_empty(),
            // What fits somebody tells about them.
            Self::List(list) => list.of == crate::look::page::ListOf::ForYou,
            Self::Checked(checked) => matches!(checked, Checked::Paper { .. } | Checked::Case(_) | Checked::Kept(_)),
            Self::Attract
            | Self::Home { .. }
            | Self::Search(_)
            | Self::Guide(_)
            | Self::Chain(_)
            | Self::ScanPaper { .. }
            | Self::Secured(_)
            | Self::Consent { .. }
            | Self::Share(_)
            | Self::Identify { .. }
            | Self::Waiting { .. }
            | Self::ChooseProvince(_)
            | Self::ChooseCity { .. }
            | Self::Printing { .. }
            | Self::Finished { .. }
            | Self::Sorry { .. } => false,
        }
    }

    /// The page's name in journeys, pictures and tests.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Attract => "attract",
            Self::Home { .. } => "home",
            Self::List(_) => "list",
            Self::Search(_) => "search",
            Self::Guide(_) => "guide",
            Self::Chain(_) => "chain",
            Self::ScanPaper { .. } => "scan-paper",
            Self::Checked(_) => "checked",
            Self::Secured(_) => "secured",
            Self::Consent { .. } => "consent",
            Self::Identify { .. } => "identify",
            Self::Choose(_) => "choose",
            Self::LifeFile(_) => "life-file",
            Self::Waiting { .. } => "waiting",
            Self::Record(_) => "record",
            Self::Insurance(_) => "insurance",
            Self::Share(_) => "share",
            Self::Question(page) => page.input.name(),
            Self::Review(_) => "review",
            Self::Handed(_) => "handed",
            Self::Rating(_) => "rating",
            Self::Cases(_) => "cases",
            Self::Case(_) => "case",
            Self::ChooseYear(_) => "choose-year",
            Self::ChooseProvince(_) => "choose-province",
            Self::ChooseCity { .. } => "choose-city",
            Self::Preview { .. } => "preview",
            Self::Printing { .. } => "printing",
            Self::TakeIt { .. } => "take-it",
            Self::Finished { .. } => "finished",
            Self::Sorry { sorry, .. } => match sorry {
                Sorry::ReaderDown => "sorry-reader_down",
                Sorry::ScannerDown => "sorry-scanner_down",
                Sorry::Card(_) => "sorry-card",
                Sorry::Offline => "sorry-offline",
                Sorry::TooSlow => "sorry-too_slow",
                Sorry::PlatformFailed => "sorry-platform_failed",
                Sorry::NoRecord => "sorry-no_record",
                Sorry::MayNotAct => "sorry-may_not_act",
                Sorry::Unfit => "sorry-unfit",
                Sorry::NotDone => "sorry-not_done",
                Sorry::Refused(_) => "sorry-refused",
                Sorry::NotPrinted(_) => "sorry-not_printed",
                Sorry::PrintUnknown => "sorry-print_unknown",
                Sorry::CannotPrepare => "sorry-cannot_prepare",
            },
        }
    }
}

/// What somebody came for beside a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coming {
    /// To apply for this.
    Apply(Said),
    /// To know what became of what they handed in.
    Cases,
}

/// Whose card is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Whose {
    /// The person's own.
    #[default]
    Own,
    /// 帮办代办: first the helper's.
    Helper,
    /// Then that of whom they help.
    Principal,
}

/// What one can sign in with now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ways {
    /// An identity card.
    pub card: bool,
    /// A social security card.
    pub social: bool,
    /// A personal code on a phone.
    pub code: bool,
}

/// What is being done while the person waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Waiting {
    /// Asking who this is.
    Identifying,
    /// Asking what the code of a paper says.
    Checking,
    /// Fetching the record.
    FetchingRecord,
    /// Asking registers.
    FetchingShared,
    /// Committing what was confirmed.
    HandingIn,
    /// Fetching the person's cases.
    FetchingCases,
    /// Withdrawing a case.
    Withdrawing,
    /// Issuing the certificate.
    Issuing,
    /// Laying out the ticket.
    Composing,
}

/// How long a wait has lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pace {
    /// Under 0.3 s: nothing is said, nothing flickers.
    Quick,
    /// Says what is being done.
    Slow,
    /// Says what else one can do.
    VerySlow,
}
