//! Where a matter can be done, when it cannot be done here: counters, other terminals, apps, from `config/places.toml`.

use jiff::civil::Time;
use serde::Deserialize;
use toml::Spanned;

use crate::catalogue::{Catalogue, Level, Matter, MatterId};
use crate::data_file::{Problem, listed};

/// Where a matter can be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What kind of place.
    pub kind: PlaceKind,
    /// Its name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Where it is, in words; empty for an app.
    pub address: String,
    /// The same in English.
    pub address_en: String,
    /// Where it is; an app is everywhere.
    pub at: Option<Position>,
    /// When somebody is there, on working days; an app and a terminal are always there.
    pub open: Option<(Time, Time)>,
    /// Telephone.
    pub phone: Option<String>,
    /// Can be reached without a step.
    pub step_free: bool,
    /// Whose matters it does: full names of departments; empty: everybody's.
    departments: Vec<String>,
    /// Only these matters; empty: all of the departments.
    matters: Vec<MatterId>,
    /// Only matters of this level; `None`: of any.
    level: Option<Level>,
}

/// What kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// 窗口: people behind a counter.
    Counter,
    /// 自助终端
    Terminal,
    /// 手机应用
    App,
}

/// A place on the earth, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// The places of a district, and where this terminal is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Places {
    /// Where this terminal stands.
    pub here: Option<Position>,
    /// In the order of the file.
    pub all: Vec<Place>,
}

/// Everything that is wrong with the list of places.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the list of places cannot be used:{}", listed(.0))]
pub struct PlacesError(pub Vec<Problem>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    here: Option<Spanned<[f64; 2]>>,
    #[serde(default)]
    place: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: PlaceKind,
    name: Spanned<String>,
    name_en: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    address_en: String,
    at: Option<Spanned<[f64; 2]>>,
    open: Option<Spanned<[String; 2]>>,
    phone: Option<String>,
    #[serde(default)]
    step_free: bool,
    #[serde(default)]
    departments: Vec<Spanned<String>>,
    #[serde(default)]
    matters: Vec<Spanned<String>>,
    level: Option<Level>,
}

impl Places {
    /// Reads the list and checks it against a catalogue: every mistake is told.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, PlacesError> {
        let file: File = toml::from_str(text).map_err(|error| PlacesError(vec![Problem::of_toml(text, &error)]))?;
        let mut reader = Reader { text, catalogue, problems: Vec::new() };
        let here = file.here.as_ref().and_then(|here| reader.position(here));
        let all = file.place.into_iter().map(|entry| reader.place(entry)).collect();
        if reader.problems.is_empty() { Ok(Self { here, all }) } else { Err(PlacesError(reader.problems)) }
    }

    /// Where a matter can be done, the nearest first, with metres as the crow flies; apps at the end.
    pub fn for_matter(&self, matter: &Matter) -> Vec<(&Place, Option<u32>)> {
        let mut places: Vec<(&Place, Option<u32>)> =
            self.all.iter().filter(|place| place.does(matter)).map(|place| (place, self.metres_to(place))).collect();
        places.sort_by_key(|(place, metres)| (place.kind == PlaceKind::App, metres.unwrap_or(u32::MAX)));
        places
    }

    /// How far a place is from here, as the crow flies; `None` for an app, or where this terminal's position is not known.
    pub fn metres_to(&self, place: &Place) -> Option<u32> {
        self.here.zip(place.at).map(|(here, there)| here.metres_to(there))
    }
}

impl Place {
    /// Whether a matter can be done there.
    pub fn does(&self, matter: &Matter) -> bool {
        let named = self.matters.is_empty() || self.matters.contains(&matter.id);
        let theirs = self.departments.is_empty() || matter.received_by().iter().any(|it| self.departments.contains(it));
        named && theirs && self.level.is_none_or(|level| level == matter.level)
    }
}

impl Position {
    /// As the crow flies, in metres: the haversine formula on a sphere of 6371 km, the earth's mean radius (IUGG).
    pub fn metres_to(self, other: Self) -> u32 {
        let (from, to) = (self.latitude.to_radians(), other.latitude.to_radians());
        let (north, east) = (to - from, (other.longitude - self.longitude).to_radians());
        let half = (north / 2.0).sin().powi(2) + from.cos() * to.cos() * (east / 2.0).sin().powi(2);
        (2.0 * 6_371_000.0 * half.sqrt().min(1.0).asin()).round() as u32
    }
}

