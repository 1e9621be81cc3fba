//! What do you want to do?

use domain::catalogue::{Audience, Stage};
use service::Language;
use slint::ComponentHandle;

use super::choose_place::breadth;
use super::{catalogue, model};
use crate::generated::{App, HomeAdapter};

/// So many hanzi stand on one line beside a picture.
const SHORT: usize = 4;

pub(super) fn show(app: &App, language: Language, can_check: bool, stages: &[Stage]) {
    let adapter = app.global::<HomeAdapter>();
    adapter.set_can_check(can_check);
    let of_people = stages.iter().enumerate().filter(|(_, stage)| stage.audience == Audience::Person);
    let rows: Vec<_> = of_people.map(|(number, stage)| catalogue::stage_row(number, stage, language)).collect();
    // Words stand below one another in a tile; a word is not divided.
    let words = rows.iter().flat_map(|row| row.name.split(' '));
    adapter.set_widest(words.map(breadth).max().unwrap_or(0) as f32);
    adapter.set_short(rows.iter().all(|row| !row.name.contains(' ') && breadth(&row.name) <= SHORT));
    adapter.set_stages(model(rows));
}
