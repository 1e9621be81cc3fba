//! A folder of pictures in place of a camera.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use image::{ImageReader, Limits};
use qr_reader::limits::SIDE_MAX;

use super::delays::Delays;
use super::luma::{Luma, PixelFormat};
use super::source::{Lost, Next, Source};
use crate::port::OpenError;
use crate::report::DeviceIdentity;

/// Memory that one picture may take while it is read, in bytes: 8192 by 8192 in gray, or a third of that in colour.
const MEMORY: u64 = 192 * 1024 * 1024;

/// The pictures of a folder in the order of their names, each for some time, round and round.
pub(super) struct Folder {
    path: PathBuf,
    pictures: Vec<PathBuf>,
    shown: Option<Shown>,
    next: usize,
    hold: Duration,
    pace: Duration,
}

struct Shown {
    pixels: Vec<u8>,
    size: (usize, usize),
    since: Instant,
}

impl Folder {
    pub(super) fn open(folder: &Path, delays: &Delays) -> Result<Self, OpenError> {
        let refused = |reason: String| OpenError::Refused { path: folder.into(), reason };
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(OpenError::Missing(folder.into()));
            }
            Err(error) => return Err(refused(error.to_string())),
        };
        let is_picture = |path: &PathBuf| {
            let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
            ending.is_some_and(|ending| ending == "png" || ending == "jpg" || ending == "jpeg")
        };
        let mut pictures: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_picture).collect();
        pictures.sort();
        if pictures.is_empty() {
            return Err(refused("there is no picture in this folder; put some .png or .jpg into it".into()));
        }
        Ok(Self { path: folder.into(), pictures, shown: None, next: 0, hold: delays.picture, pace: delays.pace })
    }

    /// The next picture that can be read; one round at most.
    fn turn(&mut self) -> Result<(), Lost> {
        for _ in 0..self.pictures.len() {
            let Some(path) = self.pictures.get(self.next % self.pictures.len()) else { break };
            self.next += 1;
            match read(path) {
                Ok((pixels, size)) => {
                    self.shown = Some(Shown { pixels, size, since: Instant::now() });
                    return Ok(());
                }
                Err(reason) => tracing::warn!(path = %path.display(), reason, "a picture is passed over"),
            }
        }
        Err(Some(format!("no picture in {} can be read; the log says why", self.path.display())))
    }
}

/// A picture in gray and its size.
fn read(path: &Path) -> Result<(Vec<u8>, (usize, usize)), String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut reader = ImageReader::new(BufReader::new(file)).with_guessed_format().map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    let side = u32::try_from(SIDE_MAX).unwrap_or(u32::MAX);
    (limits.max_image_width, limits.max_image_height) = (Some(side), Some(side));
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| error.to_string())?.into_luma8();
    let size = (picture.width() as usize, picture.height() as usize);
    Ok((picture.into_raw(), size))
}

impl Source for Folder {
    fn identity(&self) -> (DeviceIdentity, String) {
        let identity = DeviceIdentity { model: "folder of pictures".into(), ..DeviceIdentity::default() };
        (identity, format!("{} pictures", self.pictures.len()))
    }

    fn there(&mut self) -> Result<(), Lost> {
        if self.path.is_dir() { Ok(()) } else { Err(None) }
    }

    fn start(&mut self) -> Result<(), Lost> {
        self.there()?;
        self.next = 0;
        self.turn()
    }

    fn next(&mut self, luma: &mut Luma, _within: Duration, _wanted: bool) -> Result<Next, Lost> {
        std::thread::sleep(self.pace);
        if self.shown.as_ref().is_none_or(|shown| shown.since.elapsed() >= self.hold) {
            self.there()?;
            self.turn()?;
        }
        let Some(shown) = &self.shown else { return Ok(Next::Late) };
        Ok(luma.fill(PixelFormat::Planar, &shown.pixels, shown.size, 0).map_or_else(Next::Unusable, |()| Next::Frame))
    }

    fn stop(&mut self) {
        self.shown = None;
    }
}
