//! How a device is, for staff and for `kiosk status --json`: one form for all of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use crate::state::{DeviceState, DeviceStatus};

/// How a device is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceReport {
    /// As in the configuration: `id_card`, `printer`, `keypad`.
    pub name: String,
    /// In the vocabulary of XFS4IoT.
    pub status: DeviceStatus,
    /// What is wrong and what to check; `None` when nothing is.
    pub detail: Option<String>,
    /// Since when the status is so.
    pub since: Timestamp,
    /// Times that its task failed and was started again.
    pub restarts: u32,
    /// Times that its port was opened again.
    pub reopenings: u32,
    /// What it says it is, once it has been asked.
    pub identity: Option<DeviceIdentity>,
    /// What it measures, by the names and in the words of XFS4IoT where that has some.
    pub sensors: BTreeMap<&'static str, String>,
}

/// What a device says it is; empty where it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceIdentity {
    /// Who made it.
    pub maker: String,
    /// Its model.
    pub model: String,
    /// Version of its firmware.
    pub firmware: String,
    /// Its serial number.
    pub serial: String,
}

/// What is counted and noted of a device over all its lives. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub(crate) struct Vitals(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: &'static str,
    restarts: AtomicU32,
    openings: AtomicU32,
    facts: Mutex<Facts>,
}

#[derive(Debug)]
struct Facts {
    status: DeviceStatus,
    since: Timestamp,
    identity: Option<DeviceIdentity>,
    sensors: BTreeMap<&'static str, String>,
}

impl Vitals {
    /// Of a device that is starting.
    pub(crate) fn new(name: &'static str) -> Self {
        let (status, since) = (DeviceStatus::Starting, Timestamp::now());
        let facts = Mutex::new(Facts { status, since, identity: None, sensors: BTreeMap::new() });
        Self(Arc::new(Inner { name, restarts: AtomicU32::new(0), openings: AtomicU32::new(0), facts }))
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        self.0.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &'static str {
        self.0.name
    }

    /// Its task panicked: the how-manieth time.
    pub(crate) fn fell(&self) -> u32 {
        self.0.restarts.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Its port was opened.
    pub(crate) fn opened(&self) {
        self.0.openings.fetch_add(1, Ordering::Relaxed);
    }

    /// How often its task was started again.
    pub(crate) fn restarts(&self) -> u32 {
        self.0.restarts.load(Ordering::Relaxed)
    }

    /// Its state is this now. What it was called is forgotten with the device.
    pub(crate) fn shows(&self, state: &DeviceState) {
        let mut facts = self.facts();
        let status = state.status();
        if facts.status != status {
            facts.status = status;
            facts.since = Timestamp::now();
        }
        if *state == DeviceState::Absent {
            facts.identity = None;
            facts.sensors.clear();
        }
    }

    /// It said what it is.
    pub(crate) fn identified(&self, identity: DeviceIdentity) {
        self.facts().identity = Some(identity);
    }

    /// A sensor says this.
    pub(crate) fn senses(&self, sensor: &'static str, value: &str) {
        let mut facts = self.facts();
        if facts.sensors.get(sensor).is_none_or(|known| known != value) {
            facts.sensors.insert(sensor, value.to_owned());
        }
    }

    /// How it is. `state` is what its watchers see.
    pub(crate) fn report(&self, state: &DeviceState) -> DeviceReport {
        let facts = self.facts();
        let detail = match state {
            DeviceState::Faulted(fault) => Some(fault.to_string()),
            DeviceState::Absent => {
                Some("the port does not exist; check the cable and the path in the configuration".into())
            }
            _ => None,
        };
        DeviceReport {
            name: self.0.name.into(),
            status: state.status(),
            detail,
            since: facts.since,
            restarts: self.restarts(),
            reopenings: self.0.openings.load(Ordering::Relaxed).saturating_sub(1),
            identity: facts.identity.clone(),
            sensors: facts.sensors.clone(),
        }
    }
}
