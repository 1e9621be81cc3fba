//! Takes shadows off a page and makes its paper white, its ink dark; what is drawn or pictured keeps its tones.
#![allow(clippy::indexing_slicing)] // cells of a grid whose size is set here; 256 values; six terms

use zeroize::Zeroizing;

use crate::page::Page;

/// Cells on the longer side in which the paper's brightness is looked for.
const CELLS: usize = 56;
/// From this share of the paper's brightness on a pixel is white: noise of the camera ends there.
const WHITE: f32 = 0.93;
/// Paper is where its brightness is known to lie within these shares of the smooth surface through all of it.
const NEAR: std::ops::Range<f32> = 0.84..1.12;
/// How much of the difference to their surroundings is added to pixels.
const SHARPEN: f32 = 0.45;

pub(crate) fn even(mut page: Page) -> Page {
    let Some(grid) = Grid::of(&page) else { return page };
    let paper = grid.paper();
    sharpen(&mut page);
    let tones = Tones::of(&page, &paper);
    for (y, row) in page.pixels.chunks_exact_mut(page.width).enumerate() {
        let line = paper.line(y);
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = tones.of_share(f32::from(*pixel) / line.at(x));
        }
    }
    page
}

/// One value for each cell of a page.
struct Grid {
    values: Vec<f32>,
    across: usize,
    down: usize,
    /// Side of a cell, in pixels.
    cell: usize,
}

impl Grid {
    /// The brightest fifth of each cell; `None` for a page that is hardly larger than a cell.
    fn of(page: &Page) -> Option<Self> {
        let cell = (page.width.max(page.height) / CELLS).max(8);
        let (across, down) = (page.width / cell, page.height / cell);
        if across < 3 || down < 3 {
            return None;
        }
        let mut values = Vec::with_capacity(across * down);
        for j in 0..down {
            for i in 0..across {
                let mut counts = Zeroizing::new([0u32; 256]);
                for y in j * cell..(j + 1) * cell {
                    let start = y * page.width + i * cell;
                    for &pixel in &page.pixels[start..start + cell] {
                        counts[usize::from(pixel)] += 1;
                    }
                }
                let mut left = (cell * cell / 5) as u32;
                let value = (0..256).rev().find(|&value| {
                    let here = left < counts[value];
                    left = left.saturating_sub(counts[value]);
                    here
                });
                values.push(value.unwrap_or(255).max(1) as f32);
            }
        }
        Some(Self { values, across, down, cell })
    }

    /// How bright the paper is in every cell, writing and pictures left out.
    fn paper(self) -> Self {
        let smooth = self.surface();
        let closed = self.spread(3, f32::max).spread(3, f32::min).blurred().blurred();
        let values = closed
            .values
            .iter()
            .zip(&smooth)
            .map(|(&value, &smooth)| value.clamp(NEAR.start * smooth, NEAR.end * smooth).max(8.0))
            .collect();
        Self { values, ..closed }
    }

    /// The best surface of the second degree, which does not go down into pictures.
    fn surface(&self) -> Vec<f32> {
        let terms = |n: usize| {
            let x = 2.0 * (n % self.across) as f64 / (self.across - 1) as f64 - 1.0;
            let y = 2.0 * (n / self.across) as f64 / (self.down - 1) as f64 - 1.0;
            [1.0, x, y, x * x, x * y, y * y]
        };
        let mut weights = vec![1.0f64; self.values.len()];
        let mut fitted = self.values.clone();
        for _ in 0..8 {
            let mut matrix = [[0.0f64; 7]; 6];
            for (n, (&value, &weight)) in self.values.iter().zip(&weights).enumerate() {
                let t = terms(n);
                for i in 0..6 {
                    for j in 0..6 {
                        matrix[i][j] += weight * t[i] * t[j];
                    }
                    matrix[i][6] += weight * t[i] * f64::from(value);
                }
            }
            let Some(factors) = solve(&mut matrix) else { break };
            for (n, (fitted, weight)) in fitted.iter_mut().zip(&mut weights).enumerate() {
                *fitted = terms(n).iter().zip(&factors).map(|(t, f)| t * f).sum::<f64>().clamp(1.0, 255.0) as f32;
                let off = f64::from((self.values[n] - *fitted) / fitted.max(20.0));
                // What is darker than the surface is a picture, sooner than what is brighter is glare.
                *weight = 1.0 / (1.0 + (off / if off < 0.0 { 0.03 } else { 0.08 }).powi(2));
            }
        }
        fitted
    }

    /// Each cell becomes the `better` of all within `reach`.
    fn spread(&self, reach: usize, better: fn(f32, f32) -> f32) -> Self {
        self.passed(|cells, i| {
            let near = &cells[i.saturating_sub(reach)..(i + reach + 1).min(cells.len())];
            near.iter().copied().reduce(better).unwrap_or(255.0)
        })
    }

    fn blurred(&self) -> Self {
        self.passed(|cells, i| {
            let near = &cells[i.saturating_sub(1)..(i + 2).min(cells.len())];
            near.iter().sum::<f32>() / near.len() as f32
        })
    }

