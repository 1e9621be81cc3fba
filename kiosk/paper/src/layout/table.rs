//! Tables in the grid of a ticket.

use drivers::printer::{Align, Style};
use zeroize::Zeroizing;

use super::{BOLD, GAP, PLAIN, Ticket};
use crate::width::{columns, printable};
use crate::wrap::wrap;

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) title: &'static str,
    /// Columns of the grid.
    pub(crate) width: usize,
    /// Numbers stand at the right.
    pub(crate) right: bool,
}

impl Ticket {
    /// A table's head: the titles in bold, a thin rule under them.
    pub(crate) fn table_head(&mut self, table: &[Column]) {
        let titles: Vec<&str> = table.iter().map(|column| column.title).collect();
        self.cells(BOLD, table, &titles);
        self.thin_rule();
    }

    /// A table's row; a cell that does not fit its column goes on under itself.
    pub(crate) fn table_row(&mut self, table: &[Column], cells: &[&str]) {
        self.cells(PLAIN, table, cells);
    }

    fn cells(&mut self, style: Style, table: &[Column], cells: &[&str]) {
        let wrapped: Vec<Vec<Zeroizing<String>>> =
            table.iter().zip(cells).map(|(column, cell)| wrap(&printable(cell), column.width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let bytes: usize = wrapped.iter().filter_map(|cell| cell.get(at)).map(|part| part.len()).sum();
            let mut text = Zeroizing::new(String::with_capacity(bytes + usize::from(self.columns) + GAP));
            for (number, (column, cell)) in table.iter().zip(&wrapped).enumerate() {
                let part = cell.get(at).map_or("", |part| part.as_str());
                let blanks = column.width.saturating_sub(columns(part));
                let (before, after) = if column.right { (blanks, 0) } else { (0, blanks) };
                text.extend(std::iter::repeat_n(' ', before + if number > 0 { GAP } else { 0 }));
                text.push_str(part);
                text.extend(std::iter::repeat_n(' ', after));
            }
            self.row(Align::Left, style, text);
        }
    }
}

/// Columns that a table leaves for its last column.
pub(crate) fn rest(columns: u8, others: &[usize]) -> usize {
    usize::from(columns).saturating_sub(others.iter().map(|width| width + GAP).sum())
}

/// How many table columns of `width` fit beside a first one of `first`.
pub(crate) fn fitting(columns: u8, first: usize, width: usize) -> usize {
    (usize::from(columns).saturating_sub(first) / (width + GAP)).max(1)
}
