//! The handout of a chain: matters that belong together.

use domain::ChainHandout;
use domain::catalogue::Part;

use super::{BOX, Leaflet};
use crate::layout::Ticket;
use crate::phrases::plain;

/// Lays out what is told of a chain, for paper of so many half-width `columns`: its matters in their order, what they
/// take together, where most of them can be done, whom to call, and the code that a telephone keeps it with.
pub fn chain(handout: &ChainHandout, english: bool, columns: u8) -> Ticket {
    let mut sheet = Leaflet::new(english, columns);
    let (chain, words) = (&handout.chain, sheet.words);
    let unconfirmed = |part: Part| handout.matters.iter().any(|matter| matter.guide.unconfirmed.contains(&part));
    sheet.head(&chain.name, &chain.name_en, words.pick(&chain.short, &chain.short_en));
    sheet.part(words.matters, false);
    for (at, matter) in (1..).zip(&handout.matters) {
        sheet.ticket.hanging(&format!("{at}."), BOX, &plain(words.pick(&matter.name, &matter.name_en)));
        if english {
            sheet.ticket.indented(BOX, &matter.name);
        }
        if let Some(time) = &matter.guide.promised {
            let mark = sheet.mark(matter.guide.unconfirmed.contains(&Part::Promised));
            let line = format!("{}{}{mark}", words.pick("承诺时限：", "Promised: "), words.pick(&time.zh, &time.en));
            sheet.ticket.indented(BOX, &plain(&line));
        }
    }
    sheet.materials(&handout.materials, unconfirmed(Part::Materials));
    let all = handout.matters.len();
    sheet.places(&handout.places, |(place, metres)| match (handout.done_at(place), metres) {
        (done, metres) if done < all => {
            let far = metres.map(|metres| words.distance(metres)).unwrap_or_default();
            [words.done(done, all), far]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(words.pick("，", ", "))
        }
        (_, metres) => metres.map(|metres| words.distance(metres)).unwrap_or_default(),
    });
    sheet.hotlines(&handout.hotlines.iter().map(String::as_str).collect::<Vec<_>>());
    sheet.foot(&handout.code_text(english), None, &handout.version.to_string())
}
