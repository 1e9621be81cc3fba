//! A serial line: opened by path, read with a limit, written without ever blocking and with an exact byte count.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};
use tokio_serial::SerialPortBuilderExt;

use crate::record::Tap;

mod backoff;
mod opened;

pub use backoff::{Backoff, Jitter};
pub use opened::{Opener, Port};

/// How the line keeps a sender from flooding a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// No wire for it: the sender paces itself.
    #[default]
    None,
    /// XON/XOFF bytes (0x11, 0x13).
    XonXoff,
    /// RTS/CTS wires. A printer's DTR is wired to the host's CTS: Linux termios knows no DTR/DSR flow control.
    RtsCts,
}

impl From<Flow> for tokio_serial::FlowControl {
    fn from(flow: Flow) -> Self {
        match flow {
            Flow::None => Self::None,
            Flow::XonXoff => Self::Software,
            Flow::RtsCts => Self::Hardware,
        }
    }
}

/// Where a device is: 8 data bits, no parity, one stop bit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortConfig {
    /// `/dev/serial/by-path/…` is advised: it names the socket, not the order in which devices came up.
    pub path: PathBuf,
    /// Bits per second.
    pub baud: u32,
    /// Flow control of the line.
    pub flow: Flow,
    /// What records every byte on it, where that is wanted.
    pub tap: Option<Tap>,
}

impl PortConfig {
    /// A port without flow control that nobody records.
    pub fn new(path: impl Into<PathBuf>, baud: u32) -> Self {
        Self { path: path.into(), baud, flow: Flow::None, tap: None }
    }
}

/// Why a port could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The path does not exist.
    #[error("{0} does not exist; is the device plugged in?")]
    Missing(PathBuf),
    /// It exists and cannot be opened.
    #[error("{path} cannot be opened: {reason}")]
    Refused {
        /// The path as configured.
        path: PathBuf,
        /// The operating system's words.
        reason: String,
    },
}

/// Anything with the bytes of a serial line.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// Opens the port, recorded where a tap is set. Must be called inside a tokio runtime with I/O enabled.
pub fn open(config: &PortConfig) -> Result<Port, OpenError> {
    let result = open_serial(config);
    if let Some(tap) = &config.tap {
        tap.opened(result.as_ref().map(drop));
    }
    result.map(|stream| Port::serial(stream, config.tap.clone()))
}

fn open_serial(config: &PortConfig) -> Result<tokio_serial::SerialStream, OpenError> {
    if !config.path.exists() {
        return Err(OpenError::Missing(config.path.clone()));
    }
    tokio_serial::new(config.path.to_string_lossy(), config.baud)
        .flow_control(config.flow.into())
        .open_native_async()
        .map_err(|error| OpenError::Refused { path: config.path.clone(), reason: error.to_string() })
}

/// How a bounded write ended. `sent` counts the bytes that the operating system took.
#[derive(Debug)]
pub enum Written {
    /// Everything was taken.
    All,
    /// The time was over after this many bytes: the receiver holds the line.
    Stalled {
        /// Bytes taken before the line stalled.
        sent: usize,
    },
    /// The line broke after this many bytes.
    Broken {
        /// Bytes taken before the line broke.
        sent: usize,
        /// What the operating system said.
        error: io::Error,
    },
}

/// Writes `bytes` until `deadline`; never blocks a thread, never loses the count.
pub async fn write_until(wire: &mut dyn Wire, bytes: &[u8], deadline: Instant) -> Written {
    let mut sent = 0;
    while let Some(rest) = bytes.get(sent..).filter(|rest| !rest.is_empty()) {
        match timeout_at(deadline, wire.write(rest)).await {
            Err(_) => return Written::Stalled { sent },
            Ok(Ok(0)) => return Written::Broken { sent, error: io::ErrorKind::WriteZero.into() },
            Ok(Ok(n)) => sent += n,
            Ok(Err(error)) => return Written::Broken { sent, error },
        }
    }
    Written::All
}

/// Reads what is there, at most `buffer.len()` bytes. `Ok(None)`: nothing until `deadline`.
/// A line that was hung up is `Err(BrokenPipe)`: tokio-serial reports it as zero bytes.
pub async fn read_until(wire: &mut dyn Wire, buffer: &mut [u8], deadline: Instant) -> io::Result<Option<usize>> {
    match timeout_at(deadline, wire.read(buffer)).await {
        Err(_) => Ok(None),
        Ok(Ok(0)) => Err(io::ErrorKind::BrokenPipe.into()),
        Ok(result) => result.map(Some),
    }
}

/// Time that `bytes` take on an 8N1 wire (10 bits a byte).
pub fn wire_time(bytes: usize, baud: u32) -> Duration {
    Duration::from_secs_f64(bytes as f64 * 10.0 / f64::from(baud.max(1)))
}
