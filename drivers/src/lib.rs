//! What is screwed into the cabinet: the ID card reader, the ticket printer and the keypad.
//!
//! A device is one task that owns one port; its handle is cheap to clone and has one async method a command.
//! Knows wires, not government, not screens.

pub mod id_card;
pub mod keypad;
pub mod panel;
pub mod port;
pub mod printer;
pub mod probe;
pub mod record;
pub mod replay;
pub mod report;
pub mod state;
pub mod supervise;

pub use report::DeviceReport;
pub use state::{DeviceState, DeviceStatus, Fault};
