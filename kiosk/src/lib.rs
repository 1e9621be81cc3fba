//! A self-service terminal for government affairs: configuration, wiring, command line, headless runs.

pub mod assemble;
pub mod audit;
pub mod bench;
pub mod catalogue;
pub mod check;
mod cli;
pub mod clock;
pub mod config;
mod counters;
pub mod desk;
pub mod directory;
mod dock;
mod document_camera;
mod file;
pub mod forms;
pub mod identity;
mod ink;
pub mod journey;
mod keypad;
mod laser;
mod logging;
pub mod look;
mod outbox;
mod panel;
pub mod popularity;
pub mod process;
mod replay;
pub mod run;
mod sandbox;
mod scanner;
mod setup;
pub mod simulated;
mod specimen;
pub mod speech;
pub mod terminal;
mod typing;

pub use cli::main;

/// Freed memory is overwritten: what a visit held is not found in the program afterwards, also where a library kept a
/// copy of its own.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);
