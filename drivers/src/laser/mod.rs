//! A4 laser printer by IPP (RFC 8010, RFC 8011), asked directly: what a print server in between calls completed is only
//! handed on.
//!
//! `address` says where it is, `talk` asks one question and caps the answer, `status` gives its keywords their meaning,
//! `job` carries one job to a certain end, `device` is the thread that owns the connection and its handle.

mod address;
mod delays;
mod device;
mod job;
mod status;
mod talk;

pub use address::{Address, BadAddress};
pub use delays::Delays;
pub use device::{Laser, LaserConfig, spawn};
pub use job::{Outcome, PrintJob};
pub use status::{LaserState, Reason, Supply, reasons_of};
pub use talk::{MAX_ANSWER, Miss, parse};
