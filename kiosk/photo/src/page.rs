//! A straightened page: turned, made small, packed.
#![allow(clippy::indexing_slicing)] // every place is below width × height by the loops

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use zeroize::Zeroizing;

use crate::Error;
use crate::gray::{Coarse, Gray};

/// Qualities that are tried one after the other, best first (JPEG, 1 to 100).
const QUALITIES: [u8; 6] = [88, 78, 68, 58, 46, 34];
/// Frames are not made smaller than this in one go, in pixels.
const COARSE_LEAST: usize = 320;
/// A page is not made smaller than this on its longer side to save bytes, in pixels.
const SIDE_LEAST: usize = 480;

/// A gray page. Wiped when dropped; shows nothing of itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Page {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Page({}×{})", self.width, self.height)
    }
}

impl Page {
    /// `pixels`: `width` × `height` of them.
    pub(crate) fn new(width: usize, height: usize, pixels: Zeroizing<Vec<u8>>) -> Self {
        debug_assert_eq!(pixels.len(), width * height);
        Self { width, height, pixels }
    }

    /// A whole frame as it is, `longest` pixels on its longer side at most: to show what the camera sees.
    pub fn small(frame: &Gray<'_>, longest: usize) -> Self {
        // Quickly by a whole number first; the small picture is then made to measure.
        let Coarse { data, width, height, .. } = Coarse::of(frame, longest.max(COARSE_LEAST));
        Self::new(width, height, data).thumb(longest)
    }

    /// In pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// In pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Row by row, a byte a pixel, 0 black to 255 white.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Turned clockwise by a right angle.
    #[must_use]
    pub fn turned(&self) -> Self {
        let mut pixels = Zeroizing::new(Vec::with_capacity(self.pixels.len()));
        for x in 0..self.width {
            pixels.extend((0..self.height).rev().map(|y| self.pixels[y * self.width + x]));
        }
        Self::new(self.height, self.width, pixels)
    }

    /// A small one, `longest` pixels on its longer side at most; never larger than the page.
    #[must_use]
    pub fn thumb(&self, longest: usize) -> Self {
        let long = self.width.max(self.height);
        if longest >= long {
            return self.clone();
        }
        let side = |side: usize| (side * longest.max(1)).div_ceil(long).max(1);
        let (width, height) = (side(self.width), side(self.height));
        let columns = spans(self.width, width);
        let mut pixels = Zeroizing::new(Vec::with_capacity(width * height));
        let mut sums = Zeroizing::new(vec![0.0f32; self.width]);
        for (from, to) in spans(self.height, height) {
            sums.fill(0.0);
            for y in from as usize..(to.ceil() as usize).min(self.height) {
                let weight = to.min(y as f32 + 1.0) - from.max(y as f32);
                let row = &self.pixels[y * self.width..(y + 1) * self.width];
                sums.iter_mut().zip(row).for_each(|(sum, &pixel)| *sum += weight * f32::from(pixel));
            }
            pixels.extend(columns.iter().map(|&(left, right)| {
                let columns = left as usize..(right.ceil() as usize).min(self.width);
                let sum: f32 = columns.map(|x| sums[x] * (right.min(x as f32 + 1.0) - left.max(x as f32))).sum();
                (sum / ((to - from) * (right - left))).round().clamp(0.0, 255.0) as u8
            }));
        }
        Self::new(width, height, pixels)
    }

    /// Packs the page as JPEG (ISO/IEC 10918-1, gray) of the given quality, 1 to 100.
    pub fn to_jpeg(&self, quality: u8) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.pixels.len() / 2 + 1024));
        JpegEncoder::new_with_quality(&mut *bytes, quality.clamp(1, 100))
            .write_image(&self.pixels, self.width as u32, self.height as u32, ExtendedColorType::L8)
            .map_err(|error| Error::Encode(error.to_string()))?;
        Ok(bytes)
    }

    /// Packs the page as JPEG in `most` bytes at most: coarser, then smaller, until it fits.
    pub fn to_jpeg_within(&self, most: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut least = usize::MAX;
        let mut long = self.width.max(self.height);
        loop {
            let page = self.thumb(long);
            for quality in QUALITIES {
                let bytes = page.to_jpeg(quality)?;
                if bytes.len() <= most {
                    return Ok(bytes);
                }
                least = least.min(bytes.len());
            }
            long = long * 7 / 10;
            if long < SIDE_LEAST {
                return Err(Error::Bytes { least, most });
            }
        }
    }
}

/// Where each of `count` pixels begins and ends on `length` pixels.
fn spans(length: usize, count: usize) -> Vec<(f32, f32)> {
    let step = length as f32 / count as f32;
    (0..count).map(|i| (i as f32 * step, ((i + 1) as f32 * step).min(length as f32))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize, height: usize) -> Page {
        let pixels = (0..width * height).map(|i| ((i % width) * 7 + (i / width) * 3) as u8).collect();
        Page::new(width, height, Zeroizing::new(pixels))
    }

    #[test]
    fn four_turns_are_none() {
        let page = page(5, 3);
        let turned = page.turned();
        assert_eq!((turned.width(), turned.height()), (3, 5));
        assert_eq!(turned.pixels()[0], page.pixels()[2 * 5], "the lower left corner comes to the upper left");
        assert_eq!(turned.turned().turned().turned(), page);
    }

    #[test]
    fn a_thumb_is_small_and_as_bright() {
        let page = page(600, 900);
        let thumb = page.thumb(90);
        assert_eq!((thumb.width(), thumb.height()), (60, 90));
        let mean = |page: &Page| page.pixels().iter().map(|&p| f64::from(p)).sum::<f64>() / page.pixels().len() as f64;
        assert!((mean(&page) - mean(&thumb)).abs() < 2.0);
        assert_eq!(page.thumb(5000), page);
        assert_eq!(page.thumb(0).pixels().len(), 1);
    }

    #[test]
    fn a_frame_is_made_small_whatever_its_size() {
        let pixels: Vec<u8> = (0..2048 * 1536).map(|i| if i % 2048 < 1024 { 40 } else { 200 }).collect();
        for (width, height, longest, small) in [
            (2048, 1536, 480, (480, 360)),
            (640, 480, 480, (480, 360)),
            (300, 200, 480, (300, 200)),
            (2048, 40, 480, (480, 10)),
            (8192, 32, 1, (1, 1)),
        ] {
            let frame = Gray::new(&pixels, width, height, width).unwrap();
            let page = Page::small(&frame, longest);
            assert_eq!((page.width(), page.height()), small, "{width}×{height}");
        }
        let page = Page::small(&Gray::new(&pixels, 2048, 1536, 2048).unwrap(), 480);
        assert_eq!((page.pixels()[100], page.pixels()[400]), (40, 200), "as bright, and where it was");
    }

    #[test]
    fn a_jpeg_keeps_to_its_bytes_or_says_why_not() {
        let page = page(900, 1200);
        let bytes = page.to_jpeg_within(200_000).unwrap();
        assert!(bytes.len() <= 200_000 && bytes.starts_with(&[0xFF, 0xD8]));
        let error = page.to_jpeg_within(900).unwrap_err();
        assert!(matches!(error, Error::Bytes { least, most: 900 } if least > 900));
        assert_eq!(format!("{page:?}"), "Page(900×1200)");
    }
}
