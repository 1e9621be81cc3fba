//! From keys and pen strokes to Chinese characters: pinyin, stroke, handwriting.
//!
//! librime and zinnia, both from Debian, work in programs of their own: what hangs or crashes there is ended and started
//! again, and ending a program with the visit ends all that it has seen. [`Typist`] never blocks; everything that it
//! learns comes back as an [`Event`]. What it cannot do without an engine, code points and words that tell characters
//! apart, are plain functions.

pub mod bench;
mod child;
pub mod code_point;
pub mod delays;
mod error;
mod ink;
mod layout;
mod method;
mod rime;
mod settings;
pub mod typist;
pub mod words;

pub use code_point::{CodePointError, code_point};
pub use error::TypingError;
pub use ink::Ink;
pub use layout::{Composing, Layout, Press, STROKES, Stroke};
pub use method::{Availability, Method, status};
pub use rime::engine;
pub use settings::{Program, Settings};
pub use typist::{Event, Typist};
pub use words::{Description, describe};
