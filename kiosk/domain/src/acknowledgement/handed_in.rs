//! What was handed in, as a receipt tells it: answers that stand on it, and every material.

use jiff::civil::Date;

use super::Words;
use crate::catalogue::{Catalogue, Said};
use crate::form::{Answer, Answers, FileAnswer, FormMaterial, Kind, Merged, Question, Source};

/// What was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandedIn {
    /// Answers, in the order of the questions.
    pub answers: Vec<Item>,
    /// Materials, in the order of the forms.
    pub materials: Vec<Material>,
}

/// An answer on a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The repeated group that it is of, and the number of the entry, from 1: 家庭成员, 2.
    pub entry: Option<(Said, usize)>,
    /// What was asked: 手机号码.
    pub name: Said,
    /// What was answered, masked where a screen masks it.
    pub value: Words,
}

/// A material on a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// 失业证明
    pub name: Said,
    /// How it was handed in.
    pub means: Means,
    /// Copies on paper that are still to be brought; 0 where none are.
    pub copies: u8,
}

/// How a material was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Means {
    /// Photographed, so many pages.
    Pages(usize),
    /// 免提交: a department has it.
    Shared,
    /// The identity card that was read; nothing was copied.
    Card,
    /// Another card, whose holder's number was given: it was not read here.
    OtherCard,
    /// The form itself.
    Form,
    /// Not yet: it is still to be brought.
    NotYet,
}

impl HandedIn {
    /// What stands on the receipt of these answers: those whose question says so, masked as a screen masks them, and the
    /// materials that were wanted. What could be left out and was is left out here too. `catalogue`: has the English
    /// names of materials.
    pub fn of(merged: &Merged, answers: &Answers, catalogue: &Catalogue, today: Date) -> Self {
        let mut items = Vec::new();
        for question in merged.shown(answers, today) {
            match (&question.kind, answers.get(&question.key)) {
                (Kind::Group { .. }, Some(Answer::Group(entries))) => {
                    for (at, entry) in entries.iter().enumerate() {
                        let asked = merged.shown_in(&question.key, at, answers, today);
                        let within = Some((question.name.clone(), at + 1));
                        items.extend(asked.into_iter().filter_map(|asked| item(asked, entry, within.clone())));
                    }
                }
                _ => items.extend(item(question, answers, None)),
            }
        }
        let wanted = merged.wanted(answers, today);
        let told = |material: &FormMaterial| told(material, merged, answers, catalogue);
        Self { answers: items, materials: wanted.into_iter().filter_map(|(material, _)| told(material)).collect() }
    }
}

/// The answer to a question that stands on the receipt. Files stand among the materials; that a form is signed goes
/// without saying.
fn item(question: &Question, answers: &Answers, entry: Option<(Said, usize)>) -> Option<Item> {
    let answer = answers.get(&question.key).filter(|_| question.print)?;
    if matches!(answer, Answer::File(_) | Answer::Signature(_) | Answer::Group(_)) {
        return None;
    }
    Some(Item { entry, name: question.name.clone(), value: answer.masked(question).into() })
}

/// What the card is called by which whoever applies, or acts for them, signed in. A parent's card or a social security card
/// is another one.
const READ: [&str; 3] = ["居民身份证", "申请人身份证", "经办人身份证"];

fn told(material: &FormMaterial, merged: &Merged, answers: &Answers, catalogue: &Catalogue) -> Option<Material> {
    let means = match (material.question.as_deref().and_then(|key| answers.get(key)), material.from) {
        (Some(Answer::File(FileAnswer::Pages(pages))), _) => Means::Pages(pages.len()),
        (Some(Answer::File(FileAnswer::Shared { .. })), _) => Means::Shared,
        (_, Source::Card) if READ.contains(&material.name.as_str()) => Means::Card,
        (_, Source::Card) => Means::OtherCard,
        (_, Source::Fill) => Means::Form,
        // Nothing is asked about it, and a department has it.
        (_, Source::Shared) if material.question.is_none() => Means::Shared,
        _ => Means::NotYet,
    };
    if material.optional && means == Means::NotYet {
        return None;
    }
    let known = catalogue.materials.iter().find(|known| known.name == material.name).map(|known| &known.name_en);
    let asked = || material.question.as_deref().and_then(|key| merged.question(key)).map(|question| &question.name.en);
    let en = known.filter(|name| !name.is_empty()).or_else(asked).unwrap_or(&material.name).clone();
    Some(Material { name: Said { zh: material.name.clone(), en }, means, copies: material.copies })
}
