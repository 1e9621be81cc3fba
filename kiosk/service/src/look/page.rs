//! The pages on which one looks things up.

use std::sync::Arc;

pub use domain::catalogue::Why;
use domain::catalogue::{Audience, MatterId, Said, SeatOf};
use domain::{ChainHandout, DocumentKind, Handout};

use super::Target;
use super::rows;
use crate::apply::forms_of;
use crate::directory::Directory;
use crate::event::Now;
use crate::page::Page;
use crate::trouble::Trouble;
use crate::visit::{Query, Rules, Visit};

/// A list of places to go on to.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// What the list is of.
    pub of: ListOf,
    /// Where one can go on to.
    pub rows: Vec<ListRow>,
}

/// What a list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListOf {
    /// The stages of life.
    Stages(Audience),
    /// The scenes of a stage.
    Stage(Said),
    /// The matters of a scene.
    Scene(Said),
    /// Who does things.
    Departments,
    /// The rows of an item.
    Item(Said),
    /// What a department leads, receives or has a part in.
    Department(Said),
    /// What the notice names nobody for.
    Nobody,
    /// 一件事
    Chains,
    /// What fits the person.
    ForYou,
    /// For which place a matter is.
    Seats(SeatOf),
}

/// One place to go on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Where it leads.
    pub to: Target,
    /// What it is called.
    pub name: Said,
    /// One line of help; may be empty.
    pub help: Said,
    /// Which picture stands before it.
    pub picture: Picture,
    /// How many matters lie behind it; 0 where nobody counts.
    pub count: usize,
    /// 秒批秒办: one applies for it here, and it is decided at once.
    pub instant: bool,
}

/// Which picture stands before a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Picture {
    /// Of a matter that is explained here.
    #[default]
    Guide,
    /// Of a matter that is looked up and printed here.
    Print,
    /// Of a matter for which one applies here.
    Apply,
    /// Of a stage of life, by its id.
    Stage(String),
    /// Of matters that belong together.
    Chain,
    /// Of a scene.
    Scene,
    /// Of a department.
    Department,
    /// Of a place on the map.
    Place,
}

/// Search as one types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPage {
    /// What was typed.
    pub query: String,
    /// What is meant by it, the best first; before anything is typed, what is asked most here.
    pub rows: Vec<SearchRow>,
}

/// A matter that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRow {
    /// Its guide.
    pub to: Target,
    /// What it is called.
    pub name: Said,
    /// It can be looked up and printed here.
    pub here: bool,
    /// One can apply for it here.
    pub apply: bool,
    /// 秒批秒办: it is decided at once.
    pub instant: bool,
    /// Why it was found; `None`: nothing was typed.
    pub why: Option<Why>,
}

/// What one matter takes.
#[derive(Debug, Clone, PartialEq)]
pub struct GuidePage {
    /// Everything that is told of it.
    pub handout: Handout,
    /// What this terminal looks up and prints for it.
    pub document: Option<DocumentKind>,
    /// One can apply for it here.
    pub apply: bool,
    /// 秒批秒办: one applies for it here, and it is decided at once.
    pub instant: bool,
    /// Why the guide cannot be printed now.
    pub trouble: Option<Trouble>,
    /// What it belongs to, and is done together with.
    pub chains: Vec<ListRow>,
}

/// Matters that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainPage {
    /// Everything that is told of them.
    pub handout: ChainHandout,
    /// The matters, in order.
    pub rows: Vec<ListRow>,
    /// One can apply for them here, with one form.
    pub apply: bool,
    /// Why the guide cannot be printed now.
    pub trouble: Option<Trouble>,
}

/// What is printed to take along.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaflet {
    /// Of one matter.
    Matter(Handout),
    /// Of matters that belong together.
    Chain(ChainHandout),
}

