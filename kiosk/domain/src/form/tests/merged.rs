//! One form of many: nothing asked twice, every department gets all of its own and nothing else.

use super::*;

/// The forms of a chain of the catalogue.
fn of_chain(chain: &crate::catalogue::Chain, forms: &Forms) -> Vec<Arc<Form>> {
    chain.matters.iter().filter_map(|matter| forms.for_matter(*matter)).cloned().collect()
}

#[test]
fn every_chain_is_asked_once_and_goes_to_each_department_whole() {
    let (forms, catalogue) = (forms(), catalogue());
    let mut several = 0;
    for chain in &catalogue.chains {
        let own = of_chain(chain, forms);
        let merged = Merged::of(&own);
        let mut keys: Vec<&str> = merged.questions().map(|question| question.key.as_str()).collect();
        let asked = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), asked, "{}: something is asked twice", chain.id);
        assert!(merged.sections.is_sorted_by_key(|section| section.place), "{}", chain.id);
        let answers = example::merged(&merged, TODAY);
        assert_eq!(merged.check(&answers, TODAY), [], "{}", chain.id);
        assert_eq!(merged.next(&answers, TODAY), None, "{}", chain.id);
        for form in &own {
            let projected = form.own(&answers, TODAY);
            assert_eq!(projected.check(form, TODAY), [], "{}: {}", chain.id, form.id);
            for (key, _) in projected.iter() {
                assert!(form.question(key).is_some(), "{}: {} gets {key}", chain.id, form.id);
            }
        }
        several += usize::from(own.len() > 1);
    }
    assert!(several >= 4, "{several}");
}

#[test]
fn whoever_answers_what_is_next_comes_to_the_end_of_every_chain() {
    let (forms, catalogue) = (forms(), catalogue());
    for chain in &catalogue.chains {
        let merged = Merged::of(&of_chain(chain, forms));
        let all = example::merged(&merged, TODAY);
        let mut answers = Answers::default();
        let mut asked = 0;
        while let Some(at) = merged.next(&answers, TODAY) {
            assert!(answers.give_at(&at, all.at(&at).unwrap().clone()), "{}: {at}", chain.id);
            asked += 1;
            assert!(asked < 200, "{}: {at} is asked for ever", chain.id);
        }
        if answers.get("signature").is_some() {
            answers.give("signature", Answer::Signature(merged.sign(Digest::of(b"strokes"), &answers, TODAY)));
        }
        assert_eq!(merged.check(&answers, TODAY), [], "{}", chain.id);
    }
}

#[test]
fn a_gap_is_told_once_and_a_question_is_as_strict_as_the_strictest() {
    let (insurance, registration) = (form("staff-insurance"), form("staff-registration"));
    let merged = Merged::of(&[insurance.clone(), registration.clone(), insurance.clone()]);
    assert_eq!(merged.forms.len(), 2, "a form that comes twice counts once");
    let mut answers = example::merged(&merged, TODAY);
    answers.forget("company_name");
    let missing: Vec<Complaint> =
        merged.check(&answers, TODAY).into_iter().filter(|complaint| complaint.why == Why::Missing).collect();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert_eq!(missing[0].at, At::question("company_name"));

    // Of a group everything that one of them asks, and to each its own.
    let asked = merged.shown_in("staff", 0, &answers, TODAY).len();
    let of = |form: &Form| form.shown_in("staff", 0, &answers, TODAY).len();
    assert_eq!(asked, of(&insurance) + of(&registration) - ["name", "id", "phone", "hired"].len());
    let wage = Kind::Money { least: crate::Money::default(), most: None }.read("0.50").unwrap();
    let mut little = answers.clone();
    little.give_at(&At::entry("staff", 0, "staff_wage"), wage);
    let told = merged.check_one(&At::entry("staff", 0, "staff_wage"), &little, TODAY);
    assert!(matches!(told.map(|told| told.why), Some(Why::Wrong(Wrong::AmountBelow(_)))));
    let inner = |key: &str| merged.question(key).is_some();
    assert!(["staff_name", "staff_wage", "staff_job", "staff_contract_until"].into_iter().all(inner));
    for (form, own, others) in [(&insurance, "staff_wage", "staff_job"), (&registration, "staff_job", "staff_wage")] {
        let projected = form.own(&answers, TODAY);
        let at = |key: &str| projected.at(&At::entry("staff", 0, key)).is_some();
        assert!(at(own) && at("staff_name") && !at(others), "{}", form.id);
    }
}

