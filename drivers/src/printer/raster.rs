//! Dots on their way to GS v 0: blank edges taken off, cut into bands, without bytes that look like commands. Pure.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use zeroize::Zeroize;

use super::op::Bitmap;

/// Blank rows from which on feeding is shorter than sending, and does not make the motor stutter.
const BLANK_ROWS: usize = 4;

/// How many dots of paper one dot of data covers (parameter m of GS v 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// One.
    Same,
    /// Two by two.
    Double,
}

impl Scale {
    /// The parameter.
    pub(super) fn m(self) -> u8 {
        match self {
            Self::Same => 0,
            Self::Double => 3,
        }
    }

    /// Paper rows for one row of data.
    pub(super) fn factor(self) -> u16 {
        match self {
            Self::Same => 1,
            Self::Double => 2,
        }
    }
}

/// Rows of dots, most significant bit left, 1 is black; bits right of the picture are 0.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Dots {
    row_bytes: usize,
    rows: Vec<u8>,
}

/// A part of a picture, from top to bottom.
pub(super) enum Piece {
    /// Blank rows.
    Blank(u16),
    /// Rows with something on them, blank bytes at the right taken off.
    Band(Dots),
}

impl Piece {
    /// Rows of data.
    pub(super) fn rows(&self) -> u16 {
        match self {
            Self::Blank(rows) => *rows,
            Self::Band(dots) => dots.height(),
        }
    }

    /// What is to be sent, `None` for blank paper.
    pub(super) fn dots(&self) -> Option<&Dots> {
        match self {
            Self::Blank(_) => None,
            Self::Band(dots) => Some(dots),
        }
    }
}

/// Dots can be a person's name.
impl Drop for Dots {
    fn drop(&mut self) {
        self.rows.zeroize();
    }
}

impl Dots {
    /// `None` where the bitmap does not hold as many rows as it says.
    pub(super) fn from_bitmap(bitmap: &Bitmap) -> Option<Self> {
        let row_bytes = usize::from(bitmap.width.div_ceil(8));
        if bitmap.rows.len() != row_bytes * usize::from(bitmap.height) {
            return None;
        }
        let mut rows = bitmap.rows.clone();
        let spare = row_bytes * 8 - usize::from(bitmap.width);
        if row_bytes > 0 {
            for row in rows.chunks_exact_mut(row_bytes) {
                if let Some(last) = row.last_mut() {
                    *last &= 0xFF << spare;
                }
            }
        }
        Some(Self { row_bytes, rows })
    }

    /// Rows.
    pub(super) fn height(&self) -> u16 {
        self.rows.len().checked_div(self.row_bytes).unwrap_or(0) as u16
    }

    /// Bytes a row.
    pub(super) fn row_bytes(&self) -> u16 {
        self.row_bytes as u16
    }

    /// All rows.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.rows
    }

    /// Every dot `factor` × `factor`. The width becomes a whole number of bytes.
    pub(super) fn enlarged(&self, factor: u8) -> Self {
        let factor = usize::from(factor);
        let row_bytes = self.row_bytes * factor;
        let mut rows = Vec::with_capacity(self.rows.len() * factor * factor);
        for row in self.rows.chunks_exact(self.row_bytes.max(1)) {
            let mut wide = vec![0; row_bytes];
            for x in (0..self.row_bytes * 8 * factor).filter(|x| black(row, x / factor)) {
                set(&mut wide, x);
            }
            for _ in 0..factor {
                rows.extend_from_slice(&wide);
            }
        }
        let mut enlarged = Self { row_bytes, rows };
        enlarged.trim_right();
        enlarged
    }

    /// Top to bottom: runs of blank rows, and bands of at most `most_rows` rows and `most_bytes` bytes (at least one row).
    pub(super) fn pieces(&self, most_bytes: usize, most_rows: u16) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let rows: Vec<&[u8]> = self.rows.chunks_exact(self.row_bytes.max(1)).collect();
        let mut rest = rows.as_slice();
        let mut first = true;
        while !rest.is_empty() {
            let blank = rest.iter().take_while(|row| is_blank(row)).count();
            if blank >= BLANK_ROWS || blank == rest.len() || (first && blank > 0) {
                pieces.push(Piece::Blank(blank as u16));
                rest = rest.get(blank..).unwrap_or_default();
            } else {
                let used = rest.windows(BLANK_ROWS).position(|run| run.iter().all(|row| is_blank(row)));
                let (inked, after) = rest.split_at(used.unwrap_or(rest.len()));
                self.bands(inked, most_bytes, most_rows, &mut pieces);
                rest = after;
            }
            first = false;
        }
        pieces
    }

    fn bands(&self, rows: &[&[u8]], most_bytes: usize, most_rows: u16, pieces: &mut Vec<Piece>) {
        let inked = rows.iter().rposition(|row| !is_blank(row)).map_or(0, |last| last + 1);
        let (inked, blank) = rows.split_at(inked);
        let height = (most_bytes / self.row_bytes.max(1)).clamp(1, usize::from(most_rows.max(1)));
        for band in inked.chunks(height) {
            let mut dots = Self { row_bytes: self.row_bytes, rows: band.concat() };
            dots.trim_right();
            dots.defuse();
            pieces.push(Piece::Band(dots));
        }
        if !blank.is_empty() {
            pieces.push(Piece::Blank(blank.len() as u16));
        }
    }

    fn trim_right(&mut self) {
        let used = |row: &[u8]| row.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let keep = self.rows.chunks_exact(self.row_bytes.max(1)).map(used).max().unwrap_or(0).max(1);
        if keep < self.row_bytes {
            let trimmed =
                self.rows.chunks_exact(self.row_bytes).flat_map(|row| row.iter().take(keep)).copied().collect();
            self.rows.zeroize();
            self.rows = trimmed;
            self.row_bytes = keep;
        }
    }

    /// Printers look for DLE EOT, DLE ENQ and DLE DC4 in image data too and would answer, recover or clear in the
    /// middle of a picture. One more black dot beside the one of the DLE byte (0x10 → 0x18) breaks the pair.
    /// Source: Epson ESC/POS reference, notes on real-time commands; TM-T81 specification p. 86.
    fn defuse(&mut self) {
        let mut next = 0;
        for byte in self.rows.iter_mut().rev() {
            if *byte == 0x10 && matches!(next, 0x04 | 0x05 | 0x14) {
                *byte = 0x18;
            }
            next = *byte;
        }
    }
}

