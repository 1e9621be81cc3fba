//! What kinds of answers there are, within which limits, and how a typed one is read.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, FileAnswer};
use super::condition::Limit;
use super::seen::Seen;
use super::{Form, Question, Wrong};
use crate::bank_account::BankAccount;
use crate::catalogue::Said;
use crate::credit_code::CreditCode;
use crate::id_number::IdNumber;
use crate::money::Money;
use crate::phone::Phone;
use crate::sensitive::Sensitive;

/// What kind of answer a question takes, and within which limits.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Typed text.
    Text {
        /// What it may be made of.
        charset: Charset,
        /// Longest, in characters.
        most: usize,
    },
    /// One of these.
    Choice(Vec<Choice>),
    /// Some of these.
    Choices {
        /// What can be picked.
        of: Vec<Choice>,
        /// How many at least.
        least: usize,
        /// How many at most.
        most: usize,
    },
    /// A day.
    Date {
        /// The earliest: the latest of these.
        not_before: Vec<Limit>,
        /// The latest: the earliest of these.
        not_after: Vec<Limit>,
    },
    /// 证件号码
    IdNumber,
    /// 电话号码
    Phone {
        /// Only one that can receive messages.
        mobile: bool,
    },
    /// 统一社会信用代码
    CreditCode,
    /// 银行账号
    BankAccount {
        /// Only a card's number.
        card: bool,
    },
    /// A place: the division, and the rest as text.
    Address {
        /// Whether the rest is asked: without it, it is a town.
        street: bool,
    },
    /// An amount in yuan.
    Money {
        /// The smallest.
        least: Money,
        /// The largest.
        most: Option<Money>,
    },
    /// A whole number.
    Number {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
        /// What is counted: 个月.
        unit: Option<Said>,
    },
    /// 是 or 否.
    YesNo,
    /// Pages of a material, photographed or fetched.
    File {
        /// Its name in the catalogue.
        material: String,
        /// Fewest pages.
        least: usize,
        /// Most pages.
        most: usize,
    },
    /// 手写签名 under what the form declares.
    Signature,
    /// Some questions several times.
    Group {
        /// Fewest entries.
        least: usize,
        /// Most entries.
        most: usize,
        /// What is asked of each.
        questions: Vec<Question>,
    },
}

/// What a text may be made of. The later, the stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charset {
    /// Everything that can be printed.
    #[default]
    Any,
    /// A person's name: hanzi with the dots of other languages, or Latin letters.
    Name,
    /// Hanzi alone.
    Hanzi,
    /// Digits and capitals of numbers and codes, with dashes.
    Code,
    /// Digits alone.
    Digits,
}

/// Something that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its key in answers: `married`.
    pub key: String,
    /// 已婚
    pub name: Said,
    /// Offered only along with one of these forms, by their ids; empty: always.
    pub with: Vec<String>,
}

impl Charset {
    /// Whether a character may stand in such a text.
    pub fn has(self, c: char) -> bool {
        match self {
            Self::Any => !c.is_control(),
            Self::Name => hanzi(c) || c.is_alphabetic() || matches!(c, '·' | ' ' | '-' | '.' | ',' | '\''),
            Self::Hanzi => hanzi(c),
            Self::Code => c.is_ascii_digit() || c.is_ascii_uppercase() || c == '-',
            Self::Digits => c.is_ascii_digit(),
        }
    }
}

/// Hanzi of the basic block and of all extensions, and of the private use area: old registers have rare ones there.
fn hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{E000}'..='\u{F8FF}' | '\u{20000}'..='\u{3FFFF}')
        || c == '〇'
}

impl Kind {
    /// Reads what was typed, or what a card or a register says: `2026-11-23` and `20261123`, `3200` yuan, the key or
    /// the name of a choice. Limits are checked as well, but for those that other answers set. What is not typed
    /// (several choices, an address, pages, a signature, entries) cannot be read.
    pub fn read(&self, text: &str) -> Result<Answer, Wrong> {
        let text = text.trim();
        let answer = match self {
            Self::Text { .. } => Answer::Text(text.into()),
            Self::Choice(choices) => Answer::Choice(Sensitive::new(picked(choices, text)?)),
            Self::Date { .. } => Answer::Date(Sensitive::new(date(text).ok_or(Wrong::NoDate)?.into())),
            Self::IdNumber => Answer::IdNumber(IdNumber::parse(text).map_err(Wrong::IdNumber)?.into()),
            Self::Phone { .. } => Answer::Phone(Phone::parse(text).map_err(Wrong::Phone)?.into()),
            Self::CreditCode => Answer::CreditCode(CreditCode::parse(text).map_err(Wrong::CreditCode)?.into()),
            Self::BankAccount { card: true } => {
                Answer::BankAccount(BankAccount::card(text).map_err(Wrong::BankAccount)?.into())
            }
            Self::BankAccount { card: false } => {
                Answer::BankAccount(BankAccount::account(text).map_err(Wrong::BankAccount)?.into())
            }
            Self::Money { .. } => Answer::Money(yuan(text).ok_or(Wrong::NoAmount)?.into()),
            Self::Number { .. } => Answer::Number(Sensitive::new(text.parse().map_err(|_| Wrong::NoNumber)?)),
            Self::YesNo => Answer::YesNo(Sensitive::new(yes_no(text).ok_or(Wrong::NotListed)?)),
            Self::Choices { .. } | Self::Address { .. } | Self::File { .. } | Self::Signature | Self::Group { .. } => {
                return Err(Wrong::OtherKind);
            }
        };
        self.check_alone(&answer)?;
        Ok(answer)
    }

