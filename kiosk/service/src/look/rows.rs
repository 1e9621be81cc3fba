//! What stands in the lists of the catalogue.

use domain::DocumentKind;
use domain::catalogue::{Audience, Chain, Here, Matter, MatterId, Said, Seat};

use super::Target;
use super::page::{ListRow, Picture, SearchRow, Why};
use crate::directory::Directory;
use crate::event::Now;
use crate::visit::Visit;

/// A department that leads more matters than this is looked through by scene.
const LONG: usize = 20;

pub(super) fn said(zh: &str, en: &str) -> Said {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}

fn nothing() -> Said {
    Said::default()
}

/// What this terminal looks up and prints for a matter.
pub(super) fn document(matter: &Matter) -> Option<DocumentKind> {
    match matter.here {
        Here::Print(kind) => Some(kind),
        Here::Apply | Here::Guide => None,
    }
}

pub(super) fn matter(matter: &Matter) -> ListRow {
    ListRow {
        to: Target::Matter(matter.id),
        name: said(&matter.name, &matter.name_en),
        // The English name is plain already.
        help: said(&matter.short, ""),
        picture: if document(matter).is_some() { Picture::Print } else { Picture::Guide },
        count: 0,
    }
}

pub(super) fn found(matter: &Matter, why: Option<Why>) -> SearchRow {
    SearchRow {
        to: Target::Matter(matter.id),
        name: said(&matter.name, &matter.name_en),
        here: document(matter).is_some(),
        apply: matter.here == Here::Apply,
        why,
    }
}

pub(super) fn stages(directory: &Directory, audience: Audience) -> Vec<ListRow> {
    let stages = directory.catalogue.stages.iter().enumerate();
    stages
        .filter(|(_, stage)| stage.audience == audience)
        .map(|(number, stage)| ListRow {
            to: Target::Stage(number),
            name: said(&stage.name, &stage.name_en),
            help: said(&stage.help, &stage.help_en),
            picture: Picture::Stage(stage.id.clone()),
            count: in_stage(directory, &stage.id).count(),
        })
        .collect()
}

fn in_stage<'a>(directory: &'a Directory, stage: &'a str) -> impl Iterator<Item = &'a Matter> {
    directory.catalogue.matters.iter().map(AsRef::as_ref).filter(move |matter: &&Matter| matter.stage == stage)
}

fn in_scene(directory: &Directory, stage: usize, scene: usize) -> Vec<&Matter> {
    let Some(stage) = directory.catalogue.stages.get(stage) else { return Vec::new() };
    let Some(scene) = stage.scenes.get(scene) else { return Vec::new() };
    in_stage(directory, &stage.id).filter(|matter| matter.scene == scene.name).collect()
}

/// The scenes of a stage, and what is done together in it.
pub(super) fn scenes(directory: &Directory, stage: usize) -> Vec<ListRow> {
    let Some(of) = directory.catalogue.stages.get(stage) else { return Vec::new() };
    let chains = chains_where(directory, |first| first.stage == of.id);
    let scenes = of.scenes.iter().enumerate().map(|(number, scene)| ListRow {
        to: Target::Scene(stage, number),
        name: said(&scene.name, &scene.name_en),
        help: nothing(),
        picture: Picture::Scene,
        count: in_scene(directory, stage, number).len(),
    });
    chains.into_iter().chain(scenes).collect()
}

/// What is done together in a scene, and its matters.
pub(super) fn scene(directory: &Directory, stage: usize, scene: usize) -> Vec<ListRow> {
    let matters = in_scene(directory, stage, scene);
    let chains = chains_where(directory, |first| matters.iter().any(|matter| matter.id == first.id));
    chains.into_iter().chain(matters.iter().map(|it| matter(it))).collect()
}

/// Who leads anything.
pub(super) fn departments(directory: &Directory) -> Vec<ListRow> {
    let departments = directory.catalogue.departments.iter().enumerate();
    departments
        .map(|(number, department)| ListRow {
            to: Target::Department(number),
            name: said(&department.name, &department.name_en),
            help: nothing(),
            picture: Picture::Department,
            count: led_by(directory, number).count(),
        })
        .filter(|row| row.count > 0)
        .collect()
}

