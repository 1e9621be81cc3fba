//! A simulated camera, before which codes are held.

use qrcodegen::{QrCode, QrCodeEcc};

pub use crate::lens::{CameraFault, View};
use crate::lens::{Lens, Scene};

/// Size of its pictures in pixels.
pub const SIZE: (usize, usize) = (1280, 720);

/// Pixels a module at most: a phone at arm's length.
const MODULE: usize = 8;

/// Brightness of what stands behind a code: a hall.
const HALL: u8 = 96;

/// The camera and the hand before it.
pub type CameraSim = Lens<Hand>;

/// A hand, and the code that it holds.
#[derive(Default)]
pub struct Hand(Option<Vec<u8>>);

impl Scene for Hand {
    const SIZE: (usize, usize) = SIZE;

    fn draw(&self) -> Vec<u8> {
        draw(self.0.as_deref())
    }
}

impl Lens<Hand> {
    /// Holds a QR code with these bytes before it, in place of one that is held, until it is taken away.
    pub fn hold(&self, code: impl Into<Vec<u8>>) {
        let code = code.into();
        self.change(|hand| hand.0 = Some(code));
    }

    /// Takes the code away.
    pub fn take(&self) {
        self.change(|hand| hand.0 = None);
    }
}

/// A hall, and the code in its middle; a code that does not fit is not there.
fn draw(code: Option<&[u8]>) -> Vec<u8> {
    let (width, height) = SIZE;
    let mut picture = vec![HALL; width * height];
    let Some(code) = code.and_then(|code| QrCode::encode_binary(code, QrCodeEcc::Medium).ok()) else { return picture };
    // Four modules of quiet on every side (ISO/IEC 18004).
    let side = usize::try_from(code.size()).unwrap_or(0) + 8;
    let module = (height / side).min(MODULE);
    let (left, top) = ((width - side * module) / 2, (height - side * module) / 2);
    for (y, row) in picture.chunks_exact_mut(width).enumerate().skip(top).take(side * module) {
        for (x, pixel) in row.iter_mut().enumerate().skip(left).take(side * module) {
            let at = |place: usize| i32::try_from(place / module).unwrap_or(0) - 4;
            *pixel = if code.get_module(at(x - left), at(y - top)) { 24 } else { 230 };
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_code_can_be_read_from_the_picture() {
        let camera = CameraSim::default();
        camera.hold("https://verify.example/v/2GTK");
        let View::Picture(pixels) = camera.look() else { panic!("no picture") };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(SIZE.0, SIZE.1, |x, y| pixels[y * SIZE.0 + x]);
        let text = image.detect_grids().first().unwrap().decode().unwrap().1;
        assert_eq!(text, "https://verify.example/v/2GTK");
        camera.take();
        assert_eq!(camera.look(), View::Picture(vec![HALL; SIZE.0 * SIZE.1]));
        camera.unplug();
        assert_eq!(camera.look(), View::Gone);
    }
}
