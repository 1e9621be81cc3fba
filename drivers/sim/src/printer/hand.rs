//! What people do at the printer: paper, lid, ticket, switch, and the faults that befall it.

use std::time::{Duration, Instant};

use super::PaperLevel;
use super::device::Machine;
use super::fault::PrinterFault;
use super::interpreter::Interpreter;
use super::ticket::CutKind;

impl Machine {
    pub(crate) fn forget(&mut self) {
        self.roll.tickets.clear();
        self.presenter.retracted.clear();
        self.presenter.ejected.clear();
        self.raw.clear();
        self.unknown.clear();
        self.overflowed = 0;
        self.mechanism.starved = Duration::ZERO;
    }

    pub(crate) fn set_fault(&mut self, fault: Option<PrinterFault>) {
        if self.state.unrecoverable {
            self.power_cycle();
        }
        (self.state.head_hot, self.state.cutter_error, self.state.unrecoverable) = (false, false, false);
        (self.fault_rows, self.fault_bytes) = (0, 0);
        if std::mem::take(&mut self.state.presenter_jam) {
            self.presenter.inside = None;
        }
        self.fault = fault;
        self.state.offline = fault == Some(PrinterFault::Offline);
        self.state.unrecoverable = fault == Some(PrinterFault::Unrecoverable);
        if fault == Some(PrinterFault::StaleStatus) {
            self.say_stale();
        }
        self.settle(Instant::now());
    }

    pub(crate) fn set_paper(&mut self, level: PaperLevel) {
        self.state.paper = level;
        self.settle(Instant::now());
    }

    pub(crate) fn set_cover(&mut self, open: bool) {
        self.state.cover_error = open && (self.state.cover_error || !self.mechanism.queue.is_empty());
        self.state.cover_open = open;
        self.settle(Instant::now());
    }

    pub(crate) fn take_ticket(&mut self) {
        self.state.ticket_waiting = false;
        self.presenter.out = None;
        if !self.personality.cutter {
            self.part(CutKind::TearBar, None);
        }
        self.settle(Instant::now());
    }

    pub(crate) fn power_cycle(&mut self) {
        self.clear_buffers();
        self.interpreter = Interpreter::new(&self.personality);
        self.tail.clear();
        self.out.clear();
        self.held = false;
        (self.state.head_hot, self.state.cutter_error, self.state.unrecoverable) = (false, false, false);
        self.settle(Instant::now());
    }
}
