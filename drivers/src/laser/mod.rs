//! A4 laser printer by IPP (RFC 8010, RFC 8011), asked directly: what a print server in between calls completed is only
//! handed on.
//!
//! `address` says where it is, `talk` asks one question, `frame` takes the answer apart within limits, `status` gives its
//! keywords their meaning, `job` carries one job to a certain end, `device` is the thread that owns the connection and its
//! handle.

mod address;
mod delays;
mod device;
mod frame;
mod job;
mod status;
mod talk;

pub use address::{Address, BadAddress};
pub use delays::Delays;
pub use device::{Laser, LaserConfig, spawn};
pub use frame::{MAX_ANSWER, MAX_DEPTH, MAX_VALUES, parse};
pub use job::{Outcome, PrintJob};
pub use status::{LaserState, Reason, Supply, reasons_of};
pub use talk::Miss;
