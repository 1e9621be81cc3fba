//! The height of capitals, measured from pixels.

use service::{Contrast, Language, TextSize};
use slint::Rgb8Pixel;

use super::{Audit, AuditError, CAPS, Least, Row, seen_mm};
use crate::geometry::Rect;
use crate::glass::Glass;
use crate::look::{Way, draw, size_name};
use crate::snapshot::{Picture, luminance};
use crate::tree::{TextBox, read};

/// Capitals that end in straight strokes above and below: round ones reach over the line.
const STRAIGHT: &str = "HEFTLIDBPRNMKXZ";
/// Pages with words of the smallest size; in English, because hanzi have no capitals.
const PAGES: [&str; 4] = ["home", "consent", "record", "home-comfort"];
pub(super) fn rows(audit: &Audit<'_>) -> Result<Vec<Row>, AuditError> {
    let mut least: Vec<Least> = vec![Least::default(); CAPS.len()];
    let mut large = Least::default();
    for glass in Glass::all().into_iter().filter(|glass| audit.scope.whole || glass.is_main()) {
        let screen = super::open(&audit.stage, &glass)?;
        for (size, least) in CAPS.iter().map(|(size, ..)| *size).zip(&mut least) {
            let comfort = Way::Plain.comfort(Language::English, size, Contrast::Standard);
            for (page, view) in audit.samples.iter().filter(|(page, _)| PAGES.contains(&page.as_str())) {
                let frame = draw(&audit.stage, &screen, view, comfort);
                for (mm, text) in capitals(&read(screen.window()).texts, &frame, &glass) {
                    let at = || format!("{}/en/standard/{}/plain/{page} “{text}”", glass.name, size_name(size));
                    least.keep(mm, at);
                    if size == TextSize::Largest {
                        large.keep(mm, at);
                    }
                }
            }
        }
    }
    // A capital is drawn in whole pixels: half a one may be missing on the coarsest glass.
    let half_px = 0.5 / Glass::all().iter().map(|glass| glass.panel.px_per_mm).fold(f32::MAX, f32::min);
    let mut rows = Vec::new();
    for ((size, from, to), least) in CAPS.into_iter().zip(least) {
        let what = format!("lowest capital in the picture, size {}", size_name(size));
        let row = least.row_between("A4", what, (from - half_px, to + half_px), "mm");
        rows.push(Row { limit: format!("{from} to {to} mm, give or take half a pixel"), ..row });
    }
    let from = audit.scope.viewing_mm;
    let what = format!("lowest capital in the picture, largest size, seen from {from} mm");
    rows.push(large.row("A5", what, seen_mm(from) - half_px, "mm"));
    Ok(rows)
}

/// Heights in mm of the texts that begin with a straight capital.
fn capitals(texts: &[TextBox], frame: &Picture, glass: &Glass) -> Vec<(f32, String)> {
    let shown = texts.iter().filter(|text| !text.covered && text.visible.contains(text.ink, 1.0));
    let straight = shown.filter(|text| text.text.chars().next().is_some_and(|first| STRAIGHT.contains(first)));
    let measured =
        straight.filter_map(|text| Some((first_glyph(text, frame)? as f32 / glass.panel.px_per_mm, text.text.clone())));
    measured.collect()
}

/// Height in pixels of the first glyph of the first line.
fn first_glyph(text: &TextBox, frame: &Picture) -> Option<usize> {
    // A line of this font is 1.45 em high.
    let line = Rect { h: text.ink.h.min(text.font_px * 1.45), ..text.ink };
    let rows: Vec<&[Rgb8Pixel]> = frame.rows(line).collect();
    let color = text.color;
    let ink = luminance(Rgb8Pixel { r: color.red(), g: color.green(), b: color.blue() });
    let ground = luminance(*rows.first()?.first()?);
    // At least half of a pixel's darkness is the glyph's.
    let dark = |pixel: &Rgb8Pixel| (luminance(*pixel) - ground).abs() * 2.0 >= (ink - ground).abs();
    let width = rows.first()?.len();
    let inked = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(dark));
    let from = (0..width).find(|column| inked(*column))?;
    let to = (from..width).find(|column| !inked(*column))?;
    let drawn = |row: &&[Rgb8Pixel]| row.get(from..to).is_some_and(|glyph| glyph.iter().any(dark));
    let top = rows.iter().position(&drawn)?;
    let bottom = rows.iter().rposition(drawn)?;
    Some(bottom + 1 - top)
}
