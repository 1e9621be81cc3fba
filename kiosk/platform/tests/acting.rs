//! For whom the sandbox lets somebody act: themselves with the file of their life, a company, another person.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::acknowledgement::{LifeStage, Owner};
use domain::form::{self, Answer, Answers, Digest, Origin, Prefill};
use domain::{CaseNumber, CreditCode, Divisions, DocumentRequest, Identity, LifeFile};
use jiff::{SignedDuration, Timestamp};
use platform::application::{Applicant, Submission};
use platform::{
    ActingRefusal, ApplicationError, Consent, Holder, Operated, Platform, PlatformError, Role, Sandbox, Session,
};
use uuid::Uuid;

use common::{config, rules};

/// A company of 张测试, for which 李样例 acts, too.
const COMPANY: &str = "91370000MA3YL00166";
/// A code that no company has.
const NONE_SUCH: &str = "91370000MA3YL0040N";

/// The sandbox and its clock, in minutes from Monday, 2026-11-23, 10:00 in China.
struct Hall {
    sandbox: Sandbox,
    minutes: Arc<AtomicI64>,
}

fn at(minutes: i64) -> Timestamp {
    "2026-11-23T02:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn consent() -> Consent {
    Consent { version: "2026-1".to_owned(), given_at: at(0) }
}

fn code(text: &str) -> CreditCode {
    CreditCode::parse(text).unwrap()
}

impl Hall {
    fn new() -> Self {
        let minutes = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&minutes);
        let sandbox = Sandbox::load(&[config().join("sandbox/people")]).unwrap();
        Self { sandbox: sandbox.with_clock(move || at(clock.load(Ordering::Relaxed))), minutes }
    }

    fn after(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::Relaxed);
    }

    fn identity(&self, person: &str) -> Identity {
        self.sandbox.person(person).unwrap().read().unwrap().card.identity()
    }

    fn applicant(&self, person: &str) -> Applicant {
        let identity = self.identity(person);
        Applicant { document: identity.document, name: identity.name, number: identity.number }
    }

    async fn session(&self, person: &str) -> Session {
        self.sandbox.identify(&self.identity(person)).await.unwrap()
    }

    fn submission(&self, form: &str, applicant: &str, helper: Option<&str>) -> Submission {
        let id = Uuid::now_v7();
        Submission {
            id,
            form: form.to_owned(),
            version: "2026.11.1".parse().unwrap(),
            digest: Digest::of(id.as_bytes()),
            applied_on: "2026-11-23".parse().unwrap(),
            applicant: self.applicant(applicant),
            helper: helper.map(|helper| self.applicant(helper)),
            area: None,
            answers: Answers::default(),
            attachments: Vec::new(),
        }
    }

    async fn hand_in(&self, submission: &Submission) -> Result<CaseNumber, ApplicationError> {
        let number = self.sandbox.reserve(submission.id, &submission.form).await?;
        self.sandbox.submit(&number, submission).await.map(|receipt| receipt.number)
    }

    async fn cases(&self, session: &Session) -> Vec<CaseNumber> {
        self.sandbox.applications(session).await.unwrap().into_iter().map(|case| case.number).collect()
    }

    async fn life(&self, person: &str, of: Holder) -> LifeFile {
        self.sandbox.life_file(&self.session(person).await, of).await.unwrap()
    }
}

fn acting<T>(refusal: ActingRefusal) -> Result<T, PlatformError> {
    Err(PlatformError::Acting(refusal))
}

/// Stage, matter and state of each row.
fn told(file: &LifeFile) -> Vec<(&str, &str, &str)> {
    let rows = |stage: &LifeStage| stage.rows.len();
    assert!(file.stages.iter().map(rows).sum::<usize>() > 0);
    let of = file.stages.iter().flat_map(|stage| stage.rows.iter().map(move |row| (stage, row)));
    of.map(|(stage, row)| (stage.name.zh.as_str(), row.matter.zh.reveal().as_str(), row.state.zh.as_str())).collect()
}

