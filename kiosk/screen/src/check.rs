//! Measures a page as it stands on the screen against the rules for a terminal in a lobby: sizes in millimetres on the
//! real glass, contrast of what was drawn, nothing cut, nothing overlapping, everything reachable with the keyboard.
//!
//! Sources: VVSG 2.0 7.1-C, 7.1-D, 7.1-G, 7.2-I; WCAG 2.2 1.4.3, 2.4.3, 2.4.7, 2.4.13; EN 301 549 5.1.6.

mod colours;
mod focus;

use std::collections::BTreeMap;
use std::fmt;

use service::{Comfort, Contrast};
use slint::Window;

use crate::geometry::Rect;
use crate::screen::reach;
use crate::snapshot::Picture;
use crate::tree::{Control, TextBox, Tree, read};
use crate::{NEXT_SCREEN_LABELS, Panel};

pub use focus::focus_problems;

/// Limits, in millimetres on the glass.
pub mod limits {
    /// Edge of a target (VVSG 2.0 7.2-I).
    pub const TARGET_MM: f32 = 12.7;
    /// Room between two targets (VVSG 2.0 7.2-I).
    pub const GAP_MM: f32 = 2.54;
    /// Height of a capital letter of Noto Sans CJK in em; measured on Debian's fonts-noto-cjk.
    pub const CAP_EM: f32 = 0.733;
    /// Pixels are whole: what is rounded to the next one is not too small yet.
    pub const ROUNDING_PX: f32 = 1.0;
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A target is smaller than a finger needs.
    TargetTooSmall,
    /// Two targets are too near to each other.
    GapTooSmall,
    /// Two things lie over each other.
    Overlap,
    /// Something lies outside the window, or in a part that no button leads to.
    Outside,
    /// A text has less room than it needs.
    Cut,
    /// The edge of a part that is leafed through goes through a line of text.
    Halved,
    /// A control has no name.
    NoLabel,
    /// A control shows no word, but a picture alone.
    NoWord,
    /// Letters are lower than the person chose.
    TextTooSmall,
    /// Too little contrast, or too much for eyes that light hurts.
    Contrast,
    /// A text that is there was not drawn: no glyphs, or something lies over it.
    NotDrawn,
    /// Nothing at all was drawn.
    Blank,
    /// The keyboard does not reach a control.
    NotReached,
    /// The keyboard cannot leave a control, or stands on nothing.
    Trapped,
    /// The keyboard goes back to what was read before.
    FocusOrder,
    /// What has the keyboard cannot be seen whole.
    FocusHidden,
    /// What has the keyboard does not show it.
    NoRing,
}

/// One thing that is wrong on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What.
    pub kind: Kind,
    /// Label or text of what it is about.
    pub on: String,
    /// Where.
    pub at: Rect,
    /// How much, and what it should be.
    pub detail: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: “{}” ({}): {}", self.kind, self.on, self.at, self.detail)
    }
}

/// What is measured of a page, each as its worst value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Shorter side of the smallest target, mm.
    TargetMm,
    /// Least room between two targets that can be used, mm.
    GapMm,
    /// Least room between a target and the edge of the glass, mm.
    EdgeMm,
    /// Height of the lowest capital, mm.
    CapMm,
    /// Least contrast of a text's colour with what its place is filled with.
    Contrast,
    /// Least contrast with its ground that the strongest drawn pixel of a text has, as part of what its colour has.
    Drawn,
    /// Least height of a line by its font size.
    Line,
    /// Least height of the upper edge of a target below [`crate::screen::reach::MOST_MM`], mm.
    ReachMm,
}

/// The worst that was measured of each quantity, with what it was measured on. Less is worse.
pub type Worst = BTreeMap<Quantity, (f32, String)>;

/// A page as it was checked.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Everything that is wrong, but for the keyboard; see [`focus_problems`].
    pub problems: Vec<Problem>,
    /// What was measured.
    pub worst: Worst,
}

