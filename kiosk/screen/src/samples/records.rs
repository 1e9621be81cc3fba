//! Invented records: ordinary, long, empty.

use domain::{
    DocumentKind, InsuranceKind, InsuranceStatus, Money, Month, MonthRange, PersonalAccount, UnemploymentBenefit,
};
use service::page::{InsurancePage, InsuranceRow, RecordPage};

use super::variants::DOCUMENTS;

const EMPLOYER: &str = "样例市虚构机械制造有限公司";
const LONG_EMPLOYER: &str = "样例省虚构生态农业科技发展集团股份有限公司样例市第三分公司";

pub(super) fn record_pages() -> Vec<(String, RecordPage)> {
    let documents = DOCUMENTS.map(|(_, kind)| kind).to_vec();
    let ordinary = RecordPage {
        masked_name: "王＊例".to_owned(),
        masked_number: "370000********0017".to_owned(),
        as_of: month(2026, 10),
        rows: vec![
            row(InsuranceKind::EmployeePension, InsuranceStatus::Active, 214, Some(8_641_257)),
            row(InsuranceKind::Unemployment, InsuranceStatus::Active, 190, None),
            row(InsuranceKind::WorkInjury, InsuranceStatus::Active, 190, None),
        ],
        chart: chart(12),
        documents: documents.clone(),
        for_you: 3,
    };
    let long = RecordPage {
        masked_name: "阿·＊＊＊＊＊＊·＊＊＊＊＊＊＊".to_owned(),
        rows: vec![
            row(InsuranceKind::EmployeePension, InsuranceStatus::Receiving, 512, Some(123_456_789)),
            row(InsuranceKind::ResidentPension, InsuranceStatus::Ended, 36, Some(1_234_567)),
            row(InsuranceKind::Unemployment, InsuranceStatus::Paused, 411, None),
            row(InsuranceKind::WorkInjury, InsuranceStatus::NotInsured, 0, None),
        ],
        ..ordinary.clone()
    };
    let latin = RecordPage {
        masked_name: "E***, M*** D*** C*** A***".to_owned(),
        masked_number: "911370********0013".to_owned(),
        rows: vec![row(InsuranceKind::EmployeePension, InsuranceStatus::Active, 7, Some(93_012))],
        chart: chart(1),
        documents: vec![DocumentKind::ContributionCertificate, DocumentKind::EntitlementStatement],
        ..ordinary.clone()
    };
    let rare = RecordPage { masked_name: "𬱖＊".to_owned(), chart: chart(3), for_you: 0, ..ordinary.clone() };
    let never =
        RecordPage { rows: Vec::new(), chart: Vec::new(), documents: Vec::new(), for_you: 1, ..ordinary.clone() };
    let pages = [
        ("record", ordinary),
        ("record-long", long),
        ("record-latin", latin),
        ("record-rare-name", rare),
        ("record-never-insured", never),
    ];
    pages.map(|(name, page)| (name.to_owned(), page)).into()
}

pub(super) fn insurance_pages() -> Vec<(String, InsurancePage)> {
    let pension = InsurancePage {
        row: row(InsuranceKind::EmployeePension, InsuranceStatus::Active, 214, Some(8_641_257)),
        first: Some(month(2008, 7)),
        last: Some(month(2026, 10)),
        gaps: vec![range((2013, 3), (2013, 8))],
        periods: vec![(Some(EMPLOYER.to_owned()), range((2008, 7), (2013, 2))), (None, range((2013, 9), (2026, 10)))],
        years: years(2008, 2026),
        account: Some(PersonalAccount {
            carried_over: Money::from_fen(8_001_257),
            credited: Money::from_fen(520_000),
            interest: Money::from_fen(120_000),
        }),
        benefit: None,
    };
    let many = InsurancePage {
        gaps: (2000..2012).map(|y| range((y, 3), (y, 4))).collect(),
        periods: (2000..2026)
            .map(|y| ((y % 3 != 0).then(|| LONG_EMPLOYER.to_owned()), range((y, 5), (y, 12))))
            .collect(),
        years: years(1996, 2026),
        ..pension.clone()
    };
    let unemployment = InsurancePage {
        row: row(InsuranceKind::Unemployment, InsuranceStatus::Paused, 190, None),
        account: None,
        benefit: Some(UnemploymentBenefit { due: 24, used: 7 }),
        gaps: Vec::new(),
        ..pension.clone()
    };
    let residents = InsurancePage {
        row: row(InsuranceKind::ResidentPension, InsuranceStatus::Receiving, 180, Some(1_234_567)),
        gaps: Vec::new(),
        periods: vec![(None, range((2011, 1), (2025, 12)))],
        years: years(2011, 2025),
        ..pension.clone()
    };
    let never = InsurancePage {
        row: row(InsuranceKind::WorkInjury, InsuranceStatus::NotInsured, 0, None),
        first: None,
        last: None,
        gaps: Vec::new(),
        periods: Vec::new(),
        years: Vec::new(),
        account: None,
        benefit: None,
    };
    let pages = [
        ("insurance-employee-pension", pension),
        ("insurance-many-employers", many),
        ("insurance-unemployment", unemployment),
        ("insurance-resident-pension", residents),
        ("insurance-not-insured", never),
    ];
    pages.map(|(name, page)| (name.to_owned(), page)).into()
}

fn row(kind: InsuranceKind, status: InsuranceStatus, months_paid: u32, balance_fen: Option<i64>) -> InsuranceRow {
    InsuranceRow { kind, status, months_paid, balance: balance_fen.map(Money::from_fen) }
}

/// The last so many years, rising with a dip.
fn chart(years: i16) -> Vec<(i16, Money)> {
    (2027 - years..=2026).map(|year| (year, base(year))).collect()
}

fn base(year: i16) -> Money {
    let steps = i64::from(year) - 1995;
    Money::from_fen(310_000 + steps * 18_600 - if year % 5 == 0 { 40_000 } else { 0 })
}

fn years(from: i16, to: i16) -> Vec<(i16, [Option<Money>; 12])> {
    let paid = |year: i16| {
        let mut months = [Some(base(year)); 12];
        if year % 4 == 1 {
            months.iter_mut().skip(2).take(6).for_each(|m| *m = None);
        }
        (year, months)
    };
    (from..=to).rev().map(paid).collect()
}

/// A month; samples write only those that exist.
fn month(year: i16, month: i8) -> Month {
    const FIRST: i16 = 1900;
    let start = Month::new(FIRST, 1).map(|m| m.plus(i32::from(year - FIRST) * 12 + i32::from(month) - 1));
    start.unwrap_or_else(|| unreachable!("January 1900 is a month"))
}

fn range(from: (i16, i8), to: (i16, i8)) -> MonthRange {
    let (from, to) = (month(from.0, from.1), month(to.0, to.1));
    MonthRange::new(from.min(to), from.max(to)).unwrap_or_else(|| unreachable!("the smaller comes first"))
}
