//! `kiosk look`: every page in every size, contrast, way, language and orientation, with a real ticket on it.

use std::path::Path;

use screen::look::LookFilter;

use crate::config::Config;
use crate::specimen::Specimen;

/// Draws every page into the folder `out`: those in whose path every one of `only` stands. `glass`: on this glass.
pub fn look(config: &Config, out: &Path, only: Vec<String>, glass: Option<String>) -> Result<(), String> {
    let filter =
        LookFilter { parts: only, glass, ticket: Some(Specimen::prepare(config)?.sheet(&config.printer_model)?) };
    let report = screen::look::look(out, &filter).map_err(|error| error.to_string())?;
    println!("{} pages drawn in {:.0} s", report.pages, report.time.as_secs_f64());
    println!("contact sheet: {}", report.contact_sheet.display());
    println!("problems found: {} ({})", report.problems, report.problems_file.display());
    Ok(())
}
