//! Runs one simulated device on one line: a thread that sleeps in `poll`, paces the bytes of both directions and lets
//! the device think. Costs nothing while nothing happens.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};

use crate::line::{Line, LineOptions};

/// Bytes that are moved at once on a line without a speed.
const INSTANT_CHUNK: usize = 4096;
/// Time that the bytes of one step take on a paced line: small, so that a device sees them trickle in.
const PACED_STEP: Duration = Duration::from_millis(1);
/// Bytes that come so much later than the wire became free did not wait for it: this thread is never so late.
const LATE: Duration = Duration::from_millis(100);
/// Longest that a caller waits for the thread to pull or put the plug.
const PLUG_PATIENCE: Duration = Duration::from_secs(5);

/// A simulated device as the station sees it.
pub(crate) trait Peer: Send + 'static {
    /// Bytes that the driver sent have arrived.
    fn receive(&mut self, bytes: &[u8], now: Instant);
    /// Time has passed.
    fn advance(&mut self, now: Instant);
    /// Bytes on their way to the driver, in order.
    fn outgoing(&mut self) -> &mut VecDeque<u8>;
    /// When `advance` is wanted next.
    fn wake_at(&self) -> Option<Instant>;
    /// How many bytes it takes now; 0 holds the line.
    fn appetite(&self) -> usize {
        usize::MAX
    }
    /// Whether it wants its plug pulled (asked once).
    fn wants_unplug(&mut self) -> bool {
        false
    }
    /// The plug was put in.
    fn plugged_in(&mut self) {}
    /// Bits per second of the wire; `None` is instant.
    fn baud(&self) -> Option<u32>;
}

struct Inner<P> {
    peer: P,
    want_plugged: bool,
    is_plugged: bool,
    stop: bool,
    trouble: Option<String>,
}

/// What the thread and the controls share.
pub(crate) struct Shared<P> {
    inner: Mutex<Inner<P>>,
    changed: Condvar,
    bell: OwnedFd,
    link: PathBuf,
}

