//! Finder patterns: three nested squares, 1:1:3:1:1 along every line through their middle.
//!
//! Rows are searched by distances of like edges (dark to dark, light to light): blur and a threshold off the middle move
//! both alike. Then come column, row and diagonal, the outline, and a comparison with the drawn pattern.
#![allow(clippy::indexing_slicing)] // fixed sizes, and windows of a list whose length the loop keeps to

use std::time::Instant;

use crate::binary::{Binary, edges};
use crate::geometry::{Line, Point, add, cross, dot, length, scale, sub};
use crate::gray::Gray;
use crate::limits::{FINDERS_MAX, HITS_MAX};

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
    /// The mean side of a module, in pixels.
    pub(crate) fn module(&self) -> f32 {
        cross(self.u, self.v).abs().sqrt()
    }
}

const RAYS: usize = 64;
/// Rays that must reach the outline.
const RAYS_MIN: usize = 40;
/// Likeness below which a place is no finder.
pub(crate) const QUALITY_MIN: f32 = 0.55;

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
            let near = |f: &Finder| {
                let d = sub(f.center, place);
                f.inverted == inverted && dot(d, d) < (2.5 * f.module()).powi(2)
            };
            if finders.iter().any(near) {
                continue;
            }
            hits += 1;
            if hits > HITS_MAX {
                break;
            }
            if let Some(finder) = check(binary, gray, place, module, inverted)
                && !finders.iter().any(|f| {
                    let d = sub(f.center, finder.center);
                    f.inverted == inverted && dot(d, d) < (2.0 * f.module()).powi(2)
                })
            {
                finders.push(finder);
            }
        }
    }
    finders.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    let (mut dark, mut light) = (0, 0);
    finders.retain(|finder| {
        let count = if finder.inverted { &mut light } else { &mut dark };
        *count += 1;
        *count <= FINDERS_MAX
    });
    finders
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
fn walk(binary: &Binary, place: Point, step: (i32, i32), inverted: bool, limit: i32) -> Option<[i32; 6]> {
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
                    return None;
                }
            }
            out[slot] = if way < 0 { t + 1 } else { t };
        }
    }
    Some(out)
}

fn across(binary: &Binary, place: Point, step: (i32, i32), inverted: bool, limit: i32) -> Option<(Point, f32)> {
    let e = walk(binary, place, step, inverted, limit)?;
    let module = ratio(e[0], e[1], e[2], e[3], e[4], e[5])?;
    let middle = e.iter().sum::<i32>() as f32 / 6.0;
    let floor = [place[0].floor(), place[1].floor()];
    // Along the step edges lie between pixels, across it in their middle.
    let along = |axis: usize, step: i32| if step == 0 { floor[axis] + 0.5 } else { floor[axis] + middle * step as f32 };
    let mut center = [along(0, step.0), along(1, step.1)];
    if step.0 != 0 && step.1 != 0 {
        center = add(floor, [(middle - 0.5) * step.0 as f32 + 0.5, (middle - 0.5) * step.1 as f32 + 0.5]);
    }
    Some((center, module))
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
    let finder = outline(binary, gray, place, tall.max(wide), inverted)?;
    (finder.quality >= QUALITY_MIN).then_some(finder)
}

/// Where a ray from the middle leaves the ring: at the third change, then between pixels by gray.
fn leave(binary: &Binary, gray: &Gray<'_>, from: Point, way: Point, limit: f32, inverted: bool) -> Option<f32> {
    let mut want = true;
    let mut changes = 0;
    let mut r = 0.0f32;
    let mut previous = 0.0;
    while r < limit {
        let p = add(from, scale(way, r));
        if (binary.dark(p[0].floor() as i32, p[1].floor() as i32) != inverted) != want {
            changes += 1;
            want = !want;
            if changes == 3 {
                break;
            }
            previous = r;
        }
        r += 0.7;
    }
    if changes < 3 {
        return None;
    }
    // The ring is a module thick along an axis; its last change gives that thickness.
    let thick = (r - previous).max(1.0);
    let value = |r: f32| {
        let p = add(from, scale(way, r));
        gray.sample(p[0], p[1])
    };
    let middle = f32::midpoint(value(r - 0.5 * thick), value(r + 0.5 * thick.min(3.0)));
    let sign = if inverted { -1.0 } else { 1.0 };
    let mut a = value(r - 1.5);
    for i in 0..6 {
        let b = value(r - 1.0 + 0.5 * i as f32);
        if (a - middle) * sign <= 0.0 && (b - middle) * sign > 0.0 {
            let t = (middle - a) / (b - a);
            return Some(r - 1.5 + 0.5 * (i as f32 + t));
        }
        a = b;
    }
    Some(r - 0.35)
}

