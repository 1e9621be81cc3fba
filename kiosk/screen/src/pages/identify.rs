//! Lay your card down.

use service::CardProblem;
use slint::ComponentHandle;

use crate::convert;
use crate::generated::{self, App, IdentifyAdapter};

pub(super) fn show(app: &App, reading: bool, problem: Option<CardProblem>) {
    let adapter = app.global::<IdentifyAdapter>();
    adapter.set_reading(reading);
    adapter.set_problem(problem.map_or(generated::CardProblem::None, convert::card_problem));
}
