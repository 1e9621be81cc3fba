//! Alignment patterns: where the code's plane is bent or was guessed badly, they put it right.
#![allow(clippy::indexing_slicing)] // nodes are counted by the loops, patches have the size that was filled

use std::ops::Range;
use std::time::Instant;

use crate::geometry::{Plane, Point, add, length, scale, sub};
use crate::gray::Gray;
use crate::group::Triple;
use crate::version::Version;

/// From modules to pixels: a plane, and shifts at the nodes of a mesh, even between them.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    plane: Plane,
    /// Rows and columns of the mesh, in modules.
    pub(crate) nodes: Vec<f32>,
    /// Row by row, in pixels.
    pub(crate) shifts: Vec<Point>,
}

impl Grid {
    pub(crate) fn flat(plane: Plane) -> Self {
        Self { plane, nodes: Vec::new(), shifts: Vec::new() }
    }

    pub(crate) fn mesh(plane: Plane, nodes: Vec<f32>) -> Self {
        let shifts = vec![[0.0; 2]; nodes.len() * nodes.len()];
        Self { plane, nodes, shifts }
    }

    pub(crate) fn map(&self, at: Point) -> Point {
        let p = self.plane.map(at);
        let count = self.nodes.len();
        if count < 2 {
            return p;
        }
        let (i, fx) = self.cell(at[0]);
        let (j, fy) = self.cell(at[1]);
        let shift = |i: usize, j: usize| self.shifts[j * count + i];
        let mix = |a: Point, b: Point, f: f32| add(a, scale(sub(b, a), f));
        let top = mix(shift(i, j), shift(i + 1, j), fx);
        add(p, mix(top, mix(shift(i, j + 1), shift(i + 1, j + 1), fx), fy))
    }

    /// The cell of a place along one axis and where in it; a little past the outer nodes too.
    fn cell(&self, at: f32) -> (usize, f32) {
        let last = self.nodes.len() - 2;
        let i = self.nodes[1..=last].iter().take_while(|&&node| node < at).count();
        (i, ((at - self.nodes[i]) / (self.nodes[i + 1] - self.nodes[i])).clamp(-0.6, 1.6))
    }
}

/// Eight ways to move a node.
const WAYS: [Point; 8] =
    [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [0.7, 0.7], [-0.7, -0.7], [0.7, -0.7], [-0.7, 0.7]];

/// Bends a grid until its modules stand out as clearly as they can: the nodes of a mesh of `count`×`count` are moved one
/// after the other, as long as that raises the contrast. For paper that is bent and has too few alignment patterns to
/// show it.
pub(crate) fn climb(gray: &Gray<'_>, grid: &Grid, side: usize, count: usize, deadline: Instant) -> Grid {
    let far = side as f32;
    let nodes: Vec<f32> = (0..count).map(|i| 3.5 + (far - 7.0) * i as f32 / (count - 1) as f32).collect();
    let mut best = Grid::mesh(grid.plane, nodes.clone());
    let middle = far / 2.0;
    let module = length(sub(grid.map([middle + 0.5, middle]), grid.map([middle - 0.5, middle])));
    for (i, shift) in best.shifts.iter_mut().enumerate() {
        let at = [nodes[i % count], nodes[i / count]];
        *shift = sub(grid.map(at), grid.plane.map(at));
    }
    let levels = levels(gray, &best, side);
    // The modules that a node moves: up to its neighbours.
    let span = |i: usize| {
        let low = if i < 2 { 0 } else { nodes[i - 1] as usize };
        let high = if i + 2 >= count { side } else { nodes[i + 1] as usize + 1 };
        low..high.min(side)
    };
    let last = count - 1;
    for step in [0.7, 0.35, 0.7, 0.35, 0.18] {
        for _ in 0..3 {
            let mut moved = false;
            // From the lower right, where errors are greatest. The finders hold three corners.
            for node in (1..count * count).rev().filter(|&node| node != last && node != last * count) {
                if Instant::now() >= deadline {
                    return best;
                }
                let (columns, rows) = (span(node % count), span(node / count));
                let mut score = contrast(gray, &best, side, &levels, (columns.clone(), rows.clone()));
                for way in WAYS {
                    let held = best.shifts[node];
                    best.shifts[node] = add(held, scale(way, step * module));
                    let new = contrast(gray, &best, side, &levels, (columns.clone(), rows.clone()));
                    if new > score * 1.0005 {
                        (score, moved) = (new, true);
                    } else {
                        best.shifts[node] = held;
                    }
                }
            }
            if !moved {
                break;
            }
        }
    }
    best
}

/// Levels between dark and light for every 8×8 modules: the mean of their values.
fn levels(gray: &Gray<'_>, grid: &Grid, side: usize) -> Vec<f32> {
    let blocks = side.div_ceil(8);
    let mut sums = vec![(0.0f32, 0.0f32); blocks * blocks];
    for y in 0..side {
        for x in 0..side {
            let p = grid.map([x as f32 + 0.5, y as f32 + 0.5]);
            let sum = &mut sums[y / 8 * blocks + x / 8];
            *sum = (sum.0 + gray.sample(p[0], p[1]), sum.1 + 1.0);
        }
    }
    sums.into_iter().map(|(sum, count)| sum / count).collect()
}

