//! Delays, limits and sizes of the outbox.

use std::time::Duration;

/// How long a call to the platform may take. After that nobody knows whether it took effect.
pub const CALL: Duration = Duration::from_secs(20);

/// Longest wait before the first try again; it doubles with each further one. The wait itself is a random part of it
/// (full jitter), so that the terminals of a city do not come back all at once.
pub const WAIT: Duration = Duration::from_secs(2);

/// The longest wait does not grow beyond this.
pub const WAIT_MOST: Duration = Duration::from_secs(300);

/// A platform that wants to be left alone for longer than this is asked again all the same.
pub const RETRY_AFTER_MOST: Duration = Duration::from_secs(3600);

/// How often an application is sent, each time after the platform has said that it is not there. Then it is unknown.
pub const SENDS_MOST: u32 = 8;

/// How often in a row the platform may fail when it is asked whether something arrived. Then it is unknown.
pub const FAILURES_MOST: u32 = 10;

/// How often in a row an upload may stay where it is before it is left for later.
pub const STALLS_MOST: u32 = 3;

/// How long what the platform said at the end of an entry is kept: the receipt with its decision, or why it was refused.
/// It can be personal, and nobody comes back for it later than this; the entry itself stays. Counted by the time of day
/// at which the entry ended: a clock that was wrong then makes it shorter or longer.
pub const NOTE_KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// How often it is looked after what is not kept any longer.
pub const SWEEP: Duration = Duration::from_secs(3600);

/// How many entries one transaction wipes the end of: whoever hands in waits for no more.
pub const SWEPT_AT_ONCE: u32 = 50;

/// Bytes of a part, stored and uploaded.
pub const PART: usize = 64 * 1024;

/// Bytes of an entry without its attachments.
pub const ENTRY_MOST: usize = 1024 * 1024;

/// Bytes of one attachment: an A4 page at 300 dpi as a JPEG has about one million.
pub const ATTACHMENT_MOST: u64 = 20 * 1024 * 1024;
