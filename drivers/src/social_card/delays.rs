//! Every delay and limit of the social security card reader.

use std::time::Duration;

/// Every delay and limit of the social security card reader. Tests shorten them; a terminal uses the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Longest wait for a change before wishes are looked at: so late a card that is in already is read. The wait itself is
    /// not cut short from outside, for that would have to ask the card service, and whoever wishes must never wait for it.
    pub look: Duration,
    /// Between two attempts at a card that lost its contacts and is still in.
    pub retry_pause: Duration,
    /// Attempts at one placement of a card.
    pub read_attempts: u32,
    /// First and longest wait between two attempts to reach the card service; doubles, a quarter more or less.
    pub reopen: (Duration, Duration),
    /// How long the thread waits for a place when nobody takes its events, before it looks whether the handle is still there.
    pub full: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            look: Duration::from_millis(250),
            retry_pause: Duration::from_millis(200),
            read_attempts: 3,
            reopen: (Duration::from_millis(500), Duration::from_secs(10)),
            full: Duration::from_millis(50),
        }
    }
}
