//! Takes the receive buffer apart and hands every command to its meaning.

use std::time::Instant;

use super::device::Machine;
use super::grammar::{Head, head};
use super::line_buffer::{Align, LineBuffer};
use super::mechanism::Step;
use super::personality::{Font, Personality};

/// Longest data that is kept; what is longer is swallowed.
const LONGEST: usize = 512 * 1024;

/// What commands set and ESC @ sets back.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) chinese: bool,
    pub(crate) small: bool,
    pub(crate) bold: bool,
    pub(crate) reverse: bool,
    pub(crate) underline: usize,
    pub(crate) chinese_underline: usize,
    /// Times across and down of Latin characters.
    pub(crate) latin_size: (usize, usize),
    /// Times across and down of Chinese characters.
    pub(crate) chinese_size: (usize, usize),
    pub(crate) latin_space: usize,
    pub(crate) chinese_space: (usize, usize),
    pub(crate) align: Align,
    /// Dots from line to line.
    pub(crate) spacing: usize,
    pub(crate) left: usize,
    pub(crate) area: usize,
    pub(crate) asb: u8,
    pub(crate) qr_module: usize,
    pub(crate) qr_level: u8,
}

impl Settings {
    pub(crate) fn at_power_up(personality: &Personality) -> Self {
        Self {
            chinese: personality.chinese_at_power_up,
            small: false,
            bold: false,
            reverse: false,
            underline: 0,
            chinese_underline: 0,
            latin_size: (1, 1),
            chinese_size: (1, 1),
            latin_space: 0,
            chinese_space: (0, 0),
            align: Align::Left,
            spacing: 30,
            left: 0,
            area: usize::from(personality.dots),
            asb: 0,
            qr_module: 3,
            qr_level: 48,
        }
    }
}

/// What the interpreter is in the middle of.
#[derive(Debug, Default)]
pub(crate) enum Mode {
    /// Between commands.
    #[default]
    Commands,
    /// In the data of GS v 0.
    Raster {
        /// Bytes of a row as sent.
        row_bytes: usize,
        /// Rows that are still to come.
        rows: usize,
        /// Times across and down.
        scale: (usize, usize),
        /// Whether it is printed at all.
        printed: bool,
        /// What came of the current row.
        row: Vec<u8>,
    },
    /// In the data of another command.
    Data { header: Vec<u8>, left: usize, data: Vec<u8> },
}

/// The state of the interpreter.
pub(crate) struct Interpreter {
    pub(crate) settings: Settings,
    pub(crate) line: LineBuffer,
    pub(crate) mode: Mode,
    pub(crate) qr_data: Vec<u8>,
    /// A picture stored by GS ( L, not printed yet.
    pub(crate) graphics: Option<super::bitmap::Bitmap>,
}

impl Interpreter {
    pub(crate) fn new(personality: &Personality) -> Self {
        Self {
            settings: Settings::at_power_up(personality),
            line: LineBuffer::default(),
            mode: Mode::default(),
            qr_data: Vec::new(),
            graphics: None,
        }
    }
}

impl Machine {
    /// Works until the buffer is empty, the printer is stopped or the head is far enough behind.
    pub(crate) fn work(&mut self, now: Instant) {
        loop {
            self.print(now);
            if self.state.stopped() || self.mechanism.is_ahead() || !self.interpret() {
                break;
            }
        }
        self.print(now);
    }

    /// One step of the interpreter; `false` when it needs more bytes.
    fn interpret(&mut self) -> bool {
        match std::mem::take(&mut self.interpreter.mode) {
            Mode::Commands => self.interpret_command(),
            Mode::Raster { row_bytes, rows, scale, printed, mut row } => {
                row.extend(self.consume(row_bytes - row.len()));
                if row.len() < row_bytes {
                    self.interpreter.mode = Mode::Raster { row_bytes, rows, scale, printed, row };
                    return false;
                }
                if rows > 1 {
                    self.interpreter.mode = Mode::Raster { row_bytes, rows: rows - 1, scale, printed, row: Vec::new() };
                }
                if printed {
                    self.raster_row(&row, scale);
                }
                true
            }
            Mode::Data { header, left, mut data } => {
                let there = left.min(self.buffer.len());
                let came = self.consume(there);
                if data.len() < LONGEST {
                    data.extend(came);
                }
                if there < left {
                    self.interpreter.mode = Mode::Data { header, left: left - there, data };
                    return false;
                }
                self.execute_with_data(&header, &data);
                true
            }
        }
    }

