//! Where content that is longer than its place is divided into pages: between two things, never across one.

use i_slint_core::item_tree::{ItemRc, ParentItemTraversalMode};
use i_slint_core::items::{
    AccessibleRole, BasicBorderRectangle, BorderRectangle, Clip, ComplexText, Flickable, SimpleText,
};
use i_slint_core::lengths::LogicalVector;
use i_slint_core::window::WindowInner;
use slint::{ComponentHandle, Model, ModelRc, VecModel, Window};

use crate::generated::{App, Pager};

/// Places closer together than this are the same, in px.
const SAME: f32 = 1.0;
/// A group that takes a larger part of a page is divided where it must be.
const MOST_FOR_A_GROUP: f32 = 0.55;
/// A page that would be less full than this keeps the headline at its end.
const LEAST_WITHOUT_A_HEADLINE: f32 = 0.4;
/// The ground below the last thing on a card, in px.
const MOST_FOR_AN_EDGE: f32 = 32.0;

/// Connects the callbacks of `Pager`.
pub(crate) fn connect(app: &App) {
    let pager = app.global::<Pager>();
    let weak = app.as_weak();
    pager.on_starts(move |x, y, width, sight, total, most| {
        let content = weak.upgrade().map(|app| content(app.window(), (x, y, width))).unwrap_or_default();
        ModelRc::new(VecModel::from(divide(&content, sight, total, usize::try_from(most).unwrap_or(0))))
    });
    let weak = app.as_weak();
    pager.on_page_with_focus(move |x, y, width, starts| {
        let starts: Vec<f32> = starts.iter().collect();
        let top = weak.upgrade().and_then(|app| focused_top(app.window(), (x, y, width)));
        top.map_or(-1, |top| holding(&starts, top) as i32)
    });
    pager.on_page_of(|starts, from, top, height| {
        let starts: Vec<f32> = starts.iter().collect();
        page_of(&starts, usize::try_from(from).unwrap_or(0), top, height) as i32
    });
}

/// Something that is not to be divided: from its top to its bottom, in px from the top of the content.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Block {
    top: f32,
    bottom: f32,
    /// Holds other things: kept whole only while that leaves no page half empty.
    group: bool,
    /// Can be pressed.
    acts: bool,
    /// A text that stands in nothing else: before something to press it is its headline.
    loose: bool,
}

impl Block {
    /// Whether it stays whole on pages of this height.
    fn stays_whole(self, sight: f32) -> bool {
        self.bottom - self.top <= if self.group { sight * MOST_FOR_A_GROUP } else { sight }
    }
}

/// The ground of a card, from its top to its bottom: it may be divided, but not so that its upper edge stands alone, or
/// with its heading only.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ground {
    top: f32,
    bottom: f32,
}

/// What content is made of.
#[derive(Debug, Default)]
struct Content {
    blocks: Vec<Block>,
    grounds: Vec<Ground>,
}

/// Where pages begin. A page ends before the first block that it cannot hold, and before it holds more than `most`
/// things to press (0: any number); a block that no page can hold is divided.
fn divide(Content { blocks, grounds }: &Content, sight: f32, total: f32, most: usize) -> Vec<f32> {
    let mut starts = vec![0.0];
    let mut start = 0.0;
    loop {
        let mut end = start + sight;
        let crowd = crowd_at(blocks, start, most).filter(|top| *top < end);
        // The lower edge of a card alone is no page.
        let edge_is_left = total - end < MOST_FOR_AN_EDGE
            && blocks.iter().filter(|block| !block.group).all(|block| block.bottom <= end + SAME);
        if crowd.is_none() && (end + SAME >= total || edge_is_left) {
            break;
        }
        end = crowd.unwrap_or(end);
        // Ending before one block may cut another that stands beside it.
        while let Some(cut) = blocks
            .iter()
            .filter(|block| block.top + SAME < end && end + SAME < block.bottom && block.stays_whole(sight))
            .map(|block| block.top)
            .filter(|top| *top > start + SAME)
            .min_by(f32::total_cmp)
        {
            end = cut;
        }
        if let Some(headline) =
            headline_before(blocks, start, end).filter(|top| top - start >= sight * LEAST_WITHOUT_A_HEADLINE)
        {
            end = headline;
        }
        if let Some(ground) = bare_ground_at(blocks, grounds, end).filter(|ground| ground.top > start + SAME) {
            end = ground.top;
        }
        starts.push(end);
        start = end;
    }
    starts
}

