//! What brings a ticket from the cutter to the slot, and takes it away again.
//! Source: Custom KPM210/KPM216 manual p. 76; PyramidTechnologies/escpos, `paper_movement.rst` (GS e).

use super::device::Machine;
use super::fault::PrinterFault;
use super::status::Condition;
use super::ticket::Ticket;

/// Where tickets are.
#[derive(Default)]
pub(crate) struct Presenter {
    /// Cut, and not presented.
    pub(crate) inside: Option<Ticket>,
    /// At the slot, for somebody to take.
    pub(crate) out: Option<Ticket>,
    /// In the bin.
    pub(crate) retracted: Vec<Ticket>,
    /// On the floor.
    pub(crate) ejected: Vec<Ticket>,
}

impl Machine {
    /// GS e `n`. A presenter that is jammed moves nothing.
    pub(super) fn present(&mut self, n: u8) {
        match n {
            6 => {
                if self.fault != Some(PrinterFault::NoCompletion) {
                    self.say(&[self.seen().ejector()]);
                }
            }
            2 | 3 | 5 if self.state.presenter_jam => {}
            3 if self.fault == Some(PrinterFault::PresenterJams) && self.presenter.inside.is_some() => {
                self.state.presenter_jam = true;
            }
            3 => {
                if let Some(ticket) = self.presenter.inside.take() {
                    // It pushes out the one before.
                    self.presenter.ejected.extend(self.presenter.out.replace(ticket));
                    self.state.ticket_waiting = true;
                }
            }
            2 | 5 if self.fault == Some(PrinterFault::RetractFails) => {}
            2 | 5 => {
                let gone = [self.presenter.out.take(), self.presenter.inside.take()].into_iter().flatten();
                let bin = if n == 2 { &mut self.presenter.retracted } else { &mut self.presenter.ejected };
                bin.extend(gone);
                self.state.ticket_waiting = false;
            }
            _ => self.note(&[0x1D, b'e', n], "the presenter does not know it"),
        }
    }

    /// How it is, as its sensors see it.
    pub(super) fn seen(&self) -> Condition {
        let stuck = self.fault == Some(PrinterFault::TicketSensorStuck);
        Condition { ticket_waiting: self.state.ticket_waiting || stuck, ..self.state }
    }
}
