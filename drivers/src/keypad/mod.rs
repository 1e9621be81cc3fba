//! Keypad with a headphone jack: keys that a person finds with the fingers, and what they mean to the program.
//!
//! `key` is the vocabulary, `input` turns the kernel's bytes into events, `filter` finds the presses, `map` says which
//! code is which key, `interpreter` puts them together; `find` and `source` open the device, `device` is the task and its
//! handle. `learn` asks for each key of an unknown keypad and writes its map.
//! Sources: linux/input.h and input-event-codes.h; ADA 707.6, EN 301 549 5.5–5.9, VVSG 2.0 7.1-N, 7.2-A, 7.2-M.

mod delays;
mod device;
mod filter;
mod find;
mod input;
mod interpreter;
mod key;
mod learn;
#[cfg(test)]
mod learn_tests;
mod learn_text;
mod map;
mod map_file;
#[cfg(test)]
mod map_tests;
mod source;

pub use delays::Delays;
pub use device::{Keypad, KeypadConfig, spawn, spawn_with};
pub use filter::{Bounce, Filter};
pub use find::{Found, Places};
pub use input::{Code, Decoder, EVENT_BYTES, Input, RawEvent, Stamp, Switch};
pub use interpreter::Interpreter;
pub use key::{Event, Key, UnknownKey};
pub use learn::{Heard, Learn, LearnError, Model, Prompt};
pub use map::{DeviceMatch, Jack, Layout, Map, MapError, Marks, Order, Subset};
pub use source::{Nodes, Opener, Source};
