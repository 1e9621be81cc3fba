//! `cargo xtask a11y`: what `kiosk audit` measured and the tests that bear a requirement's number, as one report.

mod report;
mod rows;
mod tests_by_id;

use std::path::Path;

use crate::plan;
use crate::run::{self, Failure};
use report::Measure;
use tests_by_id::Proof;

/// Where the report is written, below the folder of what is built.
const FOLDER: &str = "a11y";

/// Measures, tests and reports. `after_tests`: measures where pages differ most with the build that was tested, and takes
/// the tests' results from where cargo-nextest left them.
pub(crate) fn a11y(root: &Path, after_tests: bool) -> Result<(), Failure> {
    let target = run::target_folder(root)?;
    let folder = target.join(FOLDER);
    let proofs = proofs(root, &target, after_tests)?;
    let audit = plan::kiosk_audit(&folder, after_tests);
    let binary = if after_tests { target.join("debug/kiosk") } else { run::release(root, false)? };
    // What was not kept stands in its file; nothing of an older one may.
    let file = folder.join("audit.json");
    std::fs::remove_file(&file).unwrap_or_default();
    let measured = run::program(root, &binary, &audit);
    let measures = measures(&file).map_err(|why| match measured {
        Ok(()) => Failure(why),
        Err(failure) => Failure(format!("{failure}\n{why}")),
    })?;
    let rows = report::rows(&measures, &proofs);
    report::write(&rows, !after_tests, &folder).map_err(Failure)?;
    for row in &rows {
        println!("{}", row.line());
    }
    let failed: Vec<String> = rows.iter().filter(|row| row.failed()).map(report::Row::line).collect();
    let report = folder.join("report.md");
    println!("{} of {} rows failed; the report: {}", failed.len(), rows.len(), report.display());
    if failed.is_empty() { Ok(()) } else { Err(Failure(format!("not met:\n  {}", failed.join("\n  ")))) }
}

fn measures(file: &Path) -> Result<Vec<Measure>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{} is no audit: {error}", file.display()))
}

/// The tests that bear a number, with their results. A failed one is a row of the report and ends nothing here.
fn proofs(root: &Path, target: &Path, after_tests: bool) -> Result<Vec<Proof>, Failure> {
    let nextest = run::has_nextest();
    if nextest {
        if !after_tests {
            // What fails is a row of the report.
            if let Err(failure) = run::one(root, &plan::numbered_tests(true)) {
                println!("{failure}; going on");
            }
        }
        return tests_by_id::from_junit(&target.join("nextest/default/junit.xml")).map_err(Failure);
    }
    let told = run::told(root, &plan::numbered_tests(false))?;
    let proofs = tests_by_id::from_cargo_test(&told);
    if proofs.is_empty() { Err(Failure("no test bears a requirement's number".to_owned())) } else { Ok(proofs) }
}
