//! From operations to bytes: the ESC/POS that a model understands. Pure.
//!
//! Source of the commands: Epson ESC/POS command reference; for Chinese modules the SP91 and SPRT SP manuals (FS &).

use zeroize::Zeroizing;

use super::font::{Glyph, glyph};
use super::model::{Completion, CutStyle, LeftBehind, Model, QrSupport};
use super::op::{Align, Bitmap, Cut, Op, Style, TextLine};
use super::raster::{Dots, Scale, qr_dots};

/// Dots that a line of normal height takes with the line spacing that ESC @ sets (1/6 inch at 203 dpi).
pub const LINE_DOTS: u16 = 30;
/// Rows of the 12 × 24 font's cell.
const CELL_ROWS: u16 = 24;
/// Blank modules that ISO/IEC 18004 asks for around a QR code.
const QUIET_MODULES: u16 = 4;
/// GS e 2: the ticket is drawn back. Source: Custom KPM210/KPM216 manual p. 76; PyramidTechnologies/escpos.
pub(super) const RETRACT: &[u8] = b"\x1De\x02";
/// GS e 5: the ticket is put out of the slot. Source: the same.
pub(super) const EJECT: &[u8] = b"\x1De\x05";

/// Why a ticket cannot become bytes. Names the operation by its place, never its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The font lacks a character, or it is a control character; such a line must come as raster.
    #[error("operation {op}: a character is not in the printer's font; the line must be sent as dots")]
    Unprintable {
        /// Place in the list, from 0.
        op: usize,
    },
    /// The line has more columns than the paper.
    #[error("operation {op}: the line takes {columns} columns, the paper has {limit}")]
    LineTooWide {
        /// Place in the list, from 0.
        op: usize,
        /// Half-width columns that the line takes.
        columns: u32,
        /// Columns of the model.
        limit: u8,
    },
    /// A style multiplies by 0 or by more than 4.
    #[error("operation {op}: characters can be 1 to 4 times as wide and as high")]
    Size {
        /// Place in the list, from 0.
        op: usize,
    },
    /// The dots are wider than the paper, or fewer than their width and height say.
    #[error("operation {op}: {width} dots wide on {limit} dots of paper, or not as many rows as it says")]
    Bitmap {
        /// Place in the list, from 0.
        op: usize,
        /// Dots across.
        width: u16,
        /// Dots of the model.
        limit: u16,
    },
    /// The QR code with its quiet zone is wider than the paper, or its content is too long.
    #[error("operation {op}: the QR code does not fit the paper, or its content is too long")]
    Qr {
        /// Place in the list, from 0.
        op: usize,
    },
}

/// A place in the stream where one command has ended and the next has not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    /// Bytes up to here.
    pub(super) end: usize,
    /// Rows of dots that the paper has moved up to here.
    pub(super) dots: u32,
}

/// A ticket in bytes, with the places at which the driver may say something else to the printer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Stream {
    /// What goes to the printer; wiped when dropped.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// Rising. The first one ends the settings, before anything is printed.
    pub(super) stops: Vec<Stop>,
    /// Where a cut ends; each of these is a stop. Empty for what was recorded.
    pub(super) cuts: Vec<usize>,
}

impl Stream {
    /// Where its commands end, in the words of a recording: `print 9:0 46:30`.
    pub(super) fn words(&self) -> String {
        self.stops.iter().fold(String::from("print"), |words, stop| format!("{words} {}:{}", stop.end, stop.dots))
    }

    /// The other way round. `None`: not these words, or bytes that do not fit them.
    pub(crate) fn recorded(words: &str, bytes: &[u8]) -> Option<Self> {
        let stop = |text: &str| {
            let (end, dots) = text.split_once(':')?;
            Some(Stop { end: end.parse().ok()?, dots: dots.parse().ok()? })
        };
        let stops: Vec<Stop> = words.strip_prefix("print")?.split_whitespace().map(stop).collect::<Option<_>>()?;
        let rising =
            stops.is_sorted_by_key(|stop| stop.end) && stops.last().is_some_and(|last| last.end == bytes.len());
        rising.then(|| Self { bytes: Zeroizing::new(bytes.to_vec()), stops, cuts: Vec::new() })
    }
}

