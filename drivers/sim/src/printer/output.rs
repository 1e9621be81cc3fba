//! What comes out of the printer: rows, cuts, and the answers that wait for them.

use std::time::Instant;

use super::PaperLevel;
use super::device::Machine;
use super::fault::PrinterFault;
use super::mechanism::Step;
use super::ticket::CutKind;

/// White rows behind print after which a ticket hangs out of the tear bar.
const TORN_AFTER: usize = 60;

impl Machine {
    /// Lets the mechanism do what it can by now.
    pub(crate) fn print(&mut self, now: Instant) {
        loop {
            self.break_something();
            if self.state.stopped() {
                return self.mechanism.halt();
            }
            let Some(step) = self.mechanism.next(now, self.roll.printed() > 0) else { return };
            match step {
                Step::Row(row) => {
                    self.roll.print(row);
                    self.fault_rows = self.fault_rows.saturating_add(1);
                }
                Step::Line(words) => self.roll.line(words),
                Step::Qr(content) => self.roll.qr(content),
                Step::Cut(kind, bytes) => self.cut_now(kind, bytes),
                Step::Printed(id) => {
                    if self.fault != Some(PrinterFault::NoCompletion) {
                        let [a, b, c, d] = id;
                        self.say(&[0x37, 0x22, a, b, c, d, 0]);
                    }
                }
                Step::Presenter(n) => self.present(n),
                Step::Status(n) => self.answer_status(n),
            }
        }
    }

    fn answer_status(&mut self, n: u8) {
        let finished = self.buffer.is_empty() && self.mechanism.queue.is_empty();
        if !self.personality.cutter && finished && self.roll.white_tail().is_some_and(|rows| rows >= TORN_AFTER) {
            self.part(CutKind::TearBar, None);
        }
        if self.fault != Some(PrinterFault::NoCompletion)
            && let Some(byte) = self.state.queued(n)
        {
            self.say(&[byte]);
        }
    }

    fn cut_now(&mut self, kind: CutKind, bytes: Vec<u8>) {
        if self.fault == Some(PrinterFault::CutterJams) {
            self.state.cutter_error = true;
            // It is tried again when the cutter is free.
            self.mechanism.queue.push_front(Step::Cut(kind, bytes));
        } else {
            self.part(kind, Some(bytes));
        }
    }

    /// `bytes`: those of the ticket; `None`: all that were interpreted by now.
    pub(super) fn part(&mut self, kind: CutKind, bytes: Option<Vec<u8>>) {
        let bytes = bytes.unwrap_or_else(|| {
            self.mechanism.begun = false;
            std::mem::take(&mut self.interpreted)
        });
        if !self.roll.part(kind, bytes) {
            // Nothing has passed the cutter.
        } else if self.personality.presenter {
            self.presenter.inside = self.roll.tickets.last().cloned();
        } else {
            self.state.ticket_waiting = self.personality.bit7_ticket_waiting;
        }
        self.mechanism.rest();
    }

    /// The faults that wait for a row. Only while something is to be printed: an idle printer runs out of nothing.
    fn break_something(&mut self) {
        if !matches!(self.mechanism.queue.front(), Some(Step::Row(_))) {
            return;
        }
        let rows = self.fault_rows;
        match self.fault {
            Some(PrinterFault::PaperOutAfterRows(n)) if rows >= n => {
                self.state.paper = PaperLevel::Out;
                self.fault = None;
            }
            Some(PrinterFault::CoverOpensAfterRows(n)) if rows >= n => {
                (self.state.cover_open, self.state.cover_error) = (true, true);
                self.fault = None;
            }
            Some(PrinterFault::HeadHotAfterRows(n)) if rows >= n => self.state.head_hot = true,
            _ => {}
        }
    }
}
