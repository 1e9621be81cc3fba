//! Where a code lies before the camera, on what, and in which light.
#![allow(clippy::indexing_slicing, clippy::many_single_char_names)] // fixed sizes; letters as in textbooks

use std::f32::consts::TAU;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::canvas::Canvas;
use crate::random::Random;

/// One picture's trouble.
#[derive(Clone)]
pub struct Scene {
    /// Bytes that the code holds.
    pub length: usize,
    /// Its correction.
    pub level: QrCodeEcc,
    /// Pixels a module before tilting.
    pub module: f32,
    /// In pixels.
    pub center: [f32; 2],
    /// Turned in its plane, radians.
    pub turn: f32,
    /// Tilted about an upright and a level axis, radians.
    pub tilt: [f32; 2],
    /// Light border, modules.
    pub quiet: f32,
    /// Gray of dark and light modules.
    pub ink: [f32; 2],
    /// Rolled over a cylinder: its radius in sides of the code; 0 flat.
    pub roll: f32,
    /// Waves of the paper, in modules.
    pub waves: f32,
    /// Share of the side that a finger covers.
    pub finger: f32,
    /// Spots and scratches.
    pub spots: usize,
    /// Turned over as in a mirror.
    pub mirrored: bool,
    /// Gaussian blur, pixels.
    pub sigma: f32,
    /// Blur by motion, pixels.
    pub motion: usize,
    /// Spread of the noise, gray levels.
    pub noise: f32,
    /// Share of the light that is left, and how unevenly it falls.
    pub light: f32,
    /// Share that the light falls off from one side to the other.
    pub slope: f32,
    /// Brightness of a spot of glare, gray levels.
    pub glare: f32,
    /// Depth of a screen's moire, gray levels.
    pub moire: f32,
}

impl Scene {
    /// The trouble of a kind.
    pub fn of(kind: &str, severity: usize, random: &mut Random) -> Self {
        let s = severity as f32;
        let length = 20 + random.below(60);
        let mut scene = Self {
            length,
            level: crate::LEVELS[random.below(3)],
            module: random.between(4.0, 7.0),
            center: [random.between(480.0, 800.0), random.between(300.0, 420.0)],
            turn: random.between(-0.12, 0.12),
            tilt: [random.between(-0.12, 0.12), random.between(-0.12, 0.12)],
            quiet: 4.0,
            ink: [random.between(15.0, 45.0), random.between(195.0, 240.0)],
            roll: 0.0,
            waves: 0.0,
            finger: 0.0,
            spots: 0,
            mirrored: false,
            sigma: 0.7,
            motion: 0,
            noise: 3.0,
            light: 1.0,
            slope: 0.0,
            glare: 0.0,
            moire: 0.0,
        };
        scene.trouble(kind, severity, s, random);
        scene
    }

    fn trouble(&mut self, kind: &str, severity: usize, s: f32, random: &mut Random) {
        match kind {
            "small" => self.module = [2.6, 2.2, 1.9, 1.7][severity],
            "large" => {
                self.length = 30;
                self.module = [10.0, 13.0, 16.0, 19.0][severity];
            }
            "rotated" => self.turn = random.between(0.0, TAU),
            "tilt" => {
                let angle = [0.52, 0.79, 0.92, 1.05][severity];
                let way = random.between(0.0, TAU);
                self.tilt = [angle * way.cos(), angle * way.sin()];
                self.turn = random.between(0.0, TAU);
            }
            "blur" => self.sigma = self.module * [0.35, 0.48, 0.58, 0.68][severity],
            "motion" => self.motion = (self.module * [0.9, 1.3, 1.7, 2.1][severity]) as usize,
            "noise" => self.noise = [20.0, 40.0, 60.0, 80.0][severity],
            "dark" => {
                self.light = [0.25, 0.15, 0.1, 0.07][severity];
                self.noise = 2.5;
            }
            "faint" => {
                let middle = random.between(100.0, 180.0);
                let half = [20.0, 12.0, 8.0, 6.0][severity];
                self.ink = [middle - half, middle + half];
                self.noise = 2.0;
            }
            "glare" => self.glare = 120.0 + 60.0 * s,
            "gradient" => self.slope = [0.7, 0.85, 0.92, 0.96][severity],
            "screen" => {
                self.moire = 15.0 + 15.0 * s;
                self.ink = [40.0, 200.0];
                self.tilt = [random.between(-0.3, 0.3), random.between(-0.3, 0.3)];
            }
            "inverted" => {
                self.ink.swap(0, 1);
                self.module -= 0.7 * s;
            }
            "mirrored" => {
                self.mirrored = true;
                self.module -= 0.6 * s;
            }
            "bent" => self.roll = [1.0, 0.8, 0.65, 0.52][severity],
            "wrinkled" => self.waves = 0.15 + 0.2 * s,
            "covered" => {
                self.level = crate::LEVELS[1 + random.below(3)];
                self.finger = [0.18, 0.24, 0.3, 0.36][severity];
            }
            "damaged" => {
                self.level = crate::LEVELS[1 + random.below(3)];
                self.spots = 3 + 3 * severity;
            }
            "bare" => {
                self.quiet = [1.0, 0.5, 0.0, 0.0][severity];
                self.spots = 0;
            }
            "version" => {
                self.length = [150, 260, 400, 600][severity];
                self.level = crate::LEVELS[severity % 2];
                self.module = [5.0, 4.5, 3.8, 3.3][severity];
            }
            _ => {}
        }
    }

