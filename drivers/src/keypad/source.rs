//! Where input events come from: a node in `/dev/input`, kept from everything else, or any pipe with the same bytes.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use evdev::raw_stream::RawDevice;
use evdev::{KeyCode, SwitchCode};
use rustix::fs::{Mode, OFlags};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::unix::pipe::Receiver;

use super::find::Places;
use super::input::{Decoder, EVENT_BYTES, Input, Switch};
use super::map::DeviceMatch;
use crate::port::OpenError;

/// Events that are fetched at once: as many as the kernel keeps for a small device.
const BATCH: usize = 64;

/// One open node, or a pipe.
#[derive(Debug)]
pub struct Source {
    /// What is asked and grabbed; reading goes through `bytes`, which shares its open file.
    node: Option<Box<RawDevice>>,
    bytes: Receiver,
    decoder: Decoder,
}

impl Source {
    /// Opens a node in `/dev/input`, or a named pipe. `exclusive`: keys of this node reach nobody else (`EVIOCGRAB`).
    /// Must be called inside a tokio runtime with I/O enabled.
    pub fn open(path: &Path, exclusive: bool) -> Result<Self, OpenError> {
        let refused = |reason: String| OpenError::Refused { path: path.into(), reason };
        let kind = match path.metadata() {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(OpenError::Missing(path.into())),
            Err(error) => return Err(refused(error.to_string())),
        };
        if !kind.is_char_device() && !kind.is_fifo() {
            return Err(refused("it is neither an input device nor a pipe".into()));
        }
        let fd = rustix::fs::open(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty())
            .map_err(|error| refused(error.to_string()))?;
        if kind.is_fifo() {
            return Self::from_fd(fd).map_err(|error| refused(error.to_string()));
        }
        let mut node = RawDevice::from_fd(fd).map_err(|error| refused(format!("it is no input device ({error})")))?;
        // A sound card's node has a jack and no keys: others listen to it, too.
        if exclusive && node.supported_keys().is_some_and(has_keys) {
            node.grab().map_err(|error| refused(format!("another program keeps its keys for itself ({error})")))?;
        }
        let bytes = node.as_fd().try_clone_to_owned().and_then(Receiver::from_owned_fd_unchecked);
        let bytes = bytes.map_err(|error| refused(error.to_string()))?;
        Ok(Self { node: Some(Box::new(node)), bytes, decoder: Decoder::default() })
    }

    /// Reads `struct input_event`s from a pipe or anything else that can be waited for.
    /// Must be called inside a tokio runtime with I/O enabled.
    pub fn from_fd(fd: OwnedFd) -> io::Result<Self> {
        rustix::io::ioctl_fionbio(&fd, true)?;
        Ok(Self { node: None, bytes: Receiver::from_owned_fd_unchecked(fd)?, decoder: Decoder::default() })
    }

    /// How a switch stands now; `None` where it cannot be asked (a pipe) or is not there.
    pub fn switch(&self, switch: Switch) -> Option<bool> {
        let node = self.node.as_ref()?;
        let code = SwitchCode(switch.code());
        node.supported_switches().filter(|there| there.contains(code))?;
        node.get_switch_state().ok().map(|state| state.contains(code))
    }

    /// The next thing that comes; an error when the device is gone. Nothing is lost when it is dropped before.
    pub async fn next(&mut self) -> io::Result<Input> {
        std::future::poll_fn(|context| self.poll_next(context)).await
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Input>> {
        let mut bytes = [0; BATCH * EVENT_BYTES];
        loop {
            if let Some(input) = self.decoder.pop() {
                return Poll::Ready(Ok(input));
            }
            let mut buffer = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut self.bytes).poll_read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
            }
            self.decoder.push(buffer.filled());
        }
    }
}

fn has_keys(keys: &evdev::AttributeSetRef<KeyCode>) -> bool {
    keys.iter().next().is_some()
}

/// Opens a keypad: all nodes of it.
pub trait Opener: Send + 'static {
    /// Opens them; [`OpenError::Missing`] when one is not there.
    fn open(&mut self) -> Result<Vec<Source>, OpenError>;

    /// Whether the nodes are others by now than those that were opened.
    fn is_stale(&mut self) -> bool {
        false
    }
}

/// One source, made anew each time.
impl<F: FnMut() -> Result<Source, OpenError> + Send + 'static> Opener for F {
    fn open(&mut self) -> Result<Vec<Source>, OpenError> {
        self().map(|source| vec![source])
    }
}

/// The nodes of the devices that a map names.
#[derive(Debug)]
pub struct Nodes {
    devices: Vec<DeviceMatch>,
    exclusive: bool,
    places: Places,
    opened: BTreeSet<PathBuf>,
}

impl Nodes {
    /// All nodes of all of these devices; `exclusive`: see [`Source::open`].
    pub fn new(devices: Vec<DeviceMatch>, exclusive: bool, places: Places) -> Self {
        Self { devices, exclusive, places, opened: BTreeSet::new() }
    }
}

impl Opener for Nodes {
    fn open(&mut self) -> Result<Vec<Source>, OpenError> {
        let nodes = self.places.nodes(&self.devices);
        let nodes = nodes.map_err(|device| OpenError::Missing(device.to_string().into()))?;
        let sources = nodes.iter().map(|node| Source::open(node, self.exclusive)).collect();
        self.opened = nodes;
        sources
    }

    fn is_stale(&mut self) -> bool {
        self.places.nodes(&self.devices).as_ref() != Ok(&self.opened)
    }
}
