//! Where to? Provinces, then the cities of one.

use domain::Division;
use service::Language;
use slint::ComponentHandle;

use super::model;
use crate::generated::{App, ChoosePlaceAdapter, Entry};

/// Tiles are never narrower than this many hanzi.
const NARROWEST: usize = 5;

/// Places to choose from; with the province that they lie in, once it is chosen.
pub(super) fn show(app: &App, language: Language, province: Option<&Division>, places: &[Division]) {
    let adapter = app.global::<ChoosePlaceAdapter>();
    let names: Vec<&str> = places.iter().map(|place| name_of(place, language, province)).collect();
    let longest = names.iter().map(|name| breadth(name)).max().unwrap_or(0);
    adapter.set_widest(longest.max(NARROWEST) as f32);
    adapter.set_province(province.map(|province| name_of(province, language, None)).unwrap_or_default().into());
    let entries = places.iter().zip(names);
    adapter
        .set_places(model(entries.map(|(place, name)| Entry { key: place.code.as_str().into(), text: name.into() })));
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<ChoosePlaceAdapter>();
    adapter.set_places(model([]));
    adapter.set_province("".into());
}

/// In the language, as far as the data goes.
fn name_of<'a>(place: &'a Division, language: Language, province: Option<&Division>) -> &'a str {
    if language == Language::English && !place.name_en.is_empty() {
        // Weihai, Shandong: the province is said already.
        return place.name_en.split(',').next().unwrap_or(&place.name_en);
    }
    short(province, &place.name)
}

/// How wide a name is, in hanzi: ten Latin letters are about as wide as six.
pub(super) fn breadth(name: &str) -> usize {
    let tenths: usize = name.chars().map(|c| if c.is_ascii() { 6 } else { 10 }).sum();
    tenths.div_ceil(10)
}

/// A city's name without its province, which the page says already.
fn short<'a>(province: Option<&Division>, name: &'a str) -> &'a str {
    match province.and_then(|province| name.strip_prefix(province.name.as_str())) {
        // A municipality is its own city.
        Some("") | None => name,
        Some(rest) => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_is_named_without_its_province() {
        let shandong = Division { code: "370000".into(), name: "山东省".into(), name_en: "Shandong".into() };
        let beijing = Division { code: "110000".into(), name: "北京市".into(), name_en: String::new() };
        assert_eq!(short(Some(&shandong), "山东省威海市"), "威海市");
        assert_eq!(short(Some(&beijing), "北京市"), "北京市");
        assert_eq!(short(None, "山东省"), "山东省");
    }

    #[test]
    fn a_place_has_its_english_name_where_the_data_has_one() {
        let weihai =
            Division { code: "371000".into(), name: "山东省威海市".into(), name_en: "Weihai, Shandong".into() };
        let beijing = Division { code: "110000".into(), name: "北京市".into(), name_en: String::new() };
        assert_eq!(name_of(&weihai, Language::English, None), "Weihai");
        assert_eq!(name_of(&weihai, Language::Chinese, None), "山东省威海市");
        assert_eq!(name_of(&beijing, Language::English, None), "北京市");
    }

    #[test]
    fn letters_are_narrower_than_hanzi() {
        for (name, wide) in [("威海市", 3), ("Weihai", 4), ("Heilongjiang", 8), ("", 0), ("A", 1)] {
            assert_eq!(breadth(name), wide, "{name}");
        }
    }
}
