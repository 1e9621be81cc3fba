//! What a query and a matter have in common where neither has the other: pairs of characters, the rarer the more.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use ib_pinyin::matcher::PinyinMatcher;
use ib_pinyin::pinyin::PinyinNotation;

use super::score;
use super::words;
use super::{BYTES_A_CHARACTER, Best, Field, Finder, MOST_PLACES, Reason};

/// More pairs than this are not looked at.
const MOST_PAIRS: usize = 20;

/// So many places are looked at for all pairs of a query.
const MOST_PLACES_IN_COMMON: usize = 4_000;

/// So many texts are looked at closely at most.
const MOST_TEXTS: usize = 1_500;

/// What a pair that stands nowhere counts: it may be a slip, or a word that the catalogue has not.
const NOWHERE: f32 = 0.25;

/// Texts, each once, those that were met most often first; not more than are worth a closer look.
fn with_most(mut texts: Vec<usize>) -> Vec<usize> {
    texts.sort_unstable();
    let mut counted: Vec<(std::cmp::Reverse<usize>, usize)> = texts
        .chunk_by(|one, next| one == next)
        .filter_map(|same| Some((std::cmp::Reverse(same.len()), *same.first()?)))
        .collect();
    counted.sort_unstable();
    counted.into_iter().map(|(_, number)| number).take(MOST_TEXTS).collect()
}

/// Keeps what is best of a row; the first text among equals.
fn better(best: &mut HashMap<u32, (f32, usize)>, row: u32, share: f32, number: usize) {
    let of_row = best.entry(row).or_insert((0.0, number));
    if share > of_row.0 || share.total_cmp(&of_row.0).is_eq() && number < of_row.1 {
        *of_row = (share, number);
    }
}

/// Where a pair stands best in a row.
struct Met {
    worth: f32,
    number: usize,
    range: Range<usize>,
}

impl Finder {
    /// Matters that have pairs of characters of the query, or of syllables where it is typed in letters.
    pub(super) fn in_common(&self, query: &str, best: &mut Best) {
        let units = self.sounds.units(query);
        let mut pairs: Vec<String> = units.windows(2).map(<[String]>::concat).filter(|pair| pair.len() > 3).collect();
        pairs.truncate(MOST_PAIRS);
        self.parts_in_common(&pairs, query, &units, best);
        if best.rows.is_empty() {
            self.single_characters(query, best);
        }
    }

    /// Texts that have at least some of the characters, where nothing else is found.
    fn single_characters(&self, query: &str, best: &mut Best) {
        let mut texts = Vec::new();
        for c in query.chars().filter(|c| !c.is_ascii()) {
            let places = self.index.places(c.encode_utf8(&mut [0; 4]), &self.sounds, MOST_PLACES / MOST_PAIRS);
            texts.extend(places.filter_map(|place| self.index.text_at(place)).map(|(number, _)| number));
        }
        for (row, (like, number)) in self.same_characters(query, &with_most(texts)) {
            best.row(row, score::of_common(0.0, like, MOST_PAIRS, false, 0.0), Reason::Text { number, range: 0..0 });
        }
    }

    /// Of each row the text that has the syllables of the query best, in whatever order.
    fn same_syllables(&self, query: &[String], texts: &[usize]) -> HashMap<u32, (f32, usize)> {
        let mut best: HashMap<u32, (f32, usize)> = HashMap::new();
        for &number in texts {
            let (Some(text), Some(share)) = (self.index.nth(number), self.spelled.in_common(query, number)) else {
                continue;
            };
            better(&mut best, text.row, share, number);
        }
        best
    }

