//! `kiosk audit`: measures every page against the requirements of accessibility and writes `audit.json`.

use std::path::Path;

use screen::audit::Scope;

use crate::config::Config;
use crate::specimen::Specimen;

/// The file in the folder, for `cargo xtask a11y`.
const FILE: &str = "audit.json";

/// Measures, and writes what came of it into the folder `out`. An error when a limit is not kept. `whole`: on every
/// glass and in every size, colour, way and language; otherwise where it differs most.
pub fn audit(config: &Config, out: &Path, whole: bool) -> Result<(), String> {
    std::fs::create_dir_all(out).map_err(|error| format!("{} cannot be made: {error}", out.display()))?;
    let ticket = Specimen::prepare(config)?.sheet(&config.printer_model)?;
    let scope = Scope { whole, viewing_mm: config.viewing_mm, ticket };
    let rows =
        screen::audit::audit(&scope, &|what| eprintln!("measuring: {what}")).map_err(|error| error.to_string())?;
    let path = out.join(FILE);
    let text = serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())?;
    std::fs::write(&path, text + "\n").map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    for row in &rows {
        println!("{row}");
    }
    let failed: Vec<String> = rows.iter().filter(|row| !row.pass).map(ToString::to_string).collect();
    println!("{} of {} measures are kept: {}", rows.len() - failed.len(), rows.len(), path.display());
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}
