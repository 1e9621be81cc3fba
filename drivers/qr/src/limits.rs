//! Every size, count and time that the reader keeps to, in one table.

use std::time::Duration;

/// Pictures are searched at this longest side at most, in pixels; larger ones are made smaller first. A kiosk's camera
/// gives 1280×720.
pub const SIDE_SEARCHED: usize = 1280;

/// Pictures with a longer side than this are refused, in pixels.
pub const SIDE_MAX: usize = 8192;

/// The shortest side that can hold a code, in pixels; below there is nothing to find.
pub const SIDE_MIN: usize = 16;

/// Pictures of at most this longest side are also searched at three times their size, in pixels: their modules may be
/// no more than a pixel.
pub(crate) const SIDE_ENLARGED: usize = 426;

/// No picture takes longer, whatever deadline it was given.
pub const TIME_MAX: Duration = Duration::from_millis(30);

/// What the longest step between two looks at the clock takes, on a busy processor, too: the reader stops so long before
/// its time is over.
pub(crate) const STEP_MAX: Duration = Duration::from_millis(5);

/// What enlarging a small picture and the first look at it take; without so much time it is not begun.
pub(crate) const ENLARGE_MAX: Duration = Duration::from_millis(8);

/// Places on one plane that are looked at closely for a finder. A picture full of text has about a thousand.
pub(crate) const HITS_MAX: usize = 3000;

/// Finders kept of one plane and polarity, the best ones. Nine codes have 27.
pub(crate) const FINDERS_MAX: usize = 40;

/// Triples of finders that are tried on one plane.
pub(crate) const TRIPLES_MAX: usize = 24;

/// Codes given for one picture.
pub(crate) const FOUND_MAX: usize = 16;
