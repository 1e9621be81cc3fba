//! The sandbox's state, and the handle that works it from outside: the dock and tests cut the line with it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Certificate, Sensitive};
use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

use crate::PlatformError;

/// What the sandbox remembers between questions. Nothing of it is personal.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) offline: watch::Sender<bool>,
    pub(super) knobs: Mutex<Knobs>,
    pub(super) sessions: Mutex<HashMap<Sensitive<String>, OpenSession>>,
    pub(super) issued: Mutex<HashMap<Uuid, Issued>>,
}

/// What the control has set.
#[derive(Default)]
pub(super) struct Knobs {
    pub(super) delay: Option<Duration>,
    failures: u32,
    failure: Option<PlatformError>,
}

/// A session that was opened.
#[derive(Clone, Copy)]
pub(super) struct OpenSession {
    /// Place in the sandbox's people.
    pub(super) person: usize,
    pub(super) opened: Timestamp,
}

/// A certificate that was issued.
pub(super) struct Issued {
    /// Place in the sandbox's people.
    pub(super) person: usize,
    pub(super) certificate: Certificate,
}

/// What is behind the mutex, also after a panic elsewhere: each change is made whole or not at all.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Knobs {
    /// The failure that was ordered for the next question, if any.
    pub(super) fn take_failure(&mut self) -> Option<PlatformError> {
        self.failures = self.failures.checked_sub(1)?;
        self.failure.clone()
    }
}

/// Works the sandbox from outside. Cheap to clone.
#[derive(Clone)]
pub struct SandboxControl {
    shared: Arc<Shared>,
}

impl fmt::Debug for SandboxControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxControl").field("offline", &self.offline()).finish_non_exhaustive()
    }
}

impl SandboxControl {
    pub(super) fn of(shared: &Arc<Shared>) -> Self {
        Self { shared: Arc::clone(shared) }
    }

    /// Cuts the line, or mends it. Questions that wait for their answer end with `Offline` at once; what they asked for
    /// may have been done all the same, as with a real line.
    pub fn set_offline(&self, offline: bool) {
        self.shared.offline.send_replace(offline);
    }

    /// Whether the line is cut.
    pub fn offline(&self) -> bool {
        *self.shared.offline.borrow()
    }

    /// How long every answer takes at least, in place of `delay_ms` of `platform.toml`; `None` gives that back. A slow
    /// person's own delay stays when it is longer.
    pub fn set_delay(&self, delay: Option<Duration>) {
        lock(&self.shared.knobs).delay = delay;
    }

    /// The next `n` questions (all but `reachable`) fail with `error`, and nothing is done for them. A later order takes
    /// the place of an earlier one; `n` 0 takes it back.
    pub fn fail_next(&self, n: u32, error: PlatformError) {
        let mut knobs = lock(&self.shared.knobs);
        knobs.failures = n;
        knobs.failure = Some(error);
    }

    /// How many different certificates were issued since the start.
    pub fn issued(&self) -> usize {
        lock(&self.shared.issued).len()
    }
}
