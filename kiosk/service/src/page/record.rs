//! What the pages of a person's record show.

use domain::{
    DocumentKind, InsuranceKind, InsuranceStatus, Money, Month, MonthRange, PersonalAccount, UnemploymentBenefit,
};

/// The record, masked for a screen in a public hall.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordPage {
    /// 王＊明
    pub masked_name: String,
    /// 370000********0017
    pub masked_number: String,
    /// 数据截至
    pub as_of: Month,
    /// One row an insurance.
    pub rows: Vec<InsuranceRow>,
    /// Pension bases: year and yuan a month, oldest first, at most the last 12 years.
    pub chart: Vec<(i16, Money)>,
    /// Which documents can be asked for.
    pub documents: Vec<DocumentKind>,
    /// How many matters fit the person.
    pub for_you: usize,
}

/// One row of the record.
#[derive(Debug, Clone, PartialEq)]
pub struct InsuranceRow {
    /// Which.
    pub kind: InsuranceKind,
    /// Where the person stands.
    pub status: InsuranceStatus,
    /// 累计缴费月数
    pub months_paid: u32,
    /// 个人账户余额
    pub balance: Option<Money>,
}

/// One insurance in detail.
#[derive(Debug, Clone, PartialEq)]
pub struct InsurancePage {
    /// The row of the record.
    pub row: InsuranceRow,
    /// First paid month.
    pub first: Option<Month>,
    /// Last paid month.
    pub last: Option<Month>,
    /// Months between that were not paid.
    pub gaps: Vec<MonthRange>,
    /// Who paid when; `None`: the person paid alone.
    pub periods: Vec<(Option<String>, MonthRange)>,
    /// Bases by month, newest year first.
    pub years: Vec<(i16, [Option<Money>; 12])>,
    /// Personal account.
    pub account: Option<PersonalAccount>,
    /// Unemployment benefit.
    pub benefit: Option<UnemploymentBenefit>,
}
