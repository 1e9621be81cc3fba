//! 个人参保缴费证明: where a person stands in each insurance, since when, for how many months, and who paid.

use domain::{Insurance, InsuranceKind, InsuranceStatus};

use super::parts::{NAME, Sheet};
use super::words;
use crate::layout::{Column, rest};

/// Columns of `2001-07 至 2012-06`.
const MONTHS: usize = 18;

pub(crate) fn lay_out(sheet: &mut Sheet<'_>) {
    sheet.head();
    let record = sheet.record;
    let insurances: Vec<&Insurance> = record.insurances.iter().collect();
    sheet.part("参保情况");
    if insurances.is_empty() {
        sheet.ticket.paragraph("无参保缴费记录。");
    } else if sheet.ticket.wide() {
        table(sheet, &insurances);
    } else {
        list(sheet, &insurances);
    }
    if !insurances.is_empty() {
        sheet.part("缴费中断");
        sheet.gaps(&insurances);
        sheet.part("缴费单位");
        let kinds: Vec<InsuranceKind> = insurances.iter().map(|insurance| insurance.kind).collect();
        sheet.periods(&kinds, None);
    }
    sheet.purpose();
}

fn table(sheet: &mut Sheet<'_>, insurances: &[&Insurance]) {
    let columns = [
        Column { title: "参保险种", width: 12, right: false },
        Column { title: "参保状态", width: 8, right: false },
        Column { title: "缴费起止年月", width: MONTHS, right: false },
        Column { title: "月数", width: rest(sheet.ticket.columns(), &[12, 8, MONTHS]), right: true },
    ];
    sheet.ticket.thin_rule();
    sheet.ticket.table_head(&columns);
    for insurance in insurances {
        let cells = [
            words::kind(insurance.kind),
            words::status(insurance.status),
            &words::span(insurance, true),
            &insurance.months_paid().to_string(),
        ];
        sheet.ticket.table_row(&columns, &cells);
    }
    sheet.ticket.thin_rule();
}

fn list(sheet: &mut Sheet<'_>, insurances: &[&Insurance]) {
    for insurance in insurances {
        sheet.ticket.thin_rule();
        sheet.ticket.heading(words::kind(insurance.kind));
        sheet.ticket.pair("参保状态", NAME, words::status(insurance.status));
        if insurance.status != InsuranceStatus::NotInsured || insurance.months_paid() > 0 {
            sheet.ticket.pair("缴费起止", NAME, &words::span(insurance, false));
            sheet.ticket.pair("累计缴费", NAME, &words::count(insurance.months_paid()));
        }
    }
    sheet.ticket.thin_rule();
}
