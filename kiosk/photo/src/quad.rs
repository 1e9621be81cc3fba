//! Four lines that are a sheet's edges.
#![allow(clippy::indexing_slicing)] // lines by the numbers that pairs were made of; four of four

use crate::edges::Edges;
use crate::geometry::{Corners, Point, add, dot, length, scale, sub};
use crate::lines::Seen;

/// Pairs of lines across from each other that are tried.
const PAIRS: usize = 220;
/// What counts as seen of an edge that is the picture's own.
const BORDER: f32 = 0.65;
/// How much brighter a sheet is than the desk, as a share, that goes on behind the picture's edge: boards differ less.
const BRIGHTER: f32 = 0.25;
/// Fours that are looked at closely.
const BEST: usize = 5;
/// The least share of the picture that a sheet takes.
const LEAST: f32 = 0.005;

/// Four edges, in the small picture's pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quad {
    pub(crate) corners: Corners,
    /// The sheet is brighter than what it lies on.
    pub(crate) light: bool,
    /// 0 to 1: of the edge that is seen least, but for the picture's own.
    pub(crate) least: f32,
    score: f32,
}

/// The fours of lines that are most like a sheet, the best first.
pub(crate) fn best(edges: &Edges, seen: &[Seen]) -> Vec<Quad> {
    let mut best: Vec<Quad> = Vec::with_capacity(BEST + 1);
    for light in [true, false] {
        let pairs = pairs(edges, seen, light);
        for (n, &first) in pairs.iter().enumerate() {
            for &second in &pairs[n + 1..] {
                let most = if best.len() < BEST { 0.0 } else { best.last().map_or(0.0, |quad| quad.score) };
                if let Some(quad) = weigh(edges, seen, first, second, light, most) {
                    let place = best.partition_point(|better| better.score >= quad.score);
                    best.insert(place, quad);
                    best.truncate(BEST);
                }
            }
        }
    }
    best
}

/// Lines that lie across from each other, with the sheet between them.
fn pairs(edges: &Edges, seen: &[Seen], light: bool) -> Vec<(usize, usize)> {
    let least = 0.08 * edges.width.min(edges.height) as f32;
    let middle = [edges.width as f32 / 2.0, edges.height as f32 / 2.0];
    let inwards = |seen: &Seen| if light || seen.border { 1.0 } else { -1.0 };
    let mut pairs = Vec::new();
    for (j, b) in seen.iter().enumerate() {
        for (i, a) in seen.iter().enumerate().take(j) {
            let (into_a, into_b) = (inwards(a), inwards(b));
            if dot(a.line.normal, b.line.normal) * into_a * into_b > -0.8 {
                continue;
            }
            // Where the middle of the picture is dropped on one line it is inside of the other.
            let foot = |seen: &Seen| {
                let far = seen.line.distance(middle);
                [middle[0] - far * seen.line.normal[0], middle[1] - far * seen.line.normal[1]]
            };
            let (from_a, from_b) = (into_a * a.line.distance(foot(b)), into_b * b.line.distance(foot(a)));
            if from_a.max(from_b) > least && from_a.min(from_b) > 0.0 {
                pairs.push((i, j));
            }
        }
    }
    // Lines come with the most voted first, the picture's edges last: those are needed, too.
    pairs.sort_by_key(|&(i, j)| if seen[j].border { i } else { i + j });
    pairs.truncate(PAIRS);
    pairs
}

