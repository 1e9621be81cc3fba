//! What is screwed into the cabinet: ID card reader, social security card reader, code scanner and camera, document camera,
//! ticket printer, keypad and the panel with its lights, contacts and switches.
//!
//! A device is one task that owns one port; its handle is cheap to clone and has one async method a command.
//! Knows wires, not government, not screens.

pub mod camera;
pub mod document_camera;
mod file;
pub mod id_card;
pub mod keypad;
pub mod laser;
pub mod panel;
pub mod port;
pub mod printer;
pub mod probe;
pub mod record;
pub mod replay;
pub mod report;
pub mod scanner;
pub mod social_card;
pub mod state;
pub mod supervise;

pub use file::FileError;
pub use report::DeviceReport;
pub use state::{DeviceState, DeviceStatus, Fault};
