//! Typing Chinese, from a press to its candidates; and writing on the glass, from a point of the pen to its ink.

use screen::look::PORTRAIT;
use screen::{Screen, samples, tree};

use super::Rig;
use super::bar::{Bar, percentile};
use super::lap::Lap;

/// A keystroke's candidates are there within a frame of 60 a second.
const KEY_MS: f64 = 16.0;
/// Guesses at a drawing are there when the pen has left it: what comes within a tenth of a second is felt as one's own doing
/// (Miller, “Response time in man-computer conversational transactions”, 1968, topic 1).
const GUESS_MS: f64 = 100.0;
/// A point is ink within half of that: a line that lags behind the pen is not one's own hand.
const PEN_MS: f64 = 8.0;
/// Points of a signature, and how often it is written.
const POINTS: u8 = 120;
const ROUNDS: usize = 5;

pub(super) fn keys(rig: &Rig) -> Result<Vec<Bar>, String> {
    let mut times = ::typing::bench::bench(crate::typing::settings(rig.config))?;
    let bar = |name: &str, times: &mut [f64], most| {
        Bar::under(format!("{name}, p99 of {}", times.len()), percentile(times, 99), "ms", most)
    };
    Ok(vec![
        bar("a key of pinyin to its candidates", &mut times.pinyin, KEY_MS),
        bar("a key of strokes to its candidates", &mut times.stroke, KEY_MS),
        bar("a drawn stroke to the guesses", &mut times.handwriting, GUESS_MS),
    ])
}

/// Each point of the pen as an event, until the frame with its ink is drawn.
pub(super) fn pen(rig: &Rig) -> Result<Vec<Bar>, String> {
    const PAGE: &str = "question-signature";
    let stage = rig.stage()?;
    let screen = Screen::new(rig.config.hall.clone(), PORTRAIT).map_err(|error| error.to_string())?;
    screen.open().map_err(|error| error.to_string())?;
    let samples = samples::all();
    let (_, view) = samples.iter().find(|(name, _)| name == PAGE).ok_or("there is no page to sign on")?;
    screen.show(view);
    stage.settle();
    let window = stage.window();
    let controls = tree::controls(&window);
    let pad =
        controls.iter().find(|control| control.label == "请在这里写您的名字").ok_or("there is no pad to sign on")?;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let place = |point: u8| {
            let part = f32::from(point) / f32::from(POINTS);
            let wave = (part * 25.0 + round as f32).sin() * 0.3 + 0.5;
            (pad.visible.x + pad.visible.w * (0.05 + 0.9 * part), pad.visible.y + pad.visible.h * wave)
        };
        tree::pen(&window, tree::Pen::Down, place(0));
        for point in 1..POINTS {
            let lap = Lap::begin();
            tree::pen(&window, tree::Pen::Move, place(point));
            stage.settle();
            times.push(lap.seconds() * 1000.0);
        }
        tree::pen(&window, tree::Pen::Up, place(POINTS));
        stage.settle();
    }
    let name = format!("a point of the pen to its ink, p99 of {}", times.len());
    Ok(vec![Bar::under(name, percentile(&mut times, 99), "ms", PEN_MS)])
}
