//! Characters as dots: outlines scaled to the printer's cell, black or white.

use std::collections::HashMap;
use std::sync::Arc;

use swash::scale::{Render, ScaleContext, Source};
use swash::zeno::Format;
use zeroize::{Zeroize, Zeroizing};

use crate::fonts::{Fonts, Found, SUBSTITUTE};
use crate::measures::{CELL_HEIGHT, CELL_WIDTH, GLYPHS_KEPT};
use crate::width::columns_of;

/// One character as dots of a cell at single size. A row is one number, its highest bit the leftmost dot.
pub(crate) struct Dots {
    /// 12 or 24.
    pub(crate) width: u16,
    pub(crate) rows: [u32; CELL_HEIGHT as usize],
}

impl Drop for Dots {
    fn drop(&mut self) {
        self.rows.zeroize();
    }
}

pub(crate) type Glyph = Arc<Dots>;

/// Drawn characters and what is needed to draw more.
#[derive(Default)]
pub(crate) struct Cache {
    /// By character and whether it is bold.
    drawn: HashMap<(char, bool), Glyph>,
    context: ScaleContext,
}

/// Coverage from which a dot is black, of 255. Under one half: strokes of 24-dot Chinese are thinner than a dot, and a
/// stroke that vanishes makes another character.
const INK_FROM: u8 = 104;

/// Ems of Latin in dots, and where its baseline lies: capitals and digits stand in the middle of the cell as the
/// Chinese does, and `g`, `j`, `p` keep their tails.
const LATIN_EM: f32 = 23.0;
const LATIN_BASELINE: i32 = 19;

/// Ems of full-width characters; the ideographic em box is 0.88 over and 0.12 under the baseline.
const WIDE_EM: f32 = 24.0;
const WIDE_BASELINE: i32 = 21;

impl Cache {
    pub(crate) fn get(&mut self, fonts: &Fonts, c: char, bold: bool) -> Glyph {
        if let Some(glyph) = self.drawn.get(&(c, bold)) {
            return Arc::clone(glyph);
        }
        let glyph = Arc::new(self.draw(fonts, c, bold));
        if self.drawn.len() >= GLYPHS_KEPT {
            self.drawn.clear();
        }
        self.drawn.insert((c, bold), Arc::clone(&glyph));
        glyph
    }

    fn draw(&mut self, fonts: &Fonts, c: char, bold: bool) -> Dots {
        let mut dots = Dots { width: columns_of(c) as u16 * CELL_WIDTH, rows: [0; CELL_HEIGHT as usize] };
        if c.is_whitespace() {
            return dots;
        }
        match fonts.find(c, bold).or_else(|| fonts.find(SUBSTITUTE, bold)) {
            Some(found) => {
                self.scale(&found, &mut dots);
                if bold && !found.bold {
                    thicken(&mut dots);
                }
            }
            None => frame(&mut dots),
        }
        dots
    }

    fn scale(&mut self, found: &Found<'_>, dots: &mut Dots) {
        let wide = dots.width > CELL_WIDTH;
        let (em, baseline) = if wide { (WIDE_EM, WIDE_BASELINE) } else { (LATIN_EM, LATIN_BASELINE) };
        let mut scaler = self.context.builder(found.face.font()).size(em).hint(true).build();
        let Some(image) = Render::new(&[Source::Outline]).format(Format::Alpha).render(&mut scaler, found.glyph) else {
            return;
        };
        let place = image.placement;
        let mask = Zeroizing::new(image.data);
        let advance = if wide { em } else { em / 2.0 };
        let left = place.left + ((f32::from(dots.width) - advance) / 2.0).round() as i32;
        let inside = u32::MAX << (32 - u32::from(dots.width));
        for (y, row) in (baseline - place.top..).zip(mask.chunks_exact(place.width.max(1) as usize)) {
            let Some(target) = usize::try_from(y).ok().and_then(|y| dots.rows.get_mut(y)) else { continue };
            for (x, ink) in (left..).zip(row) {
                if *ink >= INK_FROM && (0..i32::from(dots.width)).contains(&x) {
                    *target |= 1 << (31 - x);
                }
            }
            *target &= inside;
        }
    }
}

/// A font without a bold face is thickened as the printer thickens its own: one dot to the right.
fn thicken(dots: &mut Dots) {
    let inside = u32::MAX << (32 - u32::from(dots.width));
    for row in &mut dots.rows {
        *row |= (*row >> 1) & inside;
    }
}

/// An empty frame: what is left when not even the substitute has a glyph.
fn frame(dots: &mut Dots) {
    let full = (u32::MAX << (32 - u32::from(dots.width.saturating_sub(4)))) >> 2;
    let sides = (1 << 29) | (1 << (34 - u32::from(dots.width)));
    let last = dots.rows.len().saturating_sub(3);
    for (y, row) in dots.rows.iter_mut().enumerate().take(last + 1).skip(2) {
        *row = if y == 2 || y == last { full } else { sides };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_without_any_font_is_a_frame() {
        let mut dots = Dots { width: 12, rows: [0; 24] };
        frame(&mut dots);
        assert_eq!(dots.rows[1..4], [0, 0xff << 22, (1 << 29) | (1 << 22)]);
        assert_eq!(dots.rows[20..], [(1 << 29) | (1 << 22), 0xff << 22, 0, 0]);
    }

    #[test]
    fn thick_strokes_stay_in_the_cell() {
        let mut dots = Dots { width: 12, rows: [(1 << 20) | (1 << 31); 24] };
        thicken(&mut dots);
        assert_eq!(dots.rows[0], (1 << 20) | (3 << 30));
    }

    #[test]
    fn every_printed_character_has_dots_and_none_leaves_its_cell() {
        let fonts = Fonts::load().unwrap();
        for c in "王A1g至─━（䶮𬱖𠀔\u{323ae}".chars() {
            for bold in [false, true] {
                let glyph = fonts.glyph(c, bold);
                assert!(glyph.rows.iter().any(|row| *row != 0), "{c}");
                assert!(glyph.rows.iter().all(|row| row & (u32::MAX >> glyph.width) == 0), "{c}");
            }
        }
    }
}
