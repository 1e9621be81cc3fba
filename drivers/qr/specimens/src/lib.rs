//! Drawn pictures as a kiosk's camera would take them: 1280×720, 23 kinds of trouble, four severities, fixed seeds.
// For tests and measuring: a content that does not fit, or a table too short, is a mistake in this file.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod canvas;
mod random;
mod scene;

pub use canvas::Canvas;
pub use random::Random;
pub use scene::{Scene, place};

use qrcodegen::{QrCode, QrCodeEcc};

/// What is drawn, from easy to hard.
pub const KINDS: [&str; 23] = [
    "plain", "small", "large", "rotated", "tilt", "blur", "motion", "noise", "dark", "faint", "glare", "gradient",
    "screen", "inverted", "mirrored", "bent", "wrinkled", "covered", "damaged", "bare", "several", "version",
    "clutter",
];

/// The kind without any code: whatever is read in it is false.
pub const EMPTY: &str = "empty";

/// Severities: 0 to 3.
pub const SEVERITIES: usize = 4;

/// A picture and what is in it.
pub struct Specimen {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Gray, row by row.
    pub pixels: Vec<u8>,
    /// What its codes hold.
    pub contents: Vec<Vec<u8>>,
}

/// Draws a picture; `severity` 0 to 3.
pub fn draw(kind: &str, severity: usize, seed: u64) -> Specimen {
    let salt = kind.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut random =
        Random::new(seed.wrapping_mul(1009).wrapping_add(salt).wrapping_mul(4).wrapping_add(severity as u64));
    let mut canvas = Canvas::new(1280, 720, 120.0);
    let amount = if kind == "clutter" || kind == EMPTY { 12 + 14 * severity } else { 5 };
    canvas.clutter(&mut random, amount);
    let mut scene = Scene::of(kind, severity, &mut random);
    let mut contents = Vec::new();
    let count = match kind {
        EMPTY => 0,
        "several" => 2 + severity,
        _ => 1,
    };
    for i in 0..count {
        let content = content(&mut random, scene.length);
        let code = QrCode::encode_binary(&content, scene.level).expect("a content that fits");
        if count > 1 {
            let cell = 1280.0 / count as f32;
            scene.module = (cell * 0.62 / (code.size() as f32 + 8.0)).min(6.0);
            scene.center = [cell * (i as f32 + 0.5), random.between(250.0, 470.0)];
        }
        place(&mut canvas, &scene, &code, &mut random);
        contents.push(content);
    }
    scene.camera(&mut canvas, &mut random);
    let pixels = canvas.bytes(&mut random, scene.noise);
    Specimen { width: canvas.width, height: canvas.height, pixels, contents }
}

/// An address as on tickets and certificates; nothing in it is anybody's.
fn content(random: &mut Random, length: usize) -> Vec<u8> {
    let mut text = String::from("https://example.gov.cn/v/");
    while text.len() < length {
        text.push(char::from(b"0123456789abcdefghijkmnpqrstuvwxyz"[random.below(34)]));
    }
    text.truncate(length.max(8));
    text.into_bytes()
}

/// A code alone on white, `module` pixels a module, without anything of a camera.
pub fn clean(code: &QrCode, module: usize) -> Specimen {
    let side = (code.size() as usize + 8) * module;
    let mut canvas = Canvas::new(side, side, 255.0);
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                let m = module as i32;
                canvas.rect((x + 4) * m, (y + 4) * m, m, m, 0.0);
            }
        }
    }
    let pixels = canvas.bytes(&mut Random::new(0), 0.0);
    Specimen { width: side, height: side, pixels, contents: Vec::new() }
}

pub(crate) const LEVELS: [QrCodeEcc; 4] = [QrCodeEcc::Low, QrCodeEcc::Medium, QrCodeEcc::Quartile, QrCodeEcc::High];

/// What the codes among [`anything`] hold.
pub const ANYTHING: [&str; 3] = ["HELLO 370000", "https://example.gov.cn/v/x", "0123456789"];

/// Any small picture: noise, shapes, or a code broken in some way.
pub fn anything(random: &mut Random, width: usize, height: usize) -> Vec<u8> {
    let mut canvas = Canvas::new(width, height, random.between(0.0, 255.0));
    let kind = random.below(6);
    if kind >= 2 {
        for _ in 0..random.below(4) {
            let code = QrCode::encode_text(ANYTHING[random.below(3)], LEVELS[random.below(4)]).expect("a short text");
            let module = 1 + random.below(6) as i32;
            let (x0, y0) = (random.below(width) as i32 / 2, random.below(height) as i32 / 2);
            canvas.rect(x0, y0, (code.size() + 4) * module, (code.size() + 4) * module, 230.0);
            let broken = random.below(3) * random.below(400);
            for y in 0..code.size() {
                for x in 0..code.size() {
                    let flip = broken > 0 && random.below(1000) < broken && !(x < 8 && y < 8);
                    if code.get_module(x, y) != flip {
                        canvas.rect(x0 + (x + 2) * module, y0 + (y + 2) * module, module, module, 20.0);
                    }
                }
            }
        }
    }
    for _ in 0..if kind % 2 == 1 { random.below(30) } else { 0 } {
        let (x, y) = (random.below(width) as i32, random.below(height) as i32);
        let (w, h) = (1 + random.below(60) as i32, 1 + random.below(60) as i32);
        canvas.rect(x, y, w, h, random.between(0.0, 255.0));
    }
    let noise = if kind == 0 { 200.0 } else { random.between(0.0, 40.0) };
    canvas.bytes(random, noise)
}
