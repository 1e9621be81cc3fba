//! Applying: every form from its guide to the receipt, answered page by page as a person would.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use domain::acknowledgement::Company;
use domain::catalogue::MatterId;
use domain::form::{Answer as Given, Answers, At, Form, Merged, example};
use domain::{CaseNumber, CreditCode, Identity, Sex, Validity};
use jiff::civil::Date;
use platform::application::{Outgoing, Receipt, Satisfaction};
use platform::{Operated, PlatformError, Role};
use service::page::Overlay;
use service::{
    Answer, CallId, Candidate, CardNews, Colours, Composed, Delivery, Effect, Ending, Event, Input, Intent, Method,
    Page, Photo, PlatformHealth, Press, PrinterHealth, QuestionPage, ReaderHealth, Rules, Seen, Sight, Slip, Stroke,
    Target, Visit, step, view,
};

use super::people::{at, directory, identity, rules, session};

/// A form of a hundred questions with ten entries is done within this many pages.
const MOST_PAGES: usize = 600;

pub(super) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let config = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let divisions = std::fs::read_to_string(config.join("divisions.toml")).unwrap();
    Rules {
        divisions: Arc::new(domain::Divisions::parse(&divisions).unwrap()),
        directory: Arc::new(directory()),
        ..rules().clone()
    }
});

pub(super) fn today() -> Date {
    at(Duration::ZERO).today
}

pub(super) struct Person {
    visit: Visit,
    photos: u8,
}

impl Person {
    pub(super) fn new() -> Self {
        let mut person = Self { visit: Visit::new(), photos: 0 };
        person.tell(Event::Reader(ReaderHealth::Ready));
        person.tell(Event::Platform(PlatformHealth::Reachable));
        person
    }

    pub(super) fn tell(&mut self, event: Event) -> Vec<Effect> {
        let (visit, effects) = step(std::mem::take(&mut self.visit), event, at(Duration::ZERO), &RULES);
        self.visit = visit;
        effects
    }

    pub(super) fn does(&mut self, intent: Intent) -> Vec<Effect> {
        self.tell(Event::Intent(intent))
    }

    pub(super) fn page(&self) -> Page {
        view(&self.visit, at(Duration::ZERO), &RULES).page
    }

    pub(super) fn question(&self) -> Arc<QuestionPage> {
        match self.page() {
            Page::Question(question) => question,
            other => panic!("no question but {other:?}"),
        }
    }

    /// From the first page through the guide to the first page of the application. `wanted`: what will be answered.
    pub(super) fn applies(target: Target, wanted: &Answers) -> Self {
        let mut person = Self::comes_for(target, &applicant(wanted));
        if matches!(person.page(), Page::Share(_)) {
            person.does(Intent::Share(false));
        }
        person
    }

    /// The same, up to where departments may be asked.
    pub(super) fn comes_for(target: Target, identity: &Arc<Identity>) -> Self {
        let (mut person, mut effects) = Self::signs_in(target, identity);
        if matches!(person.page(), Page::Question(question) if question.at == At::question("matters")) {
            // Everything of the chain, as it is offered.
            effects = person.does(Intent::Next);
        }
        if effects.iter().any(|effect| matches!(effect, Effect::FetchCompanies { .. })) {
            person.tell(Event::Answer(call(&effects), Answer::Companies(Ok(Arc::new(vec![company()])))));
            person.does(Intent::Choose(CODE.into()));
        }
        person
    }

    /// From the first page through the guide, until it is known who applies; and what is asked then.
    pub(super) fn signs_in(target: Target, identity: &Arc<Identity>) -> (Self, Vec<Effect>) {
        let mut person = Self::new();
        person.does(Intent::Start);
        person.does(Intent::Open(target));
        person.does(Intent::Apply);
        assert!(matches!(person.page(), Page::Consent { .. }), "{:?}", person.page());
        person.does(Intent::Agree);
        person.tell(Event::Card(CardNews::Found));
        let effects = person.tell(Event::Card(CardNews::Read(identity.clone())));
        let effects = person.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
        // Who was never insured can apply all the same.
        let effects = person.tell(Event::Answer(call(&effects), Answer::Record(Err(PlatformError::NoRecord))));
        (person, effects)
    }

