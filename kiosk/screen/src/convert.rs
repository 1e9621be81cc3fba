//! From the nouns of the trade to those of the pages, and back.

use domain::catalogue::{MaterialFrom, SeatOf};
use domain::form::Origin;
use domain::place::PlaceKind;
use domain::{DocumentKind, InsuranceKind, InsuranceStatus, Month};
use jiff::civil::Date;
use service::page::{Help, Pace, Page, Waiting};
use service::{
    CardProblem, CaseStage, CodeProblem, Contrast, Ending, Keys, Method, Paper, Printout, Refusal, Sight, Stage,
    TextSize, Trouble,
};

use crate::generated as ui;

/// Maps one enum to another of the same meaning, both ways or one way.
macro_rules! same {
    ($name:ident: $from:ty => $to:ty { $($a:ident => $b:ident),+ $(,)? }) => {
        pub(crate) fn $name(value: $from) -> $to {
            match value { $(<$from>::$a => <$to>::$b,)+ }
        }
    };
}

same!(document: DocumentKind => ui::Document {
    ContributionCertificate => ContributionCertificate,
    EntitlementStatement => EntitlementStatement,
    UnemploymentTransfer => UnemploymentTransfer,
});
/// The document of a button; a guide is none.
pub(crate) fn document_kind(document: ui::Document) -> Option<DocumentKind> {
    match document {
        ui::Document::ContributionCertificate => Some(DocumentKind::ContributionCertificate),
        ui::Document::EntitlementStatement => Some(DocumentKind::EntitlementStatement),
        ui::Document::UnemploymentTransfer => Some(DocumentKind::UnemploymentTransfer),
        ui::Document::Guide
        | ui::Document::Receipt
        | ui::Document::Decision
        | ui::Document::Notice
        | ui::Document::LifeFile => None,
    }
}

/// What is printed.
pub(crate) fn printout(printout: Printout) -> ui::Document {
    match printout {
        Printout::Certificate(kind) => document(kind),
        Printout::Guide => ui::Document::Guide,
        Printout::Receipt => ui::Document::Receipt,
        Printout::Decision => ui::Document::Decision,
        Printout::Notice => ui::Document::Notice,
        Printout::LifeFile => ui::Document::LifeFile,
    }
}

same!(insurance: InsuranceKind => ui::Insurance {
    EmployeePension => EmployeePension,
    ResidentPension => ResidentPension,
    Unemployment => Unemployment,
    WorkInjury => WorkInjury,
});
same!(insurance_kind: ui::Insurance => InsuranceKind {
    EmployeePension => EmployeePension,
    ResidentPension => ResidentPension,
    Unemployment => Unemployment,
    WorkInjury => WorkInjury,
});
same!(standing: InsuranceStatus => ui::Standing {
    Active => Active,
    Paused => Paused,
    Ended => Ended,
    Receiving => Receiving,
    NotInsured => NotInsured,
});
same!(trouble: Trouble => ui::Trouble {
    Starting => Starting,
    PaperOut => PaperOut,
    CoverOpen => CoverOpen,
    Jammed => Jammed,
    HeadHot => HeadHot,
    Disconnected => Disconnected,
    Broken => Broken,
    TicketNotTaken => TicketNotTaken,
    TonerOut => TonerOut,
    TrayOpen => TrayOpen,
    OutputFull => OutputFull,
    Journal => Journal,
});
same!(card_problem: CardProblem => ui::CardProblem {
    Moved => Moved,
    Counterfeit => Counterfeit,
    UnknownCard => UnknownCard,
    Unreadable => Unreadable,
    Expired => Expired,
    Withheld => Withheld,
    Helpers => Helpers,
});
same!(code_problem: CodeProblem => ui::CodeProblem {
    NotOurs => NotOurs,
    OfPaper => OfPaper,
    OfPerson => OfPerson,
    Expired => Expired,
    Used => Used,
    Invalid => Invalid,
    NotSignedUp => NotSignedUp,
});
same!(case_stage: CaseStage => ui::CaseStage {
    Received => Received,
    InReview => InReview,
    NeedsMore => NeedsMore,
    Done => Done,
    Refused => Refused,
});
same!(refusal: Refusal => ui::Refusal {
    RecordLocked => RecordLocked,
    IdentityMismatch => IdentityMismatch,
    NotEligible => NotEligible,
    DocumentExpired => DocumentExpired,
});
same!(material_from: MaterialFrom => ui::MaterialFrom { Shared => Shared, Bring => Bring, Fill => Fill });
same!(place_kind: PlaceKind => ui::PlaceKind { Counter => Counter, Terminal => Terminal, App => App });
same!(seat_of: SeatOf => ui::SeatOf { Residence => Residence, Company => Company, Property => Property });
same!(origin: Origin => ui::OriginId {
    Said => None,
    Card => Card,
    Record => Record,
    Sharing => Sharing,
    Earlier => Earlier,
});
same!(keys: Keys => ui::KeysId {
    Text => Text,
    Digits => Digits,
    Money => Money,
    IdNumber => IdNumber,
    Phone => Phone,
    Date => Date,
    Code => Code,
});
same!(method: Method => ui::MethodId {
    Pinyin => Pinyin,
    Strokes => Strokes,
    Handwriting => Handwriting,
    Latin => Latin,
    Digits => Digits,
    CodePoint => CodePoint,
});
same!(method_set: ui::MethodId => Method {
    Pinyin => Pinyin,
    Strokes => Strokes,
    Handwriting => Handwriting,
    Latin => Latin,
    Digits => Digits,
    CodePoint => CodePoint,
});
same!(sight: Sight => ui::SightId {
    NoSheet => NoSheet,
    CutOff => CutOff,
    TooSmall => TooSmall,
    Tilted => Tilted,
    Blurred => Blurred,
    Glare => Glare,
    TooDark => TooDark,
    Good => Good,
});
same!(stage: Stage => ui::StageId {
    Received => Received,
    InReview => InReview,
    NeedsMore => NeedsMore,
    Granted => Granted,
    Refused => Refused,
    Withdrawn => Withdrawn,
});
same!(waiting: Waiting => ui::WaitingFor {
    FetchingShared => FetchingShared,
    HandingIn => HandingIn,
    FetchingCases => FetchingCases,
    Withdrawing => Withdrawing,
    Identifying => Identifying,
    Checking => Checking,
    FetchingRecord => FetchingRecord,
    Issuing => Issuing,
    Composing => Composing,
});
same!(pace: Pace => ui::Pace { Quick => Quick, Slow => Slow, VerySlow => VerySlow });
// A visit that the cabinet ended shows no farewell.
same!(ending: Ending => ui::Ending { Finished => Finished, Left => Left, TimedOut => TimedOut, Secured => Left });
same!(paper_level: Paper => ui::PaperLevel { Full => Full, Low => Low, Out => Out });
same!(help: Help => ui::HelpState { NotCalled => NotCalled, Called => Called, Comes => Comes });
same!(contrast: Contrast => ui::Contrast {
    Standard => Standard,
    DarkHigh => DarkHigh,
    LightHigh => LightHigh,
    Low => Low,
});
same!(contrast_set: ui::Contrast => Contrast {
    Standard => Standard,
    DarkHigh => DarkHigh,
    LightHigh => LightHigh,
    Low => Low,
});
same!(size: TextSize => ui::SizeStep { Small => Small, Normal => Normal, Large => Large, Largest => Largest });
same!(text_size: ui::SizeStep => TextSize { Small => Small, Normal => Normal, Large => Large, Largest => Largest });

