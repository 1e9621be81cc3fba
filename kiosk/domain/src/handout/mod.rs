//! Everything that is told of one matter, or of a chain of matters: the page, the ticket and the QR code all take it from
//! here, so that they cannot differ. Nothing in it is personal but the place, which is not kept.

mod code;

use std::cmp::Reverse;
use std::sync::Arc;

use crate::catalogue::{Catalogue, Chain, Material, Matter, MatterId, Receiver, Seat, Version};
use crate::place::{Place, PlaceKind, Places};

pub use code::CODE_BYTES;

/// Most places that are told of a matter.
pub const PLACES: usize = 4;
/// Most places that are told of a chain.
pub const CHAIN_PLACES: usize = 3;

/// A place with its distance in metres as the crow flies, where that is known.
pub type Near = (Place, Option<u32>);

/// Everything that is told of one matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Handout {
    /// The catalogue that it is of.
    pub version: Version,
    /// The matter.
    pub matter: Arc<Matter>,
    /// What it takes, in the order of its guide.
    pub materials: Vec<Material>,
    /// Whom to call.
    pub hotline: Option<String>,
    /// Who receives it.
    pub receiver: Receiver,
    /// Where it can be done, the nearest first; at most [`PLACES`], apps kept among them.
    pub places: Vec<Near>,
}

/// Everything that is told of matters that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainHandout {
    /// The catalogue that it is of.
    pub version: Version,
    /// The chain.
    pub chain: Chain,
    /// Its matters, in order.
    pub matters: Vec<Arc<Matter>>,
    /// What they take together, each material once.
    pub materials: Vec<Material>,
    /// Whom to call, each number once, in the order of the matters.
    pub hotlines: Vec<String>,
    /// Where most of its matters can be done first; at most [`CHAIN_PLACES`].
    pub places: Vec<Near>,
}

impl Handout {
    /// What is told of a matter that belongs to a place; `None`: there is no such matter.
    pub fn new(catalogue: &Catalogue, places: &Places, id: MatterId, seat: Seat) -> Option<Self> {
        let matter = Arc::clone(catalogue.matter(id)?);
        let materials = catalogue.materials_of(&[id]).into_iter().cloned().collect();
        let hotline = catalogue.hotline(&matter).map(str::to_owned);
        let receiver = catalogue.receiver(&matter, seat);
        let places = nearest(places, &matter);
        Some(Self { version: catalogue.version, matter, materials, hotline, receiver, places })
    }
}

impl ChainHandout {
    /// What is told of the chain of this key; `None`: there is no such chain.
    pub fn new(catalogue: &Catalogue, places: &Places, id: &str) -> Option<Self> {
        let chain = catalogue.chains.iter().find(|chain| chain.id == id)?.clone();
        let matters: Vec<Arc<Matter>> = chain.matters.iter().filter_map(|id| catalogue.matter(*id)).cloned().collect();
        let materials = catalogue.materials_of(&chain.matters).into_iter().cloned().collect();
        let mut hotlines: Vec<String> = Vec::new();
        for number in matters.iter().filter_map(|matter| catalogue.hotline(matter)) {
            if !hotlines.iter().any(|known| known == number) {
                hotlines.push(number.to_owned());
            }
        }
        let places = busiest(places, &matters);
        Some(Self { version: catalogue.version, chain, matters, materials, hotlines, places })
    }

    /// How many of the chain's matters can be done at a place.
    pub fn done_at(&self, place: &Place) -> usize {
        self.matters.iter().filter(|matter| place.does(matter)).count()
    }
}

/// The nearest places, the last ones given up for apps, which are reached from everywhere.
pub fn nearest(places: &Places, matter: &Matter) -> Vec<Near> {
    let (apps, others): (Vec<_>, Vec<_>) =
        places.for_matter(matter).into_iter().partition(|(place, _)| place.kind == PlaceKind::App);
    let kept = others.len().min(PLACES.saturating_sub(apps.len()).max(1));
    let near = others.into_iter().take(kept).chain(apps).take(PLACES);
    near.map(|(place, metres)| (place.clone(), metres)).collect()
}

/// The places that do most of the matters, the nearest of those first.
fn busiest(places: &Places, matters: &[Arc<Matter>]) -> Vec<Near> {
    let mut found: Vec<(usize, &Place, Option<u32>)> = places
        .all
        .iter()
        .map(|place| (matters.iter().filter(|matter| place.does(matter)).count(), place, places.metres_to(place)))
        .filter(|(does, ..)| *does > 0)
        .collect();
    found.sort_by_key(|(does, _, metres)| (Reverse(*does), metres.unwrap_or(u32::MAX)));
    found.into_iter().take(CHAIN_PLACES).map(|(_, place, metres)| (place.clone(), metres)).collect()
}

#[cfg(test)]
mod tests;
