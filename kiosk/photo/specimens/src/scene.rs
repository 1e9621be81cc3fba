//! Sheets on a desk before a camera: where everything comes to lie in the picture, and what light and lens do to it.

use qr_specimens::Random;

use crate::desk::{self, Desk};
use crate::sheet::Sheet;

/// Focal length to the longer side of the picture.
const FOCAL: f32 = 1.1;

/// A sheet and how it lies.
#[derive(Clone)]
pub struct Laid {
    /// What lies there.
    pub sheet: Sheet,
    /// Its middle, off the middle of the picture, in pixels.
    pub at: [f32; 2],
    /// Turned clockwise by so much, in radians.
    pub turn: f32,
    /// Lifted off the desk: angle in radians, and the direction that rises, in radians.
    pub tilt: [f32; 2],
    /// Pixels a millimetre at its middle.
    pub scale: f32,
}

impl Laid {
    /// From millimetres on the sheet to pixels, projective.
    fn map(&self, size: (usize, usize)) -> [[f32; 3]; 3] {
        let focal = FOCAL * size.0.max(size.1) as f32;
        let far = focal / self.scale;
        let (sin, cos) = self.turn.sin_cos();
        let (ts, tc) = self.tilt[0].sin_cos();
        let (ay, ax) = self.tilt[1].sin_cos();
        // Along the axis nothing changes; across it lengths shrink and depth comes in.
        let lift = |[x, y]: [f32; 2]| {
            let (up, side) = (x * ax + y * ay, -x * ay + y * ax);
            [up * tc * ax - side * ay, up * tc * ay + side * ax, -up * ts]
        };
        let (right, down) = (lift([cos, sin]), lift([-sin, cos]));
        let [w, h] = self.sheet.size;
        let center = [self.at[0] / self.scale, self.at[1] / self.scale, far];
        let origin: Vec<f32> = (0..3).map(|i| center[i] - right[i] * w / 2.0 - down[i] * h / 2.0).collect();
        let (cx, cy) = (size.0 as f32 / 2.0, size.1 as f32 / 2.0);
        let row = |i: usize, c: f32| {
            [focal * right[i] + c * right[2], focal * down[i] + c * down[2], focal * origin[i] + c * origin[2]]
        };
        [row(0, cx), row(1, cy), [right[2], down[2], origin[2]]]
    }

    /// Its corners in pixels, clockwise from its own top left one.
    pub fn corners(&self, size: (usize, usize)) -> [[f32; 2]; 4] {
        let map = self.map(size);
        let [w, h] = self.sheet.size;
        [[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]].map(|place| apply(&map, place))
    }
}

fn apply(map: &[[f32; 3]; 3], [x, y]: [f32; 2]) -> [f32; 2] {
    let row = |i: usize| map[i][0] * x + map[i][1] * y + map[i][2];
    let w = row(2);
    [row(0) / w, row(1) / w]
}

fn inverse(m: &[[f32; 3]; 3]) -> [[f32; 3]; 3] {
    let c = |a: usize, b: usize, c: usize, d: usize| {
        (f64::from(m[a][b]) * f64::from(m[c][d]) - f64::from(m[a][d]) * f64::from(m[c][b])) as f32
    };
    // Up to a factor, which a projective map does not notice.
    [
        [c(1, 1, 2, 2), -c(0, 1, 2, 2), c(0, 1, 1, 2)],
        [-c(1, 0, 2, 2), c(0, 0, 2, 2), -c(0, 0, 1, 2)],
        [c(1, 0, 2, 1), -c(0, 0, 2, 1), c(0, 0, 1, 1)],
    ]
}

/// Everything before the camera, and the camera.
pub struct Scene {
    /// Of the picture in pixels.
    pub size: (usize, usize),
    /// What the sheets lie on.
    pub desk: Desk,
    /// The last lies on top.
    pub sheets: Vec<Laid>,
    /// How much darker it is at the dark end, 0 to 1, and in which direction that is, in radians.
    pub shade: [f32; 2],
    /// A lamp's mirror image: place and radius in pixels.
    pub glare: Option<[f32; 3]>,
    /// All light times this.
    pub exposure: f32,
    /// Standard deviation in pixels.
    pub blur: f32,
    /// Length in pixels and direction in radians.
    pub motion: [f32; 2],
    /// Standard deviation in gray values.
    pub noise: f32,
    /// Fingers hold the sheet: places in pixels and their direction.
    pub fingers: Vec<[f32; 3]>,
}

impl Scene {
    /// An empty desk in good light before a good camera.
    pub fn new(size: (usize, usize), desk: Desk) -> Self {
        Self {
            size,
            desk,
            sheets: Vec::new(),
            shade: [0.1, 0.0],
            glare: None,
            exposure: 1.0,
            blur: 0.6,
            motion: [0.0, 0.0],
            noise: 2.0,
            fingers: Vec::new(),
        }
    }

