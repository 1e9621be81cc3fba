//! Black and white: a threshold for each block of 8×8 pixels, rows packed into bits.
#![allow(clippy::indexing_slicing)] // every index comes from loops over the sizes of the picture

use crate::gray::Gray;

const BLOCK: usize = 8;

/// A picture in black (1) and white (0).
#[derive(Default)]
pub(crate) struct Binary {
    bits: Vec<u64>,
    /// Words a row.
    words: usize,
    width: usize,
    height: usize,
    low: Vec<u8>,
    high: Vec<u8>,
    thresholds: Vec<u8>,
}

impl Binary {
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// Whether a pixel is dark; outside nothing is.
    pub(crate) fn dark(&self, x: i32, y: i32) -> bool {
        if x < 0 || y < 0 || x as usize >= self.width || y as usize >= self.height {
            return false;
        }
        let (x, y) = (x as usize, y as usize);
        self.bits[y * self.words + x / 64] >> (x % 64) & 1 == 1
    }

    pub(crate) fn row(&self, y: usize) -> &[u64] {
        &self.bits[y * self.words..(y + 1) * self.words]
    }

    /// Fills this picture from a gray one. `contrast`: a block with less between its darkest and brightest pixel is flat
    /// and takes its threshold from around.
    pub(crate) fn fill(&mut self, gray: &Gray<'_>, contrast: u8) {
        (self.width, self.height) = (gray.width(), gray.height());
        self.words = self.width.div_ceil(64);
        self.bits.clear();
        self.bits.resize(self.words * self.height, 0);
        let (columns, rows) = (self.width.div_ceil(BLOCK), self.height.div_ceil(BLOCK));
        self.extremes(gray, columns, rows);
        let contrast = self.above_noise(contrast);
        self.smooth(columns, rows, contrast);
        let mut thresholds = vec![0u8; columns * BLOCK];
        // Whole words: what is past the row stays light.
        let mut dark = vec![0u8; self.words * 64];
        for y in 0..self.height {
            if y % BLOCK == 0 {
                let line = &self.thresholds[y / BLOCK * columns..][..columns];
                for (out, &threshold) in thresholds.chunks_exact_mut(BLOCK).zip(line) {
                    out.fill(threshold);
                }
            }
            let words = &mut self.bits[y * self.words..(y + 1) * self.words];
            pack(gray.row(y), &thresholds, words, &mut dark);
        }
    }

    fn extremes(&mut self, gray: &Gray<'_>, columns: usize, rows: usize) {
        self.low.clear();
        self.high.clear();
        let (mut low, mut high) = (vec![0u8; self.width], vec![0u8; self.width]);
        for block in 0..rows {
            low.fill(255);
            high.fill(0);
            for y in block * BLOCK..((block + 1) * BLOCK).min(self.height) {
                for ((low, high), &pixel) in low.iter_mut().zip(&mut high).zip(gray.row(y)) {
                    *low = (*low).min(pixel);
                    *high = (*high).max(pixel);
                }
            }
            self.low.extend(low.chunks(BLOCK).map(|part| part.iter().copied().min().unwrap_or(0)));
            self.high.extend(high.chunks(BLOCK).map(|part| part.iter().copied().max().unwrap_or(0)));
        }
        debug_assert_eq!(self.low.len(), columns * rows);
    }

    /// At least `least`, more where even the flattest fifth of the blocks is uneven: that is noise, not print.
    fn above_noise(&self, least: u8) -> u8 {
        let mut counts = [0usize; 256];
        for (low, high) in self.low.iter().zip(&self.high) {
            counts[usize::from(high - low)] += 1;
        }
        let quantile = |share: usize| {
            let mut left = self.low.len() * share / 100;
            counts.iter().position(|&count| {
                let here = left < count;
                left = left.saturating_sub(count);
                here
            })
        };
        let (quiet, loud) = (quantile(20).unwrap_or(0), quantile(95).unwrap_or(255));
        (quiet * 3 / 2).min(loud / 2).clamp(least.into(), 255) as u8
    }

