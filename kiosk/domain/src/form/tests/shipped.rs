//! Every shipped form: its example passes, each gap and each broken rule is told, nothing in it is dead.

use super::*;

/// The rows of the catalogue that must have a form.
const ROWS: [&str; 35] = [
    "P039-1", "P039-2", "P041-1", "P044-1", "P044-2", "P053-1", "P053-2", "P053-3", "P054-1", "P089-1", "P089-2",
    "P089-3", "P089-4", "P089-5", "P100-1", "P100-2", "P100-3", "P100-4", "P102-1", "P104-1", "P104-2", "P106-1",
    "P112-1", "P113-1", "P113-2", "P113-3", "P113-4", "P005-1", "P001-1", "P003-1", "P004-1", "P046-1", "E004-1",
    "E038-1", "E036-1",
];

#[test]
fn every_row_has_its_form_and_the_catalogue_has_every_row() {
    let forms = forms();
    assert_eq!(forms.lacking(ROWS.map(|id| id.parse().unwrap())), []);
    assert_eq!(forms.strays(&catalogue()), []);
    let none = "P002-1".parse().unwrap();
    assert_eq!(forms.lacking([none]), [none]);
    assert_eq!(forms.strays(&Catalogue::default()).len(), ROWS.len());
    for form in &forms.forms {
        assert_eq!(forms.version(&form.id, form.version), Some(form));
    }
}

#[test]
fn every_example_passes() {
    for form in &forms().forms {
        let answers = example::answers(form, TODAY);
        assert_eq!(answers.check(form, TODAY), [], "{}", form.id);
        assert_eq!(form.next(&answers, TODAY), None, "{}", form.id);
    }
}

#[test]
fn every_question_is_asked_of_somebody() {
    for form in &forms().forms {
        let ways = example::ways(form, TODAY);
        for question in form.questions() {
            let asked = |answers: &Answers| form.shown(answers, TODAY).iter().any(|shown| shown.key == question.key);
            assert!(ways.iter().any(asked), "{}: nobody is asked {}", form.id, question.key);
        }
    }
}

