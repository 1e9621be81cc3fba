//! The task that owns the keypad, and the handle by which the rest of the program talks to it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::task::Poll;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::delays::Delays;
use super::filter::Bounce;
use super::find::Places;
use super::input::Input;
use super::interpreter::Interpreter;
use super::key::Event;
use super::map::{DeviceMatch, Jack, Map};
use super::source::{Nodes, Opener, Source};
use crate::port::{Backoff, Jitter, OpenError};
use crate::report::{DeviceIdentity, DeviceReport, Vitals};
use crate::state::{DeviceState, Fault};
use crate::supervise::{self, Worker, supervise};

/// Events that may wait for their reader.
const EVENTS: usize = 64;

/// Which keypad, and where.
#[derive(Debug, Clone)]
pub struct KeypadConfig {
    /// Its model.
    pub map: Map,
    /// A node or a pipe to be read in place of the devices that the map names.
    pub path: Option<PathBuf>,
}

enum Ask {
    Bounce(Bounce),
}

/// The keypad, for the rest of the program. Cheap to clone; when the last one is dropped the task ends.
#[derive(Debug, Clone)]
pub struct Keypad {
    asks: mpsc::UnboundedSender<Ask>,
    state: watch::Receiver<DeviceState>,
    map: Arc<Map>,
    vitals: Vitals,
}

impl Keypad {
    /// From now on a key is deaf for so long after it was pressed or let go: for whoever trembles.
    pub fn set_bounce(&self, bounce: Bounce) {
        let _ = self.asks.send(Ask::Bounce(bounce));
    }

    /// The model's own bounce time again: comfort settings end with the visit (EN 301 549 5.1.3.13).
    pub fn reset_bounce(&self) {
        self.set_bounce(self.map.bounce);
    }

    /// Its model: how its keys lie and what fingers find on them.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How the keypad is, now and from now on. It is never `Busy`.
    pub fn state(&self) -> watch::Receiver<DeviceState> {
        self.state.clone()
    }

    /// How the keypad is, for staff.
    pub fn report(&self) -> DeviceReport {
        self.vitals.report(&self.state.borrow())
    }
}

/// Starts the keypad's task. Must be called inside a tokio runtime with time and I/O enabled. The events must be fetched:
/// while 64 wait, the keypad is not read.
pub fn spawn(config: KeypadConfig, delays: Delays) -> (Keypad, mpsc::Receiver<Event>) {
    let KeypadConfig { map, path } = config;
    let devices = path.map_or_else(|| map.devices.clone(), |path| vec![DeviceMatch::Path(path)]);
    let nodes = Nodes::new(devices, map.exclusive, Places::default());
    spawn_with(map, delays, nodes)
}

/// Like [`spawn`], over whatever `opener` opens.
pub fn spawn_with(map: Map, delays: Delays, opener: impl Opener) -> (Keypad, mpsc::Receiver<Event>) {
    let map = Arc::new(map);
    let (asks, inbox) = mpsc::unbounded_channel();
    let (events, receiver) = mpsc::channel(EVENTS);
    let (state, watched) = watch::channel(DeviceState::Opening);
    let interpreter = Interpreter::new(Arc::clone(&map));
    let vitals = Vitals::new("keypad");
    vitals.identified(DeviceIdentity { model: map.title.clone(), ..DeviceIdentity::default() });
    let task =
        Task { map: Arc::clone(&map), delays, opener, inbox, events, state, interpreter, vitals: vitals.clone() };
    tokio::spawn(supervise(task, supervise::Delays::default(), Jitter::default()));
    (Keypad { asks, state: watched, map, vitals }, receiver)
}

/// Why the keypad is no longer read.
enum End {
    /// The handle was dropped.
    Closed,
    /// The keypad is gone, or its nodes are others now.
    Gone,
}

struct Task<O> {
    map: Arc<Map>,
    delays: Delays,
    opener: O,
    inbox: mpsc::UnboundedReceiver<Ask>,
    events: mpsc::Sender<Event>,
    state: watch::Sender<DeviceState>,
    interpreter: Interpreter,
    vitals: Vitals,
}

