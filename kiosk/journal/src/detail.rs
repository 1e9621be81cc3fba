//! The small facts that go with an event, in a form that has no room for anything personal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::CaseNumber;
use uuid::Uuid;

use crate::error::{JournalError, Result};

/// A fact's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A count, a size, a number of milliseconds. 32 bits: an ID number or a telephone number does not fit.
    Number(i32),
    /// A word of the program's own, `[a-z0-9_]`, up to 40 characters.
    Word(&'static str),
    /// A key of the operator's data, such as a form's: `[a-z0-9_-]`, up to 40 characters, no more than 8 digits in a row.
    Key(String),
    /// 办件编号: names a case, and nobody.
    Case(CaseNumber),
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(number)
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<CaseNumber> for Value {
    fn from(number: CaseNumber) -> Self {
        Self::Case(number)
    }
}

impl From<&'static str> for Value {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

const WORD_MAX: usize = 40;
const VERSION_MAX: usize = 32;
/// A date has eight digits in a row, a telephone number eleven, an ID number fifteen or more.
const VERSION_DIGITS_MAX: usize = 8;

/// Checks that `text` is a word: `[a-z0-9_]`, 1 to 40 characters.
pub(crate) fn word<'a>(place: &'static str, text: &'a str) -> Result<&'a str> {
    let fit = (1..=WORD_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if fit { Ok(text) } else { Err(JournalError::NotAWord { place, rule: "1 to 40 characters of a-z, 0-9 and _" }) }
}

/// Checks that `text` is a key of the operator's data.
fn data_key(text: &str) -> Result<&str> {
    let longest_digits = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let fit = (1..=WORD_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
        && longest_digits <= VERSION_DIGITS_MAX;
    let rule = "1 to 40 characters of a-z, 0-9, '_' and '-', with no more than 8 digits in a row";
    if fit { Ok(text) } else { Err(JournalError::NotAWord { place: "a key of the operator's data", rule }) }
}

/// Checks that `text` is a version of a text.
pub(crate) fn version(text: &str) -> Result<&str> {
    let longest_digits = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let fit = (1..=VERSION_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        && longest_digits <= VERSION_DIGITS_MAX;
    let rule = "1 to 32 characters of A-Z, a-z, 0-9, '.', '-' and '_', with no more than 8 digits in a row";
    if fit { Ok(text) } else { Err(JournalError::NotAWord { place: "the version of the consent text", rule }) }
}

/// An event's facts in canonical form: a JSON object, keys in byte order, no spaces. The values that are let in need
/// no escaping.
#[derive(Debug, Default)]
pub(crate) struct Detail(BTreeMap<&'static str, String>);

impl Detail {
    /// The facts that a caller gave.
    pub(crate) fn from_facts(facts: &[(&'static str, Value)]) -> Result<Self> {
        let mut detail = Self::default();
        for (key, value) in facts {
            detail = match value {
                Value::Number(number) => detail.number(key, (*number).into())?,
                Value::Word(text) => detail.word(key, text)?,
                // Two letters and digits: it was checked when it was made.
                Value::Case(number) => detail.put(key, format!("\"{number}\""))?,
                Value::Key(text) => detail.put(key, format!("\"{}\"", data_key(text)?))?,
            };
        }
        Ok(detail)
    }

    pub(crate) fn word(self, key: &'static str, text: &str) -> Result<Self> {
        let text = word("a fact of an event", text)?;
        self.put(key, format!("\"{text}\""))
    }

    pub(crate) fn version(self, key: &'static str, text: &str) -> Result<Self> {
        let text = version(text)?;
        self.put(key, format!("\"{text}\""))
    }

    pub(crate) fn hex(self, key: &'static str, bytes: &[u8]) -> Result<Self> {
        let text = hex(bytes);
        self.put(key, format!("\"{text}\""))
    }

    pub(crate) fn id(self, key: &'static str, id: Uuid) -> Result<Self> {
        self.put(key, format!("\"{id}\""))
    }

    pub(crate) fn number(self, key: &'static str, number: i64) -> Result<Self> {
        self.put(key, number.to_string())
    }

    fn put(mut self, key: &'static str, json: String) -> Result<Self> {
        word("the name of a fact", key)?;
        match self.0.insert(key, json) {
            None => Ok(self),
            Some(_) => Err(JournalError::NotAWord { place: "the name of a fact", rule: "each name once" }),
        }
    }

    /// The JSON text.
    pub(crate) fn json(&self) -> String {
        let fields: Vec<String> = self.0.iter().map(|(key, json)| format!("\"{key}\":{json}")).collect();
        format!("{{{}}}", fields.join(","))
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_sorted_and_plain() {
        let detail = Detail::from_facts(&[("to", "ready".into()), ("device", "printer".into()), ("ms", (-3).into())]);
        assert_eq!(detail.unwrap().json(), r#"{"device":"printer","ms":-3,"to":"ready"}"#);
        assert_eq!(Detail::default().json(), "{}");
    }

    #[test]
    fn a_case_is_named_by_its_number() {
        let number = CaseNumber::new(jiff::civil::date(2026, 11, 23), 7);
        let detail = Detail::from_facts(&[("outcome", "refused".into()), ("number", number.clone().into())]);
        assert_eq!(detail.unwrap().json(), format!(r#"{{"number":"{number}","outcome":"refused"}}"#));
    }

    #[test]
    fn only_words_get_in() {
        for bad in ["", "王明明", "Wang", "a b", "a\"", "a\n", &"x".repeat(41)] {
            assert!(word("x", bad).is_err(), "{bad:?}");
        }
        assert_eq!(word("x", "paper_out_2").unwrap(), "paper_out_2");
        assert!(Detail::from_facts(&[("a", 1.into()), ("a", 2.into())]).is_err(), "a name twice");
        assert!(Detail::from_facts(&[("A", 1.into())]).is_err());
    }

    #[test]
    fn a_version_has_no_room_for_a_number_of_a_person() {
        for bad in ["", "370000199001010017", "v13800000000", "2026 08", "版本1", &"1.".repeat(17)] {
            assert!(version(bad).is_err(), "{bad:?}");
        }
        for good in ["2026-08-01", "20260801", "sandbox-2026-08.r2", "1"] {
            assert_eq!(version(good).unwrap(), good);
        }
    }

    #[test]
    fn an_error_does_not_repeat_the_value() {
        let said = version("370000199001010017").unwrap_err();
        assert!(!format!("{said} {said:?}").contains("370000"), "{said}");
    }
}
