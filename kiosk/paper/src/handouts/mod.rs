//! Handouts: what a person takes away about a matter or a chain of matters. Nothing personal, nothing to verify.

mod chain;
mod matter;
mod words;

use domain::catalogue::{Material, MaterialFrom, Said};
use domain::handout::Near;
use zeroize::Zeroizing;

use crate::canvas::Qr;
use crate::layout::Ticket;
use crate::measures::{CELL_WIDTH, PART_SPACE, QR_MODULES_TEXT, SUBTITLE_SPACE, TAIL_SPACE, TITLE_SPACE};
use crate::spacing::even;
use crate::width::columns;
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
        let said = plain(said);
        let in_a_line = format!("{name}: {said}");
        if !self.words.english {
            self.ticket.pair(name, self.words.label_columns, &said);
        } else if self.ticket.wide() {
            self.ticket.hanging(name, self.words.label_columns, &said);
        } else if columns(&in_a_line) <= usize::from(self.ticket.columns()) {
            self.ticket.paragraph(&in_a_line);
        } else {
            // Two columns of English are too narrow for each other here.
            self.ticket.paragraph(&format!("{name}:"));
            self.ticket.indented(2, &said);
        }
    }

    /// A fact that is several things, one under the other.
    fn facts(&mut self, name: &str, all: &[&str]) {
        let [first, others @ ..] = all else { return };
        let stop = |more: bool| if more { self.words.pick("", ";") } else { "" };
        let first = format!("{first}{}", stop(!others.is_empty()));
        self.fact(name, &first);
        let indent = match (self.words.english, self.ticket.wide()) {
            (true, true) => self.words.label_columns,
            (true, false) => 2,
            (false, _) => self.words.label_columns + 2,
        };
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
            let beside = beside(near);
            let mut details = self.words.at_place(place);
            if columns(&name) + columns(&beside) + 2 <= usize::from(self.ticket.columns()) {
                self.ticket.bold_ends(&name, &beside);
            } else {
                self.ticket.heading(&name);
                details.insert(0, beside);
            }
            let address = plain(self.words.pick(&place.address, &place.address_en));
            if !address.is_empty() {
                self.ticket.indented(2, &address);
            }
            self.together(2, &details);
        }
    }

    /// Short pieces one after the other, none of them broken.
    fn together(&mut self, indent: usize, pieces: &[String]) {
        let last = pieces.len().saturating_sub(1);
        let stop = self.words.pick("，", ", ");
        let pieces: Vec<String> = pieces
            .iter()
            .enumerate()
            .map(|(at, piece)| format!("{piece}{}", if at < last { stop } else { "" }))
            .collect();
        self.ticket.phrases(indent, &pieces.iter().map(String::as_str).collect::<Vec<_>>());
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

/// The text with the apostrophes and quotation marks of a typewriter where it is English: typographic ones take two
/// columns on a ticket printer.
fn plain(text: &str) -> String {
    if text.chars().any(is_hanzi) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            '–' | '—' => '-',
            c => c,
        })
        .collect()
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// A title or a law in the phrases between which it may be broken: before a bracket, after a stop, between words, and
/// nowhere within the name of a law.
fn phrases(title: &str) -> Vec<&str> {
    let mut phrases = Vec::new();
    let mut start = 0;
    let mut before = None;
    let mut in_a_name = false;
    for (at, c) in title.char_indices() {
        let breaks =
            c == '（' || before.is_some_and(|before| "、，；）》—· ".contains(before)) && !"、，；）》—".contains(c);
        if breaks && at > start && !in_a_name {
            phrases.extend(title.get(start..at));
            start = at;
        }
        in_a_name = c == '《' || (in_a_name && c != '》');
        before = Some(c);
    }
    phrases.extend(title.get(start..));
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_breaks_where_one_would_pause() {
        for (title, expected) in [
            ("失业保险金申领", vec!["失业保险金申领"]),
            ("出口退（免）税", vec!["出口退", "（免）", "税"]),
            ("二、三类医疗器械生产许可", vec!["二、", "三类医疗器械生产许可"]),
            ("《失业保险条例》第十四条、第十五条", vec!["《失业保险条例》", "第十四条、", "第十五条"]),
            ("《工人退休、退职办法》第一条", vec!["《工人退休、退职办法》", "第一条"]),
            ("机动车登记—注册登记", vec!["机动车登记—", "注册登记"]),
            ("Claim unemployment benefit", vec!["Claim ", "unemployment ", "benefit"]),
        ] {
            assert_eq!(phrases(title), expected);
        }
    }

    #[test]
    fn typographic_marks_are_plain_in_english_alone() {
        assert_eq!(plain("the person’s “own” – 1"), "the person's \"own\" - 1");
        assert_eq!(plain("“山东惠才卡”办理"), "“山东惠才卡”办理");
    }
}