    /// Answers everything and signs, up to the review where only the final yes is missing.
    pub(super) fn fills(&mut self, wanted: &Answers) {
        let mut corrected = false;
        for _ in 0..MOST_PAGES {
            match self.page() {
                Page::Question(question) => self.answers(&question, wanted),
                // What the card says beside name and number is not what the example says.
                Page::Review(review) if !corrected => {
                    corrected = true;
                    for row in review.rows.iter().filter(|row| row.origin.is_some() && !row.fixed) {
                        if wanted.get(&row.at).is_some() {
                            self.does(Intent::OpenAnswer(row.at.clone()));
                            let question = self.question();
                            self.answers(&question, wanted);
                        }
                    }
                }
                Page::Review(review) if review.complaints == 0 && !review.to_sign => return,
                Page::Review(_) => drop(self.does(Intent::HandIn)),
                other => panic!("{other:?}"),
            }
        }
        panic!("no end: {:?}", self.page());
    }

    fn answers(&mut self, question: &QuestionPage, wanted: &Answers) {
        let answer = wanted.at(&question.at).cloned();
        match (&question.input, answer) {
            (Input::Signature { .. }, _) => {
                self.does(Intent::Draw(Stroke(vec![(1000, 1000, 0), (60_000, 50_000, 90)])));
                self.does(Intent::Next);
            }
            (Input::Entries { rows, .. }, Some(Given::Group(entries))) if rows.len() < entries.len() => {
                self.does(Intent::AddEntry);
            }
            (_, None) => {
                assert!(question.can_skip, "{} is asked and the example does not know it", question.at);
                self.does(Intent::Next);
            }
            (Input::Pick { many: false, .. }, Some(answer)) => drop(self.does(Intent::Pick(key(&answer)))),
            (Input::Pick { many: true, .. }, Some(Given::Choices(keys))) => {
                for key in keys.reveal() {
                    self.does(Intent::Pick(key.clone()));
                }
                self.does(Intent::Next);
            }
            (Input::Place { of, .. }, Some(Given::Address(place))) => {
                let code = &place.division.code;
                let fits = |row: &&service::PickRow| row.key == *code || row.key.get(..2) == code.get(..2);
                let row = of.iter().find(|row| row.key == *code).or(of.iter().find(fits)).unwrap();
                self.does(Intent::Pick(row.key.clone()));
            }
            (Input::Typed { .. }, Some(answer)) => {
                self.does(Intent::EraseAll);
                self.does(Intent::Type(text(&answer)));
                self.does(Intent::Next);
            }
            (Input::Pages { .. }, Some(_)) => {
                self.photographs();
                self.does(Intent::Next);
            }
            (_, Some(_)) => drop(self.does(Intent::Next)),
        }
    }

    fn photographs(&mut self) {
        self.photos += 1;
        let thumb = Colours { width: 1, height: 1, rgb: vec![255; 3].into() };
        let photo = Photo { jpeg: vec![self.photos; 9].into(), thumb };
        let effects = self.does(Intent::Photograph);
        self.tell(Event::Answer(call(&effects), Answer::Photographed(Some(Arc::new(photo)))));
    }

    /// The department has it.
    fn is_told_the_number(&mut self, outgoing: &Outgoing) {
        let Outgoing::Application(submission) = outgoing else { panic!("{outgoing:?}") };
        let receipt = Receipt {
            submission: submission.id,
            number: CaseNumber::new(today(), 3),
            digest: submission.digest,
            received_at: at(Duration::ZERO).at,
            answer_by: None,
            decision: None,
            later: Vec::new(),
        };
        self.tell(Event::Delivered(submission.id, Delivery::Accepted(Arc::new(receipt))));
    }

