//! A person of the sandbox: one file, read whole for each question.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::catalogue::Audience;
use domain::{Problem, Record, Sensitive};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::Findings;
use super::authorisation::{Authorisation, AuthorisationTable};
use super::card::{CardData, CardTable};
use super::error::{FileProblem, SandboxError, without_line};
use super::life::{Entry, LifeTable};
use super::record::RecordTable;
use crate::Refusal;

/// A person of the sandbox: where the file is. What it says is personal and is read when it is needed.
#[derive(Debug, Clone)]
pub struct Person {
    /// Name of the file without `.toml`, ASCII: what a journey calls the person.
    pub id: String,
    file: PathBuf,
}

/// What a person's file says.
pub struct PersonData {
    /// What the dock shows: 长期参保 王建明.
    pub title: Sensitive<String>,
    /// The same in English.
    pub title_en: Sensitive<String>,
    /// What is on the person's card.
    pub card: CardData,
    /// The social insurance record; `None` when the platform has none.
    pub record: Option<Record>,
    /// What registers know: by register, by field.
    pub(super) shared: Registers,
    /// 一人一档, without the cases that are handed in here.
    pub(super) life: Vec<Entry>,
    /// 委托书 that the person has registered for others.
    pub(super) authorisations: Vec<Authorisation>,
    pub(super) behaviour: Behaviour,
}

/// By register, by field.
pub(super) type Registers = BTreeMap<String, BTreeMap<String, Sensitive<String>>>;

impl fmt::Debug for PersonData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonData").finish_non_exhaustive()
    }
}

/// How the platform answers for this person.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Behaviour {
    /// The question that the rest is about.
    #[serde(default)]
    pub(super) when: Question,
    #[serde(default)]
    delay_ms: u64,
    /// `reference` of a failure.
    pub(super) fail: Option<String>,
    pub(super) refuse: Option<Refusal>,
}

/// The questions of [`crate::Platform`] that can go wrong for one person.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Question {
    Identify,
    #[default]
    Record,
    Issue,
    Shared,
    LifeFile,
    Companies,
    Principals,
}

impl Behaviour {
    /// How long the answer to `question` takes.
    pub(super) fn delay(&self, question: Question) -> Duration {
        if self.when == question { Duration::from_millis(self.delay_ms) } else { Duration::ZERO }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonFile {
    title: Sensitive<String>,
    title_en: Sensitive<String>,
    card: CardTable,
    record: Option<RecordTable>,
    #[serde(default)]
    shared: Registers,
    #[serde(default)]
    life: Vec<LifeTable>,
    #[serde(default)]
    authorisation: Vec<AuthorisationTable>,
    #[serde(default)]
    behaviour: Behaviour,
}

impl Person {
    /// The file that the person is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Reads the file. It was good when the sandbox was loaded; an error means that it has changed since.
    pub fn read(&self) -> Result<PersonData, SandboxError> {
        let file = &self.file;
        let text = fs::read_to_string(file).map(Zeroizing::new).map_err(|e| SandboxError {
            problems: vec![without_line(
                file,
                format!("the file cannot be read ({e})"),
                "check its rights and its UTF-8",
            )],
        })?;
        parse(&text).map_err(|problems| SandboxError {
            problems: problems.into_iter().map(|problem| FileProblem { file: file.clone(), problem }).collect(),
        })
    }

    pub(super) fn load(file: PathBuf) -> Result<(Self, PersonData), SandboxError> {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if stem.is_empty() || !stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            let what = "the file's name has other characters than letters, digits, - and _";
            let problems = vec![without_line(&file, what, "rename it: the name is the person's id in journeys")];
            return Err(SandboxError { problems });
        }
        let person = Self { id: stem.to_owned(), file };
        let data = person.read()?;
        Ok((person, data))
    }
}

fn parse(text: &str) -> Result<PersonData, Vec<Problem>> {
    let file: PersonFile = toml::from_str(text).map_err(|e| vec![Problem::of_toml(text, &e)])?;
    let mut findings = Findings { text, problems: Vec::new() };
    let card = file.card.check(&mut findings);
    let record = match (&card, file.record) {
        (Some(card), Some(table)) => Some(table.check(card, &mut findings)),
        _ => None,
    };
    let life = file.life.into_iter().filter_map(|table| table.check(Audience::Person, &mut findings)).collect();
    let mut authorisations = Vec::new();
    for table in file.authorisation {
        let checked = card.as_ref().and_then(|card| table.check(card, &authorisations, &mut findings));
        authorisations.extend(checked);
    }
    match card {
        Some(card) if findings.problems.is_empty() => {
            let PersonFile { title, title_en, shared, behaviour, .. } = file;
            Ok(PersonData { title, title_en, card, record, shared, life, authorisations, behaviour })
        }
        _ => Err(findings.problems),
    }
}
