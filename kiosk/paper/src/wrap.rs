//! Breaks a text into lines of so many columns, without losing a character and without a stop at a line's beginning.

use zeroize::Zeroizing;

use crate::width::{columns, columns_of};

/// Characters that never begin a line. Source: GB/T 15834-2011 5.1.
const NOT_FIRST: &str = "，。、；：！？）》〉」』】〕”’％…—·,.;:!?)]}%";

/// Characters that never end a line. Source: GB/T 15834-2011 5.1.
const NOT_LAST: &str = "（《〈「『【〔“‘([{";

/// The text in lines of at most `width` columns (at least 2). ASCII words and numbers stay whole when a line can hold
/// them. Blanks at a break are dropped, nothing else is. An empty text is one empty line.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<Zeroizing<String>> {
    let width = width.max(2);
    let mut lines: Vec<Zeroizing<String>> = Vec::new();
    let mut line = Line::new(text.len());
    for piece in pieces(text) {
        if line.columns + columns(piece) <= width {
            line.push(piece);
            continue;
        }
        if piece.trim().is_empty() {
            continue;
        }
        if line.columns > 0 {
            lines.push(line.end());
        }
        // A word longer than a line is broken where the line ends.
        for c in piece.chars() {
            if line.columns + columns_of(c) > width {
                lines.push(line.end());
            }
            line.push(c.encode_utf8(&mut [0; 4]));
        }
    }
    if line.columns > 0 || lines.is_empty() {
        lines.push(line.end());
    }
    lines
}

/// A line in the making. Its buffer never grows, so that no copy is left behind in memory.
struct Line {
    text: Zeroizing<String>,
    columns: usize,
    capacity: usize,
}

impl Line {
    fn new(capacity: usize) -> Self {
        Self { text: Zeroizing::new(String::with_capacity(capacity)), columns: 0, capacity }
    }

    fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.columns += columns(piece);
    }

    fn end(&mut self) -> Zeroizing<String> {
        let mut full = std::mem::replace(&mut self.text, Zeroizing::new(String::with_capacity(self.capacity)));
        self.columns = 0;
        let kept = full.trim_end_matches(' ').len();
        full.truncate(kept);
        full
    }
}

/// What must stay on one line: a run of ASCII without blanks, a blank, or a full-width character with the stops that
/// follow it and the brackets before it.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (at, c) in text.char_indices() {
        if previous.is_some_and(|before| breaks_between(before, c)) {
            pieces.extend(text.get(start..at));
            start = at;
        }
        previous = Some(c);
    }
    if start < text.len() {
        pieces.extend(text.get(start..));
    }
    pieces
}

fn breaks_between(before: char, after: char) -> bool {
    if before == ' ' || after == ' ' {
        return true;
    }
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    !(before.is_ascii() && after.is_ascii())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        wrap(text, width).iter().map(|line| line.to_string()).collect()
    }

    #[test]
    fn breaks_as_a_printer_of_books_would() {
        for (text, width, expected) in [
            ("", 10, vec![""]),
            ("养老保险", 8, vec!["养老保险"]),
            ("企业职工基本养老保险", 12, vec!["企业职工基本", "养老保险"]),
            ("甲乙丙。", 6, vec!["甲乙", "丙。"]),
            ("甲乙（丙）", 6, vec!["甲乙", "（丙）"]),
            ("共304个月", 6, vec!["共304", "个月"]),
            ("ab cdef", 5, vec!["ab", "cdef"]),
            ("https://example.cn/v/ABCD", 10, vec!["https://ex", "ample.cn/v", "/ABCD"]),
            ("甲 乙", 3, vec!["甲", "乙"]),
            ("。。。。", 4, vec!["。。", "。。"]),
        ] {
            assert_eq!(lines(text, width), expected, "{text} in {width}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_character_is_lost(text in "[一-十a-z0-9，。（）·“” 𬱖]{0,60}", width in 2usize..50) {
            let lines = lines(&text, width);
            prop_assert!(lines.iter().all(|line| columns(line) <= width));
            let kept: String = lines.concat().replace(' ', "");
            prop_assert_eq!(kept, text.replace(' ', ""));
        }
    }
}
