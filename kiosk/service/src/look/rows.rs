//! What stands in the lists of the catalogue.

use domain::DocumentKind;
use domain::catalogue::{Audience, Chain, Here, Matter, MatterId, Said, Scene, Seat, Stage};

use super::Target;
use super::page::{ListRow, Picture, SearchRow, Why};
use crate::directory::Directory;
use crate::event::Now;
use crate::visit::Visit;

/// A department that has a part in more matters than this is looked through by scene.
const LONG: usize = 20;
/// A scene of more matters than this shows an item's rows behind the item: all of it stands on two screens at most.
const FOLDED: usize = 12;

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

pub(super) fn matter(directory: &Directory, matter: &Matter) -> ListRow {
    let apply = applies(directory, matter);
    ListRow {
        to: Target::Matter(matter.id),
        name: said(&matter.name, &matter.name_en),
        // The English name is plain already.
        help: said(&matter.short, ""),
        picture: match document(matter) {
            Some(_) => Picture::Print,
            None if apply => Picture::Apply,
            None => Picture::Guide,
        },
        count: 0,
        instant: apply && matter.instant,
    }
}

/// One can apply for it here: a form has its number.
fn applies(directory: &Directory, matter: &Matter) -> bool {
    directory.forms.for_matter(matter.id).is_some()
}

pub(super) fn found(directory: &Directory, matter: &Matter, why: Option<Why>) -> SearchRow {
    let apply = applies(directory, matter);
    SearchRow {
        to: Target::Matter(matter.id),
        name: said(&matter.name, &matter.name_en),
        here: document(matter).is_some(),
        apply,
        instant: apply && matter.instant,
        why,
    }
}

/// The stages of a life. Those of a company stand with their scenes: a touch less to each of its matters.
pub(super) fn stages(directory: &Directory, audience: Audience) -> Vec<ListRow> {
    let stages = directory.catalogue.stages.iter().enumerate().filter(|(_, stage)| stage.audience == audience);
    stages
        .flat_map(|(number, stage)| match audience {
            Audience::Enterprise if stage.scenes.len() > 1 => scenes_of(directory, number, stage),
            _ => vec![ListRow {
                to: Target::Stage(number),
                name: said(&stage.name, &stage.name_en),
                help: said(&stage.help, &stage.help_en),
                picture: Picture::Stage(stage.id.clone()),
                count: in_stage(directory, &stage.id).count(),
                instant: false,
            }],
        })
        .collect()
}

/// The scenes of a stage, each with the stage's picture and name.
fn scenes_of(directory: &Directory, number: usize, stage: &Stage) -> Vec<ListRow> {
    let scene = |(place, scene): (usize, &Scene)| ListRow {
        to: Target::Scene(number, place),
        name: said(&scene.name, &scene.name_en),
        help: if scene.name == stage.name { nothing() } else { said(&stage.name, &stage.name_en) },
        picture: Picture::Stage(stage.id.clone()),
        count: in_scene(directory, number, place).len(),
        instant: false,
    };
    stage.scenes.iter().enumerate().map(scene).collect()
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
    let scenes = scenes_of(directory, stage, of).into_iter();
    scenes.map(|row| ListRow { help: nothing(), picture: Picture::Scene, ..row }).chain(chains).collect()
}

/// The matters of a scene, and what is done together in it where no page before this one has told.
pub(super) fn scene(directory: &Directory, stage: usize, scene: usize) -> Vec<ListRow> {
    let matters = in_scene(directory, stage, scene);
    let told =
        directory.catalogue.stages.get(stage).is_some_and(|it| it.audience == Audience::Person && it.scenes.len() > 1);
    let chains = if told {
        Vec::new()
    } else {
        chains_where(directory, |first| matters.iter().any(|matter| matter.id == first.id))
    };
    let rows = if matters.len() > FOLDED {
        folded(directory, &matters)
    } else {
        matters.iter().map(|it| matter(directory, it)).collect()
    };
    rows.into_iter().chain(chains).collect()
}

/// Items of several rows first, each as one row that leads to its own, then the matters that stand alone.
fn folded(directory: &Directory, matters: &[&Matter]) -> Vec<ListRow> {
    let same = |matter: &Matter| matters.iter().filter(|it| of_one_item(it, matter)).count();
    let (items, alone): (Vec<&Matter>, Vec<&Matter>) = matters.iter().partition(|matter| same(matter) > 1);
    let mut rows: Vec<ListRow> = Vec::new();
    for first in items {
        let to = Target::Item(item_of(directory, first).first().map_or(first.id, |it| it.id));
        if !rows.iter().any(|row| row.to == to) {
            rows.push(ListRow {
                to,
                name: item_name(first),
                help: nothing(),
                picture: Picture::Scene,
                count: same(first),
                instant: false,
            });
        }
    }
    rows.extend(alone.into_iter().map(|it| matter(directory, it)));
    rows
}

