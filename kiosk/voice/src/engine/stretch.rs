//! Speech faster or slower with its pitch kept (WSOLA): windows of the sound are laid over each other closer or wider,
//! each moved a little to where it fits the one before.
//!
//! Source: Verhelst and Roelands, "An overlap-add technique based on waveform similarity", ICASSP 1993.

use std::ops::ControlFlow;

use super::Pour;

/// Half a window: 15 ms. Two of them hold two periods of a low voice.
const HOP: usize = 330;
/// How far a window may be moved: 10 ms, a period of a voice of 100 Hz.
const SEARCH: usize = 220;
/// Every so many samples are compared.
const COARSE: usize = 2;

/// Pours `samples` at `percent` of their speed (50: twice as long). Ends early when `pour` breaks off.
pub fn stretch(samples: &[i16], percent: u16, pour: Pour<'_>) -> ControlFlow<()> {
    if percent == 100 || samples.len() < 4 * HOP {
        return pour(samples);
    }
    let length = samples.len() * 100 / usize::from(percent.max(1));
    // What would follow the last window at its own speed: the next one is faded in over it.
    let (mut following, mut done) = (0, 0);
    while done < length {
        let next = best_fit(samples, following, done * usize::from(percent) / 100);
        let overlap: Vec<i16> = (0..HOP.min(length - done))
            .map(|index| {
                let share = fade(index);
                let old = f32::from(sample(samples, following + index));
                let new = f32::from(sample(samples, next + index));
                old.mul_add(1.0 - share, new * share) as i16
            })
            .collect();
        pour(&overlap)?;
        done += HOP;
        following = next + HOP;
    }
    ControlFlow::Continue(())
}

/// Where near `ideal` the sound is most like that at `wanted`.
fn best_fit(samples: &[i16], wanted: usize, ideal: usize) -> usize {
    let first = ideal.saturating_sub(SEARCH);
    (first..=ideal + SEARCH)
        .step_by(COARSE)
        .map(|at| (likeness(samples, wanted, at), at))
        .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.abs_diff(ideal).cmp(&left.1.abs_diff(ideal))))
        .map_or(ideal, |(_, at)| at)
}

/// Correlation of the hop at `wanted` with that at `at`, by the latter's strength.
fn likeness(samples: &[i16], wanted: usize, at: usize) -> f32 {
    let (left, right) = (samples.get(wanted..).unwrap_or_default(), samples.get(at..).unwrap_or_default());
    let (mut product, mut strength) = (0.0_f32, 1.0_f32);
    for (left, right) in left.iter().zip(right).take(HOP).step_by(COARSE) {
        let (left, right) = (f32::from(*left), f32::from(*right));
        product += left * right;
        strength += right * right;
    }
    product / strength.sqrt()
}

fn fade(index: usize) -> f32 {
    0.5 - 0.5 * (std::f32::consts::PI * (index as f32 + 0.5) / HOP as f32).cos()
}

fn sample(samples: &[i16], at: usize) -> i16 {
    samples.get(at).copied().unwrap_or_default()
}