#[tokio::test]
async fn companies_are_told_to_whoever_acts_for_them_alone() {
    let hall = Hall::new();
    let roles = async |person: &str| -> Vec<(String, Role)> {
        let companies = hall.sandbox.companies(&hall.session(person).await).await.unwrap();
        let code = |it: &Operated| it.company.code.as_ref().unwrap().as_str().to_owned();
        companies.iter().map(|it| (code(it), it.role)).collect()
    };
    let own = (COMPANY.to_owned(), Role::LegalRepresentative);
    assert_eq!(roles("zhang-ceshi").await, [own]);
    let of = |code: &str| (code.to_owned(), Role::Agent);
    assert_eq!(roles("li-yangli").await, [of(COMPANY), of("91370000MA3YL00241")]);
    assert_eq!(roles("wang-jianming").await, []);

    let asked =
        async |person: &str, text: &str| hall.sandbox.company(&hall.session(person).await, &code(text)).await.unwrap();
    let found = asked("li-yangli", COMPANY).await.unwrap();
    assert_eq!((found.company.name.reveal().as_str(), found.role), ("环翠示范软件科技有限公司（样例）", Role::Agent));
    assert_eq!(asked("wang-jianming", COMPANY).await, None, "nobody learns that there is one");
    assert_eq!(asked("wang-jianming", NONE_SUCH).await, None);

    let nobody = Session { token: "none".into() };
    assert_eq!(hall.sandbox.companies(&nobody).await, Err(PlatformError::SessionInvalid));
    assert_eq!(hall.sandbox.company(&nobody, &code(COMPANY)).await, Err(PlatformError::SessionInvalid));
    assert_eq!(hall.sandbox.life_file(&nobody, Holder::Own).await, Err(PlatformError::SessionInvalid));
}

#[tokio::test]
async fn forms_about_a_company_know_what_its_licence_says() {
    let (hall, (_, forms)) = (Hall::new(), rules());
    let divisions = std::fs::read_to_string(config().join("divisions.toml")).unwrap();
    let divisions = Divisions::parse(&divisions).unwrap();
    for (person, role) in [("zhang-ceshi", "legal_representative"), ("li-yangli", "agent")] {
        let session = hall.session(person).await;
        for (id, fields) in [("company-registration", 5), ("staff-registration", 3), ("staff-insurance", 3)] {
            let form = forms.forms.iter().find(|form| form.id == id).unwrap();
            let asked = form.questions().filter_map(|question| Some(question.prefill.sharing.as_ref()?.0.clone()));
            let registers: Vec<String> = asked.collect();
            let shared =
                hall.sandbox.shared_of_company(&session, &consent(), &code(COMPANY), &registers).await.unwrap();
            let from = Prefill { sharing: shared.fields, pages: shared.pages, ..Prefill::default() };
            let mut answers = Answers::default();
            form.prefill(&from, &mut answers, &divisions);
            let keys = ["company_name", "credit_code", "operator_role", "company_address", "legal_representative"];
            for key in &keys[..fields] {
                assert_eq!(answers.origin(key), Some(Origin::Sharing), "{id}: {key}");
            }
            assert_eq!(answers.get("credit_code"), Some(&Answer::CreditCode(code(COMPANY).into())));
            assert_eq!(answers.get("operator_role"), Some(&Answer::Choice(role.to_owned().into())));
            assert_eq!(answers.get("licence_page").is_some(), id == "company-registration");
        }
        let household = ["household".to_owned()];
        let none = hall.sandbox.shared_of_company(&session, &consent(), &code(COMPANY), &household).await;
        assert_eq!(none.unwrap(), platform::Shared::default());
    }
    let no_consent = Consent { version: String::new(), ..consent() };
    let session = hall.session("zhang-ceshi").await;
    let asked = hall.sandbox.shared_of_company(&session, &no_consent, &code(COMPANY), &[]).await;
    assert_eq!(asked, Err(PlatformError::SessionInvalid));
    let session = hall.session("wang-jianming").await;
    for other in [COMPANY, NONE_SUCH] {
        let asked = hall.sandbox.shared_of_company(&session, &consent(), &code(other), &[]).await;
        assert_eq!(asked, acting(ActingRefusal::NoRole));
    }
}

