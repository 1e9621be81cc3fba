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

/// Every state of every page, each from another page so that all of the frame is new: layout and drawing.
pub(super) fn pages(rig: &Rig) -> Result<Vec<Bar>, String> {
    let stage = Stage::install(PORTRAIT.width, PORTRAIT.height).map_err(|error| error.to_string())?;
    let screen = Screen::new(rig.config.hall.clone(), PORTRAIT).map_err(|error| error.to_string())?;
    screen.open().map_err(|error| error.to_string())?;
    let samples = samples::all_with(&rig.specimen.sheet(&rig.config.printer_model)?);
    let first_of = |name| samples.iter().map(|(_, view)| view).find(|view| view.page.name() == name);
    let (Some(attract), Some(home)) = (first_of("attract"), first_of("home")) else {
        return Err("there is no sample of attract and home".into());
    };
    let mut times = Vec::with_capacity(samples.len() * ROUNDS);
    for round in 0..=ROUNDS {
        for (_, view) in &samples {
            let before = if view.page.name() == attract.page.name() { home } else { attract };
            let took = change(&stage, &screen, before, view);
            if round > 0 {
                times.push(took);
            }
        }
    }
    let of = format!("{} changes", times.len());
    Ok(vec![
        Bar::under(format!("full page change, median of {of}"), median(&mut times), "ms", 16.0),
        Bar::under(format!("full page change, p99 of {of}"), percentile(&mut times, 99), "ms", 25.0),
    ])
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
