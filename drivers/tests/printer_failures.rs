//! What users of ESC/POS libraries complain about, each as a test over a real pseudo-terminal.
//!
//! Cases were drawn from public issues; where a case has no issue of its own it comes from the manual that is named.
//!
//! |  # | what goes wrong | seen in | test |
//! |---:|---|---|---|
//! |  1 | an old status byte is taken for the answer | escpos-rs #18 | `stale_status_is_no_answer` |
//! |  2 | Chinese comes out as mojibake | escpos-php #37, python-escpos #437 #491 | `chinese_is_chinese` |
//! |  3 | a four-byte character prints garbage | GB 18030 notes of the SP91 manual p. 66 | `a_character_without_glyph_is_refused` |
//! |  4 | a picture wider than the paper is sheared or lost | python-escpos #7, escpos-coffee #42 | `a_picture_too_wide_is_refused` |
//! |  5 | a long picture overruns the receive buffer, silently | ESC-POS-.NET #227, BoboTiG/thermalprinter #9 | `a_long_picture_overruns_nothing` |
//! |  6 | a half-sent picture swallows the next ticket | python-escpos #367 #628 | `a_half_sent_picture_swallows_nothing` |
//! |  7 | the partial cut cuts through | escpos-rs (GS V 65 1 is a full cut) | `a_partial_cut_is_partial` |
//! |  8 | the cut goes through the last line, or the line is on the next ticket | DantSu #153 | `the_cut_is_below_the_last_line` |
//! |  9 | a write to a held line never returns | jSerialComm #155 #341, python-escpos #628 | `a_held_line_ends_the_job` |
//! | 10 | a retry after an error prints twice | node-thermal-printer #78, escpos-rs | `nothing_is_sent_twice` |
//! | 11 | after paper out the rest comes out for the next person | node-thermal-printer #211 | `paper_out_in_a_job_leaves_nothing_for_the_next` |
//! | 12 | a cover opened in the middle goes unnoticed | print_bluetooth_thermal #68 | `a_cover_opened_in_a_job_is_noticed` |
//! | 13 | the status is fine with the lid open, or an error with a ticket in the slot (0x92) | escpos-rs, OpenAC #5 | `the_lid_and_the_slot_are_told_apart` |
//! | 14 | unplugged and back: never works again, or starts anew in the middle | ESC-POS-.NET #156 | `unplugged_and_back` |
//! | 15 | "success" means that the bytes left the computer | esc_pos_printer #198 | `only_evidence_makes_printed` |
//! | 16 | reading the status hangs or returns nonsense (wrong baud rate, no answer) | python-escpos #143, node-thermal-printer #256 | `nonsense_and_silence_are_named` |
//! | 17 | two tickets at once are mixed | DantSu #66 (two senders) | `two_tickets_at_once_stay_apart` |
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

mod printer_rig;

use std::time::{Duration, Instant};

use device_sim::printer::{CutKind, PaperLevel, PrinterFault};
use drivers::printer::{Bitmap, Cut, EncodeError, Op, Outcome, Paper, PrinterState, Reason};
use drivers::state::{DeviceState, Fault};
use printer_rig::{MODELS, PATIENCE, Rig, Setup, line, picture, ticket};
use tokio::time::timeout;