/// Keeps the worse of two values.
pub fn keep_worst(worst: &mut Worst, quantity: Quantity, value: f32, on: &str) {
    match worst.get_mut(&quantity) {
        Some((least, _)) if *least <= value => {}
        Some(held) => *held = (value, on.to_owned()),
        None => drop(worst.insert(quantity, (value, on.to_owned()))),
    }
}

/// Everything that is wrong with what `frame` shows of `window`, but for the keyboard; see [`focus_problems`].
pub fn problems(window: &Window, frame: &Picture, panel: &Panel, comfort: Comfort) -> Vec<Problem> {
    page(window, frame, panel, comfort).problems
}

/// Measures what `frame` shows of `window`.
pub fn page(window: &Window, frame: &Picture, panel: &Panel, comfort: Comfort) -> Checked {
    let size = window.size();
    let check = Check {
        tree: read(window),
        screen: Rect { x: 0.0, y: 0.0, w: size.width as f32, h: size.height as f32 },
        px_per_mm: panel.px_per_mm,
        comfort,
    };
    let mut found = Vec::new();
    if frame.colours(3) < 3 {
        found.push(Problem {
            kind: Kind::Blank,
            on: String::new(),
            at: check.screen,
            detail: "fewer than three colours are on the screen".to_owned(),
        });
    }
    let mut worst = Worst::new();
    check.targets(&mut found, &mut worst, panel);
    check.gaps(&mut found, &mut worst);
    check.texts(&mut found, &mut worst);
    check.overlaps(&mut found);
    check.touch_areas(&mut found);
    let bounds = contrast_bounds(comfort.contrast);
    for text in check.shown_texts() {
        let disabled = check.disabled(text);
        let Some(colours) = colours::measure(text, frame) else { continue };
        found.extend(colours.problem(text, disabled, bounds));
        if !disabled {
            keep_worst(&mut worst, Quantity::Contrast, colours.ratio, &text.text);
            if let Some(drawn) = colours.drawn(text) {
                keep_worst(&mut worst, Quantity::Drawn, drawn, &text.text);
            }
        }
    }
    Checked { problems: found, worst }
}

/// Least and most contrast of a text (VVSG 2.0 7.1-C and 7.1-D).
fn contrast_bounds(contrast: Contrast) -> (f32, f32) {
    match contrast {
        Contrast::Standard => (10.0, 21.0),
        Contrast::DarkHigh => (15.0, 21.0),
        Contrast::LightHigh => (20.0, 21.0),
        Contrast::Low => (4.5, 8.0),
    }
}

struct Check {
    tree: Tree,
    screen: Rect,
    px_per_mm: f32,
    comfort: Comfort,
}

impl Check {
    fn shown_targets(&self) -> impl Iterator<Item = (usize, &Control)> {
        let targets = self.tree.controls.iter().enumerate();
        targets.filter(|(_, c)| c.interactive && !c.covered && !c.visible.is_empty())
    }

    fn shown_texts(&self) -> impl Iterator<Item = &TextBox> {
        self.tree.texts.iter().filter(|t| !t.covered && !t.visible.is_empty())
    }

    fn targets(&self, found: &mut Vec<Problem>, worst: &mut Worst, panel: &Panel) {
        let least = limits::TARGET_MM * self.px_per_mm - limits::ROUNDING_PX;
        for control in self.tree.controls.iter().filter(|c| c.interactive && !c.covered) {
            if control.label.trim().is_empty() {
                found.push(on(control, Kind::NoLabel, format!("a {:?} without a name", control.role)));
            }
            if !control.visible.is_empty() {
                self.measure_target(control, worst, panel);
            }
            // What is leafed through may end within a control: its word may be on the next part.
            let whole = !control.visible.is_empty() && control.visible == control.full;
            if whole && !self.shown_texts().any(|text| control.full.contains(text.ink, limits::ROUNDING_PX)) {
                found.push(on(control, Kind::NoWord, "a picture alone".to_owned()));
            }
            if !control.visible.is_empty() && (control.full.w < least || control.full.h < least) {
                let (w, h) = (control.full.w / self.px_per_mm, control.full.h / self.px_per_mm);
                let detail = format!("{w:.1} × {h:.1} mm, least {} mm", limits::TARGET_MM);
                found.push(on(control, Kind::TargetTooSmall, detail));
            }
            let outside = !self.screen.contains(control.full, limits::ROUNDING_PX);
            if outside && control.viewport.is_none() {
                found.push(on(control, Kind::Outside, format!("the window is {}", self.screen)));
            } else if control.viewport.is_some() && cut_off(control) && !self.can_leaf() {
                found.push(on(control, Kind::Outside, "no button leads to the rest of the page".to_owned()));
            }
        }
    }

