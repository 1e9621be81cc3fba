//! The preview is the very ticket: what another reading of ESC/POS prints from the bytes is what the picture shows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::io::Write;
use std::time::Duration;

use device_sim::line::{LineOptions, open_host_side};
use device_sim::printer::{Personality, PrinterSim, Ticket as Printed};
use drivers::printer::encode;
use paper::measures::{CELL_HEIGHT, CELL_WIDTH, LINE_PITCH};
use paper::{Fonts, Line, Picture, Ticket, ops, picture, ticket};
use support::{BASE, MODELS, certificate, model, ordinary, requests, write_png};

/// Longer than a simulator without a baud rate ever takes; only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// GS r 1: asked when nothing follows; a printer without a cutter then shows what it has fed out.
const FENCE: &[u8] = b"\x1Dr\x01";

fn print(name: &str, bytes: &[u8]) -> Printed {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("printer");
    let sim = PrinterSim::start(LineOptions::instant(&link), Personality::named(name).unwrap()).unwrap();
    let mut port = open_host_side(&link).unwrap();
    port.write_all(bytes).unwrap();
    port.write_all(FENCE).unwrap();
    let printed = sim.control().wait_ticket(1, PATIENCE).expect("a ticket comes out");
    assert_eq!(sim.control().unknown_commands(), Vec::<String>::new());
    printed
}

/// Tops of the ticket's lines of text in the picture with their heights, and those of its QR code.
fn rows(ticket: &Ticket, picture: &Picture) -> (Vec<(usize, usize)>, (usize, usize)) {
    let text = |line: &Line| match line {
        Line::Text(row) => usize::from(LINE_PITCH.max(CELL_HEIGHT * u16::from(row.style.height))),
        Line::Space(dots) => usize::from(*dots),
        Line::Qr { .. } => 0,
    };
    let qr = usize::from(picture.height) - ticket.lines().iter().map(text).sum::<usize>();
    let mut y = 0;
    let (mut rows, mut code) = (Vec::new(), (0, 0));
    for line in ticket.lines() {
        let height = if matches!(line, Line::Qr { .. }) { qr } else { text(line) };
        match line {
            Line::Text(_) => rows.push((y, height)),
            Line::Qr { .. } => code = (y, height),
            Line::Space(_) => {}
        }
        y += height;
    }
    (rows, code)
}

/// Rows of the QR code's area that have ink, from its top.
fn inked((top, height): (usize, usize), width: usize, black: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    (0..height).filter(|y| (0..width).any(|x| black(x, top + y))).collect()
}

/// For each line of text: of the cells that have ink in one of the two, the share that has ink in both.
///
/// `lead`: rows of the printed paper above the first line, which lay between head and cutter when it began.
fn agreement(ticket: &Ticket, picture: &Picture, printed: &Printed, lead: usize) -> Vec<f64> {
    let (cell, width) = (usize::from(CELL_WIDTH), usize::from(picture.width));
    let line = |(top, height): (usize, usize)| {
        let (mut both, mut either) = (0, 0);
        for left in (0..width).step_by(cell) {
            // Two dots at each edge are left out: fonts differ by so much in how far a stroke reaches.
            let cells = || (top..top + height).flat_map(move |y| (left + 2..left + cell - 2).map(move |x| (x, y)));
            let shown = cells().any(|(x, y)| picture.gray[y * width + x] == 0);
            let came = cells().any(|(x, y)| printed.black(x, y + lead));
            both += usize::from(shown && came);
            either += usize::from(shown || came);
        }
        f64::from(both as u32) / f64::from(either as u32)
    };
    rows(ticket, picture).0.into_iter().map(line).collect()
}

#[test]
fn the_picture_is_what_comes_out() {
    let fonts = Fonts::load().unwrap();
    for name in MODELS {
        let model = model(name);
        for request in requests() {
            // One line of the ticket goes as dots.
            let ticket = ticket(&ordinary("王样𬱖"), &certificate(request), BASE, model.columns, &fonts);
            let picture = picture(&ticket, &model, &fonts).unwrap();
            let ops = ops(&ticket, &model, &fonts).unwrap();
            let printed = print(name, &encode(&ops, &model).unwrap());
            let (width, height, gray) = printed.gray();
            write_png(&format!("printed-{name}.png"), width as u16, height as u16, &gray);
            // What follows the last ink is fed to the cutter, each printer in its way.
            let dots = usize::from(picture.width);
            let last = |gray: &[u8]| gray.iter().rposition(|dot| *dot == 0).unwrap() / dots;
            assert_eq!(width, dots);
            let lead = usize::from(Personality::named(name).unwrap().head_to_cutter_dots);
            let (shown, came) = (last(&picture.gray), last(&gray) - lead);
            assert!(shown.abs_diff(came) < usize::from(LINE_PITCH), "{name}: ends at {came}, shown at {shown}");
            assert!(height >= usize::from(picture.height), "{name}: cut before the end");
            let agreement = agreement(&ticket, &picture, &printed, lead);
            let worst = agreement.iter().copied().fold(1.0, f64::min);
            println!("{name}: at least {:.1} % of the cells of each line agree", worst * 100.0);
            assert!(worst > 0.9, "{name}: {agreement:?}");
            // Codes of the same content may differ in their mask, not in where they stand.
            let code = rows(&ticket, &picture).1;
            let shown = inked(code, width, |x, y| picture.gray[y * width + x] == 0);
            assert_eq!(shown, inked(code, width, |x, y| printed.black(x, y + lead)), "{name}");
        }
    }
}

#[test]
fn what_is_printed_as_text_reads_as_the_ticket() {
    let fonts = Fonts::load().unwrap();
    let model = model("epson-80mm");
    let ticket = ticket(&ordinary("王样例"), &certificate(requests().remove(0)), BASE, model.columns, &fonts);
    let printed = print("epson-80mm", &encode(&ops(&ticket, &model, &fonts).unwrap(), &model).unwrap());
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.trim().to_owned()).filter(|l| !l.is_empty() && !l.starts_with('[')).collect()
    };
    assert_eq!(lines(&printed.text), lines(&ticket.text()));
    assert_eq!(printed.qr, [format!("{BASE}/v/7KQM4RTX9PWE")]);
    assert!(!printed.cut_through);
}