    /// The final yes; what leaves the terminal.
    pub(super) fn hands_in(&mut self) -> (CallId, Arc<Vec<Outgoing>>) {
        let effects = self.does(Intent::HandIn);
        let sealed = effects.iter().find_map(|effect| match effect {
            Effect::Seal { call, outgoing, .. } => Some((*call, outgoing.clone())),
            _ => None,
        });
        sealed.unwrap_or_else(|| panic!("nothing is handed in: {effects:?}"))
    }
}

/// Whose card fits an example.
pub(super) fn applicant(wanted: &Answers) -> Arc<Identity> {
    let mut identity = Identity::clone(&identity(Validity::LongTerm));
    if let Some(Given::Text(name)) = wanted.get("name") {
        identity.name = name.clone();
    }
    if let Some(Given::IdNumber(number)) = wanted.get("id_number") {
        identity.sex = number.reveal().sex().unwrap_or(Sex::Unstated);
        identity.number = number.clone();
    }
    Arc::new(identity)
}

pub(super) fn call(effects: &[Effect]) -> CallId {
    let call = effects.iter().find_map(|effect| match effect {
        Effect::Identify { call, .. }
        | Effect::FetchRecord { call, .. }
        | Effect::FetchShared { call, .. }
        | Effect::FetchPrincipals { call, .. }
        | Effect::ActFor { call, .. }
        | Effect::ActByAuthorisation { call, .. }
        | Effect::FetchCompanies { call, .. }
        | Effect::FindCompany { call, .. }
        | Effect::FetchCases { call, .. }
        | Effect::FetchLifeFile { call, .. }
        | Effect::ComposeSlip { call, .. }
        | Effect::Photograph { call } => Some(*call),
        _ => None,
    });
    call.unwrap_or_else(|| panic!("nothing was asked: {effects:?}"))
}

/// A code whose check character is right. Source of the rule: GB 32100-2015.
pub(super) const CODE: &str = "91370000MA3YL00166";

pub(super) fn company() -> Operated {
    let company =
        Company { name: "环翠示范有限公司（样例）".into(), code: Some(CreditCode::parse(CODE).unwrap()) };
    Operated { company, role: Role::Agent }
}

fn key(answer: &Given) -> String {
    match answer {
        Given::Choice(key) => key.reveal().clone(),
        Given::YesNo(yes) => if *yes.reveal() { "yes" } else { "no" }.to_owned(),
        other => panic!("{other:?} is not picked"),
    }
}

fn text(answer: &Given) -> String {
    match answer {
        Given::Text(text) => text.reveal().clone(),
        Given::Date(day) => day.reveal().date().strftime("%Y%m%d").to_string(),
        Given::IdNumber(number) => number.reveal().as_str().to_owned(),
        Given::Phone(phone) => phone.reveal().as_str().to_owned(),
        Given::CreditCode(code) => code.reveal().as_str().to_owned(),
        Given::BankAccount(account) => account.reveal().as_str().to_owned(),
        Given::Address(place) => place.street.reveal().clone(),
        Given::Money(amount) => amount.reveal().to_string(),
        Given::Number(number) => number.reveal().to_string(),
        other => panic!("{other:?} is not typed"),
    }
}

pub(super) fn forms() -> Vec<Arc<Form>> {
    RULES.directory.forms.forms.clone()
}

pub(super) fn matter(form: &Form) -> Target {
    Target::Matter(form.matters[0])
}

pub(super) fn flexible() -> (Target, Arc<Form>) {
    let form = forms().into_iter().find(|form| form.id == "flexible-enrolment").unwrap();
    (matter(&form), form)
}

#[test]
fn every_form_is_filled_in_and_handed_in_page_by_page() {
    assert!(forms().len() >= 24);
    for form in forms() {
        let wanted = example::answers(&form, today());
        let mut person = Person::applies(matter(&form), &wanted);
        person.fills(&wanted);
        let (_, outgoing) = person.hands_in();
        let [Outgoing::Application(submission)] = outgoing.as_slice() else { panic!("{}: {outgoing:?}", form.id) };
        assert_eq!((&submission.form, submission.version), (&form.id, form.version));
        assert_eq!(submission.answers.check(&form, today()), [], "{}", form.id);
        assert_eq!(submission.digest, domain::form::digest(&form, &submission.answers, today()), "{}", form.id);
    }
}

