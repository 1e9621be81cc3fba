//! Invented answers that a form takes: for tests and for pages that show what a form looks like. No such person lives.

use jiff::civil::Date;

use super::answer::{Address, Answer, Answers, Digest, FileAnswer, Origin, Page};
use super::condition::Limit;
use super::kind::{Charset, Kind};
use super::merge::Merged;
use super::{CardField, Form, Question, RecordField};
use crate::division::Division;
use crate::sensitive::Sensitive;

/// Who the invented person is: what the card says.
const CARD: [(CardField, &str); 8] = [
    (CardField::Name, "王样例"),
    (CardField::Sex, "男"),
    (CardField::Nation, "汉"),
    (CardField::Birth, "1985-03-15"),
    (CardField::Address, "样例路1号"),
    (CardField::IdNumber, ID),
    (CardField::Authority, "威海市公安局环翠分局"),
    (CardField::Validity, "长期"),
];
const ID: &str = "37000019850315001X";
/// Numbers of the other invented people: a household, a staff. 370000 is the province; no district gives such numbers.
const OTHERS: [&str; 6] = [
    "370000199505200038",
    "370000198008080042",
    "370000199009090052",
    "370000200409090022",
    "370000195503030014",
    "370000194807070010",
];
const RECORD: [(RecordField, &str); 4] = [
    (RecordField::Employer, "样例科技有限公司"),
    (RecordField::PensionMonths, "186"),
    (RecordField::UnemploymentMonths, "120"),
    (RecordField::BenefitMonths, "18"),
];

/// What an invented signature is made of.
const STROKES: &[u8] = b"strokes";

/// Answers to everything that a form asks of the invented person, its `[example]` before all else; signed.
pub fn answers(form: &Form, today: Date) -> Answers {
    with(form, &[], today)
}

/// As [`answers`], with some answers given and some, `None`, left out, whatever becomes of the rules.
pub fn with(form: &Form, given: &[(String, Option<Answer>)], today: Date) -> Answers {
    let mut answers = Answers::default();
    for question in form.questions() {
        if !form.shown(&answers, today).iter().any(|shown| shown.key == question.key) {
            continue;
        }
        let wanted = |all: &[(String, Option<Answer>)]| all.iter().find(|(key, _)| *key == question.key).cloned();
        match wanted(given).or_else(|| wanted(&form.example)) {
            Some((_, Some(answer))) => {
                let answer = whole(question, answer, &answers, today);
                answers.give(question.key.clone(), answer);
            }
            Some((_, None)) => {}
            None => {
                let (answer, origin) = invented(question, &answers, today, 0);
                if let Some(answer) = answer {
                    answers.give_from(question.key.clone(), answer, origin);
                }
            }
        }
    }
    sign(form, &mut answers, today);
    answers
}

/// An answer whose entries, if it has any, answer everything that is asked of them.
fn whole(question: &Question, answer: Answer, so_far: &Answers, today: Date) -> Answer {
    match (&question.kind, answer) {
        (Kind::Group { questions, .. }, Answer::Group(entries)) => {
            let filled = |(number, given): (usize, &Answers)| {
                let invented = entry(questions, so_far, today, number + 1);
                both(&invented, given)
            };
            Answer::Group(entries.iter().enumerate().map(filled).collect())
        }
        (_, answer) => answer,
    }
}

/// The answers of both; where both have one, the second's.
fn both(first: &Answers, second: &Answers) -> Answers {
    first.iter().chain(second.iter()).map(|(key, given)| (key.to_owned(), given.clone())).collect()
}

/// Answers to everything that several forms ask; signed. What stands in the `[example]` of one goes before what was
/// invented for another.
pub fn merged(forms: &Merged, today: Date) -> Answers {
    let mut answers = Answers::default();
    for form in &forms.forms {
        for (key, given) in self::answers(form, today).iter() {
            let told = form.example.iter().any(|(known, _)| known == key);
            match (answers.get(key), &given.answer) {
                (Some(Answer::Group(known)), Answer::Group(entries)) => {
                    let entries = known.iter().zip(entries).map(|(known, entry)| both(entry, known));
                    let entries = Answer::Group(entries.collect());
                    answers.give(key, entries);
                }
                (Some(_), _) if !told => {}
                _ => answers.give_from(key, given.answer.clone(), given.origin),
            }
        }
    }
    for question in forms.questions().filter(|question| question.kind == Kind::Signature) {
        let signature = forms.sign(Digest::of(STROKES), &answers, today);
        answers.give(question.key.clone(), Answer::Signature(signature));
    }
    answers
}

/// Signs a form as it is answered, where it wants a signature.
pub fn sign(form: &Form, answers: &mut Answers, today: Date) {
    for question in form.shown(answers, today) {
        if question.kind == Kind::Signature && answers.get(&question.key).is_some() {
            let one = Merged::of(&[std::sync::Arc::new(form.clone())]);
            let signature = one.sign(Digest::of(STROKES), answers, today);
            answers.give(question.key.clone(), Answer::Signature(signature));
        }
    }
}

