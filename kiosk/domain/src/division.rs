//! 行政区划: provinces and prefecture-level cities, from `config/divisions.toml`.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::data_file::Problem;

/// An administrative division of province or prefecture level.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Division {
    /// Six digits, GB/T 2260 (371000 威海市).
    pub code: String,
    /// Full name with its province where it is a city: 山东省威海市.
    pub name: String,
    /// Short English name: Weihai, Shandong. Empty when the data has none.
    #[serde(default)]
    pub name_en: String,
}

/// Provinces and their cities.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Divisions {
    provinces: Vec<(Division, Vec<Division>)>,
}

/// What is wrong with the list of divisions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the list of divisions cannot be used: {0}")]
pub struct DivisionsError(pub Problem);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    province: Vec<ProvinceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvinceEntry {
    code: Spanned<String>,
    name: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    cities: Vec<CityEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CityEntry {
    code: Spanned<String>,
    name: String,
    #[serde(default)]
    name_en: String,
}

impl Divisions {
    /// Reads the list. A province without `cities` (a municipality) is its own one destination.
    pub fn parse(text: &str) -> Result<Self, DivisionsError> {
        let file: File = toml::from_str(text).map_err(|e| DivisionsError(Problem::of_toml(text, &e)))?;
        let mut seen = Vec::new();
        let mut provinces = Vec::new();
        for entry in file.province {
            check_code(text, &entry.code, "0000", &mut seen)?;
            let prefix = entry.code.get_ref().get(..2).unwrap_or_default().to_owned();
            let province = Division { code: entry.code.into_inner(), name: entry.name, name_en: entry.name_en };
            let mut cities = Vec::new();
            for city in entry.cities {
                check_code(text, &city.code, "", &mut seen)?;
                if !city.code.get_ref().starts_with(&prefix) {
                    return Err(problem(text, &city.code, "the city is not of this province", "move it to its own"));
                }
                cities.push(city.of(&province));
            }
            if cities.is_empty() {
                cities.push(province.clone());
            }
            provinces.push((province, cities));
        }
        Ok(Self { provinces })
    }

    /// The provinces in the order of the list.
    pub fn provinces(&self) -> impl Iterator<Item = &Division> {
        self.provinces.iter().map(|(province, _)| province)
    }

    /// The cities of a province, by its code; empty when there is no such province. A municipality has itself.
    pub fn cities_of(&self, province: &str) -> &[Division] {
        self.provinces.iter().find(|(p, _)| p.code == province).map_or(&[], |(_, cities)| cities)
    }

    /// The province or city that an address begins with, as cards write addresses, and the rest of it. The nearest one:
    /// of 山东省威海市环翠区 the city.
    pub fn of_address<'a>(&self, address: &'a str) -> Option<(&Division, &'a str)> {
        let all = self.provinces.iter().flat_map(|(province, cities)| std::iter::once(province).chain(cities));
        all.filter_map(|division| Some((division, address.strip_prefix(&division.name)?)))
            .min_by_key(|(_, rest)| rest.len())
    }

    /// The province or city with a code.
    pub fn find(&self, code: &str) -> Option<&Division> {
        self.provinces
            .iter()
            .flat_map(|(province, cities)| std::iter::once(province).chain(cities))
            .find(|division| division.code == code)
    }
}

impl CityEntry {
    fn of(self, province: &Division) -> Division {
        let name_en = match (self.name_en.as_str(), province.name_en.as_str()) {
            ("", _) => String::new(),
            (city, "") => city.to_owned(),
            (city, province) => format!("{city}, {province}"),
        };
        Division { code: self.code.into_inner(), name: format!("{}{}", province.name, self.name), name_en }
    }
}

/// Six digits with the given end, not seen before.
fn check_code(text: &str, code: &Spanned<String>, end: &str, seen: &mut Vec<String>) -> Result<(), DivisionsError> {
    let digits = code.get_ref();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) || !digits.ends_with(end) {
        return Err(problem(
            text,
            code,
            "the code is not one of GB/T 2260",
            "write six digits, a province's end in 0000",
        ));
    }
    if seen.contains(digits) {
        return Err(problem(text, code, "the code stands in the list already", "remove one of the two"));
    }
    seen.push(digits.clone());
    Ok(())
}

fn problem(text: &str, code: &Spanned<String>, what: &str, remedy: &str) -> DivisionsError {
    DivisionsError(Problem::at(text, Some(code.span()), format!("{}: {what}", code.get_ref()), remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../config/divisions.toml");

    #[test]
    fn the_shipped_list_is_whole() {
        let divisions = Divisions::parse(SHIPPED).unwrap();
        let provinces: Vec<&Division> = divisions.provinces().collect();
        assert_eq!(provinces.len(), 31);
        assert_eq!(provinces[0].name, "北京市");
        for province in &provinces {
            assert!(!province.name_en.is_empty(), "{}", province.name);
            for city in divisions.cities_of(&province.code) {
                assert!(city.name.starts_with(&province.name), "{}", city.name);
                assert!(!city.name_en.is_empty() && city.name_en.is_ascii(), "{}", city.name);
                assert_eq!(city.code[..2], province.code[..2]);
            }
        }
        // Source: 民政部, 2023: 333 units of prefecture level, of them 293 cities.
        let prefectures = provinces
            .iter()
            .flat_map(|p| divisions.cities_of(&p.code))
            .filter(|c| c.code.ends_with("00") && !c.code.ends_with("0000"))
            .count();
        assert_eq!(prefectures, 333);
    }

    #[test]
    fn cities_are_found_by_province_and_by_code() {
        let divisions = Divisions::parse(SHIPPED).unwrap();
        assert_eq!(divisions.cities_of("370000").len(), 16, "Shandong");
        let weihai = divisions.find("371000").unwrap();
        assert_eq!((weihai.name.as_str(), weihai.name_en.as_str()), ("山东省威海市", "Weihai, Shandong"));
        assert_eq!(divisions.find("370000").unwrap().name, "山东省");
        assert_eq!(divisions.cities_of("310000"), [divisions.find("310000").unwrap().clone()], "Shanghai is its own");
        let of_address = |address| divisions.of_address(address).map(|(division, rest)| (division.code.as_str(), rest));
        assert_eq!(of_address("山东省威海市环翠区样例路1号"), Some(("371000", "环翠区样例路1号")));
        assert_eq!(of_address("山东省荣成市样例路1号"), Some(("370000", "荣成市样例路1号")));
        assert_eq!(of_address("样例路1号"), None);
        assert!(divisions.find("810000").is_none() && divisions.cities_of("999999").is_empty());
    }

    #[test]
    fn a_mistake_is_told_with_line_and_remedy() {
        let head = "[[province]]\ncode = '370000'\nname = '山东省'\n";
        let cases = [
            ("citys = []\n", "line 4: unknown key `citys`; did you mean `cities`?"),
            (
                "cities = [{ code = '3710', name = '威海市' }]\n",
                "line 4: 3710: the code is not one of GB/T 2260; write",
            ),
            (
                "cities = [{ code = '321000', name = '扬州市' }]\n",
                "line 4: 321000: the city is not of this province; move",
            ),
            (
                "[[province]]\ncode = '370000'\nname = ''\n",
                "line 5: 370000: the code stands in the list already; remove",
            ),
            ("[[province]]\ncode = '371000'\nname = ''\n", "line 5: 371000: the code is not one of GB/T 2260"),
        ];
        for (rest, expected) in cases {
            let error = Divisions::parse(&format!("{head}{rest}")).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