#[test]
fn every_required_answer_that_is_missing_is_told() {
    let mut tried = 0;
    for form in &forms().forms {
        for answers in example::ways(form, TODAY) {
            for question in form.shown(&answers, TODAY).into_iter().filter(|question| question.required) {
                let mut gap = answers.clone();
                gap.forget(&question.key);
                let missing = |complaint: &Complaint| complaint.why == Why::Missing && complaint.at.key == question.key;
                assert!(gap.check(form, TODAY).iter().any(missing), "{}: {} is not missed", form.id, question.key);
                assert!(form.next(&gap, TODAY).is_some(), "{}: {} is not asked for", form.id, question.key);
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn every_gap_within_an_entry_is_told() {
    let mut tried = 0;
    for form in &forms().forms {
        let answers = example::answers(form, TODAY);
        for group in form.questions() {
            let Some(Answer::Group(entries)) = answers.get(&group.key) else { continue };
            for inner in form.shown_in(&group.key, 0, &answers, TODAY) {
                let mut gap = entries.clone();
                gap[0].forget(&inner.key);
                let mut with_gap = answers.clone();
                with_gap.give(group.key.clone(), Answer::Group(gap));
                let at = At::entry(&group.key, 0, &inner.key);
                let told = with_gap.check(form, TODAY);
                let told = told.iter().any(|complaint| complaint.at == at && complaint.why == Why::Missing);
                assert_eq!(told, inner.required, "{}: {at}", form.id);
                tried += 1;
            }
        }
    }
    assert!(tried > 15, "{tried}");
}

#[test]
fn every_broken_rule_is_told_with_its_words() {
    for form in &forms().forms {
        for rule in &form.rules {
            let answers = example::with(form, &rule.breaks, TODAY);
            let complaints = answers.check(form, TODAY);
            let told = complaints.iter().find(|complaint| complaint.why == Why::Rule(rule.key.clone()));
            assert_eq!(told.map(|told| &told.words), Some(&rule.words), "{}: {}", form.id, rule.key);
            assert!(complaints.iter().all(|complaint| complaint.why != Why::Missing), "{}: {}", form.id, rule.key);
        }
    }
}

#[test]
fn a_rule_is_silent_over_what_is_not_asked() {
    let mut tried = 0;
    for form in &forms().forms {
        for mut answers in example::ways(form, TODAY) {
            for rule in &form.rules {
                let shown: Vec<String> =
                    form.shown(&answers, TODAY).iter().map(|question| question.key.clone()).collect();
                let hidden = |key: &str| form.questions().any(|q| q.key == key) && !shown.iter().any(|s| s == key);
                if rule.must.questions().into_iter().any(hidden) {
                    // What was answered before another answer took the question away.
                    for (key, answer) in rule.breaks.iter().filter(|(key, _)| hidden(key)) {
                        answers.give(key.clone(), answer.clone().unwrap());
                    }
                    let complaints = answers.check(form, TODAY);
                    assert!(!broken_rules(&complaints).contains(&rule.key.as_str()), "{}: {}", form.id, rule.key);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 0);
}

#[test]
fn whoever_answers_what_is_next_comes_to_the_end() {
    for form in &forms().forms {
        let example = example::answers(form, TODAY);
        let mut answers = Answers::default();
        let mut asked = 0;
        while let Some(at) = form.next(&answers, TODAY) {
            let answer = example.at(&at).unwrap_or_else(|| panic!("{}: no answer to {at}", form.id)).clone();
            assert!(answers.give_at(&at, answer), "{}: {at}", form.id);
            asked += 1;
            assert!(asked < 200, "{}: {at} is asked for ever", form.id);
        }
        example::sign(form, &mut answers, TODAY);
        assert_eq!(answers.check(form, TODAY), [], "{}", form.id);
    }
}

#[test]
fn words_are_short_and_in_both_languages() {
    let long = |text: &str| text.split_inclusive(['。', '？', '！']).any(|sentence| sentence.chars().count() > 21);
    for form in &forms().forms {
        let title = form.title.zh.chars().count();
        assert!((4..=20).contains(&title) && !form.title.en.is_empty(), "{}", form.id);
        let all = form.questions().flat_map(|question| match &question.kind {
            Kind::Group { questions, .. } => std::iter::once(question).chain(questions.iter()),
            _ => std::iter::once(question).chain([].iter()),
        });
        for question in all {
            assert!(question.ask.zh.ends_with(['？', '。']), "{}: {}", question.key, question.ask.zh);
            assert!(question.ask.en.ends_with(['?', '.']), "{}: {}", question.key, question.ask.en);
            assert!(question.name.zh.chars().count() <= 10, "{}: {}", question.key, question.name.zh);
        }
        for said in form.declares.iter().chain(form.rules.iter().map(|rule| &rule.words)) {
            assert!(!long(&said.zh) && !said.en.is_empty(), "{}: {}", form.id, said.zh);
        }
        let decided = form.decide.iter().flat_map(|decide| &decide.needs).map(|need| &need.reason);
        assert!(decided.into_iter().all(|reason| !long(&reason.zh) && !reason.en.is_empty()));
        // Every number in an example is of nobody: the province itself gives no numbers.
        for (_, given) in example::answers(form, TODAY).iter() {
            if let Answer::IdNumber(number) = &given.answer {
                assert!(number.reveal().as_str().starts_with("370000"));
            }
        }
    }
}

#[test]
fn what_is_decided_at_once_says_why_not() {
    let catalogue = catalogue();
    for form in forms().forms.iter().filter(|form| form.decide.is_some()) {
        let decide = form.decide.as_ref().unwrap();
        let at_once = form
            .matters
            .iter()
            .filter_map(|id| catalogue.matter(*id))
            .all(|matter| matter.guide.promised.as_ref().is_some_and(|promised| promised.zh.contains("当场")));
        assert!(at_once || decide.unconfirmed, "{}: the guide does not say at once", form.id);
        assert!(form.against_at_once(&Answers::default(), TODAY).is_some_and(|against| !against.is_empty()));
    }
    let benefit = form("unemployment-benefit");
    let mut answers = example::answers(&benefit, TODAY);
    assert_eq!(benefit.against_at_once(&answers, TODAY), Some(Vec::new()));
    answers.give("unemployment_months", Answer::Number(11.into()));
    let against = benefit.against_at_once(&answers, TODAY).unwrap();
    assert_eq!(against[0].zh, "缴费不满一年，要人工核对。");
    assert_eq!(form("retirement").against_at_once(&answers, TODAY), None);
}

/// The answer of a question, said by the person instead of wherever it came from.
fn said(answers: &Answers, key: &str) -> Answers {
    let mut answers = answers.clone();
    if let Some(answer) = answers.get(key).cloned() {
        answers.give(key, answer);
    }
    answers
}

#[test]
fn what_is_needed_to_decide_at_once_can_be_lacking() {
    let mut tried = 0;
    for form in &forms().forms {
        let Some(decide) = &form.decide else { continue };
        // Who can hand it in all the same: whose card was not read, who is older, who answers one thing otherwise.
        let mut all = example::ways(form, TODAY);
        all.extend(["name", "id_number", "employer"].map(|key| said(&all[0], key)));
        let given = |question: &Question, text: &str| question.kind.read(text).ok();
        for question in form.questions().filter(|question| !question.prefill.earlier) {
            let texts = question.kind.choices().iter().map(|choice| choice.key.as_str());
            for answer in texts.chain(["yes", "no", "11", "370000195503030014"]).filter_map(|it| given(question, it)) {
                all.push(example::with(form, &[(question.key.clone(), Some(answer))], TODAY));
            }
        }
        all.retain(|answers| answers.check(form, TODAY).is_empty());
        for need in &decide.needs {
            let lacks = |answers: &Answers| {
                form.against_at_once(answers, TODAY).is_some_and(|against| against.contains(&&need.reason))
            };
            assert!(all.iter().any(lacks), "{}: “{}” can never be said", form.id, need.reason.zh);
            tried += 1;
        }
    }
    assert!(tried > 8, "{tried}");
}

#[test]
fn nobody_retires_too_young_and_no_date_lies_decades_away() {
    let retirement = form("retirement");
    for (id, sex, special, broken) in [
        ("370000197211230013", "male", "yes", &["age"] as &[&str]),
        ("370000197111230016", "male", "yes", &[]),
        ("370000197111230016", "male", "no", &["usual_age"]),
        ("370000196711230015", "male", "no", &[]),
        ("370000198211230026", "female", "yes", &["age"]),
        ("370000198111230029", "female", "yes", &[]),
        ("370000198111230029", "female", "no", &["usual_age"]),
        ("370000197711230028", "female", "no", &[]),
        ("370000197711230028", "male", "yes", &["age", "sex_fits"]),
    ] {
        let kind = |key: &str| retirement.question(key).unwrap().kind.clone();
        let number = kind("id_number").read(id).unwrap_or_else(|wrong| panic!("{id}: {wrong:?}"));
        let Answer::IdNumber(read) = &number else { panic!() };
        let birth = Answer::Date(crate::Sensitive::new(read.reveal().birth().unwrap().into()));
        let given = [
            ("birth", birth),
            ("id_number", number.clone()),
            ("sex", kind("sex").read(sex).unwrap()),
            ("special_work", kind("special_work").read(special).unwrap()),
            ("work_began", kind("work_began").read("2001-07-01").unwrap()),
        ];
        let given = given.map(|(key, answer)| (key.to_owned(), Some(answer)));
        let told = example::with(&retirement, &given, TODAY).check(&retirement, TODAY);
        assert_eq!(broken_rules(&told), broken, "{id} {sex} {special}");
    }
    for (form, key, first, last) in [
        ("retirement", "retire_date", date(2016, 11, 23), date(2027, 11, 23)),
        ("employees-pension-claim", "retire_date", date(2016, 11, 23), date(2027, 11, 23)),
        ("care-living", "care_from", date(2025, 11, 23), date(2027, 11, 23)),
        ("company-registration", "company_pays_from", date(2016, 11, 23), date(2027, 11, 23)),
    ] {
        let form = self::form(form);
        let mut answers = example::answers(&form, TODAY);
        let days = [
            (first.yesterday().unwrap(), Some(Wrong::TooEarly(first))),
            (first, None),
            (last, None),
            (last.tomorrow().unwrap(), Some(Wrong::TooLate(last))),
        ];
        for (day, wrong) in days {
            answers.give(key, Answer::Date(crate::Sensitive::new(day.into())));
            let told = form.check_one(&At::question(key), &answers, TODAY).map(|told| told.why);
            // Whether work began before is a rule of its own.
            let told = told.filter(|why| !matches!(why, Why::Rule(_)));
            assert_eq!(told, wrong.map(Why::Wrong), "{}: {key} on {day}", form.id);
        }
    }
}

#[test]
fn a_number_that_does_not_say_how_old_one_is_breaks_no_rule() {
    let form = form("flexible-enrolment");
    let number = form.question("id_number").unwrap().kind.read("CAN110080010114").unwrap();
    let answers = example::with(&form, &[("id_number".to_owned(), Some(number))], TODAY);
    assert_eq!(answers.check(&form, TODAY), []);
}

#[test]
fn materials_are_those_of_the_guide_and_have_their_question() {
    for form in &forms().forms {
        let answers = example::answers(form, TODAY);
        for material in form.wanted(&answers, TODAY) {
            let pages = matches!(material.from, Source::Bring | Source::Shared);
            assert_eq!(material.question.is_some(), pages, "{}: {}", form.id, material.name);
            assert_eq!(material.register.is_some(), material.from == Source::Shared);
        }
    }
    let forms = forms();
    let retirement = form("retirement");
    let registers: Vec<&str> = retirement.registers(forms).iter().map(|register| register.key.as_str()).collect();
    assert_eq!(registers, ["personnel_file", "earlier"]);
    let register = forms.register("household").unwrap();
    assert_eq!((register.department.as_str(), register.trust), ("公安分局", Trust::Data));
}
