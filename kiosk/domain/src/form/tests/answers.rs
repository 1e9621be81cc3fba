//! Answers: how they are read, shown, masked, known beforehand, bound by a signature.

use proptest::prelude::*;

use super::*;
use crate::sensitive::Sensitive;

fn kind(form: &Form, key: &str) -> Kind {
    form.question(key).unwrap().kind.clone()
}

#[test]
fn what_is_typed_is_read_or_told() {
    let retirement = form("retirement");
    let date = kind(&retirement, "work_began");
    for text in ["2026-11-23", "20261123", " 2026-11-23 "] {
        assert_eq!(date.read(text), Ok(Answer::Date(Sensitive::new(TODAY.into()))));
    }
    for text in ["", "2026-02-30", "2026112", "二〇二六"] {
        assert_eq!(date.read(text), Err(Wrong::NoDate), "{text}");
    }
    let money = kind(&form("training-grant"), "training_fee");
    for text in ["3200", "3200.0", "3200.00"] {
        assert_eq!(money.read(text).unwrap(), Answer::Money(crate::Money::from_fen(320_000).into()));
    }
    assert_eq!(money.read("三千"), Err(Wrong::NoAmount));
    assert_eq!(money.read("0"), Err(Wrong::AmountBelow(crate::Money::from_fen(100))));
    assert_eq!(money.read("100000.01"), Err(Wrong::AmountAbove(crate::Money::from_fen(10_000_000))));
    let years = kind(&retirement, "special_work_years");
    assert_eq!(years.read("7"), Ok(Answer::Number(7.into())));
    assert_eq!(years.read("51"), Err(Wrong::NumberOutside(1, 50)));
    assert_eq!(years.read("-1"), Err(Wrong::NoNumber));
    let sex = kind(&retirement, "sex");
    assert_eq!(sex.read("女"), sex.read("female"));
    assert_eq!(sex.read("x"), Err(Wrong::NotListed));
    let name = kind(&retirement, "name");
    assert!(name.read("阿卜杜热合曼·样例").is_ok() && name.read("䶮𪟝").is_ok() && name.read("Jean Example").is_ok());
    assert_eq!(name.read("王1"), Err(Wrong::Characters(Charset::Name)));
    assert_eq!(name.read("  "), Err(Wrong::Empty));
    assert_eq!(name.read(&"样".repeat(31)), Err(Wrong::TooLong(30)));
    assert_eq!(kind(&retirement, "phone").read("06315200000"), Err(Wrong::NoMobile));
    assert!(kind(&form("company-registration"), "company_phone").read("06315200000").is_ok());
    assert!(matches!(kind(&retirement, "bank_account").read("62170000"), Err(Wrong::BankAccount(_))));
    assert!(kind(&form("benefit-account"), "old_account").read("62170000").is_ok(), "a passbook has no check digit");
    assert_eq!(kind(&retirement, "residence").read("样例路1号"), Err(Wrong::OtherKind));
}

#[test]
fn limits_of_dates_are_those_of_other_answers_and_of_the_day() {
    let form = form("care-emergency");
    let mut answers = example::answers(&form, TODAY);
    let on = |text: &str| kind(&form, "admitted").read(text).unwrap();
    answers.give("in_hospital", Answer::YesNo(false.into()));
    answers.give("admitted", on("2026-11-20"));
    for (discharged, why) in [
        ("2026-11-19", Some(Wrong::TooEarly(date(2026, 11, 20)))),
        ("2026-11-20", None),
        ("2026-11-23", None),
        ("2026-11-24", Some(Wrong::TooLate(TODAY))),
    ] {
        answers.give("discharged", on(discharged));
        let told = form.check_one(&At::question("discharged"), &answers, TODAY);
        assert_eq!(told.map(|told| told.why), why.map(Why::Wrong), "{discharged}");
    }
    // No longer asked, no longer wrong.
    answers.give("in_hospital", Answer::YesNo(true.into()));
    assert_eq!(answers.check(&form, TODAY), []);
}

#[test]
fn ages_count_full_years() {
    let form = form("residents-pension-claim");
    // Born on 15 January 1960.
    let answers = example::answers(&form, TODAY);
    for (today, old_enough) in [(date(2020, 1, 14), false), (date(2020, 1, 15), true)] {
        assert_eq!(!broken_rules(&answers.check(&form, today)).contains(&"age"), old_enough, "{today}");
    }
}

