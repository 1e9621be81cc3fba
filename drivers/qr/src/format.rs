//! Format information: level and mask, read from both of its copies at once. Source: ISO/IEC 18004:2015, 7.9.

use crate::version::Level;

/// What the format information says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) level: Level,
    /// 0 to 7.
    pub(crate) mask: u8,
}

/// The 15 bits for level bits and mask (5 bits).
fn format_bits(data: u16) -> u16 {
    let mut rest = data;
    for _ in 0..10 {
        rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    }
    (data << 10 | rest) ^ 0x5412
}

/// Bit `i` of the first copy lies here (`x`, `y`).
fn first(i: usize) -> (usize, usize) {
    match i {
        0..=5 => (8, i),
        6 => (8, 7),
        7 => (8, 8),
        8 => (7, 8),
        _ => (14 - i, 8),
    }
}

fn second(side: usize, i: usize) -> (usize, usize) {
    if i < 8 { (side - 1 - i, 8) } else { (8, side - 15 + i) }
}

/// The format that agrees best with what was sampled, and how well (−1 to 1). `dark`: how dark a module (`x`, `y`) is,
/// positive for dark. Soft bits: a faint module counts less than a clear one.
pub(crate) fn read(side: usize, dark: impl Fn(usize, usize) -> f32) -> (Format, f32) {
    let mut soft = [0.0f32; 15];
    let mut sum = 0.0;
    for (i, bit) in soft.iter_mut().enumerate() {
        let (a, b) = (first(i), second(side, i));
        let (a, b) = (dark(a.0, a.1), dark(b.0, b.1));
        *bit = a + b;
        sum += a.abs() + b.abs();
    }
    let mut best = (Format { level: Level::M, mask: 0 }, f32::MIN);
    for data in 0..32u16 {
        let bits = format_bits(data);
        let score: f32 = soft.iter().enumerate().map(|(i, &s)| if bits >> i & 1 == 1 { s } else { -s }).sum();
        if score > best.1 {
            best = (Format { level: Level::from_bits(data >> 3), mask: (data & 7) as u8 }, score);
        }
    }
    (best.0, best.1 / sum.max(1e-6))
}

/// Whether the mask turns the module over.
pub(crate) fn masked(mask: u8, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}
