//! A camera of Video4Linux.
//!
//! Source: Linux kernel documentation, Video for Linux API (VIDIOC_QUERYCAP, VIDIOC_ENUM_FMT, VIDIOC_S_FMT, VIDIOC_S_PARM,
//! streaming I/O with mapped memory).

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use v4l::buffer::Type;
use v4l::capability::{Capabilities, Flags};
use v4l::frameinterval::FrameIntervalEnum;
use v4l::framesize::FrameSizeEnum;
use v4l::io::mmap::Stream;
use v4l::io::traits::{CaptureStream, Stream as _};
use v4l::video::Capture;
use v4l::video::capture::Parameters;
use v4l::{Device, Format, FourCC};

use super::luma::{Luma, PixelFormat};
use super::source::{Lost, Next, Source};
use crate::port::OpenError;
use crate::report::DeviceIdentity;

/// What is asked of a camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Width and height in pixels.
    size: (u32, u32),
    /// The longer side must have so many pixels, where the camera can: then its sizes are looked through. `None`: the
    /// size is asked for as it is, and the driver gives what is nearest.
    least: Option<u32>,
    /// Pixels of a picture at most.
    most: u32,
    /// Frames a second that are asked for.
    rate: u32,
    /// Frames a second below which a camera's raw format is too slow: then it sends JPEG.
    rate_least: u32,
}

impl Wanted {
    /// To read codes: one of 3 cm at 20 cm has four pixels a module then, and a frame is searched in under two
    /// milliseconds; a hand that moves wants many frames (USB 2 carries ten raw ones of this size a second).
    pub(crate) const CODES: Self = Self { size: (1280, 720), least: None, most: u32::MAX, rate: 30, rate_least: 20 };

    /// To photograph sheets: A4 (297 mm) along the longer side has 200 dpi with a margin then. `most`: pixels that are
    /// taken.
    pub(crate) const fn sheets(most: u32) -> Self {
        Self { size: (2592, 1944), least: Some(2000), most, rate: 15, rate_least: 8 }
    }

    fn is_enough(&self, (width, height): (u32, u32)) -> bool {
        self.least.is_none_or(|least| width.max(height) >= least)
    }

    /// The best of a camera's sizes: near to the wanted one among those that are enough, else the largest.
    fn best_of(&self, sizes: &[(u32, u32)]) -> (u32, u32) {
        let pixels = |(width, height): (u32, u32)| width.saturating_mul(height);
        let long = |(width, height): (u32, u32)| width.max(height);
        let fits = || sizes.iter().copied().filter(|size| pixels(*size) > 0 && pixels(*size) <= self.most);
        // Of the same length the taller: more of the desk is in it.
        let near = |size: &(u32, u32)| (long(*size).abs_diff(long(self.size)), u32::MAX - pixels(*size));
        let enough = fits().filter(|size| self.is_enough(*size)).min_by_key(near);
        enough.or_else(|| fits().max_by_key(|size| pixels(*size))).unwrap_or(self.size)
    }
}

/// A format that a camera offers, in the size that is best of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offer {
    fourcc: FourCC,
    size: (u32, u32),
    /// Enough frames a second.
    fast: bool,
}

/// Frames that the kernel may fill while one is looked at.
const BUFFERS: u32 = 3;

/// No such device, and none any more (errno.h).
const ENXIO: i32 = 6;
const ENODEV: i32 = 19;

/// There is something to read (poll.h).
const POLLIN: i16 = 1;

/// A camera that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Camera {
    /// Where: a link in `/dev/v4l/by-path` where there is one.
    pub path: PathBuf,
    /// What it calls itself.
    pub name: String,
}

/// The cameras of this machine, by the paths that name their sockets.
pub fn cameras() -> Vec<Camera> {
    let links = |folder: &str| -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let mut found: Vec<Camera> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    let nodes = links("/dev").into_iter().filter(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().strip_prefix("video").is_some_and(is_number))
    });
    for path in links("/dev/v4l/by-path").into_iter().chain(nodes) {
        let Ok(node) = path.canonicalize() else { continue };
        if seen.contains(&node) {
            continue;
        }
        if let Ok((_, caps)) = camera(&path) {
            found.push(Camera { path, name: caps.card });
        }
        seen.push(node);
    }
    found
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Opens what films: a device may have other nodes that do not.
fn camera(path: &Path) -> Result<(Device, Capabilities), OpenError> {
    let refused = |reason: String| OpenError::Refused { path: path.into(), reason };
    if !path.exists() {
        return Err(OpenError::Missing(path.into()));
    }
    let device = Device::with_path(path).map_err(|error| match error.raw_os_error() {
        Some(ENXIO | ENODEV) => OpenError::Missing(path.into()),
        _ => refused(error.to_string()),
    })?;
    let caps = device.query_caps().map_err(|_| refused("this is no camera of Video4Linux".into()))?;
    if !caps.capabilities.contains(Flags::VIDEO_CAPTURE | Flags::STREAMING) {
        return Err(refused(format!("“{}” does not film; take its other node (video-index0)", caps.card)));
    }
    Ok((device, caps))
}

