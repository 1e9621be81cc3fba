//! Engines turn an utterance into sound. They know nothing of queues, volume or who listens.

pub mod clips;
pub mod cut;
pub mod espeak;
pub mod recorder;
pub mod stretch;

use std::ops::ControlFlow;
use std::path::PathBuf;

pub use clips::Clips;
pub use cut::Cut;
pub use espeak::Espeak;
pub use recorder::Recorder;

use crate::{Rate, Segment, Utterance};

/// What an engine is to render.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// What is said, as it is written.
    pub utterance: &'a Utterance,
    /// The same made ready to be read.
    pub segments: &'a [Segment],
    /// How fast.
    pub rate: Rate,
}

/// Takes samples as they come: mono, [`crate::delays::SAMPLE_RATE`], speech at [`crate::levels::REFERENCE_DBFS`]. May
/// end the rendering.
pub type Pour<'a> = &'a mut dyn FnMut(&[i16]) -> ControlFlow<()>;

/// Renders one utterance at a time.
pub trait Engine: Send {
    /// What it is called in the status.
    fn name(&self) -> &'static str;

    /// Renders `request` into `pour`, first sample as early as can be. Returns when all is rendered, when `pour` breaks
    /// off or soon after `cut` is cut; the latter two are no errors.
    fn render(&mut self, request: Request<'_>, cut: &Cut, pour: Pour<'_>) -> Result<(), EngineError>;
}

/// Why an utterance could not be rendered, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The program is not there.
    #[error("espeak-ng is not installed; install the package espeak-ng")]
    NotInstalled,
    /// The program could not be started.
    #[error("espeak-ng cannot be started: {0}; check that the service may run it and that memory is left")]
    Start(std::io::Error),
    /// The program died.
    #[error("espeak-ng stopped working ({0}); check that the packages espeak-ng and espeak-ng-data belong together")]
    Died(String),
    /// The program gives nothing.
    #[error("espeak-ng gave no sound for {0} s and was ended; check the load of the machine")]
    Hangs(f32),
    /// The program gives something else than it should.
    #[error("espeak-ng gave no 16-bit mono WAV of 22,050 samples a second; install espeak-ng 1.51 or newer")]
    Format,
    /// It broke a moment ago and is not tried again yet.
    #[error("espeak-ng failed and is tried again soon; the log says why it failed")]
    Resting,
    /// A recorded clip cannot be used.
    #[error("recorded clip {0}: {1}; record it again as 16-bit PCM WAV, mono or stereo")]
    Clip(PathBuf, String),
    /// A fault of this program.
    #[error("the speech engine broke off; restart the program and report this text: {0}")]
    Broken(String),
}
