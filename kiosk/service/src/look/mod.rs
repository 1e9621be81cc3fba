//! Looking things up in the catalogue: where one can go, and the way back.

pub mod page;
mod rows;

use std::fmt;
use std::str::FromStr;

use domain::catalogue::{Audience, Catalogue, MatterId, Seat};

/// A place in the catalogue that can be opened. Numbers count from 0 in the lists of the catalogue in force; a visit
/// keeps its catalogue, so they mean the same from its first page to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Search as one types.
    Search,
    /// The stages of life, of a company's or of a person's.
    Stages(Audience),
    /// One stage: its scenes.
    Stage(usize),
    /// The matters of a scene of a stage.
    Scene(usize, usize),
    /// Who does things.
    Departments,
    /// The rows of an item that is folded in its scene, by the first of them.
    Item(MatterId),
    /// What one department leads, receives or has a part in; `None`: what the notice names nobody for.
    Department(Option<usize>),
    /// The same, of one scene of a stage.
    DepartmentScene(Option<usize>, usize, usize),
    /// 一件事
    Chains,
    /// One of them.
    Chain(usize),
    /// 政策推送: what fits the person who has signed in.
    ForYou,
    /// One matter: its guide.
    Matter(MatterId),
    /// For which place the matter is: residence, company, property.
    Seats,
    /// This place.
    Seat(Seat),
}

/// This is no place in a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a catalogue: `matter.P054-1`, `stage.3`, `scene.3.0`, `chain.0`, `search` are some")]
pub struct NotATarget;

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Search => f.write_str("search"),
            Self::Stages(Audience::Enterprise) => f.write_str("stages.enterprise"),
            Self::Stages(Audience::Person) => f.write_str("stages.person"),
            Self::Stage(stage) => write!(f, "stage.{stage}"),
            Self::Scene(stage, scene) => write!(f, "scene.{stage}.{scene}"),
            Self::Departments => f.write_str("departments"),
            Self::Item(first) => write!(f, "item.{first}"),
            Self::Department(Some(department)) => write!(f, "department.{department}"),
            Self::Department(None) => f.write_str("department.none"),
            Self::DepartmentScene(Some(department), stage, scene) => {
                write!(f, "department.{department}.{stage}.{scene}")
            }
            Self::DepartmentScene(None, stage, scene) => write!(f, "department.none.{stage}.{scene}"),
            Self::Chains => f.write_str("chains"),
            Self::Chain(chain) => write!(f, "chain.{chain}"),
            Self::ForYou => f.write_str("for-you"),
            Self::Matter(id) => write!(f, "matter.{id}"),
            Self::Seats => f.write_str("seats"),
            Self::Seat(Seat::Area(area)) => write!(f, "seat.{area}"),
            Self::Seat(Seat::OtherTown) => f.write_str("seat.other"),
        }
    }
}

impl FromStr for Target {
    type Err = NotATarget;

    fn from_str(text: &str) -> Result<Self, NotATarget> {
        let mut parts = text.split('.');
        let kind = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let number = |text: &str| text.parse::<usize>().map_err(|_| NotATarget);
        let who = |text: &str| if text == "none" { Ok(None) } else { number(text).map(Some) };
        Ok(match (kind, rest.as_slice()) {
            ("search", []) => Self::Search,
            ("stages", ["enterprise"]) => Self::Stages(Audience::Enterprise),
            ("stages", ["person"]) => Self::Stages(Audience::Person),
            ("stage", [stage]) => Self::Stage(number(stage)?),
            ("scene", [stage, scene]) => Self::Scene(number(stage)?, number(scene)?),
            ("departments", []) => Self::Departments,
            ("item", [first]) => Self::Item(first.parse().map_err(|_| NotATarget)?),
            ("department", [department]) => Self::Department(who(department)?),
            ("department", [department, stage, scene]) => {
                Self::DepartmentScene(who(department)?, number(stage)?, number(scene)?)
            }
            ("chains", []) => Self::Chains,
            ("chain", [chain]) => Self::Chain(number(chain)?),
            ("for-you", []) => Self::ForYou,
            ("matter", [id]) => Self::Matter(id.parse().map_err(|_| NotATarget)?),
            ("seats", []) => Self::Seats,
            ("seat", ["other"]) => Self::Seat(Seat::OtherTown),
            ("seat", [area]) => Self::Seat(Seat::Area(number(area)?)),
            _ => return Err(NotATarget),
        })
    }
}

impl Target {
    /// Whether a catalogue has it.
    pub(crate) fn is_in(self, catalogue: &Catalogue) -> bool {
        let scene = |stage: usize, scene| catalogue.stages.get(stage).is_some_and(|it| scene < it.scenes.len());
        let known = |department: Option<usize>| department.is_none_or(|it| it < catalogue.departments.len());
        match self {
            Self::Search | Self::Stages(_) | Self::Departments | Self::Chains | Self::ForYou | Self::Seats => true,
            Self::Stage(stage) => stage < catalogue.stages.len(),
            Self::Scene(stage, number) => scene(stage, number),
            Self::Department(department) => known(department),
            Self::DepartmentScene(department, stage, number) => known(department) && scene(stage, number),
            Self::Chain(chain) => chain < catalogue.chains.len(),
            Self::Matter(id) | Self::Item(id) => catalogue.matter(id).is_some(),
            Self::Seat(Seat::Area(area)) => area < catalogue.areas.len(),
            Self::Seat(Seat::OtherTown) => true,
        }
    }

    /// Where one comes when this is opened: a stage of one scene is that scene.
    pub(crate) fn leads_to(self, catalogue: &Catalogue) -> Self {
        match self {
            Self::Stage(stage) if catalogue.stages.get(stage).is_some_and(|it| it.scenes.len() == 1) => {
                Self::Scene(stage, 0)
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_read_as_it_is_written() {
        let all = [
            Target::Search,
            Target::Stages(Audience::Enterprise),
            Target::Stages(Audience::Person),
            Target::Stage(3),
            Target::Scene(3, 1),
            Target::Departments,
            Target::Item("P042-1".parse().unwrap()),
            Target::Department(Some(2)),
            Target::Department(None),
            Target::DepartmentScene(Some(2), 9, 3),
            Target::DepartmentScene(None, 9, 3),
            Target::Chains,
            Target::Chain(0),
            Target::ForYou,
            Target::Matter("P054-1".parse().unwrap()),
            Target::Seats,
            Target::Seat(Seat::Area(1)),
            Target::Seat(Seat::OtherTown),
        ];
        for target in all {
            assert_eq!(target.to_string().parse(), Ok(target));
        }
    }

    #[test]
    fn what_is_no_target_is_refused() {
        for text in ["", "stage", "stage.x", "scene.1", "matter.P0", "seat.", "chain.-1", "search.1", "stages.dogs"] {
            assert_eq!(text.parse::<Target>(), Err(NotATarget), "{text}");
        }
    }
}
