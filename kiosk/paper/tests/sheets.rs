//! The three documents on every shipped printer model: their text for review, the picture, the QR code, the bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::path::Path;

use domain::DocumentRequest;
use drivers::printer::{Op, encode};
use paper::{Fonts, PaperError, Picture, Ticket, columns, ops, picture, ticket};
use support::{BASE, MODELS, certificate, model, ordinary, requests, write_png};

fn sheet(request: DocumentRequest, columns: u8, fonts: &Fonts) -> Ticket {
    ticket(&ordinary("王样例"), &certificate(request), BASE, columns, fonts)
}

fn file_name(request: &DocumentRequest) -> &'static str {
    match request {
        DocumentRequest::ContributionCertificate => "contribution-certificate",
        DocumentRequest::EntitlementStatement { .. } => "entitlement-statement",
        DocumentRequest::UnemploymentTransfer { .. } => "unemployment-transfer",
    }
}

/// Content of the one QR code of a picture.
fn read_qr(picture: &Picture) -> String {
    let (width, height) = (usize::from(picture.width), usize::from(picture.height));
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| picture.gray[y * width + x]);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1, "one QR code");
    grids[0].decode().unwrap().1
}

/// Reviewed by people: `UPDATE_GOLDEN=1` writes them anew, and the difference is read before it is kept.
#[test]
fn the_documents_say_what_they_said() {
    let fonts = Fonts::load().unwrap();
    for columns in [48, 32] {
        for request in requests() {
            let name = format!("{}-{columns}.txt", file_name(&request));
            let text = sheet(request, columns, &fonts).text().to_string();
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&name);
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            let golden = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(text, golden, "{name}");
            assert!(text.lines().all(|line| line.starts_with("[QR") || paper::columns(line) <= usize::from(columns)));
        }
    }
}

#[test]
fn the_qr_code_of_every_picture_reads_back() {
    let fonts = Fonts::load().unwrap();
    for name in MODELS {
        let model = model(name);
        for request in requests() {
            let file = file_name(&request);
            let picture = picture(&sheet(request, model.columns, &fonts), &model, &fonts).unwrap();
            write_png(&format!("{file}-{name}.png"), picture.width, picture.height, &picture.gray);
            assert_eq!(picture.width, model.dots_per_line);
            assert_eq!(read_qr(&picture), format!("{BASE}/v/7KQM4RTX9PWE"));
        }
    }
}

#[test]
fn an_ordinary_certificate_is_few_bytes() {
    let fonts = Fonts::load().unwrap();
    for (name, limit) in [("epson-80mm", 3_000), ("cn-kiosk-80mm", 8_000), ("cn-kiosk-58mm", 8_000)] {
        let model = model(name);
        for request in requests() {
            let file = file_name(&request);
            let ops = ops(&sheet(request, model.columns, &fonts), &model, &fonts).unwrap();
            let bytes = encode(&ops, &model).unwrap().len();
            println!("{file} on {name}: {bytes} bytes");
            assert!(bytes < limit, "{file} on {name}: {bytes} bytes");
        }
    }
}

#[test]
fn only_lines_that_the_font_lacks_are_dots() {
    let fonts = Fonts::load().unwrap();
    let model = model("epson-80mm");
    for (name, dots) in [("王样例", 0), ("王𬱖", 1), ("阿卜杜热合曼·样例", 0), ("王𠀔\u{323ae}", 1)] {
        let ticket = ticket(&ordinary(name), &certificate(requests().remove(0)), BASE, model.columns, &fonts);
        let ops = ops(&ticket, &model, &fonts).unwrap();
        assert_eq!(ops.iter().filter(|op| matches!(op, Op::Raster(_))).count(), dots, "{name}");
        encode(&ops, &model).unwrap();
    }
}

#[test]
fn a_rare_character_is_drawn_and_one_that_no_font_has_is_named() {
    let fonts = Fonts::load().unwrap();
    let model = model("epson-80mm");
    let ticket = ticket(&ordinary("王𠀔\u{323ae}"), &certificate(requests().remove(0)), BASE, model.columns, &fonts);
    assert!(ticket.text().contains("姓    名：王𠀔〓\n          〓＝U+323AE\n"), "{}", *ticket.text());
    let raster = ops(&ticket, &model, &fonts).unwrap().into_iter().find_map(|op| match op {
        Op::Raster(bitmap) => Some(bitmap),
        _ => None,
    });
    let bitmap = raster.unwrap();
    // Cells of 24 dots: `姓    名：` takes 10 columns, then 王, 𠀔, 〓; each has ink.
    for cell in 0..3 {
        let left = (10 * 12 + cell * 24) / 8;
        let ink: u32 = bitmap
            .rows
            .chunks(usize::from(bitmap.width / 8))
            .flat_map(|row| &row[left..left + 3])
            .map(|b| b.count_ones())
            .sum();
        assert!(ink > 8, "cell {cell} has {ink} dots");
    }
}

#[test]
fn paper_that_is_too_narrow_and_addresses_that_are_too_long_are_refused() {
    let fonts = Fonts::load().unwrap();
    let narrow = model("cn-kiosk-58mm");
    let wide = sheet(requests().remove(0), 48, &fonts);
    let too_wide = PaperError::TooWide { ticket: 48, printer: 32 };
    assert_eq!(picture(&wide, &narrow, &fonts).unwrap_err(), too_wide);
    assert_eq!(ops(&wide, &narrow, &fonts).unwrap_err(), too_wide);
    let base = format!("https://{}.example", "long".repeat(300));
    let long = ticket(&ordinary("王样例"), &certificate(requests().remove(0)), &base, 32, &fonts);
    assert!(matches!(ops(&long, &narrow, &fonts), Err(PaperError::Qr { .. })));
    assert!(matches!(picture(&long, &narrow, &fonts), Err(PaperError::Qr { .. })));
}

/// The title is the only thing in double size; it counts twice.
#[test]
fn a_row_knows_its_columns() {
    let fonts = Fonts::load().unwrap();
    let ticket = sheet(requests().remove(0), 48, &fonts);
    let first = ticket.lines().iter().find_map(|line| match line {
        paper::Line::Text(row) => Some(row.clone()),
        _ => None,
    });
    let row = first.unwrap();
    assert_eq!((row.columns(), columns(&row.text)), (32, 16));
}