#[test]
fn what_is_known_is_not_asked() {
    let form = form("flexible-enrolment");
    let mut known = Prefill::default();
    for (field, text) in [
        (CardField::Name, "王样例"),
        (CardField::IdNumber, "37000019850315001X"),
        (CardField::Nation, "汉"),
        (CardField::Address, "山东省威海市环翠区样例路1号"),
    ] {
        known.card.insert(field, text.into());
    }
    known.earlier.give("phone", kind(&form, "phone").read("13900000000").unwrap());
    known.earlier.give("flexible_work", kind(&form, "flexible_work").read("other").unwrap());
    let mut answers = Answers::default();
    form.prefill(&known, &mut answers, &divisions());
    let origins = ["name", "id_number", "nation", "registered_address", "phone", "flexible_work"];
    assert_eq!(
        origins.map(|key| answers.origin(key)),
        [Some(Origin::Card), Some(Origin::Card), Some(Origin::Card), Some(Origin::Card), Some(Origin::Earlier), None]
    );
    let Some(Answer::Address(address)) = answers.get("registered_address") else { panic!() };
    assert_eq!((address.division.code.as_str(), address.street.reveal().as_str()), ("371000", "环翠区样例路1号"));
    assert_eq!(form.next(&answers, TODAY), Some(At::question("household_kind")));
    // What the person said stays.
    answers.give("name", Answer::Text("李样例".into()));
    form.prefill(&known, &mut answers, &divisions());
    assert_eq!(answers.get("name"), Some(&Answer::Text("李样例".into())));
}

#[test]
fn what_the_card_says_of_who_applies_is_locked() {
    let form = form("retirement");
    let question = |key: &str| form.question(key).unwrap();
    let identity: Vec<&str> =
        form.questions().filter(|question| question.is_identity()).map(|question| question.key.as_str()).collect();
    assert_eq!(identity, ["name", "id_number"]);
    let mut answers = Answers::default();
    assert!(!answers.locked(question("name")), "not answered yet");
    answers.give_from("name", Answer::Text("王样例".into()), Origin::Card);
    answers.give_from("sex", question("sex").kind.read("男").unwrap(), Origin::Card);
    assert!(answers.locked(question("name")));
    assert!(!answers.locked(question("sex")), "what is not the identity can be put right");
    answers.give("name", Answer::Text("王样例".into()));
    assert!(!answers.locked(question("name")), "who was not read from a card says who they are");
}

#[test]
fn an_earlier_answer_that_does_not_fit_any_more_is_left_for_the_person() {
    let form = form("hardship-recognition");
    let mut known = Prefill::default();
    known.earlier.give("education", Answer::Choice("doctor".to_owned().into()));
    known.earlier.give("household_kind", Answer::Choice("urban".to_owned().into()));
    let mut answers = Answers::default();
    form.prefill(&known, &mut answers, &divisions());
    assert_eq!((answers.get("education"), answers.origin("household_kind")), (None, Some(Origin::Earlier)));
}

#[test]
fn records_and_registers_answer_too() {
    let benefit = form("unemployment-benefit");
    let month = |text: &str| text.parse::<crate::Month>().unwrap();
    let paid = crate::Contribution {
        months: crate::MonthRange::new(month("2020-01"), month("2026-08")).unwrap(),
        base: crate::Money::from_fen(500_000),
        employer: Some("样例科技有限公司".into()),
    };
    let record = crate::Record {
        name: "王样例".into(),
        number: crate::IdNumber::parse("37000019850315001X").unwrap().into(),
        as_of: month("2026-10"),
        insurances: vec![crate::Insurance {
            kind: crate::InsuranceKind::Unemployment,
            status: crate::InsuranceStatus::Paused,
            contributions: vec![paid],
            account: None,
            benefit: Some(crate::UnemploymentBenefit { due: 18, used: 0 }),
        }],
        children: Vec::new(),
    };
    let mut known = Prefill::default();
    known.add_record(&record);
    let mut answers = Answers::default();
    benefit.prefill(&known, &mut answers, &divisions());
    assert_eq!(answers.get("unemployment_months"), Some(&Answer::Number(80.into())));
    assert_eq!(answers.get("employer"), Some(&Answer::Text("样例科技有限公司".into())));
    assert_eq!(answers.origin("employer"), Some(Origin::Record));

    let grant = form("training-grant");
    let shared = FileAnswer::Shared {
        register: "skill".into(),
        reference: "SAMPLE-1".into(),
        digest: Digest::of(b"certificate"),
    };
    known.pages.insert("skill".into(), shared.clone());
    known.sharing.insert(("skill".into(), "issued".into()), "2026-10-12".into());
    known.sharing.insert(("skill".into(), "number".into()), "不是编号".into());
    let mut answers = Answers::default();
    grant.prefill(&known, &mut answers, &divisions());
    assert_eq!(answers.get("skill_certificate"), Some(&Answer::File(shared)));
    assert_eq!(answers.origin("certificate_date"), Some(Origin::Sharing));
    assert_eq!(answers.get("certificate_number"), None, "what does not fit is left for the person");
}

