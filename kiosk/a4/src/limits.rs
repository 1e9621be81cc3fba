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

/// How long the child may take to start: fonts and templates. 0.1 s on a fast machine, 1 s on a slow cold one.
pub const START: Duration = Duration::from_secs(15);

/// How long the child may take to try all templates with the specimens.
pub const CHECK: Duration = Duration::from_secs(60);

/// How long the child may take for a sheet. 0.02 s on a fast machine for a usual one.
pub const SHEET: Duration = Duration::from_secs(15);

/// How long the child may take for the picture of a page. 0.01 s on a fast machine.
pub const PICTURE: Duration = Duration::from_secs(10);
