//! A piece of paper that came out: its bytes, its words, its dots.

/// How a ticket was parted from the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutKind {
    /// Cut through.
    Full,
    /// One point is left uncut.
    Partial,
    /// Torn off by hand at the bar.
    TearBar,
}

/// A finished ticket. Its `Debug` shows sizes only.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Every byte that the printer interpreted for it, the cut included.
    pub bytes: Vec<u8>,
    /// The words, one line a printed line; what the font could not draw is U+FFFD.
    pub text: String,
    /// How it was parted.
    pub cut: CutKind,
    /// The cut commands as they came, also those that did nothing.
    pub cut_commands: Vec<Vec<u8>>,
    /// Whether the cut went through something printed: the ticket was not fed to the cutter.
    pub cut_through: bool,
    /// Dots of a row.
    pub width_dots: u16,
    /// Rows from top to bottom, each packed in bytes, most significant bit left, 1 is black.
    pub rows: Vec<Vec<u8>>,
    /// Contents of the QR codes that the printer drew itself.
    pub qr: Vec<String>,
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticket")
            .field("bytes", &self.bytes.len())
            .field("cut", &self.cut)
            .field("cut_through", &self.cut_through)
            .field("width_dots", &self.width_dots)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Ticket {
    /// Rows from top to bottom.
    pub fn height_dots(&self) -> usize {
        self.rows.len()
    }

    /// Whether the dot is black; outside the paper none is.
    pub fn black(&self, x: usize, y: usize) -> bool {
        self.rows.get(y).and_then(|row| row.get(x / 8)).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// Width, height and one byte a dot: 0 black, 255 white.
    pub fn gray(&self) -> (usize, usize, Vec<u8>) {
        let (width, height) = (usize::from(self.width_dots), self.rows.len());
        let dots = (0..height).flat_map(|y| (0..width).map(move |x| if self.black(x, y) { 0 } else { 255 }));
        (width, height, dots.collect())
    }

    /// The ticket as a PNG, one bit a dot, at 203 dpi. Empty when it has no rows: a PNG without rows does not exist.
    pub fn png(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, u32::from(self.width_dots), self.rows.len() as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: 7992, yppu: 7992, unit: png::Unit::Meter }));
        let stride = usize::from(self.width_dots).div_ceil(8);
        let white: Vec<u8> = self.rows.iter().flat_map(|row| row.iter().take(stride).map(|byte| !byte)).collect();
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&white)?;
            writer.finish()
        });
        if written.is_err() {
            file.clear();
        }
        file
    }
}
