//! 一次告知: everything that is missing or wrong in an application at once, and what is asked next.

use jiff::civil::Date;

use super::answer::{Answer, Answers, At, Given};
use super::canonical::digest;
use super::condition::Test;
use super::kind::Kind;
use super::seen::Seen;
use super::{Form, FormMaterial, Question, Rule, Wrong};
use crate::catalogue::Said;

/// One thing that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Where.
    pub at: At,
    /// Why.
    pub why: Why,
    /// What happened and what to do.
    pub words: Said,
}

/// Why something is complained of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Not answered, and it must be.
    Missing,
    /// Answered, but not so.
    Wrong(Wrong),
    /// It breaks the rule of this key.
    Rule(String),
}

impl Answers {
    /// Everything that is missing or wrong at once, in the order of the questions, broken rules last. Empty: it can be
    /// handed in. Answers to questions that are not asked are passed over.
    pub fn check(&self, form: &Form, today: Date) -> Vec<Complaint> {
        let seen = Seen::of(form, self, today);
        let mut complaints = Vec::new();
        for question in seen.questions() {
            match (&question.kind, seen.answer(&question.key)) {
                (Kind::Signature, Some(Answer::Signature(signature))) => {
                    if signature.signed.get(&form.id) != Some(&digest(form, self, today)) {
                        complaints.push(wrong(At::question(&question.key), question, Wrong::SignedOther));
                    }
                }
                _ => complaints.extend(complaints_of(question, &seen)),
            }
        }
        complaints.extend(form.rules.iter().flat_map(|rule| broken(rule, form, &seen)));
        complaints
    }
}

impl Form {
    /// The questions that are asked, given the answers so far, in order.
    pub fn shown(&self, answers: &Answers, today: Date) -> Vec<&Question> {
        let seen = Seen::of(self, answers, today);
        self.questions().filter(|question| seen.asks(&question.key)).collect()
    }

    /// The questions that are asked in an entry of a group, from 0; empty when there is no such group.
    pub fn shown_in(&self, group: &str, entry: usize, answers: &Answers, today: Date) -> Vec<&Question> {
        let Some(Kind::Group { questions, .. }) = self.question(group).map(|question| &question.kind) else {
            return Vec::new();
        };
        let none = Answers::default();
        let own = match answers.get(group) {
            Some(Answer::Group(entries)) => entries.get(entry).unwrap_or(&none),
            _ => &none,
        };
        let around = Seen::of(self, answers, today);
        let seen = Seen::entry(questions, own, &around);
        questions.iter().filter(|question| seen.asks(&question.key)).collect()
    }

    /// The first question that must be answered and is not; `None`: what is left can be left out.
    pub fn next(&self, answers: &Answers, today: Date) -> Option<At> {
        self.open(answers, today).into_iter().next()
    }

    /// Every question that must be answered and is not, of each group the first such place.
    pub(super) fn open(&self, answers: &Answers, today: Date) -> Vec<At> {
        let seen = Seen::of(self, answers, today);
        seen.questions().iter().filter_map(|question| missing(question, &seen)).collect()
    }

    /// What is wrong with one answer, given the others; what is typed is read by [`Kind::read`] first.
    pub fn check_one(&self, at: &At, answers: &Answers, today: Date) -> Option<Complaint> {
        answers.check(self, today).into_iter().find(|complaint| complaint.at == *at && complaint.why != Why::Missing)
    }

    /// The materials that are wanted, given the answers.
    pub fn wanted(&self, answers: &Answers, today: Date) -> Vec<&FormMaterial> {
        let seen = Seen::of(self, answers, today);
        let is_wanted =
            |material: &&FormMaterial| material.needed_if.as_ref().is_none_or(|condition| condition.holds(&seen));
        self.materials.iter().filter(is_wanted).collect()
    }

    /// 秒批秒办: whether the answer can come at once. `None`: such applications are never decided at once; else the
    /// reasons against it, none when it can.
    pub fn against_at_once(&self, answers: &Answers, today: Date) -> Option<Vec<&Said>> {
        let decide = self.decide.as_ref()?;
        let seen = Seen::of(self, answers, today);
        Some(decide.needs.iter().filter(|need| !need.must.holds(&seen)).map(|need| &need.reason).collect())
    }

    /// The answers to what this form asks, and to nothing else: what its department receives.
    pub fn own(&self, answers: &Answers, today: Date) -> Answers {
        let seen = Seen::of(self, answers, today);
        let question = |key: &str| seen.questions().iter().find(|question| question.key == key).copied();
        let given = answers.iter().filter_map(|(key, given)| Some((key, given, question(key)?)));
        given.map(|(key, given, question)| (key.to_owned(), self.own_of(question, given, &seen))).collect()
    }