#[test]
fn every_two_forms_can_be_merged() {
    let forms = forms();
    for (number, one) in forms.forms.iter().enumerate() {
        for other in forms.forms.iter().skip(number + 1) {
            let merged = Merged::of(&[one.clone(), other.clone()]);
            let asked = |form: &Arc<Form>| form.questions().map(|question| question.key.clone()).collect::<Vec<_>>();
            let mut wanted = [asked(one), asked(other)].concat();
            wanted.sort_unstable();
            wanted.dedup();
            let mut found: Vec<String> = merged.questions().map(|question| question.key.clone()).collect();
            found.sort_unstable();
            assert_eq!(found, wanted, "{} and {}", one.id, other.id);
            for question in merged.questions() {
                assert!(!question.kind.impossible(), "{} and {}: {}", one.id, other.id, question.key);
            }
            let position = |key: &str| merged.questions().position(|question| question.key == key);
            for question in one.questions().chain(other.questions()) {
                for looked_at in question.shown_if.iter().flat_map(|condition| condition.questions()) {
                    assert!(position(looked_at) < position(&question.key), "{looked_at} comes after {}", question.key);
                }
            }
        }
    }
}

#[test]
fn one_signature_binds_each_form_by_itself() {
    let forms = [form("unemployed-lost-job"), form("unemployment-benefit")];
    let merged = Merged::of(&forms);
    let mut answers = example::merged(&merged, TODAY);
    let Some(Answer::Signature(signature)) = answers.get("signature") else { panic!("not signed") };
    assert_eq!(signature.signed.len(), 2);
    assert_ne!(signature.signed["unemployed-lost-job"], signature.signed["unemployment-benefit"]);
    // What only the second asks is changed: the first is still bound, the second is not.
    answers.give("unemployment_months", Answer::Number(24.into()));
    assert_eq!(answers.check(&forms[0], TODAY), []);
    let told = answers.check(&forms[1], TODAY);
    assert_eq!(told[0].why, Why::Wrong(Wrong::SignedOther));
    let projected = forms[0].own(&answers, TODAY);
    let Some(Answer::Signature(signature)) = projected.get("signature") else { panic!("not signed") };
    assert_eq!(signature.signed.len(), 1);
    // Two of the sentences are the same.
    assert_eq!(merged.declares().len(), 3);
}

#[test]
fn a_material_is_wanted_once() {
    let merged = Merged::of(&[form("died-retired-account"), form("funeral-grant-retired")]);
    let wanted = merged.wanted(&Answers::default(), TODAY);
    let names: Vec<(&str, usize)> =
        wanted.iter().map(|(material, forms)| (material.name.as_str(), forms.len())).collect();
    assert_eq!(names, [("申请人身份证", 2), ("死亡证明", 2), ("关系证明", 2), ("银行卡", 2)]);
}

#[test]
fn a_register_is_asked_once_for_all_that_want_it() {
    let forms = forms();
    let merged = Merged::of(&[form("residents-enrolment"), form("training-grant"), form("skill-test-grant")]);
    let registers: Vec<(&str, usize)> =
        merged.registers(forms).iter().map(|(register, asking)| (register.key.as_str(), asking.len())).collect();
    // All three ask the phone, which an earlier application can answer.
    assert_eq!(registers, [("household", 1), ("skill", 2), ("earlier", 3)]);
}

