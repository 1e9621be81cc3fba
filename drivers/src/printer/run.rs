//! One job: refused before its first byte, carried with an eye on the printer, judged by evidence.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use super::device::Ticket;
use super::encode::{Stop, compile};
use super::job::{Outcome, Progress, Reason};
use super::link::{HungUp, Said};
use super::model::Completion;
use super::pacing::{LEAD, Proof, Script};
use super::recover::Debt;
use super::session::{Phase, Session, Tally};
use crate::port::Flow;

/// Bytes handed over at once.
const PIECE: usize = 256;
/// Unanswered rounds after which a line without flow control is dead: nothing can hold back a real-time answer there.
const DEAD_ROUNDS: u32 = 3;

/// Why a job was stopped.
enum Halt {
    Trouble(Reason),
    HungUp,
}

impl From<HungUp> for Halt {
    fn from(_: HungUp) -> Self {
        Self::HungUp
    }
}

/// Clocks of a job in progress.
struct Watch {
    /// The end in every case.
    limit: Instant,
    next_round: Instant,
    trouble_since: Option<Instant>,
}

impl Session<'_> {
    /// Prints one ticket. `Err` beside the outcome: the line is gone.
    pub(super) async fn run(
        &mut self,
        ticket: &Ticket,
        progress: Option<&UnboundedSender<Progress>>,
    ) -> (Outcome, Result<(), HungUp>) {
        let stream = match ticket {
            Ticket::Ops(ops) => compile(ops, &self.keep.model),
            Ticket::Stream(stream) => Ok(stream.clone()),
        };
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => return (Outcome::NotPrinted(Reason::Unencodable(error)), Ok(())),
        };
        if let Some(tap) = &self.keep.tap {
            tap.asked(stream.words());
            tap.given(&stream.bytes);
        }
        match self.before().await {
            Ok(None) => {}
            Ok(Some(reason)) => return (Outcome::NotPrinted(reason), Ok(())),
            Err(HungUp) => return (Outcome::NotPrinted(Reason::Unplugged), Err(HungUp)),
        }
        let proof = match self.evidence {
            Some(Completion::GsParenH) => Proof::Number(self.next_number()),
            Some(Completion::GsR) => Proof::Fences,
            None => Proof::Nothing,
        };
        let script = Script::new(&stream, &self.keep.model, self.keep.baud, proof);
        self.tally = Tally::default();
        self.silent_rounds = 0;
        self.phase = Phase::Working;
        self.in_job = true;
        self.publish();
        let mut sent = 0;
        let result = match self.carry(&script, &mut sent, progress).await {
            Ok(()) => (Outcome::Printed, Ok(())),
            Err(halt) => self.give_up(&script, sent, halt).await,
        };
        self.phase = Phase::Idle;
        self.in_job = false;
        let (dots, cuts) = script.fed(sent, self.keep.model.cut_feed_dots);
        self.keep.count(|counters| {
            counters.dots_fed = counters.dots_fed.saturating_add(dots);
            counters.cuts = counters.cuts.saturating_add(cuts);
            counters.tickets = counters.tickets.saturating_add(u64::from(result.0 == Outcome::Printed));
        });
        self.publish();
        result
    }

    /// What keeps the job from being begun, asked at this moment.
    async fn before(&mut self) -> Result<Option<Reason>, HungUp> {
        self.check().await?;
        if let Some(reason) = self.refusal() {
            return Ok(Some(reason));
        }
        self.settle().await?;
        if self.evidence.is_none() {
            self.probe(self.keep.delays.answer).await?;
        }
        self.note_all();
        Ok(self.refusal())
    }

    async fn carry(
        &mut self,
        script: &Script,
        sent: &mut usize,
        progress: Option<&UnboundedSender<Progress>>,
    ) -> Result<(), Halt> {
        let start = Instant::now();
        let delays = &self.keep.delays;
        let mechanical = 2 * script.paper_time(&self.keep.model);
        let waits = delays.completion + delays.person + delays.cooling + delays.stall;
        let mut watch = Watch {
            limit: start + 2 * script.wire_time() + mechanical + waits,
            next_round: start + delays.poll_busy,
            trouble_since: None,
        };
        let mut presumed = 0;
        for stop in &script.stops {
            self.await_room(script, *stop, *sent, &mut presumed, &mut watch).await?;
            while *sent < stop.end {
                let end = stop.end.min(*sent + PIECE);
                self.idle_until(start + script.not_before(end), &mut watch).await?;
                let piece = script.bytes.get(*sent..end).unwrap_or_default();
                match self.link.say(piece, self.keep.delays.stall, watch.limit, sent).await {
                    Said::All => {}
                    Said::Stalled => return Err(Halt::Trouble(Reason::Stalled)),
                    Said::HungUp => return Err(Halt::HungUp),
                }
                if let Some(progress) = progress {
                    // Nobody listening any more is no reason to stop printing.
                    let _ = progress.send(Progress { sent: *sent, total: script.bytes.len() });
                }
                self.note_all();
                self.still_well(&mut watch)?;
            }
            // A printer that reports by itself needs no question in the middle of a job.
            if !self.keep.model.asb && Instant::now() >= watch.next_round {
                self.look(&mut watch).await?;
            }
        }
        let patience = mechanical + self.keep.delays.completion + script.wire_time();
        self.await_proof(script, patience, &mut watch).await
    }

    /// Waits until the printer has room for the next command.
    async fn await_room(
        &mut self,
        script: &Script,
        stop: Stop,
        sent: usize,
        presumed: &mut usize,
        watch: &mut Watch,
    ) -> Result<(), Halt> {
        // A fence whose answer was lost must not end the job: after twice its time the paper is presumed to be out. The
        // count of answers then never becomes full, so that the outcome stays honest.
        let patience = 2 * script.paper_time(&self.keep.model) + self.keep.delays.answer;
        let until = Instant::now() + patience.min(self.keep.delays.completion);
        while !script.has_room(stop.end, sent, script.processed(self.tally.fences).max(*presumed)) {
            if Instant::now() >= until && watch.trouble_since.is_none() {
                *presumed = sent;
            }
            self.wait(until.max(Instant::now() + self.keep.delays.quiet), watch).await?;
        }
        Ok(())
    }

    async fn idle_until(&mut self, until: Instant, watch: &mut Watch) -> Result<(), Halt> {
        while Instant::now() < until {
            self.listen(until).await?;
            self.still_well(watch)?;
        }
        Ok(())
    }

    async fn await_proof(&mut self, script: &Script, patience: Duration, watch: &mut Watch) -> Result<(), Halt> {
        let mut until = Instant::now() + patience;
        while !self.proven(script) {
            if watch.trouble_since.is_some() {
                until = Instant::now() + patience; // a trouble that is tolerated stops the paper, not the clock
            } else if Instant::now() >= until {
                return Err(Halt::Trouble(Reason::Unconfirmed));
            }
            self.wait(until, watch).await?;
        }
        // The job number is sent only when everything before it was printed. GS r says less: it was processed.
        let numbered = matches!(script.proof, Proof::Number(_));
        self.in_job = false;
        self.check().await?;
        match self.refusal() {
            None | Some(Reason::TicketNotTaken) => Ok(()),
            Some(Reason::PaperOut | Reason::CoverOpen | Reason::HeadHot | Reason::Offline | Reason::Silent)
                if numbered =>
            {
                Ok(())
            }
            Some(reason) => Err(Halt::Trouble(reason)),
        }
    }

    fn proven(&self, script: &Script) -> bool {
        match script.proof {
            Proof::Number(number) => self.tally.number == Some(number),
            // More answers than questions, or bytes that are none: the count proves nothing.
            Proof::Fences => self.tally.fences == script.fences.len() && self.tally.noise == 0,
            Proof::Nothing => false,
        }
    }

    /// Listens until something comes, a round is due, or the time is over.
    async fn wait(&mut self, until: Instant, watch: &mut Watch) -> Result<(), Halt> {
        self.listen(until.min(watch.next_round)).await?;
        if Instant::now() >= watch.next_round {
            self.look(watch).await?;
        }
        self.still_well(watch)
    }

    /// A round of questions between two commands, without waiting for the answers: the printer is not to stand still.
    async fn look(&mut self, watch: &mut Watch) -> Result<(), Halt> {
        let now = Instant::now();
        watch.next_round = now + self.keep.delays.poll_busy;
        match &self.volley {
            Some(volley) if now < volley.until => {}
            Some(_) => {
                self.volley = None; // the next round begins after a pause, in which late answers are passed over
                self.silent_rounds += 1;
                if self.keep.model.flow == Flow::None && self.silent_rounds >= DEAD_ROUNDS {
                    return Err(Halt::Trouble(Reason::Silent));
                }
            }
            // What is still on its way to the printer comes before the question.
            None => self.ask_all(self.keep.delays.answer + LEAD).await?,
        }
        Ok(())
    }

    /// Whether the job may go on with what is known now.
    fn still_well(&self, watch: &mut Watch) -> Result<(), Halt> {
        let now = Instant::now();
        let Some(reason) = self.status.trouble() else {
            watch.trouble_since = None;
            return if now >= watch.limit { Err(Halt::Trouble(Reason::Unconfirmed)) } else { Ok(()) };
        };
        let since = *watch.trouble_since.get_or_insert(now);
        let tolerated = match reason {
            Reason::PaperOut | Reason::CoverOpen => self.keep.delays.person,
            Reason::HeadHot => self.keep.delays.cooling,
            Reason::Offline => self.keep.delays.stall,
            _ => Duration::ZERO,
        };
        if now >= since + tolerated || now >= watch.limit { Err(Halt::Trouble(reason)) } else { Ok(()) }
    }

    /// Ends a job that cannot go on: takes back what the printer has not printed, and says what is certain.
    async fn give_up(&mut self, script: &Script, sent: usize, halt: Halt) -> (Outcome, Result<(), HungUp>) {
        let (mut reason, mut line) = match halt {
            Halt::Trouble(reason) => (reason, Ok(())),
            Halt::HungUp => (Reason::Unplugged, Err(HungUp)),
        };
        let mut cleared = false;
        if line.is_ok() && sent > 0 {
            match self.clear_and_ask().await {
                Ok((confirmed, trouble)) => {
                    cleared = confirmed;
                    if matches!(reason, Reason::Stalled | Reason::Unconfirmed) {
                        reason = trouble.unwrap_or(reason);
                    }
                }
                Err(HungUp) => line = Err(HungUp),
            }
        }
        // An answer that did not come proves nothing; bytes that never left do.
        let unprinted = sent <= script.before_ink;
        // A printer that proves nothing has had its time: it is not to cut off an empty piece after every ticket.
        let as_ever = script.proof == Proof::Nothing && reason == Reason::Unconfirmed;
        if sent > 0 && !as_ever {
            self.keep.debt = Some(Debt { cleared, cut: !unprinted });
        }
        (if unprinted { Outcome::NotPrinted(reason) } else { Outcome::Unknown(reason) }, line)
    }

    async fn clear_and_ask(&mut self) -> Result<(bool, Option<Reason>), HungUp> {
        let cleared = self.clear().await?;
        self.check().await?;
        Ok((cleared, self.refusal().filter(|reason| *reason != Reason::TicketNotTaken)))
    }
}