#[test]
fn answers_are_shown_and_masked() {
    let form = form("unemployment-benefit");
    let mut answers = example::answers(&form, TODAY);
    answers.give("pay_to", kind(&form, "pay_to").read("bank_card").unwrap());
    let account = kind(&form, "bank_account").read("6217000000000000004").unwrap();
    answers.give("bank_account", account);
    for (key, shown, masked) in [
        ("name", "王样例", "王＊例"),
        ("id_number", "37000019850315001X", "370000********001X"),
        ("phone", "13900000000", "139****0000"),
        ("residence", "山东省青岛市样例区样例路1号", "山东省青岛市＊＊＊"),
        ("leave_reason", "合同到期", "合同到期"),
        ("leave_date", "2026年11月23日", "2026年11月23日"),
        ("wants_work", "是", "是"),
        ("unemployment_months", "120个月", "120个月"),
        ("bank_account", "6217000000000000004", "621700*********0004"),
        ("signature", "已签名", "已签名"),
    ] {
        let (answer, question) = (answers.get(key).unwrap(), form.question(key).unwrap());
        assert_eq!((answer.shown(question).zh.as_str(), answer.masked(question).zh.as_str()), (shown, masked));
        assert!(!answer.shown(question).en.is_empty());
    }
    let debug = format!("{answers:?}");
    for personal in ["样例", "37000019850315001X", "13900000000", "contract_ended", "6217"] {
        assert!(!debug.contains(personal), "{debug}");
    }
}

#[test]
fn answers_are_stored_and_come_back() {
    for form in &forms().forms {
        for answers in example::ways(form, TODAY) {
            let stored = serde_json::to_string(&answers).unwrap();
            assert_eq!(serde_json::from_str::<Answers>(&stored).unwrap(), answers, "{}", form.id);
        }
    }
}

#[test]
fn canonical_bytes_are_sorted_json_of_this_form_alone() {
    let form = form("staff-insurance");
    let mut answers = example::answers(&form, TODAY);
    let bytes = canonical(&form, &answers, TODAY);
    let text = std::str::from_utf8(&bytes).unwrap();
    let json: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(text).unwrap();
    assert_eq!(
        json.keys().map(String::as_str).collect::<Vec<_>>(),
        ["answers", "declares", "form", "materials", "version"]
    );
    assert!(text.starts_with("{\"answers\":{\"company_name\":\"样例内容\",\"company_phone\":"), "{text}");
    assert!(text.contains("\"staff\":[{\"staff_hired\":\"2026-11-23\",\"staff_id\":\""), "{text}");
    assert!(text.ends_with(",\"materials\":[\"职工参保信息\"],\"version\":\"2026.11.1\"}"), "{text}");
    let before = digest(&form, &answers, TODAY);
    answers.give("employer", Answer::Text("别的表的".into()));
    assert_eq!(digest(&form, &answers, TODAY), before, "another form's answer");
    answers.give("company_name", Answer::Text("“样例”\\\"\n\u{1}公司".into()));
    let changed = canonical(&form, &answers, TODAY);
    let json: serde_json::Value = serde_json::from_slice(&changed).unwrap();
    assert_eq!(json["answers"]["company_name"], "“样例”\\\"\n\u{1}公司");
    assert_ne!(Digest::of(&changed), before);
    let form = self::form("benefit-account");
    let picked = |keys: [&str; 2]| {
        let mut answers = example::answers(&form, TODAY);
        answers.give("benefits", Answer::Choices(Sensitive::new(keys.map(str::to_owned).to_vec())));
        digest(&form, &answers, TODAY)
    };
    assert_eq!(picked(["pension", "injury"]), picked(["injury", "pension"]), "in whichever order they were picked");
    let written = before.to_string();
    assert_eq!((written.len(), written.parse::<Digest>()), (64, Ok(before)));
    // Source: FIPS 180-4, the digest of nothing.
    assert!(Digest::of(b"").to_string().starts_with("e3b0c44298fc1c14"));
    assert!("é".repeat(32).parse::<Digest>().is_err());
}

#[test]
fn a_change_after_signing_is_seen() {
    for form in forms().forms.iter().filter(|form| !form.declares.is_empty()) {
        let mut answers = example::answers(form, TODAY);
        answers.give("phone", kind(form, "phone").read("13911111111").unwrap());
        let told = answers.check(form, TODAY);
        assert_eq!(told.len(), 1, "{}: {told:?}", form.id);
        assert_eq!(told[0].why, Why::Wrong(Wrong::SignedOther));
        example::sign(form, &mut answers, TODAY);
        assert_eq!(answers.check(form, TODAY), [], "{}", form.id);
    }
}

