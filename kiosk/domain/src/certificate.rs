//! Documents that a terminal issues from a record.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::division::Division;

/// Which of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 个人参保缴费证明
    ContributionCertificate,
    /// 个人权益记录
    EntitlementStatement,
    /// 参保人员失业保险关系迁移证明
    UnemploymentTransfer,
}

/// A document with everything that it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum DocumentRequest {
    /// 个人参保缴费证明
    ContributionCertificate,
    /// 个人权益记录 of a calendar year.
    EntitlementStatement {
        /// The year.
        year: i16,
    },
    /// 参保人员失业保险关系迁移证明
    UnemploymentTransfer {
        /// 转往地.
        destination: Division,
    },
}

impl DocumentRequest {
    /// Which document it is.
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::ContributionCertificate => DocumentKind::ContributionCertificate,
            Self::EntitlementStatement { .. } => DocumentKind::EntitlementStatement,
            Self::UnemploymentTransfer { .. } => DocumentKind::UnemploymentTransfer,
        }
    }
}

/// A certificate as government issued it. What it certifies is the record that it was issued from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// What was asked for.
    pub request: DocumentRequest,
    /// 编号, ASCII.
    pub number: String,
    /// 验证码, ASCII letters and digits; checked at `<verification base URL>/v/<code>`.
    pub verification_code: String,
    /// 出具机构.
    pub issuer: String,
    /// 出具日期.
    pub issued_on: Date,
    /// 有效期至, last valid day.
    pub valid_until: Date,
}