/// The top of the headline with which a page would end, while what it heads would stand on the next one.
fn headline_before(blocks: &[Block], start: f32, end: f32) -> Option<f32> {
    let first_after = blocks.iter().filter(|block| block.top + SAME >= end).min_by(|a, b| a.top.total_cmp(&b.top))?;
    let here = blocks.iter().filter(|block| block.top + SAME >= start && block.bottom <= end + SAME);
    let last = here.max_by(|a, b| a.bottom.total_cmp(&b.bottom))?;
    (!first_after.loose && last.loose).then_some(last.top)
}

/// The ground that a page would end in before anything that stands on it, or behind the first of several things.
fn bare_ground_at(blocks: &[Block], grounds: &[Ground], end: f32) -> Option<Ground> {
    let divided = grounds.iter().filter(|ground| ground.top < end && end < ground.bottom);
    let mut bare = divided.filter(|ground| {
        // Of what stands on it, not of the group that it is the ground of; side by side is one line.
        let on = |block: &&Block| block.top > ground.top + SAME && block.bottom < ground.bottom + SAME;
        let mut standing: Vec<&Block> = blocks.iter().filter(on).collect();
        standing.sort_by(|a, b| a.top.total_cmp(&b.top));
        let mut lines: Vec<(f32, f32)> = Vec::new();
        for block in standing {
            match lines.last_mut().filter(|(_, bottom)| block.top + SAME < *bottom) {
                Some((_, bottom)) => *bottom = bottom.max(block.bottom),
                None => lines.push((block.top, block.bottom)),
            }
        }
        let shown = lines.iter().filter(|(top, _)| *top + SAME < end).count();
        shown < if lines.len() > 2 { 2 } else { 1 }
    });
    bare.next().copied()
}

/// The top of the first thing to press that is one too many on a page that begins here. What stands side by side stays
/// together.
fn crowd_at(blocks: &[Block], start: f32, most: usize) -> Option<f32> {
    if most == 0 {
        return None;
    }
    let ahead = blocks.iter().filter(|block| block.acts && block.top + SAME >= start).map(|block| block.top);
    let mut tops: Vec<f32> = ahead.collect();
    tops.sort_by(f32::total_cmp);
    let first = tops.first().copied()?;
    tops.into_iter().skip(most).find(|top| *top > first + SAME)
}

/// The page of what was just moved into a viewport of this height, which showed page `from` before: coming from above
/// it stands at the lower edge, coming from below at the upper one.
fn page_of(starts: &[f32], from: usize, top: f32, height: f32) -> usize {
    let upwards = starts.get(from).is_some_and(|start| top < *start);
    if upwards { holding(starts, top) } else { holding(starts, top + height - 2.0 * SAME) }
}

/// The page on which a place of the content lies.
fn holding(starts: &[f32], place: f32) -> usize {
    starts.iter().rposition(|start| *start <= place + SAME).unwrap_or(0)
}

/// How far what has the keyboard is below the top of the content in the viewport at a place of the window.
fn focused_top(window: &Window, (x, y, width): (f32, f32, f32)) -> Option<f32> {
    let up = |item: &ItemRc| item.parent_item(ParentItemTraversalMode::StopAtPopups);
    let mut item = WindowInner::from_pub(window).focus_item.borrow().upgrade()?;
    let mut top = 0.0;
    let (viewport, moved) = loop {
        top += item.geometry().origin.y;
        let around = up(&item)?;
        if let Some(flickable) = around.downcast::<Flickable>() {
            let moved = flickable.as_pin_ref().content_y().0;
            break (around, moved);
        }
        item = around;
    };
    let mut place = viewport.geometry().origin;
    let mut around = up(&viewport);
    while let Some(outer) = around {
        place += outer.geometry().origin.to_vector();
        around = up(&outer);
    }
    let near = |a: f32, b: f32| (a - b).abs() <= SAME;
    (near(place.x, x) && near(place.y, y) && near(viewport.geometry().width(), width)).then_some(top - moved)
}

/// Texts and whatever has a role in the viewport at a place of the window.
fn content(window: &Window, viewport: (f32, f32, f32)) -> Content {
    let mut found = Content::default();
    if let Some(component) = WindowInner::from_pub(window).try_component() {
        search(&ItemRc::new_root(component), LogicalVector::default(), viewport, &mut found);
    }
    found
}

