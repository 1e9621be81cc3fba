//! The journal as its callers and its enemies see it: a cut at any point, damage, tampering, two kiosks at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // tests: a panic is a failure

mod common;
mod life;
mod opening;
mod power_cut;
mod tamper;
