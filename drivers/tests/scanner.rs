//! Scanners of all families, simulated on a pseudo-terminal: found, set up, triggered, and every fault ends in a state
//! that is told and left again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

use std::path::Path;
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::scanner::{Family, ScannerControl, ScannerCounts, ScannerFault, ScannerSim};
use drivers::port::PortConfig;
use drivers::scanner::{Delays, Dropped, Model, ScanEvent, Scanner, ScannerConfig, spawn};
use drivers::{DeviceState, Fault};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Longer than anything here takes; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(20);
const CODE: &str = "https://verify.example/v/7KQM4RTX9PWE";

struct Bench {
    control: ScannerControl,
    scanner: Scanner,
    events: Receiver<ScanEvent>,
    _sim: ScannerSim,
    _dir: tempfile::TempDir,
}

/// Waits short enough for a test; the same code counts as new at once when it was away.
fn delays() -> Delays {
    let ms = Duration::from_millis;
    Delays {
        gap: ms(30),
        unfinished: ms(60),
        same: ms(400),
        alive: ms(60),
        again: ms(60),
        after_code: ms(40),
        reopen_first: ms(10),
        reopen_most: ms(60),
        ..Delays::default()
    }
}

fn model(family: Family) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/scanners");
    let mut model = Model::load(&folder.join(format!("{family}.toml"))).unwrap();
    model.between_ms = model.between_ms.min(5);
    model
}

impl Bench {
    fn start(family: Family, delays: Delays) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("scanner");
        let sim = ScannerSim::start(LineOptions::instant(&link), family).unwrap();
        let config = ScannerConfig { port: PortConfig::new(&link, 9600), model: model(family) };
        let (scanner, events) = spawn(config, delays);
        Self { control: sim.control(), scanner, events, _sim: sim, _dir: dir }
    }

    async fn ready(family: Family) -> Self {
        let bench = Self::start(family, delays());
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        bench
    }

    async fn armed(family: Family) -> Self {
        let bench = Self::ready(family).await;
        bench.scanner.arm();
        bench.looks(true).await;
        bench
    }

    async fn until(&self, what: &str, wanted: impl Fn(&DeviceState) -> bool) {
        let mut state = self.scanner.state();
        let reached = timeout(PATIENCE, state.wait_for(|state| wanted(state))).await.map(|seen| drop(seen.unwrap()));
        assert!(reached.is_ok(), "wanted {what}, is {:?}", *state.borrow());
    }

    async fn looks(&self, on: bool) {
        let control = self.control.clone();
        let is = tokio::task::spawn_blocking(move || control.wait_looks(PATIENCE, on)).await.unwrap();
        assert!(is, "its light must be {on}");
    }

    async fn counts(&self, what: &str, wanted: impl Fn(&ScannerCounts) -> bool + Send + 'static) {
        let control = self.control.clone();
        let there = tokio::task::spawn_blocking(move || control.wait_counts(PATIENCE, wanted)).await.unwrap();
        assert!(there, "{what}: {:?}", self.control.counts());
    }

    /// The text of the next code.
    async fn code(&mut self) -> String {
        match timeout(PATIENCE, self.events.recv()).await.expect("no code").expect("the task has ended") {
            ScanEvent::Code(code) => code.text().unwrap().expose().to_owned(),
            ScanEvent::Dropped(why) => panic!("{why}"),
        }
    }

    /// Waits until the code was read; what was no code is passed over.
    async fn code_at_last(&mut self) {
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
    async fn nothing(&mut self) {
        let before = self.control.counts().commands;
        self.counts("it is asked", move |counts| counts.commands >= before + 4).await;
        let event = self.events.try_recv();
        assert!(event.is_err(), "{event:?}");
    }
}

#[tokio::test]
async fn every_family_is_found_set_up_and_reads() {
    for family in Family::ALL {
        let mut bench = Bench::ready(family).await;
        // As delivered some look all the time: after the set-up, only when told.
        bench.control.hold(CODE);
        bench.nothing().await;
        assert!(!bench.control.looks(), "{family}: its light is on though nobody wants a code");
        bench.scanner.arm();
        assert_eq!(bench.code().await, CODE, "{family}");
        bench.scanner.disarm();
        bench.control.take();
        bench.looks(false).await;
        bench.nothing().await;
    }
}

#[tokio::test]
async fn a_code_that_stays_is_told_once_and_again_to_the_next_person() {
    let mut bench = Bench::armed(Family::Gm65).await;
    bench.control.hold(CODE);
    assert_eq!(bench.code().await, CODE);
    // It is triggered again and sees the same code again.
    bench.counts("seen again", |counts| counts.codes >= 4).await;
    bench.nothing().await;
    bench.scanner.disarm();
    bench.looks(false).await;
    bench.scanner.arm();
    assert_eq!(bench.code().await, CODE);
}

#[tokio::test]
async fn codes_in_gbk_are_text_and_binary_ones_are_bytes() {
    let mut bench = Bench::armed(Family::De2120).await;
    bench.control.hold([0xD5, 0xC5, 0xB2, 0xE2, 0xCA, 0xD4]);
    assert_eq!(bench.code().await, "张测试");
    bench.control.hold([0xFF, 0xFE, 0x80]);
    match timeout(PATIENCE, bench.events.recv()).await.unwrap().unwrap() {
        ScanEvent::Code(code) => assert_eq!((code.expose(), code.text().is_none()), (&[0xFF, 0xFE, 0x80][..], true)),
        ScanEvent::Dropped(why) => panic!("{why}"),
    }
}

