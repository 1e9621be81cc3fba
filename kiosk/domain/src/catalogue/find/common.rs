//! What a query and a matter have in common where neither has the other: pairs of characters, the rarer the more.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use ib_pinyin::matcher::PinyinMatcher;
use ib_pinyin::pinyin::PinyinNotation;

use super::index::Use;
use super::score;
use super::words;
use super::{BYTES_A_CHARACTER, Best, Finder, MOST_PLACES, MOST_ROWS, Reason};

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

/// Of each row the text that is most like a query, and how much it is, 0–1.
#[derive(Default)]
struct Like(HashMap<u32, (f32, usize, Use)>);

impl Like {
    /// Keeps what is best of each row; the first text among equals.
    fn add(&mut self, share: f32, number: usize, of: impl Iterator<Item = Use>) {
        for of in of {
            let best = self.0.entry(of.row()).or_insert((0.0, number, of));
            if share > best.0 || share.total_cmp(&best.0).is_eq() && number < best.1 {
                *best = (share, number, of);
            }
        }
    }
}

/// Where a pair stands best in a row.
struct Met {
    worth: f32,
    number: usize,
    of: Use,
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
        for (row, (like, number, of)) in self.same_characters(query, &with_most(texts)).0 {
            let reason = Reason::Text { number, of, range: 0..0 };
            best.row(row, score::of_common(0.0, like, MOST_PAIRS, false, 0.0), reason);
        }
    }

    /// Of each row the text that has the syllables of the query best, in whatever order.
    fn same_syllables(&self, query: &[String], texts: &[usize]) -> Like {
        let mut like = Like::default();
        for &number in texts {
            if let Some(share) = self.spelled.in_common(query, number) {
                like.add(share, number, self.index.uses(number).iter().copied().take(MOST_ROWS));
            }
        }
        like
    }

    /// Of each row the text that has the characters of the query best, in whatever order: 车卖了过户, 卖车过户.
    fn same_characters(&self, query: &str, texts: &[usize]) -> Like {
        let asked: Vec<(char, f32)> = query.chars().map(|c| (c, self.index.rare(c))).collect();
        let of_query: f32 = asked.iter().map(|(_, rare)| rare).sum();
        let mut like = Like::default();
        for &number in texts.iter().filter(|number| self.index.typed(**number)) {
            let (mut of_text, mut same) = (0.0, 0.0);
            for c in self.index.text(number).chars() {
                let found = asked.iter().find(|(asked, _)| *asked == c);
                let rare = found.map_or_else(|| self.index.rare(c), |(_, rare)| *rare);
                of_text += rare;
                same += if found.is_some() { rare } else { 0.0 };
            }
            let typed = self.index.uses(number).iter().copied().filter(|of| of.typed()).take(MOST_ROWS);
            like.add(2.0 * same / (of_text + of_query), number, typed);
        }
        like
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
        let done = self.done(query);
        for (row, (sum, met)) in sums {
            let before = best.rows.get(&row).map_or(0.0, |(score, _)| *score);
            let (like, reason) = match same.0.get(&row) {
                Some((like, number, of)) => (*like, Reason::Text { number: *number, of: *of, range: 0..0 }),
                None => (0.0, Reason::Text { number: met.number, of: met.of, range: met.range }),
            };
            let not_done = done.iter().filter(|done| !done.contains(&row)).count() as f32;
            let score = score::of_common(sum / all, like, pairs.len(), typed, before);
            best.row(row, score - score::NOT_DONE_IN_COMMON * not_done, reason);
        }
    }

    /// Of each thing that is to be done by a query, the rows in whose texts a character stands that says it; nothing of what
    /// so many have that they are not all looked at.
    fn done(&self, query: &str) -> Vec<HashSet<u32>> {
        let few = |c: &str| self.index.count(c, &self.sounds) <= MOST_PLACES;
        let rows = |c: char| {
            let c = c.to_string();
            few(&c).then(|| self.rows_with(&c))
        };
        let all = words::done(query).map(|same| same.chars().map(rows).collect::<Option<Vec<_>>>());
        all.flatten().map(|rows| rows.into_iter().flatten().collect()).collect()
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
            let Some((number, from)) = self.index.text_at(place) else { continue };
            texts.push(number);
            for of in self.index.uses(number).iter().take(MOST_ROWS) {
                let worth = score::worth(of.field());
                let best = met.entry(of.row()).or_insert(Met { worth: 0.0, number, of: *of, range: 0..0 });
                if worth > best.worth {
                    *best = Met { worth, number, of: *of, range: from..from + length };
                }
            }
        }
        met
    }
}
