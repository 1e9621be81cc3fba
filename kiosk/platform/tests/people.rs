//! The people that are shipped: each loads, is consistent, and together they cover what a visit has to cope with.
#![allow(clippy::unwrap_used, clippy::panic)] // a test stops where it fails

use std::collections::HashSet;
use std::path::PathBuf;

use domain::{IdNumber, IdentityDocument, Insurance, InsuranceKind, InsuranceStatus, Money, Record};
use jiff::civil::date;
use platform::Sandbox;
use platform::sandbox::PersonData;

fn shipped() -> Sandbox {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/sandbox/people"));
    Sandbox::load(&[folder]).unwrap_or_else(|e| panic!("{e}"))
}

fn everybody() -> Vec<(String, PersonData)> {
    shipped().people().iter().map(|person| (person.id.clone(), person.read().unwrap())).collect()
}

/// A condition that the shipped people have to meet, and the person who is there for it.
type Case = (&'static str, fn(&PersonData) -> bool, &'static str);

fn record(data: &PersonData) -> &Record {
    data.record.as_ref().unwrap()
}

fn has(data: &PersonData, kind: InsuranceKind, fits: fn(&Insurance) -> bool) -> bool {
    data.record.as_ref().and_then(|record| record.insurance(kind)).is_some_and(fits)
}

const CASES: &[Case] = &[
    ("wang-jianming", |p| has(p, InsuranceKind::EmployeePension, |i| i.months_paid() > 25 * 12), "long service"),
    ("wang-jianming", |p| has(p, InsuranceKind::EmployeePension, |i| i.gaps().is_empty()), "no gap"),
    ("wang-jianming", |p| p.card.number.reveal().masked() == "370000********0017", "the number of the drawings"),
    ("li-yangli", |p| has(p, InsuranceKind::EmployeePension, |i| i.gaps().len() >= 2), "gaps"),
    ("zhang-ceshi", |p| has(p, InsuranceKind::EmployeePension, |i| i.employer_periods().len() >= 4), "employers"),
    ("zhang-ceshi", |p| p.card.text("newest_address").is_some(), "a newer address"),
    (
        "chen-shili",
        |p| has(p, InsuranceKind::EmployeePension, |i| i.employer_periods().last().unwrap().0.is_none()),
        "flexible employment",
    ),
    ("zhao-yanshi", |p| has(p, InsuranceKind::EmployeePension, |i| i.status == InsuranceStatus::Receiving), "retired"),
    ("sun-weican", |p| p.record.is_none(), "no record"),
    ("zhou-kongbai", |p| record(p).insurances.is_empty(), "never insured"),
    (
        "wu-moni",
        |p| has(p, InsuranceKind::Unemployment, |i| i.status == InsuranceStatus::NotInsured),
        "unemployment not insured",
    ),
    ("ouyang-shifan", |p| record(p).pension().unwrap().kind == InsuranceKind::ResidentPension, "resident pension"),
    ("shen-daigang", |p| has(p, InsuranceKind::Unemployment, |i| i.benefit.unwrap().used > 0), "unemployed"),
    ("abdurehman", |p| p.card.name().reveal().contains('·'), "Uyghur name"),
    ("liu-yan", |p| p.card.name().reveal().contains('\u{4DAE}'), "䶮"),
    ("he-wei", |p| p.card.name().reveal().contains('\u{2CC56}'), "𬱖"),
    // Checked with fonttools: HanaMinB has the character, none of the Noto Sans CJK faces of Debian 12 has it.
    ("xu-ji", |p| p.card.name().reveal().contains('\u{2A7DD}'), "a character that the UI font lacks"),
    ("huang-gangli", |p| p.card.number.reveal().as_str().starts_with("81"), "Hong Kong"),
    ("lin-taili", |p| p.card.number.reveal().as_str().starts_with("83"), "Taiwan"),
    ("sample-alice", |p| p.card.kind.document() == IdentityDocument::ForeignerPermit2017, "foreigner 2017"),
    ("sample-alice", |p| p.card.name().reveal().as_str() == "SAMPLE, ALICE", "no Chinese name"),
    ("example-bartholomew", |p| p.card.kind.document() == IdentityDocument::ForeignerPermit2023, "foreigner 2023"),
    ("example-bartholomew", |p| p.card.text("english_name").unwrap().reveal().len() > 35, "a name in two fields"),
    ("zheng-guoqi", |p| p.card.identity().expired(date(2026, 1, 1)), "expired card"),
    ("jiang-gaiming", |p| record(p).name != p.card.name(), "another name in the register"),
];

