//! Where the engines with which Chinese is typed are.

use std::sync::atomic::{AtomicBool, Ordering};

use ::typing::{Program, Settings};

use crate::config::Config;

/// The word with which this program is started as the engine of pinyin and strokes.
pub(crate) const ENGINE: &str = "typing-engine";

/// This is the program itself, and no test that has it as a library.
static PROGRAM: AtomicBool = AtomicBool::new(false);

/// As the configuration has it.
pub(crate) fn settings(config: &Config) -> Settings {
    Settings::new(engine(), config.dictionaries.clone())
}

/// This program; in a test of the library there is none.
fn engine() -> Program {
    let path = if PROGRAM.load(Ordering::Relaxed) { std::env::current_exe().ok() } else { None };
    Program { path: path.unwrap_or_else(|| "kiosk".into()), arguments: vec![ENGINE.into()] }
}

/// The program begins: where it was started as the engine, it is that and ends.
pub(crate) fn as_engine() -> Option<std::process::ExitCode> {
    PROGRAM.store(true, Ordering::Relaxed);
    let mut arguments = std::env::args_os().skip(1);
    (arguments.next()? == ENGINE).then(|| ::typing::engine(&arguments.collect::<Vec<_>>()))
}
