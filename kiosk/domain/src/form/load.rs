//! From the files of `config/forms/` to checked [`Forms`], collecting every mistake on the way.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::check;
use super::compile::Drafted;
use super::files::{
    DecideEntry, FormFile, MaterialEntry, QuestionsFile, RegisterEntry, RegistersFile, RuleEntry, UseEntry,
};
use super::kind::Kind;
use super::{Decide, Form, FormMaterial, Forms, Need, Question, Register, Rule, Section, Source as From};
use crate::catalogue::{Catalogue, MaterialFrom, Said, Source};
use crate::data_file::{FileProblem, Problem, listed, nearest};

/// Everything that is wrong with the forms, in the order of their files and lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the forms cannot be used:{}", listed(.0))]
pub struct FormProblems(pub Vec<FileProblem>);

/// The sections and the questions that forms share.
const QUESTIONS: &str = "questions.toml";
const REGISTERS: &str = "registers.toml";

/// Forms as they are read, with the problems found so far.
pub(super) struct Draft<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) sections: Vec<(String, Said)>,
    pub(super) dictionary: Vec<Drafted<'a>>,
    pub(super) registers: Vec<Arc<Register>>,
    pub(super) forms: Vec<(Form, Marks<'a>)>,
    /// Choices that come only with other forms: the key of their question, and where these forms are named.
    pub(super) companions: Vec<(&'a Source, String, Range<usize>, Vec<String>)>,
    /// What the form that is being read asks, and where it says so.
    asking: Vec<Place<'a>>,
    pub(super) problems: Vec<FileProblem>,
}

/// What a group asks, by keys, each with its file.
type Asks<'a> = Vec<(&'a Source, Spanned<String>)>;

/// Where a key stands.
pub(super) type Place<'a> = (String, &'a Source, Range<usize>);

/// Where the parts of a form stand, for what is told of them once the form is whole.
pub(super) struct Marks<'a> {
    pub(super) source: &'a Source,
    pub(super) id: Range<usize>,
    pub(super) matters: Vec<Spanned<String>>,
    pub(super) own: Vec<(String, Range<usize>)>,
    /// What it asks, what is asked within its groups among it.
    pub(super) asked: Vec<Place<'a>>,
    /// By question: the file and place of its condition.
    pub(super) shown_if: HashMap<String, (&'a Source, Range<usize>)>,
    pub(super) rules: Vec<RuleMarks>,
    pub(super) materials: Vec<(Range<usize>, Option<Range<usize>>)>,
    pub(super) needs: Vec<Range<usize>>,
    pub(super) days: Option<Range<usize>>,
}

/// Where the parts of a rule stand.
pub(super) struct RuleMarks {
    pub(super) key: Range<usize>,
    pub(super) about: Range<usize>,
    pub(super) when: Option<Range<usize>>,
    pub(super) must: Range<usize>,
    pub(super) breaks: Range<usize>,
}

/// Reads all forms and checks them whole, also against the catalogue: every mistake is told, not only the first.
/// `sources`: the files `*.toml` of the folder, by their names.
pub fn load(sources: &[Source], catalogue: &Catalogue) -> Result<Forms, FormProblems> {
    let mut draft = Draft {
        catalogue,
        sections: Vec::new(),
        dictionary: Vec::new(),
        registers: Vec::new(),
        forms: Vec::new(),
        companions: Vec::new(),
        asking: Vec::new(),
        problems: Vec::new(),
    };
    draft.shared(sources);
    let files: Vec<(&Source, Option<FormFile>)> = sources
        .iter()
        .filter(|source| ![QUESTIONS, REGISTERS].contains(&source.path.as_str()))
        .map(|source| (source, draft.parse::<FormFile>(source)))
        .collect();
    // A file that cannot be read makes every reference to what stands in it wrong: first things first.
    if draft.problems.is_empty() {
        for (source, file) in files {
            if let Some(file) = file {
                draft.form(source, file);
            }
        }
        check::check(&mut draft);
    }
    draft.finish()
}

impl<'a> Draft<'a> {
    pub(super) fn tell(
        &mut self,
        source: &Source,
        span: Range<usize>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let problem = Problem::at(&source.text, Some(span), what, remedy);
        self.problems.push(FileProblem { file: source.path.clone(), problem });
    }

    fn parse<T: DeserializeOwned>(&mut self, source: &Source) -> Option<T> {
        let told = |error| FileProblem { file: source.path.clone(), problem: Problem::of_toml(&source.text, &error) };
        toml::from_str(&source.text).map_err(|error| self.problems.push(told(error))).ok()
    }

