//! Every delay and limit of the A4 printer, in one table.

use std::time::Duration;

/// Delays and limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Until a connection stands. Even a sleeping printer takes one within milliseconds: its network part does not sleep. With
    /// `attended`, the visit hears of a pulled network cable in half a second.
    pub reach: Duration,
    /// One question and its answer. A printer that wakes from its sleep takes seconds.
    pub answer: Duration,
    /// Handing a job over: the printer takes it as fast as it likes.
    pub hand_over: Duration,
    /// Between two looks while nobody is there.
    pub idle: Duration,
    /// Between two looks while somebody is there: what is wrong is on the screen within half a second.
    pub attended: Duration,
    /// Between two looks at a job.
    pub job: Duration,
    /// A job that stopped, for a jam or an empty tray, waits so long for somebody who mends it; then it is called back.
    pub stopped: Duration,
    /// A job takes so long at most, and so much more for each page (a slow printer prints ten a minute).
    pub whole: (Duration, Duration),
    /// A printer that is out of reach in the middle of a job is waited for so long.
    pub lost: Duration,
    /// A job that was called back is over after this, or it is not known what becomes of it.
    pub recall: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            reach: Duration::from_millis(250),
            answer: seconds(5),
            hand_over: seconds(30),
            idle: seconds(5),
            attended: Duration::from_millis(200),
            job: Duration::from_millis(400),
            stopped: seconds(60),
            whole: (seconds(60), seconds(12)),
            lost: seconds(10),
            recall: seconds(10),
        }
    }
}