impl<P: Peer> Shared<P> {
    fn lock(&self) -> MutexGuard<'_, Inner<P>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        let _ = rustix::io::write(&self.bell, &1_u64.to_ne_bytes());
    }

    /// Looks at the device or changes it, then lets it think about the change.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut P) -> R) -> R {
        let result = act(&mut self.lock().peer);
        self.changed.notify_all();
        self.ring();
        result
    }

    /// Looks without waking anything.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&P) -> R) -> R {
        look(&self.lock().peer)
    }

    /// Waits until `look` finds something, at most `patience`.
    pub(crate) fn wait<R>(&self, patience: Duration, mut look: impl FnMut(&P) -> Option<R>) -> Option<R> {
        let deadline = Instant::now() + patience;
        let mut inner = self.lock();
        loop {
            if let Some(found) = look(&inner.peer) {
                return Some(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            inner = self.changed.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Pulls or puts the plug; returns when it is done.
    pub(crate) fn plug(&self, plugged: bool) {
        let mut inner = self.lock();
        inner.want_plugged = plugged;
        self.ring();
        let deadline = Instant::now() + PLUG_PATIENCE;
        while inner.is_plugged != plugged && !inner.stop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            inner = self.changed.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Whether a driver can open the line.
    pub(crate) fn is_plugged(&self) -> bool {
        self.lock().is_plugged
    }

    /// What went wrong on the line itself, in plain words.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.lock().trouble.clone()
    }
}

/// A running device. Dropping it stops the thread and removes the link.
pub(crate) struct Station<P: Peer> {
    shared: Arc<Shared<P>>,
    thread: Option<JoinHandle<()>>,
}

impl<P: Peer> Station<P> {
    pub(crate) fn start(options: LineOptions, mut peer: P, name: &str) -> io::Result<Self> {
        let line = Line::open(&options.link)?;
        peer.plugged_in();
        let shared = Arc::new(Shared {
            inner: Mutex::new(Inner { peer, want_plugged: true, is_plugged: true, stop: false, trouble: None }),
            changed: Condvar::new(),
            bell: eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?,
            link: options.link,
        });
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || serve(&of_thread, line))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    pub(crate) fn shared(&self) -> Arc<Shared<P>> {
        Arc::clone(&self.shared)
    }
}

impl<P: Peer> Drop for Station<P> {
    fn drop(&mut self) {
        self.shared.lock().stop = true;
        self.shared.ring();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Bytes of one direction on their way: they arrive when the last of them has passed the wire.
#[derive(Default)]
struct Travel {
    bytes: Vec<u8>,
    due: Option<Instant>,
    /// When the wire became free.
    free: Option<Instant>,
}

impl Travel {
    /// Bytes that one step carries.
    fn step(baud: Option<u32>) -> usize {
        match baud {
            None => INSTANT_CHUNK,
            Some(baud) => ((f64::from(baud) / 10.0 * PACED_STEP.as_secs_f64()) as usize).max(1),
        }
    }

    /// Puts bytes on the wire: right behind the last ones if they were waiting for it.
    fn depart(&mut self, bytes: Vec<u8>, baud: Option<u32>, now: Instant) {
        let start = self.free.take().filter(|free| now.saturating_duration_since(*free) < LATE).unwrap_or(now);
        let time = baud
            .map_or(Duration::ZERO, |baud| Duration::from_secs_f64(bytes.len() as f64 * 10.0 / f64::from(baud.max(1))));
        self.due = Some(start + time);
        self.bytes = bytes;
    }

    /// The bytes, once they have passed.
    fn arrive(&mut self, now: Instant) -> Option<Vec<u8>> {
        let due = self.due.filter(|due| *due <= now)?;
        self.due = None;
        self.free = Some(due);
        Some(std::mem::take(&mut self.bytes))
    }

    fn is_empty(&self) -> bool {
        self.due.is_none()
    }
}

fn serve<P: Peer>(shared: &Shared<P>, line: Line) {
    let mut line = Some(line);
    let (mut inward, mut outward) = (Travel::default(), Travel::default());
    loop {
        let mut inner = shared.lock();
        if inner.stop {
            break;
        }
        if inner.peer.wants_unplug() {
            inner.want_plugged = false;
        }
        if inner.want_plugged != line.is_some() {
            (inward, outward) = (Travel::default(), Travel::default());
            inner.peer.outgoing().clear();
            line = if inner.want_plugged { open_again(shared, &mut inner) } else { None };
        }
        if inner.is_plugged != line.is_some() {
            inner.is_plugged = line.is_some();
            shared.changed.notify_all();
        }
        let now = Instant::now();
        if let Some(open) = &line
            && let Err(error) = carry(open, &mut inner.peer, &mut inward, &mut outward, now)
        {
            inner.trouble = Some(format!("the simulated line {} broke: {error}", shared.link.display()));
            inner.want_plugged = false;
            continue;
        }
        inner.peer.advance(now);
        shared.changed.notify_all();
        let wants_bytes = inward.is_empty() && inner.peer.appetite() > 0;
        let more = outward.is_empty() && !inner.peer.outgoing().is_empty();
        let wake = [inner.peer.wake_at(), inward.due, outward.due, more.then_some(now)].into_iter().flatten().min();
        drop(inner);
        sleep(shared, line.as_ref().filter(|_| wants_bytes), wake);
    }
}

fn open_again<P: Peer>(shared: &Shared<P>, inner: &mut Inner<P>) -> Option<Line> {
    match Line::open(&shared.link) {
        Ok(line) => {
            inner.peer.plugged_in();
            Some(line)
        }
        Err(error) => {
            inner.trouble = Some(format!("the simulated line {} cannot be opened: {error}", shared.link.display()));
            inner.want_plugged = false;
            None
        }
    }
}

/// Hands over what has passed the wire, at the time at which it did: that this thread comes late is not the device's time.
fn deliver<P: Peer>(peer: &mut P, inward: &mut Travel, now: Instant) {
    if let Some(bytes) = inward.arrive(now) {
        peer.receive(&bytes, inward.free.unwrap_or(now));
    }
}

/// Moves what is due in both directions.
fn carry<P: Peer>(
    line: &Line,
    peer: &mut P,
    inward: &mut Travel,
    outward: &mut Travel,
    now: Instant,
) -> io::Result<()> {
    deliver(peer, inward, now);
    if inward.is_empty() {
        let most = Travel::step(peer.baud()).min(peer.appetite());
        let bytes = if most == 0 { Vec::new() } else { line.read(most)? };
        if bytes.is_empty() {
            inward.free = None;
        } else {
            inward.depart(bytes, peer.baud(), now);
            deliver(peer, inward, now);
        }
    }
    if let Some(bytes) = outward.arrive(now) {
        line.write(&bytes)?;
    }
    if outward.is_empty() {
        let baud = peer.baud();
        let queue = peer.outgoing();
        let count = queue.len().min(Travel::step(baud));
        if count == 0 {
            outward.free = None;
        } else {
            outward.depart(queue.drain(..count).collect(), baud, now);
            if let Some(bytes) = outward.arrive(now) {
                line.write(&bytes)?;
            }
        }
    }
    Ok(())
}

/// Sleeps until the bell rings, bytes come or `wake` is there.
fn sleep<P: Peer>(shared: &Shared<P>, line: Option<&Line>, wake: Option<Instant>) {
    let timeout = wake.map(|at| {
        let left = at.saturating_duration_since(Instant::now());
        Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) }
    });
    let mut waits = vec![PollFd::from_borrowed_fd(shared.bell.as_fd(), PollFlags::IN)];
    if let Some(line) = line {
        waits.push(PollFd::from_borrowed_fd(line.device_side(), PollFlags::IN));
    }
    // An interrupted sleep is a short one: the loop looks around and sleeps again.
    let _ = poll(&mut waits, timeout.as_ref());
    let _ = rustix::io::read(&shared.bell, &mut [0; 8]);
}
