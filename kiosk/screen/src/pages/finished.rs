//! Over and wiped.

use service::Ending;
use slint::ComponentHandle;

use crate::convert;
use crate::generated::{App, FinishedAdapter};

pub(super) fn show(app: &App, ending: Ending, card_lies: bool) {
    let adapter = app.global::<FinishedAdapter>();
    adapter.set_ending(convert::ending(ending));
    adapter.set_card_lies(card_lies);
}
