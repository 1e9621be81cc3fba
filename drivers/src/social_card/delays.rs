//! Every delay and limit of the social security card reader.

use std::time::Duration;

/// Every delay and limit of the social security card reader. Tests shorten them; a terminal uses the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Longest wait for a change before the card service is asked again: then a wish that crossed the wait is seen.
    pub look: Duration,
    /// Between two attempts at a card that lost its contacts and is still in.
    pub retry_pause: Duration,
    /// Attempts at one placement of a card.
    pub read_attempts: u32,
    /// First and longest wait between two attempts to reach the card service.
    pub reopen: (Duration, Duration),
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            look: Duration::from_millis(500),
            retry_pause: Duration::from_millis(200),
            read_attempts: 3,
            reopen: (Duration::from_millis(500), Duration::from_secs(10)),
        }
    }
}
