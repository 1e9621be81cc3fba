//! What a finger or a pen draws: tiles that are painted on as it moves, so that a point is ink at once (whole pads take
//! several frames each), and the points themselves.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

use service::{Intent, Stroke};
use slint::{ComponentHandle, Image, Model, ModelRc, Rgba8Pixel, SharedPixelBuffer, VecModel};

use crate::generated::{App, InkTile, QuestionAdapter, Theme};
use crate::intents::Sink;

/// Side of a tile, in pixels.
const TILE: i32 = 128;
/// Half the width of a line, in mm: that of a signing pen.
const PEN_MM: f32 = 0.45;
/// Points closer together than this, in pixels, are one.
const CLOSE: f32 = 1.0;

/// A tile's place in the model, and its pixels.
type Tile = (usize, SharedPixelBuffer<Rgba8Pixel>);

/// A pad's ink.
#[derive(Default)]
pub(crate) struct Ink {
    tiles: RefCell<HashMap<(i32, i32), Tile>>,
    model: Rc<VecModel<InkTile>>,
    /// Width and height of the pad, in pixels.
    pad: Cell<(f32, f32)>,
    /// Half the width of a line, in pixels.
    pen: Cell<f32>,
    /// The stroke that is being drawn: pixels, and when.
    drawing: RefCell<Vec<(f32, f32, u32)>>,
    began: Cell<Option<Instant>>,
    /// What is drawn, but for the stroke that is being drawn.
    strokes: RefCell<Vec<Stroke>>,
}

impl Ink {
    /// Listens to the pen; whole strokes go to the visit.
    pub(crate) fn connect(app: &App, sink: &Sink) -> Rc<Self> {
        let ink = Rc::new(Self::default());
        let adapter = app.global::<QuestionAdapter>();
        adapter.set_ink(ModelRc::from(ink.model.clone()));
        let (to, weak) = (ink.clone(), app.as_weak());
        adapter.on_pen_down(move |x, y, width, height| {
            if let Some(app) = weak.upgrade() {
                to.pen.set((PEN_MM * app.global::<Theme>().get_px_per_mm()).max(1.2));
                to.down(x, y, (width, height));
                app.global::<QuestionAdapter>().set_inked(true);
            }
        });
        let to = ink.clone();
        adapter.on_pad(move |width, height| to.resized((width, height)));
        let to = ink.clone();
        adapter.on_pen_move(move |x, y| to.moved(x, y));
        let (to, sink) = (ink.clone(), sink.clone());
        adapter.on_pen_up(move || {
            if let Some(stroke) = to.up() {
                sink.send(Intent::Draw(stroke));
            }
        });
        ink
    }

    /// What the visit has of it. What was drawn here already is not drawn again.
    pub(crate) fn show(&self, strokes: &[Stroke]) {
        if *self.strokes.borrow() == strokes {
            return;
        }
        self.clear();
        for stroke in strokes {
            let mut last = None;
            for (x, y, _) in &stroke.0 {
                let at = self.place(*x, *y);
                self.paint(last.unwrap_or(at), at);
                last = Some(at);
            }
        }
        *self.strokes.borrow_mut() = strokes.to_vec();
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.tiles.borrow_mut().clear();
        self.model.set_vec(Vec::new());
        self.strokes.borrow_mut().clear();
        self.drawing.borrow_mut().clear();
    }

    /// The pad has another size: what was drawn is drawn anew.
    fn resized(&self, pad: (f32, f32)) {
        if self.pad.replace(pad) != pad && pad.0 > 0.0 && pad.1 > 0.0 {
            let strokes = self.strokes.borrow().clone();
            self.clear();
            self.show(&strokes);
        }
    }

    fn place(&self, x: u16, y: u16) -> (f32, f32) {
        let (width, height) = self.pad.get();
        (f32::from(x) / 65535.0 * width, f32::from(y) / 65535.0 * height)
    }

    fn down(&self, x: f32, y: f32, pad: (f32, f32)) {
        self.pad.set(pad);
        if self.strokes.borrow().is_empty() {
            self.began.set(Some(Instant::now()));
        }
        *self.drawing.borrow_mut() = vec![(x, y, self.millis())];
        self.paint((x, y), (x, y));
    }

    fn millis(&self) -> u32 {
        let lasted = self.began.get().map(|began| began.elapsed().as_millis());
        lasted.and_then(|millis| u32::try_from(millis).ok()).unwrap_or_default()
    }

    fn moved(&self, x: f32, y: f32) {
        let last = self.drawing.borrow().last().copied();
        // A pointer that moves without being pressed draws nothing.
        let Some((from_x, from_y, _)) = last else { return };
        let (width, height) = self.pad.get();
        let (x, y) = (x.clamp(0.0, width), y.clamp(0.0, height));
        if (x - from_x).hypot(y - from_y) < CLOSE {
            return;
        }
        self.paint((from_x, from_y), (x, y));
        let at = self.millis();
        self.drawing.borrow_mut().push((x, y, at));
    }

