//! Applying: every form from its guide to the receipt, answered page by page as a person would.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use domain::catalogue::MatterId;
use domain::form::{Answer as Given, Answers, At, Form, Merged, example};
use domain::{CaseNumber, Validity};
use jiff::civil::Date;
use platform::PlatformError;
use platform::application::{Outgoing, Receipt, Satisfaction};
use service::page::Overlay;
use service::{
    Answer, CallId, CardNews, Colours, Delivery, Effect, Ending, Event, Input, Intent, Page, Photo, PlatformHealth,
    QuestionPage, ReaderHealth, Rules, Stroke, Target, Visit, step, view,
};

use super::people::{at, directory, identity, rules, session};

/// A form of a hundred questions with ten entries is done within this many pages.
const MOST_PAGES: usize = 600;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let config = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let divisions = std::fs::read_to_string(config.join("divisions.toml")).unwrap();
    Rules {
        divisions: Arc::new(domain::Divisions::parse(&divisions).unwrap()),
        directory: Arc::new(directory()),
        ..rules().clone()
    }
});

fn today() -> Date {
    at(Duration::ZERO).today
}

struct Person {
    visit: Visit,
    photos: u8,
}

impl Person {
    fn new() -> Self {
        let mut person = Self { visit: Visit::new(), photos: 0 };
        person.tell(Event::Reader(ReaderHealth::Ready));
        person.tell(Event::Platform(PlatformHealth::Reachable));
        person
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        let (visit, effects) = step(std::mem::take(&mut self.visit), event, at(Duration::ZERO), &RULES);
        self.visit = visit;
        effects
    }

    fn does(&mut self, intent: Intent) -> Vec<Effect> {
        self.tell(Event::Intent(intent))
    }

    fn page(&self) -> Page {
        view(&self.visit, at(Duration::ZERO), &RULES).page
    }

    fn question(&self) -> Arc<QuestionPage> {
        match self.page() {
            Page::Question(question) => question,
            other => panic!("no question but {other:?}"),
        }
    }

    /// From the first page through the guide to the first page of the application.
    fn applies(target: Target) -> Self {
        let mut person = Self::new();
        person.does(Intent::Start);
        person.does(Intent::Open(target));
        person.does(Intent::Apply);
        assert!(matches!(person.page(), Page::Consent { .. }), "{:?}", person.page());
        person.does(Intent::Agree);
        person.tell(Event::Card(CardNews::Found));
        let effects = person.tell(Event::Card(CardNews::Read(identity(Validity::LongTerm))));
        let effects = person.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
        // Who was never insured can apply all the same.
        person.tell(Event::Answer(call(&effects), Answer::Record(Err(PlatformError::NoRecord))));
        if matches!(person.page(), Page::Share(_)) {
            person.does(Intent::Share(false));
        }
        person
    }

    /// Answers everything and signs, up to the review where only the final yes is missing.
    fn fills(&mut self, wanted: &Answers) {
        let mut corrected = false;
        for _ in 0..MOST_PAGES {
            match self.page() {
                Page::Question(question) => self.answers(&question, wanted),
                // Whom the example is about is somebody else than whose card was read.
                Page::Review(review) if !corrected => {
                    corrected = true;
                    for row in review.rows.iter().filter(|row| row.origin.is_some()) {
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

    /// The final yes; what leaves the terminal.
    fn hands_in(&mut self) -> (CallId, Arc<Vec<Outgoing>>) {
        let effects = self.does(Intent::HandIn);
        let sealed = effects.iter().find_map(|effect| match effect {
            Effect::Seal { call, outgoing, .. } => Some((*call, outgoing.clone())),
            _ => None,
        });
        sealed.unwrap_or_else(|| panic!("nothing is handed in: {effects:?}"))
    }
}

fn call(effects: &[Effect]) -> CallId {
    let call = effects.iter().find_map(|effect| match effect {
        Effect::Identify { call, .. }
        | Effect::FetchRecord { call, .. }
        | Effect::FetchShared { call, .. }
        | Effect::Photograph { call } => Some(*call),
        _ => None,
    });
    call.unwrap_or_else(|| panic!("nothing was asked: {effects:?}"))
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

fn forms() -> Vec<Arc<Form>> {
    RULES.directory.forms.forms.clone()
}

fn matter(form: &Form) -> Target {
    Target::Matter(form.matters[0])
}

fn flexible() -> (Target, Arc<Form>) {
    let form = forms().into_iter().find(|form| form.id == "flexible-enrolment").unwrap();
    (matter(&form), form)
}

#[test]
fn every_form_is_filled_in_and_handed_in_page_by_page() {
    assert!(forms().len() >= 24);
    for form in forms() {
        let mut person = Person::applies(matter(&form));
        person.fills(&example::answers(&form, today()));
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
        let mut person = Person::applies(target);
        person.fills(&example::merged(&merged, today()));
        let (_, outgoing) = person.hands_in();
        assert_eq!(outgoing.len(), merged.forms.len(), "{}", chain.id);
        several += usize::from(outgoing.len() > 1);
    }
    assert!(several > 0, "no chain has several forms");
}

#[test]
fn nothing_goes_out_before_it_is_on_the_disk_and_the_number_comes_when_it_comes() {
    let (target, form) = flexible();
    let mut person = Person::applies(target);
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

    let Outgoing::Application(submission) = &again[0] else { panic!() };
    let receipt = Receipt {
        submission: submission.id,
        number: CaseNumber::new(today(), 3),
        digest: submission.digest,
        received_at: at(Duration::ZERO).at,
        answer_by: None,
        decision: None,
    };
    person.tell(Event::Delivered(submission.id, Delivery::Accepted(Arc::new(receipt))));
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
    let mut person = Person::applies(target);
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
    let mut person = Person::applies(target);
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
    let mut person = Person::applies(target);
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
fn who_cannot_write_signs_with_the_card() {
    let (target, form) = flexible();
    let mut person = Person::applies(target);
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
