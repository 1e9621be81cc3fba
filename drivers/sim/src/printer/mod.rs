//! A simulated ticket printer: takes ESC/POS from a serial line, draws what it prints and says how it is.

#[cfg(test)]
mod any_bytes;
mod bitmap;
mod characters;
mod commands;
mod device;
mod fault;
mod font;
mod font_file;
mod grammar;
mod graphics;
mod hand;
mod interpreter;
mod line_buffer;
mod mechanism;
mod output;
mod personality;
mod presenter;
mod roll;
mod status;
mod ticket;

use std::io;
use std::sync::Arc;
use std::time::Duration;

pub use fault::PrinterFault;
pub use personality::{Font, Personality};
pub use ticket::{CutKind, Ticket};

use crate::line::LineOptions;
use crate::station::{Shared, Station};
use device::Machine;

/// How much paper is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaperLevel {
    /// Enough.
    #[default]
    Full,
    /// The near-end sensor has fired; it still prints.
    Near,
    /// None.
    Out,
}

/// A running printer. Dropping it stops its thread and removes the link.
pub struct PrinterSim {
    station: Station<Machine>,
}

impl PrinterSim {
    /// Opens the line and prints. An error is one of the line: no right to make the link, no free pseudo-terminal.
    pub fn start(options: LineOptions, personality: Personality) -> io::Result<Self> {
        let machine = Machine::new(personality, options.baud);
        Ok(Self { station: Station::start(options, machine, "sim-printer")? })
    }

    /// The hand that fills paper, opens lids and takes tickets.
    pub fn control(&self) -> PrinterControl {
        PrinterControl { shared: self.station.shared() }
    }
}

/// The hand at a simulated printer; cheap to clone. It outlives the printer without effect.
#[derive(Clone)]
pub struct PrinterControl {
    shared: Arc<Shared<Machine>>,
}

impl PrinterControl {
    /// Sets a fault in place of the one before, or takes it back (and with it the trouble that it made, except the
    /// paper and the lid).
    pub fn set_fault(&self, fault: Option<PrinterFault>) {
        self.shared.with(|machine| machine.set_fault(fault));
    }

    /// The fault that is set.
    pub fn fault(&self) -> Option<PrinterFault> {
        self.shared.look(|machine| machine.fault)
    }

    /// Puts paper in or takes it out.
    pub fn set_paper(&self, level: PaperLevel) {
        self.shared.with(|machine| machine.set_paper(level));
    }

    /// How much paper is left.
    pub fn paper(&self) -> PaperLevel {
        self.shared.look(|machine| machine.state.paper)
    }

    /// Opens or shuts the lid.
    pub fn set_cover(&self, open: bool) {
        self.shared.with(|machine| machine.set_cover(open));
    }

    /// Whether the lid is open.
    pub fn cover_open(&self) -> bool {
        self.shared.look(|machine| machine.state.cover_open)
    }

    /// Takes the ticket that waits; with a tear bar, tears off what hangs out.
    pub fn take_ticket(&self) {
        self.shared.with(Machine::take_ticket);
    }

    /// Whether a cut ticket was not taken yet.
    pub fn ticket_waiting(&self) -> bool {
        self.shared.look(|machine| machine.state.ticket_waiting)
    }

    /// The tickets that were drawn back since the start or the last `clear`.
    pub fn retracted(&self) -> Vec<Ticket> {
        self.shared.look(|machine| machine.presenter.retracted.clone())
    }

    /// The tickets that were put out of the slot since the start or the last `clear`.
    pub fn ejected(&self) -> Vec<Ticket> {
        self.shared.look(|machine| machine.presenter.ejected.clone())
    }

    /// Pulls the cable; the printer keeps its power and what it has in its buffer. When this returns, the driver has
    /// been hung up and the link is gone.
    pub fn unplug(&self) {
        self.shared.plug(false);
    }

    /// Puts the cable back in: the same link, a new line.
    pub fn replug(&self) {
        self.shared.plug(true);
    }

    /// Whether the cable is in.
    pub fn is_plugged(&self) -> bool {
        self.shared.is_plugged()
    }

    /// Switches off and on: buffers and settings are gone, what hangs out of the printer stays.
    pub fn power_cycle(&self) {
        self.shared.with(Machine::power_cycle);
    }

    /// The tickets that came out since the start or the last `clear`.
    pub fn tickets(&self) -> Vec<Ticket> {
        self.shared.look(|machine| machine.roll.tickets.clone())
    }

    /// Waits until ticket number `n` (the first is 1) has come out, at most `timeout`.
    pub fn wait_ticket(&self, n: usize, timeout: Duration) -> Option<Ticket> {
        let place = n.checked_sub(1)?;
        self.shared.wait(timeout, |machine| machine.roll.tickets.get(place).cloned())
    }

    /// Waits until so many bytes have come from the driver, at most `timeout`; says whether they have.
    pub fn wait_raw(&self, bytes: usize, timeout: Duration) -> bool {
        self.shared.wait(timeout, |machine| (machine.raw.len() >= bytes).then_some(())).is_some()
    }

    /// Waits until so many rows of the current ticket are printed, at most `timeout`; says whether they are.
    pub fn wait_ink(&self, rows: usize, timeout: Duration) -> bool {
        self.shared.wait(timeout, |machine| (machine.roll.printed() >= rows).then_some(())).is_some()
    }

    /// All bytes from the driver since the start or the last `clear`.
    pub fn raw(&self) -> Vec<u8> {
        self.shared.look(|machine| machine.raw.clone())
    }

    /// Forgets tickets, bytes and counters; the state of the printer stays.
    pub fn clear(&self) {
        self.shared.with(Machine::forget);
    }

    /// Bytes that were lost because the buffer was full.
    pub fn overflowed_bytes(&self) -> u64 {
        self.shared.look(|machine| machine.overflowed)
    }

    /// Milliseconds for which the mechanism stood still in the middle of a ticket because it waited for data.
    /// Always 0 on an instant line.
    pub fn starved_ms(&self) -> u64 {
        self.shared.look(|machine| machine.starved().as_millis() as u64)
    }

    /// Rows of the current ticket that are printed: what hangs out of the printer.
    pub fn ink(&self) -> usize {
        self.shared.look(|machine| machine.roll.printed())
    }

    /// The words of the current ticket so far.
    pub fn current_text(&self) -> String {
        self.shared.look(|machine| machine.roll.text())
    }

    /// Bytes that wait in the receive buffer.
    pub fn buffered_bytes(&self) -> usize {
        self.shared.look(Machine::buffered)
    }

    /// Commands that this printer does not know or that were of no effect, with the reason, at most 1000.
    pub fn unknown_commands(&self) -> Vec<String> {
        self.shared.look(|machine| machine.unknown.clone())
    }

    /// What went wrong on the line itself, in plain words.
    pub fn trouble(&self) -> Option<String> {
        self.shared.trouble()
    }
}
