//! A simulated scanner on a pseudo-terminal, our driver at the other end, and patience.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use std::path::Path;
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::scanner::{Family, ScannerControl, ScannerCounts, ScannerSim};
use drivers::DeviceState;
use drivers::port::PortConfig;
use drivers::scanner::{Delays, Model, ScanEvent, Scanner, ScannerConfig, spawn};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Longer than anything here takes; a test that needs it has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);
pub const CODE: &str = "https://verify.example/v/7KQM4RTX9PWE";

pub struct Bench {
    pub control: ScannerControl,
    pub scanner: Scanner,
    pub events: Receiver<ScanEvent>,
    pub sim: ScannerSim,
    pub dir: tempfile::TempDir,
}

/// Waits short enough for a test; the same code counts as new at once when it was away.
pub fn delays() -> Delays {
    let ms = Duration::from_millis;
    Delays {
        gap: ms(30),
        unfinished: ms(60),
        same: ms(400),
        alive: ms(60),
        // Well after an unfinished code was given up, on a busy machine too.
        again: ms(240),
        after_code: ms(40),
        reopen_first: ms(10),
        reopen_most: ms(60),
        ..Delays::default()
    }
}

pub fn model(family: Family) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/scanners");
    let mut model = Model::load(&folder.join(format!("{family}.toml"))).unwrap();
    model.between_ms = model.between_ms.min(5);
    model
}

impl Bench {
    pub fn start(family: Family, delays: Delays) -> Self {
        Self::of(family, model(family), delays)
    }

    /// Of a model of its own.
    pub fn of(family: Family, model: Model, delays: Delays) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("scanner");
        let sim = ScannerSim::start(LineOptions::instant(&link), family).unwrap();
        let config = ScannerConfig { port: PortConfig::new(&link, 9600), model };
        let (scanner, events) = spawn(config, delays);
        Self { control: sim.control(), scanner, events, sim, dir }
    }

    pub async fn ready(family: Family) -> Self {
        let bench = Self::start(family, delays());
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        bench
    }

    pub async fn armed(family: Family) -> Self {
        let bench = Self::ready(family).await;
        bench.scanner.arm();
        bench.looks(true).await;
        bench
    }

    pub async fn until(&self, what: &str, wanted: impl Fn(&DeviceState) -> bool) {
        let mut state = self.scanner.state();
        let reached = timeout(PATIENCE, state.wait_for(|state| wanted(state))).await.map(|seen| drop(seen.unwrap()));
        assert!(reached.is_ok(), "wanted {what}, is {:?}", *state.borrow());
    }

    pub async fn looks(&self, on: bool) {
        let control = self.control.clone();
        let is = tokio::task::spawn_blocking(move || control.wait_looks(PATIENCE, on)).await.unwrap();
        assert!(is, "its light must be {on}");
    }

    pub async fn counts(&self, what: &str, wanted: impl Fn(&ScannerCounts) -> bool + Send + 'static) {
        let control = self.control.clone();
        let there = tokio::task::spawn_blocking(move || control.wait_counts(PATIENCE, wanted)).await.unwrap();
        assert!(there, "{what}: {:?}", self.control.counts());
    }

    /// The text of the next code.
    pub async fn code(&mut self) -> String {
        match timeout(PATIENCE, self.events.recv()).await.expect("no code").expect("the task has ended") {
            ScanEvent::Code(code) => code.text().unwrap().expose().to_owned(),
            ScanEvent::Dropped(why) => panic!("{why}"),
        }
    }

    /// Waits until the code was read; what was no code is passed over.
    pub async fn code_at_last(&mut self) {
        let whole = async {
            while let Some(event) = self.events.recv().await {
                if matches!(&event, ScanEvent::Code(code) if code.expose() == CODE.as_bytes()) {
                    return true;
                }
            }
            false
        };
        assert!(timeout(PATIENCE, whole).await.expect("the code does not come"), "the task has ended");
    }

    /// Lets the module be asked some more, then asserts that nothing was told meanwhile.
    pub async fn nothing(&mut self) {
        let before = self.control.counts().commands;
        self.counts("it is asked", move |counts| counts.commands >= before + 4).await;
        let event = self.events.try_recv();
        assert!(event.is_err(), "{event:?}");
    }
}