#[test]
fn earlier_applications_are_asked_for_only_along_with_another_register() {
    let forms = forms();
    let of = |ids: &[&str]| {
        let own: Vec<Arc<Form>> = ids.iter().map(|id| form(id)).collect();
        let merged = Merged::of(&own);
        let asked = merged.registers(forms);
        if let [one] = own.as_slice() {
            let alone: Vec<&str> = one.registers(forms).iter().map(|register| register.key.as_str()).collect();
            assert_eq!(alone, asked.iter().map(|(register, _)| register.key.as_str()).collect::<Vec<_>>());
        }
        let asked = asked.iter().map(|(register, asking)| format!("{} {}", register.key, asking.len()));
        asked.collect::<Vec<String>>()
    };
    // The card says the address: the household register is not asked for it, and so nothing is.
    assert_eq!(of(&["flexible-enrolment"]), [""; 0]);
    assert_eq!(of(&["unemployed-lost-job"]), [""; 0]);
    // What is about somebody who is not named yet is not asked.
    assert_eq!(of(&["funeral-grant-retired", "died-retired-account"]), [""; 0]);
    assert_eq!(of(&["residents-enrolment"]), ["household 1", "earlier 1"]);
    assert_eq!(of(&["retirement"]), ["personnel_file 1", "earlier 1"]);
    assert_eq!(of(&["flexible-enrolment", "retirement"]), ["personnel_file 1", "earlier 2"]);
    for form in &forms.forms {
        let registers = form.registers(forms);
        let earlier = registers.iter().filter(|register| register.key == EARLIER).count();
        assert!(earlier == 0 || registers.len() > 1, "{}", form.id);
        let household = |key: Option<&str>| key == Some("household");
        assert_eq!(
            registers.iter().any(|register| household(Some(&register.key))),
            form.materials.iter().any(|it| household(it.register.as_ref().map(|register| register.key.as_str()))),
            "{}",
            form.id
        );
    }
}

#[test]
fn together_is_offered_only_with_the_other_form() {
    let offered = |ids: &[&str], key: &str| {
        let merged = Merged::of(&ids.iter().map(|id| form(id)).collect::<Vec<_>>());
        let question = merged.question(key).unwrap();
        question.kind.choices().iter().map(|choice| choice.key.clone()).collect::<Vec<_>>()
    };
    let (registered, confirmed) = ("registered_unemployed", "retirement_confirmed");
    assert_eq!(offered(&["unemployment-benefit"], registered), ["done", "not_yet"]);
    assert_eq!(offered(&["unemployment-benefit", "hardship-recognition"], registered), ["done", "not_yet"]);
    for other in ["unemployed-lost-job", "unemployed-never-worked", "unemployed-self-employed"] {
        assert_eq!(offered(&["unemployment-benefit", other], registered), ["done", "together", "not_yet"]);
        assert_eq!(offered(&["hardship-recognition", other], registered), ["done", "together", "not_yet"]);
    }
    assert_eq!(offered(&["employees-pension-claim"], confirmed), ["done", "not_yet"]);
    assert_eq!(offered(&["retirement", "employees-pension-claim"], confirmed), ["done", "together", "not_yet"]);

    // Each department checks its own part by itself: there it holds.
    let forms = [form("unemployed-lost-job"), form("unemployment-benefit")];
    let merged = Merged::of(&forms);
    let mut answers = example::merged(&merged, TODAY);
    answers.give(registered, merged.question(registered).unwrap().kind.read("together").unwrap());
    answers.give("signature", Answer::Signature(merged.sign(Digest::of(b"strokes"), &answers, TODAY)));
    assert_eq!(merged.check(&answers, TODAY), []);
    assert_eq!(forms[1].own(&answers, TODAY).check(&forms[1], TODAY), []);
    let alone = Merged::of(&forms[1..]);
    assert_eq!(alone.question(registered).unwrap().kind.read("together"), Err(Wrong::NotListed));
}

#[test]
fn something_is_left_to_choose_whichever_forms_come_together() {
    let forms = forms();
    for one in &forms.forms {
        for question in Merged::of(std::slice::from_ref(one)).questions() {
            let choices = question.kind.choices().len();
            assert!(choices == 0 || choices > 1, "{}: {}", one.id, question.key);
        }
    }
}
