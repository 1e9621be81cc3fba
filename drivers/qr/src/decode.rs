//! From modules to content: format, code words, correction, segments; and what makes a reading too weak to give.
#![allow(clippy::indexing_slicing)] // places come from the version's own layout, of the same side

use std::rc::Rc;
use std::time::Instant;

use crate::bits::{self, Content};
use crate::format::{self, masked};
use crate::rs;
use crate::version::{Level, Version};

/// What was read.
pub(crate) struct Reading {
    pub(crate) content: Content,
    pub(crate) level: Level,
    pub(crate) mirrored: bool,
}

/// Where a version's data modules lie, in the order of its bits.
pub(crate) struct Layout {
    version: Version,
    /// `x`, `y`.
    places: Vec<(u8, u8)>,
}

impl Layout {
    fn new(version: Version) -> Self {
        let side = version.side();
        let map = version.function_map();
        let mut places = Vec::with_capacity(version.words() * 8);
        let mut right = side - 1;
        let mut up = true;
        loop {
            for i in 0..side {
                let y = if up { side - 1 - i } else { i };
                for x in [right, right - 1] {
                    if !map[y * side + x] {
                        places.push((x as u8, y as u8));
                    }
                }
            }
            up = !up;
            right = match right {
                // Column 6 is the timing pattern's.
                8 => 5,
                0..=2 => break,
                _ => right - 2,
            };
        }
        Self { version, places }
    }
}

/// Layouts that were needed before.
#[derive(Default)]
pub(crate) struct Layouts(Vec<(usize, Rc<Layout>)>);

impl Layouts {
    pub(crate) fn get(&mut self, version: Version) -> Rc<Layout> {
        if let Some((_, layout)) = self.0.iter().find(|(number, _)| *number == version.number()) {
            return Rc::clone(layout);
        }
        let layout = Rc::new(Layout::new(version));
        self.0.push((version.number(), Rc::clone(&layout)));
        layout
    }
}

/// Format information must agree at least so well.
const FORMAT_MIN: f32 = 0.45;
/// Finders and timing must agree at least so well with what was sampled.
const PATTERN_MIN: f32 = 0.5;
/// Parity bytes that erasures leave alone, and those of them that errors leave alone too: a wrong reading is worse than
/// none. Measured: with 4 instead of 8, 3 wrong readings in 792 pictures.
const KEPT: usize = 8;
const SPARED: usize = 2;

/// Reads the modules; `soft`: positive for dark. `None` when the time is over before.
pub(crate) fn read(soft: &[f32], layout: &Layout, deadline: Instant) -> Option<Reading> {
    let side = layout.version.side();
    if pattern(soft, side) < PATTERN_MIN {
        return None;
    }
    let (plain, score) = format::read(side, |x, y| soft[y * side + x]);
    let (turned, turned_score) = format::read(side, |x, y| soft[x * side + y]);
    let mirrored = turned_score > score;
    let (format, score) = if mirrored { (turned, turned_score) } else { (plain, score) };
    if score < FORMAT_MIN {
        return None;
    }
    let (words, doubts) = words(soft, layout, format.mask, mirrored);
    let (data, strained) = correct(&words, &doubts, layout.version, format.level, deadline)?;
    let content = bits::parse(&data, layout.version.number())?;
    // Where nearly all of the parity was used up, the padding must bear the reading out.
    if strained && !content.padded {
        return None;
    }
    Some(Reading { content, level: format.level, mirrored })
}

/// Whether finders, gaps and timing look like a code's at all, so that bending its grid may be worth the time.
pub(crate) fn plausible(soft: &[f32], side: usize) -> bool {
    pattern(soft, side) > PATTERN_MIN * 0.7
}

/// How well finders, gaps and timing agree with the samples, weighted by how clear these are.
fn pattern(soft: &[f32], side: usize) -> f32 {
    let (mut agree, mut all) = (0.0f32, 0.0f32);
    let mut count = |x: usize, y: usize, dark: bool| {
        let value = soft[y * side + x].clamp(-1.0, 1.0);
        agree += if dark { value } else { -value };
        all += value.abs();
    };
    for j in 0..8usize {
        for i in 0..8usize {
            let ring = i.abs_diff(3).max(j.abs_diff(3));
            let dark = ring != 2 && ring != 4;
            count(i, j, dark);
            count(side - 1 - i, j, dark);
            count(i, side - 1 - j, dark);
        }
    }
    for i in 8..side - 8 {
        count(i, 6, i % 2 == 0);
        count(6, i, i % 2 == 0);
    }
    agree / all.max(1e-3)
}

/// Code words in the order of placement, and the faintest bit of each.
fn words(soft: &[f32], layout: &Layout, mask: u8, mirrored: bool) -> (Vec<u8>, Vec<f32>) {
    let side = layout.version.side();
    layout
        .places
        .chunks_exact(8)
        .map(|places| {
            let (mut word, mut faintest) = (0u8, f32::MAX);
            for &(x, y) in places {
                let (x, y) = (usize::from(x), usize::from(y));
                let value = if mirrored { soft[x * side + y] } else { soft[y * side + x] };
                word = word << 1 | u8::from((value > 0.0) != masked(mask, x, y));
                faintest = faintest.min(value.abs());
            }
            (word, faintest)
        })
        .unzip()
}

/// Data bytes in order, and whether a block took nearly all that its parity can bear.
fn correct(words: &[u8], doubts: &[f32], version: Version, level: Level, deadline: Instant) -> Option<(Vec<u8>, bool)> {
    let (blocks, parity, spare) = (version.blocks(level), version.parity(level), version.spare(level));
    let total = version.words();
    let short = total / blocks - parity;
    let long_from = blocks - total % blocks;
    let mut data = Vec::with_capacity(total);
    let mut strained = false;
    for block in 0..blocks {
        if block % 4 == 3 && Instant::now() >= deadline {
            return None;
        }
        let length = short + usize::from(block >= long_from);
        let place = |i: usize| match i {
            i if i < short => i * blocks + block,
            i if i < length => short * blocks + block - long_from,
            i => total - parity * blocks + (i - length) * blocks + block,
        };
        let read: Vec<u8> = (0..length + parity).map(|i| words[place(i)]).collect();
        let mut fixed = read.clone();
        let errors = rs::correct(&mut fixed, parity, &[], spare).or_else(|| {
            let most = parity.checked_sub(KEPT)?;
            let mut doubtful: Vec<usize> = (0..length + parity).collect();
            doubtful.sort_by(|&a, &b| doubts[place(a)].total_cmp(&doubts[place(b)]));
            [most, most / 2].into_iter().filter(|&count| count > 0).find_map(|count| {
                fixed.copy_from_slice(&read);
                rs::correct(&mut fixed, parity, &doubtful[..count], SPARED.max(spare)).map(|_| 0)
            })
        })?;
        // A random word is taken for a code word with errors with odds of one in the factorial of their number.
        strained |= 2 * errors + spare + 1 >= parity && errors < 8;
        data.extend_from_slice(&fixed[..length]);
    }
    Some((data, strained))
}
