//! What can be asked of answers: typed conditions, no expressions. They stand in TOML as tables.

use jiff::civil::Date;

use super::answer::{Answer, Origin};
use super::seen::Seen;
use crate::identity::Sex;
use crate::money::Money;
use crate::sensitive::Sensitive;

/// The choices of a question about the sex, as they are compared with document numbers.
pub(super) const SEXES: [&str; 2] = ["male", "female"];

/// What must hold between answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these.
    All(Vec<Self>),
    /// One of these at least.
    Any(Vec<Self>),
    /// One question's answer passes a test.
    Of {
        /// Its key.
        question: String,
        /// What must hold of it.
        test: Test,
    },
}

/// What must hold of one answer. A question that is not answered, or not asked, passes none but `Filled(false)`.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is this: a choice's key, `yes` or `no`, a text; of several choices one; of an address a division within this.
    Is(String),
    /// It is answered, and not this.
    IsNot(String),
    /// It is one of these.
    OneOf(Vec<String>),
    /// It is answered, or it is not.
    Filled(bool),
    /// A day before this one.
    Before(Limit),
    /// A day after this one.
    After(Limit),
    /// A number, an amount in yuan, or how many choices, pages or entries: this at least.
    AtLeast(Money),
    /// This at most.
    AtMost(Money),
    /// Born so many years ago or more, by a birth date or a document number.
    AgeAtLeast(u8),
    /// Not yet a year older than this.
    AgeAtMost(u8),
    /// The answer to another question, too: equal, or a birth date or a sex and the number that has it. A number that
    /// says neither fits both.
    SameAs(String),
    /// Not the answer to another question.
    NotSameAs(String),
    /// It came from one of these.
    From(Vec<Origin>),
}

/// A day that others are compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// The day of the application.
    Today,
    /// A day of the calendar.
    On(Date),
    /// So many years after the day of the application, before it where negative.
    Years(i16),
    /// The answer to another question: a day, or the birth within a document number.
    Of(String),
}

impl Condition {
    /// Whether it holds of what has been answered and is asked.
    pub(super) fn holds(&self, seen: &Seen) -> bool {
        match self {
            Self::All(all) => all.iter().all(|condition| condition.holds(seen)),
            Self::Any(any) => any.iter().any(|condition| condition.holds(seen)),
            Self::Of { question, test } => test.passes(question, seen),
        }
    }

    /// Each question that it looks at, with its test; a question may come several times.
    pub(super) fn tests(&self) -> Vec<(&str, &Test)> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
            Self::Of { question, test } => vec![(question, test)],
        }
    }

    /// The keys of all questions that it looks at, those that answers are compared with among them.
    pub(super) fn questions(&self) -> Vec<&str> {
        self.tests().into_iter().flat_map(|(question, test)| std::iter::once(question).chain(test.other())).collect()
    }
}

impl Test {
    /// The question whose answer is compared with.
    pub(super) fn other(&self) -> Option<&str> {
        match self {
            Self::SameAs(other)
            | Self::NotSameAs(other)
            | Self::Before(Limit::Of(other))
            | Self::After(Limit::Of(other)) => Some(other),
            _ => None,
        }
    }

    /// Whether it can be tried on an answer at all: the number of a foreigner's card of 2017 does not say how old its
    /// holder is.
    pub(super) fn applies(&self, answer: &Answer) -> bool {
        !matches!(self, Self::AgeAtLeast(_) | Self::AgeAtMost(_)) || born(answer).is_some()
    }

