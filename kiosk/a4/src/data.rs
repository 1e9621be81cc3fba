//! What stands on a sheet: the data that a template sets, in the words that the ticket uses.

use domain::{Certificate, DocumentKind, DocumentRequest, Insurance, InsuranceKind, Month, MonthRange, Record};
use jiff::civil::Date;
use paper::told::Named;
use paper::{Fonts, history, printable, words};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::error::A4Error;
use crate::json::{Issued, json};
use crate::qr;
use crate::template::Template;

/// A sheet to be set: which template, with what. Personal: overwritten when dropped, masked in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Job {
    /// What sets it.
    pub template: Template,
    /// The day on the paper.
    pub issued_on: Date,
    /// The number on it; the PDF's own identifier is made of it.
    pub number: String,
    /// JSON, the file `data.json` of a template.
    pub data: Zeroizing<Vec<u8>>,
    /// The file `verification.svg` of a certificate's template; empty: there is none.
    pub code: Zeroizing<String>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("template", &self.template).finish_non_exhaustive()
    }
}

impl Job {
    /// The document that `certificate` says. `verification_base` is the address of the verification page: the QR code
    /// is `<verification_base>/v/<verification code>`. `fonts` are asked which characters of names can be drawn; for
    /// others stands 〓 with a note, as on a ticket.
    pub fn new(
        record: &Record,
        certificate: &Certificate,
        verification_base: &str,
        fonts: &Fonts,
    ) -> Result<Self, A4Error> {
        let address = words::address(verification_base, &certificate.verification_code);
        let code = qr::svg(&address)?;
        let data = json(&Data::of(record, certificate, &address, fonts))?;
        Ok(Self {
            template: certificate.request.kind().into(),
            issued_on: certificate.issued_on,
            number: printable(&certificate.number).to_string(),
            data,
            code,
        })
    }
}

/// A text that may be personal.
type Text = Zeroizing<String>;

/// The file `data.json`; `config/documents/README.md` explains each key.
#[derive(Serialize)]
struct Data {
    kind: DocumentKind,
    title: &'static [&'static str],
    number: Text,
    issuer: Named,
    issued: Issued,
    issued_on: String,
    valid_until: String,
    verification_code: Text,
    address: Text,
    person: Person,
    as_of: String,
    purpose: Text,
    year: Option<i16>,
    destination: Option<Destination>,
    insurances: Vec<Row>,
    gaps: Vec<Gap>,
    periods: Vec<Period>,
    bases: Vec<Bases>,
    accounts: Vec<Account>,
    unemployment: Option<Unemployment>,
}

#[derive(Serialize)]
struct Person {
    name: Named,
    number: Text,
}

#[derive(Serialize)]
struct Destination {
    name: Named,
    code: Text,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    short: &'static str,
    status: &'static str,
    span: String,
    months: u32,
    months_in_year: u32,
}

#[derive(Serialize)]
struct Gap {
    span: String,
    months: u32,
    insurances: String,
}

#[derive(Serialize)]
struct Period {
    span: String,
    months: u32,
    payer: Named,
    insurances: String,
}

/// Bases of one insurance in the year of an entitlement statement, January first.
#[derive(Serialize)]
struct Bases {
    short: &'static str,
    amounts: Vec<Option<Text>>,
}

#[derive(Serialize)]
struct Account {
    short: &'static str,
    year: i16,
    carried_over: Text,
    credited: Text,
    interest: Text,
    balance: Text,
}

#[derive(Serialize)]
struct Unemployment {
    status: &'static str,
    first: Option<String>,
    last: Option<String>,
    months: u32,
    benefit: Option<Benefit>,
}

#[derive(Serialize)]
struct Benefit {
    due: u32,
    used: u32,
    left: u32,
}

