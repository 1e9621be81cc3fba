//! The picture of a sheet in the colours of the screen.

use std::sync::Arc;

use service::{Colours, Contrast, Sheet};
use slint::{Image, Rgb8Pixel, SharedPixelBuffer};

/// The last picture that was made: the same sheet in the same colours is not made twice.
#[derive(Default)]
pub(crate) struct Pictures(Option<(Arc<Sheet>, Contrast, Image)>);

impl Pictures {
    /// The sheet's picture; ink and paper in the colours of the set, so that a white sheet does not dazzle who chose
    /// a dark one.
    pub(crate) fn of(&mut self, sheet: &Arc<Sheet>, contrast: Contrast) -> Image {
        if let Some((made, set, image)) = &self.0
            && Arc::ptr_eq(made, sheet)
            && *set == contrast
        {
            return image.clone();
        }
        let image = draw(sheet, contrast);
        self.0 = Some((sheet.clone(), contrast, image.clone()));
        image
    }

    /// Forgets it.
    pub(crate) fn clear(&mut self) {
        self.0 = None;
    }
}

/// Ink and paper of a set of colours, as the theme's `ink` and `card`.
fn colours(contrast: Contrast) -> ([u8; 3], [u8; 3]) {
    match contrast {
        Contrast::Standard | Contrast::LightHigh => ([0, 0, 0], [255, 255, 255]),
        Contrast::DarkHigh => ([255, 255, 255], [0, 0, 0]),
        Contrast::Low => ([185, 138, 0], [0, 0, 0]),
    }
}

/// Pages in their own colours; where the set has a dark ground, in those of the set by their lightness.
fn draw_pages(pages: &Colours, contrast: Contrast) -> Image {
    let (ink, paper) = colours(contrast);
    let mut buffer = SharedPixelBuffer::<Rgb8Pixel>::new(pages.width, pages.height);
    let (rgb, _) = pages.rgb.reveal().as_chunks::<3>();
    for (pixel, [r, g, b]) in buffer.make_mut_slice().iter_mut().zip(rgb) {
        *pixel = if contrast == Contrast::Standard {
            Rgb8Pixel { r: *r, g: *g, b: *b }
        } else {
            // Lightness by ITU-R BT.601, in thousandths.
            let light = (u32::from(*r) * 299 + u32::from(*g) * 587 + u32::from(*b) * 114) / 1000;
            let [r, g, b] = [0, 1, 2].map(|channel| mix(ink, paper, light as u8, channel));
            Rgb8Pixel { r, g, b }
        };
    }
    Image::from_rgb8(buffer)
}

/// A picture in its own colours.
pub(crate) fn of_colours(picture: &Colours) -> Image {
    draw_pages(picture, Contrast::Standard)
}

/// One channel between ink (gray 0) and paper (gray 255).
fn mix(ink: [u8; 3], paper: [u8; 3], gray: u8, channel: usize) -> u8 {
    let (Some(ink), Some(paper)) = (ink.get(channel), paper.get(channel)) else { return 0 };
    ((u32::from(*paper) * u32::from(gray) + u32::from(*ink) * (255 - u32::from(gray))) / 255) as u8
}

fn draw(sheet: &Sheet, contrast: Contrast) -> Image {
    if let Some(folio) = &sheet.folio {
        return draw_pages(&folio.picture, contrast);
    }
    let picture = &sheet.picture;
    let (ink, paper) = colours(contrast);
    let mix = |gray: u8, channel: usize| mix(ink, paper, gray, channel);
    let mut buffer = SharedPixelBuffer::<Rgb8Pixel>::new(picture.width.into(), picture.height.into());
    for (pixel, gray) in buffer.make_mut_slice().iter_mut().zip(picture.gray.iter()) {
        *pixel = Rgb8Pixel { r: mix(*gray, 0), g: mix(*gray, 1), b: mix(*gray, 2) };
    }
    Image::from_rgb8(buffer)
}
