//! The terminal's clock: one start, one time zone.

use std::time::Instant;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use service::Now;

/// Tells the visit what time it is.
#[derive(Debug, Clone)]
pub struct Clock {
    start: Instant,
    zone: TimeZone,
}

impl Clock {
    /// Starts now.
    pub fn new(zone: TimeZone) -> Self {
        Self { start: Instant::now(), zone }
    }

    /// This moment.
    pub fn now(&self) -> Now {
        let at = Timestamp::now();
        let civil = at.to_zoned(self.zone.clone()).datetime();
        Now {
            since_start: self.start.elapsed(),
            at,
            today: civil.date(),
            second_of_day: (civil.time().hour() as u32 * 60 + civil.time().minute() as u32) * 60
                + civil.time().second() as u32,
        }
    }
}
