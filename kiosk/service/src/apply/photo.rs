//! What the document camera sees, and the pages that are photographed. All of it is wiped when it is dropped.

use domain::Sensitive;

use crate::sheet::Colours;

/// A photographed page. Its bytes are wiped when it is dropped.
pub struct Photo {
    /// As it is handed in.
    pub jpeg: Sensitive<Vec<u8>>,
    /// Small, for the screen.
    pub thumb: Colours,
}

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Photo").finish_non_exhaustive()
    }
}

impl PartialEq for Photo {
    /// Every photograph is another one.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// What lies under the document camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// No sheet.
    NoSheet,
    /// A sheet that reaches out of the picture.
    CutOff,
    /// A sheet too far away to be read.
    TooSmall,
    /// A sheet that lies aslant.
    Tilted,
    /// It moves, or is not sharp.
    Blurred,
    /// Light is thrown back.
    Glare,
    /// Too little light.
    TooDark,
    /// It can be read.
    Good,
}

/// What the document camera sees now. Its bytes are wiped when it is dropped.
pub struct Seen {
    /// What it is like.
    pub sight: Sight,
    /// The picture, small.
    pub picture: Colours,
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen").field("sight", &self.sight).finish_non_exhaustive()
    }
}

impl PartialEq for Seen {
    /// Every picture is another one.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
