//! The one layout model: a ticket is a list of lines in a grid of half-width columns. The printer's operations and the
//! picture on the screen are both made of it, so what is shown is what is printed.

mod facts;
mod table;

use std::fmt;

use drivers::printer::{Align, Style};
use zeroize::Zeroizing;

use crate::measures::WIDE_COLUMNS;
use crate::spacing::{balance, even, spread};
use crate::width::{columns, printable};
use crate::wrap::wrap;

pub(crate) use table::{Column, fitting, rest};

/// A ticket, laid out. Its texts are masked in `Debug` and overwritten when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    columns: u8,
    lines: Vec<Line>,
}

/// One line of a ticket.
#[derive(Clone, PartialEq, Eq)]
pub enum Line {
    /// Characters; never wider than the ticket.
    Text(Row),
    /// A QR code in the middle, with its white margin.
    Qr {
        /// Content.
        data: Zeroizing<String>,
        /// Edge of one module in dots.
        module: u8,
    },
    /// Blank paper, in dots.
    Space(u16),
}

/// A line of characters in one style.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub align: Align,
    /// How it looks.
    pub style: Style,
    /// The characters, without control characters and without blanks at the end.
    pub text: Zeroizing<String>,
}

impl Row {
    /// Columns that the row takes on the paper.
    pub fn columns(&self) -> usize {
        columns(&self.text) * usize::from(self.style.width)
    }
}

/// Columns of the grid between two columns of a table.
const GAP: usize = 2;

const PLAIN: Style = Style { bold: false, underline: false, width: 1, height: 1 };
const BOLD: Style = Style { bold: true, ..PLAIN };
const TITLE: Style = Style { bold: true, width: 2, height: 2, ..PLAIN };
const TALL: Style = Style { height: 2, ..BOLD };

/// Most lines of a headline in double size; a longer one is as tall and half as wide.
const HEADLINE_LINES: usize = 2;

impl Ticket {
    /// An empty ticket of so many half-width columns: 48 on 80 mm paper, 32 on 58 mm. Fewer than 16 count as 16.
    pub fn new(columns: u8) -> Self {
        Self { columns: columns.max(16), lines: Vec::new() }
    }

    /// Half-width columns of the grid.
    pub fn columns(&self) -> u8 {
        self.columns
    }

    /// The lines from top to bottom.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The ticket as plain text, one line a line, for reading aloud and for review. Personal.
    pub fn text(&self) -> Zeroizing<String> {
        let width = usize::from(self.columns);
        let capacity = self.lines.iter().map(|line| line.bytes() + width + 1).sum();
        let mut text = Zeroizing::new(String::with_capacity(capacity));
        for line in &self.lines {
            match line {
                Line::Text(row) => {
                    let free = width.saturating_sub(columns(&row.text));
                    let indent = match row.align {
                        Align::Left => 0,
                        Align::Centre => free / 2,
                        Align::Right => free,
                    };
                    text.extend(std::iter::repeat_n(' ', indent));
                    text.push_str(&row.text);
                    text.push('\n');
                }
                Line::Qr { data, .. } => {
                    text.push_str("[QR ");
                    text.push_str(data);
                    text.push_str("]\n");
                }
                Line::Space(_) => {}
            }
        }
        text
    }

    pub(crate) fn wide(&self) -> bool {
        self.columns >= WIDE_COLUMNS
    }

    /// The title in double size, broken only between its `phrases`, into lines as even as can be.
    pub(crate) fn title(&mut self, phrases: &[&str]) {
        let width = usize::from(self.columns) / 2;
        for line in balance(phrases, width) {
            for part in wrap(&line, width) {
                self.row(Align::Centre, TITLE, part);
            }
        }
    }

    /// A title of any length, broken only between its `phrases` where a line can hold them: in double size, or half as
    /// wide where that would take many lines or break a phrase.
    pub(crate) fn headline(&mut self, phrases: &[&str]) {
        let width = usize::from(self.columns) / 2;
        let lines = balance(phrases, width);
        if lines.len() <= HEADLINE_LINES && lines.iter().all(|line| columns(line.trim_end()) <= width) {
            return self.title(phrases);
        }
        for line in even(phrases, usize::from(self.columns)) {
            self.wrapped(Align::Centre, TALL, &line);
        }
    }