#[test]
fn every_chain_that_has_forms_is_one_form_to_several_departments() {
    let mut several = 0;
    for number in 0..RULES.directory.catalogue.chains.len() {
        let target = Target::Chain(number);
        let chain = &RULES.directory.catalogue.chains[number];
        let of = |id: &MatterId| RULES.directory.forms.for_matter(*id).cloned();
        let forms: Vec<Arc<Form>> = chain.matters.iter().filter_map(of).collect();
        let merged = Merged::of(&forms);
        if merged.forms.is_empty() {
            continue;
        }
        let wanted = example::merged(&merged, today());
        let mut person = Person::applies(target, &wanted);
        person.fills(&wanted);
        let (_, outgoing) = person.hands_in();
        assert_eq!(outgoing.len(), merged.forms.len(), "{}", chain.id);
        several += usize::from(outgoing.len() > 1);
    }
    assert!(several > 0, "no chain has several forms");
}

#[test]
fn nothing_goes_out_before_it_is_on_the_disk_and_the_number_comes_when_it_comes() {
    let (target, form) = flexible();
    let mut person = Person::applies(target, &example::answers(&form, today()));
    person.fills(&example::answers(&form, today()));
    let (call, outgoing) = person.hands_in();
    assert!(matches!(person.page(), Page::Waiting { .. }));
    // Nobody leaves while it is being committed.
    person.does(Intent::Home);
    person.does(Intent::Back);
    assert!(matches!(person.page(), Page::Waiting { .. }));

    person.tell(Event::Answer(call, Answer::Sealed(None)));
    let Page::Review(review) = person.page() else { panic!("{:?}", person.page()) };
    assert!(review.failed, "a full disk is said, and nothing is lost");

    let (call, again) = person.hands_in();
    assert_ne!(again[0].id(), outgoing[0].id());
    person.tell(Event::Answer(call, Answer::Sealed(Some(vec![7]))));
    let Page::Handed(handed) = person.page() else { panic!("{:?}", person.page()) };
    assert!(handed.waits && !handed.can_rate);
    assert_eq!(handed.cases[0].local, Some(7));

    person.is_told_the_number(&again[0]);
    let Page::Handed(handed) = person.page() else { panic!("{:?}", person.page()) };
    assert!(!handed.waits && handed.can_rate);

    // Who is done is asked once how it was, and can always skip.
    person.does(Intent::Finish);
    assert!(matches!(person.page(), Page::Rating(_)));
    person.does(Intent::Rate(Satisfaction::VerySatisfied));
    person.does(Intent::Reason("easy".into()));
    let effects = person.does(Intent::SendRating);
    let rated = effects.iter().any(|effect| {
        matches!(effect, Effect::Seal { outgoing, .. }
        if matches!(outgoing.as_slice(), [Outgoing::Rating(rating)]
            if rating.satisfaction == Satisfaction::VerySatisfied && rating.reasons == ["easy"]))
    });
    assert!(rated, "{effects:?}");
    assert!(matches!(person.page(), Page::Finished { ending: Ending::Finished, .. }));
    assert!(!person.visit.holds_personal_data());
}

#[test]
fn what_is_wrong_stays_on_its_page_and_an_empty_signature_is_refused() {
    let (target, form) = flexible();
    let mut person = Person::applies(target, &example::answers(&form, today()));
    let wanted = example::answers(&form, today());
    let phone = At::question("phone");
    for _ in 0..MOST_PAGES {
        let question = person.question();
        if question.at == phone {
            break;
        }
        person.answers(&question, &wanted);
    }
    person.does(Intent::Next);
    assert!(person.question().complaint.is_some(), "left out");
    person.does(Intent::Type("138".into()));
    person.does(Intent::Next);
    let question = person.question();
    assert!(question.at == phone && question.complaint.is_some(), "{question:?}");

    person.fills(&wanted);
    let Page::Review(review) = person.page() else { panic!() };
    let signature = review.rows.iter().find(|row| row.at == "signature").expect("it is signed").at.clone();
    person.does(Intent::OpenAnswer(signature));
    person.does(Intent::Next);
    assert!(person.question().complaint.is_some(), "nothing is drawn");
}

