//! `kiosk journey`: plays a scripted visit without a screen, touching what a person would touch, and keeps pictures,
//! tickets and times.

mod player;
mod script;
mod summary;

use std::path::Path;

pub use script::{Script, ScriptError, Step};
pub use summary::{Summary, Told};

use crate::cli::Backend;
use crate::config::Config;
use crate::run;
use crate::speech::Sound;

/// Plays the journey in `file` and writes what came of it into the folder `out`.
pub fn journey(config: &Config, file: &Path, out: &Path) -> Result<(), String> {
    let script = Script::load(file).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(out).map_err(|error| format!("{} cannot be made: {error}", out.display()))?;
    let opened = run::open(config, Backend::Headless)?;
    let (backstage, started) = run::connect(config, Sound::Files(out.to_owned()), &opened.screen);
    let assembled = started
        .recv()
        .map_err(|_| "the terminal's threads ended before it started".to_owned())?
        .map_err(|error| error.to_string())?;
    run::attach(assembled.terminal.clone());
    let summary = player::play(&script, &opened, &assembled, config, out);
    drop(backstage);
    drop(assembled);
    let summary = summary?;
    summary.write(out)?;
    println!("{}", summary.told(out));
    if summary.completed() { Ok(()) } else { Err(summary.failure()) }
}
