//! The whole terminal: journeys, faults on every page, power cuts, privacy, the command line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

mod cabinet;
mod cards;
mod catalogue;
mod command_line;
mod desk;
mod faults;
mod journeys;
mod power_cut;
mod privacy;
mod setup;
mod unplugs;

/// The program `kiosk`.
const KIOSK: &str = env!("CARGO_BIN_EXE_kiosk-under-test");
