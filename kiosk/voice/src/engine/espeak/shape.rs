//! Makes the sound of a segment fit its neighbours: one level, and no more silence at its ends than is wanted.
//! espeak-ng puts 30 ms of silence before and 20 to 900 ms after a sentence, longer than the sentence's own rate wants.

use crate::levels::factor;

/// What is lower than this is silence: -55 dBFS.
const SILENCE: u16 = 60;

/// One segment's way through.
#[derive(Debug)]
pub(super) struct Shape {
    gain: f32,
    begun: bool,
    quiet: usize,
}

impl Shape {
    /// With a gain in dB.
    pub(super) fn new(gain_db: f32) -> Self {
        Self { gain: factor(gain_db), begun: false, quiet: 0 }
    }

    /// What of `samples` may be said already. Silence is kept back until something follows it.
    pub(super) fn take(&mut self, samples: &[i16]) -> Vec<i16> {
        let mut out = Vec::with_capacity(samples.len() + self.quiet);
        for sample in samples {
            if sample.unsigned_abs() < SILENCE {
                self.quiet += usize::from(self.begun);
            } else {
                out.resize(out.len() + self.quiet, 0);
                out.push((f32::from(*sample) * self.gain).round() as i16);
                (self.begun, self.quiet) = (true, 0);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_stays_between_sounds_and_goes_from_the_ends() {
        let mut shape = Shape::new(0.0);
        assert_eq!(shape.take(&[0, 3, 100, 0]), [100]);
        assert_eq!(shape.take(&[1, 0]), Vec::<i16>::new());
        assert_eq!(shape.take(&[-200, 0, 0]), [0, 0, 0, -200]);
    }

    #[test]
    fn a_gain_makes_louder_and_nothing_turns_over() {
        assert_eq!(Shape::new(6.0206).take(&[1000, 30_000, i16::MIN]), [2000, i16::MAX, i16::MIN]);
    }
}
