//! Draws photographs of sheets on desks as a document camera gives them, and knows where the corners are. Fixed seeds; for
//! tests and measuring only.

// For tests and measuring: tables are as long as they are asked for; points x and y, corners a to d.
#![allow(clippy::indexing_slicing, clippy::many_single_char_names)]

mod desk;
mod scene;
mod sheet;

pub use desk::Desk;
pub use qr_specimens::Random;
pub use scene::{Laid, Scene};
pub use sheet::Sheet;

/// What is photographed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A4 on a dark plate.
    Plain,
    /// A form whose frame is nearly as large as the sheet.
    Form,
    /// On boards with grain.
    Wood,
    /// Among pens, papers and keys.
    Clutter,
    /// Turned by up to 28 degrees.
    Turned,
    /// Seen askew: up to 16 degrees.
    Askew,
    /// Half in shadow.
    Shaded,
    /// A camera in poor light: noise of 5 to 8 gray values.
    Noisy,
    /// On a desk nearly as white as the paper.
    Pale,
    /// An ID-1 card.
    Card,
    /// A sheet with nothing on it.
    Blank,
    /// A smaller sheet beside it or under it.
    Two,
    /// Held by fingers.
    Held,
    /// Turned, askew, shaded and on wood or clutter at once.
    Mixed,
    /// Out of focus: blur of 2.2 to 6 pixels (at 1280).
    Blurred,
    /// Moved while it was taken: 7 to 20 pixels (at 1280).
    Moved,
    /// A lamp's mirror image on it.
    Glare,
    /// A part is outside.
    CutOff,
    /// A small slip far away.
    Far,
    /// Held towards the camera: 33 to 45 degrees.
    Tilted,
    /// Hardly any light.
    Dark,
    /// A desk without a sheet.
    Empty,
}

/// Kinds that can be read as they are.
pub const ORDINARY: [Kind; 14] = [
    Kind::Plain,
    Kind::Form,
    Kind::Wood,
    Kind::Clutter,
    Kind::Turned,
    Kind::Askew,
    Kind::Shaded,
    Kind::Noisy,
    Kind::Pale,
    Kind::Card,
    Kind::Blank,
    Kind::Two,
    Kind::Held,
    Kind::Mixed,
];

/// Kinds about which something is to be done.
pub const FAULTY: [Kind; 8] =
    [Kind::Blurred, Kind::Moved, Kind::Glare, Kind::CutOff, Kind::Far, Kind::Tilted, Kind::Dark, Kind::Empty];

/// A photograph.
pub struct Specimen {
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
    /// Gray, row by row.
    pub pixels: Vec<u8>,
    /// Where the sheet's corners are, clockwise from its own top left one; none on an empty desk.
    pub corners: Option<[[f32; 2]; 4]>,
    /// Width to height of the sheet.
    pub aspect: f32,
}

/// Draws one of a kind; `size` of the picture in pixels.
pub fn draw(kind: Kind, seed: u64, size: (usize, usize)) -> Specimen {
    let mut random = Random::new(seed.wrapping_mul(64).wrapping_add(kind as u64));
    let scene = scene(kind, &mut random, size);
    let pixels = scene.draw(&mut random);
    let top = scene.sheets.last();
    Specimen {
        width: size.0,
        height: size.1,
        pixels,
        corners: top.map(|laid| laid.corners(size)),
        aspect: top.map_or(1.0, |laid| laid.sheet.size[0] / laid.sheet.size[1]),
    }
}