    /// Changes every cell by its row, then by its column.
    fn passed(&self, change: impl Fn(&[f32], usize) -> f32) -> Self {
        let mut values = self.values.clone();
        for row in values.chunks_exact_mut(self.across) {
            let cells = row.to_vec();
            row.iter_mut().enumerate().for_each(|(i, value)| *value = change(&cells, i));
        }
        for x in 0..self.across {
            let cells: Vec<f32> = values.iter().skip(x).step_by(self.across).copied().collect();
            for y in 0..self.down {
                values[y * self.across + x] = change(&cells, y);
            }
        }
        Self { values, ..*self }
    }

    /// The values along a row of pixels.
    fn line(&self, y: usize) -> Line {
        let (low, high, share) = self.between(y, self.down);
        let row = |j: usize| &self.values[j * self.across..(j + 1) * self.across];
        let values = row(low).iter().zip(row(high)).map(|(a, b)| a + (b - a) * share).collect();
        Line { values, cell: self.cell as f32 }
    }

    fn between(&self, place: usize, count: usize) -> (usize, usize, f32) {
        let place = ((place as f32 + 0.5) / self.cell as f32 - 0.5).clamp(0.0, (count - 1) as f32);
        let low = place as usize;
        (low, (low + 1).min(count - 1), place - low as f32)
    }
}

struct Line {
    values: Vec<f32>,
    cell: f32,
}

impl Line {
    fn at(&self, x: usize) -> f32 {
        let last = self.values.len() - 1;
        let place = ((x as f32 + 0.5) / self.cell - 0.5).clamp(0.0, last as f32);
        let low = place as usize;
        let (a, b) = (self.values[low], self.values[(low + 1).min(last)]);
        a + (b - a) * (place - low as f32)
    }
}

/// Gauss, with pivots.
fn solve(matrix: &mut [[f64; 7]; 6]) -> Option<[f64; 6]> {
    for i in 0..6 {
        let pivot = (i..6).max_by(|&a, &b| matrix[a][i].abs().total_cmp(&matrix[b][i].abs()))?;
        matrix.swap(i, pivot);
        let lead = matrix[i];
        if lead[i].abs() < 1e-9 || lead[i].is_nan() {
            return None;
        }
        for (n, row) in matrix.iter_mut().enumerate() {
            if n != i {
                let factor = row[i] / lead[i];
                row.iter_mut().zip(lead).for_each(|(value, lead)| *value -= factor * lead);
            }
        }
    }
    let mut out = [0.0; 6];
    for (i, out) in out.iter_mut().enumerate() {
        *out = matrix[i][6] / matrix[i][i];
    }
    Some(out)
}

/// From shares of the paper's brightness to gray: 0 to 1.5 in steps of 1/512.
struct Tones(Vec<u8>);

impl Tones {
    fn of(page: &Page, paper: &Grid) -> Self {
        // Shares in hundredths, of one pixel in seven: enough to know the darkest and the brightest.
        let mut counts = [0usize; 300];
        let mut all = 0;
        for (y, row) in page.pixels.chunks_exact(page.width).enumerate() {
            let line = paper.line(y);
            for (x, &pixel) in row.iter().enumerate().skip(y % 7).step_by(7) {
                counts[((100.0 * f32::from(pixel) / line.at(x)) as usize).min(299)] += 1;
                all += 1;
            }
        }
        let at = |share: f32| {
            let mut left = (all as f32 * share) as usize;
            let place = counts.iter().position(|&count| {
                let here = left < count;
                left = left.saturating_sub(count);
                here
            });
            place.unwrap_or(100) as f32 / 100.0
        };
        // Gold letters on a dark cover are brighter than what was taken for paper: then those are the white.
        let bright = at(0.995);
        let white = if bright > 1.3 { bright } else { WHITE };
        // Ink becomes nearly black, faint writing darker, an empty page stays empty.
        let black = (at(0.004) - 0.05).clamp(0.0, 0.4);
        let tones = (0..768).map(|step| {
            let share = ((step as f32 / 512.0 - black) / (white - black)).clamp(0.0, 1.0);
            // Bent a little towards the ink: thin strokes that the camera grayed come back.
            let bent = share - 0.22 * share * (1.0 - share);
            (12.0 + 243.0 * bent).round() as u8
        });
        Self(tones.collect())
    }

    fn of_share(&self, share: f32) -> u8 {
        self.0[((share * 512.0) as usize).min(self.0.len() - 1)]
    }
}

/// Adds to every pixel a share of how much it differs from the mean of nine.
fn sharpen(page: &mut Page) {
    let width = page.width;
    let mut above = Zeroizing::new(page.pixels[..width].to_vec());
    let mut here = above.clone();
    for y in 0..page.height {
        let start = y * width;
        let below = if y + 1 < page.height { start + width } else { start };
        let below = Zeroizing::new(page.pixels[below..below + width].to_vec());
        for x in 0..width {
            let columns = x.saturating_sub(1)..(x + 2).min(width);
            let count = 3 * columns.len();
            let sum: u32 = [&above, &here, &below]
                .iter()
                .map(|row| row[columns.clone()].iter().map(|&value| u32::from(value)).sum::<u32>())
                .sum();
            let value = f32::from(here[x]);
            let sharp = value + SHARPEN * (value - sum as f32 / count as f32);
            page.pixels[start + x] = sharp.round().clamp(0.0, 255.0) as u8;
        }
        above = std::mem::replace(&mut here, below);
    }
}