    /// A heading in characters twice as high.
    pub(crate) fn tall(&mut self, text: &str) {
        self.wrapped(Align::Left, TALL, text);
    }

    /// A heading of a part.
    pub(crate) fn heading(&mut self, text: &str) {
        self.wrapped(Align::Left, BOLD, text);
    }

    /// A fact at the left and its figure at the right, in bold.
    pub(crate) fn bold_ends(&mut self, left: &str, right: &str) {
        self.ends_in(BOLD, left, right);
    }

    /// Text over the whole width.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.wrapped(Align::Left, PLAIN, text);
    }

    /// Text over the width that `indent` columns leave, broken only between its `phrases` where a line can hold them, into
    /// lines as even as can be.
    pub(crate) fn phrases(&mut self, indent: usize, phrases: &[&str]) {
        for line in even(phrases, usize::from(self.columns).saturating_sub(indent)) {
            self.indented(indent, &line);
        }
    }

    /// Text in the middle.
    pub(crate) fn centred(&mut self, text: &str) {
        self.wrapped(Align::Centre, PLAIN, text);
    }

    /// A thick line over the whole width.
    pub(crate) fn thick_rule(&mut self) {
        self.rule("━");
    }

    /// A thin line over the whole width.
    pub(crate) fn thin_rule(&mut self) {
        self.rule("─");
    }

    /// Blank paper, in dots.
    pub(crate) fn space(&mut self, dots: u16) {
        self.lines.push(Line::Space(dots));
    }

    /// A QR code.
    pub(crate) fn qr(&mut self, data: Zeroizing<String>, module: u8) {
        self.lines.push(Line::Qr { data, module });
    }

    /// A name and what it is: `姓    名：王建明`. The name is spread over `name_columns`; what follows is wrapped under
    /// its own beginning.
    pub(crate) fn pair(&mut self, name: &str, name_columns: usize, value: &str) {
        self.pair_in(PLAIN, name, name_columns, value);
    }

    /// Like `pair`, in bold.
    pub(crate) fn bold_pair(&mut self, name: &str, name_columns: usize, value: &str) {
        self.pair_in(BOLD, name, name_columns, value);
    }

    fn pair_in(&mut self, style: Style, name: &str, name_columns: usize, value: &str) {
        let label = spread(name, name_columns) + "：";
        self.hanging_in(style, &label, columns(&label), value);
    }

    /// A label in the first `indent` columns and what it says after it, wrapped under its own beginning.
    pub(crate) fn hanging(&mut self, label: &str, indent: usize, value: &str) {
        self.hanging_in(PLAIN, label, indent, value);
    }

    fn hanging_in(&mut self, style: Style, label: &str, indent: usize, value: &str) {
        let width = usize::from(self.columns).saturating_sub(indent);
        let value = printable(value);
        for (at, part) in wrap(&value, width).into_iter().enumerate() {
            let mut text = Zeroizing::new(String::with_capacity(label.len() + indent + part.len()));
            let label = if at == 0 { label } else { "" };
            text.push_str(label);
            text.extend(std::iter::repeat_n(' ', indent.saturating_sub(columns(label))));
            text.push_str(&part);
            self.row(Align::Left, style, text);
        }
    }

    /// A text at the left and one at the right of the same line; under each other where the line is too narrow.
    pub(crate) fn ends(&mut self, left: &str, right: &str) {
        self.ends_in(PLAIN, left, right);
    }

    fn ends_in(&mut self, style: Style, left: &str, right: &str) {
        let (left, right) = (printable(left), printable(right));
        let width = usize::from(self.columns);
        let taken = columns(&left) + columns(&right);
        if taken + GAP > width && !right.is_empty() {
            self.wrapped(Align::Left, style, &left);
            self.wrapped(Align::Right, style, &right);
            return;
        }
        let mut text = Zeroizing::new(String::with_capacity(left.len() + right.len() + width));
        text.push_str(&left);
        text.extend(std::iter::repeat_n(' ', width.saturating_sub(taken)));
        text.push_str(&right);
        self.row(Align::Left, style, text);
    }

    /// Text over the width that `indent` columns leave.
    pub(crate) fn indented(&mut self, indent: usize, text: &str) {
        self.indented_in(PLAIN, indent, text);
    }

    fn indented_in(&mut self, style: Style, indent: usize, text: &str) {
        let text = printable(text);
        for part in wrap(&text, usize::from(self.columns).saturating_sub(indent)) {
            let mut line = Zeroizing::new(String::with_capacity(indent + part.len()));
            line.extend(std::iter::repeat_n(' ', indent));
            line.push_str(&part);
            self.row(Align::Left, style, line);
        }
    }

    fn wrapped(&mut self, align: Align, style: Style, text: &str) {
        for part in wrap(&printable(text), usize::from(self.columns)) {
            self.row(align, style, part);
        }
    }

    fn rule(&mut self, dash: &str) {
        let text = Zeroizing::new(dash.repeat(usize::from(self.columns) / 2));
        self.row(Align::Left, PLAIN, text);
    }

    fn row(&mut self, align: Align, style: Style, mut text: Zeroizing<String>) {
        let kept = text.trim_end_matches(' ').len();
        text.truncate(kept);
        self.lines.push(Line::Text(Row { align, style, text }));
    }
}

