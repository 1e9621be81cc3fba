//! A simulated camera, before which codes are held: it has no wire, whoever looks through it asks for its next picture.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use qrcodegen::{QrCode, QrCodeEcc};

use crate::fault_text::{FaultText, FaultTextError};

/// Size of its pictures in pixels.
pub const SIZE: (usize, usize) = (1280, 720);

/// Pixels a module at most: a phone at arm's length.
const MODULE: usize = 8;

/// Brightness of what stands behind a code: a hall.
const HALL: u8 = 96;

/// What goes wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameraFault {
    /// No frame comes any more.
    Silent,
    /// Its frames are no pictures.
    Garbled,
    /// Something lies before its lens: black pictures.
    Covered,
}

impl CameraFault {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Silent, Self::Garbled, Self::Covered];
}

impl fmt::Display for CameraFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Silent => "silent",
            Self::Garbled => "garbled",
            Self::Covered => "covered",
        })
    }
}

impl FromStr for CameraFault {
    type Err = FaultTextError;

    fn from_str(text: &str) -> Result<Self, FaultTextError> {
        let text = FaultText::of(text);
        Self::ALL.into_iter().find(|fault| fault.to_string() == text.name).ok_or_else(|| text.unknown(&Self::ALL))
    }
}

/// What comes when a frame is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// A picture of [`SIZE`], one byte a pixel.
    Picture(Vec<u8>),
    /// Nothing.
    Nothing,
    /// No picture.
    Broken,
    /// It is not plugged in.
    Gone,
}

/// The camera and the hand before it; cheap to clone, all clones are one.
#[derive(Clone, Default)]
pub struct CameraSim(Arc<(Mutex<Inner>, Condvar)>);

#[derive(Default)]
struct Inner {
    unplugged: bool,
    fault: Option<CameraFault>,
    held: Option<Vec<u8>>,
    /// Drawn when it is first looked at.
    drawn: Option<Vec<u8>>,
    frames: u64,
}

impl CameraSim {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        let mut inner = self.inner();
        change(&mut inner);
        inner.drawn = None;
        self.0.1.notify_all();
    }

    /// Its next picture.
    pub fn look(&self) -> View {
        let mut inner = self.inner();
        if inner.unplugged {
            return View::Gone;
        }
        inner.frames += 1;
        self.0.1.notify_all();
        match inner.fault {
            Some(CameraFault::Silent) => View::Nothing,
            Some(CameraFault::Garbled) => View::Broken,
            Some(CameraFault::Covered) => View::Picture(vec![0; SIZE.0 * SIZE.1]),
            None => {
                let Inner { drawn, held, .. } = &mut *inner;
                View::Picture(drawn.get_or_insert_with(|| draw(held.as_deref())).clone())
            }
        }
    }

    /// Holds a QR code with these bytes before it, in place of one that is held, until it is taken away.
    pub fn hold(&self, code: impl Into<Vec<u8>>) {
        let code = code.into();
        self.change(|inner| inner.held = Some(code));
    }

    /// Takes the code away.
    pub fn take(&self) {
        self.change(|inner| inner.held = None);
    }

    /// Sets a fault, or takes it back.
    pub fn set_fault(&self, fault: Option<CameraFault>) {
        self.change(|inner| inner.fault = fault);
    }

    /// Pulls the plug.
    pub fn unplug(&self) {
        self.change(|inner| inner.unplugged = true);
    }

    /// Puts the plug.
    pub fn replug(&self) {
        self.change(|inner| inner.unplugged = false);
    }

    /// The fault that is set.
    pub fn fault(&self) -> Option<CameraFault> {
        self.inner().fault
    }

    /// Whether it is there.
    pub fn is_plugged(&self) -> bool {
        !self.inner().unplugged
    }

    /// How often it was asked for a picture.
    pub fn frames(&self) -> u64 {
        self.inner().frames
    }

    /// Waits until it was asked for a picture once more; `false` when nobody asks within `patience`.
    pub fn wait_look(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        let mut inner = self.inner();
        let before = inner.frames;
        while inner.frames == before {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            inner = self.0.1.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
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

    #[test]
    fn faults_have_their_names() {
        for fault in CameraFault::ALL {
            assert_eq!(fault.to_string().parse::<CameraFault>().unwrap(), fault);
        }
        assert!("wet".parse::<CameraFault>().is_err());
    }
}
