//! Every comparator, on a form that asks one question of each type.

use super::condition::Condition;
use super::seen::Seen;
use super::*;

/// A question of each type, and a decision whose `must` is the condition that is tried.
fn form_with(condition: &str) -> Result<Form, FormProblems> {
    let kinds = [
        ("a_text", "text", ""),
        ("b_text", "text", ""),
        (
            "a_sex",
            "choice",
            "choices = [{ key = 'male', name = '男', name_en = 'M' }, { key = 'female', name = '女', name_en = 'F' }]",
        ),
        (
            "a_choice",
            "choice",
            "choices = [{ key = 'x', name = '甲', name_en = 'X' }, { key = 'y', name = '乙', name_en = 'Y' }]",
        ),
        (
            "a_choices",
            "choices",
            "choices = [{ key = 'x', name = '甲', name_en = 'X' }, { key = 'y', name = '乙', name_en = 'Y' }]",
        ),
        ("a_date", "date", ""),
        ("b_date", "date", ""),
        ("a_id", "id_number", ""),
        ("a_place", "address", "town = true"),
        ("a_sum", "money", ""),
        ("a_number", "number", ""),
        ("a_flag", "yes_no", ""),
        ("a_group", "group", "most = 3\nasks = ['c_text']"),
        ("c_text", "text", ""),
    ];
    let keys: Vec<&str> = kinds.iter().map(|(key, _, _)| *key).filter(|key| *key != "c_text").collect();
    let head = "id = 'tried'\nversion = '2026.11.1'\nmatters = ['P044-1']\ntitle = '样例'\ntitle_en = 'Sample'\n";
    let asked = format!("[ask]\nmatter = {keys:?}\n[[material]]\nname = '居民身份证'\ncard = true\n");
    let words = "name = '样例'\nname_en = 'Sample'\nask = '样例？'\nask_en = 'Sample?'\n";
    let question = |(key, kind, more)| format!("[[question]]\nkey = '{key}'\ntype = '{kind}'\n{words}{more}\n");
    let decide = format!(
        "[decide]\ndocument = '样例'\ndocument_en = 'Sample'\n[[decide.need]]\nmust = {condition}\nreason = '样例。'\nreason_en = 'Sample.'\n"
    );
    let text = [head.to_owned(), asked, kinds.map(question).concat(), decide].concat();
    let mut sources = sources();
    sources.retain(|source| ["questions.toml", "registers.toml"].contains(&source.path.as_str()));
    sources.push(TextFile { path: "tried.toml".into(), text });
    load(&sources, &catalogue()).map(|forms| Form::clone(&forms.forms[0]))
}

/// The condition that is tried.
fn tried(form: &Form) -> &Condition {
    &form.decide.as_ref().unwrap().needs[0].must
}

/// Whether a condition holds of answers, written `key = text`.
fn holds(condition: &str, given: &[(&str, &str)]) -> bool {
    let form = form_with(condition).unwrap_or_else(|problems| panic!("{condition}: {problems}"));
    let mut answers = Answers::default();
    for (key, text) in given {
        let answer = match *key {
            "a_choices" => Answer::Choices(crate::Sensitive::new(text.split(' ').map(str::to_owned).collect())),
            "a_place" => {
                let division = divisions().find(text).unwrap().clone();
                Answer::Address(Address { division, street: crate::Sensitive::default() })
            }
            "a_group" => Answer::Group(vec![Answers::default(); text.parse().unwrap()]),
            key => form.question(key).unwrap().kind.read(text).unwrap(),
        };
        answers.give(*key, answer);
    }
    tried(&form).holds(&Seen::of(&form, &answers, TODAY))
}

