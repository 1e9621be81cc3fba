//! What must hold between the files of a catalogue: nothing twice, nothing that points nowhere, nothing left empty.

use std::collections::HashMap;
use std::ops::Range;

use super::MatterId;
use super::load::Draft;
use super::receiver::{Rank, above, rank};
use crate::data_file;

const AREAS: &str = "areas.toml";
const DEPARTMENTS: &str = "departments.toml";
const STAGES: &str = "stages.toml";
const MATERIALS: &str = "materials.toml";
const CHAINS: &str = "chains.toml";
const ADVICE: &str = "advice.toml";

/// A name that stands somewhere.
type Named = (String, Range<usize>);

pub(super) fn check(draft: &mut Draft) {
    areas(draft);
    departments(draft);
    stages(draft);
    materials(draft);
    matters(draft);
    chains(draft);
    advice(draft);
}

fn areas(draft: &mut Draft) {
    let named = |code: &toml::Spanned<String>| (code.get_ref().clone(), code.span());
    let codes: Vec<Named> =
        draft.areas.iter().flat_map(|entry| std::iter::once(&entry.code).chain(&entry.former)).map(named).collect();
    once(draft, AREAS, &codes, "the code stands for another area already");
    for (code, span) in &codes {
        if !six_digits(code) {
            let what = format!("“{code}” is no code of an area");
            draft.problem(AREAS, Some(span.clone()), what, "write the six digits of GB/T 2260: 371002");
        }
    }
    let mut found = Vec::new();
    let mut homes = 0;
    for entry in &draft.areas {
        let code = entry.code.get_ref();
        if entry.home {
            homes += 1;
            if homes > 1 {
                found.push((entry.code.span(), format!("{code} is a second home"), "let one district alone be `home`"));
            }
            if rank(code) != Rank::District {
                found.push((entry.code.span(), format!("{code} is no district"), "let a district be `home`"));
            }
        }
        let missing = |wanted: &&String| six_digits(code) && !codes.iter().any(|(known, _)| known == *wanted);
        for wanted in above(code).iter().filter(missing) {
            let what = format!("{code} lies in {wanted}, which is not in the list");
            found.push((entry.code.span(), what, "add the city and the province, or correct the code"));
        }
        if entry.name.get_ref().trim().is_empty() || entry.name_en.trim().is_empty() {
            found.push((entry.name.span(), format!("{code} has no name"), "write `name` and `name_en`"));
        }
    }
    for (span, what, remedy) in found {
        draft.problem(AREAS, Some(span), what, remedy);
    }
    if homes == 0 {
        draft.problem(AREAS, None, "no district is home", "add `home = true` to the district of the notice");
    }
}

fn six_digits(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())
}

fn departments(draft: &mut Draft) {
    let named = |name: &toml::Spanned<String>| (name.get_ref().clone(), name.span());
    let names =
        draft.departments.iter().flat_map(|entry| std::iter::once(&entry.name).chain(&entry.aliases)).map(named);
    let names: Vec<Named> = names.collect();
    once(draft, DEPARTMENTS, &names, "the name stands for another department already");
    let mut found = Vec::new();
    for entry in &draft.departments {
        let name = entry.name.get_ref();
        let remedy = "write `trade` and `trade_en` (人社部门, its department), or `whole_city = true`";
        match (&entry.trade, entry.whole_city) {
            (None, false) => {
                found.push((entry.name.span(), format!("{name}: what it is called elsewhere is not said"), remedy));
            }
            (Some(trade), true) => {
                found.push((trade.span(), format!("{name} is one for the whole city and has a trade"), remedy));
            }
            (Some(trade), false) if entry.trade_en.is_none() || trade.get_ref().trim().is_empty() => {
                found.push((trade.span(), format!("{name}: its trade is not said in both languages"), remedy));
            }
            _ => {}
        }
    }
    for (span, what, remedy) in found {
        draft.problem(DEPARTMENTS, Some(span), what, remedy);
    }
}

fn stages(draft: &mut Draft) {
    let ids: Vec<Named> = draft.stages.iter().map(|entry| (entry.id.get_ref().clone(), entry.id.span())).collect();
    once(draft, STAGES, &ids, "the stage stands in the file already");
    let scenes: Vec<Vec<Named>> = draft
        .stages
        .iter()
        .map(|stage| stage.scenes.iter().map(|scene| (scene.name.get_ref().clone(), scene.name.span())).collect())
        .collect();
    for names in scenes {
        once(draft, STAGES, &names, "the scene stands in its stage already");
    }
}

fn materials(draft: &mut Draft) {
    let names: Vec<Named> =
        draft.materials.iter().map(|entry| (entry.name.get_ref().clone(), entry.name.span())).collect();
    once(draft, MATERIALS, &names, "the material stands in the file already");
}

