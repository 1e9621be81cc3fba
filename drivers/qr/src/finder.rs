//! Finder patterns: three nested squares, 1:1:3:1:1 along every line through their middle.
//!
//! Rows are searched by distances of like edges (dark to dark, light to light): blur and a threshold off the middle move
//! both alike. Then come column, row and diagonal, the outline, and a comparison with the drawn pattern.
#![allow(clippy::indexing_slicing)] // fixed sizes, and windows of a list whose length the loop keeps to

use std::time::Instant;

use crate::binary::{Binary, edges};
use crate::geometry::{Point, add, cross, dot, sub};
use crate::gray::Gray;
use crate::limits::{FINDERS_MAX, HITS_MAX};
use crate::outline::{Ring, outline};

/// A finder pattern.
#[derive(Clone, Debug)]
pub(crate) struct Finder {
    pub(crate) center: Point,
    /// Corners of its outline, in pixels, in the order of angles.
    pub(crate) corners: [Point; 4],
    /// One module along its two axes, in pixels: from the middles of opposite sides.
    pub(crate) u: Point,
    pub(crate) v: Point,
    /// Light on dark.
    pub(crate) inverted: bool,
    /// Likeness to the drawn pattern, up to 1.
    pub(crate) quality: f32,
}

impl Finder {
    /// Whether a place is within so many modules of its middle.
    fn is_near(&self, place: Point, inverted: bool, modules: f32) -> bool {
        let way = sub(self.center, place);
        self.inverted == inverted && dot(way, way) < (modules * self.module()).powi(2)
    }

    /// The mean side of a module, in pixels.
    pub(crate) fn module(&self) -> f32 {
        cross(self.u, self.v).abs().sqrt()
    }
}

/// Likeness below which a place is no finder.
pub(crate) const QUALITY_MIN: f32 = 0.55;
/// The same where the ring's outer edge was not seen.
const QUALITY_BARE: f32 = 0.7;

/// All finders of a plane, the best ones first.
pub(crate) fn find(binary: &Binary, gray: &Gray<'_>, deadline: Instant) -> Vec<Finder> {
    let mut finders: Vec<Finder> = Vec::new();
    let mut line = Vec::new();
    let mut hits = 0;
    for y in (1..binary.height()).step_by(3) {
        if y % 12 == 1 && Instant::now() >= deadline {
            break;
        }
        edges(binary.row(y), binary.width(), &mut line);
        for (i, e) in line.windows(6).enumerate() {
            let Some(module) = ratio(e[0].into(), e[1].into(), e[2].into(), e[3].into(), e[4].into(), e[5].into())
            else {
                continue;
            };
            let inverted = i % 2 == 1;
            let place = [f32::midpoint(e[2].into(), e[3].into()), y as f32 + 0.5];
            if finders.iter().any(|finder| finder.is_near(place, inverted, 2.5)) {
                continue;
            }
            hits += 1;
            if hits > HITS_MAX {
                break;
            }
            if let Some(finder) = check(binary, gray, place, module, inverted)
                && !finders.iter().any(|known| known.is_near(finder.center, inverted, 2.0))
            {
                finders.push(finder);
            }
        }
    }
    best(finders)
}

/// The best ones of each polarity.
fn best(mut finders: Vec<Finder>) -> Vec<Finder> {
    finders.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    let (mut dark, mut light) = (0, 0);
    finders.retain(|finder| {
        let count = if finder.inverted { &mut light } else { &mut dark };
        *count += 1;
        *count <= FINDERS_MAX
    });
    finders
}

/// Finders that lie on something as dark as their ring, too, so that its outer edge cannot be seen: only what is within
/// is looked for, 1:3:1 with enough dark on both sides. `finders`: those found already.
pub(crate) fn find_bare(binary: &Binary, gray: &Gray<'_>, mut finders: Vec<Finder>, deadline: Instant) -> Vec<Finder> {
    let mut line = Vec::new();
    let mut hits = 0;
    for y in (1..binary.height()).step_by(3) {
        if y % 12 == 1 && Instant::now() >= deadline {
            break;
        }
        edges(binary.row(y), binary.width(), &mut line);
        for (i, e) in line.windows(6).enumerate() {
            let edges = [e[0], e[1], e[2], e[3], e[4], e[5]].map(i32::from);
            let Some(module) = inner_ratio(edges) else { continue };
            let inverted = i % 2 == 1;
            let place = [f32::midpoint(e[2].into(), e[3].into()), y as f32 + 0.5];
            if finders.iter().any(|finder| finder.is_near(place, inverted, 2.5)) {
                continue;
            }
            hits += 1;
            if hits > HITS_MAX {
                return best(finders);
            }
            if let Some(finder) = check_bare(binary, gray, place, module, inverted)
                && !finders.iter().any(|known| known.is_near(finder.center, inverted, 2.0))
            {
                finders.push(finder);
            }
        }
    }
    best(finders)
}

/// The module's side when the four inner of six edges stand 1:3:1 and the outer two leave at least a module of ring.
fn inner_ratio([e0, e1, e2, e3, e4, e5]: [i32; 6]) -> Option<f32> {
    let (four, back_four) = (e3 - e1, e4 - e2);
    let sum = four + back_four;
    // In eighths: `sum` is 8 modules; two thirds of a pixel of slack as in `ratio`.
    let like = (four - back_four).abs() * 10 <= 2 * sum + 14;
    let middle = (e3 - e2) * 8;
    let inside = middle * 10 > 22 * sum && middle * 10 < 38 * sum + 80;
    let ring = (e1 - e0).min(e5 - e4) * 8;
    (sum >= 10 && like && inside && ring * 10 >= 7 * sum - 60).then(|| sum as f32 / 8.0)
}

