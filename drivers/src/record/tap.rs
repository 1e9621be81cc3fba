//! What a device is recorded with: hands copies to the recorder and never waits.

use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use tokio::time::Instant;
use zeroize::Zeroize;

use super::line::What;
use crate::port::OpenError;

/// Memory that a line takes beside its bytes.
const OVERHEAD: usize = 96;

/// What is recorded: it says what of its bytes is personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceKind {
    /// ID card reader: answers hold people.
    IdCard,
    /// Ticket printer: tickets are people's.
    Printer,
    /// Code scanner: codes are people's.
    Scanner,
    /// Anything else: every byte is taken for personal.
    Other,
}

impl DeviceKind {
    const ALL: [(Self, &'static str); 4] =
        [(Self::IdCard, "id_card"), (Self::Printer, "printer"), (Self::Scanner, "scanner"), (Self::Other, "other")];

    /// As in the configuration.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("other", |(_, name)| name)
    }
}

impl fmt::Display for DeviceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for DeviceKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(_, name)| *name == text).map(|(kind, _)| *kind);
        found.ok_or_else(|| format!("`{text}` is no device of a recording; there are id_card, printer, scanner, other"))
    }
}

/// One line on its way to the recorder. Its bytes are wiped when it is dropped.
#[derive(Debug)]
pub struct Post {
    /// Which tap it is from.
    pub device: usize,
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

impl Drop for Post {
    fn drop(&mut self) {
        if let Some(bytes) = self.what.bytes_mut() {
            bytes.zeroize();
        }
    }
}

/// What waits to be written, of all devices together.
#[derive(Debug)]
pub(super) struct Waiting {
    bytes: AtomicUsize,
    most: usize,
}

impl Waiting {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { bytes: AtomicUsize::new(0), most })
    }

    /// A line has been written.
    pub(super) fn done(&self, what: &What) {
        self.bytes.fetch_sub(size(what), Ordering::Relaxed);
    }

    /// Whether there is room for it.
    fn admit(&self, what: &What) -> bool {
        let size = size(what);
        let admitted = self.bytes.fetch_add(size, Ordering::Relaxed) + size <= self.most;
        if !admitted {
            self.bytes.fetch_sub(size, Ordering::Relaxed);
        }
        admitted
    }
}

fn size(what: &What) -> usize {
    OVERHEAD + what.bytes().len()
}

/// Where lines go. Never waits.
pub(super) type Send = dyn Fn(Post) + std::marker::Send + Sync;

struct Inner {
    device: usize,
    send: Box<Send>,
    waiting: Arc<Waiting>,
    lost_pieces: AtomicU64,
    lost_bytes: AtomicU64,
    /// The last attempt to open failed: the next failure is none of its own.
    shut: AtomicBool,
}

/// What a device is recorded with. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Tap(Arc<Inner>);

impl Tap {
    pub(super) fn new(device: usize, waiting: Arc<Waiting>, send: Box<Send>) -> Self {
        let (lost_pieces, lost_bytes, shut) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
        Self(Arc::new(Inner { device, send, waiting, lost_pieces, lost_bytes, shut }))
    }

    /// One that hands everything to a receiver, unscrambled and without a limit, once `seen` has seen it: for a replay,
    /// which listens to the driver.
    pub fn channel(seen: impl Fn(&Post) + std::marker::Send + Sync + 'static) -> (Self, mpsc::Receiver<Post>) {
        let (posts, receiver) = mpsc::channel();
        let send = move |post| {
            seen(&post);
            // Whoever listened may have gone.
            drop(posts.send(post));
        };
        (Self::new(0, Waiting::new(usize::MAX), Box::new(send)), receiver)
    }

    fn post(&self, what: What) {
        let inner = &self.0;
        if !inner.waiting.admit(&what) {
            inner.lost_pieces.fetch_add(1, Ordering::Relaxed);
            inner.lost_bytes.fetch_add(what.bytes().len() as u64, Ordering::Relaxed);
            drop(Post { device: inner.device, at: Instant::now(), what });
            return;
        }
        self.tell_lost();
        self.send(what);
    }

    /// Says what was lost since it was last said.
    pub(super) fn tell_lost(&self) {
        let pieces = self.0.lost_pieces.swap(0, Ordering::Relaxed);
        if pieces > 0 {
            let lost = What::Lost { pieces, bytes: self.0.lost_bytes.swap(0, Ordering::Relaxed) };
            // Admitted whatever waits: it is small, and there is one for each gap.
            self.0.waiting.bytes.fetch_add(size(&lost), Ordering::Relaxed);
            self.send(lost);
        }
    }

    fn send(&self, what: What) {
        (self.0.send)(Post { device: self.0.device, at: Instant::now(), what });
    }

    /// How an attempt to open the port ended.
    pub(crate) fn opened(&self, result: Result<(), &OpenError>) {
        let failed_before = self.0.shut.swap(result.is_err(), Ordering::Relaxed);
        match result {
            Ok(()) => self.post(What::Open),
            Err(_) if failed_before => {}
            Err(OpenError::Missing(_)) => self.post(What::Missing),
            Err(OpenError::Refused { reason, .. }) => self.post(What::Refused(reason.clone())),
        }
    }

    pub(crate) fn sent(&self, bytes: &[u8]) {
        self.post(What::Host(bytes.to_vec()));
    }

    pub(crate) fn heard(&self, bytes: &[u8]) {
        self.post(What::Device(bytes.to_vec()));
    }

    /// `None`: hung up.
    pub(crate) fn broke(&self, error: Option<&io::Error>) {
        self.post(error.map_or(What::HangUp, |error| What::Failed(error.to_string())));
    }

    pub(crate) fn closed(&self) {
        self.post(What::Close);
    }

    pub(crate) fn dropped(&self) {
        self.post(What::Dropped);
    }

    /// What the program asks of the driver. Never anything personal.
    pub(crate) fn asked(&self, words: impl Into<String>) {
        self.post(What::Asked(words.into()));
    }

    /// Bytes that belong to what was asked.
    pub(crate) fn given(&self, bytes: &[u8]) {
        self.post(What::Given(bytes.to_vec()));
    }

    /// What the driver says. Never anything personal.
    pub(crate) fn said(&self, words: impl Into<String>) {
        self.post(What::Said(words.into()));
    }
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tap({})", self.0.device)
    }
}

/// One is equal to its clones.
impl PartialEq for Tap {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Tap {}
