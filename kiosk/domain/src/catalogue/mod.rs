//! 事项目录: what can be done with government, who does it, what it takes and where. Data from `config/catalogue/`,
//! checked whole before it is used; this module holds what it says, `load` how it is read, `find` how it is searched,
//! `diff` what changed between two versions.

mod advice;
mod check;
mod diff;
mod files;
mod find;
mod guide;
mod load;
mod number;
mod read;
mod receiver;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use crate::certificate::DocumentKind;
pub use crate::data_file::FileProblem as CatalogueProblem;

pub use advice::{Advice, Paid, Stands, When, WithChild};
pub use diff::{Change, Fact, diff};
pub use find::{Field, Finder, Hit, Popularity, Why};
pub use guide::{Guide, Material, MaterialFrom, Part, Said, Saved};
pub use load::{CatalogueProblems, Source, load};
pub use number::{Annex, MatterId, NotAMatterId, NotAVersion, Version};
pub use receiver::{Area, Receiver, Seat, SeatOf};

/// Everything that can be done, as of one version. Empty by default.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    /// `2026.11.1`: year, month, number within the month. Later versions are greater.
    pub version: Version,
    /// When it was made.
    pub issued: Date,
    /// What it was made from.
    pub source: String,
    /// Where matters are received: districts, the city, the province.
    pub areas: Vec<Area>,
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
    /// What it is called by its work, the same in every area: 人社部门; `None`: there is one for the whole city.
    pub trade: Option<Said>,
}

/// A stage of life: 出生, 工作, 企业开办.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its key in files, pictures and links: `work`.
    pub id: String,
    /// Whose life.
    pub audience: Audience,
    /// What decides the place that its matters belong to.
    pub seat: SeatOf,
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
    /// What decides the place, where it is not what its stage says.
    pub seat: Option<SeatOf>,
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
    /// The item in English.
    pub group_en: Option<String>,
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
    /// 受理部门, where it is not who leads, full name.
    pub receives: Option<String>,
    /// Whose it is.
    pub level: Level,
    /// What decides the place, where it is not what its scene or stage says; see [`Catalogue::seat_of`].
    pub seat: Option<SeatOf>,
    /// In plain words, one sentence.
    pub short: String,
    /// What people call it, best known first.
    pub says: Vec<String>,
    /// What it is called in English beside its name.
    pub says_en: Vec<String>,
    /// What this terminal can do for it.
    pub here: Here,
    /// 秒批秒办: decided at once by the machine.
    pub instant: bool,
    /// Telephone for questions.
    pub hotline: Option<String>,
    /// What it takes.
    pub guide: Guide,
    /// What is doubtful about the row in the notice.
    pub doubt: Option<String>,
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
    /// Apply for it: a form has its number.
    Apply,
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
    /// The same in English.
    pub short_en: String,
    /// What people call it.
    pub says: Vec<String>,
    /// The matters, in order.
    pub matters: Vec<MatterId>,
}

impl Matter {
    /// Who takes it in, full names: 受理部门, else who leads; empty where the notice names none.
    pub fn received_by(&self) -> &[String] {
        self.receives.as_ref().map_or(self.lead.as_slice(), std::slice::from_ref)
    }
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

    /// The department that is written or called so: 区人社局.
    pub fn department_called(&self, written: &str) -> Option<&Department> {
        let called = |known: &Department| known.aliases.iter().any(|alias| alias == written);
        self.departments.iter().find(|known| known.name == written || called(known))
    }

    /// How many items of the notice: rows with the same number count once.
    pub fn items(&self) -> usize {
        let mut items: Vec<_> = self.matters.iter().map(|matter| (matter.id.audience, matter.id.item)).collect();
        items.sort_unstable();
        items.dedup();
        items.len()
    }

    /// Whom to call about a matter: its own number, else that of who receives it.
    pub fn hotline<'a>(&'a self, matter: &'a Matter) -> Option<&'a str> {
        let of_theirs = || {
            let mut theirs = matter.received_by().iter().filter_map(|name| self.department(name));
            theirs.find_map(|it| it.hotline.as_deref())
        };
        matter.hotline.as_deref().or_else(of_theirs)
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
