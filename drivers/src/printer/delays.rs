//! Every wait of the printer driver.

use std::time::Duration;

/// Every wait of the printer driver. Tests shorten them; a terminal uses the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Between two rounds of DLE EOT 1–4 while idle, where the printer does not report by itself.
    pub poll: Duration,
    /// The same where it reports by itself: only to notice a line that was cut.
    pub poll_asb: Duration,
    /// Between two rounds while a job is printed.
    pub poll_busy: Duration,
    /// Longest wait for the answer to a real-time command, or to a queued one when nothing is queued before it.
    pub answer: Duration,
    /// A silence this long means that nothing more is under way.
    pub quiet: Duration,
    /// First and longest wait between two attempts to open the port.
    pub reopen: (Duration, Duration),
    /// A line that takes no byte for this long is held.
    pub stall: Duration,
    /// What a job may take longer than its wire time and twice its mechanical time.
    pub completion: Duration,
    /// How long a job in progress waits for a person to put in paper or shut the cover. 0: it ends at once.
    pub person: Duration,
    /// How long a job in progress waits for a hot head to cool.
    pub cooling: Duration,
    /// Longest wait for "the buffers are cleared" (DLE DC4 8).
    pub clear: Duration,
    /// Longest wait until a ticket that is drawn back or put out of the slot is gone.
    pub retract: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(1),
            poll_asb: Duration::from_secs(5),
            poll_busy: Duration::from_millis(500),
            answer: Duration::from_millis(500),
            quiet: Duration::from_millis(60),
            reopen: (Duration::from_millis(200), Duration::from_secs(2)),
            stall: Duration::from_secs(4),
            completion: Duration::from_secs(5),
            person: Duration::ZERO,
            cooling: Duration::from_secs(20),
            clear: Duration::from_millis(500),
            retract: Duration::from_secs(8),
        }
    }
}
