//! Pinyin and stroke: librime in a program of its own. Here is the terminal's side.

mod ffi;
mod prepare;
mod serve;
mod visit;
mod wire;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub use self::serve::engine;
pub(crate) use self::visit::Visit;

use crate::child::{Run, Who};
use crate::error::TypingError;
use crate::layout::{Composing, Layout, Press};
use crate::settings::Settings;

/// For errors.
pub(crate) const WHO: Who =
    Who { engine: "librime", packages: "librime1 librime-data rime-data-luna-pinyin rime-data-stroke" };

/// What went wrong in the engine program.
#[derive(Debug, thiserror::Error)]
enum RimeError {
    #[error("librime.so.1 is not there; install the package librime1")]
    NoLibrary,
    #[error("librime.so.1 is another than expected; install librime1 of Debian 12 or newer")]
    OtherLibrary,
    #[error("librime did not prepare its dictionaries; check that room is left")]
    NotPrepared,
    #[error("the schema {0} is not prepared; remove the folder of prepared dictionaries and start again")]
    NoSchema(String),
    #[error("{0} is no path that librime can be told")]
    Path(PathBuf),
}

/// A running engine.
#[derive(Debug)]
pub(crate) struct Engine {
    run: Run,
    limit: Duration,
}

impl Engine {
    /// Makes the dictionaries ready unless they are; seconds long the first time.
    pub(crate) fn prepare(settings: &Settings) -> Result<(), TypingError> {
        prepare::prepare(settings)
    }

    /// Starts it; the dictionaries are ready. What it learns goes to the folder `learnt`.
    pub(crate) fn start(settings: &Settings, learnt: &Path) -> Result<Self, TypingError> {
        let built = prepare::built(&settings.prepared);
        let mut run = Run::start(WHO, &mut command(settings, "serve", learnt, &built))?;
        match run.ask(&[], settings.delays.start, wire::parse) {
            Ok(_) => Ok(Self { run, limit: settings.delays.answer }),
            Err(error) => answered(Err(error), run),
        }
    }

    /// Presses a key; what shows then. After an error it is of no use any more.
    pub(crate) fn press(&mut self, layout: Layout, press: Press) -> Result<Composing, TypingError> {
        self.run.ask(wire::question(layout, press).as_slice(), self.limit, wire::parse)
    }
}

/// The engine program, to do `what`.
fn command(settings: &Settings, what: &str, user: &Path, built: &Path) -> Command {
    let mut command = Command::new(&settings.engine.path);
    command.args(&settings.engine.arguments).arg(what).arg(&settings.shared).arg(user).arg(built).env_clear();
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// The last answer of a program. One that died may have said by its exit code what it lacks.
fn answered<T>(answer: Result<T, TypingError>, run: Run) -> Result<T, TypingError> {
    match answer {
        Err(TypingError::Died { .. }) if run.end() == Some(i32::from(serve::NO_LIBRARY)) => {
            Err(TypingError::Missing { what: "librime.so.1".into(), packages: "librime1" })
        }
        answer => answer,
    }
}
