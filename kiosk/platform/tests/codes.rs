//! What phones and papers show is resolved once, in time, and only by the platform.
#![allow(clippy::unwrap_used, clippy::panic)] // a test stops where it fails

use std::path::PathBuf;

use domain::{CaseNumber, CodeMeaning, Codes, DocumentKind, DocumentRequest, PersonalCode, PersonalCodeKind};
use jiff::{SignedDuration, Timestamp};
use platform::sandbox::CodeFate;
use platform::{CaseStage, CodeRefusal, Consent, PaperKind, Platform, PlatformError, Sandbox};
use uuid::Uuid;

const KIND: PersonalCodeKind = PersonalCodeKind::ResidentCode;

fn sandbox() -> Sandbox {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/sandbox/people"));
    Sandbox::load(&[folder]).unwrap()
}

/// A code as the terminal's own table tells it.
fn code(sandbox: &Sandbox, fate: CodeFate) -> PersonalCode {
    let file = include_str!("../../../config/codes.toml");
    let shown = sandbox.control().personal_code("wang-jianming", KIND, fate).unwrap();
    match Codes::parse(file, "https://verify.example").unwrap().meaning(shown.reveal()) {
        CodeMeaning::Personal(code) => code,
        other => panic!("the shipped table does not know the sandbox's code: {other:?}"),
    }
}

fn refused(refusal: CodeRefusal) -> PlatformError {
    PlatformError::Code(refusal)
}

#[tokio::test]
async fn a_code_is_good_once() {
    let sandbox = sandbox();
    let code = code(&sandbox, CodeFate::Good);
    assert_eq!(code.kind, KIND);
    let identity = sandbox.resolve_code(&code).await.unwrap();
    assert_eq!(identity.name.reveal(), "王建明");
    assert_eq!(sandbox.resolve_code(&code).await.unwrap_err(), refused(CodeRefusal::Used));
    // Whom the code names, the platform also knows.
    sandbox.identify(&identity).await.unwrap();
}

#[tokio::test]
async fn every_other_code_is_refused_with_its_reason() {
    let sandbox = sandbox();
    for (fate, refusal) in
        [(CodeFate::Expired, CodeRefusal::Expired), (CodeFate::NotSignedUp, CodeRefusal::NotSignedUp)]
    {
        assert_eq!(sandbox.resolve_code(&code(&sandbox, fate)).await.unwrap_err(), refused(refusal));
    }
    let mut made_up = code(&sandbox, CodeFate::Good);
    made_up.text = "SANDBOX-RES-00000000000000000000".into();
    assert_eq!(sandbox.resolve_code(&made_up).await.unwrap_err(), refused(CodeRefusal::Invalid));
    // A good code under another kind is asked of the wrong office.
    let other = PersonalCode { kind: PersonalCodeKind::NetworkIdentity, ..code(&sandbox, CodeFate::Good) };
    assert_eq!(sandbox.resolve_code(&other).await.unwrap_err(), refused(CodeRefusal::Invalid));
}

#[tokio::test]
async fn a_code_that_is_shown_for_too_long_expires() {
    let sandbox = sandbox().with_clock(|| Timestamp::now() + SignedDuration::from_secs(121));
    let code = code(&sandbox, CodeFate::Good);
    assert_eq!(sandbox.resolve_code(&code).await.unwrap_err(), refused(CodeRefusal::Expired));
}

#[tokio::test]
async fn without_a_line_a_code_is_neither_resolved_nor_used_up() {
    let sandbox = sandbox();
    let code = code(&sandbox, CodeFate::Good);
    sandbox.control().set_offline(true);
    assert_eq!(sandbox.resolve_code(&code).await.unwrap_err(), PlatformError::Offline);
    sandbox.control().set_offline(false);
    sandbox.resolve_code(&code).await.unwrap();
}

#[tokio::test]
async fn a_certificate_is_found_by_its_code_and_shows_no_whole_name() {
    let sandbox = sandbox();
    let card = sandbox.person("wang-jianming").unwrap().read().unwrap().card.identity();
    let session = sandbox.identify(&card).await.unwrap();
    let consent = Consent { version: "2026-11".to_owned(), given_at: Timestamp::now() };
    let request = DocumentRequest::ContributionCertificate;
    let certificate = sandbox.issue(&session, &consent, Uuid::now_v7(), &request).await.unwrap();
    let found = sandbox.verify(&certificate.verification_code).await.unwrap().unwrap();
    assert_eq!(
        (found.document, &found.number),
        (PaperKind::Certificate(DocumentKind::ContributionCertificate), &certificate.number)
    );
    assert_eq!((found.issued_on, found.valid_until), (certificate.issued_on, Some(certificate.valid_until)));
    assert_eq!(found.masked_name.reveal(), "王＊明");
    assert_eq!(sandbox.verify("ABCDEFGH234567").await.unwrap(), None);
}

#[tokio::test]
async fn a_case_is_found_by_its_number() {
    let sandbox = sandbox();
    let number: CaseNumber = "BJ202611090000435".parse().unwrap();
    let case = sandbox.case(&number).await.unwrap().unwrap();
    assert_eq!(case.stage, CaseStage::InReview);
    assert!(case.answer_by > Some(case.since));
    let unknown = CaseNumber::new(jiff::civil::date(2026, 11, 9), 44);
    assert_eq!(sandbox.case(&unknown).await.unwrap(), None);
}
