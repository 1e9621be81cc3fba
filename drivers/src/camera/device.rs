//! The thread that looks through the camera. Frames block and reading them costs milliseconds: the thread is the
//! operating system's own, not tokio's.

use std::time::{Duration, Instant};

use qr_reader::{Found, Options, Pace, Reader, Tracker, limits};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant as TokioInstant, timeout};
use zeroize::Zeroize;

use super::delays::Delays;
use super::luma::Luma;
use super::region::Region;
use super::source::{Lost, Next, Origin, Source};
use crate::port::{Backoff, Jitter, OpenError};
use crate::report::Vitals;
use crate::scanner::{EVENTS, Same, ScanEvent, Scanned, Scanner, Symbology, Wish};
use crate::state::{DeviceState, Fault};
use crate::supervise::{self, ThreadWorker, supervise_thread};

/// Where the camera is, and what of its picture is looked at.
#[derive(Debug, Clone)]
pub struct CameraConfig {
    /// Where frames come from.
    pub origin: Origin,
    /// The part that is looked at.
    pub region: Region,
}

/// Starts the camera's thread. Must be called inside a tokio runtime with time enabled.
pub fn spawn(config: CameraConfig, delays: Delays) -> (Scanner, mpsc::Receiver<ScanEvent>) {
    let (asks, inbox) = mpsc::unbounded_channel();
    let (events, receiver) = mpsc::channel(EVENTS);
    let (state, watched) = watch::channel(DeviceState::Opening);
    let vitals = Vitals::new("scanner");
    let no_thread = state.clone();
    let mut worker = Worker {
        config,
        start: TokioInstant::now(),
        same: Same::new(delays.same),
        delays,
        runtime: Handle::current(),
        inbox,
        events,
        state,
        vitals: vitals.clone(),
        armed: false,
        luma: Luma::default(),
    };
    let thread = std::thread::Builder::new()
        .name("camera".into())
        .spawn(move || supervise_thread(&mut worker, &supervise::Delays::default(), Jitter::default()));
    if let Err(error) = thread {
        // No thread to be had: the machine is at its end, and says so.
        no_thread.send_replace(DeviceState::Faulted(Fault::Port(error.to_string())));
    }
    (Scanner::new(asks, watched, vitals, None), receiver)
}

/// The thread.
struct Worker {
    config: CameraConfig,
    delays: Delays,
    start: TokioInstant,
    runtime: Handle,
    inbox: mpsc::UnboundedReceiver<Wish>,
    events: mpsc::Sender<ScanEvent>,
    state: watch::Sender<DeviceState>,
    vitals: Vitals,
    armed: bool,
    same: Same,
    luma: Luma,
}

/// Why the camera was let go.
enum End {
    /// Every handle is gone.
    Closed,
    /// It is not there any more.
    Gone,
    /// It does not work.
    Fault(Fault),
}

impl From<Lost> for End {
    fn from(lost: Lost) -> Self {
        lost.map_or(Self::Gone, |reason| Self::Fault(Fault::Port(reason)))
    }
}

impl ThreadWorker for Worker {
    fn live(&mut self) {
        let mut backoff = Backoff::new(self.delays.reopen_first, self.delays.reopen_most);
        loop {
            match self.config.origin.open(&self.delays) {
                Ok(mut source) => {
                    self.opened(source.as_ref());
                    let end = self.session(source.as_mut(), &mut backoff);
                    source.stop();
                    self.forget();
                    match end {
                        End::Closed => return,
                        End::Gone => self.show(DeviceState::Absent),
                        End::Fault(fault) => self.show(DeviceState::Faulted(fault)),
                    }
                }
                Err(OpenError::Missing(_)) => self.show(DeviceState::Absent),
                Err(OpenError::Refused { reason, .. }) => self.show(DeviceState::Faulted(Fault::Port(reason))),
            }
            if !self.rest(backoff.take_wait()) {
                return;
            }
        }
    }

    fn fell(&mut self, fault: Fault) {
        self.forget();
        self.show(DeviceState::Faulted(fault));
    }

    fn show_state(&self, state: DeviceState) {
        self.show(state);
    }

    fn pause(&self, wait: Duration) -> Option<()> {
        std::thread::sleep(wait);
        (!self.inbox.is_closed()).then_some(())
    }

    fn vitals(&self) -> &Vitals {
        &self.vitals
    }
}

