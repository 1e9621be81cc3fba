//! 个人权益记录: what a person paid in one year month by month, and what the personal account holds.

use domain::{Insurance, InsuranceKind, Month, MonthRange, PersonalAccount};

use super::parts::Sheet;
use super::words;
use crate::layout::{Column, fitting, rest};

/// Columns of an amount: `21,210.00` and more.
const AMOUNT: usize = 10;

/// Columns of a month: `12月`.
const MONTH: usize = 4;

pub(crate) fn lay_out(sheet: &mut Sheet<'_>, year: i16) {
    sheet.head();
    sheet.ticket.pair("记录年度", super::parts::NAME, &format!("{year}年"));
    let record = sheet.record;
    let insurances: Vec<&Insurance> = record.insurances.iter().collect();
    sheet.part("缴费月数");
    if insurances.is_empty() {
        sheet.ticket.paragraph("无参保缴费记录。");
    } else {
        totals(sheet, &insurances, year);
        bases(sheet, &insurances, year);
        if let Some(range) = whole(year) {
            sheet.part("本年缴费单位");
            let kinds: Vec<InsuranceKind> = insurances.iter().map(|insurance| insurance.kind).collect();
            sheet.periods(&kinds, Some(range));
        }
    }
    for insurance in insurances {
        if let Some(account) = insurance.account {
            personal_account(sheet, insurance.kind, account);
        }
    }
    sheet.purpose();
}

fn totals(sheet: &mut Sheet<'_>, insurances: &[&Insurance], year: i16) {
    let columns = [
        Column { title: "参保险种", width: rest(sheet.ticket.columns(), &[8, 8]), right: false },
        Column { title: "本年月数", width: 8, right: true },
        Column { title: "累计月数", width: 8, right: true },
    ];
    sheet.ticket.thin_rule();
    sheet.ticket.table_head(&columns);
    for insurance in insurances {
        let in_year = insurance.months_in_year(year).to_string();
        let in_all = insurance.months_paid().to_string();
        sheet.ticket.table_row(&columns, &[words::kind(insurance.kind), &in_year, &in_all]);
    }
    sheet.ticket.thin_rule();
}

fn bases(sheet: &mut Sheet<'_>, insurances: &[&Insurance], year: i16) {
    sheet.part("各月缴费基数（元）");
    let paid: Vec<&&Insurance> = insurances.iter().filter(|insurance| insurance.months_in_year(year) > 0).collect();
    if paid.is_empty() {
        sheet.ticket.paragraph("本年无缴费。");
        return;
    }
    for group in paid.chunks(fitting(sheet.ticket.columns(), MONTH, AMOUNT)) {
        // Amounts stand at the right edge of equal columns over the whole width.
        let free = usize::from(sheet.ticket.columns()).saturating_sub(MONTH) / group.len().max(1);
        let first = usize::from(sheet.ticket.columns()) - free * group.len();
        let mut columns = vec![Column { title: "月份", width: first, right: false }];
        columns.extend(group.iter().map(|insurance| Column {
            title: words::short_kind(insurance.kind),
            width: free.saturating_sub(2),
            right: true,
        }));
        sheet.ticket.thin_rule();
        sheet.ticket.table_head(&columns);
        for month in (1..=12).filter_map(|month| Month::new(year, month)) {
            let mut cells = vec![format!("{}月", month.month())];
            cells.extend(group.iter().map(|i| i.base_in(month).map_or("—".to_owned(), |base| base.to_string())));
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            sheet.ticket.table_row(&columns, &cells);
        }
    }
    sheet.ticket.thin_rule();
}

fn personal_account(sheet: &mut Sheet<'_>, kind: InsuranceKind, account: PersonalAccount) {
    // The account is that of the year which the data covers, whatever year the months are of.
    let year = sheet.record.as_of.year();
    sheet.part(&format!("{}个人账户（{year}年，元）", words::short_kind(kind)));
    sheet.ticket.thin_rule();
    for (name, amount) in [
        ("上年末累计储存额", account.carried_over),
        ("当年记账金额", account.credited),
        ("当年记账利息", account.interest),
    ] {
        sheet.ticket.ends(name, &amount.to_string());
    }
    sheet.ticket.bold_ends("累计储存额", &account.balance().to_string());
}

fn whole(year: i16) -> Option<MonthRange> {
    MonthRange::new(Month::new(year, 1)?, Month::new(year, 12)?)
}
