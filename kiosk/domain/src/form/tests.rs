//! The shipped forms, and what is tried on all of them.

mod answers;
mod broken;
mod conditions;
mod merged;
mod shipped;

use std::sync::LazyLock;

use jiff::civil::{Date, date};

use super::*;
use crate::catalogue::Source as TextFile;
use crate::catalogue::tests::catalogue;
use crate::division::Divisions;

/// The day of all applications here.
const TODAY: Date = date(2026, 11, 23);

fn sources() -> Vec<TextFile> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/forms");
    let files = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut sources: Vec<TextFile> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| TextFile {
            path: path.file_name().unwrap().to_str().unwrap().to_owned(),
            text: std::fs::read_to_string(path).unwrap(),
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// The shipped forms, read once for all tests.
fn forms() -> &'static Forms {
    static FORMS: LazyLock<Forms> =
        LazyLock::new(|| load(&sources(), &catalogue()).unwrap_or_else(|problems| panic!("{problems}")));
    &FORMS
}

fn form(id: &str) -> Arc<Form> {
    forms().forms.iter().find(|form| form.id == id).unwrap().clone()
}

fn divisions() -> Divisions {
    Divisions::parse(include_str!("../../../../config/divisions.toml")).unwrap()
}

fn broken_rules(complaints: &[Complaint]) -> Vec<&str> {
    let keys = complaints.iter().filter_map(|complaint| match &complaint.why {
        Why::Rule(key) => Some(key.as_str()),
        _ => None,
    });
    keys.collect()
}