/// Looks for the viewport; `origin` is that of the item's parent in the window.
fn search(item: &ItemRc, origin: LogicalVector, viewport: (f32, f32, f32), found: &mut Content) {
    if hidden(item) {
        return;
    }
    let geometry = item.geometry();
    let here = geometry.origin.to_vector() + origin;
    if let Some(flickable) = item.downcast::<Flickable>() {
        let (x, y, width) = viewport;
        let near = |a: f32, b: f32| (a - b).abs() <= SAME;
        if near(here.x, x) && near(here.y, y) && near(geometry.width(), width) {
            let moved = flickable.as_pin_ref().content_y().0;
            each_child(item, |child| collect(child, -moved, false, found));
            return;
        }
    }
    each_child(item, |child| search(child, here, viewport, found));
}

/// `inside`: what it stands in is a block itself.
fn collect(item: &ItemRc, above: f32, inside: bool, found: &mut Content) {
    if hidden(item) {
        return;
    }
    let geometry = item.geometry();
    let top = above + geometry.origin.y;
    let is_text = item.downcast::<SimpleText>().is_some() || item.downcast::<ComplexText>().is_some();
    let role = item.accessible_role();
    let block = is_text || role != AccessibleRole::None;
    if block {
        let group = role == AccessibleRole::Groupbox;
        let acts = matches!(role, AccessibleRole::Button | AccessibleRole::RadioButton | AccessibleRole::Switch);
        found.blocks.push(Block { top, bottom: top + geometry.height(), group, acts, loose: is_text && !inside });
        if group && !inside && is_ground(item) {
            found.grounds.push(Ground { top, bottom: top + geometry.height() });
        }
    } else if !inside && is_ground(item) {
        found.grounds.push(Ground { top, bottom: top + geometry.height() });
    }
    each_child(item, |child| collect(child, top, inside || block, found));
}

/// A rectangle with an edge.
fn is_ground(item: &ItemRc) -> bool {
    item.downcast::<BasicBorderRectangle>().is_some() || item.downcast::<BorderRectangle>().is_some()
}

fn hidden(item: &ItemRc) -> bool {
    item.downcast::<Clip>().is_some_and(|clip| {
        let clip = clip.as_pin_ref();
        clip.is_visibility_clip() && clip.clip()
    })
}

