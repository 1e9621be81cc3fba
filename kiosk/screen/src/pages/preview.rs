//! The very ticket, before it is printed.

use service::{Medium, Printout, Sheet, Trouble};
use slint::{ComponentHandle, Image};

use crate::convert;
use crate::generated::{self, App, PreviewAdapter};

pub(super) fn show(app: &App, printout: Printout, sheet: &Sheet, picture: Image, trouble: Option<Trouble>) {
    let adapter = app.global::<PreviewAdapter>();
    adapter.set_document(convert::printout(printout));
    adapter.set_a4(sheet.medium() == Medium::A4);
    adapter.set_picture(picture);
    let spoken = sheet.ticket.spoken();
    let lines: Vec<&str> = spoken.iter().map(|line| line.as_str()).collect();
    adapter.set_spoken(lines.join("\n").into());
    adapter.set_trouble(trouble.map_or(generated::Trouble::None, convert::trouble));
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<PreviewAdapter>();
    adapter.set_picture(Image::default());
    adapter.set_spoken(slint::SharedString::default());
}
