//! 回执 as a ticket.

use domain::Acknowledgement;

use super::{BOX, Slip};
use crate::fonts::Fonts;
use crate::layout::Ticket;
use crate::measures::{PART_SPACE, SUBTITLE_SPACE};
use crate::phrases::plain;
use crate::told::{Banner, Case, Receipt};

/// From so many cases on, their codes are smaller.
const MANY: usize = 3;

/// Lays out a receipt for paper of so many half-width `columns`: who handed in what, of each case its number in large
/// digits with a code, its state, by when the answer comes and whom to call; then what was handed in.
///
/// `verification_base`: start of the address in the codes, `<base>/c/<case number>` or, where there is none yet,
/// `<base>/s/<id>`. `fonts` are asked which characters can be drawn.
pub fn receipt(of: &Acknowledgement, english: bool, verification_base: &str, columns: u8, fonts: &Fonts) -> Ticket {
    let told = Receipt::of(of, english, verification_base, fonts);
    let mut slip = Slip::new(english, columns);
    slip.head(&told.title);
    if let Some(banner) = &told.banner {
        slip.banner(banner);
    }
    slip.ticket.thick_rule();
    slip.facts(&told.facts);
    slip.part(told.cases_name);
    if told.cases.is_empty() {
        slip.ticket.paragraph(told.no_cases);
    }
    for (at, case) in (1..).zip(&told.cases) {
        if at > 1 {
            slip.ticket.space(PART_SPACE);
            slip.ticket.thin_rule();
        }
        slip.case((told.cases.len() > 1).then_some(at), case, told.cases.len() >= MANY);
    }
    if !told.materials.is_empty() {
        slip.part(told.materials_name);
        for material in &told.materials {
            let text = match (plain(&material.name.shown), english) {
                (name, true) => format!("{name} - {}", material.note),
                (name, false) => format!("{name}（{}）", material.note),
            };
            slip.ticket.hanging(if material.there { "√" } else { "□" }, BOX, &text);
            slip.note(BOX, &material.name);
        }
    }
    if !told.answers.is_empty() {
        slip.part(told.answers_name);
        for answer in &told.answers {
            if let Some(heading) = &answer.heading {
                slip.ticket.space(SUBTITLE_SPACE);
                slip.ticket.heading(&plain(&heading.shown));
                slip.note(BOX, heading);
            }
            slip.note(BOX, &answer.name);
            slip.fact(&answer.name.shown, &answer.value, false);
        }
    }
    slip.ticket.space(PART_SPACE);
    slip.foot(&told.foot)
}

impl Slip {
    /// What waits for the line, between two rules, so that nobody overlooks it.
    fn banner(&mut self, banner: &Banner) {
        self.ticket.thick_rule();
        self.ticket.space(SUBTITLE_SPACE);
        self.ticket.title(&banner.phrases.iter().map(String::as_str).collect::<Vec<_>>());
        self.ticket.space(PART_SPACE);
        for sentence in &banner.explained {
            self.ticket.paragraph(sentence);
        }
    }

    fn case(&mut self, at: Option<usize>, case: &Case, many: bool) {
        let number = at.map(|at| format!("{at}. ")).unwrap_or_default();
        self.ticket.tall(&format!("{number}{}", plain(&case.title.shown)));
        self.ticket.space(SUBTITLE_SPACE);
        self.note(BOX, &case.title);
        self.facts(&case.facts);
        if !case.number.is_empty() {
            self.number(case.number_name, &case.number.iter().map(|group| group.as_str()).collect::<Vec<_>>());
        }
        if !case.address.is_empty() {
            self.code(&case.address, many);
        }
    }
}
