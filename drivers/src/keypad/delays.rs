//! Every wait of the keypad driver.

use std::time::Duration;

/// Every wait of the keypad driver. Tests shorten them; a terminal uses the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// First and longest wait between two attempts to open the keypad.
    pub reopen: (Duration, Duration),
    /// Between two looks whether the keypad's nodes are still those that are open: the nodes of one keypad come one by one.
    pub look: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self { reopen: (Duration::from_millis(200), Duration::from_secs(2)), look: Duration::from_secs(2) }
    }
}
