//! What the documents tell of a history of payment: who paid when, and when nobody did.

use domain::{Insurance, InsuranceKind, MonthRange, Record};

use super::words;

/// Months that one payer paid, and for which insurances. Personal.
pub struct Period<'a> {
    /// The employer, or the words for people who pay themselves.
    pub payer: &'a str,
    /// When.
    pub months: MonthRange,
    /// For which insurances, in the order of the record.
    pub kinds: Vec<InsuranceKind>,
}

/// Who paid when and for what, oldest first; what one employer paid for several insurances at once is one period.
/// `within`: only the months of this range.
pub fn periods<'a>(record: &'a Record, kinds: &[InsuranceKind], within: Option<MonthRange>) -> Vec<Period<'a>> {
    let mut periods: Vec<(bool, Period<'a>)> = Vec::new();
    for insurance in record.insurances.iter().filter(|insurance| kinds.contains(&insurance.kind)) {
        for (employer, months) in insurance.employer_periods() {
            let Some(months) = within.map_or(Some(months), |year| overlap(months, year)) else { continue };
            let same =
                |(employed, p): &&mut (bool, Period<'a>)| *employed && employer == Some(p.payer) && p.months == months;
            if let Some((_, period)) = periods.iter_mut().find(same) {
                period.kinds.push(insurance.kind);
            } else {
                let payer = employer.unwrap_or(words::self_paid(insurance.kind));
                periods.push((employer.is_some(), Period { payer, months, kinds: vec![insurance.kind] }));
            }
        }
    }
    let mut periods: Vec<Period<'a>> = periods.into_iter().map(|(_, period)| period).collect();
    periods.sort_by_key(|period| period.months);
    periods
}

/// Months between the first and the last paid one that were not paid, and in which insurances, oldest first.
pub fn gaps<'a>(insurances: impl IntoIterator<Item = &'a Insurance>) -> Vec<(MonthRange, Vec<InsuranceKind>)> {
    let mut gaps: Vec<(MonthRange, Vec<InsuranceKind>)> = Vec::new();
    for insurance in insurances {
        for gap in insurance.gaps() {
            match gaps.iter_mut().find(|(range, _)| *range == gap) {
                Some((_, kinds)) => kinds.push(insurance.kind),
                None => gaps.push((gap, vec![insurance.kind])),
            }
        }
    }
    gaps.sort_by_key(|(range, _)| *range);
    gaps
}

fn overlap(a: MonthRange, b: MonthRange) -> Option<MonthRange> {
    MonthRange::new(a.from().max(b.from()), a.to().min(b.to()))
}
