//! A photograph of a sheet: where it lies, straightened, and whether it can be read.
//!
//! [`sight`] looks at a frame of the document camera and says where the sheet lies and what one should do about it;
//! [`Steady`] says when the sheet has lain still; [`straighten`] makes a [`Page`] of it, as a scanner would have. Pure and
//! safe: no clock, no device, no files. Frames are gray, one byte a pixel.
#![forbid(unsafe_code)]
// Letters as the formulas have them: points x and y, corners a to d.
#![allow(clippy::many_single_char_names)]

mod aspect;
mod edges;
mod even;
mod geometry;
mod gray;
pub mod limits;
mod lines;
mod page;
mod quad;
mod quality;
mod refine;
mod sight;
mod steady;
mod straighten;

pub use geometry::{Corners, Point};
pub use gray::Gray;
pub use page::Page;
pub use sight::{Advice, Sight, sight};
pub use steady::{Rest, Steady};
pub use straighten::{Paper, straighten};

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing can be read in it.
    #[error("the picture is {width}×{height} pixels; a sheet needs at least {min} each way", min = limits::SIDE_MIN)]
    TooSmall {
        /// In pixels.
        width: usize,
        /// In pixels.
        height: usize,
    },
    /// It would be slow and take much memory.
    #[error("the picture is {width}×{height} pixels; give it at most {max} each way", max = limits::SIDE_MAX)]
    TooLarge {
        /// In pixels.
        width: usize,
        /// In pixels.
        height: usize,
    },
    /// The memory does not hold that many rows.
    #[error("{bytes} bytes are too few for {width}×{height} pixels with rows {stride} bytes apart; check the format")]
    Short {
        /// Bytes there are.
        bytes: usize,
        /// In pixels.
        width: usize,
        /// In pixels.
        height: usize,
        /// From one row to the next, in bytes.
        stride: usize,
    },
    /// The four points are no sheet: not convex, too small, or far outside the picture.
    #[error("the four corners are no sheet that could be straightened; photograph it again")]
    Corners,
    /// Even coarse and small it takes more bytes than allowed.
    #[error("the page takes {least} bytes at least, {most} are allowed; raise the limit or photograph a smaller part")]
    Bytes {
        /// The fewest that were reached.
        least: usize,
        /// What was allowed.
        most: usize,
    },
    /// The encoder refused.
    #[error("the page cannot be encoded: {0}")]
    Encode(String),
}