impl Data {
    fn of(record: &Record, certificate: &Certificate, address: &str, fonts: &Fonts) -> Self {
        let request = &certificate.request;
        let named = |name: &str| Named::of(name, fonts);
        let year = match request {
            DocumentRequest::EntitlementStatement { year } => Some(*year),
            _ => None,
        };
        // A transfer is about one insurance, the others about all.
        let told: Vec<&Insurance> = match request.kind() {
            DocumentKind::UnemploymentTransfer => record.insurance(InsuranceKind::Unemployment).into_iter().collect(),
            _ => record.insurances.iter().collect(),
        };
        let kinds: Vec<InsuranceKind> = told.iter().map(|insurance| insurance.kind).collect();
        let periods = history::periods(record, &kinds, year.and_then(whole));
        Self {
            kind: request.kind(),
            title: words::title(request.kind()),
            number: printable(&certificate.number),
            issuer: named(&certificate.issuer),
            issued: certificate.issued_on.into(),
            issued_on: words::date(certificate.issued_on),
            valid_until: words::date(certificate.valid_until),
            verification_code: printable(&certificate.verification_code),
            address: printable(address),
            person: Person { name: named(record.name.reveal()), number: printable(record.number.reveal().as_str()) },
            as_of: words::month(record.as_of),
            purpose: Named::of(&words::purpose(request), fonts).shown,
            year,
            destination: match request {
                DocumentRequest::UnemploymentTransfer { destination } => {
                    Some(Destination { name: named(&destination.name), code: printable(&destination.code) })
                }
                _ => None,
            },
            insurances: told.iter().map(|insurance| Row::of(insurance, year)).collect(),
            gaps: history::gaps(told.iter().copied()).into_iter().map(Gap::of).collect(),
            periods: periods.iter().map(|period| Period::of(period, fonts)).collect(),
            bases: year.map(|year| told.iter().filter_map(|i| Bases::of(i, year)).collect()).unwrap_or_default(),
            accounts: told.iter().filter_map(|insurance| Account::of(insurance, record.as_of)).collect(),
            unemployment: record.insurance(InsuranceKind::Unemployment).map(Unemployment::of),
        }
    }
}

impl Row {
    fn of(insurance: &Insurance, year: Option<i16>) -> Self {
        Self {
            name: words::kind(insurance.kind),
            short: words::short_kind(insurance.kind),
            status: words::status(insurance.status),
            span: words::span(insurance, true),
            months: insurance.months_paid(),
            months_in_year: year.map(|year| insurance.months_in_year(year)).unwrap_or_default(),
        }
    }
}

impl Gap {
    fn of((range, kinds): (MonthRange, Vec<InsuranceKind>)) -> Self {
        Self { span: words::months(range, true), months: range.months(), insurances: words::kinds(&kinds) }
    }
}

impl Period {
    fn of(period: &history::Period<'_>, fonts: &Fonts) -> Self {
        Self {
            span: words::months(period.months, true),
            months: period.months.months(),
            payer: Named::of(period.payer, fonts),
            insurances: words::kinds(&period.kinds),
        }
    }
}

impl Bases {
    fn of(insurance: &Insurance, year: i16) -> Option<Self> {
        let months = (1..=12).filter_map(|month| Month::new(year, month));
        let amounts = months.map(|month| insurance.base_in(month).map(|base| Zeroizing::new(base.to_string())));
        (insurance.months_in_year(year) > 0)
            .then(|| Self { short: words::short_kind(insurance.kind), amounts: amounts.collect() })
    }
}

impl Account {
    fn of(insurance: &Insurance, as_of: Month) -> Option<Self> {
        let account = insurance.account?;
        let amount = |money: domain::Money| Zeroizing::new(money.to_string());
        Some(Self {
            short: words::short_kind(insurance.kind),
            // The account is that of the year which the data covers, whatever year the months are of.
            year: as_of.year(),
            carried_over: amount(account.carried_over),
            credited: amount(account.credited),
            interest: amount(account.interest),
            balance: amount(account.balance()),
        })
    }
}

impl Unemployment {
    fn of(insurance: &Insurance) -> Self {
        Self {
            status: words::status(insurance.status),
            first: insurance.first().map(words::month),
            last: insurance.last().map(words::month),
            months: insurance.months_paid(),
            benefit: insurance.benefit.map(|benefit| Benefit {
                due: benefit.due,
                used: benefit.used,
                left: benefit.left(),
            }),
        }
    }
}

fn whole(year: i16) -> Option<MonthRange> {
    MonthRange::new(Month::new(year, 1)?, Month::new(year, 12)?)
}
