//! 一表申请: one form for several applications. The same key is the same question and is asked once; each department
//! gets what its own form asks.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::answer::{Answers, At, Digest, Signature};
use super::canonical::digest;
use super::condition::Condition;
use super::kind::Kind;
use super::review::{Complaint, Why};
use super::{EARLIER, Form, FormMaterial, Forms, Question, Register, Section};
use crate::catalogue::Said;

/// Several forms as one. With one form it is that form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Merged {
    /// Each once, in the order in which they were given.
    pub forms: Vec<Arc<Form>>,
    /// The parts in the order of the dictionary; each question once, with the strictest limits of the forms that ask
    /// it and without choices that come only with a form that is not among them, required if one of them requires it. Its `shown_if` is that of the first: ask [`Merged::shown`].
    pub sections: Vec<Section>,
}

impl Merged {
    /// One form of many. What is handed in is checked by [`Answers::check`], form by form, and there a choice that came
    /// with another form holds.
    pub fn of(forms: &[Arc<Form>]) -> Self {
        let mut own: Vec<Arc<Form>> = Vec::new();
        for form in forms {
            if !own.iter().any(|known| known.id == form.id) {
                own.push(form.clone());
            }
        }
        let mut order = Vec::new();
        let mut seen = HashSet::new();
        for question in own.iter().flat_map(|form| form.questions()) {
            follow(&question.key, &own, &mut seen, &mut order);
        }
        let mut sections: Vec<Section> = Vec::new();
        for key in order {
            let asked = own.iter().flat_map(|form| &form.sections);
            let mut asked = asked.filter_map(|part| Some((part, part.questions.iter().find(|q| q.key == key)?)));
            let Some((part, first)) = asked.next() else { continue };
            let mut question = first.clone();
            for (_, other) in asked {
                question.kind.narrowed(&other.kind);
                question.required |= other.required;
            }
            question.kind.offered(&own);
            match sections.iter_mut().find(|known| known.key == part.key) {
                Some(known) => known.questions.push(question),
                None => sections.push(Section { questions: vec![question], ..part.clone() }),
            }
        }
        sections.sort_by_key(|section| section.place);
        Self { forms: own, sections }
    }

    /// Its questions in order; those within a repeated group stand in its kind.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The question of a key, also one within a repeated group.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions().find_map(|question| question.find(key))
    }

    /// The questions that one of the forms asks, given the answers so far, in order.
    pub fn shown(&self, answers: &Answers, today: Date) -> Vec<&Question> {
        let asked: HashSet<&str> = self
            .forms
            .iter()
            .flat_map(|form| form.shown(answers, today))
            .map(|question| question.key.as_str())
            .collect();
        self.questions().filter(|question| asked.contains(question.key.as_str())).collect()
    }

    /// The questions that one of the forms asks in an entry of a group, from 0, in order.
    pub fn shown_in(&self, group: &str, entry: usize, answers: &Answers, today: Date) -> Vec<&Question> {
        let asked: HashSet<&str> = self
            .forms
            .iter()
            .flat_map(|form| form.shown_in(group, entry, answers, today))
            .map(|question| question.key.as_str())
            .collect();
        match self.question(group).map(|question| &question.kind) {
            Some(Kind::Group { questions, .. }) => {
                questions.iter().filter(|question| asked.contains(question.key.as_str())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What is wrong with one answer for one of the forms, given the others; see [`Form::check_one`].
    pub fn check_one(&self, at: &At, answers: &Answers, today: Date) -> Option<Complaint> {
        self.forms.iter().find_map(|form| form.check_one(at, answers, today))
    }

    /// The first question that must be answered and is not; `None`: what is left can be left out.
    pub fn next(&self, answers: &Answers, today: Date) -> Option<At> {
        let open = self.forms.iter().flat_map(|form| form.open(answers, today));
        open.min_by_key(|at| (self.position(&at.key), at.within.as_ref().map(|(entry, _)| *entry)))
    }

    /// Everything that is missing or wrong for one of the forms at once, each thing once, in the order of the
    /// questions, broken rules last. Empty: all of them can be handed in.
    pub fn check(&self, answers: &Answers, today: Date) -> Vec<Complaint> {
        let mut complaints: Vec<Complaint> = Vec::new();
        for complaint in self.forms.iter().flat_map(|form| answers.check(form, today)) {
            if !complaints.iter().any(|known| known.at == complaint.at && known.words == complaint.words) {
                complaints.push(complaint);
            }
        }
        complaints.sort_by_key(|complaint| {
            let entry = complaint.at.within.as_ref().map(|(entry, _)| *entry);
            (matches!(complaint.why, Why::Rule(_)), self.position(&complaint.at.key), entry)
        });
        complaints
    }

    /// What is signed, each sentence once.
    pub fn declares(&self) -> Vec<&Said> {
        let mut seen = HashSet::new();
        let all = self.forms.iter().flat_map(|form| &form.declares);
        all.filter(|said| seen.insert(said.zh.as_str())).collect()
    }

    /// The materials that are wanted, each once, with the forms that want it.
    pub fn wanted(&self, answers: &Answers, today: Date) -> Vec<(&FormMaterial, Vec<&Arc<Form>>)> {
        let mut wanted: Vec<(&FormMaterial, Vec<&Arc<Form>>)> = Vec::new();
        for form in &self.forms {
            for material in form.wanted(answers, today) {
                match wanted.iter_mut().find(|(known, _)| known.name == material.name) {
                    Some((_, forms)) => forms.push(form),
                    None => wanted.push((material, vec![form])),
                }
            }
        }
        wanted
    }

    /// Where answers and materials can be fetched from, each register once, with the forms that it is asked for: what a
    /// consent names. Last comes [`EARLIER`](super::EARLIER), where one of them asks another register.
    pub fn registers<'a>(&'a self, forms: &'a Forms) -> Vec<(&'a Arc<Register>, Vec<&'a Arc<Form>>)> {
        let mut found: Vec<(&Arc<Register>, Vec<&Arc<Form>>)> = Vec::new();
        for form in &self.forms {
            for register in form.of_others(forms) {
                match found.iter_mut().find(|(known, _)| known.key == register.key) {
                    Some((_, asking)) => asking.push(form),
                    None => found.push((register, vec![form])),
                }
            }
        }
        let remembering: Vec<&Arc<Form>> = self.forms.iter().filter(|form| form.remembers()).collect();
        if let (Some(register), false, false) = (forms.register(EARLIER), found.is_empty(), remembering.is_empty()) {
            found.push((register, remembering));
        }
        found
    }

    /// A signature under all of the forms as they are answered now. `strokes`: SHA-256 of what was drawn.
    pub fn sign(&self, strokes: Digest, answers: &Answers, today: Date) -> Signature {
        let signed: BTreeMap<String, Digest> =
            self.forms.iter().map(|form| (form.id.clone(), digest(form, answers, today))).collect();
        Signature { strokes, signed }
    }

    fn position(&self, key: &str) -> usize {
        self.questions().position(|question| question.key == key).unwrap_or(usize::MAX)
    }
}

/// Puts a question behind all that its conditions look at, in whichever form; `load` has seen that there is no circle.
fn follow<'a>(key: &'a str, forms: &'a [Arc<Form>], seen: &mut HashSet<&'a str>, order: &mut Vec<&'a str>) {
    if !seen.insert(key) {
        return;
    }
    let asked = forms.iter().filter_map(|form| form.questions().find(|question| question.key == key));
    for looked_at in asked.filter_map(|question| question.shown_if.as_ref()).flat_map(Condition::questions) {
        follow(looked_at, forms, seen, order);
    }
    order.push(key);
}
