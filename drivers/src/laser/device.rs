//! The thread that talks to the printer, and the handle by which the rest of the program talks to it.
//!
//! Questions over HTTP block: the thread is the operating system's own, not tokio's.

use std::sync::mpsc::{self as asks, RecvTimeoutError};
use std::time::{Duration, Instant};

use ipp::model::{DelimiterTag, Operation};
use ipp::request::IppRequestResponse;
use tokio::sync::{mpsc, oneshot, watch};

use super::address::Address;
use super::delays::Delays;
use super::job::{Outcome, PrintJob};
use super::status::{LaserState, Reason};
use super::talk::{self, Miss, Question, group, texts};
use crate::port::Jitter;
use crate::report::{DeviceIdentity, DeviceReport, Vitals};
use crate::state::{DeviceState, Fault};
use crate::supervise::{self, ThreadWorker, supervise_thread};

/// Where the printer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaserConfig {
    /// Its address.
    pub address: Address,
}

/// What the handle asks of the thread.
enum Ask {
    Attend(bool),
    Print(Box<PrintJob>, mpsc::UnboundedSender<u8>, oneshot::Sender<Outcome>),
}

/// The printer, for the rest of the program. Cheap to clone; when the last one is dropped the thread ends.
#[derive(Debug, Clone)]
pub struct Laser {
    asks: asks::Sender<Ask>,
    state: watch::Receiver<LaserState>,
    vitals: Vitals,
}

impl Laser {
    /// Somebody is there, or nobody any more: how often the printer is looked at depends on it.
    pub fn attend(&self, somebody: bool) {
        // No thread any more: then nobody looks.
        self.asks.send(Ask::Attend(somebody)).unwrap_or_default();
    }

    /// Prints; jobs are done one after the other. Tells percent into `progress`.
    pub async fn print(&self, job: PrintJob, progress: mpsc::UnboundedSender<u8>) -> Outcome {
        let (reply, outcome) = oneshot::channel();
        if self.asks.send(Ask::Print(Box::new(job), progress, reply)).is_err() {
            return Outcome::NotPrinted(Reason::Unreachable);
        }
        // An answer that does not come fell with the thread, perhaps in the middle of the job.
        outcome.await.unwrap_or(Outcome::Unknown)
    }

    /// How the printer is, now and from now on.
    pub fn state(&self) -> watch::Receiver<LaserState> {
        self.state.clone()
    }

    /// How the printer is, for staff.
    pub fn report(&self) -> DeviceReport {
        let state = self.state.borrow();
        let mut report = self.vitals.report(&state.device);
        if let Some(trouble) = state.trouble {
            report.detail = Some(trouble.to_string());
        }
        report.sensors = state.sensors();
        report
    }
}

/// Starts the thread.
pub fn spawn(config: LaserConfig, delays: Delays) -> Laser {
    let (asks, inbox) = asks::channel();
    let (state, watched) = watch::channel(LaserState::unknown());
    let vitals = Vitals::new("laser");
    let no_thread = state.clone();
    let mut worker = Worker {
        address: config.address,
        delays,
        vitals: vitals.clone(),
        inbox,
        state,
        attended: false,
        waiting: Vec::new(),
        cleared: false,
        recalls: Vec::new(),
    };
    let thread = std::thread::Builder::new()
        .name("laser".into())
        .spawn(move || supervise_thread(&mut worker, &supervise::Delays::default(), Jitter::default()));
    if let Err(error) = thread {
        // No thread to be had: the machine is at its end, and says so.
        no_thread.send_replace(LaserState::without(Reason::Unreachable, Some(Fault::Port(error.to_string()))));
    }
    Laser { asks, state: watched, vitals }
}

/// The thread.
pub(super) struct Worker {
    address: Address,
    pub(super) delays: Delays,
    vitals: Vitals,
    inbox: asks::Receiver<Ask>,
    state: watch::Sender<LaserState>,
    attended: bool,
    /// Jobs that came while another was printed.
    waiting: Vec<(Box<PrintJob>, mpsc::UnboundedSender<u8>, oneshot::Sender<Outcome>)>,
    /// What the run before left in the printer was called back.
    cleared: bool,
    /// Jobs that could not be called back yet.
    recalls: Vec<i32>,
}

impl ThreadWorker for Worker {
    fn live(&mut self) {
        loop {
            self.look(false);
            self.clear();
            while !self.waiting.is_empty() {
                let (job, progress, reply) = self.waiting.remove(0);
                let outcome = self.print(*job, &progress);
                // Who asked has gone: then nobody needs the answer.
                let _ = reply.send(outcome);
            }
            let every = if self.attended { self.delays.attended } else { self.delays.idle };
            if !self.rest(every) {
                return;
            }
        }
    }