impl Worker {
    fn opened(&self, source: &dyn Source) {
        self.vitals.opened();
        let (identity, picture) = source.identity();
        self.vitals.identified(identity);
        self.vitals.senses("picture", &picture);
    }

    /// Until the camera is let go: films while codes are wanted, else only asks whether it is there.
    fn session(&mut self, source: &mut dyn Source, backoff: &mut Backoff) -> End {
        loop {
            while !self.armed {
                if let Err(lost) = source.there() {
                    return lost.into();
                }
                self.works(backoff);
                if !self.rest(self.delays.there) {
                    return End::Closed;
                }
            }
            if let Err(end) = self.film(source, backoff) {
                return end;
            }
            source.stop();
            self.forget();
        }
    }

    /// Films until no code is wanted any more.
    fn film(&mut self, source: &mut dyn Source, backoff: &mut Backoff) -> Result<(), End> {
        source.start()?;
        let pace = Pace::default();
        let mut tracker = Tracker::new(Reader::new(Options::default()), pace.clone());
        let (mut last, mut looked) = (Instant::now(), None::<Instant>);
        let mut unusable = 0;
        loop {
            if !self.hear() {
                return Err(End::Closed);
            }
            if !self.armed {
                return Ok(());
            }
            let now = Instant::now();
            let wanted = tracker.awake(now) || looked.is_none_or(|looked| now - looked >= pace.still);
            match source.next(&mut self.luma, self.delays.frame, wanted)? {
                Next::Frame => {
                    (last, unusable) = (Instant::now(), 0);
                    looked = Some(last);
                    self.works(backoff);
                    self.look(&mut tracker, last);
                }
                Next::Passed => last = Instant::now(),
                Next::Late if last.elapsed() >= self.delays.silent => return Err(End::Fault(Fault::Silent)),
                Next::Late => {}
                Next::Unusable(why) => {
                    (last, unusable) = (Instant::now(), unusable + 1);
                    if unusable == 1 {
                        tracing::warn!(%why, "a frame of the camera is passed over");
                    }
                    if unusable >= self.delays.unusable {
                        return Err(End::Fault(Fault::Garbled));
                    }
                }
            }
        }
    }

    /// Looks for codes in the frame.
    fn look(&mut self, tracker: &mut Tracker, now: Instant) {
        let Some(whole) = self.luma.gray() else { return };
        let Some(part) = self.config.region.of(&whole) else { return };
        for found in tracker.frame(&part, now, now + limits::TIME_MAX) {
            self.tell(found);
        }
    }

    /// Tells a code that is news. Never waits: nobody listens, or sixteen wait already, then it is dropped and wiped.
    fn tell(&mut self, mut found: Found) {
        found.text.zeroize();
        let code = Scanned::new(std::mem::take(&mut found.bytes), Some(Symbology::Qr));
        if self.same.is_news(code.expose(), self.start.elapsed()) {
            let _ = self.events.try_send(ScanEvent::Code(code));
        }
    }

    fn works(&self, backoff: &mut Backoff) {
        backoff.reset();
        self.show(DeviceState::Ready);
    }

    /// Nothing of what was seen stays.
    fn forget(&mut self) {
        self.luma.wipe();
        self.same.forget();
    }

    /// Hears wishes that came; `false`: every handle is gone.
    fn hear(&mut self) -> bool {
        loop {
            match self.inbox.try_recv() {
                Ok(wish) => self.wish(wish),
                Err(mpsc::error::TryRecvError::Empty) => return true,
                Err(mpsc::error::TryRecvError::Disconnected) => return false,
            }
        }
    }

    /// Waits so long, or until a wish comes; `false`: every handle is gone.
    fn rest(&mut self, wait: Duration) -> bool {
        let inbox = &mut self.inbox;
        match self.runtime.block_on(async { timeout(wait, inbox.recv()).await }) {
            Ok(Some(wish)) => self.wish(wish),
            Ok(None) => return false,
            Err(_) => {}
        }
        true
    }

    fn wish(&mut self, wish: Wish) {
        if self.armed != wish.armed {
            self.armed = wish.armed;
            // Who comes next may show the same code, and nothing of whoever went is kept.
            self.same.forget();
        }
    }

    /// Tells how the camera is, when that is news.
    fn show(&self, state: DeviceState) {
        self.state.send_if_modified(|shown| {
            let news = *shown != state;
            if news {
                tracing::info!(?state, "code camera");
                self.vitals.shows(&state);
                *shown = state;
            }
            news
        });
    }
}
