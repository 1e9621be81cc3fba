//! Document camera (高拍仪): photographs sheets that lie under it.
//!
//! Frames come from where those of the camera for codes do ([`Origin`]), by the same thread; `frame` is a picture in gray,
//! `device` is what happens with it: it is offered to whoever looks, the newest in place of the one before, and given on
//! demand. It films only while it is armed, and what was seen last is wiped when that ends. What lies under it, and whether
//! it can be read, is the affair of whoever looks.

mod delays;
mod device;
mod frame;

pub use crate::camera::Origin;
pub use delays::{Delays, PIXELS_MOST};
pub use device::{DocumentCamera, DocumentCameraConfig, Previews, StillError, spawn};
pub use frame::Frame;
