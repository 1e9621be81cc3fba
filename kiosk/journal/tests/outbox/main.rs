//! Handing in: what is sealed arrives once, whatever happens on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // tests: a panic is a failure

#[macro_use]
mod line;

mod common;
mod crash;
mod disk;
mod kept;
mod kill;
mod life;
mod power;
mod proxy;
mod staff;
mod terminal;
mod trace;
mod wire;
