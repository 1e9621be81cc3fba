//! Which year?

use slint::ComponentHandle;

use super::model;
use crate::generated::{App, ChooseYearAdapter, Entry};

pub(super) fn show(app: &App, years: &[i16]) {
    let entry = |year: &i16| Entry { key: year.to_string().into(), text: year.to_string().into() };
    app.global::<ChooseYearAdapter>().set_years(model(years.iter().map(entry)));
}

pub(super) fn clear(app: &App) {
    app.global::<ChooseYearAdapter>().set_years(model([]));
}
