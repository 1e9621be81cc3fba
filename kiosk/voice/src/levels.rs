//! How loud: from a volume step (dB SPL at the ear) to a factor for the samples, and a limiter so that nothing clips.
//!
//! The volume of the operating system is fixed; what the hardware then makes of a full-scale signal is measured once an
//! output and stands in the configuration. All speech comes at one known level from the engine.

use serde::Deserialize;
use service::Volume;

/// RMS level of speech as an engine gives it, in dB below full scale (0 dBFS RMS: a square wave of full height).
/// espeak-ng's own loudest setting is there (measured: Mandarin -19.3, English -21.3 dBFS), and it leaves speech the 17 dB that its peaks stand
/// out.
pub const REFERENCE_DBFS: f32 = -20.0;

/// What an output makes of samples.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "f32")]
pub struct Calibration {
    full_scale_db_spl: f32,
}

/// The sound pressure of a calibration is not one that a loudspeaker or headphones can give.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error(
    "full_scale_db_spl = {0} is not a sound pressure of headphones or a loudspeaker; measure a full-scale signal at \
     the ear and write 70 to 140"
)]
pub struct CalibrationError(f32);

impl Calibration {
    /// Headphones that were not measured: 20 to 100 dB SPL fit, the loudest step with 10 dB to spare for its RMS.
    pub const HEADPHONES: Self = Self { full_scale_db_spl: 110.0 };
    /// A loudspeaker at one metre that was not measured.
    pub const SPEAKER: Self = Self { full_scale_db_spl: 95.0 };

    /// `full_scale_db_spl`: sound pressure at the ear, in dB SPL, of a signal of 0 dBFS RMS at the fixed volume of the
    /// operating system; 70 to 140.
    pub fn new(full_scale_db_spl: f32) -> Result<Self, CalibrationError> {
        if (70.0..=140.0).contains(&full_scale_db_spl) {
            Ok(Self { full_scale_db_spl })
        } else {
            Err(CalibrationError(full_scale_db_spl))
        }
    }

    /// Gain in dB that brings speech of [`REFERENCE_DBFS`] to `volume`.
    pub fn gain_db(self, volume: Volume) -> f32 {
        f32::from(volume.db()) - self.full_scale_db_spl - REFERENCE_DBFS
    }

    /// The same as a factor.
    pub fn gain(self, volume: Volume) -> f32 {
        factor(self.gain_db(volume))
    }
}

impl TryFrom<f32> for Calibration {
    type Error = CalibrationError;

    fn try_from(full_scale_db_spl: f32) -> Result<Self, CalibrationError> {
        Self::new(full_scale_db_spl)
    }
}

/// Factor of a gain in dB.
pub fn factor(db: f32) -> f32 {
    10_f32.powf(db / 20.0)
}

/// RMS of samples in dBFS; silence is -120.
pub fn rms_dbfs(samples: &[i16]) -> f32 {
    if samples.is_empty() {
        return -120.0;
    }
    let squares: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    let mean = squares / samples.len() as f64 / f64::from(FULL).powi(2);
    (10.0 * mean.max(1e-12).log10()) as f32
}

const FULL: f32 = 32_767.0;
/// Over this share of full scale peaks are bent down instead of cut off.
const KNEE: f32 = 0.8;

/// Samples times `gain`; what would stand over full scale is bent under it.
pub fn amplified(samples: &[i16], gain: f32) -> Vec<i16> {
    samples.iter().map(|sample| limited(f32::from(*sample) / FULL * gain)).collect()
}

fn limited(value: f32) -> i16 {
    let height = value.abs();
    let bent = if height <= KNEE { height } else { KNEE + (1.0 - KNEE) * ((height - KNEE) / (1.0 - KNEE)).tanh() };
    (bent.copysign(value) * FULL).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d5_the_default_is_60_db_spl_and_no_step_jumps_more_than_10_db() {
        let gains: Vec<f32> = Volume::all().map(|volume| Calibration::HEADPHONES.gain_db(volume)).collect();
        assert_eq!((gains.len(), Volume::default().db()), (9, 60));
        assert!(gains.windows(2).all(|pair| (0.1..=10.0).contains(&(pair[1] - pair[0]))), "{gains:?}");
        assert!(gains[8] - gains[0] >= 80.0);
        assert!((Calibration::HEADPHONES.gain_db(Volume::default()) - -30.0).abs() < 0.001);
    }

    #[test]
    fn d5_another_calibration_shifts_all_steps_alike() {
        let louder = Calibration::new(116.0).unwrap();
        for volume in Volume::all() {
            assert!((Calibration::HEADPHONES.gain_db(volume) - louder.gain_db(volume) - 6.0).abs() < 0.001);
        }
        assert_eq!(Calibration::new(6.0), Err(CalibrationError(6.0)));
        assert!(Calibration::new(f32::NAN).is_err());
    }

    #[test]
    fn d5_nothing_clips_and_what_is_louder_stays_louder() {
        let ramp: Vec<i16> = (0..=i16::MAX).step_by(64).collect();
        let loud = amplified(&ramp, 4.0);
        assert!(loud.windows(2).all(|pair| pair[0] <= pair[1]), "the limiter folds nothing back");
        let bent = amplified(&ramp, 1.1);
        assert!(bent.windows(2).all(|pair| pair[0] < pair[1]), "nor does it cut peaks off flat");
        assert_eq!(amplified(&[i16::MIN, i16::MAX], 100.0), [-i16::MAX, i16::MAX]);
        assert_eq!(amplified(&[1000, -1000, 0], 1.0), [1000, -1000, 0], "under the knee nothing is changed");
    }
}
