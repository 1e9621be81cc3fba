//! 表单: what an application asks, in which order and under which rules. Data from `config/forms/`, checked whole before
//! it is used; this module holds what a form is, `load` how it is read, `answer` what is answered, `review` what is
//! missing or wrong, `merge` how several forms become one.

mod answer;
mod canonical;
mod check;
mod compile;
mod condition;
pub mod example;
mod files;
mod kind;
mod load;
mod merge;
mod prefill;
mod review;
mod seen;
mod shown;
#[cfg(test)]
mod tests;
mod wrong;

use std::sync::Arc;

pub use answer::{Address, Answer, Answers, At, Digest, FileAnswer, Given, Origin, Page, Signature};
pub use canonical::{canonical, digest};
pub use condition::{Condition, Limit, Test};
pub use kind::{Charset, Choice, Kind};
pub use load::{FormProblems, load};
pub use merge::Merged;
pub use prefill::{CardField, Prefill, Prefilled, RecordField};
pub use review::{Complaint, Why};
pub use wrong::Wrong;

use crate::catalogue::{Catalogue, MatterId, Said, Version};

/// Key of the register of earlier applications. No question names it by `sharing`: those with `earlier` are answered
/// from it.
pub const EARLIER: &str = "earlier";

/// Every form of `config/forms/`. Empty by default.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Forms {
    /// In the order of their ids, of one id the newest first.
    pub forms: Vec<Arc<Form>>,
    /// Where answers and materials can be fetched from, with the person's consent.
    pub registers: Vec<Arc<Register>>,
}

/// What one kind of application asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Its key in files and in stored applications: `unemployed-lost-job`.
    pub id: String,
    /// Raised with every change: a running application keeps the version that it was begun with.
    pub version: Version,
    /// The matters that it applies for.
    pub matters: Vec<MatterId>,
    /// 失业登记
    pub title: Said,
    /// Its parts in the order of the dictionary; none is empty.
    pub sections: Vec<Section>,
    /// What must hold between answers.
    pub rules: Vec<Rule>,
    /// Papers and proofs.
    pub materials: Vec<FormMaterial>,
    /// 承诺书: what is signed, a sentence each; empty where nothing is.
    pub declares: Vec<Said>,
    /// When the answer comes at once; `None`: never.
    pub decide: Option<Decide>,
    /// 承诺办结时限 in working days, where the guide of the matter says it.
    pub answer_in_days: Option<u16>,
    /// What an example of this form answers where any answer that fits its question would break a rule.
    example: Vec<(String, Option<Answer>)>,
}

/// A part of a form: 您的情况.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its key in the dictionary: `person`.
    pub key: String,
    /// Its place among the sections of the dictionary, from 0.
    pub place: usize,
    /// What stands above it.
    pub name: Said,
    /// One a page, in order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The same key is the same question in every form: `phone`.
    pub key: String,
    /// What the answer is called in a list and on a receipt: 手机号码.
    pub name: Said,
    /// As one asks it: 您的手机号是多少？
    pub ask: Said,
    /// A hint.
    pub help: Option<Said>,
    /// What kind of answer it takes, and within which limits.
    pub kind: Kind,
    /// Whether it is asked, by the answers before it; `None`: always.
    pub shown_if: Option<Condition>,
    /// Whether it must be answered when it is asked.
    pub required: bool,
    /// Where its answer can come from.
    pub prefill: Prefilled,
    /// Whether it stands on the receipt.
    pub print: bool,
}

/// Something that must hold between answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its key within the form.
    pub key: String,
    /// The question at which it is told.
    pub about: String,
    /// The repeated group for each entry of which it must hold; `None`: once.
    pub each: Option<String>,
    /// When it matters; `None`: always.
    pub when: Option<Condition>,
    /// What must hold.
    pub must: Condition,
    /// What is wrong and what to do.
    pub words: Said,
    /// Answers that break it, `None` for one left out; they are tried when the forms are read.
    pub breaks: Vec<(String, Option<Answer>)>,
}

/// A paper or a proof that a form wants.
#[derive(Debug, Clone, PartialEq)]
pub struct FormMaterial {
    /// Its name in the catalogue: 死亡证明.
    pub name: String,
    /// Where it comes from.
    pub from: Source,
    /// When it is wanted; `None`: always.
    pub needed_if: Option<Condition>,
    /// Whether one can do without it.
    pub optional: bool,
    /// Copies on paper that the department keeps; 0 where a picture is enough.
    pub copies: u8,
    /// The register that has it.
    pub register: Option<Arc<Register>>,
    /// The question that takes its pages; `None` where none are taken.
    pub question: Option<String>,
}

