//! Walks a page with the Tab key alone, as somebody does who cannot use the glass.

use std::time::Duration;

use slint::platform::Key;
use slint::{Rgb8Pixel, Window};

use super::{Kind, Problem, on};
use crate::Panel;
use crate::geometry::Rect;
use crate::headless::Stage;
use crate::snapshot::{Picture, contrast};
use crate::tree::{Control, clear_focus, controls, key};

/// A state must differ from its neighbour by so much (WCAG 2.2 1.4.11, 2.4.13).
const STATE_CONTRAST: f32 = 3.0;
/// A ring changes at least so many pixels for each pixel of the control's edge (WCAG 2.2 2.4.13), corners left out.
const RING_WIDTH_PX: f32 = 1.8;
/// How far around a control its ring may stand.
const RING_REACH_MM: f32 = 3.0;

/// Everything that is wrong for somebody with a keyboard alone: Tab from the start visits every enabled control once,
/// in reading order, and wraps; each is seen whole and shows that it has the keyboard.
pub fn focus_problems(stage: &Stage, window: &Window, panel: &Panel) -> Vec<Problem> {
    let mut found = Vec::new();
    // A page that was opened with the keyboard gives its first control the focus by itself, a moment later.
    stage.pump(Duration::ZERO);
    clear_focus(window);
    stage.pump(Duration::ZERO);
    stage.settle();
    let expected: Vec<_> = controls(window).into_iter().filter(|c| c.interactive && c.enabled && !c.covered).collect();
    let visited = walk(stage, window, panel, expected.len(), &mut found);

    // A button to the next part of a page has nothing left to do once the keyboard has come to the last one.
    let now = controls(window);
    let still_enabled = |control: &Control| now.iter().any(|c| c.is(control) && c.enabled);
    for control in expected.iter().filter(|control| still_enabled(control)) {
        if !visited.iter().any(|v| v.is(control)) {
            found.push(on(control, Kind::NotReached, "Tab does not reach it".to_owned()));
        }
    }
    let at_first = |control: &Control| expected.iter().find(|e| e.is(control)).map(|e| e.full);
    for pair in visited.windows(2) {
        let [a, b] = pair else { continue };
        // Within what is leafed through, places before anything was leafed: where things stand on the page.
        let leafed = a.viewport.is_some() && b.viewport.is_some();
        let places = if leafed { at_first(a).zip(at_first(b)) } else { Some((a.visible, b.visible)) };
        if places.is_some_and(|(from, to)| goes_back(from, to)) {
            found.push(on(b, Kind::FocusOrder, format!("comes after “{}” at {}", a.label, a.visible)));
        }
    }
    back(stage, window, &visited, &mut found);
    found
}

/// Back with Shift and Tab: the same controls in the other order.
fn back(stage: &Stage, window: &Window, visited: &[Control], found: &mut Vec<Problem>) {
    // The walk ended where it came to its first control again.
    let mut ahead: Vec<&Control> = visited.iter().collect();
    for _ in 0..visited.len() {
        key(window, Key::Backtab);
        stage.pump(Duration::ZERO);
        stage.settle();
        let now = controls(window);
        let Some(focused) = now.iter().find(|c| c.focused && c.interactive) else { continue };
        // What has nothing left to do meanwhile is passed over, as in the walk forth.
        while ahead.last().is_some_and(|next| !next.is(focused) && !now.iter().any(|c| c.is(next) && c.enabled)) {
            ahead.pop();
        }
        match ahead.pop() {
            Some(expected) if expected.is(focused) => {}
            // A button that turns pages and could not be pressed on the way forth.
            _ if !visited.iter().any(|v| v.is(focused)) => {}
            expected => {
                let before = expected.map_or("", |e| e.label.as_str());
                found.push(on(focused, Kind::FocusOrder, format!("comes backwards before “{before}”")));
                return;
            }
        }
    }
}

fn walk(stage: &Stage, window: &Window, panel: &Panel, expected: usize, found: &mut Vec<Problem>) -> Vec<Control> {
    let mut visited: Vec<Control> = Vec::new();
    let mut nowhere = 0;
    for _ in 0..expected * 2 + 5 {
        let before = (stage.frame(), controls(window));
        key(window, Key::Tab);
        stage.pump(Duration::ZERO);
        stage.settle();
        let Some(focused) = controls(window).into_iter().find(|c| c.focused && c.interactive) else {
            nowhere += 1;
            continue;
        };
        if let Some(place) = visited.iter().position(|v| v.is(&focused)) {
            if place > 0 {
                let last = visited.last().map_or("", |l| l.label.as_str());
                found.push(on(&focused, Kind::Trapped, format!("Tab comes back to it from “{last}”")));
            }
            break;
        }
        hidden(&focused, found);
        let old_place = before.1.iter().find(|c| c.is(&focused)).map(|c| c.full);
        if old_place == Some(focused.full) {
            let (changed, least) = ring(&focused, &before.0, &stage.frame(), panel);
            if changed < least {
                let detail = format!("{changed} pixels change by 3:1 when it gets the keyboard, least {least}");
                found.push(on(&focused, Kind::NoRing, detail));
            }
        }
        visited.push(focused);
    }
    if nowhere > 0
        && let Some(first) = visited.first()
    {
        found.push(on(first, Kind::Trapped, format!("{nowhere} presses of Tab lead to nothing")));
    }
    visited
}

fn hidden(control: &Control, found: &mut Vec<Problem>) {
    if !control.visible.contains(control.full, 1.0) {
        let detail = format!("only {} of it is seen with the keyboard on it", control.visible);
        found.push(on(control, Kind::FocusHidden, detail));
    }
}

/// How many pixels change around a control so much that one sees that it has the keyboard, and how many should.
fn ring(control: &Control, before: &Picture, after: &Picture, panel: &Panel) -> (usize, usize) {
    let place = control.visible.grown(RING_REACH_MM * panel.px_per_mm);
    let differs = |(a, b): (&Rgb8Pixel, &Rgb8Pixel)| a != b && contrast(*a, *b) >= STATE_CONTRAST;
    let changed = before
        .rows(place)
        .zip(after.rows(place))
        .flat_map(|(a, b)| a.iter().zip(b))
        .filter(|pair| differs(*pair))
        .count();
    (changed, (2.0 * (control.visible.w + control.visible.h) * RING_WIDTH_PX) as usize)
}

/// Reading goes along a line, then down; a second column starts at its top again.
fn goes_back(from: Rect, to: Rect) -> bool {
    let above = to.bottom() <= from.y + 1.0;
    let beside = to.x >= from.right() - 1.0;
    let same_line = !above && to.y < from.bottom() - 1.0;
    (above && !beside) || (same_line && to.right() <= from.x + 1.0 && to.y < from.y + from.h / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_order() {
        let at = |x, y| Rect { x, y, w: 100.0, h: 50.0 };
        assert!(!goes_back(at(0.0, 0.0), at(120.0, 0.0)), "along the line");
        assert!(!goes_back(at(240.0, 0.0), at(0.0, 60.0)), "to the next line");
        assert!(!goes_back(at(0.0, 300.0), at(120.0, 0.0)), "to the next column");
        assert!(goes_back(at(120.0, 0.0), at(0.0, 0.0)), "back along the line");
        assert!(goes_back(at(0.0, 60.0), at(0.0, 0.0)), "up");
    }
}
