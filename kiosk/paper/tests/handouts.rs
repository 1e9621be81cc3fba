//! Handouts of every matter and chain of the shipped catalogue, in both languages, on every paper.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::path::Path;

use domain::catalogue::{Catalogue, Seat, Source, load};
use domain::{ChainHandout, Handout, Places};
use drivers::printer::{Op, encode};
use paper::measures::{CELL_HEIGHT, LINE_PITCH, QR_QUIET_MODULES};
use paper::{Fonts, Line, Picture, Ticket, chain, handout, ops, picture};
use support::{MODELS, model, write_png};

/// Half-width columns of 80 mm and 58 mm paper.
const COLUMNS: [u8; 3] = [48, 42, 32];

/// Most rows of dots of a handout: 400 mm at 8 dots a millimetre.
const LONGEST: u16 = 400 * 8;

fn shipped() -> (Catalogue, Places) {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let mut sources = Vec::new();
    for (folder, prefix) in [("catalogue", ""), ("catalogue/matters", "matters/")] {
        for entry in std::fs::read_dir(config.join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if entry.path().extension().is_some_and(|extension| extension == "toml") {
                sources.push(Source { path: format!("{prefix}{name}"), text: read(&entry.path()) });
            }
        }
    }
    let catalogue = load(&sources).unwrap();
    let places = Places::parse(&read(&config.join("places.toml")), &catalogue).unwrap();
    (catalogue, places)
}

fn matter(of: &(Catalogue, Places), id: &str, seat: Seat) -> Handout {
    Handout::new(&of.0, &of.1, id.parse().unwrap(), seat).unwrap()
}

/// Each ticket of one language and paper with its name: every matter at home, some elsewhere, every chain.
fn tickets(of: &(Catalogue, Places), english: bool, columns: u8) -> Vec<(String, Ticket, Vec<String>)> {
    let mut tickets = Vec::new();
    let pick = |zh: &str, en: &str| if english { en.to_owned() } else { zh.to_owned() };
    for (seat, step) in [(of.0.home_seat(), 1), (Seat::Area(1), 9), (Seat::OtherTown, 7)] {
        for matter in of.0.matters.iter().step_by(step) {
            let told = Handout::new(&of.0, &of.1, matter.id, seat).unwrap();
            let guide = &matter.guide;
            let mut texts = vec![pick(&matter.name, &matter.name_en)];
            texts.extend(told.receiver.departments.iter().map(|name| pick(&name.zh, &name.en)));
            texts.extend(told.materials.iter().map(|material| pick(&material.name, &material.name_en)));
            texts.extend(guide.steps.iter().map(|step| pick(&step.zh, &step.en)));
            let said = [&guide.changed, &guide.who, &guide.promised, &guide.legal, &guide.fee, &guide.result];
            texts.extend(said.into_iter().flatten().map(|said| pick(&said.zh, &said.en)));
            texts.extend(told.places.iter().map(|(place, _)| pick(&place.name, &place.name_en)));
            texts.extend(told.hotline.clone());
            texts.extend(guide.basis.clone());
            tickets.push((format!("{} {seat:?}", matter.id), handout(&told, english, columns), texts));
        }
    }
    for of_chain in &of.0.chains {
        let told = ChainHandout::new(&of.0, &of.1, &of_chain.id).unwrap();
        let mut texts = vec![pick(&of_chain.name, &of_chain.name_en)];
        texts.extend(told.matters.iter().map(|matter| pick(&matter.name, &matter.name_en)));
        texts.extend(told.materials.iter().map(|material| pick(&material.name, &material.name_en)));
        texts.extend(told.hotlines.clone());
        tickets.push((of_chain.id.clone(), chain(&told, english, columns), texts));
    }
    tickets
}

