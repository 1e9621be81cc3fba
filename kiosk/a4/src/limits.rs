//! Every limit of setting a sheet, in one table.

use std::time::Duration;

/// Pages of a sheet. A person with another employer every month for forty years has twenty.
pub const PAGES: usize = 60;

/// Bytes of a job's data. The largest record, 480 months with as many employers, has under 200 KB.
pub const JOB_BYTES: usize = 2 << 20;

/// Bytes of a frame from the child: a page of 2160 pixels across is 20 MB.
pub const REPLY_BYTES: usize = 48 << 20;

/// Pixels across a preview.
pub const PREVIEW_WIDTH: std::ops::RangeInclusive<u32> = 64..=2160;

/// Bytes of all files in the folder of documents together, so that nobody leaves a film there.
pub const FOLDER_BYTES: u64 = 16 << 20;

/// Seconds of computing after which the system ends the child, should the terminal be gone and not do so.
pub const CHILD_CPU_SECONDS: u64 = 300;

/// Bytes of address space of the child, so that a template that goes round in circles cannot starve the terminal: the
/// fonts are 150 MB of it, setting a sheet 60 MB.
pub const CHILD_ADDRESS_SPACE: u64 = 1 << 30;

/// How long a child that has hung up may take to be gone.
pub const LEAVE: Duration = Duration::from_millis(200);

/// How long the child may take for what.
#[derive(Debug, Clone, Copy)]
pub struct Delays {
    /// Starting: fonts and templates. 0.05 s on a fast machine, 1 s on a slow cold one.
    pub start: Duration,
    /// Starting and trying all templates with the specimens.
    pub check: Duration,
    /// A sheet. 0.02 s on a fast machine for a usual one.
    pub sheet: Duration,
    /// The picture of a page. 0.02 s on a fast machine.
    pub picture: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { start: seconds(15), check: seconds(60), sheet: seconds(15), picture: seconds(10) }
    }
}