    fn measure_target(&self, control: &Control, worst: &mut Worst, panel: &Panel) {
        let mut keep = |quantity, px: f32| keep_worst(worst, quantity, px / self.px_per_mm, &control.label);
        keep(Quantity::TargetMm, control.full.w.min(control.full.h));
        // A page that is pressed as a whole goes to the edges; what is meant is in its middle.
        if control.full.w < 0.99 * self.screen.w {
            let Rect { x, y, .. } = control.visible;
            let (right, below) = (self.screen.w - control.visible.right(), self.screen.h - control.visible.bottom());
            keep(Quantity::EdgeMm, x.min(y).min(right).min(below));
        }
        if self.comfort.reach {
            let spare = reach::MOST_MM - panel.above_floor_mm(control.visible.y);
            keep_worst(worst, Quantity::ReachMm, spare, &control.label);
        }
    }

    /// Whether the page has a button that turns to the next or the previous part of it.
    fn can_leaf(&self) -> bool {
        self.shown_targets().any(|(_, c)| NEXT_SCREEN_LABELS.contains(&c.label.as_str()))
    }

    fn gaps(&self, found: &mut Vec<Problem>, worst: &mut Worst) {
        let least = limits::GAP_MM * self.px_per_mm - limits::ROUNDING_PX;
        for (i, a) in self.shown_targets() {
            for (j, b) in self.shown_targets().filter(|(j, _)| *j > i) {
                // A finger that slips onto something that cannot be used does no harm.
                let harmless = !a.enabled || !b.enabled;
                if self.tree.within(Some(i), j) || self.tree.within(Some(j), i) {
                    continue;
                }
                let shared = a.visible.intersection(b.visible);
                let gap = a.visible.gap(b.visible);
                if !harmless {
                    keep_worst(worst, Quantity::GapMm, gap / self.px_per_mm, &a.label);
                }
                if shared.w > 1.0 && shared.h > 1.0 {
                    found.push(on(a, Kind::Overlap, format!("with “{}”, by {shared}", b.label)));
                } else if gap < least && !harmless {
                    let mm = gap / self.px_per_mm;
                    found.push(on(
                        a,
                        Kind::GapTooSmall,
                        format!("{mm:.2} mm to “{}”, least {} mm", b.label, limits::GAP_MM),
                    ));
                }
            }
        }
    }

    fn texts(&self, found: &mut Vec<Problem>, worst: &mut Worst) {
        let least = self.comfort.size.cap_height_mm() * self.px_per_mm;
        for text in self.tree.texts.iter().filter(|t| !t.covered) {
            let cap = text.font_px * limits::CAP_EM;
            keep_worst(worst, Quantity::CapMm, cap / self.px_per_mm, &text.text);
            if text.full.h > text.font_px && text.ink.h < text.font_px * 2.0 {
                keep_worst(worst, Quantity::Line, text.ink.h / text.font_px, &text.text);
            }
            if cap < least - limits::ROUNDING_PX {
                let mm = cap / self.px_per_mm;
                let detail = format!("capitals {mm:.1} mm, chosen {} mm", self.comfort.size.cap_height_mm());
                found.push(on_text(text, Kind::TextTooSmall, detail));
            }
            if text.cut {
                found.push(on_text(text, Kind::Cut, format!("its box is {}", text.full)));
            }
            match text.viewport {
                None if !self.screen.contains(text.ink, limits::ROUNDING_PX) => {
                    found.push(on_text(text, Kind::Outside, format!("the window is {}", self.screen)));
                }
                Some(_) if halved(text) => {
                    let detail = format!("{:.0} of {:.0} px are seen", text.visible.h, text.ink.h);
                    found.push(on_text(text, Kind::Halved, detail));
                }
                Some(_) if text.visible.is_empty() && !self.can_leaf() => {
                    found.push(on_text(text, Kind::Outside, "no button leads to the rest of the page".to_owned()));
                }
                _ => {}
            }
        }
    }