/// Where a material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A card that the terminal reads: nothing is copied.
    Card,
    /// The person brings it, and it is photographed.
    Bring,
    /// 免提交: a department has it. Where it cannot be fetched, or the person does not want that: as brought.
    Shared,
    /// This form is it.
    Fill,
}

/// Where answers and materials can be fetched from, with the person's consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Its key in files: `household`.
    pub key: String,
    /// 户口信息
    pub name: Said,
    /// How far it can be trusted.
    pub trust: Trust,
    /// Whose it is, the full name in the catalogue.
    pub department: String,
    /// What it is fetched for, as the person reads it before consenting.
    pub purpose: Said,
    /// What it says, by name.
    pub fields: Vec<String>,
}

/// How far what a register says can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// 电子证照: signed by who issued it.
    Licence,
    /// 共享数据: what a department has on file, not signed.
    Data,
}

/// 秒批秒办: when the answer comes at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Decide {
    /// What comes of it: 失业登记凭证.
    pub document: Said,
    /// All of these must hold.
    pub needs: Vec<Need>,
    /// The operator has still to confirm that it is decided at once: the guide of the matter does not say so.
    pub unconfirmed: bool,
}

/// One thing that must hold for an answer at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// What must hold.
    pub must: Condition,
    /// Why people decide when it does not.
    pub reason: Said,
}

impl Forms {
    /// The newest form that applies for a matter.
    pub fn for_matter(&self, matter: MatterId) -> Option<&Arc<Form>> {
        self.forms.iter().find(|form| form.matters.contains(&matter))
    }

    /// The form of an id in a version: that of a running application.
    pub fn version(&self, id: &str, version: Version) -> Option<&Arc<Form>> {
        self.forms.iter().find(|form| form.id == id && form.version == version)
    }

    /// Matters that a form applies for and a catalogue does not have, by the form's id: for a catalogue that is newer
    /// than the one the forms were checked against.
    pub fn strays(&self, catalogue: &Catalogue) -> Vec<(&str, MatterId)> {
        let of_form = |form: &'_ Arc<Form>| form.matters.clone();
        let all = self.forms.iter().flat_map(|form| of_form(form).into_iter().map(|matter| (form.id.as_str(), matter)));
        all.filter(|(_, matter)| catalogue.matter(*matter).is_none()).collect()
    }

    /// Which of some matters no form applies for: of those that a catalogue says can be applied for here.
    pub fn lacking(&self, matters: impl IntoIterator<Item = MatterId>) -> Vec<MatterId> {
        matters.into_iter().filter(|matter| self.for_matter(*matter).is_none()).collect()
    }

    /// The register of a key.
    pub fn register(&self, key: &str) -> Option<&Arc<Register>> {
        self.registers.iter().find(|register| register.key == key)
    }
}

impl Form {
    /// Its questions in order; those within a repeated group stand in its kind.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The question of a key, also one within a repeated group.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions().find_map(|question| question.find(key))
    }

    /// Where answers and materials of it can be fetched from, each register once: what a consent names. Last comes
    /// [`EARLIER`], where an answer can come from an earlier application; nobody is asked for that one alone.
    pub fn registers<'a>(&'a self, forms: &'a Forms) -> Vec<&'a Arc<Register>> {
        let mut found = self.of_others(forms);
        if !found.is_empty() && self.remembers() {
            found.extend(forms.register(EARLIER));
        }
        found
    }

    /// The registers of other departments, each once. What the card says is no reason to ask one: where it is asked for
    /// something else, it answers that, too.
    fn of_others<'a>(&'a self, forms: &'a Forms) -> Vec<&'a Arc<Register>> {
        let asked = self.questions().map(|question| &question.prefill).filter(|from| from.card.is_none());
        let asked = asked.filter_map(|from| from.sharing.as_ref());
        let mut found: Vec<&Arc<Register>> = asked.filter_map(|(register, _)| forms.register(register)).collect();
        found.extend(self.materials.iter().filter_map(|material| material.register.as_ref()));
        let mut seen = std::collections::HashSet::new();
        found.retain(|register| seen.insert(register.key.as_str()));
        found
    }

    /// Whether an answer can come from an earlier application.
    fn remembers(&self) -> bool {
        self.questions().any(|question| question.prefill.earlier)
    }
}

impl Question {
    /// What the card says of who applies: nobody types over it.
    pub fn is_identity(&self) -> bool {
        matches!(self.prefill.card, Some(CardField::Name | CardField::IdNumber))
    }

    /// Itself or a question within it.
    fn find(&self, key: &str) -> Option<&Self> {
        if self.key == key {
            return Some(self);
        }
        match &self.kind {
            Kind::Group { questions, .. } => questions.iter().find(|question| question.key == key),
            _ => None,
        }
    }
}