#[test]
fn each_comparator_holds_when_it_should() {
    for (condition, given, expected) in [
        ("{ question = 'a_text', is = '甲' }", ("a_text", "甲"), true),
        ("{ question = 'a_text', is = '甲' }", ("a_text", "乙"), false),
        ("{ question = 'a_text', is_not = '甲' }", ("a_text", "乙"), true),
        ("{ question = 'a_text', is_not = '甲' }", ("b_text", "乙"), false),
        ("{ question = 'a_text', filled = true }", ("a_text", "甲"), true),
        ("{ question = 'a_text', filled = true }", ("b_text", "甲"), false),
        ("{ question = 'a_text', filled = false }", ("b_text", "甲"), true),
        ("{ question = 'a_text', filled = false }", ("a_text", "甲"), false),
        ("{ question = 'a_choice', is = 'x' }", ("a_choice", "x"), true),
        ("{ question = 'a_choice', one_of = ['x', 'y'] }", ("a_choice", "y"), true),
        ("{ question = 'a_choice', one_of = ['x'] }", ("a_choice", "y"), false),
        ("{ question = 'a_choices', is = 'y' }", ("a_choices", "x y"), true),
        ("{ question = 'a_choices', is_not = 'y' }", ("a_choices", "x y"), false),
        ("{ question = 'a_choices', at_least = 2 }", ("a_choices", "x y"), true),
        ("{ question = 'a_choices', at_most = 1 }", ("a_choices", "x y"), false),
        ("{ question = 'a_flag', is = 'no' }", ("a_flag", "否"), true),
        ("{ question = 'a_flag', is = 'yes' }", ("a_flag", "否"), false),
        ("{ question = 'a_date', before = 'today' }", ("a_date", "2026-11-22"), true),
        ("{ question = 'a_date', before = 'today' }", ("a_date", "2026-11-23"), false),
        ("{ question = 'a_date', after = '2026-11-01' }", ("a_date", "2026-11-02"), true),
        ("{ question = 'a_date', after = '2026-11-01' }", ("a_date", "2026-11-01"), false),
        ("{ question = 'a_date', age_at_least = 18 }", ("a_date", "2008-11-23"), true),
        ("{ question = 'a_date', age_at_least = 18 }", ("a_date", "2008-11-24"), false),
        ("{ question = 'a_date', age_at_most = 17 }", ("a_date", "2008-11-24"), true),
        ("{ question = 'a_id', age_at_least = 41 }", ("a_id", "37000019850315001X"), true),
        ("{ question = 'a_date', after = 'today-1y' }", ("a_date", "2025-11-23"), false),
        ("{ question = 'a_date', after = 'today-1y' }", ("a_date", "2025-11-24"), true),
        ("{ question = 'a_date', before = 'today+10y' }", ("a_date", "2036-11-22"), true),
        ("{ question = 'a_date', before = 'today+10y' }", ("a_date", "2036-11-23"), false),
        ("{ question = 'a_text', from = ['said'] }", ("a_text", "甲"), true),
        ("{ question = 'a_text', from = ['card', 'record'] }", ("a_text", "甲"), false),
        ("{ question = 'a_text', from = ['said'] }", ("b_text", "甲"), false),
        ("{ question = 'a_id', age_at_least = 42 }", ("a_id", "37000019850315001X"), false),
        ("{ question = 'a_place', is = '370000' }", ("a_place", "371000"), true),
        ("{ question = 'a_place', is = '371000' }", ("a_place", "371000"), true),
        ("{ question = 'a_place', is = '371000' }", ("a_place", "370000"), false),
        ("{ question = 'a_place', is_not = '371000' }", ("a_place", "370200"), true),
        ("{ question = 'a_sum', at_least = 100 }", ("a_sum", "99.99"), false),
        ("{ question = 'a_sum', at_least = 100 }", ("a_sum", "100"), true),
        ("{ question = 'a_number', at_least = 12, at_most = 24 }", ("a_number", "12"), true),
        ("{ question = 'a_number', at_least = 12, at_most = 24 }", ("a_number", "25"), false),
        ("{ question = 'a_group', at_least = 2 }", ("a_group", "2"), true),
        ("{ question = 'a_group', at_least = 3 }", ("a_group", "2"), false),
        ("{ any = [{ question = 'a_text', is = '甲' }, { question = 'a_flag', is = 'yes' }] }", ("a_flag", "是"), true),
        (
            "{ all = [{ question = 'a_text', is = '甲' }, { question = 'a_flag', is = 'yes' }] }",
            ("a_flag", "是"),
            false,
        ),
    ] {
        assert_eq!(holds(condition, &[given]), expected, "{condition} of {given:?}");
    }
}

