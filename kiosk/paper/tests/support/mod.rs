//! Invented records and the shipped printer models, for all tests of this crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    dead_code,
    unreachable_pub,
    reason = "a test that cannot set itself up has failed; not every test uses every helper"
)]

pub mod fields;
pub mod slips;

use std::path::Path;

use domain::{
    Certificate, Contribution, Division, DocumentRequest, IdNumber, Insurance, InsuranceKind, InsuranceStatus, Money,
    Month, MonthRange, PersonalAccount, Record, UnemploymentBenefit,
};
use drivers::printer::Model;
use jiff::civil::date;

/// Where the tests' tickets are verified.
pub const BASE: &str = "https://verify.example.gov.cn";

/// The shipped printer models by file name.
pub const MODELS: [&str; 3] = ["epson-80mm", "cn-kiosk-80mm", "cn-kiosk-58mm"];

pub fn model(name: &str) -> Model {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/terminals").join(format!("{name}.toml"));
    Model::load(&file).unwrap()
}

/// One of each document.
pub fn requests() -> Vec<DocumentRequest> {
    vec![
        DocumentRequest::ContributionCertificate,
        DocumentRequest::EntitlementStatement { year: 2026 },
        DocumentRequest::UnemploymentTransfer {
            destination: Division { code: "370200".into(), name: "山东省青岛市".into(), ..division() },
        },
    ]
}

fn division() -> Division {
    toml::from_str("code = \"\"\nname = \"\"").unwrap()
}

pub fn certificate(request: DocumentRequest) -> Certificate {
    Certificate {
        request,
        number: "HC26112241870023".into(),
        verification_code: "7KQM4RTX9PWE".into(),
        issuer: "威海市环翠区社会保险服务中心".into(),
        issued_on: date(2026, 11, 22),
        valid_until: date(2027, 2, 21),
    }
}

pub fn range(from: &str, to: &str) -> MonthRange {
    MonthRange::new(month(from), month(to)).unwrap()
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn paid(from: &str, to: &str, base: &str, employer: Option<&str>) -> Contribution {
    Contribution { months: range(from, to), base: base.parse::<Money>().unwrap(), employer: employer.map(Into::into) }
}

/// A person of long service with a gap and two employers.
pub fn ordinary(name: &str) -> Record {
    let work = |kind| Insurance {
        kind,
        status: InsuranceStatus::Active,
        contributions: vec![
            paid("2001-07", "2012-06", "3120.00", Some("威海样例纺织有限公司")),
            paid("2013-01", "2025-12", "6410.50", Some("威海示范机械制造股份有限公司")),
            paid("2026-01", "2026-10", "6820.00", Some("威海示范机械制造股份有限公司")),
        ],
        account: None,
        benefit: None,
    };
    let account = PersonalAccount {
        carried_over: "86412.57".parse().unwrap(),
        credited: "5456.00".parse().unwrap(),
        interest: "3378.81".parse().unwrap(),
    };
    let pension = Insurance { account: Some(account), ..work(InsuranceKind::EmployeePension) };
    let benefit = UnemploymentBenefit { due: 24, used: 6 };
    let unemployment = Insurance { benefit: Some(benefit), ..work(InsuranceKind::Unemployment) };
    Record {
        name: name.into(),
        number: IdNumber::try_from("370000198003150013".to_owned()).unwrap().into(),
        as_of: month("2026-10"),
        insurances: vec![pension, unemployment, work(InsuranceKind::WorkInjury)],
        children: Vec::new(),
    }
}

/// Writes a gray picture where a developer can look at it.
pub fn write_png(name: &str, width: u16, height: u16, gray: &[u8]) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let file = std::fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), width.into(), height.into());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(gray).unwrap();
}
