//! From what a file says to what it means: questions, kinds, conditions, rules; every mistake is told on the way.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use toml::{Spanned, Table, Value};

use super::answer::{Address, Answer, Answers, Given, Origin};
use super::condition::{Condition, Limit, Test};
use super::files::{ChoiceEntry, ConditionEntry, KindName, PrefillEntry, QuestionEntry, UseEntry};
use super::kind::{Choice, Kind};
use super::load::Draft;
use super::{Prefilled, Question, Wrong};
use crate::announcement::SENTENCE_MAX;
use crate::catalogue::{Said, Source};
use crate::data_file::Problem;
use crate::division::Division;
use crate::money::Money;
use crate::sensitive::Sensitive;

/// Longest text, in characters, where a question does not say less.
const TEXT_MOST: u32 = 100;
/// Largest number where a question does not say less.
const NUMBER_MOST: u32 = 9999;
/// The day of the application, as a limit is written.
const TODAY: &str = "today";
/// Most years that a limit lies from the day of the application.
const YEARS_MOST: i16 = 150;
/// What a question of choices offers at least where its form is applied for alone.
const CHOICES_ALWAYS: usize = 2;
/// Most pages of a material where a question does not say otherwise.
const PAGES_MOST: u32 = 10;

/// A key of a question, where it stands if it does, and the kinds to which it means something.
type OfKinds = (&'static str, Option<Range<usize>>, &'static [KindName]);

/// A question as one file says it.
pub(super) struct Drafted<'a> {
    pub(super) source: &'a Source,
    pub(super) key: Range<usize>,
    pub(super) question: Question,
    /// Where its condition stands.
    pub(super) shown_if: Option<Range<usize>>,
    /// Of a group: the keys of what it asks.
    pub(super) asks: Vec<Spanned<String>>,
}

