//! The thread that talks to the card service, and the handle by which the rest of the program talks to it.
//!
//! PC/SC blocks: the thread is the operating system's own, not tokio's.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::apdu::TransportError;
use super::card::{CardError, SocialCard};
use super::delays::Delays;
use super::pcsc::Pcsc;
use super::session::{End, Placement, Service};
use super::status::StatusWord;
use crate::port::{Backoff, Jitter};
use crate::report::{DeviceReport, Vitals};
use crate::state::{DeviceState, Fault};
use crate::supervise::{self, ThreadWorker, supervise_thread};

/// Events that may wait for their reader.
const EVENTS: usize = 64;

/// Which readers are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReaderConfig {
    /// Part of the reader's name as `pcsc_scan` shows it; `None`: any reader. A kiosk's reader may show its slots for PSAMs as
    /// readers of their own: then name the right one.
    pub name: Option<String>,
}

impl ReaderConfig {
    pub(super) fn takes(&self, reader: &str) -> bool {
        self.name.as_deref().is_none_or(|name| reader.contains(name))
    }
}

/// What happens in the reader.
#[derive(Debug)]
pub enum CardEvent {
    /// A card was put in; it is being read. Nothing follows it but [`Self::Removed`] when the reader is disarmed now.
    Found,
    /// The card of this placement.
    Read(Box<SocialCard>),
    /// The card of this placement cannot be read. It must be pulled out and put in again.
    Failed(CardFault),
    /// The card was pulled out, or its reader was.
    Removed,
}

/// Why a card cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardFault {
    /// It was pulled out, or has bad contacts.
    #[error("{}", TransportError::Removed)]
    Removed,
    /// No social security card: a bank card, say.
    #[error("this is no social security card; use the right card")]
    NotSocial,
    /// Its issuer blocked it.
    #[error("the card is blocked; ask the social security counter")]
    Blocked,
    /// What is on it makes no sense.
    #[error("what is on the card cannot be read: {0}; try the staffed counter")]
    Unreadable(#[from] CardError),
    /// It refuses for another reason.
    #[error("the card refuses to be read ({0}); try the staffed counter")]
    Refused(StatusWord),
    /// It does not answer at all.
    #[error("{}", TransportError::Mute)]
    Mute,
    /// Its answers are none.
    #[error("{}", TransportError::Garbled)]
    Garbled,
    /// Another program has it.
    #[error("{}", TransportError::InUse)]
    InUse,
    /// The reader failed, not the card.
    #[error("{}", TransportError::Reader)]
    Reader,
}

impl From<TransportError> for CardFault {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Removed => Self::Removed,
            TransportError::InUse => Self::InUse,
            TransportError::Mute => Self::Mute,
            TransportError::Reader => Self::Reader,
            TransportError::Garbled => Self::Garbled,
        }
    }
}

/// Why no card can be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The card service does not run.
    #[error("the smart card service does not run; install pcscd, then: systemctl enable --now pcscd.socket")]
    NoService,
    /// It runs and knows no such reader.
    #[error("no card reader is connected, or none with the configured name; check its cable, and `pcsc_scan`")]
    NoReader,
    /// It does not let us.
    #[error("the smart card service refuses: {0}; may this user use it?")]
    Refused(String),
    /// This program was built without it.
    #[error("this program was built without card readers; build it with the feature `pcsc`")]
    LeftOut,
}

/// The reader, for the rest of the program. Cheap to clone; when the last one is dropped the thread ends.
#[derive(Debug, Clone)]
pub struct SocialCardReader {
    shared: Arc<Closing>,
    state: watch::Receiver<DeviceState>,
    trouble: watch::Receiver<Option<Trouble>>,
    vitals: Vitals,
}

impl SocialCardReader {
    /// From now on a card that is put in is read, once a placement. A card that is in unread is read now.
    pub fn arm(&self) {
        self.shared.0.wish(|wishes| wishes.armed = true);
    }

    /// From now on no card is read. A card that is in is still watched, so that [`CardEvent::Removed`] is told.
    pub fn disarm(&self) {
        self.shared.0.wish(|wishes| {
            wishes.armed = false;
            wishes.disarmings += 1;
        });
    }

    /// How the reader is, now and from now on.
    pub fn state(&self) -> watch::Receiver<DeviceState> {
        self.state.clone()
    }

    /// Why it is not `Ready`, in words for staff.
    pub fn trouble(&self) -> watch::Receiver<Option<Trouble>> {
        self.trouble.clone()
    }

    /// How the reader is, for staff.
    pub fn report(&self) -> DeviceReport {
        let mut report = self.vitals.report(&self.state.borrow());
        if let Some(trouble) = &*self.trouble.borrow() {
            report.detail = Some(trouble.to_string());
        }
        report
    }
}

/// Starts the thread, over the operating system's card service.
pub fn spawn(config: ReaderConfig, delays: Delays) -> (SocialCardReader, mpsc::Receiver<CardEvent>) {
    spawn_with(config, delays, Pcsc)
}

