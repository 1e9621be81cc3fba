//! The words of the documents: whatever the paper, they are the same.

use domain::{DocumentKind, DocumentRequest, Insurance, InsuranceKind, InsuranceStatus, Month, MonthRange};
use jiff::civil::Date;
use zeroize::Zeroizing;

/// The title, in the phrases between which it may be broken.
pub fn title(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::ContributionCertificate => &["个人", "参保缴费证明"],
        DocumentKind::EntitlementStatement => &["个人", "权益记录"],
        DocumentKind::UnemploymentTransfer => &["参保人员", "失业保险", "关系", "迁移证明"],
    }
}

/// 用途: what the paper is good for.
pub fn purpose(request: &DocumentRequest) -> String {
    match request {
        DocumentRequest::ContributionCertificate => {
            "证明本人截至上述月份的参保缴费情况，由本人在办理事项时向有关单位出示。".to_owned()
        }
        DocumentRequest::EntitlementStatement { .. } => {
            "供本人了解上述年度的社会保险权益。对记录有异议的，请持身份证件向出具机构申请核查。".to_owned()
        }
        DocumentRequest::UnemploymentTransfer { destination } => {
            format!("供本人办理失业保险关系转移接续，请交{}失业保险经办机构。", destination.name)
        }
    }
}

/// The address behind the verification code: `<base>/v/<code>`.
pub fn address(base: &str, code: &str) -> Zeroizing<String> {
    Zeroizing::new([base.trim_end_matches('/'), "/v/", code].concat())
}

/// 险种 in full.
pub fn kind(kind: InsuranceKind) -> &'static str {
    match kind {
        InsuranceKind::EmployeePension => "企业职工基本养老保险",
        InsuranceKind::ResidentPension => "城乡居民基本养老保险",
        InsuranceKind::Unemployment => "失业保险",
        InsuranceKind::WorkInjury => "工伤保险",
    }
}

/// 险种 where several stand in one line or over a column.
pub fn short_kind(kind: InsuranceKind) -> &'static str {
    match kind {
        InsuranceKind::EmployeePension => "养老",
        InsuranceKind::ResidentPension => "居民养老",
        InsuranceKind::Unemployment => "失业",
        InsuranceKind::WorkInjury => "工伤",
    }
}

/// 参保状态.
pub fn status(status: InsuranceStatus) -> &'static str {
    match status {
        InsuranceStatus::Active => "正常参保",
        InsuranceStatus::Paused => "暂停参保",
        InsuranceStatus::Ended => "终止参保",
        InsuranceStatus::Receiving => "待遇领取",
        InsuranceStatus::NotInsured => "未参保",
    }
}

/// Who paid where there is no employer.
pub fn self_paid(kind: InsuranceKind) -> &'static str {
    match kind {
        InsuranceKind::ResidentPension => "个人缴费（城乡居民）",
        _ => "个人缴费（灵活就业人员）",
    }
}

/// `2001-07 至 2012-06`, 18 columns; on narrow paper without the blanks, 16 columns.
pub fn months(range: MonthRange, wide: bool) -> String {
    let to = if wide { " 至 " } else { "至" };
    format!("{}{to}{}", range.from(), range.to())
}

/// `2026年10月`.
pub fn month(month: Month) -> String {
    format!("{}年{}月", month.year(), month.month())
}

/// `2026年11月22日`.
pub fn date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `12个月`.
pub fn count(months: u32) -> String {
    format!("{months}个月")
}

/// `养老 失业 工伤`.
pub fn kinds(kinds: &[InsuranceKind]) -> String {
    kinds.iter().map(|kind| short_kind(*kind)).collect::<Vec<_>>().join(" ")
}

/// First and last paid month, or 无.
pub fn span(insurance: &Insurance, wide: bool) -> String {
    let whole = insurance.first().zip(insurance.last()).and_then(|(first, last)| MonthRange::new(first, last));
    whole.map_or("无".to_owned(), |range| months(range, wide))
}
