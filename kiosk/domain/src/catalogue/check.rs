//! What must hold between the files of a catalogue: nothing twice, nothing that points nowhere, nothing left empty.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use toml::Spanned;

use super::files::MatterEntry;
use super::load::{ADVICE, AREAS, CHAINS, DEPARTMENTS, Draft, MATERIALS, MATTERS, Matters, STAGES};
use super::read::Read;
use super::receiver::{Rank, above, rank};
use super::{Annex, Audience, MatterId, Saved};
use crate::data_file;

/// A name that stands somewhere.
type Named = (String, Range<usize>);

/// What is wrong, where, and what to do.
type Wrong = (Range<usize>, String, String);

/// Of an entry that could not be read whole only what it refers to is checked, and nothing is missed that may stand in
/// what could not be read: one mistake is told as one.
pub(super) fn check(draft: &mut Draft) {
    areas(draft);
    departments(draft);
    stages(draft);
    materials(draft);
    matters(draft);
    chains(draft);
    advice(draft);
}

fn tell(draft: &mut Draft, file: &str, found: Vec<Wrong>) {
    for (span, what, remedy) in found {
        draft.problem(file, Some(span), what, remedy);
    }
}

fn areas(draft: &mut Draft) {
    let codes: Vec<Named> =
        draft.areas.iter().flat_map(|entry| std::iter::once(&entry.code).chain(&entry.former)).map(named).collect();
    once(draft, AREAS, &codes, "the code stands for another area already");
    let mut found: Vec<Wrong> = Vec::new();
    let mut wrong = |span, what, remedy: &str| found.push((span, what, remedy.to_owned()));
    for (code, span) in codes.iter().filter(|(code, _)| !code.is_empty() && !six_digits(code)) {
        wrong(span.clone(), format!("“{code}” is no code of an area"), "write the six digits of GB/T 2260: 371002");
    }
    let mut homes = 0;
    for entry in &draft.areas {
        let code = entry.code.get_ref();
        if entry.home {
            homes += 1;
            if homes > 1 {
                wrong(entry.code.span(), format!("{code} is a second home"), "let one district alone be `home`");
            }
            if six_digits(code) && rank(code) != Rank::District {
                wrong(entry.code.span(), format!("{code} is no district"), "let a district be `home`");
            }
        }
        let missing = |wanted: &&String| {
            six_digits(code) && !codes.iter().any(|(known, _)| known == *wanted) && !draft.may_hold(AREAS, wanted)
        };
        for wanted in above(code).iter().filter(missing) {
            let what = format!("{code} lies in {wanted}, which is not in the list");
            wrong(entry.code.span(), what, "add the city and the province, or correct the code");
        }
        if entry.whole && (entry.name.get_ref().trim().is_empty() || entry.name_en.trim().is_empty()) {
            wrong(entry.name.span(), format!("{code} has no name"), "write `name` and `name_en`");
        }
    }
    tell(draft, AREAS, found);
    if homes == 0 && !draft.may_hold(AREAS, "home") {
        draft.problem(AREAS, None, "no district is home", "add `home = true` to the district of the notice");
    }
}

fn six_digits(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())
}

fn departments(draft: &mut Draft) {
    let names =
        draft.departments.iter().flat_map(|entry| std::iter::once(&entry.name).chain(&entry.aliases)).map(named);
    let names: Vec<Named> = names.collect();
    once(draft, DEPARTMENTS, &names, "the name stands for another department already");
    let mut found: Vec<Wrong> = Vec::new();
    for entry in &draft.departments {
        let name = entry.name.get_ref();
        found.extend(no_telephone(entry.hotline.as_ref()));
        if !entry.whole {
            continue;
        }
        let remedy = "write `trade` and `trade_en` (人社部门, its department), or `whole_city = true`";
        let wrong = match (&entry.trade, &entry.trade_en, entry.whole_city) {
            (None, _, false) => Some((entry.name.span(), format!("{name}: what it is called elsewhere is not said"))),
            (Some(trade), _, true) | (None, Some(trade), true) => {
                Some((trade.span(), format!("{name} is one for the whole city and has a trade")))
            }
            (Some(trade), None, false) => {
                Some((trade.span(), format!("{name}: its trade is not said in both languages")))
            }
            (Some(_), Some(_), false) | (None, None, true) => None,
        };
        found.extend(wrong.map(|(span, what)| (span, what, remedy.to_owned())));
    }
    tell(draft, DEPARTMENTS, found);
}

