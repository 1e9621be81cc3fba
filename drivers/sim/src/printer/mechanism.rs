//! What moves paper: a queue of rows, cuts and promises to answer, worked off at the speed of the motor.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::ticket::CutKind;

/// Rows that the interpreter may be ahead of the head.
const AHEAD: usize = 64;
/// Time of one cut.
const CUT: Duration = Duration::from_millis(250);
/// Time that the presenter takes for a ticket.
const PRESENT: Duration = Duration::from_millis(600);
/// Dots of a millimetre at 203 dpi.
const DOTS_MM: f64 = 8.0;

/// What is done in order.
pub(crate) enum Step {
    /// One row, empty if white.
    Row(Vec<u8>),
    /// The words of a line that ends here.
    Line(String),
    /// The content of a QR code that ends here.
    Qr(String),
    /// A cut, and the bytes that were interpreted since the cut before.
    Cut(CutKind, Vec<u8>),
    /// GS ( H: the answer when everything before is printed.
    Printed([u8; 4]),
    /// GS e n: what the presenter does, or says.
    Presenter(u8),
    /// GS r: the state when everything before is printed.
    Status(u8),
}

/// The queue and its clock.
pub(crate) struct Mechanism {
    pub(crate) queue: VecDeque<Step>,
    rows: usize,
    /// Whether a row was asked for since the last cut.
    pub(crate) begun: bool,
    /// Time of one row; `None`: everything is instant.
    row_time: Option<Duration>,
    /// Until when the motor works on what it has done already; `None` while it stands.
    busy: Option<Instant>,
    /// Since when it stands because nothing came.
    idle: Option<Instant>,
    pub(crate) starved: Duration,
}

impl Mechanism {
    pub(crate) fn new(speed_mm_s: u16, paced: bool) -> Self {
        let row_time = Duration::from_secs_f64(1.0 / (f64::from(speed_mm_s.max(1)) * DOTS_MM));
        Self {
            queue: VecDeque::new(),
            rows: 0,
            begun: false,
            row_time: paced.then_some(row_time),
            busy: None,
            idle: None,
            starved: Duration::ZERO,
        }
    }

    pub(crate) fn push(&mut self, step: Step) {
        match step {
            Step::Row(_) => {
                self.rows += 1;
                self.begun = true;
            }
            Step::Cut(..) => self.begun = false,
            _ => {}
        }
        self.queue.push_back(step);
    }

    /// Whether the interpreter must wait for the head.
    pub(crate) fn is_ahead(&self) -> bool {
        self.rows >= AHEAD
    }

    /// Forgets what was not done yet.
    pub(crate) fn clear(&mut self) {
        self.queue.clear();
        self.rows = 0;
    }

    /// The motor stands because the printer is stopped: that is no starvation.
    pub(crate) fn halt(&mut self) {
        (self.busy, self.idle) = (None, None);
    }

    /// A ticket is finished: waiting for the next one is no starvation.
    pub(crate) fn rest(&mut self) {
        self.idle = None;
    }

    /// The next step, if the motor has come so far by now.
    pub(crate) fn next(&mut self, now: Instant, in_ticket: bool) -> Option<Step> {
        let Some(step) = self.queue.front() else {
            if let Some(busy) = self.busy.take_if(|busy| *busy <= now) {
                self.idle = Some(busy);
            }
            return None;
        };
        if let Some(row_time) = self.row_time {
            let time = match step {
                Step::Row(_) => row_time,
                Step::Cut(..) => CUT,
                Step::Presenter(2 | 3 | 5) => PRESENT,
                _ => Duration::ZERO,
            };
            let start = self.busy.unwrap_or_else(|| {
                let idle = self.idle.take();
                if let Some(idle) = idle.filter(|_| in_ticket && matches!(step, Step::Row(_))) {
                    self.starved += now.saturating_duration_since(idle);
                }
                idle.map_or(now, |idle| idle.max(now))
            });
            let done = start + time;
            self.busy = Some(if done > now { start } else { done });
            if done > now {
                return None;
            }
        }
        let step = self.queue.pop_front();
        self.rows -= usize::from(matches!(step, Some(Step::Row(_))));
        step
    }

    /// When the next step is done.
    pub(crate) fn wake_at(&self) -> Option<Instant> {
        let (row_time, busy) = (self.row_time?, self.busy?);
        match self.queue.front() {
            Some(Step::Cut(..)) => Some(busy + CUT),
            Some(Step::Presenter(2 | 3 | 5)) => Some(busy + PRESENT),
            // Some rows at once: nobody can tell, and a wake-up a row would cost more than the printing.
            Some(Step::Row(_)) => Some(busy + row_time * (self.rows.min(8) as u32)),
            _ => Some(busy),
        }
    }
}
