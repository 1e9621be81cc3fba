//! 一次告知 as a ticket.

use domain::Notice;

use super::Slip;
use crate::fonts::Fonts;
use crate::layout::Ticket;
use crate::measures::{PART_SPACE, SUBTITLE_SPACE};
use crate::phrases::plain;
use crate::told;

/// Lays out what is missing, all of it at once, for paper of so many half-width `columns`; where to bring it and whom to
/// call. Of a case that runs, its number with a code.
///
/// `verification_base`: start of the address in the code. `fonts` are asked which characters can be drawn.
pub fn notice(of: &Notice, english: bool, verification_base: &str, columns: u8, fonts: &Fonts) -> Ticket {
    let told = told::Notice::of(of, english, verification_base, fonts);
    let mut slip = Slip::new(english, columns);
    slip.head(&told.title);
    slip.ticket.thick_rule();
    slip.facts(&told.facts);
    if told.missing.is_empty() {
        slip.ticket.space(PART_SPACE);
        slip.ticket.heading(told.nothing_missing);
    } else {
        slip.part(&told.missing_name);
    }
    for (at, words) in (1..).zip(&told.missing) {
        if at > 1 {
            slip.ticket.space(SUBTITLE_SPACE);
        }
        slip.entry(&format!("{at}."), words);
    }
    if !told.places.is_empty() {
        slip.part(told.places_name);
    }
    let stop = if english { ", " } else { "，" };
    for place in &told.places {
        let (name, address) = (plain(&place.name.shown), plain(&place.address.shown));
        slip.ticket.place(&name, &place.far, &address, &place.details, stop);
        slip.note(2, &place.name);
        slip.note(2, &place.address);
    }
    if !told.hotlines.is_empty() {
        slip.ticket.space(PART_SPACE);
        let numbers: Vec<&str> = told.hotlines.iter().map(|number| number.shown.as_str()).collect();
        let (colon, comma) = if english { (": ", ", ") } else { ("：", "、") };
        slip.ticket.heading(&format!("{}{colon}{}", told.hotline_name, numbers.join(comma)));
        for number in &told.hotlines {
            slip.note(2, number);
        }
    }
    if !told.address.is_empty() {
        slip.number(told.number_name, &told.number.iter().map(String::as_str).collect::<Vec<_>>());
        slip.code(&told.address, false);
    }
    slip.ticket.space(PART_SPACE);
    slip.foot(&told.foot)
}