    /// Light, blur and what else the camera and the room do.
    pub fn camera(&self, canvas: &mut Canvas, random: &mut Random) {
        let way = random.between(0.0, TAU);
        let (c, s) = (way.cos(), way.sin());
        let [cx, cy] = self.center;
        let spot = [cx + random.between(-60.0, 60.0), cy + random.between(-60.0, 60.0)];
        let spread = random.between(25.0, 50.0);
        let (wave, phase) = (random.between(0.8, 2.6), random.between(0.0, TAU));
        canvas.each(|x, y, pixel| {
            let (dx, dy) = (x - cx, y - cy);
            let fall = 1.0 - self.slope * ((dx * c + dy * s) / 240.0 * 0.5 + 0.5).clamp(0.0, 1.0);
            let (gx, gy) = (x - spot[0], y - spot[1]);
            let glare = self.glare * (-(gx * gx + gy * gy) / (2.0 * spread * spread)).exp();
            let moire = self.moire * ((dx * c + dy * s) * wave + phase).sin();
            *pixel = (*pixel + moire) * self.light * fall + glare;
        });
        canvas.blur(self.sigma);
        if self.motion > 1 {
            canvas.motion(self.motion, [(1, 0), (0, 1), (1, 1)][random.below(3)]);
        }
    }
}

/// Draws a code into the picture, with the paper that it is on.
pub fn place(canvas: &mut Canvas, scene: &Scene, code: &QrCode, random: &mut Random) {
    let side = code.size() as f32;
    let reach = (side / 2.0 + scene.quiet) * scene.module;
    let inverse = inverse(scene);
    let (phase, bend) = (random.between(0.0, TAU), random.between(-0.6, 0.6));
    let spots: Vec<[f32; 4]> = (0..scene.spots)
        .map(|_| {
            let ink = if random.below(2) == 0 { 20.0 } else { 235.0 };
            [random.between(0.0, side), random.between(0.0, side), random.between(0.8, 2.2), ink]
        })
        .collect();
    // A finger comes from the lower right, where no finder is.
    let finger = [side * random.between(0.75, 0.95), side * random.between(0.75, 1.0), side * scene.finger];
    let (left, top) = ((scene.center[0] - reach * 2.2).max(0.0), (scene.center[1] - reach * 2.2).max(0.0));
    let (right, bottom) = (scene.center[0] + reach * 2.2, scene.center[1] + reach * 2.2);
    let fine = if scene.module < 3.0 { 4 } else { 3 };
    let width = canvas.width;
    for y in top as usize..(bottom as usize).min(canvas.height) {
        for x in left as usize..(right as usize).min(width) {
            let (mut sum, mut hits) = (0.0, 0.0);
            for k in 0..fine * fine {
                let px = x as f32 + ((k % fine) as f32 + 0.5) / fine as f32 - scene.center[0];
                let py = y as f32 + ((k / fine) as f32 + 0.5) / fine as f32 - scene.center[1];
                let Some(at) = on_paper(scene, &inverse, [px, py], side, (phase, bend)) else { continue };
                let value = ink(scene, code, at, side, &spots, finger);
                if let Some(value) = value {
                    sum += value;
                    hits += 1.0;
                }
            }
            if hits > 0.0 {
                let pixel = &mut canvas.pixels[y * width + x];
                let all = (fine * fine) as f32;
                *pixel = (sum + *pixel * (all - hits)) / all;
            }
        }
    }
}

