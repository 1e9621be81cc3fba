//! Recorded clips from an operator's folder, for the prompts that a person has spoken; everything else is left to the
//! next engine.
//!
//! The folder has a `manifest.toml` ([`Manifest`]) and the WAV files that it names.

mod manifest;
mod wav;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub use manifest::{Clip, Manifest, ManifestError, file_name};

use super::{Cut, Engine, EngineError, Pour, Request};
use crate::Language;
use crate::delays::{Delays, samples_in};
use crate::engine::stretch::stretch;

/// The engine.
pub struct Clips {
    folder: PathBuf,
    files: HashMap<(Language, String), String>,
    next: Box<dyn Engine>,
    delays: Delays,
}

impl Clips {
    /// Clips of `folder`; what it has not is said by `next`.
    pub fn open(folder: &Path, next: Box<dyn Engine>, delays: Delays) -> Result<Self, ManifestError> {
        let manifest = Manifest::load(folder)?;
        let files = manifest.clips.into_iter().map(|clip| ((clip.language, clip.text), clip.file)).collect();
        Ok(Self { folder: folder.to_owned(), files, next, delays })
    }

    /// The manifest of what is still to be recorded: those of `prompts` that have no clip, or whose file is not there.
    pub fn missing(&self, prompts: &[(Language, String)]) -> Manifest {
        let is_there =
            |prompt: &&(Language, String)| self.files.get(*prompt).is_some_and(|file| self.folder.join(file).is_file());
        let clips = prompts.iter().filter(|prompt| !is_there(prompt));
        Manifest { clips: clips.map(|(language, text)| Clip::named(*language, text)).collect() }
    }

    fn read(&self, request: Request<'_>) -> Option<Result<Vec<i16>, EngineError>> {
        let utterance = request.utterance;
        let file = self.files.get(&(utterance.language, utterance.text.clone()))?;
        let path = self.folder.join(file);
        Some(wav::read(&path).map_err(|what| EngineError::Clip(path, what)))
    }
}

impl Engine for Clips {
    fn name(&self) -> &'static str {
        "recorded clips"
    }

    fn render(&mut self, request: Request<'_>, cut: &Cut, pour: Pour<'_>) -> Result<(), EngineError> {
        match self.read(request) {
            Some(Ok(samples)) => {
                let percent = request.rate.percent();
                let go_on = stretch(&samples, percent, &mut |samples| {
                    if cut.is_cut() { std::ops::ControlFlow::Break(()) } else { pour(samples) }
                });
                if go_on.is_continue() {
                    let pause = samples_in(self.delays.pause_utterance * 100 / u32::from(percent.max(1)));
                    let _ = pour(&vec![0; pause]);
                }
                Ok(())
            }
            Some(Err(error)) => {
                self.next.render(request, cut, pour)?;
                // It was said, but the operator has to hear of the clip, once.
                self.files.remove(&(request.utterance.language, request.utterance.text.clone()));
                Err(error)
            }
            None => self.next.render(request, cut, pour),
        }
    }
}

#[cfg(test)]
mod tests;