/// How far the middles of these columns and rows of modules lie off the levels, together.
fn contrast(
    gray: &Gray<'_>,
    grid: &Grid,
    side: usize,
    levels: &[f32],
    (columns, rows): (Range<usize>, Range<usize>),
) -> f32 {
    let blocks = side.div_ceil(8);
    let mut sum = 0.0;
    for y in rows {
        for x in columns.clone() {
            let p = grid.map([x as f32 + 0.5, y as f32 + 0.5]);
            sum += (gray.sample(p[0], p[1]) - levels[y / 8 * blocks + x / 8]).abs();
        }
    }
    sum
}

/// Likeness from which a pattern counts as found.
const LIKE_MIN: f32 = 0.6;

/// The plane of a triple, put right by the code's alignment patterns; those that the time does not suffice for are left
/// out.
pub(crate) fn align(
    gray: &Gray<'_>,
    triple: &Triple,
    version: Version,
    plane: Plane,
    reach: usize,
    deadline: Instant,
) -> Grid {
    match version.number() {
        1 => Grid::flat(plane),
        2..=6 => single(gray, triple, version, plane, reach),
        _ => mesh(gray, triple, version, plane, reach, deadline),
    }
}

fn single(gray: &Gray<'_>, triple: &Triple, version: Version, plane: Plane, reach: usize) -> Grid {
    let side = version.side();
    let at = side as f32 - 6.5;
    let grid = Grid::flat(plane);
    let Some((found, like)) = seek(gray, &grid, [at, at], reach + 1, triple.inverted) else { return grid };
    if like < LIKE_MIN {
        return grid;
    }
    let mut pairs = triple.pairs(side);
    pairs.push(([at, at], found, 5.0));
    Plane::fit(&pairs, side as f32).map_or(grid, Grid::flat)
}

fn mesh(gray: &Gray<'_>, triple: &Triple, version: Version, plane: Plane, reach: usize, deadline: Instant) -> Grid {
    let side = version.side();
    let nodes: Vec<f32> = version.alignment().iter().map(|&at| at as f32 + 0.5).collect();
    let count = nodes.len();
    let last = count - 1;
    let mut grid = Grid::mesh(plane, nodes.clone());
    let mut found: Vec<Option<Point>> = vec![None; count * count];
    for corner in [0, last, last * count] {
        found[corner] = Some([0.0; 2]);
    }
    // By diagonals from the upper left: each pattern is looked for where its neighbours point.
    for diagonal in 1..=2 * last {
        if Instant::now() >= deadline {
            break;
        }
        for j in diagonal.saturating_sub(last)..=diagonal.min(last) {
            let i = diagonal - j;
            let place = j * count + i;
            if found[place].is_some() {
                continue;
            }
            let guess = predict(&found, count, i, j);
            grid.shifts[place] = guess;
            let near = [i.checked_sub(1).map(|i| j * count + i), j.checked_sub(1).map(|j| j * count + i)];
            let sure = near.into_iter().flatten().filter(|&at| found[at].is_some()).count();
            let at = [nodes[i], nodes[j]];
            let moved = Grid { plane, nodes: Vec::new(), shifts: Vec::new() };
            if let Some((pixel, like)) =
                seek_near(gray, &moved, at, guess, if sure == 2 { reach.min(3) } else { reach }, triple.inverted)
                && like >= LIKE_MIN
            {
                found[place] = Some(sub(pixel, plane.map(at)));
            }
        }
    }
    // The plane once more over everything found: what is left for the shifts is small, so missing ones matter less.
    let mut pairs = triple.pairs(side);
    for (place, shift) in found.iter().enumerate() {
        let (i, j) = (place % count, place / count);
        let finder = matches!((i, j), (0, 0)) || (i, j) == (last, 0) || (i, j) == (0, last);
        if let Some(shift) = shift.filter(|_| !finder) {
            let at = [nodes[i], nodes[j]];
            pairs.push((at, add(plane.map(at), shift), 3.0));
        }
    }
    let better = Plane::fit(&pairs, side as f32).unwrap_or(plane);
    let mut grid = Grid::mesh(better, nodes.clone());
    for (place, shift) in found.iter_mut().enumerate() {
        let at = [nodes[place % count], nodes[place / count]];
        *shift = shift.map(|shift| sub(add(plane.map(at), shift), better.map(at)));
    }
    fill(&mut found, count);
    grid.shifts = found.into_iter().map(Option::unwrap_or_default).collect();
    grid
}

/// The shift that the neighbours to the left and above promise.
fn predict(found: &[Option<Point>], count: usize, i: usize, j: usize) -> Point {
    let at = |i: Option<usize>, j: Option<usize>| found[j? * count + i?];
    let (left, above) = (at(i.checked_sub(1), Some(j)), at(Some(i), j.checked_sub(1)));
    let corner = at(i.checked_sub(1), j.checked_sub(1));
    match (left, above, corner) {
        (Some(a), Some(b), Some(c)) => sub(add(a, b), c),
        (Some(a), Some(b), None) => scale(add(a, b), 0.5),
        (Some(a), None, _) | (None, Some(a), _) => a,
        (None, None, c) => c.unwrap_or_default(),
    }
}

