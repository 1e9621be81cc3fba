//! 秒批秒办: what the sandbox can see to be so is decided at once, the rest by people, with the reason; and what both
//! leave behind: papers whose codes verify, answers for the next application.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

mod common;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::catalogue::Said;
use domain::form::{self, Answer, Answers, EARLIER, Form, Forms};
use domain::{CreditCode, InsuranceKind, Sensitive};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use platform::application::{Applicant, CaseKey, Progress, Receipt, Stage, Submission};
use platform::sandbox::{OrderError, PersonData};
use platform::{ApplicationError, Consent, PaperKind, Platform, Sandbox, Session};
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 23);

/// A company of 张测试.
const COMPANY: &str = "91370000MA3YL00166";

/// The sandbox with the shipped forms, and its clock, in seconds from Monday, 2026-11-23, 10:00 in China.
struct Hall {
    sandbox: Sandbox,
    forms: Forms,
    seconds: Arc<AtomicI64>,
}

fn at(seconds: i64) -> Timestamp {
    "2026-11-23T02:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

impl Hall {
    fn new() -> Self {
        let (_, forms) = common::rules();
        let seconds = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&seconds);
        let sandbox = Sandbox::load(&[common::config().join("sandbox/people")]).unwrap();
        let sandbox = sandbox.with_forms(forms.clone()).with_clock(move || at(clock.load(Ordering::Relaxed)));
        Self { sandbox, forms, seconds }
    }

    fn stored(file: &Path) -> Self {
        let Self { sandbox, forms, seconds } = Self::new();
        Self { sandbox: sandbox.with_store(file).unwrap(), forms, seconds }
    }

    fn after(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    fn form(&self, id: &str) -> &Form {
        self.forms.forms.iter().find(|form| form.id == id).unwrap()
    }

    fn data(&self, person: &str) -> PersonData {
        self.sandbox.person(person).unwrap().read().unwrap()
    }

    /// An application of somebody who says what is so, but for what they say otherwise.
    fn application(&self, form: &str, person: &str, said: &[(&str, &str)]) -> Submission {
        let (form, data) = (self.form(form), self.data(person));
        let identity = data.card.identity();
        let applicant = Applicant { document: identity.document, name: identity.name, number: identity.number };
        of_answers(form, applicant, &common::filled_in(form, &data, said, TODAY))
    }

    async fn submit(&self, submission: &Submission) -> Result<Receipt, ApplicationError> {
        let number = self.sandbox.reserve(submission.id, &submission.form).await?;
        self.sandbox.submit(&number, submission).await
    }

    async fn handed_in(&self, form: &str, person: &str, said: &[(&str, &str)]) -> Receipt {
        self.submit(&self.application(form, person, said)).await.unwrap()
    }

    async fn progress(&self, receipt: &Receipt) -> Progress {
        self.sandbox.application(&CaseKey::Number(receipt.number.clone())).await.unwrap().unwrap()
    }

    async fn session(&self, person: &str) -> Session {
        self.sandbox.identify(&self.data(person).card.identity()).await.unwrap()
    }

    async fn earlier(&self, session: &Session, registers: &[&str]) -> Answers {
        let consent = Consent { version: "2026-1".to_owned(), given_at: at(0) };
        let registers: Vec<String> = registers.iter().map(|&register| register.to_owned()).collect();
        self.sandbox.shared(session, &consent, &registers).await.unwrap().earlier
    }
}

/// As it leaves the terminal.
fn of_answers(form: &Form, applicant: Applicant, answers: &Answers) -> Submission {
    Submission {
        id: Uuid::now_v7(),
        form: form.id.clone(),
        version: form.version,
        digest: form::digest(form, answers, TODAY),
        applied_on: TODAY,
        applicant,
        helper: None,
        area: None,
        answers: form.own(answers, TODAY),
        attachments: Vec::new(),
    }
}

fn in_english(reasons: &[Said]) -> Vec<&str> {
    reasons.iter().map(|reason| reason.en.as_str()).collect()
}

fn refusal(result: Result<Receipt, ApplicationError>) -> Said {
    match result {
        Err(ApplicationError::Refused { words }) => words,
        other => panic!("{other:?}"),
    }
}

/// Registered, let go: what else `unemployment-benefit` needs to be decided at once.
const LET_GO: [(&str, &str); 2] = [("registered_unemployed", "done"), ("leave_reason", "dismissed")];

#[tokio::test]
async fn what_differs_from_the_record_is_not_decided_at_once() {
    let hall = Hall::new();
    let benefit = async |person: &str, said: &[(&str, &str)]| {
        hall.handed_in("unemployment-benefit", person, &[&LET_GO, said].concat()).await
    };
    let granted = benefit("wang-jianming", &[]).await;
    assert!(granted.decision.as_ref().is_some_and(|decision| decision.granted) && granted.later.is_empty());

    let never_insured = benefit("zhou-kongbai", &[("unemployment_months", "120"), ("employer", "样例公司")]).await;
    assert_eq!(never_insured.decision, None);
    assert_eq!(
        in_english(&never_insured.later),
        [
            "What you gave as “Employer” differs from the insurance record; staff check it.",
            "What you gave as “Months paid” differs from the insurance record; staff check it."
        ]
    );
    assert_eq!(never_insured.later[1].zh, "「失业保险缴费月数」和参保记录不一样。要人工核对。");
    assert!(never_insured.answer_by.is_some(), "people answer by a day");
    assert_eq!(hall.progress(&never_insured).await.stage(), Some(Stage::Received));

    let record = hall.data("wang-jianming").record.unwrap();
    let months = record.insurance(InsuranceKind::Unemployment).unwrap().months_paid();
    let one_more = benefit("wang-jianming", &[("unemployment_months", &(months + 1).to_string())]).await;
    assert_eq!((one_more.decision, one_more.later.len()), (None, 1));

    let no_record = benefit("sun-weican", &[("unemployment_months", "120"), ("employer", "样例公司")]).await;
    assert_eq!(in_english(&no_record.later), ["No insurance record of you was found; staff check it."], "told once");
    let locked = benefit("wei-suoding", &[]).await;
    assert_eq!(locked.later, no_record.later, "a record that is not given out is not spoken of");

    let draws = benefit("shen-daigang", &[]).await;
    assert_eq!(draws.decision, None);
    assert_eq!(in_english(&draws.later), ["You draw unemployment benefit already; staff check it."]);
    let registers = hall.handed_in("unemployed-lost-job", "shen-daigang", &[]).await;
    assert!(registers.decision.is_some(), "that is no claim of money: {:?}", registers.later);
}

#[tokio::test]
async fn what_differs_from_a_register_is_not_decided_at_once() {
    let hall = Hall::new();
    let (form, data) = (hall.form("unemployed-lost-job"), hall.data("li-yangli"));
    let said_so = hall.application("unemployed-lost-job", "li-yangli", &[]);
    assert!(hall.submit(&said_so).await.unwrap().decision.is_some());

    let mut answers = common::filled_in(form, &data, &[], TODAY);
    let Some(Answer::Address(address)) = answers.get("registered_address").cloned() else { panic!("no address") };
    let moved = form::Address { street: "环翠区别处路7号".into(), ..address };
    answers.give("registered_address", Answer::Address(moved));
    form::example::sign(form, &mut answers, TODAY);
    let receipt = hall.submit(&of_answers(form, said_so.applicant.clone(), &answers)).await.unwrap();
    assert_eq!(receipt.decision, None);
    assert_eq!(receipt.later.len(), 1);
    assert_eq!(receipt.later[0].zh, "「户籍地址」和户口信息不一样。要人工核对。");
    assert_eq!(
        receipt.later[0].en,
        "What you gave as “Registered address” differs from “Household data”; staff check it."
    );
}

#[tokio::test]
async fn the_forms_own_reasons_are_told_and_of_other_forms_none() {
    let hall = Hall::new();
    let said = [("registered_unemployed", "done"), ("leave_reason", "own_will")];
    let receipt = hall.handed_in("unemployment-benefit", "wang-jianming", &said).await;
    assert_eq!(receipt.decision, None);
    assert_eq!(in_english(&receipt.later), ["The reason of leaving is checked by staff."]);
    assert_eq!(hall.progress(&receipt).await.receipt.unwrap().later, receipt.later, "also when it is asked for again");
    let never = hall.handed_in("hardship-recognition", "wang-jianming", &[]).await;
    assert_eq!((never.decision, never.later), (None, Vec::new()));

    let mut json = serde_json::to_value(&receipt).unwrap();
    json.as_object_mut().unwrap().remove("later");
    let of_before: Receipt = serde_json::from_value(json).unwrap();
    assert_eq!(of_before.later, Vec::new());
}

#[tokio::test]
async fn a_helper_learns_nothing_of_the_record_by_trying() {
    let hall = Hall::new();
    let helper = hall.application("medical-proof", "li-yangli", &[]).applicant;
    let by_helper = |person: &str| {
        let said = [&LET_GO[..], &[("unemployment_months", "20"), ("employer", "样例公司")]].concat();
        Submission { helper: Some(helper.clone()), ..hall.application("unemployment-benefit", person, &said) }
    };
    let mut told = Vec::new();
    for person in ["zhou-kongbai", "sun-weican", "shen-daigang"] {
        let receipt = hall.submit(&by_helper(person)).await.unwrap();
        assert_eq!((receipt.decision, receipt.later.len()), (None, 1));
        told.extend(receipt.later);
    }
    assert!(told.iter().all(|words| *words == told[0]), "the same whatever it is: {told:?}");
}

#[tokio::test]
async fn nobody_applies_for_somebody_else_by_typing() {
    let hall = Hall::new();
    let of = |said: &[(&str, &str)]| hall.application("medical-proof", "wang-jianming", said);
    let other_name = refusal(hall.submit(&of(&[("name", "李样例")])).await);
    assert_eq!(other_name.zh, "姓名和证件上的不一样。请刷证件重新办。");
    let other_number = refusal(hall.submit(&of(&[("id_number", "370000198503170125")])).await);
    assert!(other_number.en.contains("number is not that of the document"), "{other_number:?}");
    assert!(hall.submit(&of(&[])).await.unwrap().decision.is_some());

    let latin = "Sample, Alice Beatrice Charlotte-Victoria";
    let form = hall.form("medical-proof");
    let applicant = |name: &str| Applicant { name: name.into(), ..of(&[]).applicant };
    let typed = |said: &str| common::filled_in(form, &hall.data("wang-jianming"), &[("name", said)], TODAY);
    for (name, said, taken) in [
        ("SAMPLE, ALICE", "Sample,  Alice", true),
        ("阿卜杜·样例", "阿卜杜·样例", true),
        ("阿卜杜•样例", "阿卜杜·样例", true),
        ("SAMPLE, ALICE", "Sample, Bob", false),
        (latin, "Sample, Alice B", true),
    ] {
        let submitted = hall.submit(&of_answers(form, applicant(name), &typed(said))).await;
        assert_eq!(submitted.is_ok(), taken, "{name} as {said}: {submitted:?}");
    }
}

#[test]
fn an_area_is_written_where_there_is_one() {
    let hall = Hall::new();
    let submission = hall.application("medical-proof", "wang-jianming", &[]);
    let json = serde_json::to_string(&submission).unwrap();
    assert!(!json.contains("\"area\""));
    assert_eq!(serde_json::from_str::<Submission>(&json).unwrap(), submission, "as it was written before");
    let there = Submission { area: Some("371082".to_owned()), ..submission };
    let json = serde_json::to_string(&there).unwrap();
    assert_eq!(serde_json::from_str::<Submission>(&json).unwrap(), there);
}

#[tokio::test]
async fn progress_tells_version_and_company() {
    let hall = Hall::new();
    let own = hall.handed_in("hardship-recognition", "wang-jianming", &[]).await;
    let progress = hall.progress(&own).await;
    assert_eq!((progress.version, progress.company), (hall.form("hardship-recognition").version, None));

    let mut submission = hall.application("staff-registration", "zhang-ceshi", &[("credit_code", COMPANY)]);
    let receipt = hall.submit(&submission).await.unwrap();
    let company = hall.progress(&receipt).await.company.unwrap();
    assert_eq!(company.code, Some(CreditCode::parse(COMPANY).unwrap()));
    assert_eq!(company.name.reveal(), "环翠示范软件科技有限公司（样例）");
    let all = hall.sandbox.applications(&hall.session("zhang-ceshi").await).await.unwrap();
    assert_eq!(all[0].company, Some(company));

    submission = hall.application("staff-registration", "wang-jianming", &[("credit_code", COMPANY)]);
    let receipt = hall.submit(&submission).await.unwrap();
    assert_eq!(hall.progress(&receipt).await.company, None, "he has no role there");
}

#[tokio::test]
async fn the_code_of_a_decision_verifies_once_it_is_granted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("applications.json");
    let hall = Hall::stored(&file);
    let at_once = hall.handed_in("unemployed-lost-job", "li-yangli", &[]).await;
    let document = at_once.decision.unwrap().document.unwrap();
    let paper = hall.sandbox.verify(&document.verification_code).await.unwrap().unwrap();
    assert_eq!(paper.document, PaperKind::Decision(document.title.clone()));
    assert_eq!((&paper.number, &paper.issuer), (&document.number, &document.issuer));
    assert_eq!((paper.issued_on, paper.valid_until), (TODAY, None));
    assert_eq!(paper.masked_name.reveal(), "李＊例");

    let later = hall.handed_in("social-card", "wang-jianming", &[]).await;
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let case = json["cases"].as_object().unwrap().values().find(|case| case["form"] == "social-card").unwrap();
    let code = case["handed_in"]["document"]["verification_code"].as_str().unwrap();
    assert_eq!(hall.sandbox.verify(code).await.unwrap(), None, "nothing is granted yet");
    hall.after(60);
    assert!(hall.progress(&later).await.decision.is_some());
    assert_eq!(hall.sandbox.verify(code).await.unwrap().unwrap().issued_on, TODAY);

    drop(hall);
    let hall = Hall::stored(&file);
    assert_eq!(hall.sandbox.verify(&document.verification_code).await.unwrap(), Some(paper), "after a start anew, too");
}

