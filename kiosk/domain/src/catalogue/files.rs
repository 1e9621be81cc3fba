//! What the files of `config/catalogue/` hold, as they are written, and what becomes of each entry.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{
    Advice, Area, Audience, Chain, Department, Guide, Level, Material, MaterialFrom, MatterKind, Part, Said, Saved,
    Scene, SeatOf, Stage, When,
};
use crate::certificate::DocumentKind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadFile {
    pub(super) version: Spanned<String>,
    pub(super) issued: Spanned<String>,
    pub(super) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaEntry {
    pub(super) code: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) name_en: String,
    #[serde(default)]
    pub(super) home: bool,
    #[serde(default)]
    pub(super) former: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DepartmentEntry {
    pub(super) name: Spanned<String>,
    pub(super) name_en: String,
    #[serde(default)]
    pub(super) aliases: Vec<Spanned<String>>,
    pub(super) hotline: Option<Spanned<String>>,
    pub(super) trade: Option<Spanned<String>>,
    pub(super) trade_en: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) whole_city: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageEntry {
    pub(super) id: Spanned<String>,
    pub(super) audience: Audience,
    pub(super) seat: SeatOf,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) help: String,
    pub(super) help_en: String,
    pub(super) scenes: Spanned<Vec<SceneEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SceneEntry {
    pub(super) name: Spanned<String>,
    pub(super) name_en: String,
    pub(super) seat: Option<SeatOf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaterialEntry {
    pub(super) name: Spanned<String>,
    pub(super) name_en: String,
    pub(super) from: MaterialFrom,
    pub(super) note: Option<Spanned<String>>,
    pub(super) note_en: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChainEntry {
    pub(super) id: Spanned<String>,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) short: String,
    pub(super) short_en: String,
    pub(super) says: Spanned<Vec<String>>,
    pub(super) matters: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdviceEntry {
    pub(super) matter: Spanned<String>,
    pub(super) because: String,
    pub(super) because_en: String,
    pub(super) when: Spanned<When>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MatterEntry {
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) name_en: String,
    pub(super) group: Option<String>,
    pub(super) group_en: Option<String>,
    pub(super) scene: Spanned<String>,
    #[serde(rename = "type")]
    pub(super) kind: MatterKind,
    #[serde(default)]
    pub(super) lead: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) cooperate: Vec<Spanned<String>>,
    pub(super) receives: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) level: Level,
    pub(super) seat: Option<SeatOf>,
    pub(super) short: String,
    pub(super) says: Spanned<Vec<String>>,
    #[serde(default)]
    pub(super) says_en: Vec<String>,
    pub(super) print: Option<Spanned<DocumentKind>>,
    #[serde(default)]
    pub(super) apply: bool,
    #[serde(default)]
    pub(super) instant: bool,
    pub(super) hotline: Option<Spanned<String>>,
    pub(super) doubt: Option<String>,
    #[serde(default)]
    pub(super) guide: GuideEntry,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct GuideEntry {
    pub(super) who: Option<Spanned<String>>,
    pub(super) who_en: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) materials: Vec<Spanned<String>>,
    pub(super) steps: Option<Spanned<Vec<String>>>,
    pub(super) steps_en: Option<Spanned<Vec<String>>>,
    pub(super) promised: Option<Spanned<String>>,
    pub(super) promised_en: Option<Spanned<String>>,
    pub(super) legal: Option<Spanned<String>>,
    pub(super) legal_en: Option<Spanned<String>>,
    pub(super) fee: Option<Spanned<String>>,
    pub(super) fee_en: Option<Spanned<String>>,
    pub(super) result: Option<Spanned<String>>,
    pub(super) result_en: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) basis: Vec<String>,
    pub(super) saved: Option<Spanned<Saved>>,
    pub(super) changed: Option<Spanned<String>>,
    pub(super) changed_en: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) unconfirmed: Vec<Spanned<Part>>,
}

impl GuideEntry {
    /// Whether the guide says anything of a part.
    pub(super) fn says(&self, part: Part) -> bool {
        match part {
            Part::Who => self.who.is_some(),
            Part::Materials => !self.materials.is_empty(),
            Part::Steps => self.steps.is_some(),
            Part::Promised => self.promised.is_some(),
            Part::Legal => self.legal.is_some(),
            Part::Fee => self.fee.is_some(),
            Part::Result => self.result.is_some(),
            Part::Basis => !self.basis.is_empty(),
            Part::Saved => self.saved.is_some(),
        }
    }

