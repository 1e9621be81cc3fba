//! What is drawn of an application.

use std::sync::Arc;

use domain::acknowledgement::LifeFile;
use domain::catalogue::Said;
use domain::form::{At, Origin, Trust};
use domain::{CaseNumber, Sensitive};
use jiff::civil::Date;
use platform::application::{Progress, Satisfaction};

use super::entry::{Keys, Stroke};
use super::handed::HandedIn;
use super::photo::{Photo, Seen};
use super::typing::{Composed, Engines, Method};
use crate::trouble::Trouble;

/// 场景授权: what would be fetched, from whom and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharePage {
    /// What one applies for.
    pub title: Said,
    /// Where something can be fetched.
    pub rows: Vec<ShareRow>,
}

/// One register that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareRow {
    /// 户口信息
    pub name: Said,
    /// Whose it is.
    pub department: Said,
    /// What for.
    pub purpose: Said,
    /// How far what it says can be trusted.
    pub trust: Trust,
}

/// How hanzi are typed.
#[derive(Debug, Clone, PartialEq)]
pub struct TypingPage {
    /// The way.
    pub method: Method,
    /// A character can be typed by its number in Unicode: names have what no dictionary knows.
    pub by_code: bool,
    /// The ways that there are.
    pub engines: Engines,
    /// What is being composed.
    pub composed: Composed,
    /// What is being drawn.
    pub ink: Sensitive<Vec<Stroke>>,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionPage {
    /// Where it stands: another one is another page.
    pub at: At,
    /// What one applies for.
    pub title: Said,
    /// The part of the form.
    pub section: Said,
    /// Its number among the questions that one is asked, from 1; 0 where it is opened from the review.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// The question.
    pub ask: Said,
    /// A hint.
    pub help: Option<Said>,
    /// Where the answer that is there came from.
    pub origin: Option<Origin>,
    /// What is wrong with the answer, and what to do.
    pub complaint: Option<Said>,
    /// Whether one can go on without it, and nothing is entered: it may be left out, or it has to be photographed and
    /// the camera cannot be used.
    pub can_skip: bool,
    /// How it is answered.
    pub input: Input,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// By typing.
    Typed {
        /// With these keys.
        keys: Keys,
        /// What was typed.
        text: Sensitive<String>,
        /// What stands before it: the town that was chosen.
        before: Option<Said>,
        /// What is counted: 个月.
        unit: Option<Said>,
        /// How hanzi are typed; `None`: none are.
        typing: Option<TypingPage>,
    },
    /// By picking.
    Pick {
        /// What can be picked.
        of: Vec<PickRow>,
        /// Several can.
        many: bool,
    },
    /// By choosing a place: first the province, then the city.
    Place {
        /// What can be chosen.
        of: Vec<PickRow>,
        /// The province, once it is chosen.
        province: Option<Said>,
    },
    /// By photographing.
    Pages {
        /// What is photographed.
        material: String,
        /// The pages so far.
        pages: Vec<Arc<Photo>>,
        /// Whether one more can be taken.
        more: bool,
        /// 免提交: a register has it already.
        shared: bool,
        /// What the camera sees; `None`: it cannot be used.
        view: Option<Arc<Seen>>,
    },
    /// By signing.
    Signature {
        /// What is declared.
        declares: Vec<Said>,
        /// What was drawn.
        strokes: Sensitive<Vec<Stroke>>,
    },
    /// Some questions several times.
    Entries {
        /// What an entry is called.
        name: Said,
        /// What is known of each: its first answers.
        rows: Vec<Said>,
        /// Whether there can be one more.
        more: bool,
    },
}

impl Input {
    /// The page's name in journeys, pictures and tests, by how it is answered.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Typed { keys: Keys::Text, .. } => "question-text",
            Self::Typed { keys: Keys::Date, .. } => "question-date",
            Self::Typed { .. } => "question-number",
            Self::Pick { many: false, .. } => "question-choice",
            Self::Pick { many: true, .. } => "question-choices",
            Self::Place { .. } => "question-place",
            Self::Pages { .. } => "question-pages",
            Self::Signature { .. } => "question-signature",
            Self::Entries { .. } => "question-entries",
        }
    }
}

/// Something that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickRow {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub name: Said,
    /// It is picked.
    pub picked: bool,
}

