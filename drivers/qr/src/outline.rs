//! The outline of a finder: rays from its middle to the edge of its ring, four lines through where they meet it, and a
//! comparison with the drawn pattern.
#![allow(clippy::indexing_slicing)] // fixed sizes, and sides by numbers taken modulo four

use crate::binary::Binary;
use crate::finder::Finder;
use crate::geometry::{Line, Point, add, cross, length, scale, sub};
use crate::gray::Gray;

const RAYS: usize = 64;
/// Rays that must reach the outline.
const RAYS_MIN: usize = 40;

/// Which edge of the ring is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ring {
    /// To the quiet zone.
    Outer,
    /// To the light between ring and middle: where there is no quiet zone, and what lies around is as dark as the ring.
    Inner,
}

impl Ring {
    /// Changes of a ray from the middle up to this edge.
    fn changes(self) -> usize {
        match self {
            Self::Outer => 3,
            Self::Inner => 2,
        }
    }

    /// How much wider the whole finder is than what this edge goes around: 7 modules, and 5.
    fn whole(self) -> f32 {
        match self {
            Self::Outer => 1.0,
            Self::Inner => 7.0 / 5.0,
        }
    }
}

/// Where a ray from the middle leaves the ring, or meets it: at the last change, then between pixels by gray.
fn leave(
    binary: &Binary,
    gray: &Gray<'_>,
    from: Point,
    way: Point,
    limit: f32,
    (ring, inverted): (Ring, bool),
) -> Option<f32> {
    let mut want = true;
    let mut changes = 0;
    let mut r = 0.0f32;
    let mut previous = 0.0;
    while r < limit {
        let p = add(from, scale(way, r));
        if (binary.dark(p[0].floor() as i32, p[1].floor() as i32) != inverted) != want {
            changes += 1;
            want = !want;
            if changes == ring.changes() {
                break;
            }
            previous = r;
        }
        r += 0.7;
    }
    if changes < ring.changes() {
        return None;
    }
    // The ring, or the light between it and the middle, is a module thick along an axis; its last change gives that
    // thickness.
    let thick = (r - previous).max(1.0);
    let value = |r: f32| {
        let p = add(from, scale(way, r));
        gray.sample(p[0], p[1])
    };
    let middle = f32::midpoint(value(r - 0.5 * thick), value(r + 0.5 * thick.min(3.0)));
    let sign = if inverted == (ring == Ring::Outer) { -1.0 } else { 1.0 };
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
    (ring, inverted): (Ring, bool),
    frame: Whitening,
) -> Option<([Point; RAYS], usize)> {
    let mut points = [[0.0f32; 2]; RAYS];
    let mut count = 0;
    for i in 0..RAYS {
        let angle = i as f32 * (std::f32::consts::TAU / RAYS as f32);
        let way = frame.colour([angle.cos(), angle.sin()]);
        let way = scale(way, 1.0 / length(way));
        if let Some(r) = leave(binary, gray, center, way, limit, (ring, inverted)) {
            points[count] = scale(way, r);
            count += 1;
        } else if i + 1 - count > RAYS - RAYS_MIN {
            return None;
        }
    }
    Some((points, count))
}

/// The finder around a place, by the edge of its ring. `module`: the longer side of one, about, in pixels.
pub(crate) fn outline(
    binary: &Binary,
    gray: &Gray<'_>,
    center: Point,
    module: f32,
    (ring, inverted): (Ring, bool),
) -> Option<Finder> {
    let limit = module * 8.0 + 3.0;
    let (mut points, mut count) = rays(binary, gray, center, limit, (ring, inverted), Whitening::NONE)?;
    let mut frame = Whitening::of(&points[..count])?;
    if frame.aspect() > ASPECT_EVEN {
        (points, count) = rays(binary, gray, center, limit, (ring, inverted), frame)?;
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
        *corner = add(center, scale(lines[i].meet(&lines[(i + 1) % 4])?, ring.whole()));
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
