//! Every delay, limit and size in one table.

use std::time::Duration;

/// Candidates on a page.
pub const PAGE: usize = 9;
/// Characters that handwriting offers.
pub const GUESSES: usize = 10;
/// Keys in one composition; further ones are not taken. A long address fits, and the time for a key stays bounded.
pub const KEYS: usize = 48;
/// Strokes of a drawn character; further ones are left out. The hanzi with most strokes that anybody writes (biáng) has
/// fewer.
pub const PEN_STROKES: usize = 64;
/// Points of a stroke; a longer one is thinned out to so many.
pub const PEN_POINTS: usize = 48;
/// Bytes of one answer of an engine; more is no answer.
pub const ANSWER_BYTES: usize = 16 * 1024;
/// Bytes of memory that the engine program may map; its dictionaries take less than a tenth.
pub const ENGINE_ADDRESS_SPACE: u64 = 2 << 30;

/// Delays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delays {
    /// Preparing the dictionaries takes at most so long (measured: 5 s, 15 s on two busy cores).
    pub prepare: Duration,
    /// An engine that is not ready so long after its start hangs (measured: 0.1 s).
    pub start: Duration,
    /// An engine that does not answer a key or a drawing for so long hangs (measured: keys 0.02 s, drawings 0.06 s).
    pub answer: Duration,
    /// First wait before a broken engine is started again; it doubles …
    pub retry_first: Duration,
    /// … up to this.
    pub retry_longest: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            prepare: Duration::from_secs(180),
            start: Duration::from_secs(15),
            answer: Duration::from_secs(2),
            retry_first: Duration::from_millis(500),
            retry_longest: Duration::from_secs(60),
        }
    }
}

/// When a broken engine may be started again. `now`: time since any fixed moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Backoff {
    failures: u32,
    not_before: Duration,
}

impl Backoff {
    /// How long it must still rest at `now`; nothing: it may be started.
    pub fn rest(&self, now: Duration) -> Duration {
        if self.failures == 0 { Duration::ZERO } else { self.not_before.saturating_sub(now) }
    }

    /// It broke at `now`.
    pub fn broke(&mut self, now: Duration, delays: &Delays) {
        let wait = delays.retry_first.saturating_mul(1 << self.failures.min(16)).min(delays.retry_longest);
        self.failures = self.failures.saturating_add(1);
        self.not_before = now.saturating_add(wait);
    }

    /// It works.
    pub fn works(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_engine_rests_half_a_second_then_twice_as_long_each_time_and_at_last_a_minute() {
        let delays = Delays::default();
        let (mut backoff, mut now) = (Backoff::default(), Duration::from_secs(7));
        assert_eq!(backoff.rest(now), Duration::ZERO);
        for wait in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
            backoff.broke(now, &delays);
            assert_eq!(backoff.rest(now), Duration::from_millis(wait));
            now += Duration::from_millis(wait);
            assert_eq!(backoff.rest(now), Duration::ZERO);
        }
        backoff.works();
        assert_eq!(backoff.rest(Duration::ZERO), Duration::ZERO);
    }
}
