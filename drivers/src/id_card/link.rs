//! One answer for one command, over a line that loses, damages and delays bytes.
//!
//! The module does one thing after the other. So when an answer failed to come, the line is brought back in step with the
//! SAM id as a fence: no other answer has its shape, and whatever arrives before it belongs to the past.

use std::io;
use std::time::Duration;

use tokio::time::Instant;
use zeroize::Zeroizing;

use super::command::Command;
use super::delays::Delays;
use super::frame::Decoder;
use super::status::{Class, Status};
use crate::port::{Wire, Written, read_until, wire_time, write_until};
use crate::state::Fault;

/// Bytes of one read from the line.
const READ: usize = 4096;

/// Reads after which a flush ends although the line still talks.
const FLUSH_READS: usize = 64;

/// An answer that fits its command. The data is wiped when dropped.
pub(super) struct Answer {
    pub(super) status: Status,
    pub(super) data: Zeroizing<Vec<u8>>,
}

/// Why a command has no answer.
#[derive(Debug)]
pub(super) enum LinkError {
    /// The port is no longer there.
    Gone,
    /// Nothing comes through any more.
    Lost(Fault),
    /// The module says that it cannot work (60, 66).
    Hardware(Status),
    /// This answer failed to come; the line is in step again.
    Missed,
}

/// How an answer failed to come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Miss {
    Silent,
    Garbled,
    /// Only answers to something asked before.
    Stale,
}

impl From<Miss> for Fault {
    fn from(miss: Miss) -> Self {
        match miss {
            Miss::Silent | Miss::Stale => Self::Silent,
            Miss::Garbled => Self::Garbled,
        }
    }
}

/// An open port with a module at its other end.
pub(super) struct Link<W> {
    wire: W,
    baud: u32,
    delays: Delays,
    decoder: Decoder,
    buffer: Zeroizing<Vec<u8>>,
    /// Answers in a row that failed to come.
    missed: u32,
    /// How the last of them failed.
    last_miss: Miss,
}

impl<W: Wire> Link<W> {
    pub(super) fn new(wire: W, baud: u32, delays: Delays) -> Self {
        Self {
            wire,
            baud,
            delays,
            decoder: Decoder::new(),
            buffer: Zeroizing::new(vec![0; READ]),
            missed: 0,
            last_miss: Miss::Silent,
        }
    }

    /// Asks once; only what the module did not understand (10, 11) is sent again.
    pub(super) async fn ask(&mut self, command: Command) -> Result<Answer, LinkError> {
        let (patience, step) = self.patience(command);
        self.last_miss = Miss::Garbled;
        for _ in 0..self.delays.sends {
            match self.exchange(command, patience, |status, data| command.fits(status, data)).await? {
                Ok(answer) => match answer.status.class() {
                    Class::Resend => {}
                    Class::Fault => return Err(LinkError::Hardware(answer.status)),
                    _ => {
                        self.missed = 0;
                        return Ok(answer);
                    }
                },
                Err(miss) => {
                    self.last_miss = miss;
                    self.fence(step, miss).await?;
                    break;
                }
            }
        }
        self.missed += 1;
        tracing::debug!(?command, missed = self.missed, "the ID card reader gave no usable answer");
        if self.missed >= self.delays.misses { Err(LinkError::Lost(self.trouble())) } else { Err(LinkError::Missed) }
    }

    /// What is wrong with the line, when something is.
    pub(super) fn trouble(&self) -> Fault {
        self.last_miss.into()
    }

    /// Asks again until there is an answer or the line is given up.
    pub(super) async fn insist(&mut self, command: Command) -> Result<Answer, LinkError> {
        for _ in 1..self.delays.sends {
            match self.ask(command).await {
                Err(LinkError::Missed) => {}
                done => return done,
            }
        }
        self.ask(command).await
    }

    /// Listens to a line on which nothing is expected: returns when it was hung up, else never.
    pub(super) async fn listen(&mut self) -> LinkError {
        loop {
            let far = Instant::now() + Duration::from_hours(1);
            if let Err(gone) = self.read(far).await {
                return gone;
            }
            self.decoder.clear();
        }
    }

