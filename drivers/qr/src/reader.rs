//! One picture: passes over it from the quickest to the most thorough, until something is read or the time is up.
#![allow(clippy::indexing_slicing)] // places of finders in the list that they were taken from

use std::time::{Duration, Instant};

use crate::align::{Grid, align, climb};
use crate::binary::Binary;
use crate::decode::{self, Layouts};
use crate::finder::{self, Finder};
use crate::geometry::{Point, scale};
use crate::gray::{Gray, Plane};
use crate::group::{Triple, triples};
use crate::limits::{ENLARGE_MAX, FOUND_MAX, SIDE_ENLARGED, SIDE_MIN, SIDE_SEARCHED, STEP_MAX, TIME_MAX};
use crate::sample::{Way, sample};
use crate::version::{Level, Version};

/// What a reader does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// After the quick pass found nothing, look again: at low contrast, for bent codes.
    pub thorough: bool,
    /// No picture takes longer; at most [`TIME_MAX`] by default.
    pub time: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { thorough: true, time: TIME_MAX }
    }
}

/// A code that was read.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// What it holds, byte for byte.
    pub bytes: Vec<u8>,
    /// The same as text; the character set as marked in the code, or guessed.
    pub text: String,
    /// Its corners in pixels: upper left, upper right, lower right, lower left of the code as it was drawn.
    pub corners: [[f32; 2]; 4],
    /// 1 to 40.
    pub version: u8,
    /// Its error correction.
    pub level: Level,
    /// Seen in a mirror or through glass.
    pub mirrored: bool,
    /// Light on dark.
    pub inverted: bool,
}

/// What a code holds may be personal: not for logs.
impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found")
            .field("bytes", &self.bytes.len())
            .field("corners", &self.corners)
            .field("version", &self.version)
            .field("level", &self.level)
            .field("mirrored", &self.mirrored)
            .field("inverted", &self.inverted)
            .finish_non_exhaustive()
    }
}

/// Reads pictures one after the other; keeps its memory between them.
pub struct Reader {
    options: Options,
    layouts: Layouts,
    binary: Binary,
    small: Plane,
    half: Plane,
    quarter: Plane,
}

/// Differences below which a block of pixels is flat: in the quick pass, and in the thorough one.
const CONTRAST: u8 = 24;
const CONTRAST_LOW: u8 = 9;

