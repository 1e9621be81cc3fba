//! A full page change: from a view to its drawn frame, in this process, by the software renderer on one core.

use screen::headless::Stage;
use screen::look::PORTRAIT;
use screen::{Screen, samples};
use service::View;

use super::Rig;
use super::bar::{Bar, median, percentile};
use super::lap::Lap;

/// Rounds that count; one before them does not.
const ROUNDS: usize = 5;
/// So many of the slowest pages are named.
const SLOWEST: usize = 4;

/// Every state of every page, each from another page so that all of the frame is new: layout and drawing.
pub(super) fn pages(rig: &Rig) -> Result<Vec<Bar>, String> {
    let stage = rig.stage()?;
    let screen = Screen::new(rig.config.hall.clone(), PORTRAIT).map_err(|error| error.to_string())?;
    screen.open().map_err(|error| error.to_string())?;
    let samples = samples::all_with(&rig.specimen.sheet(&rig.config.printer_model)?);
    let first_of = |name| samples.iter().map(|(_, view)| view).find(|view| view.page.name() == name);
    let (Some(attract), Some(home)) = (first_of("attract"), first_of("home")) else {
        return Err("there is no sample of attract and home".into());
    };
    let mut bars = Vec::new();
    for (what, voice) in [("full page change", false), ("full page change with voice", true)] {
        let mut times = Vec::with_capacity(samples.len() * ROUNDS);
        for round in 0..=ROUNDS {
            for (name, view) in &samples {
                let before = if view.page.name() == attract.page.name() { home } else { attract };
                let [before, view] = [before, view].map(|view| with_voice(view, voice));
                let took = change(stage, &screen, &before, &view);
                if round > 0 {
                    times.push((took, name.as_str()));
                }
            }
        }
        times.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        tell_slowest(&times);
        let of = format!("{} changes", times.len());
        let mut times: Vec<f64> = times.into_iter().map(|(took, _)| took).collect();
        bars.push(Bar::under(format!("{what}, median of {of}"), median(&mut times), "ms", 16.0));
        bars.push(Bar::under(format!("{what}, p99 of {of}"), percentile(&mut times, 99), "ms", 25.0));
    }
    Ok(bars)
}

/// The same for a person who listens, if `on`.
fn with_voice(view: &View, on: bool) -> View {
    let mut view = view.clone();
    view.comfort.voice.on = on;
    view.headphones = on;
    view
}

/// Which pages to look at, when this is too slow.
fn tell_slowest(times: &[(f64, &str)]) {
    let mut told: Vec<&str> = Vec::new();
    for (took, name) in times {
        if !told.contains(name) && told.len() < SLOWEST {
            told.push(name);
            eprintln!("  {took:>6.2} ms  {name}");
        }
    }
}

/// Milliseconds from one view to the other, drawn.
fn change(stage: &Stage, screen: &Screen, from: &View, to: &View) -> f64 {
    screen.show(from);
    stage.settle();
    let lap = Lap::begin();
    screen.show(to);
    stage.settle();
    lap.seconds() * 1000.0
}
