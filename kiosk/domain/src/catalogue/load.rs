//! From the files of `config/catalogue/` to a checked [`Catalogue`], collecting every mistake on the way.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::files::{
    AdviceEntry, AreaEntry, ChainEntry, DepartmentEntry, HeadFile, MaterialEntry, MatterEntry, StageEntry, advice,
    area, chain, department, guide, material, stage,
};
use super::read::{Entries, Read, entries, single};
use super::{Catalogue, Here, Matter, Version, check};
use crate::data_file::{FileProblem as CatalogueProblem, Problem, listed};

/// One file of a catalogue, already read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path within the catalogue, with `/`: `matters/person-04-work.toml`.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

impl Source {
    /// A file as it was read; where it is no UTF-8, [`load`] says so.
    pub fn of_bytes(path: String, bytes: Vec<u8>) -> Self {
        let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into());
        Self { path, text }
    }
}

/// Everything that is wrong with a catalogue, in the order of its files and lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the catalogue cannot be used:{}", listed(.0))]
pub struct CatalogueProblems(pub Vec<CatalogueProblem>);

/// The head of a catalogue.
const HEAD: &str = "catalogue.toml";
pub(super) const AREAS: &str = "areas.toml";
pub(super) const DEPARTMENTS: &str = "departments.toml";
pub(super) const STAGES: &str = "stages.toml";
pub(super) const MATERIALS: &str = "materials.toml";
pub(super) const CHAINS: &str = "chains.toml";
pub(super) const ADVICE: &str = "advice.toml";
pub(super) const MATTERS: &str = "matters/";

/// The matters of a file.
pub(super) struct Matters<'a> {
    pub(super) source: &'a Source,
    /// Id of their stage, where the file says it.
    pub(super) stage: Option<Spanned<String>>,
    pub(super) entries: Vec<Read<MatterEntry>>,
}

/// The files of a catalogue as they are written, with the problems found so far.
#[derive(Default)]
pub(super) struct Draft<'a> {
    pub(super) head: Option<(Version, Date, String)>,
    pub(super) areas: Vec<Read<AreaEntry>>,
    pub(super) departments: Vec<Read<DepartmentEntry>>,
    pub(super) stages: Vec<Read<StageEntry>>,
    pub(super) materials: Vec<Read<MaterialEntry>>,
    pub(super) chains: Vec<Read<ChainEntry>>,
    pub(super) advice: Vec<Read<AdviceEntry>>,
    pub(super) matters: Vec<Matters<'a>>,
    /// What could not be read whole, by its file (or [`MATTERS`]): what is looked for in vain may stand in it.
    unsure: Vec<(&'static str, &'a str)>,
    /// Files that are missing or could not be read at all.
    unread: Vec<&'static str>,
    pub(super) sources: &'a [Source],
    pub(super) problems: Vec<CatalogueProblem>,
}

/// Reads a catalogue and checks it whole: every mistake is told, not only the first.
pub fn load(sources: &[Source]) -> Result<Catalogue, CatalogueProblems> {
    let mut draft = Draft { sources, ..Draft::default() };
    for source in sources {
        draft.read(source);
    }
    for needed in [HEAD, AREAS, DEPARTMENTS, STAGES, MATERIALS, CHAINS, ADVICE] {
        if draft.source(needed).is_none() {
            draft.unread.push(needed);
            draft.problem(needed, None, "the file is missing", "put it back, or copy it from the version before");
        }
    }
    if !sources.iter().any(|source| source.path.starts_with(MATTERS)) {
        draft.unread.push(MATTERS);
        draft.problem(
            MATTERS,
            None,
            "there is no file with matters",
            "put them back, or copy them from the version before",
        );
    }
    check::check(&mut draft);
    if !draft.problems.is_empty() {
        draft.problems.sort_by(|a, b| (&a.file, a.problem.line).cmp(&(&b.file, b.problem.line)));
        return Err(CatalogueProblems(draft.problems));
    }
    draft.finish().ok_or(CatalogueProblems(Vec::new()))
}

impl<'a> Draft<'a> {
    fn read(&mut self, source: &'a Source) {
        let file = match source.path.as_str() {
            HEAD => HEAD,
            AREAS => AREAS,
            DEPARTMENTS => DEPARTMENTS,
            STAGES => STAGES,
            MATERIALS => MATERIALS,
            CHAINS => CHAINS,
            ADVICE => ADVICE,
            path => {
                if !path.starts_with(MATTERS) {
                    // Its matters are looked for in vain, too.
                    self.unread.push(MATTERS);
                    return self.problem(path, None, "is no file of a catalogue", "remove it, or correct its name");
                }
                MATTERS
            }
        };
        // What is no UTF-8 was replaced by this.
        if let Some(at) = source.text.find(char::REPLACEMENT_CHARACTER) {
            self.unread.push(file);
            return self.problem(&source.path, Some(at..at), "this is no UTF-8", "save the file as UTF-8");
        }
        match file {
            HEAD => self.head(source),
            AREAS => self.areas = self.entries(source, file, "area"),
            DEPARTMENTS => self.departments = self.entries(source, file, "department"),
            STAGES => self.stages = self.entries(source, file, "stage"),
            MATERIALS => self.materials = self.entries(source, file, "material"),
            CHAINS => self.chains = self.entries(source, file, "chain"),
            ADVICE => self.advice = self.entries(source, file, "advice"),
            _ => {
                let mut found: Entries<'a, MatterEntry> = entries(&source.text, "matter", Some("stage"));
                let (stage, entries) = (found.header.take(), self.taken(source, file, found));
                self.matters.push(Matters { source, stage, entries });
            }
        }
    }

