//! The sandbox's departments: what takes effect once, how they answer by the clock, and what goes wrong on the way.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::catalogue::Said;
use domain::form::{Answers, Digest};
use domain::{CaseNumber, Sensitive};
use jiff::{SignedDuration, Timestamp};
use platform::application::{
    Applicant, Attachment, CaseKey, Channel, MediaType, Part, Progress, Rating, Receipt, Satisfaction, Stage,
    Submission, Supplement,
};
use platform::sandbox::{Answer, Call, OrderError, Trouble, Way};
use platform::{ApplicationError, CaseStage, Platform, PlatformError, Sandbox, Session};
use uuid::Uuid;

/// The sandbox and its clock, in seconds from Monday, 2026-11-23, 10:00 in China.
struct Hall {
    sandbox: Sandbox,
    seconds: Arc<AtomicI64>,
}

fn at(seconds: i64) -> Timestamp {
    "2026-11-23T02:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

impl Hall {
    fn new() -> Self {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/sandbox/people"));
        let seconds = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&seconds);
        let sandbox = Sandbox::load(&[folder]).unwrap().with_clock(move || at(clock.load(Ordering::Relaxed)));
        Self { sandbox, seconds }
    }

    /// One that keeps what was handed in, in a file.
    fn stored(file: &Path) -> Self {
        let Self { sandbox, seconds } = Self::new();
        Self { sandbox: sandbox.with_store(file).unwrap(), seconds }
    }

    fn after(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    fn submission(&self, form: &str) -> Submission {
        let identity = self.sandbox.person("wang-jianming").unwrap().read().unwrap().card.identity();
        let id = Uuid::now_v7();
        Submission {
            id,
            form: form.to_owned(),
            version: "2026.11.1".parse().unwrap(),
            digest: Digest::of(id.as_bytes()),
            applied_on: "2026-11-23".parse().unwrap(),
            applicant: Applicant { document: identity.document, name: identity.name, number: identity.number },
            helper: None,
            area: None,
            answers: Answers::default(),
            attachments: Vec::new(),
        }
    }

    async fn handed_in(&self, form: &str) -> Receipt {
        let submission = self.submission(form);
        let number = self.sandbox.reserve(submission.id, form).await.unwrap();
        self.sandbox.submit(&number, &submission).await.unwrap()
    }

    async fn progress(&self, number: &CaseNumber) -> Progress {
        self.sandbox.application(&CaseKey::Number(number.clone())).await.unwrap().unwrap()
    }

    async fn stage(&self, number: &CaseNumber) -> Option<Stage> {
        self.progress(number).await.stage()
    }

    async fn session(&self, person: &str) -> Session {
        let identity = self.sandbox.person(person).unwrap().read().unwrap().card.identity();
        self.sandbox.identify(&identity).await.unwrap()
    }
}

fn attachment(bytes: &[u8]) -> Attachment {
    Attachment {
        question: "photo".to_owned(),
        digest: Digest::of(bytes),
        length: bytes.len() as u64,
        media: MediaType::Jpeg,
    }
}

fn part(bytes: &[u8], from: usize, to: usize) -> Part {
    Part {
        attachment: Digest::of(bytes),
        length: bytes.len() as u64,
        offset: from as u64,
        bytes: Sensitive::new(bytes[from..to].to_vec()),
    }
}

fn refused(result: Result<impl Sized, ApplicationError>) -> String {
    match result {
        Err(ApplicationError::Refused { words }) => words.en,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was taken"),
    }
}

#[tokio::test]
async fn an_id_gets_one_number_and_takes_effect_once() {
    let hall = Hall::new();
    let submission = hall.submission("social-card");
    let number = hall.sandbox.reserve(submission.id, "social-card").await.unwrap();
    assert_eq!(hall.sandbox.reserve(submission.id, "social-card").await.unwrap(), number);
    assert!(refused(hall.sandbox.reserve(submission.id, "retirement").await).contains("another application"));
    assert_ne!(hall.sandbox.reserve(Uuid::now_v7(), "social-card").await.unwrap(), number);
    let nothing_yet = hall.progress(&number).await;
    assert_eq!((nothing_yet.stage(), nothing_yet.receipt), (None, None));
    assert_eq!(hall.sandbox.case(&number).await.unwrap(), None, "nothing to see before it is handed in");

    let receipt = hall.sandbox.submit(&number, &submission).await.unwrap();
    hall.after(30);
    assert_eq!(hall.sandbox.submit(&number, &submission).await.unwrap(), receipt, "the same receipt, of then");
    assert_eq!(
        (receipt.received_at, receipt.answer_by),
        (at(0), Some("2026-12-07".parse().unwrap())),
        "ten working days"
    );
    let other = Submission { digest: Digest::of(b"other"), ..submission.clone() };
    assert!(refused(hall.sandbox.submit(&number, &other).await).contains("another application"));
    let nowhere: CaseNumber = CaseNumber::new("2026-11-23".parse().unwrap(), 999);
    assert!(refused(hall.sandbox.submit(&nowhere, &submission).await).contains("no case"));
    assert_eq!(hall.sandbox.application(&CaseKey::Number(nowhere)).await.unwrap(), None);
    assert_eq!(hall.sandbox.control().handed_in(), [submission.id]);
    let by_id = hall.sandbox.application(&CaseKey::Submission(submission.id)).await.unwrap().unwrap();
    assert_eq!(by_id, hall.progress(&number).await);
}

#[tokio::test]
async fn an_attachment_resumes_where_it_is_and_is_taken_whole_alone() {
    let hall = Hall::new();
    let bytes: Vec<u8> = (0..100).collect();
    let submission = Submission { attachments: vec![attachment(&bytes)], ..hall.submission("social-card") };
    let digest = Digest::of(&bytes);
    let number = hall.sandbox.reserve(submission.id, "social-card").await.unwrap();
    assert_eq!(hall.sandbox.uploaded(&number, &digest).await.unwrap(), 0);
    let missing = hall.sandbox.submit(&number, &submission).await;
    assert!(matches!(missing, Err(ApplicationError::Failed { .. })), "{missing:?}");
    // From, to, and how much is there then: in order, again, over a gap, over an overlap, beyond the end.
    for (from, to, there) in [(0, 40, 40), (0, 40, 40), (60, 100, 40), (20, 60, 40), (40, 40, 40), (40, 100, 100)] {
        assert_eq!(hall.sandbox.upload(&number, &part(&bytes, from, to)).await.unwrap(), there, "{from}..{to}");
        assert_eq!(hall.sandbox.uploaded(&number, &digest).await.unwrap(), there);
    }
    assert_eq!(hall.sandbox.upload(&number, &part(&bytes, 0, 100)).await.unwrap(), 100, "it is whole and stays so");
    hall.sandbox.submit(&number, &submission).await.unwrap();

    let other: Vec<u8> = vec![7; 100];
    let damaged = Part { attachment: Digest::of(&other), ..part(&bytes, 0, 100) };
    assert_eq!(hall.sandbox.upload(&number, &damaged).await.unwrap(), 0, "it is not what its digest says");
}

#[tokio::test]
async fn departments_answer_after_a_while() {
    let hall = Hall::new();
    let number = hall.handed_in("social-card").await.number;
    let mut seen = vec![hall.stage(&number).await.unwrap()];
    for _ in 0..2 {
        hall.after(40);
        seen.push(hall.stage(&number).await.unwrap());
    }
    assert_eq!(seen, [Stage::Received, Stage::InReview, Stage::Granted]);
    let progress = hall.progress(&number).await;
    let times: Vec<Timestamp> = progress.steps.iter().map(|step| step.at).collect();
    assert_eq!(times, [at(0), at(20), at(60)]);
    assert!(progress.decision.unwrap().granted && !progress.can_withdraw);
    let public = hall.sandbox.case(&number).await.unwrap().unwrap();
    assert_eq!((public.stage, public.answer_by), (CaseStage::Done, None));

    let refused = hall.handed_in("skill-test-grant").await.number;
    hall.after(60);
    let decision = hall.progress(&refused).await.decision.unwrap();
    assert!(!decision.granted && decision.words_en.reveal().contains("paid before"));
    assert_eq!(decision.document, None);
}

#[tokio::test]
async fn a_supplement_is_wanted_taken_once_and_answered() {
    let hall = Hall::new();
    let number = hall.handed_in("hardship-recognition").await.number;
    let bytes = [1, 2, 3];
    let supplement = Supplement {
        id: Uuid::now_v7(),
        number: number.clone(),
        answers: Answers::default(),
        attachments: vec![attachment(&bytes)],
    };
    assert!(refused(hall.sandbox.supplement(&supplement).await).contains("Nothing is wanted"));
    hall.after(60);
    let progress = hall.progress(&number).await;
    assert_eq!((progress.stage(), progress.wanted[0].question.as_str()), (Some(Stage::NeedsMore), "phone"));
    assert!(hall.sandbox.supplement(&supplement).await.is_err(), "its attachment is not there");
    hall.sandbox.upload(&number, &part(&bytes, 0, 3)).await.unwrap();
    hall.after(5);
    hall.sandbox.supplement(&supplement).await.unwrap();
    hall.sandbox.supplement(&supplement).await.unwrap();
    let progress = hall.progress(&number).await;
    assert_eq!((progress.stage(), progress.supplements), (Some(Stage::InReview), vec![supplement.id]));
    assert!(progress.wanted.is_empty());
    let late = Supplement { id: Uuid::now_v7(), ..supplement };
    assert!(refused(hall.sandbox.supplement(&late).await).contains("Nothing is wanted"));
    hall.after(60);
    assert_eq!(hall.stage(&number).await, Some(Stage::Granted));
}

#[tokio::test]
async fn a_person_sees_and_withdraws_the_own_cases_alone() {
    let hall = Hall::new();
    let first = hall.handed_in("social-card").await.number;
    hall.after(1);
    let second = hall.handed_in("retirement").await.number;
    let (own, other) = (hall.session("wang-jianming").await, hall.session("li-yangli").await);
    let numbers: Vec<CaseNumber> =
        hall.sandbox.applications(&own).await.unwrap().into_iter().map(|case| case.number).collect();
    assert_eq!(numbers, [second.clone(), first.clone()], "newest first");
    assert_eq!(hall.sandbox.applications(&other).await.unwrap(), []);
    assert!(refused(hall.sandbox.withdraw(&other, &first).await).contains("no case"));
    let nobody = Session { token: "none".into() };
    assert_eq!(hall.sandbox.withdraw(&nobody, &first).await, Err(ApplicationError::SessionInvalid));
    hall.sandbox.withdraw(&own, &first).await.unwrap();
    hall.sandbox.withdraw(&own, &first).await.unwrap();
    hall.after(300);
    assert_eq!(hall.stage(&first).await, Some(Stage::Withdrawn), "nobody decides what is withdrawn");
    assert_eq!(hall.sandbox.case(&first).await.unwrap().unwrap().stage, CaseStage::Done);
    assert!(refused(hall.sandbox.withdraw(&own, &second).await).contains("decided"));
}

#[tokio::test]
async fn a_case_is_rated_once() {
    let hall = Hall::new();
    let rating = |number: &CaseNumber| Rating {
        id: Uuid::now_v7(),
        number: number.clone(),
        satisfaction: Satisfaction::Satisfied,
        reasons: vec!["fast".to_owned()],
        text: None,
        channel: Channel::HallTerminal,
        given_at: at(0),
    };
    let reserved = hall.sandbox.reserve(Uuid::now_v7(), "social-card").await.unwrap();
    assert!(refused(hall.sandbox.rate(&rating(&reserved)).await).contains("no case"));
    let number = hall.handed_in("social-card").await.number;
    let first = rating(&number);
    hall.sandbox.rate(&first).await.unwrap();
    hall.sandbox.rate(&first).await.unwrap();
    assert!(refused(hall.sandbox.rate(&rating(&number)).await).contains("rated"));
    assert_eq!(hall.progress(&number).await.rated, Some(first.id));
}

#[tokio::test]
async fn what_is_ordered_from_outside_is_answered() {
    let hall = Hall::new();
    let control = hall.sandbox.control();
    control.department(Some("social-card"), Way { answer: Answer::Never, ..Way::default() });
    let number = hall.handed_in("social-card").await.number;
    hall.after(10_000);
    assert_eq!(hall.stage(&number).await, Some(Stage::InReview));
    let words = Said { zh: "照片看不清。".to_owned(), en: "The photo is not clear.".to_owned() };
    control.answer(&number, Answer::Supplement(vec![("photo".to_owned(), words)]), at(10_000)).unwrap();
    assert_eq!(hall.progress(&number).await.wanted[0].question, "photo");
    control.answer(&number, Answer::Grant, at(10_000)).unwrap();
    assert_eq!(hall.stage(&number).await, Some(Stage::Granted));
    assert_eq!(control.answer(&number, Answer::Never, at(10_000)), Err(OrderError::Closed));
    let withdrawn = hall.handed_in("social-card").await.number;
    hall.sandbox.withdraw(&hall.session("wang-jianming").await, &withdrawn).await.unwrap();
    assert_eq!(control.answer(&withdrawn, Answer::Grant, at(10_000)), Err(OrderError::Closed));
    let reserved = hall.sandbox.reserve(Uuid::now_v7(), "social-card").await.unwrap();
    assert_eq!(control.answer(&reserved, Answer::Grant, at(10_000)), Err(OrderError::NotHandedIn));
    let nowhere = CaseNumber::new("2026-11-23".parse().unwrap(), 999);
    assert_eq!(control.answer(&nowhere, Answer::Grant, at(10_000)), Err(OrderError::NoCase));
}

fn wants(question: &str) -> Answer {
    let words = Said { zh: "请重新填写。".to_owned(), en: "Please answer it anew.".to_owned() };
    Answer::Supplement(vec![(question.to_owned(), words)])
}

fn told(progress: &Progress) -> Vec<(Stage, i64)> {
    progress.steps.iter().map(|step| (step.stage, (step.at - at(0)).get_seconds())).collect()
}

#[tokio::test]
async fn each_order_after_a_supplement_is_another_round() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("applications.json");
    let hall = Hall::stored(&file);
    let control = hall.sandbox.control();
    let number = hall.handed_in("social-card").await.number;
    let supplement =
        || Supplement { id: Uuid::now_v7(), number: number.clone(), answers: Answers::default(), attachments: vec![] };
    let wanted = async || hall.progress(&number).await.wanted.into_iter().map(|it| it.question).collect::<Vec<_>>();
    hall.after(30);
    control.answer(&number, wants("phone"), at(30)).unwrap();
    hall.after(5);
    control.answer(&number, wants("photo"), at(35)).unwrap();
    assert_eq!(wanted().await, ["phone", "photo"], "what is wanted already is wanted still");
    hall.after(5);
    let first = supplement();
    hall.sandbox.supplement(&first).await.unwrap();
    assert_eq!(wanted().await, [""; 0]);
    hall.after(10);
    let before = told(&hall.progress(&number).await);
    control.answer(&number, wants("residence"), at(50)).unwrap();
    assert_eq!((hall.stage(&number).await, wanted().await), (Some(Stage::NeedsMore), vec!["residence".to_owned()]));
    hall.after(300);
    assert_eq!(hall.stage(&number).await, Some(Stage::NeedsMore), "it waits for the second one");
    let second = supplement();
    hall.sandbox.supplement(&second).await.unwrap();
    hall.sandbox.supplement(&first).await.unwrap();
    let progress = hall.progress(&number).await;
    assert_eq!(progress.supplements, [first.id, second.id]);
    let rounds = [
        (Stage::Received, 0),
        (Stage::InReview, 20),
        (Stage::NeedsMore, 30),
        (Stage::NeedsMore, 35),
        (Stage::InReview, 40),
        (Stage::NeedsMore, 50),
        (Stage::InReview, 350),
    ];
    assert_eq!(told(&progress), rounds);
    assert_eq!(before, rounds[..5], "what was told before stays");
    control.answer(&number, Answer::Refuse(Said { zh: "不行。".to_owned(), en: "No.".to_owned() }), at(360)).unwrap();
    drop(hall);

    let hall = Hall::stored(&file);
    hall.after(1000);
    let progress = hall.progress(&number).await;
    assert_eq!(told(&progress), [&rounds[..], &[(Stage::Refused, 360)]].concat(), "an order is kept as well");
    assert!(!progress.decision.unwrap().granted);
}