/// An open camera.
pub(super) struct Film {
    // Ends before the device that it films with.
    stream: Option<Stream<'static>>,
    /// The first frame was taken: from then on a buffer is given back for each that is taken.
    running: bool,
    device: Device,
    identity: DeviceIdentity,
    format: Format,
    layout: PixelFormat,
}

impl Film {
    pub(super) fn open(path: &Path, wanted: &Wanted) -> Result<Self, OpenError> {
        let (device, caps) = camera(path)?;
        let refused = |reason: String| OpenError::Refused { path: path.into(), reason };
        let format = choose(&device, wanted).map_err(|error| refused(format!("its picture cannot be set: {error}")))?;
        let Some(layout) = PixelFormat::of(format.fourcc.repr) else {
            let known = "GREY, NV12, YU12, YUYV, UYVY, MJPG";
            return Err(refused(format!("“{}” sends {}; known: {known}", caps.card, format.fourcc)));
        };
        // A camera that cannot be told how fast films at its own speed.
        let _ = device.set_params(&Parameters::with_fps(wanted.rate));
        let identity = DeviceIdentity { maker: caps.driver, model: caps.card, ..DeviceIdentity::default() };
        Ok(Self { stream: None, running: false, device, identity, format, layout })
    }
}

/// Sets the best of what it offers; where nothing is known, it stays as it is.
fn choose(device: &Device, wanted: &Wanted) -> io::Result<Format> {
    let known = device.enum_formats()?.into_iter().map(|format| format.fourcc);
    let known = known.filter(|fourcc| PixelFormat::of(fourcc.repr).is_some());
    let offers: Vec<Offer> = known
        .map(|fourcc| {
            let size = wanted.best_of(&sizes(device, fourcc, wanted));
            Offer { fourcc, size, fast: is_fast(device, fourcc, size, wanted.rate_least) }
        })
        .collect();
    match best(&offers, wanted) {
        Some(Offer { fourcc, size: (width, height), .. }) => device.set_format(&Format::new(width, height, fourcc)),
        None => device.format(),
    }
}

/// Large enough before all; of those raw where that is fast enough, else JPEG, else whatever there is.
fn best(offers: &[Offer], wanted: &Wanted) -> Option<Offer> {
    let costly = |offer: &&Offer| PixelFormat::of(offer.fourcc.repr).is_some_and(PixelFormat::is_costly);
    let of = |enough: bool| {
        let offers = || offers.iter().filter(move |offer| wanted.is_enough(offer.size) == enough);
        let raw = offers().find(|offer| !costly(offer) && offer.fast);
        raw.or_else(|| offers().find(costly)).or_else(|| offers().next())
    };
    of(true).or_else(|| of(false)).copied()
}

/// Sizes of a format; none where they do not matter, or the camera does not tell.
fn sizes(device: &Device, fourcc: FourCC, wanted: &Wanted) -> Vec<(u32, u32)> {
    if wanted.least.is_none() {
        return Vec::new();
    }
    let told = device.enum_framesizes(fourcc).unwrap_or_default().into_iter().map(|told| told.size);
    told.map(|size| match size {
        FrameSizeEnum::Discrete(size) => (size.width, size.height),
        FrameSizeEnum::Stepwise(steps) => (
            wanted.size.0.clamp(steps.min_width, steps.max_width.max(steps.min_width)),
            wanted.size.1.clamp(steps.min_height, steps.max_height.max(steps.min_height)),
        ),
    })
    .collect()
}

/// Whether it sends enough frames a second in this format; a camera that does not tell is believed.
fn is_fast(device: &Device, fourcc: FourCC, (width, height): (u32, u32), rate_least: u32) -> bool {
    let Ok(intervals) = device.enum_frameintervals(fourcc, width, height) else { return true };
    intervals.is_empty()
        || intervals.iter().any(|interval| {
            let shortest = match &interval.interval {
                FrameIntervalEnum::Discrete(fraction) => fraction,
                FrameIntervalEnum::Stepwise(steps) => &steps.min,
            };
            shortest.numerator.saturating_mul(rate_least) <= shortest.denominator
        })
}

fn lost(error: &io::Error) -> Lost {
    match error.raw_os_error() {
        Some(ENODEV | ENXIO) => None,
        _ => Some(error.to_string()),
    }
}

impl Source for Film {
    fn identity(&self) -> (DeviceIdentity, String) {
        let Format { width, height, fourcc, .. } = self.format;
        (self.identity.clone(), format!("{width}x{height} {fourcc}"))
    }

    fn there(&mut self) -> Result<(), Lost> {
        self.device.query_caps().map(drop).map_err(|error| lost(&error))
    }

