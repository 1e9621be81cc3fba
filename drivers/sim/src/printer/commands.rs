//! What each command does.
//! Source: Epson ESC/POS reference; clones' differences are flags of the personality.

use super::device::Machine;
use super::interpreter::{Mode, Settings};
use super::line_buffer::Align;
use super::mechanism::Step;
use super::ticket::CutKind;

/// Most rows of one GS v 0. Source: TM-T81 specification p. 124.
const RASTER_ROWS: usize = 2303;

fn times(on: bool) -> usize {
    1 + usize::from(on)
}

fn word(low: u8, high: u8) -> usize {
    usize::from(u16::from_le_bytes([low, high]))
}

impl Machine {
    /// A command of fixed length.
    pub(crate) fn execute(&mut self, command: &[u8]) {
        match *command {
            // Real-time commands were obeyed when they arrived, and are no part of a ticket.
            [0x10, ..] => self.interpreted.truncate(self.interpreted.len().saturating_sub(command.len())),
            [0x1B, b'@'] => self.initialise(),
            [0x1B, b'J', n] => self.print_and_feed(usize::from(n)),
            [0x1B, b'd', n] => self.print_and_feed(usize::from(n) * self.interpreter.settings.spacing),
            [0x1B, b'i'] => self.cut(command, CutKind::Full, None),
            [0x1B, b'm'] => self.cut(command, CutKind::Partial, None),
            [0x1B, b'$', low, high] => self.interpreter.line.x = word(low, high),
            [0x1B, b'\\', low, high] => {
                let line = &mut self.interpreter.line;
                let by = i16::from_le_bytes([low, high]);
                line.x = line.x.saturating_add_signed(isize::from(by)).min(usize::from(u16::MAX));
            }
            [0x1D, b'V', 0 | 48] => self.cut(command, CutKind::Full, None),
            [0x1D, b'V', 1 | 49] => self.cut(command, CutKind::Partial, None),
            [0x1D, b'V', 65 | 97 | 103, n] => self.cut(command, CutKind::Full, Some(n)),
            [0x1D, b'V', 66 | 98 | 104, n] => self.cut(command, CutKind::Partial, Some(n)),
            [0x1D, b'v', b'0', m, xl, xh, yl, yh] => self.begin_raster(command, m, word(xl, xh), word(yl, yh)),
            [0x1D, b'I', n] => self.identify(n),
            [0x1D, b'a', n] => self.watch(command, n),
            [0x1D, b'e', n, ..] if self.personality.presenter => self.mechanism.push(Step::Presenter(n)),
            [0x1D, b'r', n] => self.mechanism.push(Step::Status(n)),
            [0x1D, b'L', low, high] => self.interpreter.settings.left = word(low, high),
            [0x1D, b'W', low, high] => {
                self.interpreter.settings.area = word(low, high).clamp(24, usize::from(self.personality.dots));
            }
            _ => {
                if !self.set(command) {
                    self.note(command, "no effect");
                }
            }
        }
    }

    /// Commands that only set something; `false` for one that is none of them.
    fn set(&mut self, command: &[u8]) -> bool {
        let scales_chinese = self.personality.gs_size_scales_chinese;
        let settings = &mut self.interpreter.settings;
        match *command {
            [0x1C, b'&'] => settings.chinese = true,
            [0x1C, b'.'] => settings.chinese = false,
            [0x1C, b'!', n] => {
                settings.chinese_size = (times(n & 0x04 != 0), times(n & 0x08 != 0));
                settings.chinese_underline = usize::from(n & 0x80 != 0);
            }
            [0x1C, b'W', n] => settings.chinese_size = (times(n & 1 != 0), times(n & 1 != 0)),
            [0x1C, b'-', n] => settings.chinese_underline = usize::from(n % 48).min(2),
            [0x1C, b'S', before, after] => settings.chinese_space = (usize::from(before), usize::from(after)),
            [0x1B, b' ', n] => settings.latin_space = usize::from(n),
            [0x1B, b'!', n] => {
                settings.small = n & 0x01 != 0;
                settings.bold = n & 0x08 != 0;
                settings.latin_size = (times(n & 0x20 != 0), times(n & 0x10 != 0));
                settings.underline = usize::from(n & 0x80 != 0);
            }
            [0x1B, b'-', n] => settings.underline = usize::from(n % 48).min(2),
            [0x1B, b'2'] => settings.spacing = 30,
            [0x1B, b'3', n] => settings.spacing = usize::from(n),
            [0x1B, b'E' | b'G', n] => settings.bold = n & 1 != 0,
            [0x1B, b'M', n] => settings.small = n & 1 != 0,
            [0x1B, b'a', n] => {
                settings.align = match n {
                    1 | 49 => Align::Centre,
                    2 | 50 => Align::Right,
                    _ => Align::Left,
                };
            }
            [0x1D, b'!', n] => {
                let size = (usize::from(n >> 4 & 7) + 1, usize::from(n & 7) + 1);
                settings.latin_size = size;
                if scales_chinese {
                    settings.chinese_size = size;
                }
            }
            [0x1D, b'B', n] => settings.reverse = n & 1 != 0,
            // Code page, international set, panel button, paper sensors and units change nothing that is drawn here.
            [0x1B, b't' | b'R' | b'=' | b'u' | b'r', _] | [0x1B, b'c', b'3' | b'4' | b'5', _] | [0x1D, b'P', _, _] => {}
            _ => return false,
        }
        true
    }

