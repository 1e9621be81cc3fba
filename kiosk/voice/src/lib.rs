//! Says a page aloud: wording, numbers, polyphones, engines.
//!
//! What is said comes from the controls and texts of the screen, in their order; so what is shown and what is spoken
//! cannot differ.

pub mod delays;
pub mod engine;
pub mod levels;
pub mod output;
pub mod pinyin;
pub mod segment;
pub mod speaker;
pub mod utterance;
pub mod wording;

pub use segment::Segment;
pub use service::{Language, Rate, Volume};
pub use utterance::{Privacy, Utterance};
