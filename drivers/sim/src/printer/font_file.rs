//! A font collection of which only what is needed is read.
//!
//! The file is 19 MB, nearly all of it outlines (CharStrings of its CFF table), of which a ticket needs some dozen. The
//! image in memory has the file's full length, but only pages that were read into are ever there: about 2 MB.
//! Source: OpenType specification (collections, table directory); Adobe technical note 5176 (CFF).

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

use ab_glyph::{FontRef, GlyphId};

/// CFF's Top DICT operator that says where the outlines are.
const CHAR_STRINGS: u8 = 17;
/// Tables that are read; others (shaping, names) are never asked for.
const TABLES: [&[u8; 4]; 8] = [b"head", b"hhea", b"maxp", b"hmtx", b"cmap", b"OS/2", b"vhea", b"post"];

/// One face of a font collection.
pub(crate) struct FontFile {
    file: File,
    image: Vec<u8>,
    face: u32,
    outlines: Outlines,
}

/// An INDEX of CFF: offsets, then data.
struct Outlines {
    count: usize,
    offsets: usize,
    offset_size: usize,
    /// Offsets count from here (from 1).
    base: usize,
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "this is no font collection with CFF outlines")
}

impl FontFile {
    /// Opens face number `face` of the collection.
    pub(crate) fn open(path: &Path, face: u32) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        let outlines = Outlines { count: 0, offsets: 0, offset_size: 1, base: 0 };
        let mut font = Self { file, image: vec![0; length], face, outlines };
        font.read(0..12 + 4 * (face as usize + 1))?;
        let directory = font.number(12 + 4 * face as usize, 4)?;
        font.read(directory..directory + 12)?;
        let count = font.number(directory + 4, 2)?;
        font.read(directory + 12..directory + 12 + 16 * count)?;
        for entry in (0..count).map(|place| directory + 12 + 16 * place) {
            let (start, length) = (font.number(entry + 8, 4)?, font.number(entry + 12, 4)?);
            let tag = font.image.get(entry..entry + 4).ok_or_else(broken)?.to_vec();
            if tag == b"CFF " {
                font.read_cff(start, length)?;
            } else if TABLES.iter().any(|wanted| wanted.as_slice() == tag) {
                font.read(start..start + length)?;
            }
        }
        if font.outlines.count == 0 { Err(broken()) } else { Ok(font) }
    }

    /// The face, with this glyph's outline in it.
    pub(crate) fn with_glyph(&mut self, glyph: GlyphId) -> io::Result<FontRef<'_>> {
        let place = usize::from(glyph.0);
        if place < self.outlines.count {
            let entry = self.outlines.offsets + place * self.outlines.offset_size;
            let start = self.number(entry, self.outlines.offset_size)?;
            let end = self.number(entry + self.outlines.offset_size, self.outlines.offset_size)?;
            self.read(self.outlines.base + start..self.outlines.base + end)?;
        }
        self.face()
    }

    /// The face without its outlines: enough to look a character up.
    pub(crate) fn face(&self) -> io::Result<FontRef<'_>> {
        FontRef::try_from_slice_and_index(&self.image, self.face).map_err(io::Error::other)
    }

    fn read(&mut self, range: Range<usize>) -> io::Result<()> {
        let start = range.start as u64;
        let place = self.image.get_mut(range).ok_or_else(broken)?;
        self.file.read_exact_at(place, start)
    }

    fn number(&self, at: usize, size: usize) -> io::Result<usize> {
        let bytes = self.image.get(at..at + size).ok_or_else(broken)?;
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// Everything of the CFF table but the outlines themselves.
    fn read_cff(&mut self, start: usize, length: usize) -> io::Result<()> {
        self.read(start..start + 4)?;
        let names = start + self.number(start + 2, 1)?;
        let dicts = self.index_end(names)?;
        let end = self.index_end(dicts)?;
        self.read(dicts..end)?;
        let size = self.number(dicts + 2, 1)?;
        let dict = self.image.get(dicts + 3 + 2 * size..end).ok_or_else(broken)?;
        let index = start + char_strings(dict).ok_or_else(broken)?;
        let outlines_end = self.index_end(index)?;
        let (count, offset_size) = (self.number(index, 2)?, self.number(index + 2, 1)?);
        let offsets = index + 3;
        let base = offsets + (count + 1) * offset_size - 1;
        self.outlines = Outlines { count, offsets, offset_size, base };
        self.read(start..base + 1)?;
        self.read(outlines_end..start + length)
    }

    /// Where the INDEX at `at` ends; reads its offsets.
    fn index_end(&mut self, at: usize) -> io::Result<usize> {
        self.read(at..at + 3)?;
        let (count, size) = (self.number(at, 2)?, self.number(at + 2, 1)?);
        if count == 0 {
            return Ok(at + 2);
        }
        let offsets = at + 3;
        self.read(offsets..offsets + (count + 1) * size)?;
        Ok(offsets + (count + 1) * size - 1 + self.number(offsets + count * size, size)?)
    }
}

/// The operand of CharStrings in a Top DICT.
fn char_strings(dict: &[u8]) -> Option<usize> {
    let mut rest = dict;
    let mut operand = 0_i64;
    loop {
        let (&first, after) = rest.split_first()?;
        let skip = match (first, after) {
            (CHAR_STRINGS, _) => return usize::try_from(operand).ok(),
            (28, [a, b, ..]) => {
                operand = i64::from(i16::from_be_bytes([*a, *b]));
                2
            }
            (29, [a, b, c, d, ..]) => {
                operand = i64::from(i32::from_be_bytes([*a, *b, *c, *d]));
                4
            }
            // A real number: nibbles up to an F.
            (30, _) => after.iter().position(|byte| byte & 0x0F == 0x0F)? + 1,
            (32..=246, _) => {
                operand = i64::from(first) - 139;
                0
            }
            (247..=250, [a, ..]) => {
                operand = (i64::from(first) - 247) * 256 + i64::from(*a) + 108;
                1
            }
            (251..=254, [a, ..]) => {
                operand = -(i64::from(first) - 251) * 256 - i64::from(*a) - 108;
                1
            }
            (12, _) => 1,
            _ => 0,
        };
        rest = after.get(skip..)?;
    }
}
