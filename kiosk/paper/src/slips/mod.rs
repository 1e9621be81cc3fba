//! Tickets of an application: the receipt, what is missing, the certificate of a decision at once, the file of a life.
//! What they say is told in [`crate::told`]; here is how it stands on the roll.

mod decision;
mod life;
mod notice;
mod receipt;

use zeroize::Zeroizing;

use crate::canvas::Qr;
use crate::layout::Ticket;
use crate::measures::{
    CELL_WIDTH, PART_SPACE, QR_MODULE_NARROW, QR_MODULE_WIDE, QR_MODULES_TEXT, SUBTITLE_SPACE, TAIL_SPACE, TITLE_SPACE,
};
use crate::phrases::{phrases, plain};
use crate::told::words::Labels;
use crate::told::{Fact, Named, Title};

pub use decision::decision;
pub use life::life_file;
pub use notice::notice;
pub use receipt::receipt;

/// Columns of a box to tick off, and of a number in a list.
const BOX: usize = 3;

/// A ticket in the making.
struct Slip {
    ticket: Ticket,
    english: bool,
    labels: &'static Labels,
}

impl Slip {
    fn new(english: bool, columns: u8) -> Self {
        Self { ticket: Ticket::new(columns), english, labels: Labels::of(english) }
    }

    /// The title, in English with the Chinese one that a counter knows.
    fn head(&mut self, title: &Title) {
        self.ticket.space(PART_SPACE);
        let whole = plain(&title.phrases.concat());
        self.ticket.headline(&phrases(&whole));
        if let Some(chinese) = &title.chinese {
            self.ticket.space(SUBTITLE_SPACE);
            self.ticket.centred(&chinese.shown);
        }
        self.ticket.space(TITLE_SPACE);
    }

    /// A heading with blank paper over it.
    fn part(&mut self, heading: &str) {
        self.ticket.space(PART_SPACE);
        self.ticket.heading(heading);
        self.ticket.thin_rule();
    }

    fn facts(&mut self, facts: &[Fact]) {
        for fact in facts.iter().filter(|fact| !fact.value.shown.is_empty()) {
            self.fact(fact.name, &fact.value, fact.strong);
        }
    }

    fn fact(&mut self, name: &str, value: &Named, strong: bool) {
        let (columns, said) = (self.labels.columns, plain(&value.shown));
        if strong {
            self.ticket.bold_fact(self.english, columns, name, &said);
        } else {
            self.ticket.fact(self.english, columns, name, &said);
        }
        self.note(self.ticket.fact_indent(self.english, columns), value);
    }

    /// What 〓 stands for, under where it stands.
    fn note(&mut self, indent: usize, named: &Named) {
        if !named.note.is_empty() {
            self.ticket.indented(indent, &named.note);
        }
    }

    /// A number of a list or a box, and what it says.
    fn entry(&mut self, mark: &str, named: &Named) {
        self.ticket.hanging(mark, BOX.max(mark.len() + 1), &plain(&named.shown));
        self.note(BOX, named);
    }

    /// A number in large digits, with its name over it. It breaks between its groups alone.
    fn number(&mut self, name: &str, groups: &[&str]) {
        self.ticket.space(PART_SPACE);
        self.ticket.centred(name);
        self.ticket.title(groups);
    }

    /// A code in the middle, with modules as large as the paper has room for; `many`: smaller, where several follow each
    /// other.
    fn code(&mut self, address: &Zeroizing<String>, many: bool) {
        let paper = u16::from(self.ticket.columns()) * CELL_WIDTH;
        let first = if self.ticket.wide() && !many { QR_MODULE_WIDE } else { QR_MODULE_NARROW };
        // That of a text is the last resort of an address, too.
        let modules = std::iter::once(first).chain(QR_MODULES_TEXT);
        let module = modules.into_iter().find(|module| Qr::new(address, *module, paper).is_ok());
        self.ticket.qr(address.clone(), module.unwrap_or(QR_MODULE_NARROW));
    }

    /// Sentences, and the end.
    fn foot(mut self, sentences: &[&str]) -> Ticket {
        self.ticket.thick_rule();
        for sentence in sentences {
            self.ticket.paragraph(sentence);
        }
        self.ticket.space(TAIL_SPACE);
        self.ticket
    }
}
