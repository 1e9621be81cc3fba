//! The sheet alone, as if it had lain on a scanner.

use zeroize::Zeroizing;

use crate::Error;
use crate::aspect::aspect;
use crate::even::even;
use crate::geometry::{Corners, Plane};
use crate::gray::Gray;
use crate::limits::{PAGE_LONG, PAGE_SHORT};
use crate::page::Page;

/// Share of the sheet that is left out at each edge: paper is never quite straight, and the desk would show.
const INSET: f32 = 0.003;

/// What kind of sheet it is; upright or lying as it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 mm × 297 mm (ISO 216).
    A4,
    /// 85.60 mm × 53.98 mm: ID-1 (ISO/IEC 7810), as identity cards and licences have it.
    Card,
    /// Any: how wide it is to its height is told from the corners.
    Any,
}

impl Paper {
    /// Longer to shorter edge.
    fn ratio(self) -> Option<f32> {
        match self {
            Self::A4 => Some(297.0 / 210.0),
            Self::Card => Some(85.60 / 53.98),
            Self::Any => None,
        }
    }
}

/// Takes the sheet out of the picture: straight, evenly lit, white paper where it was white, no more pixels than the
/// picture has for it and 1654×2339 at most. Its top is the edge between the first two corners; [`Page::turned`] turns it.
///
/// Refuses corners that are no sheet.
pub fn straighten(gray: &Gray<'_>, corners: Corners, paper: Paper) -> Result<Page, Error> {
    let (wide, high) = (gray.width() as f32, gray.height() as f32);
    let near = |[x, y]: [f32; 2]| x > -wide && x < 2.0 * wide && y > -high && y < 2.0 * high;
    if !corners.0.into_iter().all(near) || !corners.is_convex() || corners.area() < 16.0 * 16.0 {
        return Err(Error::Corners);
    }
    let plane = Plane::onto(&corners).ok_or(Error::Corners)?;
    let (width, height) = size(&corners, (gray.width(), gray.height()), paper);
    let pixels = draw(gray, &plane, &corners, (width, height));
    Ok(even(Page::new(width, height, pixels)))
}

/// Of the page, in pixels.
fn size(corners: &Corners, picture: (usize, usize), paper: Paper) -> (usize, usize) {
    let seen = aspect(corners, picture);
    let aspect = match paper.ratio() {
        Some(ratio) => {
            if seen < 1.0 {
                1.0 / ratio
            } else {
                ratio
            }
        }
        None => known(seen),
    }
    .clamp(0.1, 10.0);
    let [top, right, bottom, left] = corners.edges();
    // As many pixels as the nearer, larger edges have.
    let area = top.max(bottom) * left.max(right);
    let (width, height) = ((area * aspect).sqrt(), (area / aspect).sqrt());
    let fit = (PAGE_LONG as f32 / width.max(height)).min(PAGE_SHORT as f32 / width.min(height)).min(1.0);
    let whole = |side: f32| ((side * fit).round() as usize).clamp(8, PAGE_LONG);
    (whole(width), whole(height))
}

/// A sheet whose edges are nearly as those of A and B sizes or a card is one.
fn known(seen: f32) -> f32 {
    let long = seen.max(1.0 / seen);
    let named = [(std::f32::consts::SQRT_2, 0.05), (85.60 / 53.98, 0.035)];
    let ratio =
        named.into_iter().find(|(ratio, off)| (long / ratio - 1.0).abs() < *off).map_or(long, |(ratio, _)| ratio);
    if seen < 1.0 { 1.0 / ratio } else { ratio }
}

/// Every pixel of the page from where it is in the picture: sharply where the picture has about as many pixels, the mean
/// of several where it has more.
fn draw(gray: &Gray<'_>, plane: &Plane, corners: &Corners, (width, height): (usize, usize)) -> Zeroizing<Vec<u8>> {
    let [top, right, bottom, left] = corners.edges();
    let finer = (top.max(bottom) / width as f32).max(left.max(right) / height as f32);
    let parts = if finer > 1.25 { (finer.ceil() as usize).clamp(2, 6) } else { 1 };
    let (across, down) = ((1.0 - 2.0 * INSET) / width as f32, (1.0 - 2.0 * INSET) / height as f32);
    let share = 1.0 / parts as f32;
    let mut pixels = Zeroizing::new(Vec::with_capacity(width * height));
    for y in 0..height {
        for x in 0..width {
            let place = |i: usize, j: usize| {
                let (i, j) = ((i as f32 + 0.5) * share, (j as f32 + 0.5) * share);
                plane.map([INSET + (x as f32 + i) * across, INSET + (y as f32 + j) * down])
            };
            let value = if parts == 1 {
                let [x, y] = place(0, 0);
                gray.sample_sharp(x, y)
            } else {
                let mut sum = 0.0;
                for j in 0..parts {
                    for i in 0..parts {
                        let [x, y] = place(i, j);
                        sum += gray.sample(x, y);
                    }
                }
                sum * share * share
            };
            pixels.push(value.round().clamp(0.0, 255.0) as u8);
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_pixels_that_the_picture_has_and_no_more_than_a_scan() {
        let corners = Corners([[100.0, 50.0], [520.0, 50.0], [520.0, 644.0], [100.0, 644.0]]);
        assert_eq!(size(&corners, (1280, 720), Paper::A4), (420, 594));
        assert_eq!(size(&corners, (1280, 720), Paper::Any), (420, 594));
        let huge = corners.scaled(8.0);
        assert_eq!(size(&huge, (8000, 6000), Paper::A4), (1654, 2339));
        let card = Corners([[100.0, 50.0], [356.8, 50.0], [356.8, 211.9], [100.0, 211.9]]);
        assert_eq!(size(&card, (1280, 720), Paper::Card), (257, 162));
    }

    #[test]
    fn corners_that_are_no_sheet_are_refused() {
        let pixels = vec![128u8; 640 * 480];
        let gray = Gray::new(&pixels, 640, 480, 640).unwrap();
        let folded = Corners([[100.0, 100.0], [200.0, 200.0], [200.0, 100.0], [100.0, 200.0]]);
        let far = Corners([[-9e9, 0.0], [9e9, 0.0], [9e9, 9e9], [-9e9, 9e9]]);
        let none = Corners([[f32::NAN; 2]; 4]);
        for corners in [folded, far, none, Corners([[5.0, 5.0]; 4])] {
            assert_eq!(straighten(&gray, corners, Paper::Any).err(), Some(Error::Corners));
        }
    }
}
