//! The font in the printer's ROM: 12×24 and 24×24 cells, drawn from Noto Sans Mono CJK SC. Where that font is not
//! installed every character is a box, and it is said once.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use ab_glyph::{Font as _, PxScale, point};

use super::bitmap::Bitmap;
use super::font_file::FontFile;

/// Where Debian and its relatives have the font.
const FILES: [&str; 3] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
];
/// Place of the face “Noto Sans Mono CJK SC” in the collection: its Latin letters are half as wide as its Chinese ones.
const MONO_SC: u32 = 7;
/// Height of the baseline in an em of this font.
const BASELINE: f32 = 0.88;
/// A dot is black when more than this part of it is covered.
const COVERED: f32 = 0.45;

/// The cell of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cell {
    /// Font A: 12×24.
    Latin,
    /// Font B: 9×17.
    Small,
    /// Chinese: 24×24.
    Chinese,
}

impl Cell {
    pub(crate) fn size(self) -> (usize, usize) {
        match self {
            Self::Latin => (12, 24),
            Self::Small => (9, 17),
            Self::Chinese => (24, 24),
        }
    }
}

/// The font file and what was drawn from it.
struct Rom {
    file: Option<FontFile>,
    drawn: HashMap<(char, Cell), Arc<Bitmap>>,
}

static ROM: LazyLock<Mutex<Rom>> = LazyLock::new(|| {
    let file = FILES.iter().find_map(|path| FontFile::open(Path::new(path), MONO_SC).ok());
    if file.is_none() {
        eprintln!(
            "device-sim: Noto Sans CJK is not installed, so the simulated printer draws boxes; \
             install the Debian package fonts-noto-cjk"
        );
    }
    Mutex::new(Rom { file, drawn: HashMap::new() })
});

/// The picture of a character in its cell.
pub(crate) fn glyph(character: char, cell: Cell) -> Arc<Bitmap> {
    let mut rom = ROM.lock().unwrap_or_else(PoisonError::into_inner);
    let Rom { file, drawn } = &mut *rom;
    let picture = drawn.entry((character, cell)).or_insert_with(|| {
        let picture = file.as_mut().and_then(|file| draw(file, character, cell));
        Arc::new(picture.unwrap_or_else(|| boxed(cell)))
    });
    Arc::clone(picture)
}

fn draw(file: &mut FontFile, character: char, cell: Cell) -> Option<Bitmap> {
    let (width, height) = cell.size();
    let mut picture = Bitmap::new(width, height);
    if character.is_whitespace() {
        return Some(picture);
    }
    let id = file.face().ok()?.glyph_id(character);
    if id.0 == 0 {
        return None;
    }
    let face = file.with_glyph(id).ok()?;
    // PxScale counts the face's whole height, a cell counts ems.
    let per_em = face.height_unscaled() / face.units_per_em()?;
    let em_across = if cell == Cell::Chinese { width } else { width * 2 };
    let scale = PxScale { x: em_across as f32 * per_em, y: height as f32 * per_em };
    let baseline = (height as f32 * BASELINE).round();
    let outline = face.outline_glyph(id.with_scale_and_position(scale, point(0.0, baseline)))?;
    let bounds = outline.px_bounds();
    outline.draw(|x, y, covered| {
        let (x, y) = (bounds.min.x + x as f32, bounds.min.y + y as f32);
        if covered > COVERED && x >= 0.0 && y >= 0.0 {
            picture.set(x as usize, y as usize);
        }
    });
    Some(picture)
}

fn boxed(cell: Cell) -> Bitmap {
    let (width, height) = cell.size();
    let inside = |at: usize, size: usize| at >= 1 && at + 2 <= size;
    Bitmap::drawn(width, height, |x, y| {
        let edge = x == 1 || x + 2 == width || y == 1 || y + 2 == height;
        edge && inside(x, width) && inside(y, height)
    })
}

/// Upper half of the code page that printers start with (PC437).
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// The character of a byte outside Chinese mode.
pub(crate) fn single(byte: u8) -> char {
    match byte {
        0x20..=0x7E => char::from(byte),
        0x80.. => UPPER.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{FFFD}'),
        _ => '\u{FFFD}',
    }
}