fn stages(draft: &mut Draft) {
    let ids: Vec<Named> = draft.stages.iter().map(|entry| named(&entry.id)).collect();
    once(draft, STAGES, &ids, "the stage stands in the file already");
    let scenes: Vec<Vec<Named>> = draft
        .stages
        .iter()
        .map(|stage| stage.scenes.get_ref().iter().map(|scene| named(&scene.name)).collect())
        .collect();
    for names in scenes {
        once(draft, STAGES, &names, "the scene stands in its stage already");
    }
    let without = draft.stages.iter().filter(|stage| stage.whole && stage.scenes.get_ref().is_empty());
    let found = without.map(|stage| {
        (stage.scenes.span(), format!("{} has no scene", stage.name), "write its scenes in `scenes`".to_owned())
    });
    tell(draft, STAGES, found.collect());
}

fn materials(draft: &mut Draft) {
    let names: Vec<Named> = draft.materials.iter().map(|entry| named(&entry.name)).collect();
    once(draft, MATERIALS, &names, "the material stands in the file already");
    let mut found = Vec::new();
    for entry in draft.materials.iter().filter(|entry| entry.whole) {
        let missing = match (&entry.note, &entry.note_en) {
            (Some(note), None) => Some((note, "note_en")),
            (None, Some(note)) => Some((note, "note")),
            _ => None,
        };
        found.extend(missing.map(|(note, key)| {
            let (what, remedy) = in_one_language(entry.name.get_ref(), key);
            (note.span(), what, remedy)
        }));
    }
    tell(draft, MATERIALS, found);
}

fn matters(draft: &mut Draft) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let mut called: HashMap<[&str; 4], &str> = HashMap::new();
    let mut found: Vec<(String, Vec<Wrong>)> = Vec::new();
    for file in &draft.matters {
        let mut wrong = stage_of(draft, file);
        for entry in &file.entries {
            let (id, at) = (entry.id.get_ref().as_str(), file.source.path.as_str());
            if let Some(other) = seen.insert(id, at).filter(|_| !id.is_empty()) {
                wrong.push((
                    entry.id.span(),
                    format!("the matter {id} stands in {other} already"),
                    "remove one of the two, or give it its own number".to_owned(),
                ));
            }
            let name = entry.name.get_ref().as_str();
            let stage = file.stage.as_ref().map_or("", |stage| stage.get_ref().as_str());
            let place = [stage, entry.scene.get_ref(), entry.group.as_deref().unwrap_or_default(), name];
            if let Some(other) = called.insert(place, id).filter(|_| entry.whole && !name.is_empty()) {
                wrong.push((
                    entry.name.span(),
                    format!("{other} is called “{name}” in the same scene already"),
                    "write the name that the notice has, or remove one of the two".to_owned(),
                ));
            }
            refers(draft, file, entry, &mut wrong);
            says(entry, &mut wrong);
        }
        found.push((file.source.path.clone(), wrong));
    }
    for (file, wrong) in found {
        tell(draft, &file, wrong);
    }
}

/// Whether there is the stage of a file.
fn stage_of(draft: &Draft, file: &Matters) -> Vec<Wrong> {
    let Some(stage) = &file.stage else { return Vec::new() };
    let known = draft.stages.iter().map(|known| known.id.get_ref().as_str());
    let near = unknown(draft, STAGES, stage.get_ref(), known);
    near.map(|near| (stage.span(), format!("there is no stage “{}”", stage.get_ref()), near)).into_iter().collect()
}

