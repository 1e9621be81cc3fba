//! From the files of `config/catalogue/` to a checked [`Catalogue`], collecting every mistake on the way.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::files::{
    AdviceEntry, AdviceFile, AreaEntry, AreasFile, ChainEntry, ChainsFile, DepartmentEntry, DepartmentsFile, HeadFile,
    MaterialEntry, MaterialsFile, MatterEntry, MattersFile, StageEntry, StagesFile, advice, area, chain, department,
    guide, material, stage,
};
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

/// Everything that is wrong with a catalogue, in the order of its files and lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the catalogue cannot be used:{}", listed(.0))]
pub struct CatalogueProblems(pub Vec<CatalogueProblem>);

/// The head of a catalogue.
const HEAD: &str = "catalogue.toml";
const AREAS: &str = "areas.toml";
const DEPARTMENTS: &str = "departments.toml";
const STAGES: &str = "stages.toml";
const MATERIALS: &str = "materials.toml";
const CHAINS: &str = "chains.toml";
const ADVICE: &str = "advice.toml";
const MATTERS: &str = "matters/";

/// The files of a catalogue as they are written, with the problems found so far.
#[derive(Default)]
pub(super) struct Draft<'a> {
    pub(super) head: Option<(Version, Date, String)>,
    pub(super) areas: Vec<AreaEntry>,
    pub(super) departments: Vec<DepartmentEntry>,
    pub(super) stages: Vec<StageEntry>,
    pub(super) materials: Vec<MaterialEntry>,
    pub(super) chains: Vec<ChainEntry>,
    pub(super) advice: Vec<AdviceEntry>,
    /// By file and stage.
    pub(super) matters: Vec<(&'a Source, Spanned<String>, Vec<MatterEntry>)>,
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
            draft.problem(needed, None, "the file is missing", "put it back, or copy it from the version before");
        }
    }
    if !sources.iter().any(|source| source.path.starts_with(MATTERS)) {
        draft.problem(
            MATTERS,
            None,
            "there is no file with matters",
            "put them back, or copy them from the version before",
        );
    }
    // A file that cannot be read makes every reference to what stands in it wrong: first things first.
    if draft.problems.is_empty() {
        check::check(&mut draft);
    }
    if !draft.problems.is_empty() {
        draft.problems.sort_by(|a, b| (&a.file, a.problem.line).cmp(&(&b.file, b.problem.line)));
        return Err(CatalogueProblems(draft.problems));
    }
    draft.finish().ok_or(CatalogueProblems(Vec::new()))
}

impl<'a> Draft<'a> {
    fn read(&mut self, source: &'a Source) {
        match source.path.as_str() {
            HEAD => self.head(source),
            AREAS => self.areas = self.parse::<AreasFile>(source).map_or_else(Vec::new, |file| file.area),
            DEPARTMENTS => {
                self.departments = self.parse::<DepartmentsFile>(source).map_or_else(Vec::new, |file| file.department);
            }
            STAGES => self.stages = self.parse::<StagesFile>(source).map_or_else(Vec::new, |file| file.stage),
            MATERIALS => {
                self.materials = self.parse::<MaterialsFile>(source).map_or_else(Vec::new, |file| file.material);
            }
            CHAINS => self.chains = self.parse::<ChainsFile>(source).map_or_else(Vec::new, |file| file.chain),
            ADVICE => self.advice = self.parse::<AdviceFile>(source).map_or_else(Vec::new, |file| file.advice),
            path if path.starts_with(MATTERS) => {
                if let Some(file) = self.parse::<MattersFile>(source) {
                    self.matters.push((source, file.stage, file.matter));
                }
            }
            path => self.problem(path, None, "is no file of a catalogue", "remove it, or correct its name"),
        }
    }

    fn parse<T: DeserializeOwned>(&mut self, source: &Source) -> Option<T> {
        match toml::from_str(&source.text) {
            Ok(file) => Some(file),
            Err(error) => {
                let problem = Problem::of_toml(&source.text, &error);
                self.problems.push(CatalogueProblem { file: source.path.clone(), problem });
                None
            }
        }
    }

    fn head(&mut self, source: &Source) {
        let Some(file) = self.parse::<HeadFile>(source) else { return };
        let version = file.version.get_ref().parse::<Version>();
        let issued = file.issued.get_ref().parse::<Date>();
        if let Err(error) = version {
            let what = format!("“{}” is no version", file.version.get_ref());
            self.problem(&source.path, Some(file.version.span()), what, error.to_string());
        }
        if issued.is_err() {
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
        let is_it = |entry: &&DepartmentEntry| {
            entry.name.get_ref() == written || entry.aliases.iter().any(|alias| alias.get_ref() == written)
        };
        self.departments.iter().find(is_it).map(|entry| entry.name.get_ref().as_str())
    }

    /// The catalogue; `None` only where `check` has found a problem.
    fn finish(mut self) -> Option<Catalogue> {
        let (version, issued, source) = self.head.take()?;
        let mut matters = Vec::new();
        for (_, stage, entries) in std::mem::take(&mut self.matters) {
            for entry in entries {
                matters.push(Arc::new(self.matter(stage.get_ref(), entry)?));
            }
        }
        matters.sort_by_key(|matter| matter.id);
        let chains = self.chains.into_iter().map(chain).collect::<Option<_>>()?;
        let advice = self.advice.into_iter().map(advice).collect::<Option<_>>()?;
        Some(Catalogue {
            version,
            issued,
            source,
            areas: self.areas.into_iter().map(area).collect(),
            departments: self.departments.into_iter().map(department).collect(),
            stages: self.stages.into_iter().map(stage).collect(),
            matters,
            materials: self.materials.into_iter().map(material).collect(),
            chains,
            advice,
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
            name: entry.name,
            name_en: entry.name_en,
            group: entry.group,
            stage: stage.to_owned(),
            scene: entry.scene.into_inner(),
            kind: entry.kind,
            level: entry.level,
            seat: entry.seat,
            short: entry.short,
            says: entry.says.into_inner(),
            says_en: entry.says_en,
            here: match entry.print {
                Some(kind) => Here::Print(kind),
                None if entry.apply => Here::Apply,
                None => Here::Guide,
            },
            hotline: entry.hotline,
            guide: guide(entry.guide),
            doubt: entry.doubt,
        })
    }
}
