//! What is counted of a printer over a real pseudo-terminal: rows, cuts, tickets, and the paper that is left by that.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod printer_rig;

use device_sim::printer::PaperLevel;
use drivers::printer::{Counters, Cut, DOTS_MM, Op, Outcome, Paper, PrinterState, Reason};
use printer_rig::{MODELS, Rig, Setup, line, picture, ticket};

/// As many rows as the simulated printer has moved, on every model.
#[tokio::test(flavor = "multi_thread")]
async fn every_row_is_counted_and_goes_on_from_what_was_known() {
    for name in MODELS {
        let start = Counters { dots_fed: 1000, cuts: 7, tickets: 5, ..Counters::default() };
        let rig = Rig::start(Setup { counters: start, ..Setup::of(name) });
        rig.until("ready", PrinterState::ready).await;
        assert_eq!(*rig.printer.counters().borrow(), start, "{name}: getting acquainted feeds no paper");
        let ops = || vec![line("one"), picture(100, 40), Op::Feed(17), line("two"), Op::Cut(Cut::Partial)];
        let mut rows = 0;
        for _ in 0..2 {
            assert_eq!(rig.print(ops()).await, Outcome::Printed, "{name}");
            rig.control.take_ticket();
            rig.until("taken", PrinterState::ready).await;
        }
        rows += rig.control.tickets().iter().map(device_sim::printer::Ticket::height_dots).sum::<usize>();
        let counters = *rig.printer.counters().borrow();
        let cuts = if name == "cn-kiosk-58mm" { 0 } else { 2 };
        assert_eq!((counters.cuts, counters.tickets), (7 + cuts, 7), "{name}");
        // What lies between the head and the cutter belongs to the next ticket.
        assert_eq!(counters.dots_fed, 1000 + rows as u64, "{name}");
        assert_eq!(rig.printer.report().sensors.get("tickets").map(String::as_str), Some("7"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_refused_counts_nothing() {
    let rig = Rig::ready("epson-80mm").await;
    rig.control.set_cover(true);
    assert_eq!(rig.print(ticket("refused", 3)).await, Outcome::NotPrinted(Reason::CoverOpen));
    assert_eq!(*rig.printer.counters().borrow(), Counters::default());
}

/// A new roll is known by the sensors, used up by what is printed, and corrected by the near-end sensor.
#[tokio::test(flavor = "multi_thread")]
async fn the_roll_is_estimated_and_learnt() {
    let mut setup = Setup::of("epson-80mm");
    (setup.model.roll_mm, setup.model.near_end_mm) = (400, 50);
    let rig = Rig::start(setup);
    let state = rig.until("ready", PrinterState::ready).await;
    assert_eq!(state.paper_left, None, "nobody saw this roll put in");
    rig.control.set_paper(PaperLevel::Out);
    rig.until("out", |state| state.paper == Paper::Out).await;
    rig.control.set_paper(PaperLevel::Full);
    let state = rig.until("new", |state| state.ready() && state.paper_left.is_some()).await;
    assert_eq!(state.paper_left.unwrap().mm, 400);
    assert_eq!(rig.print(vec![line("one"), Op::Feed(1458), Op::Cut(Cut::Full)]).await, Outcome::Printed);
    // 30 and 1,458 rows and 112 of the cut: 200 mm.
    let state = rig.until("half", |state| state.paper_left.is_some_and(|left| left.mm == 200)).await;
    assert_eq!(state.paper_left.unwrap().percent, 50);
    let sensors = rig.printer.report().sensors;
    let sensor = |name| sensors.get(name).map(String::as_str);
    assert_eq!(
        (sensor("paperLeftMm"), sensor("paperLeftPercent"), sensor("cuts")),
        (Some("200"), Some("50"), Some("1"))
    );
    // The sensor knows better.
    rig.control.set_paper(PaperLevel::Near);
    rig.until("corrected", |state| state.paper_left.is_some_and(|left| left.mm == 50)).await;
    let learnt = rig.printer.counters().borrow().roll_dots_learnt;
    assert_eq!(learnt, Some((3 * 400 + 250) / 4 * DOTS_MM + 4));
    rig.control.set_paper(PaperLevel::Out);
    rig.until("out", |state| state.paper == Paper::Out).await;
    rig.control.set_paper(PaperLevel::Full);
    let state = rig.until("new", |state| state.ready() && state.paper_left.is_some_and(|left| left.mm > 300)).await;
    assert_eq!(state.paper_left.unwrap().mm, 362, "as long as the rolls so far");
}
