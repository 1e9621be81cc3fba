//! Broken forms: each mistake is told with its file, its line and what to do. And the walk-through of the README.

use super::*;
use crate::catalogue::tests::broken::{is_told, replaced};

const FORM: &str = "flexible-enrolment.toml";
const QUESTIONS: &str = "questions.toml";

/// A file, a text in it, what is put instead, and what is told.
const BROKEN: [(&str, &str, &str, &str); 48] = [
    (FORM, "2026.11.1", "1.0", "flexible-enrolment.toml:4: “1.0” is no version; a version is year, month"),
    (FORM, "\"P039-1\"", "\"P939-1\"", "flexible-enrolment.toml:5: there is no matter P939-1; write a number"),
    (
        FORM,
        "\"flexible_since\"",
        "\"flexible_sinse\"",
        "there is no question “flexible_sinse”; did you mean “flexible_since”?",
    ),
    (FORM, "sign = [", "sing = [", "there is no section “sing”; did you mean “sign”?"),
    (FORM, "declares = [", "declare = [", "unknown key `declare`; did you mean `declares`?"),
    (FORM, "type = \"money\"", "type = \"mony\"", "unknown value `mony`; did you mean `money`?"),
    (FORM, "not_before = \"today\"", "most = 5", "`most` means nothing to a question of the type Date; remove it"),
    (FORM, "not_before = \"today\"", "not_before = \"2026-13-01\"", "“2026-13-01” is no date; write year-month-day"),
    (FORM, "most = 100000", "most = 0", "no answer to pay_base would do; write `least` not above `most`"),
    (
        FORM,
        "is = \"yes\" }\ntown",
        "is = \"maybe\" }\ntown",
        "insured_elsewhere can never be “maybe”; write one of: yes, no",
    ),
    (
        FORM,
        "question = \"insured_elsewhere\", is",
        "question = \"pay_rhythm\", is",
        "look only at what is asked before: pay_rhythm",
    ),
    (
        FORM,
        "{ question = \"insured_elsewhere\", is = \"yes\" }",
        "{ question = \"insured_elsewhere\" }",
        "the condition says nothing of its question; write",
    ),
    (FORM, "{ question = \"insured_elsewhere\", is = \"yes\" }", "{ all = [] }", "the condition has no parts; write"),
    (
        FORM,
        "age_at_least = 16",
        "before = \"today\"",
        "id_number is not of a type that this can be asked of; see the table",
    ),
    (
        FORM,
        "about = \"id_number\"",
        "about = \"id_numbre\"",
        "age is told at id_numbre, which is not asked; did you mean “id_number”?",
    ),
    (
        FORM,
        "key = \"no_pension\"",
        "key = \"age\"",
        "flexible-enrolment.toml:89: the rule age stands in line 81 already; remove one of the two, or rename it",
    ),
    (
        FORM,
        "breaks = { gets_pension = \"yes\" }",
        "breaks = { gets_pension = \"maybe\" }",
        "gets_pension = \"maybe\": That is not in the list.",
    ),
    (FORM, "breaks = { gets_pension = \"yes\" }", "breaks = {}", "no_pension: `breaks` has no answers; write answers"),
    (
        FORM,
        "words = \"要年满16周岁。请核对身份证号。\"",
        "words = \"参加这项保险要年满16周岁，请您再核对一下身份证号码。\"",
        "is longer than 20 characters; say it in two sentences",
    ),
    (FORM, "name = \"参保登记信息\"", "name = \"参保登记表\"", "there is no material “参保登记表”"),
    (
        FORM,
        "name = \"参保登记信息\"",
        "name = \"近期照片\"",
        "nothing takes the pages of 近期照片; ask a question of the type file",
    ),
    (
        FORM,
        "[[material]]\nname = \"参保登记信息\"\n",
        "",
        "the guide of P039-1 wants 参保登记信息, the form does not; add [[material]]",
    ),
    (
        FORM,
        "sign = [\"signature\"]",
        "",
        "what is declared is signed, and what is signed is declared; write `declares`",
    ),
    (
        FORM,
        "\"pay_from\"]",
        "\"pay_from\", \"pay_base\"]",
        "flexible-enrolment asks pay_base twice, in line 14 already; ask it once",
    ),
    (FORM, ", \"pay_from\"]", "]", "pay_from is never asked; put its key into [ask]"),
    (
        FORM,
        "title_en = ",
        "answer_in_days = 5\ntitle_en = ",
        "the guide of P039-1 does not promise 5 working days; take",
    ),
    (
        FORM,
        "key = \"pay_rhythm\"",
        "key = \"move_reason\"",
        "the question move_reason is asked by flexible-enrolment already; move it to questions.toml",
    ),
    (
        QUESTIONS,
        "sharing = \"household.address\"",
        "sharing = \"household.adress\"",
        "no register says “household.adress”; write register.field",
    ),
    (
        QUESTIONS,
        "key = \"sex\"",
        "key = \"name\"",
        "the question name stands in line 52 already; remove one of the two, or rename it",
    ),
    (
        QUESTIONS,
        "key = \"female\"",
        "key = \"male\"",
        "sex: the choice male stands in line 83 already; remove one of the two, or rename it",
    ),
    (
        QUESTIONS,
        "ask_en = \"Are you male or female?\"",
        "ask_en = \"\"",
        "this is not said in both languages; write it",
    ),
    (
        "medical-out.toml",
        "is_not = \"371000\"",
        "is_not = \"37100\"",
        "new_town can never be “37100”; write the six digits",
    ),
    (
        "social-card.toml",
        "name = \"近期照片\"",
        "name = \"近期照片\"\nneeded_if = { question = \"photo\", filled = true }",
        "social-card.toml:86: a material can depend only on what is asked before: photo",
    ),
    (
        QUESTIONS,
        "material = \"近期照片\"",
        "material = \"近期照片\"\noptional = true",
        "photo is asked when its material is wanted; write `needed_if`",
    ),
    (
        "medical-out.toml",
        "person = [",
        "matter2 = [\"phone\"]\nperson = [",
        "there is no section “matter2”; did you mean “matter”?",
    ),
    (
        FORM,
        "key = \"pay_rhythm\"",
        "key = \"pay_base\"",
        "flexible-enrolment.toml:48: the question pay_base stands in line 36 already; remove one of the two",
    ),
    (
        FORM,
        "name = \"参保登记信息\"",
        "name = \"居民身份证\"",
        "flexible-enrolment.toml:73: the material 居民身份证 stands in line 69 already; remove one of the two",
    ),
    (
        "retirement.toml",
        "key = \"bank_name\"",
        "key = \"bank_account\"",
        "the use of bank_account stands in line 84 already; remove one of the two",
    ),
    (QUESTIONS, "key = \"company\"", "key = \"person\"", "the section person stands in line 5 already; remove one"),
    (
        QUESTIONS,
        "asks = [\"heir_name\", \"heir_id\"",
        "asks = [\"heir_name\", \"heir_name\"",
        "died-retired-account asks heir_name twice, in line 661 already; ask it once",
    ),
    (
        "registers.toml",
        "key = \"birth\"",
        "key = \"household\"",
        "the register household stands in line 7 already; remove one of the two",
    ),
    (FORM, "age_at_least = 16", "age_at_least = 6", "age: `breaks` does not break it; write answers that break it"),
    (FORM, "not_before = \"today\"", "not_before = \"today+1\"", "“today+1” is no date; write year-month-day, today,"),
    (
        FORM,
        "{ question = \"id_number\", age_at_least = 16 }",
        "{ question = \"id_number\", from = [\"card\"] }",
        "does not depend on where id_number came from; move `from` to a [[decide.need]]",
    ),
    (
        QUESTIONS,
        "\"unemployed-never-worked\"",
        "\"unemployed-never-workd\"",
        "there is no form “unemployed-never-workd” that a choice could come with; did you mean “unemployed-never-worked”?",
    ),
    (
        "employees-pension-claim.toml",
        "with = [\"retirement\"]",
        "with = []",
        "retirement_confirmed never offers together: it comes with no form; name ids of forms",
    ),
    (
        "employees-pension-claim.toml",
        "  { key = \"not_yet\", name = \"还没有\", name_en = \"Not yet\" },\n",
        "",
        "retirement_confirmed leaves 1 to choose where no other form is applied for; offer 2 choices at least",
    ),
    (
        "registers.toml",
        "\"公安分局\"",
        "\"公安所\"",
        "registers.toml:11: there is no department “公安所”; write a name",
    ),
];