#[test]
fn an_answer_of_another_kind_is_told() {
    for form in &forms().forms {
        for question in form.questions() {
            let mut answers = example::answers(form, TODAY);
            let other = match question.kind {
                Kind::YesNo => Answer::Number(1.into()),
                _ => Answer::YesNo(true.into()),
            };
            answers.give(question.key.clone(), other);
            let told = answers.check(form, TODAY);
            let shown = form.shown(&answers, TODAY).iter().any(|shown| shown.key == question.key);
            let wrong = |complaint: &Complaint| complaint.at.key == question.key && complaint.why != Why::Missing;
            assert_eq!(told.iter().any(wrong), shown, "{}: {}", form.id, question.key);
        }
    }
}

#[test]
fn entries_are_begun_one_after_the_other() {
    let mut answers = Answers::default();
    let name = || Answer::Text("李样例".into());
    assert!(!answers.give_at(&At::entry("staff", 1, "staff_name"), name()), "there is no first one yet");
    assert!(answers.give_at(&At::entry("staff", 0, "staff_name"), name()));
    assert!(answers.give_at(&At::entry("staff", 1, "staff_name"), name()));
    assert_eq!(answers.at(&At::entry("staff", 1, "staff_name")), Some(&name()));
    assert_eq!(answers.at(&At::entry("staff", 2, "staff_name")), None);
    assert_eq!(At::entry("staff", 1, "staff_name").to_string(), "staff 2: staff_name");
    answers.give("phone", name());
    assert!(!answers.give_at(&At::entry("phone", 0, "x"), name()), "no group");
}

#[test]
fn what_is_wrong_is_said_in_short_sentences() {
    use crate::bank_account::BankAccountError;
    use crate::credit_code::CreditCodeError;
    use crate::id_number::IdNumberError;
    use crate::phone::PhoneError;
    let money = crate::Money::from_fen(10_000_000);
    let all = [
        Wrong::OtherKind,
        Wrong::Empty,
        Wrong::Characters(Charset::Any),
        Wrong::Characters(Charset::Name),
        Wrong::Characters(Charset::Hanzi),
        Wrong::Characters(Charset::Code),
        Wrong::Characters(Charset::Digits),
        Wrong::TooLong(100),
        Wrong::NotListed,
        Wrong::TooFew(1),
        Wrong::TooMany(20),
        Wrong::NoDate,
        Wrong::TooEarly(TODAY),
        Wrong::TooLate(TODAY),
        Wrong::IdNumber(IdNumberError::Length { found: 17 }),
        Wrong::IdNumber(IdNumberError::Character { position: 17 }),
        Wrong::IdNumber(IdNumberError::Birth),
        Wrong::IdNumber(IdNumberError::Check),
        Wrong::Phone(PhoneError::Character),
        Wrong::Phone(PhoneError::Mobile),
        Wrong::Phone(PhoneError::Landline),
        Wrong::NoMobile,
        Wrong::CreditCode(CreditCodeError::Length { found: 17 }),
        Wrong::CreditCode(CreditCodeError::Character { position: 17 }),
        Wrong::CreditCode(CreditCodeError::Check),
        Wrong::BankAccount(BankAccountError::Length { least: 16, most: 19, found: 15 }),
        Wrong::BankAccount(BankAccountError::Character { position: 15 }),
        Wrong::BankAccount(BankAccountError::Check),
        Wrong::NoStreet,
        Wrong::NoAmount,
        Wrong::AmountBelow(money),
        Wrong::AmountAbove(money),
        Wrong::NoNumber,
        Wrong::NumberOutside(1, 9999),
        Wrong::SignedOther,
    ];
    for wrong in all {
        let said = wrong.said();
        assert!(said.zh.ends_with('。') && said.en.ends_with('.'), "{said:?}");
        for sentence in said.zh.split_inclusive('。') {
            assert!(sentence.chars().count() <= 21, "{sentence}");
        }
    }
}

proptest! {
    #[test]
    fn what_is_missed_is_asked_next(which in 0usize..32, gone in proptest::collection::vec(any::<bool>(), 40)) {
        let form = &forms().forms[which];
        let mut answers = example::answers(form, TODAY);
        for (question, _) in form.questions().zip(gone).filter(|(_, gone)| *gone) {
            answers.forget(&question.key);
        }
        let missed = |complaint: &Complaint| complaint.why == Why::Missing;
        let first = answers.check(form, TODAY).into_iter().find(missed).map(|complaint| complaint.at.key);
        prop_assert_eq!(form.next(&answers, TODAY).map(|at| at.key), first);
    }

    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,40}") {
        for form in [form("retirement"), form("company-registration")] {
            for question in form.questions() {
                let _ = question.kind.read(&text);
            }
        }
    }
}
