//! The other end of each wire: an ID card reader, a ticket printer and a code scanner that speak the real bytes over
//! pseudo-terminals, with every fault on command, a keypad that speaks them through a named pipe, a camera and a
//! document camera.
//!
//! This is an independent reading of each protocol: it shares no line with crate `drivers`, so that a mistake of one
//! side is seen by the other.

pub mod camera;
pub mod document_camera;
pub mod fault_text;
pub mod keypad;
pub mod laser;
pub mod lens;
pub mod line;
pub mod printer;
pub mod reader;
pub mod scanner;
pub mod social_card;
mod station;

pub use line::LineOptions;
