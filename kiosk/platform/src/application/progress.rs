//! Where an application stands.

use domain::acknowledgement::Company;
use domain::catalogue::{Said, Version};
use domain::form::Digest;
use domain::{CaseNumber, Sensitive};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::CaseStage;

/// How a case is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CaseKey {
    /// 办件编号
    Number(CaseNumber),
    /// The terminal's own id of the application.
    Submission(Uuid),
}

/// 受理回执: the platform has the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Of which application.
    pub submission: Uuid,
    /// 办件编号
    pub number: CaseNumber,
    /// Digest of what was handed in.
    pub digest: Digest,
    /// 受理时间
    pub received_at: Timestamp,
    /// 承诺办结日: by when the answer comes; `None`: not promised.
    pub answer_by: Option<Date>,
    /// 秒批秒办: the answer, when it came at once.
    pub decision: Option<Decision>,
    /// Why people decide and it did not come at once, of a form that can be decided at once; empty otherwise.
    #[serde(default)]
    pub later: Vec<Said>,
}

/// Everything that is known of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The terminal's own id of the application.
    pub submission: Uuid,
    /// 办件编号
    pub number: CaseNumber,
    /// Key of the form.
    pub form: String,
    /// The form's version with which it was handed in; while nothing was, the default.
    pub version: Version,
    /// The company that it is about.
    pub company: Option<Company>,
    /// The receipt; `None`: the number is reserved and nothing was handed in.
    pub receipt: Option<Receipt>,
    /// What happened, oldest first. The last is where it stands.
    pub steps: Vec<Step>,
    /// What is wanted now.
    pub wanted: Vec<Wanted>,
    /// Ids of the supplements that were received.
    pub supplements: Vec<Uuid>,
    /// The answer.
    pub decision: Option<Decision>,
    /// Whether it can be withdrawn now.
    pub can_withdraw: bool,
    /// Id of the rating that was received.
    pub rated: Option<Uuid>,
}

/// A step of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it came to.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
}

/// 办件状态, with the ends told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// 已受理
    Received,
    /// 审核中
    InReview,
    /// 待补正
    NeedsMore,
    /// 准予
    Granted,
    /// 不予办理
    Refused,
    /// 已撤回
    Withdrawn,
}

/// Something that a department wants besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Key of the form's question that takes it: `photo`.
    pub question: String,
    /// What is wrong with what it has.
    pub words: Said,
}

/// 办理结果
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether it was granted.
    pub granted: bool,
    /// When.
    pub at: Timestamp,
    /// What was decided, or why not. It can be personal.
    pub words: Sensitive<String>,
    /// The same in English.
    pub words_en: Sensitive<String>,
    /// What was issued.
    pub document: Option<DecisionDocument>,
}

/// 结果证照: what a granted application gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionDocument {
    /// 就业失业登记
    pub title: Said,
    /// 编号
    pub number: String,
    /// 验证码
    pub verification_code: String,
    /// 出具机构
    pub issuer: String,
    /// 出具日期
    pub issued_on: Date,
}

impl Progress {
    /// 好差评: whether it is decided and was not rated yet.
    pub fn can_be_rated(&self) -> bool {
        self.decision.is_some() && self.rated.is_none()
    }

    /// Where it stands; `None`: nothing was handed in.
    pub fn stage(&self) -> Option<Stage> {
        self.steps.last().map(|step| step.stage)
    }
}

impl Stage {
    /// As whoever has the number may know it: what is decided or withdrawn is closed.
    pub fn public(self) -> CaseStage {
        match self {
            Self::Received => CaseStage::Received,
            Self::InReview => CaseStage::InReview,
            Self::NeedsMore => CaseStage::NeedsMore,
            Self::Granted | Self::Withdrawn => CaseStage::Done,
            Self::Refused => CaseStage::Refused,
        }
    }
}