/// As [`across`], by the inner edges.
fn across_inner(binary: &Binary, place: Point, step: (i32, i32), inverted: bool, limit: i32) -> Option<(Point, f32)> {
    let e = walk(binary, place, step, inverted, limit, true)?;
    Some((between(place, step, f32::midpoint(e[2] as f32, e[3] as f32)), inner_ratio(e)?))
}

fn check_bare(binary: &Binary, gray: &Gray<'_>, place: Point, module: f32, inverted: bool) -> Option<Finder> {
    let limit = (module * 20.0) as i32 + 4;
    let (place, tall) = across_inner(binary, place, (0, 1), inverted, limit)?;
    let (place, wide) = across_inner(binary, place, (1, 0), inverted, limit)?;
    if tall > 4.0 * wide || wide > 4.0 * tall {
        return None;
    }
    let limit = (tall.max(wide) * 8.0) as i32 + 4;
    across_inner(binary, place, (1, 1), inverted, limit)?;
    across_inner(binary, place, (1, -1), inverted, limit)?;
    let finder = outline(binary, gray, place, tall.max(wide), (Ring::Inner, inverted))?;
    (finder.quality >= QUALITY_BARE).then_some(finder)
}

/// The module's side when six edges in a row stand 1:1:3:1:1.
#[allow(clippy::needless_bitwise_bool)] // branches cost more than the tests, see below
fn ratio(e0: i32, e1: i32, e2: i32, e3: i32, e4: i32, e5: i32) -> Option<f32> {
    let (two, four, back_four, back_two) = (e2 - e0, e3 - e1, e4 - e2, e5 - e3);
    let sum = two + four + back_four + back_two;
    // In twelfths: `sum` is 12 modules. Two thirds of a pixel of slack for edges on the pixel grid.
    let near = |value: i32, modules: i32, tenths: i32| (12 * value - modules * sum).abs() * 10 <= tenths * sum + 80;
    let middle = e3 - e2;
    // Without branches: nearly all places fail, but not by the same test.
    let like = near(two, 2, 6) & near(back_two, 2, 6) & near(four, 4, 8) & near(back_four, 4, 8);
    let order = (sum >= 14) & (middle > e2 - e1) & (middle > e4 - e3) & (middle * 4 > (e1 - e0 + e5 - e4) * 3);
    (like & order).then(|| sum as f32 / 12.0)
}

/// Six edges along a line through a place: the place is in the middle dark run. Distances in steps from the place.
/// `open`: the outer two may lie farther away than `limit`, or outside the picture.
fn walk(binary: &Binary, place: Point, step: (i32, i32), inverted: bool, limit: i32, open: bool) -> Option<[i32; 6]> {
    let (x, y) = (place[0] as i32, place[1] as i32);
    let dark = |t: i32| binary.dark(x + step.0 * t, y + step.1 * t) != inverted;
    if !dark(0) {
        return None;
    }
    let mut out = [0; 6];
    let inside = |t: i32| {
        let (x, y) = (x + step.0 * t, y + step.1 * t);
        x >= -1 && y >= -1 && x <= binary.width() as i32 && y <= binary.height() as i32
    };
    for (way, slots) in [(-1, [2usize, 1, 0]), (1, [3, 4, 5])] {
        let mut t = 0;
        for (slot, run_dark) in slots.into_iter().zip([true, false, true]) {
            while dark(t) == run_dark {
                t += way;
                if t.abs() > limit || !inside(t) {
                    if open && (slot == 0 || slot == 5) {
                        break;
                    }
                    return None;
                }
            }
            out[slot] = if way < 0 { t + 1 } else { t };
        }
    }
    Some(out)
}

fn across(binary: &Binary, place: Point, step: (i32, i32), inverted: bool, limit: i32) -> Option<(Point, f32)> {
    let e = walk(binary, place, step, inverted, limit, false)?;
    let module = ratio(e[0], e[1], e[2], e[3], e[4], e[5])?;
    Some((between(place, step, e.iter().sum::<i32>() as f32 / 6.0), module))
}

/// The place so many steps away. Along the step edges lie between pixels, across it in their middle.
fn between(place: Point, step: (i32, i32), steps: f32) -> Point {
    let floor = [place[0].floor(), place[1].floor()];
    let along = |axis: usize, step: i32| if step == 0 { floor[axis] + 0.5 } else { floor[axis] + steps * step as f32 };
    if step.0 != 0 && step.1 != 0 {
        return add(floor, [(steps - 0.5) * step.0 as f32 + 0.5, (steps - 0.5) * step.1 as f32 + 0.5]);
    }
    [along(0, step.0), along(1, step.1)]
}

fn check(binary: &Binary, gray: &Gray<'_>, place: Point, module: f32, inverted: bool) -> Option<Finder> {
    let limit = (module * 20.0) as i32 + 4;
    let (place, tall) = across(binary, place, (0, 1), inverted, limit)?;
    let (place, wide) = across(binary, place, (1, 0), inverted, limit)?;
    if tall > 4.0 * wide || wide > 4.0 * tall {
        return None;
    }
    let limit = (tall.max(wide) * 8.0) as i32 + 4;
    let diagonal =
        across(binary, place, (1, 1), inverted, limit).or_else(|| across(binary, place, (1, -1), inverted, limit));
    diagonal?;
    let finder = outline(binary, gray, place, tall.max(wide), (Ring::Outer, inverted))?;
    (finder.quality >= QUALITY_MIN).then_some(finder)
}
