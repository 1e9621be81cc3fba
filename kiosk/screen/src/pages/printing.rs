//! Paper is on its way.

use domain::DocumentKind;
use service::page::Pace;
use slint::ComponentHandle;

use crate::convert;
use crate::generated::{App, PrintingAdapter};

pub(super) fn show(app: &App, document: DocumentKind, percent: u8, pace: Pace) {
    let adapter = app.global::<PrintingAdapter>();
    adapter.set_document(convert::document(document));
    adapter.set_percent(percent.min(100).into());
    adapter.set_pace(convert::pace(pace));
}