impl Line {
    fn bytes(&self) -> usize {
        match self {
            Self::Text(row) => row.text.len(),
            Self::Qr { data, .. } => data.len() + 6,
            Self::Space(_) => 0,
        }
    }
}

impl fmt::Debug for Ticket {
    /// Its size only: everything on a ticket is about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({} columns, {} lines)", self.columns, self.lines.len())
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(row) => row.fmt(f),
            Self::Qr { module, .. } => write!(f, "Qr(***, {module})"),
            Self::Space(dots) => write!(f, "Space({dots})"),
        }
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({:?}, {:?}, ***)", self.align, self.style)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(build: impl FnOnce(&mut Ticket)) -> String {
        let mut ticket = Ticket::new(32);
        build(&mut ticket);
        ticket.text().to_string()
    }

    #[test]
    fn names_are_spread_and_values_hang_under_their_beginning() {
        assert_eq!(
            text(|t| t.pair("姓名", 8, "一二三四五六七八九十甲乙丙")),
            "姓    名：一二三四五六七八九十甲\n          乙丙\n"
        );
        assert_eq!(text(|t| t.pair("验证码", 8, "A")), "验 证 码：A\n");
        assert_eq!(text(|t| t.pair("证件号码", 8, "A")), "证件号码：A\n");
        assert_eq!(text(|t| t.pair("城乡居民养老", 8, "A")), "城乡居民养老：A\n");
    }

    #[test]
    fn cells_are_aligned_and_go_on_under_themselves() {
        let table =
            [Column { title: "险种", width: 12, right: false }, Column { title: "月数", width: 6, right: true }];
        assert_eq!(
            text(|t| {
                t.table_head(&table);
                t.table_row(&table, &["企业职工基本养老保险", "304"]);
            }),
            "险种            月数\n────────────────\n企业职工基本     304\n养老保险\n"
        );
    }

    #[test]
    fn what_does_not_fit_at_both_ends_goes_under_each_other() {
        assert_eq!(text(|t| t.ends("左", "右")), format!("左{}右\n", " ".repeat(28)));
        assert_eq!(text(|t| t.ends(&"左".repeat(12), "右右右右")).lines().count(), 2);
    }

    #[test]
    fn nothing_personal_in_debug() {
        let mut ticket = Ticket::new(48);
        ticket.pair("姓名", 8, "王样例");
        ticket.qr(Zeroizing::new("CODE7".to_owned()), 5);
        let shown = format!("{ticket:?} {:?}", ticket.lines());
        assert!(!shown.contains('王') && !shown.contains("CODE7"), "{shown}");
    }
}
