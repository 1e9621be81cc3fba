//! Every delay of a visit, in one table.

use std::time::Duration;

/// Every delay of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delays {
    /// Without a sign of life for this long, the warning comes. VVSG 2.0 7.2-O: 120 to 300 s.
    pub inactivity: Duration,
    /// The warning stays this long before the visit ends. VVSG 2.0 7.2-O: 20 to 45 s.
    pub warning: Duration,
    /// The "take it" page stays this long when nobody touches it; the job is done, so without a warning.
    pub take_it: Duration,
    /// After card and paper were seen to be taken, the "take it" page stays this long.
    pub taken: Duration,
    /// The farewell stays this long.
    pub finished: Duration,
    /// A wait over this says what is being done and how long it may take.
    pub slow: Duration,
    /// A wait over this says what else one can do.
    pub very_slow: Duration,
    /// The platform gets this long for one answer.
    pub platform: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        let s = Duration::from_secs;
        Self {
            inactivity: s(120),
            warning: s(30),
            take_it: s(45),
            taken: s(4),
            finished: s(8),
            slow: Duration::from_millis(300),
            very_slow: s(10),
            platform: s(30),
        }
    }
}
