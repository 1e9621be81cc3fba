//! Runs the drivers on recordings ([`crate::record`]): plays the device's side of the wire as it was, and says where the
//! driver does something else than it did.
//!
//! A [`Replayer`] opens lines in memory, so that it needs no device and, on a paused clock, no time. [`rerun`] puts the
//! right driver in front of it, asks of it what was asked then, and returns what it said.

mod compare;
mod dialect;
mod player;
mod rerun;
mod steps;

use std::time::Duration;

pub use player::{Asked, Divergence, Replayer, Report};
pub use rerun::{Drivers, Rerun, RerunError, rerun};

/// When the driver's bytes count as those that were recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compare {
    /// The same bytes in the same order.
    Exact,
    /// The same commands in the same order; questions that are asked again and again (is there a card? is there paper?)
    /// may come more or less often, and are answered as the last time.
    #[default]
    Commands,
}

/// When the device's side speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// After the times that were recorded.
    #[default]
    Recorded,
    /// The same, but no wait is longer than a tenth of a second.
    Fast,
}

/// How a recording is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How strictly the driver's bytes are compared.
    pub compare: Compare,
    /// How fast.
    pub pace: Pace,
    /// How long the driver may keep from sending what was recorded.
    pub patience: Duration,
    /// How long the driver is left running after the last recorded line.
    pub linger: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            compare: Compare::default(),
            pace: Pace::default(),
            patience: Duration::from_secs(30),
            linger: Duration::from_millis(500),
        }
    }
}
