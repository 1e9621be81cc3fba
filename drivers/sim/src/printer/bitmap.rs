//! Black and white pictures of any size.

/// Dots, packed in bytes row by row, most significant bit left, 1 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bitmap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    stride: usize,
    bits: Vec<u8>,
}

impl Bitmap {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        let stride = width.div_ceil(8);
        Self { width, height, stride, bits: vec![0; stride * height] }
    }

    /// A picture whose dots `black` decides.
    pub(crate) fn drawn(width: usize, height: usize, black: impl Fn(usize, usize) -> bool) -> Self {
        let mut picture = Self::new(width, height);
        for y in 0..height {
            for x in 0..width {
                if black(x, y) {
                    picture.set(x, y);
                }
            }
        }
        picture
    }

    pub(crate) fn set(&mut self, x: usize, y: usize) {
        if x < self.width
            && let Some(byte) = self.bits.get_mut(y * self.stride + x / 8)
        {
            *byte |= 0x80 >> (x % 8);
        }
    }

    pub(crate) fn black(&self, x: usize, y: usize) -> bool {
        x < self.width && self.bits.get(y * self.stride + x / 8).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// Every dot as a block of dots.
    pub(crate) fn scaled(&self, across: usize, down: usize) -> Self {
        if (across, down) == (1, 1) {
            return self.clone();
        }
        Self::drawn(self.width * across, self.height * down, |x, y| self.black(x / across, y / down))
    }

    /// Puts `other` over this one.
    pub(crate) fn stamp(&mut self, left: usize, top: usize, other: &Self) {
        for y in 0..other.height {
            for x in 0..other.width {
                if other.black(x, y) {
                    self.set(left + x, top + y);
                }
            }
        }
    }

    /// The rows from top to bottom.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Vec<u8>> {
        self.bits.chunks(self.stride.max(1)).take(self.height).map(<[u8]>::to_vec)
    }
}
