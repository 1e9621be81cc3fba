//! The audit: what is measured of every page, on every glass, in every size, colour, way and language, against the
//! requirements A1 to F9 of the terminal (EN 301 549 V3.2.1, VVSG 2.0, WCAG 2.2, GB and MIIT rules for the old).
//!
//! A requirement that is no measure but a behaviour has tests of its own, whose names begin with its number.

mod capitals;
mod flashes;
mod focus;
mod greys;
mod pages;
mod roles;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use service::sheet::Sheet;
use service::{TextSize, View};

use crate::check::{Kind, Problem};
use crate::glass::Glass;
use crate::headless::{Stage, StageError};
use crate::look::PORTRAIT;
use crate::{Screen, samples};

/// Something that was measured, at its worst.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The requirement: `A1`.
    pub id: &'static str,
    /// What was measured.
    pub what: String,
    /// What it must be.
    pub limit: String,
    /// The worst value.
    pub worst: String,
    /// Where that was.
    pub at: String,
    /// How often it was measured.
    pub count: usize,
    /// Whether the limit is kept.
    pub pass: bool,
    /// Everything that breaks it, where that was written down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<String>,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, what, limit, worst, at, count, pass, .. } = self;
        let kept = if *pass { "kept" } else { "NOT KEPT" };
        write!(f, "{id:<4} {kept:<8}  {what}: {worst}, must be {limit} ({count} measured; worst: {at})")
    }
}

/// Why it could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// There is a window already.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// Slint.
    #[error("the window for the audit cannot be made: {0}")]
    Window(#[from] slint::PlatformError),
}

/// What is measured.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Every state, size, colour, way and language on every glass; otherwise what differs most.
    pub whole: bool,
    /// How far eyes are from the glass, in mm.
    pub viewing_mm: f32,
    /// A real ticket for the pages that show one.
    pub ticket: Arc<Sheet>,
}

/// Cap heights of the four sizes, from and to, in mm (VVSG 2.0 7.1-G).
const CAPS: [(TextSize, f32, f32); 4] = [
    (TextSize::Small, 3.5, 4.2),
    (TextSize::Normal, 4.8, 5.6),
    (TextSize::Large, 6.4, 7.1),
    (TextSize::Largest, 8.5, 9.0),
];

/// How high a capital must be that is seen at 0.7° from so far away, in mm (EN 301 549 5.1.4).
fn seen_mm(viewing_mm: f32) -> f32 {
    0.7_f32.to_radians().tan() * viewing_mm
}

/// A screen on a glass.
fn open(stage: &Stage, glass: &Glass) -> Result<Screen, AuditError> {
    stage.set_size(glass.panel.width, glass.panel.height);
    let screen = Screen::new(crate::look::hall(), glass.panel)?;
    screen.open()?;
    Ok(screen)
}

/// What every part of the audit works with.
struct Audit<'a> {
    stage: Stage,
    scope: &'a Scope,
    samples: Vec<(String, View)>,
}

/// Measures everything. Needs the process's only platform: call it once. `tell` hears what is measured.
pub fn audit(scope: &Scope, tell: &dyn Fn(&str)) -> Result<Vec<Row>, AuditError> {
    let stage = Stage::install(PORTRAIT.width, PORTRAIT.height)?;
    let audit = Audit { stage, scope, samples: samples::all_with(&scope.ticket) };
    tell("colours of the theme");
    let mut rows = roles::rows();
    rows.extend(pages::rows(&audit, tell)?);
    tell("capitals, from pixels");
    rows.extend(capitals::rows(&audit)?);
    tell("states in grey");
    rows.extend(greys::rows(&audit)?);
    tell("flashes");
    rows.extend(flashes::rows(&audit)?);
    tell("keyboard, forth and back");
    rows.extend(focus::rows(&audit)?);
    Ok(rows)
}

/// The worst of one measure.
#[derive(Debug, Clone, Default)]
struct Least {
    value: Option<f32>,
    at: String,
    count: usize,
}

impl Least {
    fn keep(&mut self, value: f32, at: impl FnOnce() -> String) {
        self.count += 1;
        if self.value.is_none_or(|least| value < least) {
            (self.value, self.at) = (Some(value), at());
        }
    }

    /// As a row with bounds on both sides; what was never measured is not kept.
    fn row_between(&self, id: &'static str, what: impl Into<String>, (from, to): (f32, f32), unit: &str) -> Row {
        let row = self.row(id, what, from, unit);
        let pass = row.pass && self.value.is_some_and(|value| value <= to);
        Row { limit: format!("{from} to {to} {unit}"), pass, ..row }
    }

    /// As a row; what was never measured is not kept.
    fn row(&self, id: &'static str, what: impl Into<String>, least: f32, unit: &str) -> Row {
        let value = self.value.unwrap_or(f32::NAN);
        Row {
            id,
            what: what.into(),
            limit: format!("≥ {}", figure(least, unit)),
            worst: figure(value, unit),
            at: self.at.clone(),
            count: self.count,
            pass: value >= least,
            broken: Vec::new(),
        }
    }
}

/// A row of problems, of which there must be none in so many pages.
fn none_of(id: &'static str, what: &str, kinds: &[Kind], found: &[(String, Problem)], pages: usize) -> Row {
    let broken = found.iter().filter(|(_, problem)| kinds.contains(&problem.kind));
    let broken: Vec<String> = broken.map(|(at, problem)| format!("{at}: {problem}")).collect();
    Row {
        id,
        what: what.to_owned(),
        limit: "none".to_owned(),
        worst: if broken.is_empty() { "none".to_owned() } else { broken.len().to_string() },
        at: broken.first().cloned().unwrap_or_default(),
        count: pages,
        pass: broken.is_empty() && pages > 0,
        broken,
    }
}

/// A number with its unit: `12.7 mm`, `10.2:1`.
fn figure(value: f32, unit: &str) -> String {
    let digits = if value.fract().abs() < 0.005 { 0 } else { 2 };
    let gap = if unit.is_empty() || unit.starts_with(':') { "" } else { " " };
    format!("{value:.digits$}{gap}{unit}")
}
