//! Drawn photographs of every kind: what is found, and what is said about it.

// Helpers of tests may fail as tests may.
#![allow(clippy::unwrap_used)]

use photo::{Advice, Corners, Gray, Page, Paper, Sight, sight, straighten};
use photo_specimens::{Kind, ORDINARY, Random, Specimen, draw, scene};

/// Of each kind.
const EACH: u64 = 12;
const SIZE: (usize, usize) = (1280, 720);

fn gray(specimen: &Specimen) -> Gray<'_> {
    Gray::new(&specimen.pixels, specimen.width, specimen.height, specimen.width).unwrap()
}

fn seen(kind: Kind, seed: u64) -> (Specimen, Sight) {
    let specimen = draw(kind, seed, SIZE);
    let seen = sight(&gray(&specimen));
    (specimen, seen)
}

/// The worst corner's error as a share of the picture's diagonal.
fn error(specimen: &Specimen, sight: &Sight) -> f32 {
    let (Some(sheet), Some(truth)) = (sight.sheet, specimen.corners) else { return f32::MAX };
    sheet.moved(&Corners(truth)) / (specimen.width as f32).hypot(specimen.height as f32)
}

#[test]
fn ordinary_sheets_are_found_exactly_and_are_good() {
    let (mut all, mut found, mut good) = (0, 0, 0);
    let mut errors = Vec::new();
    for kind in ORDINARY {
        for seed in 100..100 + EACH {
            let (specimen, sight) = seen(kind, seed);
            let error = error(&specimen, &sight);
            all += 1;
            good += usize::from(sight.advice == Advice::Good);
            if error < 0.015 {
                found += 1;
                errors.push(error);
            } else {
                println!("{kind:?} {seed}: {:?}, off by {error}", sight.advice);
            }
        }
    }
    errors.sort_by(f32::total_cmp);
    let (median, p95) = (errors[errors.len() / 2], errors[errors.len() * 95 / 100]);
    println!("{found} found and {good} good of {all}; corners off by {median} and {p95} of the diagonal");
    assert!(found * 100 >= all * 97, "{found} of {all}");
    assert!(good * 100 >= all * 95, "{good} of {all}");
    assert!(median < 0.0005 && p95 < 0.001, "{median} {p95}");
}

/// How many of a kind get one of the advices; none may be good.
fn advised(kind: Kind, advices: &[Advice]) -> usize {
    let mut right = 0;
    for seed in 100..100 + EACH {
        let (_, sight) = seen(kind, seed);
        assert_ne!(sight.advice, Advice::Good, "{kind:?} {seed}: {sight:?}");
        right += usize::from(advices.contains(&sight.advice));
    }
    right
}

#[test]
fn what_is_wrong_is_said() {
    let all = EACH as usize;
    assert!(advised(Kind::Blurred, &[Advice::Blurred]) * 100 >= all * 95);
    assert!(advised(Kind::Moved, &[Advice::Blurred]) * 100 >= all * 95);
    assert!(advised(Kind::Glare, &[Advice::Glare]) * 100 >= all * 95);
    assert!(advised(Kind::Dark, &[Advice::TooDark]) * 100 >= all * 95);
    assert!(advised(Kind::Tilted, &[Advice::Tilted]) * 100 >= all * 90);
    assert!(advised(Kind::CutOff, &[Advice::CutOff]) * 100 >= all * 75);
    assert!(advised(Kind::Far, &[Advice::TooSmall, Advice::NoSheet]) * 100 >= all * 95);
    // Pads and boxes of a full desk are small sheets, if sheets.
    assert!(advised(Kind::Empty, &[Advice::NoSheet, Advice::TooSmall]) * 100 >= all * 90);
}

#[test]
fn unreadable_blur_is_never_good_and_sharpness_follows_the_blur() {
    for kind in [Kind::Plain, Kind::Form, Kind::Blank, Kind::Pale] {
        let mut last = f32::MAX;
        for sigma in [0.6, 1.0, 2.0, 3.0, 4.5] {
            let mut random = Random::new(kind as u64);
            let mut scene = scene(kind, &mut random, SIZE);
            scene.blur = sigma;
            let pixels = scene.draw(&mut random);
            let sight = sight(&Gray::new(&pixels, SIZE.0, SIZE.1, SIZE.0).unwrap());
            assert!(sigma < 1.8 || sight.advice != Advice::Good, "{kind:?} at {sigma}: {sight:?}");
            assert!(sigma > 0.7 || sight.advice == Advice::Good, "{kind:?} at {sigma}: {sight:?}");
            assert!(sight.sharpness <= last + 0.02, "{kind:?} at {sigma}: {sight:?} after {last}");
            last = sight.sharpness;
        }
    }
}

#[test]
fn the_same_sheet_is_found_in_a_large_picture() {
    for kind in [Kind::Plain, Kind::Mixed, Kind::Card] {
        let specimen = draw(kind, 3, (2592, 1944));
        let sight = sight(&gray(&specimen));
        assert_eq!(sight.advice, Advice::Good, "{kind:?}");
        assert!(error(&specimen, &sight) < 0.001, "{kind:?}: {}", error(&specimen, &sight));
    }
}

fn page(kind: Kind, seed: u64, paper: Paper) -> (Specimen, Page) {
    let (specimen, sight) = seen(kind, seed);
    let page = straighten(&gray(&specimen), sight.sheet.unwrap(), paper).unwrap();
    (specimen, page)
}

#[test]
fn a_page_has_its_sheets_shape() {
    for kind in [Kind::Plain, Kind::Turned, Kind::Askew, Kind::Mixed, Kind::Card] {
        for seed in 0..4 {
            let (specimen, page) = page(kind, seed, Paper::Any);
            let off = page.width() as f32 / page.height() as f32 / specimen.aspect - 1.0;
            assert!(off.abs() < 0.02, "{kind:?} {seed}: {off}");
        }
    }
}

#[test]
fn shadows_go_and_writing_stays() {
    for kind in [Kind::Plain, Kind::Shaded, Kind::Askew] {
        let (_, page) = page(kind, 2, Paper::A4);
        let (width, height) = (page.width(), page.height());
        let share = |keep: &dyn Fn(u8) -> bool, x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            let all = x.len() * y.len();
            let rows = y.map(|y| page.pixels()[y * width..][x.clone()].iter().filter(|&&pixel| keep(pixel)).count());
            rows.sum::<usize>() as f32 / all as f32
        };
        // The margins are white up to the corners, the middle has ink.
        for x in [4..width / 12, width - width / 12..width - 4] {
            assert!(share(&|pixel| pixel > 235, x, 4..height - 4) > 0.98, "{kind:?}: a margin is gray");
        }
        let ink = share(&|pixel| pixel < 110, width / 8..width * 7 / 8, height / 8..height * 7 / 8);
        assert!((0.01..0.3).contains(&ink), "{kind:?}: {ink} of it is ink");
        let bytes = page.to_jpeg_within(150_000).unwrap();
        assert!(bytes.len() <= 150_000);
        let thumb = page.thumb(160);
        assert_eq!(thumb.height(), 160);
    }
}
