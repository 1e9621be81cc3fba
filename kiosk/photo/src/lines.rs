//! Straight lines in a small picture, by voting (Hough), each with how well it is seen along its way.
#![allow(clippy::indexing_slicing)] // bins are taken modulo the angles and clamped to the offsets

use crate::edges::{Edge, Edges};
use crate::geometry::{Line, Point, add, dot, scale};

/// Angles of a full turn: brightness steps to one side.
const ANGLES: usize = 180;
/// Bins to either side for which an edge votes: Sobel's angles are off by some degrees.
const SPREAD: isize = 2;
/// Lines that are looked at of each of two directions, and those that are kept.
const LOOKED: usize = 90;
const KEPT: usize = 24;
/// What must be seen of a pixel of a line for a piece of it to grow.
const DENSE: f32 = 0.6;

/// A line and what is seen of it.
pub(crate) struct Seen {
    /// Its normal points to the brighter side; of a picture's edge, inwards.
    pub(crate) line: Line,
    /// It is the picture's own edge: a sheet goes on behind it.
    pub(crate) border: bool,
    /// The place on the line that is nearest to the middle of the picture.
    foot: Point,
    /// `sums[i]`: support up to step i, from −reach on.
    sums: Vec<f32>,
    /// `there[i]`: steps inside the picture up to i.
    there: Vec<f32>,
    reach: f32,
    /// How much of it is seen without gaps.
    run: f32,
}

impl Seen {
    fn look(edges: &Edges, line: Line, border: bool) -> Self {
        let middle = [edges.width as f32 / 2.0, edges.height as f32 / 2.0];
        let foot = add(middle, scale(line.normal, -line.distance(middle)));
        let reach = (edges.width as f32).hypot(edges.height as f32) / 2.0 + 2.0;
        let steps = (2.0 * reach) as usize;
        let (mut sums, mut there) = (Vec::with_capacity(steps + 1), Vec::with_capacity(steps + 1));
        let (mut sum, mut inside, mut run, mut longest) = (0.0, 0.0, 0.0f32, 0.0f32);
        sums.push(0.0);
        there.push(0.0);
        let along = line.along();
        for step in 0..steps {
            let place = add(foot, scale(along, step as f32 + 0.5 - reach));
            if let Some(seen) = edges.seen(place, line.normal) {
                inside += 1.0;
                sum += seen;
                run = (run + seen - DENSE).max(0.0);
                longest = longest.max(run);
            }
            sums.push(sum);
            there.push(inside);
        }
        Self { line, border, foot, sums, there, reach, run: longest }
    }

    /// Where on the line a place lies, in pixels from its foot.
    pub(crate) fn place(&self, point: Point) -> f32 {
        dot(self.line.along(), [point[0] - self.foot[0], point[1] - self.foot[1]])
    }

    /// Support (sum of at most 1 a pixel) and pixels inside the picture between two places.
    pub(crate) fn support(&self, from: f32, to: f32) -> (f32, f32) {
        let step = |place: f32| ((place + self.reach).max(0.0) as usize).min(self.sums.len() - 1);
        let (a, b) = (step(from.min(to)), step(from.max(to)));
        (self.sums[b] - self.sums[a], self.there[b] - self.there[a])
    }
}

/// The lines that most edges vote for, of both directions alike, and the picture's four edges.
pub(crate) fn lines(edges: &Edges) -> Vec<Seen> {
    let middle = [edges.width as f32 / 2.0, edges.height as f32 / 2.0];
    let peaks = peaks(edges, middle);
    let ridges = Ridges::of(&edges.ridges);
    let main = peaks.first().map_or([1.0, 0.0], |(line, _)| line.normal);
    let mut counts = [0usize; 2];
    let mut found: Vec<Seen> = Vec::new();
    for (line, _) in peaks {
        let count = &mut counts[side(&line, main)];
        if *count >= LOOKED {
            continue;
        }
        let Some(line) = ridges.settle(line) else { continue };
        let is_known = found.iter().any(|known| {
            let known = &known.line;
            dot(known.normal, line.normal) > 0.9995 && (known.distance(middle) - line.distance(middle)).abs() < 1.2
        });
        if !is_known {
            *count += 1;
            found.push(Seen::look(edges, line, false));
        }
    }
    // Grain and lines of writing are long, but with gaps; a small card's edge is short and whole.
    found.sort_by(|a, b| b.run.total_cmp(&a.run));
    let mut counts = [0usize; 2];
    found.retain(|seen| {
        let count = &mut counts[side(&seen.line, main)];
        *count += 1;
        *count <= KEPT
    });
    let (width, height) = (edges.width as f32, edges.height as f32);
    let borders = [([1.0, 0.0], 0.0), ([-1.0, 0.0], -width), ([0.0, 1.0], 0.0), ([0.0, -1.0], -height)];
    found.extend(borders.map(|(normal, offset)| Seen::look(edges, Line { normal, offset }, true)));
    found
}

