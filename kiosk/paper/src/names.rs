//! Names on paper: no character of a name is ever silently missing.

use std::fmt::Write;

use zeroize::Zeroizing;

use crate::fonts::{Fonts, SUBSTITUTE};
use crate::width::printable;

/// The name as paper can show it: 〓 for each character that no font has, and those characters in order, for the note.
pub fn printable_name(name: &str, fonts: &Fonts) -> (Zeroizing<String>, Vec<char>) {
    let clean = printable(name);
    let missing = fonts.uncovered(&clean);
    // 〓 takes three bytes; a character takes at least one.
    let mut shown = Zeroizing::new(String::with_capacity(clean.len() * 3));
    shown.extend(clean.chars().map(|c| if missing.contains(&c) { SUBSTITUTE } else { c }));
    (shown, missing)
}

/// The note that says what 〓 stands for: `〓＝U+323AE`, several in the order in which they stand.
pub fn note(missing: &[char]) -> Zeroizing<String> {
    let mut note = Zeroizing::new(String::with_capacity(8 + missing.len() * 11));
    for (at, c) in missing.iter().enumerate() {
        note.push_str(if at == 0 { "〓＝" } else { "、" });
        // Writing to a string cannot fail.
        let _ = write!(note, "U+{:04X}", u32::from(*c));
    }
    note
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_no_font_has_is_marked_and_named() {
        let fonts = Fonts::load().unwrap();
        let (shown, missing) = printable_name("王\u{323ae}例\u{3134f}", &fonts);
        assert_eq!(shown.as_str(), "王〓例〓");
        assert_eq!(note(&missing).as_str(), "〓＝U+323AE、U+3134F");
        let (shown, missing) = printable_name("䶮𬱖𠀔", &fonts);
        assert_eq!((shown.as_str(), missing.len()), ("䶮𬱖𠀔", 0));
    }
}
