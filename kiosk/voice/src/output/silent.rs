//! No sound, but its time: captions go on at the pace of speech where there is no sound card.

use std::sync::Arc;
use std::time::Duration;

use super::{Output, OutputError};
use crate::delays::{Clock, Delays, lasting};

/// Drops samples in the time that they would be heard in.
pub struct Silent {
    clock: Arc<dyn Clock>,
    buffer: Duration,
    /// When all that was written would be heard.
    until: Duration,
}

impl Silent {
    /// With the machine's clock it keeps real time; with a virtual one it moves that on.
    pub fn new(clock: Arc<dyn Clock>, delays: &Delays) -> Self {
        Self { clock, buffer: delays.buffer, until: Duration::ZERO }
    }
}

impl Output for Silent {
    fn name(&self) -> &'static str {
        "silence"
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        let now = self.clock.now();
        self.until = self.until.max(now) + lasting(samples.len());
        let full = self.until.saturating_sub(now).saturating_sub(self.buffer);
        if !full.is_zero() {
            self.clock.sleep(full);
        }
        Ok(())
    }

    fn cut(&mut self) {
        self.until = Duration::ZERO;
    }

    fn delay(&mut self) -> Duration {
        self.until.saturating_sub(self.clock.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delays::VirtualClock;

    #[test]
    fn it_takes_the_time_of_the_sound_less_what_a_buffer_holds() {
        let clock = Arc::new(VirtualClock::default());
        let mut silent = Silent::new(clock.clone(), &Delays::default());
        for _ in 0..50 {
            silent.write(&[0; 441]).unwrap();
        }
        assert_eq!(clock.now(), Duration::from_millis(920));
        assert_eq!(silent.delay(), Duration::from_millis(80));
        silent.cut();
        assert_eq!(silent.delay(), Duration::ZERO);
    }
}