#[test]
fn an_answer_changed_in_the_review_unsigns_and_can_be_taken_back() {
    let (target, form) = flexible();
    let mut person = Person::applies(target, &example::answers(&form, today()));
    person.fills(&example::answers(&form, today()));
    person.does(Intent::OpenAnswer("phone".into()));
    person.does(Intent::EraseAll);
    person.does(Intent::Type("13700000000".into()));
    person.does(Intent::Next);
    let Page::Review(review) = person.page() else { panic!("{:?}", person.page()) };
    assert!(review.to_sign && review.can_undo, "another content is not what was signed");
    person.does(Intent::UndoAnswer);
    let Page::Review(review) = person.page() else { panic!("{:?}", person.page()) };
    assert!(!review.to_sign && !review.can_undo && review.complaints == 0);
}

#[test]
fn back_leads_through_the_questions_to_the_guide_and_what_was_answered_stays() {
    let (target, form) = flexible();
    let mut person = Person::applies(target, &example::answers(&form, today()));
    let wanted = example::answers(&form, today());
    let first = person.question().at.clone();
    for _ in 0..3 {
        let question = person.question();
        person.answers(&question, &wanted);
    }
    let fourth = person.question().at.clone();
    for _ in 0..MOST_PAGES {
        match person.page() {
            Page::Question(_) => drop(person.does(Intent::Back)),
            _ => break,
        }
    }
    assert!(matches!(person.page(), Page::Guide(_)), "{:?}", person.page());
    person.does(Intent::Apply);
    let again = person.question();
    assert!(again.at == first && again.at != fourth, "{}", again.at);
    // Nothing is thrown away by one touch: leaving is asked about, and going on keeps everything.
    person.does(Intent::Home);
    let leaves = |person: &Person| view(&person.visit, at(Duration::ZERO), &RULES).overlay == Some(Overlay::Leave);
    assert!(leaves(&person));
    person.does(Intent::CloseOverlay);
    assert!(!leaves(&person) && person.question().at == first);
    person.does(Intent::Home);
    person.does(Intent::Finish);
    assert!(!person.visit.holds_personal_data(), "who leaves leaves nothing");
}

#[test]
fn what_the_camera_sees_is_shown_while_a_paper_is_asked_for_and_no_longer() {
    let seen = || {
        let picture = Colours { width: 1, height: 1, rgb: vec![255; 3].into() };
        Event::Seen(Some(Arc::new(Seen { sight: Sight::Good, picture })))
    };
    let form = forms().into_iter().find(|form| form.id == "social-card").unwrap();
    let wanted = example::answers(&form, today());
    let mut person = Person::applies(matter(&form), &example::answers(&form, today()));
    while !matches!(person.question().input, Input::Pages { .. }) {
        let before = person.visit.clone();
        person.tell(seen());
        assert_eq!(person.visit, before, "nobody looks");
        let question = person.question();
        person.answers(&question, &wanted);
    }
    assert!(matches!(person.question().input, Input::Pages { view: None, .. }));
    person.tell(seen());
    assert!(matches!(person.question().input, Input::Pages { view: Some(_), .. }));
    let effects = person.does(Intent::Back);
    assert!(effects.contains(&Effect::ArmCamera(false)), "{effects:?}");
    // It was on its way when the camera was disarmed.
    let before = person.visit.clone();
    person.tell(seen());
    assert_eq!(person.visit, before, "a picture stays in the visit");
}

