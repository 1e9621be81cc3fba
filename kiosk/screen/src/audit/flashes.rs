//! Nothing flashes: every page for two seconds of held time, place by place (WCAG 2.2 2.3.1, VVSG 2.0 8.1-B).

use std::time::Duration;

use service::{Contrast, Language, TextSize};
use slint::Rgb8Pixel;

use super::{Audit, AuditError, Row};
use crate::glass::Glass;
use crate::look::{Way, draw};
use crate::samples;
use crate::snapshot::{Picture, luminance};

/// Frames a second of the screen.
const RATE: u64 = 60;
/// How long each page is watched.
const SECONDS: usize = 2;
/// Edge of the places, in pixels.
const PLACE: usize = 40;
/// A change of light that counts, and how dark its darker side must be. Source: WCAG 2.2, definition of general flash.
const CHANGE: f32 = 0.1;
const DARK: f32 = 0.8;
/// So many flashes a second are allowed.
const MOST: usize = 3;

/// Brightness of one place over time.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    extreme: f32,
    rising: Option<bool>,
    reversals: usize,
}

impl Place {
    /// The next brightness. A flash is a pair of opposing changes.
    fn see(&mut self, light: f32) {
        let change = light - self.extreme;
        let counts = change.abs() >= CHANGE && light.min(self.extreme) < DARK;
        match self.rising {
            Some(rising) if (change > 0.0) == rising => self.extreme = light,
            _ if counts => {
                self.rising = Some(change > 0.0);
                self.extreme = light;
                self.reversals += 1;
            }
            _ => {}
        }
    }
}

pub(super) fn rows(audit: &Audit<'_>) -> Result<Vec<Row>, AuditError> {
    let (mut most, mut at, mut watched) = (0, String::new(), 0);
    let Some(glass) = Glass::all().into_iter().find(Glass::is_main) else { return Ok(Vec::new()) };
    let screen = super::open(&audit.stage, &glass)?;
    audit.stage.hold_time();
    let comfort = Way::Plain.comfort(Language::Chinese, TextSize::Normal, Contrast::Standard);
    for (page, view) in audit.samples.iter().filter(|(page, _)| !samples::is_variant(page)) {
        let frame = draw(&audit.stage, &screen, view, comfort);
        let mut places: Vec<Place> =
            lights(&frame).into_iter().map(|light| Place { extreme: light, ..Place::default() }).collect();
        for _ in 0..SECONDS * RATE as usize {
            if audit.stage.advance(Duration::from_micros(1_000_000 / RATE)).drawn.is_some() {
                lights(&audit.stage.frame()).into_iter().zip(&mut places).for_each(|(light, place)| place.see(light));
            }
        }
        let flashes = places.iter().map(|place| place.reversals / 2).max().unwrap_or(0).div_ceil(SECONDS);
        watched += 1;
        if flashes >= most {
            (most, at) = (flashes, format!("{}/{page}", glass.name));
        }
    }
    Ok(vec![Row {
        id: "A10",
        what: "flashes a second, at the place that flashes most".to_owned(),
        limit: format!("≤ {MOST}"),
        worst: most.to_string(),
        at,
        count: watched,
        pass: most <= MOST && watched > 0,
        broken: Vec::new(),
    }])
}

/// Mean light of every place.
fn lights(frame: &Picture) -> Vec<f32> {
    let width = frame.width() as usize;
    let across = width.div_ceil(PLACE);
    let mut sums = vec![(0.0_f32, 0_u32); across * (frame.height() as usize).div_ceil(PLACE)];
    // Every fourth pixel of every fourth row tells the mean of a place well enough.
    for (y, row) in frame.pixels().chunks_exact(width.max(1)).enumerate().step_by(4) {
        for (x, pixel) in row.iter().enumerate().step_by(4) {
            if let Some((sum, count)) = sums.get_mut(y / PLACE * across + x / PLACE) {
                *sum += luminance(Rgb8Pixel { ..*pixel });
                *count += 1;
            }
        }
    }
    sums.into_iter().map(|(sum, count)| sum / count.max(1) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a10_what_blinks_is_counted() {
        let mut place = Place { extreme: 0.9, ..Place::default() };
        for light in [0.5, 0.1, 0.5, 0.9, 0.1, 0.9] {
            place.see(light);
        }
        assert_eq!(place.reversals / 2, 2);
        let mut steady = Place { extreme: 0.5, ..Place::default() };
        for light in [0.52, 0.48, 0.55, 0.45] {
            steady.see(light);
        }
        assert_eq!(steady.reversals, 0);
        let mut fading = Place { extreme: 1.0, ..Place::default() };
        for tenth in (0..10_u8).rev() {
            fading.see(f32::from(tenth) / 10.0);
        }
        assert_eq!(fading.reversals / 2, 0, "one change is no flash");
    }
}
