//! 事项目录: what can be done with government, who does it, what it takes and where. Data from `config/catalogue/`,
//! checked whole before it is used; this module holds what it says, `load` how it is read, `find` how it is searched,
//! `diff` what changed between two versions.

mod advice;
mod check;
mod diff;
mod find;
mod load;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use crate::certificate::DocumentKind;

pub use advice::{Advice, AdviceSex, Paid, Stands, When};
pub use diff::{Change, diff};
pub use find::{Field, Finder, Hit, Popularity, Why};
pub use load::{CatalogueProblem, CatalogueProblems, Source, load};

/// Everything that can be done, as of one version.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// `2026.11.1`: year, month, number within the month. Later versions are greater.
    pub version: Version,
    /// When it was made.
    pub issued: Date,
    /// What it was made from.
    pub source: String,
    /// Who does things.
    pub departments: Vec<Department>,
    /// The stages of life, of a company's and then of a person's, in their order.
    pub stages: Vec<Stage>,
    /// What can be asked for, in the order of the notice.
    pub matters: Vec<Arc<Matter>>,
    /// Papers and proofs that matters ask for.
    pub materials: Vec<Material>,
    /// 一件事: matters that belong together.
    pub chains: Vec<Chain>,
    /// Which matters fit whom, and why.
    pub advice: Vec<Advice>,
}

/// Version of a catalogue: year, month, number within the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 2026
    pub year: u16,
    /// 1–12
    pub month: u8,
    /// From 1 within the month.
    pub number: u16,
}

/// For whom a stage of life is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 企业
    Enterprise,
    /// 个人
    Person,
}

/// Who does things: 区人力资源社会保障局.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Full name as it signs.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// How else it is written and called: 区人社局.
    pub aliases: Vec<String>,
    /// Telephone, where a national or local number is known.
    pub hotline: Option<String>,
}

/// A stage of life: 出生, 工作, 企业开办.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its key in files, pictures and links: `work`.
    pub id: String,
    /// Whose life.
    pub audience: Audience,
    /// 工作
    pub name: String,
    /// English name.
    pub name_en: String,
    /// What a person would say: 上班、交社保、失业.
    pub help: String,
    /// The same in English.
    pub help_en: String,
    /// The scenes of the notice within it, in their order: 社会保障, 失业.
    pub scenes: Vec<Scene>,
}

/// A scene within a stage of life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// 失业
    pub name: String,
    /// English name.
    pub name_en: String,
}

/// One thing that can be asked for: a row of the notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// `P053-2`: enterprise or personal, the item's number in its annex, the row within the item.
    pub id: MatterId,
    /// Official name: 单位就业转失业人员失业登记.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The item that it is a row of, where an item has several: 开展就业失业登记工作.
    pub group: Option<String>,
    /// Id of the stage of life.
    pub stage: String,
    /// Name of the scene within the stage.
    pub scene: String,
    /// 事项类型
    pub kind: MatterKind,
    /// 牵头部门, full names; empty where the notice names none.
    pub lead: Vec<String>,
    /// 协同部门, full names.
    pub cooperate: Vec<String>,
    /// Whose it is.
    pub level: Level,
    /// In plain words, one sentence.
    pub short: String,
    /// What people call it, best known first.
    pub says: Vec<String>,
    /// What this terminal can do for it.
    pub here: Here,
    /// Telephone for questions.
    pub hotline: Option<String>,
    /// What it takes.
    pub guide: Guide,
    /// What is doubtful about the row in the notice.
    pub doubt: Option<String>,
}

/// Number of a matter: `P053-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatterId {
    /// From the enterprises' annex or the persons'.
    pub audience: Annex,
    /// Number of the item in its annex, from 1.
    pub item: u16,
    /// Row within the item, from 1.
    pub row: u8,
}

/// Which annex of the notice. The order is the notice's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Annex {
    /// `E`: 附件1 企业全生命周期事项清单
    Enterprise,
    /// `P`: 附件2 个人全生命周期事项清单
    Person,
}

/// 事项类型, as the notice names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum MatterKind {
    /// 行政许可
    #[serde(rename = "行政许可")]
    Licence,
    /// 行政确认
    #[serde(rename = "行政确认")]
    Confirmation,
    /// 行政给付
    #[serde(rename = "行政给付")]
    Benefit,
    /// 公共服务
    #[serde(rename = "公共服务")]
    PublicService,
    /// 其他行政权力
    #[serde(rename = "其他行政权力")]
    OtherPower,
    /// 其他
    #[serde(rename = "其他")]
    Other,
}

impl MatterKind {
    /// As the notice writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Licence => "行政许可",
            Self::Confirmation => "行政确认",
            Self::Benefit => "行政给付",
            Self::PublicService => "公共服务",
            Self::OtherPower => "其他行政权力",
            Self::Other => "其他",
        }
    }
}

/// Whose matter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
pub enum Level {
    /// The district's own.
    #[default]
    #[serde(rename = "区级")]
    District,
    /// 市级事项
    #[serde(rename = "市级")]
    City,
    /// 省级事项
    #[serde(rename = "省级")]
    Province,
}

impl Level {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::District => "区级",
            Self::City => "市级",
            Self::Province => "省级",
        }
    }
}

/// What this terminal can do for a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Here {
    /// Explain it and hand over to where it can be done.
    #[default]
    Guide,
    /// Look it up and print it: this document.
    Print(DocumentKind),
}

