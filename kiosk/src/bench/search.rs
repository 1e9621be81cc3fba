//! Finding a matter as one types: how long each key takes, how much memory a hundred thousand rows take, and how often the
//! right matter is found for what people say (`tests/search/queries.tsv`).

use std::borrow::Cow;
use std::time::Instant;

use domain::MatterId;
use domain::catalogue::{Catalogue, Field, Finder, Matter, Popularity};

use super::Rig;
use super::bar::{Bar, median, percentile};

const QUERIES: &str = include_str!("../../../tests/search/queries.tsv");
/// As many as a page and its next ones show.
const SHOWN: usize = 20;
/// Rows of the large catalogue.
const ROWS: usize = 100_000;
/// So many of the names that people have for a matter no other row of the large catalogue has.
const OWN: usize = 4;
/// Towns whose rows the large catalogue has; any names that are not words of matters.
const TOWNS: [&str; 8] = ["望岛", "鲸园", "竹岛", "怡园", "羊亭", "温泉", "孙家疃", "张村"];

pub(super) fn search(rig: &Rig) -> Result<Vec<Bar>, String> {
    let catalogue = crate::catalogue::store(rig.config)?.in_force()?.catalogue;
    let finder = Finder::new(&catalogue, &Popularity::default());
    let mut keys = typed(&finder);
    let (first, third) = found(&catalogue, &finder);
    let mut large = large(&catalogue)?;
    let rows = catalogue.matters.len();
    Ok(vec![
        Bar::under(format!("search, a key, {rows} rows, median"), median(&mut keys), "ms", 1.0),
        Bar::under(format!("search, a key, {rows} rows, 99 %"), percentile(&mut keys, 99), "ms", 16.0),
        Bar::under("search, a key, 100,000 rows, 99 %", percentile(&mut large.keys, 99), "ms", 16.0),
        Bar::under("search, memory, 100,000 rows", large.memory, "MiB", 64.0),
        Bar::over("search, the right matter first", first, "%", 85.0),
        Bar::over("search, the right matter in the first three", third, "%", 97.0),
    ])
}

/// Milliseconds of each key of each query.
fn typed(finder: &Finder) -> Vec<f64> {
    let mut times = Vec::new();
    for (query, _) in queries() {
        for (end, c) in query.char_indices() {
            let so_far = query.get(..end + c.len_utf8()).unwrap_or_default();
            let start = Instant::now();
            std::hint::black_box(finder.find(so_far, SHOWN));
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    times
}

/// Percent of the queries for which the right matter comes first, and among the first three; misses are told.
fn found(catalogue: &Catalogue, finder: &Finder) -> (f64, f64) {
    let (mut all, mut first, mut third) = (0, 0, 0);
    for (query, right) in queries() {
        let hits = finder.find(query, SHOWN);
        let ids: Vec<MatterId> =
            hits.iter().filter_map(|hit| catalogue.matters.get(hit.matter)).map(|matter| matter.id).collect();
        let place = ids.iter().position(|id| right.split(',').any(|right| right == id.to_string()));
        all += 1;
        first += u32::from(place == Some(0));
        third += u32::from(place.is_some_and(|place| place < 3));
        if place != Some(0) {
            let best: Vec<String> = ids.iter().take(3).map(MatterId::to_string).collect();
            eprintln!("  {query}: wanted {right}, found {} first", best.join(", "));
        }
    }
    let percent = |part: u32| 100.0 * f64::from(part) / f64::from(all);
    (percent(first), percent(third))
}

struct Large {
    keys: Vec<f64>,
    memory: f64,
}

/// The matters once for each of many places.
fn large(catalogue: &Catalogue) -> Result<Large, String> {
    let places = (0..).zip(TOWNS.into_iter().cycle());
    let rows: Vec<_> = places
        .flat_map(|(village, town)| {
            catalogue.matters.iter().map(move |matter| row(matter, &format!("{town}{village}")))
        })
        .take(ROWS)
        .collect();
    let before = resident()?;
    let texts = rows.iter().map(|row| row.iter().map(|(field, text)| (*field, text.as_ref())).collect());
    let finder = Finder::of(texts, std::iter::repeat_n(0.0, ROWS));
    let memory = resident()? - before;
    Ok(Large { keys: typed(&finder), memory })
}

/// All texts of a matter, as [`Finder::new`] has them. The name and what it is called first are its own in each place; all
/// else is said of it everywhere.
fn row<'a>(matter: &'a Matter, place: &str) -> Vec<(Field, Cow<'a, str>)> {
    let says = matter.says.iter().enumerate().map(|(nth, says)| match nth {
        ..OWN => (Field::Says, Cow::Owned(format!("{says}{place}"))),
        _ => (Field::Says, Cow::Borrowed(says.as_str())),
    });
    let name = (Field::Name, Cow::Owned(format!("{}（{place}村）", matter.name)));
    let group = matter.group.iter().map(|group| (Field::Group, Cow::Borrowed(group.as_str())));
    let english = std::iter::once(&matter.name_en).chain(&matter.says_en);
    let english = english.map(|english| (Field::NameEn, Cow::Borrowed(english.as_str())));
    let short = (Field::Short, Cow::Borrowed(matter.short.as_str()));
    says.chain([name]).chain(group).chain(english).chain([short]).collect()
}

/// Resident memory of this program in MiB.
fn resident() -> Result<f64, String> {
    let kib = crate::process::rss_kib().ok_or("the kernel does not say how much memory this program has")?;
    Ok(kib as f64 / 1024.0)
}

fn queries() -> impl Iterator<Item = (&'static str, &'static str)> {
    QUERIES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}