/// The bytes of a ticket on this model, settings included; what proves its completion is not in it.
pub fn encode(ops: &[Op], model: &Model) -> Result<Vec<u8>, EncodeError> {
    compile(ops, model).map(|stream| stream.bytes.to_vec())
}

/// Like [`encode`], with the places between commands.
pub(super) fn compile(ops: &[Op], model: &Model) -> Result<Stream, EncodeError> {
    let mut encoder = Encoder::new(model, ops.iter().map(most_bytes).sum());
    encoder.settings();
    for (place, op) in ops.iter().enumerate() {
        encoder.op(place, op)?;
    }
    Ok(encoder.stream())
}

/// What cuts off whatever hangs in the slot; it starts with ESC @, so that nothing of an unfinished line is printed.
pub(super) fn cut_off(model: &Model) -> Stream {
    let mut encoder = Encoder::new(model, 0);
    encoder.settings();
    encoder.sever(Cut::Full);
    // It is somebody's: where it can be taken away it is not presented.
    match model.presenter.as_ref().map(|presenter| presenter.left_behind) {
        Some(LeftBehind::Retract) => encoder.put(RETRACT),
        Some(LeftBehind::Eject) => encoder.put(EJECT),
        Some(LeftBehind::Hold) => encoder.present(),
        None => {}
    }
    encoder.stop();
    encoder.stream()
}

/// Room for an operation, so that the buffer never grows: growing leaves a copy in memory that nobody wipes.
fn most_bytes(op: &Op) -> usize {
    match op {
        // Characters take fewer bytes in GB 18030 than in UTF-8; a change of style takes 15.
        Op::Text(line) => 8 + line.spans.iter().map(|span| span.text.len() + 16).sum::<usize>(),
        // At most a command of 8 bytes and a feed a row.
        Op::Raster(bitmap) => bitmap.rows.len() + 16 * usize::from(bitmap.height) + 64,
        Op::Qr { data, module } => data.len() + 512 + usize::from(*module).pow(2) * 177 * 24,
        Op::Feed(dots) => 8 + usize::from(*dots) / 64,
        Op::Cut(_) => 1024,
    }
}

struct Encoder<'a> {
    model: &'a Model,
    out: Zeroizing<Vec<u8>>,
    stops: Vec<Stop>,
    cuts: Vec<usize>,
    /// A cut was put since the last stop.
    severed: bool,
    dots: u32,
    align: Align,
    style: Style,
}

impl<'a> Encoder<'a> {
    fn new(model: &'a Model, room: usize) -> Self {
        let out = Zeroizing::new(Vec::with_capacity(room + 64));
        let (align, style) = (Align::Left, Style::default());
        Self { model, out, stops: Vec::new(), cuts: Vec::new(), severed: false, dots: 0, align, style }
    }

    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn stop(&mut self) {
        self.stops.push(Stop { end: self.out.len(), dots: self.dots });
        if std::mem::take(&mut self.severed) {
            self.cuts.push(self.out.len());
        }
    }

    fn stream(self) -> Stream {
        Stream { bytes: self.out, stops: self.stops, cuts: self.cuts }
    }

    fn settings(&mut self) {
        self.put(b"\x1B@");
        if self.model.asb {
            self.put(b"\x1Da\xFF"); // ESC @ turned it off
        }
        if self.model.completion == Completion::GsParenH {
            // GS ( D: bytes in an image that look like DLE DC4 1 or 2 (pulse, power off) do nothing.
            // Source: TM-T81 specification p. 86.
            self.put(b"\x1D(D\x05\x00\x14\x01\x00\x02\x00");
        }
        self.put(b"\x1Bc5\x01"); // nobody feeds paper with the panel button
        // Chinese mode stays on: ASCII is below its codes. Source: SPRT SP manual p. 45 (FS & required).
        self.put(b"\x1C&");
        self.stop();
    }

