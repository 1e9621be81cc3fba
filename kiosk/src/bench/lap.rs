//! A stopwatch for what one thread does on one core.

use std::time::{Duration, Instant};

use crate::process;

/// Runs from its making. It stands while the thread, ready to run, waits for a core that another program has: what a busy
/// machine does to a figure is no property of the terminal. Waiting for disk and memory is counted.
pub(super) struct Lap {
    begun: Instant,
    queued: Duration,
}

impl Lap {
    /// Starts.
    pub(super) fn begin() -> Self {
        Self { queued: process::queued().unwrap_or_default(), begun: Instant::now() }
    }

    /// Seconds since the start.
    pub(super) fn seconds(&self) -> f64 {
        let took = self.begun.elapsed();
        took.saturating_sub(process::queued().unwrap_or_default().saturating_sub(self.queued)).as_secs_f64()
    }
}