#[tokio::test]
async fn settings_are_written_once_and_never_to_flash() {
    let bench = Bench::ready(Family::Gm65).await;
    assert_eq!(bench.control.counts().writes, 1, "the mode, and nothing else");
    bench.control.unplug();
    bench.until("absent", |state| *state == DeviceState::Absent).await;
    bench.control.replug();
    bench.until("ready", |state| *state == DeviceState::Ready).await;
    assert_eq!(bench.control.counts().writes, 2, "without power it has forgotten");
}

#[tokio::test]
async fn unplugged_in_the_middle_it_comes_back_armed() {
    let mut bench = Bench::armed(Family::Newland).await;
    bench.control.unplug();
    bench.until("absent", |state| *state == DeviceState::Absent).await;
    bench.control.replug();
    bench.looks(true).await;
    bench.control.hold(CODE);
    assert_eq!(bench.code().await, CODE);
    assert_eq!(bench.scanner.report().reopenings, 1);
}

#[tokio::test]
async fn a_reply_that_fails_once_is_nothing_and_the_code_still_comes() {
    for family in Family::ALL {
        for fault in [ScannerFault::Damaged { times: 1 }, ScannerFault::ReplyBehind] {
            let mut bench = Bench::ready(family).await;
            bench.control.set_fault(Some(fault));
            bench.control.hold(CODE);
            bench.scanner.arm();
            // What was damaged cannot be told from the code behind it: that code comes again, by itself.
            bench.code_at_last().await;
            bench.until("ready", |state| *state == DeviceState::Ready).await;
        }
    }
}

#[tokio::test]
async fn what_keeps_it_from_working_is_told_and_over_when_it_is_over() {
    for family in Family::ALL {
        for fault in [
            ScannerFault::Silent,
            ScannerFault::NoReplies,
            ScannerFault::Refuses,
            ScannerFault::Noise { seed: 5 },
            ScannerFault::Damaged { times: 1_000_000 },
            ScannerFault::Late { by: Duration::from_secs(30) },
        ] {
            let mut model = model(family);
            model.answer_ms = 40;
            let dir = tempfile::tempdir().unwrap();
            let link = dir.path().join("scanner");
            let sim = ScannerSim::start(LineOptions::instant(&link), family).unwrap();
            let config = ScannerConfig { port: PortConfig::new(&link, 115_200), model };
            let (scanner, events) = spawn(config, delays());
            let mut bench = Bench { control: sim.control(), scanner, events, _sim: sim, _dir: dir };
            bench.until("ready", |state| *state == DeviceState::Ready).await;
            bench.control.set_fault(Some(fault));
            bench.until(&format!("{family} {fault}"), |state| matches!(state, DeviceState::Faulted(_))).await;
            let known = match &*bench.scanner.state().borrow() {
                DeviceState::Faulted(Fault::Silent | Fault::Garbled | Fault::Hardware(_)) => true,
                other => panic!("{family} {fault}: {other:?}"),
            };
            assert!(known && bench.scanner.report().detail.is_some());
            bench.control.set_fault(None);
            bench.until("ready again", |state| *state == DeviceState::Ready).await;
            bench.scanner.arm();
            bench.control.hold(CODE);
            assert_eq!(bench.code().await, CODE, "{family} after {fault}");
        }
    }
}

#[tokio::test]
async fn half_codes_and_floods_are_dropped_and_said() {
    for (fault, why) in [
        (ScannerFault::NoEnd { times: 1 }, Dropped::Unfinished),
        (ScannerFault::Flood { bytes: 300_000 }, Dropped::TooLong),
    ] {
        let mut bench = Bench::armed(Family::Gm65).await;
        bench.control.set_fault(Some(fault));
        bench.control.hold(CODE);
        match timeout(PATIENCE, bench.events.recv()).await.unwrap().unwrap() {
            ScanEvent::Dropped(said) => assert_eq!(said, why),
            ScanEvent::Code(code) => panic!("a code of {} bytes", code.len()),
        }
        assert_eq!(bench.code().await, CODE, "the next trigger reads it");
    }
}

#[tokio::test]
async fn at_the_end_of_the_program_its_light_goes_out() {
    let bench = Bench::armed(Family::Honeywell).await;
    drop(bench.scanner);
    let control = bench.control.clone();
    assert!(tokio::task::spawn_blocking(move || control.wait_looks(PATIENCE, false)).await.unwrap());
}

#[tokio::test]
async fn whoever_is_no_scanner_is_not_ready() {
    // A GM65 that is configured as one of another family.
    let dir = tempfile::tempdir().unwrap();
    let link = dir.path().join("scanner");
    let _sim = ScannerSim::start(LineOptions::instant(&link), Family::Gm65).unwrap();
    let mut newland = model(Family::Newland);
    newland.answer_ms = 30;
    let (scanner, _events) = spawn(ScannerConfig { port: PortConfig::new(&link, 9600), model: newland }, delays());
    let mut state = scanner.state();
    let faulted = timeout(PATIENCE, state.wait_for(|state| matches!(state, DeviceState::Faulted(_)))).await;
    assert!(faulted.is_ok(), "{:?}", scanner.report());
}
