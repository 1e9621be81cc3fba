//! Scanner of bar codes and QR codes: serial modules of four families, told apart when the port is opened.
//!
//! `model` is what a module understands (a file in `config/scanners/`), `command` builds and `status` knows its replies,
//! `frame` parts the bytes of the line into replies and codes, `session` leads the module at an open port, `device` is
//! the task that owns the port.
//! Sources: manuals of the GM65, EM3095, DE2120, HR52, N3680 and GM72 as open drivers and public manual sites show them.

mod command;
mod delays;
mod device;
mod frame;
mod model;
mod same;
mod scanned;
mod session;
mod status;

pub use command::{Register, crc16};
pub use delays::Delays;
pub use device::{Dropped, ScanEvent, Scanner, ScannerConfig, spawn, spawn_opener, spawn_with};
pub(crate) use device::{EVENTS, Wish};
pub use frame::{Item, MAX_CODE, Splitter};
pub use model::{Bytes, End, Model, Step};
pub use same::Same;
pub use scanned::{Scanned, Symbology};
pub(crate) use status::At;
pub use status::{Answer, Replies};
