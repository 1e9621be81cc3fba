//! 回执 in words.

use domain::Acknowledgement;
use domain::acknowledgement::{self as given, CaseState, Means};
use domain::catalogue::Said;
use jiff::civil::Date;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Fact, Named, Teller, Title, words};
use crate::fonts::Fonts;

/// What a receipt says.
#[derive(Serialize)]
pub struct Receipt {
    /// The language.
    pub english: bool,
    /// 受理回执, or less where a department has not got all of it.
    pub title: Title,
    /// The day on which it was handed in.
    #[serde(skip)]
    pub day: Date,
    /// What waits for the line.
    pub banner: Option<Banner>,
    /// Who, for whom, when, in pairs that belong together.
    pub facts: Vec<Fact>,
    /// Over the cases: 办理事项.
    pub cases_name: &'static str,
    /// One for each department.
    pub cases: Vec<Case>,
    /// In place of the cases, where there are none.
    pub no_cases: &'static str,
    /// Over the answers: 填写内容.
    pub answers_name: &'static str,
    /// Answers.
    pub answers: Vec<Answer>,
    /// Over the materials: 提交材料.
    pub materials_name: &'static str,
    /// Materials.
    pub materials: Vec<Material>,
    /// Sentences at the end.
    pub foot: Vec<&'static str>,
}

/// What waits for the line.
#[derive(Serialize)]
pub struct Banner {
    /// 已保存，联网后自动提交; the phrases between which it may be broken.
    pub phrases: Vec<String>,
    /// What that means, a sentence each.
    pub explained: Vec<&'static str>,
}

/// What one department got.
#[derive(Serialize)]
pub struct Case {
    /// 失业登记
    pub title: Named,
    /// What became of it, for how it is drawn.
    pub mood: Mood,
    /// 受理部门, 办理状态, reason, 答复期限, 咨询电话.
    pub facts: Vec<Fact>,
    /// 办件编号 or 本机编号.
    pub number_name: &'static str,
    /// The number in groups, each with the blank after it; empty: there is none.
    pub number: Vec<Zeroizing<String>>,
    /// What its code bears; empty: there is none.
    pub address: Zeroizing<String>,
}

/// What became of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// It waits for the line.
    Saved,
    /// A department has it.
    Accepted,
    /// No department takes it.
    Refused,
    /// 准予
    Granted,
    /// 不予
    Declined,
}

/// An answer.
#[derive(Serialize)]
pub struct Answer {
    /// Where an entry of a repeated group begins: 员工 2.
    pub heading: Option<Named>,
    /// What was asked.
    pub name: Named,
    /// What was answered.
    pub value: Named,
}

/// A material.
#[derive(Serialize)]
pub struct Material {
    /// What it is.
    pub name: Named,
    /// How it was handed in, and what is still to be brought.
    pub note: String,
    /// Whether it is there.
    pub there: bool,
}

impl Receipt {
    /// In one language. `base`: start of the address in the codes.
    pub fn of(receipt: &Acknowledgement, english: bool, base: &str, fonts: &Fonts) -> Self {
        let teller = Teller::new(english, fonts);
        let labels = teller.labels;
        let (zh, en) = words::receipt_title(receipt.standing());
        let saved = receipt.saved();
        let banner = (saved > 0).then(|| Banner {
            phrases: words::banner(saved, receipt.cases.len() - saved, english),
            explained: labels.explained.to_vec(),
        });
        let cases: Vec<Case> = receipt.cases.iter().map(|case| teller.case(case, base)).collect();
        let decided = |case: &Case| matches!(case.mood, Mood::Granted | Mood::Declined | Mood::Refused);
        let mut foot = Vec::new();
        if cases.iter().any(|case| !case.address.is_empty()) {
            foot.push(labels.scan);
        }
        if !cases.iter().all(decided) {
            foot.push(labels.no_decision);
        }
        foot.push(labels.keep);
        Self {
            english,
            title: teller.title(&Said { zh: zh.to_owned(), en: en.to_owned() }),
            day: receipt.at.date(),
            banner,
            facts: teller.who(receipt),
            cases_name: labels.cases,
            cases,
            no_cases: labels.no_cases,
            answers_name: labels.answers,
            answers: teller.answers(&receipt.handed_in.answers),
            materials_name: labels.materials,
            materials: receipt.handed_in.materials.iter().filter_map(|material| teller.material(material)).collect(),
            foot,
        }
    }
}

