//! The glasses of the trade.

use crate::Panel;
use crate::look::{LANDSCAPE, PORTRAIT};

/// A glass with its name.
#[derive(Debug, Clone)]
pub struct Glass {
    /// `27in-portrait`
    pub name: String,
    /// Its sizes.
    pub panel: Panel,
}

impl Glass {
    /// 15.6" to 43", 1920 × 1080 pixels, upright and lying, the upper edge as high as such cabinets have it.
    pub fn all() -> Vec<Self> {
        // Diagonal, pixels in a mm, upper edge upright and lying in mm.
        let trade = [
            ("15.6", LANDSCAPE.px_per_mm, 1350.0, LANDSCAPE.top_mm),
            ("21.5", 4.034, 1450.0, 1300.0),
            ("27", PORTRAIT.px_per_mm, PORTRAIT.top_mm, 1350.0),
            ("32", 2.710, 1600.0, 1400.0),
            ("43", 2.017, 1750.0, 1500.0),
        ];
        let both = trade.into_iter().flat_map(|(inches, px_per_mm, upright, lying)| {
            [("portrait", 1080, 1920, upright), ("landscape", 1920, 1080, lying)].map(
                |(name, width, height, top_mm)| Self {
                    name: format!("{inches}in-{name}"),
                    panel: Panel { width, height, px_per_mm, top_mm },
                },
            )
        });
        both.collect()
    }

    /// The two that are drawn first and measured most; the others differ in sizes only.
    pub fn is_main(&self) -> bool {
        self.panel == PORTRAIT || self.panel == LANDSCAPE
    }
}