impl<'a> Draft<'a> {
    pub(super) fn question(&mut self, source: &'a Source, entry: QuestionEntry) -> Drafted<'a> {
        self.words(source, &entry.ask, &entry.ask_en);
        if let Some(help) = &entry.help {
            self.words(source, help, entry.help_en.as_deref().unwrap_or_default());
        }
        if [&entry.name, &entry.name_en].into_iter().any(|name| name.trim().is_empty()) {
            let what = format!("{} has no name", entry.key.get_ref());
            self.tell(source, entry.key.span(), what, "write `name` and `name_en`");
        }
        let kind = self.kind(source, &entry);
        if kind.impossible() {
            let what = format!("no answer to {} would do", entry.key.get_ref());
            self.tell(source, entry.key.span(), what, "write `least` not above `most`, and something to choose");
        }
        let shown_if = entry.shown_if.as_ref().map(Spanned::span);
        Drafted {
            source,
            key: entry.key.span(),
            asks: entry.asks.map(Spanned::into_inner).unwrap_or_default(),
            shown_if,
            question: Question {
                key: entry.key.into_inner(),
                name: Said { zh: entry.name, en: entry.name_en },
                ask: Said { zh: entry.ask.into_inner(), en: entry.ask_en },
                help: entry.help.zip(entry.help_en).map(|(zh, en)| Said { zh: zh.into_inner(), en }),
                kind,
                shown_if: entry.shown_if.and_then(|condition| self.condition(source, &condition)),
                required: !entry.optional,
                prefill: entry.prefill.map(|entry| self.prefilled(source, &entry)).unwrap_or_default(),
                print: entry.print,
            },
        }
    }

    fn kind(&mut self, source: &'a Source, entry: &QuestionEntry) -> Kind {
        let name = *entry.kind.get_ref();
        self.strangers(source, entry, name);
        let number =
            |value: &Option<Spanned<u32>>, default: u32| value.as_ref().map_or(default, |value| *value.get_ref());
        let count = |value: &Option<Spanned<u32>>, default: u32| number(value, default) as usize;
        let flag = |value: &Option<Spanned<bool>>| value.as_ref().is_some_and(|value| *value.get_ref());
        let written: Vec<&ChoiceEntry> = entry.choices.iter().flat_map(Spanned::get_ref).collect();
        let keys = written.iter().map(|choice| (choice.key.get_ref().as_str(), choice.key.span()));
        self.twice(source, &format!("{}: the choice", entry.key.get_ref()), keys);
        self.alone(source, entry.key.get_ref(), &written);
        let choices: Vec<Choice> = written.into_iter().map(choice).collect();
        let yuan = |value: u32| Money::from_fen(i64::from(value) * 100);
        match name {
            KindName::Text => Kind::Text {
                charset: entry.charset.as_ref().map(|charset| *charset.get_ref()).unwrap_or_default(),
                most: count(&entry.most, TEXT_MOST),
            },
            KindName::Choice => Kind::Choice(choices),
            KindName::Choices => {
                let (least, most) = (count(&entry.least, 1), count(&entry.most, choices.len() as u32));
                Kind::Choices { of: choices, least, most }
            }
            KindName::Date => Kind::Date {
                not_before: self.limits(source, entry.not_before.as_ref()),
                not_after: self.limits(source, entry.not_after.as_ref()),
            },
            KindName::IdNumber => Kind::IdNumber,
            KindName::Phone => Kind::Phone { mobile: flag(&entry.mobile) },
            KindName::CreditCode => Kind::CreditCode,
            KindName::BankAccount => Kind::BankAccount { card: !flag(&entry.no_card) },
            KindName::Address => Kind::Address { street: !flag(&entry.town) },
            KindName::Money => Kind::Money {
                least: yuan(number(&entry.least, 0)),
                most: entry.most.as_ref().map(|most| yuan(*most.get_ref())),
            },
            KindName::Number => Kind::Number {
                least: number(&entry.least, 0),
                most: number(&entry.most, NUMBER_MOST),
                unit: entry
                    .unit
                    .as_ref()
                    .zip(entry.unit_en.as_ref())
                    .map(|(zh, en)| Said { zh: zh.get_ref().clone(), en: en.clone() }),
            },
            KindName::YesNo => Kind::YesNo,
            KindName::File => Kind::File {
                material: entry.material.as_ref().map(|material| material.get_ref().clone()).unwrap_or_default(),
                least: count(&entry.least, 1),
                most: count(&entry.most, PAGES_MOST),
            },
            KindName::Signature => Kind::Signature,
            KindName::Group => {
                Kind::Group { least: count(&entry.least, 1), most: count(&entry.most, 1), questions: Vec::new() }
            }
        }
    }

    /// Tells of choices that come with no form, and of questions that have nothing to choose from where a form stands
    /// by itself. Whether the forms exist is seen when all of them are read.
    fn alone(&mut self, source: &'a Source, key: &str, choices: &[&ChoiceEntry]) {
        let always = choices.iter().filter(|choice| choice.with.is_none()).count();
        for (choice, with) in choices.iter().filter_map(|choice| Some((choice, choice.with.as_ref()?))) {
            if with.get_ref().is_empty() {
                let what = format!("{key} never offers {}: it comes with no form", choice.key.get_ref());
                self.tell(source, with.span(), what, "name ids of forms in `with`, or remove it");
            }
            if always < CHOICES_ALWAYS {
                let what = format!("{key} leaves {always} to choose where no other form is applied for");
                self.tell(source, with.span(), what, format!("offer {CHOICES_ALWAYS} choices at least without `with`"));
            }
            self.companions.push((source, key.to_owned(), with.span(), with.get_ref().clone()));
        }
    }

    /// Tells of what stands in a file a second time, with both lines.
    pub(super) fn twice<'k>(
        &mut self,
        source: &Source,
        what: &str,
        keys: impl IntoIterator<Item = (&'k str, Range<usize>)>,
    ) {
        let mut first: HashMap<&str, Range<usize>> = HashMap::new();
        for (key, span) in keys {
            match first.get(key) {
                Some(known) => {
                    let line = line_of(source, known);
                    let what = format!("{what} {key} stands in line {line} already");
                    self.tell(source, span, what, "remove one of the two, or rename it");
                }
                None => drop(first.insert(key, span)),
            }
        }
    }

    /// Tells of keys that mean nothing to a kind of question, and of those that it cannot do without.
    fn strangers(&mut self, source: &Source, entry: &QuestionEntry, name: KindName) {
        use KindName::{Address, BankAccount, Choice, Choices, Date, File, Group, Money, Number, Phone, Text};
        fn at<T>(value: Option<&Spanned<T>>) -> Option<Range<usize>> {
            value.map(Spanned::span)
        }
        let keys: [OfKinds; 11] = [
            ("least", at(entry.least.as_ref()), &[Choices, Money, Number, File, Group]),
            ("most", at(entry.most.as_ref()), &[Text, Choices, Money, Number, File, Group]),
            ("charset", at(entry.charset.as_ref()), &[Text]),
            ("choices", at(entry.choices.as_ref()), &[Choice, Choices]),
            ("not_before", at(entry.not_before.as_ref()), &[Date]),
            ("not_after", at(entry.not_after.as_ref()), &[Date]),
            ("mobile", at(entry.mobile.as_ref()), &[Phone]),
            ("no_card", at(entry.no_card.as_ref()), &[BankAccount]),
            ("town", at(entry.town.as_ref()), &[Address]),
            ("material", at(entry.material.as_ref()), &[File]),
            ("asks", at(entry.asks.as_ref()), &[Group]),
        ];
        if name == File && (entry.shown_if.is_some() || entry.optional) {
            let what = format!("{} is asked when its material is wanted", entry.key.get_ref());
            self.tell(source, entry.key.span(), what, "write `needed_if` or `optional` at its [[material]]");
        }
        for (key, span, kinds) in keys {
            let fits = kinds.contains(&name);
            match span {
                Some(span) if !fits => {
                    let what = format!("`{key}` means nothing to a question of the type {name:?}");
                    self.tell(source, span, what, "remove it, or correct the type");
                }
                None if fits && matches!(key, "choices" | "material" | "asks") => {
                    let what = format!("{} has no `{key}`", entry.key.get_ref());
                    self.tell(source, entry.key.span(), what, format!("add `{key} = …`, or correct the type"));
                }
                _ => {}
            }
        }
    }

    /// A limit of a shared question that this form draws tighter.
    pub(super) fn narrow(&mut self, source: &Source, entry: &UseEntry, question: &mut Question) {
        let least = entry.least.as_ref().map(|least| *least.get_ref());
        let most = entry.most.as_ref().map(|most| *most.get_ref());
        let count = |value: Option<u32>, default: usize| value.map_or(default, |value| value as usize);
        let yuan = |value: u32| Money::from_fen(i64::from(value) * 100);
        let mut own = question.kind.clone();
        match &mut own {
            Kind::Text { most: m, .. } => *m = count(most, *m),
            Kind::Choices { least: l, most: m, .. }
            | Kind::File { least: l, most: m, .. }
            | Kind::Group { least: l, most: m, .. } => (*l, *m) = (count(least, *l), count(most, *m)),
            Kind::Number { least: l, most: m, .. } => (*l, *m) = (least.unwrap_or(*l), most.unwrap_or(*m)),
            Kind::Money { least: l, most: m } => (*l, *m) = (least.map_or(*l, yuan), most.map(yuan).or(*m)),
            Kind::Date { not_before, not_after } => {
                not_before.extend(self.limits(source, entry.not_before.as_ref()));
                not_after.extend(self.limits(source, entry.not_after.as_ref()));
            }
            Kind::Phone { mobile } => *mobile |= entry.mobile.as_ref().is_some_and(|mobile| *mobile.get_ref()),
            _ => {}
        }
        question.kind.narrowed(&own);
        if question.kind.impossible() {
            let what = format!("no answer to {} would do", entry.key.get_ref());
            self.tell(source, entry.key.span(), what, "write `least` not above `most`");
        }
    }

    fn limits(&mut self, source: &Source, text: Option<&Spanned<String>>) -> Vec<Limit> {
        text.map(|text| limit(text.get_ref())).into_iter().inspect(|found| self.dated(source, text, found)).collect()
    }

    /// Tells of what looks like a date and is none.
    fn dated(&mut self, source: &Source, text: Option<&Spanned<String>>, found: &Limit) {
        if let (Limit::Of(key), Some(text)) = (found, text)
            && (key.starts_with(|c: char| c.is_ascii_digit()) || key.starts_with(TODAY))
        {
            self.tell(
                source,
                text.span(),
                format!("“{key}” is no date"),
                "write year-month-day, today, today+1y, or a question’s key",
            );
        }
    }

    fn prefilled(&mut self, source: &Source, entry: &Spanned<PrefillEntry>) -> Prefilled {
        let from = entry.get_ref();
        let sharing = from.sharing.as_deref().and_then(|text| {
            let known = text.split_once('.').filter(|(key, field)| {
                self.registers.iter().any(|r| r.key == *key && r.fields.iter().any(|f| f == field))
            });
            if known.is_none() {
                let what = format!("no register says “{text}”");
                self.tell(source, entry.span(), what, "write register.field as registers.toml has them");
            }
            known.map(|(register, field)| (register.to_owned(), field.to_owned()))
        });
        Prefilled { card: from.card, record: from.record, sharing, pages: None, earlier: from.earlier }
    }

    /// Tells of sentences that are too long to be read at a glance, or are not said in both languages. The mark at the
    /// end of a sentence does not count.
    pub(super) fn words(&mut self, source: &Source, text: &Spanned<String>, english: &str) {
        let sentences = text.get_ref().split_inclusive(['。', '？', '！', '；']);
        let longest = sentences.max_by_key(|sentence| sentence.chars().count()).unwrap_or_default();
        if longest.chars().count() > SENTENCE_MAX + 1 {
            let what = format!("“{longest}” is longer than {SENTENCE_MAX} characters");
            self.tell(source, text.span(), what, "say it in two sentences");
        }
        if text.get_ref().trim().is_empty() || english.trim().is_empty() {
            self.tell(source, text.span(), "this is not said in both languages", "write it, and beside it its `_en`");
        }
    }

    /// The condition that a table says; `None` when it says none.
    pub(super) fn condition(&mut self, source: &Source, entry: &Spanned<ConditionEntry>) -> Option<Condition> {
        let written = entry.get_ref();
        let tests = tests(written);
        let problem = match (&written.question, &written.all, &written.any) {
            (Some(question), None, None) if !tests.is_empty() => {
                let of = |test| Condition::Of { question: question.clone(), test };
                let mut all: Vec<Condition> = tests.into_iter().map(of).collect();
                return if all.len() == 1 { all.pop() } else { Some(Condition::All(all)) };
            }
            (None, Some(parts), None) if tests.is_empty() && !parts.is_empty() => {
                let parts: Vec<_> = parts.iter().map(|part| self.condition(source, part)).collect();
                return parts.into_iter().collect::<Option<_>>().map(Condition::All);
            }
            (None, None, Some(parts)) if tests.is_empty() && !parts.is_empty() => {
                let parts: Vec<_> = parts.iter().map(|part| self.condition(source, part)).collect();
                return parts.into_iter().collect::<Option<_>>().map(Condition::Any);
            }
            (Some(_), None, None) => "the condition says nothing of its question",
            (None, None, None) => "the condition names no question",
            (None, Some(_), None) | (None, None, Some(_)) if tests.is_empty() => "the condition has no parts",
            _ => "the condition is several things at once",
        };
        let remedy = "write { question = \"…\", is = \"…\" }, or { all = [ … ] }, or { any = [ … ] }";
        self.tell(source, entry.span(), problem, remedy);
        None
    }

    /// Answers that a table says, for questions that are known by their keys. `""` is none.
    pub(super) fn answers<'q>(
        &mut self,
        source: &Source,
        table: &Spanned<Table>,
        questions: &[&'q Question],
    ) -> Vec<(String, Option<Answer>)> {
        let mut found = Vec::new();
        for (key, value) in table.get_ref() {
            let known = |question: &&&'q Question| question.key == *key;
            let answer = match questions.iter().find(known) {
                _ if value.as_str() == Some("") => Ok(None),
                Some(question) => value_of(&question.kind, value).map(Some).map_err(|wrong| wrong.said().en),
                None => Err(format!("the form does not ask {key}")),
            };
            match answer {
                Ok(answer) => found.push((key.clone(), answer)),
                Err(why) => {
                    self.tell(
                        source,
                        table.span(),
                        format!("{key} = {value}: {why}"),
                        "write an answer that its question takes",
                    );
                }
            }
        }
        found
    }
}

fn choice(entry: &ChoiceEntry) -> Choice {
    Choice {
        key: entry.key.get_ref().clone(),
        name: Said { zh: entry.name.clone(), en: entry.name_en.clone() },
        with: entry.with.as_ref().map(|with| with.get_ref().clone()).unwrap_or_default(),
    }
}

/// The line of a place, from 1.
pub(super) fn line_of(source: &Source, span: &Range<usize>) -> usize {
    Problem::at(&source.text, Some(span.clone()), "", "").line.unwrap_or_default()
}

fn limit(text: &str) -> Limit {
    match text.parse::<Date>() {
        _ if text == TODAY => Limit::Today,
        Ok(date) => Limit::On(date),
        Err(_) => years(text).map_or_else(|| Limit::Of(text.to_owned()), Limit::Years),
    }
}

/// `today+1y`, `today-10y`.
fn years(text: &str) -> Option<i16> {
    let number = text.strip_prefix(TODAY)?.strip_suffix('y')?;
    let years = number.starts_with(['+', '-']).then(|| number.parse::<i16>().ok())??;
    (-YEARS_MOST..=YEARS_MOST).contains(&years).then_some(years)
}

/// The tests that a table says, each its own.
fn tests(entry: &ConditionEntry) -> Vec<Test> {
    let yuan = |value: u32| Money::from_fen(i64::from(value) * 100);
    let all = [
        entry.is.clone().map(Test::Is),
        entry.is_not.clone().map(Test::IsNot),
        entry.one_of.clone().map(Test::OneOf),
        entry.filled.map(Test::Filled),
        entry.before.as_deref().map(limit).map(Test::Before),
        entry.after.as_deref().map(limit).map(Test::After),
        entry.at_least.map(yuan).map(Test::AtLeast),
        entry.at_most.map(yuan).map(Test::AtMost),
        entry.age_at_least.map(Test::AgeAtLeast),
        entry.age_at_most.map(Test::AgeAtMost),
        entry.same_as.clone().map(Test::SameAs),
        entry.not_same_as.clone().map(Test::NotSameAs),
        entry.from.clone().map(Test::From),
    ];
    all.into_iter().flatten().collect()
}

/// An answer as a file says it: a text as typed, a list of choices, a table of an address or of each entry.
fn value_of(kind: &Kind, value: &Value) -> Result<Answer, Wrong> {
    let texts = |list: &[Value]| list.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
    match (kind, value) {
        (Kind::Choices { .. }, Value::Array(list)) => {
            texts(list).map(|keys| Answer::Choices(Sensitive::new(keys))).ok_or(Wrong::OtherKind)
        }
        (Kind::Address { .. }, Value::Table(table)) => {
            let text = |key: &str| table.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let division = Division { code: text("code"), name: text("name"), name_en: text("name_en") };
            Ok(Answer::Address(Address { division, street: Sensitive::new(text("street")) }))
        }
        (Kind::Group { questions, .. }, Value::Array(list)) => {
            let entry = |item: &Value| -> Result<Answers, Wrong> {
                let table = item.as_table().ok_or(Wrong::OtherKind)?;
                let one = |(key, value): (&String, &Value)| {
                    let question = questions.iter().find(|question| question.key == *key).ok_or(Wrong::NotListed)?;
                    Ok((key.clone(), Given { answer: value_of(&question.kind, value)?, origin: Origin::Said }))
                };
                table.iter().map(one).collect()
            };
            list.iter().map(entry).collect::<Result<_, _>>().map(Answer::Group)
        }
        (kind, Value::String(text)) => kind.read(text),
        (kind, Value::Integer(number)) => kind.read(&number.to_string()),
        (kind, Value::Boolean(yes)) => kind.read(if *yes { "yes" } else { "no" }),
        _ => Err(Wrong::OtherKind),
    }
}