    /// Time for the answer itself, and for the fence if it fails to come.
    fn patience(&self, command: Command) -> (Duration, Duration) {
        let delays = &self.delays;
        match command {
            Command::ResetSam | Command::SamStatus | Command::SamId | Command::SetBaud(_) | Command::MaxRfBytes(_) => {
                (delays.module_answer, delays.module_answer)
            }
            Command::FindCard | Command::SelectCard | Command::ReadManagement => {
                (delays.card_answer, delays.step_answer)
            }
            Command::ReadTextPhoto
            | Command::ReadAppended
            | Command::ReadNewestAddress
            | Command::ReadTextPhotoPrints => (delays.read_answer, delays.step_answer),
        }
    }

    /// Brings the line back in step.
    async fn fence(&mut self, patience: Duration, first: Miss) -> Result<(), LinkError> {
        let accept = |status: Status, data: &[u8]| {
            (status == Status::Success && data.len() == 16) || matches!(status.class(), Class::Fault | Class::Resend)
        };
        for _ in 0..self.delays.sends {
            match self.exchange(Command::SamId, patience, accept).await? {
                Ok(answer) => match answer.status.class() {
                    Class::Fault => return Err(LinkError::Hardware(answer.status)),
                    Class::Resend => {}
                    _ => return Ok(()),
                },
                Err(Miss::Silent) => return Err(LinkError::Lost(first.into())),
                // A module that was busy may not have heard the fence.
                Err(Miss::Garbled | Miss::Stale) => {}
            }
        }
        Err(LinkError::Lost(Fault::Garbled))
    }

    /// Sends a command and waits for the answer that `accept` takes; others are leftovers and are dropped.
    async fn exchange(
        &mut self,
        command: Command,
        patience: Duration,
        accept: impl Fn(Status, &[u8]) -> bool,
    ) -> Result<Result<Answer, Miss>, LinkError> {
        self.flush().await?;
        let bytes = command.bytes();
        match write_until(&mut self.wire, &bytes, Instant::now() + self.delays.write).await {
            Written::All => {}
            Written::Stalled { .. } => return Ok(Err(Miss::Silent)),
            Written::Broken { .. } => return Err(LinkError::Gone),
        }
        let noise = self.decoder.noise();
        let mut stale = false;
        let mut deadline = Instant::now() + patience + wire_time(bytes.len() + command.longest_answer(), self.baud);
        loop {
            let until = if self.decoder.in_frame() { deadline.min(self.quiet()) } else { deadline };
            let mut damaged = false;
            if !self.read(until).await? {
                damaged = self.decoder.give_up().is_some();
            }
            while let Some(frame) = self.decoder.next_frame() {
                let Ok(frame) = frame else {
                    damaged = true;
                    continue;
                };
                let status = Status::from_byte(frame.status);
                if accept(status, frame.data) {
                    let answer = Answer { status, data: Zeroizing::new(frame.data.to_vec()) };
                    self.decoder.clear();
                    return Ok(Ok(answer));
                }
                stale = true;
            }
            if Instant::now() >= deadline {
                let miss = match (stale, self.decoder.noise() > noise) {
                    (true, _) => Miss::Stale,
                    (_, true) => Miss::Garbled,
                    _ => Miss::Silent,
                };
                self.decoder.clear();
                return Ok(Err(miss));
            }
            if damaged {
                // The answer came and was bad: no other one is on its way.
                deadline = deadline.min(self.quiet());
            }
        }
    }

    fn quiet(&self) -> Instant {
        Instant::now() + self.delays.gap
    }

    /// Drops what is there, so that it cannot be taken for the next answer.
    async fn flush(&mut self) -> Result<(), LinkError> {
        for _ in 0..FLUSH_READS {
            if !self.read(Instant::now()).await? {
                break;
            }
            self.decoder.clear();
        }
        self.decoder.clear();
        Ok(())
    }

    /// Moves bytes from the line into the decoder; `false` when none came in time.
    async fn read(&mut self, until: Instant) -> Result<bool, LinkError> {
        loop {
            return match read_until(&mut self.wire, &mut self.buffer, until).await {
                Ok(None) => Ok(false),
                Ok(Some(count)) => {
                    let bytes = self.buffer.get_mut(..count).unwrap_or_default();
                    self.decoder.push(bytes);
                    bytes.fill(0);
                    Ok(true)
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => Err(LinkError::Gone),
            };
        }
    }
}