/// Which of two directions a line has.
fn side(line: &Line, main: Point) -> usize {
    usize::from(dot(line.normal, main).abs() < std::f32::consts::FRAC_1_SQRT_2)
}

/// Votes, and their peaks, the highest first.
fn peaks(edges: &Edges, middle: Point) -> Vec<(Line, f32)> {
    let reach = (middle[0].hypot(middle[1])).ceil() as usize + 2;
    let bins = 2 * reach + 1;
    let normals: Vec<Point> = (0..ANGLES)
        .map(|angle| {
            let (sin, cos) = (angle as f32 * std::f32::consts::TAU / ANGLES as f32).sin_cos();
            [cos, sin]
        })
        .collect();
    let mut votes = vec![0.0f32; ANGLES * bins];
    for edge in &edges.ridges {
        let at = [edge.at[0] - middle[0], edge.at[1] - middle[1]];
        let angle = edge.towards[1].atan2(edge.towards[0]) * ANGLES as f32 / std::f32::consts::TAU;
        let nearest = angle.round() as isize;
        for bin in nearest - SPREAD..=nearest + SPREAD {
            let angle = bin.rem_euclid(ANGLES as isize) as usize;
            let offset = dot(normals[angle], at) + reach as f32;
            let low = (offset.max(0.0) as usize).min(bins - 2);
            let share = offset - low as f32;
            votes[angle * bins + low] += edge.weight * (1.0 - share);
            votes[angle * bins + low + 1] += edge.weight * share;
        }
    }
    let least = 0.04 * edges.width.min(edges.height) as f32;
    let mut peaks = Vec::new();
    for angle in 0..ANGLES {
        for offset in 2..bins - 2 {
            let here = votes[angle * bins + offset];
            if here < least || !is_peak(&votes, bins, angle, offset, here) {
                continue;
            }
            let normal = normals[angle];
            let offset = offset as f32 - reach as f32 + dot(normal, middle);
            peaks.push((Line { normal, offset }, here));
        }
    }
    peaks.sort_by(|a, b| b.1.total_cmp(&a.1));
    peaks
}

fn is_peak(votes: &[f32], bins: usize, angle: usize, offset: usize, here: f32) -> bool {
    (-2isize..=2).all(|turn| {
        let other = (angle as isize + turn).rem_euclid(ANGLES as isize) as usize;
        (offset - 2..=offset + 2).all(|place| {
            let value = votes[other * bins + place];
            value < here || (value <= here && (other, place) >= (angle, offset))
        })
    })
}

/// Edges by their angle.
struct Ridges {
    bins: Vec<Vec<Edge>>,
}

impl Ridges {
    fn of(ridges: &[Edge]) -> Self {
        let mut bins = vec![Vec::new(); ANGLES];
        for &edge in ridges {
            bins[bin(edge.towards)].push(edge);
        }
        Self { bins }
    }

    /// Lays the line through the edges that it passes.
    fn settle(&self, line: Line) -> Option<Line> {
        let mut line = line;
        for near in [2.5f32, 1.5] {
            // Eight bins to either side: 16 degrees.
            let from = bin(line.normal) + ANGLES - 8;
            let passed = (from..=from + 16)
                .flat_map(|bin| &self.bins[bin % ANGLES])
                .filter(|edge| line.distance(edge.at).abs() < near)
                .map(|edge| (edge.at, edge.weight));
            line = Line::fit(passed, line.normal)?;
        }
        Some(line)
    }
}

fn bin([x, y]: Point) -> usize {
    let angle = y.atan2(x) * ANGLES as f32 / std::f32::consts::TAU;
    (angle.round() as isize).rem_euclid(ANGLES as isize) as usize
}
