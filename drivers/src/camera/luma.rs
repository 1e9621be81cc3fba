//! A gray picture, and how it is taken out of what cameras send.
//!
//! Sources: Linux kernel documentation, "Image Formats" (V4L2_PIX_FMT_GREY, YUYV, UYVY, NV12, YUV420, MJPEG): where the
//! bytes of brightness (Y′) lie.

use qr_reader::{Gray, limits::SIDE_MAX};
use zeroize::{Zeroize, Zeroizing};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// How a camera lays out its pixels: those of which we know where brightness is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelFormat {
    /// A byte a pixel, and nothing else (GREY); or all brightness first, colours behind (NV12, NV21, YU12, YV12).
    Planar,
    /// Brightness in every even byte (YUYV, YVYU).
    Even,
    /// Brightness in every odd byte (UYVY, VYUY).
    Odd,
    /// Every frame a JPEG picture (MJPG, JPEG).
    Jpeg,
}

impl PixelFormat {
    /// By its four letters.
    pub fn of(fourcc: [u8; 4]) -> Option<Self> {
        match &fourcc {
            b"GREY" | b"Y800" | b"NV12" | b"NV21" | b"YU12" | b"YV12" => Some(Self::Planar),
            b"YUYV" | b"YVYU" => Some(Self::Even),
            b"UYVY" | b"VYUY" => Some(Self::Odd),
            b"MJPG" | b"JPEG" => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// It costs milliseconds to read.
    pub fn is_costly(self) -> bool {
        self == Self::Jpeg
    }
}

/// Why a frame cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Fewer bytes than the size says, or a size in which nothing can be found.
    #[error("a frame has {bytes} bytes, which is no picture of {width}×{height}")]
    Size {
        /// Bytes there are.
        bytes: usize,
        /// In pixels.
        width: usize,
        /// In pixels.
        height: usize,
    },
    /// More pixels than whoever looks wants to hold.
    #[error(
        "a frame has {width}×{height} pixels, more than the {most} that are taken; set the camera to a smaller picture"
    )]
    Large {
        /// In pixels.
        width: usize,
        /// In pixels.
        height: usize,
        /// What is taken.
        most: usize,
    },
    /// No JPEG picture, or a broken one: USB cameras send some when the bus is busy.
    #[error("a frame is no whole JPEG picture: {0}")]
    Jpeg(String),
}

/// A gray picture: one byte a pixel, row after row. Kept from frame to frame; wiped when dropped.
#[derive(Default)]
pub struct Luma {
    pixels: Zeroizing<Vec<u8>>,
    width: usize,
    height: usize,
    most: Option<usize>,
}

impl Luma {
    /// For pictures of at most so many pixels; none has sides of more than 8192 whatever is taken.
    pub fn up_to(most: usize) -> Self {
        Self { most: Some(most), ..Self::default() }
    }

    /// Hands the picture over, when there is one: its bytes, width and height. Then there is none.
    pub(crate) fn take(&mut self) -> Option<(Zeroizing<Vec<u8>>, usize, usize)> {
        self.gray()?;
        let pixels = std::mem::take(&mut self.pixels);
        Some((pixels, std::mem::take(&mut self.width), std::mem::take(&mut self.height)))
    }