#[test]
fn without_a_camera_one_goes_on_and_is_told_what_to_bring() {
    let form = forms().into_iter().find(|form| form.id == "social-card").unwrap();
    let wanted = example::answers(&form, today());
    let mut person = Person::applies(matter(&form), &example::answers(&form, today()));
    person.tell(Event::Printer(PrinterHealth { trouble: None, ..PrinterHealth::default() }));
    let mut skipped = 0;
    let review = loop {
        match person.page() {
            Page::Question(question) if matches!(question.input, Input::Pages { view: None, .. }) => {
                assert!(question.can_skip);
                person.does(Intent::Next);
                skipped += 1;
            }
            Page::Question(question) => person.answers(&question, &wanted),
            Page::Review(review) => break review,
            other => panic!("{other:?}"),
        }
        assert!(skipped < MOST_PAGES);
    };
    assert!(skipped > 0 && review.complaints >= skipped && review.can_print_notice, "{review:?}");
    // With the camera it is asked for as ever.
    let at = review.rows.iter().find(|row| row.complaint.is_some()).unwrap().at.clone();
    person.does(Intent::OpenAnswer(at));
    let picture = Colours { width: 1, height: 1, rgb: vec![255; 3].into() };
    person.tell(Event::Seen(Some(Arc::new(Seen { sight: Sight::Good, picture }))));
    assert!(!person.question().can_skip);
    person.does(Intent::Next);
    assert!(person.question().complaint.is_some());
}

#[test]
fn who_cannot_write_signs_with_the_card() {
    let (target, form) = flexible();
    let mut person = Person::applies(target, &example::answers(&form, today()));
    let wanted = example::answers(&form, today());
    for _ in 0..MOST_PAGES {
        match person.page() {
            Page::Question(question) if matches!(question.input, Input::Signature { .. }) => {
                person.does(Intent::SignByCard);
            }
            Page::Question(question) => person.answers(&question, &wanted),
            Page::Review(review) if review.complaints == 0 && !review.to_sign => break,
            _ => drop(person.does(Intent::HandIn)),
        }
    }
    let (_, outgoing) = person.hands_in();
    let Outgoing::Application(submission) = &outgoing[0] else { panic!() };
    assert_eq!(submission.answers.origin("signature"), Some(domain::form::Origin::Card));
}

#[test]
fn what_is_missing_is_told_all_at_once_on_paper() {
    let (target, _) = flexible();
    let mut person = Person::applies(target, &Answers::default());
    person.tell(Event::Printer(PrinterHealth { trouble: None, ..PrinterHealth::default() }));
    // One comes to the review without an answer by changing one there.
    let wanted = example::answers(&flexible().1, today());
    person.fills(&wanted);
    person.does(Intent::OpenAnswer("gets_pension".into()));
    person.does(Intent::Pick("yes".into()));
    person.does(Intent::Pick("yes".into()));
    let Page::Review(review) = person.page() else { panic!("{:?}", person.page()) };
    assert!(review.complaints > 0 && review.can_print_notice, "{review:?}");
    let effects = person.does(Intent::PrintNotice);
    let notice = effects.iter().find_map(|effect| match effect {
        Effect::ComposeSlip { slip, .. } => match slip.as_ref() {
            Slip::Notice(notice) => Some(notice.clone()),
            _ => None,
        },
        _ => None,
    });
    let notice = notice.unwrap_or_else(|| panic!("{effects:?}"));
    assert_eq!(notice.missing.len(), review.complaints);
    assert!(notice.missing.iter().all(|words| words.in_language(false).contains('：')), "{notice:?}");
    assert!(!notice.hotlines.is_empty() && notice.department.is_some(), "{notice:?}");
    let sheet = Answer::Composed(None);
    person.tell(Event::Answer(call(&effects), sheet));
    person.does(Intent::Back);
    assert!(matches!(person.page(), Page::Review(_)), "what was answered is there: {:?}", person.page());
}