    /// The registers, the sections and the shared questions.
    fn shared(&mut self, sources: &'a [Source]) {
        for needed in [REGISTERS, QUESTIONS] {
            let Some(source) = sources.iter().find(|source| source.path == needed) else {
                let what = "the file is missing".to_owned();
                let problem = Problem { line: None, what, remedy: "put it back".to_owned() };
                self.problems.push(FileProblem { file: needed.to_owned(), problem });
                continue;
            };
            if needed == REGISTERS {
                let entries = self.parse::<RegistersFile>(source).map_or_else(Vec::new, |file| file.register);
                let keys = entries.iter().map(|entry| (entry.key.get_ref().as_str(), entry.key.span()));
                self.twice(source, "the register", keys);
                for entry in entries {
                    self.add_register(source, entry);
                }
            } else if let Some(file) = self.parse::<QuestionsFile>(source) {
                let section = |entry: super::files::SectionEntry| {
                    (entry.key.into_inner(), Said { zh: entry.name, en: entry.name_en })
                };
                let sections = file.section.iter().map(|entry| (entry.key.get_ref().as_str(), entry.key.span()));
                self.twice(source, "the section", sections);
                let questions = file.question.iter().map(|entry| (entry.key.get_ref().as_str(), entry.key.span()));
                self.twice(source, "the question", questions);
                self.sections = file.section.into_iter().map(section).collect();
                for entry in file.question {
                    let drafted = self.question(source, entry);
                    self.dictionary.push(drafted);
                }
            }
        }
    }

    fn add_register(&mut self, source: &Source, entry: RegisterEntry) {
        let written = entry.department.get_ref();
        let department = self.catalogue.department_called(written).map(|known| known.name.clone());
        if department.is_none() {
            let what = format!("there is no department “{written}”");
            self.tell(source, entry.department.span(), what, "write a name of departments.toml");
        }
        self.registers.push(Arc::new(Register {
            key: entry.key.into_inner(),
            name: Said { zh: entry.name, en: entry.name_en },
            trust: entry.trust,
            department: department.unwrap_or_default(),
            purpose: Said { zh: entry.purpose, en: entry.purpose_en },
            fields: entry.fields,
        }));
    }

    fn form(&mut self, source: &'a Source, file: FormFile) {
        let version = file.version.get_ref().parse();
        if let Err(error) = version {
            let what = format!("“{}” is no version", file.version.get_ref());
            self.tell(source, file.version.span(), what, format!("{error}"));
        }
        let questions = file.question.iter().map(|entry| (entry.key.get_ref().as_str(), entry.key.span()));
        self.twice(source, "the question", questions);
        let uses = file.uses.iter().map(|entry| (entry.key.get_ref().as_str(), entry.key.span()));
        self.twice(source, "the use of", uses);
        let rules = file.rule.iter().map(|entry| (entry.key.get_ref().as_str(), entry.key.span()));
        self.twice(source, "the rule", rules);
        let materials = file.material.iter().map(|entry| (entry.name.get_ref().as_str(), entry.name.span()));
        self.twice(source, "the material", materials);
        let own: Vec<Drafted<'a>> = file.question.into_iter().map(|entry| self.question(source, entry)).collect();
        let mut shown_if = HashMap::new();
        for drafted in self.dictionary.iter().chain(&own) {
            if let Some(span) = &drafted.shown_if {
                shown_if.insert(drafted.question.key.clone(), (drafted.source, span.clone()));
            }
        }
        for entry in &file.uses {
            if let Some(condition) = &entry.shown_if {
                shown_if.insert(entry.key.get_ref().clone(), (source, condition.span()));
            }
        }
        let mut sections = self.sections(source, &file.ask, &own, &file.uses);
        let material_marks =
            file.material.iter().map(|m| (m.name.span(), m.needed_if.as_ref().map(Spanned::span))).collect();
        let mut materials: Vec<FormMaterial> =
            file.material.into_iter().map(|entry| self.material(source, entry)).collect();
        for question in sections.iter_mut().flat_map(|section| &mut section.questions) {
            of_material(question, &mut materials);
        }
        let all: Vec<&Question> = sections.iter().flat_map(|section| &section.questions).collect();
        let example = file.example.map(|table| self.answers(source, &table, &all)).unwrap_or_default();
        let (rules, rule_marks) = file.rule.into_iter().map(|entry| self.rule(source, entry, &all)).unzip();
        let declares = self.declares(source, file.declares, file.declares_en);
        let needs = file.decide.iter().flat_map(|decide| &decide.need).map(|need| need.must.span()).collect();
        self.words(source, &file.title, &file.title_en);
        let marks = Marks {
            source,
            id: file.id.span(),
            own: own.iter().map(|drafted| (drafted.question.key.clone(), drafted.key.clone())).collect(),
            asked: std::mem::take(&mut self.asking),
            shown_if,
            rules: rule_marks,
            materials: material_marks,
            needs,
            days: file.answer_in_days.as_ref().map(Spanned::span),
            matters: file.matters,
        };
        let form = Form {
            id: file.id.into_inner(),
            version: version.unwrap_or_default(),
            matters: marks.matters.iter().filter_map(|id| id.get_ref().parse().ok()).collect(),
            title: Said { zh: file.title.into_inner(), en: file.title_en },
            sections,
            rules: Vec::into_iter(rules).flatten().collect(),
            materials,
            declares,
            decide: file.decide.map(|entry| self.decide(source, entry)),
            answer_in_days: file.answer_in_days.map(Spanned::into_inner),
            example,
        };
        self.forms.push((form, marks));
    }

