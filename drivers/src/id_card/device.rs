//! The task that owns the reader's port, and the handle by which the rest of the program talks to it.

use std::collections::VecDeque;
use std::fmt;

use tokio::sync::{mpsc, oneshot, watch};

use super::card::IdCard;
use super::delays::Delays;
use super::layout::CardError;
use super::personal::Personal;
use super::reading::Placement;
use super::session::End;
use super::status::Status;
use crate::port::{Jitter, OpenError, Opener, PortConfig, Wire};
use crate::record::Tap;
use crate::report::{DeviceReport, Vitals};
use crate::state::{DeviceState, Fault};
use crate::supervise::{self, DRIVER_FAILED, Worker, supervise};

/// Events that may wait for their reader.
const EVENTS: usize = 64;

/// Where the reader is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderConfig {
    /// Its port; 115200 baud is the default of these modules.
    pub port: PortConfig,
}

/// What happens on the reader.
#[derive(Debug)]
pub enum CardEvent {
    /// A card was laid down; it is being read. Nothing follows it but [`Self::Removed`] when the reader is disarmed now.
    Found,
    /// The card of this placement.
    Read(Box<IdCard>),
    /// The card of this placement cannot be read. It must be taken away and laid down again; only after
    /// [`CardFault::Reader`] it is read by itself when the reader is back.
    Failed(CardFault),
    /// The card was taken away.
    Removed,
}

impl CardEvent {
    /// What happened, and nothing of whose card it is.
    pub fn words(&self) -> String {
        match self {
            Self::Found => "card found".into(),
            Self::Read(card) => format!("card read: {:?}", card.kind()),
            Self::Failed(fault) => format!("card failed: {fault}"),
            Self::Removed => "card removed".into(),
        }
    }
}

/// Why a card cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardFault {
    /// It was moved, lifted too early, or lies at the edge.
    #[error("the card was moved while it was read; lay it down again and leave it there")]
    Moved,
    /// Card and security module do not accept each other (31, 32, 33).
    #[error("the card was not accepted as genuine: {0}; try the staffed counter")]
    Counterfeit(Status),
    /// No ID card, or one of a type that is not known (40, or an unknown type flag).
    #[error("the card is of an unknown type; is it an ID card?")]
    UnknownType,
    /// What is on it makes no sense.
    #[error("what is on the card cannot be read: {0}")]
    Unreadable(CardError),
    /// The module refuses for another reason.
    #[error("the reader refuses the card: {0}")]
    Refused(Status),
    /// The reader failed, not the card.
    #[error("the reader failed while it read the card; it is being started again")]
    Reader,
}

/// Why a question to the reader has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReaderError {
    /// The port does not exist.
    #[error("the ID card reader is not connected; check its cable")]
    NotConnected,
    /// It is there and cannot work.
    #[error("the ID card reader cannot work: {0}")]
    Faulted(Fault),
    /// The answer failed to come several times.
    #[error("the ID card reader's answers do not come through; check its cable")]
    Line,
    /// There is no card to ask.
    #[error("no card lies on the reader")]
    NoCard,
    /// It answered that it will not.
    #[error("the ID card reader refuses: {0}")]
    Refused(Status),
    /// Its task has ended.
    #[error("the ID card reader is no longer run by this program")]
    Closed,
}

/// The number of a security module. Shown like `05.03-20240101-0000012345-0000067890`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SamId {
    /// Numbers of maker and kind.
    pub kind: (u16, u16),
    /// Day of making, as a number YYYYMMDD.
    pub made: u32,
    /// Serial number, in two parts.
    pub serial: (u32, u32),
}

impl SamId {
    /// From the 16 bytes of the answer (little endian).
    pub fn parse(data: &[u8]) -> Option<Self> {
        let [a0, a1, b0, b1, m0, m1, m2, m3, s0, s1, s2, s3, t0, t1, t2, t3] = *data.as_array::<16>()?;
        Some(Self {
            kind: (u16::from_le_bytes([a0, a1]), u16::from_le_bytes([b0, b1])),
            made: u32::from_le_bytes([m0, m1, m2, m3]),
            serial: (u32::from_le_bytes([s0, s1, s2, s3]), u32::from_le_bytes([t0, t1, t2, t3])),
        })
    }
}

impl fmt::Display for SamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}.{:02}-{:08}-{:010}-{:010}", self.kind.0, self.kind.1, self.made, self.serial.0, self.serial.1)
    }
}

type Reply<T> = oneshot::Sender<Result<T, ReaderError>>;

/// What the handle asks of the task.
pub(super) enum Ask {
    Arm(bool),
    SamId(Reply<SamId>),
    SamStatus(Reply<()>),
    NewestAddress(Reply<Option<Personal>>),
}

