//! What whole-terminal tests are made of: a terminal without a screen on simulated wires, the person in front of it,
//! and the program as a child process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

#[path = "../../drivers/tests/social_card_support/hand.rs"]
pub mod card_service;
pub mod delays;
pub mod person;
pub mod program;
pub mod rig;
pub mod said;
pub mod without_screen;

use std::path::PathBuf;

/// The top of the project.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The program that sets A4 sheets: a test's own program lies one folder deeper.
pub fn press() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().join("a4")
}

/// A folder that is gone with the test; in memory where the system has that, so that many tests do not wait for one disk.
pub fn folder() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir()
        && let Ok(folder) = tempfile::tempdir_in(memory)
    {
        return folder;
    }
    tempfile::tempdir().unwrap()
}
