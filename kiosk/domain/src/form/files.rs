//! What the files of `config/forms/` hold, as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Table};

use super::{CardField, Charset, Origin, RecordField, Trust};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionsFile {
    pub(super) section: Vec<SectionEntry>,
    pub(super) question: Vec<QuestionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionEntry {
    pub(super) key: Spanned<String>,
    pub(super) name: String,
    pub(super) name_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegistersFile {
    pub(super) register: Vec<RegisterEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterEntry {
    pub(super) key: Spanned<String>,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) trust: Trust,
    pub(super) department: Spanned<String>,
    pub(super) purpose: String,
    pub(super) purpose_en: String,
    #[serde(default)]
    pub(super) fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormFile {
    pub(super) id: Spanned<String>,
    pub(super) version: Spanned<String>,
    pub(super) matters: Vec<Spanned<String>>,
    pub(super) title: Spanned<String>,
    pub(super) title_en: String,
    /// By section.
    pub(super) ask: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) question: Vec<QuestionEntry>,
    #[serde(default, rename = "use")]
    pub(super) uses: Vec<UseEntry>,
    #[serde(default)]
    pub(super) material: Vec<MaterialEntry>,
    #[serde(default)]
    pub(super) rule: Vec<RuleEntry>,
    pub(super) declares: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    pub(super) declares_en: Vec<String>,
    pub(super) decide: Option<DecideEntry>,
    pub(super) answer_in_days: Option<Spanned<u16>>,
    pub(super) example: Option<Spanned<Table>>,
}

/// Kinds of questions by the word for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KindName {
    Text,
    Choice,
    Choices,
    Date,
    IdNumber,
    Phone,
    CreditCode,
    BankAccount,
    Address,
    Money,
    Number,
    YesNo,
    File,
    Signature,
    Group,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionEntry {
    pub(super) key: Spanned<String>,
    #[serde(rename = "type")]
    pub(super) kind: Spanned<KindName>,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) ask: Spanned<String>,
    pub(super) ask_en: String,
    pub(super) help: Option<Spanned<String>>,
    pub(super) help_en: Option<String>,
    #[serde(default)]
    pub(super) optional: bool,
    pub(super) shown_if: Option<Spanned<ConditionEntry>>,
    #[serde(default)]
    pub(super) prefill: Option<Spanned<PrefillEntry>>,
    #[serde(default)]
    pub(super) print: bool,
    pub(super) least: Option<Spanned<u32>>,
    pub(super) most: Option<Spanned<u32>>,
    pub(super) charset: Option<Spanned<Charset>>,
    pub(super) choices: Option<Spanned<Vec<ChoiceEntry>>>,
    pub(super) not_before: Option<Spanned<String>>,
    pub(super) not_after: Option<Spanned<String>>,
    pub(super) mobile: Option<Spanned<bool>>,
    pub(super) no_card: Option<Spanned<bool>>,
    pub(super) town: Option<Spanned<bool>>,
    pub(super) material: Option<Spanned<String>>,
    pub(super) unit: Option<Spanned<String>>,
    pub(super) unit_en: Option<String>,
    pub(super) asks: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceEntry {
    pub(super) key: Spanned<String>,
    pub(super) name: String,
    pub(super) name_en: String,
    /// Ids of forms.
    pub(super) with: Option<Spanned<Vec<String>>>,
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct PrefillEntry {
    pub(super) card: Option<CardField>,
    pub(super) record: Option<RecordField>,
    /// `household.address`: a register and what it says.
    pub(super) sharing: Option<String>,
    #[serde(default)]
    pub(super) earlier: bool,
}

/// A shared question as one form wants it: stricter than the dictionary, never wider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UseEntry {
    pub(super) key: Spanned<String>,
    pub(super) optional: Option<bool>,
    pub(super) shown_if: Option<Spanned<ConditionEntry>>,
    pub(super) least: Option<Spanned<u32>>,
    pub(super) most: Option<Spanned<u32>>,
    pub(super) not_before: Option<Spanned<String>>,
    pub(super) not_after: Option<Spanned<String>>,
    pub(super) mobile: Option<Spanned<bool>>,
    /// What a group asks beside what it asks in the dictionary.
    #[serde(default)]
    pub(super) asks: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaterialEntry {
    pub(super) name: Spanned<String>,
    #[serde(default)]
    pub(super) card: bool,
    pub(super) needed_if: Option<Spanned<ConditionEntry>>,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) copies: u8,
    pub(super) register: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) key: Spanned<String>,
    pub(super) about: Spanned<String>,
    pub(super) each: Option<Spanned<String>>,
    pub(super) when: Option<Spanned<ConditionEntry>>,
    pub(super) must: Spanned<ConditionEntry>,
    pub(super) words: Spanned<String>,
    pub(super) words_en: String,
    pub(super) breaks: Spanned<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DecideEntry {
    pub(super) document: String,
    pub(super) document_en: String,
    #[serde(default)]
    pub(super) unconfirmed: bool,
    pub(super) need: Vec<NeedEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeedEntry {
    pub(super) must: Spanned<ConditionEntry>,
    pub(super) reason: Spanned<String>,
    pub(super) reason_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionEntry {
    pub(super) all: Option<Vec<Spanned<ConditionEntry>>>,
    pub(super) any: Option<Vec<Spanned<ConditionEntry>>>,
    pub(super) question: Option<String>,
    pub(super) is: Option<String>,
    pub(super) is_not: Option<String>,
    pub(super) one_of: Option<Vec<String>>,
    pub(super) filled: Option<bool>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) at_least: Option<u32>,
    pub(super) at_most: Option<u32>,
    pub(super) age_at_least: Option<u8>,
    pub(super) age_at_most: Option<u8>,
    pub(super) same_as: Option<String>,
    pub(super) not_same_as: Option<String>,
    pub(super) from: Option<Vec<Origin>>,
}
