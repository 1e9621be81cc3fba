//! From an opened port to its loss: start, the round of finding and watching, questions from the handle.

use tokio::sync::mpsc::error::TryRecvError;
use tokio::time::Instant;

use super::command::{Command, RfBytes};
use super::device::{Ask, ReaderError, SamId, Task};
use super::layout;
use super::link::{Link, LinkError};
use super::personal::Personal;
use super::status::{Class, Status};
use crate::port::{Backoff, Wire};
use crate::report::DeviceIdentity;
use crate::state::{DeviceState, Fault};

/// Why a session is over.
#[derive(Debug)]
pub(super) enum End {
    /// The handle was dropped.
    Closed,
    /// The port is no longer there.
    Gone,
    /// Nothing comes through it.
    Lost(Fault),
}

/// Why a round stopped.
#[derive(Debug)]
pub(super) enum Stop {
    End(End),
    /// The module says that it cannot work; the port stays open.
    Hardware(Status),
}

impl Stop {
    /// What the missing answer of a command means for the round; `None`: only this answer failed.
    pub(super) fn from_link(error: LinkError) -> Option<Self> {
        match error {
            LinkError::Gone => Some(Self::End(End::Gone)),
            LinkError::Lost(fault) => Some(Self::End(End::Lost(fault))),
            LinkError::Hardware(status) => Some(Self::Hardware(status)),
            LinkError::Missed => None,
        }
    }
}

impl Task {
    /// Runs until the port is lost or the handle dropped.
    pub(super) async fn session<W: Wire>(&mut self, wire: W, backoff: &mut Backoff) -> End {
        // A fault stays on show until the reader has answered again.
        if !self.is_faulted() {
            self.show(DeviceState::Opening);
        }
        let mut link = Link::new(wire, self.baud, self.delays.clone());
        loop {
            let stop = match self.start(&mut link).await {
                Ok(()) => {
                    if !self.doubtful {
                        backoff.reset();
                    }
                    self.show(DeviceState::Ready);
                    self.rounds(&mut link).await
                }
                Err(stop) => stop,
            };
            match stop {
                Stop::End(end) => return end,
                Stop::Hardware(status) => {
                    self.show(DeviceState::Faulted(Fault::Hardware(status.to_string())));
                    let due = Instant::now() + self.delays.fault_retry;
                    if let Err(end) = self.sit_out(&mut link, due).await {
                        return end;
                    }
                }
            }
        }
    }

    /// Asks the module whether it works and who it is.
    async fn start<W: Wire>(&mut self, link: &mut Link<W>) -> Result<(), Stop> {
        let given_up = || Stop::End(End::Lost(Fault::Garbled));
        link.insist(Command::SamStatus).await.map_err(|e| Stop::from_link(e).unwrap_or_else(given_up))?;
        let answer = link.insist(Command::SamId).await.map_err(|e| Stop::from_link(e).unwrap_or_else(given_up))?;
        if let Some(id) = SamId::parse(&answer.data) {
            tracing::info!(sam = %id, "ID card reader answers");
            self.vitals.identified(DeviceIdentity {
                model: format!("SAM {:02}.{:02}", id.kind.0, id.kind.1),
                serial: id.to_string(),
                ..DeviceIdentity::default()
            });
        }
        // Not every module knows this one; open drivers send it once and do not mind (hevz/hev-idcard-reader).
        match link.ask(Command::MaxRfBytes(RfBytes::USUAL)).await.map_err(Stop::from_link) {
            Err(Some(stop)) => Err(stop),
            _ => Ok(()),
        }
    }

    /// Round after round until one stops.
    async fn rounds<W: Wire>(&mut self, link: &mut Link<W>) -> Stop {
        loop {
            let round = async {
                self.serve(link).await?;
                let armed = self.armed;
                let pause = self.round(link).await?;
                self.serve(link).await?;
                if self.armed == armed { self.wait(link, Instant::now() + pause).await } else { Ok(()) }
            };
            if let Err(stop) = round.await {
                return stop;
            }
        }
    }

    /// Does what is due; gives the time until the next round.
    async fn round<W: Wire>(&mut self, link: &mut Link<W>) -> Result<std::time::Duration, Stop> {
        match &self.lying {
            Some(placement) if self.armed && !placement.read => self.read_again(link).await,
            Some(_) => self.watch(link).await,
            None if self.armed => self.look(link).await,
            None => {
                if let Err(Some(stop)) = link.ask(Command::SamStatus).await.map_err(Stop::from_link) {
                    return Err(stop);
                }
                Ok(self.delays.health)
            }
        }
    }

