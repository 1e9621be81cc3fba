//! Sizes of a ticket in dots and columns, one table: everything is drawn and counted with these.

/// Dots across one half-width column.
/// Source: Epson ESC/POS reference, ESC M: font A is 12 × 24 dots; FS &: Chinese characters are 24 × 24.
pub const CELL_WIDTH: u16 = 12;

/// Dots down one line of characters.
pub const CELL_HEIGHT: u16 = 24;

/// Dots from the top of a line to the top of the next one; a line with taller characters is as tall as they are.
pub const LINE_PITCH: u16 = drivers::printer::LINE_DOTS;

/// Edge of one QR module in dots on 80 mm paper: 0.75 mm, read by any telephone at arm's length. Even, since a printer
/// without QR codes of its own then takes the dots at half size: a quarter of the bytes.
pub const QR_MODULE_WIDE: u8 = 6;

/// Edge of one QR module in dots on 58 mm paper: 0.5 mm.
pub const QR_MODULE_NARROW: u8 = 4;

/// Edges of one QR module in dots for a code that carries a text of its own and has many modules: the first with which
/// it fits the paper. 0.5 mm, else 0.375 mm, which telephones still read from a hand's breadth.
pub const QR_MODULES_TEXT: [u8; 2] = [4, 3];

/// Modules of white around a QR code. Source: ISO/IEC 18004, quiet zone.
pub const QR_QUIET_MODULES: u16 = 4;

/// Columns from which a ticket has tables side by side; below it the same facts stand one under the other.
pub const WIDE_COLUMNS: u8 = 42;

/// Dots of blank paper between parts of a ticket.
pub const PART_SPACE: u16 = 12;

/// Dots of blank paper between a title and its name in the other language.
pub const SUBTITLE_SPACE: u16 = 6;

/// Dots of blank paper under the title.
pub const TITLE_SPACE: u16 = 20;

/// Dots of blank paper after the last line, before the cut.
pub const TAIL_SPACE: u16 = 36;

/// Characters of one weight that are kept as dots, so that a ticket's common characters are scaled once: about 120 KB.
pub const GLYPHS_KEPT: usize = 768;
