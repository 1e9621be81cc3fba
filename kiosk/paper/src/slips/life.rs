//! 一人一档, 一企一档 as a ticket.

use domain::LifeFile;

use super::Slip;
use crate::fonts::Fonts;
use crate::layout::Ticket;
use crate::measures::{PART_SPACE, SUBTITLE_SPACE};
use crate::phrases::plain;
use crate::told::Life;
use crate::width::columns as columns_of;

/// Columns before what is told of an entry.
const INDENT: usize = 2;

/// Lays out what somebody did and holds, by stages, for paper of so many half-width `columns`. `fonts` are asked which
/// characters can be drawn.
pub fn life_file(of: &LifeFile, english: bool, columns: u8, fonts: &Fonts) -> Ticket {
    let told = Life::of(of, english, fonts);
    let mut slip = Slip::new(english, columns);
    slip.head(&told.title);
    slip.ticket.thick_rule();
    slip.facts(&told.facts);
    if told.stages.is_empty() {
        slip.ticket.space(PART_SPACE);
        slip.ticket.paragraph(told.no_stages);
    }
    for stage in &told.stages {
        slip.part(&plain(&stage.name.shown));
        slip.note(0, &stage.name);
        if stage.rows.is_empty() {
            slip.ticket.paragraph(stage.no_rows);
        }
        for (at, row) in stage.rows.iter().enumerate() {
            if at > 0 {
                slip.ticket.space(SUBTITLE_SPACE);
            }
            let (matter, state) = (plain(&row.matter.shown), plain(&row.state.shown));
            let mut details = vec![row.on.clone(), row.number.shown.to_string()];
            if columns_of(&matter) + columns_of(&state) + 2 <= usize::from(columns) {
                slip.ticket.ends(&matter, &state);
            } else {
                slip.ticket.paragraph(&matter);
                details.insert(0, state);
            }
            details.retain(|detail| !detail.is_empty());
            let in_a_line = details.join("  ");
            if columns_of(&in_a_line) + INDENT <= usize::from(columns) {
                slip.ticket.indented(INDENT, &in_a_line);
            } else {
                for detail in &details {
                    slip.ticket.indented(INDENT, detail);
                }
            }
            for named in [&row.matter, &row.state, &row.number] {
                slip.note(INDENT, named);
            }
        }
    }
    slip.ticket.space(PART_SPACE);
    slip.foot(&told.foot)
}