/// Everything before it is handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewPage {
    /// What one applies for.
    pub title: Said,
    /// Who receives it, each once.
    pub departments: Vec<Said>,
    /// The answers, in order.
    pub rows: Vec<ReviewRow>,
    /// 一次告知: how many things are missing or wrong, a signature that is still to be given apart.
    pub complaints: usize,
    /// It only has to be signed.
    pub to_sign: bool,
    /// The last change can be taken back.
    pub can_undo: bool,
    /// It could not be committed a moment ago.
    pub failed: bool,
    /// 一次告知: what is missing can be printed.
    pub can_print_notice: bool,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// Where it stands, as [`domain::form::At`] writes it.
    pub at: String,
    /// The part of the form, where it is its first.
    pub section: Option<Said>,
    /// What the answer is called.
    pub name: Said,
    /// The answer as it may be shown; empty: none.
    pub value: Said,
    /// Where it came from.
    pub origin: Option<Origin>,
    /// The card says it, and nobody types over it.
    pub fixed: bool,
    /// What is wrong, and what to do.
    pub complaint: Option<Said>,
}

/// What was handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct HandedPage {
    /// What one applied for.
    pub title: Said,
    /// Each, with where it stands.
    pub cases: Vec<HandedIn>,
    /// It is not known yet of each what becomes of it.
    pub waits: bool,
    /// The platform can be reached: it is on its way.
    pub online: bool,
    /// Why the receipt cannot be printed now.
    pub trouble: Option<Trouble>,
    /// It can be rated.
    pub can_rate: bool,
}

/// 好差评
#[derive(Debug, Clone, PartialEq)]
pub struct RatingPage {
    /// What was done.
    pub title: Said,
    /// How it was; `None`: not said yet.
    pub level: Option<Satisfaction>,
    /// Why.
    pub reasons: Vec<PickRow>,
    /// In the person's own words; empty: none.
    pub text: Sensitive<String>,
}

/// One of several that one comes for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoosePage {
    /// What is chosen.
    pub of: ChooseOf,
    /// What there is.
    pub rows: Vec<ChooseRow>,
}

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChooseOf {
    /// 帮办代办: whom one helps.
    Principal,
    /// The company that one applies for.
    Company,
    /// The company whose file one wants to see.
    FileOfCompany,
}

/// Something that can be chosen. It is personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChooseRow {
    /// Its key, as [`crate::Intent::Choose`] takes it.
    pub key: String,
    /// Who.
    pub name: Sensitive<String>,
    /// A number, masked where it is a person's.
    pub number: Sensitive<String>,
    /// What the person is there.
    pub role: Option<platform::Role>,
}

/// 一人一档, 一企一档
#[derive(Debug, Clone, PartialEq)]
pub struct LifeFilePage {
    /// The file.
    pub file: Arc<LifeFile>,
    /// The person can see a company's, too.
    pub can_company: bool,
    /// Why it cannot be printed now.
    pub trouble: Option<Trouble>,
}

/// 我的办件
#[derive(Debug, Clone, PartialEq)]
pub struct CasesPage {
    /// The newest first.
    pub cases: Vec<CaseRow>,
}

/// One of the person's cases.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// 办件编号
    pub number: CaseNumber,
    /// What it is called.
    pub title: Said,
    /// Everything that is known of it.
    pub progress: Arc<Progress>,
    /// The day of the last step.
    pub since: Option<Date>,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct CasePage {
    /// The case.
    pub row: CaseRow,
    /// The steps with their days.
    pub steps: Vec<(platform::application::Stage, Date)>,
    /// What is wanted: what the question is called, and why.
    pub wanted: Vec<(Said, Said)>,
    /// It can be supplemented here.
    pub can_supplement: bool,
    /// It can be withdrawn here; asked once more before.
    pub can_withdraw: bool,
    /// 好差评: it is decided, and was not rated yet.
    pub can_rate: bool,
    /// The person is asked whether it is to be withdrawn.
    pub withdrawing: bool,
    /// Whom to call.
    pub hotline: Option<String>,
    /// Why nothing can be printed now.
    pub trouble: Option<Trouble>,
    /// 一次告知: what is wanted can be printed.
    pub can_print_notice: bool,
}
