//! Every wait of the probe.

use std::time::Duration;

/// Every wait of the probe. Tests shorten them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// How long a port is listened to before anything is asked. Twice, when something came the first time: answers to what
    /// an earlier program asked may still be on their way.
    pub listen: Duration,
    /// Pause after a question that nobody understood. A Zebra scanner gives up a packet after 200 ms between two
    /// characters; a security module gives up half a request after less.
    pub pause: Duration,
    /// A silence this long ends an answer.
    pub quiet: Duration,
    /// Answers may take so many times as long as a language says: more than once on a slow machine.
    pub slowness: u32,
    /// For a question to leave.
    pub write: Duration,
    /// Most time for one port.
    pub port: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            listen: Duration::from_millis(250),
            pause: Duration::from_millis(250),
            quiet: Duration::from_millis(60),
            slowness: 1,
            write: Duration::from_millis(300),
            port: Duration::from_secs(15),
        }
    }
}
