//! From the layout to the picture on the screen, dot for dot as the paper comes out of the printer.

use std::fmt;

use drivers::printer::Model;
use zeroize::Zeroizing;

use crate::canvas::{Canvas, Qr, row_height};
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::layout::{Line, Ticket};

/// A ticket as it looks on paper, one pixel a dot of the printer.
pub struct Picture {
    /// Dots across: the model's `dots_per_line`.
    pub width: u16,
    /// Rows of dots.
    pub height: u16,
    /// Rows from the top, one byte a dot: 0 is black, 255 is white. Wiped when dropped.
    pub gray: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}×{})", self.width, self.height)
    }
}

/// Draws the ticket for a printer model.
pub fn picture(ticket: &Ticket, model: &Model, fonts: &Fonts) -> Result<Picture, PaperError> {
    fits(ticket, model)?;
    let codes = ticket
        .lines()
        .iter()
        .filter_map(|line| match line {
            Line::Qr { data, module } => Some(Qr::new(data, *module, model.dots_per_line)),
            _ => None,
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut next_code = codes.iter();
    let heights: u16 = ticket
        .lines()
        .iter()
        .map(|line| match line {
            Line::Text(row) => row_height(row),
            Line::Qr { .. } => next_code.next().map_or(0, Qr::height),
            Line::Space(dots) => *dots,
        })
        .fold(0, u16::saturating_add);
    let mut canvas = Canvas::new(model.dots_per_line, heights);
    let mut next_code = codes.iter();
    let mut y = 0;
    for line in ticket.lines() {
        y += match line {
            Line::Text(row) => {
                canvas.row(row, fonts, y);
                row_height(row)
            }
            Line::Qr { .. } => next_code.next().map_or(0, |code| {
                canvas.qr(code, y);
                code.height()
            }),
            Line::Space(dots) => *dots,
        };
    }
    Ok(Picture { width: model.dots_per_line, height: heights, gray: canvas.gray() })
}

pub(crate) fn fits(ticket: &Ticket, model: &Model) -> Result<(), PaperError> {
    if ticket.columns() > model.columns {
        return Err(PaperError::TooWide { ticket: ticket.columns(), printer: model.columns });
    }
    Ok(())
}
