//! Measures of sound that the tests share.

use voice::delays::SAMPLE_RATE;

/// Fundamental frequency in Hz: median over voiced pieces of 40 ms, by autocorrelation at half the rate.
pub(crate) fn pitch(samples: &[i16]) -> f32 {
    let half: Vec<f32> = samples.chunks_exact(2).map(|pair| f32::from(pair[0].midpoint(pair[1]))).collect();
    let rate = SAMPLE_RATE as usize / 2;
    let (longest, frame) = (rate / 65, rate / 25);
    let pieces = half.windows(frame + longest).step_by(frame / 2);
    let mut pitches: Vec<f32> = pieces.filter_map(|piece| period(piece, frame)).map(|lag| rate as f32 / lag).collect();
    pitches.sort_by(f32::total_cmp);
    assert!(pitches.len() > 5, "too little voice to measure: {} pieces", pitches.len());
    pitches[pitches.len() / 2]
}

/// Period of a voiced piece, in samples.
fn period(piece: &[f32], frame: usize) -> Option<f32> {
    let shortest = SAMPLE_RATE as usize / 2 / 350;
    let strength = |from: usize| piece[from..from + frame].iter().map(|value| value * value).sum::<f32>();
    let own = strength(0);
    if (own / frame as f32).sqrt() < 600.0 {
        return None;
    }
    let likeness = |lag: usize| {
        let product: f32 = piece[..frame].iter().zip(&piece[lag..]).map(|(left, right)| left * right).sum();
        product / (own * strength(lag)).sqrt().max(1.0)
    };
    let all: Vec<f32> = (shortest..piece.len() - frame).map(likeness).collect();
    let best = all.iter().copied().fold(0.0, f32::max);
    let is_top = |at: usize| all[at] > 0.93 * best && all[at] >= all[at - 1] && all[at] >= all[at + 1];
    // The shortest period that is nearly as good as the best: not its double.
    let at = (1..all.len() - 1).find(|at| is_top(*at)).filter(|_| best > 0.75)?;
    let (before, top, after) = (all[at - 1], all[at], all[at + 1]);
    let between = (before - after) / (2.0 * (before - 2.0 * top + after)).min(-f32::EPSILON);
    Some((at + shortest) as f32 + between)
}