struct Reader<'a> {
    text: &'a str,
    catalogue: &'a Catalogue,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem<T>(&mut self, at: &Spanned<T>, what: String, remedy: &str) {
        self.problems.push(Problem::at(self.text, Some(at.span()), what, remedy));
    }

    fn position(&mut self, at: &Spanned<[f64; 2]>) -> Option<Position> {
        let [latitude, longitude] = *at.get_ref();
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            self.problem(
                at,
                format!("{latitude}, {longitude} is no place on the earth"),
                "write degrees north, then east",
            );
            return None;
        }
        Some(Position { latitude, longitude })
    }

    fn place(&mut self, entry: Entry) -> Place {
        if entry.name.get_ref().trim().is_empty() {
            self.problem(&entry.name, "a place has no name".into(), "write what people call it");
        }
        let at = entry.at.as_ref().and_then(|at| self.position(at));
        if entry.kind != PlaceKind::App && entry.at.is_none() {
            let what = format!("“{}” has no position", entry.name.get_ref());
            self.problem(&entry.name, what, "add `at = [degrees north, degrees east]`");
        }
        Place {
            kind: entry.kind,
            at,
            open: entry.open.as_ref().and_then(|open| self.open(open)),
            departments: entry.departments.iter().filter_map(|name| self.department(name)).collect(),
            matters: entry.matters.iter().filter_map(|id| self.matter(id)).collect(),
            name: entry.name.into_inner(),
            name_en: entry.name_en,
            address: entry.address,
            address_en: entry.address_en,
            phone: entry.phone,
            step_free: entry.step_free,
            level: entry.level,
        }
    }

    fn open(&mut self, open: &Spanned<[String; 2]>) -> Option<(Time, Time)> {
        let [from, to] = open.get_ref();
        let times = from.parse::<Time>().ok().zip(to.parse::<Time>().ok()).filter(|(from, to)| from < to);
        if times.is_none() {
            self.problem(open, format!("{from} to {to} is no time of opening"), "write [\"09:00\", \"17:00\"]");
        }
        times
    }

    fn department(&mut self, name: &Spanned<String>) -> Option<String> {
        let written = name.get_ref();
        let found = self.catalogue.department_called(written).map(|known| known.name.clone());
        if found.is_none() {
            self.problem(name, format!("there is no department “{written}”"), "write a name of departments.toml");
        }
        found
    }

    fn matter(&mut self, id: &Spanned<String>) -> Option<MatterId> {
        let found = id.get_ref().parse().ok().filter(|id| self.catalogue.matter(*id).is_some());
        if found.is_none() {
            self.problem(id, format!("there is no matter {}", id.get_ref()), "correct the number");
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tests::catalogue;

    const SHIPPED: &str = include_str!("../../../config/places.toml");

    fn places() -> Places {
        Places::parse(SHIPPED, &catalogue()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn every_matter_can_be_done_somewhere() {
        let (catalogue, places) = (catalogue(), places());
        for matter in &catalogue.matters {
            assert!(!places.for_matter(matter).is_empty(), "{} {}", matter.id, matter.name);
        }
    }

    #[test]
    fn the_nearest_place_that_does_it_comes_first_and_apps_last() {
        let (catalogue, places) = (catalogue(), places());
        let names = |id: &str| -> Vec<String> {
            let matter = catalogue.matter(id.parse().unwrap()).unwrap();
            places.for_matter(matter).iter().map(|(place, _)| place.name_en.clone()).collect()
        };
        let marriage = names("P082-1");
        assert_eq!(marriage.first().map(String::as_str), Some("Sample Marriage Registry"), "{marriage:?}");
        assert!(!names("P054-1").contains(&"Sample Marriage Registry".to_owned()));
        assert_eq!(names("P042-1").last().map(String::as_str), Some("Ai Shandong (app)"));
        let distances: Vec<u32> = places
            .for_matter(catalogue.matter("P054-1".parse().unwrap()).unwrap())
            .iter()
            .filter_map(|(_, metres)| *metres)
            .collect();
        assert!(distances.len() >= 2 && distances.is_sorted(), "{distances:?}");
    }

    #[test]
    fn distance_is_as_the_crow_flies() {
        let at = |latitude, longitude| Position { latitude, longitude };
        // A degree of a great circle is 111.19 km on this sphere.
        assert_eq!(at(37.0, 122.0).metres_to(at(38.0, 122.0)), 111_195);
        assert_eq!(at(37.5, 122.1).metres_to(at(37.5, 122.1)), 0);
        let east = at(60.0, 0.0).metres_to(at(60.0, 1.0));
        assert!((55_590..55_605).contains(&east), "half as wide at 60° north: {east}");
    }

    #[test]
    fn every_mistake_is_told_with_line_and_remedy() {
        let text = "here = [122.1, 37.5]\n[[place]]\nkind = 'counter'\nname = '甲'\nname_en = 'A'\nopen = ['17:00', '09:00']\ndepartments = ['人社所']\nmatters = ['P999-1']\n";
        let told: Vec<String> =
            Places::parse(text, &catalogue()).unwrap_err().0.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 1: 122.1, 37.5 is no place on the earth; write degrees north, then east",
                "line 4: “甲” has no position; add `at = [degrees north, degrees east]`",
                "line 6: 17:00 to 09:00 is no time of opening; write [\"09:00\", \"17:00\"]",
                "line 7: there is no department “人社所”; write a name of departments.toml",
                "line 8: there is no matter P999-1; correct the number",
            ]
        );
        let error = Places::parse("[[place]]\nkind = 'shop'\n", &catalogue()).unwrap_err().to_string();
        assert!(error.contains("line 2: unknown value `shop`"), "{error}");
    }
}
