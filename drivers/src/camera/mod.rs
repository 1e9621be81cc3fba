//! Camera that reads QR codes: frames in, codes out, by the same handle and the same events as a serial scanner.
//!
//! `luma` takes the brightness out of what a camera sends, `source` says where frames come from (`v4l2`: a camera,
//! `folder`: pictures, `given`: whoever draws them), `filming` is the thread that owns the camera, `region` is the part that
//! is looked at, `device` looks for codes. Reading itself is the crate `qr-reader`. A camera films only while codes are
//! wanted, no frame is kept, and what was seen last is wiped when looking ends.

mod delays;
mod device;
pub(crate) mod filming;
mod folder;
mod given;
mod luma;
mod region;
mod source;
mod v4l2;

pub use delays::Delays;
pub use device::{CameraConfig, spawn};
pub use given::{Shot, Shots};
pub use luma::{Luma, PixelFormat, Unusable};
pub use region::{Region, RegionError};
pub use source::Origin;
pub(crate) use v4l2::Wanted;
pub use v4l2::{Camera, cameras};
