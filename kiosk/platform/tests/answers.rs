//! The sandbox answers as a platform does: who is known, who is refused, what is issued, and what a bad line does.
#![allow(clippy::unwrap_used, clippy::panic)] // a test stops where it fails

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::{Division, DocumentRequest, IdNumber, Identity, IdentityDocument};
use jiff::{SignedDuration, Timestamp};
use platform::{Consent, Platform, PlatformError, Refusal, Sandbox, Session};
use tokio::time::Instant;
use uuid::Uuid;

fn sandbox() -> Sandbox {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/sandbox/people"));
    Sandbox::load(&[folder]).unwrap().with_clock(now)
}

fn now() -> Timestamp {
    "2026-11-22T02:00:00Z".parse().unwrap()
}

fn identity(sandbox: &Sandbox, id: &str) -> Identity {
    sandbox.person(id).unwrap().read().unwrap().card.identity()
}

fn consent() -> Consent {
    Consent { version: "2026-1".to_owned(), given_at: now() }
}

async fn session(sandbox: &Sandbox, id: &str) -> Session {
    sandbox.identify(&identity(sandbox, id)).await.unwrap()
}

/// A new request for a document.
async fn issue(sandbox: &Sandbox, id: &str, request: &DocumentRequest) -> Result<domain::Certificate, PlatformError> {
    let session = session(sandbox, id).await;
    sandbox.issue(&session, &consent(), Uuid::now_v7(), request).await
}

const CERTIFICATE: DocumentRequest = DocumentRequest::ContributionCertificate;

fn transfer() -> DocumentRequest {
    let destination =
        Division { code: "370200".into(), name: "山东省青岛市".into(), name_en: "Qingdao, Shandong".into() };
    DocumentRequest::UnemploymentTransfer { destination }
}

#[tokio::test]
async fn a_person_is_identified_and_gets_the_record_and_a_certificate() {
    let sandbox = sandbox();
    let session = session(&sandbox, "wang-jianming").await;
    let record = sandbox.record(&session, &consent()).await.unwrap();
    assert_eq!(record.name.reveal(), "王建明");
    assert_eq!(record.insurances.len(), 3);

    let certificate = sandbox.issue(&session, &consent(), Uuid::now_v7(), &CERTIFICATE).await.unwrap();
    assert_eq!(certificate.issuer, "样例区社会保险服务中心（演示无效）");
    assert_eq!(certificate.issued_on.to_string(), "2026-11-22");
    assert_eq!(certificate.valid_until.to_string(), "2027-02-22");
    assert!(certificate.number.starts_with("HC261122") && certificate.number.is_ascii(), "{}", certificate.number);
    assert!((12..=16).contains(&certificate.verification_code.len()));
    assert_eq!(certificate.request, CERTIFICATE);
}

