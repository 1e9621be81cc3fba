//! What a form can know before it asks: from the card on the terminal, the person's record, registers that were asked
//! with consent, earlier applications.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answer::{Address, Answer, Answers, FileAnswer, Origin};
use super::kind::Kind;
use super::{Form, Question};
use crate::division::Divisions;
use crate::identity::{Identity, Sex, Validity};
use crate::insurance::{InsuranceKind, Record};
use crate::sensitive::Sensitive;

/// Where the answer to a question can come from. The card goes before the record, the record before registers, those
/// before what was answered earlier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prefilled {
    /// This field of the identity card.
    pub card: Option<CardField>,
    /// This of the insurance record.
    pub record: Option<RecordField>,
    /// Key of a register, and what it says.
    pub sharing: Option<(String, String)>,
    /// The register that has the material whose pages are asked for.
    pub pages: Option<String>,
    /// The answer to the same question in an earlier application, where it still fits.
    pub earlier: bool,
}

/// What an identity card says. Source: GA/T 490 (text on the chip).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardField {
    /// 姓名
    Name,
    /// 性别: 男 or 女.
    Sex,
    /// 民族, without 族 as on the card: 汉.
    Nation,
    /// 出生日期: 1990-01-01.
    Birth,
    /// 住址
    Address,
    /// 公民身份号码
    IdNumber,
    /// 签发机关
    Authority,
    /// 有效期限, the last day: 2038-03-12, or 长期.
    Validity,
}

/// What an insurance record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordField {
    /// The employer that paid last, of any insurance.
    Employer,
    /// 养老保险累计缴费月数
    PensionMonths,
    /// 失业保险累计缴费月数
    UnemploymentMonths,
    /// 剩余失业金月数
    BenefitMonths,
}

/// What is known of a person before a form asks. Values as texts, as they would be typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prefill {
    /// From the card on the terminal.
    pub card: BTreeMap<CardField, Sensitive<String>>,
    /// From the insurance record.
    pub record: BTreeMap<RecordField, Sensitive<String>>,
    /// From registers that were asked with consent: by register and field.
    pub sharing: BTreeMap<(String, String), Sensitive<String>>,
    /// Materials from registers, by register.
    pub pages: BTreeMap<String, FileAnswer>,
    /// Answers of an earlier application, of any form: the same key is the same question.
    pub earlier: Answers,
}

impl Prefill {
    /// Adds what a terminal keeps of a card: name, sex, number, the birth date within it, validity; nation and address
    /// where they were kept.
    pub fn add_identity(&mut self, identity: &Identity) {
        let mut add = |field, text: String| self.card.insert(field, Sensitive::new(text));
        add(CardField::Name, identity.name.reveal().clone());
        add(CardField::IdNumber, identity.number.reveal().as_str().to_owned());
        match identity.sex {
            Sex::Male => add(CardField::Sex, "男".to_owned()),
            Sex::Female => add(CardField::Sex, "女".to_owned()),
            Sex::Unstated => None,
        };
        if let Some(birth) = identity.number.reveal().birth() {
            add(CardField::Birth, birth.to_string());
        }
        if let Some(more) = &identity.more {
            add(CardField::Nation, more.nation.reveal().clone());
            add(CardField::Address, more.address.reveal().clone());
        }
        match identity.validity {
            Validity::Until(last) => add(CardField::Validity, last.to_string()),
            Validity::LongTerm => add(CardField::Validity, "长期".to_owned()),
        };
    }

    /// Adds what a record says.
    pub fn add_record(&mut self, record: &Record) {
        let mut add = |field, text: String| self.record.insert(field, Sensitive::new(text));
        let paid = record.insurances.iter().flat_map(|insurance| &insurance.contributions);
        let by_employer = paid.filter_map(|paid| Some((paid.months.to(), paid.employer.as_ref()?)));
        if let Some((_, employer)) = by_employer.max_by_key(|(month, _)| *month) {
            add(RecordField::Employer, employer.reveal().clone());
        }
        if let Some(pension) = record.pension() {
            add(RecordField::PensionMonths, pension.months_paid().to_string());
        }
        if let Some(unemployment) = record.insurance(InsuranceKind::Unemployment) {
            add(RecordField::UnemploymentMonths, unemployment.months_paid().to_string());
            if let Some(benefit) = unemployment.benefit {
                add(RecordField::BenefitMonths, benefit.left().to_string());
            }
        }
    }

    /// Answers what is known and not answered yet; what does not fit its question is left for the person. Gives the
    /// keys of what it answered.
    pub fn fill<'a>(
        &self,
        questions: impl IntoIterator<Item = &'a Question>,
        answers: &mut Answers,
        divisions: &Divisions,
    ) -> Vec<&'a str> {
        let mut filled = Vec::new();
        for question in questions {
            if answers.get(&question.key).is_none()
                && let Some((answer, origin)) = self.answer(question, divisions)
            {
                answers.give_from(question.key.clone(), answer, origin);
                filled.push(question.key.as_str());
            }
        }
        filled
    }

    fn answer(&self, question: &Question, divisions: &Divisions) -> Option<(Answer, Origin)> {
        let from = &question.prefill;
        let read =
            |text: Option<&Sensitive<String>>| text.and_then(|text| read(&question.kind, text.reveal(), divisions));
        let of_card = || read(from.card.and_then(|field| self.card.get(&field)));
        let of_record = || read(from.record.and_then(|field| self.record.get(&field)));
        let of_register = || read(from.sharing.as_ref().and_then(|asked| self.sharing.get(asked)));
        let pages = || from.pages.as_ref().and_then(|register| self.pages.get(register).cloned()).map(Answer::File);
        // A choice or a limit may have changed since.
        let fits = |answer: &&Answer| from.earlier && question.kind.check_alone(answer).is_ok();
        let earlier = || self.earlier.get(&question.key).filter(fits).cloned();
        let with = |origin| move |answer| (answer, origin);
        (of_card().map(with(Origin::Card)))
            .or_else(|| of_record().map(with(Origin::Record)))
            .or_else(|| of_register().or_else(pages).map(with(Origin::Sharing)))
            .or_else(|| earlier().map(with(Origin::Earlier)))
    }
}

impl Form {
    /// Answers what is known of its questions and not answered yet; see [`Prefill::fill`].
    pub fn prefill(&self, from: &Prefill, answers: &mut Answers, divisions: &Divisions) {
        from.fill(self.questions(), answers, divisions);
    }
}

fn read(kind: &Kind, text: &str, divisions: &Divisions) -> Option<Answer> {
    match kind {
        Kind::Address { .. } => {
            let (division, street) = divisions.of_address(text.trim())?;
            Some(Answer::Address(Address { division: division.clone(), street: street.trim().into() }))
        }
        kind => kind.read(text).ok(),
    }
}
