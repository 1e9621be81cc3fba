//! What the data say: segments to bytes and text. Source: ISO/IEC 18004:2015, 7.4; Hanzi: GB/T 18284-2000.
#![allow(clippy::indexing_slicing)] // tables of three for a size or a rest of 0 to 2

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, ISO_8859_2, SHIFT_JIS, UTF_8, UTF_16BE, WINDOWS_1252};

/// What a code holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    pub(crate) text: String,
    /// Whether what follows the end mark is the padding of the standard (or there is none).
    pub(crate) padded: bool,
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        self.data.len() * 8 - self.at
    }

    fn take(&mut self, count: usize) -> Option<u32> {
        if count > self.left() {
            return None;
        }
        let mut value = 0;
        for at in self.at..self.at + count {
            value = value << 1 | u32::from(self.data.get(at / 8)? >> (7 - at % 8) & 1);
        }
        self.at += count;
        Some(value)
    }
}

const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Segments as they are gathered: bytes of one character set in a row are decoded together, for a character may be cut
/// by a segment's end.
#[derive(Default)]
struct Out {
    bytes: Vec<u8>,
    text: String,
    /// Bytes not yet in `text`, and the character set they were marked with.
    waiting: Vec<u8>,
    charset: Option<&'static Encoding>,
}

impl Out {
    fn ascii(&mut self, bytes: &[u8]) {
        if self.waiting.is_empty() {
            self.text.extend(bytes.iter().map(|&b| char::from(b)));
        } else {
            self.waiting.extend_from_slice(bytes);
        }
        self.bytes.extend_from_slice(bytes);
    }

    fn raw(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        self.bytes.extend_from_slice(bytes);
    }

    fn marked(&mut self, bytes: &[u8], charset: &'static Encoding) {
        self.flush();
        self.bytes.extend_from_slice(bytes);
        self.text.push_str(&charset.decode_without_bom_handling(bytes).0);
    }

    fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let charset = self.charset.unwrap_or_else(|| guess(&waiting));
        let text = charset.decode_without_bom_handling(&waiting).0;
        self.text.push_str(text.strip_prefix('\u{FEFF}').unwrap_or(&text));
    }
}

/// Reads the segments; `None` when they are not well formed.
pub(crate) fn parse(data: &[u8], version: usize) -> Option<Content> {
    let mut bits = Bits { data, at: 0 };
    let mut out = Out::default();
    let size = match version {
        1..=9 => 0,
        10..=26 => 1,
        _ => 2,
    };
    while bits.left() >= 4 {
        match bits.take(4)? {
            0 => break,
            1 => numeric(&mut bits, [10, 12, 14][size], &mut out)?,
            2 => alphanumeric(&mut bits, [9, 11, 13][size], &mut out)?,
            4 => {
                let count = bits.take([8, 16, 16][size])? as usize;
                if count * 8 > bits.left() {
                    return None;
                }
                let bytes: Vec<u8> = (0..count).map_while(|_| bits.take(8).map(|b| b as u8)).collect();
                out.raw(&bytes);
            }
            8 => double(&mut bits, [8, 10, 12][size], &mut out, kanji, SHIFT_JIS)?,
            13 => {
                // The subset: 1 is GB 2312.
                bits.take(4)?;
                double(&mut bits, [8, 10, 12][size], &mut out, hanzi, GB18030)?;
            }
            7 => {
                out.flush();
                out.charset = charset(eci(&mut bits)?);
            }
            // Structured append: place in the set and its parity; FNC1 in the second place: its indicator.
            3 => drop(bits.take(16)?),
            9 => drop(bits.take(8)?),
            5 => {}
            _ => return None,
        }
    }
    out.flush();
    let padded = padded(&bits);
    Some(Content { bytes: out.bytes, text: out.text, padded })
}

fn padded(bits: &Bits) -> bool {
    let start = bits.at.div_ceil(8);
    let rest = bits.data.get(start..).unwrap_or_default();
    rest.iter().zip([0xEC, 0x11].iter().cycle()).all(|(a, b)| a == b)
}

fn numeric(bits: &mut Bits, size: usize, out: &mut Out) -> Option<()> {
    let mut count = bits.take(size)? as usize;
    let mut digits = Vec::with_capacity(count.min(8192));
    while count > 0 {
        let take = count.min(3);
        let value = bits.take([4, 7, 10][take - 1])?;
        if value >= [10, 100, 1000][take - 1] {
            return None;
        }
        for place in (0..take as u32).rev() {
            digits.push(b'0' + (value / 10u32.pow(place) % 10) as u8);
        }
        count -= take;
    }
    out.ascii(&digits);
    Some(())
}

fn alphanumeric(bits: &mut Bits, size: usize, out: &mut Out) -> Option<()> {
    let mut count = bits.take(size)? as usize;
    let mut signs = Vec::with_capacity(count.min(8192));
    while count > 0 {
        if count >= 2 {
            let value = bits.take(11)? as usize;
            signs.push(*ALPHANUMERIC.get(value / 45)?);
            signs.push(*ALPHANUMERIC.get(value % 45)?);
            count -= 2;
        } else {
            signs.push(*ALPHANUMERIC.get(bits.take(6)? as usize)?);
            count -= 1;
        }
    }
    out.ascii(&signs);
    Some(())
}

