//! Edges found in the small picture are laid exactly in the whole one.
#![allow(clippy::indexing_slicing)] // profiles of a length that is set here; four of four

use crate::geometry::{Corners, Line, Point, add, cross, dot, length, scale, sub};
use crate::gray::Gray;

/// Places along an edge at which it is looked for.
const PLACES: usize = 36;
/// The least step at an edge, in gray values.
const STEP: f32 = 3.0;
/// The least step at which blur can be told from noise, in gray values.
const CLEAR: f32 = 36.0;

/// A sheet's corners, exactly.
pub(crate) struct Refined {
    pub(crate) corners: Corners,
    /// Of the worst edge: the share of places at which it was where the line is.
    pub(crate) least: f32,
    /// Standard deviation in pixels, of the worse of the two directions, the better edge of each; 0 where none can tell.
    pub(crate) blur: f32,
}

/// `borders`: edges that are the picture's own stay where they are. `reach`: how far off an edge may be, in pixels.
pub(crate) fn refine(gray: &Gray<'_>, rough: &Corners, light: bool, borders: [bool; 4], reach: f32) -> Option<Refined> {
    let mut lines = [Line { normal: [0.0, 1.0], offset: 0.0 }; 4];
    let mut least = 1.0f32;
    let mut blurs = [0.0f32; 2];
    for (i, line) in lines.iter_mut().enumerate() {
        let (from, to) = (rough.0[i], rough.0[(i + 1) % 4]);
        let long = length(sub(to, from));
        if long < 4.0 {
            return None;
        }
        let along = scale(sub(to, from), 1.0 / long);
        // Corners go clockwise with y down: inside is to the right of the way, which is the way turned from x to y.
        let inwards = [-along[1], along[0]];
        *line = Line { normal: inwards, offset: dot(inwards, from) };
        if borders[i] {
            continue;
        }
        let side = edge(gray, from, to, inwards, light, reach);
        least = least.min(side.share);
        if let Some(found) = side.line {
            *line = found;
        }
        let blur = &mut blurs[i % 2];
        *blur = if *blur > 0.0 && side.blur > 0.0 { blur.min(side.blur) } else { blur.max(side.blur) };
    }
    let corner = |i: usize| lines[(i + 3) % 4].meet(&lines[i]);
    let corners = Corners([corner(0)?, corner(1)?, corner(2)?, corner(3)?]);
    Some(Refined { corners, least, blur: blurs[0].max(blurs[1]) })
}

/// One edge.
struct Side {
    /// Of the places where it was looked for: where it was in line.
    share: f32,
    line: Option<Line>,
    /// In pixels; 0 where it is too faint to tell.
    blur: f32,
}

fn edge(gray: &Gray<'_>, from: Point, to: Point, inwards: Point, light: bool, reach: f32) -> Side {
    let mut seen = 0usize;
    let mut points: Vec<Point> = Vec::with_capacity(PLACES);
    let mut blurs: Vec<f32> = Vec::with_capacity(PLACES);
    let mut profile = Profile::new(reach, light);
    let (width, height) = (gray.width() as f32 - 1.0, gray.height() as f32 - 1.0);
    for i in 0..PLACES {
        let at = 0.03 + 0.94 * (i as f32 + 0.5) / PLACES as f32;
        let place = add(scale(from, 1.0 - at), scale(to, at));
        if !(place[0] > 1.0 && place[1] > 1.0 && place[0] < width && place[1] < height) {
            continue;
        }
        seen += 1;
        profile.take(gray, place, inwards);
        if let Some(best) = profile.step() {
            points.push(add(place, scale(inwards, profile.off(best))));
            blurs.extend(profile.blur(best));
        }
    }
    blurs.sort_by(f32::total_cmp);
    let blur = if blurs.len() < 8 { 0.0 } else { blurs[blurs.len() / 2] };
    let near = (0.12 * reach).max(1.0);
    let Some(mut line) = through_most(&points, near, inwards) else { return Side { share: 0.0, line: None, blur } };
    let mut count = 0;
    for _ in 0..2 {
        let close = points.iter().filter(|&&p| line.distance(p).abs() < near).map(|&p| (p, 1.0));
        count = close.clone().count();
        let Some(better) = Line::fit(close, inwards) else { break };
        line = better;
    }
    Side { share: count as f32 / seen.max(1) as f32, line: (count >= 6).then_some(line), blur }
}

