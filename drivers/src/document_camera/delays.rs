//! Every delay and limit of a document camera, in one table.

use std::time::Duration;

use crate::camera;

/// Pixels of a frame at most: 5120 × 3840. Document cameras for A4 have 5 to 16 million; a frame is held in memory twice.
pub const PIXELS_MOST: usize = 5120 * 3840;

/// Delays and limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Between two frames that are offered: eight a second, each of which is read at full size and judged.
    pub every: Duration,
    /// How long whoever wants a picture waits for it. A USB camera takes up to a second to its first frame.
    pub still: Duration,
    /// Of the camera itself; `pace` and `same` are not used.
    pub camera: camera::Delays,
}

impl Default for Delays {
    fn default() -> Self {
        let camera = camera::Delays {
            // Large frames come more slowly.
            silent: Duration::from_secs(5),
            unusable: 30,
            ..camera::Delays::default()
        };
        Self { every: Duration::from_millis(125), still: Duration::from_secs(2), camera }
    }
}
