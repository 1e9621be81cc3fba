//! Finds characters that no font has: typst draws nothing for them and does not say so.

use typst::layout::{Frame, FrameItem};

/// The first such character of a page.
pub(crate) fn missing(frame: &Frame) -> Option<char> {
    frame.items().find_map(|(_, item)| match item {
        FrameItem::Group(group) => missing(&group.frame),
        FrameItem::Text(text) => {
            // Glyph 0 is .notdef. Source: OpenType specification, `cmap`.
            let absent = text.glyphs.iter().find(|glyph| glyph.id == 0)?;
            Some(text.text.get(absent.range()).and_then(|part| part.chars().next()).unwrap_or('\u{fffd}'))
        }
        _ => None,
    })
}
