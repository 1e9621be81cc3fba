//! What a ticket is made of, as the printer sees it. `paper` writes it, the encoder turns it into bytes.

use zeroize::Zeroize;

/// One thing that the printer does, in order. Its texts are masked in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub enum Op {
    /// One printed line of text in the printer's own font.
    Text(TextLine),
    /// Dots: lines that the printer's font cannot print, seals.
    Raster(Bitmap),
    /// A QR code; the printer draws it where its model can and its content is ASCII, else the encoder sends it as raster.
    Qr {
        /// Content.
        data: String,
        /// Edge of one module in dots.
        module: u8,
    },
    /// Blank paper, in dots.
    Feed(u16),
    /// Cuts the ticket off, after feeding it to the cutter.
    Cut(Cut),
}

impl Op {
    /// Overwrites what is personal: a ticket is wiped when its job is over.
    pub fn wipe(&mut self) {
        match self {
            Self::Text(line) => line.spans.iter_mut().for_each(|span| span.text.zeroize()),
            Self::Raster(bitmap) => bitmap.rows.zeroize(),
            Self::Qr { data, .. } => data.zeroize(),
            Self::Feed(_) | Self::Cut(_) => {}
        }
    }
}

/// How a ticket is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The whole way: the ticket falls or is presented.
    Full,
    /// One point is left: the ticket hangs until it is torn off.
    Partial,
}

/// A line of text. Its width in columns (full-width characters are two, times the width factor) must fit the model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextLine {
    /// Where the line stands on the paper.
    pub align: Align,
    /// Runs of one style each, left to right.
    pub spans: Vec<Span>,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// Text of one style.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Span {
    /// The characters, without control characters.
    pub text: String,
    /// How they look.
    pub style: Style,
}

/// How text looks. `width` and `height` multiply the font's cell (12 × 24 dots half-width), 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Thick.
    pub bold: bool,
    /// With a line under it.
    pub underline: bool,
    /// Times the cell's width, 1–4.
    pub width: u8,
    /// Times the cell's height, 1–4.
    pub height: u8,
}

impl Default for Style {
    fn default() -> Self {
        Self { bold: false, underline: false, width: 1, height: 1 }
    }
}

/// Black and white dots.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    /// Dots across; a row takes `width.div_ceil(8)` bytes.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// Rows from the top, most significant bit left, 1 is black.
    pub rows: Vec<u8>,
}

impl std::fmt::Debug for Bitmap {
    /// Dots can be a person's name: only the size is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({}×{})", self.width, self.height)
    }
}

impl std::fmt::Debug for Span {
    /// Text can be a person's: only its length is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Span({} characters, {:?})", self.text.chars().count(), self.style)
    }
}

impl std::fmt::Debug for Op {
    /// What a code leads to is a person's certificate: only its length is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(line) => line.fmt(f),
            Self::Raster(bitmap) => bitmap.fmt(f),
            Self::Qr { data, module } => write!(f, "Qr({} characters, {module} dots a module)", data.len()),
            Self::Feed(dots) => write!(f, "Feed({dots})"),
            Self::Cut(cut) => write!(f, "Cut({cut:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wiped_ticket_says_nothing() {
        let span = Span { text: "张测试".into(), style: Style::default() };
        let mut ops = [
            Op::Text(TextLine { align: Align::Left, spans: vec![span] }),
            Op::Raster(Bitmap { width: 8, height: 1, rows: vec![0xFF] }),
            Op::Qr { data: "https://x.test/v/1".into(), module: 4 },
        ];
        ops.iter_mut().for_each(Op::wipe);
        let [Op::Text(line), Op::Raster(bitmap), Op::Qr { data, .. }] = &ops else { panic!("kinds changed") };
        assert_eq!((line.spans[0].text.as_str(), bitmap.rows.as_slice(), data.as_str()), ("", &[][..], ""));
    }
}
