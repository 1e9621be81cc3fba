//! A picture of the screen: written as PNG, measured by the checks, made small for the contact sheet.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use slint::{Rgb8Pixel, SharedPixelBuffer};

use crate::geometry::Rect;

/// A picture of 8-bit RGB; cloning shares the pixels until one of both is changed.
#[derive(Clone)]
pub struct Picture(SharedPixelBuffer<Rgb8Pixel>);

/// Why a picture was not written.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The file.
    #[error("the picture {} cannot be written: {source}", .path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The encoder.
    #[error("the picture {} cannot be encoded: {source}", .path.display())]
    Encoding {
        /// Where.
        path: PathBuf,
        /// What the encoder said.
        source: png::EncodingError,
    },
}

impl Picture {
    /// A black picture.
    pub fn new(width: u32, height: u32) -> Self {
        Self(SharedPixelBuffer::new(width, height))
    }

    /// In pixels.
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// In pixels.
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// Row by row from the top.
    pub fn pixels(&self) -> &[Rgb8Pixel] {
        self.0.as_slice()
    }

    /// To draw into.
    pub fn pixels_mut(&mut self) -> &mut [Rgb8Pixel] {
        self.0.make_mut_slice()
    }

    /// The pixels of a rectangle, row by row; what lies outside the picture is left out.
    pub fn rows(&self, rect: Rect) -> impl Iterator<Item = &[Rgb8Pixel]> {
        let width = self.width() as usize;
        let left = (rect.x.max(0.0) as usize).min(width);
        let right = (rect.right().ceil().max(0.0) as usize).clamp(left, width);
        let top = rect.y.max(0.0) as usize;
        let bottom = rect.bottom().ceil().max(0.0) as usize;
        self.pixels().chunks_exact(width.max(1)).take(bottom).skip(top).filter_map(move |row| row.get(left..right))
    }

    /// How many colours there are, up to `limit`.
    pub fn colours(&self, limit: usize) -> usize {
        let mut seen = std::collections::HashSet::new();
        for pixel in self.pixels() {
            seen.insert((pixel.r, pixel.g, pixel.b));
            if seen.len() >= limit {
                break;
            }
        }
        seen.len()
    }

    /// Made smaller to fit `width` × `height`, each pixel the mean of those that it stands for.
    #[must_use]
    pub fn fitted(&self, width: u32, height: u32) -> Self {
        let scale = (self.width() as f32 / width as f32).max(self.height() as f32 / height as f32).max(1.0);
        let (w, h) = ((self.width() as f32 / scale) as u32, (self.height() as f32 / scale) as u32);
        let mut small = Self::new(w.max(1), h.max(1));
        for (y, row) in small.pixels_mut().chunks_exact_mut(w.max(1) as usize).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                *pixel = self.mean(Rect { x: x as f32 * scale, y: y as f32 * scale, w: scale, h: scale });
            }
        }
        small
    }

    fn mean(&self, rect: Rect) -> Rgb8Pixel {
        let (mut sum, mut count) = ([0_u32; 3], 0_u32);
        for pixel in self.rows(rect).flatten() {
            let [r, g, b] = &mut sum;
            *r += u32::from(pixel.r);
            *g += u32::from(pixel.g);
            *b += u32::from(pixel.b);
            count += 1;
        }
        let [r, g, b] = sum.map(|s| (s / count.max(1)) as u8);
        Rgb8Pixel { r, g, b }
    }

    /// Copies another picture into this one; what does not fit is left out.
    pub fn paste(&mut self, other: &Self, x: u32, y: u32) {
        let (width, other_width) = (self.width().max(1) as usize, other.width().max(1) as usize);
        let x = x as usize;
        let rows = self.pixels_mut().chunks_exact_mut(width).skip(y as usize);
        for (to, from) in rows.zip(other.pixels().chunks_exact(other_width)) {
            for (pixel, new) in to.iter_mut().skip(x).zip(from) {
                *pixel = *new;
            }
        }
    }

    /// Writes it as PNG: fast rather than small.
    pub fn write_png(&self, path: &Path) -> Result<(), PictureError> {
        self.write(path, png::Compression::Fast)
    }

    /// Writes it as PNG: small rather than fast.
    pub fn write_small_png(&self, path: &Path) -> Result<(), PictureError> {
        self.write(path, png::Compression::High)
    }

    fn write(&self, path: &Path, compression: png::Compression) -> Result<(), PictureError> {
        let file = File::create(path).map_err(|source| PictureError::File { path: path.to_owned(), source })?;
        let encoding = |source| PictureError::Encoding { path: path.to_owned(), source };
        let mut encoder = png::Encoder::new(BufWriter::new(file), self.width(), self.height());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(compression);
        // Fastest and nearly the smallest for flat pages; measured.
        encoder.set_filter(png::Filter::Paeth);
        let mut writer = encoder.write_header().map_err(encoding)?;
        writer.write_image_data(self.0.as_bytes()).map_err(encoding)?;
        writer.finish().map_err(encoding)
    }
}

/// Relative luminance, 0 to 1. Source: WCAG 2.2, definition of relative luminance.
pub fn luminance(pixel: Rgb8Pixel) -> f32 {
    let linear = |channel: u8| {
        let c = f32::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(pixel.r) + 0.7152 * linear(pixel.g) + 0.0722 * linear(pixel.b)
}

/// Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio.
pub fn contrast(a: Rgb8Pixel, b: Rgb8Pixel) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Rgb8Pixel = Rgb8Pixel { r: 0, g: 0, b: 0 };
    const WHITE: Rgb8Pixel = Rgb8Pixel { r: 255, g: 255, b: 255 };

    #[test]
    fn contrast_of_known_pairs() {
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 0.01);
        // #767676 on white is the well-known 4.54.
        assert!((contrast(Rgb8Pixel { r: 0x76, g: 0x76, b: 0x76 }, WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn rows_keep_to_the_picture() {
        let picture = Picture::new(10, 10);
        let inside = |x, y, w, h| picture.rows(Rect { x, y, w, h }).map(<[_]>::len).sum::<usize>();
        assert_eq!(inside(2.0, 2.0, 3.0, 4.0), 12);
        assert_eq!(inside(-5.0, 8.0, 100.0, 100.0), 20);
        assert_eq!(inside(20.0, 20.0, 5.0, 5.0), 0);
    }

    #[test]
    fn a_fitted_picture_keeps_its_shape_and_its_mean() {
        let mut picture = Picture::new(100, 200);
        for (i, pixel) in picture.pixels_mut().iter_mut().enumerate() {
            *pixel = if i % 2 == 0 { BLACK } else { WHITE };
        }
        let small = picture.fitted(50, 50);
        assert_eq!((small.width(), small.height()), (25, 50));
        assert!(small.pixels().iter().all(|p| (120..=135).contains(&p.r)));
    }
}