    /// A command whose length was announced.
    pub(crate) fn execute_with_data(&mut self, header: &[u8], data: &[u8]) {
        match (header, data) {
            ([0x1D, b'(', b'H', ..], [48, 48, a, b, c, d]) if self.personality.gs_paren_h => {
                self.mechanism.push(Step::Printed([*a, *b, *c, *d]));
            }
            ([0x1D, b'(', b'k', ..], [49, function, parameters @ ..]) if self.personality.native_qr => {
                self.qr_command(*function, parameters);
            }
            ([0x1D, b'(' | b'8', b'L', ..], data) => self.graphics(header, data),
            // Which real-time functions are obeyed: pulses and power-off do nothing here anyway.
            ([0x1D, b'(', b'D', ..], _) => {}
            ([0x1B, b'*', mode, ..], data) => self.column_picture(*mode, data),
            _ => self.note(header, "unknown, with its data"),
        }
    }

    fn initialise(&mut self) {
        // The receive buffer stays; the line that was not printed yet is lost, and every setting, ASB included.
        self.interpreter.settings = Settings::at_power_up(&self.personality);
        self.interpreter.line = super::line_buffer::LineBuffer::default();
        self.interpreter.graphics = None;
        self.interpreter.qr_data.clear();
        if !self.mechanism.begun {
            // What came before was no part of a ticket: questions, clearing, zero bytes.
            self.interpreted = vec![0x1B, b'@'];
        }
    }

    /// `feed`: rows beyond the cutter, for the forms that feed to it first.
    fn cut(&mut self, command: &[u8], kind: CutKind, feed: Option<u8>) {
        self.roll.cut_command(command);
        if !self.personality.cutter {
            return self.note(command, "there is no cutter");
        }
        if !self.interpreter.line.is_empty() {
            return self.note(command, "a cut counts only at the beginning of a line");
        }
        if let Some(n) = feed {
            let reach = if self.personality.cut_feeds { self.personality.head_to_cutter_dots } else { 0 };
            for _ in 0..usize::from(reach) + usize::from(n) {
                self.mechanism.push(Step::Row(Vec::new()));
            }
        }
        let kind = if self.personality.partial_only { CutKind::Partial } else { kind };
        let bytes = std::mem::take(&mut self.interpreted);
        self.mechanism.push(Step::Cut(kind, bytes));
    }

    fn begin_raster(&mut self, command: &[u8], m: u8, row_bytes: usize, rows: usize) {
        if rows > RASTER_ROWS || m % 48 > 3 {
            // The header is refused, and what follows is taken for text.
            return self.note(command, "no raster of this size or kind");
        }
        if rows == 0 || row_bytes == 0 {
            return self.note(command, "an empty raster");
        }
        let printed = self.interpreter.line.is_empty();
        if !printed {
            self.note(command, "a raster counts only at the beginning of a line");
        }
        let scale = (times(m & 1 != 0), times(m & 2 != 0));
        self.interpreter.mode = Mode::Raster { row_bytes, rows, scale, printed, row: Vec::new() };
    }

    fn identify(&mut self, n: u8) {
        let text = match n {
            65 => self.personality.firmware.clone(),
            66 => self.personality.maker.clone(),
            67 => self.personality.model.clone(),
            68 => self.personality.serial.clone(),
            69 => match self.personality.font {
                super::Font::Gbk => "CHINA GB18030".to_owned(),
                super::Font::Gb2312 => "CHINA GB2312".to_owned(),
            },
            1 | 49 => return self.say(&[0x20]),
            // Two-byte characters are there, and a cutter or not. Source: Epson ESC/POS reference, GS I 2.
            2 | 50 => return self.say(&[0x01 | u8::from(self.personality.cutter) << 1]),
            3 | 51 => return self.say(&[0x01]),
            _ => return,
        };
        self.say(&[&[0x5F], text.as_bytes(), &[0]].concat());
    }

    fn watch(&mut self, command: &[u8], n: u8) {
        if !self.personality.asb {
            return self.note(command, "there is no automatic status");
        }
        self.interpreter.settings.asb = n;
        if n & 0x0F != 0 {
            self.push_status();
        }
    }
}