#[tokio::test]
async fn representatives_of_the_shipped_companies_are_whom_their_licences_name() {
    let hall = Hall::new();
    let mut companies = 0;
    for person in hall.sandbox.people() {
        let identity = hall.identity(&person.id);
        let Ok(session) = hall.sandbox.identify(&identity).await else { continue };
        for it in hall.sandbox.companies(&session).await.unwrap() {
            let registers = ["business_licence".to_owned()];
            let company = it.company.code.unwrap();
            let shared = hall.sandbox.shared_of_company(&session, &consent(), &company, &registers).await.unwrap();
            let field = ("business_licence".to_owned(), "legal_representative".to_owned());
            let is_it = shared.fields[&field] == identity.name;
            assert_eq!(is_it, it.role == Role::LegalRepresentative, "{}", person.id);
            companies += usize::from(is_it);
        }
    }
    assert_eq!(companies, 3, "each has one");
}

#[tokio::test]
async fn a_life_is_told_by_its_stages_with_the_cases_of_today() {
    let (catalogue, forms) = rules();
    let Hall { sandbox, minutes } = Hall::new();
    let form = forms.forms.iter().find(|form| form.id == "unemployed-lost-job").unwrap().clone();
    let hall = Hall { sandbox: sandbox.with_forms(forms).with_catalogue(&catalogue), minutes };
    let before = hall.life("shen-daigang", Holder::Own).await;
    assert_eq!(told(&before), [("工作", "失业登记", "已办结"), ("工作", "失业保险金申领", "已办结")]);
    assert_eq!((before.stages.len(), before.as_of.to_string().as_str()), (11, "2026-11-23"));
    let Owner::Person(party) = &before.owner else { panic!("{before:?}") };
    assert_eq!((party.name.reveal().as_str(), party.number.reveal().as_str()), ("沈＊岗", "370000********0712"));

    let day = "2026-11-23".parse().unwrap();
    let answers = common::filled_in(&form, &hall.sandbox.person("shen-daigang").unwrap().read().unwrap(), &[], day);
    let digest = form::digest(&form, &answers, day);
    let submission = Submission { answers, digest, ..hall.submission(&form.id, "shen-daigang", None) };
    let number = hall.hand_in(&submission).await.unwrap();
    let after = hall.life("shen-daigang", Holder::Own).await;
    let row = after.stages.iter().find(|stage| stage.name.zh == "工作").unwrap().rows.last().unwrap();
    assert_eq!((row.matter.zh.reveal(), row.on), (&form.title.zh, day));
    assert_eq!(row.number.as_ref().unwrap().reveal(), number.as_str());
    assert_eq!(told(&after).len(), 3);

    let nothing = hall.life("sun-weican", Holder::Own).await;
    assert_eq!(nothing.stages, [], "nothing was done yet");
}

#[tokio::test]
async fn a_case_without_a_matter_stands_where_its_department_says_or_under_the_rest() {
    let hall = Hall::new();
    for form in ["hardship-recognition", "any-other"] {
        hall.hand_in(&hall.submission(form, "sun-weican", None)).await.unwrap();
    }
    let file = hall.life("sun-weican", Holder::Own).await;
    assert_eq!(told(&file), [("救助", "hardship-recognition", "已受理"), ("其他", "any-other", "已受理")]);
    hall.after(1);
    let file = hall.life("sun-weican", Holder::Own).await;
    assert_eq!(told(&file), [("救助", "hardship-recognition", "待补正"), ("其他", "any-other", "已办结")]);
}

#[tokio::test]
async fn a_companys_life_is_told_to_whoever_acts_for_it_and_has_its_cases() {
    let hall = Hall::new();
    let naming = |applicant: &str| {
        let mut submission = hall.submission("staff-registration", applicant, None);
        submission.answers.give("credit_code", Answer::CreditCode(code(COMPANY).into()));
        submission
    };
    hall.hand_in(&naming("li-yangli")).await.unwrap();
    hall.hand_in(&naming("wang-jianming")).await.unwrap();
    let file = hall.life("zhang-ceshi", Holder::Company(code(COMPANY))).await;
    let rows = told(&file);
    assert_eq!(rows.iter().filter(|row| row.1 == "staff-registration").count(), 1, "wang has no role there: {rows:?}");
    assert_eq!(rows[0], ("企业开办", "公司设立登记", "已办结"));
    assert_eq!(file.stages[0].name.en, "Starting a company");
    let Owner::Company(company) = &file.owner else { panic!("{file:?}") };
    assert_eq!(company.code, Some(code(COMPANY)));

    let own = |file: &LifeFile| told(file).iter().any(|row| row.1 == "staff-registration");
    assert!(!own(&hall.life("li-yangli", Holder::Own).await), "it is the company's");
    assert!(own(&hall.life("wang-jianming", Holder::Own).await), "it is nobody else's");
    let session = hall.session("wang-jianming").await;
    for other in [COMPANY, NONE_SUCH] {
        let asked = hall.sandbox.life_file(&session, Holder::Company(code(other))).await;
        assert_eq!(asked, acting(ActingRefusal::NoRole));
    }
}

