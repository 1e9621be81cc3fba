//! `kiosk look`: every page in every size, contrast, language and orientation, with a real ticket on it.

use std::path::Path;

use screen::look::LookFilter;

use crate::config::Config;
use crate::specimen::Specimen;

/// Draws every page into the folder `out`, those whose name begins with `only` if that is given.
pub fn look(config: &Config, out: &Path, only: Option<&str>) -> Result<(), String> {
    let filter = LookFilter {
        pages: only.map(str::to_owned).into_iter().collect(),
        ticket: Some(Specimen::prepare(config)?.sheet(&config.printer_model)?),
        ..Default::default()
    };
    let report = screen::look::look(out, &filter).map_err(|error| error.to_string())?;
    println!("{} pages drawn in {:.0} s", report.pages, report.time.as_secs_f64());
    println!("contact sheet: {}", report.contact_sheet.display());
    println!("problems found: {} ({})", report.problems, report.problems_file.display());
    Ok(())
}