fn matters(draft: &mut Draft) {
    let mut found: Vec<(String, Option<Range<usize>>, String, String)> = Vec::new();
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for (source, stage, entries) in &draft.matters {
        let file = source.path.as_str();
        let mut tell = |span: Range<usize>, what: String, remedy: &str| {
            found.push((file.to_owned(), Some(span), what, remedy.to_owned()));
        };
        let known = draft.stages.iter().find(|known| known.id.get_ref() == stage.get_ref());
        if known.is_none() {
            let near = nearest(stage.get_ref(), draft.stages.iter().map(|known| known.id.get_ref().as_str()));
            tell(stage.span(), format!("there is no stage “{}”", stage.get_ref()), &near);
        }
        for entry in entries {
            let id = entry.id.get_ref().as_str();
            if let Err(error) = id.parse::<MatterId>() {
                tell(entry.id.span(), format!("“{id}” is no number of a matter"), &error.to_string());
            }
            if let Some(other) = seen.insert(id, file) {
                let what = format!("the matter {id} stands in {other} already");
                tell(entry.id.span(), what, "remove one of the two, or give it its own number");
            }
            if let Some(known) = known
                && !known.scenes.iter().any(|scene| scene.name.get_ref() == entry.scene.get_ref())
            {
                let near =
                    nearest(entry.scene.get_ref(), known.scenes.iter().map(|scene| scene.name.get_ref().as_str()));
                tell(entry.scene.span(), format!("{} has no scene “{}”", known.name, entry.scene.get_ref()), &near);
            }
            for name in entry.lead.iter().chain(&entry.cooperate) {
                if draft.department(name.get_ref()).is_none() {
                    let near =
                        nearest(name.get_ref(), draft.departments.iter().map(|known| known.name.get_ref().as_str()));
                    tell(name.span(), format!("there is no department “{}”", name.get_ref()), &near);
                }
            }
            if let Some(name) = &entry.receives {
                let of = |known: &toml::Spanned<String>| draft.department(known.get_ref());
                let own = draft.department(name.get_ref());
                if own.is_none() || !entry.cooperate.iter().any(|known| of(known) == own) {
                    let what = format!("{id} is received by “{}”, which is not in its `cooperate`", name.get_ref());
                    tell(
                        name.span(),
                        what,
                        "name one of the departments that cooperate, or leave it out: who leads receives it",
                    );
                }
            }
            for name in &entry.guide.materials {
                if !draft.materials.iter().any(|known| known.name.get_ref() == name.get_ref()) {
                    let near =
                        nearest(name.get_ref(), draft.materials.iter().map(|known| known.name.get_ref().as_str()));
                    tell(name.span(), format!("there is no material “{}”", name.get_ref()), &near);
                }
            }
            for part in &entry.guide.unconfirmed {
                if !entry.guide.says(*part.get_ref()) {
                    let what = format!("{id}: {:?} is unconfirmed, but the guide does not say it", part.get_ref());
                    tell(part.span(), what, "take it out of `unconfirmed`, or write what is to be confirmed");
                }
            }
            for (span, key) in entry.guide.untranslated() {
                tell(span, format!("{id}: this is not said in English"), &format!("add `{key}`, steps one for one"));
            }
            if entry.name.trim().is_empty() || entry.says.get_ref().iter().all(|name| name.trim().is_empty()) {
                let what = format!("{id} has no name, or nothing that people call it");
                tell(entry.says.span(), what, "write what a person would say at the counter in `says`");
            }
        }
    }
    for (file, span, what, remedy) in found {
        draft.problem(&file, span, what, remedy);
    }
}

fn chains(draft: &mut Draft) {
    let ids: Vec<Named> = draft.chains.iter().map(|entry| (entry.id.get_ref().clone(), entry.id.span())).collect();
    once(draft, CHAINS, &ids, "the chain stands in the file already");
    let known = numbers(draft);
    let listed: Vec<Vec<Named>> = draft
        .chains
        .iter()
        .map(|chain| chain.matters.iter().map(|id| (id.get_ref().clone(), id.span())).collect())
        .collect();
    for names in listed {
        for (id, span) in names.iter().filter(|(id, _)| !known.contains(id)) {
            draft.problem(CHAINS, Some(span.clone()), format!("there is no matter {id}"), "correct the number");
        }
        once(draft, CHAINS, &names, "the matter stands in its chain already");
    }
}

fn advice(draft: &mut Draft) {
    let known = numbers(draft);
    let mut found = Vec::new();
    for entry in &draft.advice {
        let id = entry.matter.get_ref();
        if !known.contains(id) {
            found.push((entry.matter.span(), format!("there is no matter {id}"), "correct the number"));
        }
        if entry.when.get_ref().is_empty() {
            let what = format!("{id} would be advised to everybody");
            found.push((entry.when.span(), what, "say in `when` whom it fits"));
        }
        if let Some([least, most]) = entry.when.get_ref().age.filter(|[least, most]| least > most) {
            found.push((
                entry.when.span(),
                format!("nobody is from {least} to {most} years old"),
                "write the lower age first",
            ));
        }
    }
    for (span, what, remedy) in found {
        draft.problem(ADVICE, Some(span), what, remedy);
    }
}

/// The numbers of all matters.
fn numbers(draft: &Draft) -> Vec<String> {
    let entries = draft.matters.iter().flat_map(|(_, _, entries)| entries);
    entries.map(|entry| entry.id.get_ref().clone()).collect()
}

/// Tells of every name that stands there a second time.
fn once(draft: &mut Draft, file: &str, names: &[Named], what: &str) {
    let mut seen = std::collections::HashSet::new();
    for (name, span) in names {
        if !seen.insert(name.as_str()) {
            draft.problem(file, Some(span.clone()), format!("“{name}”: {what}"), "remove one of the two");
        }
    }
}

/// What was probably meant.
fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> String {
    data_file::nearest(written, known).unwrap_or_else(|| "correct the name, or add it to its own file".to_owned())
}