/// How much four lines are like a sheet; `None` unless more than `most`.
fn weigh(
    edges: &Edges,
    seen: &[Seen],
    first: (usize, usize),
    second: (usize, usize),
    light: bool,
    most: f32,
) -> Option<Quad> {
    let lines = [first.0, second.0, first.1, second.1].map(|i| &seen[i]);
    let borders = lines.iter().filter(|line| line.border).count();
    if dot(lines[0].line.normal, lines[1].line.normal).abs() > 0.6 || borders > 2 {
        return None;
    }
    let (width, height) = (edges.width as f32, edges.height as f32);
    let corner = |i: usize| {
        let [x, y] = lines[i].line.meet(&lines[(i + 1) % 4].line)?;
        let near = x > -0.3 * width && x < 1.3 * width && y > -0.3 * height && y < 1.3 * height;
        near.then_some([x, y])
    };
    // Line i runs from corner i − 1 to corner i.
    let ends = [corner(0)?, corner(1)?, corner(2)?, corner(3)?];
    let (mut long, mut support, mut least, mut beyond) = (0.0, 0.0, 1.0f32, 0.0);
    for (i, line) in lines.iter().enumerate() {
        let (edge, share, more) = side(line, ends[(i + 3) % 4], ends[i])?;
        long += edge;
        support += share * edge;
        beyond += more;
        if !line.border {
            least = least.min(share);
        }
    }
    let corners = Corners::ordered(ends);
    let share = corners.area() / (width * height);
    let score = 0.5 * support / long + 0.5 * if borders > 0 { least.min(BORDER) } else { least } - 0.06 * beyond
        + 0.25 * share.clamp(0.0, 1.0).sqrt();
    if score <= most || share < LEAST || !is_plausible(&corners) {
        return None;
    }
    if borders > 0 && !(light && least > 0.7 && brighter(edges, &lines, &ends) > BRIGHTER) {
        return None;
    }
    Some(Quad { corners, light, least, score })
}

/// Length of an edge, the share of it that is seen, and how much the line goes on behind its ends (0 to 2).
fn side(seen: &Seen, from: Point, to: Point) -> Option<(f32, f32, f32)> {
    let (a, b) = (seen.place(from), seen.place(to));
    let (a, b) = (a.min(b), a.max(b));
    let long = b - a;
    if long < 8.0 {
        return None;
    }
    if seen.border {
        return Some((long, BORDER, 0.0));
    }
    let (sum, there) = seen.support(a + 1.0, b - 1.0);
    if there < 6.0 || there < 0.3 * long || sum < 0.35 * there {
        return None;
    }
    let window = (0.12 * long).max(6.0);
    let (before, _) = seen.support(a - 3.0 - window, a - 3.0);
    let (behind, _) = seen.support(b + 3.0, b + 3.0 + window);
    // What lies along the edge by chance is seen here and there, a line that goes on is seen throughout.
    let more = |sum: f32| ((sum / window - 0.5) / 0.5).clamp(0.0, 1.0);
    Some((long, sum / there, more(before) + more(behind)))
}

/// By what share it is brighter inside than outside, of the edge where that is least.
fn brighter(edges: &Edges, lines: &[&Seen; 4], ends: &[Point; 4]) -> f32 {
    let mut least = f32::MAX;
    for (i, seen) in lines.iter().enumerate().filter(|(_, seen)| !seen.border) {
        let (from, to) = (ends[(i + 3) % 4], ends[i]);
        let (mut inner, mut outer) = (0.0, 0.0);
        for step in 0..32 {
            let t = (step as f32 + 0.5) / 32.0;
            let place = add(scale(from, 1.0 - t), scale(to, t));
            if let Some((dark, light)) = edges.sides(place, seen.line.normal) {
                inner += light;
                outer += dark;
            }
        }
        least = least.min((inner - outer) / f32::max(inner, 1.0));
    }
    least
}

/// Its shape is one that a rectangle can have before a camera above a desk.
pub(crate) fn is_plausible(corners: &Corners) -> bool {
    let [top, right, bottom, left] = corners.edges();
    let alike = |a: f32, b: f32| a.min(b) > 0.45 * a.max(b);
    let (wide, high) = (top + bottom, left + right);
    let steep = (0..4).all(|i| {
        let (a, b, c) = (corners.0[i], corners.0[(i + 1) % 4], corners.0[(i + 2) % 4]);
        let (ab, bc) = (sub(b, a), sub(c, b));
        dot(ab, bc).abs() < 0.6 * length(ab) * length(bc)
    });
    corners.is_convex() && steep && alike(top, bottom) && alike(left, right) && wide.max(high) < 3.2 * wide.min(high)
}