    fn passes(&self, question: &str, seen: &Seen) -> bool {
        let Some(answer) = seen.answer(question) else { return *self == Self::Filled(false) };
        match self {
            Self::Filled(filled) => *filled,
            Self::Is(wanted) => is(answer, wanted),
            Self::IsNot(unwanted) => !is(answer, unwanted),
            Self::OneOf(wanted) => wanted.iter().any(|wanted| is(answer, wanted)),
            Self::Before(limit) => on(answer).zip(limit.day(seen)).is_some_and(|(day, limit)| day < limit),
            Self::After(limit) => on(answer).zip(limit.day(seen)).is_some_and(|(day, limit)| day > limit),
            Self::AtLeast(least) => amount(answer).is_some_and(|amount| amount >= *least),
            Self::AtMost(most) => amount(answer).is_some_and(|amount| amount <= *most),
            Self::AgeAtLeast(years) => born(answer).is_some_and(|birth| age(birth, seen.today()) >= i16::from(*years)),
            Self::AgeAtMost(years) => born(answer).is_some_and(|birth| age(birth, seen.today()) <= i16::from(*years)),
            Self::SameAs(other) => seen.answer(other).is_some_and(|other| same(answer, other) != Some(false)),
            Self::NotSameAs(other) => seen.answer(other).is_some_and(|other| same(answer, other) != Some(true)),
            Self::From(origins) => seen.origin(question).is_some_and(|origin| origins.contains(&origin)),
        }
    }
}

impl Limit {
    /// The day that it is; `None` where the other question is not answered.
    pub(super) fn day(&self, seen: &Seen) -> Option<Date> {
        match self {
            Self::Today => Some(seen.today()),
            Self::On(date) => Some(*date),
            Self::Years(years) => Some(Self::in_years(*years, seen.today())),
            Self::Of(question) => seen.answer(question).and_then(born),
        }
    }

    /// The day so many years after one.
    pub(super) fn in_years(years: i16, today: Date) -> Date {
        today.saturating_add(jiff::Span::new().years(years))
    }
}

fn is(answer: &Answer, wanted: &str) -> bool {
    match answer {
        Answer::Text(text) | Answer::Choice(text) => text.reveal() == wanted,
        Answer::Choices(keys) => keys.reveal().iter().any(|key| key == wanted),
        Answer::YesNo(yes) => wanted == if *yes.reveal() { "yes" } else { "no" },
        Answer::Address(address) => within(&address.division.code, wanted),
        _ => false,
    }
}

/// Whether a division lies within another, by their codes: 371002 in 371000 and in 370000.
fn within(code: &str, area: &str) -> bool {
    let mut area = area;
    while let Some(wider) = area.strip_suffix("00") {
        area = wider;
    }
    code.starts_with(area)
}

fn on(answer: &Answer) -> Option<Date> {
    match answer {
        Answer::Date(day) => Some(day.reveal().date()),
        _ => None,
    }
}

/// Numbers and counts as yuan, so that one comparison does for all.
fn amount(answer: &Answer) -> Option<Money> {
    let count = |count: usize| Money::from_fen(i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(100));
    match answer {
        Answer::Money(amount) => Some(*amount.reveal()),
        Answer::Number(number) => Some(Money::from_fen(i64::from(*number.reveal()) * 100)),
        Answer::Choices(keys) => Some(count(keys.reveal().len())),
        Answer::Group(entries) => Some(count(entries.len())),
        _ => None,
    }
}

fn born(answer: &Answer) -> Option<Date> {
    match answer {
        Answer::IdNumber(number) => number.reveal().birth(),
        other => on(other),
    }
}

/// Full years; somebody born on 29 February grows older on 1 March.
fn age(birth: Date, today: Date) -> i16 {
    let years = today.year() - birth.year();
    if (today.month(), today.day()) < (birth.month(), birth.day()) { years - 1 } else { years }
}

/// `None`: one of them does not say what is compared.
fn same(one: &Answer, other: &Answer) -> Option<bool> {
    match (one, other) {
        (Answer::IdNumber(number), Answer::Date(day)) | (Answer::Date(day), Answer::IdNumber(number)) => {
            number.reveal().birth().map(|birth| birth == day.reveal().date())
        }
        (Answer::IdNumber(number), Answer::Choice(key)) | (Answer::Choice(key), Answer::IdNumber(number)) => {
            match number.reveal().sex() {
                Some(Sex::Male) => Some(key.reveal() == SEXES[0]),
                Some(Sex::Female) => Some(key.reveal() == SEXES[1]),
                Some(Sex::Unstated) | None => None,
            }
        }
        (Answer::Text(a), Answer::Text(b)) => Some(plain(a) == plain(b)),
        _ => Some(one == other),
    }
}

/// A text without its spaces: a name of two characters is often written with one between them.
fn plain(text: &Sensitive<String>) -> Sensitive<String> {
    Sensitive::new(text.reveal().split_whitespace().collect())
}
