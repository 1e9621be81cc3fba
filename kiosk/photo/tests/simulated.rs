//! What the simulated document camera shows is what a real one shows: its sheets are found, good, and become pages.

// Helpers of tests may fail as tests may.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use device_sim::document_camera::{DocumentCameraSim, SIZE, View};
use photo::{Advice, Gray, Paper, Rest, Steady, sight, straighten};

fn frame(camera: &DocumentCameraSim) -> Vec<u8> {
    let View::Picture(pixels) = camera.look() else { panic!("no picture") };
    pixels
}

fn gray(pixels: &[u8]) -> Gray<'_> {
    Gray::new(pixels, SIZE.0, SIZE.1, SIZE.0).unwrap()
}

#[test]
fn every_simulated_sheet_is_good_and_becomes_a_page() {
    let camera = DocumentCameraSim::default();
    // Turned to both sides, and lying where sheets of the same number modulo 3 lie.
    for sheet in 1..=10 {
        let pixels = frame(&camera);
        let seen = sight(&gray(&pixels));
        assert_eq!(seen.advice, Advice::Good, "sheet {sheet}: {seen:?}");
        let page = straighten(&gray(&pixels), seen.sheet.unwrap(), Paper::Any).unwrap();
        let aspect = page.height() as f32 / page.width() as f32;
        assert!((aspect / std::f32::consts::SQRT_2 - 1.0).abs() < 0.01, "sheet {sheet}: {aspect}");
        // White margins up to the corners: it was straightened, and the writing is there.
        let ink = page.pixels().iter().filter(|pixel| **pixel < 100).count() as f32 / page.pixels().len() as f32;
        assert!((0.03..0.3).contains(&ink), "sheet {sheet}: {ink} of it is ink");
        let margin = page.width() / 20;
        let white = page.pixels().chunks_exact(page.width()).flat_map(|row| &row[4..margin]);
        let dark = white.filter(|pixel| **pixel < 225).count();
        assert!(dark < page.height() / 20, "sheet {sheet}: {dark} pixels of the margin are dark");
        assert!(page.to_jpeg_within(1024 * 1024).unwrap().len() > 10_000);
        camera.lay();
    }
}

#[test]
fn it_lies_still_and_an_empty_plate_is_no_sheet() {
    let camera = DocumentCameraSim::default();
    let pixels = frame(&camera);
    let mut steady = Steady::new(3, Duration::from_millis(300));
    let rests: Vec<Rest> =
        (0..4).map(|i| steady.look(&sight(&gray(&pixels)), Duration::from_millis(150 * i))).collect();
    assert_eq!(rests[2..], [Rest::Still, Rest::Taken]);
    camera.take();
    assert_eq!(sight(&gray(&frame(&camera))).advice, Advice::NoSheet);
}
