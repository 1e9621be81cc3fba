//! Says when a good sheet has lain still: then the picture is taken, and the next sheet is waited for.

use std::time::Duration;

use crate::geometry::Corners;
use crate::sight::{Advice, Sight};

/// A corner that moves further between two frames than this share of the sheet's diagonal is a sheet that moves.
const MOVED: f32 = 0.008;
/// Frames in a row that are not good or elsewhere, until what comes is another sheet.
const GONE: u32 = 3;

/// What a sheet does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rest {
    /// There is none, or it is not good.
    None,
    /// It is good and lies still since a share (0 to 1) of the time that it must.
    Settling(f32),
    /// It lies still: take the picture now. Told once.
    Still,
    /// The picture of this sheet was taken; the next one is waited for.
    Taken,
}

/// Takes sight after sight. Pure: the time of each comes with it.
#[derive(Debug, Clone)]
pub struct Steady {
    frames: u32,
    lasting: Duration,
    first: Option<(Corners, Duration)>,
    count: u32,
    taken: bool,
    gone: u32,
}

impl Steady {
    /// A sheet lies still when it is good in `frames` frames in a row, over `lasting` at least.
    pub fn new(frames: u32, lasting: Duration) -> Self {
        Self { frames: frames.max(1), lasting, first: None, count: 0, taken: false, gone: 0 }
    }

    /// The next sight; `now` from any beginning, not falling.
    pub fn look(&mut self, sight: &Sight, now: Duration) -> Rest {
        let good = sight.sheet.filter(|_| sight.advice == Advice::Good);
        // Against the first place, not the last: what creeps does not lie.
        let near = |first: &Corners, sheet: &Corners| first.moved(sheet) <= MOVED * sheet.diagonal();
        let stays = matches!((&self.first, &good), (Some((first, _)), Some(sheet)) if near(first, sheet));
        if self.taken {
            self.gone = if stays { 0 } else { self.gone + 1 };
            if self.gone < GONE {
                return Rest::Taken;
            }
            *self = Self::new(self.frames, self.lasting);
        }
        let Some(sheet) = good else {
            (self.first, self.count) = (None, 0);
            return Rest::None;
        };
        if !stays {
            (self.first, self.count) = (Some((sheet, now)), 0);
        }
        self.count += 1;
        let since = self.first.map_or(now, |(_, since)| since);
        let lain = now.saturating_sub(since);
        if self.count >= self.frames && lain >= self.lasting {
            (self.taken, self.gone) = (true, 0);
            return Rest::Still;
        }
        let frames = self.count as f32 / self.frames as f32;
        let time = if self.lasting.is_zero() { 1.0 } else { lain.as_secs_f32() / self.lasting.as_secs_f32() };
        Rest::Settling(frames.min(time).clamp(0.0, 1.0))
    }

    /// The same sheet once more.
    pub fn again(&mut self) {
        *self = Self::new(self.frames, self.lasting);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(x: f32) -> Sight {
        let sheet = Corners([[x, 0.0], [x + 300.0, 0.0], [x + 300.0, 400.0], [x, 400.0]]);
        Sight { sheet: Some(sheet), sharpness: 0.5, glare_share: 0.0, darkness: 0.2, advice: Advice::Good }
    }

    /// One frame each 100 ms.
    fn rests(sights: &[Sight]) -> Vec<Rest> {
        let mut steady = Steady::new(4, Duration::from_millis(250));
        sights.iter().enumerate().map(|(i, sight)| steady.look(sight, Duration::from_millis(100 * i as u64))).collect()
    }

    #[test]
    fn a_still_sheet_is_taken_once() {
        let rests = rests(&[good(5.0); 6]);
        assert!(matches!(rests[2], Rest::Settling(share) if share > 0.5 && share < 1.0), "{rests:?}");
        assert_eq!(rests[3..], [Rest::Still, Rest::Taken, Rest::Taken]);
    }

    #[test]
    fn what_moves_creeps_or_is_not_good_is_not_taken() {
        let moving: Vec<Sight> = (0..40).map(|i| good(1.5 * i as f32)).collect();
        assert!(rests(&moving).iter().all(|rest| matches!(rest, Rest::Settling(_))));
        let blurred = Sight { advice: Advice::Blurred, ..good(0.0) };
        let flicker: Vec<Sight> = (0..40).map(|i| if i % 3 == 2 { blurred } else { good(0.0) }).collect();
        assert!(!rests(&flicker).contains(&Rest::Still));
    }

    #[test]
    fn the_next_sheet_is_taken_when_the_first_has_gone() {
        let away = Sight { sheet: None, advice: Advice::NoSheet, ..good(0.0) };
        let mut sights = vec![good(0.0); 5];
        sights.push(away);
        sights.extend([good(0.0); 6]);
        assert_eq!(
            rests(&sights).iter().filter(|&&rest| rest == Rest::Still).count(),
            1,
            "one bad frame is no new sheet"
        );
        sights.extend([away; 3]);
        sights.extend([good(0.0); 6]);
        assert_eq!(rests(&sights).iter().filter(|&&rest| rest == Rest::Still).count(), 2);
    }

    #[test]
    fn frames_alone_are_not_enough_nor_is_time_alone() {
        let mut steady = Steady::new(4, Duration::from_millis(250));
        let fast: Vec<Rest> = (0..20).map(|i| steady.look(&good(0.0), Duration::from_millis(10 * i))).collect();
        assert!(!fast.contains(&Rest::Still));
        let mut steady = Steady::new(4, Duration::from_millis(250));
        assert_eq!(steady.look(&good(0.0), Duration::ZERO), Rest::Settling(0.0));
        assert!(matches!(steady.look(&good(0.0), Duration::from_secs(9)), Rest::Settling(_)));
        steady.again();
        assert_eq!(steady.look(&good(0.0), Duration::from_secs(10)), Rest::Settling(0.0));
    }
}
