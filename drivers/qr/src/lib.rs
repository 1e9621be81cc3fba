//! Reads QR codes (ISO/IEC 18004 model 2, versions 1 to 40) from gray pictures, in bounded time.
//!
//! [`Reader`] reads one picture, [`Tracker`] a video. Pure and safe: no clock of its own but the deadline's, no threads,
//! no files. Bent, tilted, blurred, dark, mirrored and inverted codes are read; content is given only when correction
//! has parity to spare, for a wrong reading is worse than none.
#![forbid(unsafe_code)]
// Letters as the formulas have them: points x and y, axes u and v, corners a to d.
#![allow(clippy::many_single_char_names)]

mod align;
mod binary;
mod bits;
mod decode;
mod finder;
mod format;
mod geometry;
mod gf;
mod gray;
mod group;
pub mod limits;
mod outline;
mod reader;
mod rs;
mod sample;
mod version;
mod video;

pub use gray::Gray;
pub use reader::{Found, Options, Reader};
pub use version::Level;
pub use video::{Pace, Tracker};

/// Why a picture was refused before anything was looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing can be found in it.
    #[error("the picture is {width}×{height} pixels; a code needs at least {min} each way", min = limits::SIDE_MIN)]
    TooSmall {
        /// In pixels.
        width: usize,
        /// In pixels.
        height: usize,
    },
    /// It would be slow.
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
}
