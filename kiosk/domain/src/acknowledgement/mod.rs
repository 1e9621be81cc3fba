//! What the papers of an application tell: 受理回执, 一次告知, the certificate of a decision at once, 一人一档. Whoever
//! fills them in knows the platform, whoever sets them knows paper; this is what goes between.

mod handed_in;
pub mod sample;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, DateTime};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::catalogue::Said;
use crate::code::CaseNumber;
use crate::credit_code::CreditCode;
use crate::form::Complaint;
use crate::handout::Near;
use crate::sensitive::{Sensitive, mask_name, mask_number};

pub use handed_in::{HandedIn, Item, Material, Means};

/// 回执: what was handed in at the terminal, to whom, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// 申请人, masked.
    pub applicant: Party,
    /// 代办人, masked.
    pub helper: Option<Party>,
    /// The company that it is for.
    pub company: Option<Company>,
    /// When it was handed in, by the hall's clock.
    pub at: DateTime,
    /// One for each department.
    pub cases: Vec<Case>,
    /// What was handed in.
    pub handed_in: HandedIn,
}

/// A person on a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// 姓名, as it is printed.
    pub name: Sensitive<String>,
    /// 证件号码, as it is printed.
    pub number: Sensitive<String>,
}

/// A company on a paper. Neither is secret: both stand in a public register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// 名称
    pub name: Sensitive<String>,
    /// 统一社会信用代码; `None`: it has none yet.
    pub code: Option<CreditCode>,
}

/// What one department got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// 失业登记
    pub title: Said,
    /// 受理部门
    pub department: Said,
    /// The terminal's own id of the application: what the code bears while there is no case number.
    pub submission: Uuid,
    /// 本机编号: what a person can say on the telephone while there is no case number.
    pub local: String,
    /// 办件编号; `None`: the department has not got it yet.
    pub number: Option<CaseNumber>,
    /// What became of it.
    pub state: CaseState,
    /// 承诺办结日; `None`: not promised, or not known yet.
    pub answer_by: Option<Date>,
    /// 秒批秒办: why the answer did not come at once, of what can be decided at once.
    pub later: Vec<Words>,
    /// 咨询电话
    pub hotline: Option<String>,
}

/// What became of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseState {
    /// 已保存，联网后自动提交: it is safe here, and no department has it.
    Saved,
    /// Nobody can tell whether the department has it: staff see to it, nothing goes out by itself.
    WithStaff,
    /// 已受理
    Accepted,
    /// 不予受理, with the reason.
    Refused(Words),
    /// 秒批秒办: the answer came at once.
    Decided {
        /// 准予 or 不予.
        granted: bool,
        /// What was decided, or why not.
        words: Words,
    },
}

/// Words in both languages that can be personal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Chinese.
    pub zh: Sensitive<String>,
    /// English.
    pub en: Sensitive<String>,
}

/// What all cases of a receipt have in common: its title says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// No department has got anything yet.
    Saved,
    /// The departments have all of it.
    Received,
    /// Some so, some otherwise.
    Mixed,
}

/// 一次告知: everything that is missing or wrong, at once.
/// Source: 中华人民共和国行政许可法 (2019), 第三十二条第一款第四项.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// What is applied for: 失业登记.
    pub title: Said,
    /// Who receives it.
    pub department: Option<Said>,
    /// 申请人, masked; `None`: nobody has signed in.
    pub applicant: Option<Party>,
    /// 办件编号, where a case runs and its department wants more (补正).
    pub number: Option<CaseNumber>,
    /// The day on which it is told.
    pub told_on: Date,
    /// By when it must be there; `None`: no day is set.
    pub until: Option<Date>,
    /// What is missing or wrong, each thing once.
    pub missing: Vec<Words>,
    /// Where it can be brought.
    pub places: Vec<Near>,
    /// Whom to call, each number once.
    pub hotlines: Vec<String>,
}

/// 结果证照 of an application that was decided at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionPaper {
    /// 失业登记凭证
    pub title: Said,
    /// 编号, ASCII.
    pub number: String,
    /// 验证码, ASCII letters and digits; checked at `<verification base URL>/v/<code>`.
    pub verification_code: String,
    /// 出具机构
    pub issuer: String,
    /// 出具日期
    pub issued_on: Date,
    /// What was applied for: 失业登记.
    pub matter: Said,
    /// 办件编号
    pub case: CaseNumber,
    /// Whose it is, in full as on every certificate.
    pub holder: Party,
    /// The company whose it is.
    pub company: Option<Company>,
    /// What was decided.
    pub words: Words,
}

