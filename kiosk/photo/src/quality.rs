//! How sharp, how bright and how blown out a sheet is.
#![allow(clippy::indexing_slicing)] // squares are inside the picture by the loops; 256 values

use crate::geometry::Corners;
use crate::gray::{Coarse, Gray};
use crate::limits::{GLARE_ABOVE, GLARE_VALUE};

/// Side of the squares in which steps are measured, in pixels.
const SQUARE: usize = 16;
/// Squares that are looked at, at most.
const SQUARES: usize = 1200;

/// Of a sheet in the small picture.
pub(crate) struct Light {
    /// How bright its paper is: 0 black to 1 white.
    pub(crate) paper: f32,
    /// Share of it that is blown out.
    pub(crate) glare: f32,
}

pub(crate) fn light(picture: &Coarse, corners: &Corners) -> Light {
    let mut counts = [0usize; 256];
    let mut all = 0;
    for (y, row) in picture.data.chunks_exact(picture.width).enumerate() {
        let y = y as f32 + 0.5;
        for (x, &value) in row.iter().enumerate() {
            if corners.holds([x as f32 + 0.5, y], 2.0) {
                counts[usize::from(value)] += 1;
                all += 1;
            }
        }
    }
    let paper = at_share(&counts, all, 0.6);
    let blown = usize::from(GLARE_VALUE.max(paper.saturating_add(GLARE_ABOVE)));
    let glare = counts[blown..].iter().sum::<usize>() as f32 / all.max(1) as f32;
    Light { paper: f32::from(paper) / 255.0, glare: if paper > 255 - GLARE_ABOVE { 0.0 } else { glare } }
}

/// The value that the given share stays at or under.
fn at_share(counts: &[usize; 256], all: usize, share: f32) -> u8 {
    let mut left = (all as f32 * share) as usize;
    for (value, &count) in counts.iter().enumerate() {
        if count > left {
            return value as u8;
        }
        left -= count;
    }
    255
}

/// What was measured in one square.
#[derive(Clone, Copy)]
struct Square {
    range: f32,
    /// Steepest step to the right and down within one pixel.
    steep: [f32; 2],
}

/// Blur of what stands on the sheet and of its edges: the standard deviation in pixels, of the worse of the two
/// directions. The steepest step within one pixel is 0.4 / blur of the whole step, whatever is drawn.
pub(crate) fn blur(gray: &Gray<'_>, corners: &Corners, paper: f32) -> f32 {
    let squares = squares(gray, corners);
    // The quietest squares have noise alone.
    let mut ranges: Vec<f32> = squares.iter().map(|square| square.range).collect();
    ranges.sort_by(f32::total_cmp);
    let noise = ranges.get(ranges.len() / 20).copied().unwrap_or(0.0);
    let white = 255.0 * paper;
    let least = (2.2 * noise).max(0.16 * white).max(14.0).min((0.5 * white).max(14.0));
    let noise = noise.min(0.4 * least);
    let mut worst = 0.0f32;
    for way in 0..2 {
        let mut shares: Vec<f32> = squares
            .iter()
            .filter(|square| square.range >= least)
            .map(|square| (square.steep[way] - 0.35 * noise).max(0.0) / (square.range - 0.6 * noise).max(1.0))
            .collect();
        shares.sort_by(|a, b| b.total_cmp(a));
        // A blank form has steps at its edges only: the sharpest squares count, a few left out.
        let share = shares.get((shares.len() / 12).max(2)).copied().unwrap_or(0.0);
        worst = worst.max(0.4 / share.max(0.02));
    }
    worst
}

fn squares(gray: &Gray<'_>, corners: &Corners) -> Vec<Square> {
    let bound = |axis: usize, most: usize| {
        let low = corners.0.iter().map(|corner| corner[axis]).fold(f32::MAX, f32::min);
        let high = corners.0.iter().map(|corner| corner[axis]).fold(f32::MIN, f32::max);
        let half = SQUARE as f32 / 2.0;
        ((low - half).max(0.0) as usize, ((high + half).max(0.0) as usize).min(most))
    };
    let ((x0, x1), (y0, y1)) = (bound(0, gray.width()), bound(1, gray.height()));
    let count = (x1.saturating_sub(x0) / SQUARE) * (y1.saturating_sub(y0) / SQUARE);
    // Steps of whole squares would fall into step with lines of writing.
    let step = SQUARE as f32 * (count as f32 / SQUARES as f32).max(1.0).sqrt();
    let mut squares = Vec::with_capacity(count.min(2 * SQUARES));
    let mut y = y0 as f32;
    while y as usize + SQUARE < y1 {
        let mut x = x0 as f32;
        while x as usize + SQUARE < x1 {
            let middle = [x + SQUARE as f32 / 2.0, y + SQUARE as f32 / 2.0];
            if corners.holds(middle, -6.0) {
                squares.push(square(gray, x as usize, y as usize));
            }
            x += step;
        }
        y += step;
    }
    squares
}

fn square(gray: &Gray<'_>, x: usize, y: usize) -> Square {
    let (mut low, mut high) = (255u8, 0u8);
    let mut steep = [0i16; 2];
    for line in y..y + SQUARE {
        let (above, below) = (&gray.row(line)[x..=x + SQUARE], &gray.row(line + 1)[x..=x + SQUARE]);
        for (above, below) in above.windows(2).zip(below.windows(2)) {
            let (a, b) = (i16::from(above[0]), i16::from(above[1]));
            let (c, d) = (i16::from(below[0]), i16::from(below[1]));
            steep[0] = steep[0].max((b - a + d - c).abs());
            steep[1] = steep[1].max((c - a + d - b).abs());
            // The mean of four: a single bright pixel is noise.
            let mean = ((a + b + c + d) / 4) as u8;
            low = low.min(mean);
            high = high.max(mean);
        }
    }
    Square { range: f32::from(high - low.min(high)), steep: steep.map(|steep| f32::from(steep) / 2.0) }
}
