//! The task that owns the scanner's port, and the handle by which the rest of the program talks to it.

use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::delays::Delays;
use super::model::Model;
use super::same::Same;
use super::scanned::Scanned;
use super::session::End;
use crate::port::{Jitter, OpenError, Opener, PortConfig, Wire};
use crate::record::Tap;
use crate::report::{DeviceReport, Vitals};
use crate::state::{DeviceState, Fault};
use crate::supervise::{self, Worker, supervise};

/// Events that may wait for their reader. More codes than a hand can hold up are dropped.
pub(crate) const EVENTS: usize = 16;

/// Where the scanner is, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannerConfig {
    /// Its port; at its speed the module is looked for first, then at those of the model.
    pub port: PortConfig,
    /// What it understands.
    pub model: Model,
}

/// What happens before the scanner.
#[derive(Debug)]
pub enum ScanEvent {
    /// A code; the same one again only after it was away.
    Code(Scanned),
    /// Something that was no whole code.
    Dropped(Dropped),
}

/// Why a code was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Dropped {
    /// Longer than any code is.
    #[error("a code of more than {} bytes was dropped", super::frame::MAX_CODE)]
    TooLong,
    /// Its end did not come.
    #[error("a code without its end was dropped; does the module end its codes with CR?")]
    Unfinished,
}

/// The scanner, for the rest of the program. Cheap to clone; when the last one is dropped the task ends, and the module
/// is told to stop.
#[derive(Debug, Clone)]
pub struct Scanner {
    asks: mpsc::UnboundedSender<Wish>,
    state: watch::Receiver<DeviceState>,
    vitals: Vitals,
    tap: Option<Tap>,
}

/// Whether codes are wanted, and since when: the task may be busy when it is told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    pub(crate) armed: bool,
    pub(crate) at: Instant,
}

impl Scanner {
    /// A handle whose wishes are sent there.
    pub(crate) fn new(
        asks: mpsc::UnboundedSender<Wish>,
        state: watch::Receiver<DeviceState>,
        vitals: Vitals,
        tap: Option<Tap>,
    ) -> Self {
        Self { asks, state, vitals, tap }
    }

    /// From now on codes are looked for and told. One that came before is nobody's.
    pub fn arm(&self) {
        self.wish(true);
    }

    /// From now on no code is looked for, and one that still comes is dropped.
    pub fn disarm(&self) {
        self.wish(false);
    }

    fn wish(&self, armed: bool) {
        if let Some(tap) = &self.tap {
            tap.asked(if armed { "arm" } else { "disarm" });
        }
        // Nobody takes it when the task has ended: then there is no scanner.
        let _ = self.asks.send(Wish { armed, at: Instant::now() });
    }

    /// How the scanner is, now and from now on.
    pub fn state(&self) -> watch::Receiver<DeviceState> {
        self.state.clone()
    }

    /// How the scanner is, for staff.
    pub fn report(&self) -> DeviceReport {
        self.vitals.report(&self.state.borrow())
    }
}

/// Starts the scanner's task. Must be called inside a tokio runtime with time and I/O enabled.
pub fn spawn(config: ScannerConfig, delays: Delays) -> (Scanner, mpsc::Receiver<ScanEvent>) {
    let (model, baud) = (config.model, config.port.baud);
    spawn_opener(model, baud, delays, Opener::of(config.port))
}

/// Like [`spawn`], over whatever `open` opens; `baud` gives the time that bytes take on it.
pub fn spawn_with<W, O>(model: Model, baud: u32, delays: Delays, open: O) -> (Scanner, mpsc::Receiver<ScanEvent>)
where
    W: Wire + 'static,
    O: FnMut() -> Result<W, OpenError> + Send + 'static,
{
    spawn_opener(model, baud, delays, Opener::new(open))
}

