//! What a person answers. It is personal: it does not print, and is wiped when dropped.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize;

use super::Question;
use crate::bank_account::BankAccount;
use crate::credit_code::CreditCode;
use crate::division::Division;
use crate::id_number::IdNumber;
use crate::money::Money;
use crate::phone::Phone;
use crate::sensitive::Sensitive;

/// The answers to the questions of one form, or of several merged ones, by the questions' keys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Given>);

/// An answer and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The answer.
    pub answer: Answer,
    /// Where it came from.
    pub origin: Origin,
}

/// Where an answer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The person said it.
    Said,
    /// The identity card that lay on the terminal.
    Card,
    /// The person's insurance record.
    Record,
    /// A register that was asked with the person's consent.
    Sharing,
    /// An earlier application.
    Earlier,
}

/// One answer. Its kind is that of its question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Answer {
    /// Text.
    Text(Sensitive<String>),
    /// The key of a choice.
    Choice(Sensitive<String>),
    /// Keys of choices, in the order of the question.
    Choices(Sensitive<Vec<String>>),
    /// A day.
    Date(Sensitive<Day>),
    /// 证件号码
    IdNumber(Sensitive<IdNumber>),
    /// 电话号码
    Phone(Sensitive<Phone>),
    /// 统一社会信用代码
    CreditCode(Sensitive<CreditCode>),
    /// 银行账号
    BankAccount(Sensitive<BankAccount>),
    /// A place.
    Address(Address),
    /// An amount.
    Money(Sensitive<Money>),
    /// A number.
    Number(Sensitive<u32>),
    /// 是 or 否.
    YesNo(Sensitive<bool>),
    /// Pages of a material.
    File(FileAnswer),
    /// 手写签名
    Signature(Signature),
    /// Entries, each with its own answers.
    Group(Vec<Answers>),
}

/// A day that can be wiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(Date);

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Province or city.
    pub division: Division,
    /// The rest, from the district on; empty where only a town is asked.
    pub street: Sensitive<String>,
}

/// Pages of a material. The pictures themselves are stored elsewhere, by their digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileAnswer {
    /// Photographed, in order.
    Pages(Vec<Page>),
    /// 免提交: a register has it.
    Shared {
        /// The register's key.
        register: String,
        /// How the register calls this copy.
        reference: Sensitive<String>,
        /// SHA-256 of what it sent.
        digest: Digest,
    },
}

/// One photographed page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// SHA-256 of the picture as it is handed in.
    pub digest: Digest,
}

/// A signature and what it binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// SHA-256 of the strokes.
    pub strokes: Digest,
    /// [`digest`](super::digest) of each form that was signed, by its id.
    pub signed: BTreeMap<String, Digest>,
}

/// A SHA-256, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// A text is no digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 has 64 hexadecimal digits")]
pub struct NotADigest;

/// Where an answer stands: at a question, or at one of an entry of a repeated group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Key of the question, or of the group.
    pub key: String,
    /// Number of the entry, from 0, and the key of the question within it.
    pub within: Option<(usize, String)>,
}

impl Answers {
    /// The answer to a question.
    pub fn get(&self, key: &str) -> Option<&Answer> {
        self.0.get(key).map(|given| &given.answer)
    }

    /// Whether the answer to a question is what the card says of who applies: nobody types over it.
    pub fn locked(&self, question: &Question) -> bool {
        question.is_identity() && self.origin(&question.key) == Some(Origin::Card)
    }

    /// The answer to a question with its origin.
    pub(super) fn given(&self, key: &str) -> Option<&Given> {
        self.0.get(key)
    }

    /// Where the answer to a question came from.
    pub fn origin(&self, key: &str) -> Option<Origin> {
        self.0.get(key).map(|given| given.origin)
    }

    /// Takes what the person said, in place of what was there.
    pub fn give(&mut self, key: impl Into<String>, answer: Answer) {
        self.give_from(key, answer, Origin::Said);
    }

    /// Takes an answer with its origin, in place of what was there.
    pub fn give_from(&mut self, key: impl Into<String>, answer: Answer, origin: Origin) {
        self.0.insert(key.into(), Given { answer, origin });
    }

