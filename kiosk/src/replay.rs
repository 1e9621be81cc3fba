//! `kiosk replay`: the drivers once more on what was recorded at their wires.

use std::path::{Path, PathBuf};

use drivers::record::Recording;
use drivers::replay::{Drivers, Options, Pace, Rerun, rerun};

use crate::config::Config;

/// End of a recording's name.
const WIRE: &str = "wire";

/// Replays every recording of a folder, or one file, and says of each whether the driver does now what it did then.
pub(crate) fn replay(config: &Config, path: &Path, fast: bool) -> Result<(), String> {
    let files = recordings(path)?;
    let drivers = Drivers { scanners: config.scanner_models.clone(), ..Drivers::new(config.printer_models.clone()) };
    let runtime = crate::assemble::runtime().map_err(|error| error.to_string())?;
    let pace = if fast { Pace::Fast } else { Pace::Recorded };
    let options = Options { pace, ..Options::default() };
    let mut other = 0;
    for file in &files {
        let recording = Recording::load(file).map_err(|error| error.to_string())?;
        match runtime.block_on(rerun(&recording, &drivers, options)) {
            Err(error) => {
                println!("{}: passed over: {error}", file.display());
            }
            Ok(run) if run.report.divergence.is_none() => {
                println!("{}: the same", file.display());
                say(&run);
            }
            Ok(run) => {
                other += 1;
                println!("{}: NOT the same", file.display());
                say(&run);
                if let Some(divergence) = &run.report.divergence {
                    println!("  {divergence}");
                }
            }
        }
    }
    if other > 0 {
        return Err(format!("{other} of {} recordings did not go as they did then", files.len()));
    }
    Ok(())
}

fn say(run: &Rerun) {
    for line in &run.said {
        println!("  {line}");
    }
}

/// The recordings at a path, by name.
fn recordings(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(|error| {
        format!("{}: {error}; name a folder that `kiosk run --record` wrote, or one of its files", path.display())
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == WIRE))
        .collect();
    if files.is_empty() {
        return Err(format!("{} has no recording (*.{WIRE})", path.display()));
    }
    files.sort();
    Ok(files)
}