impl<O: Opener> Worker for Task<O> {
    async fn live(&mut self) {
        let (first, most) = self.delays.reopen;
        let mut backoff = Backoff::new(first, most);
        loop {
            match self.opener.open() {
                Ok(sources) => {
                    self.vitals.opened();
                    match self.session(sources, &mut backoff).await {
                        End::Closed => return,
                        End::Gone => self.show(DeviceState::Absent),
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
        // Private speech must not go on to headphones of which nothing is known. Full events: nobody listens.
        if let Some(event) = self.interpreter.jack(false) {
            let _ = self.events.try_send(event);
        }
    }

    fn show(&self, state: DeviceState) {
        Self::show(self, state);
    }

    fn vitals(&self) -> &Vitals {
        &self.vitals
    }

    /// Waits before the next attempt; `None` when the handle was dropped.
    async fn refuse_while(&mut self, wait: impl Future<Output = ()> + Send) -> Option<()> {
        tokio::pin!(wait);
        loop {
            tokio::select! {
                () = &mut wait => return Some(()),
                ask = self.inbox.recv() => self.wish(&ask?),
            }
        }
    }
}

impl<O: Opener> Task<O> {
    /// Reads until the keypad is gone or the handle dropped.
    async fn session(&mut self, mut sources: Vec<Source>, backoff: &mut Backoff) -> End {
        self.show(DeviceState::Opening);
        // What was held when the last one went is not held on this one.
        self.interpreter.lost();
        self.ask_switch(&sources).await;
        self.show(DeviceState::Ready);
        let mut look = interval_at(Instant::now() + self.delays.look, self.delays.look);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased; // a wish of the handle counts for the keys that come after it
                ask = self.inbox.recv() => match ask {
                    Some(ask) => self.wish(&ask),
                    None => return End::Closed,
                },
                input = next(&mut sources) => match input {
                    Ok(Input::Event(event)) => {
                        backoff.reset();
                        let event = self.interpreter.feed(event);
                        self.tell(event).await;
                    }
                    Ok(Input::Lost) => {
                        tracing::warn!("keypad: events were lost");
                        self.interpreter.lost();
                        self.ask_switch(&sources).await;
                    }
                    Err(error) => {
                        tracing::info!(%error, "keypad: gone");
                        break;
                    }
                },
                _ = look.tick() => if self.opener.is_stale() { break },
            }
        }
        // The headphones go with the keypad that they are plugged into: private speech must know at once.
        let event = self.interpreter.jack(false);
        self.tell(event).await;
        End::Gone
    }

    /// Asks how the jack's switch stands, where it can be asked.
    async fn ask_switch(&mut self, sources: &[Source]) {
        let Some(Jack::Switch(switch)) = self.map.jack else { return };
        if let Some(inserted) = sources.iter().find_map(|source| source.switch(switch)) {
            let event = self.interpreter.jack(inserted);
            self.tell(event).await;
        }
    }

    fn wish(&mut self, ask: &Ask) {
        let Ask::Bounce(bounce) = ask;
        self.interpreter.set_bounce(*bounce);
    }

    /// Tells how the keypad is, when that is news.
    fn show(&self, state: DeviceState) {
        self.state.send_if_modified(|shown| {
            let news = *shown != state;
            if news {
                tracing::info!(?state, "keypad");
                self.vitals.shows(&state);
                *shown = state;
            }
            news
        });
    }

    async fn tell(&mut self, event: Option<Event>) {
        let Some(event) = event else { return };
        if let Event::Jack(inserted) = event {
            // CWA 17852, `auxiliaries.enhancedAudio`: the plug of headphones.
            self.vitals.senses("enhancedAudio", if inserted { "present" } else { "notPresent" });
        }
        // Nobody listens any more: the event is dropped.
        let _ = self.events.send(event).await;
    }
}

/// The next thing from any of them.
async fn next(sources: &mut [Source]) -> io::Result<Input> {
    std::future::poll_fn(|context| {
        for source in &mut *sources {
            if let Poll::Ready(input) = source.poll_next(context) {
                return Poll::Ready(input);
            }
        }
        Poll::Pending
    })
    .await
}
