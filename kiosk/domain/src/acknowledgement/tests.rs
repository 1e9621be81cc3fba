//! What a receipt says of the shipped forms, and how numbers are grouped.

use std::sync::{Arc, LazyLock};

use jiff::civil::{Date, date};

use super::*;
use crate::catalogue::Source as TextFile;
use crate::catalogue::tests::catalogue;
use crate::code::{CodeMeaning, Codes};
use crate::form::{Answer, FileAnswer, Form, Forms, Kind, Merged, example, load};

const TODAY: Date = date(2026, 11, 23);
const BASE: &str = "https://verify.example";

fn forms() -> &'static Forms {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/forms");
        let files = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
        let toml = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
        let sources: Vec<TextFile> = toml
            .map(|path| TextFile {
                path: path.file_name().unwrap().to_str().unwrap().to_owned(),
                text: std::fs::read_to_string(path).unwrap(),
            })
            .collect();
        load(&sources, &catalogue()).unwrap_or_else(|problems| panic!("{problems}"))
    });
    &FORMS
}

fn handed_in(form: &Arc<Form>) -> HandedIn {
    let merged = Merged::of(std::slice::from_ref(form));
    HandedIn::of(&merged, &example::answers(form, TODAY), &catalogue(), TODAY)
}

#[test]
fn a_receipt_of_every_form_says_what_stands_on_it_and_hides_what_a_screen_hides() {
    let (mut answers, mut materials) = (0, 0);
    for form in &forms().forms {
        let told = handed_in(form);
        assert!(!told.materials.is_empty() || form.materials.is_empty(), "{}", form.id);
        for item in &told.answers {
            let value = item.value.zh.reveal();
            assert!(!value.is_empty() && !item.name.zh.is_empty() && !item.name.en.is_empty(), "{}: {item:?}", form.id);
            assert!(!value.contains("37000019850315001X"), "{}: the ID number stands in full", form.id);
            assert_ne!(value, "王样例", "{}: the name stands in full", form.id);
        }
        for material in &told.materials {
            assert!(!material.name.en.is_empty(), "{}: {}", form.id, material.name.zh);
            assert_ne!(material.means, Means::Pages(0), "{}: {}", form.id, material.name.zh);
        }
        answers += told.answers.len();
        materials += told.materials.len();
    }
    assert!(answers > 60 && materials > 60, "{answers} answers, {materials} materials");
}

/// No shipped form has a group whose answers stand on the receipt; a form may have one.
#[test]
fn what_is_asked_of_each_entry_stands_under_its_number() {
    let is_group = |question: &crate::form::Question| matches!(question.kind, Kind::Group { .. });
    let of = forms().forms.iter().find(|form| form.questions().any(is_group)).unwrap();
    let mut form = Form::clone(of);
    let mut asked = form.sections.iter_mut().flat_map(|section| &mut section.questions);
    let group = asked.find(|question| is_group(question)).unwrap();
    let name = group.name.clone();
    let Kind::Group { questions, .. } = &mut group.kind else { unreachable!() };
    for question in questions {
        question.print = true;
    }
    let told = handed_in(&Arc::new(form));
    let entries: Vec<_> = told.answers.iter().filter_map(|item| item.entry.as_ref()).collect();
    assert!(entries.len() > 1 && entries.iter().all(|(of, number)| *of == name && *number > 0), "{entries:?}");
    assert_eq!(entries[0].1, 1);
}

