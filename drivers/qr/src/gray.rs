//! A gray picture, borrowed, and smaller copies of it.
#![allow(clippy::indexing_slicing)] // every index is clamped to sizes that were checked when the view was made

use crate::Error;
use crate::limits::{SIDE_MAX, SIDE_MIN};

/// A gray picture in memory: one byte a pixel, 0 black to 255 white.
#[derive(Clone, Copy)]
pub struct Gray<'a> {
    data: &'a [u8],
    width: usize,
    height: usize,
    stride: usize,
}

impl<'a> Gray<'a> {
    /// `stride`: bytes from one row to the next. Refuses sizes in which nothing can be found and what would be slow.
    pub fn new(data: &'a [u8], width: usize, height: usize, stride: usize) -> Result<Self, Error> {
        if width < SIDE_MIN || height < SIDE_MIN {
            return Err(Error::TooSmall { width, height });
        }
        if width > SIDE_MAX || height > SIDE_MAX {
            return Err(Error::TooLarge { width, height });
        }
        let wanted = stride.checked_mul(height - 1).and_then(|bytes| bytes.checked_add(width));
        if stride < width || wanted.is_none_or(|wanted| data.len() < wanted) {
            return Err(Error::Short { bytes: data.len(), width, height, stride });
        }
        Ok(Self { data, width, height, stride })
    }

    /// In pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// In pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The pixels of a row; of the last row for one below it.
    pub fn row(&self, y: usize) -> &'a [u8] {
        let start = y.min(self.height - 1) * self.stride;
        &self.data[start..start + self.width]
    }

    /// A part of the picture, clamped to it; `None` when less than what can hold a code is left.
    pub fn crop(&self, x: usize, y: usize, width: usize, height: usize) -> Option<Self> {
        let (x, y) = (x.min(self.width), y.min(self.height));
        let (width, height) = (width.min(self.width - x), height.min(self.height - y));
        let data = self.data.get(y * self.stride + x..)?;
        Self::new(data, width, height, self.stride).ok()
    }

    /// The value between pixels; the middle of the first pixel is (0.5, 0.5). Outside, the nearest edge.
    pub(crate) fn sample(&self, x: f32, y: f32) -> f32 {
        let x = (x - 0.5).clamp(0.0, (self.width - 1) as f32 - 0.001);
        let y = (y - 0.5).clamp(0.0, (self.height - 1) as f32 - 0.001);
        let (x0, y0) = (x as usize, y as usize);
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let at = y0 * self.stride + x0;
        // Not-a-number clamps to itself and casts to 0: still inside, two rows and columns there are.
        let (above, below) = (&self.data[at..at + 2], &self.data[at + self.stride..at + self.stride + 2]);
        let (a, b) = (f32::from(above[0]), f32::from(above[1]));
        let (c, d) = (f32::from(below[0]), f32::from(below[1]));
        let (top, bottom) = (a + (b - a) * fx, c + (d - c) * fx);
        top + (bottom - top) * fy
    }

    pub(crate) fn inside(&self, [x, y]: [f32; 2], margin: f32) -> bool {
        x > -margin && y > -margin && x < self.width as f32 + margin && y < self.height as f32 + margin
    }
}

/// A gray picture of its own.
#[derive(Default)]
pub(crate) struct Plane {
    data: Vec<u8>,
    width: usize,
    height: usize,
}

impl Plane {
    pub(crate) fn view(&self) -> Option<Gray<'_>> {
        Gray::new(&self.data, self.width, self.height, self.width).ok()
    }

    /// Fills this plane with `source` at half its size, every pixel the mean of four.
    pub(crate) fn halve(&mut self, source: &Gray<'_>) {
        (self.width, self.height) = (source.width / 2, source.height / 2);
        self.data.resize(self.width * self.height, 0);
        for (y, out) in self.data.chunks_exact_mut(self.width.max(1)).enumerate() {
            let (a, b) = (source.row(2 * y), source.row(2 * y + 1));
            for ((out, a), b) in out.iter_mut().zip(a.chunks_exact(2)).zip(b.chunks_exact(2)) {
                *out = ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) / 4) as u8;
            }
        }
    }

    /// Fills this plane with `source` `by` times as large.
    pub(crate) fn enlarge(&mut self, source: &Gray<'_>, by: usize) {
        (self.width, self.height) = (source.width * by, source.height * by);
        self.data.clear();
        let step = 1.0 / by as f32;
        for y in 0..self.height {
            let y = (y as f32 + 0.5) * step;
            self.data.extend((0..self.width).map(|x| source.sample((x as f32 + 0.5) * step, y) as u8));
        }
    }

    /// Fills this plane with `source` made smaller to a longest side of `side`, every pixel the mean of what it covers.
    pub(crate) fn shrink(&mut self, source: &Gray<'_>, side: usize) {
        let longest = source.width.max(source.height);
        self.width = (source.width * side / longest).max(1);
        self.height = (source.height * side / longest).max(1);
        self.data.clear();
        let mut sums = vec![0.0f32; source.width];
        let columns = spans(source.width, self.width);
        for (y0, y1) in spans(source.height, self.height) {
            sums.fill(0.0);
            let mut weights = 0.0;
            for y in y0 as usize..(y1.ceil() as usize).min(source.height) {
                let weight = (y1.min(y as f32 + 1.0) - y0.max(y as f32)).max(0.0);
                weights += weight;
                for (sum, &pixel) in sums.iter_mut().zip(source.row(y)) {
                    *sum += weight * f32::from(pixel);
                }
            }
            self.data.extend(columns.iter().map(|&(x0, x1)| {
                let (mut sum, mut all) = (0.0, 0.0);
                for (x, &value) in sums.iter().enumerate().take(x1.ceil() as usize).skip(x0 as usize) {
                    let weight = (x1.min(x as f32 + 1.0) - x0.max(x as f32)).max(0.0);
                    sum += weight * value;
                    all += weight;
                }
                (sum / (all * weights).max(1e-6)) as u8
            }));
        }
    }
}

/// Where each of `count` pixels begins and ends on `length` pixels.
fn spans(length: usize, count: usize) -> Vec<(f32, f32)> {
    let step = length as f32 / count as f32;
    (0..count).map(|i| (i as f32 * step, (i + 1) as f32 * step)).collect()
}