#[test]
fn a_rating_has_room_for_words() {
    let (target, form) = flexible();
    let mut person = Person::applies(target, &example::answers(&form, today()));
    person.fills(&example::answers(&form, today()));
    let (call, outgoing) = person.hands_in();
    person.tell(Event::Answer(call, Answer::Sealed(Some(vec![7]))));
    person.is_told_the_number(&outgoing[0]);
    person.does(Intent::Finish);
    person.does(Intent::Rate(Satisfaction::Satisfied));
    person.does(Intent::Remark);
    assert!(person.question().can_skip);
    person.does(Intent::Type("教得清楚。".into()));
    person.does(Intent::Next);
    let Page::Rating(rating) = person.page() else { panic!("{:?}", person.page()) };
    assert_eq!(rating.text.reveal(), "教得清楚。");
    assert!(person.page().is_personal());
    let effects = person.does(Intent::SendRating);
    let text = effects.iter().find_map(|effect| match effect {
        Effect::Seal { outgoing, .. } => match outgoing.as_slice() {
            [Outgoing::Rating(rating)] => rating.text.clone(),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(text.expect("it is sent").reveal(), "教得清楚。");
}

#[test]
fn the_file_of_a_life_is_read_printed_and_left() {
    let mut person = Person::new();
    person.does(Intent::Start);
    person.does(Intent::MyCases);
    person.does(Intent::Agree);
    person.tell(Event::Card(CardNews::Found));
    let effects = person.tell(Event::Card(CardNews::Read(identity(Validity::LongTerm))));
    let effects = person.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
    let effects = person.tell(Event::Answer(call(&effects), Answer::Record(Err(PlatformError::NoRecord))));
    person.tell(Event::Answer(call(&effects), Answer::Cases(Ok(Arc::default()))));
    let effects = person.does(Intent::MyLifeFile);
    let (_, file) = domain::acknowledgement::sample::life_files().swap_remove(0);
    person.tell(Event::Answer(call(&effects), Answer::LifeFile(Ok(Arc::new(file)))));
    let Page::LifeFile(page) = person.page() else { panic!("{:?}", person.page()) };
    assert!(page.can_company && person.page().is_personal());
    person.tell(Event::Printer(PrinterHealth { trouble: None, ..PrinterHealth::default() }));
    let effects = person.does(Intent::Print);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::ComposeSlip { .. })), "{effects:?}");
    person.does(Intent::Back);
    assert!(matches!(person.page(), Page::LifeFile(_)), "{:?}", person.page());
    person.does(Intent::Back);
    assert!(matches!(person.page(), Page::Cases(_)), "{:?}", person.page());
    person.does(Intent::Home);
    assert!(!person.visit.holds_personal_data());
}

#[test]
fn a_character_that_no_dictionary_has_is_typed_by_its_number() {
    let names_a_child = |form: &Arc<Form>| form.questions().any(|question| question.key == "child_name");
    let form = forms().into_iter().find(names_a_child).unwrap();
    let wanted = example::answers(&form, today());
    let mut person = Person::applies(matter(&form), &wanted);
    person.fills(&wanted);
    person.does(Intent::OpenAnswer("child_name".into()));
    person.does(Intent::EraseAll);
    person.does(Intent::SetMethod(Method::CodePoint));
    let Input::Typed { typing: Some(typing), .. } = &person.question().input else { panic!() };
    assert!(typing.by_code && typing.method == Method::CodePoint);
    let mut effects = Vec::new();
    for digit in ["4", "d", "a", "e"] {
        effects = person.does(Intent::Type(digit.into()));
    }
    let pressed = effects.iter().find_map(|effect| match effect {
        Effect::Type { call, press: Press::CodePoint(digits) } => Some((*call, digits.clone())),
        _ => None,
    });
    let (call, digits) = pressed.unwrap_or_else(|| panic!("{effects:?}"));
    assert_eq!(digits, "4DAE");
    let candidate = Candidate { text: "䶮".into(), says: String::new(), place: 0 };
    let composed = Composed { spelling: digits.as_str().into(), candidates: vec![candidate], ..Composed::default() };
    person.tell(Event::Typed(call, composed));
    // One digit is taken back before a letter of the name is.
    person.does(Intent::Erase);
    person.does(Intent::Type("E".into()));
    person.does(Intent::ChooseCandidate(0));
    let Input::Typed { text, .. } = &person.question().input else { panic!() };
    assert_eq!(text.reveal(), "䶮");
}