    /// Takes an answer away.
    pub fn forget(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// The answer at a place, also one within an entry.
    pub fn at(&self, at: &At) -> Option<&Answer> {
        match (&at.within, self.get(&at.key)) {
            (None, answer) => answer,
            (Some((entry, key)), Some(Answer::Group(entries))) => entries.get(*entry)?.get(key),
            (Some(_), _) => None,
        }
    }

    /// Takes what the person said at a place. An entry that is not there yet is begun when it is the next one; any
    /// other place that does not exist changes nothing and gives `false`.
    pub fn give_at(&mut self, at: &At, answer: Answer) -> bool {
        let Some((entry, key)) = &at.within else {
            self.give(at.key.clone(), answer);
            return true;
        };
        let group = self
            .0
            .entry(at.key.clone())
            .or_insert_with(|| Given { answer: Answer::Group(Vec::new()), origin: Origin::Said });
        let Answer::Group(entries) = &mut group.answer else { return false };
        if entries.len() == *entry {
            entries.push(Self::default());
        }
        entries.get_mut(*entry).map(|answers| answers.give(key.clone(), answer)).is_some()
    }

    /// Takes an answer away at a place.
    pub fn forget_at(&mut self, at: &At) {
        match &at.within {
            None => self.forget(&at.key),
            Some((entry, key)) => {
                if let Some(Given { answer: Answer::Group(entries), .. }) = self.0.get_mut(&at.key)
                    && let Some(answers) = entries.get_mut(*entry)
                {
                    answers.forget(key);
                }
            }
        }
    }

    /// Takes an entry of a group away, from 0; the ones behind it move up. A group without entries is not answered.
    pub fn remove_entry(&mut self, group: &str, entry: usize) {
        let Some(Given { answer: Answer::Group(entries), .. }) = self.0.get_mut(group) else { return };
        if entry < entries.len() {
            entries.remove(entry);
        }
        if entries.is_empty() {
            self.forget(group);
        }
    }

    /// How many entries a group has.
    pub fn entries(&self, group: &str) -> usize {
        match self.get(group) {
            Some(Answer::Group(entries)) => entries.len(),
            _ => 0,
        }
    }

    /// Each with its key, by keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.0.iter().map(|(key, given)| (key.as_str(), given))
    }

    /// Whether nothing is answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Given)> for Answers {
    fn from_iter<T: IntoIterator<Item = (String, Given)>>(given: T) -> Self {
        Self(given.into_iter().collect())
    }
}

impl At {
    /// At a question.
    pub fn question(key: impl Into<String>) -> Self {
        Self { key: key.into(), within: None }
    }

    /// At a question of an entry, from 0.
    pub fn entry(group: impl Into<String>, entry: usize, key: impl Into<String>) -> Self {
        Self { key: group.into(), within: Some((entry, key.into())) }
    }
}

impl fmt::Display for At {
    /// `phone`, and within a group, from 1, `staff 2: phone`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.within {
            None => f.write_str(&self.key),
            Some((entry, key)) => write!(f, "{} {}: {key}", self.key, entry + 1),
        }
    }
}

impl Day {
    /// The day.
    pub fn date(self) -> Date {
        self.0
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl Zeroize for Day {
    fn zeroize(&mut self) {
        self.0 = Date::default();
    }
}

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Its 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for At {
    type Err = std::convert::Infallible;

    /// What [`Display`](fmt::Display) writes. A key holds neither spaces nor colons.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let inner = text.split_once(": ").and_then(|(group, key)| {
            let (group, entry) = group.rsplit_once(' ')?;
            Some(Self::entry(group, entry.parse::<usize>().ok()?.checked_sub(1)?, key))
        });
        Ok(inner.unwrap_or_else(|| Self::question(text)))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotADigest);
        }
        let mut digest = [0; 32];
        for (at, byte) in digest.iter_mut().enumerate() {
            let digits = text.get(2 * at..2 * at + 2).ok_or(NotADigest)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotADigest)?;
        }
        Ok(Self(digest))
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<String> for Digest {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}
