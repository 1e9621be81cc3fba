//! Show 3: each fault of every device and of the platform, beginning on each page of the visit.
//!
//! For every cell: the screen says it (where it matters on that page or later), the visit goes on or ends cleanly,
//! nothing is printed twice, the journal is whole and agrees with the paper. The table is printed and written to
//! `target/matrix/faults.json`.

mod cell;
mod list;
mod says;

use std::fmt::Write as _;
use std::path::PathBuf;

use futures_util::StreamExt;
use futures_util::stream;

use cell::Cell;
use list::{Fault, pages};

/// Cells at the same time: they wait more than they work.
const AT_ONCE: usize = 20;
/// Those with A4 typeset a sheet each: as many as before would wait for the processor, and the terminal for its paper.
const SHEETS_AT_ONCE: usize = 6;

/// Which printers the faults of printers are tried on: one that proves completion by GS r, one by GS ( H.
const PRINTERS: [&str; 2] = ["cn-kiosk-80mm", "epson-80mm"];

/// `KIOSK_MATRIX=printer/unplugged/preview` plays only cells whose name contains that.
fn wanted(fault: Fault, page: &str) -> bool {
    let name = format!("{}/{}/{page}", fault.device(), fault.name());
    std::env::var("KIOSK_MATRIX").map_or(true, |part| name.contains(&part))
}

#[test]
fn every_fault_on_every_page() {
    let mut cells = Vec::new();
    for fault in Fault::all() {
        let printers = if fault.device() == "printer" { &PRINTERS[..] } else { &PRINTERS[..1] };
        for printer in printers {
            cells.extend(pages().filter(|page| wanted(fault, page)).map(|page| (fault, page, *printer)));
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let (sheets, tickets): (Vec<_>, Vec<_>) = cells.into_iter().partition(|(fault, ..)| fault.device() == "laser");
    let played =
        runtime.block_on(async { [play(tickets, AT_ONCE).await, play(sheets, SHEETS_AT_ONCE).await].concat() });
    let path = write(&played);
    println!("{}\nwritten to {}", table(&played), path.display());
    let bad: Vec<String> = played.iter().filter(|cell| !cell.pass).map(line).collect();
    assert!(bad.is_empty(), "{} of {} cells:\n{}", bad.len(), played.len(), bad.join("\n"));
}

async fn play(cells: Vec<(Fault, &'static str, &'static str)>, at_once: usize) -> Vec<Cell> {
    let cells = stream::iter(cells).map(|(fault, page, printer)| async move {
        let cell = tokio::spawn(cell::play(fault, page, printer)).await;
        cell.unwrap()
    });
    cells.buffered(at_once).collect().await
}

fn write(cells: &[Cell]) -> PathBuf {
    // The build's own folder, wherever it is: the program lies in `<target>/<profile>`.
    let folder = PathBuf::from(crate::KIOSK).ancestors().nth(2).unwrap().join("matrix");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("faults.json");
    std::fs::write(&path, serde_json::to_string_pretty(cells).unwrap()).unwrap();
    path
}

fn line(cell: &Cell) -> String {
    let why = cell.why.as_deref().unwrap_or_default();
    let shown = cell.shown.join(" ");
    let Cell { device, fault, page, outcome, tickets, .. } = cell;
    format!("{device} | {fault} | {page} | {shown} | {outcome} | {tickets} | {why}")
}

fn table(cells: &[Cell]) -> String {
    let mut table = String::from("device | fault | on page | what the screen said | outcome | tickets | wrong\n");
    for cell in cells {
        writeln!(table, "{}", line(cell)).unwrap();
    }
    let passed = cells.iter().filter(|cell| cell.pass).count();
    writeln!(table, "{passed} of {} cells hold", cells.len()).unwrap();
    table
}
