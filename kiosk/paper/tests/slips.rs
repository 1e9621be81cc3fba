//! Receipts, notices, decisions and files of a life on every shipped printer model, in both languages: their text for
//! review, nothing cut, the codes, the bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::path::Path;

use domain::acknowledgement::sample;
use domain::{CodeMeaning, Codes};
use drivers::printer::{Op, encode};
use paper::measures::{CELL_HEIGHT, LINE_PITCH, QR_QUIET_MODULES};
use paper::{Fonts, Line, Picture, Ticket, decision, life_file, notice, ops, picture, receipt};
use support::slips::{self, told};
use support::{BASE, MODELS, model, write_png};

/// Half-width columns of 80 mm and 58 mm paper.
const COLUMNS: [u8; 3] = [48, 42, 32];

/// Every sample with its name.
fn tickets(english: bool, columns: u8, fonts: &Fonts) -> Vec<(String, Ticket)> {
    let named = |kind: &str, name: &str| format!("{kind}-{name}");
    let mut all = Vec::new();
    for (name, of) in sample::receipts() {
        all.push((named("receipt", name), receipt(&of, english, BASE, columns, fonts)));
    }
    for (name, of) in sample::notices() {
        all.push((named("notice", name), notice(&of, english, BASE, columns, fonts)));
    }
    for (name, of) in sample::decisions() {
        all.push((named("decision", name), decision(&of, english, BASE, columns, fonts)));
    }
    for (name, of) in sample::life_files() {
        all.push((named("life", name), life_file(&of, english, columns, fonts)));
    }
    all
}

fn language(english: bool) -> &'static str {
    if english { "en" } else { "zh" }
}

/// Contents of the QR codes of a picture from its top, each read from its own strip as one holds it to a scanner.
fn read_codes(ticket: &Ticket, picture: &Picture) -> Vec<String> {
    let width = usize::from(picture.width);
    let (mut top, mut codes) = (0, Vec::new());
    for line in ticket.lines() {
        let height = match line {
            Line::Text(row) => LINE_PITCH.max(CELL_HEIGHT * u16::from(row.style.height)),
            Line::Space(dots) => *dots,
            Line::Qr { data, module } => {
                let code = qrcodegen::QrCode::encode_text(data, qrcodegen::QrCodeEcc::Medium).unwrap();
                (code.size() as u16 + 2 * QR_QUIET_MODULES) * u16::from(*module)
            }
        };
        if matches!(line, Line::Qr { .. }) {
            let dot = |x: usize, y: usize| picture.gray[(top + y) * width + x];
            let mut strip = rqrr::PreparedImage::prepare_from_greyscale(width, height.into(), dot);
            let grids = strip.detect_grids();
            assert_eq!(grids.len(), 1, "one QR code");
            codes.push(grids[0].decode().unwrap().1);
        }
        top += usize::from(height);
    }
    assert_eq!(top, usize::from(picture.height));
    codes
}

/// Reviewed by people: `UPDATE_GOLDEN=1` writes them anew, and the difference is read before it is kept.
#[test]
fn the_papers_say_what_they_said() {
    let fonts = Fonts::load().unwrap();
    let reviewed =
        ["receipt-received", "receipt-saved", "receipt-mixed", "notice-wanted", "decision-person", "life-company"];
    for (english, columns) in [(false, 48), (false, 32), (true, 48), (true, 32)] {
        for (name, ticket) in tickets(english, columns, &fonts) {
            if !reviewed.contains(&name.as_str()) {
                continue;
            }
            let file = format!("{name}-{}-{columns}.txt", language(english));
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&file);
            let text = ticket.text().to_string();
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            assert_eq!(text, std::fs::read_to_string(&path).unwrap_or_default(), "{file}");
        }
    }
}

#[test]
fn nothing_is_cut_whatever_the_content() {
    let fonts = Fonts::load().unwrap();
    for english in [false, true] {
        for columns in COLUMNS {
            let fields = told(english, &fonts);
            for ((name, ticket), (of, fields)) in tickets(english, columns, &fonts).into_iter().zip(fields) {
                assert_eq!(name, of);
                slips::assert_nothing_cut(&ticket, &name, &fields);
            }
        }
    }
}

