//! An answer as a page shows it and a voice says it, and as it may be shown in a public hall.

use super::Question;
use super::answer::{Answer, FileAnswer};
use super::kind::{Charset, Kind};
use crate::catalogue::Said;
use crate::sensitive::{mask_name, mask_number};

impl Answer {
    /// In full, in both languages: for the review page, the receipt and the department.
    pub fn shown(&self, question: &Question) -> Said {
        match self {
            Self::Text(text) => both(text.reveal()),
            Self::Choice(key) => picked(question, std::slice::from_ref(key.reveal())),
            Self::Choices(keys) => picked(question, keys.reveal()),
            Self::Date(day) => {
                let day = day.reveal().date();
                Said { zh: format!("{}年{}月{}日", day.year(), day.month(), day.day()), en: day.to_string() }
            }
            Self::IdNumber(number) => both(number.reveal().as_str()),
            Self::Phone(phone) => both(phone.reveal().as_str()),
            Self::CreditCode(code) => both(code.reveal().as_str()),
            Self::BankAccount(account) => both(account.reveal().as_str()),
            Self::Address(address) => {
                let street = address.street.reveal();
                let (zh, en) = (&address.division.name, &address.division.name_en);
                let en = if en.is_empty() { zh } else { en };
                Said {
                    zh: format!("{zh}{street}"),
                    en: if street.is_empty() { en.clone() } else { format!("{street}, {en}") },
                }
            }
            Self::Money(amount) => {
                let amount = amount.reveal();
                Said { zh: format!("{amount}元"), en: format!("{amount} yuan") }
            }
            Self::Number(number) => number_shown(*number.reveal(), question),
            Self::YesNo(true_or_false) => {
                if *true_or_false.reveal() {
                    said("是", "Yes")
                } else {
                    said("否", "No")
                }
            }
            Self::File(FileAnswer::Pages(pages)) => counted(pages.len(), "页", "page"),
            Self::File(FileAnswer::Shared { .. }) => {
                said("已从部门取得，免提交", "A department has it; nothing to hand in")
            }
            Self::Signature(_) => said("已签名", "Signed"),
            Self::Group(entries) => counted(entries.len(), "项", "entry"),
        }
    }

    /// As a screen in a public hall may show it: names and numbers masked, of an address the town alone.
    pub fn masked(&self, question: &Question) -> Said {
        match (self, &question.kind) {
            (Self::Text(text), Kind::Text { charset: Charset::Name, .. }) => both(&mask_name(text.reveal())),
            (Self::Text(text), Kind::Text { charset: Charset::Code | Charset::Digits, .. }) => {
                both(&mask_number(text.reveal()))
            }
            (Self::IdNumber(number), _) => both(&number.reveal().masked()),
            (Self::Phone(phone), _) => both(&phone.reveal().masked()),
            (Self::BankAccount(account), _) => both(&account.reveal().masked()),
            (Self::Address(address), _) if !address.street.reveal().is_empty() => {
                let (zh, en) = (&address.division.name, &address.division.name_en);
                Said { zh: format!("{zh}＊＊＊"), en: format!("***, {}", if en.is_empty() { zh } else { en }) }
            }
            _ => self.shown(question),
        }
    }
}

fn said(zh: &str, en: &str) -> Said {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}

/// What is the same in every language.
fn both(text: &str) -> Said {
    said(text, text)
}

fn picked(question: &Question, keys: &[String]) -> Said {
    let names = keys.iter().filter_map(|key| question.kind.choices().iter().find(|choice| choice.key == *key));
    let (zh, en): (Vec<&str>, Vec<&str>) =
        names.map(|choice| (choice.name.zh.as_str(), choice.name.en.as_str())).unzip();
    Said { zh: zh.join("、"), en: en.join(", ") }
}

fn number_shown(number: u32, question: &Question) -> Said {
    match &question.kind {
        Kind::Number { unit: Some(unit), .. } => {
            Said { zh: format!("{number}{}", unit.zh), en: format!("{number} {}", unit.en) }
        }
        _ => both(&number.to_string()),
    }
}

fn counted(count: usize, zh: &str, en: &str) -> Said {
    let plural = match (count, en) {
        (1, en) => en.to_owned(),
        (_, "entry") => "entries".to_owned(),
        (_, en) => format!("{en}s"),
    };
    Said { zh: format!("{count}{zh}"), en: format!("{count} {plural}") }
}
