//! A simulated keypad and the real driver that reads it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_docs_in_private_items, dead_code)] // a test stops where it fails
#![allow(unreachable_pub)] // each test file takes what it needs

use std::path::{Path, PathBuf};
use std::time::Duration;

use device_sim::keypad::SimKeypad;
use drivers::DeviceState;
use drivers::keypad::{Delays, Event, Key, Keypad, KeypadConfig, Map, spawn};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Longest wait for anything that must come.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub fn delays() -> Delays {
    Delays { reopen: (Duration::from_millis(5), Duration::from_millis(20)), look: Duration::from_millis(20) }
}

pub fn map_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../config/keypads/{name}.toml"))
}

/// Two switches with this jack, as a file in `dir`.
pub fn two_switches_with_jack(dir: &Path, jack: &str) -> PathBuf {
    let file = dir.join("two-switch-jack.toml");
    let text = std::fs::read_to_string(map_file("two-switch")).unwrap();
    std::fs::write(&file, format!("{text}\n[jack]\n{jack}\n")).unwrap();
    file
}

pub struct Bench {
    pub sim: SimKeypad,
    pub keypad: Keypad,
    pub events: Receiver<Event>,
    pub dir: tempfile::TempDir,
}

impl Bench {
    /// This keypad, opened.
    pub async fn ready(name: &str) -> Self {
        Self::with(tempfile::tempdir().unwrap(), &map_file(name)).await
    }

    /// Two switches with this jack, opened.
    pub async fn with_jack(jack: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = two_switches_with_jack(dir.path(), jack);
        Self::with(dir, &file).await
    }

    async fn with(dir: tempfile::TempDir, file: &Path) -> Self {
        let sim = SimKeypad::start(dir.path().join("keypad"), file).unwrap();
        let config = KeypadConfig { map: Map::load(file).unwrap(), path: Some(sim.path().into()) };
        let (keypad, events) = spawn(config, delays());
        let bench = Self { sim, keypad, events, dir };
        bench.until(&DeviceState::Ready).await;
        bench
    }

    pub async fn until(&self, wanted: &DeviceState) {
        until(&self.keypad, wanted).await;
    }

    pub async fn event(&mut self) -> Event {
        next(&mut self.events).await
    }

    pub async fn key(&mut self, key: Key) {
        assert_eq!(self.event().await, Event::Key(key));
    }

    /// Presses `Next` and asserts that it is the first thing that comes: nothing came before.
    pub async fn nothing_before(&mut self) {
        self.sim.press(Key::Next).unwrap();
        self.key(Key::Next).await;
    }
}

pub async fn until(keypad: &Keypad, wanted: &DeviceState) {
    let mut state = keypad.state();
    let reached = timeout(PATIENCE, state.wait_for(|state| state == wanted)).await.map(|seen| drop(seen.unwrap()));
    assert!(reached.is_ok(), "wanted {wanted:?}, is {:?}", *state.borrow());
}

pub async fn next(events: &mut Receiver<Event>) -> Event {
    timeout(PATIENCE, events.recv()).await.expect("no event").expect("the task has ended")
}