    fn sections(
        &mut self,
        source: &'a Source,
        ask: &std::collections::BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
        own: &[Drafted<'a>],
        uses: &[UseEntry],
    ) -> Vec<Section> {
        for section in ask.keys() {
            if !self.sections.iter().any(|(known, _)| known == section.get_ref()) {
                let near = nearest(section.get_ref(), self.sections.iter().map(|(key, _)| key.as_str()));
                let what = format!("there is no section “{}”", section.get_ref());
                self.tell(source, section.span(), what, near.unwrap_or_else(|| "add it to questions.toml".into()));
            }
        }
        for entry in uses {
            if !ask.values().flatten().any(|key| key.get_ref() == entry.key.get_ref()) {
                let what = format!("`use` speaks of {}, which the form does not ask", entry.key.get_ref());
                self.tell(source, entry.key.span(), what, "ask it, or correct the key");
            }
        }
        let known = std::mem::take(&mut self.sections);
        let mut sections = Vec::new();
        for (place, (key, name)) in known.iter().enumerate() {
            let keys = ask.iter().filter(|(section, _)| section.get_ref() == key).flat_map(|(_, keys)| keys);
            let questions: Vec<Question> = keys.filter_map(|key| self.asked(source, key, own, uses)).collect();
            if !questions.is_empty() {
                sections.push(Section { key: key.clone(), place, name: name.clone(), questions });
            }
        }
        self.sections = known;
        sections
    }

    /// The question of a key as a form asks it.
    fn asked(
        &mut self,
        source: &'a Source,
        key: &Spanned<String>,
        own: &[Drafted<'a>],
        uses: &[UseEntry],
    ) -> Option<Question> {
        let (mut question, asks) = self.known(source, key, own)?;
        self.asking.push((question.key.clone(), source, key.span()));
        let of_key = |entry: &&UseEntry| entry.key.get_ref() == key.get_ref();
        let more = uses.iter().filter(of_key).flat_map(|entry| entry.asks.iter().map(|key| (source, key.clone())));
        if let Kind::Group { questions, .. } = &mut question.kind {
            for (source, key) in asks.into_iter().chain(more) {
                if let Some((inner, _)) = self.known(source, &key, own) {
                    self.asking.push((inner.key.clone(), source, key.span()));
                    questions.push(inner);
                }
            }
        }
        for entry in uses.iter().filter(of_key) {
            question.required = entry.optional.map_or(question.required, |optional| !optional);
            if let Some(condition) = &entry.shown_if {
                question.shown_if = self.condition(source, condition);
            }
            self.narrow(source, entry, &mut question);
        }
        Some(question)
    }

    fn known(&mut self, source: &Source, key: &Spanned<String>, own: &[Drafted<'a>]) -> Option<(Question, Asks<'a>)> {
        let all = || own.iter().chain(&self.dictionary);
        let found = all().find(|drafted| drafted.question.key == *key.get_ref());
        if found.is_none() {
            let near = nearest(key.get_ref(), all().map(|drafted| drafted.question.key.as_str()));
            let remedy = near.unwrap_or_else(|| "add it as a [[question]]".to_owned());
            self.tell(source, key.span(), format!("there is no question “{}”", key.get_ref()), remedy);
            return None;
        }
        found.map(|drafted| {
            let asks = drafted.asks.iter().map(|key| (drafted.source, key.clone()));
            (drafted.question.clone(), asks.collect())
        })
    }

    fn material(&mut self, source: &Source, entry: MaterialEntry) -> FormMaterial {
        let name = entry.name.get_ref();
        let known = self.catalogue.materials.iter().find(|material| material.name == *name);
        if known.is_none() {
            let near = nearest(name, self.catalogue.materials.iter().map(|material| material.name.as_str()));
            let what = format!("there is no material “{name}”");
            self.tell(source, entry.name.span(), what, near.unwrap_or_else(|| "add it to the catalogue".to_owned()));
        }
        let from = match known.map(|material| material.from) {
            _ if entry.card => From::Card,
            Some(MaterialFrom::Shared) => From::Shared,
            Some(MaterialFrom::Fill) => From::Fill,
            Some(MaterialFrom::Bring) | None => From::Bring,
        };
        let register = entry.register.as_ref().and_then(|key| {
            let found = self.registers.iter().find(|register| register.key == *key.get_ref()).cloned();
            if found.is_none() {
                let near = nearest(key.get_ref(), self.registers.iter().map(|register| register.key.as_str()));
                let what = format!("there is no register “{}”", key.get_ref());
                self.tell(source, key.span(), what, near.unwrap_or_else(|| "add it to registers.toml".to_owned()));
            }
            found
        });
        if (from == From::Shared) != entry.register.is_some() {
            let what = format!("{name}: only what is shared has a register, and it has one");
            self.tell(source, entry.name.span(), what, "add or remove `register`, as the catalogue’s `from` says");
        }
        FormMaterial {
            from,
            needed_if: entry.needed_if.and_then(|condition| self.condition(source, &condition)),
            optional: entry.optional,
            copies: entry.copies,
            register,
            question: None,
            name: entry.name.into_inner(),
        }
    }

    fn rule(&mut self, source: &Source, entry: RuleEntry, questions: &[&Question]) -> (Option<Rule>, RuleMarks) {
        let marks = RuleMarks {
            key: entry.key.span(),
            about: entry.about.span(),
            when: entry.when.as_ref().map(Spanned::span),
            must: entry.must.span(),
            breaks: entry.breaks.span(),
        };
        self.words(source, &entry.words, &entry.words_en);
        if entry.breaks.get_ref().is_empty() {
            let what = format!("{}: `breaks` has no answers", entry.key.get_ref());
            self.tell(source, entry.breaks.span(), what, "write answers that break the rule: they are tried");
        }
        let breaks = self.answers(source, &entry.breaks, questions);
        let when = entry.when.map(|when| self.condition(source, &when));
        let must = self.condition(source, &entry.must);
        let rule = must.map(|must| Rule {
            key: entry.key.into_inner(),
            about: entry.about.into_inner(),
            each: entry.each.map(Spanned::into_inner),
            when: when.flatten(),
            must,
            words: Said { zh: entry.words.into_inner(), en: entry.words_en },
            breaks,
        });
        (rule, marks)
    }

    fn declares(&mut self, source: &Source, zh: Option<Spanned<Vec<String>>>, en: Vec<String>) -> Vec<Said> {
        let Some(zh) = zh else { return Vec::new() };
        if zh.get_ref().len() != en.len() {
            self.tell(source, zh.span(), "what is declared is not said in English", "add `declares_en`, one for one");
        }
        zh.into_inner().into_iter().zip(en).map(|(zh, en)| Said { zh, en }).collect()
    }

    fn decide(&mut self, source: &Source, entry: DecideEntry) -> Decide {
        let mut needs = Vec::new();
        for need in entry.need {
            self.words(source, &need.reason, &need.reason_en);
            if let Some(must) = self.condition(source, &need.must) {
                needs.push(Need { must, reason: Said { zh: need.reason.into_inner(), en: need.reason_en } });
            }
        }
        let document = Said { zh: entry.document, en: entry.document_en };
        Decide { document, needs, unconfirmed: entry.unconfirmed }
    }

    fn finish(mut self) -> Result<Forms, FormProblems> {
        if !self.problems.is_empty() {
            self.problems.sort_by(|a, b| (&a.file, a.problem.line).cmp(&(&b.file, b.problem.line)));
            // What is wrong with a shared question is wrong in every form that asks it.
            self.problems.dedup();
            return Err(FormProblems(self.problems));
        }
        self.forms.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id).then(b.version.cmp(&a.version)));
        let forms = self.forms.into_iter().map(|(form, _)| Arc::new(form)).collect();
        Ok(Forms { forms, registers: self.registers })
    }
}

/// Ties a question that takes pages to its material: asked when the material is wanted, fetched where a register has it.
fn of_material(question: &mut Question, materials: &mut [FormMaterial]) {
    let Kind::File { material, .. } = &question.kind else { return };
    if let Some(wanted) = materials.iter_mut().find(|wanted| wanted.name == *material) {
        question.shown_if.clone_from(&wanted.needed_if);
        question.required = !wanted.optional;
        question.prefill.pages = wanted.register.as_ref().map(|register| register.key.clone());
        wanted.question = Some(question.key.clone());
    }
}
