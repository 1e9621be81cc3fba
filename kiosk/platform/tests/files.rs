//! Files of people with mistakes: each mistake is told with file, line and remedy, all at once, and nobody is quoted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

use std::fs;
use std::path::PathBuf;

use platform::{Platform, PlatformError, Sandbox};
use proptest::prelude::*;
use tempfile::TempDir;

const GOOD: &str = r#"title = "多缴 张测试"
title_en = "Zhang Ceshi"

[card]
kind = "resident"
name = "张测试"
sex = "女"
nation = "汉"
birth = "1985-03-17"
address = "某省某市测试路1号"
id = "370000198503170125"
authority = "某市公安局"
from = "2018-03-12"
to = "长期"

[record]
as_of = "2026-10"

[[record.insurance]]
kind = "employee_pension"
status = "active"
account = { carried_over = "1.00", credited = "2.00", interest = "3.00" }
contributions = [
  { from = "2025-01", to = "2025-12", base = "6888.00", employer = "样例公司" },
  { from = "2026-01", to = "2026-10", base = "7011.00" },
]

[[record.insurance]]
kind = "unemployment"
status = "active"
contributions_of = "employee_pension"
since = "2026-01"
benefit = { due = 3, used = 0 }

[behaviour]
delay_ms = 5
"#;

fn folder(files: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    let people = dir.path().join("people");
    fs::create_dir(&people).unwrap();
    for (name, text) in files {
        fs::write(people.join(name), text).unwrap();
    }
    (dir, people)
}