fn each_child(item: &ItemRc, mut f: impl FnMut(&ItemRc)) {
    let mut child = item.first_child();
    while let Some(next) = child {
        f(&next);
        child = next.next_sibling();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(blocks: &[Block]) -> Content {
        Content { blocks: blocks.to_vec(), grounds: Vec::new() }
    }

    fn rows(heights: &[f32]) -> (Vec<Block>, f32) {
        let mut top = 0.0;
        let blocks = heights
            .iter()
            .map(|height| {
                let block = Block { top, bottom: top + height, group: false, acts: true, loose: false };
                top += height + 10.0;
                block
            })
            .collect();
        (blocks, top - 10.0)
    }

    #[test]
    fn pages_end_between_two_things() {
        let cases: &[(&[f32], f32, &[f32])] = &[
            (&[50.0, 50.0], 200.0, &[0.0]),
            (&[50.0, 50.0, 50.0, 50.0], 130.0, &[0.0, 120.0]),
            (&[50.0, 50.0, 50.0], 100.0, &[0.0, 60.0, 120.0]),
            // What is taller than a page is divided.
            (&[250.0], 100.0, &[0.0, 100.0, 200.0]),
        ];
        for (heights, sight, starts) in cases {
            let (blocks, total) = rows(heights);
            assert_eq!(&divide(&of(&blocks), *sight, total, 0), starts, "{heights:?} in {sight}");
        }
    }

    #[test]
    fn e6_a_page_holds_no_more_things_to_press_than_it_may() {
        let (blocks, total) = rows(&[50.0; 7]);
        assert_eq!(divide(&of(&blocks), 1000.0, total, 3), [0.0, 180.0, 360.0]);
        assert_eq!(divide(&of(&blocks), 1000.0, total, 0), [0.0]);
        assert_eq!(divide(&of(&blocks), 130.0, total, 3), [0.0, 120.0, 240.0, 360.0], "room still counts");
        // Four side by side stay together, and the next row is another page's.
        let block = |top: f32| Block { top, bottom: top + 40.0, group: false, acts: true, loose: false };
        let grid = [block(0.0), block(0.0), block(0.0), block(0.0), block(50.0)];
        assert_eq!(divide(&of(&grid), 1000.0, 90.0, 3), [0.0, 50.0]);
    }

    #[test]
    fn blocks_side_by_side_stay_whole_both() {
        let block = |top, bottom| Block { top, bottom, group: false, acts: false, loose: false };
        let blocks = [block(80.0, 110.0), block(60.0, 95.0)];
        assert_eq!(divide(&of(&blocks), 90.0, 150.0, 0), [0.0, 60.0]);
    }

    #[test]
    fn a_group_is_divided_when_it_would_leave_a_page_empty() {
        let block = |top, bottom, group| Block { top, bottom, group, acts: false, loose: false };
        let small = [block(0.0, 60.0, false), block(70.0, 110.0, true), block(75.0, 90.0, false)];
        assert_eq!(divide(&of(&small), 100.0, 150.0, 0), [0.0, 70.0]);
        let large = [block(0.0, 30.0, false), block(40.0, 130.0, true), block(75.0, 90.0, false)];
        assert_eq!(divide(&of(&large), 100.0, 150.0, 0), [0.0, 100.0]);
    }

    #[test]
    fn a_headline_goes_along_with_what_it_heads() {
        let row = |top: f32| Block { top, bottom: top + 40.0, group: false, acts: true, loose: false };
        let headline = |top: f32| Block { top, bottom: top + 20.0, group: false, acts: false, loose: true };
        let blocks = [row(0.0), headline(50.0), row(80.0), row(130.0)];
        assert_eq!(divide(&of(&blocks), 100.0, 170.0, 0), [0.0, 50.0, 130.0]);
        // A page of nothing but a headline would be no better.
        let blocks = [headline(0.0), Block { bottom: 190.0, ..row(30.0) }];
        assert_eq!(divide(&of(&blocks), 180.0, 190.0, 0), [0.0, 30.0]);
        // The last words of what stands before are no headline.
        let said = Block { loose: false, ..headline(50.0) };
        assert_eq!(divide(&of(&[row(0.0), said, row(80.0), row(130.0)]), 100.0, 170.0, 0), [0.0, 80.0]);
    }

    #[test]
    fn the_upper_edge_of_a_card_goes_along_with_what_stands_on_it() {
        let text = |top: f32| Block { top, bottom: top + 40.0, group: false, acts: false, loose: true };
        let card = Ground { top: 70.0, bottom: 200.0 };
        let content = Content { blocks: vec![text(0.0), text(85.0), text(140.0)], grounds: vec![card] };
        assert_eq!(divide(&content, 110.0, 200.0, 0), [0.0, 70.0], "nor does the lower edge");
        // A card that shows something before the end is divided as ever.
        let content = Content { blocks: vec![text(0.0), text(75.0), text(140.0)], grounds: vec![card] };
        assert_eq!(divide(&content, 120.0, 200.0, 0), [0.0, 120.0]);
    }

    #[test]
    fn the_heading_of_a_card_goes_along_with_what_it_heads() {
        let text = |top: f32| Block { top, bottom: top + 20.0, group: false, acts: false, loose: false };
        let card = Ground { top: 70.0, bottom: 200.0 };
        let group = Block { top: 70.0, bottom: 200.0, group: true, acts: false, loose: false };
        // Its picture, a little higher, is no line of its own.
        let blocks = vec![text(0.0), group, text(78.0), text(80.0), text(120.0), text(150.0)];
        let content = Content { blocks, grounds: vec![card] };
        assert_eq!(divide(&content, 115.0, 200.0, 0), [0.0, 70.0], "not the heading alone");
        assert_eq!(divide(&content, 145.0, 200.0, 0), [0.0, 145.0], "but with what it heads");
    }

    #[test]
    fn the_focus_turns_to_its_page() {
        let starts = [0.0, 100.0, 180.0];
        let cases = [
            // From the first page down to something on the second, on the third.
            (0, 40.0, 100.0, 1),
            (0, 130.0, 100.0, 2),
            // From the third up to something on the second, on the first.
            (2, 130.0, 80.0, 1),
            (2, 20.0, 80.0, 0),
        ];
        for (from, top, height, page) in cases {
            assert_eq!(page_of(&starts, from, top, height), page, "from {from} to {top}");
        }
    }
}
