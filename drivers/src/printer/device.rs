//! The printer's task, which owns the port, and the handle that everyone else holds.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::counters::{Counters, RollWatch};
use super::delays::Delays;
use super::encode::Stream;
use super::job::{Job, Jobs, Outcome, Progress, Reason};
use super::link::{HungUp, Link};
use super::model::Model;
use super::op::Op;
use super::recover::Debt;
use super::session::{Keep, Session};
use super::slot::{Cleared, SlotWatch};
use super::status::{Identity, PrinterState};
use crate::port::{Jitter, OpenError, Opener, PortConfig};
use crate::report::{DeviceReport, Vitals};
use crate::state::{DeviceState, Fault};
use crate::supervise::{self, Worker, supervise};

/// Jobs that may wait behind the one that is printed.
const WAITING_JOBS: usize = 4;

/// Which printer, where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterConfig {
    /// Its line. Baud rate and flow control here win over the model's.
    pub port: PortConfig,
    /// What it can.
    pub model: Model,
    /// What was counted of it so far, as `Printer::counters` said it last. The default when nobody knows.
    pub counters: Counters,
}

/// A handle to the printer's task. The task ends when the last handle is dropped and the jobs are done.
#[derive(Debug, Clone)]
pub struct Printer {
    commands: mpsc::Sender<Command>,
    state: watch::Receiver<PrinterState>,
    counters: watch::Receiver<Counters>,
    exit: watch::Sender<Option<bool>>,
    jobs: Arc<Jobs>,
    vitals: Vitals,
}

/// A ticket on its way; wiped when it is dropped, however its job ends.
pub(super) enum Ticket {
    Ops(Vec<Op>),
    /// As it was compiled when it was recorded.
    Stream(Stream),
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Self::Ops(ops) = self {
            ops.iter_mut().for_each(Op::wipe);
        }
    }
}

enum Command {
    Print {
        ticket: Ticket,
        progress: Option<mpsc::UnboundedSender<Progress>>,
        reply: oneshot::Sender<Outcome>,
        job: Job,
    },
    /// `unless`: a job has come between, whose ticket is not meant.
    ClearSlot {
        reply: oneshot::Sender<Cleared>,
        unless: Box<dyn Fn() -> bool + Send>,
    },
    Discard {
        reply: oneshot::Sender<bool>,
    },
}

/// Starts the printer's task. Must be called inside a tokio runtime with time and I/O.
pub fn spawn(config: PrinterConfig, delays: Delays) -> Printer {
    let PrinterConfig { port, mut model, counters } = config;
    model.flow = port.flow;
    start(model, port.baud, delays, Opener::of(port), first_number(), counters)
}

/// Like [`spawn`], over whatever `opener` opens; flow control is the model's, `baud` gives the time that bytes take.
pub fn spawn_opener(model: Model, baud: u32, delays: Delays, opener: Opener) -> Printer {
    spawn_numbered(model, baud, delays, opener, first_number())
}

/// Like [`spawn_opener`]; the first job number is the one after `number`.
pub(crate) fn spawn_numbered(model: Model, baud: u32, delays: Delays, opener: Opener, number: u16) -> Printer {
    start(model, baud, delays, opener, number, Counters::default())
}

fn start(model: Model, baud: u32, delays: Delays, opener: Opener, number: u16, counters: Counters) -> Printer {
    let (commands, inbox) = mpsc::channel(WAITING_JOBS);
    let (state, watcher) = watch::channel(PrinterState::unknown());
    let (counters, counted) = watch::channel(counters);
    let (exit, seen) = watch::channel(None);
    let tap = opener.tap().cloned();
    let vitals = Vitals::new("printer");
    let keep = Keep {
        model,
        baud,
        delays,
        state,
        tap,
        vitals: vitals.clone(),
        debt: None,
        number,
        counters,
        roll: RollWatch::default(),
        slot: SlotWatch::default(),
        exit: seen,
    };
    tokio::spawn(supervise(Task { opener, keep, inbox }, supervise::Delays::default(), Jitter::default()));
    Printer { commands, state: watcher, counters: counted, exit, jobs: Arc::default(), vitals }
}

impl Printer {
    /// Prints one ticket; resolves within a bounded time in every case. A job whose caller gave up before it was begun
    /// is not printed; once begun it is finished.
    pub async fn print(&self, ops: Vec<Op>) -> Outcome {
        self.command(Ticket::Ops(ops), None).await
    }

    /// Like [`Self::print`], and says on the way how much was handed over.
    pub async fn print_watched(&self, ops: Vec<Op>, progress: mpsc::UnboundedSender<Progress>) -> Outcome {
        self.command(Ticket::Ops(ops), Some(progress)).await
    }

