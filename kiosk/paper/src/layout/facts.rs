//! Facts, places and short pieces in the grid of a ticket: parts of papers in both languages.

use drivers::printer::Align;

use super::{BOLD, PLAIN, Ticket};
use crate::width::columns;

/// Columns of what stands in a second line under a fact.
const UNDER: usize = 2;

/// Fewest columns in which what a fact says can be read: below it, it stands under its name.
const READABLE: usize = 12;

impl Ticket {
    /// A fact with its name before it: names of Chinese are spread over `name_columns`, English ones take as many with
    /// what separates them. Under its name where the line is too narrow for both.
    pub(crate) fn fact(&mut self, english: bool, name_columns: usize, name: &str, said: &str) {
        self.fact_in(false, english, name_columns, name, said);
    }

    /// The same, in bold.
    pub(crate) fn bold_fact(&mut self, english: bool, name_columns: usize, name: &str, said: &str) {
        self.fact_in(true, english, name_columns, name, said);
    }

    fn fact_in(&mut self, bold: bool, english: bool, name_columns: usize, name: &str, said: &str) {
        let style = if bold { BOLD } else { PLAIN };
        let width = usize::from(self.columns);
        let in_a_line = format!("{name}: {said}");
        if english && self.wide() && columns(name) < name_columns {
            self.hanging_in(style, name, name_columns, said);
        } else if !english && columns(name).max(name_columns) + 2 + READABLE <= width {
            self.pair_in(style, name, name_columns, said);
        } else if english && columns(&in_a_line) <= width {
            self.wrapped(Align::Left, style, &in_a_line);
        } else {
            // Two columns of text are too narrow for each other here.
            self.paragraph(&format!("{name}{}", if english { ":" } else { "：" }));
            self.indented_in(style, UNDER, said);
        }
    }

    /// Columns by which what a fact says is indented; see [`Ticket::fact`].
    pub(crate) fn fact_indent(&self, english: bool, name_columns: usize) -> usize {
        match (english, self.wide()) {
            (true, true) => name_columns,
            (true, false) => UNDER,
            (false, _) => name_columns + 2,
        }
    }

    /// A place: its name with what stands at its right, its address, and what else is told of it, parted by `stop`.
    pub(crate) fn place(&mut self, name: &str, beside: &str, address: &str, details: &[String], stop: &str) {
        let mut details = details.to_vec();
        if columns(name) + columns(beside) + 2 <= usize::from(self.columns) {
            self.bold_ends(name, beside);
        } else {
            self.heading(name);
            details.insert(0, beside.to_owned());
        }
        if !address.is_empty() {
            self.indented(UNDER, address);
        }
        self.together(UNDER, &details, stop);
    }

    /// Short pieces one after the other, parted by `stop`, none of them broken.
    pub(crate) fn together(&mut self, indent: usize, pieces: &[String], stop: &str) {
        let told: Vec<&String> = pieces.iter().filter(|piece| !piece.is_empty()).collect();
        let last = told.len().saturating_sub(1);
        let told: Vec<String> =
            (0..).zip(told).map(|(at, piece)| format!("{piece}{}", if at < last { stop } else { "" })).collect();
        self.phrases(indent, &told.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
