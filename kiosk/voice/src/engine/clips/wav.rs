//! Reads a recorded clip: any usual rate, mono or stereo, into the samples that all engines give.

use std::path::Path;

use hound::{SampleFormat, WavReader};

use crate::delays::SAMPLE_RATE;
use crate::levels::{REFERENCE_DBFS, amplified, factor, rms_dbfs};

/// A clip may last so long, in seconds; longer is a mistake and would fill the memory.
const LONGEST: u32 = 60;
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

/// Samples of the clip at the level of all speech, without the silence at its ends; or what is wrong with it.
pub(super) fn read(path: &Path) -> Result<Vec<i16>, String> {
    let mut reader = WavReader::open(path).map_err(|error| error.to_string())?;
    let spec = reader.spec();
    if spec.sample_format != SampleFormat::Int || spec.bits_per_sample != 16 {
        return Err(format!("its samples have {} bits", spec.bits_per_sample));
    }
    if !(1..=2).contains(&spec.channels) || !RATES.contains(&spec.sample_rate) {
        return Err(format!("it has {} channels of {} samples a second", spec.channels, spec.sample_rate));
    }
    if reader.duration() > LONGEST * spec.sample_rate {
        return Err(format!("it is longer than {LONGEST} s"));
    }
    let samples: Vec<i16> = reader.samples().collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let mono: Vec<i16> = match spec.channels {
        2 => samples.as_chunks::<2>().0.iter().map(|[left, right]| left.midpoint(*right)).collect(),
        _ => samples,
    };
    let speech = trimmed(&mono);
    if speech.is_empty() {
        return Err("it is silent".into());
    }
    let even = amplified(speech, factor(REFERENCE_DBFS - rms_dbfs(speech)));
    Ok(resampled(&even, spec.sample_rate, SAMPLE_RATE))
}

/// Without what is softer than -50 dBFS at the ends.
fn trimmed(samples: &[i16]) -> &[i16] {
    let loud = |sample: &i16| sample.unsigned_abs() > 100;
    let first = samples.iter().position(loud).unwrap_or(samples.len());
    let end = samples.iter().rposition(loud).map_or(first, |last| last + 1);
    samples.get(first..end).unwrap_or_default()
}

/// Zero crossings of the filter at each side.
const LOBES: f64 = 16.0;

/// Another rate, through a windowed sinc: what the new rate cannot carry is filtered away.
/// Source: J. O. Smith, "Digital Audio Resampling", CCRMA.
pub(super) fn resampled(samples: &[i16], from: u32, to: u32) -> Vec<i16> {
    if from == to {
        return samples.to_vec();
    }
    let step = f64::from(from) / f64::from(to);
    let cutoff = step.recip().min(1.0) * 0.95;
    let reach = LOBES / cutoff;
    let length = (samples.len() as f64 / step) as usize;
    (0..length)
        .map(|index| {
            let centre = index as f64 * step;
            let first = (centre - reach).max(0.0).ceil() as usize;
            let last = (centre + reach) as usize;
            let near = samples.iter().enumerate().take(last + 1).skip(first);
            let sum: f64 =
                near.map(|(at, sample)| f64::from(*sample) * kernel(at as f64 - centre, cutoff, reach)).sum();
            sum.round() as i16
        })
        .collect()
}

/// Sinc of a low pass at `cutoff` (1: half the rate) under a Hann window of `reach` samples at each side.
fn kernel(distance: f64, cutoff: f64, reach: f64) -> f64 {
    let angle = std::f64::consts::PI * distance * cutoff;
    let sinc = if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle };
    let window = 0.5 + 0.5 * (std::f64::consts::PI * distance / reach).cos();
    cutoff * sinc * window
}