    fn entries<T: DeserializeOwned>(
        &mut self,
        source: &'a Source,
        file: &'static str,
        array: &'static str,
    ) -> Vec<Read<T>> {
        let found = entries(&source.text, array, None);
        self.taken(source, file, found)
    }

    /// Keeps what is wrong with a file, and gives what was read.
    fn taken<T>(&mut self, source: &Source, file: &'static str, found: Entries<'a, T>) -> Vec<Read<T>> {
        let of_file = |problem| CatalogueProblem { file: source.path.clone(), problem };
        self.problems.extend(found.problems.into_iter().map(of_file));
        if found.read.is_empty() {
            self.unread.push(file);
        }
        self.unsure.extend(found.unsure.into_iter().map(|piece| (file, piece)));
        found.read
    }

    /// Whether what is looked for may stand in what could not be read of a file.
    pub(super) fn may_hold(&self, file: &str, name: &str) -> bool {
        self.unread.contains(&file) || self.unsure.iter().any(|(of, piece)| *of == file && piece.contains(name))
    }

    fn head(&mut self, source: &Source) {
        let (file, problems) = single::<HeadFile>(&source.text);
        self.problems
            .extend(problems.into_iter().map(|problem| CatalogueProblem { file: source.path.clone(), problem }));
        let Some(file) = file else { return };
        let said = |text: &Spanned<String>| !text.get_ref().trim().is_empty();
        let version = file.version.get_ref().parse::<Version>();
        let issued = file.issued.get_ref().parse::<Date>();
        if let Err(error) = version.as_ref()
            && said(&file.version)
        {
            let what = format!("“{}” is no version", file.version.get_ref());
            self.problem(&source.path, Some(file.version.span()), what, error.to_string());
        }
        if issued.is_err() && said(&file.issued) {
            let what = format!("“{}” is no date", file.issued.get_ref());
            self.problem(&source.path, Some(file.issued.span()), what, "write year-month-day: 2026-11-23");
        }
        self.head = version.ok().zip(issued.ok()).map(|(version, issued)| (version, issued, file.source));
    }

    pub(super) fn source(&self, path: &str) -> Option<&'a Source> {
        self.sources.iter().find(|source| source.path == path)
    }

    /// One more thing that is wrong, at a byte position of a file.
    pub(super) fn problem(
        &mut self,
        file: &str,
        span: Option<Range<usize>>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let text = self.source(file).map_or("", |source| source.text.as_str());
        self.problems.push(CatalogueProblem { file: file.to_owned(), problem: Problem::at(text, span, what, remedy) });
    }

    /// The full name of a department, however it is written.
    pub(super) fn department(&self, written: &str) -> Option<&str> {
        let is_it = |entry: &&Read<DepartmentEntry>| {
            entry.name.get_ref() == written || entry.aliases.iter().any(|alias| alias.get_ref() == written)
        };
        self.departments.iter().find(is_it).map(|entry| entry.name.get_ref().as_str())
    }

    /// The catalogue; `None` only where `check` has found a problem.
    fn finish(mut self) -> Option<Catalogue> {
        let (version, issued, source) = self.head.take()?;
        let mut matters = Vec::new();
        for file in std::mem::take(&mut self.matters) {
            let stage = file.stage?;
            for entry in file.entries {
                matters.push(Arc::new(self.matter(stage.get_ref(), entry.into_inner())?));
            }
        }
        matters.sort_by_key(|matter| matter.id);
        Some(Catalogue {
            version,
            issued,
            source,
            areas: all(self.areas, area),
            departments: all(self.departments, department),
            stages: all(self.stages, stage),
            matters,
            materials: all(self.materials, material),
            chains: all::<_, Option<_>, _>(self.chains, chain)?,
            advice: all::<_, Option<_>, _>(self.advice, advice)?,
        })
    }

    fn matter(&self, stage: &str, entry: MatterEntry) -> Option<Matter> {
        let names = |written: &[Spanned<String>]| -> Option<Vec<String>> {
            written.iter().map(|name| self.department(name.get_ref()).map(str::to_owned)).collect()
        };
        Some(Matter {
            id: entry.id.get_ref().parse().ok()?,
            lead: names(&entry.lead)?,
            cooperate: names(&entry.cooperate)?,
            receives: match &entry.receives {
                Some(name) => Some(self.department(name.get_ref())?.to_owned()),
                None => None,
            },
            name: entry.name.into_inner(),
            name_en: entry.name_en,
            group: entry.group,
            group_en: entry.group_en,
            stage: stage.to_owned(),
            scene: entry.scene.into_inner(),
            kind: entry.kind,
            level: entry.level,
            seat: entry.seat,
            short: entry.short,
            says: entry.says.into_inner(),
            says_en: entry.says_en,
            here: match entry.print {
                Some(kind) => Here::Print(kind.into_inner()),
                None if entry.apply => Here::Apply,
                None => Here::Guide,
            },
            instant: entry.instant,
            hotline: entry.hotline.map(Spanned::into_inner),
            guide: guide(entry.guide),
            doubt: entry.doubt,
        })
    }
}

/// What becomes of each entry.
fn all<T, C: FromIterator<U>, U>(read: Vec<Read<T>>, of: impl Fn(T) -> U) -> C {
    read.into_iter().map(|entry| of(entry.into_inner())).collect()
}
