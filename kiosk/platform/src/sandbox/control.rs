//! The sandbox's state, and the handle that works it from outside: the dock and tests cut the line with it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use std::{fmt, fs, io};

use domain::form::Forms;
use domain::{CaseNumber, Certificate, PersonalCodeKind, Sensitive};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use uuid::Uuid;

use super::codes::{CodeFate, ShownCode, fresh_code};
use super::departments::{Answer, Call, Departments, Order, Trouble, Way};
use super::error::OrderError;
use super::registry::Registry;
use crate::PlatformError;

/// What the sandbox remembers between questions. Nothing personal of it can be read.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) offline: watch::Sender<bool>,
    pub(super) knobs: Mutex<Knobs>,
    pub(super) sessions: Mutex<HashMap<Sensitive<String>, OpenSession>>,
    pub(super) issued: Mutex<HashMap<Uuid, Issued>>,
    /// Personal codes that phones show now.
    pub(super) codes: Mutex<HashMap<Sensitive<String>, ShownCode>>,
    pub(super) people: OnceLock<Vec<String>>,
    /// Applications.
    pub(super) registry: Mutex<Registry>,
    /// Where they are kept over a restart.
    pub(super) store: OnceLock<PathBuf>,
    /// What they are made with.
    pub(super) forms: OnceLock<Forms>,
}

impl Shared {
    /// The forms that applications are made with; without any, they are taken as they are.
    pub(super) fn forms(&self) -> &Forms {
        self.forms.get_or_init(Forms::default)
    }

    /// Writes what there is of applications, where it is kept.
    pub(super) fn keep(&self, registry: &Registry) -> io::Result<()> {
        let Some(file) = self.store.get() else { return Ok(()) };
        // Under another name first: a kill leaves the whole of before or of after.
        let begun = file.with_extension("new");
        fs::write(&begun, serde_json::to_vec(registry)?)?;
        fs::rename(&begun, file)
    }
}

/// What the control has set.
#[derive(Default)]
pub(super) struct Knobs {
    pub(super) delay: Option<Duration>,
    failures: u32,
    failure: Option<PlatformError>,
    pub(super) departments: Departments,
}

/// A session that was opened.
#[derive(Clone)]
pub(super) struct OpenSession {
    /// Whose data is asked for: place in the sandbox's people.
    pub(super) person: usize,
    /// When; where a helper acts, when the helper's own was.
    pub(super) opened: Timestamp,
    /// 帮办代办: who acts for the person.
    pub(super) helper: Option<Helper>,
}

/// Who acts for somebody else.
#[derive(Clone)]
pub(super) struct Helper {
    /// Place in the sandbox's people.
    pub(super) person: usize,
    /// Token of the helper's own session.
    pub(super) session: Sensitive<String>,
}

/// A certificate that was issued.
pub(super) struct Issued {
    /// Place in the sandbox's people.
    pub(super) person: usize,
    pub(super) certificate: Certificate,
}

/// For how long a code is remembered after it was shown, so that an old one is told from one that never was.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);

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

    /// The trouble that was ordered for a call, if any; earlier orders first.
    pub(super) fn take_trouble(&mut self, call: Call) -> Option<Trouble> {
        let fits = |order: &&mut Order| order.times > 0 && order.call.is_none_or(|of| of == call);
        let order = self.departments.troubles.iter_mut().find(fits)?;
        order.times -= 1;
        Some(order.trouble)
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

    /// The next `n` questions (all but `reachable` and those about applications, see
    /// [`trouble`](Self::trouble)) fail with `error`, and nothing is done for them. A later order takes
    /// the place of an earlier one; `n` 0 takes it back.
    pub fn fail_next(&self, n: u32, error: PlatformError) {
        let mut knobs = lock(&self.shared.knobs);
        knobs.failures = n;
        knobs.failure = Some(error);
    }

    /// The code that a person's phone shows now, and what becomes of it. `None`: there is no such person, or the system
    /// gives no random bytes.
    pub fn personal_code(&self, person: &str, kind: PersonalCodeKind, fate: CodeFate) -> Option<Sensitive<String>> {
        let index = self.shared.people.get()?.iter().position(|id| id == person)?;
        let text = fresh_code(kind)?;
        let shown = ShownCode { person: index, shown: Timestamp::now(), fate };
        let mut codes = lock(&self.shared.codes);
        codes.retain(|_, before| shown.shown.duration_since(before.shown) < KEPT_FOR);
        codes.insert(text.clone(), shown);
        Some(text)
    }

    /// From now on the applications of a form, or all, are gone about so; cases that are there already stay as they are.
    pub fn department(&self, form: Option<&str>, way: Way) {
        lock(&self.shared.knobs).departments.set(form, way);
    }

    /// The next `times` calls of a kind, or of all, meet this trouble. Orders add up, earlier ones first.
    pub fn trouble(&self, call: Option<Call>, trouble: Trouble, times: u32) {
        lock(&self.shared.knobs).departments.troubles.push(Order { call, trouble, times });
    }

    /// No more trouble.
    pub fn no_trouble(&self) {
        lock(&self.shared.knobs).departments.troubles.clear();
    }

    /// Answers a case at `now`, in place of what its department would do next. What came before stays: an order after a
    /// supplement begins another round.
    pub fn answer(&self, number: &CaseNumber, answer: Answer, now: Timestamp) -> Result<(), OrderError> {
        let mut registry = lock(&self.shared.registry);
        registry.answer(number, answer, self.shared.forms(), now)?;
        self.shared.keep(&registry).map_err(|_| OrderError::NotKept)
    }

    /// Ids of the applications that were handed in, each once.
    pub fn handed_in(&self) -> Vec<Uuid> {
        lock(&self.shared.registry).handed_in()
    }

    /// How many case numbers were given out.
    pub fn case_numbers(&self) -> usize {
        lock(&self.shared.registry).numbers()
    }

    /// The verification codes of the certificates that were issued since the start, for phones and papers in tests.
    pub fn verification_codes(&self) -> Vec<String> {
        lock(&self.shared.issued).values().map(|issued| issued.certificate.verification_code.clone()).collect()
    }

    /// How many different certificates were issued since the start.
    pub fn issued(&self) -> usize {
        lock(&self.shared.issued).len()
    }
}
