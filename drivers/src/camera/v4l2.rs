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
use v4l::io::mmap::Stream;
use v4l::io::traits::{CaptureStream, Stream as _};
use v4l::video::Capture;
use v4l::video::capture::Parameters;
use v4l::{Device, Format, FourCC};

use super::luma::{Luma, PixelFormat};
use super::source::{Lost, Next, Source};
use crate::port::OpenError;
use crate::report::DeviceIdentity;

/// What is asked of a camera, in pixels: a code of 3 cm at 20 cm has four pixels a module then, and a frame is searched
/// in under two milliseconds.
const SIZE: (u32, u32) = (1280, 720);

/// Frames a second that are asked for.
const RATE: u32 = 30;

/// Frames a second below which a camera's raw format is too slow for a hand that moves: then it sends JPEG (USB 2 carries
/// ten raw frames of this size a second).
const RATE_LEAST: u32 = 20;

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
    pub(super) fn open(path: &Path) -> Result<Self, OpenError> {
        let (device, caps) = camera(path)?;
        let refused = |reason: String| OpenError::Refused { path: path.into(), reason };
        let format = choose(&device).map_err(|error| refused(format!("its picture cannot be set: {error}")))?;
        let Some(layout) = PixelFormat::of(format.fourcc.repr) else {
            let known = "GREY, NV12, YU12, YUYV, UYVY, MJPG";
            return Err(refused(format!("“{}” sends {}; known: {known}", caps.card, format.fourcc)));
        };
        // A camera that cannot be told how fast films at its own speed.
        let _ = device.set_params(&Parameters::with_fps(RATE));
        let identity = DeviceIdentity { maker: caps.driver, model: caps.card, ..DeviceIdentity::default() };
        Ok(Self { stream: None, running: false, device, identity, format, layout })
    }
}

/// Raw where that is fast enough, else JPEG, else whatever there is of which we know the layout.
fn choose(device: &Device) -> io::Result<Format> {
    let offers: Vec<FourCC> = device.enum_formats()?.into_iter().map(|format| format.fourcc).collect();
    let known = |fourcc: &&FourCC| PixelFormat::of(fourcc.repr).is_some();
    let costly = |fourcc: &FourCC| PixelFormat::of(fourcc.repr).is_some_and(PixelFormat::is_costly);
    let raw = offers.iter().filter(known).find(|fourcc| !costly(fourcc) && is_fast(device, **fourcc));
    let wanted = raw.or_else(|| offers.iter().find(|fourcc| costly(fourcc))).or_else(|| offers.iter().find(known));
    match wanted {
        Some(fourcc) => device.set_format(&Format::new(SIZE.0, SIZE.1, *fourcc)),
        None => device.format(),
    }
}

/// Whether it sends enough frames a second in this format; a camera that does not tell is believed.
fn is_fast(device: &Device, fourcc: FourCC) -> bool {
    let Ok(intervals) = device.enum_frameintervals(fourcc, SIZE.0, SIZE.1) else { return true };
    intervals.is_empty()
        || intervals.iter().any(|interval| {
            let shortest = match &interval.interval {
                FrameIntervalEnum::Discrete(fraction) => fraction,
                FrameIntervalEnum::Stepwise(steps) => &steps.min,
            };
            shortest.numerator * RATE_LEAST <= shortest.denominator
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
        let missing = Film::open(Path::new("/dev/v4l/by-path/nothing-here")).err();
        assert!(matches!(missing, Some(OpenError::Missing(_))), "{missing:?}");
        let Some(OpenError::Refused { reason, .. }) = Film::open(Path::new("/dev/null")).err() else {
            panic!("/dev/null is no camera");
        };
        assert_eq!(reason, "this is no camera of Video4Linux");
    }

    #[test]
    fn only_numbered_nodes_are_cameras() {
        assert!(is_number("0") && is_number("12"));
        assert!(!is_number("") && !is_number("0a"));
    }
}