    /// Prints what was recorded.
    pub(crate) async fn print_stream(&self, stream: Stream) -> Outcome {
        self.command(Ticket::Stream(stream), None).await
    }

    /// Clears away what an earlier run of the program may have left in the printer: empties its buffers and cuts off
    /// what hangs in the slot. For the start after a job that was never finished. `false`: it could not be done now.
    pub async fn discard(&self) -> bool {
        let (reply, done) = oneshot::channel();
        self.commands.try_send(Command::Discard { reply }).is_ok() && done.await.unwrap_or(false)
    }

    /// Takes away the ticket that hangs in the slot, by model, so that the next person does not get it. For the end of a
    /// visit. Never while a ticket is printed or waits to be: that is `Refused(Busy)` at once.
    pub async fn clear_slot(&self) -> Cleared {
        let (jobs, over) = (self.jobs.clone(), self.jobs.over());
        if jobs.open() > 0 {
            return Cleared::Refused(Reason::Busy);
        }
        // Another task may ask for a ticket between this look and the next line.
        let unless = Box::new(move || jobs.over() != over);
        let (reply, done) = oneshot::channel();
        match self.commands.try_send(Command::ClearSlot { reply, unless }) {
            Ok(()) => done.await.unwrap_or_else(|_| {
                Cleared::Refused(if self.commands.is_closed() { Reason::Stopped } else { Reason::DriverFailed })
            }),
            Err(mpsc::error::TrySendError::Full(_)) => Cleared::Refused(Reason::Busy),
            Err(mpsc::error::TrySendError::Closed(_)) => Cleared::Refused(Reason::Stopped),
        }
    }

    /// What a sensor of the cabinet sees in the slot; heeded by models whose `ticket_taken` is `paper_exit`. `None`: the
    /// sensor does not say.
    pub fn set_ticket_in_slot(&self, ticket: Option<bool>) {
        self.exit.send_if_modified(|seen| std::mem::replace(seen, ticket) != ticket);
    }

    /// What is counted, and every change: for the program to keep, and to give back at the next start.
    pub fn counters(&self) -> watch::Receiver<Counters> {
        self.counters.clone()
    }

    /// How the printer is, and every change.
    pub fn state(&self) -> watch::Receiver<PrinterState> {
        self.state.clone()
    }

    /// What the printer says it is. Waits while it is being asked; `None`: it has not been reached.
    pub async fn identity(&self) -> Option<Identity> {
        let mut state = self.state.clone();
        let known = state.wait_for(|state| state.identity.is_some() || state.device != DeviceState::Opening).await;
        known.ok().and_then(|state| state.identity.clone())
    }

    /// How the printer is, for staff.
    pub fn report(&self) -> DeviceReport {
        let state = self.state.borrow();
        let mut report = self.vitals.report(&state.device);
        report.sensors = state.sensors();
        let counters = *self.counters.borrow();
        let counts = [
            ("cuts", counters.cuts),
            ("tickets", counters.tickets),
            ("ticketsRetracted", counters.retracted),
            ("ticketsEjected", counters.ejected),
        ];
        report.sensors.extend(counts.map(|(name, count)| (name, count.to_string())));
        report.identity = state.identity.clone().map(Into::into);
        report
    }

    async fn command(&self, ticket: Ticket, progress: Option<mpsc::UnboundedSender<Progress>>) -> Outcome {
        let (reply, outcome) = oneshot::channel();
        let job = Job::new(&self.jobs);
        match self.commands.try_send(Command::Print { ticket, progress, reply, job }) {
            // A job without an outcome fell with the task; as long as jobs are taken it is started again.
            Ok(()) => outcome.await.unwrap_or_else(|_| {
                Outcome::Unknown(if self.commands.is_closed() { Reason::Stopped } else { Reason::DriverFailed })
            }),
            Err(mpsc::error::TrySendError::Full(_)) => Outcome::NotPrinted(Reason::Busy),
            Err(mpsc::error::TrySendError::Closed(_)) => Outcome::NotPrinted(Reason::Stopped),
        }
    }
}

/// A job number of an earlier run may still be on its way: this run starts elsewhere.
fn first_number() -> u16 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (time.as_millis() % 9999) as u16
}

/// Every handle is gone.
struct Abandoned;

struct Task {
    opener: Opener,
    keep: Keep,
    inbox: mpsc::Receiver<Command>,
}

