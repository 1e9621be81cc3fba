//! The paper that comes out: rows, words, and the tickets that were parted from it.

use super::ticket::{CutKind, Ticket};

/// Something printed that ends at a row.
struct Mark {
    end: usize,
    what: String,
}

/// The paper between the last cut and the head, and everything that was cut off.
pub(crate) struct Roll {
    width_dots: u16,
    /// Rows between head and cutter: they belong to the next ticket when a cut comes now.
    reach: usize,
    rows: Vec<Vec<u8>>,
    lines: Vec<Mark>,
    qr: Vec<Mark>,
    cut_commands: Vec<Vec<u8>>,
    inked: bool,
    pub(crate) tickets: Vec<Ticket>,
}

impl Roll {
    pub(crate) fn new(width_dots: u16, reach: u16) -> Self {
        let reach = usize::from(reach);
        Self {
            width_dots,
            reach,
            rows: vec![vec![0; usize::from(width_dots).div_ceil(8)]; reach],
            lines: Vec::new(),
            qr: Vec::new(),
            cut_commands: Vec::new(),
            inked: false,
            tickets: Vec::new(),
        }
    }

    pub(crate) fn cut_command(&mut self, command: &[u8]) {
        self.cut_commands.push(command.to_vec());
    }

    /// One row; an empty one is white.
    pub(crate) fn print(&mut self, mut row: Vec<u8>) {
        row.resize(usize::from(self.width_dots).div_ceil(8), 0);
        self.inked |= row.iter().any(|byte| *byte != 0);
        self.rows.push(row);
    }

    /// The words of a line whose last row was just printed.
    pub(crate) fn line(&mut self, what: String) {
        self.lines.push(Mark { end: self.rows.len(), what });
    }

    /// The content of a QR code whose last row was just printed.
    pub(crate) fn qr(&mut self, what: String) {
        self.qr.push(Mark { end: self.rows.len(), what });
    }

    /// Rows since the last cut.
    pub(crate) fn printed(&self) -> usize {
        self.rows.len().saturating_sub(self.reach)
    }

    /// The words of the current ticket.
    pub(crate) fn text(&self) -> String {
        joined(&self.lines)
    }

    /// White rows at the end, if something was printed before them.
    pub(crate) fn white_tail(&self) -> Option<usize> {
        let tail = self.rows.iter().rev().take_while(|row| row.iter().all(|byte| *byte == 0)).count();
        self.inked.then_some(tail)
    }

    /// Parts what lies beyond the cutter. Nothing happens where no row has passed it since the last cut.
    pub(crate) fn part(&mut self, cut: CutKind, bytes: Vec<u8>) -> bool {
        let at = self.printed();
        if at == 0 {
            return false;
        }
        let rest = self.rows.split_off(at);
        let ends_before = |mark: &mut Mark| mark.end <= at;
        let lines: Vec<Mark> = self.lines.extract_if(.., ends_before).collect();
        let qr: Vec<Mark> = self.qr.extract_if(.., ends_before).collect();
        for mark in self.lines.iter_mut().chain(&mut self.qr) {
            mark.end -= at;
        }
        let left_behind = rest.iter().flatten().any(|byte| *byte != 0);
        self.tickets.push(Ticket {
            bytes,
            text: joined(&lines),
            cut,
            cut_commands: std::mem::take(&mut self.cut_commands),
            cut_through: left_behind,
            width_dots: self.width_dots,
            rows: std::mem::replace(&mut self.rows, rest),
            qr: qr.into_iter().map(|mark| mark.what).collect(),
        });
        self.inked = left_behind;
        true
    }
}

fn joined(lines: &[Mark]) -> String {
    lines.iter().flat_map(|mark| [mark.what.as_str(), "\n"]).collect()
}
