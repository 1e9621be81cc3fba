//! Ticket printer: ESC/POS over a serial line.
//!
//! `op` is what a ticket is made of, `encode` and `raster` make bytes of it, `demux` and `status` read what comes back,
//! `session` talks, `run` carries one job and judges its evidence, `recover` clears away what a broken job left, `slot` sees
//! to the ticket that hangs in the slot, `counters` is how much paper is left,
//! `device` is the task and its handle.

mod counters;
mod delays;
mod demux;
mod device;
mod encode;
mod font;
pub(crate) mod grammar;
mod job;
mod link;
mod model;
mod op;
mod pacing;
mod raster;
mod recover;
mod run;
mod session;
mod slot;
mod status;

pub use counters::{Counters, DOTS_MM};
pub use delays::Delays;
pub use demux::{Answer, Demux, Expected};
pub(crate) use device::spawn_numbered;
pub use device::{Printer, PrinterConfig, spawn, spawn_opener};
pub(crate) use encode::Stream;
pub use encode::{EncodeError, LINE_DOTS, encode};
pub use job::{Outcome, Progress, Reason};
pub use model::{Completion, CutStyle, Font, LeftBehind, Model, Presenter, QrSupport, TicketTaken};
pub use op::{Align, Bitmap, Cut, Op, Span, Style, TextLine};
pub use slot::{Cleared, Slot};
pub use status::{Identity, Paper, PaperLeft, PrinterState};