    /// The picture, when there is one.
    pub fn gray(&self) -> Option<Gray<'_>> {
        Gray::new(&self.pixels, self.width, self.height, self.width).ok()
    }

    /// Room for a picture of this size, to be drawn into.
    pub fn room(&mut self, width: usize, height: usize) -> Result<&mut [u8], Unusable> {
        if width == 0 || height == 0 || width > SIDE_MAX || height > SIDE_MAX {
            return Err(Unusable::Size { bytes: 0, width, height });
        }
        if let Some(most) = self.most.filter(|most| width * height > *most) {
            return Err(Unusable::Large { width, height, most });
        }
        (self.width, self.height) = (width, height);
        let pixels = width * height;
        if self.pixels.capacity() < pixels {
            // Anew and at once: what grows leaves a part of a picture behind where it was.
            self.pixels.zeroize();
            self.pixels = Zeroizing::new(vec![0; pixels]);
        } else {
            self.pixels.resize(pixels, 0);
        }
        Ok(&mut self.pixels)
    }

    /// Takes the brightness out of a frame. `stride`: bytes from one row to the next, 0 where rows follow each other.
    /// After an error there is no picture.
    pub fn fill(
        &mut self,
        format: PixelFormat,
        frame: &[u8],
        (width, height): (usize, usize),
        stride: usize,
    ) -> Result<(), Unusable> {
        let result = match format {
            PixelFormat::Jpeg => self.fill_jpeg(frame),
            PixelFormat::Planar => self.fill_rows(frame, (width, height), stride.max(width), 1, 0),
            PixelFormat::Even => self.fill_rows(frame, (width, height), stride.max(width * 2), 2, 0),
            PixelFormat::Odd => self.fill_rows(frame, (width, height), stride.max(width * 2), 2, 1),
        };
        if result.is_err() {
            self.wipe();
        }
        result
    }

    /// Every `step`th byte of each row, from the one at `first`.
    fn fill_rows(
        &mut self,
        frame: &[u8],
        (width, height): (usize, usize),
        stride: usize,
        step: usize,
        first: usize,
    ) -> Result<(), Unusable> {
        let rows = frame.chunks(stride.max(1)).filter(|row| row.len() >= width * step).take(height);
        let wrong = || Unusable::Size { bytes: frame.len(), width, height };
        let room = self.room(width, height).map_err(|error| match error {
            Unusable::Size { .. } => wrong(),
            other => other,
        })?;
        let mut filled = 0;
        for (to, from) in room.chunks_exact_mut(width).zip(rows) {
            if step == 1 {
                to.copy_from_slice(from.get(..width).ok_or_else(wrong)?);
            } else {
                for (pixel, pair) in to.iter_mut().zip(from.chunks_exact(2)) {
                    *pixel = if let &[even, odd] = pair { if first == 0 { even } else { odd } } else { 0 };
                }
            }
            filled += 1;
        }
        if filled == height { Ok(()) } else { Err(wrong()) }
    }

    fn fill_jpeg(&mut self, frame: &[u8]) -> Result<(), Unusable> {
        // A frame that is cut short by the bus is no picture: half of a code would be gray.
        let options = DecoderOptions::default()
            .set_max_width(SIDE_MAX)
            .set_max_height(SIDE_MAX)
            .set_strict_mode(false)
            .jpeg_set_out_colorspace(ColorSpace::Luma);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(frame), options);
        let broken = |error: &dyn std::fmt::Display| Unusable::Jpeg(error.to_string());
        decoder.decode_headers().map_err(|error| broken(&error))?;
        let info = decoder.info().ok_or_else(|| broken(&"it has no size"))?;
        let (width, height) = (usize::from(info.width), usize::from(info.height));
        let room = self.room(width, height)?;
        if decoder.output_buffer_size() != Some(room.len()) {
            return Err(broken(&"its colours are unknown"));
        }
        decoder.decode_into(room).map_err(|error| broken(&error))
    }

    /// Nothing of what was seen stays.
    pub fn wipe(&mut self) {
        self.pixels.zeroize();
        (self.width, self.height) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 16 by 16, row y and column x at brightness 10 y + x.
    fn picture() -> Vec<u8> {
        (0..16u8).flat_map(|y| (0..16u8).map(move |x| 10 * y + x)).collect()
    }

    fn seen(luma: &Luma) -> Vec<u8> {
        let gray = luma.gray().unwrap();
        (0..gray.height()).flat_map(|y| gray.row(y).to_vec()).collect()
    }

    #[test]
    fn brightness_is_taken_out_of_every_layout() {
        let mut luma = Luma::default();
        let size = (16, 16);
        let mut planar = picture();
        planar.extend([128; 128]);
        luma.fill(PixelFormat::Planar, &planar, size, 0).unwrap();
        assert_eq!(seen(&luma), picture());
        let even: Vec<u8> = picture().into_iter().flat_map(|y| [y, 128]).collect();
        luma.fill(PixelFormat::Even, &even, size, 0).unwrap();
        assert_eq!(seen(&luma), picture());
        let odd: Vec<u8> = picture().into_iter().flat_map(|y| [128, y]).collect();
        luma.fill(PixelFormat::Odd, &odd, size, 0).unwrap();
        assert_eq!(seen(&luma), picture());
        // Rows that end with bytes of nobody.
        let padded: Vec<u8> = picture().chunks(16).flat_map(|row| [row, &[0xEE; 4]].concat()).collect();
        luma.fill(PixelFormat::Planar, &padded, size, 20).unwrap();
        assert_eq!(seen(&luma), picture());
    }

    #[test]
    fn what_is_too_short_is_no_picture() {
        let mut luma = Luma::default();
        luma.fill(PixelFormat::Planar, &picture(), (16, 16), 0).unwrap();
        let error = luma.fill(PixelFormat::Even, &picture(), (16, 16), 0).unwrap_err();
        assert_eq!(error, Unusable::Size { bytes: 256, width: 16, height: 16 });
        assert!(luma.gray().is_none(), "the frame before is gone");
        assert!(luma.fill(PixelFormat::Planar, &[], (0, 0), 0).is_err());
        assert!(luma.fill(PixelFormat::Planar, &[0; 64], (usize::MAX / 4, 1), 0).is_err());
        assert!(luma.fill(PixelFormat::Jpeg, b"no picture", (16, 16), 0).is_err());
    }

    #[test]
    fn more_pixels_than_wanted_are_refused_before_room_is_made() {
        let mut luma = Luma::up_to(16 * 16);
        luma.fill(PixelFormat::Planar, &picture(), (16, 16), 0).unwrap();
        let large = Unusable::Large { width: 17, height: 16, most: 256 };
        assert_eq!(luma.fill(PixelFormat::Planar, &[0; 17 * 16], (17, 16), 0), Err(large));
        assert!(luma.gray().is_none(), "the frame before is gone");
        let mut jpeg = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 90);
        encoder.encode(&[0; 32 * 32], 32, 32, image::ExtendedColorType::L8).unwrap();
        let large = Unusable::Large { width: 32, height: 32, most: 256 };
        assert_eq!(luma.fill(PixelFormat::Jpeg, &jpeg, (0, 0), 0), Err(large));
    }

    #[test]
    fn a_picture_is_handed_over_once() {
        let mut luma = Luma::default();
        luma.fill(PixelFormat::Planar, &picture(), (16, 16), 0).unwrap();
        let (pixels, width, height) = luma.take().unwrap();
        assert_eq!((&*pixels, width, height), (&picture(), 16, 16));
        assert!(luma.take().is_none());
    }

    #[test]
    fn jpeg_frames_are_read_in_gray_and_a_cut_one_is_refused() {
        let mut jpeg = Vec::new();
        let pixels: Vec<u8> = (0..64 * 48).map(|i| if i % 64 < 32 { 40 } else { 200 }).collect();
        let colour: Vec<u8> = pixels.iter().flat_map(|&pixel| [pixel; 3]).collect();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 90);
        encoder.encode(&colour, 64, 48, image::ExtendedColorType::Rgb8).unwrap();
        let mut luma = Luma::default();
        luma.fill(PixelFormat::Jpeg, &jpeg, (0, 0), 0).unwrap();
        let gray = luma.gray().unwrap();
        assert_eq!((gray.width(), gray.height()), (64, 48));
        let (dark, light) = (gray.row(20)[10], gray.row(20)[50]);
        assert!(dark.abs_diff(40) < 6 && light.abs_diff(200) < 6, "{dark} {light}");
        assert!(luma.fill(PixelFormat::Jpeg, &jpeg[..60], (0, 0), 0).is_err());
    }

    proptest! {
        #[test]
        fn no_frame_panics(
            bytes in prop::collection::vec(any::<u8>(), 0..4000),
            width in 0usize..70, height in 0usize..70, stride in 0usize..300, layout in 0u8..4,
        ) {
            let layout = [PixelFormat::Planar, PixelFormat::Even, PixelFormat::Odd, PixelFormat::Jpeg][usize::from(layout)];
            let mut luma = Luma::default();
            let filled = luma.fill(layout, &bytes, (width, height), stride);
            prop_assert!(filled.is_ok() || luma.gray().is_none());
        }
    }
}