    fn interpret_command(&mut self) -> bool {
        let full = self.buffer.len() >= self.personality.buffer_bytes;
        let bytes: &[u8] = self.buffer.make_contiguous();
        let first = bytes.first().copied();
        match (head(bytes), first) {
            // A command longer than the buffer can never become complete.
            (Head::Need, Some(_)) if full => self.drop_unknown(1),
            (Head::Need, _) | (_, None) => return false,
            (Head::Byte, Some(byte)) => return self.interpret_byte(byte),
            (Head::Command(length), _) => {
                if bytes.len() < length {
                    return false;
                }
                let command = self.consume(length);
                self.execute(&command);
            }
            (Head::Stream { header, data }, _) => {
                if bytes.len() < header {
                    return false;
                }
                let header = self.consume(header);
                self.interpreter.mode = Mode::Data { header, left: data, data: Vec::new() };
            }
            (Head::Unknown(length), _) => {
                if bytes.len() < length {
                    return false;
                }
                self.drop_unknown(length);
            }
        }
        true
    }

    fn drop_unknown(&mut self, length: usize) {
        let bytes = self.consume(length);
        self.note(&bytes, "unknown");
    }

    /// A character or control code; `false` when its second byte is not there yet.
    fn interpret_byte(&mut self, byte: u8) -> bool {
        let lowest = match self.personality.font {
            Font::Gbk => 0x81,
            Font::Gb2312 => 0xA1,
        };
        if self.interpreter.settings.chinese && (0x81..=0xFE).contains(&byte) {
            let Some(&second) = self.buffer.get(1) else { return false };
            // The first byte of a four-byte code, or of a character that the font lacks, is garbage on its own when what
            // follows is no second byte; what follows is then read anew (a digit of a four-byte code prints as a digit).
            if second < 0x40 || byte < lowest {
                self.consume(1);
                self.put_character('\u{FFFD}');
            } else {
                let pair = self.consume(2);
                self.put_pair(&pair);
            }
            return true;
        }
        self.consume(1);
        match byte {
            0x0A => self.line_feed(),
            0x09 => self.tab(),
            0x20..=0x7E | 0x80.. => self.put_character(super::font::single(byte)),
            // NUL is what a driver floods a half-sent picture with; CR follows LF; the rest means something in page mode.
            _ => {}
        }
        true
    }

    /// Takes bytes out of the buffer: they belong to the ticket now.
    pub(crate) fn consume(&mut self, count: usize) -> Vec<u8> {
        let bytes: Vec<u8> = self.buffer.drain(..count.min(self.buffer.len())).collect();
        self.interpreted.extend(&bytes);
        bytes
    }

    pub(crate) fn raster_row(&mut self, row: &[u8], (across, down): (usize, usize)) {
        let settings = &self.interpreter.settings;
        let wide = row.len() * 8 * across;
        let left = settings.left + super::line_buffer::offset(settings.align, wide, settings.area);
        let edge = settings.left + settings.area;
        let black = |x: usize| {
            let x = x / across;
            row.get(x / 8).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
        };
        let mut printed = super::bitmap::Bitmap::new(usize::from(self.personality.dots), 1);
        // What is right of the print area is discarded. Source: TM-T81 specification p. 124.
        for x in (0..wide).filter(|x| left + x < edge && black(*x)) {
            printed.set(left + x, 0);
        }
        for row in printed.rows() {
            for _ in 0..down {
                self.mechanism.push(Step::Row(row.clone()));
            }
        }
    }
}
