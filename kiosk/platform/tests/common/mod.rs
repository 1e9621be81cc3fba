//! What tests with the shipped forms share.

use std::path::{Path, PathBuf};

use domain::catalogue::{self, Source};
use domain::form::{self, Answer, Answers, Form, Forms, Prefill};
use domain::{Catalogue, Divisions};
use jiff::civil::Date;
use platform::sandbox::PersonData;

pub(crate) fn config() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config"))
}

fn sources(folders: &[&str]) -> Vec<Source> {
    let mut sources = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(config().join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|extension| extension == "toml") {
                let path = if folder.ends_with("matters") { format!("matters/{name}") } else { name };
                sources.push(Source { path, text: std::fs::read_to_string(entry.path()).unwrap() });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// What is shipped.
pub(crate) fn rules() -> (Catalogue, Forms) {
    let catalogue = catalogue::load(&sources(&["catalogue", "catalogue/matters"])).unwrap();
    let forms = form::load(&sources(&["forms"]), &catalogue).unwrap_or_else(|problems| panic!("{problems}"));
    (catalogue, forms)
}

/// The example of a form as somebody fills it in: what their card, their record and registers say, and the rest invented.
/// `said`: what they say otherwise.
pub(crate) fn filled_in(form: &Form, person: &PersonData, said: &[(&str, &str)], day: Date) -> Answers {
    let divisions = std::fs::read_to_string(config().join("divisions.toml")).unwrap();
    let mut from = Prefill::default();
    from.add_identity(&person.card.identity());
    if let Some(record) = &person.record {
        from.add_record(record);
    }
    let mut known = Answers::default();
    form.prefill(&from, &mut known, &Divisions::parse(&divisions).unwrap());
    let mut given: Vec<(String, Option<Answer>)> =
        known.iter().map(|(key, given)| (key.to_owned(), Some(given.answer.clone()))).collect();
    for (key, text) in said {
        given.retain(|(other, _)| other != key);
        given.push(((*key).to_owned(), Some(form.question(key).unwrap().kind.read(text).unwrap())));
    }
    let mut answers = form::example::with(form, &given, day);
    for (key, known) in known.iter().filter(|(key, _)| said.iter().all(|(other, _)| other != key)) {
        answers.give_from(key, known.answer.clone(), known.origin);
    }
    form::example::sign(form, &mut answers, day);
    answers
}
