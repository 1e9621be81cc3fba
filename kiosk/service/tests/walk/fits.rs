//! Applying: what is chosen of a chain, what is known before it is asked, and for whom and where it is.

use std::sync::Arc;

use domain::Validity;
use domain::catalogue::MatterId;
use domain::form::{Address, Answer as Given, Form, Merged, Origin, example};
use platform::application::Outgoing;
use service::{Answer, Event, Input, Intent, Page, Sorry, Target};

use super::apply::{Person, RULES, applicant, flexible, forms, matter, today};
use super::people::identity;

fn unemployed() -> Arc<Form> {
    forms().into_iter().find(|form| form.id == "unemployed-lost-job").unwrap()
}

/// A chain of several forms.
fn several() -> (Target, Vec<Arc<Form>>) {
    let chains = RULES.directory.catalogue.chains.iter().enumerate();
    let mut found = chains.map(|(number, chain)| {
        let of = |id: &MatterId| RULES.directory.forms.for_matter(*id).cloned();
        (Target::Chain(number), Merged::of(&chain.matters.iter().filter_map(of).collect::<Vec<_>>()).forms)
    });
    found.find(|(_, forms)| forms.len() > 2).unwrap()
}

#[test]
fn of_a_chain_one_chooses_what_one_applies_for() {
    let (target, forms) = several();
    let wanted = example::merged(&Merged::of(&forms), today());
    let (mut person, _) = Person::signs_in(target, &applicant(&wanted));
    let Input::Pick { of, many: true } = &person.question().input else { panic!("{:?}", person.page()) };
    assert!(of.len() == forms.len() && of.iter().all(|row| row.picked), "all of it, until one takes some away");
    for form in &forms {
        person.does(Intent::Pick(form.id.clone()));
    }
    person.does(Intent::Next);
    assert!(person.question().complaint.is_some(), "nothing at all is no application");
    let chosen = &forms[1..3];
    for form in chosen {
        person.does(Intent::Pick(form.id.clone()));
    }
    person.does(Intent::Next);
    if matches!(person.page(), Page::Share(_)) {
        person.does(Intent::Share(false));
    }
    person.fills(&example::merged(&Merged::of(chosen), today()));
    let (_, outgoing) = person.hands_in();
    let ids: Vec<&str> = outgoing
        .iter()
        .map(|it| match it {
            Outgoing::Application(submission) => submission.form.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, chosen.iter().map(|form| form.id.as_str()).collect::<Vec<_>>());
}

#[test]
fn what_the_card_says_of_who_applies_is_not_typed_over() {
    let form = unemployed();
    let wanted = example::answers(&form, today());
    let mut person = Person::applies(matter(&form), &wanted);
    person.fills(&wanted);
    let Page::Review(review) = person.page() else { panic!("{:?}", person.page()) };
    let fixed: Vec<&str> = review.rows.iter().filter(|row| row.fixed).map(|row| row.at.as_str()).collect();
    assert_eq!(fixed, ["name", "id_number"]);
    for at in fixed {
        person.does(Intent::OpenAnswer(at.to_owned()));
        assert!(matches!(person.page(), Page::Review(_)), "{at}: {:?}", person.page());
    }
}

#[test]
fn who_cannot_have_it_hears_so_before_the_first_question() {
    let form = forms().into_iter().find(|form| form.id == "residents-pension-claim").unwrap();
    // Born in 1985: it is paid from the age of sixty.
    let mut person = Person::comes_for(matter(&form), &identity(Validity::LongTerm));
    let Page::Sorry { sorry: Sorry::Unfit, words: Some(words), can_try_again: true, .. } = person.page() else {
        panic!("{:?}", person.page())
    };
    assert!(words.zh.contains("60"), "{words:?}");
    // Whoever knows better goes on, and is told once more in the end.
    person.does(Intent::TryAgain);
    assert!(matches!(person.page(), Page::Share(_) | Page::Question(_)), "{:?}", person.page());
}

#[test]
fn what_was_said_is_taken_over_into_the_next_application_of_the_visit() {
    let (target, form) = flexible();
    let wanted = example::answers(&form, today());
    let mut person = Person::applies(target, &wanted);
    person.fills(&wanted);
    let (call, outgoing) = person.hands_in();
    person.tell(Event::Answer(call, Answer::Sealed(Some(vec![1; outgoing.len()]))));
    assert!(matches!(person.page(), Page::Handed(_)), "{:?}", person.page());
    person.does(Intent::Another);
    person.does(Intent::Open(matter(&unemployed())));
    person.does(Intent::Apply);
    if matches!(person.page(), Page::Share(_)) {
        person.does(Intent::Share(false));
    }
    person.fills(&example::answers(&unemployed(), today()));
    let Page::Review(review) = person.page() else { panic!("{:?}", person.page()) };
    let phone = review.rows.iter().find(|row| row.at == "phone").unwrap();
    assert_eq!(phone.origin, Some(Origin::Earlier), "it was said a minute ago: {phone:?}");
}

#[test]
fn the_place_where_one_lives_decides_who_receives_it() {
    let form = unemployed();
    for (city, rest, area, department) in [
        ("371000", "荣成市样例街2号", Some("371082"), "荣成市人社部门"),
        ("371000", "环翠区示范路1号", Some("371002"), "区人力资源社会保障局"),
        ("370200", "市南区示范路1号", None, "当地人社部门"),
    ] {
        let mut wanted = example::answers(&form, today());
        for key in ["residence", "registered_address"] {
            let division = RULES.divisions.find(city).unwrap().clone();
            wanted.give(key, Given::Address(Address { division, street: rest.into() }));
        }
        let mut person = Person::applies(matter(&form), &wanted);
        person.fills(&wanted);
        let Page::Review(review) = person.page() else { panic!("{:?}", person.page()) };
        assert_eq!(review.departments[0].zh, department, "{rest}");
        let (_, outgoing) = person.hands_in();
        let [Outgoing::Application(submission)] = outgoing.as_slice() else { panic!("{outgoing:?}") };
        assert_eq!(submission.area.as_deref(), area, "{rest}");
    }
}