    fn start(&mut self) -> Result<(), Lost> {
        let lost = |error: io::Error| lost(&error);
        let mut stream = Stream::with_buffers(&self.device, Type::VideoCapture, BUFFERS).map_err(lost)?;
        for buffer in 0..BUFFERS as usize {
            match CaptureStream::queue(&mut stream, buffer) {
                Ok(()) => {}
                // The driver gave fewer.
                Err(_) if buffer > 0 => break,
                Err(error) => return Err(lost(error)),
            }
        }
        stream.start().map_err(lost)?;
        (self.stream, self.running) = (Some(stream), false);
        Ok(())
    }

    fn next(&mut self, luma: &mut Luma, within: Duration, wanted: bool) -> Result<Next, Lost> {
        let lost = |error: io::Error| lost(&error);
        let Some(stream) = &mut self.stream else { return Ok(Next::Late) };
        // Waited for here: the stream's own wait would give the same buffer back twice after a frame that was late.
        let limit = i32::try_from(within.as_millis()).unwrap_or(i32::MAX);
        match self.device.handle().poll(POLLIN, limit) {
            Ok(0) => return Ok(Next::Late),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(Next::Late),
            Err(error) => return Err(lost(error)),
        }
        if !self.running {
            CaptureStream::dequeue(stream).map_err(lost)?;
            self.running = true;
            return Ok(Next::Passed);
        }
        let (bytes, meta) = CaptureStream::next(stream).map_err(lost)?;
        if self.layout.is_costly() && !wanted {
            return Ok(Next::Passed);
        }
        let used = bytes.get(..meta.bytesused as usize).unwrap_or(bytes);
        let size = (self.format.width as usize, self.format.height as usize);
        let filled = luma.fill(self.layout, used, size, self.format.stride as usize);
        Ok(filled.map_or_else(Next::Unusable, |()| Next::Frame))
    }

    fn stop(&mut self) {
        self.stream = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_camera_is_said() {
        let missing = Film::open(Path::new("/dev/v4l/by-path/nothing-here"), &Wanted::CODES).err();
        assert!(matches!(missing, Some(OpenError::Missing(_))), "{missing:?}");
        let Some(OpenError::Refused { reason, .. }) = Film::open(Path::new("/dev/null"), &Wanted::CODES).err() else {
            panic!("/dev/null is no camera");
        };
        assert_eq!(reason, "this is no camera of Video4Linux");
    }

    #[test]
    fn only_numbered_nodes_are_cameras() {
        assert!(is_number("0") && is_number("12"));
        assert!(!is_number("") && !is_number("0a"));
    }

    #[test]
    fn sheets_get_the_size_nearest_to_two_hundred_dpi() {
        let wanted = Wanted::sheets(20_000_000);
        for (sizes, best) in [
            (&[(640, 480), (1920, 1080), (2592, 1944), (3264, 2448)][..], (2592, 1944)),
            (&[(1600, 1200), (2048, 1536), (4208, 3120)], (2048, 1536)),
            (&[(2592, 1458), (2592, 1944)], (2592, 1944)),
            // None is large enough: the largest.
            (&[(1920, 1080), (640, 480), (1600, 1200)], (1920, 1080)),
            // One is too large.
            (&[(1280, 720), (8000, 6000)], (1280, 720)),
            // A camera that does not tell, or tells nonsense.
            (&[], (2592, 1944)),
            (&[(0, 0), (u32::MAX, u32::MAX)], (2592, 1944)),
        ] {
            assert_eq!(wanted.best_of(sizes), best, "{sizes:?}");
        }
        assert_eq!(Wanted::CODES.best_of(&[]), (1280, 720));
    }

    #[test]
    fn a_format_is_large_then_raw_then_whatever_there_is() {
        let offer = |repr: &[u8; 4], size, fast| Offer { fourcc: FourCC::new(repr), size, fast };
        let (large, small) = ((2592, 1944), (1280, 720));
        let wanted = Wanted::sheets(20_000_000);
        let named =
            |offers: &[Offer], wanted: &Wanted| best(offers, wanted).map(|offer| (offer.fourcc.repr, offer.size));
        let raw = [offer(b"MJPG", large, true), offer(b"YUYV", large, true)];
        assert_eq!(named(&raw, &wanted), Some((*b"YUYV", large)));
        let slow = [offer(b"YUYV", large, false), offer(b"MJPG", large, true)];
        assert_eq!(named(&slow, &wanted), Some((*b"MJPG", large)));
        let small_raw = [offer(b"YUYV", small, true), offer(b"MJPG", large, true)];
        assert_eq!(named(&small_raw, &wanted), Some((*b"MJPG", large)), "large before raw");
        assert_eq!(named(&[offer(b"YUYV", large, false)], &wanted), Some((*b"YUYV", large)), "slow before none");
        assert_eq!(named(&[offer(b"YUYV", small, true)], &wanted), Some((*b"YUYV", small)));
        assert_eq!(named(&[], &wanted), None);
        assert_eq!(named(&slow, &Wanted::CODES), Some((*b"MJPG", large)), "codes are read in any size");
    }
}