    fn op(&mut self, place: usize, op: &Op) -> Result<(), EncodeError> {
        match op {
            Op::Text(line) => self.text(place, line)?,
            Op::Raster(bitmap) => self.bitmap(place, bitmap)?,
            Op::Qr { data, module } => self.qr(place, data, *module)?,
            Op::Feed(dots) => self.feed(*dots),
            Op::Cut(cut) => self.cut(*cut),
        }
        self.stop();
        Ok(())
    }

    fn text(&mut self, op: usize, line: &TextLine) -> Result<(), EncodeError> {
        self.set_align(line.align);
        let mut columns = 0;
        let mut rows = LINE_DOTS;
        for span in &line.spans {
            let style = span.style;
            if !(1..=4).contains(&style.width) || !(1..=4).contains(&style.height) {
                return Err(EncodeError::Size { op });
            }
            if span.text.is_empty() {
                continue;
            }
            self.set_style(style);
            rows = rows.max(CELL_ROWS * u16::from(style.height));
            for character in span.text.chars() {
                let glyph = glyph(character, self.model.font).ok_or(EncodeError::Unprintable { op })?;
                columns += glyph.columns() * u32::from(style.width);
                match glyph {
                    Glyph::Half(byte) => self.out.push(byte),
                    Glyph::Full(bytes) => self.put(&bytes),
                }
            }
        }
        if columns > u32::from(self.model.columns) {
            return Err(EncodeError::LineTooWide { op, columns, limit: self.model.columns });
        }
        self.put(b"\n");
        self.dots += u32::from(rows);
        Ok(())
    }

    fn set_align(&mut self, align: Align) {
        if align != self.align {
            let n = match align {
                Align::Left => 0,
                Align::Centre => 1,
                Align::Right => 2,
            };
            self.put(&[0x1B, b'a', n]);
            self.align = align;
        }
    }

    fn set_style(&mut self, style: Style) {
        let old = std::mem::replace(&mut self.style, style);
        if style.underline != old.underline {
            self.put(&[0x1B, b'-', u8::from(style.underline), 0x1C, b'-', u8::from(style.underline)]);
        }
        if (style.width, style.height) != (old.width, old.height) {
            // Some clones do not scale Chinese by GS !, so FS ! says it as well; GS ! comes last and wins elsewhere.
            let doubled =
                u8::from(style.width > 1) << 2 | u8::from(style.height > 1) << 3 | u8::from(style.underline) << 7;
            self.put(&[0x1C, b'!', doubled, 0x1D, b'!', (style.width - 1) << 4 | (style.height - 1)]);
        }
        if style.bold != old.bold {
            self.put(&[0x1B, b'E', u8::from(style.bold)]);
        }
    }

    fn bitmap(&mut self, op: usize, bitmap: &Bitmap) -> Result<(), EncodeError> {
        let dots = (bitmap.width <= self.model.dots_per_line).then(|| Dots::from_bitmap(bitmap)).flatten();
        let dots = dots.ok_or(EncodeError::Bitmap { op, width: bitmap.width, limit: self.model.dots_per_line })?;
        self.set_align(Align::Left);
        self.raster(&dots, Scale::Same);
        Ok(())
    }

    /// GS v 0 in bands; blank rows are fed. The line before has ended, as the command asks.
    fn raster(&mut self, dots: &Dots, scale: Scale) {
        for piece in dots.pieces(self.band_bytes(), self.model.raster_band_rows) {
            let rows = piece.rows() * scale.factor();
            match piece.dots() {
                None => self.feed(rows),
                Some(band) => {
                    let [x, y] = [band.row_bytes().to_le_bytes(), band.height().to_le_bytes()];
                    self.put(&[0x1D, b'v', b'0', scale.m(), x[0], x[1], y[0], y[1]]);
                    self.put(band.bytes());
                    self.dots += u32::from(rows);
                }
            }
            self.stop();
        }
    }

