//! Handouts: what a person takes away about a matter or a chain of matters. Nothing personal, nothing to verify.

mod chain;
mod matter;
pub(crate) mod words;

use domain::catalogue::{Material, MaterialFrom, Said};
use domain::handout::Near;
use zeroize::Zeroizing;

use crate::canvas::Qr;
use crate::layout::Ticket;
use crate::measures::{CELL_WIDTH, PART_SPACE, QR_MODULES_TEXT, SUBTITLE_SPACE, TAIL_SPACE, TITLE_SPACE};
use crate::phrases::{phrases, plain};
use crate::spacing::even;
use words::Words;

pub use chain::chain;
pub use matter::handout;

/// Columns of a box to tick off, and of a step's number.
const BOX: usize = 3;

/// A handout in the making.
struct Leaflet {
    ticket: Ticket,
    words: &'static Words,
    /// Something on it is still to be confirmed.
    unconfirmed: bool,
}

impl Leaflet {
    fn new(english: bool, columns: u8) -> Self {
        Self { ticket: Ticket::new(columns), words: Words::of(english), unconfirmed: false }
    }

    /// The name, in English with the Chinese one that a counter knows, and what it is in a sentence.
    fn head(&mut self, name: &str, name_en: &str, short: &str) {
        self.ticket.space(PART_SPACE);
        let title = plain(self.words.pick(name, name_en));
        self.ticket.headline(&phrases(&title));
        if self.words.english {
            self.ticket.space(SUBTITLE_SPACE);
            self.ticket.centred(name);
        }
        self.ticket.space(TITLE_SPACE);
        if !short.is_empty() {
            let short = plain(short);
            for line in even(&phrases(&short), usize::from(self.ticket.columns())) {
                self.ticket.centred(&line);
            }
        }
        self.ticket.thick_rule();
    }

    /// A heading with blank paper over it; marked where what follows is still to be confirmed.
    fn part(&mut self, heading: &str, unconfirmed: bool) {
        self.ticket.space(PART_SPACE);
        let mark = self.mark(unconfirmed);
        self.ticket.heading(&format!("{heading}{mark}"));
    }

    fn mark(&mut self, unconfirmed: bool) -> &'static str {
        self.unconfirmed |= unconfirmed;
        if unconfirmed { self.words.mark } else { "" }
    }

    /// A fact with its name before it.
    fn fact(&mut self, name: &str, said: &str) {
        self.ticket.fact(self.words.english, self.words.label_columns, name, &plain(said));
    }

    /// A fact that is several things, one under the other.
    fn facts(&mut self, name: &str, all: &[&str]) {
        let [first, others @ ..] = all else { return };
        let stop = |more: bool| if more { self.words.pick("", ";") } else { "" };
        let first = format!("{first}{}", stop(!others.is_empty()));
        self.fact(name, &first);
        let indent = self.ticket.fact_indent(self.words.english, self.words.label_columns);
        for (left, other) in (0..others.len()).rev().zip(others) {
            let other = format!("{other}{}", self.words.pick("", if left > 0 { ";" } else { "" }));
            self.ticket.indented(indent, &plain(&other));
        }
    }

    /// A fact in both languages, where it is known.
    fn said(&mut self, name: &str, said: Option<&Said>, unconfirmed: bool) {
        if let Some(said) = said {
            let mark = self.mark(unconfirmed);
            let text = format!("{}{mark}", self.words.pick(&said.zh, &said.en));
            self.fact(name, &text);
        }
    }

    /// What it takes, as a list to tick off.
    fn materials(&mut self, materials: &[Material], unconfirmed: bool) {
        self.part(self.words.materials, unconfirmed);
        if materials.is_empty() {
            self.ticket.paragraph(self.words.no_materials);
        }
        let english = self.words.english;
        for material in materials {
            let own = if english { &material.note_en } else { &material.note };
            let note = self.words.material(material.from, own.as_deref());
            let name = self.words.pick(&material.name, &material.name_en);
            let text = match note.as_str() {
                "" => name.to_owned(),
                note if english => format!("{name} - {note}"),
                note => format!("{name}（{note}）"),
            };
            let tick = if material.from == MaterialFrom::Shared { "√" } else { "□" };
            self.ticket.hanging(tick, BOX, &plain(&text));
        }
    }

    /// Where to go. `beside` is what stands at the right of a place's name: how far it is.
    fn places(&mut self, places: &[Near], beside: impl Fn(&Near) -> String) {
        if places.is_empty() {
            return;
        }
        self.part(self.words.places, false);
        for near in places {
            let place = &near.0;
            let name = plain(self.words.pick(&place.name, &place.name_en));
            let address = plain(self.words.pick(&place.address, &place.address_en));
            self.ticket.place(&name, &beside(near), &address, &self.words.at_place(place), self.words.pick("，", ", "));
        }
    }

    /// The laws, each in lines that break after its name.
    fn laws(&mut self, laws: &[String], unconfirmed: bool) {
        if laws.is_empty() {
            return;
        }
        self.part(self.words.law, unconfirmed);
        for law in laws {
            self.ticket.phrases(0, &phrases(law));
        }
    }

    fn hotlines(&mut self, numbers: &[&str]) {
        if numbers.is_empty() {
            return;
        }
        self.ticket.space(PART_SPACE);
        let numbers = numbers.join(self.words.pick("、", ", "));
        self.ticket.heading(&format!("{}{}{numbers}", self.words.hotline, self.words.pick("：", ": ")));
    }

    /// The code for the telephone, what the marks mean, and what the paper is of.
    fn foot(mut self, code: &str, number: Option<String>, version: &str) -> Ticket {
        let words = self.words;
        let paper = u16::from(self.ticket.columns()) * CELL_WIDTH;
        let modules = Qr::new(code, 1, paper).map_or(u16::MAX, |qr| qr.height());
        let fits = |module: &u8| modules.saturating_mul(u16::from(*module)) <= paper;
        if let Some(module) = QR_MODULES_TEXT.into_iter().find(fits) {
            self.ticket.space(PART_SPACE);
            self.ticket.thin_rule();
            self.ticket.qr(Zeroizing::new(code.to_owned()), module);
            self.ticket.centred(words.scan);
            self.ticket.space(PART_SPACE);
        }
        self.ticket.thick_rule();
        if self.unconfirmed {
            self.ticket.paragraph(words.unconfirmed);
        }
        self.ticket.paragraph(words.no_receipt);
        let version = format!("{} {version}", words.version);
        match number {
            Some(number) => self.ticket.ends(&format!("{} {number}", words.number), &version),
            None => self.ticket.paragraph(&version),
        }
        self.ticket.space(TAIL_SPACE);
        self.ticket
    }
}
