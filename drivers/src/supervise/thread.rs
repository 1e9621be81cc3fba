//! The same supervision for a device whose calls block: it lives on a thread of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::{DRIVER_FAILED, Delays, told};
use crate::port::{Backoff, Jitter};
use crate::report::Vitals;
use crate::state::{DeviceState, Fault};

/// A device's thread as its supervisor sees it. Everything that outlives a panic is in it.
pub(crate) trait ThreadWorker {
    /// Lives until every handle is gone.
    fn live(&mut self);

    /// It has panicked: says so, and lets go what it was doing. Must not wait.
    fn fell(&mut self, fault: Fault);

    /// Shows a state to whoever watches.
    fn show_state(&self, state: DeviceState);

    /// Waits so long; `None`: every handle is gone, and it did not wait to the end.
    fn pause(&self, wait: Duration) -> Option<()>;

    /// Its counters.
    fn vitals(&self) -> &Vitals;
}

/// Runs it until it ends by itself.
pub(crate) fn supervise_thread(worker: &mut impl ThreadWorker, delays: &Delays, jitter: Jitter) {
    let mut backoff = Backoff::with_jitter(delays.restart.0, delays.restart.1, jitter);
    loop {
        let start = Instant::now();
        // What it used when it panicked is what outlives a panic: that is what the trait asks for.
        if catch_unwind(AssertUnwindSafe(|| worker.live())).is_ok() {
            return;
        }
        told(worker.vitals());
        worker.fell(Fault::Hardware(DRIVER_FAILED.into()));
        if start.elapsed() >= delays.settled {
            backoff.reset();
        }
        if worker.pause(backoff.take_wait()).is_none() {
            return;
        }
        worker.show_state(DeviceState::Opening);
    }
}