/// What is told of the forms with one text replaced.
fn broken(path: &str, from: &str, to: &str) -> Vec<String> {
    load(&replaced(sources(), path, from, to), &catalogue()).unwrap_err().0.iter().map(ToString::to_string).collect()
}

#[test]
fn broken_forms_are_told_with_file_and_line() {
    for (path, from, to, expected) in BROKEN {
        is_told(expected, &broken(path, from, to));
    }
}

#[test]
fn several_mistakes_are_told_at_once_in_order() {
    let mut sources = sources();
    for source in sources.iter_mut().filter(|source| source.path == FORM) {
        source.text = source.text.replace("P039-1", "P939-1").replace("2026.11.1", "1.0");
    }
    let told = load(&sources, &catalogue()).unwrap_err();
    assert_eq!(told.0.iter().map(|told| told.problem.line).collect::<Vec<_>>(), [Some(4), Some(5)]);
    assert!(told.to_string().starts_with("the forms cannot be used:\n  flexible-enrolment.toml:4: "));
    sources.retain(|source| source.path != QUESTIONS);
    let told = load(&sources, &catalogue()).unwrap_err().to_string();
    assert_eq!(told, "the forms cannot be used:\n  questions.toml: the file is missing; put it back");
}

#[test]
fn two_forms_may_not_want_each_others_order() {
    let mut sources = sources();
    let form = |id: &str, matter: &str, uses: &str| TextFile {
        path: format!("{id}.toml"),
        text: format!(
            "id = '{id}'\nversion = '2026.11.1'\nmatters = ['{matter}']\ntitle = '样例'\ntitle_en = 'Sample'\n[ask]\n{uses}"
        ),
    };
    sources.retain(|source| [QUESTIONS, "registers.toml"].contains(&source.path.as_str()));
    let one = "work = ['wants_work', 'training_wanted']\n[[use]]\nkey = 'training_wanted'\nshown_if = { question = 'wants_work', is = 'yes' }\n";
    let other = "work = ['training_wanted', 'wants_work']\n[[use]]\nkey = 'wants_work'\nshown_if = { question = 'training_wanted', is = 'yes' }\n";
    // Rows whose guides want nothing but a card, so that only the circle is told.
    let card = "[[material]]\nname = '居民身份证'\ncard = true\n";
    sources.push(form("one", "P044-1", &format!("{one}{card}")));
    assert_eq!(load(&sources, &catalogue()).map(|forms| forms.forms.len()), Ok(1));
    sources.push(form("other", "P044-2", &format!("{other}{card}")));
    let told = load(&sources, &catalogue()).unwrap_err().to_string();
    assert!(
        told.contains("one.toml:1: whether training_wanted is asked depends, over other forms, on itself"),
        "{told}"
    );
}

