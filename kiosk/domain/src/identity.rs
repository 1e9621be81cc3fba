//! Who a person is, as an identity document says it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id_number::IdNumber;
use crate::sensitive::Sensitive;

/// 证件类型.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityDocument {
    /// 居民身份证
    ResidentIdCard,
    /// 港澳台居民居住证
    HkMacaoTaiwanPermit,
    /// 外国人永久居留身份证, 2017
    ForeignerPermit2017,
    /// 外国人永久居留身份证, 2023
    ForeignerPermit2023,
    /// 社会保障卡, of the generations that tell their holder
    SocialSecurityCard,
}

/// 性别, GB/T 2261.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
    /// 未知或未说明
    Unstated,
}

/// How long a document is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validity {
    /// Through this day.
    Until(Date),
    /// 长期
    LongTerm,
}

/// What a terminal keeps of an identity document during a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Kind of document.
    pub document: IdentityDocument,
    /// Name as it is shown and printed: the Chinese one where there is one.
    pub name: Sensitive<String>,
    /// 证件号码; checked, see `warnings`.
    pub number: Sensitive<IdNumber>,
    /// 性别
    pub sex: Sex,
    /// 有效期限
    pub validity: Validity,
    /// What an application is filled in with; kept only where somebody applies.
    pub more: Option<CardMore>,
}

/// What a resident's card says beside who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardMore {
    /// 民族, without 族 as on the card: 汉.
    pub nation: Sensitive<String>,
    /// 住址
    pub address: Sensitive<String>,
}

impl Identity {
    /// Whether the document has run out on `today`.
    pub fn expired(&self, today: Date) -> bool {
        match self.validity {
            Validity::Until(last) => last < today,
            Validity::LongTerm => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_document_is_good_through_its_last_day() {
        let mut identity = Identity {
            more: None,
            document: IdentityDocument::ResidentIdCard,
            name: "王样例".into(),
            number: IdNumber::parse("11010519491231002X").unwrap().into(),
            sex: Sex::Female,
            validity: Validity::Until(date(2026, 10, 31)),
        };
        assert!(!identity.expired(date(2026, 10, 31)));
        assert!(identity.expired(date(2026, 11, 1)));
        identity.validity = Validity::LongTerm;
        assert!(!identity.expired(date(2199, 1, 1)));
        let shown = format!("{identity:?}");
        assert!(!shown.contains("王") && !shown.contains("1949"), "{shown}");
    }
}
