//! Every delay and limit of a camera, in one table.

use std::time::Duration;

/// Delays and limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Between two looks whether it is still there while nobody wants codes: the visit hears of a pulled plug in half a
    /// second.
    pub there: Duration,
    /// Without a frame for so long while it films, a camera is silent. USB cameras take up to a second to their first one.
    pub silent: Duration,
    /// How long one wait for a frame may take: then wishes are looked at.
    pub frame: Duration,
    /// Between two frames of pictures that no camera paces.
    pub pace: Duration,
    /// How long a picture of a folder is shown.
    pub picture: Duration,
    /// For so long after it was last seen the same code is not told again.
    pub same: Duration,
    /// Frames in a row that cannot be used before the camera is started anew.
    pub unusable: u32,
    /// First wait before it is opened again; doubles.
    pub reopen_first: Duration,
    /// Longest wait before it is opened again.
    pub reopen_most: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            there: Duration::from_millis(250),
            silent: Duration::from_secs(3),
            frame: Duration::from_millis(100),
            pace: Duration::from_millis(33),
            picture: Duration::from_secs(1),
            same: Duration::from_secs(4),
            unusable: 90,
            reopen_first: Duration::from_millis(50),
            reopen_most: Duration::from_secs(2),
        }
    }
}