#[tokio::test]
async fn a_helper_sees_no_more_of_the_principal_than_the_application_needs() {
    let hall = Hall::new();
    let (helper, principal) = (hall.session("wang-jianming").await, hall.identity("li-yangli"));
    let session = hall.sandbox.act_for(&helper, &principal).await.unwrap();
    let sandbox = &hall.sandbox;
    let on_behalf = ActingRefusal::OnBehalf;
    let certificate = DocumentRequest::ContributionCertificate;
    assert_eq!(sandbox.record(&session, &consent()).await, acting(on_behalf));
    assert_eq!(sandbox.issue(&session, &consent(), Uuid::nil(), &certificate).await, acting(on_behalf));
    assert_eq!(sandbox.life_file(&session, Holder::Own).await, acting(on_behalf));
    assert_eq!(sandbox.life_file(&session, Holder::Company(code(COMPANY))).await, acting(on_behalf));
    assert_eq!(sandbox.companies(&session).await, acting(on_behalf));
    assert_eq!(sandbox.company(&session, &code(COMPANY)).await, acting(on_behalf));
    assert_eq!(sandbox.shared_of_company(&session, &consent(), &code(COMPANY), &[]).await, acting(on_behalf));
    assert_eq!(sandbox.principals(&session).await, acting(on_behalf));
    assert_eq!(sandbox.act_for(&session, &hall.identity("zhao-yanshi")).await, acting(on_behalf));
    assert_eq!(sandbox.act_by_authorisation(&session, "WT-0001").await, acting(on_behalf));
    assert!(PlatformError::Acting(on_behalf).to_string().contains("sign in themselves"));

    let shared = sandbox.shared(&session, &consent(), &["household".to_owned()]).await.unwrap();
    let registers: Vec<&str> = shared.fields.keys().map(|(register, _)| register.as_str()).collect();
    assert_eq!(registers, ["household"], "what is asked for, of the principal");
    assert!(sandbox.record(&helper, &consent()).await.is_ok(), "the helper's own session stays what it was");
}

#[tokio::test]
async fn nobody_acts_for_themselves_for_nobody_or_with_a_bad_card() {
    let hall = Hall::new();
    let helper = hall.session("wang-jianming").await;
    let act = async |identity: &Identity| hall.sandbox.act_for(&helper, identity).await;
    let own = hall.identity("wang-jianming");
    assert_eq!(act(&own).await, acting(ActingRefusal::SamePerson));
    let nobody = Identity { number: domain::IdNumber::parse("11010519491231002X").unwrap().into(), ..own.clone() };
    assert_eq!(act(&nobody).await, Err(PlatformError::NoRecord));
    let expired = act(&hall.identity("zheng-guoqi")).await;
    assert_eq!(expired, Err(PlatformError::Refused(platform::Refusal::DocumentExpired)));
    let other_name = Identity { name: own.name.clone(), ..hall.identity("li-yangli") };
    assert_eq!(act(&other_name).await, Err(PlatformError::Refused(platform::Refusal::IdentityMismatch)));
    let nobody = Session { token: "none".into() };
    let asked = hall.sandbox.act_for(&nobody, &hall.identity("li-yangli")).await;
    assert_eq!(asked, Err(PlatformError::SessionInvalid));

    let own_name = hall.submission("social-card", "wang-jianming", Some("wang-jianming"));
    let Err(ApplicationError::Refused { words }) = hall.hand_in(&own_name).await else { panic!("taken") };
    assert!(words.en.contains("Nobody acts for themselves"), "{words:?}");
}

