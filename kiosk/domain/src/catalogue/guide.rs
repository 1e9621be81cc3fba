//! What a matter takes: who, with what, how, for how long, under which law; and what of it the operator has to confirm.

use serde::{Deserialize, Serialize};

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What a matter takes. Empty parts are not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guide {
    /// Who can ask for it.
    pub who: Option<Said>,
    /// What it takes, names of [`Material`]s.
    pub materials: Vec<String>,
    /// What one does, in order.
    pub steps: Vec<Said>,
    /// 承诺办结时限
    pub promised: Option<Said>,
    /// 法定办结时限
    pub legal: Option<Said>,
    /// 收费
    pub fee: Option<Said>,
    /// What one gets.
    pub result: Option<Said>,
    /// 设定依据, one law an entry.
    pub basis: Vec<String>,
    /// What it took before and takes now.
    pub saved: Option<Saved>,
    /// What a later law has changed: that this need not be done any more.
    pub changed: Option<Said>,
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
    /// The same in English.
    pub note_en: Option<String>,
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
