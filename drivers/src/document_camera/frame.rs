//! A picture of what lies under the camera.

use std::fmt;

use zeroize::Zeroizing;

/// A picture in gray: one byte a pixel, 0 black to 255 white, row after row. Wiped when dropped; shows nothing of itself in
/// logs.
#[derive(PartialEq, Eq)]
pub struct Frame {
    pixels: Zeroizing<Vec<u8>>,
    width: usize,
    height: usize,
}

impl Frame {
    /// `pixels`: `width` × `height` of them.
    pub(crate) fn new((pixels, width, height): (Zeroizing<Vec<u8>>, usize, usize)) -> Self {
        Self { pixels, width, height }
    }

    /// In pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// In pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Row after row, without gaps.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({}×{})", self.width, self.height)
    }
}
