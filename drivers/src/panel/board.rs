//! What a back end of the panel must do.

use std::io;
use std::task::{Context, Poll};

use super::config::LineMap;
use super::line::{Inputs, Level, Output};
use crate::port::OpenError;

/// Opens the lines of a panel, again and again.
pub trait Board: Send + 'static {
    /// Its open lines.
    type Chip: Chip;

    /// Opens all lines, outputs at [`Output::safe`] from the first moment. [`OpenError::Missing`]: the chip is not there.
    /// Called inside a tokio runtime with I/O enabled.
    fn open(&mut self, lines: &LineMap) -> Result<Self::Chip, OpenError>;
}

/// One reading of all inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sample {
    /// Which are active now.
    pub active: Inputs,
    /// Which had an edge since the last reading, even if they read the same again.
    pub touched: Inputs,
}

/// Open lines. Dropping them gives them back; whoever owns them sets them to [`Output::safe`] before.
/// Calls take a millisecond at most: nothing here may wait.
pub trait Chip: Send + 'static {
    /// Whether an output can be dimmed; if not, a level from 50 is on.
    fn can_dim(&self) -> bool;

    /// Drives an output; one that the map does not have is ignored.
    fn set(&mut self, output: Output, level: Level) -> io::Result<()>;

    /// Reads the inputs.
    fn sample(&mut self) -> io::Result<Sample>;

    /// Ready when [`Self::sample`] may read something new, or the chip is gone.
    fn poll_edge(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>>;
}
