//! A document as the visit knows it: what the printer gets, and the very picture for the screen.

use domain::Sensitive;
use domain::acknowledgement::{Acknowledgement, DecisionPaper, LifeFile, Notice};

/// What a document is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Medium {
    /// A ticket from the roll.
    #[default]
    Ticket,
    /// Sheets of A4.
    A4,
}

/// A document as the visit knows it: the layout for the printer and the picture for the screen.
#[derive(Debug)]
pub struct Sheet {
    /// What stands on it, as a ticket.
    pub ticket: paper::Ticket,
    /// The picture of the very ticket; not there when it is printed on A4.
    pub picture: paper::Picture,
    /// The same as pages of A4, when it is printed on those.
    pub folio: Option<Folio>,
}

/// Pages of A4. Both parts are wiped when dropped.
pub struct Folio {
    /// What the printer gets.
    pub pdf: Sensitive<Vec<u8>>,
    /// The very pages as the screen shows them, one below the other.
    pub picture: Colours,
    /// How many pages.
    pub pages: usize,
}

impl std::fmt::Debug for Folio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Folio").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// A picture of 8-bit RGB, row by row.
pub struct Colours {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Three bytes a pixel.
    pub rgb: Sensitive<Vec<u8>>,
}

impl Sheet {
    /// What it is printed on.
    pub fn medium(&self) -> Medium {
        if self.folio.is_some() { Medium::A4 } else { Medium::Ticket }
    }
}

/// A sheet is the same only as itself: every composing makes a new one.
impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// What a person takes away of an application.
#[derive(Debug, Clone, PartialEq)]
pub enum Slip {
    /// 受理回执
    Receipt(Acknowledgement),
    /// 一次告知
    Notice(Notice),
    /// What was decided.
    Decision(DecisionPaper),
    /// 一人一档
    LifeFile(LifeFile),
}
