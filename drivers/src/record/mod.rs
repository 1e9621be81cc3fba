//! Records every byte at the wires of the cabinet, with its time, so that what happened in a hall can be looked at and
//! run again at a desk ([`crate::replay`]).
//!
//! A [`Recorder`] gives each device a [`Tap`] (`PortConfig::tap`). The tap hands copies of bytes to the recorder's own
//! thread and never waits: a slow disk loses bytes of the recording, which it then says, never bytes of a device. The
//! thread replaces what is personal ([`Scramble`]) before anything reaches the disk.
//!
//! # The format
//!
//! One text file a device, `NAME.0001.wire` and so on, made to be read, compared and written by hand:
//!
//! ```text
//! # wire recording 1
//! # device: id_card
//! # model: sam-v
//! # baud: 115200
//! # personal: invented
//! +0.000000 open
//! +0.000120 > AA AA AA 96 69 00 03 11 FF ED
//! +0.002951 < AA AA AA 96 69 00 04 00 00 90 94
//! +0.000003 = ready
//! +1.500000 ! arm
//! ```
//!
//! - The first line is fixed. `# key: value` lines follow; other lines that begin with `#`, and empty ones, are comments.
//! - `+S.UUUUUU` is the time since the line before, in seconds: an inserted line changes no other.
//! - `>` to the device, `<` from the device, in hexadecimal; `00*8192` is a byte that comes 8192 times. A line that begins
//!   with two spaces goes on with the bytes of the line before.
//! - `!` what the program asked of the driver, `*` the bytes that belong to it (a compiled ticket), `=` what the driver
//!   said: its state, its events, the outcome of a job.
//! - `open`, `close`, `hangup`, `failed: REASON`, `missing`, `refused: REASON` of the port (a row of failing attempts is
//!   recorded once); `dropped`: what was written and not sent was taken back.
//! - `lost N pieces, M bytes`: the recorder was too slow. `goes on in FILE`: the file was full. `continued`: it goes on
//!   here, in the middle of an open line.

mod file;
mod hex;
mod line;
mod recorder;
mod scramble;
mod series;
mod tap;

pub use file::{Header, ParseError, Recording};
pub use line::{Line, What};
pub use recorder::{Recorder, Settings};
pub use scramble::Scramble;
pub use tap::{DeviceKind, Post, Tap};
