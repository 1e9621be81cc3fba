//! Invented people and applications: templates are tried with them.

use domain::acknowledgement::sample;
use domain::{
    Certificate, Contribution, Division, DocumentRequest, IdNumber, Insurance, InsuranceKind, InsuranceStatus, Money,
    Month, MonthRange, PersonalAccount, Record, UnemploymentBenefit,
};
use jiff::civil::Date;

use crate::data::Job;
use crate::error::A4Error;

/// The samples of papers of an application that every template is tried with, by name, and whether in English.
const TRIED: [(&str, bool); 8] = [
    ("mixed", false),
    ("wanted", false),
    ("company", false),
    ("hostile", false),
    ("empty", false),
    ("mixed", true),
    ("wanted", true),
    ("company", true),
];

/// Start of the address in their codes.
const BASE: &str = "https://verify.example";

/// Every document, of a person with a long and of one with an empty record; every paper of an application, usual,
/// strange and empty.
pub fn specimens() -> Result<Vec<Job>, A4Error> {
    let fonts = paper::Fonts::load().map_err(|error| A4Error::Start(error.to_string()))?;
    let mut jobs = Vec::new();
    for record in [long(), empty()].into_iter().flatten() {
        for request in requests() {
            jobs.push(Job::new(&record, &certificate(request), BASE, &fonts)?);
        }
    }
    for english in [false, true] {
        let tried = |name: &str| TRIED.contains(&(name, english));
        for (_, receipt) in sample::receipts().into_iter().filter(|(name, _)| tried(name)) {
            jobs.push(Job::receipt(&receipt, english, BASE, &fonts)?);
        }
        for (_, notice) in sample::notices().into_iter().filter(|(name, _)| tried(name)) {
            jobs.push(Job::notice(&notice, english, BASE, &fonts)?);
        }
        for (_, decision) in sample::decisions().into_iter().filter(|(name, _)| tried(name)) {
            jobs.push(Job::decision(&decision, english, BASE, &fonts)?);
        }
        for (_, file) in sample::life_files().into_iter().filter(|(name, _)| tried(name)) {
            jobs.push(Job::life_file(&file, english, &fonts)?);
        }
    }
    Ok(jobs)
}

/// One of each document.
pub(crate) fn requests() -> [DocumentRequest; 3] {
    [
        DocumentRequest::ContributionCertificate,
        DocumentRequest::EntitlementStatement { year: 2026 },
        DocumentRequest::UnemploymentTransfer {
            destination: Division { code: "370200".into(), name: "山东省青岛市".into(), name_en: String::new() },
        },
    ]
}

/// A certificate of the sandbox's office.
pub(crate) fn certificate(request: DocumentRequest) -> Certificate {
    Certificate {
        request,
        number: "HC26112241870023".into(),
        verification_code: "7KQM4RTX9PWE".into(),
        issuer: "样例区社会保险服务中心（演示无效）".into(),
        issued_on: day(2026, 11, 22),
        valid_until: day(2027, 2, 21),
    }
}

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or_default()
}

/// Two gaps, four employers one of which has a long name, all four insurances, a personal account, a benefit, a
/// character that only Hanazono has and one that no font has.
pub(crate) fn long() -> Option<Record> {
    let runs = [
        ((2001, 7), (2005, 12), 1280, Some("威海样例纺织有限公司")),
        ((2006, 1), (2012, 6), 3120, Some("威海样例国际经济技术合作股份有限公司环翠分公司")),
        ((2013, 1), (2019, 8), 5300, Some("环翠示范水产食品有限公司")),
        ((2019, 11), (2020, 5), 6040, None),
        ((2020, 6), (2025, 12), 7250, Some("威海演示软件科技有限公司")),
        ((2026, 1), (2026, 10), 7380, Some("威海演示软件科技有限公司")),
    ];
    let contributions: Vec<Contribution> =
        runs.into_iter().filter_map(|(from, to, yuan, payer)| paid(from, to, yuan * 100, payer)).collect();
    let employed: Vec<Contribution> = contributions.iter().filter(|run| run.employer.is_some()).cloned().collect();
    let fen = Money::from_fen;
    let account = PersonalAccount { carried_over: fen(13_405_240), credited: fen(590_400), interest: fen(167_565) };
    let insurance = |kind, status, contributions: &[Contribution]| Insurance {
        kind,
        status,
        contributions: contributions.to_vec(),
        account: None,
        benefit: None,
    };
    let resident: Vec<Contribution> = paid((1999, 1), (2000, 12), 2500, None).into_iter().collect();
    Some(Record {
        insurances: vec![
            Insurance {
                account: Some(account),
                ..insurance(InsuranceKind::EmployeePension, InsuranceStatus::Active, &contributions)
            },
            Insurance {
                benefit: Some(UnemploymentBenefit { due: 24, used: 6 }),
                ..insurance(InsuranceKind::Unemployment, InsuranceStatus::Active, &employed)
            },
            insurance(InsuranceKind::WorkInjury, InsuranceStatus::Active, &employed),
            insurance(InsuranceKind::ResidentPension, InsuranceStatus::Ended, &resident),
        ],
        ..person("样例𪟝\u{323ae}")?
    })
}

/// Nothing was ever paid.
pub(crate) fn empty() -> Option<Record> {
    person("样例")
}

fn person(name: &str) -> Option<Record> {
    let number = IdNumber::try_from("370000198003150013".to_owned()).ok()?;
    Some(Record {
        name: name.into(),
        number: number.into(),
        as_of: Month::new(2026, 10)?,
        insurances: Vec::new(),
        children: Vec::new(),
    })
}

fn paid(from: (i16, i8), to: (i16, i8), fen: i64, employer: Option<&str>) -> Option<Contribution> {
    let months = MonthRange::new(Month::new(from.0, from.1)?, Month::new(to.0, to.1)?)?;
    Some(Contribution { months, base: Money::from_fen(fen), employer: employer.map(Into::into) })
}
