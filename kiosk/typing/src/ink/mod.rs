//! Handwriting: zinnia, a program of its own that stays as long as the visit.

mod answer;
mod strokes;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use domain::Sensitive;

pub use self::strokes::Ink;

use crate::child::{Run, Who};
use crate::delays::GUESSES;
use crate::error::TypingError;
use crate::settings::Settings;

/// For errors.
pub(crate) const WHO: Who = Who { engine: "zinnia", packages: "zinnia-utils tegaki-zinnia-simplified-chinese" };

/// A running zinnia.
#[derive(Debug)]
pub(crate) struct Hand {
    run: Run,
    limit: Duration,
}

impl Hand {
    /// Starts it.
    pub(crate) fn start(settings: &Settings) -> Result<Self, TypingError> {
        there(&settings.model)?;
        let mut command = Command::new(&settings.zinnia);
        command.arg("-m").arg(&settings.model).arg("-n").arg(GUESSES.to_string()).env_clear();
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        let mut hand = Self { run: Run::start(WHO, &mut command)?, limit: settings.delays.start };
        // The model is read with the first drawing: this one comes before anybody's.
        hand.guess(&Ink::new(vec![vec![(0.1, 0.5), (0.9, 0.5)]]))?;
        hand.limit = settings.delays.answer;
        Ok(hand)
    }

    /// Characters that it may be, best first. Nothing drawn: none.
    pub(crate) fn guess(&mut self, ink: &Ink) -> Result<Vec<Sensitive<char>>, TypingError> {
        match ink.question() {
            Some(question) => self.run.ask(question.as_bytes(), self.limit, answer::parse),
            None => Ok(Vec::new()),
        }
    }
}

fn there(model: &Path) -> Result<(), TypingError> {
    if model.is_file() {
        return Ok(());
    }
    Err(TypingError::Missing { what: model.display().to_string(), packages: "tegaki-zinnia-simplified-chinese" })
}
