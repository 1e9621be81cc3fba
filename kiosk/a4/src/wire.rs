//! stub for now
use zeroize::Zeroizing;
/// A picture, RGB, rows from the top. Personal: overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Three bytes a pixel.
    pub rgb: Zeroizing<Vec<u8>>,
}