/// A symmetric matrix that makes a square of the outline but for a turn, and its inverse.
#[derive(Clone, Copy)]
struct Whitening {
    root: f32,
    parts: [f32; 3],
}

impl Whitening {
    const NONE: Self = Self { root: 1.0, parts: [1.0, 0.0, 1.0] };

    /// From the second moments of the outline through `points`, around the finder's middle.
    fn of(points: &[Point]) -> Option<Self> {
        let (mut xx, mut xy, mut yy, mut area) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
        for (i, &a) in points.iter().enumerate() {
            let b = points[(i + 1) % points.len()];
            let part = cross(a, b);
            area += part;
            xx += part * (a[0] * a[0] + a[0] * b[0] + b[0] * b[0]);
            yy += part * (a[1] * a[1] + a[1] * b[1] + b[1] * b[1]);
            xy += part * (2.0 * a[0] * a[1] + a[0] * b[1] + b[0] * a[1] + 2.0 * b[0] * b[1]) / 2.0;
        }
        let scaled = 6.0 * area;
        let (xx, xy, yy) = (xx / scaled, xy / scaled, yy / scaled);
        let det = xx * yy - xy * xy;
        if det.is_nan() || det < 1e-3 {
            return None;
        }
        // Inverse of the symmetric root: (C + √det·1) / √(trace + 2√det), inverted.
        let root = det.sqrt();
        let t = (xx + yy + 2.0 * root).sqrt();
        Some(Self { root, parts: [(xx + root) / t, xy / t, (yy + root) / t] })
    }

    fn whiten(&self, p: Point) -> Point {
        let [a, b, c] = self.parts;
        [(c * p[0] - b * p[1]) / self.root, (a * p[1] - b * p[0]) / self.root]
    }

    fn colour(&self, p: Point) -> Point {
        let [a, b, c] = self.parts;
        [a * p[0] + b * p[1], b * p[0] + c * p[1]]
    }

    /// How much longer than wide the outline is.
    fn aspect(&self) -> f32 {
        let [a, b, c] = self.parts;
        let (middle, spread) = (f32::midpoint(a, c), ((a - c) / 2.0).hypot(b));
        (middle + spread) / (middle - spread).max(1e-3)
    }
}

/// An outline longer than wide by this much gets rays of its own: evenly spread ones meet its far sides too seldom.
const ASPECT_EVEN: f32 = 1.45;

/// Where rays that are even in the whitened frame leave the ring, in pixels from the middle.
fn rays(
    binary: &Binary,
    gray: &Gray<'_>,
    center: Point,
    limit: f32,
    inverted: bool,
    frame: Whitening,
) -> Option<([Point; RAYS], usize)> {
    let mut points = [[0.0f32; 2]; RAYS];
    let mut count = 0;
    for i in 0..RAYS {
        let angle = i as f32 * (std::f32::consts::TAU / RAYS as f32);
        let way = frame.colour([angle.cos(), angle.sin()]);
        let way = scale(way, 1.0 / length(way));
        if let Some(r) = leave(binary, gray, center, way, limit, inverted) {
            points[count] = scale(way, r);
            count += 1;
        } else if i + 1 - count > RAYS - RAYS_MIN {
            return None;
        }
    }
    Some((points, count))
}

