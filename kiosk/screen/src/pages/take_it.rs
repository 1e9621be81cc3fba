//! Printed: take paper and card.

use service::{Medium, Paper};
use slint::{ComponentHandle, Image};

use crate::convert;
use crate::generated::{App, TakeItAdapter, TicketPlace};

pub(super) fn show(
    app: &App,
    medium: Medium,
    picture: Image,
    card_lies: bool,
    ticket_waits: Option<bool>,
    paper: Paper,
) {
    let adapter = app.global::<TakeItAdapter>();
    adapter.set_a4(medium == Medium::A4);
    adapter.set_picture(picture);
    adapter.set_card_lies(card_lies);
    adapter.set_ticket(match ticket_waits {
        Some(true) => TicketPlace::Waits,
        Some(false) => TicketPlace::Taken,
        None => TicketPlace::Unknown,
    });
    adapter.set_paper(convert::paper_level(paper));
}

pub(super) fn clear(app: &App) {
    app.global::<TakeItAdapter>().set_picture(Image::default());
}