#[test]
fn answers_are_compared_with_each_other() {
    for (condition, given, expected) in [
        ("{ question = 'a_text', same_as = 'b_text' }", [("a_text", "王 明"), ("b_text", "王明")], true),
        ("{ question = 'a_text', same_as = 'b_text' }", [("a_text", "王明"), ("b_text", "李明")], false),
        ("{ question = 'a_text', not_same_as = 'b_text' }", [("a_text", "王明"), ("b_text", "李明")], true),
        ("{ question = 'a_date', same_as = 'a_id' }", [("a_date", "1985-03-15"), ("a_id", "37000019850315001X")], true),
        (
            "{ question = 'a_id', same_as = 'a_date' }",
            [("a_date", "1985-03-16"), ("a_id", "37000019850315001X")],
            false,
        ),
        ("{ question = 'a_sex', same_as = 'a_id' }", [("a_sex", "male"), ("a_id", "37000019850315001X")], true),
        ("{ question = 'a_id', same_as = 'a_sex' }", [("a_sex", "female"), ("a_id", "37000019850315001X")], false),
        ("{ question = 'a_sex', not_same_as = 'a_id' }", [("a_sex", "female"), ("a_id", "37000019850315001X")], true),
        // The number of a foreigner's card says no sex: nothing speaks against either.
        ("{ question = 'a_sex', same_as = 'a_id' }", [("a_sex", "female"), ("a_id", "937250197704250018")], true),
        ("{ question = 'a_sex', not_same_as = 'a_id' }", [("a_sex", "female"), ("a_id", "937250197704250018")], true),
        ("{ question = 'a_date', after = 'a_id' }", [("a_date", "1985-03-16"), ("a_id", "37000019850315001X")], true),
        ("{ question = 'a_date', after = 'a_id' }", [("a_date", "1985-03-15"), ("a_id", "37000019850315001X")], false),
        ("{ question = 'a_date', before = 'b_date' }", [("a_date", "2026-01-01"), ("b_date", "2026-01-02")], true),
        ("{ question = 'a_date', after = 'b_date' }", [("a_date", "2026-01-01"), ("b_date", "2026-01-02")], false),
        // The other one is not answered.
        ("{ question = 'a_date', after = 'b_date' }", [("a_date", "2026-01-01"), ("a_text", "甲")], false),
        ("{ question = 'a_text', not_same_as = 'b_text' }", [("a_text", "甲"), ("a_flag", "是")], false),
    ] {
        assert_eq!(holds(condition, &given), expected, "{condition} of {given:?}");
    }
}

#[test]
fn a_condition_fits_its_question() {
    for (condition, told) in [
        ("{ question = 'a_flag', at_least = 1 }", "a_flag is not of a type that this can be asked of"),
        ("{ question = 'a_date', is = 'today' }", "a_date is not of a type that this can be asked of"),
        ("{ question = 'a_text', same_as = 'a_date' }", "a_text cannot be compared with a_date"),
        ("{ question = 'a_date', before = 'a_text' }", "a_date cannot be compared with a_text"),
        ("{ question = 'a_choice', same_as = 'a_id' }", "a_choice cannot be compared with a_id"),
        ("{ question = 'a_text', from = ['cards'] }", "unknown value `cards`; did you mean `card`?"),
        ("{ question = 'a_date', before = 'c_date' }", "the form does not ask it: c_date; did you mean"),
        ("{ question = 'a_texts', is = '甲' }", "the form does not ask it: a_texts; did you mean “a_text”?"),
        ("{ question = 'a_choices', is = 'z' }", "a_choices can never be “z”"),
        ("{ question = 'c_text', is = '甲' }", "the form does not ask it: c_text"),
        ("{ question = 'a_text', all = [], is = '甲' }", "the condition is several things at once"),
        ("{ any = [{ all = [{ question = 'a_text', less = 3 }] }] }", "unknown key `less`"),
    ] {
        let problems = form_with(condition).unwrap_err().to_string();
        assert!(problems.contains(told) && problems.contains("tried.toml:"), "{condition}: {problems}");
    }
    let nested = form_with("{ all = [{ any = [{ question = 'a_text', is = '甲' }] }] }").unwrap();
    assert_eq!(tried(&nested).questions(), ["a_text"]);
    assert!(matches!(tried(&nested), Condition::All(_)));
}
