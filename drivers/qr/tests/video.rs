//! A tracker's pace, with times of our own.

#![allow(clippy::unwrap_used)] // tests

use std::time::{Duration, Instant};

use qr_reader::{Found, Gray, Options, Pace, Reader, Tracker};
use qr_specimens::{EMPTY, Specimen, draw};

fn tracker() -> Tracker {
    Tracker::new(Reader::new(Options { time: Duration::from_secs(5), ..Options::default() }), Pace::default())
}

fn frame(tracker: &mut Tracker, specimen: &Specimen, now: Instant) -> Vec<Found> {
    let gray = Gray::new(&specimen.pixels, specimen.width, specimen.height, specimen.width).unwrap();
    tracker.frame(&gray, now, Instant::now() + Duration::from_secs(5))
}

#[test]
fn still_pictures_are_searched_five_times_a_second_moving_ones_each_time() {
    let (still, other) = (draw("plain", 0, 1), draw("plain", 0, 2));
    let mut tracker = tracker();
    let start = Instant::now();
    let at = |ms: u64| start + Duration::from_millis(ms);
    // The first frame wakes it for two seconds: every frame is read.
    assert_eq!(frame(&mut tracker, &still, at(0)).len(), 1);
    assert_eq!(frame(&mut tracker, &still, at(33)).len(), 1);
    assert!(tracker.awake(at(1999)) && !tracker.awake(at(2000)));
    // Then one in a fifth of a second.
    let reads: Vec<usize> = (0..10).map(|i| frame(&mut tracker, &still, at(3000 + i * 33)).len()).collect();
    assert_eq!(reads.iter().sum::<usize>(), 2, "{reads:?}");
    // Another picture wakes it at once, and its code is found although the last one was elsewhere.
    let found = frame(&mut tracker, &other, at(3310));
    assert_eq!(found.first().map(|found| found.bytes.clone()), other.contents.first().cloned());
    assert!(tracker.awake(at(3320)));
}

#[test]
fn a_code_found_around_its_last_place_has_its_corners_in_the_whole_picture() {
    let specimen = draw("plain", 0, 3);
    let mut tracker = tracker();
    let start = Instant::now();
    let first = frame(&mut tracker, &specimen, start);
    let second = frame(&mut tracker, &specimen, start + Duration::from_millis(33));
    for (a, b) in first[0].corners.iter().zip(&second[0].corners) {
        assert!((a[0] - b[0]).abs() < 2.0 && (a[1] - b[1]).abs() < 2.0, "{a:?} {b:?}");
    }
}

#[test]
fn noise_is_no_motion() {
    let mut tracker = tracker();
    let start = Instant::now();
    let mut empty = draw(EMPTY, 0, 1);
    let mut random = qr_specimens::Random::new(5);
    frame(&mut tracker, &empty, start);
    for pixel in &mut empty.pixels {
        *pixel = (f32::from(*pixel) + 8.0 * random.normal()).clamp(0.0, 255.0) as u8;
    }
    frame(&mut tracker, &empty, start + Duration::from_secs(1));
    assert!(!tracker.awake(start + Duration::from_millis(2500)));
}