/// A month; year 0 for none.
pub(crate) fn month(month: Option<Month>) -> ui::YearMonth {
    month.map_or(ui::YearMonth { year: 0, month: 0 }, |month| ui::YearMonth {
        year: month.year().into(),
        month: month.month().into(),
    })
}

/// A day; year 0 for none.
pub(crate) fn day(day: Option<Date>) -> ui::Day {
    day.map_or(ui::Day { year: 0, month: 0, day: 0 }, |day| ui::Day {
        year: day.year().into(),
        month: day.month().into(),
        day: day.day().into(),
    })
}

/// The route of a page.
pub(crate) fn page(page: &Page) -> ui::PageId {
    match page {
        Page::Attract => ui::PageId::Attract,
        Page::Home { .. } => ui::PageId::Home,
        Page::List(_) => ui::PageId::List,
        Page::Search(_) => ui::PageId::Search,
        Page::Guide(_) => ui::PageId::Guide,
        Page::Chain(_) => ui::PageId::Chain,
        Page::ScanPaper { .. } => ui::PageId::ScanPaper,
        Page::Checked(_) => ui::PageId::Checked,
        Page::Secured(_) => ui::PageId::Secured,
        Page::Consent { .. } => ui::PageId::Consent,
        Page::Identify { .. } => ui::PageId::Identify,
        Page::Choose(_) => ui::PageId::Choose,
        Page::LifeFile(_) => ui::PageId::LifeFile,
        Page::Waiting { .. } => ui::PageId::Waiting,
        Page::Record(_) => ui::PageId::Record,
        Page::Insurance(_) => ui::PageId::Insurance,
        Page::Share(_) => ui::PageId::Share,
        Page::Question(_) => ui::PageId::Question,
        Page::Review(_) => ui::PageId::Review,
        Page::Handed(_) => ui::PageId::Handed,
        Page::Rating(_) => ui::PageId::Rating,
        Page::Cases(_) => ui::PageId::Cases,
        Page::Case(_) => ui::PageId::OneCase,
        Page::ChooseYear(_) => ui::PageId::ChooseYear,
        Page::ChooseProvince(_) => ui::PageId::ChooseProvince,
        Page::ChooseCity { .. } => ui::PageId::ChooseCity,
        Page::Preview { .. } => ui::PageId::Preview,
        Page::Printing { .. } => ui::PageId::Printing,
        Page::TakeIt { .. } => ui::PageId::TakeIt,
        Page::Finished { .. } => ui::PageId::Finished,
        Page::Sorry { .. } => ui::PageId::Sorry,
    }
}