#[test]
fn every_paper_becomes_bytes_for_every_printer_and_a_picture() {
    let fonts = Fonts::load().unwrap();
    for name in MODELS {
        let model = model(name);
        for english in [false, true] {
            for (of, ticket) in tickets(english, model.columns, &fonts) {
                let ops = ops(&ticket, &model, &fonts).unwrap_or_else(|error| panic!("{of}: {error}"));
                encode(&ops, &model).unwrap_or_else(|error| panic!("{of} on {name}: {error}"));
                // The shipped words are all in the printers' own font; only codes may be dots.
                let dots = ops.iter().any(|op| matches!(op, Op::Raster(_)));
                assert_eq!(dots, of.ends_with("hostile"), "{of} on {name}\n{}", *ticket.text());
                let picture = picture(&ticket, &model, &fonts).unwrap();
                let file = format!("{of}-{}-{name}.png", language(english));
                write_png(&file, picture.width, picture.height, &picture.gray);
            }
        }
    }
}

#[test]
fn the_codes_of_a_receipt_read_back_as_what_they_stand_for() {
    let (fonts, codes) = (Fonts::load().unwrap(), Codes::none(BASE));
    for name in MODELS {
        let model = model(name);
        for (of, told) in sample::receipts() {
            let ticket = receipt(&told, false, BASE, model.columns, &fonts);
            let on_it: Vec<String> = ticket
                .lines()
                .iter()
                .filter_map(|line| match line {
                    Line::Qr { data, .. } => Some(data.to_string()),
                    _ => None,
                })
                .collect();
            let meant: Vec<CodeMeaning> = on_it.iter().map(|code| codes.meaning(code)).collect();
            let expected: Vec<CodeMeaning> = told
                .cases
                .iter()
                .filter_map(|case| match &case.number {
                    Some(number) => Some(CodeMeaning::Case(number.clone())),
                    None if matches!(case.state, domain::acknowledgement::CaseState::Refused(_)) => None,
                    None => Some(CodeMeaning::Submission(case.submission)),
                })
                .collect();
            assert_eq!(meant, expected, "{of} on {name}");
            let picture = picture(&ticket, &model, &fonts).unwrap();
            assert_eq!(read_codes(&ticket, &picture), on_it, "{of} on {name}");
        }
    }
}

#[test]
fn what_waits_for_the_line_says_so_and_claims_no_more() {
    let fonts = Fonts::load().unwrap();
    let (_, saved) = sample::receipts().into_iter().find(|(name, _)| *name == "saved").unwrap();
    for columns in COLUMNS {
        let text = slips::solid(&receipt(&saved, false, BASE, columns, &fonts).text());
        for said in ["保存回执", "已保存，联网后自动提交", "本机编号A03-000117", "部门还没有收到申请。"]
        {
            assert!(text.contains(said), "{said} is not on {text}");
        }
        for claimed in ["受理回执", "已受理", "办件编号BJ"] {
            assert!(!text.contains(claimed), "{claimed} is on {text}");
        }
    }
}

/// A case number breaks between its groups alone, also where the paper is narrow.
#[test]
fn a_case_number_stands_in_large_digits_and_whole_groups() {
    let fonts = Fonts::load().unwrap();
    let (_, one) = sample::receipts().remove(0);
    for (columns, lines) in [
        (48, vec!["BJ 2026 1123 0001 237"]),
        (42, vec!["BJ 2026 1123 0001 237"]),
        (32, vec!["BJ 2026 1123", "0001 237"]),
    ] {
        let ticket = receipt(&one, false, BASE, columns, &fonts);
        let large = ticket.lines().iter().filter_map(|line| match line {
            Line::Text(row) if row.style.width == 2 && row.text.is_ascii() => Some(row.text.to_string()),
            _ => None,
        });
        let large: Vec<String> = large.collect();
        let digits: Vec<&str> = large.iter().map(String::as_str).collect();
        let number = one.cases[0].number.as_ref().unwrap().as_str();
        assert_eq!(slips::solid(&large.concat()), number);
        assert_eq!(digits.len(), lines.len(), "{digits:?}");
    }
}
