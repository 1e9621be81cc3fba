//! Whom one helps, or for which company one comes.

use service::{ChooseOf, ChoosePage, Role};
use slint::ComponentHandle;

use super::model;
use crate::generated::{App, ChooseAdapter, ChooseEntry, ChooseId, RoleId};

pub(super) fn show(app: &App, page: &ChoosePage) {
    let adapter = app.global::<ChooseAdapter>();
    adapter.set_of(match page.of {
        ChooseOf::Principal => ChooseId::Principal,
        ChooseOf::Company => ChooseId::Company,
        ChooseOf::FileOfCompany => ChooseId::FileOfCompany,
    });
    adapter.set_rows(model(page.rows.iter().map(|row| ChooseEntry {
        key: row.key.as_str().into(),
        name: row.name.reveal().as_str().into(),
        number: row.number.reveal().as_str().into(),
        role: match row.role {
            None => RoleId::None,
            Some(Role::LegalRepresentative) => RoleId::LegalRepresentative,
            Some(Role::Agent) => RoleId::Agent,
        },
    })));
}

pub(super) fn clear(app: &App) {
    app.global::<ChooseAdapter>().set_rows(model([]));
}