fn double(
    bits: &mut Bits,
    size: usize,
    out: &mut Out,
    unpack: fn(u32) -> u32,
    charset: &'static Encoding,
) -> Option<()> {
    let count = bits.take(size)? as usize;
    let mut bytes = Vec::with_capacity(2 * count.min(4096));
    for _ in 0..count {
        let value = unpack(bits.take(13)?);
        bytes.extend_from_slice(&(value as u16).to_be_bytes());
    }
    out.marked(&bytes, charset);
    Some(())
}

fn kanji(value: u32) -> u32 {
    let packed = ((value / 0xC0) << 8) | (value % 0xC0);
    if packed < 0x1F00 { packed + 0x8140 } else { packed + 0xC140 }
}

fn hanzi(value: u32) -> u32 {
    let packed = ((value / 0x60) << 8) | (value % 0x60);
    if packed < 0x0A00 { packed + 0xA1A1 } else { packed + 0xA6A1 }
}

fn eci(bits: &mut Bits) -> Option<u32> {
    let first = bits.take(8)?;
    match first {
        0..=0x7F => Some(first),
        0x80..=0xBF => Some((first & 0x3F) << 8 | bits.take(8)?),
        0xC0..=0xDF => Some((first & 0x1F) << 16 | bits.take(16)?),
        _ => None,
    }
}

/// Character sets by ECI number. Source: AIM ECI register.
fn charset(eci: u32) -> Option<&'static Encoding> {
    match eci {
        0 | 1 | 2 | 3 | 23 => Some(WINDOWS_1252),
        4 => Some(ISO_8859_2),
        5..=18 => Encoding::for_label(format!("iso-8859-{}", eci - 2).as_bytes()),
        20 => Some(SHIFT_JIS),
        21 => Encoding::for_label(b"windows-1250"),
        22 => Encoding::for_label(b"windows-1251"),
        24 => Encoding::for_label(b"windows-1256"),
        25 => Some(UTF_16BE),
        26 | 27 => Some(UTF_8),
        28 => Some(BIG5),
        29 | 32 => Some(GB18030),
        30 => Some(EUC_KR),
        _ => None,
    }
}

/// The character set of bytes without a mark. The standard says Latin-1; what is printed is UTF-8 nearly always, GBK in
/// older Chinese systems, Shift-JIS in Japan.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let valid = |set: &'static Encoding| !set.decode_without_bom_handling(bytes).1;
    if double_bytes(bytes, 0xA1..=0xF7, 0xA1..=0xFE) {
        return GB18030;
    }
    if alone(bytes) {
        return WINDOWS_1252;
    }
    if valid(SHIFT_JIS) {
        return SHIFT_JIS;
    }
    if valid(GB18030) { GB18030 } else { WINDOWS_1252 }
}

/// Whether every byte above ASCII belongs to a pair of these ranges.
fn double_bytes(bytes: &[u8], first: std::ops::RangeInclusive<u8>, second: std::ops::RangeInclusive<u8>) -> bool {
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        if *byte >= 0x80 && !(first.contains(byte) && bytes.next().is_some_and(|next| second.contains(next))) {
            return false;
        }
    }
    true
}

/// Whether the bytes above ASCII stand alone between letters, as accents do in Latin-1.
fn alone(bytes: &[u8]) -> bool {
    bytes.windows(2).all(|pair| !pair.iter().all(|&byte| byte >= 0x80))
        && bytes.iter().all(|b| !(0x80..0xA0).contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(fields: &[(u32, usize)]) -> Vec<u8> {
        let bits: Vec<u8> = fields
            .iter()
            .flat_map(|&(value, width)| (0..width).rev().map(move |place| (value >> place & 1) as u8))
            .collect();
        bits.chunks(8).map(|chunk| chunk.iter().enumerate().fold(0, |byte, (i, bit)| byte | bit << (7 - i))).collect()
    }

    #[test]
    fn segments_of_every_kind() {
        let read = |fields: &[(u32, usize)]| parse(&pack(fields), 1).unwrap().text;
        assert_eq!(read(&[(1, 4), (8, 10), (12, 10), (345, 10), (67, 7), (0, 4)]), "01234567");
        assert_eq!(read(&[(2, 4), (5, 9), (462, 11), (1849, 11), (2, 6), (0, 4)]), "AC-42");
        // 点 and 茗, the examples of ISO/IEC 18004, 7.4.6.
        assert_eq!(read(&[(8, 4), (2, 8), (0xD9F, 13), (0x1AAA, 13), (0, 4)]), "点茗");
        // 啊: GB 2312 B0A1, so (0xB0 − 0xA6) × 0x60.
        assert_eq!(read(&[(13, 4), (1, 4), (1, 8), (0x0A * 0x60, 13), (0, 4)]), "啊");
        assert_eq!(read(&[(7, 4), (26, 8), (4, 4), (3, 8), (0xE4, 8), (0xB8, 8), (0xAD, 8), (0, 4)]), "中");
        assert!(parse(&pack(&[(1, 4), (3, 10), (1000, 10)]), 1).is_none());
        assert!(parse(&pack(&[(4, 4), (200, 8), (1, 8)]), 1).is_none());
    }

    #[test]
    fn character_sets_without_a_mark() {
        assert_eq!(guess("办件号 370000".as_bytes()), UTF_8);
        assert_eq!(guess(&GB18030.encode("政务服务 370000").0), GB18030);
        assert_eq!(guess(&SHIFT_JIS.encode("これは点検です").0), SHIFT_JIS);
        assert_eq!(guess(b"caf\xE9 cr\xE8me"), WINDOWS_1252);
    }
}
