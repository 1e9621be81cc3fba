//! Three finders to a code: those whose axes point at each other and whose distances agree in modules.
#![allow(clippy::indexing_slicing)] // corners are four, and their numbers are taken modulo four

use crate::finder::Finder;
use crate::geometry::{Plane, Point, add, cross, scale, sub};
use crate::gray::Gray;
use crate::limits::TRIPLES_MAX;
use crate::version::version_bits;

/// A finder turned to the code: its corners in the order lower right, lower left, upper left, upper right.
#[derive(Clone, Debug)]
pub(crate) struct Framed {
    pub(crate) center: Point,
    pub(crate) corners: [Point; 4],
    pub(crate) right: Point,
    pub(crate) down: Point,
}

impl Framed {
    fn new(finder: &Finder, turn: usize) -> Self {
        let axes = [finder.u, finder.v, scale(finder.u, -1.0), scale(finder.v, -1.0)];
        Self {
            center: finder.center,
            corners: std::array::from_fn(|i| finder.corners[(i + turn) % 4]),
            right: axes[turn % 4],
            down: axes[(turn + 1) % 4],
        }
    }
}

/// Three finders that may be one code's.
#[derive(Clone, Debug)]
pub(crate) struct Triple {
    /// Upper left, upper right, lower left (of a code that is not mirrored).
    pub(crate) finders: [Framed; 3],
    /// Their places in the list.
    pub(crate) places: [usize; 3],
    /// Modules from the middle of one finder to that of the next.
    pub(crate) modules: f32,
    pub(crate) inverted: bool,
    /// The smaller the better they agree.
    misfit: f32,
}

/// How finder `from` sees the way to another: the axis that points there (0 to 3), modules, and how far off the axis.
fn aim(finder: &Finder, way: Point) -> (usize, f32, f32) {
    let area = cross(finder.u, finder.v);
    let (a, b) = (cross(way, finder.v) / area, cross(finder.u, way) / area);
    let (axis, along, off) = if a.abs() > b.abs() { (0, a, b) } else { (1, b, a) };
    (if along < 0.0 { axis + 2 } else { axis }, along.abs(), off.abs() / along.abs().max(1e-3))
}

/// Two finders in a row or column: the axes of each that point from the first to the second, modules, misfit.
fn pair(a: &Finder, b: &Finder, loose: f32) -> Option<(usize, usize, f32, f32)> {
    if a.inverted != b.inverted {
        return None;
    }
    let way = sub(b.center, a.center);
    let (axis_a, modules_a, off_a) = aim(a, way);
    let (axis_b, modules_b, off_b) = aim(b, way);
    let agree = (modules_a / modules_b).ln().abs();
    // Along a line in perspective the count is the root of both ends' counts.
    let modules = (modules_a * modules_b).sqrt();
    (agree < 1.1 * loose && off_a < 0.3 * loose && off_b < 0.3 * loose && (10.5..200.0).contains(&modules)).then_some((
        axis_a,
        axis_b,
        modules,
        agree * 0.5 + off_a + off_b,
    ))
}

/// All triples that may be codes, the likeliest first. `loose`: 1 for flat paper, more for bent.
pub(crate) fn triples(finders: &[Finder], loose: f32) -> Vec<Triple> {
    let mut triples = Vec::new();
    for (i, a) in finders.iter().enumerate() {
        let pairs: Vec<_> = finders
            .iter()
            .enumerate()
            .filter(|&(j, _)| j != i)
            .filter_map(|(j, b)| {
                pair(a, b, loose).map(|(axis, turn, modules, misfit)| (j, axis, turn, modules, misfit))
            })
            .collect();
        for &(j, axis, turn_b, right, misfit_right) in &pairs {
            for &(k, _, turn_c, down, misfit_down) in pairs.iter().filter(|pair| pair.1 == (axis + 1) % 4) {
                let uneven = (right / down).ln().abs();
                if uneven > 0.35 * loose {
                    continue;
                }
                let (b, c) = (&finders[j], &finders[k]);
                // The third side: its finders see each other at the same angle if the triple is one code.
                let poor = 3.0 - a.quality - b.quality - c.quality;
                triples.push(Triple {
                    finders: [Framed::new(a, axis), Framed::new(b, turn_b), Framed::new(c, turn_c + 3)],
                    places: [i, j, k],
                    modules: (right * down).sqrt(),
                    inverted: a.inverted,
                    misfit: misfit_right + misfit_down + 2.0 * uneven + 0.5 * poor,
                });
            }
        }
    }
    triples.sort_by(|a, b| a.misfit.total_cmp(&b.misfit));
    triples.truncate(TRIPLES_MAX);
    triples
}

/// Where the corners of a finder's outline lie in modules, in the order of [`Framed::corners`].
pub(crate) fn corners_at(x: f32, y: f32) -> [Point; 4] {
    [[x + 7.0, y + 7.0], [x, y + 7.0], [x, y], [x + 7.0, y]]
}