#[test]
fn a_running_application_keeps_its_version() {
    let mut sources = sources();
    let old = sources.iter().find(|source| source.path == FORM).unwrap().clone();
    let newer = old.text.replace("2026.11.1", "2026.12.1").replace("\"pay_rhythm\", ", "");
    let newer = newer.replace("key = \"pay_rhythm\"", "key = \"pay_rhythm_before\"");
    sources.push(TextFile { path: "flexible-enrolment-2026-12.toml".into(), text: newer });
    // Two versions ask their own questions under the same keys: `load` tells what is never asked, nothing of the rest.
    let told: Vec<String> = load(&sources, &catalogue()).unwrap_err().0.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("pay_rhythm_before is never asked"));
    sources.pop();
    sources.push(TextFile {
        path: "flexible-enrolment-2026-12.toml".into(),
        text: old.text.replace("2026.11.1", "2026.12.1"),
    });
    let forms = load(&sources, &catalogue()).unwrap_or_else(|problems| panic!("{problems}"));
    let of = |version: &str| forms.version("flexible-enrolment", version.parse().unwrap()).is_some();
    assert!(of("2026.11.1") && of("2026.12.1") && !of("2026.12.2"));
    let newest = forms.for_matter("P039-1".parse().unwrap()).unwrap();
    assert_eq!(newest.version.to_string(), "2026.12.1");
}

#[test]
fn the_form_of_the_readme_is_a_form() {
    let readme = include_str!("../../../../../config/forms/README.md");
    let walk = readme.split("## A form more in under 30 lines").nth(1).unwrap();
    let text = walk.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(text.lines().count() < 30, "{} lines", text.lines().count());
    let mut sources = sources();
    sources.push(TextFile { path: "skill-level.toml".into(), text: text.to_owned() });
    let forms = load(&sources, &catalogue()).unwrap_or_else(|problems| panic!("{problems}"));
    let form = forms.for_matter(text.split('"').nth(5).unwrap().parse().unwrap()).unwrap();
    let answers = example::answers(form, TODAY);
    assert_eq!(answers.check(form, TODAY), []);
    for rule in &form.rules {
        let complaints = example::with(form, &rule.breaks, TODAY).check(form, TODAY);
        assert!(broken_rules(&complaints).contains(&rule.key.as_str()), "{}", rule.key);
    }
}

#[test]
fn the_readme_names_every_key() {
    let readme = include_str!("../../../../../config/forms/README.md");
    let keys =
        include_str!("../files.rs").lines().filter_map(|line| line.trim().strip_prefix("pub(super) ")?.split_once(':'));
    for (key, _) in keys.filter(|(key, _)| !key.contains(' ') && !key.contains('(')) {
        let key = match key {
            "uses" => "use",
            "kind" => "type",
            key => key,
        };
        assert!(
            [format!("`{key}`"), format!("`{key} = "), format!("[{key}]"), format!(".{key}]")]
                .iter()
                .any(|written| readme.contains(written)),
            "{key} is not explained"
        );
    }
}
