//! The ticket in the slot over a real pseudo-terminal: presented, taken, left behind, drawn back, stuck. Nobody gets
//! somebody's paper.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

mod printer_rig;

use std::time::Duration;

use device_sim::printer::PrinterFault;
use drivers::printer::{Cleared, LeftBehind, Outcome, Paper, Presenter, PrinterState, Reason, TicketTaken};
use drivers::state::DeviceState;
use printer_rig::{PATIENCE, Rig, Setup, ticket};
use tokio::time::timeout;

/// Models with a presenter; what tells of their slot is not the same.
const PRESENTERS: [&str; 2] = ["custom-kpm-80mm", "custom-kpm150h-80mm"];
const DRAW_BACK: &[u8] = b"\x1De\x02";

/// A presenter that does this after so long.
fn setup(name: &str, left_behind: LeftBehind, after: Duration) -> Setup {
    let mut setup = Setup::of(name);
    let presenter = setup.model.presenter.take().unwrap();
    setup.model.presenter = Some(Presenter { left_behind, after, ..presenter });
    setup
}

async fn ready(setup: Setup) -> Rig {
    let rig = Rig::start(setup);
    rig.until("ready", PrinterState::ready).await;
    rig
}

/// A rig with a printed ticket in its slot.
async fn with_ticket(setup: Setup) -> Rig {
    let rig = ready(setup).await;
    assert_eq!(rig.print(ticket("first", 2)).await, Outcome::Printed);
    rig.until("waiting", |state| state.ticket_waiting == Some(true)).await;
    rig
}

async fn clear(rig: &Rig) -> Cleared {
    timeout(PATIENCE, rig.printer.clear_slot()).await.unwrap()
}