impl Worker for Task {
    async fn live(&mut self) {
        let (first, most) = self.keep.delays.reopen;
        let mut backoff = self.opener.backoff(first, most);
        loop {
            self.show(DeviceState::Opening);
            match Link::open(&mut self.opener, self.keep.model.flow) {
                Ok(link) => {
                    self.keep.vitals.opened();
                    let mut session = Session::new(link, &mut self.keep);
                    let ended = session.serve(&mut self.inbox).await;
                    if session.greeted {
                        backoff.reset();
                    }
                    match ended {
                        Ok(Abandoned) => return,
                        Err(HungUp) => self.show(DeviceState::Absent),
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
        if self.keep.state.borrow().device == DeviceState::Busy {
            // Nobody knows what of the job is out: whatever it left is cleared away before the next one.
            self.keep.debt = Some(Debt { cleared: false, cut: true });
        }
        self.show(DeviceState::Faulted(fault));
    }

    fn vitals(&self) -> &Vitals {
        &self.keep.vitals
    }

    fn show(&self, device: DeviceState) {
        self.keep.state.send_if_modified(|state| {
            let new = PrinterState { device, ..PrinterState::unknown() };
            self.keep.replace(state, new)
        });
    }

    /// Nothing can be printed now: every job is told so at once.
    async fn refuse_while(&mut self, wait: impl Future<Output = ()> + Send) -> Option<()> {
        tokio::pin!(wait);
        loop {
            tokio::select! {
                () = &mut wait => return Some(()),
                command = self.inbox.recv() => match command {
                    Some(Command::Print { reply, .. }) => {
                        let reason = self.keep.state.borrow().trouble().unwrap_or(Reason::Unplugged);
                        let _ = reply.send(Outcome::NotPrinted(reason));
                    }
                    Some(Command::Discard { reply }) => {
                        let _ = reply.send(false);
                    }
                    Some(Command::ClearSlot { reply, .. }) => {
                        let reason = self.keep.state.borrow().trouble().unwrap_or(Reason::Unplugged);
                        let _ = reply.send(Cleared::Refused(reason));
                    }
                    None => return None,
                },
            }
        }
    }
}

impl Session<'_> {
    /// Serves until the line is gone or nobody holds a handle.
    async fn serve(&mut self, inbox: &mut mpsc::Receiver<Command>) -> Result<Abandoned, HungUp> {
        self.drain().await?;
        self.check().await?;
        self.settle().await?;
        let pause = if self.keep.model.asb { self.keep.delays.poll_asb } else { self.keep.delays.poll };
        let mut next_round = Instant::now() + pause;
        let mut exit = self.keep.exit.clone();
        loop {
            let mut quiet = false;
            let until = self.overdue_at().map_or(next_round, |overdue| overdue.min(next_round));
            tokio::select! {
                command = inbox.recv() => match command {
                    Some(command) => self.obey(command).await?,
                    None => return Ok(Abandoned),
                },
                Ok(()) = exit.changed() => self.publish(),
                heard = self.listen(until) => quiet = !heard?,
            }
            if self.overdue_at().is_some_and(|overdue| overdue <= Instant::now()) {
                self.leave_nothing().await?;
                continue;
            }
            if quiet {
                self.check().await?;
                if self.keep.model.asb && self.greeted && !self.status.offline {
                    // It may have been switched off and on between two rounds.
                    self.say(b"\x1Da\xFF").await?;
                }
                // A printer that cannot be reached is asked more often: it is what the visit waits for.
                next_round = Instant::now() + if self.voice.is_some() { self.keep.delays.poll } else { pause };
            }
            self.settle().await?;
        }
    }

    async fn obey(&mut self, command: Command) -> Result<(), HungUp> {
        match command {
            // The caller gave up waiting: a ticket now would be for nobody.
            Command::Print { reply, .. } if reply.is_closed() => Ok(()),
            Command::Print { ticket, progress, reply, job } => {
                let (outcome, line) = self.run(&ticket, progress.as_ref()).await;
                drop((ticket, job));
                self.keep.said(|| outcome.to_string());
                let _ = reply.send(outcome);
                line
            }
            Command::ClearSlot { reply, unless } if unless() => {
                let _ = reply.send(Cleared::Refused(Reason::Busy));
                Ok(())
            }
            Command::ClearSlot { reply, .. } => {
                if let Some(tap) = &self.keep.tap {
                    tap.asked("clear-slot");
                }
                let cleared = self.clear_slot().await;
                let line = cleared.as_ref().map_or(Err(HungUp), |_| Ok(()));
                let _ = reply.send(cleared.unwrap_or(Cleared::Refused(Reason::Unplugged)));
                line
            }
            Command::Discard { reply } => {
                if let Some(tap) = &self.keep.tap {
                    tap.asked("discard");
                }
                self.keep.debt = Some(Debt { cleared: false, cut: true });
                self.check().await?;
                self.settle().await?;
                let _ = reply.send(self.keep.debt.is_none());
                Ok(())
            }
        }
    }
}

/// So that a wrong path is read in a log without the rest of the configuration.
impl std::fmt::Display for PrinterConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path: &PathBuf = &self.port.path;
        write!(f, "{} on {} at {} baud", self.model.title, path.display(), self.port.baud)
    }
}