impl Reader {
    /// A reader; it takes no memory worth speaking of before the first picture.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            layouts: Layouts::default(),
            binary: Binary::default(),
            small: Plane::default(),
            half: Plane::default(),
            quarter: Plane::default(),
        }
    }

    /// All codes found in a picture until `deadline`, or until the reader's own limit when that comes first.
    pub fn read(&mut self, gray: &Gray<'_>, deadline: Instant) -> Vec<Found> {
        let thorough = self.options.thorough;
        self.passes(gray, deadline, thorough)
    }

    /// As [`Reader::read`], with or without the thorough pass.
    pub(crate) fn passes(&mut self, gray: &Gray<'_>, deadline: Instant, thorough: bool) -> Vec<Found> {
        let time = self.options.time.saturating_sub(STEP_MAX);
        let deadline = Instant::now().checked_add(time).map_or(deadline, |own| own.min(deadline));
        let longest = gray.width().max(gray.height());
        if longest <= SIDE_SEARCHED {
            return self.planes(gray, deadline, thorough);
        }
        let mut small = std::mem::take(&mut self.small);
        small.shrink(gray, SIDE_SEARCHED);
        let mut found = small.view().map_or_else(Vec::new, |view| self.planes(&view, deadline, thorough));
        self.small = small;
        let by = longest as f32 / SIDE_SEARCHED as f32;
        for corner in found.iter_mut().flat_map(|found| &mut found.corners) {
            *corner = scale(*corner, by);
        }
        found
    }

    fn planes(&mut self, full: &Gray<'_>, deadline: Instant, thorough: bool) -> Vec<Found> {
        let (mut half, mut quarter) = (std::mem::take(&mut self.half), std::mem::take(&mut self.quarter));
        let mut found = self.plane(full, 1.0, CONTRAST, false, deadline);
        let large_enough = |gray: &Gray<'_>| gray.width() / 2 >= SIDE_MIN && gray.height() / 2 >= SIDE_MIN;
        if found.is_empty() && large_enough(full) && Instant::now() < deadline {
            half.halve(full);
            if let Some(view) = half.view() {
                found = self.plane(&view, 2.0, CONTRAST, false, deadline);
                if found.is_empty() && large_enough(&view) && Instant::now() < deadline {
                    quarter.halve(&view);
                    if let Some(view) = quarter.view() {
                        found = self.plane(&view, 4.0, CONTRAST, false, deadline);
                    }
                }
            }
        }
        if found.is_empty() && thorough {
            let views = [(Some(*full), 1.0), (half.view(), 2.0), (quarter.view(), 4.0)];
            for (view, by) in views {
                let Some(view) = view.filter(|_| found.is_empty() && Instant::now() < deadline) else { continue };
                found = self.bare(&view, by, deadline);
            }
            for (view, by) in views {
                let Some(view) = view.filter(|_| found.is_empty() && Instant::now() < deadline) else { continue };
                found = self.plane(&view, by, CONTRAST_LOW, true, deadline);
            }
        }
        let small = full.width().max(full.height()) <= SIDE_ENLARGED;
        if found.is_empty() && thorough && small && Instant::now() + ENLARGE_MAX < deadline {
            let mut large = Plane::default();
            large.enlarge(full, 3);
            if let Some(view) = large.view() {
                found = self.plane(&view, 1.0 / 3.0, CONTRAST, false, deadline);
            }
        }
        (self.half, self.quarter) = (half, quarter);
        found
    }

    /// One plane, `by` times smaller than the picture.
    fn plane(&mut self, gray: &Gray<'_>, by: f32, contrast: u8, thorough: bool, deadline: Instant) -> Vec<Found> {
        self.binary.fill(gray, contrast);
        let finders = finder::find(&self.binary, gray, deadline);
        self.codes(gray, &finders, by, thorough, deadline)
    }

    /// The same for codes without a quiet zone.
    fn bare(&mut self, gray: &Gray<'_>, by: f32, deadline: Instant) -> Vec<Found> {
        self.binary.fill(gray, CONTRAST);
        let known = finder::find(&self.binary, gray, deadline);
        let finders = finder::find_bare(&self.binary, gray, known, deadline);
        self.codes(gray, &finders, by, false, deadline)
    }

    fn codes(&mut self, gray: &Gray<'_>, finders: &[Finder], by: f32, thorough: bool, deadline: Instant) -> Vec<Found> {
        let mut used = vec![false; finders.len()];
        let mut found: Vec<Found> = Vec::new();
        for triple in triples(finders, if thorough { 1.7 } else { 1.0 }) {
            if found.len() == FOUND_MAX || Instant::now() >= deadline {
                break;
            }
            if triple.places.iter().any(|&place| used[place]) {
                continue;
            }
            let Some(mut code) = self.code(gray, &triple, thorough, deadline) else { continue };
            for place in triple.places {
                used[place] = true;
            }
            for corner in &mut code.corners {
                *corner = scale(*corner, by);
            }
            found.push(code);
        }
        found
    }

    fn code(&mut self, gray: &Gray<'_>, triple: &Triple, thorough: bool, deadline: Instant) -> Option<Found> {
        for (side, plane) in triple.sides(gray, if thorough { -0.5 } else { 0.0 }) {
            let version = Version::new((side - 17) / 4)?;
            let reach = if thorough { 6 } else { 3 };
            if Instant::now() >= deadline {
                return None;
            }
            let grid = align(gray, triple, version, plane, reach, deadline);
            if Instant::now() >= deadline {
                return None;
            }
            if let Some(found) = self.grid(gray, &grid, version, triple.inverted, thorough, deadline) {
                return Some(found);
            }
            if Instant::now() >= deadline {
                return None;
            }
            // Bent: up to where the alignment patterns' own mesh is fine enough.
            let plausible = || {
                let modules = sample(gray, &grid, side, deadline);
                modules.is_some_and(|modules| decode::plausible(&modules.soft(Way::Middle, triple.inverted), side))
            };
            if thorough && version.number() <= 13 && plausible() {
                let mut bent = grid.clone();
                for nodes in [3, 5] {
                    bent = climb(gray, &bent, side, nodes, deadline);
                    if let Some(found) = self.grid(gray, &bent, version, triple.inverted, thorough, deadline) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    fn grid(
        &mut self,
        gray: &Gray<'_>,
        grid: &Grid,
        version: Version,
        inverted: bool,
        thorough: bool,
        deadline: Instant,
    ) -> Option<Found> {
        let layout = self.layouts.get(version);
        let modules = sample(gray, grid, version.side(), deadline)?;
        let ways = [Way::Middle, Way::Mean(0.6), Way::Mean(0.0), Way::Mean(1.5)];
        let ways = if thorough { &ways[..] } else { &ways[..2] };
        let reading = ways
            .iter()
            .take_while(|_| Instant::now() < deadline)
            .find_map(|&way| decode::read(&modules.soft(way, inverted), &layout, deadline))?;
        let far = version.side() as f32;
        let mut corners: [Point; 4] = [[0.0, 0.0], [far, 0.0], [far, far], [0.0, far]].map(|corner| grid.map(corner));
        if reading.mirrored {
            corners.swap(1, 3);
        }
        Some(Found {
            bytes: reading.content.bytes,
            text: reading.content.text,
            corners,
            version: version.number() as u8,
            level: reading.level,
            mirrored: reading.mirrored,
            inverted,
        })
    }
}
