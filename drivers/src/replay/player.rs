//! Plays the device's side of a recording.

use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, timeout_at};

use super::dialect::Dialect;
use super::steps::{Gate, Step, Timed, steps};
use super::{Options, Pace};
use crate::port::{Jitter, OpenError, Opener};
use crate::record::{Post, Recording, Tap, What};

/// Bytes that a line in memory holds, about as many as a pseudo-terminal.
const LINE: usize = 4096;
/// Longest wait of a fast replay: what happened closely one after the other keeps its order.
const FAST: Duration = Duration::from_millis(100);
/// How long the driver may keep from saying what it said then before it is asked something.
const SAYING: Duration = Duration::from_secs(2);
/// Bytes of a divergence that are shown.
const SHOWN: usize = 64;

/// What the program asked of the driver when it was recorded: to be asked again now.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// Such as `arm`.
    pub words: String,
    /// Bytes that belong to it: a compiled ticket.
    pub given: Vec<u8>,
    /// How many things the driver had said before: the program may have asked because of the last.
    pub(super) after_said: usize,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.words, self.given.len())
    }
}

/// Where the driver did something else than what was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// Time since the start of the recording.
    pub at: Duration,
    /// What was recorded there, from the first byte that differs; at most 64 bytes.
    pub recorded: Vec<u8>,
    /// What came in its place.
    pub came: Vec<u8>,
    /// In words.
    pub why: String,
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
        writeln!(f, "{:.6} s after the start of the recording: {}", self.at.as_secs_f64(), self.why)?;
        write!(f, "  recorded: {}\n  came:     {}", hex(&self.recorded), hex(&self.came))
    }
}

/// How a replay went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The first difference, where it ended. `None`: the driver did what it did then.
    pub divergence: Option<Divergence>,
    /// Bytes of the driver that were as recorded.
    pub matched: u64,
    /// Questions that were asked more often than they were recorded.
    pub repeated: u64,
    /// Questions that were recorded and not asked.
    pub skipped: u64,
}

/// What the opener and the player share.
#[derive(Default)]
struct Door {
    /// How the next attempt to open ends; `None`: nobody has come to it yet.
    gate: Option<Gate>,
    line: Option<DuplexStream>,
}

/// Plays one recording, once.
pub struct Replayer {
    pub(super) steps: Vec<Timed>,
    pub(super) options: Options,
    door: Arc<Mutex<Door>>,
    opened: Arc<Notify>,
    asks: mpsc::UnboundedSender<Asked>,
    tap: Tap,
    said: watch::Receiver<usize>,
    /// What it does not say this time, so that it is not waited for again.
    unsaid: usize,
    pub(super) dialect: Dialect,
    pub(super) report: Report,
    pub(super) cursor: usize,
    /// Bytes of the current run that have come.
    pub(super) offset: usize,
    line: Option<DuplexStream>,
    /// Bytes of the driver that are not compared yet.
    pub(super) live: Vec<u8>,
    /// When the last step was made.
    last: Instant,
    /// When the driver last did what was recorded.
    progress: Instant,
}

/// The replay ends here.
pub(super) struct End;

impl Replayer {
    /// With what the program asked then, to be asked of the driver when it comes, and with what the driver does and says.
    pub fn new(recording: &Recording, options: Options) -> (Self, mpsc::UnboundedReceiver<Asked>, Receiver<Post>) {
        let (asks, asked) = mpsc::unbounded_channel();
        let (count, said) = watch::channel(0);
        let (tap, posts) = Tap::channel(move |post| {
            if matches!(post.what, What::Said(_)) {
                count.send_modify(|count| *count += 1);
            }
        });
        let replayer = Self {
            steps: steps(recording),
            options,
            door: Arc::default(),
            opened: Arc::default(),
            asks,
            tap,
            said,
            unsaid: 0,
            dialect: Dialect::new(recording.header.device),
            report: Report::default(),
            cursor: 0,
            offset: 0,
            line: None,
            live: Vec::new(),
            last: Instant::now(),
            progress: Instant::now(),
        };
        (replayer, asked, posts)
    }

    /// What the driver opens.
    pub fn opener(&self) -> Opener {
        let (door, opened) = (Arc::clone(&self.door), Arc::clone(&self.opened));
        Opener::new(move || {
            let mut door = door.lock().unwrap_or_else(PoisonError::into_inner);
            let path = PathBuf::from("the recording");
            let result = match door.gate.take() {
                None => return Err(OpenError::Missing(path)),
                Some(Gate::Missing) => Err(OpenError::Missing(path)),
                Some(Gate::Refused(reason)) => Err(OpenError::Refused { path, reason }),
                Some(Gate::Opens) => {
                    let (host, device) = duplex(LINE);
                    door.line = Some(device);
                    Ok(host)
                }
            };
            opened.notify_one();
            result
        })
        .jittered(Jitter::none())
        .tapped(self.tap.clone())
    }

    /// Plays until the recording ends or the driver does something else.
    pub async fn play(mut self) -> Report {
        self.last = Instant::now();
        self.progress = self.last;
        while self.cursor < self.steps.len() {
            if self.step().await.is_err() {
                return self.report;
            }
        }
        // What was answered last has its consequences.
        let end = Instant::now() + self.options.linger;
        while Instant::now() < end {
            if self.listen(end).await == Some(0) {
                self.line = None;
                tokio::time::sleep_until(end).await;
            }
            self.answer_on().await;
        }
        self.report
    }

