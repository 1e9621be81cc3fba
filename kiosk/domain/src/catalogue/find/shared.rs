//! Texts that many matters share: stages, scenes, departments.

use std::ops::Range;

use super::index::Use;
use super::{Catalogue, Field, Why};
use crate::catalogue::Matter;

/// Which of the texts of a place it is: who leads or receives a matter, who cooperates, the stage or the scene.
const FIRST: u8 = 0;
const COOPERATES: u8 = 1;
pub(super) const SITUATION: u8 = 2;

/// A text that many rows share.
pub(super) struct Shared {
    pub(super) text: String,
    /// The name of what is also called so: 公安分局 for 派出所.
    name: Option<String>,
    pub(super) uses: Vec<Use>,
}

impl Shared {
    /// The reason of a hit for a part of the text.
    pub(super) fn why(&self, range: Range<usize>) -> Why {
        let (text, range) = match &self.name {
            Some(name) => (name, 0..name.len()),
            None => (&self.text, range),
        };
        Why { field: Field::Place, text: text.clone(), range }
    }
}

/// Stages, scenes and departments with the rows that have them.
pub(super) fn of(catalogue: &Catalogue) -> Vec<Shared> {
    let mut shared: Vec<Shared> = Vec::new();
    for (row, matter) in catalogue.matters.iter().enumerate() {
        let stage = catalogue.stage(&matter.stage).map(|stage| &stage.name);
        for name in stage.into_iter().chain([&matter.scene]) {
            add(&mut shared, name, None, Use::new(row, Field::Place, SITUATION.into()));
        }
        for (name, part) in departments(matter) {
            let of = Use::new(row, Field::Place, part.into());
            let Some(department) = catalogue.department_called(name) else { continue };
            add(&mut shared, &department.name, None, of);
            for alias in &department.aliases {
                add(&mut shared, alias, Some(&department.name), of);
            }
        }
    }
    shared
}

/// Who has to do with a matter: first who leads or receives it, then who cooperates.
fn departments(matter: &Matter) -> impl Iterator<Item = (&str, u8)> {
    let first = matter.lead.iter().chain(&matter.receives).map(|name| (name.as_str(), FIRST));
    first.chain(matter.cooperate.iter().map(|name| (name.as_str(), COOPERATES)))
}

fn add(shared: &mut Vec<Shared>, text: &str, name: Option<&str>, of: Use) {
    let Some(known) = shared.iter_mut().find(|known| known.text == text) else {
        shared.push(Shared { text: text.to_owned(), name: name.map(str::to_owned), uses: vec![of] });
        return;
    };
    // A scene may be called as its stage is, who receives a matter stands among those who cooperate.
    if known.uses.last().is_none_or(|last| last.row() != of.row()) {
        known.uses.push(of);
    }
}