#[test]
fn the_people_cover_what_a_visit_has_to_cope_with() {
    let sandbox = shipped();
    assert!(sandbox.people().len() >= 14);
    for (id, fits, what) in CASES {
        let data = sandbox.person(id).unwrap_or_else(|| panic!("{id} is gone")).read().unwrap();
        assert!(fits(&data), "{id}: {what}");
    }
}

#[test]
fn nobody_can_be_taken_for_a_real_person() {
    for (id, data) in everybody() {
        let number = data.card.number.reveal();
        let invented = match data.card.kind.document() {
            IdentityDocument::ResidentIdCard => number.as_str().starts_with("370000"),
            IdentityDocument::HkMacaoTaiwanPermit => number.as_str().starts_with('8'),
            _ => true,
        };
        assert!(invented, "{id}");
        assert_eq!(IdNumber::parse(number.as_str()).as_ref(), Ok(number), "{id}");
        assert!(!data.title.reveal().is_empty() && data.title_en.reveal().is_ascii(), "{id}");
    }
}

#[test]
fn only_the_expired_card_is_expired() {
    let expired: Vec<String> = everybody()
        .into_iter()
        .filter(|(_, data)| data.card.identity().expired(date(2026, 11, 22)))
        .map(|(id, _)| id)
        .collect();
    assert_eq!(expired, ["zheng-guoqi"]);
}

#[test]
fn records_agree_with_themselves() {
    for (id, data) in everybody() {
        let Some(record) = &data.record else { continue };
        assert_eq!(record.number, data.card.number, "{id}");
        let mut kinds = HashSet::new();
        for insurance in &record.insurances {
            assert!(kinds.insert(insurance.kind), "{id}");
            let paid_now = insurance.last() == Some(record.as_of);
            match (insurance.kind, insurance.status) {
                // Residents pay for a year at once.
                (InsuranceKind::ResidentPension, _) => {}
                (_, InsuranceStatus::Active) => assert!(paid_now, "{id}: active, yet not paid"),
                (_, InsuranceStatus::NotInsured) => assert_eq!(insurance.months_paid(), 0, "{id}"),
                _ => assert!(!paid_now, "{id}: {:?}, yet paid", insurance.status),
            }
            account_agrees(&id, record, insurance);
            benefit_agrees(&id, insurance);
        }
    }
}

/// This year's credit is 8 % of this year's bases (of residents all that they paid). Source: 国发〔2005〕38号.
fn account_agrees(id: &str, record: &Record, insurance: &Insurance) {
    let pension = matches!(insurance.kind, InsuranceKind::EmployeePension | InsuranceKind::ResidentPension);
    assert_eq!(insurance.account.is_some(), pension, "{id}");
    let Some(account) = insurance.account else { return };
    let percent = if insurance.kind == InsuranceKind::ResidentPension { 100 } else { 8 };
    let bases = |year: i16| -> i64 {
        (1..=12).filter_map(|m| insurance.base_in(domain::Month::new(year, m)?)).map(Money::fen).sum()
    };
    assert_eq!(account.credited.fen(), bases(record.as_of.year()) * percent / 100, "{id}");
    let paid: i64 = record.years().into_iter().map(bases).sum::<i64>() * percent / 100;
    if insurance.status != InsuranceStatus::Receiving {
        assert!(account.balance().fen() >= paid, "{id}: less than was paid in");
    }
    assert!(account.balance().fen() <= paid * 3, "{id}: more than interest can explain");
}

/// At most 12, 18 or 24 months for one, five or ten years. Source: 社会保险法 第四十六条.
fn benefit_agrees(id: &str, insurance: &Insurance) {
    let Some(benefit) = insurance.benefit else { return };
    assert_eq!(insurance.kind, InsuranceKind::Unemployment, "{id}");
    let most = match insurance.months_paid() / 12 {
        0 => 0,
        1..5 => 12,
        5..10 => 18,
        _ => 24,
    };
    assert!(benefit.due <= most, "{id}: {} months due", benefit.due);
    assert!(benefit.used <= benefit.due, "{id}");
}

/// 60 % to 300 % of the province's average. Source: 山东省 2024: 4,242 to 21,210 yuan.
#[test]
fn bases_of_2024_are_within_the_limits() {
    for (id, data) in everybody() {
        let pension = data.record.as_ref().and_then(|r| r.insurance(InsuranceKind::EmployeePension).cloned());
        for (_, base) in pension.iter().flat_map(Insurance::bases_by_year).filter(|(year, _)| *year == 2024) {
            assert!((4242..=21210).contains(&base.yuan()), "{id}: {base}");
        }
    }
}