#[tokio::test]
async fn an_order_changes_nothing_that_was() {
    let hall = Hall::new();
    let control = hall.sandbox.control();
    let number = hall.handed_in("social-card").await.number;
    hall.after(5);
    control.answer(&number, wants("phone"), at(5)).unwrap();
    hall.after(300);
    let steps = [(Stage::Received, 0), (Stage::NeedsMore, 5)];
    assert_eq!(told(&hall.progress(&number).await), steps, "nobody reviews what waits for the person");
    control.answer(&number, Answer::Never, at(305)).unwrap();
    hall.after(10_000);
    let steps = [&steps[..], &[(Stage::InReview, 305)]].concat();
    assert_eq!(told(&hall.progress(&number).await), steps, "it stays in review");
    control.answer(&number, Answer::Grant, at(10_305)).unwrap();
    assert_eq!(told(&hall.progress(&number).await), [&steps[..], &[(Stage::Granted, 10_305)]].concat());
}

#[tokio::test(start_paused = true)]
async fn trouble_comes_before_or_after_the_deed() {
    let timed_out = ApplicationError::TimedOut;
    let busy = Duration::from_secs(30);
    // Whether the deed is done, and what the caller hears; none: it gets no reply at all.
    let cases = [
        (Trouble::TimeOutBefore, false, Some(Err(timed_out.clone()))),
        (Trouble::TimeOutAfter, true, Some(Err(timed_out))),
        (Trouble::Busy(busy), false, Some(Err(ApplicationError::Busy { retry_after: Some(busy) }))),
        (Trouble::Fails, true, None),
        (Trouble::ReplyLost, true, None),
        (Trouble::Twice, true, Some(Ok(()))),
    ];
    for (trouble, done, expected) in cases {
        let hall = Hall::new();
        let control = hall.sandbox.control();
        let submission = hall.submission("social-card");
        let number = hall.sandbox.reserve(submission.id, "social-card").await.unwrap();
        control.trouble(Some(Call::Submit), trouble, 1);
        let limit = Duration::from_secs(60);
        let heard = tokio::time::timeout(limit, hall.sandbox.submit(&number, &submission)).await;
        assert_eq!(control.handed_in().len(), usize::from(done), "{trouble:?}");
        match (expected, heard) {
            (Some(expected), Ok(heard)) => assert_eq!(heard.map(|_| ()), expected, "{trouble:?}"),
            (None, Err(_)) => assert_eq!(trouble, Trouble::ReplyLost),
            (None, Ok(heard)) => assert!(heard.unwrap_err().may_have_taken_effect(), "{trouble:?}"),
            (Some(_), Err(_)) => panic!("{trouble:?}: no reply"),
        }
        hall.sandbox.submit(&number, &submission).await.unwrap();
        assert_eq!(control.handed_in().len(), 1, "{trouble:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cut_line_ends_what_waits_for_a_lost_reply() {
    let hall = Hall::new();
    let control = hall.sandbox.control();
    control.trouble(None, Trouble::ReplyLost, 1);
    let id = Uuid::now_v7();
    let cut = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        control.set_offline(true);
    };
    let (heard, ()) = tokio::join!(hall.sandbox.reserve(id, "social-card"), cut);
    assert_eq!(heard, Err(ApplicationError::Offline));
    assert_eq!(hall.sandbox.reserve(id, "social-card").await, Err(ApplicationError::Offline));
    assert_eq!(hall.sandbox.reachable().await, Err(PlatformError::Offline));
    assert_eq!(control.case_numbers(), 1, "the number was reserved all the same");
}

#[tokio::test]
async fn what_is_stored_outlives_the_program_and_is_not_personal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("applications.json");
    let hall = Hall::stored(&file);
    let receipt = hall.handed_in("hardship-recognition").await;
    let bytes = [1, 2, 3];
    hall.sandbox.upload(&receipt.number, &part(&bytes, 0, 2)).await.unwrap();
    let other = Uuid::now_v7();
    let reserved = hall.sandbox.reserve(other, "social-card").await.unwrap();
    drop(hall);

    let hall = Hall::stored(&file);
    hall.after(60);
    let progress = hall.progress(&receipt.number).await;
    assert_eq!((progress.stage(), progress.receipt.as_ref()), (Some(Stage::NeedsMore), Some(&receipt)));
    assert_eq!(hall.sandbox.applications(&hall.session("wang-jianming").await).await.unwrap(), [progress]);
    assert_eq!(hall.sandbox.reserve(other, "social-card").await.unwrap(), reserved);
    assert_ne!(hall.sandbox.reserve(Uuid::now_v7(), "social-card").await.unwrap(), reserved);
    assert_eq!(hall.sandbox.uploaded(&receipt.number, &Digest::of(&bytes)).await.unwrap(), 0, "it begins anew");
    let stored = std::fs::read_to_string(&file).unwrap();
    let card = hall.sandbox.person("wang-jianming").unwrap().read().unwrap().card.identity();
    assert!(!stored.contains(card.name.reveal()) && !stored.contains(card.number.reveal().as_str()), "{stored}");

    std::fs::write(&file, "{").unwrap();
    let broken = Hall::new().sandbox.with_store(&file).unwrap_err().to_string();
    assert!(broken.contains("applications.json") && broken.contains("delete it"), "{broken}");
}