/// What a matter refers to is there.
fn refers(draft: &Draft, file: &Matters, entry: &Read<MatterEntry>, wrong: &mut Vec<Wrong>) {
    let id = entry.id.get_ref().as_str();
    let number = id.parse::<MatterId>();
    if let Err(error) = number
        && !id.is_empty()
    {
        wrong.push((entry.id.span(), format!("“{id}” is no number of a matter"), error.to_string()));
    }
    let stage =
        file.stage.as_ref().and_then(|stage| draft.stages.iter().find(|known| known.id.get_ref() == stage.get_ref()));
    if let Some(stage) = stage {
        let (scene, scenes) =
            (entry.scene.get_ref(), stage.scenes.get_ref().iter().map(|scene| scene.name.get_ref().as_str()));
        // That a stage has no scenes at all is told of the stage.
        if !stage.scenes.get_ref().is_empty()
            && let Some(near) = unknown(draft, STAGES, scene, scenes)
        {
            wrong.push((entry.scene.span(), format!("{} has no scene “{scene}”", stage.name), near));
        }
        let of = |annex| if annex == Annex::Enterprise { Audience::Enterprise } else { Audience::Person };
        if let Ok(number) = number
            && stage.whole
            && of(number.audience) != stage.audience
        {
            let whose =
                if stage.audience == Audience::Person { "a person’s life: P" } else { "a company’s life: E" };
            wrong.push((
                entry.id.span(),
                format!("{id} stands in {}, a stage of {whose}", stage.name),
                "correct the number, or move the matter to a file of its own stage".to_owned(),
            ));
        }
    }
    let departments = || draft.departments.iter().map(|known| known.name.get_ref().as_str());
    let mut both: HashSet<&str> = HashSet::new();
    for name in entry.lead.iter().chain(&entry.cooperate) {
        let full = draft.department(name.get_ref());
        if full.is_some_and(|full| !both.insert(full)) {
            let what = format!("{id}: “{}” stands there twice", name.get_ref());
            wrong.push((name.span(), what, "name each department once, in `lead` or in `cooperate`".to_owned()));
        }
    }
    for name in entry.lead.iter().chain(&entry.cooperate).chain(&entry.receives) {
        if draft.department(name.get_ref()).is_none()
            && let Some(near) = unknown(draft, DEPARTMENTS, name.get_ref(), departments())
        {
            wrong.push((name.span(), format!("there is no department “{}”", name.get_ref()), near));
        }
    }
    let mut once = HashSet::new();
    for name in &entry.guide.materials {
        let known = draft.materials.iter().map(|known| known.name.get_ref().as_str());
        if let Some(near) = unknown(draft, MATERIALS, name.get_ref(), known) {
            wrong.push((name.span(), format!("there is no material “{}”", name.get_ref()), near));
        }
        if !once.insert(name.get_ref()) {
            let what = format!("{id}: the material “{}” stands there twice", name.get_ref());
            wrong.push((name.span(), what, "name each material once".to_owned()));
        }
    }
}

/// What a matter says can be so, and is said whole.
fn says(entry: &Read<MatterEntry>, wrong: &mut Vec<Wrong>) {
    let id = entry.id.get_ref().as_str();
    let mut tell = |span, what: String, remedy: &str| wrong.push((span, what, remedy.to_owned()));
    if let Some(print) = entry.print.as_ref().filter(|_| entry.apply) {
        tell(
            print.span(),
            format!("{id} has both `print` and `apply`"),
            "keep one of them: a matter is printed or applied for",
        );
    }
    if let Some(saved) = &entry.guide.saved {
        let Saved { steps, materials, days, trips } = saved.get_ref();
        for (what, [before, now]) in [("steps", steps), ("materials", materials), ("days", days), ("trips", trips)] {
            if now > before {
                let what = format!("{id}: `saved` says {before} {what} before and {now} now");
                tell(saved.span(), what, "write the number before first, then the one now");
            }
        }
    }
    for time in [&entry.guide.promised, &entry.guide.legal].into_iter().flatten() {
        if ["请问", "问窗口", "咨询"].iter().any(|asking| time.get_ref().contains(asking)) {
            let what = format!("{id}: “{}” is no time", time.get_ref());
            tell(time.span(), what, "write how long it takes, or remove it: the page says what is not known");
        }
    }
    if let Some(steps) = entry.guide.steps.as_ref().filter(|steps| steps.get_ref().is_empty()) {
        tell(steps.span(), format!("{id}: `steps` is empty"), "write the steps, or remove the key");
    }
    if entry.whole {
        for part in &entry.guide.unconfirmed {
            if !entry.guide.says(*part.get_ref()) {
                let key = format!("{:?}", part.get_ref()).to_lowercase();
                let what = format!("{id}: `{key}` is unconfirmed, but the guide does not say it");
                tell(part.span(), what, "take it out of `unconfirmed`, or write what is to be confirmed");
            }
        }
        for (span, key) in entry.guide.in_one_language() {
            let (what, remedy) = in_one_language(id, key);
            tell(span, what, &remedy);
        }
        if entry.says.get_ref().is_empty() {
            let what = format!("{id} has nothing that people call it");
            tell(entry.says.span(), what, "write what a person would say at the counter in `says`");
        }
    }
    wrong.extend(no_telephone(entry.hotline.as_ref()));
}

/// Something that is said in one language alone, by the key that is missing.
fn in_one_language(of: &str, missing: &str) -> (String, String) {
    let language = if missing.ends_with("_en") { "English" } else { "Chinese" };
    let each = if missing.starts_with("steps") { ", steps one for one" } else { "" };
    (format!("{of}: this is not said in {language}"), format!("add `{missing}`{each}"))
}

/// Digits in groups: 12345, 0631-5231234, 400-123-4567.
fn no_telephone(hotline: Option<&Spanned<String>>) -> Option<Wrong> {
    let hotline = hotline?;
    let written = hotline.get_ref();
    let group = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let sound = written.split('-').all(group) && (3..=16).contains(&digits);
    (!sound && !written.trim().is_empty()).then(|| {
        let what = format!("“{written}” is no telephone number");
        (hotline.span(), what, "write one number, digits and hyphens alone: 12345, 0631-5231234".to_owned())
    })
}

