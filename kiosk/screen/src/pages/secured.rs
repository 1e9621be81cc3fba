//! Only staff can do something here.

use service::Secured;
use slint::ComponentHandle;

use crate::generated::{App, SecuredAdapter};

pub(super) fn show(app: &App, why: Secured) {
    app.global::<SecuredAdapter>().set_tampered(why == Secured::Tampered);
}
