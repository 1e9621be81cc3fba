//! What can be wrong with an engine, in words for staff.

use std::path::PathBuf;

/// Why a way of typing does not work. Holds nothing of what was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypingError {
    /// A program, library or file is not there.
    #[error("{what} is not there; install the packages {packages}")]
    Missing {
        /// What was looked for.
        what: String,
        /// Debian packages that bring it, parted by spaces.
        packages: &'static str,
    },
    /// A program cannot be started.
    #[error("{engine} cannot be started: {why}; check that the service may run it and that memory is left")]
    Start {
        /// Which.
        engine: &'static str,
        /// What the system says.
        why: String,
    },
    /// A program died.
    #[error("{engine} stopped working; check that its packages belong together ({packages})")]
    Died {
        /// Which.
        engine: &'static str,
        /// Debian packages of it.
        packages: &'static str,
    },
    /// A program gives no answer.
    #[error("{engine} gave no answer for {seconds} s and was ended; check the load of the machine")]
    Hangs {
        /// Which.
        engine: &'static str,
        /// How long it was waited for.
        seconds: u64,
    },
    /// A program answers something else than it should.
    #[error("{engine} answers what cannot be understood; check that its packages belong together ({packages})")]
    Garbage {
        /// Which.
        engine: &'static str,
        /// Debian packages of it.
        packages: &'static str,
    },
    /// The dictionaries could not be made ready.
    #[error(
        "dictionaries cannot be prepared in {folder}: {why}; check that the service may write there and that 100 MiB are free"
    )]
    Prepare {
        /// Where to.
        folder: PathBuf,
        /// What went wrong.
        why: String,
    },
    /// There is no place for what is learnt in a visit.
    #[error("no folder can be made in {folder}: {why}; check that the service may write there")]
    Folder {
        /// Where.
        folder: PathBuf,
        /// What the system says.
        why: String,
    },
    /// What was learnt in a visit could not be taken away.
    #[error("what was learnt in a visit could not be removed from {folder}: {why}; remove it by hand")]
    Remains {
        /// Where it lies.
        folder: PathBuf,
        /// What the system says.
        why: String,
    },
}
