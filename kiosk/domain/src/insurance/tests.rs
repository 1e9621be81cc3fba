use proptest::prelude::*;

use super::*;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn paid(from: &str, to: &str, base: &str, employer: Option<&str>) -> Contribution {
    Contribution {
        months: MonthRange::new(month(from), month(to)).unwrap(),
        base: base.parse().unwrap(),
        employer: employer.map(Sensitive::from),
    }
}

fn pension(contributions: Vec<Contribution>) -> Insurance {
    Insurance {
        kind: InsuranceKind::EmployeePension,
        status: InsuranceStatus::Active,
        contributions,
        account: None,
        benefit: None,
    }
}

#[test]
fn a_history_with_a_gap_and_two_employers() {
    let insurance = pension(vec![
        paid("2019-11", "2019-12", "3400.00", Some("甲样例公司")),
        paid("2020-01", "2020-06", "3500.00", Some("甲样例公司")),
        paid("2020-07", "2020-08", "3500.00", Some("乙样例公司")),
        paid("2021-01", "2021-03", "3700.00", None),
        paid("2021-05", "2021-05", "3700.00", None),
    ]);
    assert_eq!((insurance.first(), insurance.last()), (Some(month("2019-11")), Some(month("2021-05"))));
    assert_eq!(insurance.months_paid(), 14);
    let range = |from, to| MonthRange::new(month(from), month(to)).unwrap();
    assert_eq!(insurance.gaps(), [range("2020-09", "2020-12"), range("2021-04", "2021-04")]);
    assert_eq!(
        insurance.employer_periods(),
        [
            (Some("甲样例公司"), range("2019-11", "2020-06")),
            (Some("乙样例公司"), range("2020-07", "2020-08")),
            (None, range("2021-01", "2021-03")),
            (None, range("2021-05", "2021-05")),
        ]
    );
    let yuan = |n: i64| Money::from_fen(n * 100);
    assert_eq!(insurance.base_in(month("2019-12")), Some(yuan(3400)));
    assert_eq!(insurance.base_in(month("2020-01")), Some(yuan(3500)));
    assert_eq!(insurance.base_in(month("2020-09")), None);
    assert_eq!(insurance.bases_by_year(), [(2019, yuan(3400)), (2020, yuan(3500)), (2021, yuan(3700))]);
    assert_eq!([2018, 2019, 2020, 2021].map(|year| insurance.months_in_year(year)), [0, 2, 8, 4]);
}

#[test]
fn an_insurance_without_contributions() {
    let insurance = pension(Vec::new());
    assert_eq!((insurance.first(), insurance.last(), insurance.months_paid()), (None, None, 0));
    assert!(insurance.gaps().is_empty() && insurance.employer_periods().is_empty());
    assert!(insurance.bases_by_year().is_empty());
}

#[test]
fn accounts_and_benefits_add_up() {
    let yuan = |n: i64| Money::from_fen(n * 100);
    let account = PersonalAccount { carried_over: yuan(80_000), credited: yuan(6_400), interest: yuan(12) };
    assert_eq!(account.balance(), yuan(86_412));
    assert_eq!(UnemploymentBenefit { due: 24, used: 3 }.left(), 21);
    assert_eq!(UnemploymentBenefit { due: 3, used: 24 }.left(), 0);
}

#[test]
fn a_record_finds_its_insurances_and_years() {
    let resident = Insurance {
        kind: InsuranceKind::ResidentPension,
        contributions: vec![paid("2015-01", "2015-12", "25.00", None)],
        ..pension(Vec::new())
    };
    let mut record = Record {
        name: "王样例".into(),
        number: IdNumber::parse("11010519491231002X").unwrap().into(),
        as_of: month("2026-10"),
        insurances: vec![resident],
        children: Vec::new(),
    };
    assert_eq!(record.pension().map(|i| i.kind), Some(InsuranceKind::ResidentPension));
    record.insurances.push(pension(vec![paid("2025-11", "2026-02", "5000.00", None)]));
    assert_eq!(record.pension().map(|i| i.kind), Some(InsuranceKind::EmployeePension));
    assert_eq!(record.years(), [2026, 2025, 2015]);
    assert!(record.insurance(InsuranceKind::Unemployment).is_none());
    let shown = format!("{record:?}");
    assert!(!shown.contains("王样例") && !shown.contains("1949"), "{shown}");
}

/// Any history: runs of paid months, each some months after the one before.
fn history() -> impl Strategy<Value = Vec<Contribution>> {
    let run = (0i32..30, 0i32..40, 400i64..30_000, prop::option::of(0..3u8));
    prop::collection::vec(run, 0..12).prop_map(|runs| {
        let mut next = month("1996-01");
        let mut contributions = Vec::new();
        for (gap, length, base, employer) in runs {
            let from = next.plus(gap);
            let months = MonthRange::new(from, from.plus(length)).unwrap();
            next = months.to().plus(1);
            let employer = employer.map(|n| Sensitive::new(format!("样例公司{n}")));
            contributions.push(Contribution { months, base: Money::from_fen(base * 100), employer });
        }
        contributions
    })
}

proptest! {
    #[test]
    fn paid_months_and_gaps_make_the_whole_span(contributions in history()) {
        let insurance = pension(contributions);
        let gaps: u32 = insurance.gaps().iter().map(|gap| gap.months()).sum();
        let span = match (insurance.first(), insurance.last()) {
            (Some(first), Some(last)) => MonthRange::new(first, last).unwrap().months(),
            _ => 0,
        };
        prop_assert_eq!(insurance.months_paid() + gaps, span);
        for gap in insurance.gaps() {
            prop_assert!(insurance.base_in(gap.from()).is_none() && insurance.base_in(gap.to()).is_none());
        }
    }

    #[test]
    fn employer_periods_hold_every_paid_month_once(contributions in history()) {
        let insurance = pension(contributions);
        let periods = insurance.employer_periods();
        let months: u32 = periods.iter().map(|(_, range)| range.months()).sum();
        prop_assert_eq!(months, insurance.months_paid());
        for pair in periods.windows(2) {
            prop_assert!(pair[0].1.to() < pair[1].1.from());
            let same = pair[0].0 == pair[1].0;
            prop_assert!(!same || pair[0].1.to().plus(1) < pair[1].1.from(), "one period in two");
        }
    }

    #[test]
    fn years_hold_every_paid_month_once(contributions in history()) {
        let insurance = pension(contributions);
        let years = insurance.bases_by_year();
        prop_assert!(years.is_sorted_by_key(|(year, _)| *year));
        let months: u32 = years.iter().map(|(year, _)| insurance.months_in_year(*year)).sum();
        prop_assert_eq!(months, insurance.months_paid());
        for (year, highest) in years {
            let bases = (1..=12).filter_map(|m| insurance.base_in(Month::new(year, m).unwrap()));
            prop_assert_eq!(bases.max(), Some(highest));
        }
    }
}