    /// Whether an answer is of this kind and within its limits, given the other answers. Entries of a group are
    /// counted here; what stands in them is checked question by question.
    pub(super) fn check(&self, answer: &Answer, seen: &Seen) -> Result<(), Wrong> {
        self.check_alone(answer)?;
        let (Self::Date { not_before, not_after }, Answer::Date(day)) = (self, answer) else { return Ok(()) };
        let day = day.reveal().date();
        if let Some(first) = not_before.iter().filter_map(|limit| limit.day(seen)).max().filter(|first| day < *first) {
            return Err(Wrong::TooEarly(first));
        }
        match not_after.iter().filter_map(|limit| limit.day(seen)).min() {
            Some(last) if day > last => Err(Wrong::TooLate(last)),
            _ => Ok(()),
        }
    }

    /// As [`Kind::check`], without limits that depend on the day or on other answers.
    pub(super) fn check_alone(&self, answer: &Answer) -> Result<(), Wrong> {
        match (self, answer) {
            (Self::Text { charset, most }, Answer::Text(text)) => check_text(*charset, *most, text.reveal()),
            (Self::Choice(choices), Answer::Choice(key)) => picked(choices, key.reveal()).map(|_| ()),
            (Self::Choices { of, least, most }, Answer::Choices(keys)) => {
                keys.reveal().iter().try_for_each(|key| picked(of, key).map(|_| ()))?;
                count(keys.reveal().len(), *least, *most)
            }
            (Self::Phone { mobile: true }, Answer::Phone(phone)) if !phone.reveal().is_mobile() => Err(Wrong::NoMobile),
            (Self::BankAccount { card: true }, Answer::BankAccount(account)) => {
                BankAccount::card(account.reveal().as_str()).map(|_| ()).map_err(Wrong::BankAccount)
            }
            (Self::Address { street }, Answer::Address(address)) => {
                if *street && address.street.reveal().trim().is_empty() { Err(Wrong::NoStreet) } else { Ok(()) }
            }
            (Self::Money { least, most }, Answer::Money(amount)) => match *amount.reveal() {
                amount if amount < *least => Err(Wrong::AmountBelow(*least)),
                amount => most.filter(|most| amount > *most).map_or(Ok(()), |most| Err(Wrong::AmountAbove(most))),
            },
            (Self::Number { least, most, .. }, Answer::Number(number)) => {
                if (*least..=*most).contains(number.reveal()) {
                    Ok(())
                } else {
                    Err(Wrong::NumberOutside(*least, *most))
                }
            }
            (Self::File { least, most, .. }, Answer::File(FileAnswer::Pages(pages))) => {
                count(pages.len(), *least, *most)
            }
            (Self::Group { least, most, .. }, Answer::Group(entries)) => count(entries.len(), *least, *most),
            (Self::Date { .. }, Answer::Date(_))
            | (Self::IdNumber, Answer::IdNumber(_))
            | (Self::Phone { .. }, Answer::Phone(_))
            | (Self::CreditCode, Answer::CreditCode(_))
            | (Self::BankAccount { .. }, Answer::BankAccount(_))
            | (Self::YesNo, Answer::YesNo(_))
            | (Self::File { .. }, Answer::File(FileAnswer::Shared { .. }))
            | (Self::Signature, Answer::Signature(_)) => Ok(()),
            _ => Err(Wrong::OtherKind),
        }
    }

