//! Every delay, limit and size of sound in one table, and the clock that they are measured with.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Samples a second of everything between engine and output, mono: what espeak-ng gives. ALSA's `plug` turns it into
/// what the card wants.
pub const SAMPLE_RATE: u32 = 22_050;

/// How long `samples` last.
pub fn lasting(samples: usize) -> Duration {
    Duration::from_micros(samples as u64 * 1_000_000 / u64::from(SAMPLE_RATE))
}

/// How many samples last for `time`.
pub fn samples_in(time: Duration) -> usize {
    (time.as_micros() as u64 * u64::from(SAMPLE_RATE) / 1_000_000) as usize
}

/// Delays and limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delays {
    /// What is written to an output at once: speech is cut, and volume changes, at the end of such a piece.
    pub chunk: Duration,
    /// What an output holds ready; what is heard after a volume key is at most so old.
    pub buffer: Duration,
    /// An output that takes nothing for so long is gone.
    pub output_stall: Duration,
    /// espeak-ng that gives nothing for so long hangs.
    pub engine_stall: Duration,
    /// A segment takes espeak-ng at most so long (measured: under 0.1 s on two cores).
    pub engine_limit: Duration,
    /// How long espeak-ng may take to leave after its last sample.
    pub engine_leave: Duration,
    /// First wait before a broken engine or output is tried again; it doubles …
    pub retry_first: Duration,
    /// … up to this.
    pub retry_longest: Duration,
    /// Pause after an utterance at 100 %.
    pub pause_utterance: Duration,
    /// Pause between two languages in one utterance at 100 %.
    pub pause_segment: Duration,
    /// Utterances that a batch may hold; what is over that is not said.
    pub batch: usize,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            chunk: Duration::from_millis(20),
            buffer: Duration::from_millis(80),
            output_stall: Duration::from_millis(500),
            engine_stall: Duration::from_secs(2),
            engine_limit: Duration::from_secs(10),
            engine_leave: Duration::from_millis(200),
            retry_first: Duration::from_secs(1),
            retry_longest: Duration::from_secs(60),
            pause_utterance: Duration::from_millis(200),
            pause_segment: Duration::from_millis(60),
            batch: 256,
        }
    }
}

/// When a broken thing may be tried again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Backoff {
    failures: u32,
    not_before: Duration,
}

impl Backoff {
    /// Whether it may be tried at `now`.
    pub fn may_try(&self, now: Duration) -> bool {
        self.failures == 0 || now >= self.not_before
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

/// Time since some start. Tests have one that they move themselves.
pub trait Clock: Send + Sync {
    /// Time since the clock's start.
    fn now(&self) -> Duration;
    /// Waits, or moves the time on.
    fn sleep(&self, time: Duration);
}

/// The machine's clock.
#[derive(Debug)]
pub struct RealClock(Instant);

impl RealClock {
    /// Starts now.
    pub fn start() -> Arc<dyn Clock> {
        Arc::new(Self(Instant::now()))
    }
}

impl Clock for RealClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// A clock that stands until it is moved; who sleeps moves it.
#[derive(Debug, Default)]
pub struct VirtualClock(Mutex<Duration>);

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep(&self, time: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_thing_is_tried_again_after_1_2_4_and_at_last_every_60_seconds() {
        let delays = Delays::default();
        let (mut backoff, mut now) = (Backoff::default(), Duration::ZERO);
        assert!(backoff.may_try(now));
        for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
            backoff.broke(now, &delays);
            assert!(!backoff.may_try(now + Duration::from_millis(wait * 1000 - 1)));
            now += Duration::from_secs(wait);
            assert!(backoff.may_try(now));
        }
        backoff.works();
        assert!(backoff.may_try(Duration::ZERO));
    }

    #[test]
    fn samples_and_time_are_two_names_of_one_length() {
        assert_eq!(samples_in(Delays::default().chunk), 441);
        assert_eq!(lasting(22_050), Duration::from_secs(1));
    }
}
