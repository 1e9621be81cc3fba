//! How wide a rectangle is to its height, from four corners that perspective has moved.
//!
//! Source: Z. Zhang, L. He, "Whiteboard scanning and image enhancement", Digital Signal Processing 17 (2007), 3.1.

use crate::geometry::{Corners, Point};

/// Focal length of a camera whose own cannot be told, to the longer side of its picture: a view of 49 degrees.
const FOCAL: f64 = 1.1;
/// Focal lengths that are believed.
const BELIEVED: std::ops::Range<f64> = 0.65..2.6;
/// Perspective below which the focal length is noise.
const MILD: f64 = 0.1;

type Ray = [f64; 3];

fn cross(a: Ray, b: Ray) -> Ray {
    let ([a, b, c], [d, e, f]) = (a, b);
    [b * f - c * e, c * d - a * f, a * e - b * d]
}

fn dot(a: Ray, b: Ray) -> f64 {
    a.iter().zip(&b).map(|(a, b)| a * b).sum()
}

/// Width to height. `size`: of the picture in pixels; the camera's axis goes through its middle.
pub(crate) fn aspect(corners: &Corners, size: (usize, usize)) -> f32 {
    let long = size.0.max(size.1) as f64;
    let ray =
        |[x, y]: Point| [(f64::from(x) - size.0 as f64 / 2.0) / long, (f64::from(y) - size.1 as f64 / 2.0) / long, 1.0];
    let [a, b, d, c] = corners.0.map(ray);
    // a and b above, c and d below: as m1 to m4 in the source.
    let k2 = dot(cross(a, d), c) / dot(cross(b, d), c);
    let k3 = dot(cross(a, d), b) / dot(cross(c, d), b);
    let side = |k: f64, to: Ray| {
        let ([x, y, z], [p, q, r]) = (to, a);
        [k * x - p, k * y - q, k * z - r]
    };
    let ([x2, y2, z2], [x3, y3, z3]) = (side(k2, b), side(k3, c));
    let squared = -(x2 * x3 + y2 * y3) / (z2 * z3);
    let is_told = z2.abs() > MILD && z3.abs() > MILD && squared > 0.0 && BELIEVED.contains(&squared.sqrt());
    let focal = if is_told { squared } else { FOCAL * FOCAL };
    let ratio = (((x2 * x2 + y2 * y2) / focal + z2 * z2) / ((x3 * x3 + y3 * y3) / focal + z3 * z3)).sqrt() as f32;
    let [top, right, bottom, left] = corners.edges();
    let seen = (top + bottom) / (left + right).max(1e-6);
    // Perspective shortens, but not to a third.
    if ratio.is_finite() && (0.4..2.5).contains(&(ratio / seen)) { ratio } else { seen }
}