impl Triple {
    /// Pairs of places in modules and in pixels, for a code of `side` modules.
    pub(crate) fn pairs(&self, side: usize) -> Vec<(Point, Point, f32)> {
        let far = side as f32 - 7.0;
        let mut pairs = Vec::with_capacity(16);
        for (finder, (x, y)) in self.finders.iter().zip([(0.0, 0.0), (far, 0.0), (0.0, far)]) {
            for (module, pixel) in corners_at(x, y).into_iter().zip(finder.corners) {
                pairs.push((module, pixel, 1.0));
            }
            pairs.push(([x + 3.5, y + 3.5], finder.center, 1.0));
        }
        pairs
    }

    /// Sides that the code may have, the likeliest first: by the count of modules, by the timing patterns, and from
    /// version 7 up by what the code itself says. `least`: agreement below which a side is not worth a try.
    pub(crate) fn sides(&self, gray: &Gray<'_>, least: f32) -> Vec<(usize, Plane)> {
        let guess = (self.modules - 10.0) / 4.0;
        let named = if guess > 5.0 { self.version(gray, guess) } else { None };
        let mut sides: Vec<(f32, usize, Plane)> = (1..=40usize)
            .filter_map(|version| {
                let off = (version as f32 - guess).abs();
                let sure = named.filter(|named| named.1 == version).map_or(0.0, |named| named.0);
                if off > 1.1 + 0.04 * guess && sure == 0.0 {
                    return None;
                }
                let side = 17 + 4 * version;
                let plane = Plane::fit(&self.pairs(side), side as f32)?;
                let score = timing(gray, &plane, side, self.inverted) + sure - (0.4 / (1.0 + 0.1 * guess)) * off;
                Some((score, side, plane))
            })
            .collect();
        sides.sort_by(|a, b| b.0.total_cmp(&a.0));
        sides.truncate(2);
        sides.retain(|side| side.0 > least);
        sides.into_iter().map(|(_, side, plane)| (side, plane)).collect()
    }

    /// The version that the code names beside its upper right and above its lower left finder, and how clearly (to 1).
    fn version(&self, gray: &Gray<'_>, guess: f32) -> Option<(f32, usize)> {
        let [_, right, below] = &self.finders;
        let mut best = (0.0f32, 0);
        let mut both = [0.0f32; 18];
        for (finder, flip) in [(right, false), (below, true)] {
            let mut values = [0.0f32; 18];
            for (i, value) in values.iter_mut().enumerate() {
                let (across, along) = ((i % 3) as f32 - 7.0, (i / 3) as f32 - 3.0);
                let (x, y) = if flip { (along, across) } else { (across, along) };
                let p = add(finder.center, add(scale(finder.right, x), scale(finder.down, y)));
                *value = gray.sample(p[0], p[1]);
            }
            // The finder's own ring and the gap before it give the level between dark and light.
            let at = |x: f32, y: f32| {
                let p = add(finder.center, add(scale(finder.right, x), scale(finder.down, y)));
                gray.sample(p[0], p[1])
            };
            let (dark, light) =
                (f32::midpoint(at(-3.0, 0.0), at(0.0, -3.0)), f32::midpoint(at(-2.0, 0.0), at(0.0, -2.0)));
            let middle = f32::midpoint(dark, light);
            for (sum, value) in both.iter_mut().zip(&mut values) {
                *value = if self.inverted { *value - middle } else { middle - *value };
                *sum += *value;
            }
            name(&values, guess, &mut best);
        }
        name(&both, guess, &mut best);
        (best.0 > 0.6).then_some(best)
    }
}

/// The version whose bits agree best with `values`, among those near the guess.
fn name(values: &[f32; 18], guess: f32, best: &mut (f32, usize)) {
    let sum: f32 = values.iter().map(|value| value.abs()).sum::<f32>().max(1e-3);
    for version in 7..=40usize {
        if (version as f32 - guess).abs() > 2.0 + 0.2 * guess {
            continue;
        }
        let bits = version_bits(version);
        let agree: f32 = values.iter().enumerate().map(|(i, &v)| if bits >> i & 1 == 1 { v } else { -v }).sum();
        if agree / sum > best.0 {
            *best = (agree / sum, version);
        }
    }
}

/// Correlation of both timing patterns with what they should be.
pub(crate) fn timing(gray: &Gray<'_>, plane: &Plane, side: usize, inverted: bool) -> f32 {
    let mut total = 0.0;
    for flip in [false, true] {
        let (mut sum, mut squares, mut both, mut count) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
        let mut drawn_sum = 0.0f32;
        for i in 8..side - 8 {
            let (x, y) = if flip { (6.5, i as f32 + 0.5) } else { (i as f32 + 0.5, 6.5) };
            let p = plane.map([x, y]);
            let value = gray.sample(p[0], p[1]);
            let drawn = if i % 2 == 0 { -1.0 } else { 1.0 };
            sum += value;
            squares += value * value;
            both += value * drawn;
            drawn_sum += drawn;
            count += 1.0;
        }
        let spread = (squares - sum * sum / count).max(1.0) * (count - drawn_sum * drawn_sum / count);
        total += (both - sum * drawn_sum / count) / spread.sqrt();
    }
    if inverted { -total / 2.0 } else { total / 2.0 }
}
