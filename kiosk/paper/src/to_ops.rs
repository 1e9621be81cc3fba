//! From the layout to the printer's operations: text goes as text, and only lines with a character that the printer's
//! font lacks go as dots of exactly the same cells.

use drivers::printer::{Cut, Model, Op, Span, TextLine};

use crate::canvas::{Canvas, Qr, row_height};
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::layout::{Line, Row, Ticket};
use crate::picture::fits;

/// What the printer does for a ticket: its lines, then a partial cut, so that the paper hangs until it is taken.
pub fn ops(ticket: &Ticket, model: &Model, fonts: &Fonts) -> Result<Vec<Op>, PaperError> {
    fits(ticket, model)?;
    let mut ops = Vec::with_capacity(ticket.lines().len() + 1);
    for line in ticket.lines() {
        match line {
            Line::Text(row) if row.text.chars().all(|c| model.prints(c)) => ops.push(Op::Text(text(row))),
            Line::Text(row) => {
                let mut canvas = Canvas::new(model.dots_per_line, row_height(row));
                canvas.row(row, fonts, 0);
                ops.push(Op::Raster(canvas.bitmap()));
            }
            Line::Qr { data, module } => {
                Qr::new(data, *module, model.dots_per_line)?;
                ops.push(Op::Qr { data: data.to_string(), module: *module });
            }
            Line::Space(dots) => ops.push(Op::Feed(*dots)),
        }
    }
    ops.push(Op::Cut(Cut::Partial));
    Ok(ops)
}

fn text(row: &Row) -> TextLine {
    TextLine { align: row.align, spans: vec![Span { text: row.text.to_string(), style: row.style }] }
}
