//! An invented person, and a world for a visit to happen in.

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use domain::catalogue::{Popularity, Source};
use domain::{
    Announcement, CaseNumber, Certificate, Codes, Contribution, Divisions, DocumentRequest, IdNumber, Identity,
    IdentityDocument, Insurance, InsuranceKind, InsuranceStatus, Money, Month, MonthRange, Places, Record, Sensitive,
    Sex, UnemploymentBenefit, Validity,
};
use platform::{CaseStage, CaseState, IssuedPaper, PaperKind, Session};
use service::{Delays, Directory, News, Now, Rules};

pub const NAME: &str = "王样例";

pub fn number() -> Sensitive<IdNumber> {
    let digits = "37000019900307001";
    let valid = "0123456789X".chars().find_map(|check| IdNumber::parse(&format!("{digits}{check}")).ok());
    Sensitive::new(valid.expect("one of eleven check digits is right"))
}

pub fn identity(validity: Validity) -> Arc<Identity> {
    Arc::new(Identity {
        document: IdentityDocument::ResidentIdCard,
        name: NAME.into(),
        number: number(),
        sex: Sex::Male,
        validity,
        more: None,
    })
}

pub fn record(unemployment: bool) -> Arc<Record> {
    let months = |from, to| MonthRange::new(Month::new(from, 1).unwrap(), Month::new(to, 12).unwrap()).unwrap();
    let contributions = vec![Contribution {
        months: months(2015, 2025),
        base: Money::from_fen(500_000),
        employer: Some("威海样例制造有限公司".into()),
    }];
    let insurance = |kind| Insurance {
        kind,
        status: InsuranceStatus::Active,
        contributions: contributions.clone(),
        account: None,
        benefit: (kind == InsuranceKind::Unemployment).then_some(UnemploymentBenefit { due: 12, used: 3 }),
    };
    let mut insurances = vec![insurance(InsuranceKind::EmployeePension)];
    if unemployment {
        insurances.push(insurance(InsuranceKind::Unemployment));
    }
    Arc::new(Record {
        name: NAME.into(),
        number: number(),
        as_of: Month::new(2026, 10).unwrap(),
        insurances,
        children: Vec::new(),
    })
}

/// Start of the address in a certificate's code.
const BASE: &str = "https://verify.example";

/// What a phone shows.
pub fn personal_code() -> Sensitive<String> {
    "RES-0123456789".into()
}

/// What stands on a certificate.
pub fn paper_code() -> Sensitive<String> {
    format!("{BASE}/v/ABCD2345EFGH").into()
}

/// What stands on a receipt.
pub fn receipt_code() -> Sensitive<String> {
    case_number().as_str().into()
}

fn case_number() -> CaseNumber {
    CaseNumber::new(jiff::civil::date(2026, 11, 9), 43)
}

pub fn issued_paper() -> Arc<IssuedPaper> {
    let paper = certificate(DocumentRequest::ContributionCertificate);
    Arc::new(IssuedPaper {
        document: PaperKind::Certificate(paper.request.kind()),
        number: paper.number.clone(),
        issuer: paper.issuer.clone(),
        issued_on: paper.issued_on,
        valid_until: Some(paper.valid_until),
        masked_name: "王＊例".into(),
    })
}

pub fn case_state() -> Arc<CaseState> {
    Arc::new(CaseState {
        number: case_number(),
        matter: "失业保险金申领".into(),
        matter_en: "Claim of unemployment benefit".into(),
        stage: CaseStage::InReview,
        since: jiff::civil::date(2026, 11, 16),
        answer_by: Some(jiff::civil::date(2026, 11, 30)),
    })
}

pub fn session() -> Arc<Session> {
    Arc::new(Session { token: "token of the sample".into() })
}

pub fn certificate(request: DocumentRequest) -> Arc<Certificate> {
    Arc::new(Certificate {
        request,
        number: "HC2611220001".into(),
        verification_code: "ABCD2345EFGH".into(),
        issuer: "样例社会保险服务中心".into(),
        issued_on: jiff::civil::date(2026, 11, 22),
        valid_until: jiff::civil::date(2027, 2, 22),
    })
}

pub fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(make_rules);
    &RULES
}

/// The shipped catalogue, places and announcements.
pub fn directory() -> Directory {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let files = |folder: &str| {
        let entries = std::fs::read_dir(config.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
        files.sort();
        files
    };
    let source = |path: &Path| Source {
        path: path.strip_prefix(config.join("catalogue")).unwrap().to_str().unwrap().to_owned(),
        text: read(path),
    };
    let all = files("catalogue").into_iter().chain(files("catalogue/matters"));
    let sources: Vec<Source> = all.map(|path| source(&path)).collect();
    let catalogue = domain::catalogue::load(&sources).unwrap();
    let places = Places::parse(&read(&config.join("places.toml")), &catalogue).unwrap();
    let news = files("announcements").into_iter().map(|path| {
        let announcement = Announcement::parse(&read(&path), &catalogue).unwrap();
        Arc::new(News { announcement, picture: None })
    });
    let news = news.collect();
    let sources: Vec<Source> = files("forms")
        .into_iter()
        .map(|path| Source { path: path.file_name().unwrap().to_str().unwrap().to_owned(), text: read(&path) })
        .collect();
    let forms = domain::form::load(&sources, &catalogue).unwrap();
    Directory::new(catalogue, &Popularity::default(), places, news).with_forms(Arc::new(forms))
}

fn make_rules() -> Rules {
    let divisions = "[[province]]\ncode = \"110000\"\nname = \"北京市\"\n\n[[province]]\ncode = \"370000\"\nname = \"山东省\"\n\
                     cities = [{ code = \"370100\", name = \"济南市\" }, { code = \"371000\", name = \"威海市\" }]\n";
    let codes = "[[personal]]\nkind = 'resident_code'\nstarts = ['RES-']\nshortest = 8\nlongest = 64\n";
    Rules {
        delays: Delays::default(),
        consent_version: "test-1".into(),
        divisions: Arc::new(Divisions::parse(divisions).unwrap()),
        codes: Arc::new(Codes::parse(codes, BASE).unwrap()),
        directory: Arc::new(directory()),
    }
}

pub fn at(since_start: Duration) -> Now {
    Now {
        since_start,
        at: "2026-11-22T06:00:00Z".parse().unwrap(),
        today: jiff::civil::date(2026, 11, 22),
        second_of_day: 14 * 3600,
    }
}