/// The characters of all lines without blanks.
fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn everything_is_on_the_paper_and_no_word_is_cut() {
    let shipped = shipped();
    for english in [false, true] {
        for columns in COLUMNS {
            for (of, ticket, texts) in tickets(&shipped, english, columns) {
                let text = ticket.text();
                assert!(ticket.spoken().iter().all(|said| !said.starts_with(['□', '√'])), "{of}");
                let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("[QR")).collect();
                for line in ticket.lines() {
                    let Line::Text(row) = line else { continue };
                    assert!(row.columns() <= usize::from(columns), "{of}: {}", *row.text);
                }
                let words: Vec<&str> = lines.iter().flat_map(|line| line.split(' ')).collect();
                let all = without_blanks(&lines.concat());
                for said in texts.iter().map(|said| said.replace('’', "'")) {
                    if english && said.is_ascii() {
                        for word in said.split(' ') {
                            let stands =
                                words.iter().any(|on| on.trim_end_matches(['*', ';']) == word.trim_end_matches(';'));
                            assert!(stands, "{of} in {columns}: “{word}” of “{said}” is cut or missing\n{}", *text);
                        }
                    } else {
                        assert!(
                            all.contains(&without_blanks(&said)),
                            "{of} in {columns}: “{said}” is missing\n{}",
                            *text
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn every_handout_becomes_bytes_for_every_printer_within_a_sane_length() {
    let (shipped, fonts) = (shipped(), Fonts::load().unwrap());
    for name in MODELS {
        let model = model(name);
        for english in [false, true] {
            let mut longest = (0, String::new());
            for (of, ticket, _) in tickets(&shipped, english, model.columns) {
                let ops = ops(&ticket, &model, &fonts).unwrap_or_else(|error| panic!("{of}: {error}"));
                encode(&ops, &model).unwrap_or_else(|error| panic!("{of} on {name}: {error}"));
                // The shipped words are all in the printers' own font; only the code may be dots.
                assert!(!ops.iter().any(|op| matches!(op, Op::Raster(_))), "{of} on {name}\n{}", *ticket.text());
                longest = longest.max((at_most(&ticket), of));
            }
            println!("{name}, English {english}: the longest is {longest:?} dots");
            assert!(longest.0 <= LONGEST, "{name}: {longest:?}");
        }
    }
}

/// Rows of dots of a ticket, with the largest code that a handout can have: version 20 of ISO/IEC 18004, 97 modules.
fn at_most(ticket: &Ticket) -> u16 {
    let rows = ticket.lines().iter().map(|line| match line {
        Line::Text(row) => LINE_PITCH.max(CELL_HEIGHT * u16::from(row.style.height)),
        Line::Qr { module, .. } => (97 + 2 * QR_QUIET_MODULES) * u16::from(*module),
        Line::Space(dots) => *dots,
    });
    rows.sum()
}

/// What the one QR code of a picture says.
fn read_qr(picture: &Picture) -> String {
    let (width, height) = (usize::from(picture.width), usize::from(picture.height));
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| picture.gray[y * width + x]);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1, "one QR code");
    let mut bytes = Vec::new();
    grids[0].decode_to(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_code_in_the_picture_says_what_the_handout_says() {
    let (shipped, fonts) = (shipped(), Fonts::load().unwrap());
    for name in MODELS {
        let model = model(name);
        for english in [false, true] {
            let language = if english { "en" } else { "zh" };
            for (id, seat) in
                [("P054-1", shipped.0.home_seat()), ("E001-1", Seat::OtherTown), ("E063-1", Seat::Area(1))]
            {
                let told = matter(&shipped, id, seat);
                let picture = picture(&handout(&told, english, model.columns), &model, &fonts).unwrap();
                write_png(&format!("handout-{id}-{language}-{name}.png"), picture.width, picture.height, &picture.gray);
                assert_eq!(read_qr(&picture), told.code_text(english), "{id} on {name}");
                assert!(picture.height <= at_most(&handout(&told, english, model.columns)), "{id} on {name}");
            }
            for of in &shipped.0.chains {
                let told = ChainHandout::new(&shipped.0, &shipped.1, &of.id).unwrap();
                let picture = picture(&chain(&told, english, model.columns), &model, &fonts).unwrap();
                let file = format!("handout-{}-{language}-{name}.png", of.id);
                write_png(&file, picture.width, picture.height, &picture.gray);
                assert_eq!(read_qr(&picture), told.code_text(english), "{} on {name}", of.id);
            }
        }
    }
}