fn outline(binary: &Binary, gray: &Gray<'_>, center: Point, module: f32, inverted: bool) -> Option<Finder> {
    let limit = module * 8.0 + 3.0;
    let (mut points, mut count) = rays(binary, gray, center, limit, inverted, Whitening::NONE)?;
    let mut frame = Whitening::of(&points[..count])?;
    if frame.aspect() > ASPECT_EVEN {
        (points, count) = rays(binary, gray, center, limit, inverted, frame)?;
        frame = Whitening::of(&points[..count])?;
    }
    let points = &points[..count];
    let mut phase = [0.0f32; 2];
    for &p in points {
        let q = frame.whiten(p);
        let (angle, radius) = (q[1].atan2(q[0]), length(q));
        phase = add(phase, scale([(4.0 * angle).cos(), (4.0 * angle).sin()], radius));
    }
    let turn = (phase[1].atan2(phase[0]) - std::f32::consts::PI) / 4.0;
    let mut sides: [Vec<Point>; 4] = std::array::from_fn(|_| Vec::with_capacity(24));
    for &p in points {
        let q = frame.whiten(p);
        let quarter = (q[1].atan2(q[0]) - turn) / std::f32::consts::FRAC_PI_2;
        // Near the corners a ray may meet the neighbour's side.
        if (quarter - quarter.round()).abs() < 0.42 {
            sides[quarter.round().rem_euclid(4.0) as usize & 3].push(p);
        }
    }
    let mut lines = [Line { at: [0.0; 2], along: [0.0; 2] }; 4];
    for (line, side) in lines.iter_mut().zip(&mut sides) {
        *line = robust(side)?;
    }
    let mut corners = [[0.0; 2]; 4];
    for (i, corner) in corners.iter_mut().enumerate() {
        *corner = add(center, lines[i].meet(&lines[(i + 1) % 4])?);
    }
    finish(gray, corners, module, inverted)
}

/// A line through a side's points, without the third that lies off it.
fn robust(points: &mut Vec<Point>) -> Option<Line> {
    let mut line = Line::fit(points)?;
    for _ in 0..2 {
        let mut distances: Vec<f32> = points.iter().map(|&p| line.distance(p)).collect();
        distances.sort_by(f32::total_cmp);
        let limit = (distances[distances.len() * 2 / 3] * 2.0).max(0.35);
        let before = points.len();
        points.retain(|&p| line.distance(p) <= limit);
        if points.len() == before {
            break;
        }
        line = Line::fit(points)?;
    }
    Some(line)
}

fn finish(gray: &Gray<'_>, corners: [Point; 4], module: f32, inverted: bool) -> Option<Finder> {
    // Corner i lies between the sides at quarter i and i + 1: side 0 is to the right of the first axis.
    let middle = |a: usize, b: usize| scale(add(corners[a], corners[b]), 0.5);
    let u = scale(sub(middle(3, 0), middle(1, 2)), 1.0 / 7.0);
    let v = scale(sub(middle(0, 1), middle(2, 3)), 1.0 / 7.0);
    let (a, b) = (length(u), length(v));
    if !(a > 0.8 && b > 0.8 && a < 5.0 * b && b < 5.0 * a && a.max(b) < 3.0 * module && cross(u, v) > 0.3 * a * b) {
        return None;
    }
    let one = Line { at: corners[0], along: sub(corners[2], corners[0]) };
    let center = one.meet(&Line { at: corners[1], along: sub(corners[3], corners[1]) })?;
    let quality = likeness(gray, center, u, v, inverted);
    Some(Finder { center, corners, u, v, inverted, quality })
}

/// Correlation of 7×7 samples with the drawn pattern.
fn likeness(gray: &Gray<'_>, center: Point, u: Point, v: Point, inverted: bool) -> f32 {
    let (mut sum, mut squares, mut both) = (0.0f32, 0.0f32, 0.0f32);
    // 33 of 49 modules are dark.
    let mean = 33.0 / 49.0;
    for j in -3i32..=3 {
        for i in -3i32..=3 {
            let ring = i.abs().max(j.abs());
            let drawn = if ring == 2 { -mean } else { 1.0 - mean };
            let p = add(center, add(scale(u, i as f32), scale(v, j as f32)));
            let value = 255.0 - gray.sample(p[0], p[1]);
            sum += value;
            squares += value * value;
            both += value * drawn;
        }
    }
    let spread = (squares - sum * sum / 49.0).max(1.0);
    let drawn = 49.0 * mean * (1.0 - mean);
    let r = both / (spread * drawn).sqrt();
    if inverted { -r } else { r }
}
