//! The words of the documents for the terms of a record.

use domain::{InsuranceKind, InsuranceStatus, Month, MonthRange};
use jiff::civil::Date;

/// 险种 in full.
pub(crate) fn kind(kind: InsuranceKind) -> &'static str {
    match kind {
        InsuranceKind::EmployeePension => "企业职工基本养老保险",
        InsuranceKind::ResidentPension => "城乡居民基本养老保险",
        InsuranceKind::Unemployment => "失业保险",
        InsuranceKind::WorkInjury => "工伤保险",
    }
}

/// 险种 where several stand in one line or over a column.
pub(crate) fn short_kind(kind: InsuranceKind) -> &'static str {
    match kind {
        InsuranceKind::EmployeePension => "养老",
        InsuranceKind::ResidentPension => "居民养老",
        InsuranceKind::Unemployment => "失业",
        InsuranceKind::WorkInjury => "工伤",
    }
}

/// 参保状态.
pub(crate) fn status(status: InsuranceStatus) -> &'static str {
    match status {
        InsuranceStatus::Active => "正常参保",
        InsuranceStatus::Paused => "暂停参保",
        InsuranceStatus::Ended => "终止参保",
        InsuranceStatus::Receiving => "待遇领取",
        InsuranceStatus::NotInsured => "未参保",
    }
}

/// Who paid where there is no employer.
pub(crate) fn self_paid(kind: InsuranceKind) -> &'static str {
    match kind {
        InsuranceKind::ResidentPension => "个人缴费（城乡居民）",
        _ => "个人缴费（灵活就业人员）",
    }
}

/// `2001-07 至 2012-06`, 18 columns; on narrow paper without the blanks, 16 columns.
pub(crate) fn months(range: MonthRange, wide: bool) -> String {
    let to = if wide { " 至 " } else { "至" };
    format!("{}{to}{}", range.from(), range.to())
}

/// `2026年10月`.
pub(crate) fn month(month: Month) -> String {
    format!("{}年{}月", month.year(), month.month())
}

/// `2026年11月22日`.
pub(crate) fn date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `12个月`.
pub(crate) fn count(months: u32) -> String {
    format!("{months}个月")
}