    fn fell(&mut self, fault: Fault) {
        self.show(LaserState::without(Reason::Unreachable, Some(fault)));
        // Their answers never come; who waits is told.
        self.waiting.clear();
        self.cleared = false;
    }

    fn show_state(&self, state: DeviceState) {
        self.show(LaserState { device: state, ..LaserState::unknown() });
    }

    fn pause(&self, wait: Duration) -> Option<()> {
        let until = Instant::now() + wait;
        loop {
            match self.inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Ask::Print(_, _, reply)) => {
                    let _ = reply.send(Outcome::NotPrinted(Reason::Unreachable));
                }
                Ok(Ask::Attend(_)) => {}
                Err(RecvTimeoutError::Timeout) => return Some(()),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn vitals(&self) -> &Vitals {
        &self.vitals
    }
}

impl Worker {
    /// Waits so long, or until a job comes or somebody; `false`: every handle is gone.
    pub(super) fn rest(&mut self, wait: Duration) -> bool {
        match self.inbox.recv_timeout(wait) {
            Ok(Ask::Attend(somebody)) => self.attended = somebody,
            Ok(Ask::Print(job, progress, reply)) => self.waiting.push((job, progress, reply)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return false,
        }
        true
    }

    pub(super) fn ask(
        &self,
        operation: Operation,
        question: Question,
        limit: Duration,
    ) -> Result<IppRequestResponse, Miss> {
        talk::ask(&self.address, operation, question, self.delays.reach, limit)
    }

    /// Looks how the printer is.
    pub(super) fn look(&mut self, busy: bool) {
        let wanted = [
            "printer-state",
            "printer-state-reasons",
            "document-format-supported",
            "marker-names",
            "marker-levels",
            "printer-make-and-model",
            "printer-firmware-string-version",
        ];
        let answer =
            self.ask(Operation::GetPrinterAttributes, Question::default().wanting(&wanted), self.delays.answer);
        let state = match answer.as_ref().map(|answer| group(answer, DelimiterTag::PrinterAttributes)) {
            Ok(Some(printer)) => {
                if matches!(self.state.borrow().device, DeviceState::Absent | DeviceState::Opening) {
                    self.vitals.opened();
                    // What was left there while it was away: see `clear`.
                    self.cleared = false;
                }
                let first = |name| texts(printer, name).into_iter().next().unwrap_or_default();
                self.vitals.identified(DeviceIdentity {
                    model: first("printer-make-and-model"),
                    firmware: first("printer-firmware-string-version"),
                    ..DeviceIdentity::default()
                });
                LaserState::of(printer, busy)
            }
            Ok(None) | Err(Miss::Garbled | Miss::Refused(_)) => {
                LaserState::without(Reason::NoPrinter, Some(Fault::Garbled))
            }
            Err(Miss::Unreachable) => LaserState::without(Reason::Unreachable, None),
            Err(Miss::Silent) => LaserState::without(Reason::Unreachable, Some(Fault::Silent)),
        };
        self.show(state);
    }

    /// Calls back what nobody waits for any more: jobs of a run before, and those that were given up.
    fn clear(&mut self) {
        if self.cleared && self.recalls.is_empty() {
            return;
        }
        let Ok(jobs) = self.jobs("not-completed") else { return };
        for (id, _) in &jobs {
            if self.ask(Operation::CancelJob, Question::of_job(*id), self.delays.answer).is_err() {
                return;
            }
            tracing::warn!("a job that nobody waits for was called back from the A4 printer");
        }
        self.recalls.clear();
        self.cleared = true;
    }

    /// A job that could not be called back now must not come out for somebody else.
    pub(super) fn recall_later(&mut self, id: i32) {
        self.recalls.push(id);
    }

    pub(super) fn trouble(&self) -> Option<Reason> {
        self.state.borrow().trouble
    }

    pub(super) fn show_lost(&self) {
        self.show(LaserState::without(Reason::Unreachable, None));
    }

    /// Tells how the printer is, when that is news.
    fn show(&self, state: LaserState) {
        self.state.send_if_modified(|shown| {
            let news = *shown != state;
            if news {
                if shown.device != state.device {
                    tracing::info!(state = ?state.device, "A4 printer");
                }
                self.vitals.shows(&state.device);
                *shown = state;
            }
            news
        });
    }
}