    fn up(&self) -> Option<Stroke> {
        let points = std::mem::take(&mut *self.drawing.borrow_mut());
        if points.is_empty() {
            return None;
        }
        let (width, height) = self.pad.get();
        let part = |at: f32, of: f32| (at / of.max(1.0) * 65535.0).clamp(0.0, 65535.0) as u16;
        let stroke = Stroke(points.iter().map(|(x, y, at)| (part(*x, width), part(*y, height), *at)).collect());
        self.strokes.borrow_mut().push(stroke.clone());
        Some(stroke)
    }

    /// A line from one place to another, round at both ends.
    fn paint(&self, from: (f32, f32), to: (f32, f32)) {
        let pen = self.pen.get().max(1.2);
        let reach = pen + 1.0;
        let tile_of = |at: f32| (at.floor() as i32).div_euclid(TILE);
        let (left, right) = (tile_of(from.0.min(to.0) - reach), tile_of(from.0.max(to.0) + reach));
        let (top, bottom) = (tile_of(from.1.min(to.1) - reach), tile_of(from.1.max(to.1) + reach));
        for row in top..=bottom {
            for column in left..=right {
                self.paint_tile((column, row), from, to, pen);
            }
        }
    }

    fn paint_tile(&self, key: (i32, i32), from: (f32, f32), to: (f32, f32), pen: f32) {
        let mut tiles = self.tiles.borrow_mut();
        let fresh = tiles.len();
        let new = !tiles.contains_key(&key);
        let (place, buffer) =
            tiles.entry(key).or_insert_with(|| (fresh, SharedPixelBuffer::new(TILE as u32, TILE as u32)));
        let (left, top) = ((key.0 * TILE) as f32, (key.1 * TILE) as f32);
        let span = |low: f32, high: f32, begin: f32| {
            let first = (low - pen - 1.0 - begin).floor().max(0.0) as usize;
            let last = (high + pen + 1.0 - begin).ceil().clamp(0.0, TILE as f32) as usize;
            first.min(TILE as usize)..last
        };
        let columns = span(from.0.min(to.0), from.0.max(to.0), left);
        let rows = span(from.1.min(to.1), from.1.max(to.1), top);
        let pixels = buffer.make_mut_slice();
        for y in rows {
            for x in columns.clone() {
                let at = (left + x as f32 + 0.5, top + y as f32 + 0.5);
                let covered = (pen + 0.5 - distance(at, from, to)).clamp(0.0, 1.0);
                let alpha = (covered * 255.0) as u8;
                if let Some(pixel) = pixels.get_mut(y * TILE as usize + x)
                    && alpha > pixel.a
                {
                    // White behind its alpha: the colour is the theme's.
                    *pixel = Rgba8Pixel { r: 255, g: 255, b: 255, a: alpha };
                }
            }
        }
        let tile = InkTile { x: left, y: top, picture: Image::from_rgba8(buffer.clone()) };
        if new {
            self.model.push(tile);
        } else if *place < self.model.row_count() {
            self.model.set_row_data(*place, tile);
        }
    }
}

/// From a place to a line.
fn distance(at: (f32, f32), from: (f32, f32), to: (f32, f32)) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let long = dx * dx + dy * dy;
    let along = if long == 0.0 { 0.0 } else { ((at.0 - from.0) * dx + (at.1 - from.1) * dy) / long };
    let along = along.clamp(0.0, 1.0);
    (at.0 - from.0 - along * dx).hypot(at.1 - from.1 - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_painted_where_it_goes_and_a_stroke_is_what_was_drawn() {
        let ink = Ink::default();
        ink.pen.set(2.0);
        ink.down(10.0, 10.0, (300.0, 200.0));
        ink.moved(200.0, 10.0);
        ink.moved(200.4, 10.0);
        assert_eq!(ink.model.row_count(), 2, "two tiles are touched, no others");
        let stroke = ink.up().unwrap();
        assert_eq!(stroke.0.len(), 2, "points that are one are one");
        assert_eq!((stroke.0[1].0, stroke.0[1].1), (43690, 3276));
        assert!(ink.up().is_none(), "it is drawn once");
        ink.moved(50.0, 50.0);
        assert_eq!(ink.model.row_count(), 2, "a pointer that only moves draws nothing");

        let tiles = ink.tiles.borrow();
        let (_, first) = &tiles[&(0, 0)];
        let alpha = |x: usize, y: usize| first.as_slice()[y * TILE as usize + x].a;
        assert_eq!(alpha(60, 10), 255);
        assert_eq!(alpha(60, 30), 0);
        drop(tiles);
        ink.show(&[stroke]);
        assert_eq!(ink.model.row_count(), 2);
        ink.show(&[]);
        assert_eq!(ink.model.row_count(), 0, "taken back");
    }
}
