//! Points, lines, four corners, and the projective map between a square and four points.
#![allow(clippy::indexing_slicing)] // fixed sizes: two coordinates, four corners, 8 unknowns

/// A place in pixels: x to the right, y down; the middle of the first pixel is (0.5, 0.5).
pub type Point = [f32; 2];

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

/// The four corners of a sheet in pixels, clockwise from the top left one as it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corners(pub [Point; 4]);

impl Corners {
    /// Puts four corners, given round about in either direction, in order: the first edge is the one that runs most to
    /// the right.
    pub(crate) fn ordered(mut points: [Point; 4]) -> Self {
        if area(&points) < 0.0 {
            points.reverse();
        }
        let runs = |i: usize| {
            // The edge and the one across it together: perspective turns them against each other.
            let edge = sub(points[(i + 1) % 4], points[i]);
            let across = sub(points[(i + 2) % 4], points[(i + 3) % 4]);
            let both = add(scale(edge, 1.0 / length(edge).max(1e-6)), scale(across, 1.0 / length(across).max(1e-6)));
            both[0]
        };
        let first = (0..4).max_by(|&a, &b| runs(a).total_cmp(&runs(b))).unwrap_or(0);
        points.rotate_left(first);
        Self(points)
    }

    /// The same corners in a picture `by` times as large.
    #[must_use]
    pub fn scaled(&self, by: f32) -> Self {
        Self(self.0.map(|point| scale(point, by)))
    }

    /// In square pixels; negative when the corners go round the wrong way.
    pub fn area(&self) -> f32 {
        area(&self.0)
    }

    /// Lengths of the top, right, bottom and left edge, in pixels.
    pub fn edges(&self) -> [f32; 4] {
        [0, 1, 2, 3].map(|i| length(sub(self.0[(i + 1) % 4], self.0[i])))
    }

    /// The farthest that one corner is from its counterpart, in pixels.
    pub fn moved(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(&a, &b)| length(sub(a, b))).fold(0.0, f32::max)
    }

    /// The longer of the two lines from corner to corner, in pixels.
    pub fn diagonal(&self) -> f32 {
        let [a, b, c, d] = self.0;
        length(sub(c, a)).max(length(sub(d, b)))
    }

    /// The place lies inside, `margin` pixels from every edge at least; negative: outside by as much at most.
    pub(crate) fn holds(&self, place: Point, margin: f32) -> bool {
        (0..4).all(|i| {
            let along = sub(self.0[(i + 1) % 4], self.0[i]);
            cross(along, sub(place, self.0[i])) >= margin * length(along)
        })
    }

    /// Turns right at every corner: nothing folded, nothing flat.
    pub(crate) fn is_convex(&self) -> bool {
        (0..4).all(|i| {
            let (a, b, c) = (self.0[i], self.0[(i + 1) % 4], self.0[(i + 2) % 4]);
            let (ab, bc) = (sub(b, a), sub(c, b));
            cross(ab, bc) > 0.02 * length(ab) * length(bc)
        })
    }
}

fn area(points: &[Point; 4]) -> f32 {
    0.5 * cross(sub(points[2], points[0]), sub(points[3], points[1]))
}

/// The line of all places whose product with `normal` is `offset`; it runs along the normal turned left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Of length 1.
    pub(crate) normal: Point,
    pub(crate) offset: f32,
}

impl Line {
    pub(crate) fn along(&self) -> Point {
        [-self.normal[1], self.normal[0]]
    }

    /// How far the place is, to the side of the normal.
    pub(crate) fn distance(&self, place: Point) -> f32 {
        dot(self.normal, place) - self.offset
    }

    pub(crate) fn meet(&self, other: &Self) -> Option<Point> {
        let slope = cross(self.normal, other.normal);
        if slope.abs() < 1e-3 {
            return None;
        }
        let x = (self.offset * other.normal[1] - other.offset * self.normal[1]) / slope;
        let y = (self.normal[0] * other.offset - other.normal[0] * self.offset) / slope;
        (x.is_finite() && y.is_finite()).then_some([x, y])
    }