/// Like [`spawn_with`], recorded by the opener's tap.
pub fn spawn_opener(model: Model, baud: u32, delays: Delays, opener: Opener) -> (Scanner, mpsc::Receiver<ScanEvent>) {
    let (asks, inbox) = mpsc::unbounded_channel();
    let (events, receiver) = mpsc::channel(EVENTS);
    let (state, watched) = watch::channel(DeviceState::Opening);
    let vitals = Vitals::new("scanner");
    let tap = opener.tap().cloned();
    let task = Task {
        model,
        baud,
        same: Same::new(delays.same),
        tap: tap.clone(),
        opener,
        delays,
        vitals: vitals.clone(),
        inbox,
        events,
        state,
        armed: false,
        since: Instant::now(),
        fresh: false,
    };
    tokio::spawn(supervise(task, supervise::Delays::default(), Jitter::default()));
    (Scanner::new(asks, watched, vitals, tap), receiver)
}

/// What outlives a session: the wish, and the code that was seen last.
pub(super) struct Task {
    pub(super) model: Model,
    /// At which it is looked for first.
    pub(super) baud: u32,
    pub(super) delays: Delays,
    pub(super) same: Same,
    tap: Option<Tap>,
    opener: Opener,
    pub(super) vitals: Vitals,
    pub(super) inbox: mpsc::UnboundedReceiver<Wish>,
    pub(super) events: mpsc::Sender<ScanEvent>,
    state: watch::Sender<DeviceState>,
    pub(super) armed: bool,
    /// When it was armed last: codes that came before are nobody's.
    pub(super) since: Instant,
    /// It was armed and not yet triggered for it: whoever came meanwhile does not wait for the next round.
    pub(super) fresh: bool,
}

impl Worker for Task {
    async fn live(&mut self) {
        let mut backoff = self.opener.backoff(self.delays.reopen_first, self.delays.reopen_most);
        loop {
            match self.opener.open() {
                Ok(port) => {
                    self.vitals.opened();
                    match self.session(port, &mut backoff).await {
                        End::Closed => return,
                        End::Gone => self.show(DeviceState::Absent),
                        End::Lost(fault) => self.show(DeviceState::Faulted(fault)),
                    }
                }
                Err(OpenError::Missing(_)) => self.show(DeviceState::Absent),
                Err(OpenError::Refused { reason, .. }) => self.show(DeviceState::Faulted(Fault::Port(reason))),
            }
            if self.refuse_while(backoff.wait()).await.is_none() {
                return;
            }
        }
    }

    fn fell(&mut self, fault: Fault) {
        self.show(DeviceState::Faulted(fault));
    }

    fn show(&self, state: DeviceState) {
        Self::show(self, state);
    }

    fn vitals(&self) -> &Vitals {
        &self.vitals
    }

    /// Wishes are kept for when it is back.
    async fn refuse_while(&mut self, wait: impl Future<Output = ()> + Send) -> Option<()> {
        tokio::pin!(wait);
        loop {
            tokio::select! {
                () = &mut wait => return Some(()),
                wish = self.inbox.recv() => self.wish(wish?),
            }
        }
    }
}

impl Task {
    pub(super) fn wish(&mut self, wish: Wish) {
        if wish.armed == self.armed {
            return;
        }
        // Who comes next may show the same code, and nothing of whoever went is kept.
        self.same.forget();
        (self.armed, self.fresh) = (wish.armed, wish.armed);
        if wish.armed {
            self.since = wish.at;
        }
    }

    /// Tells how the scanner is, when that is news.
    pub(super) fn show(&self, state: DeviceState) {
        self.state.send_if_modified(|shown| {
            let news = *shown != state;
            if news {
                tracing::info!(?state, "code scanner");
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

    /// Tells an event to whoever wants to hear it. Never waits: a scanner that is held up goes blind.
    pub(super) fn tell(&self, event: ScanEvent) {
        if let Some(tap) = &self.tap {
            tap.said(match &event {
                ScanEvent::Code(code) => format!("code of {} bytes", code.len()),
                ScanEvent::Dropped(why) => why.to_string(),
            });
        }
        // Nobody listens, or sixteen wait already: the event is dropped, and wiped with it.
        let _ = self.events.try_send(event);
    }
}