    /// The thresholds: the mean of the middles of all blocks with contrast among 5×5, by contrast squared; where there are none, that of
    /// the nearest ones to the left and above, then to the right and below.
    fn smooth(&mut self, columns: usize, rows: usize, contrast: u8) {
        // Sums over rows and columns from the corner: sum of weighted middles, sum of weights.
        let wide = columns + 1;
        let mut sums = vec![(0u64, 0u64); wide * (rows + 1)];
        for y in 0..rows {
            let (mut sum, mut count) = (0, 0);
            for x in 0..columns {
                let (low, high) = (self.low[y * columns + x], self.high[y * columns + x]);
                if high - low >= contrast {
                    let weight = u64::from(high - low).pow(2);
                    sum += weight * (u64::from(low) + u64::from(high)) / 2;
                    count += weight;
                }
                let above = sums[y * wide + x + 1];
                sums[(y + 1) * wide + x + 1] = (above.0 + sum, above.1 + count);
            }
        }
        self.thresholds.clear();
        self.thresholds.resize(columns * rows, 0);
        let mut known = vec![false; columns * rows];
        for y in 0..rows {
            let (y0, y1) = (y.saturating_sub(2), (y + 3).min(rows));
            for x in 0..columns {
                let (x0, x1) = (x.saturating_sub(2), (x + 3).min(columns));
                let corner = |x: usize, y: usize| sums[y * wide + x];
                let (a, b, c, d) = (corner(x0, y0), corner(x1, y0), corner(x0, y1), corner(x1, y1));
                let count = (a.1 + d.1) - b.1 - c.1;
                if let Some(mean) = ((a.0 + d.0) - b.0 - c.0).checked_div(count) {
                    self.thresholds[y * columns + x] = mean as u8;
                    known[y * columns + x] = true;
                }
            }
        }
        let total = columns * rows;
        let mut spread = |at: usize, from: [Option<usize>; 2]| {
            if known[at] {
                return;
            }
            let (mut sum, mut count) = (0u32, 0u32);
            for from in from.into_iter().flatten().filter(|&from| known[from]) {
                sum += u32::from(self.thresholds[from]);
                count += 1;
            }
            if let Some(mean) = sum.checked_div(count) {
                self.thresholds[at] = mean as u8;
                known[at] = true;
            }
        };
        for at in 0..total {
            spread(at, [(at % columns > 0).then(|| at - 1), at.checked_sub(columns)]);
        }
        for at in (0..total).rev() {
            let below = at + columns;
            spread(at, [(at % columns + 1 < columns).then_some(at + 1), (below < total).then_some(below)]);
        }
    }
}

fn pack(pixels: &[u8], thresholds: &[u8], words: &mut [u64], dark: &mut [u8]) {
    for ((dark, pixel), threshold) in dark.iter_mut().zip(pixels).zip(thresholds) {
        *dark = u8::from(pixel < threshold);
    }
    for (word, part) in words.iter_mut().zip(dark.chunks_exact(64)) {
        *word = part.chunks_exact(8).rev().fold(0, |bits, eight| {
            let eight = eight.iter().rev().fold(0u64, |all, &byte| all << 8 | u64::from(byte));
            // Brings the lowest bit of every byte together in the highest byte.
            bits << 8 | eight.wrapping_mul(0x0102_0408_1020_4080) >> 56
        });
    }
}

/// Appends where a row turns dark (even places) and light (odd places); it begins light. The end is an edge when the
/// row ends dark.
pub(crate) fn edges(row: &[u64], width: usize, edges: &mut Vec<u16>) {
    edges.clear();
    let mut carry = 0;
    for (i, &word) in row.iter().enumerate() {
        let mut turns = word ^ (word << 1 | carry);
        carry = word >> 63;
        while turns != 0 {
            edges.push((i * 64) as u16 + turns.trailing_zeros() as u16);
            turns &= turns - 1;
        }
    }
    if edges.len() % 2 == 1 && edges.last().is_some_and(|&last| usize::from(last) < width) {
        edges.push(width as u16);
    }
}
