//! From the files of `config/catalogue/` to a checked [`Catalogue`], collecting every mistake on the way.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{
    Advice, Audience, Catalogue, Chain, Department, Guide, Here, Level, Material, MaterialFrom, Matter, MatterKind,
    Part, Saved, Scene, Stage, Version, When, check,
};
use crate::certificate::DocumentKind;
use crate::data_file::Problem;

/// One file of a catalogue, already read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path within the catalogue, with `/`: `matters/person-04-work.toml`.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// One thing that is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueProblem {
    /// Path within the catalogue.
    pub file: String,
    /// Line, what is wrong, what to do.
    pub problem: Problem,
}

impl fmt::Display for CatalogueProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem.line {
            Some(line) => write!(f, "{}:{line}: {}; {}", self.file, self.problem.what, self.problem.remedy),
            None => write!(f, "{}: {}; {}", self.file, self.problem.what, self.problem.remedy),
        }
    }
}

/// Everything that is wrong with a catalogue, in the order of its files and lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the catalogue cannot be used:{}", .0.iter().map(|problem| format!("\n  {problem}")).collect::<String>())]
pub struct CatalogueProblems(pub Vec<CatalogueProblem>);

/// The head of a catalogue.
const HEAD: &str = "catalogue.toml";
const DEPARTMENTS: &str = "departments.toml";
const STAGES: &str = "stages.toml";
const MATERIALS: &str = "materials.toml";
const CHAINS: &str = "chains.toml";
const ADVICE: &str = "advice.toml";
const MATTERS: &str = "matters/";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadFile {
    version: Spanned<String>,
    issued: Spanned<String>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartmentsFile {
    department: Vec<DepartmentEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DepartmentEntry {
    pub(super) name: Spanned<String>,
    name_en: String,
    #[serde(default)]
    pub(super) aliases: Vec<Spanned<String>>,
    hotline: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StagesFile {
    stage: Vec<StageEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageEntry {
    pub(super) id: Spanned<String>,
    audience: Audience,
    pub(super) name: String,
    name_en: String,
    help: String,
    help_en: String,
    pub(super) scenes: Vec<SceneEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SceneEntry {
    pub(super) name: Spanned<String>,
    name_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MaterialsFile {
    material: Vec<MaterialEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaterialEntry {
    pub(super) name: Spanned<String>,
    name_en: String,
    from: MaterialFrom,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainsFile {
    chain: Vec<ChainEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChainEntry {
    pub(super) id: Spanned<String>,
    name: String,
    name_en: String,
    short: String,
    says: Vec<String>,
    pub(super) matters: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdviceFile {
    advice: Vec<AdviceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdviceEntry {
    pub(super) matter: Spanned<String>,
    because: String,
    because_en: String,
    pub(super) when: Spanned<When>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MattersFile {
    stage: Spanned<String>,
    matter: Vec<MatterEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MatterEntry {
    pub(super) id: Spanned<String>,
    pub(super) name: String,
    name_en: String,
    group: Option<String>,
    pub(super) scene: Spanned<String>,
    #[serde(rename = "type")]
    kind: MatterKind,
    #[serde(default)]
    pub(super) lead: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) cooperate: Vec<Spanned<String>>,
    #[serde(default)]
    level: Level,
    short: String,
    pub(super) says: Spanned<Vec<String>>,
    print: Option<DocumentKind>,
    hotline: Option<String>,
    doubt: Option<String>,
    #[serde(default)]
    pub(super) guide: GuideEntry,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct GuideEntry {
    who: Option<String>,
    #[serde(default)]
    pub(super) materials: Vec<Spanned<String>>,
    #[serde(default)]
    steps: Vec<String>,
    promised: Option<String>,
    legal: Option<String>,
    fee: Option<String>,
    result: Option<String>,
    #[serde(default)]
    basis: Vec<String>,
    saved: Option<Saved>,
    #[serde(default)]
    pub(super) unconfirmed: Vec<Spanned<Part>>,
}

impl GuideEntry {
    /// Whether the guide says anything of a part.
    pub(super) fn says(&self, part: Part) -> bool {
        match part {
            Part::Who => self.who.is_some(),
            Part::Materials => !self.materials.is_empty(),
            Part::Steps => !self.steps.is_empty(),
            Part::Promised => self.promised.is_some(),
            Part::Legal => self.legal.is_some(),
            Part::Fee => self.fee.is_some(),
            Part::Result => self.result.is_some(),
            Part::Basis => !self.basis.is_empty(),
            Part::Saved => self.saved.is_some(),
        }
    }
}

/// The files of a catalogue as they are written, with the problems found so far.
#[derive(Default)]
pub(super) struct Draft<'a> {
    pub(super) head: Option<(Version, Date, String)>,
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
    for needed in [HEAD, DEPARTMENTS, STAGES, MATERIALS, CHAINS, ADVICE] {
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
            DEPARTMENTS => {
                self.departments = self.parse::<DepartmentsFile>(source).map_or_else(Vec::new, |file| file.department);
            }
            STAGES => self.stages = self.parse::<StagesFile>(source).map_or_else(Vec::new, |file| file.stage),
            MATERIALS => {
                self.materials = self.parse::<MaterialsFile>(source).map_or_else(Vec::new, |file| file.material);
            }
            CHAINS => self.chains = self.parse::<ChainsFile>(source).map_or_else(Vec::new, |file| file.chain),
            ADVICE => self.advice = self.parse::<AdviceFile>(source).map_or_else(Vec::new, |file| file.advice),
            path if path.starts_with(MATTERS) && path.ends_with(".toml") => {
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
        span: Option<std::ops::Range<usize>>,
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
            name: entry.name,
            name_en: entry.name_en,
            group: entry.group,
            stage: stage.to_owned(),
            scene: entry.scene.into_inner(),
            kind: entry.kind,
            level: entry.level,
            short: entry.short,
            says: entry.says.into_inner(),
            here: entry.print.map_or(Here::Guide, Here::Print),
            hotline: entry.hotline,
            guide: guide(entry.guide),
            doubt: entry.doubt,
        })
    }
}

fn guide(entry: GuideEntry) -> Guide {
    Guide {
        who: entry.who,
        materials: entry.materials.into_iter().map(Spanned::into_inner).collect(),
        steps: entry.steps,
        promised: entry.promised,
        legal: entry.legal,
        fee: entry.fee,
        result: entry.result,
        basis: entry.basis,
        saved: entry.saved,
        unconfirmed: entry.unconfirmed.into_iter().map(Spanned::into_inner).collect(),
    }
}

fn department(entry: DepartmentEntry) -> Department {
    Department {
        name: entry.name.into_inner(),
        name_en: entry.name_en,
        aliases: entry.aliases.into_iter().map(Spanned::into_inner).collect(),
        hotline: entry.hotline,
    }
}

fn stage(entry: StageEntry) -> Stage {
    let scene = |entry: SceneEntry| Scene { name: entry.name.into_inner(), name_en: entry.name_en };
    Stage {
        id: entry.id.into_inner(),
        audience: entry.audience,
        name: entry.name,
        name_en: entry.name_en,
        help: entry.help,
        help_en: entry.help_en,
        scenes: entry.scenes.into_iter().map(scene).collect(),
    }
}

fn material(entry: MaterialEntry) -> Material {
    Material { name: entry.name.into_inner(), name_en: entry.name_en, from: entry.from, note: entry.note }
}

fn chain(entry: ChainEntry) -> Option<Chain> {
    Some(Chain {
        id: entry.id.into_inner(),
        name: entry.name,
        name_en: entry.name_en,
        short: entry.short,
        says: entry.says,
        matters: entry.matters.iter().map(|id| id.get_ref().parse().ok()).collect::<Option<_>>()?,
    })
}

fn advice(entry: AdviceEntry) -> Option<Advice> {
    Some(Advice {
        matter: entry.matter.get_ref().parse().ok()?,
        because: entry.because,
        because_en: entry.because_en,
        when: entry.when.into_inner(),
    })
}
