//! What a terminal may ask of government: the trait, its wire types, the sandbox.

mod acting;
pub mod application;
pub mod sandbox;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::catalogue::Said;
use domain::form::{Answers, Digest, FileAnswer};
use domain::{
    CaseNumber, Certificate, CreditCode, DocumentKind, DocumentRequest, Identity, LifeFile, PersonalCode, Record,
    Sensitive,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

pub use acting::{ActingRefusal, Holder, Operated, Principal, Role};
pub use application::ApplicationError;
use application::{Applicant, CaseKey, Part, Progress, Rating, Receipt, Submission, Supplement};
pub use sandbox::{Sandbox, SandboxControl, SandboxError};

/// What a terminal may ask of government. Calls may be dropped at any moment; none is done twice by that: whatever takes
/// effect is idempotent by an id of the terminal's, the others change nothing.
#[async_trait]
pub trait Platform: Send + Sync + 'static {
    /// Opens a session for the person whose document was read.
    async fn identify(&self, identity: &Identity) -> Result<Session, PlatformError>;

    /// The person's social insurance record, under a consent.
    async fn record(&self, session: &Session, consent: &Consent) -> Result<Record, PlatformError>;

    /// Issues a certificate. The same `request_id` always gives the same certificate.
    async fn issue(
        &self,
        session: &Session,
        consent: &Consent,
        request_id: Uuid,
        request: &DocumentRequest,
    ) -> Result<Certificate, PlatformError>;

    /// 数据共享: what registers know of the person, under a consent. A register that knows nothing of them, or that cannot
    /// be asked now, is left out. `registers`: their keys.
    async fn shared(&self, session: &Session, consent: &Consent, registers: &[String])
    -> Result<Shared, PlatformError>;

    /// 数据共享: the same of a company for which the person may act. A register that is not about companies is left out.
    async fn shared_of_company(
        &self,
        session: &Session,
        consent: &Consent,
        company: &CreditCode,
        registers: &[String],
    ) -> Result<Shared, PlatformError>;

    /// 一人一档, 一企一档: what the person, or a company for which they may act, did and holds.
    async fn life_file(&self, session: &Session, of: Holder) -> Result<LifeFile, PlatformError>;

    /// 单位: the companies for which the person may act.
    async fn companies(&self, session: &Session) -> Result<Vec<Operated>, PlatformError>;

    /// The company with this code, when the person may act for it; `None`: they may not, or there is none such. Which of
    /// the two, nobody without a role is told.
    async fn company(&self, session: &Session, code: &CreditCode) -> Result<Option<Operated>, PlatformError>;

    /// 帮办代办: opens a session in which the helper acts for the principal, whose document was read, too. It ends with the
    /// helper's own session at the latest. In it the platform answers what an application needs ([`shared`](Self::shared)
    /// of the principal) and nothing else of them; their cases are those that this helper handed in for them.
    async fn act_for(&self, helper: &Session, principal: &Identity) -> Result<Session, PlatformError>;

    /// 委托人: who has registered that the helper may act for them, and may today.
    async fn principals(&self, helper: &Session) -> Result<Vec<Principal>, PlatformError>;

    /// As [`act_for`](Self::act_for), by an authorisation (委托书) in place of the document. `authorisation`: its number.
    /// Gives the applicant, too: the helper's terminal has not read their card.
    async fn act_by_authorisation(
        &self,
        helper: &Session,
        authorisation: &str,
    ) -> Result<(Session, Applicant), PlatformError>;

    /// Whose personal code this is. A code is good for minutes and for one question: a second one is refused, whoever
    /// asks it.
    async fn resolve_code(&self, code: &PersonalCode) -> Result<Identity, PlatformError>;

    /// 验真: what government knows of the certificate, or the paper of a decision, with this verification code; `None`: it
    /// issued none such.
    async fn verify(&self, code: &str) -> Result<Option<IssuedPaper>, PlatformError>;

    /// 查进度: where a case stands; `None`: there is none with this number.
    async fn case(&self, number: &CaseNumber) -> Result<Option<CaseState>, PlatformError>;

    /// 同源管理: the newest signed catalogue of matters that the platform has, as `kiosk catalogue sign` makes it; `None`: it
    /// has none. Whether it is to be trusted, right and newer, the terminal finds out.
    async fn catalogue(&self) -> Result<Option<String>, PlatformError>;

    /// 收件: the case number of an application that is about to be handed in. The same id always gets the same number.
    /// `submission`: its UUIDv7; `form`: key of its form.
    async fn reserve(&self, submission: Uuid, form: &str) -> Result<CaseNumber, ApplicationError>;

    /// How many bytes of an attachment the platform has of a case; the upload goes on from there.
    async fn uploaded(&self, number: &CaseNumber, attachment: &Digest) -> Result<u64, ApplicationError>;

    /// Takes a part of an attachment and says how many bytes it has then. A part that it has already, or that does not
    /// begin where it is, changes nothing; a whole that does not give its digest is thrown away (0).
    async fn upload(&self, number: &CaseNumber, part: &Part) -> Result<u64, ApplicationError>;

    /// Hands in an application under its reserved number, its attachments being there. The same id takes effect once
    /// and always gets the same receipt.
    async fn submit(&self, number: &CaseNumber, submission: &Submission) -> Result<Receipt, ApplicationError>;

    /// Everything that is known of a case that this terminal handed in, or whose receipt lies before it; `None`: there
    /// is none.
    async fn application(&self, key: &CaseKey) -> Result<Option<Progress>, ApplicationError>;

    /// The person's cases, newest first; in a session on behalf, those that the helper handed in for them.
    async fn applications(&self, session: &Session) -> Result<Vec<Progress>, ApplicationError>;

    /// 补正: hands in what was wanted besides, its attachments being there. The same id takes effect once.
    async fn supplement(&self, supplement: &Supplement) -> Result<(), ApplicationError>;

    /// 撤回: one of the cases that [`applications`](Self::applications) gives, before it is decided. One that is withdrawn
    /// stays so.
    async fn withdraw(&self, session: &Session, number: &CaseNumber) -> Result<(), ApplicationError>;

    /// 好差评: once per case. The same id takes effect once; another one for the same case is refused.
    async fn rate(&self, rating: &Rating) -> Result<(), ApplicationError>;

    /// The visit is over: the platform forgets the session. Failing to is the platform's to bear (sessions time out).
    async fn close(&self, session: &Session) {
        let _ = session;
    }

    /// Whether the platform can be reached; cheap, asked every few seconds.
    async fn reachable(&self) -> Result<(), PlatformError>;
}

