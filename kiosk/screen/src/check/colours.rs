//! Contrast of a text as it was drawn: its own colour against what most of its place is filled with.

use std::collections::HashMap;

use slint::Rgb8Pixel;

use super::{Kind, Problem, on_text};
use crate::snapshot::{Picture, contrast};
use crate::tree::TextBox;

/// A text that cannot be used now must still be seen (WCAG 1.4.3 asks nothing; 1.4.11 asks 3:1 of what is used).
const DISABLED: f32 = 3.0;
/// Part of the expected contrast that the thickest pixel of thin strokes reaches.
const DRAWN: f32 = 0.55;
/// Above the glyphs of a line, in em.
const BLANK_EDGE: f32 = 0.5;
/// Contrast ratios are rounded to 8-bit colours.
const SLACK: f32 = 0.05;

/// A text's colours.
pub(super) struct Colours {
    ink: Rgb8Pixel,
    ground: Rgb8Pixel,
    /// Contrast of its own colour with its ground.
    pub(super) ratio: f32,
    /// Contrast of the strongest pixel there with the ground.
    strongest: f32,
}

/// Reads them from the frame; `None` for an empty place.
pub(super) fn measure(text: &TextBox, frame: &Picture) -> Option<Colours> {
    let color = text.color;
    let ink = Rgb8Pixel { r: color.red(), g: color.green(), b: color.blue() };
    let ground = ground(text, frame, ink)?;
    let pixels = frame.rows(text.visible).flat_map(|row| row.chunk_by(|a, b| a == b)).filter_map(|run| run.first());
    let strongest = pixels.map(|pixel| contrast(*pixel, ground)).fold(1.0, f32::max);
    Some(Colours { ink, ground, ratio: contrast(ink, ground), strongest })
}

impl Colours {
    /// How much of its contrast was drawn; `None` for a dash of a table, which is too thin to be measured, and where no
    /// more than the blank edge of a line is seen.
    pub(super) fn drawn(&self, text: &TextBox) -> Option<f32> {
        let letters = text.text.chars().any(char::is_alphanumeric);
        let seen = text.visible.h > text.font_px * BLANK_EDGE;
        (letters && seen).then(|| (self.strongest - 1.0) / (self.ratio - 1.0).max(f32::EPSILON))
    }

    pub(super) fn problem(&self, text: &TextBox, disabled: bool, bounds: (f32, f32)) -> Option<Problem> {
        let Self { ratio, strongest, .. } = *self;
        let (least, most) = if disabled { (DISABLED, bounds.1) } else { bounds };
        if ratio < least - SLACK || ratio > most + SLACK {
            let (ink, ground) = (name(self.ink), name(self.ground));
            let detail = format!("{ratio:.1}:1, allowed {least} to {most}; {ink} on {ground}");
            return Some(on_text(text, Kind::Contrast, detail));
        }
        (self.drawn(text)? < DRAWN).then(|| {
            let detail = format!("the strongest pixel there has {strongest:.1}:1, expected {ratio:.1}:1");
            on_text(text, Kind::NotDrawn, detail)
        })
    }
}

/// The colour that fills most of the text's place and is not the ink; `None` for an empty place.
fn ground(text: &TextBox, frame: &Picture, ink: Rgb8Pixel) -> Option<Rgb8Pixel> {
    let mut counts: HashMap<(u8, u8, u8), u32> = HashMap::new();
    for row in frame.rows(text.visible).step_by(2) {
        // Most of a row is runs of one colour.
        for run in row.chunk_by(|a, b| a == b) {
            if let Some(pixel) = run.first() {
                *counts.entry((pixel.r, pixel.g, pixel.b)).or_default() += run.len() as u32;
            }
        }
    }
    let most = |skip_ink: bool| {
        let pixels = counts.iter().filter(|((r, g, b), _)| !skip_ink || (*r, *g, *b) != (ink.r, ink.g, ink.b));
        pixels.max_by_key(|(colour, count)| (**count, **colour)).map(|((r, g, b), _)| Rgb8Pixel { r: *r, g: *g, b: *b })
    };
    most(true).or_else(|| most(false))
}

fn name(pixel: Rgb8Pixel) -> String {
    format!("#{:02x}{:02x}{:02x}", pixel.r, pixel.g, pixel.b)
}
