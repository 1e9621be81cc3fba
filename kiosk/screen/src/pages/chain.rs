//! 一件事: matters that belong together.

use std::sync::Arc;

use domain::catalogue::{Matter, Part};
use service::{ChainPage, Language};
use slint::{ComponentHandle, Image};

use super::guide::trouble;
use super::{catalogue, model};
use crate::generated::{App, ChainAdapter};

pub(super) fn show(app: &App, language: Language, page: &ChainPage) {
    let adapter = app.global::<ChainAdapter>();
    let (handout, chain) = (&page.handout, &page.handout.chain);
    adapter.set_name(catalogue::text(&chain.name, &chain.name_en, language));
    adapter.set_short(catalogue::text(&chain.short, &chain.short_en, language));
    adapter.set_rows(model(page.rows.iter().map(|it| catalogue::row(it, language))));
    adapter.set_materials(catalogue::materials(&handout.materials, language));
    adapter.set_places(model(handout.places.iter().map(|it| catalogue::place(it, language))));
    adapter.set_hotlines(catalogue::numbers(&handout.hotlines));
    let of_materials = |matter: &Arc<Matter>| matter.guide.unconfirmed.contains(&Part::Materials);
    adapter.set_doubtful(handout.matters.iter().any(of_materials));
    adapter.set_trouble(trouble(page.trouble));
    adapter.set_apply(page.apply);
    adapter.set_code(catalogue::code(app, &handout.code_text(language == Language::English)));
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<ChainAdapter>();
    adapter.set_rows(model([]));
    adapter.set_materials(model([]));
    adapter.set_places(model([]));
    adapter.set_code(Image::default());
}
