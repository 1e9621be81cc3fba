//! 一人一档, 一企一档: what the files say of the past, and the cases that were handed in here, by stage of life.

use std::sync::LazyLock;

use domain::Sensitive;
use domain::acknowledgement::{LifeRow, LifeStage, Words};
use domain::catalogue::{Audience, Catalogue, Said};
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::Findings;
use crate::application::Stage;

/// The stages of the catalogue that is shipped.
const SHIPPED: &str = include_str!("../../../../config/catalogue/stages.toml");

/// What stands under no stage of life.
const OTHERWISE: (&str, &str) = ("其他", "Other");

/// The stages of life: the catalogue's keys and names.
#[derive(Debug, Clone, Default)]
pub(super) struct Stages(Vec<StageOfLife>);

#[derive(Debug, Clone)]
struct StageOfLife {
    id: String,
    audience: Audience,
    name: Said,
}

/// A row, and the key of its stage; `None`: nobody knows.
pub(super) type Entry = (Option<String>, LifeRow);

#[derive(Deserialize)]
struct File {
    stage: Vec<StageEntry>,
}

/// The rest of what stands there is the terminal's.
#[derive(Deserialize)]
struct StageEntry {
    id: String,
    audience: Audience,
    name: String,
    name_en: String,
}

impl Stages {
    /// Those that are shipped: what a file of the sandbox can name.
    pub(super) fn shipped() -> &'static Self {
        static STAGES: LazyLock<Stages> = LazyLock::new(|| {
            let stages = toml::from_str::<File>(SHIPPED).map(|file| file.stage).unwrap_or_default();
            let stages = stages.into_iter().map(|stage| StageOfLife {
                id: stage.id,
                audience: stage.audience,
                name: Said { zh: stage.name, en: stage.name_en },
            });
            Stages(stages.collect())
        });
        &STAGES
    }

    /// Those of a terminal's catalogue.
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let stages = catalogue.stages.iter().map(|stage| StageOfLife {
            id: stage.id.clone(),
            audience: stage.audience,
            name: Said { zh: stage.name.clone(), en: stage.name_en.clone() },
        });
        Self(stages.collect())
    }

    /// Keys of an audience's stages; `None`: of all.
    pub(super) fn ids(&self, of: Option<Audience>) -> impl Iterator<Item = &str> {
        let fits = move |stage: &&StageOfLife| of.is_none_or(|of| stage.audience == of);
        self.0.iter().filter(fits).map(|stage| stage.id.as_str())
    }

    /// The stages of a file: all of its owner's kind, those of the other kind that have rows, and the rest. Each with its
    /// rows, oldest first. Without any row there is no stage.
    pub(super) fn sort(&self, of: Audience, mut entries: Vec<Entry>) -> Vec<LifeStage> {
        if entries.is_empty() {
            return Vec::new();
        }
        entries.sort_by_key(|(_, row)| row.on);
        let mut take = |id: &str| -> Vec<LifeRow> {
            entries.extract_if(.., |(stage, _)| stage.as_deref() == Some(id)).map(|(_, row)| row).collect()
        };
        let (own, others): (Vec<_>, Vec<_>) = self.0.iter().partition(|stage| stage.audience == of);
        let mut stages: Vec<LifeStage> =
            own.into_iter().map(|stage| LifeStage { name: stage.name.clone(), rows: take(&stage.id) }).collect();
        let others = others.into_iter().map(|stage| LifeStage { name: stage.name.clone(), rows: take(&stage.id) });
        stages.extend(others.filter(|stage| !stage.rows.is_empty()));
        if !entries.is_empty() {
            let rows = entries.into_iter().map(|(_, row)| row).collect();
            stages.push(LifeStage { name: said(OTHERWISE), rows });
        }
        stages
    }
}

/// `[[life]]`: something that was done or is held.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LifeTable {
    stage: Spanned<String>,
    matter: Spanned<Sensitive<String>>,
    matter_en: Sensitive<String>,
    on: Spanned<String>,
    state: State,
    number: Option<Sensitive<String>>,
}

