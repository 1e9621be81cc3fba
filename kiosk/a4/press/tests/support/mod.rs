//! Sheets of invented people, and what a PDF reader makes of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    dead_code,
    unreachable_pub,
    reason = "a test that cannot set itself up has failed; not every test uses every helper"
)]

/// The people of the ticket's tests: what is on a ticket is on a sheet.
#[path = "../../../../paper/tests/support/mod.rs"]
pub mod people;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use a4::{Job, Picture};
use a4_press::{Press, Sheet};
use domain::{Certificate, DocumentRequest, Record};
use paper::Fonts;
use people::BASE;
use people::fields::solid;

pub fn documents() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../config/documents")
}

pub fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(|| Press::load(&documents()).unwrap())
}

pub fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::load().unwrap())
}

pub fn job(record: &Record, certificate: &Certificate) -> Job {
    Job::new(record, certificate, BASE, fonts()).unwrap()
}

pub fn sheet(record: &Record, request: DocumentRequest) -> Sheet {
    press().typeset(&job(record, &people::certificate(request))).unwrap()
}

/// What a program of poppler (Debian package poppler-utils) prints of a PDF.
pub fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} of the Debian package poppler-utils: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(pdf).unwrap());
    });
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program}: {}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// The text as it stands on the pages, blanks cut short.
pub fn text(pdf: &[u8]) -> String {
    let text = poppler("pdftotext", &["-layout", "-", "-"], pdf);
    let lines = text.split('\n').map(|line| {
        let mut cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        if line.starts_with('\u{c}') {
            cells.insert(0, "――――");
        }
        cells.join("  ")
    });
    lines.filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

/// The text in the order in which it was written, without blanks and line ends: cells are whole.
pub fn solid_text(pdf: &[u8]) -> String {
    // A space without width lets a row of marks break; nobody sees it.
    solid(&poppler("pdftotext", &["-raw", "-", "-"], pdf)).replace('\u{200b}', "")
}

/// Content of the one QR code of a picture.
pub fn read_qr(picture: &Picture) -> String {
    let mut codes = read_codes(picture);
    assert_eq!(codes.len(), 1, "one QR code");
    codes.remove(0)
}

/// Contents of all QR codes of a picture, in any order.
pub fn read_codes(picture: &Picture) -> Vec<String> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let green = |x: usize, y: usize| picture.rgb[(y * width + x) * 3 + 1];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, green);
    prepared.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

/// Panics when there is ink in the outer 15 mm at the sides or in the outer 12 mm above and below: something stands
/// beyond its margin.
pub fn assert_margins_are_white(picture: &Picture) {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let mm = |mm: usize| mm * width / 210;
    let inside = |x: usize, y: usize| (mm(15)..width - mm(15)).contains(&x) && (mm(12)..height - mm(12)).contains(&y);
    for (at, pixel) in picture.rgb.as_chunks::<3>().0.iter().enumerate() {
        let (x, y) = (at % width, at / width);
        assert!(inside(x, y) || *pixel == [255; 3], "ink beyond the margin at {x}, {y}");
    }
}