    /// What is said in one language alone, by where it stands and the key that is missing.
    pub(super) fn in_one_language(&self) -> Vec<(Range<usize>, &'static str)> {
        let texts = [
            (&self.who, "who", &self.who_en, "who_en"),
            (&self.promised, "promised", &self.promised_en, "promised_en"),
            (&self.legal, "legal", &self.legal_en, "legal_en"),
            (&self.fee, "fee", &self.fee_en, "fee_en"),
            (&self.result, "result", &self.result_en, "result_en"),
            (&self.changed, "changed", &self.changed_en, "changed_en"),
        ];
        let missing = |(chinese, key, english, key_en): &(&Option<Spanned<_>>, _, &Option<Spanned<_>>, _)| match (
            chinese, english,
        ) {
            (Some(said), None) => Some((said.span(), *key_en)),
            (None, Some(said)) => Some((said.span(), *key)),
            _ => None,
        };
        let mut found: Vec<_> = texts.iter().filter_map(missing).collect();
        let many = |steps: &Option<Spanned<Vec<String>>>| steps.as_ref().map_or(0, |steps| steps.get_ref().len());
        if let Some(steps) = &self.steps {
            found.extend((many(&self.steps) != many(&self.steps_en)).then(|| (steps.span(), "steps_en")));
        } else if let Some(steps) = &self.steps_en {
            found.push((steps.span(), "steps"));
        }
        found
    }
}

/// A text in both languages; `check` has seen that both are there.
fn said(text: Option<Spanned<String>>, english: Option<Spanned<String>>) -> Option<Said> {
    Some(Said { zh: text?.into_inner(), en: english.map(Spanned::into_inner).unwrap_or_default() })
}

pub(super) fn guide(entry: GuideEntry) -> Guide {
    let steps = entry.steps.map(Spanned::into_inner).unwrap_or_default();
    let steps_en = entry.steps_en.map(Spanned::into_inner).unwrap_or_default();
    Guide {
        who: said(entry.who, entry.who_en),
        materials: entry.materials.into_iter().map(Spanned::into_inner).collect(),
        steps: steps.into_iter().zip(steps_en).map(|(zh, en)| Said { zh, en }).collect(),
        promised: said(entry.promised, entry.promised_en),
        legal: said(entry.legal, entry.legal_en),
        fee: said(entry.fee, entry.fee_en),
        result: said(entry.result, entry.result_en),
        basis: entry.basis,
        saved: entry.saved.map(Spanned::into_inner),
        changed: said(entry.changed, entry.changed_en),
        unconfirmed: entry.unconfirmed.into_iter().map(Spanned::into_inner).collect(),
    }
}

pub(super) fn area(entry: AreaEntry) -> Area {
    Area {
        code: entry.code.into_inner(),
        name: entry.name.into_inner(),
        name_en: entry.name_en,
        home: entry.home,
        former: entry.former.into_iter().map(Spanned::into_inner).collect(),
    }
}

pub(super) fn department(entry: DepartmentEntry) -> Department {
    Department {
        name: entry.name.into_inner(),
        name_en: entry.name_en,
        aliases: entry.aliases.into_iter().map(Spanned::into_inner).collect(),
        hotline: entry.hotline.map(Spanned::into_inner),
        trade: said(entry.trade, entry.trade_en),
    }
}

pub(super) fn stage(entry: StageEntry) -> Stage {
    let scene = |entry: SceneEntry| Scene { name: entry.name.into_inner(), name_en: entry.name_en, seat: entry.seat };
    Stage {
        id: entry.id.into_inner(),
        audience: entry.audience,
        seat: entry.seat,
        name: entry.name,
        name_en: entry.name_en,
        help: entry.help,
        help_en: entry.help_en,
        scenes: entry.scenes.into_inner().into_iter().map(scene).collect(),
    }
}

pub(super) fn material(entry: MaterialEntry) -> Material {
    Material {
        name: entry.name.into_inner(),
        name_en: entry.name_en,
        from: entry.from,
        note: entry.note.map(Spanned::into_inner),
        note_en: entry.note_en.map(Spanned::into_inner),
    }
}

pub(super) fn chain(entry: ChainEntry) -> Option<Chain> {
    Some(Chain {
        id: entry.id.into_inner(),
        name: entry.name,
        name_en: entry.name_en,
        short: entry.short,
        short_en: entry.short_en,
        says: entry.says.into_inner(),
        matters: entry.matters.get_ref().iter().map(|id| id.get_ref().parse().ok()).collect::<Option<_>>()?,
    })
}

pub(super) fn advice(entry: AdviceEntry) -> Option<Advice> {
    Some(Advice {
        matter: entry.matter.get_ref().parse().ok()?,
        because: entry.because,
        because_en: entry.because_en,
        when: entry.when.into_inner(),
    })
}
