//! A gray picture, borrowed, and a small copy of it.
#![allow(clippy::indexing_slicing)] // every index is clamped to sizes that were checked when the view was made

use zeroize::Zeroizing;

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
    /// `width`, `height` in pixels; `stride`: bytes from one row to the next. Refuses sizes in which nothing can be read,
    /// what would be slow, and memory that is too short.
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

    /// As [`Self::sample`], over sixteen pixels (Catmull and Rom 1974): keeps edges as sharp as they were.
    pub(crate) fn sample_sharp(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (x0, y0) = (x.floor(), y.floor());
        if !(x0 >= 1.0 && y0 >= 1.0 && x0 + 3.0 <= self.width as f32 && y0 + 3.0 <= self.height as f32) {
            return self.sample(x + 0.5, y + 0.5);
        }
        let (wx, wy) = (weights(x - x0), weights(y - y0));
        let at = (y0 as usize - 1) * self.stride + x0 as usize - 1;
        let mut sum = 0.0;
        for (line, wy) in wy.iter().enumerate() {
            let start = at + line * self.stride;
            let row = &self.data[start..start + 4];
            sum += wy
                * (f32::from(row[0]) * wx[0]
                    + f32::from(row[1]) * wx[1]
                    + f32::from(row[2]) * wx[2]
                    + f32::from(row[3]) * wx[3]);
        }
        sum
    }
}

/// Of four pixels in a row, for a place `t` (0 to 1) between the middle two.
fn weights(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [0.5 * (2.0 * t2 - t - t3), 0.5 * (2.0 - 5.0 * t2 + 3.0 * t3), 0.5 * (t + 4.0 * t2 - 3.0 * t3), 0.5 * (t3 - t2)]
}

/// A picture made smaller by a whole number: every pixel the mean of a square. Wiped when dropped.
pub(crate) struct Coarse {
    pub(crate) data: Zeroizing<Vec<u8>>,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Pixels of the picture to one of this, each way.
    pub(crate) factor: usize,
}

impl Coarse {
    /// About `side` pixels on the longer side; rows and columns that do not fill a square are left out.
    pub(crate) fn of(source: &Gray<'_>, side: usize) -> Self {
        let longest = source.width.max(source.height);
        let shortest = source.width.min(source.height);
        // Narrow strips keep a few pixels across.
        let factor = ((longest + side / 2) / side).clamp(1, (shortest / 16).max(1));
        let (width, height) = (source.width / factor, source.height / factor);
        let mut data = Zeroizing::new(Vec::with_capacity(width * height));
        let mut sums = Zeroizing::new(vec![0u16; width * factor]);
        let area = (factor * factor) as u32;
        for y in 0..height {
            sums.fill(0);
            for line in 0..factor {
                // At most 8192 / 160 rows of 255: far below what 16 bits hold.
                for (sum, &pixel) in sums.iter_mut().zip(source.row(y * factor + line)) {
                    *sum += u16::from(pixel);
                }
            }
            data.extend(sums.chunks_exact(factor).map(|square| {
                let sum: u32 = square.iter().map(|&sum| u32::from(sum)).sum();
                ((sum + area / 2) / area) as u8
            }));
        }
        Self { data, width, height, factor }
    }
}
