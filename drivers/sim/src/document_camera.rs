//! A simulated document camera: a dark plate on which a sheet lies, or none.

pub use crate::lens::{CameraFault, View};
use crate::lens::{Lens, Scene};

/// Size of its pictures in pixels: one of those that document cameras have.
pub const SIZE: (usize, usize) = (2048, 1536);

/// Pixels a millimetre: A4 (210 × 297 mm) and some of the plate around it.
const SCALE: f32 = 4.6;

/// Width and height of the sheet in millimetres (ISO 216).
const SHEET: [f32; 2] = [210.0, 297.0];

/// Brightness of plate, paper and ink.
const PLATE: f32 = 62.0;
const PAPER: f32 = 218.0;
const INK: f32 = 44.0;

/// From one line of writing to the next, and how high its letters are, in millimetres: 11 pt.
const LINE: f32 = 7.2;
const LETTERS: f32 = 2.6;

/// What is left free at the edges of the sheet, in millimetres.
const MARGIN: f32 = 22.0;

/// The camera and the plate under it. In the beginning a sheet lies there.
pub type DocumentCameraSim = Lens<Plate>;

/// The plate, and what lies on it.
pub struct Plate {
    /// The number of the sheet that lies there.
    sheet: Option<u32>,
    /// Sheets so far.
    count: u32,
}

impl Default for Plate {
    fn default() -> Self {
        Self { sheet: Some(1), count: 1 }
    }
}

impl Scene for Plate {
    const SIZE: (usize, usize) = SIZE;

    fn draw(&self) -> Vec<u8> {
        draw(self.sheet)
    }
}

impl Lens<Plate> {
    /// Lays the next sheet down, in place of one that lies there: each has other writing and lies a little otherwise.
    pub fn lay(&self) {
        self.change(|plate| {
            plate.count += 1;
            plate.sheet = Some(plate.count);
        });
    }

    /// Takes the sheet away.
    pub fn take(&self) {
        self.change(|plate| plate.sheet = None);
    }

    /// Whether a sheet lies there.
    pub fn has_sheet(&self) -> bool {
        self.see(|plate| plate.sheet.is_some())
    }
}

/// Bars in place of words, in millimetres of a line: where each begins and ends.
fn words(seed: u32, line: u32) -> Vec<[f32; 2]> {
    let mut state = seed.wrapping_mul(0x9E37_79B9) ^ line.wrapping_mul(0x85EB_CA6B) ^ 0x2545_F491;
    let mut random = move |most: u32| {
        // xorshift (Marsaglia 2003): other words on every sheet, the same ones every time.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state % most) as f32
    };
    let (mut at, mut words) = (MARGIN, Vec::new());
    // The last line of a paragraph is short.
    let right = if line % 6 == 5 { SHEET[0] / 2.0 } else { SHEET[0] - MARGIN };
    while at < right - 4.0 {
        let end = (at + 6.0 + random(22)).min(right);
        words.push([at, end]);
        at = end + 2.0;
    }
    words
}

/// The plate, and the sheet on it, turned by a degree or two.
fn draw(sheet: Option<u32>) -> Vec<u8> {
    let (width, height) = SIZE;
    let mut picture = vec![PLATE as u8; width * height];
    let Some(sheet) = sheet else { return picture };
    let degrees = 1.2 + (sheet % 5) as f32 * 0.4;
    let turn = if sheet % 2 == 0 { degrees } else { -degrees }.to_radians();
    let (sin, cos) = turn.sin_cos();
    let lines: Vec<Vec<[f32; 2]>> = (0..64).map(|line| words(sheet, line)).collect();
    let (middle_x, middle_y) = (width as f32 / 2.0 + (sheet % 3) as f32 * 9.0, height as f32 / 2.0);
    for (y, row) in picture.chunks_exact_mut(width).enumerate() {
        for (x, pixel) in row.iter_mut().enumerate() {
            let (dx, dy) = ((x as f32 + 0.5 - middle_x) / SCALE, (y as f32 + 0.5 - middle_y) / SCALE);
            let (u, v) = (dx * cos + dy * sin + SHEET[0] / 2.0, dy * cos - dx * sin + SHEET[1] / 2.0);
            // How far inside of the sheet, and how much of the pixel that is: the edge is as soft as a good lens draws it.
            let inside = u.min(v).min(SHEET[0] - u).min(SHEET[1] - v);
            let paper = cover(inside);
            if paper > 0.0 {
                let ink = ink(&lines, u, v);
                let on_sheet = PAPER + (INK - PAPER) * ink;
                *pixel = (PLATE + (on_sheet - PLATE) * paper).round() as u8;
            }
        }
    }
    picture
}

/// Share of a pixel that is covered by what reaches so many millimetres beyond its middle.
fn cover(beyond: f32) -> f32 {
    (beyond * SCALE / 1.6 + 0.5).clamp(0.0, 1.0)
}

/// How much ink is there.
fn ink(lines: &[Vec<[f32; 2]>], u: f32, v: f32) -> f32 {
    let below = v - MARGIN;
    if below < -1.0 || v > SHEET[1] - MARGIN {
        return 0.0;
    }
    let line = (below / LINE).max(0.0);
    let in_line = below - line.floor() * LINE;
    let letters = cover(in_line.min(LETTERS - in_line));
    if letters <= 0.0 {
        return 0.0;
    }
    let words = lines.get(line as usize).map_or(&[][..], Vec::as_slice);
    let near = words.iter().map(|[start, end]| (u - start).min(end - u)).fold(f32::MIN, f32::max);
    letters * cover(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(camera: &DocumentCameraSim) -> Vec<u8> {
        let View::Picture(pixels) = camera.look() else { panic!("no picture") };
        assert_eq!(pixels.len(), SIZE.0 * SIZE.1);
        pixels
    }

    #[test]
    fn a_sheet_lies_there_until_it_is_taken_and_the_next_is_another() {
        let camera = DocumentCameraSim::default();
        let first = pixels(&camera);
        let white = first.iter().filter(|pixel| **pixel > 200).count() as f32 / first.len() as f32;
        let black = first.iter().filter(|pixel| **pixel < 55).count() as f32 / first.len() as f32;
        assert!((0.25..0.5).contains(&white) && (0.02..0.2).contains(&black), "{white} {black}");
        assert_eq!(pixels(&camera), first);
        camera.take();
        assert!(!camera.has_sheet());
        assert!(pixels(&camera).iter().all(|pixel| *pixel == PLATE as u8));
        camera.lay();
        assert!(camera.has_sheet());
        assert_ne!(pixels(&camera), first);
    }

    #[test]
    fn faults_and_the_plug_are_seen() {
        let camera = DocumentCameraSim::default();
        for (fault, view) in [
            (CameraFault::Silent, View::Nothing),
            (CameraFault::Garbled, View::Broken),
            (CameraFault::Covered, View::Picture(vec![0; SIZE.0 * SIZE.1])),
        ] {
            camera.set_fault(Some(fault));
            assert_eq!(camera.look(), view);
        }
        camera.set_fault(None);
        camera.unplug();
        assert_eq!((camera.look(), camera.is_plugged()), (View::Gone, false));
        camera.replug();
        assert!(matches!(camera.look(), View::Picture(_)));
    }
}