impl Teller<'_> {
    fn who(&self, receipt: &Acknowledgement) -> Vec<Fact> {
        let labels = self.labels;
        let mut facts: Vec<Fact> = self.party(labels.applicant, &receipt.applicant).into();
        facts.extend(receipt.helper.iter().flat_map(|helper| self.party(labels.helper, helper)));
        facts.extend(receipt.company.iter().flat_map(|company| self.company(company)));
        facts.push(self.fact(labels.at, &words::moment(receipt.at, self.english)));
        facts.push(self.fact(labels.how_many, &words::cases(receipt.cases.len(), self.english)));
        facts
    }

    fn case(&self, case: &given::Case, base: &str) -> Case {
        let labels = self.labels;
        let (mood, state, said) = match &case.state {
            CaseState::Saved => (Mood::Saved, labels.saved, None),
            CaseState::WithStaff => (Mood::Saved, labels.with_staff, None),
            CaseState::Accepted => (Mood::Accepted, labels.accepted, None),
            CaseState::Refused(said) => (Mood::Refused, labels.refused, Some(said)),
            CaseState::Decided { granted: true, words } => (Mood::Granted, labels.granted, Some(words)),
            CaseState::Decided { granted: false, words } => (Mood::Declined, labels.declined, Some(words)),
        };
        let mut facts = Vec::new();
        facts.extend(self.told(labels.department, &case.department));
        facts.push(self.fact(labels.state, state));
        if let Some(said) = said.filter(|said| !said.is_empty()) {
            facts.push(Fact { name: labels.words, value: self.words(said), strong: false });
        }
        match (mood, case.answer_by) {
            (Mood::Saved | Mood::Accepted, Some(day)) => {
                facts.push(self.strong(labels.answer_by, &words::by(day, self.english)));
            }
            (Mood::Saved, None) => facts.push(self.fact(labels.answer_by, labels.when_received)),
            (Mood::Accepted, None) => facts.push(self.fact(labels.answer_by, labels.not_promised)),
            _ => {}
        }
        for reason in &case.later {
            facts.push(Fact { name: labels.later, value: self.words(reason), strong: false });
        }
        if let Some(hotline) = case.hotline.as_deref().filter(|hotline| !hotline.trim().is_empty()) {
            facts.push(self.strong(labels.hotline, hotline));
        }
        // What no department took is nowhere to be asked for.
        let nowhere = case.number.is_none() && matches!(mood, Mood::Refused);
        Case {
            title: self.said(&case.title),
            mood,
            facts,
            number_name: if case.number.is_some() { labels.case_number } else { labels.local_number },
            number: case.number_groups().iter().map(|group| self.group(group)).collect(),
            address: if nowhere { Zeroizing::default() } else { case.address(base) },
        }
    }

    /// A group of a number with the blank that parts it from the next.
    fn group(&self, group: &str) -> Zeroizing<String> {
        let mut shown = self.named(group).shown;
        if group.ends_with(' ') {
            shown = Zeroizing::new(format!("{} ", *shown));
        }
        shown
    }

    fn answers(&self, items: &[given::Item]) -> Vec<Answer> {
        let mut before: Option<&(Said, usize)> = None;
        let said = |item: &&given::Item| !item.name.zh.trim().is_empty() || !item.value.is_empty();
        let told = items.iter().filter(said).map(|item| {
            let begins = item.entry.as_ref().filter(|entry| before != Some(*entry));
            before = item.entry.as_ref();
            let heading = begins.map(|(name, number)| {
                let name = self.said(name);
                Named { shown: Zeroizing::new(format!("{} {number}", *name.shown)), note: name.note }
            });
            Answer { heading, name: self.said(&item.name), value: self.words(&item.value) }
        });
        told.collect()
    }

    /// One without a name is none.
    fn material(&self, material: &given::Material) -> Option<Material> {
        let name = self.said(&material.name);
        let means = match material.means {
            Means::Pages(count) => words::pages(count, self.english),
            Means::Shared => self.pick("免提交", "nothing to hand in").to_owned(),
            Means::Card => self.pick("已读卡，未复印", "card read, nothing copied").to_owned(),
            Means::OtherCard => self.pick("没有读这张卡，请带在身边", "not read here, keep it with you").to_owned(),
            Means::Form => self.pick("已当场填写", "filled in here").to_owned(),
            Means::NotYet => self.pick("还没有交", "not handed in yet").to_owned(),
        };
        let copies = (material.copies > 0).then(|| words::copies(material.copies, self.english));
        let note: Vec<String> = std::iter::once(means).chain(copies).collect();
        let there = material.means != Means::NotYet;
        (!name.shown.is_empty()).then(|| Material { name, note: note.join(self.pick("，", ", ")), there })
    }
}
