//! The certificate of a decision at once as a ticket.

use domain::DecisionPaper;

use super::Slip;
use crate::fonts::Fonts;
use crate::layout::Ticket;
use crate::measures::{PART_SPACE, SUBTITLE_SPACE, TAIL_SPACE};
use crate::phrases::plain;
use crate::told::Decision;

/// Lays out what a department decided at once, for paper of so many half-width `columns`, as certificates are.
///
/// `verification_base`: the ticket's QR code is `<base>/v/<verification code>`. `fonts` are asked which characters can
/// be drawn.
pub fn decision(of: &DecisionPaper, english: bool, verification_base: &str, columns: u8, fonts: &Fonts) -> Ticket {
    let told = Decision::of(of, english, verification_base, fonts);
    let mut slip = Slip::new(english, columns);
    slip.head(&told.title);
    slip.facts(&[told.number]);
    slip.ticket.thick_rule();
    slip.facts(&told.facts);
    slip.part(told.decision_name);
    for (at, words) in told.words.iter().enumerate() {
        if at > 0 {
            slip.ticket.space(SUBTITLE_SPACE);
        }
        slip.ticket.paragraph(&plain(&words.shown));
        slip.note(0, words);
    }
    slip.ticket.thick_rule();
    slip.facts(&[told.issuer, told.issued_on, told.verification_code]);
    slip.code(&told.address, false);
    slip.ticket.centred(told.verify_address);
    slip.ticket.centred(&told.address);
    slip.ticket.space(PART_SPACE);
    slip.ticket.centred(told.end);
    slip.ticket.space(TAIL_SPACE);
    slip.ticket
}