impl Ask {
    /// What is asked, in the words of a recording; wishes are recorded where they are taken.
    pub(super) fn words(&self) -> Option<&'static str> {
        match self {
            Self::Arm(_) => None,
            Self::SamId(_) => Some("sam id"),
            Self::SamStatus(_) => Some("sam status"),
            Self::NewestAddress(_) => Some("newest address"),
        }
    }

    /// Says no.
    fn refuse(self, error: ReaderError) {
        // Whoever asked may have gone: then nobody needs the answer.
        match self {
            Self::Arm(_) => {}
            Self::SamId(reply) => drop(reply.send(Err(error))),
            Self::SamStatus(reply) => drop(reply.send(Err(error))),
            Self::NewestAddress(reply) => drop(reply.send(Err(error))),
        }
    }
}

/// The reader, for the rest of the program. Cheap to clone; when the last one is dropped the task ends.
#[derive(Debug, Clone)]
pub struct IdCardReader {
    asks: mpsc::UnboundedSender<Ask>,
    state: watch::Receiver<DeviceState>,
    vitals: Vitals,
}

impl IdCardReader {
    /// From now on a card that is laid down is read, once a placement. A card that lies there unread is read now.
    pub fn arm(&self) {
        let _ = self.asks.send(Ask::Arm(true));
    }

    /// From now on no card is read. A card that lies there is still watched, so that [`CardEvent::Removed`] is told.
    pub fn disarm(&self) {
        let _ = self.asks.send(Ask::Arm(false));
    }

    /// The number of the security module.
    pub async fn sam_id(&self) -> Result<SamId, ReaderError> {
        self.ask(Ask::SamId).await
    }

    /// Whether the security module works.
    pub async fn sam_status(&self) -> Result<(), ReaderError> {
        self.ask(Ask::SamStatus).await
    }

    /// The newest address written to the card that lies there; `None` when there is none.
    pub async fn newest_address(&self) -> Result<Option<Personal>, ReaderError> {
        self.ask(Ask::NewestAddress).await
    }

    /// How the reader is, now and from now on.
    pub fn state(&self) -> watch::Receiver<DeviceState> {
        self.state.clone()
    }

    /// How the reader is, for staff.
    pub fn report(&self) -> DeviceReport {
        self.vitals.report(&self.state.borrow())
    }

    async fn ask<T>(&self, question: impl FnOnce(Reply<T>) -> Ask) -> Result<T, ReaderError> {
        let (reply, answer) = oneshot::channel();
        self.asks.send(question(reply)).map_err(|_| ReaderError::Closed)?;
        // A question without an answer fell with the task; as long as questions are taken it is started again.
        answer.await.unwrap_or_else(|_| {
            let failed = || ReaderError::Faulted(Fault::Hardware(DRIVER_FAILED.into()));
            Err(if self.asks.is_closed() { ReaderError::Closed } else { failed() })
        })
    }
}

/// Starts the reader's task. Must be called inside a tokio runtime with time and I/O enabled.
pub fn spawn(config: ReaderConfig, delays: Delays) -> (IdCardReader, mpsc::Receiver<CardEvent>) {
    let baud = config.port.baud;
    spawn_opener(baud, delays, Opener::of(config.port))
}

/// Like [`spawn`], over whatever `open` opens; `baud` gives the time that bytes take on it.
pub fn spawn_with<W, O>(baud: u32, delays: Delays, open: O) -> (IdCardReader, mpsc::Receiver<CardEvent>)
where
    W: Wire + 'static,
    O: FnMut() -> Result<W, OpenError> + Send + 'static,
{
    spawn_opener(baud, delays, Opener::new(open))
}

/// Like [`spawn_with`], recorded by the opener's tap.
pub fn spawn_opener(baud: u32, delays: Delays, opener: Opener) -> (IdCardReader, mpsc::Receiver<CardEvent>) {
    let (asks, inbox) = mpsc::unbounded_channel();
    let (events, receiver) = mpsc::channel(EVENTS);
    let (state, watched) = watch::channel(DeviceState::Opening);
    let vitals = Vitals::new("id_card");
    let task = Task {
        baud,
        tap: opener.tap().cloned(),
        opener,
        delays,
        vitals: vitals.clone(),
        inbox,
        events,
        state,
        waiting: VecDeque::new(),
        armed: false,
        disarmings: 0,
        lying: None,
        doubtful: false,
    };
    tokio::spawn(supervise(task, supervise::Delays::default(), Jitter::default()));
    (IdCardReader { asks, state: watched, vitals }, receiver)
}

