//! Points, lines and the plane of a code: from modules to pixels.
#![allow(clippy::indexing_slicing)] // fixed sizes: 8 unknowns, 9 columns

/// A place in pixels or in modules.
pub(crate) type Point = [f32; 2];

pub(crate) fn add(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1]]
}

pub(crate) fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

pub(crate) fn scale(a: Point, by: f32) -> Point {
    [a[0] * by, a[1] * by]
}

pub(crate) fn dot(a: Point, b: Point) -> f32 {
    a[0] * b[0] + a[1] * b[1]
}

pub(crate) fn cross(a: Point, b: Point) -> f32 {
    a[0] * b[1] - a[1] * b[0]
}

pub(crate) fn length(a: Point) -> f32 {
    dot(a, a).sqrt()
}

/// A line: a point on it and its direction.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    pub(crate) at: Point,
    pub(crate) along: Point,
}

impl Line {
    /// The line with the least squares of distances; `None` for fewer than three points.
    pub(crate) fn fit(points: &[Point]) -> Option<Self> {
        if points.len() < 3 {
            return None;
        }
        let at = scale(points.iter().fold([0.0; 2], |sum, &p| add(sum, p)), 1.0 / points.len() as f32);
        let (mut xx, mut xy, mut yy) = (0.0f32, 0.0f32, 0.0f32);
        for &p in points {
            let [x, y] = sub(p, at);
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
        Some(Self { at, along: [angle.cos(), angle.sin()] })
    }

    pub(crate) fn distance(&self, p: Point) -> f32 {
        cross(self.along, sub(p, self.at)).abs()
    }

    pub(crate) fn meet(&self, other: &Self) -> Option<Point> {
        let slope = cross(self.along, other.along);
        if slope.abs() < 1e-3 {
            return None;
        }
        let t = cross(sub(other.at, self.at), other.along) / slope;
        Some(add(self.at, scale(self.along, t)))
    }
}

/// A projective map from modules to pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane([f32; 9]);

impl Plane {
    pub(crate) fn map(&self, [x, y]: Point) -> Point {
        let h = &self.0;
        let w = 1.0 / (h[6] * x + h[7] * y + h[8]);
        [(h[0] * x + h[1] * y + h[2]) * w, (h[3] * x + h[4] * y + h[5]) * w]
    }

    /// The map with the least squares over pairs (modules, pixels, weight); four pairs at least. `None` when they do not
    /// span a plane.
    pub(crate) fn fit(pairs: &[(Point, Point, f32)], side: f32) -> Option<Self> {
        if pairs.len() < 4 {
            return None;
        }
        // Both sides are brought to the size of 1 first: without that the sums lose their digits.
        let half = f64::from(side) / 2.0;
        let mut middle = [0.0f64; 2];
        for (_, p, _) in pairs {
            middle[0] += f64::from(p[0]) / pairs.len() as f64;
            middle[1] += f64::from(p[1]) / pairs.len() as f64;
        }
        let spread = pairs
            .iter()
            .map(|(_, p, _)| (f64::from(p[0]) - middle[0]).abs().max((f64::from(p[1]) - middle[1]).abs()))
            .fold(1e-6, f64::max);
        let mut matrix = [[0.0f64; 9]; 8];
        for &(m, p, weight) in pairs {
            let (u, v) = (f64::from(m[0]) / half - 1.0, f64::from(m[1]) / half - 1.0);
            let (x, y) = ((f64::from(p[0]) - middle[0]) / spread, (f64::from(p[1]) - middle[1]) / spread);
            let rows = [[u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x], [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y]];
            for row in rows {
                for i in 0..8 {
                    for j in i..9 {
                        matrix[i][j] += f64::from(weight) * row[i] * row[j];
                    }
                }
            }
        }
        let upper = matrix;
        for (i, row) in matrix.iter_mut().enumerate() {
            for (value, upper) in row.iter_mut().zip(&upper).take(i) {
                *value = upper[i];
            }
        }
        let h = solve(&mut matrix)?;
        // Back: pixels = spread · H(m / half − 1) + middle.
        let source = |row: [f64; 3]| [row[0] / half, row[1] / half, row[2] - row[0] - row[1]];
        let last = source([h[6], h[7], 1.0]);
        let mut out = [0.0f32; 9];
        for axis in 0..2 {
            let row = source([h[3 * axis], h[3 * axis + 1], h[3 * axis + 2]]);
            for i in 0..3 {
                out[3 * axis + i] = (spread * row[i] + middle[axis] * last[i]) as f32;
            }
        }
        for i in 0..3 {
            out[6 + i] = last[i] as f32;
        }
        out.iter().all(|value| value.is_finite()).then_some(Self(out))
    }
}

fn solve(matrix: &mut [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for i in 0..8 {
        let pivot = (i..8).max_by(|&a, &b| matrix[a][i].abs().total_cmp(&matrix[b][i].abs()))?;
        matrix.swap(i, pivot);
        let lead = matrix[i];
        if lead[i].abs() < 1e-12 || lead[i].is_nan() {
            return None;
        }
        for row in matrix.iter_mut().skip(i + 1) {
            let factor = row[i] / lead[i];
            for (value, lead) in row.iter_mut().zip(lead).skip(i) {
                *value -= factor * lead;
            }
        }
    }
    let mut out = [0.0; 8];
    for i in (0..8).rev() {
        let known: f64 = (i + 1..8).map(|j| matrix[i][j] * out[j]).sum();
        out[i] = (matrix[i][8] - known) / matrix[i][i];
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_is_found_back() {
        let truth = Plane([3.0, 0.4, 100.0, -0.3, 2.8, 60.0, 0.002, -0.001, 1.0]);
        let places = [[0.0, 0.0], [25.0, 0.0], [0.0, 25.0], [25.0, 25.0], [7.0, 3.0]];
        let pairs: Vec<_> = places.iter().map(|&m| (m, truth.map(m), 1.0)).collect();
        let plane = Plane::fit(&pairs, 25.0).unwrap();
        let (a, b) = (plane.map([11.0, 19.0]), truth.map([11.0, 19.0]));
        assert!(length(sub(a, b)) < 0.01, "{a:?} {b:?}");
        assert!(Plane::fit(&[pairs[0]; 6], 25.0).is_none());
    }
}