/// Like [`spawn`], over this service.
pub fn spawn_with(
    config: ReaderConfig,
    delays: Delays,
    service: impl Service,
) -> (SocialCardReader, mpsc::Receiver<CardEvent>) {
    let shared = Arc::new(Shared::default());
    let (events, receiver) = mpsc::channel(EVENTS);
    let (state, watched) = watch::channel(DeviceState::Opening);
    let (trouble, troubles) = watch::channel(None);
    let no_thread = (state.clone(), trouble.clone());
    let vitals = Vitals::new("social_card");
    let worker = Worker {
        config,
        delays,
        shared: Arc::clone(&shared),
        vitals: vitals.clone(),
        events,
        state,
        trouble,
        lying: None,
        reached: false,
    };
    let mut living = Living { worker, service };
    let thread = std::thread::Builder::new()
        .name("social card".into())
        .spawn(move || supervise_thread(&mut living, &supervise::Delays::default(), Jitter::default()));
    if let Err(error) = thread {
        // No thread to be had: the machine is at its end, and says so.
        no_thread.1.send_replace(Some(Trouble::Refused(error.to_string())));
        no_thread.0.send_replace(DeviceState::Faulted(Fault::Port(error.to_string())));
    }
    (SocialCardReader { shared: Arc::new(Closing(shared)), state: watched, trouble: troubles, vitals }, receiver)
}

/// What the handle wishes.
#[derive(Default)]
struct Wishes {
    armed: bool,
    /// How often it was disarmed: a reading that began before belongs to nobody.
    disarmings: u64,
    closed: bool,
}

/// What handle and thread share.
#[derive(Default)]
pub(super) struct Shared {
    wishes: Mutex<Wishes>,
    changed: Condvar,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared")
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Wishes> {
        // Nothing panics while it is held.
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wish(&self, change: impl FnOnce(&mut Wishes)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    pub(super) fn is_armed(&self) -> bool {
        self.lock().armed
    }

    pub(super) fn disarmings(&self) -> u64 {
        self.lock().disarmings
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Waits so long, or until the handle was dropped.
    pub(super) fn pause(&self, time: Duration) {
        let wait = self.changed.wait_timeout_while(self.lock(), time, |wishes| !wishes.closed);
        drop(wait);
    }
}

/// Ends the thread when the last handle is dropped.
#[derive(Debug)]
struct Closing(Arc<Shared>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.wish(|wishes| wishes.closed = true);
    }
}

/// The thread.
pub(super) struct Worker {
    pub(super) config: ReaderConfig,
    pub(super) delays: Delays,
    pub(super) shared: Arc<Shared>,
    pub(super) vitals: Vitals,
    events: mpsc::Sender<CardEvent>,
    state: watch::Sender<DeviceState>,
    trouble: watch::Sender<Option<Trouble>>,
    /// The card that is in.
    pub(super) lying: Option<Placement>,
    /// The service answered since it was opened: the next wait is the first one again.
    reached: bool,
}

impl Worker {
    fn run(&mut self, service: &mut impl Service) {
        let mut backoff = Backoff::new(self.delays.reopen.0, self.delays.reopen.1);
        while !self.shared.is_closed() {
            self.reached = false;
            let trouble = match service.open() {
                Ok(mut slots) => {
                    self.vitals.opened();
                    match self.session(&mut *slots) {
                        End::Closed => return,
                        End::Lost(trouble) => trouble,
                    }
                }
                Err(trouble) => trouble,
            };
            self.show_trouble(trouble);
            if self.reached {
                backoff.reset();
            }
            self.shared.pause(backoff.take_wait());
        }
    }

    pub(super) fn reached(&mut self) {
        self.reached = true;
    }

    /// Tells how the reader is and why, when that is news.
    pub(super) fn show(&self, state: DeviceState, trouble: Option<Trouble>) {
        self.trouble.send_if_modified(|shown| {
            let news = *shown != trouble;
            if let (true, Some(trouble)) = (news, &trouble) {
                tracing::warn!(%trouble, "social card reader");
            }
            *shown = trouble;
            news
        });
        self.state.send_if_modified(|shown| {
            let news = *shown != state;
            if news {
                tracing::info!(?state, "social card reader");
                self.vitals.shows(&state);
                *shown = state;
            }
            news
        });
    }

    pub(super) fn tell(&self, event: CardEvent) {
        let mut event = event;
        // Nobody listens any more: the event is dropped, and wiped with it.
        while let Err(mpsc::error::TrySendError::Full(untold)) = self.events.try_send(event) {
            self.shared.pause(self.delays.full);
            if self.shared.is_closed() {
                return;
            }
            event = untold;
        }
    }
}

/// The thread and the service that it follows, as the supervisor sees them.
struct Living<S> {
    worker: Worker,
    service: S,
}

impl<S: Service> ThreadWorker for Living<S> {
    fn live(&mut self) {
        self.worker.run(&mut self.service);
    }

    fn fell(&mut self, fault: Fault) {
        self.worker.show(DeviceState::Faulted(fault), None);
        // What was in is not known any more: whoever was told of it is told that it is over; it is found again.
        self.worker.pulled();
    }

    fn show_state(&self, state: DeviceState) {
        self.worker.show(state, None);
    }

    fn pause(&self, wait: Duration) -> Option<()> {
        self.worker.shared.pause(wait);
        (!self.worker.shared.is_closed()).then_some(())
    }

    fn vitals(&self) -> &Vitals {
        &self.worker.vitals
    }
}
