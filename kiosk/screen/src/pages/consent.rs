//! What happens to your data.

use slint::ComponentHandle;

use crate::generated::{App, ConsentAdapter};

pub(super) fn show(app: &App, version: &str) {
    app.global::<ConsentAdapter>().set_version(version.into());
}
