//! Where frames come from.

use std::path::PathBuf;
use std::time::Duration;

use super::delays::Delays;
use super::folder::Folder;
use super::given::{Given, Shots};
use super::luma::{Luma, Unusable};
use super::v4l2::{Film, Wanted};
use crate::port::OpenError;
use crate::report::DeviceIdentity;

/// Where frames come from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A camera of Video4Linux; a link in `/dev/v4l/by-path` is advised: it names the socket, not the order in which
    /// cameras came up.
    Device(PathBuf),
    /// A folder of PNG and JPEG pictures, shown one after the other, round and round: to try pictures on a terminal.
    Folder(PathBuf),
    /// Whoever draws them: tests, the simulated camera.
    Given(Shots),
}

impl Origin {
    /// A folder's pictures, or a camera.
    pub fn of(path: PathBuf) -> Self {
        if path.is_dir() { Self::Folder(path) } else { Self::Device(path) }
    }

    /// `wanted`: the picture that is asked of a camera; others give what they have.
    pub(super) fn open(&self, delays: &Delays, wanted: &Wanted) -> Result<Box<dyn Source>, OpenError> {
        Ok(match self {
            Self::Device(path) => Box::new(Film::open(path, wanted)?),
            Self::Folder(path) => Box::new(Folder::open(path, delays)?),
            Self::Given(shots) => Box::new(Given::open(shots.clone(), delays)?),
        })
    }
}

/// How a wait for a frame ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// The frame is there.
    Frame,
    /// One came and was not wanted.
    Passed,
    /// None came within the time.
    Late,
    /// One came and cannot be used.
    Unusable(Unusable),
}

/// The source is gone (`None`), or does not work and says why.
pub(super) type Lost = Option<String>;

/// An open source of frames. It films from [`Source::start`] to [`Source::stop`] only.
pub(super) trait Source {
    /// What it is, and its picture in words.
    fn identity(&self) -> (DeviceIdentity, String);

    /// Whether it is still there, while it does not film.
    fn there(&mut self) -> Result<(), Lost>;

    /// Begins to film.
    fn start(&mut self) -> Result<(), Lost>;

    /// The next frame, into `luma`. One that costs much to read is passed over when it is not `wanted`.
    fn next(&mut self, luma: &mut Luma, within: Duration, wanted: bool) -> Result<Next, Lost>;

    /// Ends it.
    fn stop(&mut self);
}