/// 一人一档, 一企一档: what a person or a company did and holds, as the platform has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeFile {
    /// Whose it is.
    pub owner: Owner,
    /// The day of the data.
    pub as_of: Date,
    /// In the order of life.
    pub stages: Vec<LifeStage>,
}

/// Whose a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// 一人一档, masked.
    Person(Party),
    /// 一企一档
    Company(Company),
}

/// A stage of life: 就业, 退休.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeStage {
    /// Its name in the catalogue.
    pub name: Said,
    /// What happened in it, oldest first; may be empty.
    pub rows: Vec<LifeRow>,
}

/// Something that was done or is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeRow {
    /// The matter or the licence: 失业登记.
    pub matter: Words,
    /// When.
    pub on: Date,
    /// How it stands: 已办结, 有效.
    pub state: Said,
    /// 办件编号 or the licence's number.
    pub number: Option<Sensitive<String>>,
}

impl Acknowledgement {
    /// What the cases have in common. No case at all is mixed.
    pub fn standing(&self) -> Standing {
        let all = |of: fn(&CaseState) -> bool| !self.cases.is_empty() && self.cases.iter().all(|case| of(&case.state));
        if all(|state| matches!(state, CaseState::Saved)) {
            Standing::Saved
        } else if all(|state| matches!(state, CaseState::Accepted | CaseState::Decided { .. })) {
            Standing::Received
        } else {
            Standing::Mixed
        }
    }

    /// How many wait for the line.
    pub fn saved(&self) -> usize {
        self.cases.iter().filter(|case| case.state == CaseState::Saved).count()
    }
}

impl Case {
    /// What the code on a receipt bears: the case number where there is one, else the terminal's own id. `base` is the
    /// address that [`Codes`](crate::Codes) knows as ours.
    pub fn address(&self, base: &str) -> Zeroizing<String> {
        match &self.number {
            Some(number) => number.address(base),
            None => crate::code::submission_address(base, self.submission),
        }
    }

    /// The number that a person reads: that of the case, else that of the terminal; in groups of up to four digits, each
    /// with the blank or dash after it.
    pub fn number_groups(&self) -> Vec<String> {
        groups(self.number.as_ref().map_or(self.local.as_str(), CaseNumber::as_str))
    }
}

/// A number in groups that one can read out: after its letters, and every four digits of a long run.
/// `BJ202611230001237` is `BJ `, `2026 `, `1123 `, `0001 `, `237`.
pub fn groups(number: &str) -> Vec<String> {
    const LONG: usize = 7;
    const GROUP: usize = 4;
    let mut groups: Vec<String> = Vec::new();
    let mut rest = number.trim();
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (mut run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = after;
        if !digits || run.len() < LONG {
            match groups.last_mut().filter(|last| !last.ends_with(' ')) {
                Some(last) => last.push_str(run),
                None => groups.push(run.to_owned()),
            }
            continue;
        }
        if let Some(last) = groups.last_mut().filter(|last| last.ends_with(|c: char| c.is_alphanumeric())) {
            last.push(' ');
        }
        while let Some((group, others)) = run.split_at_checked(GROUP).filter(|(_, others)| !others.is_empty()) {
            groups.push(format!("{group} "));
            run = others;
        }
        groups.push(run.to_owned());
    }
    groups
}

impl Notice {
    /// What `complaints` say, each thing once.
    pub fn missing(complaints: &[Complaint]) -> Vec<Words> {
        let mut missing: Vec<Words> = Vec::new();
        for complaint in complaints {
            let words = Words::from(complaint.words.clone());
            if !missing.contains(&words) {
                missing.push(words);
            }
        }
        missing
    }
}

impl Party {
    /// Name and number masked: for papers that can be left lying about.
    pub fn masked(name: &str, number: &str) -> Self {
        Self { name: mask_name(name).into(), number: mask_number(number).into() }
    }

    /// In full: for certificates.
    pub fn full(name: &str, number: &str) -> Self {
        Self { name: name.into(), number: number.into() }
    }
}

impl Words {
    /// Words in both languages.
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Those of a language; where it has none, those of the other.
    pub fn in_language(&self, english: bool) -> &str {
        let (own, other) = if english { (&self.en, &self.zh) } else { (&self.zh, &self.en) };
        if own.reveal().trim().is_empty() { other.reveal() } else { own.reveal() }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.in_language(false).trim().is_empty()
    }
}

impl From<Said> for Words {
    fn from(said: Said) -> Self {
        Self { zh: said.zh.into(), en: said.en.into() }
    }
}
