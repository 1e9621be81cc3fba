//! Pictures that are not sent row by row: GS ( L, ESC * and QR codes.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use super::bitmap::Bitmap;
use super::device::Machine;
use super::line_buffer::offset;
use super::mechanism::Step;

/// Most rows of one GS ( L picture. Source: TM-T81 specification p. 98.
const GRAPHICS_ROWS: usize = 1662;

fn word(low: u8, high: u8) -> usize {
    usize::from(u16::from_le_bytes([low, high]))
}

impl Machine {
    /// GS ( L and GS 8 L: function 112 stores a picture (x in dots), 2 and 50 print it.
    pub(crate) fn graphics(&mut self, header: &[u8], data: &[u8]) {
        match data {
            [48, 112, 48, across, down, _, xl, xh, yl, yh, bits @ ..] => {
                let (width, height) = (word(*xl, *xh), word(*yl, *yh));
                let stride = width.div_ceil(8);
                if height > GRAPHICS_ROWS || bits.len() < stride * height {
                    return self.note(header, "a picture of a wrong size");
                }
                let black =
                    |x: usize, y: usize| bits.get(y * stride + x / 8).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0);
                let scale = |n: u8| usize::from(n.clamp(1, 2));
                let picture = Bitmap::drawn(width, height, black).scaled(scale(*across), scale(*down));
                self.interpreter.graphics = Some(picture);
            }
            [48, 2 | 50] => match self.interpreter.graphics.take() {
                Some(picture) => self.print_picture(&picture),
                None => self.note(header, "no picture was stored"),
            },
            _ => self.note(header, "unknown, with its data"),
        }
    }

    /// ESC *: columns of 8 or 24 dots, part of the line.
    pub(crate) fn column_picture(&mut self, mode: u8, data: &[u8]) {
        let (bytes, wide, tall) = match mode {
            0 => (1, 2, 3),
            1 => (1, 1, 3),
            32 => (3, 2, 1),
            33 => (3, 1, 1),
            _ => return self.note(&[0x1B, b'*', mode], "no such density"),
        };
        let black = |x: usize, y: usize| data.get(x * bytes + y / 8).is_some_and(|byte| byte & (0x80 >> (y % 8)) != 0);
        let picture = Bitmap::drawn(data.len() / bytes, bytes * 8, black).scaled(wide, tall);
        self.interpreter.line.put(picture, 0);
    }

    /// GS ( k for QR codes: 67 module size, 69 correction, 80 content, 81 print.
    pub(crate) fn qr_command(&mut self, function: u8, parameters: &[u8]) {
        match (function, parameters) {
            // Model 1 is not drawn by anything that is still sold.
            (65, _) => {}
            (67, [module]) => self.interpreter.settings.qr_module = usize::from((*module).clamp(1, 16)),
            (69, [level @ 48..=51]) => self.interpreter.settings.qr_level = *level,
            (80, [48, content @ ..]) => self.interpreter.qr_data = content.to_vec(),
            (81, [48]) => self.print_qr(),
            _ => self.note(&[0x1D, b'(', b'k', 49, function], "unknown, with its data"),
        }
    }

    fn print_qr(&mut self) {
        let level = match self.interpreter.settings.qr_level {
            49 => QrCodeEcc::Medium,
            50 => QrCodeEcc::Quartile,
            51 => QrCodeEcc::High,
            _ => QrCodeEcc::Low,
        };
        let content = self.interpreter.qr_data.clone();
        let segment = QrSegment::make_bytes(&content);
        let code = QrCode::encode_segments_advanced(&[segment], level, Version::MIN, Version::MAX, None, false);
        let Ok(code) = code else {
            return self.note(&[0x1D, b'(', b'k', 49, 81], "too much for a QR code");
        };
        let module = self.interpreter.settings.qr_module;
        let side = code.size() as usize;
        let picture = Bitmap::drawn(side, side, |x, y| code.get_module(x as i32, y as i32)).scaled(module, module);
        if picture.width > usize::from(self.personality.dots) {
            return self.note(&[0x1D, b'(', b'k', 49, 81], "wider than the paper");
        }
        self.print_picture(&picture);
        self.mechanism.push(Step::Qr(String::from_utf8_lossy(&content).into_owned()));
    }

    /// A picture on lines of its own.
    fn print_picture(&mut self, picture: &Bitmap) {
        if !self.interpreter.line.is_empty() {
            self.line_feed();
        }
        let settings = &self.interpreter.settings;
        let left = settings.left + offset(settings.align, picture.width, settings.area);
        let mut paper = Bitmap::new(usize::from(self.personality.dots), picture.height);
        paper.stamp(left, 0, picture);
        for row in paper.rows() {
            self.mechanism.push(Step::Row(row));
        }
    }
}
