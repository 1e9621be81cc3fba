//! Frames that somebody draws: tests, the simulated camera.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::delays::Delays;
use super::luma::Luma;
use super::source::{Lost, Next, Source};
use crate::port::OpenError;
use crate::report::DeviceIdentity;

/// What comes when a frame is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shot {
    /// A picture: width and height in pixels, one byte a pixel.
    Picture(usize, usize, Vec<u8>),
    /// Nothing: the camera has hung itself up.
    Nothing,
    /// Something that is no picture.
    Broken,
    /// The camera is not there.
    Gone,
}

/// Draws the next frame.
#[derive(Clone)]
pub struct Shots {
    draw: Arc<dyn Fn() -> Shot + Send + Sync>,
    there: Option<Arc<dyn Fn() -> bool + Send + Sync>>,
}

impl Shots {
    /// Asked for every frame, and a few times a second whether it is there.
    pub fn new(draw: impl Fn() -> Shot + Send + Sync + 'static) -> Self {
        Self { draw: Arc::new(draw), there: None }
    }

    /// As [`Shots::new`], with a cheaper answer to whether it is there: nothing is drawn while nobody films.
    pub fn with_plug(
        draw: impl Fn() -> Shot + Send + Sync + 'static,
        there: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        Self { draw: Arc::new(draw), there: Some(Arc::new(there)) }
    }

    fn are_there(&self) -> bool {
        self.there.as_ref().map_or_else(|| (self.draw)() != Shot::Gone, |there| there())
    }
}

impl fmt::Debug for Shots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shots")
    }
}

/// The source.
pub(super) struct Given {
    shots: Shots,
    pace: Duration,
}

impl Given {
    pub(super) fn open(shots: Shots, delays: &Delays) -> Result<Self, OpenError> {
        if !shots.are_there() {
            return Err(OpenError::Missing(PathBuf::from("the simulated camera")));
        }
        Ok(Self { shots, pace: delays.pace })
    }
}

impl Source for Given {
    fn identity(&self) -> (DeviceIdentity, String) {
        (DeviceIdentity { model: "simulated camera".into(), ..DeviceIdentity::default() }, "drawn".into())
    }

    fn there(&mut self) -> Result<(), Lost> {
        if self.shots.are_there() { Ok(()) } else { Err(None) }
    }

    fn start(&mut self) -> Result<(), Lost> {
        self.there()
    }

    fn next(&mut self, luma: &mut Luma, within: Duration, _wanted: bool) -> Result<Next, Lost> {
        match (self.shots.draw)() {
            Shot::Picture(width, height, pixels) => {
                std::thread::sleep(self.pace);
                Ok(luma
                    .fill(super::PixelFormat::Planar, &pixels, (width, height), 0)
                    .map_or_else(Next::Unusable, |()| Next::Frame))
            }
            Shot::Nothing => {
                std::thread::sleep(within);
                Ok(Next::Late)
            }
            Shot::Broken => {
                std::thread::sleep(self.pace);
                let broken = luma.fill(super::PixelFormat::Jpeg, b"", (0, 0), 0);
                Ok(broken.map_or_else(Next::Unusable, |()| Next::Late))
            }
            Shot::Gone => Err(None),
        }
    }

    fn stop(&mut self) {}
}
