//! Something takes its time.

use service::page::{Pace, Waiting};
use slint::ComponentHandle;

use crate::convert;
use crate::generated::{App, WaitingAdapter};

pub(super) fn show(app: &App, what: Waiting, pace: Pace) {
    let adapter = app.global::<WaitingAdapter>();
    adapter.set_what(convert::waiting(what));
    adapter.set_pace(convert::pace(pace));
}
