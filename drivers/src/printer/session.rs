//! One open line to the printer: asks, notes what it says by itself, and keeps the watched state true.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::counters::{Counters, RollWatch};
use super::delays::Delays;
use super::job::Reason;
use super::link::{Heard, HungUp, Link, Said};
use super::model::{Completion, Model};
use super::recover::Debt;
use super::slot::SlotWatch;
use super::status::{PaperLeft, PrinterState, Status};
use crate::record::Tap;
use crate::report::Vitals;
use crate::state::{DeviceState, Fault};

/// Attempts to get an answer before the printer counts as silent.
const TRIES: usize = 3;
/// Longest time for a handful of command bytes to leave a line that is not held.
const SHORT_SAY: Duration = Duration::from_millis(500);

/// What outlives an open line.
pub(super) struct Keep {
    pub(super) model: Model,
    pub(super) baud: u32,
    pub(super) delays: Delays,
    pub(super) state: watch::Sender<PrinterState>,
    /// What records what is asked and said.
    pub(super) tap: Option<Tap>,
    /// What is counted of it.
    pub(super) vitals: Vitals,
    /// What a broken job left in the printer, also across a cut line.
    pub(super) debt: Option<Debt>,
    /// Last job number; the next one is higher.
    pub(super) number: u16,
    /// What is counted, for whoever keeps it.
    pub(super) counters: watch::Sender<Counters>,
    /// When the roll was changed.
    pub(super) roll: RollWatch,
    /// Since when a ticket hangs in the slot.
    pub(super) slot: SlotWatch,
    /// What a sensor of the cabinet says of the slot.
    pub(super) exit: watch::Receiver<Option<bool>>,
}

impl Keep {
    /// Records what the driver says.
    pub(super) fn said(&self, words: impl FnOnce() -> String) {
        if let Some(tap) = &self.tap {
            tap.said(words());
        }
    }

    /// Counts something.
    pub(super) fn count(&self, what: impl FnOnce(&mut Counters)) {
        self.counters.send_if_modified(|counters| {
            let before = *counters;
            what(counters);
            *counters != before
        });
    }

    /// How much paper is left by count.
    fn paper_left(&self) -> Option<PaperLeft> {
        let counters = self.counters.borrow();
        Some(PaperLeft { mm: counters.left_mm(&self.model)?, percent: counters.left_percent(&self.model)? })
    }

    /// Puts a state in place of the one before; `true` when it is another one.
    pub(super) fn replace(&self, state: &mut PrinterState, new: PrinterState) -> bool {
        let changed = new != *state;
        if changed {
            self.vitals.shows(&new.device);
            let words = new.to_string();
            // The paper that is left is no news of the wire.
            if words != state.to_string() {
                self.said(|| words);
            }
        }
        *state = new;
        changed
    }
}

/// What the task is doing, for the watched state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Opening,
    Idle,
    Working,
}

/// How a round of DLE EOT 1–4 went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    Answered,
    /// `noise`: something came, but no answer.
    Unanswered {
        noise: bool,
    },
}

/// What was heard since the last job began.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Answers to GS r.
    pub(super) fences: usize,
    /// Numbers answered to GS ( H; the last one counts, the printer keeps only the latest.
    pub(super) number: Option<[u8; 4]>,
    /// "The buffers are cleared."
    pub(super) cleared: bool,
    /// Answer to GS I.
    pub(super) text: Option<Vec<u8>>,
    /// Bytes that are no answer.
    pub(super) noise: usize,
}

/// The four questions of a round, asked at once in the middle of a job: their answers come in order.
#[derive(Debug)]
pub(super) struct Volley {
    pub(super) until: Instant,
    answers: Vec<u8>,
}

pub(super) struct Session<'a> {
    pub(super) link: Link,
    pub(super) keep: &'a mut Keep,
    pub(super) status: Status,
    pub(super) phase: Phase,
    /// `Some`: it does not answer, or not with sense.
    pub(super) voice: Option<Fault>,
    /// Whether it was asked since it answers what it is and what it can prove.
    pub(super) greeted: bool,
    /// Bytes of a job are under way: what is said now may become part of them.
    pub(super) in_job: bool,
    /// How it proves completion. `None`: not at all.
    pub(super) evidence: Option<Completion>,
    pub(super) tally: Tally,
    /// What was asked in the middle of a job and is not answered yet.
    pub(super) volley: Option<Volley>,
    /// Rounds in the middle of a job that stayed unanswered, one after the other.
    pub(super) silent_rounds: u32,
    /// It has said how it is since the line was opened.
    asked: bool,
    /// A question stayed unanswered: its answer may still come.
    late: bool,
    /// Real-time answers to no question.
    unasked: usize,
}