    /// An answer without what other forms asked: digests of their signatures, questions of theirs within a group.
    fn own_of(&self, question: &Question, given: &Given, seen: &Seen) -> Given {
        let mut given = given.clone();
        match (&mut given.answer, &question.kind) {
            (Answer::Signature(signature), _) => signature.signed.retain(|form, _| *form == self.id),
            (Answer::Group(entries), Kind::Group { questions, .. }) => {
                for answers in entries {
                    let own = Seen::entry(questions, answers, seen);
                    let kept = answers.iter().filter(|(key, _)| own.questions().iter().any(|asked| asked.key == *key));
                    *answers = kept.map(|(key, given)| (key.to_owned(), given.clone())).collect();
                }
            }
            _ => {}
        }
        given
    }
}

/// Where a question that must be answered is not, also within its entries.
fn missing(question: &Question, seen: &Seen) -> Option<At> {
    let Kind::Group { least, questions, .. } = &question.kind else {
        return (question.required && seen.answer(&question.key).is_none()).then(|| At::question(&question.key));
    };
    let entries = match seen.answer(&question.key) {
        Some(Answer::Group(entries)) => entries.as_slice(),
        _ => &[],
    };
    for (number, answers) in entries.iter().enumerate() {
        let entry = Seen::entry(questions, answers, seen);
        let open = |inner: &&&Question| inner.required && answers.get(&inner.key).is_none();
        if let Some(inner) = entry.questions().iter().find(open) {
            return Some(At::entry(&question.key, number, &inner.key));
        }
    }
    let wanted = if question.required { (*least).max(1) } else { 0 };
    match questions.first() {
        Some(first) if entries.len() < wanted => Some(At::entry(&question.key, entries.len(), &first.key)),
        _ => None,
    }
}

fn complaints_of(question: &Question, seen: &Seen) -> Vec<Complaint> {
    let at = At::question(&question.key);
    let Some(answer) = seen.answer(&question.key) else {
        return if question.required { vec![not_there(at, question)] } else { Vec::new() };
    };
    let mut complaints = Vec::new();
    if let Err(error) = question.kind.check(answer, seen) {
        complaints.push(wrong(at, question, error));
    }
    if let (Kind::Group { questions, .. }, Answer::Group(entries)) = (&question.kind, answer) {
        for (number, answers) in entries.iter().enumerate() {
            let entry = Seen::entry(questions, answers, seen);
            for inner in entry.questions() {
                let at = At::entry(&question.key, number, &inner.key);
                match answers.get(&inner.key) {
                    None if inner.required => complaints.push(not_there(at, inner)),
                    None => {}
                    Some(answer) => {
                        complaints.extend(inner.kind.check(answer, &entry).err().map(|error| wrong(at, inner, error)));
                    }
                }
            }
        }
    }
    complaints
}

fn not_there(at: At, question: &Question) -> Complaint {
    let words = Said {
        zh: format!("{}还没有填。请补上。", question.name.zh),
        en: format!("{} is missing. Please add it.", question.name.en),
    };
    Complaint { at, why: Why::Missing, words }
}

fn wrong(at: At, question: &Question, error: Wrong) -> Complaint {
    let said = error.said();
    let words =
        Said { zh: format!("{}：{}", question.name.zh, said.zh), en: format!("{}: {}", question.name.en, said.en) };
    Complaint { at, why: Why::Wrong(error), words }
}

/// The complaints of one rule: for each entry of its group, or once.
fn broken(rule: &Rule, form: &Form, seen: &Seen) -> Vec<Complaint> {
    let tell = |at: At| Complaint { at, why: Why::Rule(rule.key.clone()), words: rule.words.clone() };
    let Some(group) = &rule.each else {
        return if breaks(rule, seen) { vec![tell(At::question(&rule.about))] } else { Vec::new() };
    };
    let Some(Kind::Group { questions, .. }) = form.question(group).map(|question| &question.kind) else {
        return Vec::new();
    };
    let entries = match seen.answer(group) {
        Some(Answer::Group(entries)) => entries.as_slice(),
        _ => &[],
    };
    let of_entry = |(number, answers): (usize, &Answers)| {
        let entry = Seen::entry(questions, answers, seen);
        breaks(rule, &entry).then(|| tell(At::entry(group, number, &rule.about)))
    };
    entries.iter().enumerate().filter_map(of_entry).collect()
}

/// A rule speaks of what is asked and answered: it is silent while a question of `must` is not asked, or, where its
/// test is not about being answered, has no answer yet, or one of which it cannot be tried. That one is missing is told elsewhere.
fn breaks(rule: &Rule, seen: &Seen) -> bool {
    let speaks = rule.must.tests().into_iter().all(|(question, test)| {
        let needs_answer = !matches!(test, Test::Filled(_));
        let there = |key: &str| seen.asks(key) && (!needs_answer || seen.answer(key).is_some());
        seen.answer(question).is_none_or(|answer| test.applies(answer))
            && there(question)
            && test.other().is_none_or(there)
    });
    speaks && rule.when.as_ref().is_none_or(|when| when.holds(seen)) && !rule.must.holds(seen)
}
