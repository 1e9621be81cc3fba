//! The panel: guide lights, door and tamper contacts, paper sensors, the call button and the printer's power switch, on GPIO lines.
//!
//! `line` is the vocabulary, `config` says which line of which chip is what, `debounce` and `lamp` are the rules of contacts
//! and lights (pure; time is given), `board` is what a back end must do; `cdev` (any Linux board), `pi` (Raspberry Pi) and
//! `soft` (no hardware) do it; `device` is the task and its handle.
//!
//! When the program dies, the panel must be safe: lights off, printer powered. On every ordered end (handle dropped, panic,
//! runtime shut down) the task sets the lines so itself. When the process is killed:
//! - `cdev`: the kernel closes the file; from then on "the state of the line becomes uncontrolled from the userspace
//!   perspective, and may revert to its default state" (Linux, Documentation/userspace-api/gpio/gpio-v2-get-line-ioctl.rst).
//!   Wire it so that the default is safe: a light that needs its line driven, a relay that cuts the printer only when driven
//!   (`printer_power = { …, active_low = true }`: the driven level is "off").
//! - `pi`: registers keep what was written last, for rppal's drop does not run then (rppal, `reset_on_drop`): a light may stay
//!   lit and a printer in mid power cycle stays off, until the program starts again and sets every line first thing.

mod board;
mod cdev;
mod config;
mod debounce;
mod delays;
mod device;
mod lamp;
mod line;
mod pi;
mod soft;

pub use board::{Board, Chip, Sample};
pub use cdev::CdevBoard;
pub use config::{Bias, BoardKind, Line, LineMap, PanelConfig, PanelConfigError};
pub use debounce::Debounce;
pub use delays::Delays;
pub use device::{Panel, PanelError, spawn, spawn_with};
pub use lamp::Lamps;
pub use line::{Input, Inputs, Level, Light, LightMode, Output, PanelEvent};
pub use pi::PiBoard;
pub use soft::SoftPanel;