#[tokio::test]
async fn an_order_that_cannot_be_answered_says_what_the_form_has() {
    let hall = Hall::new();
    let receipt = hall.handed_in("hardship-recognition", "wang-jianming", &[]).await;
    let words = Said { zh: "请重新填写。".to_owned(), en: "Please answer it anew.".to_owned() };
    let wants = |key: &str| platform::sandbox::Answer::Supplement(vec![(key.to_owned(), words.clone())]);
    let control = hall.sandbox.control();
    let error = control.answer(&receipt.number, wants("telephone"), at(1)).unwrap_err();
    assert!(matches!(&error, OrderError::NoQuestion { question, .. } if question == "telephone"), "{error:?}");
    let told = error.to_string();
    assert!(told.contains("no question `telephone`; use one of: ") && told.contains("phone,"), "{told}");
    hall.after(1);
    assert_eq!(hall.progress(&receipt).await.stage(), Some(Stage::Received), "nothing was done");
    control.answer(&receipt.number, wants("phone"), at(1)).unwrap();
    assert_eq!(hall.progress(&receipt).await.wanted[0].question, "phone");
}

#[tokio::test]
async fn the_next_application_knows_what_the_person_answered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("applications.json");
    let hall = Hall::stored(&file);
    let phone = |answers: &Answers| match answers.get("phone") {
        Some(Answer::Phone(phone)) => phone.reveal().as_str().to_owned(),
        other => panic!("{other:?}"),
    };
    let session = hall.session("wang-jianming").await;
    assert!(hall.earlier(&session, &[EARLIER]).await.is_empty());
    hall.handed_in("unemployed-lost-job", "wang-jianming", &[("phone", "13800000001"), ("education", "college")]).await;
    hall.handed_in("social-card", "wang-jianming", &[("phone", "13800000002")]).await;
    let refused = hall.application("medical-proof", "wang-jianming", &[("name", "李样例")]);
    assert!(hall.submit(&refused).await.is_err());

    let known = hall.earlier(&session, &["household", EARLIER]).await;
    assert_eq!(phone(&known), "13800000002", "the newest");
    assert_eq!(known.get("education"), Some(&Answer::Choice(Sensitive::new("college".to_owned()))), "of any form");
    for other in ["name", "id_number", "employer", "leave_reason", "signature"] {
        assert_eq!(known.get(other), None, "{other} is not taken over");
    }
    assert!(hall.earlier(&session, &["household"]).await.is_empty(), "the register was not asked");
    assert!(hall.earlier(&hall.session("li-yangli").await, &[EARLIER]).await.is_empty(), "it is somebody else's");

    let helper = hall.application("medical-proof", "li-yangli", &[]).applicant;
    let helped = hall.application("hardship-recognition", "wang-jianming", &[("phone", "13800000003")]);
    hall.submit(&Submission { helper: Some(helper), ..helped }).await.unwrap();
    assert_eq!(hall.earlier(&session, &[EARLIER]).await, known, "the helper's answers are not the person's");
    let of_helper = hall.session("li-yangli").await;
    let identity = hall.data("wang-jianming").card.identity();
    let on_behalf = hall.sandbox.act_for(&of_helper, &identity).await.unwrap();
    assert!(hall.earlier(&on_behalf, &[EARLIER]).await.is_empty(), "nor are the person's the helper's");

    drop(hall);
    let hall = Hall::stored(&file);
    assert_eq!(hall.earlier(&hall.session("wang-jianming").await, &[EARLIER]).await, known, "after a start anew, too");
    let stored = std::fs::read_to_string(&file).unwrap();
    assert!(!stored.contains("13800000002") && !stored.contains("college"), "nobody reads it in the file");
}
