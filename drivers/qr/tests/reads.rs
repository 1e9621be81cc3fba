//! What the reader must read, must not read and must refuse.

#![allow(clippy::unwrap_used)] // tests

use std::time::{Duration, Instant};

use qr_reader::{Error, Found, Gray, Level, Options, Reader};
use qr_specimens::{ANYTHING, EMPTY, KINDS, Random, Specimen, anything, clean, draw};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// Ten times what a terminal allows, for a busy machine: what is tested here is reading, not speed.
fn reader() -> Reader {
    Reader::new(Options { time: Duration::from_millis(300), ..Options::default() })
}

fn later() -> Instant {
    Instant::now() + Duration::from_secs(5)
}

fn read(reader: &mut Reader, specimen: &Specimen) -> Vec<Found> {
    let gray = Gray::new(&specimen.pixels, specimen.width, specimen.height, specimen.width).unwrap();
    reader.read(&gray, later())
}

#[test]
fn every_version_and_level() {
    let mut reader = reader();
    for (ecc, level) in [
        (QrCodeEcc::Low, Level::L),
        (QrCodeEcc::Medium, Level::M),
        (QrCodeEcc::Quartile, Level::Q),
        (QrCodeEcc::High, Level::H),
    ] {
        for number in 1..=40 {
            let version = Version::new(number);
            let text = format!("V{number} {level:?}");
            let segments = QrSegment::make_segments(&text);
            let code = QrCode::encode_segments_advanced(&segments, ecc, version, version, None, false).unwrap();
            let found = read(&mut reader, &clean(&code, 3));
            assert_eq!(found.len(), 1, "version {number} {level:?}");
            assert_eq!((found[0].text.as_str(), found[0].version, found[0].level), (text.as_str(), number, level));
        }
    }
}

/// Shares of 12 pictures (4 severities) that must be read, per cent: a little under what was measured when this was
/// written, so that a part of the reader that stops working shows.
const LEAST: [(&str, usize); 23] = [
    ("plain", 100),
    ("small", 90),
    ("large", 100),
    ("rotated", 100),
    ("tilt", 75),
    ("blur", 50),
    ("motion", 50),
    ("noise", 50),
    ("dark", 80),
    ("faint", 50),
    ("glare", 50),
    ("gradient", 90),
    ("screen", 90),
    ("inverted", 100),
    ("mirrored", 100),
    ("bent", 30),
    ("wrinkled", 25),
    ("covered", 75),
    ("damaged", 80),
    ("bare", 50),
    ("several", 80),
    ("version", 90),
    ("clutter", 90),
];

#[test]
fn drawn_pictures_of_every_kind() {
    let mut reader = reader();
    for (kind, least) in LEAST {
        assert!(KINDS.contains(&kind));
        let mut right = 0;
        for severity in 0..4 {
            for seed in 0..3 {
                let specimen = draw(kind, severity, seed);
                let found = read(&mut reader, &specimen);
                let known = |found: &Found| specimen.contents.contains(&found.bytes);
                assert!(found.iter().all(known), "{kind} {severity} {seed}: read falsely");
                right += usize::from(specimen.contents.iter().all(|c| found.iter().any(|found| found.bytes == *c)));
                match kind {
                    "mirrored" => assert!(found.iter().all(|found| found.mirrored)),
                    "inverted" => assert!(found.iter().all(|found| found.inverted && !found.mirrored)),
                    _ => {}
                }
            }
        }
        assert!(right * 100 >= least * 12, "{kind}: {right} of 12 read");
    }
}

#[test]
fn nothing_is_read_where_nothing_is() {
    let mut reader = reader();
    for severity in 0..4 {
        for seed in 100..105 {
            assert!(read(&mut reader, &draw(EMPTY, severity, seed)).is_empty(), "{severity} {seed}");
        }
    }
}

#[test]
fn any_picture_is_borne() {
    let mut reader = Reader::new(Options::default());
    let mut count = 0;
    for seed in 0..1500 {
        let mut random = Random::new(seed);
        let (width, height) = (16 + random.below(140), 16 + random.below(140));
        let pixels = anything(&mut random, width, height);
        let gray = Gray::new(&pixels, width, height, width).unwrap();
        for found in reader.read(&gray, later()) {
            assert!(ANYTHING.contains(&found.text.as_str()), "picture {seed}: {:?}", found.text);
            assert!(found.corners.iter().flatten().all(|value| value.is_finite()));
            count += 1;
        }
    }
    assert!(count > 20, "{count} codes read");
}

#[test]
fn sizes_are_refused_before_anything_is_done() {
    let pixels = vec![0u8; 100 * 100];
    assert!(matches!(Gray::new(&pixels, 0, 100, 100), Err(Error::TooSmall { .. })));
    assert!(matches!(Gray::new(&pixels, 100, 15, 100), Err(Error::TooSmall { .. })));
    assert!(matches!(Gray::new(&pixels, 9000, 100, 9000), Err(Error::TooLarge { .. })));
    assert!(matches!(Gray::new(&pixels, 100, 101, 100), Err(Error::Short { .. })));
    assert!(matches!(Gray::new(&pixels, 100, 50, 99), Err(Error::Short { .. })));
    assert!(matches!(Gray::new(&pixels, 100, 100, usize::MAX), Err(Error::Short { .. })));
    assert!(Gray::new(&pixels[..99 * 100 + 90], 90, 100, 100).is_ok());
}

#[test]
fn a_time_that_is_up_gives_nothing_and_large_pictures_are_made_smaller() {
    let code = QrCode::encode_text("370000", QrCodeEcc::Medium).unwrap();
    let specimen = clean(&code, 60);
    assert!(specimen.width > 1280);
    let gray = Gray::new(&specimen.pixels, specimen.width, specimen.height, specimen.width).unwrap();
    assert!(reader().read(&gray, Instant::now()).is_empty());
    let found = reader().read(&gray, later());
    assert_eq!(found[0].text, "370000");
    // In pixels of the picture that was given: four modules of quiet zone, then the code.
    let [x, y] = found[0].corners[0];
    assert!((x - 240.0).abs() < 20.0 && (y - 240.0).abs() < 20.0, "{x} {y}");
}
