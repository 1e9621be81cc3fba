//! The scanner's wire: the plug at any moment, a real speed, the longest code, codes that nobody asked for, a module that
//! dies while it looks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

mod scanner_support;

use std::time::{Duration, Instant};

use device_sim::LineOptions;
use device_sim::scanner::{Family, ScannerFault, ScannerSim};
use drivers::port::PortConfig;
use drivers::scanner::{Delays, Dropped, MAX_CODE, Model, ScanEvent, ScannerConfig, spawn};
use drivers::{DeviceState, DeviceStatus, Fault};
use scanner_support::{Bench, CODE, PATIENCE, delays, model};
use tokio::time::timeout;

async fn ready(bench: &Bench) {
    bench.until("ready", |state| *state == DeviceState::Ready).await;
}

async fn absent(bench: &Bench) {
    bench.until("absent", |state| *state == DeviceState::Absent).await;
}

#[tokio::test]
async fn the_plug_at_any_moment() {
    for family in Family::ALL {
        for commands in 0..6 {
            let mut bench = Bench::start(family, delays());
            bench.scanner.arm();
            bench.counts("it is asked", move |counts| counts.commands >= commands).await;
            bench.control.unplug();
            absent(&bench).await;
            assert_eq!(bench.scanner.report().status, DeviceStatus::NoDevice);
            bench.control.replug();
            bench.looks(true).await;
            bench.control.hold(CODE);
            bench.code_at_last().await;
        }
    }
}

/// The port tells, armed or not: nothing has to be asked first.
#[tokio::test]
async fn a_pulled_plug_is_noticed_at_once() {
    let never = Duration::from_secs(3600);
    for armed in [false, true] {
        let bench = Bench::start(Family::Gm65, Delays { alive: never, again: never, ..delays() });
        ready(&bench).await;
        if armed {
            bench.scanner.arm();
            bench.looks(true).await;
        }
        let pulled = Instant::now();
        bench.control.unplug();
        absent(&bench).await;
        assert!(bench.scanner.report().sensors.is_empty(), "one that is away neither looks nor does not");
        assert!(pulled.elapsed() < Duration::from_millis(500), "{:?}", pulled.elapsed());
    }
}

#[tokio::test]
async fn one_that_comes_later_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let link = dir.path().join("scanner");
    let config = ScannerConfig { port: PortConfig::new(&link, 9600), model: model(Family::Newland) };
    let (scanner, mut events) = spawn(config, delays());
    let mut state = scanner.state();
    timeout(PATIENCE, state.wait_for(|state| *state == DeviceState::Absent)).await.unwrap().unwrap();
    scanner.arm();
    let sim = ScannerSim::start(LineOptions::instant(&link), Family::Newland).unwrap();
    timeout(PATIENCE, state.wait_for(|state| *state == DeviceState::Ready)).await.unwrap().unwrap();
    sim.control().hold(CODE);
    let event = timeout(PATIENCE, events.recv()).await.unwrap();
    assert!(matches!(event, Some(ScanEvent::Code(code)) if code.expose() == CODE.as_bytes()));
}

/// Bytes that come one by one, as on a wire at 9600 baud.
#[tokio::test]
async fn at_the_speed_of_a_real_wire() {
    for family in Family::ALL {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("scanner");
        let sim = ScannerSim::start(LineOptions::paced(&link, 9600), family).unwrap();
        let config = ScannerConfig { port: PortConfig::new(&link, 9600), model: model(family) };
        // A busy machine pauses in the middle of a code: that is no broken one.
        let (scanner, mut events) = spawn(config, Delays { unfinished: PATIENCE, ..delays() });
        let mut state = scanner.state();
        timeout(PATIENCE, state.wait_for(|state| *state == DeviceState::Ready)).await.unwrap().unwrap();
        scanner.arm();
        sim.control().hold(CODE);
        let event = timeout(PATIENCE, events.recv()).await.unwrap();
        assert!(matches!(event, Some(ScanEvent::Code(code)) if code.expose() == CODE.as_bytes()), "{family}");
    }
}

#[tokio::test]
async fn the_longest_code_comes_and_a_longer_one_is_dropped() {
    let mut bench = Bench::armed(Family::Gm65).await;
    for (length, whole) in [(MAX_CODE, true), (MAX_CODE + 1, false)] {
        bench.control.hold(vec![b'7'; length]);
        match timeout(PATIENCE, bench.events.recv()).await.unwrap().unwrap() {
            ScanEvent::Code(code) => assert!(whole && code.len() == length, "{} bytes", code.len()),
            ScanEvent::Dropped(why) => assert!(!whole && why == Dropped::TooLong, "{why}"),
        }
        bench.control.take();
    }
}

/// A module that looks although it was not told to: while nobody wants codes they are dropped.
#[tokio::test]
async fn what_nobody_asked_for_is_dropped() {
    for family in Family::ALL {
        let mut bench = Bench::ready(family).await;
        bench.control.set_fault(Some(ScannerFault::Unbidden));
        bench.control.hold("SOMEBODY'S");
        bench.counts("seen", |counts| counts.codes >= 1).await;
        bench.nothing().await;
        bench.scanner.arm();
        bench.looks(false).await; // it saw the code that is held
        assert_eq!(bench.code().await, "SOMEBODY'S");
        bench.scanner.disarm();
        let stops = bench.control.counts().stops;
        bench.counts("told to stop", move |counts| counts.stops > stops).await;
        while bench.events.try_recv().is_ok() {}
        bench.control.hold(CODE);
        bench.nothing().await;
    }
}

#[tokio::test]
async fn staff_see_whether_it_looks() {
    let bench = Bench::armed(Family::Gm72).await;
    for (look, wanted) in [(true, "on"), (false, "off")] {
        if !look {
            bench.scanner.disarm();
        }
        let starts = bench.control.counts().commands;
        bench.counts("asked on", move |counts| counts.commands >= starts + 3).await;
        let report = bench.scanner.report();
        assert_eq!(report.sensors.get("scanner").map(String::as_str), Some(wanted), "{report:?}");
        assert_eq!((report.name.as_str(), report.status), ("scanner", DeviceStatus::Online));
    }
}

/// It loses its power while it looks, behind a converter whose port stays: told although no code is wanted of it any more
/// than before, even by one that never answers a trigger.
#[tokio::test]
async fn one_that_dies_while_it_looks_is_missed() {
    for family in Family::ALL {
        let bench = Bench::of(family, Model { answer_ms: 60, ..model(family) }, delays());
        ready(&bench).await;
        bench.scanner.arm();
        bench.looks(true).await;
        bench.control.set_fault(Some(ScannerFault::Silent));
        bench.until("a fault", |state| *state == DeviceState::Faulted(Fault::Silent)).await;
    }
}

/// Whatever is printed of what happens, a code is not in it.
#[tokio::test]
async fn nobody_reads_a_code_in_a_log() {
    let mut bench = Bench::armed(Family::Honeywell).await;
    bench.control.hold(CODE);
    let event = timeout(PATIENCE, bench.events.recv()).await.unwrap().unwrap();
    let shown = format!("{event:?} {:?} {:?}", bench.scanner, bench.scanner.report());
    assert!(shown.contains("37 bytes") && !shown.contains("7KQM"), "{shown}");
}