/// What a matter takes. Empty parts are not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guide {
    /// Who can ask for it.
    pub who: Option<String>,
    /// What it takes, names of [`Material`]s.
    pub materials: Vec<String>,
    /// What one does, in order.
    pub steps: Vec<String>,
    /// 承诺办结时限
    pub promised: Option<String>,
    /// 法定办结时限
    pub legal: Option<String>,
    /// 收费
    pub fee: Option<String>,
    /// What one gets.
    pub result: Option<String>,
    /// 设定依据, one law an entry.
    pub basis: Vec<String>,
    /// What it took before and takes now.
    pub saved: Option<Saved>,
    /// Which of the parts above the operator has still to confirm: neither the notice nor a law named in `basis` says them.
    pub unconfirmed: Vec<Part>,
}

/// 减环节、减材料、减时限、减跑动: before and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// Steps.
    pub steps: [u16; 2],
    /// Materials.
    pub materials: [u16; 2],
    /// Working days.
    pub days: [u16; 2],
    /// Trips to a counter.
    pub trips: [u16; 2],
}

/// A part of a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Who can ask for it.
    Who,
    /// What it takes.
    Materials,
    /// What one does.
    Steps,
    /// 承诺时限
    Promised,
    /// 法定时限
    Legal,
    /// 收费
    Fee,
    /// 结果
    Result,
    /// 依据
    Basis,
    /// Before and now.
    Saved,
}

/// A paper or a proof that matters ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// 居民身份证
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Where it comes from.
    pub from: MaterialFrom,
    /// A hint: 原件和复印件.
    pub note: Option<String>,
}

/// Where a material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialFrom {
    /// 免提交: departments have it already and share it.
    Shared,
    /// The person brings it.
    Bring,
    /// It is filled in on the spot.
    Fill,
}

/// 一件事: matters that belong together, in the order in which they are done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Its key: `birth`.
    pub id: String,
    /// 出生一件事
    pub name: String,
    /// English name.
    pub name_en: String,
    /// In plain words, one sentence.
    pub short: String,
    /// What people call it.
    pub says: Vec<String>,
    /// The matters, in order.
    pub matters: Vec<MatterId>,
}

impl Catalogue {
    /// The matter of this number.
    pub fn matter(&self, id: MatterId) -> Option<&Arc<Matter>> {
        self.matters.iter().find(|matter| matter.id == id)
    }

    /// The stage of this id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// The department of this full name.
    pub fn department(&self, name: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.name == name)
    }

    /// How many items of the notice: rows with the same number count once.
    pub fn items(&self) -> usize {
        let mut items: Vec<_> = self.matters.iter().map(|matter| (matter.id.audience, matter.id.item)).collect();
        items.sort_unstable();
        items.dedup();
        items.len()
    }

    /// Whom to call about a matter: its own number, else that of who leads it.
    pub fn hotline<'a>(&'a self, matter: &'a Matter) -> Option<&'a str> {
        let of_lead =
            || matter.lead.iter().filter_map(|name| self.department(name)).find_map(|lead| lead.hotline.as_deref());
        matter.hotline.as_deref().or_else(of_lead)
    }

    /// What matters take together, each material once, in the order of their first use.
    pub fn materials_of(&self, matters: &[MatterId]) -> Vec<&Material> {
        let mut names: Vec<&str> = Vec::new();
        for matter in matters.iter().filter_map(|id| self.matter(*id)) {
            names.extend(matter.guide.materials.iter().map(String::as_str));
        }
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(*name));
        names.iter().filter_map(|name| self.materials.iter().find(|material| material.name == *name)).collect()
    }
}

impl std::str::FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let mut parts = text.split('.');
        let mut part = || parts.next().filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let (year, month, number) = (part(), part(), part());
        let (Some(year), Some(month), Some(number), None) = (year, month, number, parts.next()) else {
            return Err(NotAVersion);
        };
        let version = Self {
            year: year.parse().map_err(|_| NotAVersion)?,
            month: month.parse().map_err(|_| NotAVersion)?,
            number: number.parse().map_err(|_| NotAVersion)?,
        };
        let sound = version.year >= 2000 && (1..=12).contains(&version.month) && version.number > 0;
        if sound { Ok(version) } else { Err(NotAVersion) }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.year, self.month, self.number)
    }
}

/// A text is no version of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a version is year, month and a number within the month: 2026.11.1")]
pub struct NotAVersion;

impl std::str::FromStr for MatterId {
    type Err = NotAMatterId;

    fn from_str(text: &str) -> Result<Self, NotAMatterId> {
        let audience = match text.as_bytes().first() {
            Some(b'E') => Annex::Enterprise,
            Some(b'P') => Annex::Person,
            _ => return Err(NotAMatterId),
        };
        let (item, row) = text.get(1..).and_then(|rest| rest.split_once('-')).ok_or(NotAMatterId)?;
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if item.len() < 3 || row.is_empty() || !number(item) || !number(row) {
            return Err(NotAMatterId);
        }
        let (item, row) = (item.parse().map_err(|_| NotAMatterId)?, row.parse().map_err(|_| NotAMatterId)?);
        if item == 0 || row == 0 { Err(NotAMatterId) } else { Ok(Self { audience, item, row }) }
    }
}

impl std::fmt::Display for MatterId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letter = if self.audience == Annex::Enterprise { 'E' } else { 'P' };
        write!(f, "{letter}{:03}-{}", self.item, self.row)
    }
}

/// A text is no number of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a matter's number is E or P, three digits, a dash and the row: P053-2")]
pub struct NotAMatterId;
