//! What do you want to do?

use slint::ComponentHandle;

use crate::generated::{App, HomeAdapter};

pub(super) fn show(app: &App, can_check: bool) {
    app.global::<HomeAdapter>().set_can_check(can_check);
}
