//! What simulated cameras have in common: a plug, faults, and a picture that is drawn when somebody looks. A camera has no
//! wire, whoever looks through it asks for its next picture.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::fault_text::{FaultText, FaultTextError};

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
    /// A picture of the camera's size, one byte a pixel.
    Picture(Vec<u8>),
    /// Nothing.
    Nothing,
    /// No picture.
    Broken,
    /// It is not plugged in.
    Gone,
}

/// What is before a camera.
pub trait Scene: Send + 'static {
    /// Pixels across and down.
    const SIZE: (usize, usize);

    /// The picture of it, one byte a pixel.
    fn draw(&self) -> Vec<u8>;
}

/// A camera and what is before it; cheap to clone, all clones are one.
pub struct Lens<S>(Arc<(Mutex<Inner<S>>, Condvar)>);

struct Inner<S> {
    scene: S,
    unplugged: bool,
    fault: Option<CameraFault>,
    /// Drawn when it is first looked at.
    drawn: Option<Vec<u8>>,
    frames: u64,
}

impl<S> Clone for Lens<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Default> Default for Lens<S> {
    fn default() -> Self {
        let inner = Inner { scene: S::default(), unplugged: false, fault: None, drawn: None, frames: 0 };
        Self(Arc::new((Mutex::new(inner), Condvar::new())))
    }
}

impl<S: Scene> Lens<S> {
    fn inner(&self) -> MutexGuard<'_, Inner<S>> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is before it.
    pub(crate) fn change(&self, change: impl FnOnce(&mut S)) {
        let mut inner = self.inner();
        change(&mut inner.scene);
        inner.drawn = None;
        self.0.1.notify_all();
    }

    /// Looks at what is before it with one's own eyes.
    pub(crate) fn see<R>(&self, see: impl FnOnce(&S) -> R) -> R {
        see(&self.inner().scene)
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
            Some(CameraFault::Covered) => View::Picture(vec![0; S::SIZE.0 * S::SIZE.1]),
            None => {
                let Inner { scene, drawn, .. } = &mut *inner;
                View::Picture(drawn.get_or_insert_with(|| scene.draw()).clone())
            }
        }
    }

    /// Sets a fault, or takes it back.
    pub fn set_fault(&self, fault: Option<CameraFault>) {
        self.inner().fault = fault;
    }

    /// Pulls the plug.
    pub fn unplug(&self) {
        self.inner().unplugged = true;
    }

    /// Puts the plug.
    pub fn replug(&self) {
        self.inner().unplugged = false;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_their_names() {
        for fault in CameraFault::ALL {
            assert_eq!(fault.to_string().parse::<CameraFault>().unwrap(), fault);
        }
        assert!("wet".parse::<CameraFault>().is_err());
    }
}