    /// Most bytes of one raster command. Without flow control a quarter of the receive buffer, so that the driver
    /// can ask between two of them how far the printer is.
    fn band_bytes(&self) -> usize {
        match self.model.flow {
            crate::port::Flow::None => self.model.buffer_bytes as usize / 4,
            _ => usize::MAX,
        }
    }

    /// Centred by ESC a 1, which GS ( k and GS v 0 obey; the quiet zone is paper that is fed or left.
    fn qr(&mut self, op: usize, data: &str, module: u8) -> Result<(), EncodeError> {
        let dots = qr_dots(data).ok_or(EncodeError::Qr { op })?;
        let modules = u32::from(dots.height() + 2 * QUIET_MODULES);
        if module == 0 || module > 16 || modules * u32::from(module) > u32::from(self.model.dots_per_line) {
            return Err(EncodeError::Qr { op });
        }
        let quiet = QUIET_MODULES * u16::from(module);
        self.feed(quiet);
        self.set_align(Align::Centre);
        match self.model.qr {
            // A printer reads other bytes than ASCII in a code page of its own choice: those codes are drawn here.
            QrSupport::GsParenK if data.is_ascii() => {
                let [low, high] = (data.len() as u16 + 3).to_le_bytes();
                self.put(b"\x1D(k\x04\x001A2\x00"); // function 165: model 2
                self.put(&[0x1D, b'(', b'k', 3, 0, b'1', b'C', module]); // 167: dots a module
                self.put(b"\x1D(k\x03\x001E1"); // 169: error correction M
                self.put(&[0x1D, b'(', b'k', low, high, b'1', b'P', b'0']); // 180: content
                self.put(data.as_bytes());
                self.put(b"\x1D(k\x03\x001Q0"); // 181: print
                self.dots += u32::from(dots.height()) * u32::from(module);
                self.stop();
            }
            // Modules of an even number of dots are sent at half size and doubled by the printer: a quarter of the bytes.
            _ if module.is_multiple_of(2) => self.raster(&dots.enlarged(module / 2), Scale::Double),
            _ => self.raster(&dots.enlarged(module), Scale::Same),
        }
        self.feed(quiet);
        Ok(())
    }

    fn feed(&mut self, dots: u16) {
        let mut left = dots;
        while left > 0 {
            let step = left.min(255);
            self.put(&[0x1B, b'J', step as u8]);
            left -= step;
        }
        self.dots += u32::from(dots);
    }

    /// Cuts, and brings the ticket to the slot where something does that.
    fn cut(&mut self, cut: Cut) {
        self.sever(cut);
        self.present();
    }

    /// GS e 3: puts the ticket out of the slot.
    fn present(&mut self) {
        if let Some(presenter) = &self.model.presenter {
            let steps = presenter.present_steps;
            self.put(&[0x1D, b'e', 3, steps]);
        }
    }

    fn sever(&mut self, cut: Cut) {
        self.severed |= self.model.cut != CutStyle::TearBar;
        match (self.model.cut, cut) {
            (CutStyle::GsVFeed, Cut::Full) => self.put(b"\x1DV\x41\x00"),
            (CutStyle::GsVFeed, Cut::Partial) => self.put(b"\x1DV\x42\x00"),
            (CutStyle::GsV, cut) => {
                self.feed(self.model.head_to_cutter_dots);
                self.put(&[0x1D, b'V', u8::from(cut == Cut::Partial)]);
            }
            (CutStyle::TearBar, _) => self.feed(self.model.head_to_cutter_dots),
        }
    }
}

#[cfg(test)]
#[path = "encode_tests.rs"]
mod tests;
