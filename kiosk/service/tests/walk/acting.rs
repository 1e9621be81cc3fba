//! Who acts for whom: a helper and whom they help, an operator and their company.

use std::sync::Arc;

use domain::acknowledgement::Party;
use domain::form::example;
use domain::{IdNumber, Identity, Sensitive, Validity};
use platform::application::Outgoing;
use platform::{PlatformError, Principal};
use service::page::Whose;
use service::{Answer, CardNews, CardProblem, ChooseOf, Effect, Event, Intent, Note, Page, SignInProblem};

use super::apply::{CODE, Person, call, company, flexible, forms, matter, today};
use super::people::{identity, session};

/// Somebody else than whose card the others read.
fn other() -> Arc<Identity> {
    let number = IdNumber::parse("370000198503170125").unwrap();
    Arc::new(Identity {
        name: "李样例".into(),
        number: Sensitive::new(number),
        ..(*identity(Validity::LongTerm)).clone()
    })
}

#[test]
fn a_helper_signs_in_first_then_whom_they_help_and_both_are_told() {
    let (target, form) = flexible();
    let mut person = Person::new();
    person.does(Intent::Start);
    person.does(Intent::Open(target));
    person.does(Intent::Apply);
    person.does(Intent::AgreeToHelp);
    let whose = |person: &Person| match person.page() {
        Page::Identify { whose, problem, .. } => (whose, problem),
        other => panic!("{other:?}"),
    };
    assert_eq!(whose(&person), (Whose::Helper, None));
    let read = |person: &mut Person, identity| {
        person.tell(Event::Card(CardNews::Found));
        person.tell(Event::Card(CardNews::Read(identity)))
    };
    let effects = read(&mut person, identity(Validity::LongTerm));
    let effects = person.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::FetchPrincipals { .. })), "{effects:?}");
    person.tell(Event::Answer(call(&effects), Answer::Principals(Ok(Arc::default()))));
    assert_eq!(whose(&person), (Whose::Principal, None));

    // The same card once more is nobody else's.
    read(&mut person, identity(Validity::LongTerm));
    assert_eq!(whose(&person), (Whose::Principal, Some(SignInProblem::Card(CardProblem::Helpers))));

    let effects = read(&mut person, other());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::ActFor { .. })), "{effects:?}");
    let effects = person.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::FetchRecord { .. })), "a helper sees no record");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Note(Note::ActsFor(_)))), "{effects:?}");
    if matches!(person.page(), Page::Share(_)) {
        person.does(Intent::Share(false));
    }
    person.fills(&example::answers(&form, today()));
    let (_, outgoing) = person.hands_in();
    let Outgoing::Application(submission) = &outgoing[0] else { panic!() };
    assert_eq!(submission.applicant.number, other().number);
    assert_eq!(submission.helper.as_ref().unwrap().number, identity(Validity::LongTerm).number);
}

#[test]
fn who_was_authorised_chooses_whom_they_help_and_an_authorisation_for_something_else_is_not_offered() {
    let (target, _) = flexible();
    let principal = |key: &str, forms: Option<Vec<String>>| Principal {
        authorisation: key.into(),
        party: Party::masked("李样例", "370000198503170125"),
        until: today(),
        forms,
    };
    let mut person = Person::new();
    person.does(Intent::Start);
    person.does(Intent::Open(target));
    person.does(Intent::Apply);
    person.does(Intent::AgreeToHelp);
    person.tell(Event::Card(CardNews::Found));
    let effects = person.tell(Event::Card(CardNews::Read(identity(Validity::LongTerm))));
    let effects = person.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
    let all = vec![principal("A1", None), principal("A2", Some(vec!["another-form".into()]))];
    person.tell(Event::Answer(call(&effects), Answer::Principals(Ok(Arc::new(all)))));
    let Page::Choose(choose) = person.page() else { panic!("{:?}", person.page()) };
    assert_eq!((choose.of, choose.rows.len()), (ChooseOf::Principal, 1));
    let effects = person.does(Intent::Choose("A1".into()));
    let authorised = Answer::Authorised(Ok((session(), other())));
    person.tell(Event::Answer(call(&effects), authorised));
    assert!(matches!(person.page(), Page::Share(_) | Page::Question(_)), "{:?}", person.page());

    // An authorisation that has just been revoked is told, not tried again.
    person.does(Intent::Back);
    person.does(Intent::Home);
}

#[test]
fn a_company_is_chosen_or_named_by_its_code_and_who_has_no_role_is_told() {
    let form = forms().into_iter().find(|form| form.id == "staff-registration").unwrap();
    let mut person = Person::new();
    person.does(Intent::Start);
    person.does(Intent::Open(matter(&form)));
    person.does(Intent::Apply);
    person.does(Intent::Agree);
    person.tell(Event::Card(CardNews::Found));
    let effects = person.tell(Event::Card(CardNews::Read(identity(Validity::LongTerm))));
    let effects = person.tell(Event::Answer(call(&effects), Answer::Identified(Ok(session()))));
    let effects = person.tell(Event::Answer(call(&effects), Answer::Record(Err(PlatformError::NoRecord))));
    person.tell(Event::Answer(call(&effects), Answer::Companies(Ok(Arc::default()))));
    let Page::Choose(choose) = person.page() else { panic!("{:?}", person.page()) };
    assert!(choose.rows.is_empty() && choose.of == ChooseOf::Company);
    person.does(Intent::ByCode);
    let asked = person.question();
    assert_eq!((asked.number, asked.can_skip), (0, false));
    person.does(Intent::Type(CODE.into()));
    let effects = person.does(Intent::Next);
    person.tell(Event::Answer(call(&effects), Answer::Company(Ok(None))));
    assert!(person.question().complaint.is_some(), "no role there");
    let effects = person.does(Intent::Next);
    person.tell(Event::Answer(call(&effects), Answer::Company(Ok(Some(company())))));
    assert!(matches!(person.page(), Page::Share(_) | Page::Question(_)), "{:?}", person.page());
    person.does(Intent::Back);
    assert!(matches!(person.page(), Page::Guide(_)), "{:?}", person.page());
}
