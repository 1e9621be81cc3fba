//! From hanzi to pinyin with tone digits: reviewed words first, the longest one wins, then reviewed single hanzi, then the
//! table of readings.
//!
//! Tones are written as they are heard, but for the change of two third tones, which espeak-ng does itself, in a word and
//! between words (tried with 1.51: `ni3 hao3` is said as `ni2 hao3`); it does not change 一 and 不. ü is `v`: `lv4`, `nv3`,
//! `lve4` are right there, `lu:4` is not.

mod lexicon;
mod reader;

pub(crate) use lexicon::surname;
pub use reader::{Unreviewed, Why};
pub(crate) use reader::{begins_with_a_surname, is_hanzi, read, read_name, review};

/// What is said for a hanzi that no table reads: 生僻字, a rare character. It is said, not left out, so that the listener
/// knows that a name has one more.
pub const RARE: &str = "sheng1pi4zi4";