/// The gray at a place in modules, `None` beside the paper.
fn ink(scene: &Scene, code: &QrCode, [x, y]: [f32; 2], side: f32, spots: &[[f32; 4]], finger: [f32; 3]) -> Option<f32> {
    let (low, high) = (-scene.quiet, side + scene.quiet);
    if !(low..high).contains(&x) || !(low..high).contains(&y) {
        return None;
    }
    let (fx, fy) = (x - finger[0], y - finger[1]);
    if scene.finger > 0.0 && fx * fx + fy * fy < finger[2] * finger[2] {
        return Some(130.0);
    }
    // Spots keep off the finders: a code without one is no code for anybody.
    let near = |at: f32| at < 8.0;
    let far = |at: f32| at > side - 8.0;
    let finder = (near(y) && (near(x) || far(x))) || (near(x) && far(y));
    if !finder {
        for spot in spots {
            let (dx, dy) = (x - spot[0], y - spot[1]);
            if dx * dx + dy * dy < spot[2] * spot[2] {
                return Some(spot[3]);
            }
        }
    }
    let x = if scene.mirrored { side - x } else { x };
    let dark = code.get_module(x.floor() as i32, y.floor() as i32);
    Some(scene.ink[usize::from(!dark)])
}

/// From pixels around the code's middle to modules.
fn on_paper(scene: &Scene, h: &[f32; 9], [x, y]: [f32; 2], side: f32, (phase, bend): (f32, f32)) -> Option<[f32; 2]> {
    let w = h[6] * x + h[7] * y + h[8];
    if w <= 1e-6 {
        return None;
    }
    let (mut x, mut y) =
        ((h[0] * x + h[1] * y + h[2]) / w / scene.module, (h[3] * x + h[4] * y + h[5]) / w / scene.module);
    if scene.roll > 0.0 {
        let radius = scene.roll * side;
        let (c, s) = (bend.cos(), bend.sin());
        let (across, along) = (x * c + y * s, y * c - x * s);
        if across.abs() >= radius * 0.999 {
            return None;
        }
        let rolled = radius * (across / radius).asin();
        (x, y) = (rolled * c - along * s, rolled * s + along * c);
    }
    if scene.waves > 0.0 {
        x += scene.waves * (y * TAU / side * 1.3 + phase).sin();
        y += scene.waves * (x * TAU / side * 1.1 + phase * 2.0).sin();
    }
    Some([x + side / 2.0, y + side / 2.0])
}

/// The inverse of turning, tilting and seeing from 900 pixels away.
fn inverse(scene: &Scene) -> [f32; 9] {
    let angle = (scene.tilt[0].powi(2) + scene.tilt[1].powi(2)).sqrt();
    let axis = if angle > 1e-4 { [scene.tilt[1] / angle, scene.tilt[0] / angle] } else { [1.0, 0.0] };
    let (c, s) = (angle.cos(), angle.sin());
    // Rodrigues' turn about an axis in the picture's plane; the third row gives depth.
    let [ax, ay] = axis;
    let r =
        [c + ax * ax * (1.0 - c), ax * ay * (1.0 - c), ax * ay * (1.0 - c), c + ay * ay * (1.0 - c), -ay * s, ax * s];
    let (tc, ts) = (scene.turn.cos(), scene.turn.sin());
    let turn = |a: f32, b: f32| [a * tc + b * ts, b * tc - a * ts];
    let [a, b] = turn(r[0], r[1]);
    let [d, e] = turn(r[2], r[3]);
    let [g, h] = turn(r[4], r[5]);
    let (g, h) = (g / 900.0, h / 900.0);
    // Adjugate of [a b 0; d e 0; g h 1].
    let det = a * e - b * d;
    [e / det, -b / det, 0.0, -d / det, a / det, 0.0, (d * h - e * g) / det, (b * g - a * h) / det, 1.0]
}