    /// The line with the least squares of distances over (place, weight); its normal on the side of `towards`. `None`
    /// when there is nothing to fit.
    pub(crate) fn fit(points: impl Iterator<Item = (Point, f32)> + Clone, towards: Point) -> Option<Self> {
        let (mut all, mut at) = (0.0f32, [0.0f32; 2]);
        for (p, weight) in points.clone() {
            all += weight;
            at = add(at, scale(p, weight));
        }
        if all < 1e-6 {
            return None;
        }
        at = scale(at, 1.0 / all);
        let (mut xx, mut xy, mut yy) = (0.0f32, 0.0f32, 0.0f32);
        for (p, weight) in points {
            let [x, y] = sub(p, at);
            xx += weight * x * x;
            xy += weight * x * y;
            yy += weight * y * y;
        }
        if xx + yy < 1e-6 {
            return None;
        }
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
        let mut normal = [-angle.sin(), angle.cos()];
        if dot(normal, towards) < 0.0 {
            normal = scale(normal, -1.0);
        }
        Some(Self { normal, offset: dot(normal, at) })
    }
}

/// The projective map from the square (0, 0) to (1, 1) onto four corners.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane([f32; 8]);

impl Plane {
    /// Source: P. Heckbert, "Fundamentals of Texture Mapping and Image Warping", 1989, 2.2.3: square to quadrilateral.
    pub(crate) fn onto(corners: &Corners) -> Option<Self> {
        let [p0, p1, p2, p3] = corners.0.map(|[x, y]| [f64::from(x), f64::from(y)]);
        let (dx1, dx2, sx) = (p1[0] - p2[0], p3[0] - p2[0], p0[0] - p1[0] + p2[0] - p3[0]);
        let (dy1, dy2, sy) = (p1[1] - p2[1], p3[1] - p2[1], p0[1] - p1[1] + p2[1] - p3[1]);
        let det = dx1 * dy2 - dx2 * dy1;
        if det.abs() < 1e-9 {
            return None;
        }
        let g = (sx * dy2 - dx2 * sy) / det;
        let h = (dx1 * sy - sx * dy1) / det;
        let map = [
            p1[0] - p0[0] + g * p1[0],
            p3[0] - p0[0] + h * p3[0],
            p0[0],
            p1[1] - p0[1] + g * p1[1],
            p3[1] - p0[1] + h * p3[1],
            p0[1],
            g,
            h,
        ]
        .map(|value| value as f32);
        map.iter().all(|value| value.is_finite()).then_some(Self(map))
    }

    pub(crate) fn map(&self, [u, v]: Point) -> Point {
        let h = &self.0;
        let w = 1.0 / (h[6] * u + h[7] * v + 1.0);
        [(h[0] * u + h[1] * v + h[2]) * w, (h[3] * u + h[4] * v + h[5]) * w]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_is_mapped_onto_four_corners() {
        let corners = Corners([[10.0, 20.0], [110.0, 30.0], [100.0, 90.0], [5.0, 80.0]]);
        let plane = Plane::onto(&corners).unwrap();
        for (place, corner) in [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].into_iter().zip(corners.0) {
            assert!(length(sub(plane.map(place), corner)) < 1e-3);
        }
        assert!(Plane::onto(&Corners([[1.0, 1.0]; 4])).is_none());
    }

    #[test]
    fn corners_come_in_order_from_the_top_left_one() {
        let right = Corners([[10.0, 20.0], [110.0, 40.0], [100.0, 90.0], [5.0, 80.0]]);
        for turn in 0..4 {
            let mut points = right.0;
            points.rotate_left(turn);
            assert_eq!(Corners::ordered(points), right);
            points.reverse();
            assert_eq!(Corners::ordered(points), right);
        }
        assert!(right.is_convex() && right.area() > 0.0);
        assert!(right.holds([50.0, 50.0], 5.0) && !right.holds([0.0, 50.0], 0.0));
    }

    #[test]
    fn lines_are_fitted_and_meet() {
        let points = (0..20).map(|i| ([i as f32, 3.0 + 0.5 * i as f32], 1.0));
        let line = Line::fit(points, [0.0, 1.0]).unwrap();
        assert!(line.distance([4.0, 5.0]).abs() < 1e-4 && line.distance([4.0, 9.0]) > 0.0);
        let upright = Line { normal: [1.0, 0.0], offset: 10.0 };
        let [x, y] = line.meet(&upright).unwrap();
        assert!((x - 10.0).abs() < 1e-3 && (y - 8.0).abs() < 1e-3);
        assert!(line.meet(&line).is_none());
    }
}