/// A person's session with the platform: opaque, for one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The platform's token.
    pub token: Sensitive<String>,
}

/// What registers know of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// By register and field, as one would type it.
    pub fields: BTreeMap<(String, String), Sensitive<String>>,
    /// Materials, by register.
    pub pages: BTreeMap<String, FileAnswer>,
    /// What the person answered in earlier applications, of questions that any form may take over (`prefill.earlier`),
    /// when the register [`EARLIER`](domain::form::EARLIER) was among those asked; nothing in a session on behalf.
    pub earlier: Answers,
}

/// What the person agreed to, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Version of the text that was shown.
    pub version: String,
    /// When the person agreed.
    pub given_at: Timestamp,
}

/// What was issued, as whoever holds it may check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedPaper {
    /// Which document.
    pub document: PaperKind,
    /// 编号
    pub number: String,
    /// 出具机构
    pub issuer: String,
    /// 出具日期
    pub issued_on: Date,
    /// 有效期至, last valid day; `None`: it does not end.
    pub valid_until: Option<Date>,
    /// Name of whom it is about, masked: enough to compare it with the paper.
    pub masked_name: Sensitive<String>,
}

/// What a paper is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperKind {
    /// A certificate of the insurance record.
    Certificate(DocumentKind),
    /// 结果证照: what a granted application gave, as it is called.
    Decision(Said),
}

/// Where a case stands, as whoever has its number may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseState {
    /// Its number.
    pub number: CaseNumber,
    /// 事项, in Chinese.
    pub matter: String,
    /// The same in English.
    pub matter_en: String,
    /// Where it stands.
    pub stage: CaseStage,
    /// Since when.
    pub since: Date,
    /// By when the answer comes, while it is awaited.
    pub answer_by: Option<Date>,
}

/// 办件状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStage {
    /// 已受理
    Received,
    /// 审核中
    InReview,
    /// 待补正: something is missing.
    NeedsMore,
    /// 已办结
    Done,
    /// 不予办理
    Refused,
}

/// Why a personal code is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeRefusal {
    /// It is older than it may be.
    Expired,
    /// It was asked about before.
    Used,
    /// The platform has given out no such code.
    Invalid,
    /// Whose it is has not signed up for this service.
    NotSignedUp,
}

/// Why the platform did not give what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlatformError {
    /// The line is down.
    #[error("the government platform cannot be reached; check the terminal's network")]
    Offline,
    /// No answer in time.
    #[error("the government platform did not answer in time")]
    TimedOut,
    /// The person has no record here.
    #[error("the platform has no social insurance record of this person")]
    NoRecord,
    /// The platform refuses this person or document; a counter can help.
    #[error("the platform refuses: {0:?}")]
    Refused(Refusal),
    /// The platform failed; `reference` finds it in its log.
    #[error("the government platform failed (reference {reference})")]
    Failed {
        /// For staff, holds nothing personal.
        reference: String,
    },
    /// The personal code is not taken.
    #[error("the platform does not take the personal code: {0:?}")]
    Code(CodeRefusal),
    /// The person may not act so.
    #[error("{0}")]
    Acting(ActingRefusal),
    /// The session or the consent is not valid (any more).
    #[error("the platform does not accept the session; the person has to identify again")]
    SessionInvalid,
}

/// Why a platform refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The record is locked at the person's or an office's demand.
    RecordLocked,
    /// Name and number do not belong together in the platform's register.
    IdentityMismatch,
    /// This document cannot be issued for this person (no unemployment insurance, no such year).
    NotEligible,
    /// The document has expired.
    DocumentExpired,
}

/// A platform shared by the tasks of a terminal.
pub type SharedPlatform = Arc<dyn Platform>;
