//! From characters to lines of dots.

use encoding_rs::GB18030;

use super::bitmap::Bitmap;
use super::device::Machine;
use super::font::{Cell, glyph};
use super::mechanism::Step;
use super::personality::Font;

/// Columns from tab stop to tab stop.
const TAB_COLUMNS: usize = 8;

impl Machine {
    /// A character of one byte.
    pub(crate) fn put_character(&mut self, character: char) {
        let settings = &self.interpreter.settings;
        let cell = if settings.small { Cell::Small } else { Cell::Latin };
        let (size, space, underline) = (settings.latin_size, settings.latin_space, settings.underline);
        self.put(character, cell, size, (0, space), underline);
    }

    /// A character of two bytes.
    pub(crate) fn put_pair(&mut self, pair: &[u8]) {
        let in_font = match self.personality.font {
            Font::Gbk => true,
            Font::Gb2312 => pair.iter().all(|byte| *byte >= 0xA1) && pair.first().is_some_and(|byte| *byte <= 0xF7),
        };
        let character = GB18030
            .decode_without_bom_handling_and_without_replacement(pair)
            .and_then(|text| text.chars().next())
            .filter(|_| in_font)
            .unwrap_or('\u{FFFD}');
        let settings = &self.interpreter.settings;
        let (size, space, underline) = (settings.chinese_size, settings.chinese_space, settings.chinese_underline);
        self.put(character, Cell::Chinese, size, space, underline);
    }

    fn put(
        &mut self,
        character: char,
        cell: Cell,
        (across, down): (usize, usize),
        (before, after): (usize, usize),
        underline: usize,
    ) {
        let (cell_width, _) = cell.size();
        let area = self.interpreter.settings.area;
        if !self.interpreter.line.fits(cell_width * across, area) {
            self.line_feed();
        }
        let settings = &self.interpreter.settings;
        let plain = glyph(character, cell);
        let black = |x: usize, y: usize| {
            let drawn = plain.black(x, y) || (settings.bold && x > 0 && plain.black(x - 1, y));
            (drawn || y + underline >= plain.height) != settings.reverse
        };
        let picture = Bitmap::drawn(plain.width, plain.height, black).scaled(across, down);
        let line = &mut self.interpreter.line;
        line.x += before;
        line.words.push(character);
        line.put(picture, after);
    }

    /// HT: on to the next tab stop.
    pub(crate) fn tab(&mut self) {
        let stop = TAB_COLUMNS * Cell::Latin.size().0;
        let line = &mut self.interpreter.line;
        line.x = (line.x / stop + 1) * stop;
        line.words.push('\t');
    }

    /// LF: prints the line and feeds by the line spacing.
    pub(crate) fn line_feed(&mut self) {
        self.print_and_feed(self.interpreter.settings.spacing);
    }

    /// Prints the line, and feeds so that at least `dots` rows passed.
    pub(crate) fn print_and_feed(&mut self, dots: usize) {
        let settings = &self.interpreter.settings;
        let (align, left, area) = (settings.align, settings.left, settings.area);
        let had_words = !self.interpreter.line.is_empty();
        let width = usize::from(self.personality.dots);
        let (picture, words) = self.interpreter.line.take(align, left, area, width);
        let height = picture.height;
        for row in picture.rows() {
            self.mechanism.push(Step::Row(row));
        }
        if had_words {
            self.mechanism.push(Step::Line(words));
        }
        for _ in height..dots {
            self.mechanism.push(Step::Row(Vec::new()));
        }
    }
}
