//! A code's modules as gray values, and how dark each one is against its surroundings.
#![allow(clippy::indexing_slicing)] // every index is below side × side by the loops

use std::time::Instant;

use crate::align::Grid;
use crate::geometry::{add, scale, sub};
use crate::gray::Gray;

/// Values row by row, `side` × `side`.
pub(crate) struct Modules {
    pub(crate) side: usize,
    pub(crate) values: Vec<f32>,
}

/// Five points a module: the middle and four around it. `None`: the time was over before.
pub(crate) fn sample(gray: &Gray<'_>, grid: &Grid, side: usize, deadline: Instant) -> Option<Modules> {
    let mut values = Vec::with_capacity(side * side);
    for y in 0..side {
        if y % 16 == 0 && Instant::now() >= deadline {
            return None;
        }
        for x in 0..side {
            let at = [x as f32 + 0.5, y as f32 + 0.5];
            let p = grid.map(at);
            let u = scale(sub(grid.map([at[0] + 0.25, at[1]]), p), 1.0);
            let v = scale(sub(grid.map([at[0], at[1] + 0.25]), p), 1.0);
            let mut sum = 0.0;
            for q in [p, add(p, u), sub(p, u), add(p, v), sub(p, v)] {
                sum += gray.sample(q[0], q[1]);
            }
            values.push(sum / 5.0);
        }
    }
    Some(Modules { side, values })
}

/// How the level between dark and light is found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// Half-way between darkest and lightest around.
    Middle,
    /// The mean of what is around, after sharpening by this share.
    Mean(f32),
}

impl Modules {
    /// Positive for dark, the more the clearer; about −1 to 1.
    pub(crate) fn soft(&self, way: Way, inverted: bool) -> Vec<f32> {
        let side = self.side;
        let sign = if inverted { -1.0 } else { 1.0 };
        match way {
            Way::Middle => {
                let (low, high) = self.extremes();
                self.values
                    .iter()
                    .zip(low.iter().zip(&high))
                    .map(|(&value, (&low, &high))| sign * (low + high - 2.0 * value) / (high - low).max(8.0))
                    .collect()
            }
            Way::Mean(share) => {
                let sharp = if share > 0.0 { self.sharpened(share) } else { self.values.clone() };
                let reach = 4;
                let mean = box_mean(&sharp, side, reach);
                let squares: Vec<f32> = sharp.iter().zip(&mean).map(|(v, m)| (v - m).abs()).collect();
                let spread = box_mean(&squares, side, reach);
                sharp
                    .iter()
                    .zip(mean.iter().zip(&spread))
                    .map(|(&value, (&mean, &spread))| sign * (mean - value) / spread.max(3.0))
                    .collect()
            }
        }
    }

    /// Darkest and lightest within three modules, then evened out.
    fn extremes(&self) -> (Vec<f32>, Vec<f32>) {
        let side = self.side;
        let spread = |values: &[f32], pick: fn(f32, f32) -> f32| {
            let line = |values: &[f32], step: usize, stride: usize| {
                let mut out = values.to_vec();
                for line in 0..side {
                    for i in 0..side {
                        let range = i.saturating_sub(3)..(i + 4).min(side);
                        out[line * stride + i * step] = range
                            .map(|k| values[line * stride + k * step])
                            .fold(values[line * stride + i * step], pick);
                    }
                }
                out
            };
            let rows = line(values, 1, side);
            box_mean(&line(&rows, side, 1), side, 3)
        };
        (spread(&self.values, f32::min), spread(&self.values, f32::max))
    }

    /// Every module away from the mean of its four neighbours: undoes blur of about half a module.
    fn sharpened(&self, share: f32) -> Vec<f32> {
        let side = self.side;
        let at = |x: usize, y: usize| self.values[y * side + x];
        let mut out = Vec::with_capacity(self.values.len());
        for y in 0..side {
            for x in 0..side {
                let around = at(x.saturating_sub(1), y)
                    + at((x + 1).min(side - 1), y)
                    + at(x, y.saturating_sub(1))
                    + at(x, (y + 1).min(side - 1));
                out.push(at(x, y) + share * (at(x, y) - around / 4.0));
            }
        }
        out
    }
}

fn box_mean(values: &[f32], side: usize, reach: usize) -> Vec<f32> {
    let pass = |values: &[f32], step: usize, stride: usize| {
        let mut out = vec![0.0f32; values.len()];
        for line in 0..side {
            let at = |i: usize| values[line * stride + i * step];
            let mut sum: f32 = (0..reach.min(side)).map(at).sum();
            for i in 0..side {
                if i + reach < side {
                    sum += at(i + reach);
                }
                if i > reach {
                    sum -= at(i - reach - 1);
                }
                let count = (i + reach + 1).min(side) - i.saturating_sub(reach);
                out[line * stride + i * step] = sum / count as f32;
            }
        }
        out
    };
    pass(&pass(values, 1, side), side, 1)
}