    /// Of each row the text that has the characters of the query best, in whatever order: 车卖了过户, 卖车过户. How much
    /// the two have in common, 0–1.
    fn same_characters(&self, query: &str, texts: &[usize]) -> HashMap<u32, (f32, usize)> {
        let asked: Vec<(char, f32)> = query.chars().map(|c| (c, self.index.rare(c))).collect();
        let of_query: f32 = asked.iter().map(|(_, rare)| rare).sum();
        let mut best: HashMap<u32, (f32, usize)> = HashMap::new();
        for &number in texts {
            let Some(text) = self.index.nth(number).filter(|text| matches!(text.field, Field::Says | Field::Name))
            else {
                continue;
            };
            let (mut of_text, mut same) = (0.0, 0.0);
            for c in self.index.text(text).chars() {
                let found = asked.iter().find(|(asked, _)| *asked == c);
                let rare = found.map_or_else(|| self.index.rare(c), |(_, rare)| *rare);
                of_text += rare;
                same += if found.is_some() { rare } else { 0.0 };
            }
            let share = 2.0 * same / (of_text + of_query);
            better(&mut best, text.row, share, number);
        }
        best
    }

    /// Matters that have English words of the query, in any order.
    pub(super) fn words_in_common(&self, query: &str, best: &mut Best) {
        let stems: Vec<String> = words::stems(query).into_iter().map(str::to_owned).collect();
        self.parts_in_common(&stems, query, &[], best);
    }

    /// Matters that have some of the parts of a query.
    fn parts_in_common(&self, pairs: &[String], query: &str, units: &[String], best: &mut Best) {
        let mut texts = Vec::new();
        let most = MOST_PLACES_IN_COMMON / pairs.len().max(1);
        let mut all = 0.0;
        let mut sums: HashMap<u32, (f32, Met)> = HashMap::new();
        for pair in pairs {
            let met = self.pair(pair, most, &mut texts);
            if met.is_empty() {
                all += NOWHERE * (1.0 + self.points.len() as f32).ln();
                continue;
            }
            let rare = (1.0 + self.points.len() as f32 / met.len() as f32).ln();
            all += rare;
            for (row, met) in met {
                let worth = met.worth;
                let (sum, first) = sums.entry(row).or_insert((0.0, met));
                *sum += rare * worth;
                first.worth = first.worth.max(worth);
            }
        }
        let typed = query.is_ascii();
        let texts = with_most(texts);
        let same = if typed { self.same_syllables(units, &texts) } else { self.same_characters(query, &texts) };
        for (row, (sum, met)) in sums {
            let before = best.rows.get(&row).map_or(0.0, |(score, _)| *score);
            let (like, reason) = match same.get(&row) {
                Some((like, number)) => (*like, Reason::Text { number: *number, range: 0..0 }),
                None => (0.0, Reason::Text { number: met.number, range: met.range }),
            };
            best.row(row, score::of_common(sum / all, like, pairs.len(), typed, before), reason);
        }
    }

    /// The rows in whose texts a pair of characters stands.
    pub(super) fn rows_with(&self, pair: &str) -> HashSet<u32> {
        self.pair(pair, MOST_PLACES, &mut Vec::new()).into_keys().collect()
    }

    /// The rows that have a pair of characters.
    fn pair(&self, pair: &str, most: usize, texts: &mut Vec<usize>) -> HashMap<u32, Met> {
        let matcher = (!pair.chars().all(|c| !c.is_ascii())).then(|| {
            PinyinMatcher::builder(pair).pinyin_notations(PinyinNotation::Ascii).pinyin_data(self.sounds.data).build()
        });
        let reach = pair.chars().count() * BYTES_A_CHARACTER;
        let mut met: HashMap<u32, Met> = HashMap::new();
        for place in self.index.places(pair, &self.sounds, most) {
            let following = self.index.following(place, reach);
            let length = match &matcher {
                Some(matcher) => matcher.test(following).map(|found| found.len()),
                None => following.starts_with(pair).then_some(pair.len()),
            };
            let Some(length) = length else { continue };
            let Some((number, text)) = self.index.text_at(place) else { continue };
            texts.push(number);
            let worth = score::worth(text.field);
            let from = (place - text.start) as usize;
            let best = met.entry(text.row).or_insert(Met { worth: 0.0, number, range: 0..0 });
            if worth > best.worth {
                *best = Met { worth, number, range: from..from + length };
            }
        }
        met
    }
}
