//! Outputs bring samples to a sound card, a file or nowhere. They know nothing of words.

mod alsa;
mod reopening;
mod silent;
mod wav;

use std::time::Duration;

pub use self::alsa::Alsa;
pub use reopening::{Opener, Reopening};
pub use silent::Silent;
pub use wav::Wav;

/// Where speech goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sink {
    /// The jack: the person alone hears it.
    Headphones,
    /// The loudspeaker: the hall hears it.
    Speaker,
}

impl Sink {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headphones => "headphones",
            Self::Speaker => "speaker",
        }
    }
}

/// Takes samples: mono, [`crate::delays::SAMPLE_RATE`].
pub trait Output: Send {
    /// What it is called in the status.
    fn name(&self) -> &str;

    /// Takes `samples` and comes back when there is room for as many again: who writes is held to the time of hearing.
    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError>;

    /// Silence, at once: what was written and not heard yet is dropped.
    fn cut(&mut self);

    /// How long it takes until all that was written is heard.
    fn delay(&mut self) -> Duration;

    /// Nothing is said for now.
    fn rest(&mut self) {}

    /// What is wrong with it, in words for staff; it goes on nevertheless.
    fn trouble(&self) -> Option<String> {
        None
    }
}

/// Why an output takes nothing.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// It cannot be opened.
    #[error("no sound through {device}: {what}; check that the sound card is plugged in and that its name is right")]
    Open {
        /// Name in the configuration.
        device: String,
        /// What the system says.
        what: String,
    },
    /// It went away.
    #[error("sound through {device} broke off: {what}; check the cable of the sound card")]
    Gone {
        /// Name in the configuration.
        device: String,
        /// What the system says.
        what: String,
    },
    /// The file cannot be written.
    #[error("the sound file {0} cannot be written: {1}; check the folder and the room on the disk")]
    File(std::path::PathBuf, String),
}