/// Missing shifts from the neighbours, until there are none.
fn fill(found: &mut [Option<Point>], count: usize) {
    for _ in 0..2 * count {
        let before = found.to_vec();
        for (place, shift) in found.iter_mut().enumerate().filter(|(_, shift)| shift.is_none()) {
            let (i, j) = (place % count, place / count);
            let mut sum = ([0.0; 2], 0.0);
            let near = [
                (i > 0).then(|| place - 1),
                (i + 1 < count).then(|| place + 1),
                (j > 0).then(|| place - count),
                (j + 1 < count).then(|| place + count),
            ];
            for known in near.into_iter().flatten().filter_map(|at| before[at]) {
                sum = (add(sum.0, known), sum.1 + 1.0);
            }
            if sum.1 > 0.0 {
                *shift = Some(scale(sum.0, 1.0 / sum.1));
            }
        }
        if found.iter().all(Option::is_some) {
            break;
        }
    }
}

fn seek(gray: &Gray<'_>, grid: &Grid, at: Point, reach: usize, inverted: bool) -> Option<(Point, f32)> {
    seek_near(gray, grid, at, [0.0; 2], reach, inverted)
}

/// Looks for an alignment pattern up to `reach` modules around a place: its middle in pixels, its likeness.
fn seek_near(
    gray: &Gray<'_>,
    grid: &Grid,
    at: Point,
    shift: Point,
    reach: usize,
    inverted: bool,
) -> Option<(Point, f32)> {
    let center = add(grid.map(at), shift);
    if !gray.inside(center, 20.0) {
        return None;
    }
    // Half a module along each axis.
    let u = scale(sub(grid.map([at[0] + 1.0, at[1]]), grid.map([at[0] - 1.0, at[1]])), 0.25);
    let v = scale(sub(grid.map([at[0], at[1] + 1.0]), grid.map([at[0], at[1] - 1.0])), 0.25);
    let tries = 4 * reach + 1;
    let size = tries + 8;
    let half = (size / 2) as f32;
    let mut patch = Vec::with_capacity(size * size);
    for y in 0..size {
        let start = add(center, add(scale(u, -half), scale(v, y as f32 - half)));
        for x in 0..size {
            let p = add(start, scale(u, x as f32));
            patch.push(gray.sample(p[0], p[1]));
        }
    }
    let mut scores = vec![0.0f32; tries * tries];
    let mut best = (f32::MIN, 0, 0);
    for y in 0..tries {
        for x in 0..tries {
            let score = likeness(&patch, size, x, y, inverted);
            scores[y * tries + x] = score;
            let (dx, dy) = (x as f32 - half + 4.0, y as f32 - half + 4.0);
            let near = score - 0.01 * (dx * dx + dy * dy).sqrt();
            if near > best.0 {
                best = (near, x, y);
            }
        }
    }
    let (_, x, y) = best;
    let at = |x: usize, y: usize| scores[y * tries + x];
    let peak = |a: f32, b: f32, c: f32| {
        let bend = a - 2.0 * b + c;
        if bend < -1e-4 { ((a - c) / (2.0 * bend)).clamp(-0.5, 0.5) } else { 0.0 }
    };
    let inner = |i: usize| i > 0 && i + 1 < tries;
    let fx = if inner(x) { peak(at(x - 1, y), at(x, y), at(x + 1, y)) } else { 0.0 };
    let fy = if inner(y) { peak(at(x, y - 1), at(x, y), at(x, y + 1)) } else { 0.0 };
    let move_x = scale(u, x as f32 + fx + 4.0 - half);
    let move_y = scale(v, y as f32 + fy + 4.0 - half);
    Some((add(center, add(move_x, move_y)), at(x, y)))
}

/// Correlation of every second sample of a patch from (`x`, `y`) with the drawn pattern, 5×5 modules.
fn likeness(patch: &[f32], size: usize, x: usize, y: usize, inverted: bool) -> f32 {
    const MEAN: f32 = 17.0 / 25.0;
    let (mut sum, mut squares, mut light) = (0.0f32, 0.0f32, 0.0f32);
    for j in 0..5usize {
        let line = &patch[(y + 2 * j) * size + x..][..9];
        for (i, &value) in line.iter().step_by(2).enumerate() {
            sum += value;
            squares += value * value;
            if i.abs_diff(2).max(j.abs_diff(2)) == 1 {
                light += value;
            }
        }
    }
    // Light modules are 1 − (1 − MEAN), dark ones −(1 − MEAN) in the drawn pattern.
    let both = light - (1.0 - MEAN) * sum;
    let spread = (squares - sum * sum / 25.0).max(25.0);
    let r = both / (spread * 25.0 * MEAN * (1.0 - MEAN)).sqrt();
    if inverted { -r } else { r }
}