fn led_by(directory: &Directory, department: usize) -> impl Iterator<Item = &Matter> {
    let name = directory.catalogue.departments.get(department).map(|it| it.name.as_str());
    let matters = directory.catalogue.matters.iter().map(AsRef::as_ref);
    matters.filter(move |matter: &&Matter| matter.lead.iter().any(|lead| Some(lead.as_str()) == name))
}

pub(super) fn department(directory: &Directory, department: usize) -> Vec<ListRow> {
    if led_by(directory, department).count() <= LONG {
        return led_by(directory, department).map(matter).collect();
    }
    let mut rows = Vec::new();
    for (number, stage) in directory.catalogue.stages.iter().enumerate() {
        for (place, scene) in stage.scenes.iter().enumerate() {
            let count = department_scene(directory, department, number, place).len();
            if count > 0 {
                rows.push(ListRow {
                    to: Target::DepartmentScene(department, number, place),
                    name: said(&scene.name, &scene.name_en),
                    help: if scene.name == stage.name { nothing() } else { said(&stage.name, &stage.name_en) },
                    picture: Picture::Stage(stage.id.clone()),
                    count,
                });
            }
        }
    }
    rows
}

pub(super) fn department_scene(directory: &Directory, department: usize, stage: usize, scene: usize) -> Vec<ListRow> {
    let of_scene = in_scene(directory, stage, scene);
    led_by(directory, department).filter(|led| of_scene.iter().any(|it| it.id == led.id)).map(matter).collect()
}

fn chain(number: usize, chain: &Chain) -> ListRow {
    ListRow {
        to: Target::Chain(number),
        name: said(&chain.name, &chain.name_en),
        help: said(&chain.short, &chain.short_en),
        picture: Picture::Chain,
        // Its words say how many.
        count: 0,
    }
}

pub(super) fn chains(directory: &Directory) -> Vec<ListRow> {
    directory.catalogue.chains.iter().enumerate().map(|(number, it)| chain(number, it)).collect()
}

/// What a matter is done together with.
pub(super) fn chains_of(directory: &Directory, id: MatterId) -> Vec<ListRow> {
    let chains = directory.catalogue.chains.iter().enumerate();
    chains.filter(|(_, it)| it.matters.contains(&id)).map(|(number, it)| chain(number, it)).collect()
}

/// Chains whose first matter is such a one.
fn chains_where(directory: &Directory, is_it: impl Fn(&Matter) -> bool) -> Vec<ListRow> {
    let first = |chain: &Chain| chain.matters.first().and_then(|id| directory.catalogue.matter(*id));
    let chains = directory.catalogue.chains.iter().enumerate();
    chains.filter(|(_, it)| first(it).is_some_and(|first| is_it(first))).map(|(number, it)| chain(number, it)).collect()
}

/// What fits the person who has signed in, each with its "because"; nobody else gets any.
pub(super) fn for_you(directory: &Directory, visit: &Visit, now: Now) -> Vec<ListRow> {
    let Some(record) = visit.case.as_ref().and_then(|case| case.record.as_deref()) else { return Vec::new() };
    let advice = directory.catalogue.advice_for(record, now.today);
    let row = |advice: &&domain::catalogue::Advice| {
        let of = directory.catalogue.matter(advice.matter)?;
        Some(ListRow { help: said(&advice.because, &advice.because_en), ..matter(of) })
    };
    advice.iter().filter_map(row).collect()
}

pub(super) fn seats(directory: &Directory) -> Vec<ListRow> {
    let row = |seat, name| ListRow { to: Target::Seat(seat), name, help: nothing(), picture: Picture::Place, count: 0 };
    // The city and the province are none to choose: each matter knows whether it is theirs.
    let areas = directory.catalogue.areas.iter().enumerate().filter(|(_, area)| !area.code.ends_with("00"));
    let areas = areas.map(|(number, area)| row(Seat::Area(number), said(&area.name, &area.name_en)));
    // Its name is a word of the page.
    areas.chain([row(Seat::OtherTown, nothing())]).collect()
}
