//! 一人一档, 一企一档

use domain::acknowledgement::{LifeRow, LifeStage, Owner};
use service::{Language, LifeFilePage};
use slint::{ComponentHandle, SharedString};

use super::guide::trouble;
use super::{catalogue, model};
use crate::convert;
use crate::generated::{App, LifeEntry, LifeFileAdapter};

pub(super) fn show(app: &App, language: Language, page: &LifeFilePage) {
    let adapter = app.global::<LifeFileAdapter>();
    let (company, owner, number) = match &page.file.owner {
        Owner::Person(person) => (false, person.name.reveal().clone(), person.number.reveal().clone()),
        Owner::Company(company) => {
            let code = company.code.as_ref().map(|code| code.as_str().to_owned()).unwrap_or_default();
            (true, company.name.reveal().clone(), code)
        }
    };
    adapter.set_company(company);
    adapter.set_owner(owner.into());
    adapter.set_number(number.into());
    adapter.set_as_of(convert::day(Some(page.file.as_of)));
    let rows = page
        .file
        .stages
        .iter()
        .flat_map(|stage| stage.rows.iter().enumerate().map(move |(at, row)| entry(stage, at == 0, row, language)));
    adapter.set_rows(model(rows));
    adapter.set_can_company(page.can_company);
    adapter.set_trouble(trouble(page.trouble));
}

fn entry(stage: &LifeStage, first: bool, row: &LifeRow, language: Language) -> LifeEntry {
    LifeEntry {
        stage: if first { catalogue::of(&stage.name, language) } else { SharedString::new() },
        matter: row.matter.in_language(language == Language::English).into(),
        day: convert::day(Some(row.on)),
        state: catalogue::of(&row.state, language),
        number: row.number.as_ref().map(|number| number.reveal().as_str().into()).unwrap_or_default(),
    }
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<LifeFileAdapter>();
    adapter.set_rows(model([]));
    adapter.set_owner("".into());
    adapter.set_number("".into());
}