/// What is wrong with one file, without the head line.
fn problems(text: &str) -> String {
    let (_dir, people) = folder(&[("zhang.toml", text)]);
    let error = Sandbox::load(&[people]).err().unwrap_or_else(|| panic!("accepted:\n{text}")).to_string();
    assert!(!error.contains("张测试") && !error.contains("19850317"), "{error}");
    error.lines().skip(1).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_good_file_is_good() {
    let (_dir, people) = folder(&[("zhang.toml", GOOD), ("README.md", "no person")]);
    let sandbox = Sandbox::load(&[people]).unwrap();
    let record = sandbox.person("zhang").unwrap().read().unwrap().record.unwrap();
    let months: Vec<u32> = record.insurances.iter().map(domain::Insurance::months_paid).collect();
    assert_eq!(months, [22, 10], "`since` cuts");
}

#[test]
fn the_example_of_the_readme_is_good() {
    let readme = include_str!("../../../config/sandbox/README.md");
    let example = readme.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let (_dir, people) = folder(&[("example.toml", example)]);
    let sandbox = Sandbox::load(&[people]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(sandbox.people().len(), 1);
}

#[test]
fn each_mistake_is_told_with_line_and_remedy() {
    let cases = [
        ("title_en", "titel_en", "line 2: unknown key `titel_en`; did you mean `title_en`?"),
        ("nation =", "natoin =", "line 8: unknown key `natoin`; did you mean `nation`?"),
        ("as_of =", "asof =", "line 17: unknown key `asof`; did you mean `as_of`?"),
        ("credited =", "credit =", "line 22: unknown key `credit`; did you mean `credited`?"),
        ("employer =", "employr =", "line 24: unknown key `employr`; did you mean `employer`?"),
        ("delay_ms", "delay", "line 36: unknown key `delay`; did you mean `delay_ms`?"),
        ("\"resident\"", "\"residant\"", "line 5: unknown value `residant`; did you mean `resident`?"),
        (
            "status = \"active\"\naccount",
            "status = \"activ\"\naccount",
            "line 21: unknown value `activ`; did you mean `active`?",
        ),
        ("nation = \"汉\"\n", "", "line 5: a card of kind `resident` has `nation`, this one has not; add"),
        (
            "nation =",
            "pass_number = \"H\"\nnation =",
            "line 8: the key `pass_number` does not belong to a card of kind",
        ),
        (
            "某省某市测试路1号",
            "某省某市测试路1号某省某市测试路1号某省某市测试路1号某省某市测试路1号",
            "line 10: `address` is longer than",
        ),
        ("370000198503170125", "370000198503170121", "line 11: the last character of the ID number does not fit"),
        ("370000198503170125", "37000019850317012", "line 11: an ID number has 18 characters"),
        ("370000198503170125", "810000198503170122", "line 11: the number is of another kind of card"),
        ("1985-03-17", "1985-03-18", "line 11: the number has another birth date than the card"),
        ("sex = \"女\"", "sex = \"男\"", "line 7: the number is of the other sex"),
        ("1985-03-17\"", "17.3.1985\"", "line 9: this is no date; write it as 1990-03-07"),
        ("to = \"长期\"", "to = \"2018-03-11\"", "line 5: the card ends before it begins"),
        ("\"6888.00\"", "\"6888\"", "line 24: “6888” is no amount of money; write yuan with two decimals"),
        ("\"6888.00\"", "\"0.00\"", "line 24: the base is nothing"),
        ("to = \"2025-12\"", "to = \"2025-13\"", "line 24: “2025-13” is no month"),
        ("to = \"2025-12\"", "to = \"2024-12\"", "line 24: the contribution ends before it begins"),
        ("to = \"2025-12\"", "to = \"2026-01\"", "line 25: the contribution begins before the one above has ended"),
        ("to = \"2026-10\"", "to = \"2026-11\"", "line 20: months are paid after `as_of`"),
        (
            "as_of = \"2026-10\"\n",
            "as_of = \"2026-10\"\nchildren = [\"2026-11\"]\n",
            "line 18: a child is born after `as_of`; move",
        ),
        (
            "contributions_of = \"employee_pension\"",
            "contributions_of = \"work_injury\"",
            "line 31: that insurance does not stand",
        ),
        ("contributions_of = \"employee_pension\"\n", "", "line 29: `since` and `until` cut `contributions_of`"),
        ("kind = \"unemployment\"", "kind = \"employee_pension\"", "line 29: this insurance stands here twice"),
        ("kind = \"unemployment\"", "kind = \"work_injury\"", "line 29: only unemployment insurance has a `benefit`"),
        (
            "status = \"active\"\ncontributions_of",
            "status = \"not_insured\"\ncontributions_of",
            "line 29: `not_insured`, yet months",
        ),
    ];
    for (good, bad, expected) in cases {
        assert!(GOOD.contains(good), "{good}");
        let told = problems(&GOOD.replacen(good, bad, 1));
        assert!(told.contains("zhang.toml: ") && told.contains(expected), "“{bad}” gave:\n{told}");
    }
}

#[test]
fn mistakes_in_a_life_and_in_authorisations_are_told() {
    let more = r#"
[[life]]
stage = "work"
matter = "失业登记"
matter_en = "Registration as unemployed"
on = "2013-07-11"
state = "done"

[[authorisation]]
number = "WT-1"
helper = "370000197303180017"
from = "2026-01-01"
until = "2026-12-31"
forms = ["social-card"]
"#;
    let cases = [
        ("\"work\"", "\"start\"", "line 39: no life of a person has the stage `start`; use one of: birth,"),
        ("matter = \"失业登记\"", "matter = \" \"", "line 40: `matter` is empty"),
        ("2013-07-11", "7/11", "line 42: this is no day; write it as"),
        ("\"done\"", "\"don\"", "line 43: unknown value `don`; did you mean `done`?"),
        ("WT-1", "WT 1", "line 46: the number of an authorisation has other characters"),
        ("370000197303180017", "370000197303180018", "line 47: the last character of the ID number does not fit"),
        ("370000197303180017", "370000198503170125", "line 47: helper and principal are one person"),
        ("2026-12-31", "2025-12-31", "line 49: the authorisation ends before it begins"),
        ("[\"social-card\"]", "[]", "line 50: the authorisation is for no form"),
        ("forms =", "form =", "line 50: unknown key `form`; did you mean `forms`?"),
        ("WT-1", "WT-1", "nobody in the sandbox has the number of the helper of `WT-1`; correct it"),
    ];
    for (good, bad, expected) in cases {
        assert!(more.contains(good), "{good}");
        let told = problems(&format!("{GOOD}{}", more.replacen(good, bad, 1)));
        assert!(told.contains("zhang.toml: ") && told.contains(expected), "“{bad}” gave:\n{told}");
    }
    let (_, authorisation) = more.split_once("\n\n").unwrap();
    let told = problems(&format!("{GOOD}{more}\n{authorisation}"));
    assert!(told.contains("line 53: this authorisation stands here twice"), "{told}");

    let helper = GOOD.replace("370000198503170125", "370000198503170029");
    let principal = format!("{GOOD}{}", more.replace("370000197303180017", "370000198503170029"));
    let (_dir, people) = folder(&[("helper.toml", &helper), ("a.toml", &principal)]);
    assert!(Sandbox::load(std::slice::from_ref(&people)).is_ok());
    let number = "370000198503170221";
    fs::write(people.join("b.toml"), principal.replace("370000198503170125", number)).unwrap();
    let error = Sandbox::load(&[people]).unwrap_err().to_string();
    assert!(error.contains("a.toml has the authorisation `WT-1`, too"), "{error}");
}

#[test]
fn companies_beside_the_people_name_people_who_are_there() {
    let (dir, people) = folder(&[("zhang.toml", GOOD)]);
    assert!(Sandbox::load(std::slice::from_ref(&people)).is_ok(), "of the shipped companies nobody is here");
    let company = "[[company]]\nname = '样例'\ncode = '91370000MA3YL00166'\n";
    let role = |who: &str| format!("{company}[[company.role]]\nwho = '{who}'\nrole = 'agent'\n");
    fs::write(dir.path().join("companies.toml"), role("370000198503170125")).unwrap();
    assert!(Sandbox::load(std::slice::from_ref(&people)).is_ok());
    fs::write(dir.path().join("companies.toml"), role("370000197303180017")).unwrap();
    let error = Sandbox::load(&[people]).unwrap_err().to_string();
    assert!(error.contains("companies.toml: line 5: nobody in the sandbox has this number"), "{error}");
}

#[test]
fn everything_wrong_is_told_at_once() {
    let both = GOOD.replace("\"2025-12\"", "\"2024-12\"").replace("sex = \"女\"", "sex = \"男\"");
    let (_dir, people) = folder(&[("a.toml", &both), ("b.toml", "title = 1"), ("名字.toml", GOOD)]);
    let missing = people.join("nowhere");
    let error = Sandbox::load(&[people, missing]).unwrap_err();
    assert_eq!(error.problems.len(), 5, "{error}");
    assert!(error.to_string().contains("rename it") && error.to_string().contains("nowhere"), "{error}");
}

#[test]
fn a_number_or_a_name_of_a_file_stands_for_one_person() {
    let (_dir, people) = folder(&[("a.toml", GOOD), ("b.toml", GOOD)]);
    let error = Sandbox::load(&[people]).unwrap_err().to_string();
    assert!(error.contains("b.toml: ") && error.contains("a.toml has the same number"), "{error}");
}

#[test]
fn a_folder_without_people_is_an_error() {
    let (_dir, people) = folder(&[("README.md", "no person")]);
    assert!(Sandbox::load(&[people]).unwrap_err().to_string().contains("holds no person"));
}

#[test]
fn further_folders_add_people_and_may_bring_their_own_platform() {
    let (dir, people) = folder(&[("zhang.toml", GOOD)]);
    let shipped = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/sandbox/people"));
    let both = Sandbox::load(&[shipped.clone(), people.clone()]).unwrap_err().to_string();
    assert!(both.contains("same number"), "li-yangli has the number of this test: {both}");

    let other = GOOD.replace("370000198503170125", "370000198503170029");
    fs::write(people.join("zhang.toml"), other).unwrap();
    let sandbox = Sandbox::load(&[shipped, people.clone()]).unwrap();
    assert!(sandbox.person("zhang").is_some() && sandbox.person("wang-jianming").is_some());

    fs::write(dir.path().join("platform.toml"), "issuer = 'x'\nisuer = 'y'\n").unwrap();
    let error = Sandbox::load(&[people]).unwrap_err().to_string();
    assert!(error.contains("platform.toml: line 2: unknown key `isuer`; did you mean `issuer`?"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_with_anything_anywhere_gives_an_answer(at in 0.0..1.0f64, length in 0usize..60, with in "[\\PC\n]{0,12}") {
        let characters: Vec<char> = GOOD.chars().collect();
        let from = (at * characters.len() as f64) as usize;
        let to = (from + length).min(characters.len());
        let text: String = characters[..from].iter().copied().chain(with.chars()).chain(characters[to..].iter().copied()).collect();
        let (_dir, people) = folder(&[("zhang.toml", &text)]);
        if let Err(error) = Sandbox::load(&[people]) {
            prop_assert!(error.problems.iter().all(|p| p.problem.line.is_some()), "{}", error);
        }
    }
}

#[tokio::test]
async fn a_catalogue_beside_the_people_is_offered_while_there_is_a_line() {
    let (dir, people) = folder(&[("zhang.toml", GOOD)]);
    let sandbox = Sandbox::load(&[people]).unwrap();
    assert_eq!(sandbox.catalogue().await.unwrap(), None);
    fs::write(dir.path().join("catalogue.json"), "signed").unwrap();
    assert_eq!(sandbox.catalogue().await.unwrap().as_deref(), Some("signed"));
    sandbox.control().set_offline(true);
    assert_eq!(sandbox.catalogue().await.unwrap_err(), PlatformError::Offline);
}
