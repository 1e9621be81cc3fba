//! Everything before it is handed in.

use service::{Language, ReviewPage, ReviewRow};
use slint::ComponentHandle;

use super::{catalogue, model};
use crate::convert;
use crate::generated::{App, OriginId, ReviewAdapter, ReviewEntry};

pub(super) fn show(app: &App, language: Language, page: &ReviewPage) {
    let adapter = app.global::<ReviewAdapter>();
    adapter.set_title(catalogue::of(&page.title, language));
    let departments: Vec<_> = page.departments.iter().map(|it| catalogue::of(it, language)).collect();
    let between = if language == Language::English { ", " } else { "、" };
    adapter.set_departments(departments.join(between).into());
    adapter.set_rows(model(page.rows.iter().map(|row| entry(row, language))));
    adapter.set_complaints(i32::try_from(page.complaints).unwrap_or(i32::MAX));
    adapter.set_to_sign(page.to_sign);
    adapter.set_can_print_notice(page.can_print_notice);
    adapter.set_can_undo(page.can_undo);
    adapter.set_failed(page.failed);
}

fn entry(row: &ReviewRow, language: Language) -> ReviewEntry {
    let optional = |said: &Option<_>| said.as_ref().map(|said| catalogue::of(said, language)).unwrap_or_default();
    ReviewEntry {
        at: row.at.as_str().into(),
        section: optional(&row.section),
        name: catalogue::of(&row.name, language),
        value: catalogue::of(&row.value, language),
        origin: row.origin.map_or(OriginId::None, convert::origin),
        fixed: row.fixed,
        complaint: optional(&row.complaint),
    }
}

pub(super) fn clear(app: &App) {
    app.global::<ReviewAdapter>().set_rows(model([]));
}