impl<'a> Session<'a> {
    pub(super) fn new(link: Link, keep: &'a mut Keep) -> Self {
        Self {
            link,
            keep,
            status: Status::default(),
            phase: Phase::Opening,
            voice: None,
            greeted: false,
            in_job: false,
            evidence: None,
            tally: Tally::default(),
            volley: None,
            silent_rounds: 0,
            asked: false,
            late: false,
            unasked: 0,
        }
    }

    /// Writes what is known into the watched state; wakes watchers only when it changed.
    pub(super) fn publish(&mut self) {
        self.see_slot();
        if self.voice.is_none() && self.asked {
            let mut counters = *self.keep.counters.borrow();
            self.keep.roll.look(self.status.paper(), self.status.cover_open, &mut counters, &self.keep.model);
            self.keep.count(|old| *old = counters);
        }
        let trouble = self.status.trouble();
        let device = match (&self.voice, trouble, self.phase) {
            (Some(fault), _, _) => DeviceState::Faulted(fault.clone()),
            (None, _, Phase::Working) => DeviceState::Busy,
            (None, Some(reason), _) => DeviceState::Faulted(fault(&reason)),
            (None, None, Phase::Idle) if self.greeted && self.keep.debt.is_none() => DeviceState::Ready,
            (None, None, _) if !self.greeted => DeviceState::Opening,
            (None, None, _) => DeviceState::Busy, // something of the last job is still to be cleared away
        };
        let known = self.voice.is_none();
        let left = self.keep.paper_left();
        self.keep.state.send_if_modified(|state| {
            let mut new = state.clone();
            new.device = device;
            new.paper_left = left;
            if known {
                self.status.describe(&mut new);
                new.ticket_left_behind = self.keep.slot.left_behind;
            }
            self.keep.replace(state, new)
        });
    }

    /// Takes note of what the printer said by itself or in answer to a queued command.
    pub(super) fn note(&mut self, heard: Heard) {
        match heard {
            Heard::Auto(bytes) => {
                self.status.set_auto(bytes);
                self.asked = true;
                self.publish();
            }
            Heard::Queued => self.tally.fences += 1,
            Heard::Completed(number) => self.tally.number = Some(number),
            Heard::Cleared => self.tally.cleared = true,
            Heard::Text(text) => self.tally.text = Some(text),
            // An answer to nobody's question.
            Heard::Noise | Heard::Slot(_) => self.tally.noise += 1,
            Heard::RealTime(byte) => self.volley_answer(byte),
        }
    }

    /// Takes an answer for the next question of the volley. Where nothing was asked it is a late one, or that of an
    /// image whose bytes looked like DLE EOT.
    fn volley_answer(&mut self, byte: u8) {
        let Some(volley) = &mut self.volley else {
            self.unasked += 1;
            return;
        };
        volley.answers.push(byte);
        if let Ok(answers) = <[u8; 4]>::try_from(volley.answers.as_slice()) {
            self.volley = None;
            self.silent_rounds = 0;
            self.adopt(answers);
            self.publish();
        }
    }

    /// Takes over the four answers; they do not speak of the slot, or only by bit 7.
    fn adopt(&mut self, answers: [u8; 4]) {
        self.status = Status { slot: self.status.slot, ..Status::from_real_time(answers) };
        self.asked = true;
    }

    /// A question stayed unanswered: its answer may still come.
    pub(super) fn missed(&mut self) {
        self.late = true;
    }