    /// The picture: gray, row by row.
    pub fn draw(&self, random: &mut Random) -> Vec<u8> {
        let mut pixels = desk::draw(self.desk, random, self.size);
        for laid in &self.sheets {
            lay(&mut pixels, self.size, laid);
        }
        let unit = self.size.0.max(self.size.1) as f32 / 1280.0;
        for &[x, y, turn] in &self.fingers {
            desk::bar(&mut pixels, self.size, [x, y, turn], [120.0 * unit, 34.0 * unit], 148.0);
        }
        self.light(&mut pixels);
        if self.motion[0] > 0.5 {
            self.move_along(&mut pixels);
        }
        blur(&mut pixels, self.size, self.blur);
        pixels.iter().map(|&pixel| (pixel + self.noise * random.normal()).round().clamp(0.0, 255.0) as u8).collect()
    }

    fn light(&self, pixels: &mut [f32]) {
        let (width, height) = (self.size.0 as f32, self.size.1 as f32);
        let (sin, cos) = self.shade[1].sin_cos();
        for (y, row) in pixels.chunks_exact_mut(self.size.0).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                let (u, v) = (x as f32 / width - 0.5, y as f32 / height - 0.5);
                let along = 0.5 + 0.7 * (u * cos + v * sin);
                *pixel *= self.exposure * (1.0 - self.shade[0] * along.clamp(0.0, 1.2).powf(1.4));
                if let Some([gx, gy, radius]) = self.glare {
                    let far = ((x as f32 - gx) / radius).hypot((y as f32 - gy) / radius);
                    *pixel += 420.0 * (-2.2 * far * far).exp();
                }
                *pixel = pixel.clamp(0.0, 255.0);
            }
        }
    }

    fn move_along(&self, pixels: &mut [f32]) {
        let (sin, cos) = self.motion[1].sin_cos();
        let steps = (2.0 * self.motion[0]).ceil() as usize + 1;
        let (width, height) = self.size;
        let source = pixels.to_vec();
        pixels.fill(0.0);
        for step in 0..steps {
            let off = (step as f32 / (steps - 1) as f32 - 0.5) * self.motion[0];
            let (dx, dy) = ((off * cos).round() as isize, (off * sin).round() as isize);
            for y in 0..height {
                let from = (y as isize + dy).clamp(0, height as isize - 1) as usize * width;
                for x in 0..width {
                    let column = (x as isize + dx).clamp(0, width as isize - 1) as usize;
                    pixels[y * width + x] += source[from + column] / steps as f32;
                }
            }
        }
    }
}

/// Draws a sheet, four places a pixel, and its shadow.
fn lay(pixels: &mut [f32], size: (usize, usize), laid: &Laid) {
    let back = inverse(&laid.map(size));
    let corners = laid.corners(size);
    let reach = 12.0 * laid.scale;
    let range = |axis: usize, most: usize| {
        let low = corners.iter().map(|corner| corner[axis]).fold(f32::MAX, f32::min) - reach;
        let high = corners.iter().map(|corner| corner[axis]).fold(f32::MIN, f32::max) + reach;
        low.max(0.0) as usize..(high.max(0.0) as usize).min(most)
    };
    for y in range(1, size.1) {
        for x in range(0, size.0) {
            let pixel = &mut pixels[y * size.0 + x];
            let middle = apply(&back, [x as f32 + 0.5, y as f32 + 0.5]);
            // A soft shadow to the lower right, 1.2 mm off.
            let off = laid.sheet.off([middle[0] - 1.2, middle[1] - 1.2]).max(0.0);
            *pixel *= 1.0 - 0.3 * (1.0 - off / 4.5).max(0.0);
            let under = *pixel;
            let mut sum = 0.0;
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                sum += laid.sheet.at(apply(&back, [x as f32 + dx, y as f32 + dy])).unwrap_or(under);
            }
            *pixel = sum / 4.0;
        }
    }
}

/// A lens out of focus: Gauss.
fn blur(pixels: &mut [f32], (width, height): (usize, usize), sigma: f32) {
    if sigma < 0.2 {
        return;
    }
    let reach = (3.0 * sigma).ceil() as isize;
    let weights: Vec<f32> = (-reach..=reach).map(|i| (-0.5 * (i as f32 / sigma).powi(2)).exp()).collect();
    let all: f32 = weights.iter().sum();
    let mut pass = |count: usize, long: usize, step: usize, skip: usize| {
        let mut line = vec![0.0f32; long + 2 * reach as usize];
        for n in 0..count {
            for (i, value) in line.iter_mut().enumerate() {
                let place = (i as isize - reach).clamp(0, long as isize - 1) as usize;
                *value = pixels[n * skip + place * step];
            }
            for i in 0..long {
                let sum: f32 = weights.iter().zip(&line[i..]).map(|(weight, value)| weight * value).sum();
                pixels[n * skip + i * step] = sum / all;
            }
        }
    };
    pass(height, width, 1, width);
    pass(width, height, width, 1);
}
