//! Which template sets a sheet.

use domain::DocumentKind;
use serde::{Deserialize, Serialize};

/// A template: a file of its name in the folder of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// 个人参保缴费证明
    ContributionCertificate,
    /// 个人权益记录
    EntitlementStatement,
    /// 参保人员失业保险关系迁移证明
    UnemploymentTransfer,
    /// 回执
    Receipt,
    /// 一次告知单
    Notice,
    /// 结果证照 of a decision at once
    Decision,
    /// 一人一档, 一企一档
    LifeFile,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ContributionCertificate,
        Self::EntitlementStatement,
        Self::UnemploymentTransfer,
        Self::Receipt,
        Self::Notice,
        Self::Decision,
        Self::LifeFile,
    ];

    /// Its file in the folder of documents.
    pub fn file(self) -> &'static str {
        match self {
            Self::ContributionCertificate => "contribution_certificate.typ",
            Self::EntitlementStatement => "entitlement_statement.typ",
            Self::UnemploymentTransfer => "unemployment_transfer.typ",
            Self::Receipt => "receipt.typ",
            Self::Notice => "notice.typ",
            Self::Decision => "decision.typ",
            Self::LifeFile => "life_file.typ",
        }
    }
}

impl From<DocumentKind> for Template {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::ContributionCertificate => Self::ContributionCertificate,
            DocumentKind::EntitlementStatement => Self::EntitlementStatement,
            DocumentKind::UnemploymentTransfer => Self::UnemploymentTransfer,
        }
    }
}