    /// Asks DLE EOT 1–4 at once and does not wait. The printer answers at most four back to back.
    /// Source: Epson ESC/POS reference, DLE EOT.
    pub(super) async fn ask_all(&mut self, time: Duration) -> Result<(), HungUp> {
        self.volley = Some(Volley { until: Instant::now() + time, answers: Vec::with_capacity(4) });
        self.say(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04").await?;
        self.note_all();
        Ok(())
    }

    /// Notes everything that was already read.
    pub(super) fn note_all(&mut self) {
        while let Some(heard) = self.link.heard() {
            self.note(heard);
        }
    }

    /// Listens until something was noted or the time is over. Cancel safe.
    pub(super) async fn listen(&mut self, until: Instant) -> Result<bool, HungUp> {
        match self.link.hear(until).await? {
            Some(heard) => {
                self.note(heard);
                self.note_all();
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Listens until a condition holds; `false`: not in time.
    pub(super) async fn listen_for(
        &mut self,
        time: Duration,
        condition: impl Fn(&Tally) -> bool,
    ) -> Result<bool, HungUp> {
        let until = Instant::now() + time;
        loop {
            if condition(&self.tally) {
                return Ok(true);
            }
            if !self.listen(until).await? {
                return Ok(condition(&self.tally));
            }
        }
    }

    /// Listens until nothing has come for a while and forgets what came: it answers what was asked long ago. What
    /// comes later answers only what is asked later; whoever calls this asks then.
    pub(super) async fn drain(&mut self) -> Result<(), HungUp> {
        let quiet = self.keep.delays.quiet;
        let end = Instant::now() + 10 * quiet;
        while Instant::now() < end && self.link.hear(Instant::now() + quiet).await?.is_some() {}
        self.link.forget();
        Ok(())
    }

    /// Hands over a few command bytes. `false`: the line is held.
    pub(super) async fn say(&mut self, bytes: &[u8]) -> Result<bool, HungUp> {
        let patience = SHORT_SAY + crate::port::wire_time(bytes.len(), self.keep.baud);
        match self.link.say(bytes, patience, Instant::now() + 2 * patience, &mut 0).await {
            Said::All => Ok(true),
            Said::Stalled => Ok(false),
            Said::HungUp => Err(HungUp),
        }
    }

    /// Asks DLE EOT `n`. One question at a time: the answer does not say which one it answers.
    async fn ask(&mut self, n: u8, time: Duration) -> Result<Option<u8>, HungUp> {
        self.note_all();
        if !self.say(&[0x10, 0x04, n]).await? {
            return Ok(None);
        }
        let until = Instant::now() + time;
        loop {
            match self.link.hear(until).await? {
                // Only the answer to DLE EOT 1 may have bit 7 (ticket waits in the slot).
                Some(Heard::RealTime(byte)) if n == 1 || byte & 0x80 == 0 => return Ok(Some(byte)),
                Some(Heard::RealTime(_)) => self.note(Heard::Noise),
                Some(other) => self.note(other),
                None => return Ok(None),
            }
        }
    }

    /// One round of DLE EOT 1–4. The status changes only when all four were answered.
    pub(super) async fn round(&mut self, time: Duration) -> Result<Round, HungUp> {
        if self.volley.take().is_some() || std::mem::take(&mut self.late) {
            // A late answer must not be taken for the answer to the next question.
            self.drain().await?;
        }
        self.note_all();
        let unasked = self.unasked;
        let mut answers = [0; 4];
        for (answer, n) in answers.iter_mut().zip(1..) {
            let before = self.link.bytes_read();
            if let Some(byte) = self.ask(n, time).await? {
                *answer = byte;
            } else {
                self.late = true;
                return Ok(Round::Unanswered { noise: self.link.bytes_read() > before });
            }
        }
        self.note_all();
        if self.unasked != unasked {
            // More answers than questions: old ones were among them, and nobody can say which.
            self.late = true;
            return Ok(Round::Unanswered { noise: true });
        }
        self.adopt(answers);
        self.ask_slot().await?;
        Ok(Round::Answered)
    }

    /// Asks how the printer is, again if need be, and publishes it. Afterwards `voice` says whether it answered.
    pub(super) async fn check(&mut self) -> Result<(), HungUp> {
        let mut garbled = false;
        for _ in 0..TRIES {
            match self.round(self.keep.delays.answer).await? {
                Round::Answered => {
                    self.voice = None;
                    self.publish();
                    return Ok(());
                }
                Round::Unanswered { noise } => garbled |= noise,
            }
        }
        self.voice = Some(if garbled { Fault::Garbled } else { Fault::Silent });
        self.greeted = false; // it may have been switched off and on, or be another one
        self.status.slot = super::slot::Slot::default();
        self.publish();
        Ok(())
    }

    /// What keeps the printer from beginning a job.
    pub(super) fn refusal(&self) -> Option<Reason> {
        let waiting = self.status.slot.waiting == Some(true);
        match &self.voice {
            Some(Fault::Garbled) => Some(Reason::Garbled),
            Some(_) => Some(Reason::Silent),
            None => self.status.trouble().or(waiting.then_some(Reason::TicketNotTaken)),
        }
    }
}

/// The reason in the words of all devices.
fn fault(reason: &Reason) -> Fault {
    match reason {
        Reason::CutterFault | Reason::HeadHot | Reason::Unrecoverable => Fault::Hardware(reason.to_string()),
        other => Fault::NeedsPerson(other.to_string()),
    }
}
