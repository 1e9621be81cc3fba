//! Every delay and limit of the ID card reader, in one table.

use std::time::Duration;

/// Delays and limits. A time for an answer comes on top of what its bytes take on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Between two looks for a card while armed.
    pub find_poll: Duration,
    /// Between two questions whether the card still lies there.
    pub presence: Duration,
    /// Between two signs of life asked for while nothing else is asked.
    pub health: Duration,
    /// Between two questions to a module that reported a failure of its own (60, 66).
    pub fault_retry: Duration,
    /// For an answer of the security module itself (status, id).
    pub module_answer: Duration,
    /// For an answer about a card without its content (find, select, management number).
    pub card_answer: Duration,
    /// For the content of a card.
    pub read_answer: Duration,
    /// For the answer that proves the line to be in step again after a card's answer failed to come. The module does one
    /// thing after the other: while it is busy with the card it answers nothing else.
    pub step_answer: Duration,
    /// Quiet in the middle of an answer after which it is taken for broken off.
    pub gap: Duration,
    /// For the line to take a command.
    pub write: Duration,
    /// Between two attempts at a card that was moved.
    pub retry_pause: Duration,
    /// First wait before a port is opened again; doubles.
    pub reopen_first: Duration,
    /// Longest wait before a port is opened again.
    pub reopen_most: Duration,
    /// Attempts at one placement of a card.
    pub read_attempts: u32,
    /// Times that one command is sent before the line is given up.
    pub sends: u32,
    /// Answers in a row that may fail to come before the reader is reported as faulted.
    pub misses: u32,
    /// Times in a row that a card must be missed before it is reported as removed; never one.
    pub presence_misses: u32,
}

/// For a reader at 115200 baud. Sources of the orders of magnitude: open drivers poll at 100–1000 ms, allow 100 ms to find
/// and select and 2–3 s to read (hevz/hev-idcard-reader and others), and probe presence every 200 ms (Routon SDK sample).
impl Default for Delays {
    fn default() -> Self {
        Self {
            find_poll: Duration::from_millis(50),
            presence: Duration::from_millis(200),
            health: Duration::from_secs(3),
            fault_retry: Duration::from_secs(2),
            module_answer: Duration::from_millis(200),
            card_answer: Duration::from_millis(400),
            read_answer: Duration::from_secs(2),
            step_answer: Duration::from_secs(1),
            gap: Duration::from_millis(100),
            write: Duration::from_millis(500),
            retry_pause: Duration::from_millis(50),
            reopen_first: Duration::from_millis(50),
            reopen_most: Duration::from_secs(2),
            read_attempts: 5,
            sends: 3,
            misses: 5,
            presence_misses: 2,
        }
    }
}
