//! What is counted of a printer over its life, and how much paper is left by that count. Pure.
//!
//! Nobody can measure a roll: the driver counts the dots that it has fed since the roll was changed. The near-end sensor and
//! the end of the paper correct the count, and what they teach is kept for the rolls that follow.

use serde::{Deserialize, Serialize};

use super::model::Model;
use super::status::Paper;

/// Dots of a millimetre at 203 dpi.
pub const DOTS_MM: u64 = 8;
/// How much a new roll moves what was learnt: one part in so many.
const WEIGHT: u64 = 4;

/// What is counted. The program keeps it and gives it back at the next start (`PrinterConfig::counters`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Counters {
    /// Rows of dots that the paper was fed, 8 a millimetre.
    pub dots_fed: u64,
    /// Cuts.
    pub cuts: u64,
    /// Tickets that were printed and known to be.
    pub tickets: u64,
    /// Tickets that nobody took and that were drawn back.
    pub retracted: u64,
    /// Tickets that nobody took and that were put out of the slot.
    pub ejected: u64,
    /// `dots_fed` when the roll was changed. `None`: nobody has seen that.
    pub roll_began: Option<u64>,
    /// `dots_fed` when the near-end sensor first spoke of this roll. `None`: it has not, or nobody has seen it.
    pub near_end_began: Option<u64>,
    /// Dots of a whole roll, as the rolls so far have taught. `None`: as the model says.
    pub roll_dots_learnt: Option<u64>,
    /// Dots that are left when the near-end sensor speaks, as the rolls so far have taught. `None`: as the model says.
    pub near_end_dots_learnt: Option<u64>,
}

impl Counters {
    /// Dots of a whole roll. `None`: nobody knows.
    pub fn roll_dots(&self, model: &Model) -> Option<u64> {
        self.roll_dots_learnt.or_else(|| dots(model.roll_mm))
    }

    /// Dots that are left when the near-end sensor speaks. `None`: it has no such sensor.
    fn near_end_dots(&self, model: &Model) -> Option<u64> {
        let said = dots(model.near_end_mm)?;
        Some(self.near_end_dots_learnt.unwrap_or(said))
    }

    /// Dots of paper that are left. `None`: the roll was put in before anybody counted.
    pub fn dots_left(&self, model: &Model) -> Option<u64> {
        let near = self.near_end_dots(model);
        if let (Some(began), Some(near)) = (self.near_end_began, near) {
            return Some(near.saturating_sub(self.dots_fed.saturating_sub(began)));
        }
        let fed = self.dots_fed.saturating_sub(self.roll_began?);
        // A sensor that has not spoken yet says that at least as much is left.
        Some(self.roll_dots(model)?.saturating_sub(fed).max(near.unwrap_or(0)))
    }

    /// Millimetres of paper that are left.
    pub fn left_mm(&self, model: &Model) -> Option<u64> {
        self.dots_left(model).map(|left| left / DOTS_MM)
    }

    /// The same in hundredths of a roll, at most 100.
    pub fn left_percent(&self, model: &Model) -> Option<u8> {
        let roll = self.roll_dots(model).filter(|roll| *roll > 0)?;
        u8::try_from((self.dots_left(model)?.saturating_mul(100) / roll).min(100)).ok()
    }

    fn new_roll(&mut self) {
        self.roll_began = Some(self.dots_fed);
        self.near_end_began = None;
    }

    /// The near-end sensor speaks for the first time.
    fn near_end(&mut self, model: &Model) {
        self.near_end_began = Some(self.dots_fed);
        if let (Some(began), Some(near)) = (self.roll_began, self.near_end_dots(model)) {
            let roll = self.dots_fed.saturating_sub(began).saturating_add(near);
            learn(&mut self.roll_dots_learnt, roll, dots(model.roll_mm));
        }
    }

    /// The paper has ended.
    fn end(&mut self, model: &Model) {
        if let (Some(began), Some(said)) = (self.near_end_began, dots(model.near_end_mm)) {
            learn(&mut self.near_end_dots_learnt, self.dots_fed.saturating_sub(began), Some(said));
        }
    }
}

fn dots(mm: u32) -> Option<u64> {
    (mm > 0).then(|| u64::from(mm) * DOTS_MM)
}

/// Moves what was learnt towards what was seen. What is far from the model's word was another kind of roll, or a hand.
fn learn(learnt: &mut Option<u64>, seen: u64, said: Option<u64>) {
    let Some(said) = said else { return };
    if seen < said / 4 || seen > said.saturating_mul(4) {
        return;
    }
    let old = learnt.unwrap_or(said);
    *learnt = Some(old.saturating_mul(WEIGHT - 1).saturating_add(seen) / WEIGHT);
}

/// What the sensors say, one look after the other: when a roll was changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RollWatch {
    paper: Option<Paper>,
    /// The lid was open since the paper was last seen.
    opened: bool,
}

impl RollWatch {
    /// Takes a look. With the lid open the sensors look at whatever somebody's hands do: that counts for nothing.
    pub(super) fn look(&mut self, paper: Paper, cover_open: bool, counters: &mut Counters, model: &Model) {
        if cover_open {
            self.opened = true;
            return;
        }
        match (self.paper, paper) {
            (_, Paper::Jammed | Paper::Unknown) => return,
            (Some(Paper::Full), Paper::Low) if counters.near_end_began.is_none() => counters.near_end(model),
            // It may have been so for long: a correction, and nothing to learn from.
            (None, Paper::Low) if counters.near_end_began.is_none() => {
                counters.near_end_began = Some(counters.dots_fed);
            }
            (Some(Paper::Full | Paper::Low), Paper::Out) => counters.end(model),
            // Somebody put in a piece of a roll: how much it is nobody can say.
            (Some(Paper::Out), Paper::Low) => (counters.roll_began, counters.near_end_began) = (None, None),
            (Some(Paper::Out), Paper::Full) => counters.new_roll(),
            // Not the sensor's own doubt at the edge: somebody had the lid open.
            (Some(Paper::Low), Paper::Full) if self.opened => counters.new_roll(),
            // Changed while the program did not run, or while the printer was away.
            (None, Paper::Full) if counters.near_end_began.is_some() => counters.new_roll(),
            _ => {}
        }
        self.paper = Some(paper);
        self.opened = false;
    }
}

#[cfg(test)]
#[path = "counters_tests.rs"]
mod tests;