fn chains(draft: &mut Draft) {
    let ids: Vec<Named> = draft.chains.iter().map(|entry| named(&entry.id)).collect();
    once(draft, CHAINS, &ids, "the chain stands in the file already");
    let known = numbers(draft);
    let listed: Vec<Vec<Named>> =
        draft.chains.iter().map(|chain| chain.matters.get_ref().iter().map(named).collect()).collect();
    let mut found: Vec<Wrong> = Vec::new();
    for (id, span) in listed.iter().flatten().filter(|(id, _)| is_missing(draft, &known, id)) {
        found.push((span.clone(), format!("there is no matter {id}"), "correct the number".to_owned()));
    }
    for chain in draft.chains.iter().filter(|chain| chain.whole) {
        let what = match chain.matters.get_ref().len() {
            0 => "no matter",
            1 => "one matter alone",
            _ => continue,
        };
        let remedy = "name two at least that belong together, or remove the chain";
        found.push((chain.matters.span(), format!("{} has {what}", chain.name), remedy.to_owned()));
    }
    for chain in draft.chains.iter().filter(|chain| chain.whole && chain.says.get_ref().is_empty()) {
        let what = format!("{} has nothing that people call it", chain.name);
        found.push((chain.says.span(), what, "write what a person would say at the counter in `says`".to_owned()));
    }
    tell(draft, CHAINS, found);
    for names in listed {
        once(draft, CHAINS, &names, "the matter stands in its chain already");
    }
}

fn advice(draft: &mut Draft) {
    let known = numbers(draft);
    let mut found: Vec<Wrong> = Vec::new();
    for entry in &draft.advice {
        let (id, when) = (entry.matter.get_ref(), entry.when.get_ref());
        if is_missing(draft, &known, id) {
            found.push((entry.matter.span(), format!("there is no matter {id}"), "correct the number".to_owned()));
        }
        let mut tell = |what: String, remedy: &str| found.push((entry.when.span(), what, remedy.to_owned()));
        if entry.whole && when.is_empty() {
            tell(format!("{id} would be advised to everybody"), "say in `when` whom it fits");
        }
        if let Some([least, most]) = when.age.filter(|[least, most]| least > most) {
            tell(format!("nobody is from {least} to {most} years old"), "write the lower age first");
        }
        for paid in when.paid.iter().filter(|paid| paid.least > paid.most) {
            tell(
                format!("nobody has paid at least {} and at most {} months", paid.least, paid.most),
                "write the lower number in `least`",
            );
        }
        if entry.whole && when.stands.iter().any(|stands| stands.at.is_empty()) {
            let what = format!("{id} would fit nobody: `at` is empty");
            tell(what, "write where the person stands, or leave `stands` out");
        }
        if when.with_child.is_some_and(|child| child.under_months == 0) {
            tell(format!("{id}: no child is under 0 months old"), "write 1 or more in `under_months`");
        }
    }
    tell(draft, ADVICE, found);
}

/// The numbers of all matters.
fn numbers(draft: &Draft) -> HashSet<String> {
    let entries = draft.matters.iter().flat_map(|file| &file.entries);
    entries.map(|entry| entry.id.get_ref().clone()).collect()
}

fn is_missing(draft: &Draft, known: &HashSet<String>, id: &str) -> bool {
    // One without a number may be the one that is meant.
    !id.is_empty() && !known.contains(id) && !known.contains("") && !draft.may_hold(MATTERS, id)
}

/// What to do about a name that is not among the known ones of a file; `None`: it is, or nobody can tell.
fn unknown<'a>(
    draft: &Draft,
    file: &str,
    name: &str,
    mut known: impl Iterator<Item = &'a str> + Clone,
) -> Option<String> {
    let all = known.clone();
    // One without a name may be the one that is meant.
    let may_be = |known: &str| known == name || known.trim().is_empty();
    let is_there = name.trim().is_empty() || known.any(may_be) || draft.may_hold(file, name);
    (!is_there).then(|| nearest(name, all))
}

fn named(name: &Spanned<String>) -> Named {
    (name.get_ref().clone(), name.span())
}

/// Tells of every name that stands there a second time.
fn once(draft: &mut Draft, file: &str, names: &[Named], what: &str) {
    let mut seen = HashSet::new();
    for (name, span) in names.iter().filter(|(name, _)| !name.trim().is_empty()) {
        if !seen.insert(name.as_str()) {
            draft.problem(file, Some(span.clone()), format!("“{name}”: {what}"), "remove one of the two");
        }
    }
}

/// What was probably meant.
fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> String {
    data_file::nearest(written, known).unwrap_or_else(|| "correct the name, or add it to its own file".to_owned())
}
