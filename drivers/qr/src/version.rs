//! Versions: sizes, blocks, alignment patterns, function modules. Source: ISO/IEC 18004:2015, tables 1, 9, annexes D, E.
#![allow(clippy::indexing_slicing)] // the tables have 40 columns and 4 rows, versions are 1 to 40

/// Error correction level; how much of the code may be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// 7 %.
    L,
    /// 15 %.
    M,
    /// 25 %.
    Q,
    /// 30 %.
    H,
}

impl Level {
    /// From the two bits of the format information.
    pub(crate) fn from_bits(bits: u16) -> Self {
        match bits & 3 {
            1 => Self::L,
            0 => Self::M,
            3 => Self::Q,
            _ => Self::H,
        }
    }
}

static PARITY: [[u8; 40]; 4] = [
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];

static BLOCKS: [[u8; 40]; 4] = [
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18,
        19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31,
        33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40,
        43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48,
        51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
];

/// A version: 1 to 40.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u8);

impl Version {
    pub(crate) fn new(number: usize) -> Option<Self> {
        (1..=40).contains(&number).then_some(Self(number as u8))
    }

    pub(crate) fn number(self) -> usize {
        usize::from(self.0)
    }

    /// Modules a side: 21 to 177.
    pub(crate) fn side(self) -> usize {
        17 + 4 * self.number()
    }

    /// Parity bytes a block.
    pub(crate) fn parity(self, level: Level) -> usize {
        usize::from(PARITY[level as usize][self.number() - 1])
    }

    pub(crate) fn blocks(self, level: Level) -> usize {
        usize::from(BLOCKS[level as usize][self.number() - 1])
    }

    /// Parity bytes that table 9 keeps back from correction, against wrong repairs.
    pub(crate) fn spare(self, level: Level) -> usize {
        match (self.0, level) {
            (1, Level::L) => 3,
            (1, Level::M) | (2, Level::L) => 2,
            (1, _) | (3, Level::L) => 1,
            _ => 0,
        }
    }

    /// Code words, data and parity.
    pub(crate) fn words(self) -> usize {
        let v = self.number();
        let mut modules = (16 * v + 128) * v + 64;
        if v >= 2 {
            let n = v / 7 + 2;
            modules -= (25 * n - 10) * n - 55;
            if v >= 7 {
                modules -= 36;
            }
        }
        modules / 8
    }

    /// Rows and columns of the alignment patterns' middles; empty for version 1. Annex E as a formula.
    pub(crate) fn alignment(self) -> Vec<usize> {
        let v = self.number();
        if v == 1 {
            return Vec::new();
        }
        let count = v / 7 + 2;
        let step = (v * 8 + count * 3 + 5) / (count * 4 - 4) * 2;
        let mut places: Vec<usize> = (0..count - 1).map(|i| self.side() - 7 - i * step).collect();
        places.push(6);
        places.reverse();
        places
    }

    /// Whether a module carries no data: finders, timing, alignment, format and version.
    pub(crate) fn function_map(self) -> Vec<bool> {
        let side = self.side();
        let mut map = vec![false; side * side];
        let mut fill = |x0: usize, y0: usize, w: usize, h: usize| {
            for y in y0..y0 + h {
                map[y * side + x0..y * side + x0 + w].fill(true);
            }
        };
        fill(0, 0, 9, 9);
        fill(side - 8, 0, 8, 9);
        fill(0, side - 8, 9, 8);
        fill(6, 0, 1, side);
        fill(0, 6, side, 1);
        let places = self.alignment();
        let last = places.len().saturating_sub(1);
        for (i, &x) in places.iter().enumerate() {
            for (j, &y) in places.iter().enumerate() {
                if !matches!((i, j), (0, 0)) && (i, j) != (0, last) && (i, j) != (last, 0) {
                    fill(x - 2, y - 2, 5, 5);
                }
            }
        }
        if self.0 >= 7 {
            fill(side - 11, 0, 3, 6);
            fill(0, side - 11, 6, 3);
        }
        map
    }
}

/// The 18 bits of a version's information: version and its BCH remainder. Annex D.
pub(crate) fn version_bits(number: usize) -> u32 {
    let mut rest = number as u32;
    for _ in 0..12 {
        rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
    }
    (number as u32) << 12 | rest
}
