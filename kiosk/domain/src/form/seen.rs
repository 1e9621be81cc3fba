//! Which questions are asked, and what has been answered to those. The answer to a question that is not asked any more
//! is as if it were not there.

use std::collections::HashMap;

use jiff::civil::Date;

use super::answer::{Answer, Answers, Given, Origin};
use super::{Form, Question};

/// The questions of a form that are asked, in order, with their answers.
pub(super) struct Seen<'a> {
    questions: Vec<&'a Question>,
    answers: HashMap<&'a str, &'a Given>,
    today: Date,
    /// What the form answers, within an entry of a group.
    around: Option<&'a Seen<'a>>,
}

impl<'a> Seen<'a> {
    /// A condition looks back only: what it needs has been seen when its question is reached.
    pub(super) fn of(form: &'a Form, answers: &'a Answers, today: Date) -> Self {
        Self { questions: Vec::new(), answers: HashMap::new(), today, around: None }.through(form.questions(), answers)
    }

    /// The questions of one entry of a group.
    pub(super) fn entry(questions: &'a [Question], answers: &'a Answers, around: &'a Seen<'a>) -> Self {
        let none = Self { questions: Vec::new(), answers: HashMap::new(), today: around.today, around: Some(around) };
        none.through(questions.iter(), answers)
    }

    fn through(mut self, questions: impl Iterator<Item = &'a Question>, answers: &'a Answers) -> Self {
        for question in questions {
            if question.shown_if.as_ref().is_none_or(|condition| condition.holds(&self)) {
                self.questions.push(question);
                if let Some(given) = answers.given(&question.key) {
                    self.answers.insert(&question.key, given);
                }
            }
        }
        self
    }

    /// What is asked, in order.
    pub(super) fn questions(&self) -> &[&'a Question] {
        &self.questions
    }

    /// The answer to a question that is asked, in this entry or around it.
    pub(super) fn answer(&self, key: &str) -> Option<&'a Answer> {
        self.given(key).map(|given| &given.answer)
    }

    /// Where the answer to a question that is asked came from.
    pub(super) fn origin(&self, key: &str) -> Option<Origin> {
        self.given(key).map(|given| given.origin)
    }

    fn given(&self, key: &str) -> Option<&'a Given> {
        self.answers.get(key).copied().or_else(|| self.around.and_then(|around| around.given(key)))
    }

    /// Whether a question is asked, in this entry or around it.
    pub(super) fn asks(&self, key: &str) -> bool {
        self.questions.iter().any(|question| question.key == key) || self.around.is_some_and(|around| around.asks(key))
    }

    /// The day of the application.
    pub(super) fn today(&self) -> Date {
        self.today
    }
}