fn times(rig: &Rig, command: &[u8]) -> usize {
    rig.control.raw().windows(command.len()).filter(|bytes| *bytes == command).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_presented_and_the_next_waits_until_it_is_taken() {
    for name in PRESENTERS {
        let rig = with_ticket(Setup::of(name)).await;
        assert!(rig.control.ticket_waiting(), "{name}: presented");
        assert!(rig.control.tickets()[0].text.contains("first ends"), "{name}");
        assert_eq!(times(&rig, b"\x1De\x03\x80"), 1, "{name}: 128 steps");
        assert_eq!(rig.print(ticket("second", 1)).await, Outcome::NotPrinted(Reason::TicketNotTaken), "{name}");
        rig.control.take_ticket();
        rig.until("taken", |state| state.ticket_waiting == Some(false) && state.ready()).await;
        assert_eq!(rig.print(ticket("second", 1)).await, Outcome::Printed, "{name}");
        assert_eq!((rig.times_printed("second begins"), rig.control.retracted().len()), (1, 0), "{name}");
        assert_eq!(rig.control.unknown_commands(), [""; 0], "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_left_behind_is_taken_away_by_model() {
    for (name, left_behind) in [
        (PRESENTERS[0], LeftBehind::Retract),
        (PRESENTERS[1], LeftBehind::Retract),
        (PRESENTERS[0], LeftBehind::Eject),
        (PRESENTERS[1], LeftBehind::Eject),
    ] {
        let rig = with_ticket(setup(name, left_behind, Duration::from_millis(300))).await;
        let state = rig.until("empty", |state| state.ticket_waiting == Some(false) && state.ready()).await;
        assert!(!state.ticket_left_behind, "{name}");
        let counters = *rig.printer.counters().borrow();
        let (away, counted) = match left_behind {
            LeftBehind::Retract => (rig.control.retracted(), (1, 0)),
            _ => (rig.control.ejected(), (0, 1)),
        };
        assert!(away.len() == 1 && away[0].text.contains("first begins"), "{name}: {away:?}");
        assert_eq!((counters.retracted, counters.ejected), counted, "{name}");
        assert_eq!(rig.print(ticket("second", 1)).await, Outcome::Printed, "{name}");
    }
}

/// The delay counts from the moment at which the ticket is there, not from the last look.
#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_not_taken_away_too_early() {
    let after = Duration::from_millis(900);
    let rig = with_ticket(setup(PRESENTERS[0], LeftBehind::Retract, after)).await;
    let start = std::time::Instant::now();
    rig.until("empty", |state| state.ticket_waiting == Some(false)).await;
    assert!(start.elapsed() > after / 2, "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_is_to_be_held_is_warned_of() {
    let rig = with_ticket(setup(PRESENTERS[1], LeftBehind::Hold, Duration::from_millis(100))).await;
    let state = rig.until("left behind", |state| state.ticket_left_behind).await;
    assert!(!state.ready() && state.to_string().contains("left behind"), "{state}");
    assert_eq!(clear(&rig).await, Cleared::Held);
    assert!(rig.control.ticket_waiting());
    rig.control.take_ticket();
    rig.until("taken", |state| !state.ticket_left_behind && state.ready()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_slot_is_cleared_when_the_program_asks() {
    for (name, done) in [(PRESENTERS[0], Cleared::Retracted), (PRESENTERS[1], Cleared::Ejected)] {
        let rig = with_ticket(Setup::of(name)).await;
        assert_eq!(clear(&rig).await, done, "{name}");
        assert!(!rig.control.ticket_waiting(), "{name}");
        assert_eq!(clear(&rig).await, Cleared::Empty, "{name}");
        assert_eq!(
            (rig.control.retracted().len() + rig.control.ejected().len(), times(&rig, DRAW_BACK) < 2),
            (1, true)
        );
        assert_eq!(rig.print(ticket("second", 1)).await, Outcome::Printed, "{name}");
    }
    // What cannot take it away says so, and what cannot tell as well.
    let rig = Rig::ready("cn-kiosk-80mm").await;
    assert_eq!(clear(&rig).await, Cleared::Empty);
    assert_eq!(rig.print(ticket("first", 1)).await, Outcome::Printed);
    assert_eq!(clear(&rig).await, Cleared::Held);
    assert_eq!(clear(&Rig::ready("epson-80mm").await).await, Cleared::Unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_drawn_back_while_a_ticket_is_printed() {
    let mut setup = Setup::paced(PRESENTERS[0], 115_200);
    setup.delays.retract = PATIENCE;
    let rig = ready(setup).await;
    let printer = rig.printer.clone();
    let job = tokio::spawn(async move { printer.print(ticket("long", 30)).await });
    rig.until("busy", |state| state.device == DeviceState::Busy).await;
    assert!(rig.control.wait_ink(30, PATIENCE));
    assert_eq!(clear(&rig).await, Cleared::Refused(Reason::Busy));
    assert_eq!(timeout(PATIENCE, job).await.unwrap().unwrap(), Outcome::Printed);
    assert!(rig.control.ticket_waiting(), "the ticket is there for whoever waited for it");
    assert_eq!((times(&rig, DRAW_BACK), rig.control.retracted().len()), (0, 0));
    // The job is over: now it may.
    rig.until("waiting", |state| state.ticket_waiting == Some(true)).await;
    assert_eq!(clear(&rig).await, Cleared::Retracted);
}

/// A job that waits to be begun counts as one: what it prints is not to be drawn back by a call that came before it.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_waits_is_protected_as_well() {
    let rig = ready(Setup::of(PRESENTERS[0])).await;
    let mut job = Box::pin(rig.printer.print(ticket("waits", 3)));
    tokio::select! {
        biased;
        outcome = &mut job => panic!("{outcome:?}"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(clear(&rig).await, Cleared::Refused(Reason::Busy));
    assert_eq!(timeout(PATIENCE, job).await.unwrap(), Outcome::Printed);
    assert_eq!(rig.control.retracted().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jam_in_the_presenter_is_a_jam() {
    for name in PRESENTERS {
        let rig = ready(Setup::of(name)).await;
        rig.control.set_fault(Some(PrinterFault::PresenterJams));
        assert_eq!(rig.print(ticket("first", 2)).await, Outcome::Unknown(Reason::Jammed), "{name}");
        let state = rig.until("jammed", |state| state.paper == Paper::Jammed).await;
        assert_eq!(state.trouble(), Some(Reason::Jammed), "{name}");
        assert_eq!(clear(&rig).await, Cleared::Refused(Reason::Jammed), "{name}: no motor in a jam");
        assert_eq!(rig.print(ticket("second", 2)).await, Outcome::NotPrinted(Reason::Jammed), "{name}");
        rig.control.set_fault(None);
        rig.next_ticket_is_whole(name).await;
    }
}

/// It is tried three times and left to staff: the motor does not run for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_cannot_be_drawn_back_is_left_to_staff() {
    let mut setup = setup(PRESENTERS[0], LeftBehind::Retract, Duration::from_millis(60));
    setup.delays.retract = Duration::from_millis(100);
    setup.fault = Some(PrinterFault::RetractFails);
    let rig = with_ticket(setup).await;
    rig.until("stuck", |state| state.paper == Paper::Jammed && state.ticket_left_behind).await;
    let looks = |rig: &Rig| times(rig, b"\x10\x04\x01");
    let more = |rig: &Rig| assert!(rig.control.wait_raw(rig.control.raw().len() + 1, PATIENCE), "it looks no more");
    while times(&rig, DRAW_BACK) < 3 {
        more(&rig);
    }
    // More looks than all of it took.
    let until = looks(&rig) + 15;
    while looks(&rig) < until {
        more(&rig);
    }
    assert_eq!(times(&rig, DRAW_BACK), 3);
    assert_eq!((rig.printer.counters().borrow().retracted, rig.control.retracted().len()), (0, 0));
    // Who asks may have it tried again.
    assert_eq!(clear(&rig).await, Cleared::Refused(Reason::Jammed));
    assert_eq!(times(&rig, DRAW_BACK), 4);
    rig.control.set_fault(None);
    assert_eq!(clear(&rig).await, Cleared::Retracted);
    rig.until("ready", |state| state.ready() && state.paper == Paper::Full && !state.ticket_left_behind).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sensor_that_is_stuck_is_told_from_a_ticket() {
    for name in PRESENTERS {
        let rig = ready(Setup::of(name)).await;
        rig.control.set_fault(Some(PrinterFault::TicketSensorStuck));
        rig.until("waiting", |state| state.ticket_waiting == Some(true)).await;
        assert_eq!(rig.print(ticket("first", 1)).await, Outcome::NotPrinted(Reason::TicketNotTaken), "{name}");
        assert_eq!(clear(&rig).await, Cleared::Refused(Reason::Jammed), "{name}");
        assert_eq!(rig.print(ticket("first", 1)).await, Outcome::NotPrinted(Reason::Jammed), "{name}");
        rig.control.set_fault(None);
        rig.until("ready", PrinterState::ready).await;
        assert_eq!(rig.printer.counters().borrow().retracted, 0, "{name}: nothing was drawn back");
    }
}

/// A printer that does not answer the question about its slot prints all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_nothing_is_said_of_is_unknown() {
    let mut setup = Setup::of("epson-80mm");
    setup.model.ticket_taken = TicketTaken::DleEot20Bit5;
    setup.delays.answer = Duration::from_millis(60);
    let rig = ready(setup).await;
    assert_eq!(rig.print(ticket("first", 1)).await, Outcome::Printed);
    assert_eq!(rig.printer.state().borrow().ticket_waiting, None);
    assert_eq!(clear(&rig).await, Cleared::Unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sensor_of_the_cabinet_tells_of_the_slot() {
    let mut setup = Setup::of("epson-80mm");
    setup.model.ticket_taken = TicketTaken::PaperExit;
    setup.delays.poll_asb = Duration::from_hours(1);
    let rig = ready(setup).await;
    assert_eq!(rig.printer.state().borrow().ticket_waiting, None);
    rig.printer.set_ticket_in_slot(Some(true));
    rig.until("waiting", |state| state.ticket_waiting == Some(true)).await;
    assert_eq!(rig.print(ticket("first", 1)).await, Outcome::NotPrinted(Reason::TicketNotTaken));
    rig.printer.set_ticket_in_slot(Some(false));
    rig.until("taken", PrinterState::ready).await;
    assert_eq!(rig.print(ticket("first", 1)).await, Outcome::Printed);
    rig.printer.set_ticket_in_slot(None);
    rig.until("unknown", |state| state.ticket_waiting.is_none() && state.ready()).await;
}

/// A piece of an earlier person's ticket is not presented to the next one.
#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_is_cut_off_is_drawn_back() {
    let rig = Rig::bare(Setup::of(PRESENTERS[0]));
    {
        use std::io::Write;
        let mut port = device_sim::line::open_host_side(&rig.config.port.path).unwrap();
        let half = "\x1B@left over\n".repeat(8);
        port.write_all(half.as_bytes()).unwrap();
        assert!(rig.control.wait_raw(half.len(), PATIENCE));
    }
    let printer = rig.spawn();
    assert!(timeout(PATIENCE, printer.discard()).await.unwrap());
    let mut state = printer.state();
    timeout(PATIENCE, state.wait_for(PrinterState::ready)).await.unwrap().unwrap();
    let back = rig.control.retracted();
    assert!(back.len() == 1 && back[0].text.contains("left over"), "{back:?}");
    assert!(!rig.control.ticket_waiting());
    assert_eq!(printer.counters().borrow().cuts, 1);
}
