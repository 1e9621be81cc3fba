//! What watching costs: a camera at 30 frames a second, nobody there and somebody there, and how soon a code is read.
#![allow(clippy::indexing_slicing)] // places below lengths by the loops

use std::time::{Duration, Instant};

use qr_reader::{Gray, Options, Pace, Reader, Tracker};
use qr_specimens::{EMPTY, Random, draw};

/// Between two frames.
const FRAME: Duration = Duration::from_nanos(33_333_333);

/// Frames of a scene: twenty seconds.
const FRAMES: usize = 600;

/// Noise of a camera in a hall, gray levels.
const NOISE: f32 = 4.0;

/// Share of a core that watching an empty hall may take.
const IDLE_BAR: f64 = 3.0;

pub(crate) fn run() -> Result<(), String> {
    println!("scene | % of a core at 30 frames a second | bar");
    let idle = scene("nobody there", false, Some(IDLE_BAR))?;
    scene("somebody walks through it", true, None)?;
    let (mut first, mut late) = (0, 0);
    for seed in 0..20 {
        match frames_to_read(seed)? {
            Some(1) => first += 1,
            Some(_) => late += 1,
            None => return Err(format!("the code of plain-1-{seed} was not read in a second")),
        }
    }
    println!("a code held up: read in its first frame {first} of 20 times, else in the next ({late})");
    if idle <= IDLE_BAR { Ok(()) } else { Err(format!("idle takes {idle:.2} % of a core")) }
}

fn tracker() -> Tracker {
    Tracker::new(Reader::new(Options::default()), Pace::default())
}

/// The scene as a camera gives it: never twice the same noise.
fn noisy(pixels: &[u8], random: &mut Random) -> Vec<u8> {
    pixels.iter().map(|&pixel| (f32::from(pixel) + NOISE * random.normal()).clamp(0.0, 255.0) as u8).collect()
}

/// Percent of a core that a scene without a code takes.
fn scene(name: &str, moving: bool, bar: Option<f64>) -> Result<f64, String> {
    let mut random = Random::new(7);
    let empty = draw(EMPTY, 0, 1);
    let views: Vec<Vec<u8>> = (0..8).map(|_| noisy(&empty.pixels, &mut random)).collect();
    let (mut tracker, start) = (tracker(), Instant::now());
    let mut spent = Duration::ZERO;
    for frame in 0..FRAMES {
        let mut view = views[frame % views.len()].clone();
        if moving {
            // A dark coat, 160 pixels wide, from one side to the other.
            let left = frame * 3 % (empty.width - 160);
            for row in view.chunks_exact_mut(empty.width) {
                row[left..left + 160].fill(40);
            }
        }
        let gray = Gray::new(&view, empty.width, empty.height, empty.width).map_err(|error| error.to_string())?;
        let now = start + FRAME * frame as u32;
        let began = crate::cpu();
        let found = tracker.frame(&gray, now, Instant::now() + qr_reader::limits::TIME_MAX);
        // The two seconds in which the first frame wakes it are no idling.
        if frame >= 60 {
            spent += crate::cpu().saturating_sub(began);
        }
        if !found.is_empty() {
            return Err(format!("{name}: a code was read where there is none"));
        }
    }
    let percent = 100.0 * spent.as_secs_f64() / (FRAME.as_secs_f64() * (FRAMES - 60) as f64);
    match bar {
        Some(bar) => println!("{name} | {percent:.2} | {bar} {}", if percent <= bar { "kept" } else { "NOT KEPT" }),
        None => println!("{name} | {percent:.2} | none"),
    }
    Ok(percent)
}

/// How many frames with a code pass until it is read, after a second of an empty hall.
fn frames_to_read(seed: u64) -> Result<Option<usize>, String> {
    let mut random = Random::new(seed);
    let (empty, held) = (draw(EMPTY, 0, seed), draw("plain", 1, seed));
    let (mut tracker, start) = (tracker(), Instant::now());
    for frame in 0..60 {
        let specimen = if frame < 30 { &empty } else { &held };
        let view = noisy(&specimen.pixels, &mut random);
        let gray =
            Gray::new(&view, specimen.width, specimen.height, specimen.width).map_err(|error| error.to_string())?;
        let found = tracker.frame(&gray, start + FRAME * frame as u32, Instant::now() + qr_reader::limits::TIME_MAX);
        if found.iter().any(|found| held.contents.contains(&found.bytes)) {
            return Ok(Some(frame - 29));
        }
    }
    Ok(None)
}