    /// Waits for the next round, answering questions, with an ear on the line for its hang-up.
    async fn wait<W: Wire>(&mut self, link: &mut Link<W>, due: Instant) -> Result<(), Stop> {
        loop {
            let ask = tokio::select! {
                () = tokio::time::sleep_until(due) => return Ok(()),
                error = link.listen() => return Err(Stop::from_link(error).unwrap_or(Stop::End(End::Gone))),
                ask = self.inbox.recv() => ask,
            };
            match ask {
                None => return Err(Stop::End(End::Closed)),
                Some(Ask::Arm(armed)) => {
                    let news = self.armed != armed;
                    self.wish(armed);
                    if news {
                        return Ok(());
                    }
                }
                Some(ask) => self.answer(link, ask).await?,
            }
        }
    }

    /// Waits out a failure of the module; questions are refused with it.
    async fn sit_out<W: Wire>(&mut self, link: &mut Link<W>, due: Instant) -> Result<(), End> {
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(due) => return Ok(()),
                _ = link.listen() => return Err(End::Gone),
                ask = self.inbox.recv() => self.refuse(ask.ok_or(End::Closed)?),
            }
        }
    }

    /// Answers the questions that wait.
    async fn serve<W: Wire>(&mut self, link: &mut Link<W>) -> Result<(), Stop> {
        self.take_asks()?;
        while let Some(ask) = self.waiting.pop_front() {
            self.answer(link, ask).await?;
        }
        Ok(())
    }

    /// Takes what the handle has sent: wishes at once, questions for later.
    pub(super) fn take_asks(&mut self) -> Result<(), Stop> {
        loop {
            match self.inbox.try_recv() {
                Ok(Ask::Arm(armed)) => self.wish(armed),
                Ok(ask) => self.waiting.push_back(ask),
                Err(TryRecvError::Empty) => return Ok(()),
                Err(TryRecvError::Disconnected) => return Err(Stop::End(End::Closed)),
            }
        }
    }

    async fn answer<W: Wire>(&mut self, link: &mut Link<W>, ask: Ask) -> Result<(), Stop> {
        if let (Some(tap), Some(words)) = (&self.tap, ask.words()) {
            tap.asked(words);
        }
        // A send that fails only says that whoever asked has gone.
        match ask {
            Ask::Arm(armed) => {
                self.wish(armed);
                Ok(())
            }
            Ask::SamStatus(reply) => {
                let (result, stop) = split(link.insist(Command::SamStatus).await.map(|answer| answer.status));
                let _ = reply.send(result.and_then(|status| match status.class() {
                    Class::Ok => Ok(()),
                    _ => Err(ReaderError::Refused(status)),
                }));
                stop
            }
            Ask::SamId(reply) => {
                let (result, stop) = split(link.insist(Command::SamId).await);
                let _ = reply.send(result.and_then(|answer| match SamId::parse(&answer.data) {
                    Some(id) => Ok(id),
                    None => Err(ReaderError::Refused(answer.status)),
                }));
                stop
            }
            Ask::NewestAddress(reply) => {
                let (result, stop) = split(newest_address(link).await);
                let _ = reply.send(result.and_then(|address| address));
                stop
            }
        }
    }
}

/// For whoever asked, and for the round.
fn split<T>(result: Result<T, LinkError>) -> (Result<T, ReaderError>, Result<(), Stop>) {
    match result {
        Ok(value) => (Ok(value), Ok(())),
        Err(LinkError::Missed) => (Err(ReaderError::Line), Ok(())),
        Err(error) => {
            let told = match &error {
                LinkError::Lost(fault) => ReaderError::Faulted(fault.clone()),
                LinkError::Hardware(status) => ReaderError::Faulted(Fault::Hardware(status.to_string())),
                LinkError::Gone | LinkError::Missed => ReaderError::NotConnected,
            };
            (Err(told), Stop::from_link(error).map_or(Ok(()), Err))
        }
    }
}

/// Asks the selected card; when that fails, finds and selects it first.
async fn newest_address<W: Wire>(link: &mut Link<W>) -> Result<Result<Option<Personal>, ReaderError>, LinkError> {
    let mut answer = link.ask(Command::ReadNewestAddress).await?;
    if !matches!(answer.status.class(), Class::Ok | Class::Empty) {
        let found = link.ask(Command::FindCard).await?;
        let selected = link.ask(Command::SelectCard).await?;
        if found.status == Status::NoCard && selected.status.class() != Class::Ok {
            return Ok(Err(ReaderError::NoCard));
        }
        answer = link.ask(Command::ReadNewestAddress).await?;
    }
    Ok(match answer.status.class() {
        Class::Empty => Ok(None),
        Class::Ok => layout::parse_newest_address(&answer.data).map_err(|_| ReaderError::Line),
        _ => Err(ReaderError::Refused(answer.status)),
    })
}