/// What stands at a place of the catalogue; `None`: it is not in this one.
pub(crate) fn page(visit: &Visit, target: Target, now: Now, rules: &Rules) -> Option<Page> {
    let directory = &rules.directory;
    let list = |of, rows| Some(Page::List(Arc::new(ListPage { of, rows })));
    match target {
        Target::Search => Some(Page::Search(Arc::new(search(directory, &visit.query)))),
        Target::Stages(audience) => list(ListOf::Stages(audience), rows::stages(directory, audience)),
        Target::Stage(stage) => {
            let of = directory.catalogue.stages.get(stage)?;
            list(ListOf::Stage(rows::said(&of.name, &of.name_en)), rows::scenes(directory, stage))
        }
        Target::Scene(stage, scene) => {
            let of = directory.catalogue.stages.get(stage)?.scenes.get(scene)?;
            list(ListOf::Scene(rows::said(&of.name, &of.name_en)), rows::scene(directory, stage, scene))
        }
        Target::Departments => list(ListOf::Departments, rows::departments(directory)),
        Target::Item(first) => {
            let first = directory.catalogue.matter(first)?;
            list(ListOf::Item(rows::item_name(first)), rows::item(directory, first))
        }
        Target::Department(department) => {
            list(of_department(directory, department)?, rows::department(directory, department))
        }
        Target::DepartmentScene(department, stage, scene) => {
            let rows = rows::department_scene(directory, department, stage, scene);
            list(of_department(directory, department)?, rows)
        }
        Target::Chains => list(ListOf::Chains, rows::chains(directory)),
        Target::ForYou => list(ListOf::ForYou, rows::for_you(directory, visit, now)),
        Target::Seats | Target::Seat(_) => {
            let matter = directory.catalogue.matter(visit.matter_looked_at()?)?;
            list(ListOf::Seats(directory.catalogue.seat_of(matter)), rows::seats(directory))
        }
        Target::Matter(id) => {
            let handout = handout(visit, id, rules)?;
            let document = rows::document(&handout.matter);
            let chains = rows::chains_of(directory, id);
            let trouble = visit.leaflet_trouble();
            let apply = !forms_of(directory, target).is_empty();
            let instant = apply && handout.matter.instant;
            Some(Page::Guide(Arc::new(GuidePage { handout, document, apply, instant, trouble, chains })))
        }
        Target::Chain(chain) => {
            let handout = chain_handout(chain, rules)?;
            let rows = handout.matters.iter().map(|matter| rows::matter(directory, matter)).collect();
            let trouble = visit.leaflet_trouble();
            let apply = !forms_of(directory, target).is_empty();
            Some(Page::Chain(Arc::new(ChainPage { handout, rows, apply, trouble })))
        }
    }
}

fn of_department(directory: &Directory, department: Option<usize>) -> Option<ListOf> {
    let Some(department) = department else { return Some(ListOf::Nobody) };
    let of = directory.catalogue.departments.get(department)?;
    Some(ListOf::Department(rows::said(&of.name, &of.name_en)))
}

/// What is told of a matter, for the place that was chosen.
fn handout(visit: &Visit, id: MatterId, rules: &Rules) -> Option<Handout> {
    let directory = &rules.directory;
    Handout::new(&directory.catalogue, &directory.places, id, visit.seat(&directory.catalogue))
}

fn chain_handout(chain: usize, rules: &Rules) -> Option<ChainHandout> {
    let directory = &rules.directory;
    let id = &directory.catalogue.chains.get(chain)?.id;
    ChainHandout::new(&directory.catalogue, &directory.places, id)
}

/// What can be printed to take along of a place of the catalogue.
pub(crate) fn leaflet(visit: &Visit, target: Target, rules: &Rules) -> Option<Leaflet> {
    match target {
        Target::Matter(id) => handout(visit, id, rules).map(Leaflet::Matter),
        Target::Chain(chain) => chain_handout(chain, rules).map(Leaflet::Chain),
        _ => None,
    }
}

fn search(directory: &Directory, query: &Query) -> SearchPage {
    let matter = |number: usize| directory.catalogue.matters.get(number);
    let rows = if query.text.is_empty() {
        let offered = directory.offered.iter().filter_map(|id| directory.catalogue.matter(*id));
        offered.map(|matter| rows::found(directory, matter, None)).collect()
    } else {
        let hits = query.hits.iter().filter_map(|hit| Some((matter(hit.matter)?, hit)));
        hits.map(|(matter, hit)| rows::found(directory, matter, Some(hit.why.clone()))).collect()
    };
    SearchPage { query: query.text.clone(), rows }
}