/// Brightness across an edge, pixel by pixel from outside to inside.
struct Profile {
    values: Vec<f32>,
    /// Pixels to either side of the place.
    half: usize,
    /// Pixels whose mean is compared.
    wide: usize,
    sign: f32,
}

impl Profile {
    fn new(reach: f32, light: bool) -> Self {
        let half = reach.ceil() as usize;
        Self { values: Vec::new(), half, wide: (half / 4).clamp(2, 5), sign: if light { 1.0 } else { -1.0 } }
    }

    fn take(&mut self, gray: &Gray<'_>, place: Point, inwards: Point) {
        self.values.clear();
        let along = [-inwards[1], inwards[0]];
        let middle = (self.half + self.wide) as f32;
        for k in 0..=2 * (self.half + self.wide) {
            let [x, y] = add(place, scale(inwards, k as f32 - middle));
            // Three beside each other: noise goes, the edge stays.
            let value = |by: f32| gray.sample(x + by * along[0], y + by * along[1]);
            self.values.push((value(-1.5) + value(0.0) + value(1.5)) / 3.0);
        }
    }

    fn rise(&self, k: usize) -> f32 {
        let inner: f32 = self.values[k + 1..=k + self.wide].iter().sum();
        let outer: f32 = self.values[k - self.wide..k].iter().sum();
        self.sign * (inner - outer) / self.wide as f32
    }

    /// Where brightness steps most.
    fn step(&self) -> Option<usize> {
        let middle = (self.half + self.wide) as f32;
        // Near where it is awaited counts for more.
        let fair = |k: usize| self.rise(k) * (1.0 - 0.35 * (k as f32 - middle).abs() / self.half as f32);
        let range = self.wide..self.values.len() - self.wide;
        let best = range.max_by(|&a, &b| fair(a).total_cmp(&fair(b)))?;
        (self.rise(best) >= STEP).then_some(best)
    }

    /// In pixels from the place inwards, between pixels by a parabola.
    fn off(&self, best: usize) -> f32 {
        let mut off = best as f32 - (self.half + self.wide) as f32;
        if best > self.wide && best + self.wide + 1 < self.values.len() {
            let (before, here, behind) = (self.rise(best - 1), self.rise(best), self.rise(best + 1));
            let bend = before - 2.0 * here + behind;
            if bend < -1e-3 {
                off += (0.5 * (before - behind) / bend).clamp(-0.5, 0.5);
            }
        }
        off
    }

    /// From the steepest step within one pixel, which is 0.4 / blur of the whole.
    fn blur(&self, best: usize) -> Option<f32> {
        let window = &self.values[best.saturating_sub(7)..(best + 8).min(self.values.len())];
        let low = window.iter().copied().fold(f32::MAX, f32::min);
        let high = window.iter().copied().fold(f32::MIN, f32::max);
        let steep = window.windows(2).map(|pair| self.sign * (pair[1] - pair[0])).fold(0.0, f32::max);
        (high - low >= CLEAR).then(|| 0.4 * (high - low) / steep.max(0.5))
    }
}

/// The line through two of the points that passes nearest to most of them.
fn through_most(points: &[Point], near: f32, inwards: Point) -> Option<Line> {
    let half = points.len() / 2;
    let mut best: Option<(usize, Line)> = None;
    for (i, &a) in points.iter().enumerate().take(half).step_by(2) {
        for &b in points.iter().skip(half.max(i + 6)).step_by(2) {
            let long = length(sub(b, a));
            if long < 1.0 {
                continue;
            }
            let way = scale(sub(b, a), 1.0 / long);
            let mut normal = [-way[1], way[0]];
            if dot(normal, inwards) < 0.0 {
                normal = scale(normal, -1.0);
            }
            // No more than 10 degrees off: the small picture knows better than that.
            if cross(normal, inwards).abs() > 0.17 {
                continue;
            }
            let line = Line { normal, offset: dot(normal, a) };
            let count = points.iter().filter(|&&p| line.distance(p).abs() < near).count();
            if best.is_none_or(|(most, _)| count > most) {
                best = Some((count, line));
            }
        }
    }
    best.map(|(_, line)| line)
}
