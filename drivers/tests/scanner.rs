//! Scanners of all families, simulated on a pseudo-terminal: found, set up, triggered, and every fault ends in a state
//! that is told and left again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

mod scanner_support;

use std::time::Duration;

use device_sim::LineOptions;
use device_sim::scanner::{Family, ScannerFault, ScannerSim};
use drivers::port::PortConfig;
use drivers::scanner::{Dropped, Model, ScanEvent, ScannerConfig, spawn};
use drivers::{DeviceState, Fault};
use scanner_support::{Bench, CODE, PATIENCE, delays, model};
use tokio::task::JoinSet;
use tokio::time::timeout;

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

/// All families at once.
async fn of_every_family<T: Future<Output = ()> + Send + 'static>(test: impl Fn(Family) -> T) {
    let mut tests: JoinSet<()> = Family::ALL.into_iter().map(test).collect();
    while let Some(done) = tests.join_next().await {
        done.unwrap();
    }
}

#[tokio::test]
async fn a_reply_that_fails_once_is_nothing_and_the_code_still_comes() {
    of_every_family(fails_once).await;
}

async fn fails_once(family: Family) {
    for fault in [
        ScannerFault::Damaged { times: 1 },
        ScannerFault::Truncated { times: 1, keep_bytes: 3 },
        ScannerFault::ReplyBehind,
    ] {
        let mut bench = Bench::of(family, Model { answer_ms: 200, ..model(family) }, delays());
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        bench.control.set_fault(Some(fault));
        bench.control.hold(CODE);
        bench.scanner.arm();
        // What was damaged cannot be told from the code behind it: that code comes again, by itself.
        bench.code_at_last().await;
        bench.until("ready", |state| *state == DeviceState::Ready).await;
    }
}

#[tokio::test]
async fn what_keeps_it_from_working_is_told_and_over_when_it_is_over() {
    of_every_family(keeps_from_working).await;
}

async fn keeps_from_working(family: Family) {
    for fault in [
        ScannerFault::Silent,
        ScannerFault::NoReplies,
        ScannerFault::Refuses,
        ScannerFault::Noise { seed: 5 },
        ScannerFault::Damaged { times: 1_000_000 },
        // Half of a single byte is nothing.
        ScannerFault::Truncated { times: 1_000_000, keep_bytes: u32::from(family != Family::De2120) * 3 },
        ScannerFault::Late { by: Duration::from_secs(30) },
    ] {
        let mut bench = Bench::of(family, Model { answer_ms: 60, ..model(family) }, delays());
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
        bench.code_at_last().await;
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