    /// Makes the next step, or takes in what the driver sends meanwhile.
    async fn step(&mut self) -> Result<(), End> {
        if !self.live.is_empty() && self.compare().await? {
            return Ok(());
        }
        let Some(Timed { after, step, .. }) = self.steps.get(self.cursor).cloned() else { return Ok(()) };
        let due = match self.options.pace {
            Pace::Recorded => self.last + after,
            Pace::Fast => self.last + after.min(FAST),
        };
        match step {
            Step::Open(gate) => self.open(gate, due).await,
            Step::Host(_) | Step::Poll(_) | Step::Closed => {
                let until = self.progress.max(self.last) + after + self.options.patience;
                match self.listen(until).await {
                    Some(0) => self.closed(),
                    Some(_) => Ok(()),
                    None => Err(self.diverge("the driver sends nothing more of it", self.live.clone())),
                }
            }
            Step::Say(_) | Step::Asked(_) | Step::Ended => {
                if Instant::now() < due
                    && let Some(count) = self.listen(due).await
                {
                    return if count == 0 { self.closed() } else { Ok(()) };
                }
                self.perform().await;
                Ok(())
            }
        }
    }

    /// Makes a step that is the device's or the program's.
    pub(super) async fn perform(&mut self) {
        match self.steps.get(self.cursor).map(|timed| timed.step.clone()) {
            Some(Step::Say(bytes)) => {
                self.dialect.said(&bytes);
                self.write(&bytes).await;
            }
            // Whoever asks may have gone: then the driver alone is played to.
            Some(Step::Asked(asked)) => {
                self.heard(asked.after_said).await;
                let _ = self.asks.send(asked);
                // Whoever asks does it now, before the device says more.
                tokio::task::yield_now().await;
            }
            Some(Step::Ended) => {
                self.line = None;
                self.live.clear();
            }
            _ => return,
        }
        self.advance();
    }

    /// Waits until the driver has said this many things: what was asked because of them is not asked before.
    async fn heard(&mut self, count: usize) {
        let expected = count.saturating_sub(self.unsaid);
        let until = Instant::now() + SAYING.min(self.options.patience);
        if !matches!(timeout_at(until, self.said.wait_for(|said| *said >= expected)).await, Ok(Ok(_))) {
            self.unsaid = count.saturating_sub(*self.said.borrow());
        }
    }

    pub(super) fn advance(&mut self) {
        self.cursor += 1;
        self.offset = 0;
        self.last = Instant::now();
        self.progress = self.last;
    }

    async fn open(&mut self, gate: Gate, due: Instant) -> Result<(), End> {
        tokio::time::sleep_until(due).await;
        self.door.lock().unwrap_or_else(PoisonError::into_inner).gate = Some(gate);
        let until = Instant::now() + self.options.patience;
        if timeout_at(until, self.opened.notified()).await.is_err() {
            return Err(self.diverge("the driver does not open its port", Vec::new()));
        }
        self.line = self.door.lock().unwrap_or_else(PoisonError::into_inner).line.take();
        self.dialect.reopened();
        self.live.clear();
        self.advance();
        Ok(())
    }

    /// Waits for bytes of the driver. `Some(0)`: it closed the port. `None`: nothing came in time.
    async fn listen(&mut self, until: Instant) -> Option<usize> {
        let Some(line) = &mut self.line else {
            tokio::time::sleep_until(until).await;
            return None;
        };
        let mut buffer = [0; 512];
        let count = timeout_at(until, line.read(&mut buffer)).await.ok()?.unwrap_or(0);
        self.live.extend_from_slice(buffer.get(..count).unwrap_or_default());
        Some(count)
    }

    /// What a driver that is gone does not hear is not missed.
    pub(super) async fn write(&mut self, bytes: &[u8]) {
        let until = Instant::now() + self.options.patience;
        if let Some(line) = &mut self.line {
            let _ = timeout_at(until, line.write_all(bytes)).await;
        }
    }

    /// The driver closed the port: right, when only questions and answers were left until it did then.
    fn closed(&mut self) -> Result<(), End> {
        let mut steps = self.steps.iter().skip(self.cursor);
        let left = steps.position(|timed| !matches!(timed.step, Step::Poll(_) | Step::Say(_)));
        let next = left.map(|left| self.cursor + left);
        match next.and_then(|next| self.steps.get(next)).map(|timed| &timed.step) {
            Some(Step::Closed | Step::Ended) => {
                self.cursor = next.unwrap_or(self.cursor);
                self.line = None;
                self.live.clear();
                self.advance();
                Ok(())
            }
            _ => Err(self.diverge("the driver closed the port", Vec::new())),
        }
    }

    pub(super) fn diverge(&mut self, why: &str, came: Vec<u8>) -> End {
        let here = self.steps.get(self.cursor);
        let recorded = match here.map(|timed| &timed.step) {
            Some(Step::Host(run)) => run.get(self.offset..).unwrap_or_default().to_vec(),
            Some(Step::Poll(poll)) => poll.clone(),
            _ => Vec::new(),
        };
        let shown = |mut bytes: Vec<u8>| {
            bytes.truncate(SHOWN);
            bytes
        };
        self.report.divergence = Some(Divergence {
            at: here.map_or(Duration::ZERO, |timed| timed.at),
            recorded: shown(recorded),
            came: shown(came),
            why: why.into(),
        });
        End
    }
}
