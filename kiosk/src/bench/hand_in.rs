//! Handing in: until a confirmed application is on the disk, beside a bare commit of as many bytes.

use std::path::Path;

use super::Rig;
use super::bar::Bar;

/// Hand-ins that are measured, in turns with bare commits.
const ROUNDS: usize = 200;

pub(super) fn commit(rig: &Rig) -> Result<Vec<Bar>, String> {
    let folder = rig.config.journal.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    let measured = journal::bench::bench(folder, ROUNDS)?;
    let name = format!("a hand-in ({:.2} ms) by a bare commit ({:.2} ms), medians", measured.hand_in, measured.bare);
    Ok(vec![Bar::at_most(name, measured.ratio, "times", journal::bench::RATIO_MOST)])
}
