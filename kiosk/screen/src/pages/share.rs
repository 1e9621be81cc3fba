//! May departments be asked for what they have already?

use domain::form::Trust;
use service::{Language, SharePage, ShareRow};
use slint::ComponentHandle;

use super::{catalogue, model};
use crate::generated::{App, ShareAdapter, ShareEntry};

pub(super) fn show(app: &App, language: Language, page: &SharePage) {
    let adapter = app.global::<ShareAdapter>();
    adapter.set_title(catalogue::of(&page.title, language));
    let entry = |row: &ShareRow| ShareEntry {
        name: catalogue::of(&row.name, language),
        department: catalogue::of(&row.department, language),
        purpose: catalogue::of(&row.purpose, language),
        licence: row.trust == Trust::Licence,
    };
    adapter.set_rows(model(page.rows.iter().map(entry)));
}
