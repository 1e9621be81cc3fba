//! An open port, whatever carries its bytes, with the tap that records them; and what opens one.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_serial::{ClearBuffer, SerialPort, SerialStream};

use super::{Backoff, Flow, Jitter, OpenError, PortConfig, Wire, open};
use crate::record::Tap;

/// An open port: a serial line, or in tests and replays anything else with its bytes.
pub struct Port {
    carrier: Carrier,
    tap: Option<Tap>,
    /// The line broke: its end is recorded already.
    broken: bool,
}

enum Carrier {
    Serial(Box<SerialStream>),
    Other(Box<dyn Wire>),
}

impl Port {
    pub(super) fn serial(stream: SerialStream, tap: Option<Tap>) -> Self {
        Self { carrier: Carrier::Serial(Box::new(stream)), tap, broken: false }
    }

    /// Over anything that carries bytes. It has no flow control, and nothing can be taken back from it.
    pub fn over(wire: impl Wire + 'static) -> Self {
        Self { carrier: Carrier::Other(Box::new(wire)), tap: None, broken: false }
    }

    /// Drops what came and was not read, and what was written and not sent.
    pub fn discard_all(&mut self) {
        self.discard(ClearBuffer::All);
    }

    /// Takes back what was written and is not sent yet.
    pub fn discard_output(&mut self) {
        self.discard(ClearBuffer::Output);
        if let Some(tap) = &self.tap {
            tap.dropped();
        }
    }

    fn discard(&mut self, what: ClearBuffer) {
        if let Carrier::Serial(stream) = &self.carrier {
            // A line that refuses keeps its bytes: whoever reads is ready for old ones.
            let _ = stream.clear(what);
        }
    }

    /// Changes the flow control of the open line.
    pub fn set_flow(&mut self, flow: Flow) {
        if let Carrier::Serial(stream) = &mut self.carrier {
            let _ = stream.set_flow_control(flow.into());
        }
    }

    /// Changes the speed of the open line: opening it anew would restart devices that listen to DTR.
    pub fn set_baud(&mut self, baud: u32) -> io::Result<()> {
        match &mut self.carrier {
            Carrier::Serial(stream) => stream.set_baud_rate(baud).map_err(Into::into),
            Carrier::Other(_) => Ok(()),
        }
    }

    fn carrier(&mut self) -> Pin<&mut dyn Wire> {
        match &mut self.carrier {
            Carrier::Serial(stream) => Pin::new(&mut **stream),
            Carrier::Other(wire) => Pin::new(&mut **wire),
        }
    }

    /// The line is gone: said once.
    fn note_end(&mut self, error: Option<&io::Error>) {
        if let Some(tap) = self.tap.as_ref().filter(|_| !self.broken) {
            tap.broke(error);
        }
        self.broken = true;
    }
}

impl fmt::Debug for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Port").field("recorded", &self.tap.is_some()).finish_non_exhaustive()
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        if let Some(tap) = self.tap.as_ref().filter(|_| !self.broken) {
            tap.closed();
        }
    }
}

impl AsyncRead for Port {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (before, room) = (buffer.filled().len(), buffer.remaining());
        let result = ready!(self.carrier().poll_read(context, buffer));
        let came = buffer.filled().get(before..).unwrap_or_default();
        match &result {
            Ok(()) if came.is_empty() && room > 0 => self.note_end(None),
            Ok(()) => {
                if let Some(tap) = &self.tap {
                    tap.heard(came);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => self.note_end(Some(error)),
        }
        Poll::Ready(result)
    }
}

impl AsyncWrite for Port {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = ready!(self.carrier().poll_write(context, bytes));
        match &result {
            Ok(taken) => {
                if let Some(tap) = &self.tap {
                    tap.sent(bytes.get(..*taken).unwrap_or_default());
                }
            }
            Err(error) => self.note_end(Some(error)),
        }
        Poll::Ready(result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.carrier().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.carrier().poll_shutdown(context)
    }
}

type Open = Box<dyn FnMut() -> Result<Port, OpenError> + Send>;

/// Opens a device's port, again and again.
pub struct Opener {
    open: Open,
    tap: Option<Tap>,
    jitter: Option<Jitter>,
}

impl Opener {
    /// Opens this port.
    pub fn of(config: PortConfig) -> Self {
        let tap = config.tap.clone();
        Self { open: Box::new(move || open(&config)), tap, jitter: None }
    }

    /// Opens whatever `open` opens.
    pub fn new<W: Wire + 'static>(mut open: impl FnMut() -> Result<W, OpenError> + Send + 'static) -> Self {
        Self { open: Box::new(move || open().map(Port::over)), tap: None, jitter: None }
    }

    /// Records what is opened from now on.
    #[must_use]
    pub fn tapped(mut self, tap: Tap) -> Self {
        let (mut open, of_port) = (self.open, tap.clone());
        self.open = Box::new(move || {
            let result = open();
            of_port.opened(result.as_ref().map(drop));
            result.map(|mut port| {
                port.tap = Some(of_port.clone());
                port
            })
        });
        self.tap = Some(tap);
        self
    }

    /// Makes the waits between attempts irregular as this says.
    #[must_use]
    pub fn jittered(mut self, jitter: Jitter) -> Self {
        self.jitter = Some(jitter);
        self
    }

    /// The waits between attempts to open it. Asked for once.
    pub(crate) fn backoff(&mut self, first: std::time::Duration, most: std::time::Duration) -> Backoff {
        Backoff::with_jitter(first, most, self.jitter.take().unwrap_or_default())
    }

    /// Opens it.
    pub fn open(&mut self) -> Result<Port, OpenError> {
        (self.open)()
    }

    /// What records it.
    pub fn tap(&self) -> Option<&Tap> {
        self.tap.as_ref()
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opener").field("recorded", &self.tap.is_some()).finish_non_exhaustive()
    }
}