#[test]
fn a_material_is_told_as_it_was_handed_in() {
    let with_file = |form: &&Arc<Form>| form.materials.iter().any(|material| material.question.is_some());
    let form = forms().forms.iter().find(with_file).unwrap();
    let merged = Merged::of(std::slice::from_ref(form));
    let mut answers = example::answers(form, TODAY);
    let asked = |key: &str| matches!(merged.question(key).map(|question| &question.kind), Some(Kind::File { .. }));
    let wanted = form.wanted(&answers, TODAY);
    let material = wanted.iter().find(|it| it.question.as_deref().is_some_and(asked)).unwrap();
    let key = material.question.clone().unwrap();
    let means = |answers: &crate::form::Answers| {
        let told = HandedIn::of(&merged, answers, &catalogue(), TODAY).materials;
        told.iter().find(|told| told.name.zh == material.name).map(|told| told.means)
    };
    let digest = crate::form::Digest::of(b"page");
    let page = crate::form::Page { digest };
    answers.give(key.clone(), Answer::File(FileAnswer::Pages(vec![page; 3])));
    assert_eq!(means(&answers), Some(Means::Pages(3)));
    let (register, reference) = ("household".to_owned(), "K1".into());
    answers.give(key.clone(), Answer::File(FileAnswer::Shared { register, reference, digest }));
    assert_eq!(means(&answers), Some(Means::Shared));
    answers.forget(&key);
    assert_eq!(means(&answers), if material.optional { None } else { Some(Means::NotYet) });
}

#[test]
fn only_the_card_that_was_read_is_told_as_read() {
    let (mut read, mut other) = (0, 0);
    for form in &forms().forms {
        for material in handed_in(form).materials {
            let name = &material.name.zh;
            match material.means {
                Means::Card => {
                    read += 1;
                    assert!(name.ends_with("身份证") && !name.contains("父母"), "{}: {name}", form.id);
                }
                Means::OtherCard => other += 1,
                _ => assert!(!name.ends_with("身份证") && name != "社会保障卡", "{}: {name}", form.id),
            }
        }
    }
    assert!(read > 20 && other > 5, "{read} {other}");
}

#[test]
fn all_that_is_missing_is_told_once() {
    let form = forms().forms.iter().find(|form| form.questions().count() > 3).unwrap();
    let complaints = crate::form::Answers::default().check(form, TODAY);
    let twice: Vec<_> = complaints.iter().chain(&complaints).cloned().collect();
    let missing = Notice::missing(&twice);
    assert_eq!(missing.len(), complaints.len());
    assert_eq!(missing[0].zh.reveal(), &complaints[0].words.zh);
}

#[test]
fn numbers_are_grouped_so_that_one_can_read_them_out() {
    for (number, expected) in [
        ("BJ202611230001237", "BJ |2026 |1123 |0001 |237"),
        ("12345678", "1234 |5678"),
        ("A03-000127", "A03-000127"),
        ("A03-1234567", "A03-|1234 |567"),
        ("117", "117"),
        (" 7 ", "7"),
        ("", ""),
        ("样例2026112", "样例 |2026 |112"),
    ] {
        assert_eq!(groups(number).join("|"), expected, "{number}");
        assert_eq!(groups(number).concat().replace(' ', ""), number.replace(' ', ""));
    }
}

#[test]
fn the_title_of_a_receipt_does_not_promise_what_is_not_so() {
    let standings: Vec<Standing> = sample::receipts().iter().map(|(_, receipt)| receipt.standing()).collect();
    let mixed = Standing::Mixed;
    assert_eq!(standings, [Standing::Received, Standing::Saved, mixed, mixed, mixed, mixed]);
}

#[test]
fn the_code_of_every_case_reads_back() {
    let codes = Codes::none(BASE);
    for case in sample::receipts().iter().flat_map(|(_, receipt)| &receipt.cases) {
        let expected = match &case.number {
            Some(number) => CodeMeaning::Case(number.clone()),
            None => CodeMeaning::Submission(case.submission),
        };
        assert_eq!(codes.meaning(&case.address(BASE)), expected);
    }
}

#[test]
fn words_of_one_language_do_for_the_other() {
    assert_eq!(Words::new("准予。", "").in_language(true), "准予。");
    assert_eq!(Words::new("准予。", "Granted.").in_language(true), "Granted.");
    assert!(Words::new(" ", "").is_empty() && !Words::new("", "Granted.").is_empty());
}

#[test]
fn nothing_personal_in_debug() {
    let shown = format!("{:?}", sample::receipts());
    let shown = format!("{shown}{:?}{:?}", sample::decisions(), sample::life_files());
    for personal in ["王样例", "王＊例", "370000", "示范国际", "Y43"] {
        assert!(!shown.contains(personal), "{personal}");
    }
}