#[tokio::test(flavor = "multi_thread")]
async fn stale_status_is_no_answer() {
    for name in MODELS {
        // Bytes that say "out of paper" lie in the line from the start: nobody is ever told so.
        let rig = Rig::bare(Setup { fault: Some(PrinterFault::StaleStatus), ..Setup::of(name) });
        let mut state = rig.spawn().state();
        let known = timeout(PATIENCE, state.wait_for(|state| state.paper != Paper::Unknown)).await;
        assert_eq!(known.unwrap().unwrap().paper, Paper::Full, "{name}");
        // They come again in the middle of things.
        let rig = Rig::ready(name).await;
        rig.control.set_cover(true);
        for _ in 0..5 {
            rig.control.set_fault(Some(PrinterFault::StaleStatus));
            assert_eq!(rig.print(ticket("first", 1)).await, Outcome::NotPrinted(Reason::CoverOpen), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chinese_is_chinese() {
    for name in MODELS {
        let mut setup = Setup::of(name);
        setup.personality.chinese_at_power_up = false;
        let rig = Rig::start(setup);
        rig.until("ready", PrinterState::ready).await;
        let ops = vec![line("个人参保缴费证明"), line("合计 ￥1,234.00"), Op::Cut(Cut::Partial)];
        assert_eq!(rig.print(ops).await, Outcome::Printed, "{name}");
        assert!(rig.paper().contains("个人参保缴费证明\n合计 ￥1,234.00"), "{name}: {:?}", rig.paper());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_character_without_glyph_is_refused() {
    let rig = Rig::ready("cn-kiosk-80mm").await;
    rig.control.clear();
    let outcome = rig.print(vec![line("before"), line("姓名 𬱖测"), Op::Cut(Cut::Partial)]).await;
    assert_eq!(outcome, Outcome::NotPrinted(Reason::Unencodable(EncodeError::Unprintable { op: 1 })));
    assert_eq!(rig.paper(), "");
    // The same line as dots is printed.
    assert_eq!(rig.print(vec![picture(120, 24), Op::Cut(Cut::Partial)]).await, Outcome::Printed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_too_wide_is_refused() {
    let rig = Rig::ready("cn-kiosk-58mm").await;
    let outcome = rig.print(vec![picture(576, 10)]).await;
    assert_eq!(
        outcome,
        Outcome::NotPrinted(Reason::Unencodable(EncodeError::Bitmap { op: 0, width: 576, limit: 384 }))
    );
    assert_eq!(rig.control.ink(), 0);
    // The widest one that fits is not sheared: the left column is straight.
    let edge = Bitmap { width: 384, height: 100, rows: [0x80; 48].map(|_| 0).repeat(100) };
    let rows = edge
        .rows
        .chunks(48)
        .flat_map(|_| {
            let mut row = [0; 48];
            row[0] = 0x80;
            row[47] = 0x01;
            row
        })
        .collect();
    assert_eq!(rig.print(vec![Op::Raster(Bitmap { rows, ..edge }), Op::Cut(Cut::Full)]).await, Outcome::Printed);
    rig.control.take_ticket();
    let (width, _, gray) = rig.control.wait_ticket(1, PATIENCE).unwrap().gray();
    let black: Vec<usize> = (0..gray.len()).filter(|at| gray[*at] == 0).map(|at| at % width).collect();
    assert_eq!(black.len(), 200);
    assert!(black.chunks(2).all(|pair| pair == [black[0], black[1]] && pair[1] - pair[0] == 383));
}

/// In real time: three wires, a receive buffer of 4 KB, a picture of 65 KB, and paper slower than the wire.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_picture_overruns_nothing() {
    let mut setup = Setup::paced("cn-kiosk-80mm", 460_800);
    setup.model.speed_mm_s = 60;
    setup.personality.speed_mm_s = 60;
    let rig = Rig::start(setup);
    rig.until("ready", PrinterState::ready).await;
    assert_eq!(rig.print(vec![picture(576, 900), line("end"), Op::Cut(Cut::Partial)]).await, Outcome::Printed);
    assert_eq!((rig.control.overflowed_bytes(), rig.control.starved_ms()), (0, 0));
    assert_eq!(rig.times_printed("end"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_sent_picture_swallows_nothing() {
    for name in MODELS {
        let rig = Rig::ready(name).await;
        rig.control.set_fault(Some(PrinterFault::UnplugAfterBytes(1500)));
        let outcome = rig.print(vec![line("first begins"), picture(376, 200), Op::Cut(Cut::Partial)]).await;
        assert_eq!(outcome, Outcome::Unknown(Reason::Unplugged), "{name}");
        rig.control.set_fault(None);
        rig.control.replug();
        rig.next_ticket_is_whole(name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_cut_is_partial() {
    for (name, cut, kind) in [
        ("epson-80mm", Cut::Partial, CutKind::Partial),
        ("epson-80mm", Cut::Full, CutKind::Full),
        ("cn-kiosk-80mm", Cut::Partial, CutKind::Partial),
    ] {
        let rig = Rig::ready(name).await;
        assert_eq!(rig.print(vec![line("text"), Op::Cut(cut)]).await, Outcome::Printed);
        assert_eq!(rig.control.wait_ticket(1, PATIENCE).unwrap().cut, kind, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cut_is_below_the_last_line() {
    for name in MODELS {
        let rig = Rig::ready(name).await;
        for owner in ["first", "second"] {
            assert_eq!(rig.print(ticket(owner, 2)).await, Outcome::Printed, "{name}");
            rig.control.take_ticket();
            rig.until("ready", PrinterState::ready).await;
        }
        let tickets = rig.control.tickets();
        assert_eq!(tickets.len(), 2, "{name}");
        for (ticket, owner) in tickets.iter().zip(["first", "second"]) {
            assert!(
                ticket.text.contains(&format!("{owner} begins")) && ticket.text.contains(&format!("{owner} ends")),
                "{name}"
            );
            let (width, height, gray) = ticket.gray();
            let ink = |rows: std::ops::Range<usize>| gray[rows.start * width..rows.end * width].contains(&0);
            assert!(ink(0..height) && !ink(height - 6..height), "{name}: ink at the edge");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_line_ends_the_job() {
    for name in MODELS {
        // Slow enough that the line is held before the whole ticket is on its way.
        let rig = Rig::start(Setup { believed_baud: 115_200, ..Setup::of(name) });
        rig.until("ready", PrinterState::ready).await;
        rig.control.set_fault(Some(PrinterFault::StallAfterBytes(600)));
        let start = Instant::now();
        // Longer than the 4 KB that a pseudo-terminal has already handed over and cannot take back.
        let outcome = rig.print(ticket("first", 800)).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{name}: {outcome:?}");
        assert!(start.elapsed() < Duration::from_secs(15), "{name}: {:?}", start.elapsed());
        rig.control.set_fault(None);
        rig.ready_again().await;
        assert_eq!(rig.times_printed("first ends"), 0, "{name}: what the line held came out");
        rig.next_ticket_is_whole(name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_twice() {
    for fault in [
        PrinterFault::UnplugAfterBytes(200),
        PrinterFault::StallAfterBytes(200),
        PrinterFault::PaperOutAfterRows(60),
        PrinterFault::CoverOpensAfterRows(60),
        PrinterFault::NoCompletion,
        PrinterFault::CutterJams,
    ] {
        for name in ["epson-80mm", "cn-kiosk-80mm"] {
            let rig = Rig::ready(name).await;
            rig.control.set_fault(Some(fault));
            let outcome = rig.print(ticket("first", 20)).await;
            assert!(matches!(outcome, Outcome::Unknown(_)), "{name} {fault}: {outcome:?}");
            rig.control.set_fault(None);
            rig.control.set_paper(PaperLevel::Full);
            rig.control.set_cover(false);
            rig.control.replug();
            rig.ready_again().await;
            assert!(rig.times_printed("first begins") <= 1, "{name} {fault}: {:?}", rig.paper());
            assert!(rig.times_printed("first ends") <= 1, "{name} {fault}: {:?}", rig.paper());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_out_in_a_job_leaves_nothing_for_the_next() {
    for name in MODELS {
        let rig = Rig::ready(name).await;
        rig.control.set_fault(Some(PrinterFault::PaperOutAfterRows(100)));
        assert_eq!(rig.print(ticket("first", 40)).await, Outcome::Unknown(Reason::PaperOut), "{name}");
        let state = rig.until("out", |state| state.paper == Paper::Out && state.device != DeviceState::Busy).await;
        assert_eq!(state.trouble(), Some(Reason::PaperOut), "{name}");
        rig.control.set_fault(None);
        rig.control.set_paper(PaperLevel::Full);
        rig.until("settled", |state| state.trouble().is_none() && state.device == DeviceState::Ready).await;
        assert_eq!(rig.times_printed("first ends"), 0, "{name}: the rest came out: {:?}", rig.paper());
        rig.next_ticket_is_whole(name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cover_opened_in_a_job_is_noticed() {
    for name in MODELS {
        let rig = Rig::ready(name).await;
        rig.control.set_fault(Some(PrinterFault::CoverOpensAfterRows(100)));
        assert_eq!(rig.print(ticket("first", 40)).await, Outcome::Unknown(Reason::CoverOpen), "{name}");
        rig.until("open", |state| state.cover_open && state.trouble() == Some(Reason::CoverOpen)).await;
        // The next person is refused before a byte is sent.
        assert_eq!(rig.print(ticket("refused", 1)).await, Outcome::NotPrinted(Reason::CoverOpen), "{name}");
        rig.control.set_fault(None);
        rig.control.set_cover(false);
        rig.next_ticket_is_whole(name).await;
        assert_eq!(rig.times_printed("refused"), 0, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lid_and_the_slot_are_told_apart() {
    let rig = Rig::ready("cn-kiosk-80mm").await;
    assert_eq!(rig.print(ticket("first", 1)).await, Outcome::Printed);
    // 0x92: online, with a ticket in the slot. No error.
    let state = rig.until("waiting", |state| state.ticket_waiting == Some(true)).await;
    assert_eq!((state.device.clone(), state.trouble()), (DeviceState::Ready, None));
    // 0x9A: offline, with a ticket in the slot.
    rig.control.set_cover(true);
    let state = rig.until("open", |state| state.cover_open).await;
    assert_eq!((state.ticket_waiting, state.trouble()), (Some(true), Some(Reason::CoverOpen)));
    assert_eq!(rig.print(ticket("second", 1)).await, Outcome::NotPrinted(Reason::CoverOpen));
    rig.control.set_cover(false);
    rig.control.set_fault(Some(PrinterFault::Offline));
    rig.until("offline", |state| state.trouble() == Some(Reason::Offline)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unplugged_and_back() {
    for name in MODELS {
        let rig = Rig::ready(name).await;
        rig.control.unplug();
        let start = Instant::now();
        rig.until("gone", |state| state.device == DeviceState::Absent).await;
        assert!(start.elapsed() < Duration::from_millis(500), "{name}: noticed after {:?}", start.elapsed());
        assert_eq!(rig.print(ticket("first", 1)).await, Outcome::NotPrinted(Reason::Unplugged), "{name}");
        rig.control.replug();
        rig.until("back", PrinterState::ready).await;
        rig.control.set_fault(Some(PrinterFault::UnplugAfterBytes(150)));
        assert_eq!(rig.print(ticket("first", 20)).await, Outcome::Unknown(Reason::Unplugged), "{name}");
        rig.control.set_fault(None);
        rig.control.replug();
        rig.next_ticket_is_whole(name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_evidence_makes_printed() {
    for name in MODELS {
        // It prints, but never says so.
        let rig = Rig::ready(name).await;
        rig.control.set_fault(Some(PrinterFault::NoCompletion));
        assert_eq!(rig.print(ticket("first", 3)).await, Outcome::Unknown(Reason::Unconfirmed), "{name}");
        rig.control.set_fault(None);
        rig.next_ticket_is_whole(name).await;
        // It never could.
        let rig = Rig::start(Setup { fault: Some(PrinterFault::NoCompletion), ..Setup::of(name) });
        rig.until("ready", PrinterState::ready).await;
        assert_eq!(rig.print(ticket("first", 3)).await, Outcome::Unknown(Reason::Unconfirmed), "{name}");
        assert_eq!(rig.times_printed("first ends"), 1, "{name}");
    }
    // It knows no GS ( H: GS r stands in.
    let mut setup = Setup::of("epson-80mm");
    setup.personality.gs_paren_h = false;
    let rig = Rig::start(setup);
    rig.until("ready", PrinterState::ready).await;
    assert_eq!(rig.print(ticket("first", 3)).await, Outcome::Printed);
    // The cut fails: not a ticket that one can take.
    for name in ["epson-80mm", "cn-kiosk-80mm"] {
        let rig = Rig::ready(name).await;
        rig.control.set_fault(Some(PrinterFault::CutterJams));
        assert_eq!(rig.print(ticket("first", 3)).await, Outcome::Unknown(Reason::CutterFault), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_and_silence_are_named() {
    for (fault, named, reason) in [
        (PrinterFault::Silent, Fault::Silent, Reason::Silent),
        (PrinterFault::WrongStatusBytes, Fault::Garbled, Reason::Garbled),
        (PrinterFault::GarbageAnswers, Fault::Garbled, Reason::Garbled),
    ] {
        for name in MODELS {
            let rig = Rig::start(Setup { fault: Some(fault), ..Setup::of(name) });
            rig.until("faulted", |state| state.device == DeviceState::Faulted(named.clone())).await;
            assert_eq!(rig.print(ticket("first", 1)).await, Outcome::NotPrinted(reason.clone()), "{name} {fault}");
            rig.control.set_fault(None);
            rig.until("well", PrinterState::ready).await;
            rig.control.set_fault(Some(fault));
            rig.until("faulted again", |state| state.device == DeviceState::Faulted(named.clone())).await;
        }
    }
    for (fault, reason) in
        [(PrinterFault::Unrecoverable, Reason::Unrecoverable), (PrinterFault::Offline, Reason::Offline)]
    {
        for name in MODELS {
            let rig = Rig::start(Setup { fault: Some(fault), ..Setup::of(name) });
            rig.until("in trouble", |state| state.trouble() == Some(reason.clone())).await;
            assert_eq!(rig.print(ticket("first", 1)).await, Outcome::NotPrinted(reason.clone()), "{name} {fault}");
            rig.control.set_fault(None);
            rig.until("well", PrinterState::ready).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tickets_at_once_stay_apart() {
    let rig = Rig::ready("epson-80mm").await;
    let (first, second) = (rig.printer.clone(), rig.printer.clone());
    let (a, b) = tokio::join!(
        timeout(PATIENCE, first.print(ticket("first", 30))),
        timeout(PATIENCE, second.print(ticket("second", 30)))
    );
    assert_eq!((a.unwrap(), b.unwrap()), (Outcome::Printed, Outcome::Printed));
    let tickets = rig.control.tickets();
    assert_eq!(tickets.len(), 2);
    for (ticket, owner, other) in [(&tickets[0], "first", "second"), (&tickets[1], "second", "first")] {
        assert!(ticket.text.contains(&format!("{owner} ends")) && !ticket.text.contains(other), "{:?}", ticket.text);
    }
}