    /// The stricter limits of two forms that ask the same question; of a group also what only the other asks. Choices
    /// are the same in both: the dictionary's.
    pub(super) fn narrowed(&mut self, other: &Self) {
        match (self, other) {
            (Self::Text { charset, most }, Self::Text { charset: c, most: m }) => {
                (*charset, *most) = ((*charset).max(*c), (*most).min(*m));
            }
            (Self::Choices { least, most, .. }, Self::Choices { least: l, most: m, .. })
            | (Self::File { least, most, .. }, Self::File { least: l, most: m, .. }) => {
                (*least, *most) = ((*least).max(*l), (*most).min(*m));
            }
            (Self::Group { least, most, questions }, Self::Group { least: l, most: m, questions: others }) => {
                (*least, *most) = ((*least).max(*l), (*most).min(*m));
                for other in others {
                    match questions.iter_mut().find(|known| known.key == other.key) {
                        Some(known) => {
                            known.kind.narrowed(&other.kind);
                            known.required |= other.required;
                        }
                        None => questions.push(other.clone()),
                    }
                }
            }
            (Self::Number { least, most, .. }, Self::Number { least: l, most: m, .. }) => {
                (*least, *most) = ((*least).max(*l), (*most).min(*m));
            }
            (Self::Money { least, most }, Self::Money { least: l, most: m }) => {
                *least = (*least).max(*l);
                *most = [*most, *m].into_iter().flatten().min();
            }
            (Self::Date { not_before, not_after }, Self::Date { not_before: b, not_after: a }) => {
                for (mine, others) in [(not_before, b), (not_after, a)] {
                    let more: Vec<Limit> = others.iter().filter(|limit| !mine.contains(limit)).cloned().collect();
                    mine.extend(more);
                }
            }
            (Self::Phone { mobile }, Self::Phone { mobile: m }) => *mobile |= m,
            (Self::BankAccount { card }, Self::BankAccount { card: c }) => *card |= c,
            (Self::Address { street }, Self::Address { street: s }) => *street |= s,
            _ => {}
        }
    }

    /// Drops the choices that come only with forms that are not among these.
    pub(super) fn offered(&mut self, forms: &[Arc<Form>]) {
        let there = |choice: &Choice| {
            choice.with.is_empty() || choice.with.iter().any(|id| forms.iter().any(|form| form.id == *id))
        };
        match self {
            Self::Choice(choices) => choices.retain(there),
            Self::Choices { of, most, .. } => {
                of.retain(there);
                *most = (*most).min(of.len());
            }
            Self::Group { questions, .. } => {
                for question in questions {
                    question.kind.offered(forms);
                }
            }
            _ => {}
        }
    }

    /// Whether it cannot be answered, because no number of entries or pages fits.
    pub(super) fn impossible(&self) -> bool {
        match self {
            Self::Choices { of, least, most } => least > most || *least > of.len(),
            Self::File { least, most, .. } | Self::Group { least, most, .. } => least > most || *most == 0,
            Self::Number { least, most, .. } => least > most,
            Self::Money { least, most } => most.is_some_and(|most| *least > most),
            Self::Text { most, .. } => *most == 0,
            Self::Choice(choices) => choices.is_empty(),
            _ => false,
        }
    }

    /// What can be picked; empty for other kinds.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice(of) | Self::Choices { of, .. } => of,
            _ => &[],
        }
    }
}

fn check_text(charset: Charset, most: usize, text: &str) -> Result<(), Wrong> {
    if text.trim().is_empty() {
        return Err(Wrong::Empty);
    }
    if text.chars().any(|c| !charset.has(c)) {
        return Err(Wrong::Characters(charset));
    }
    if text.chars().count() > most { Err(Wrong::TooLong(most)) } else { Ok(()) }
}

/// The key of a choice, by its key or its name.
fn picked(choices: &[Choice], text: &str) -> Result<String, Wrong> {
    let is_it = |choice: &&Choice| choice.key == text || choice.name.zh == text;
    choices.iter().find(is_it).map(|choice| choice.key.clone()).ok_or(Wrong::NotListed)
}

fn count(found: usize, least: usize, most: usize) -> Result<(), Wrong> {
    match found {
        found if found < least => Err(Wrong::TooFew(least)),
        found if found > most => Err(Wrong::TooMany(most)),
        _ => Ok(()),
    }
}

fn date(text: &str) -> Option<Date> {
    let digits: Zeroizing<String> = Zeroizing::new(text.chars().filter(char::is_ascii_digit).collect());
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == '-');
    let parts =
        [digits.get(..4), digits.get(4..6), digits.get(6..)].map(|part| part.and_then(|part| part.parse().ok()));
    match parts {
        [Some(year), Some(month), Some(day)] if plain && digits.len() == 8 => {
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        }
        _ => None,
    }
}

/// An amount with two decimals, one or none.
fn yuan(text: &str) -> Option<Money> {
    let decimals = match text.split_once('.') {
        None => ".00",
        Some((_, fen)) if fen.len() == 1 => "0",
        Some(_) => "",
    };
    format!("{text}{decimals}").parse().ok()
}

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "是" => Some(true),
        "no" | "否" => Some(false),
        _ => None,
    }
}
