//! Paper is on its way.

use service::Printout;
use service::page::Pace;
use service::sheet::Medium;
use slint::ComponentHandle;

use crate::convert;
use crate::generated::{App, PrintingAdapter};

pub(super) fn show(app: &App, printout: Printout, medium: Medium, percent: u8, pace: Pace) {
    let adapter = app.global::<PrintingAdapter>();
    adapter.set_document(convert::printout(printout));
    adapter.set_a4(medium == Medium::A4);
    adapter.set_percent(percent.min(100).into());
    adapter.set_pace(convert::pace(pace));
}