#[tokio::test]
async fn a_request_gives_one_certificate_however_often_it_is_sent() {
    let sandbox = sandbox();
    let control = sandbox.control();
    let session = session(&sandbox, "wang-jianming").await;
    let id = Uuid::now_v7();
    let first = sandbox.issue(&session, &consent(), id, &CERTIFICATE).await.unwrap();
    let again = sandbox.issue(&session, &consent(), id, &CERTIFICATE).await.unwrap();
    assert_eq!((&first, control.issued()), (&again, 1));

    let other = sandbox.issue(&session, &consent(), Uuid::now_v7(), &CERTIFICATE).await.unwrap();
    assert!(first.number != other.number && first.verification_code != other.verification_code);
    assert_eq!(control.issued(), 2);

    let reused = sandbox.issue(&session, &consent(), id, &transfer()).await;
    assert!(matches!(reused, Err(PlatformError::Failed { .. })), "the id of another document: {reused:?}");
    assert_eq!(control.issued(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_lost_on_the_way_is_found_again_by_its_id() {
    let sandbox = Arc::new(sandbox());
    let control = sandbox.control();
    let session = session(&sandbox, "wang-jianming").await;
    let id = Uuid::now_v7();
    control.set_delay(Some(Duration::from_secs(5)));
    let asked = tokio::spawn({
        let (sandbox, session) = (Arc::clone(&sandbox), session.clone());
        async move { sandbox.issue(&session, &consent(), id, &CERTIFICATE).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = Instant::now();
    control.set_offline(true);
    assert_eq!(asked.await.unwrap(), Err(PlatformError::Offline));
    assert_eq!(before.elapsed(), Duration::ZERO, "a cut line is noticed at once");
    assert_eq!(control.issued(), 1);

    control.set_offline(false);
    control.set_delay(None);
    sandbox.issue(&session, &consent(), id, &CERTIFICATE).await.unwrap();
    assert_eq!(control.issued(), 1);
}

#[tokio::test]
async fn nothing_is_answered_while_the_line_is_cut() {
    let sandbox = sandbox();
    let control = sandbox.control();
    let session = session(&sandbox, "wang-jianming").await;
    control.set_offline(true);
    assert!(control.offline());
    assert_eq!(sandbox.reachable().await, Err(PlatformError::Offline));
    assert_eq!(sandbox.identify(&identity(&sandbox, "wang-jianming")).await, Err(PlatformError::Offline));
    assert_eq!(sandbox.record(&session, &consent()).await, Err(PlatformError::Offline));
    let issued = sandbox.issue(&session, &consent(), Uuid::now_v7(), &CERTIFICATE).await;
    assert_eq!((issued, control.issued()), (Err(PlatformError::Offline), 0));

    control.set_offline(false);
    assert_eq!(sandbox.reachable().await, Ok(()));
    assert!(sandbox.record(&session, &consent()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn answers_take_the_time_that_is_ordered() {
    let sandbox = sandbox();
    let control = sandbox.control();
    let took = async |id: &str| {
        let session = session(&sandbox, id).await;
        let before = Instant::now();
        sandbox.record(&session, &consent()).await.unwrap();
        before.elapsed()
    };
    assert_eq!(took("wang-jianming").await, Duration::ZERO);
    assert_eq!(took("feng-manda").await, Duration::from_secs(12), "the slow person");
    control.set_delay(Some(Duration::from_secs(3)));
    assert_eq!(took("wang-jianming").await, Duration::from_secs(3));
    assert_eq!(took("feng-manda").await, Duration::from_secs(12), "the longer of the two");
    control.set_delay(None);
    assert_eq!(took("wang-jianming").await, Duration::ZERO);
}

#[tokio::test]
async fn ordered_failures_come_as_often_as_ordered_and_nothing_is_done() {
    let sandbox = sandbox();
    let control = sandbox.control();
    let session = session(&sandbox, "wang-jianming").await;
    control.fail_next(2, PlatformError::TimedOut);
    assert_eq!(sandbox.reachable().await, Ok(()), "not counted");
    let consent = consent();
    let issue = || sandbox.issue(&session, &consent, Uuid::nil(), &CERTIFICATE);
    assert_eq!(issue().await, Err(PlatformError::TimedOut));
    assert_eq!(sandbox.record(&session, &consent).await, Err(PlatformError::TimedOut));
    assert_eq!(control.issued(), 0);
    assert!(issue().await.is_ok());

    control.fail_next(9, PlatformError::Offline);
    control.fail_next(0, PlatformError::Offline);
    assert!(issue().await.is_ok());
}

#[tokio::test]
async fn each_person_is_answered_as_the_file_orders() {
    let sandbox = sandbox();
    let failed = PlatformError::Failed { reference: "SANDBOX-5031".to_owned() };
    let cases = [
        ("sun-weican", PlatformError::NoRecord),
        ("chu-guzhang", failed),
        ("wei-suoding", PlatformError::Refused(Refusal::RecordLocked)),
    ];
    for (id, expected) in cases {
        let session = session(&sandbox, id).await;
        assert_eq!(sandbox.record(&session, &consent()).await, Err(expected), "{id}");
    }
    let refused = |refusal| Err(PlatformError::Refused(refusal));
    let cases =
        [("jiang-gaiming", refused(Refusal::IdentityMismatch)), ("zheng-guoqi", refused(Refusal::DocumentExpired))];
    for (id, expected) in cases {
        assert_eq!(sandbox.identify(&identity(&sandbox, id)).await, expected, "{id}");
    }
}

#[tokio::test]
async fn name_and_number_belong_together() {
    let sandbox = sandbox();
    let good = identity(&sandbox, "wang-jianming");
    let mismatch = Err(PlatformError::Refused(Refusal::IdentityMismatch));

    let other = Identity { name: "王建国".into(), ..good.clone() };
    assert_eq!(sandbox.identify(&other).await, mismatch);
    let other = Identity { document: IdentityDocument::HkMacaoTaiwanPermit, ..good.clone() };
    assert_eq!(sandbox.identify(&other).await, mismatch);
    let nobody = IdNumber::parse("11010519491231002X").unwrap();
    let nobody = Identity { number: nobody.into(), ..good };
    assert_eq!(sandbox.identify(&nobody).await, Err(PlatformError::NoRecord));

    for (id, name) in [
        ("abdurehman", "阿卜杜热合曼•样例"),
        ("sample-alice", "Sample,  Alice"),
        ("example-bartholomew", "乔例安"),
        ("example-bartholomew", "EXAMPLE, BARTHOLOMEW JONATHAN FITZGERALD"),
    ] {
        let spelt = Identity { name: name.into(), ..identity(&sandbox, id) };
        assert!(sandbox.identify(&spelt).await.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn documents_are_refused_to_those_who_have_nothing_to_be_certified() {
    let sandbox = sandbox();
    let not_eligible = Err(PlatformError::Refused(Refusal::NotEligible));
    let statement = |year| DocumentRequest::EntitlementStatement { year };
    assert_eq!(issue(&sandbox, "wu-moni", &transfer()).await, not_eligible);
    assert_eq!(issue(&sandbox, "ouyang-shifan", &transfer()).await, not_eligible);
    assert_eq!(issue(&sandbox, "wang-jianming", &statement(1995)).await, not_eligible);
    assert_eq!(issue(&sandbox, "li-yangli", &statement(2015)).await, not_eligible, "a year of a gap");
    assert_eq!(issue(&sandbox, "zhou-kongbai", &CERTIFICATE).await, not_eligible);
    assert_eq!(sandbox.control().issued(), 0);

    assert!(issue(&sandbox, "wu-moni", &CERTIFICATE).await.is_ok());
    assert!(issue(&sandbox, "ouyang-shifan", &statement(2015)).await.is_ok());
    assert!(issue(&sandbox, "shen-daigang", &transfer()).await.is_ok());
    assert!(issue(&sandbox, "chen-shili", &transfer()).await.is_ok());
    assert_eq!(sandbox.control().issued(), 4);
}

#[tokio::test]
async fn no_session_and_no_consent_no_answer() {
    let time = Arc::new(Mutex::new(now()));
    let clock = Arc::clone(&time);
    let sandbox = sandbox().with_clock(move || *clock.lock().unwrap());
    let session = session(&sandbox, "wang-jianming").await;
    let invalid = Err(PlatformError::SessionInvalid);

    let guessed = Session { token: "0".into() };
    assert_eq!(sandbox.record(&guessed, &consent()).await, invalid);
    let silent = Consent { version: " ".to_owned(), ..consent() };
    assert_eq!(sandbox.record(&session, &silent).await, invalid);
    let issued = sandbox.issue(&session, &silent, Uuid::nil(), &CERTIFICATE).await;
    assert_eq!(issued, Err(PlatformError::SessionInvalid));

    let over = sandbox.identify(&identity(&sandbox, "wang-jianming")).await.unwrap();
    assert!(sandbox.record(&over, &consent()).await.is_ok());
    sandbox.close(&over).await;
    assert_eq!(sandbox.record(&over, &consent()).await, invalid, "the visit is over");

    *time.lock().unwrap() += SignedDuration::from_mins(29);
    assert!(sandbox.record(&session, &consent()).await.is_ok());
    *time.lock().unwrap() += SignedDuration::from_mins(1);
    assert_eq!(sandbox.record(&session, &consent()).await, invalid, "after 30 minutes");
}
