//! One insurance in detail.

use domain::{Money, MonthRange};
use service::page::InsurancePage;
use slint::ComponentHandle;

use super::model;
use crate::convert;
use crate::generated::{App, BaseRun, InsuranceAdapter, Period, YearOfBases};

pub(super) fn show(app: &App, page: &InsurancePage) {
    let adapter = app.global::<InsuranceAdapter>();
    adapter.set_insurance(convert::insurance(page.row.kind));
    adapter.set_standing(convert::standing(page.row.status));
    adapter.set_months(page.row.months_paid as i32);
    adapter.set_first(convert::month(page.first));
    adapter.set_last(convert::month(page.last));
    adapter.set_gaps(model(page.gaps.iter().map(|gap| period(None, *gap))));
    adapter.set_periods(model(page.periods.iter().map(|(employer, months)| period(employer.as_deref(), *months))));
    adapter.set_years(model(page.years.iter().map(|(year, months)| year_of_bases(*year, months))));
    adapter.set_has_account(page.account.is_some());
    if let Some(account) = page.account {
        adapter.set_carried_over(account.carried_over.to_string().into());
        adapter.set_credited(account.credited.to_string().into());
        adapter.set_interest(account.interest.to_string().into());
        adapter.set_balance(account.balance().to_string().into());
    }
    adapter.set_has_benefit(page.benefit.is_some());
    if let Some(benefit) = page.benefit {
        adapter.set_due(benefit.due as i32);
        adapter.set_used(benefit.used as i32);
        adapter.set_left(benefit.left() as i32);
    }
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<InsuranceAdapter>();
    adapter.set_gaps(model([]));
    adapter.set_periods(model([]));
    adapter.set_years(model([]));
    adapter.set_has_account(false);
    adapter.set_has_benefit(false);
    adapter.set_carried_over("".into());
    adapter.set_credited("".into());
    adapter.set_interest("".into());
    adapter.set_balance("".into());
}

fn period(employer: Option<&str>, months: MonthRange) -> Period {
    Period {
        employer: employer.unwrap_or_default().into(),
        start: convert::month(Some(months.from())),
        end: convert::month(Some(months.to())),
        months: months.months() as i32,
    }
}

fn year_of_bases(year: i16, months: &[Option<Money>; 12]) -> YearOfBases {
    YearOfBases {
        year: year.into(),
        paid: months.iter().flatten().count() as i32,
        runs: model(runs(months).into_iter().map(|run| BaseRun {
            start: run.start,
            end: run.end,
            amount: run.base.to_string().into(),
        })),
    }
}

/// Neighbouring months of one base; 1 is January.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    start: i32,
    end: i32,
    base: Money,
}

/// The paid months of a year in runs of one base.
fn runs(months: &[Option<Money>; 12]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (month, base) in (1..).zip(months) {
        let Some(base) = *base else { continue };
        match runs.last_mut() {
            Some(run) if run.end + 1 == month && run.base == base => run.end = month,
            _ => runs.push(Run { start: month, end: month, base }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(text: &str) -> [Option<Money>; 12] {
        let mut months = [None; 12];
        for (month, letter) in months.iter_mut().zip(text.chars()) {
            *month = letter.to_digit(10).map(|digit| Money::from_fen(i64::from(digit)));
        }
        months
    }

    #[test]
    fn months_of_one_base_are_one_run() {
        type Run = (i32, i32, i64);
        let cases: &[(&str, &[Run])] = &[
            ("111111111111", &[(1, 12, 1)]),
            ("............", &[]),
            ("111222222222", &[(1, 3, 1), (4, 12, 2)]),
            ("11..11......", &[(1, 2, 1), (5, 6, 1)]),
            ("...........9", &[(12, 12, 9)]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = runs(&year(text)).iter().map(|run| (run.start, run.end, run.base.fen())).collect();
            assert_eq!(&found, expected, "{text}");
        }
    }
}
