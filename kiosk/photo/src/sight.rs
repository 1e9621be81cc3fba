//! What is seen in a frame, and the one thing to do about it.
#![allow(clippy::indexing_slicing)] // four corners

use crate::aspect::aspect;
use crate::edges::Edges;
use crate::geometry::Corners;
use crate::gray::{Coarse, Gray};
use crate::limits::{
    BLUR_LENS, BLUR_MOST, BLUR_SHARE, DARK_LEVEL, GLARE_SHARE, SMALL_SHARE, TILT_RATIO, TILT_SHORT, TURN_MAX,
};
use crate::quad::Quad;
use crate::{lines, quad, quality, refine};

/// Longer side of the small picture in which sheets are searched, in pixels.
const SEARCHED: usize = 320;
/// The share of its worst edge that must be seen, in the small and in the whole picture.
const SEEN: f32 = 0.55;

/// What to do, the most urgent first; the words are the screen's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// There is no sheet under the camera.
    NoSheet,
    /// A part of the sheet is outside the picture.
    CutOff,
    /// The sheet is too small in the picture to be read.
    TooSmall,
    /// The sheet does not lie flat, or is turned so far that its top is a guess.
    Tilted,
    /// It moves, or the camera has not focused on it.
    Blurred,
    /// A lamp is mirrored in it.
    Glare,
    /// There is too little light.
    TooDark,
    /// It can be read.
    Good,
}

/// What is seen in a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    /// Where the sheet lies, in pixels of the frame; of one that is cut off, corners may lie outside of it.
    pub sheet: Option<Corners>,
    /// How much of a whole step of brightness lies within one pixel: 0 to 1; 0.4 / (standard deviation of the blur in
    /// pixels). Without a sheet 0.
    pub sharpness: f32,
    /// Share of the sheet that is blown out, 0 to 1.
    pub glare_share: f32,
    /// How dark the paper is: 0 white, 1 black. Without a sheet, how dark the frame is.
    pub darkness: f32,
    /// What to do.
    pub advice: Advice,
}

/// Looks at a frame: some milliseconds, whatever its size.
pub fn sight(gray: &Gray<'_>) -> Sight {
    let small = Coarse::of(gray, SEARCHED);
    let Some(Found { sheet, is_cut, blur }) = find(gray, &small) else {
        let sum: u64 = small.data.iter().map(|&value| u64::from(value)).sum();
        let darkness = 1.0 - sum as f32 / (255.0 * small.data.len().max(1) as f32);
        return Sight { sheet: None, sharpness: 0.0, glare_share: 0.0, darkness, advice: Advice::NoSheet };
    };
    let light = quality::light(&small, &sheet.scaled(1.0 / small.factor as f32));
    let blur = quality::blur(gray, &sheet, light.paper).max(blur);
    let advice = if is_cut {
        Advice::CutOff
    } else if sheet.area() < SMALL_SHARE * (gray.width() * gray.height()) as f32 {
        Advice::TooSmall
    } else if is_tilted(&sheet, (gray.width(), gray.height())) {
        Advice::Tilted
    } else if blur > blur_most(&sheet) {
        Advice::Blurred
    } else if light.glare > GLARE_SHARE {
        Advice::Glare
    } else if light.paper < DARK_LEVEL {
        Advice::TooDark
    } else {
        Advice::Good
    };
    let sharpness = (0.4 / blur).clamp(0.0, 1.0);
    Sight { sheet: Some(sheet), sharpness, glare_share: light.glare, darkness: 1.0 - light.paper, advice }
}

/// A sheet that was found.
struct Found {
    sheet: Corners,
    is_cut: bool,
    /// Of its edges, in pixels, where they are clear enough to tell.
    blur: f32,
}

fn find(gray: &Gray<'_>, small: &Coarse) -> Option<Found> {
    if small.width < 16 || small.height < 16 {
        return None;
    }
    let edges = Edges::of(small);
    let seen = lines::lines(&edges);
    quad::best(&edges, &seen).iter().find_map(|quad| close(gray, small, quad))
}

/// Looks closely at what may be a sheet.
fn close(gray: &Gray<'_>, small: &Coarse, quad: &Quad) -> Option<Found> {
    if quad.least < SEEN {
        return None;
    }
    let (width, height) = (small.width as f32, small.height as f32);
    let borders = [0, 1, 2, 3].map(|i| {
        let (a, b) = (quad.corners.0[i], quad.corners.0[(i + 1) % 4]);
        let both = |axis: usize, place: f32| (a[axis] - place).abs() < 0.01 && (b[axis] - place).abs() < 0.01;
        both(0, 0.0) || both(0, width) || both(1, 0.0) || both(1, height)
    });
    let factor = small.factor as f32;
    let rough = quad.corners.scaled(factor);
    let first = refine::refine(gray, &rough, quad.light, borders, (2.5 * factor).max(4.0))?;
    let refined = refine::refine(gray, &first.corners, quad.light, borders, factor.max(4.0))?;
    if refined.least < SEEN || !quad::is_plausible(&refined.corners) {
        return None;
    }
    let (width, height) = (gray.width() as f32, gray.height() as f32);
    let outside = |[x, y]: [f32; 2]| x < -1.0 || y < -1.0 || x > width + 1.0 || y > height + 1.0;
    let is_cut = borders.contains(&true) || refined.corners.0.into_iter().any(outside);
    Some(Found { sheet: refined.corners, is_cut, blur: refined.blur })
}

fn is_tilted(sheet: &Corners, size: (usize, usize)) -> bool {
    let [top, right, bottom, left] = sheet.edges();
    let [a, b, c, d] = sheet.0;
    let turn = (b[1] - a[1] + c[1] - d[1]).atan2(b[0] - a[0] + c[0] - d[0]).abs().to_degrees();
    // A sheet that rises is seen shorter than it is.
    let short = aspect(sheet, size) * (left + right) / (top + bottom).max(1.0);
    let short = short.min(1.0 / short.max(1e-3));
    short < TILT_SHORT
        || top.min(bottom) < TILT_RATIO * top.max(bottom)
        || left.min(right) < TILT_RATIO * left.max(right)
        || turn > TURN_MAX
}

/// The blur with which the sheet can still be read, in pixels.
fn blur_most(sheet: &Corners) -> f32 {
    let long = sheet.edges().into_iter().fold(0.0, f32::max);
    (BLUR_SHARE * long).clamp(BLUR_LENS, BLUR_MOST)
}
