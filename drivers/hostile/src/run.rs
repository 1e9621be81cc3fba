//! Many inputs for one target.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::Target;
use crate::generate::{Dice, input};

/// An input at which a target stopped.
pub struct Find {
    /// Which of the inputs, from 0.
    pub number: u64,
    /// The input.
    pub input: Vec<u8>,
}

/// What came of it.
pub struct Found {
    /// Inputs that were fed.
    pub inputs: u64,
    /// Inputs at which it stopped; the first of them.
    pub panics: u64,
    /// The first of them.
    pub first: Option<Find>,
    /// Most memory that the reader held at once, in bytes.
    pub held: usize,
    /// How long it took.
    pub time: Duration,
}

/// Feeds so many inputs that the seed and the target's name give. A find does not stop it.
pub fn run(target: &Target, inputs: u64, seed: u64) -> Found {
    let genuine = (target.seeds)();
    assert!(!genuine.is_empty(), "{}: there is nothing genuine to damage", target.name);
    for one in &genuine {
        target.feed(one);
    }
    let name = target.name.bytes().fold(seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut dice = Dice::new(name);
    let begun = Instant::now();
    let mut found = Found { inputs, panics: 0, first: None, held: 0, time: Duration::ZERO };
    for number in 0..inputs {
        let input = input(&mut dice, &genuine, target.longest);
        if let Ok(held) = catch_unwind(AssertUnwindSafe(|| target.feed(&input))) {
            found.held = found.held.max(held);
        } else {
            found.panics += 1;
            found.first.get_or_insert(Find { number, input });
        }
    }
    found.time = begun.elapsed();
    found
}