/// Everything of a kind, before the picture is taken.
pub fn scene(kind: Kind, random: &mut Random, size: (usize, usize)) -> Scene {
    let desk = match kind {
        Kind::Wood => Desk::Wood,
        Kind::Clutter => Desk::Clutter,
        Kind::Pale => Desk::Pale,
        Kind::Mixed | Kind::CutOff | Kind::Empty => [Desk::Plate, Desk::Wood, Desk::Clutter][random.below(3)],
        _ => [Desk::Plate, Desk::Wood][random.below(2)],
    };
    let mut scene = Scene::new(size, desk);
    scene.shade = [random.between(0.0, 0.2), random.between(0.0, 6.3)];
    scene.noise = random.between(1.0, 3.0);
    scene.blur = random.between(0.5, 0.8);
    if kind == Kind::Empty {
        return scene;
    }
    let unit = size.0.max(size.1) as f32 / 1280.0;
    let high = size.0.min(size.1) as f32;
    let laid = main_sheet(kind, random, size);
    scene.sheets.push(laid);
    let shaken = random.between(0.0, 6.3);
    match kind {
        Kind::Shaded => scene.shade = [random.between(0.35, 0.6), random.between(0.0, 6.3)],
        Kind::Noisy => scene.noise = random.between(5.0, 8.0),
        Kind::Mixed => {
            scene.shade = [random.between(0.1, 0.4), random.between(0.0, 6.3)];
            scene.noise = random.between(2.0, 5.0);
        }
        Kind::Blurred => scene.blur = random.between(2.2, 6.0) * unit,
        Kind::Moved => scene.motion = [random.between(7.0, 20.0) * unit, shaken],
        Kind::Dark => scene.exposure = random.between(0.13, 0.22),
        Kind::Glare => {
            let at = |random: &mut Random| random.between(-0.2, 0.2) * high;
            scene.exposure = 0.85;
            scene.glare = Some([
                size.0 as f32 / 2.0 + at(random),
                size.1 as f32 / 2.0 + at(random),
                random.between(50.0, 130.0) * unit,
            ]);
        }
        Kind::Held => {
            if let Some(corners) = scene.sheets.first().map(|laid| laid.corners(size)) {
                scene.fingers = [(0, 3), (1, 2)]
                    .iter()
                    .map(|&(a, b)| {
                        let ([ax, ay], [bx, by]) = (corners[a], corners[b]);
                        let t = random.between(0.3, 0.85);
                        [ax + t * (bx - ax), ay + t * (by - ay), random.between(-0.4, 0.4)]
                    })
                    .collect();
            }
        }
        Kind::Two => {
            let mut other = Sheet::a4(random, 3.0);
            other.size = [105.0, 148.0];
            other.scale = 6.0;
            let side = if random.below(2) == 0 { -1.0 } else { 1.0 };
            let at = [side * random.between(0.42, 0.6) * high, random.between(-0.12, 0.12) * high];
            let turn = random.between(-0.4, 0.4);
            scene.sheets.insert(0, Laid { sheet: other, at, turn, tilt: [0.0, 0.0], scale: high / 360.0 });
        }
        _ => {}
    }
    scene
}

/// The sheet that is meant, and how it lies.
fn main_sheet(kind: Kind, random: &mut Random, size: (usize, usize)) -> Laid {
    let high = size.0.min(size.1) as f32;
    // Pixels a millimetre when A4 upright fills most of the height.
    let mut scale = high * random.between(0.74, 0.9) / 297.0;
    // Printed twice as fine as it is seen.
    let fine = 2.0 * scale;
    let mut turn = random.between(-0.06, 0.06);
    let mut tilt = [random.between(0.0, 0.05), random.between(0.0, 6.3)];
    let mut at = [random.between(-0.15, 0.15) * high, random.between(-0.03, 0.03) * high];
    let sheet = match kind {
        Kind::Form => Sheet::form(random, fine),
        Kind::Card => Sheet::card(random, 2.0 * fine),
        Kind::Blank => Sheet::blank([210.0, 297.0], 0.0, fine, random.between(222.0, 240.0)),
        Kind::Far => Sheet::card(random, fine),
        _ if random.below(4) == 0 => Sheet::form(random, fine),
        _ => Sheet::a4(random, fine),
    };
    match kind {
        Kind::Turned => {
            turn = random.between(-0.49, 0.49);
            scale *= 0.8;
        }
        Kind::Askew => tilt[0] = random.between(0.12, 0.28),
        Kind::Mixed => {
            turn = random.between(-0.35, 0.35);
            tilt[0] = random.between(0.05, 0.2);
            scale *= 0.8;
        }
        Kind::Tilted => {
            tilt = [random.between(0.9, 1.05), random.below(4) as f32 * std::f32::consts::FRAC_PI_2];
            scale *= 0.85;
            at = [0.0, 0.0];
        }
        Kind::Card => {
            scale *= random.between(1.0, 1.5);
            at = [random.between(-0.3, 0.3) * high, random.between(-0.25, 0.25) * high];
            turn = random.between(-0.3, 0.3);
        }
        Kind::Far => {
            scale *= random.between(0.55, 0.68);
            at = [random.between(-0.3, 0.3) * high, random.between(-0.25, 0.25) * high];
        }
        Kind::CutOff => match random.below(3) {
            0 => at[1] = [-1.0, 1.0][random.below(2)] * random.between(0.16, 0.4) * high,
            1 => at[0] = [-1.0, 1.0][random.below(2)] * (0.5 * size.0 as f32 - random.between(0.0, 0.22) * high),
            _ => {
                at[1] = [-1.0, 1.0][random.below(2)] * random.between(0.2, 0.4) * high;
                turn = random.between(-0.4, 0.4);
            }
        },
        _ => {}
    }
    Laid { sheet, at, turn, tilt, scale }
}
