//! Where brightness steps in a small picture, and to which side.
#![allow(clippy::indexing_slicing)] // every place is at least one pixel inside width × height by the loops

use zeroize::Zeroizing;

use crate::geometry::Point;
use crate::gray::Coarse;

/// How far to both sides of an edge brightness is compared, in pixels.
const ASIDE: f32 = 3.0;

/// A step of brightness at one pixel.
#[derive(Clone, Copy)]
pub(crate) struct Edge {
    /// The middle of the pixel.
    pub(crate) at: Point,
    /// To the brighter side, of length 1.
    pub(crate) towards: Point,
    /// 0 to 2: how sure it is.
    pub(crate) weight: f32,
}

/// How brightness rises everywhere, and the ridges of that.
pub(crate) struct Edges {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Rise to the right and down, four times the step in gray values (Sobel).
    rise: Vec<[i16; 2]>,
    /// Mean of nine pixels.
    mean: Zeroizing<Vec<u8>>,
    /// Places that are steeper than their neighbours across.
    pub(crate) ridges: Vec<Edge>,
    /// The least rise that is no noise, in the same unit.
    pub(crate) floor: f32,
}

impl Edges {
    pub(crate) fn of(picture: &Coarse) -> Self {
        let (width, height) = (picture.width, picture.height);
        let mut rise = vec![[0i16; 2]; width * height];
        for y in 1..height.saturating_sub(1) {
            let rows = [y - 1, y, y + 1].map(|y| &picture.data[y * width..(y + 1) * width]);
            for x in 1..width - 1 {
                let at = |line: usize, x: usize| i16::from(rows[line][x]);
                let (a, b, c) = (at(0, x - 1), at(0, x), at(0, x + 1));
                let (d, f) = (at(1, x - 1), at(1, x + 1));
                let (g, h, i) = (at(2, x - 1), at(2, x), at(2, x + 1));
                rise[y * width + x] = [c + 2 * f + i - a - 2 * d - g, g + 2 * h + i - a - 2 * b - c];
            }
        }
        let steep: Vec<u16> = rise.iter().map(|&[x, y]| f32::from(x).hypot(f32::from(y)) as u16).collect();
        let floor = floor(&steep);
        let mean = mean(picture);
        let mut edges = Self { width, height, rise, mean, ridges: Vec::new(), floor };
        let mut ridges = ridges(&edges.rise, &steep, (width, height), floor);
        // Writing, frames and grain are as bright behind as before.
        ridges.retain_mut(|ridge| {
            ridge.weight *= edges.side(ridge.at, ridge.towards);
            ridge.weight > 0.05
        });
        edges.ridges = ridges;
        edges
    }

    /// How sure it is that there is a step along `normal` at the place, −0.3 to 1; `None` outside the picture.
    pub(crate) fn seen(&self, place: Point, normal: Point) -> Option<f32> {
        let rise = self.rise(place, normal)?;
        let sure = ((rise - 0.4 * self.floor) / self.floor).clamp(-0.3, 1.0);
        Some(if sure > 0.0 { sure.min(self.side(place, normal)) } else { sure })
    }

    /// How sure it is that it is brighter on the side of `normal` than on the other, 0 to 1.
    fn side(&self, place: Point, normal: Point) -> f32 {
        // At the picture's edge there is but one side to look at.
        let Some((dark, light)) = self.sides(place, normal) else { return 0.5 };
        ((light - dark - 0.1 * self.floor) / (0.22 * self.floor)).clamp(0.0, 1.0)
    }

    /// How bright it is on the far side of `normal` and on its own; `None` where one is outside the picture.
    pub(crate) fn sides(&self, place: Point, normal: Point) -> Option<(f32, f32)> {
        let mean = |by: f32| {
            let (x, y) = (place[0] + by * normal[0], place[1] + by * normal[1]);
            let inside = x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32;
            inside.then(|| f32::from(self.mean[y as usize * self.width + x as usize]))
        };
        Some((mean(-ASIDE)?, mean(ASIDE)?))
    }

    /// How much brightness rises along `normal` at the place or a pixel beside it; `None` outside the picture.
    fn rise(&self, place: Point, normal: Point) -> Option<f32> {
        if !(place[0] >= 0.0 && place[1] >= 0.0 && place[0] < self.width as f32 && place[1] < self.height as f32) {
            return None;
        }
        let mut most = 0.0f32;
        for side in [-1.0f32, 0.0, 1.0] {
            let x = ((place[0] + side * normal[0]) as usize).min(self.width - 1);
            let y = ((place[1] + side * normal[1]) as usize).min(self.height - 1);
            let [dx, dy] = self.rise[y * self.width + x];
            let value = f32::from(dx) * normal[0] + f32::from(dy) * normal[1];
            if value.abs() > most.abs() {
                most = value;
            }
        }
        Some(most)
    }
}

/// Three times what half of the picture stays under, within bounds: a step of 3.5 to 22 gray values.
fn floor(steep: &[u16]) -> f32 {
    let mut counts = [0usize; 256];
    for &value in steep {
        counts[usize::from(value).min(255)] += 1;
    }
    let mut left = steep.len() / 2;
    let median = counts.iter().position(|&count| {
        let here = left < count;
        left = left.saturating_sub(count);
        here
    });
    (3.0 * median.unwrap_or(0) as f32).clamp(14.0, 88.0)
}

fn ridges(rise: &[[i16; 2]], steep: &[u16], (width, height): (usize, usize), floor: f32) -> Vec<Edge> {
    let mut ridges = Vec::new();
    for y in 1..height.saturating_sub(1) {
        for x in 1..width - 1 {
            let at = y * width + x;
            let here = steep[at];
            if f32::from(here) < floor {
                continue;
            }
            let [dx, dy] = rise[at];
            // The two neighbours across, along the nearest of four directions.
            let (ax, ay) = (dx.unsigned_abs(), dy.unsigned_abs());
            let step = if ay * 2 < ax {
                1
            } else if ax * 2 < ay {
                width
            } else if (dx > 0) == (dy > 0) {
                width + 1
            } else {
                width - 1
            };
            if here < steep[at - step] || here <= steep[at + step] {
                continue;
            }
            let long = f32::from(here).max(1.0);
            ridges.push(Edge {
                at: [x as f32 + 0.5, y as f32 + 0.5],
                towards: [f32::from(dx) / long, f32::from(dy) / long],
                weight: (f32::from(here) / (3.0 * floor)).min(2.0),
            });
        }
    }
    ridges
}

fn mean(picture: &Coarse) -> Zeroizing<Vec<u8>> {
    let (width, height) = (picture.width, picture.height);
    let mut mean = Zeroizing::new(picture.data.to_vec());
    for y in 1..height.saturating_sub(1) {
        for x in 1..width - 1 {
            let sum: u16 = [y - 1, y, y + 1]
                .iter()
                .map(|y| {
                    picture.data[y * width + x - 1..y * width + x + 2]
                        .iter()
                        .map(|&value| u16::from(value))
                        .sum::<u16>()
                })
                .sum();
            mean[y * width + x] = (sum / 9) as u8;
        }
    }
    mean
}
