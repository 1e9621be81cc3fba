//! Every delay and limit of the scanner, in one table.

use std::time::Duration;

/// Delays and limits. The time for a reply stands in the model and comes on top of what its bytes take on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Quiet that ends a code where the model says `end = "gap"`: modules send one without a pause, 30–50 ms is usual.
    pub gap: Duration,
    /// Quiet after which a code without its end is given up where the model says `end = "line"`.
    pub unfinished: Duration,
    /// For so long after it was last seen the same code is not told again: longer than `after_code` and a reply together, or
    /// a code that stays in sight is told at every trigger.
    pub same: Duration,
    /// Between two signs of life.
    pub alive: Duration,
    /// Between two triggers while armed: a module stops by itself after some seconds without a code (5 s as delivered).
    pub again: Duration,
    /// Between a code and the next trigger: time for whoever listens to disarm, so that a module does not beep on.
    pub after_code: Duration,
    /// For the line to take a command.
    pub write: Duration,
    /// First wait before a port is opened again; doubles.
    pub reopen_first: Duration,
    /// Longest wait before a port is opened again.
    pub reopen_most: Duration,
    /// Questions to a module that is looked for, at one speed.
    pub hello: u32,
    /// Replies in a row that may fail to come, or refuse, before the module is given up.
    pub misses: u32,
}

/// Source of `alive` and `misses`: an open driver of the GM65 (heartbeat every 10 s, three misses are a fault).
impl Default for Delays {
    fn default() -> Self {
        Self {
            gap: Duration::from_millis(40),
            unfinished: Duration::from_millis(500),
            same: Duration::from_secs(4),
            alive: Duration::from_secs(10),
            again: Duration::from_secs(4),
            after_code: Duration::from_millis(1500),
            write: Duration::from_millis(500),
            reopen_first: Duration::from_millis(50),
            reopen_most: Duration::from_secs(2),
            hello: 2,
            misses: 3,
        }
    }
}