fn of_one_item(one: &Matter, other: &Matter) -> bool {
    one.group.is_some() && (one.id.audience, one.id.item) == (other.id.audience, other.id.item)
}

/// The rows of the item that a matter is a row of, in its scene.
fn item_of<'a>(directory: &'a Directory, matter: &Matter) -> Vec<&'a Matter> {
    let same = |it: &&Matter| of_one_item(it, matter) && it.stage == matter.stage && it.scene == matter.scene;
    directory.catalogue.matters.iter().map(AsRef::as_ref).filter(same).collect()
}

/// What the item of a matter is called.
pub(super) fn item_name(matter: &Matter) -> Said {
    let zh = matter.group.as_deref().unwrap_or(&matter.name);
    said(zh, matter.group_en.as_deref().unwrap_or_default())
}

/// The rows of an item.
pub(super) fn item(directory: &Directory, first: &Matter) -> Vec<ListRow> {
    item_of(directory, first).into_iter().map(|it| matter(directory, it)).collect()
}

/// Who does anything, and last what the notice names nobody for.
pub(super) fn departments(directory: &Directory) -> Vec<ListRow> {
    let departments = directory.catalogue.departments.iter().enumerate();
    let named = departments.map(|(number, it)| (Some(number), said(&it.name, &it.name_en)));
    named
        .chain([(None, nothing())])
        .map(|(number, name)| ListRow {
            to: Target::Department(number),
            name,
            help: nothing(),
            picture: Picture::Department,
            count: done_by(directory, number).count(),
            instant: false,
        })
        .filter(|row| row.count > 0)
        .collect()
}

/// What a department leads, receives or has a part in; `None`: what the notice names nobody for.
fn done_by(directory: &Directory, department: Option<usize>) -> impl Iterator<Item = &Matter> {
    let name = department.map(|at| directory.catalogue.departments.get(at).map_or("", |it| it.name.as_str()));
    let matters = directory.catalogue.matters.iter().map(AsRef::as_ref);
    matters.filter(move |matter: &&Matter| {
        let mut who = matter.receives.iter().chain(&matter.lead).chain(&matter.cooperate);
        match name {
            Some(name) => who.any(|it| it == name),
            None => who.next().is_none(),
        }
    })
}

pub(super) fn department(directory: &Directory, department: Option<usize>) -> Vec<ListRow> {
    if done_by(directory, department).count() <= LONG {
        return done_by(directory, department).map(|it| matter(directory, it)).collect();
    }
    let stages = directory.catalogue.stages.iter().enumerate();
    let rows = stages.flat_map(|(number, stage)| scenes_of(directory, number, stage));
    rows.filter_map(|row| {
        let Target::Scene(stage, scene) = row.to else { return None };
        let count = department_scene(directory, department, stage, scene).len();
        (count > 0).then_some(ListRow { to: Target::DepartmentScene(department, stage, scene), count, ..row })
    })
    .collect()
}

pub(super) fn department_scene(
    directory: &Directory,
    department: Option<usize>,
    stage: usize,
    scene: usize,
) -> Vec<ListRow> {
    let of_scene = in_scene(directory, stage, scene);
    let both = done_by(directory, department).filter(|it| of_scene.iter().any(|other| other.id == it.id));
    both.map(|it| matter(directory, it)).collect()
}

fn chain(number: usize, chain: &Chain) -> ListRow {
    ListRow {
        to: Target::Chain(number),
        name: said(&chain.name, &chain.name_en),
        help: said(&chain.short, &chain.short_en),
        picture: Picture::Chain,
        // Its words say how many.
        count: 0,
        instant: false,
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
        Some(ListRow { help: said(&advice.because, &advice.because_en), ..matter(directory, of) })
    };
    advice.iter().filter_map(row).collect()
}

pub(super) fn seats(directory: &Directory) -> Vec<ListRow> {
    let row = |seat, name| ListRow {
        to: Target::Seat(seat),
        name,
        help: nothing(),
        picture: Picture::Place,
        count: 0,
        instant: false,
    };
    // The city and the province are none to choose: each matter knows whether it is theirs.
    let areas = directory.catalogue.areas.iter().enumerate().filter(|(_, area)| !area.code.ends_with("00"));
    let areas = areas.map(|(number, area)| row(Seat::Area(number), said(&area.name, &area.name_en)));
    // Its name is a word of the page.
    areas.chain([row(Seat::OtherTown, nothing())]).collect()
}