fn is_blank(row: &[u8]) -> bool {
    row.iter().all(|byte| *byte == 0)
}

fn black(row: &[u8], x: usize) -> bool {
    row.get(x / 8).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
}

fn set(row: &mut [u8], x: usize) {
    if let Some(byte) = row.get_mut(x / 8) {
        *byte |= 0x80 >> (x % 8);
    }
}

/// The smallest QR code of error correction M for this content, one dot a module, without quiet zone.
/// `None`: too long. Its width is padded to whole bytes, its height is the number of modules.
pub(super) fn qr_dots(data: &str) -> Option<Dots> {
    let segments = QrSegment::make_segments(data);
    let code =
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, Version::MIN, Version::MAX, None, false).ok()?;
    let size = code.size();
    let row_bytes = (size as usize).div_ceil(8);
    let mut rows = Vec::new();
    for y in 0..size {
        let mut row = vec![0; row_bytes];
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            set(&mut row, x as usize);
        }
        rows.extend_from_slice(&row);
    }
    Some(Dots { row_bytes, rows })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bitmap(width: u16, rows: &[u8]) -> Dots {
        let height = rows.len() as u16 / width.div_ceil(8);
        Dots::from_bitmap(&Bitmap { width, height, rows: rows.to_vec() }).unwrap()
    }

    #[test]
    fn bits_right_of_the_picture_are_white() {
        assert_eq!(bitmap(9, &[0xFF, 0xFF]).bytes(), [0xFF, 0x80]);
    }

    #[test]
    fn a_bitmap_that_lacks_rows_is_refused() {
        assert!(Dots::from_bitmap(&Bitmap { width: 8, height: 2, rows: vec![1] }).is_none());
    }

    #[test]
    fn enlarging_makes_squares() {
        let dots = bitmap(8, &[0b1010_0000]).enlarged(3);
        assert_eq!((dots.row_bytes(), dots.height()), (2, 3));
        assert_eq!(&dots.bytes()[..2], [0b1110_0011, 0b1000_0000]);
    }

    #[test]
    fn the_qr_code_is_the_smallest_of_level_m() {
        // ISO/IEC 18004 table 7: 26 bytes are the most of version 2-M, which has 25 modules.
        assert_eq!(qr_dots(&"a".repeat(26)).unwrap().height(), 25);
        assert_eq!(qr_dots(&"a".repeat(27)).unwrap().height(), 29);
        assert!(qr_dots(&"a".repeat(2332)).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        /// Put together again the pieces are the picture, but for dots that keep real-time commands out of it.
        #[test]
        fn pieces_are_the_picture(
            width in 1u16..80, seed in proptest::collection::vec(prop_oneof![4 => Just(0u8), 1 => Just(0x10), 1 => Just(0x04), 1 => any::<u8>()], 0..600),
            most_bytes in 1usize..64, most_rows in 1u16..20,
        ) {
            let row_bytes = usize::from(width.div_ceil(8));
            let height = seed.len() / row_bytes;
            let dots = bitmap_of(width, height, &seed);
            let mut seen = Vec::new();
            for piece in dots.pieces(most_bytes, most_rows) {
                match piece.dots() {
                    None => seen.resize(seen.len() + usize::from(piece.rows()) * row_bytes, 0),
                    Some(band) => {
                        prop_assert!(band.height() <= most_rows && (band.height() == 1 || band.bytes().len() <= most_bytes));
                        prop_assert!(!band.bytes().windows(2).any(|w| w[0] == 0x10 && matches!(w[1], 4 | 5 | 0x14)));
                        for row in band.bytes().chunks(band.row_bytes().into()) {
                            seen.extend_from_slice(row);
                            seen.resize(seen.len() + row_bytes - row.len(), 0);
                        }
                    }
                }
            }
            prop_assert_eq!(seen.len(), dots.bytes().len());
            for (seen, meant) in seen.iter().zip(dots.bytes()) {
                prop_assert!(seen == meant || (*meant == 0x10 && *seen == 0x18));
            }
        }
    }

    fn bitmap_of(width: u16, height: usize, seed: &[u8]) -> Dots {
        let rows = seed[..height * usize::from(width.div_ceil(8))].to_vec();
        Dots::from_bitmap(&Bitmap { width, height: height as u16, rows }).unwrap()
    }
}