/// Examples that together come to every question: for each answer that a condition of a question may look at, the
/// example with that answer. What breaks a rule is left out.
pub fn ways(form: &Form, today: Date) -> Vec<Answers> {
    let looked_at: Vec<&str> = form
        .questions()
        .filter_map(|question| question.shown_if.as_ref())
        .flat_map(|condition| condition.questions())
        .collect();
    let mut ways = vec![answers(form, today)];
    let mut given: Vec<Vec<(String, Option<Answer>)>> = vec![Vec::new()];
    for question in form.questions().filter(|question| looked_at.contains(&question.key.as_str())) {
        let longer: Vec<_> = given
            .iter()
            .flat_map(|so_far| {
                possible(question).into_iter().map(move |answer| {
                    let mut way = so_far.clone();
                    way.push((question.key.clone(), answer));
                    way
                })
            })
            .collect();
        given.extend(longer);
        // Enough for every answer of every question, and for most pairs; more would not come to another question.
        given.truncate(WAYS_MOST);
    }
    ways.extend(given.iter().map(|way| with(form, way, today)).filter(|answers| answers.check(form, today).is_empty()));
    ways
}

/// Most combinations that [`ways`] tries.
const WAYS_MOST: usize = 400;

/// The answers to a question that a condition may tell apart.
fn possible(question: &Question) -> Vec<Option<Answer>> {
    match &question.kind {
        Kind::YesNo => [true, false].map(|yes| Some(Answer::YesNo(Sensitive::new(yes)))).to_vec(),
        Kind::Choice(choices) => {
            choices.iter().map(|choice| Some(Answer::Choice(Sensitive::new(choice.key.clone())))).collect()
        }
        Kind::Choices { of, .. } => {
            of.iter().map(|choice| Some(Answer::Choices(Sensitive::new(vec![choice.key.clone()])))).collect()
        }
        _ => Vec::new(),
    }
}

/// An answer that fits its question alone. `number` tells entries of a group apart.
fn invented(question: &Question, so_far: &Answers, today: Date, number: usize) -> (Option<Answer>, Origin) {
    let of_card = CARD.iter().find(|(field, _)| question.prefill.card == Some(*field));
    let of_record = RECORD.iter().find(|(field, _)| question.prefill.record == Some(*field));
    if let Some(answer) = of_card.and_then(|(_, text)| question.kind.read(text).ok()) {
        return (Some(answer), Origin::Card);
    }
    if let Some(answer) = of_record.and_then(|(_, text)| question.kind.read(text).ok()) {
        return (Some(answer), Origin::Record);
    }
    (of_kind(&question.kind, so_far, today, number), Origin::Said)
}

fn of_kind(kind: &Kind, so_far: &Answers, today: Date, number: usize) -> Option<Answer> {
    let typed = |text: &str| kind.read(text).ok();
    match kind {
        Kind::Text { charset, most } => {
            let text = match charset {
                Charset::Name => ["李样例", "张样例", "刘样例", "陈样例"].get(number % 4).copied().unwrap_or("李样例"),
                Charset::Hanzi => "样例",
                Charset::Any => "样例内容",
                Charset::Code | Charset::Digits => "20260001",
            };
            typed(&text.chars().take(*most).collect::<String>())
        }
        Kind::Choice(choices) => typed(&choices.first()?.key),
        Kind::Choices { of, least, .. } => {
            let keys = of.iter().take((*least).max(1)).map(|choice| choice.key.clone()).collect();
            Some(Answer::Choices(Sensitive::new(keys)))
        }
        Kind::Date { not_before, not_after } => {
            let day = |limit: &Limit| match limit {
                Limit::Today => Some(today),
                Limit::On(date) => Some(*date),
                Limit::Years(years) => Some(Limit::in_years(*years, today)),
                Limit::Of(key) => match so_far.get(key) {
                    Some(Answer::Date(day)) => Some(day.reveal().date()),
                    _ => None,
                },
            };
            let first = not_before.iter().filter_map(day).max().unwrap_or(Date::MIN);
            let last = not_after.iter().filter_map(day).min().unwrap_or(Date::MAX);
            let day = today.min(last).max(first);
            Some(Answer::Date(Sensitive::new(day.into())))
        }
        Kind::IdNumber => typed(OTHERS.get(number % OTHERS.len())?),
        Kind::Phone { .. } => typed("13900000000"),
        Kind::CreditCode => typed("91371002MA00000014"),
        Kind::BankAccount { .. } => typed("6217000000000000004"),
        Kind::Address { street } => Some(Answer::Address(address(*street))),
        Kind::Money { least, .. } => Some(Answer::Money(Sensitive::new(*least))),
        Kind::Number { least, .. } => typed(&least.to_string()),
        Kind::YesNo => typed("yes"),
        Kind::File { least, .. } => {
            let page = |number: usize| Page { digest: Digest::of(format!("page {number}").as_bytes()) };
            Some(Answer::File(FileAnswer::Pages((0..*least).map(page).collect())))
        }
        Kind::Signature => Some(Answer::Signature(super::Signature {
            strokes: Digest::of(STROKES),
            signed: std::collections::BTreeMap::new(),
        })),
        Kind::Group { least, questions, .. } => {
            Some(Answer::Group((1..=*least).map(|number| entry(questions, so_far, today, number)).collect()))
        }
    }
}

fn entry(questions: &[Question], around: &Answers, today: Date, number: usize) -> Answers {
    let mut own: Answers = Answers::default();
    for question in questions {
        // What a limit within an entry looks at stands there or around it.
        if let (Some(answer), origin) = invented(question, &both(around, &own), today, number) {
            own.give_from(question.key.clone(), answer, origin);
        }
    }
    own
}

/// Another town than the terminal's, so that what is asked of a move fits.
fn address(street: bool) -> Address {
    let division = Division {
        code: "370200".to_owned(),
        name: "山东省青岛市".to_owned(),
        name_en: "Qingdao, Shandong".to_owned(),
    };
    Address { division, street: if street { "样例区样例路1号".into() } else { Sensitive::default() } }
}