/// What outlives a session: wishes, and the card that lies there.
pub(super) struct Task {
    pub(super) baud: u32,
    pub(super) delays: Delays,
    pub(super) tap: Option<Tap>,
    opener: Opener,
    pub(super) vitals: Vitals,
    pub(super) inbox: mpsc::UnboundedReceiver<Ask>,
    events: mpsc::Sender<CardEvent>,
    state: watch::Sender<DeviceState>,
    /// Questions that came while something else was done.
    pub(super) waiting: VecDeque<Ask>,
    pub(super) armed: bool,
    /// How often it was disarmed: a reading that began before belongs to nobody.
    pub(super) disarmings: u64,
    pub(super) lying: Option<Placement>,
    /// The last card's content did not come through: the port is opened again ever more slowly.
    pub(super) doubtful: bool,
}

impl Worker for Task {
    async fn live(&mut self) {
        let mut backoff = self.opener.backoff(self.delays.reopen_first, self.delays.reopen_most);
        loop {
            match self.opener.open() {
                Ok(wire) => {
                    self.vitals.opened();
                    match self.session(wire, &mut backoff).await {
                        End::Closed => return,
                        End::Gone => self.show(DeviceState::Absent),
                        End::Lost(fault) => self.show(DeviceState::Faulted(fault)),
                    }
                }
                Err(OpenError::Missing(_)) => self.show(DeviceState::Absent),
                Err(OpenError::Refused { reason, .. }) => self.show(DeviceState::Faulted(Fault::Port(reason))),
            }
            while let Some(ask) = self.waiting.pop_front() {
                self.refuse(ask);
            }
            if self.refuse_while(backoff.wait()).await.is_none() {
                return;
            }
        }
    }

    fn fell(&mut self, fault: Fault) {
        let reading = *self.state.borrow() == DeviceState::Busy;
        self.show(DeviceState::Faulted(fault));
        if reading {
            // Whoever waits for this card is told to lay it down again. Full events: nobody waits.
            let _ = self.events.try_send(CardEvent::Failed(CardFault::Reader));
        }
        while let Some(ask) = self.waiting.pop_front() {
            self.refuse(ask);
        }
    }

    fn show(&self, state: DeviceState) {
        Self::show(self, state);
    }

    fn vitals(&self) -> &Vitals {
        &self.vitals
    }

    /// Waits before the next attempt, saying no to every question; `None` when the handle was dropped.
    async fn refuse_while(&mut self, wait: impl Future<Output = ()> + Send) -> Option<()> {
        tokio::pin!(wait);
        loop {
            tokio::select! {
                () = &mut wait => return Some(()),
                ask = self.inbox.recv() => self.refuse(ask?),
            }
        }
    }
}

impl Task {
    pub(super) fn wish(&mut self, armed: bool) {
        if let Some(tap) = &self.tap {
            tap.asked(if armed { "arm" } else { "disarm" });
        }
        self.armed = armed;
        self.disarmings += u64::from(!armed);
    }

    /// Takes a wish; to a question says why it cannot be asked now.
    pub(super) fn refuse(&mut self, ask: Ask) {
        if let Ask::Arm(armed) = ask {
            self.wish(armed);
            return;
        }
        let error = match &*self.state.borrow() {
            DeviceState::Faulted(fault) => ReaderError::Faulted(fault.clone()),
            _ => ReaderError::NotConnected,
        };
        ask.refuse(error);
    }

    /// Tells how the reader is, when that is news.
    pub(super) fn show(&self, state: DeviceState) {
        self.state.send_if_modified(|shown| {
            let news = *shown != state;
            if news {
                tracing::info!(?state, "ID card reader");
                self.vitals.shows(&state);
                if let Some(tap) = &self.tap {
                    tap.said(state.to_string());
                }
                *shown = state;
            }
            news
        });
    }

    pub(super) fn is_faulted(&self) -> bool {
        matches!(*self.state.borrow(), DeviceState::Faulted(_))
    }

    pub(super) async fn tell(&mut self, event: CardEvent) {
        self.vitals.senses("media", if matches!(event, CardEvent::Removed) { "notPresent" } else { "present" });
        if let Some(tap) = &self.tap {
            tap.said(event.words());
        }
        // Nobody listens any more: the event is dropped, and wiped with it.
        let _ = self.events.send(event).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sam_id_as_on_the_sticker() {
        let data = [5, 0, 3, 0, 0xE5, 0xD6, 0x34, 1, 0x39, 0x30, 0, 0, 0x32, 9, 1, 0];
        assert_eq!(SamId::parse(&data).unwrap().to_string(), "05.03-20240101-0000012345-0000067890");
        assert_eq!(SamId::parse(&data[..15]), None);
    }
}
