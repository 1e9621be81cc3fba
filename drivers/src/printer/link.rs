//! The line to the printer: says bytes while it listens, counts exactly what was taken, and can take back what the
//! operating system still holds.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, timeout_at};

use super::demux::{Answer, Demux, Expected};
use super::slot::Slot;
use crate::port::{self, Flow, OpenError, Opener, Port};

/// The line is gone; it must be opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HungUp;

/// One thing that the printer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// Answer to DLE EOT.
    RealTime(u8),
    /// Automatic status.
    Auto([u8; 4]),
    /// Answer of GS r.
    Queued,
    /// GS ( H: the data before this job number is printed.
    Completed([u8; 4]),
    /// DLE DC4 8: the buffers are cleared.
    Cleared,
    /// GS I with 65 or more.
    Text(Vec<u8>),
    /// How it is with the slot: GS e 6 or DLE EOT 20.
    Slot(Slot),
    /// Bytes that are no answer.
    Noise,
}

/// How saying something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Everything was taken.
    All,
    /// Nothing more was taken for too long.
    Stalled,
    /// The line is gone.
    HungUp,
}

/// An open line.
pub(super) struct Link {
    port: Port,
    flow: Flow,
    demux: Demux,
    heard: VecDeque<Heard>,
    read: u64,
}

impl Link {
    /// Opens the port; what lay in its buffers is dropped.
    pub(super) fn open(opener: &mut Opener, flow: Flow) -> Result<Self, OpenError> {
        let mut port = opener.open()?;
        // Answers to what an earlier run asked would be taken for answers to ours. A refusal only leaves them to `drain`.
        port.discard_all();
        Ok(Self { port, flow, demux: Demux::new(), heard: VecDeque::new(), read: 0 })
    }

    /// The next thing that was already read, if any.
    pub(super) fn heard(&mut self) -> Option<Heard> {
        self.heard.pop_front()
    }

    /// The next thing that the printer says, `None` when it says nothing until then. Cancel safe.
    pub(super) async fn hear(&mut self, until: Instant) -> Result<Option<Heard>, HungUp> {
        let mut buffer = [0; 512];
        loop {
            if let Some(heard) = self.heard.pop_front() {
                return Ok(Some(heard));
            }
            match port::read_until(&mut self.port, &mut buffer, until).await {
                Ok(Some(count)) => self.sort(buffer.get(..count).unwrap_or_default()),
                Ok(None) => return Ok(None),
                Err(_) => return Err(HungUp),
            }
        }
    }

    /// Hands over `bytes` and adds to `sent` what was taken. Gives up when nothing is taken for `patience`, and at
    /// `limit` in any case. Listens all the while, so that two full buffers cannot wait for each other.
    pub(super) async fn say(&mut self, bytes: &[u8], patience: Duration, limit: Instant, sent: &mut usize) -> Said {
        let mut said = 0;
        let mut deadline = limit.min(Instant::now() + patience);
        let mut buffer = [0; 512];
        while let Some(rest) = bytes.get(said..).filter(|rest| !rest.is_empty()) {
            match timeout_at(deadline, Self::either(&mut self.port, rest, &mut buffer)).await {
                Err(_) => return Said::Stalled,
                Ok(Err(_)) => return Said::HungUp,
                Ok(Ok(Moved::Out(count))) => {
                    said += count;
                    *sent += count;
                    deadline = limit.min(Instant::now() + patience);
                }
                Ok(Ok(Moved::In(count))) => self.sort(buffer.get(..count).unwrap_or_default()),
            }
        }
        Said::All
    }

    /// Takes back what the operating system has not yet sent, and lets bytes pass although the printer holds the line:
    /// it carries out real-time commands all the same.
    pub(super) fn override_hold(&mut self) {
        self.port.discard_output();
        if self.flow != Flow::None {
            self.port.set_flow(Flow::None);
        }
    }

    /// The end of [`Self::override_hold`].
    pub(super) fn respect_hold(&mut self) {
        if self.flow != Flow::None {
            self.port.set_flow(self.flow);
        }
    }

    /// Bytes that came since the line was opened, whatever they meant.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next answer may be this one, that no mask tells from others. `None`: none such any more.
    pub(super) fn expect(&mut self, expected: Option<Expected>) {
        self.demux.expect(expected);
    }

    /// Forgets what was heard so far.
    pub(super) fn forget(&mut self) {
        self.demux.reset();
        self.heard.clear();
    }

    async fn either(port: &mut Port, out: &[u8], buffer: &mut [u8]) -> io::Result<Moved> {
        poll_fn(|context| {
            match Pin::new(&mut *port).poll_write(context, out) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(result) => return Poll::Ready(result.map(Moved::Out)),
                Poll::Pending => {}
            }
            let mut read = ReadBuf::new(buffer);
            match Pin::new(&mut *port).poll_read(context, &mut read) {
                Poll::Ready(Ok(())) if read.filled().is_empty() => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
                Poll::Ready(Ok(())) => Poll::Ready(Ok(Moved::In(read.filled().len()))),
                Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }

    fn sort(&mut self, bytes: &[u8]) {
        self.read += bytes.len() as u64;
        let heard = &mut self.heard;
        self.demux.feed(bytes, |answer| {
            heard.push_back(match answer {
                Answer::RealTime(byte) => Heard::RealTime(byte),
                Answer::Auto(status) => Heard::Auto(status),
                Answer::Queued(_) => Heard::Queued,
                Answer::Block(&[0x37, 0x22, a, b, c, d]) => Heard::Completed([a, b, c, d]),
                Answer::Block([0x37, 0x25, ..]) => Heard::Cleared,
                Answer::Block([0x5F, text @ ..]) => Heard::Text(text.to_vec()),
                Answer::Ejector(byte) => Heard::Slot(Slot::of_ejector(byte)),
                Answer::Full(bytes) => Heard::Slot(Slot::of_full_status(bytes)),
                Answer::Block(_) | Answer::Noise(_) => Heard::Noise,
            });
        });
    }
}

enum Moved {
    In(usize),
    Out(usize),
}
