//! Black and white dots of a strip of paper, and how a ticket's line is drawn on them.

use drivers::printer::{Align, Bitmap};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use zeroize::Zeroizing;

use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::glyphs::Dots;
use crate::layout::Row;
use crate::measures::{CELL_HEIGHT, CELL_WIDTH, LINE_PITCH, QR_QUIET_MODULES};

/// Dots, one bit each, wiped when dropped.
pub(crate) struct Canvas {
    width: u16,
    height: u16,
    rows: Zeroizing<Vec<u8>>,
}

impl Canvas {
    pub(crate) fn new(width: u16, height: u16) -> Self {
        let bytes = usize::from(width.div_ceil(8)) * usize::from(height);
        Self { width, height, rows: Zeroizing::new(vec![0; bytes]) }
    }

    /// The dots as the printer takes them.
    pub(crate) fn bitmap(&self) -> Bitmap {
        Bitmap { width: self.width, height: self.height, rows: self.rows.to_vec() }
    }

    /// The dots as a gray picture: 0 is black, 255 is white.
    pub(crate) fn gray(&self) -> Zeroizing<Vec<u8>> {
        let width = usize::from(self.width);
        let mut gray = Zeroizing::new(Vec::with_capacity(width * usize::from(self.height)));
        for row in self.rows.chunks_exact(usize::from(self.width.div_ceil(8)).max(1)) {
            let end = gray.len() + width;
            for byte in row {
                gray.extend((0..8).map(|bit| if byte << bit & 0x80 == 0 { 255u8 } else { 0 }));
            }
            gray.truncate(end);
        }
        gray
    }

    /// Draws a line of characters with its top at row `y`.
    pub(crate) fn row(&mut self, row: &Row, fonts: &Fonts, y: u16) {
        let taken = row.columns() as u16 * CELL_WIDTH;
        let free = self.width.saturating_sub(taken);
        let mut x = match row.align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        };
        let times = (u16::from(row.style.width.clamp(1, 4)), u16::from(row.style.height.clamp(1, 4)));
        if row.style.underline {
            self.black(x, y + CELL_HEIGHT * times.1 - 1, taken, 1);
        }
        for c in row.text.chars() {
            let glyph = fonts.glyph(c, row.style.bold);
            self.stamp(&glyph, (x, y), times);
            x += glyph.width * times.0;
        }
    }

    /// Draws a QR code in the middle, its white margin's top at row `y`.
    pub(crate) fn qr(&mut self, code: &Qr, y: u16) {
        let left = self.width.saturating_sub(code.modules() * code.module) / 2;
        let top = y + code.quiet();
        for row in 0..code.code.size() {
            for column in 0..code.code.size() {
                if code.code.get_module(column, row) {
                    let (x, y) = (left + column as u16 * code.module, top + row as u16 * code.module);
                    self.black(x, y, code.module, code.module);
                }
            }
        }
    }

    /// Larger characters are the same dots doubled, as the printer does it.
    fn stamp(&mut self, glyph: &Dots, (x, y): (u16, u16), (wider, higher): (u16, u16)) {
        let stride = usize::from(self.width.div_ceil(8));
        let (first, shift) = (usize::from(x / 8), x % 8);
        let end = stride.min(first + usize::from((shift + glyph.width * wider).div_ceil(8)));
        for (at, bits) in (0..).zip(&glyph.rows) {
            let dots = (widen(*bits, wider) >> shift).to_be_bytes();
            for row in (y + at * higher..).take(usize::from(higher)).map(usize::from) {
                let target = self.rows.get_mut(row * stride + first..row * stride + end);
                for (target, dots) in target.into_iter().flatten().zip(dots) {
                    *target |= dots;
                }
            }
        }
    }

    fn black(&mut self, x: u16, y: u16, width: u16, height: u16) {
        let stride = usize::from(self.width.div_ceil(8));
        for row in y..(y + height).min(self.height) {
            for column in x..(x + width).min(self.width) {
                if let Some(byte) = self.rows.get_mut(usize::from(row) * stride + usize::from(column / 8)) {
                    *byte |= 0x80 >> (column % 8);
                }
            }
        }
    }
}

/// The dots of a row, each `times` as wide; at most 24 × 4 dots, from the highest bit.
fn widen(bits: u32, times: u16) -> u128 {
    let bits = u128::from(bits) << 96;
    if times == 1 {
        return bits;
    }
    let times = u32::from(times);
    let dot = u128::MAX << (128 - times);
    (0..24).filter(|x| bits << x >> 127 == 1).fold(0, |wide, x| wide | dot >> (x * times))
}

/// Dots from the top of a line of characters to the top of the next one.
pub(crate) fn row_height(row: &Row) -> u16 {
    LINE_PITCH.max(CELL_HEIGHT * u16::from(row.style.height))
}

/// A QR code of a size.
pub(crate) struct Qr {
    code: QrCode,
    module: u16,
}

impl Qr {
    /// The smallest code of error correction M, as a printer makes it; an error when it would be wider than the paper
    /// with its margin.
    pub(crate) fn new(data: &str, module: u8, paper: u16) -> Result<Self, PaperError> {
        let too_long = PaperError::Qr { bytes: data.len() };
        let segments = QrSegment::make_segments(data);
        let (min, max) = (Version::MIN, Version::MAX);
        let Ok(code) = QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, min, max, None, false) else {
            return Err(too_long);
        };
        let qr = Self { code, module: u16::from(module.max(1)) };
        if qr.height() > paper { Err(too_long) } else { Ok(qr) }
    }

    fn modules(&self) -> u16 {
        self.code.size() as u16
    }

    /// White dots on each side.
    pub(crate) fn quiet(&self) -> u16 {
        QR_QUIET_MODULES * self.module
    }

    /// Rows of dots with the white margin.
    pub(crate) fn height(&self) -> u16 {
        (self.modules() + 2 * QR_QUIET_MODULES) * self.module
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_dots_stand_side_by_side() {
        assert_eq!(widen(0b101 << 29, 1), 0b101 << 125);
        assert_eq!(widen(0b101 << 29, 2), 0b11_0011 << 122);
        assert_eq!(widen(u32::MAX << 8, 4), u128::MAX << 32);
    }
}
