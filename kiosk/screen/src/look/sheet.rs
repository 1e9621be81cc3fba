//! The contact sheet: the main pages small and side by side, one row for each way to see them.

use service::{Comfort, Contrast, Language, TextSize};

use super::Shot;
use crate::samples::MAIN;
use crate::snapshot::Picture;

/// Height of an upright and of a lying page on the sheet, in pixels.
const UPRIGHT: u32 = 327;
const LYING: u32 = 117;
/// Width of an upright and of a lying page: 1080 : 1920 of their heights.
const UPRIGHT_WIDTH: u32 = 184;
const LYING_WIDTH: u32 = 208;
const GAP: u32 = 8;
/// Mid grey: light and dark pages both stand out.
const GROUND: slint::Rgb8Pixel = slint::Rgb8Pixel { r: 0x80, g: 0x80, b: 0x80 };

/// Rows of the sheet: orientation, language, colours, size.
const ROWS: [(&str, Language, Contrast, TextSize); 8] = [
    ("portrait", Language::Chinese, Contrast::Standard, TextSize::Normal),
    ("portrait", Language::Chinese, Contrast::Standard, TextSize::Largest),
    ("portrait", Language::Chinese, Contrast::DarkHigh, TextSize::Large),
    ("portrait", Language::Chinese, Contrast::LightHigh, TextSize::Small),
    ("portrait", Language::English, Contrast::Standard, TextSize::Normal),
    ("landscape", Language::Chinese, Contrast::Standard, TextSize::Normal),
    ("landscape", Language::English, Contrast::DarkHigh, TextSize::Largest),
    ("landscape", Language::Chinese, Contrast::Low, TextSize::Large),
];

pub(super) struct ContactSheet(Picture);

impl ContactSheet {
    pub(super) fn new() -> Self {
        let width = GAP + MAIN.len() as u32 * (LYING_WIDTH.max(UPRIGHT_WIDTH) + GAP);
        let height = ROWS.iter().map(|row| row_height(row.0) + GAP).sum::<u32>() + GAP;
        let mut picture = Picture::new(width, height);
        picture.pixels_mut().fill(GROUND);
        Self(picture)
    }

    /// Puts a page in its place, if it has one.
    pub(super) fn add(&mut self, shot: &Shot, frame: &Picture) {
        let Comfort { language, size, contrast, .. } = shot.comfort;
        let Some(column) = MAIN.iter().position(|page| *page == shot.page) else { return };
        if shot.way != super::Way::Plain {
            return;
        }
        let Some(row) = ROWS.iter().position(|row| *row == (shot.orientation.as_str(), language, contrast, size))
        else {
            return;
        };
        let upright = shot.orientation == "portrait";
        let small = if upright { frame.fitted(UPRIGHT_WIDTH, UPRIGHT) } else { frame.fitted(LYING_WIDTH, LYING) };
        let cell = LYING_WIDTH.max(UPRIGHT_WIDTH);
        let x = GAP + column as u32 * (cell + GAP) + (cell - small.width()) / 2;
        let y = GAP + ROWS.iter().take(row).map(|row| row_height(row.0) + GAP).sum::<u32>();
        self.0.paste(&small, x, y);
    }

    pub(super) fn picture(&self) -> &Picture {
        &self.0
    }
}

fn row_height(orientation: &str) -> u32 {
    if orientation == "portrait" { UPRIGHT } else { LYING }
}
