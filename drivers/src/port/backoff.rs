//! Waits between attempts: each twice as long, and none quite as long as another's, so that devices that fell together
//! do not come back together.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// How far a wait may differ from its nominal length: a quarter.
const SPREAD: f64 = 0.25;

/// Where the irregularity of waits comes from. Tests use [`Jitter::none`] or their own.
pub struct Jitter(Source);

type Source = Box<dyn FnMut() -> f64 + Send>;

impl Jitter {
    /// From this source of numbers from 0 to 1: 0 is a quarter less, 1 a quarter more.
    pub fn new(source: impl FnMut() -> f64 + Send + 'static) -> Self {
        Self(Box::new(source))
    }

    /// Every wait has its nominal length.
    pub fn none() -> Self {
        Self::new(|| 0.5)
    }

    /// A wait of about this length.
    pub fn spread(&mut self, wait: Duration) -> Duration {
        let number = (self.0)().clamp(0.0, 1.0);
        wait.mul_f64(1.0 - SPREAD + 2.0 * SPREAD * number)
    }
}

/// Other numbers for every device of every terminal.
impl Default for Jitter {
    fn default() -> Self {
        // The standard library draws the key of its hash maps from the system's randomness: no better is needed here.
        let (keys, mut count) = (RandomState::new(), 0_u64);
        Self::new(move || {
            count += 1;
            keys.hash_one(count) as f64 / u64::MAX as f64
        })
    }
}

impl fmt::Debug for Jitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jitter")
    }
}

/// Waits between attempts to open a port: doubles from `first` to `most`, each a quarter more or less.
#[derive(Debug)]
pub struct Backoff {
    first: Duration,
    most: Duration,
    next: Duration,
    jitter: Jitter,
}

impl Backoff {
    /// Starts at `first`, ends at `most`.
    pub fn new(first: Duration, most: Duration) -> Self {
        Self::with_jitter(first, most, Jitter::default())
    }

    /// Like [`Self::new`], irregular as `jitter` says.
    pub fn with_jitter(first: Duration, most: Duration, jitter: Jitter) -> Self {
        Self { first, most, next: first, jitter }
    }

    /// After a success the next wait is the first one again.
    pub fn reset(&mut self) {
        self.next = self.first;
    }

    /// Waits, and doubles the next wait.
    pub async fn wait(&mut self) {
        let until = Instant::now() + self.jitter.spread(self.next);
        sleep_until(until).await;
        self.next = (self.next * 2).min(self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn waits(jitter: Jitter, count: usize) -> Vec<u128> {
        let mut backoff = Backoff::with_jitter(Duration::from_millis(100), Duration::from_millis(500), jitter);
        let mut waits = Vec::new();
        for _ in 0..count {
            let start = Instant::now();
            backoff.wait().await;
            waits.push(start.elapsed().as_millis());
        }
        waits
    }

    #[tokio::test(start_paused = true)]
    async fn doubles_to_its_end_and_no_further() {
        assert_eq!(waits(Jitter::none(), 5).await, [100, 200, 400, 500, 500]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_quarter_more_or_less_and_never_beyond() {
        let mut numbers = [0.0, 1.0, 0.5, -3.0, 7.0].into_iter();
        let jitter = Jitter::new(move || numbers.next().unwrap_or(0.5));
        assert_eq!(waits(jitter, 5).await, [75, 250, 400, 375, 625]);
    }

    #[test]
    fn two_devices_do_not_wait_alike() {
        let many = |mut jitter: Jitter| (0..20).map(|_| jitter.spread(Duration::from_secs(1))).collect::<Vec<_>>();
        let (one, other) = (many(Jitter::default()), many(Jitter::default()));
        assert_ne!(one, other);
        let bounds = Duration::from_millis(750)..=Duration::from_millis(1250);
        assert!(one.iter().chain(&other).all(|wait| bounds.contains(wait)), "{one:?}");
    }
}
