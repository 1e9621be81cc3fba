//! The handout of one matter.

use domain::Handout;
use domain::catalogue::{Here, Level, Part};

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
    if let Some(changed) = &guide.changed {
        sheet.ticket.paragraph(&plain(words.pick(&changed.zh, &changed.en)));
        sheet.ticket.thin_rule();
    }
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
    // Promised by what this terminal hands in to, and there alone.
    let at_once = matter.instant && matter.here == Here::Apply && !elsewhere(handout);
    if at_once || [&guide.promised, &guide.legal, &guide.fee, &guide.result].iter().any(|part| part.is_some()) {
        sheet.part(words.time_and_fee, false);
        if at_once {
            let [name, said] = words.instant;
            let mark = sheet.mark(true);
            sheet.fact(name, &format!("{said}{mark}"));
        }
        sheet.said(words.promised, guide.promised.as_ref(), unconfirmed(Part::Promised));
        sheet.said(words.legal, guide.legal.as_ref(), unconfirmed(Part::Legal));
        sheet.said(words.fee, guide.fee.as_ref(), unconfirmed(Part::Fee));
        sheet.said(words.result, guide.result.as_ref(), unconfirmed(Part::Result));
    }
    if let Some(saved) = &guide.saved {
        sheet.part(words.saved, unconfirmed(Part::Saved));
        let all = [saved.steps, saved.materials, saved.days, saved.trips];
        for (name, numbers) in words.saved_of.into_iter().zip(all).filter(|(_, [before, now])| before > now) {
            sheet.fact(name, &words.became(numbers));
        }
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
    // For what is the city's or the province's, who leads is a name of the notice only.
    let mark = sheet.mark(handout.receiver.unconfirmed);
    let marked: Vec<String> = names.iter().map(|name| format!("{name}{mark}")).collect();
    sheet.facts(words.received_by, &marked.iter().map(String::as_str).collect::<Vec<_>>());
    let seat = words.seat(&handout.receiver);
    sheet.fact(words.belongs_to, &seat);
}

/// Whether the matter belongs to another district or town than that whose places are told.
fn elsewhere(handout: &Handout) -> bool {
    let receiver = &handout.receiver;
    receiver.area.as_ref().is_none_or(|area| receiver.level == Level::District && !area.home)
}
