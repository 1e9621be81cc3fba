//! Every limit and threshold, in one table.

/// Longest side of a picture that is looked at, in pixels; no camera of a terminal has more.
pub const SIDE_MAX: usize = 8192;
/// Shortest side, in pixels: in less nothing can be read.
pub const SIDE_MIN: usize = 32;
/// Longest side of a straightened page, in pixels: A4 (297 mm) at 200 dpi.
pub const PAGE_LONG: usize = 2339;
/// Shortest side of the largest page, in pixels: A4 (210 mm) at 200 dpi.
pub const PAGE_SHORT: usize = 1654;

/// A sheet that takes less of the picture cannot be read: an ID-1 card lying in the view of an A4 camera takes 0.02 of it.
pub const SMALL_SHARE: f32 = 0.016;
/// Opposite edges whose lengths differ more (shorter to longer) are of a sheet that is held, not laid.
pub const TILT_RATIO: f32 = 0.8;
/// A sheet that is seen shorter than this share of its length rises by more than 40 degrees.
pub const TILT_SHORT: f32 = 0.76;
/// A sheet turned further than this off the picture's edges, in degrees: which edge is the top is a guess.
pub const TURN_MAX: f32 = 32.0;
/// Blur (standard deviation, in pixels) that any lens has and nobody at the desk can help.
pub const BLUR_LENS: f32 = 1.3;
/// Blur as a share of the sheet's longer edge up to which 10.5 pt print is still read: 0.4 mm on A4.
pub const BLUR_SHARE: f32 = 0.0014;
/// Blur beyond which nothing is called sharp, in pixels; what is measured is true up to there.
pub const BLUR_MOST: f32 = 3.2;
/// Share of the sheet in glare from which writing is lost.
pub const GLARE_SHARE: f32 = 0.006;
/// From this value on a pixel is blown out: 0 to 255.
pub const GLARE_VALUE: u8 = 248;
/// Glare is brighter than paper by this much at least: an evenly bright sheet has none.
pub const GLARE_ABOVE: u8 = 10;
/// Paper darker than this share of white is too dark.
pub const DARK_LEVEL: f32 = 0.27;
