//! The thread that owns a camera: opens it, films while that is wanted, and lets it go. Frames block and reading them
//! costs milliseconds: the thread is the operating system's own, not tokio's. What is done with a frame is an [`Eye`]'s.

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

use super::delays::Delays;
use super::luma::{Luma, Unusable};
use super::source::{Lost, Next, Origin, Source};
use super::v4l2::Wanted;
use crate::port::{Backoff, Jitter, OpenError};
use crate::report::Vitals;
use crate::state::{DeviceState, Fault};
use crate::supervise::{self, ThreadWorker, supervise_thread};

/// What is done with frames, and whether any are wanted. Lives on the camera's thread alone.
pub(crate) trait Eye: 'static {
    /// What its handle asks.
    type Ask: Send + 'static;

    /// Hears what the handle asks.
    fn hear(&mut self, ask: Self::Ask);

    /// Whether frames are wanted at all.
    fn is_armed(&self) -> bool;

    /// Filming begins.
    fn begin(&mut self) {}

    /// Whether the next frame is wanted; of a format that is costly to read, others are passed over.
    fn wants(&self, now: Instant) -> bool;

    /// A frame.
    fn look(&mut self, luma: &mut Luma, now: Instant);

    /// Filming is over, by any way: nothing of what was seen stays.
    fn forget(&mut self);
}

/// Where frames come from, and how long everything may take.
pub(crate) struct Setup {
    pub(crate) origin: Origin,
    pub(crate) wanted: Wanted,
    pub(crate) delays: Delays,
    /// Holds one frame.
    pub(crate) luma: Luma,
}

/// Starts the thread, which ends when every sender of `inbox` is gone; `eye` is made on it. Must be called inside a tokio
/// runtime with time enabled.
pub(crate) fn film<E: Eye>(
    eye: impl FnOnce() -> E + Send + 'static,
    setup: Setup,
    inbox: mpsc::UnboundedReceiver<E::Ask>,
    vitals: &Vitals,
) -> watch::Receiver<DeviceState> {
    let (state, watched) = watch::channel(DeviceState::Opening);
    let no_thread = state.clone();
    let counted = vitals.clone();
    let thread = std::thread::Builder::new().name(vitals.name().into()).spawn(move || {
        let Setup { origin, wanted, delays, luma } = setup;
        let mut worker = Filming { eye: eye(), origin, wanted, delays, inbox, state, vitals: counted, luma };
        supervise_thread(&mut worker, &supervise::Delays::default(), Jitter::default());
    });
    if let Err(error) = thread {
        // No thread to be had: the machine is at its end, and says so.
        no_thread.send_replace(DeviceState::Faulted(Fault::Port(error.to_string())));
    }
    watched
}

/// The thread.
struct Filming<E: Eye> {
    eye: E,
    origin: Origin,
    wanted: Wanted,
    delays: Delays,
    inbox: mpsc::UnboundedReceiver<E::Ask>,
    state: watch::Sender<DeviceState>,
    vitals: Vitals,
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

impl<E: Eye> ThreadWorker for Filming<E> {
    fn live(&mut self) {
        let mut backoff = Backoff::new(self.delays.reopen_first, self.delays.reopen_most);
        loop {
            match self.origin.open(&self.delays, &self.wanted) {
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

impl<E: Eye> Filming<E> {
    fn opened(&self, source: &dyn Source) {
        self.vitals.opened();
        let (identity, picture) = source.identity();
        self.vitals.identified(identity);
        self.vitals.senses("picture", &picture);
    }

    /// Until the camera is let go: films while frames are wanted, else only asks whether it is there.
    fn session(&mut self, source: &mut dyn Source, backoff: &mut Backoff) -> End {
        loop {
            while !self.eye.is_armed() {
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

    /// Films until no frame is wanted any more.
    fn film(&mut self, source: &mut dyn Source, backoff: &mut Backoff) -> Result<(), End> {
        source.start()?;
        self.eye.begin();
        let mut last = Instant::now();
        let mut unusable = 0;
        loop {
            if !self.hear() {
                return Err(End::Closed);
            }
            if !self.eye.is_armed() {
                return Ok(());
            }
            let wanted = self.eye.wants(Instant::now());
            match source.next(&mut self.luma, self.delays.frame, wanted)? {
                Next::Frame => {
                    (last, unusable) = (Instant::now(), 0);
                    self.works(backoff);
                    self.eye.look(&mut self.luma, last);
                }
                Next::Passed => last = Instant::now(),
                Next::Late if last.elapsed() >= self.delays.silent => return Err(End::Fault(Fault::Silent)),
                Next::Late => {}
                Next::Unusable(why) => {
                    (last, unusable) = (Instant::now(), unusable + 1);
                    if unusable == 1 {
                        tracing::warn!(device = self.vitals.name(), %why, "a frame of the camera is passed over");
                    }
                    if unusable >= self.delays.unusable {
                        return Err(End::Fault(fault_of(&why)));
                    }
                }
            }
        }
    }

    fn works(&self, backoff: &mut Backoff) {
        backoff.reset();
        self.show(DeviceState::Ready);
    }

    /// Nothing of what was seen stays.
    fn forget(&mut self) {
        self.luma.wipe();
        self.eye.forget();
    }

    /// Hears what was asked; `false`: every handle is gone.
    fn hear(&mut self) -> bool {
        loop {
            match self.inbox.try_recv() {
                Ok(ask) => self.eye.hear(ask),
                Err(mpsc::error::TryRecvError::Empty) => return true,
                Err(mpsc::error::TryRecvError::Disconnected) => return false,
            }
        }
    }

    /// Waits so long, or until something is asked; `false`: every handle is gone.
    fn rest(&mut self, wait: Duration) -> bool {
        match asked_within(&mut self.inbox, wait) {
            Poll::Ready(Some(ask)) => self.eye.hear(ask),
            Poll::Ready(None) => return false,
            Poll::Pending => {}
        }
        true
    }

    /// Tells how the camera is, when that is news.
    fn show(&self, state: DeviceState) {
        self.state.send_if_modified(|shown| {
            let news = *shown != state;
            if news {
                tracing::info!(device = self.vitals.name(), ?state, "camera");
                self.vitals.shows(&state);
                *shown = state;
            }
            news
        });
    }
}

/// What is asked within this time; `Ready(None)`: nothing ever again. On this thread alone: it may outlive the runtime,
/// whose timers would panic then.
fn asked_within<T>(inbox: &mut mpsc::UnboundedReceiver<T>, wait: Duration) -> Poll<Option<T>> {
    /// Wakes the thread that waits.
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let until = Instant::now() + wait;
    loop {
        if let Poll::Ready(asked) = inbox.poll_recv(&mut Context::from_waker(&waker)) {
            return Poll::Ready(asked);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Poll::Pending;
        }
        std::thread::park_timeout(left);
    }
}

/// Frame after frame cannot be used: what is to be said of that.
fn fault_of(why: &Unusable) -> Fault {
    match why {
        Unusable::Large { .. } => Fault::Hardware(why.to_string()),
        Unusable::Size { .. } | Unusable::Jpeg(_) => Fault::Garbled,
    }
}