/// How it stands.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Done,
    Valid,
    Expired,
    Refused,
    Cancelled,
}

impl State {
    fn said(self) -> Said {
        said(match self {
            Self::Done => ("已办结", "Done"),
            Self::Valid => ("有效", "Valid"),
            Self::Expired => ("已过期", "Expired"),
            Self::Refused => ("不予办理", "Refused"),
            Self::Cancelled => ("已注销", "Cancelled"),
        })
    }
}

impl LifeTable {
    /// The row; what is wrong with it goes to `findings`. `of`: whose life the file tells.
    pub(super) fn check(self, of: Audience, findings: &mut Findings<'_>) -> Option<Entry> {
        let stages = Stages::shipped();
        let stage = self.stage.get_ref();
        if !stages.ids(Some(of)).any(|id| id == stage) {
            let whose = match of {
                Audience::Person => "a person",
                Audience::Enterprise => "a company",
            };
            let known: Vec<&str> = stages.ids(Some(of)).collect();
            let remedy = format!("use one of: {}", known.join(", "));
            findings.add(self.stage.span(), format!("no life of {whose} has the stage `{stage}`"), remedy);
        }
        if self.matter.get_ref().reveal().trim().is_empty() {
            findings.add(self.matter.span(), "`matter` is empty", "write what was done or is held");
        }
        let row = LifeRow {
            on: day(&self.on, findings)?,
            matter: Words { zh: self.matter.into_inner(), en: self.matter_en },
            state: self.state.said(),
            number: self.number,
        };
        Some((Some(self.stage.into_inner()), row))
    }
}

/// A day of a file.
pub(super) fn day(text: &Spanned<String>, findings: &mut Findings<'_>) -> Option<Date> {
    let day = text.get_ref().parse().ok();
    if day.is_none() {
        findings.add(text.span(), "this is no day", "write it as 2026-11-23");
    }
    day
}

/// How a case stands.
pub(super) fn standing(stage: Stage) -> Said {
    said(match stage {
        Stage::Received => ("已受理", "Received"),
        Stage::InReview => ("审核中", "In review"),
        Stage::NeedsMore => ("待补正", "More is wanted"),
        Stage::Granted => ("已办结", "Done"),
        Stage::Refused => ("不予办理", "Refused"),
        Stage::Withdrawn => ("已撤回", "Withdrawn"),
    })
}

fn said((zh, en): (&str, &str)) -> Said {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn entry(stage: Option<&str>, on: Date) -> Entry {
        let row = LifeRow { matter: Words::new("样例", "Sample"), on, state: Said::default(), number: None };
        (stage.map(str::to_owned), row)
    }

    #[test]
    fn the_shipped_stages_are_known() {
        let (person, company) = (Some(Audience::Person), Some(Audience::Enterprise));
        let stages = Stages::shipped();
        assert_eq!((stages.ids(person).count(), stages.ids(company).count()), (11, 6));
        assert!(stages.ids(person).any(|id| id == "work") && stages.ids(company).all(|id| id != "work"));
    }

    #[test]
    fn rows_go_to_their_stages_oldest_first() {
        let stages = Stages::shipped();
        assert_eq!(stages.sort(Audience::Person, Vec::new()), []);
        let (old, new) = (date(2001, 2, 3), date(2026, 11, 23));
        let entries =
            vec![entry(Some("work"), new), entry(Some("start"), new), entry(None, new), entry(Some("work"), old)];
        let sorted = stages.sort(Audience::Person, entries);
        assert_eq!(sorted.len(), 13, "all of a person, one of a company, the rest");
        let told: Vec<(&str, Vec<Date>)> = sorted
            .iter()
            .filter(|stage| !stage.rows.is_empty())
            .map(|stage| (stage.name.zh.as_str(), stage.rows.iter().map(|row| row.on).collect()))
            .collect();
        assert_eq!(told, [("工作", vec![old, new]), ("企业开办", vec![new]), ("其他", vec![new])]);
    }
}
