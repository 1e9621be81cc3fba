//! 好差评

use service::{Language, RatingPage, Satisfaction};
use slint::ComponentHandle;

use super::{catalogue, model, question};
use crate::generated::{App, RatingAdapter};

/// From the worst to the best.
pub(crate) const LEVELS: [Satisfaction; 5] = [
    Satisfaction::VeryDissatisfied,
    Satisfaction::Dissatisfied,
    Satisfaction::FairlySatisfied,
    Satisfaction::Satisfied,
    Satisfaction::VerySatisfied,
];

pub(super) fn show(app: &App, language: Language, page: &RatingPage) {
    let adapter = app.global::<RatingAdapter>();
    adapter.set_title(catalogue::of(&page.title, language));
    let place = page.level.and_then(|level| LEVELS.iter().position(|known| *known == level));
    adapter.set_level(place.map_or(0, |place| i32::try_from(place + 1).unwrap_or(0)));
    adapter.set_text(page.text.reveal().as_str().into());
    adapter.set_reasons(model(page.reasons.iter().map(|row| question::pick(row, language))));
}

pub(super) fn clear(app: &App) {
    app.global::<RatingAdapter>().set_text("".into());
}
