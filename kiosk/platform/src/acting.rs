//! For whom somebody may act: for themselves, for a company, for another person.

use domain::acknowledgement::{Company, Party};
use domain::{CreditCode, Sensitive};
use jiff::civil::Date;
use serde::Deserialize;

/// Whose file is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// 一人一档: that of whoever has signed in.
    Own,
    /// 一企一档: that of a company for which they may act.
    Company(CreditCode),
}

/// A company for which a person may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operated {
    /// Its name and code.
    pub company: Company,
    /// As what the person acts for it.
    pub role: Role,
}

/// As what a person acts for a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 法定代表人
    LegalRepresentative,
    /// 经办人
    Agent,
}

impl Role {
    /// Its key in files and forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::LegalRepresentative => "legal_representative",
            Self::Agent => "agent",
        }
    }
}

/// 委托人: somebody who has registered with the platform that the helper may act for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// 委托书编号: what [`Platform::act_by_authorisation`](crate::Platform::act_by_authorisation) takes.
    pub authorisation: Sensitive<String>,
    /// Who it is, masked: enough to find them in a list.
    pub party: Party,
    /// Its last valid day.
    pub until: Date,
    /// Keys of the forms that it is for; `None`: for all.
    pub forms: Option<Vec<String>>,
}

/// Why somebody may not act so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ActingRefusal {
    /// 帮办代办: a helper sees no more of the principal than the application needs.
    #[error("the platform tells this to nobody but the person; they have to sign in themselves")]
    OnBehalf,
    /// Helper and principal are one person.
    #[error("nobody acts for themselves; they can apply in their own name")]
    SamePerson,
    /// 委托书: it has not begun, has ended, was revoked, or is none that names this helper. Which, is not told.
    #[error(
        "no authorisation with this number lets this helper act today; the principal can register one, or come along"
    )]
    NoAuthorisation,
    /// The person may not act for the company, or there is none such. Which, is not told.
    #[error("the person may not act for a company with this code; its legal representative can see to that")]
    NoRole,
}