#[tokio::test]
async fn a_session_on_behalf_ends_with_the_helpers_own() {
    let hall = Hall::new();
    let asked = async |session: &Session| hall.sandbox.shared(session, &consent(), &[]).await.map(|_| ());
    let invalid = Err(PlatformError::SessionInvalid);
    let helper = hall.session("wang-jianming").await;
    let first = hall.sandbox.act_for(&helper, &hall.identity("li-yangli")).await.unwrap();
    let second = hall.sandbox.act_for(&helper, &hall.identity("zhao-yanshi")).await.unwrap();
    hall.sandbox.close(&first).await;
    assert_eq!((asked(&first).await, asked(&second).await), (invalid.clone(), Ok(())));
    assert_eq!(asked(&helper).await, Ok(()));
    hall.sandbox.close(&helper).await;
    assert_eq!(asked(&second).await, invalid);

    let helper = hall.session("wang-jianming").await;
    hall.after(20);
    let late = hall.sandbox.act_for(&helper, &hall.identity("li-yangli")).await.unwrap();
    hall.after(9);
    assert_eq!(asked(&late).await, Ok(()));
    hall.after(1);
    assert_eq!(asked(&late).await, invalid, "30 minutes after the helper signed in");
}

#[tokio::test]
async fn a_helper_sees_and_withdraws_what_they_handed_in() {
    let hall = Hall::new();
    let own = hall.hand_in(&hall.submission("social-card", "li-yangli", None)).await.unwrap();
    hall.after(1);
    hall.sandbox.control().department(
        None,
        platform::sandbox::Way { answer: platform::sandbox::Answer::Never, ..platform::sandbox::Way::default() },
    );
    let by_wang = hall.submission("social-card", "li-yangli", Some("wang-jianming"));
    let by_wang = hall.hand_in(&by_wang).await.unwrap();
    let helper = hall.session("wang-jianming").await;
    let session = hall.sandbox.act_for(&helper, &hall.identity("li-yangli")).await.unwrap();
    assert_eq!(hall.cases(&session).await, std::slice::from_ref(&by_wang));
    assert_eq!(hall.cases(&helper).await, [], "it is not the helper's");
    assert_eq!(hall.cases(&hall.session("li-yangli").await).await, [by_wang.clone(), own.clone()]);
    let other = hall.session("zhao-yanshi").await;
    let other = hall.sandbox.act_for(&other, &hall.identity("li-yangli")).await.unwrap();
    assert_eq!(hall.cases(&other).await, []);
    assert!(hall.sandbox.withdraw(&other, &by_wang).await.is_err());
    assert!(hall.sandbox.withdraw(&session, &own).await.is_err());
    hall.sandbox.withdraw(&session, &by_wang).await.unwrap();
}

#[tokio::test]
async fn authorisations_that_hold_today_let_a_helper_act() {
    let hall = Hall::new();
    let helper = hall.session("li-yangli").await;
    let principals = hall.sandbox.principals(&helper).await.unwrap();
    let told: Vec<_> = principals.iter().map(|it| (it.authorisation.reveal().as_str(), it.forms.is_some())).collect();
    assert_eq!(told, [("WT-0002", true), ("WT-0001", false)], "in the order of their files");
    let party = &principals[1].party;
    assert_eq!((party.name.reveal().as_str(), party.number.reveal().as_str()), ("赵＊示", "370000********0035"));
    assert_eq!(principals[1].until.to_string(), "2035-12-31");
    let stranger = hall.session("wang-jianming").await;
    assert_eq!(hall.sandbox.principals(&stranger).await, Ok(Vec::new()));

    let (session, applicant) = hall.sandbox.act_by_authorisation(&helper, "WT-0001").await.unwrap();
    assert_eq!(applicant, hall.applicant("zhao-yanshi"));
    assert_eq!(hall.sandbox.record(&session, &consent()).await, acting(ActingRefusal::OnBehalf));
    // One that has ended, one that is revoked, one that is none.
    for number in ["WT-0003", "WT-0004", "WT-9999", ""] {
        let asked = hall.sandbox.act_by_authorisation(&helper, number).await;
        assert_eq!(asked, acting(ActingRefusal::NoAuthorisation), "{number}");
    }
    let asked = hall.sandbox.act_by_authorisation(&stranger, "WT-0001").await;
    assert_eq!(asked, acting(ActingRefusal::NoAuthorisation), "it is for another helper");
}

