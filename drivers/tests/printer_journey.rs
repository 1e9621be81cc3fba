//! The ordinary life of the printer driver over a real pseudo-terminal: every model prints, says how it is, and is
//! asked who it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

mod printer_rig;

use std::time::{Duration, Instant};

use device_sim::printer::PaperLevel;
use drivers::DeviceState;
use drivers::printer::{Align, Cut, Op, Outcome, Paper, PrinterState, Span, Style, TextLine};
use printer_rig::{MODELS, PATIENCE, Rig, Setup, line, picture, ticket};
use tokio::sync::mpsc;
use tokio::time::timeout;

#[tokio::test(flavor = "multi_thread")]
async fn every_model_prints_a_ticket_and_knows_that_it_did() {
    for name in MODELS {
        let rig = Rig::ready(name).await;
        let style = Style { bold: true, width: 2, height: 2, ..Style::default() };
        let title = TextLine { align: Align::Centre, spans: vec![Span { text: "参保证明".into(), style }] };
        let mut ops = vec![Op::Text(title), line("姓名  张测试 ABC 123"), picture(100, 40)];
        ops.push(Op::Qr { data: "https://verify.example.test/v/7K3M".into(), module: 4 });
        ops.extend([line("有效期至 2027-01-31"), Op::Cut(Cut::Partial)]);
        assert_eq!(rig.print(ops).await, Outcome::Printed, "{name}");
        if name == "cn-kiosk-58mm" {
            rig.control.take_ticket();
        }
        let printed = rig.control.wait_ticket(1, PATIENCE).unwrap_or_else(|| panic!("{name}: no ticket"));
        for words in ["参保证明", "姓名  张测试 ABC 123", "有效期至 2027-01-31"] {
            assert!(printed.text.contains(words), "{name}: {words} in {:?}", printed.text);
        }
        assert_eq!(rig.control.tickets().len(), 1, "{name}");
        assert_eq!(rig.control.unknown_commands(), [""; 0], "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printer_says_who_it_is() {
    let rig = Rig::ready("cn-kiosk-80mm").await;
    let identity = timeout(PATIENCE, rig.printer.identity()).await.unwrap().unwrap();
    assert_eq!((identity.maker.as_str(), identity.model.as_str()), ("SIM", "KIOSK80"));
    assert_eq!(identity.serial, "SIM0000002");
    assert!(identity.font.contains("GB18030"), "{identity:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_and_cover_are_seen_without_a_job() {
    for name in MODELS {
        let rig = Rig::ready(name).await;
        rig.control.set_paper(PaperLevel::Near);
        rig.until("low", |state| state.paper == Paper::Low && state.ready()).await;
        rig.control.set_paper(PaperLevel::Out);
        rig.until("out", |state| state.paper == Paper::Out && !state.ready()).await;
        rig.control.set_paper(PaperLevel::Full);
        rig.until("full", |state| state.paper == Paper::Full && state.ready()).await;
        rig.control.set_cover(true);
        rig.until("open", |state| state.cover_open && matches!(state.device, DeviceState::Faulted(_))).await;
        rig.control.set_cover(false);
        rig.until("shut", PrinterState::ready).await;
    }
}

/// A pushed change is in the state long before the next question would have found it.
#[tokio::test(flavor = "multi_thread")]
async fn a_pushed_change_is_seen_at_once() {
    let mut setup = Setup::of("epson-80mm");
    setup.delays.poll_asb = Duration::from_hours(1);
    let rig = Rig::start(setup);
    rig.until("ready", PrinterState::ready).await;
    let start = Instant::now();
    rig.control.set_cover(true);
    rig.until("open", |state| state.cover_open).await;
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_hangs_in_the_slot_is_known_and_waited_for() {
    let rig = Rig::ready("cn-kiosk-80mm").await;
    assert_eq!(rig.printer.state().borrow().ticket_waiting, Some(false));
    assert_eq!(rig.print(ticket("first", 1)).await, Outcome::Printed);
    assert!(!rig.until("waiting", |state| state.ticket_waiting == Some(true)).await.ready());
    let refused = rig.print(ticket("second", 1)).await;
    assert_eq!(refused, Outcome::NotPrinted(drivers::printer::Reason::TicketNotTaken));
    rig.control.take_ticket();
    rig.until("taken", |state| state.ticket_waiting == Some(false) && state.ready()).await;
    assert_eq!(rig.print(ticket("second", 1)).await, Outcome::Printed);
    assert_eq!(rig.times_printed("second begins"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_rises_to_the_whole() {
    let rig = Rig::ready("epson-80mm").await;
    let (sender, mut progress) = mpsc::unbounded_channel();
    assert_eq!(rig.printer.print_watched(ticket("watched", 30), sender).await, Outcome::Printed);
    let mut last = 0;
    let mut total = 0;
    while let Ok(step) = progress.try_recv() {
        assert!(step.sent > last && step.sent <= step.total);
        (last, total) = (step.sent, step.total);
    }
    assert!(total > 500 && last == total, "{last} of {total}");
}

/// A job whose caller went away before it was begun is printed for nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_nobody_waits_for_is_not_begun() {
    let rig = Rig::ready("cn-kiosk-58mm").await;
    let (first, dropped) = (rig.printer.print(ticket("first", 3)), rig.printer.print(ticket("dropped", 3)));
    let mut dropped = Box::pin(dropped);
    let mut first = Box::pin(first);
    assert!(futures_once(&mut first).await.is_none() && futures_once(&mut dropped).await.is_none());
    drop(dropped);
    assert_eq!(timeout(PATIENCE, first).await.unwrap(), Outcome::Printed);
    assert_eq!(rig.print(ticket("last", 1)).await, Outcome::Printed);
    assert_eq!((rig.times_printed("dropped begins"), rig.times_printed("last begins")), (0, 1));
}

/// Lets a future begin, and no more.
async fn futures_once<F: Future<Output = Outcome> + Unpin>(future: &mut F) -> Option<Outcome> {
    tokio::select! {
        biased;
        outcome = future => Some(outcome),
        () = std::future::ready(()) => None,
    }
}

/// In real time: the printer never stands still for want of data, nothing overflows, and the last byte leaves in time.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_a_raster_qr_code_flows() {
    let rig = Rig::start(Setup::paced("cn-kiosk-80mm", 115_200));
    rig.until("ready", PrinterState::ready).await;
    let mut ops: Vec<Op> = (0..30).map(|_| line(&"社会保险".repeat(6))).collect();
    ops.push(Op::Qr { data: "https://verify.example.test/v/7K3M9Q".into(), module: 6 });
    ops.push(Op::Cut(Cut::Partial));
    let (sender, mut progress) = mpsc::unbounded_channel();
    let mut printing = Box::pin(rig.printer.print_watched(ops, sender));
    let first =
        tokio::select! { step = progress.recv() => step.unwrap(), outcome = &mut printing => panic!("{outcome:?}") };
    let start = Instant::now();
    let mut last = first;
    while last.sent < last.total {
        tokio::select! { step = progress.recv() => last = step.unwrap(), outcome = &mut printing => panic!("{outcome:?}") }
    }
    let wire = drivers::port::wire_time(last.total, 115_200);
    assert!(start.elapsed() < wire.mul_f64(1.05), "{:?} for {wire:?}", start.elapsed());
    assert_eq!(timeout(PATIENCE, printing).await.unwrap(), Outcome::Printed);
    assert_eq!((rig.control.overflowed_bytes(), rig.control.starved_ms()), (0, 0));
}

/// What an earlier run left half said and half printed is cleared and cut off before anybody's ticket.
#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_run_leaves_nothing_to_the_next_ticket() {
    let rig = Rig::bare(Setup::of("cn-kiosk-80mm"));
    let control = rig.control.clone();
    // The earlier run said a line and the beginning of a picture, and was killed.
    let mut half = b"\x1B@left over\n\x1Dv0\x00\x48\x00\x40\x00".to_vec();
    half.extend([0x55; 700]);
    {
        use std::io::Write;
        let mut port = device_sim::line::open_host_side(&rig.config.port.path).unwrap();
        port.write_all(&half).unwrap();
        assert!(control.wait_raw(half.len(), PATIENCE));
    }
    let printer = rig.spawn();
    assert!(timeout(PATIENCE, printer.discard()).await.unwrap());
    control.take_ticket();
    let mut state = printer.state();
    timeout(PATIENCE, state.wait_for(PrinterState::ready)).await.unwrap().unwrap();
    assert_eq!(timeout(PATIENCE, printer.print(ticket("mine", 2))).await.unwrap(), Outcome::Printed);
    let last = control.tickets().pop().unwrap();
    assert!(last.text.contains("mine begins") && last.text.contains("mine ends"), "{:?}", last.text);
    assert!(!last.text.contains("left over"), "{:?}", last.text);
}
