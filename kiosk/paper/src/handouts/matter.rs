//! The handout of one matter.

use domain::Handout;
use domain::catalogue::{Level, Part};

use super::{BOX, Leaflet};
use crate::layout::Ticket;
use crate::measures::PART_SPACE;
use crate::phrases::plain;

/// Lays out what is told of a matter, for paper of so many half-width `columns`: who receives it, what it takes, the
/// steps, time, fee, result, where, whom to call, the law, and the code that a telephone keeps it with.
pub fn handout(handout: &Handout, english: bool, columns: u8) -> Ticket {
    let mut sheet = Leaflet::new(english, columns);
    let (matter, guide, words) = (&handout.matter, &handout.matter.guide, sheet.words);
    let unconfirmed = |part: Part| guide.unconfirmed.contains(&part);
    // The catalogue says it in one sentence of Chinese.
    sheet.head(&matter.name, &matter.name_en, if english { "" } else { &matter.short });
    receiver(&mut sheet, handout);
    if let Some(who) = &guide.who {
        sheet.part(words.who, unconfirmed(Part::Who));
        sheet.ticket.paragraph(&plain(words.pick(&who.zh, &who.en)));
    }
    sheet.materials(&handout.materials, unconfirmed(Part::Materials));
    if !guide.steps.is_empty() {
        sheet.part(words.steps, unconfirmed(Part::Steps));
        for (at, step) in (1..).zip(&guide.steps) {
            sheet.ticket.hanging(&format!("{at}."), BOX, &plain(words.pick(&step.zh, &step.en)));
        }
    }
    if [&guide.promised, &guide.legal, &guide.fee, &guide.result].iter().any(|part| part.is_some()) {
        sheet.part(words.time_and_fee, false);
        sheet.said(words.promised, guide.promised.as_ref(), unconfirmed(Part::Promised));
        sheet.said(words.legal, guide.legal.as_ref(), unconfirmed(Part::Legal));
        sheet.said(words.fee, guide.fee.as_ref(), unconfirmed(Part::Fee));
        sheet.said(words.result, guide.result.as_ref(), unconfirmed(Part::Result));
    }
    sheet.places(&handout.places, |(_, metres)| metres.map(|metres| words.distance(metres)).unwrap_or_default());
    if elsewhere(handout) && !handout.places.is_empty() {
        sheet.ticket.space(PART_SPACE);
        sheet.ticket.paragraph(words.ask_first);
    }
    sheet.hotlines(&handout.hotline.iter().map(String::as_str).collect::<Vec<_>>());
    sheet.laws(&guide.basis, unconfirmed(Part::Basis));
    sheet.foot(&handout.code_text(english), Some(matter.id.to_string()), &handout.version.to_string())
}

fn receiver(sheet: &mut Leaflet, handout: &Handout) {
    let words = sheet.words;
    let mut names: Vec<&str> = handout.receiver.departments.iter().map(|name| words.pick(&name.zh, &name.en)).collect();
    if names.is_empty() {
        names.push(words.nobody_named);
    }
    sheet.facts(words.received_by, &names);
    let seat = words.seat(&handout.receiver);
    sheet.fact(words.belongs_to, &seat);
}

/// Whether the matter belongs to another district or town than that whose places are told.
fn elsewhere(handout: &Handout) -> bool {
    let receiver = &handout.receiver;
    receiver.area.as_ref().is_none_or(|area| receiver.level == Level::District && !area.home)
}
