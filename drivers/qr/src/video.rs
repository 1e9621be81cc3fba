//! A video: when to look, and how closely.
//!
//! A still picture is searched five times a second, every frame for two seconds after something moved, thoroughly on
//! every fourth of those; after a hit, first around the place where the code was. So an idle terminal spends about a
//! fiftieth of a core, and a code held still is read in its first or second frame.
#![allow(clippy::indexing_slicing)] // blocks are counted by the loops that fill them

use std::time::{Duration, Instant};

use crate::gray::Gray;
use crate::reader::{Found, Reader};

/// When a tracker looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Between two looks while nothing moves.
    pub still: Duration,
    /// After a movement every frame is searched for this long.
    pub awake: Duration,
    /// One frame of so many is searched thoroughly while awake.
    pub thorough_every: u32,
    /// Gray levels by which the mean of an 8×8 block must change to count as moved. Noise of a camera in a dark room,
    /// 15 levels a pixel, moves the mean of 16 samples by 4.
    pub levels: u8,
    /// Blocks of a thousand that must have moved.
    pub blocks_per_mille: u32,
    /// The part searched first after a hit, in sizes of the code.
    pub crop: f32,
    /// Frames without a hit after which that place is given up.
    pub lost: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            still: Duration::from_millis(200),
            awake: Duration::from_secs(2),
            thorough_every: 4,
            levels: 12,
            blocks_per_mille: 3,
            crop: 1.5,
            lost: 8,
        }
    }
}

/// Reads a video frame by frame. Time is given to it: it has no clock but the deadline's.
pub struct Tracker {
    reader: Reader,
    pace: Pace,
    /// Means of 8×8 blocks of the last frame, a row after the other, and how many there are in a row.
    means: Vec<u8>,
    columns: usize,
    moved: Option<Instant>,
    looked: Option<Instant>,
    frames_awake: u32,
    /// Where a code was last: left, top, right, bottom in pixels; frames since.
    place: Option<([f32; 4], u32)>,
}

impl Tracker {
    /// A tracker that reads with `reader`.
    pub fn new(reader: Reader, pace: Pace) -> Self {
        Self { reader, pace, means: Vec::new(), columns: 0, moved: None, looked: None, frames_awake: 0, place: None }
    }

    /// The codes of a frame, taken at `now`; nothing when it was not worth a look. The reader's own limit of time holds,
    /// and `deadline`.
    pub fn frame(&mut self, gray: &Gray<'_>, now: Instant, deadline: Instant) -> Vec<Found> {
        if self.motion(gray) {
            self.moved = Some(now);
        }
        let since = |then: Option<Instant>| then.map(|then| now.saturating_duration_since(then));
        let awake = since(self.moved).is_some_and(|time| time < self.pace.awake);
        if !awake && since(self.looked).is_some_and(|time| time < self.pace.still) {
            return Vec::new();
        }
        self.looked = Some(now);
        self.frames_awake = if awake { self.frames_awake.wrapping_add(1) } else { 0 };
        let thorough = awake && self.frames_awake.is_multiple_of(self.pace.thorough_every.max(1));
        let mut found = self.around(gray, deadline);
        if found.is_empty() {
            found = self.reader.passes(gray, deadline, thorough);
        }
        self.keep(&found);
        found
    }

    /// Whether the tracker searches every frame at this time.
    pub fn awake(&self, now: Instant) -> bool {
        self.moved.is_some_and(|moved| now.saturating_duration_since(moved) < self.pace.awake)
    }

    /// Searches where a code was last.
    fn around(&mut self, gray: &Gray<'_>, deadline: Instant) -> Vec<Found> {
        let Some(([left, top, right, bottom], _)) = self.place else { return Vec::new() };
        let (grow_x, grow_y) =
            ((right - left) * (self.pace.crop - 1.0) / 2.0, (bottom - top) * (self.pace.crop - 1.0) / 2.0);
        let (x, y) = ((left - grow_x).max(0.0), (top - grow_y).max(0.0));
        let (width, height) = ((right + grow_x - x).max(0.0), (bottom + grow_y - y).max(0.0));
        let Some(part) = gray.crop(x as usize, y as usize, width as usize, height as usize) else { return Vec::new() };
        let mut found = self.reader.passes(&part, deadline, false);
        for corner in found.iter_mut().flat_map(|found| &mut found.corners) {
            *corner = [corner[0] + x.floor(), corner[1] + y.floor()];
        }
        found
    }

    /// Remembers the place of what was found, or how long nothing was.
    fn keep(&mut self, found: &[Found]) {
        if let [only] = found {
            let low = |axis: usize| only.corners.iter().map(|corner| corner[axis]).fold(f32::MAX, f32::min);
            let high = |axis: usize| only.corners.iter().map(|corner| corner[axis]).fold(f32::MIN, f32::max);
            self.place = Some(([low(0), low(1), high(0), high(1)], 0));
        } else if found.is_empty() {
            self.place = self.place.map(|(place, lost)| (place, lost + 1)).filter(|(_, lost)| *lost < self.pace.lost);
        } else {
            self.place = None;
        }
    }

    /// Whether enough blocks changed since the last frame. The first frame, and one of another size, has moved.
    fn motion(&mut self, gray: &Gray<'_>) -> bool {
        let columns = gray.width() / 8;
        let rows = gray.height() / 8;
        let fresh = self.columns != columns || self.means.len() != columns * rows;
        if fresh {
            self.columns = columns;
            self.means.clear();
            self.means.resize(columns * rows, 0);
        }
        let mut moved = 0u32;
        let mut sums = vec![0u16; columns];
        for row in 0..rows {
            sums.fill(0);
            // Every fourth line is enough for a mean.
            for line in [1, 5] {
                for (sum, pixels) in sums.iter_mut().zip(gray.row(row * 8 + line).chunks_exact(8)) {
                    *sum += pixels.iter().map(|&pixel| u16::from(pixel)).sum::<u16>();
                }
            }
            for (mean, &sum) in self.means[row * columns..].iter_mut().zip(&sums) {
                let new = (sum / 16) as u8;
                moved += u32::from(mean.abs_diff(new) > self.pace.levels);
                *mean = new;
            }
        }
        fresh || moved * 1000 > self.pace.blocks_per_mille * self.means.len() as u32
    }
}
