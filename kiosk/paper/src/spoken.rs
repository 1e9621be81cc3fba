//! A ticket as it is read aloud: the same words, without what only makes columns.

use drivers::printer::Align;
use zeroize::Zeroizing;

use crate::layout::{Line, Ticket};

/// What only the eye needs: the boxes of a list to tick off.
const BOXES: [char; 3] = ['□', '√', ' '];

impl Ticket {
    /// The ticket as it is read aloud, a sentence each: without rules, without the blanks that make columns, and without
    /// the address that only a telephone reads. Personal.
    pub fn spoken(&self) -> Vec<Zeroizing<String>> {
        let mut said: Vec<Zeroizing<String>> = Vec::new();
        for line in self.lines() {
            let Line::Text(row) = line else { continue };
            let text = row.text.trim();
            if text.is_empty() || text.contains("://") || text.chars().all(|c| matches!(c, '─' | '━' | ' ')) {
                continue;
            }
            let sentence = without_columns(text.trim_start_matches(BOXES));
            match said.last_mut().filter(|_| row.align == Align::Left && row.text.starts_with(' ')) {
                // What is indented belongs to the line before it.
                Some(before) => {
                    before.push('，');
                    before.push_str(&sentence);
                }
                None => said.push(sentence),
            }
        }
        said
    }
}

/// `编    号：HC26` → `编号：HC26`; blanks between columns become a pause.
fn without_columns(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len() + 8));
    let (label, value) = text.split_once('：').unwrap_or(("", text));
    if !label.is_empty() {
        plain.extend(label.chars().filter(|c| *c != ' '));
        plain.push('：');
    }
    for (place, cell) in value.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).enumerate() {
        if place > 0 {
            plain.push('，');
        }
        plain.push_str(cell);
    }
    plain
}