#[tokio::test]
async fn an_authorisation_holds_from_its_first_to_its_last_day_until_it_is_revoked() {
    let helper = |hall: Hall, day: &str| {
        let noon: Timestamp = format!("{day}T04:00:00Z").parse().unwrap();
        Hall { sandbox: hall.sandbox.with_clock(move || noon), ..hall }
    };
    // 吴模拟's ended on 2023-12-31, 周空白's was revoked on 2025-06-01.
    for (day, held) in [
        ("2021-12-31", &[][..]),
        ("2022-01-01", &["WT-0003"][..]),
        ("2023-12-31", &["WT-0003"][..]),
        ("2024-01-01", &["WT-0002", "WT-0001", "WT-0004"][..]),
        ("2025-05-31", &["WT-0002", "WT-0001", "WT-0004"][..]),
        ("2025-06-01", &["WT-0002", "WT-0001"][..]),
        ("2036-01-01", &[][..]),
    ] {
        let hall = helper(Hall::new(), day);
        let principals = hall.sandbox.principals(&hall.session("li-yangli").await).await.unwrap();
        let numbers: Vec<&str> = principals.iter().map(|it| it.authorisation.reveal().as_str()).collect();
        assert_eq!(numbers, held, "{day}");
    }
}

#[tokio::test]
async fn an_authorisation_for_some_forms_is_for_no_others() {
    let hall = Hall::new();
    let helper = hall.session("li-yangli").await;
    let (session, _) = hall.sandbox.act_by_authorisation(&helper, "WT-0002").await.unwrap();
    let submission = |form: &str| hall.submission(form, "shen-daigang", Some("li-yangli"));
    let number = hall.hand_in(&submission("unemployment-benefit")).await.unwrap();
    assert_eq!(hall.cases(&session).await, [number]);
    let Err(ApplicationError::Refused { words }) = hall.hand_in(&submission("social-card")).await else {
        panic!("taken")
    };
    assert!(words.en.contains("authorisation"), "{words:?}");
    hall.sandbox.act_for(&helper, &hall.identity("shen-daigang")).await.unwrap();
    hall.hand_in(&submission("social-card")).await.unwrap();
    let without = hall.submission("social-card", "shen-daigang", Some("wang-jianming"));
    hall.hand_in(&without).await.unwrap(); // with both cards, while the line was cut
}

#[tokio::test]
async fn who_acted_for_whom_outlives_the_program_and_is_not_personal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("applications.json");
    let begin = || {
        let Hall { sandbox, minutes } = Hall::new();
        Hall { sandbox: sandbox.with_store(&file).unwrap(), minutes }
    };
    let hall = begin();
    let helper = hall.session("li-yangli").await;
    hall.sandbox.act_by_authorisation(&helper, "WT-0002").await.unwrap();
    drop(hall);
    let hall = begin();
    assert!(hall.hand_in(&hall.submission("social-card", "shen-daigang", Some("li-yangli"))).await.is_err());
    let stored = std::fs::read_to_string(&file).unwrap();
    let principal = hall.identity("shen-daigang");
    assert!(!stored.contains(principal.number.reveal().as_str()) && !stored.contains(principal.name.reveal()));
}

#[tokio::test]
async fn nothing_is_told_while_the_line_is_cut() {
    let hall = Hall::new();
    let session = hall.session("li-yangli").await;
    let (sandbox, control) = (&hall.sandbox, hall.sandbox.control());
    let all = async || {
        [
            sandbox.life_file(&session, Holder::Own).await.err(),
            sandbox.companies(&session).await.err(),
            sandbox.company(&session, &code(COMPANY)).await.err(),
            sandbox.shared_of_company(&session, &consent(), &code(COMPANY), &[]).await.err(),
            sandbox.act_for(&session, &hall.identity("wang-jianming")).await.err(),
            sandbox.principals(&session).await.err(),
            sandbox.act_by_authorisation(&session, "WT-0001").await.err(),
        ]
    };
    assert_eq!(all().await, [const { None }; 7]);
    control.set_offline(true);
    assert_eq!(all().await, [const { Some(PlatformError::Offline) }; 7]);
    control.set_offline(false);
    control.fail_next(7, PlatformError::TimedOut);
    assert_eq!(all().await, [const { Some(PlatformError::TimedOut) }; 7]);
}
