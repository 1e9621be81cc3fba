//! Hostile bytes: one [`Target`] for every reader of bytes from outside, with what must be true of it whatever comes, and
//! the most memory that it may hold.
//!
//! The same targets are run by libFuzzer (`drivers/fuzz`, nightly), by a seeded loop of a million inputs each
//! (`cargo xtask fuzz`), and by a short one in the ordinary tests. An assertion that fails is a find: here is where panics
//! belong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "whoever runs a target wants it to stop at a find"
)]

mod generate;
mod id_card;
mod keypad;
mod laser;
mod memory;
mod models;
mod printer;
mod probe;
mod recording;
mod run;
mod scanner;
mod seeds;
mod social_card;

pub use memory::held_by;
pub use run::{Find, Found, run};

/// One reader of bytes from outside.
pub struct Target {
    /// As its file in `drivers/fuzz/fuzz_targets`.
    pub name: &'static str,
    /// Reads as the device's driver does, in reads of its size, and keeps nothing that the driver would not.
    pub read: fn(&[u8]),
    /// What must be true of what was read.
    pub check: fn(&[u8]),
    /// Most bytes of memory that `read` may hold at once, however long the input is.
    pub cap: usize,
    /// Longest input in bytes: well above what the reader takes at once, so that its limits are reached.
    pub longest: usize,
    /// Genuine inputs, which are mutated.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every reader.
pub const ALL: [Target; 12] = [
    id_card::FRAME,
    id_card::RECORD,
    keypad::INPUT,
    keypad::MAP_FILE,
    laser::ATTRIBUTES,
    models::FILES,
    printer::STATUS,
    probe::ANSWER,
    recording::FILE,
    recording::SCRAMBLE,
    scanner::FRAME,
    social_card::RECORD,
];

impl Target {
    /// Feeds one input. Panics at a find; else says how many bytes of memory the reader held.
    pub fn feed(&self, input: &[u8]) -> usize {
        let held = held_by(|| (self.read)(input));
        assert!(held <= self.cap, "{} held {held} bytes; its cap is {}", self.name, self.cap);
        (self.check)(input);
        held
    }
}

/// Feeds one input to the target of this name, for libFuzzer.
pub fn feed(name: &str, input: &[u8]) {
    ALL.iter().find(|target| target.name == name).expect("a target of this name").feed(input);
}