    fn overlaps(&self, found: &mut Vec<Problem>) {
        let texts: Vec<_> = self.shown_texts().collect();
        let over = |a: Rect, b: Rect| {
            let shared = a.intersection(b);
            (shared.w > 2.0 && shared.h > 2.0).then_some(shared)
        };
        for (i, a) in texts.iter().enumerate() {
            for b in texts.iter().skip(i + 1) {
                if let Some(shared) = over(a.visible, b.visible) {
                    found.push(on_text(a, Kind::Overlap, format!("with the text “{}”, by {shared}", b.text)));
                }
            }
            // A card that lies over the one before is no target.
            let shown = (0..).zip(&self.tree.controls).filter(|(_, control)| !control.covered);
            for (index, control) in shown {
                if !self.tree.within(a.inside, index)
                    && let Some(shared) = over(a.visible, control.visible)
                {
                    found.push(on_text(a, Kind::Overlap, format!("with the control “{}”, by {shared}", control.label)));
                }
            }
        }
    }

    /// Every place that takes a touch belongs to something with a name.
    fn touch_areas(&self, found: &mut Vec<Problem>) {
        for (area, control) in &self.tree.touch_areas {
            // A pad is written on; what does the same by keys stands beside it.
            let pen = |place: usize| self.tree.controls.get(place).is_some_and(|control| control.id == "pen");
            if control.is_some_and(pen) {
                continue;
            }
            let named = self.shown_targets().any(|(i, c)| {
                self.tree.within(*control, i)
                    || c.full.contains(*area, limits::ROUNDING_PX)
                    || area.contains(c.full, limits::ROUNDING_PX)
            });
            if !named && !area.is_empty() && area.area() < 0.95 * self.screen.area() {
                found.push(Problem {
                    kind: Kind::NoLabel,
                    on: String::new(),
                    at: *area,
                    detail: "a place that takes touches and has no control".to_owned(),
                });
            }
        }
    }

    fn disabled(&self, text: &TextBox) -> bool {
        let mut next = text.inside;
        while let Some(control) = next.and_then(|index| self.tree.controls.get(index)) {
            if control.interactive && !control.enabled {
                return true;
            }
            next = control.parent;
        }
        false
    }
}

/// Whether a pixel or more of it is not seen.
fn cut_off(control: &Control) -> bool {
    let (full, visible) = (&control.full, &control.visible);
    full.w - visible.w >= limits::ROUNDING_PX || full.h - visible.h >= limits::ROUNDING_PX
}

fn on(control: &Control, kind: Kind, detail: String) -> Problem {
    Problem { kind, on: control.label.clone(), at: control.full, detail }
}

fn on_text(text: &TextBox, kind: Kind, detail: String) -> Problem {
    Problem { kind, on: text.text.clone(), at: text.ink, detail }
}

/// Whether a line is cut through by the edge of what is leafed. A paragraph may go over the edge; and above and
/// below the glyphs of a line (1.45 em high) there is room that may be cut off.
fn halved(text: &TextBox) -> bool {
    const BLANK: f32 = 0.2;
    let one_line = text.ink.h < text.font_px * 2.0;
    let seen = text.visible.h / text.ink.h.max(1.0);
    one_line && !text.visible.is_empty() && (BLANK..1.0 - BLANK).contains(&seen)
}
