//! Queries in English words: in any order, run together or cut in other places, with slips, with other words for the
//! same. Only of a catalogue that has no more English texts than a town's.

use std::collections::HashMap;

use super::index::Index;
use super::score::{self, Quality};
use super::spelled::{Letters, distance, slips};
use super::{Best, Finder};

/// A catalogue with more English texts than this is not read.
const MOST_TEXTS: usize = 30_000;
/// What words of one stem end in, in the order in which it goes; so many letters remain.
const ENDINGS: [&str; 9] = ["s", "ment", "ing", "ure", "ion", "al", "ed", "er", "e"];
const FEWEST_OF_A_STEM: usize = 4;
/// Words are the same that have so many letters in common.
const STEM: usize = 6;
/// A word in letters that are run together has so many at least; shorter ones stand in anything.
const FEWEST: usize = 2;
/// Words that are run together are so many at most.
const MOST_TOGETHER: usize = 6;
/// The beginning of a word may have a slip from so many letters on.
const FEWEST_BEGUN: usize = 5;
/// What a word counts that is run together with others or only begun, and less for each slip.
const NEARLY: f32 = 0.95;
const A_SLIP: f32 = 0.12;

/// Words that say nothing.
const EMPTY: [&str; 26] = [
    "a", "an", "and", "apply", "at", "can", "do", "for", "get", "how", "i", "in", "is", "it", "me", "my", "need", "of",
    "on", "or", "s", "the", "to", "want", "where", "with",
];
/// Other words for the same, the catalogue's last.
const SAME: [&[&str]; 17] = [
    &["baby", "babies", "kid", "son", "daughter", "children", "child"],
    &["bike", "bicycle"],
    &["business", "corporation", "enterprise", "firm", "company"],
    &["creche", "daycare", "nursery", "preschool", "kindergarten"],
    &["aged", "old", "senior", "elderly"],
    &["apartment", "flat", "house", "housing", "home"],
    &["automobile", "vehicle", "car"],
    &["certification", "permit", "license", "licence"],
    &["marry", "married", "wedding", "marriage"],
    &["lose", "missing", "stolen", "lost"],
    &["motorcycle", "motorbike", "scooter"],
    &["drugstore", "pharmacy"],
    &["diner", "eatery", "cafe", "restaurant"],
    &["allowance", "grant", "subsidy", "benefit"],
    &["doctor", "physician"],
    &["jobless", "unemployed", "unemployment"],
    &["set", "start", "open"],
];

/// The English words of all texts.
#[derive(Default)]
pub(super) struct English {
    /// In the order of the alphabet, with the numbers of their stems.
    words: Vec<(Letters, u16)>,
    stems: HashMap<String, u16>,
    /// How rare each stem is, by its number.
    rare: Vec<f32>,
    /// Texts by their numbers, with the stems in them.
    texts: Vec<(u32, Vec<u16>)>,
}

/// A word of a query: the stems that may be meant by it, and how surely, 0–1.
#[derive(Debug)]
struct Asked {
    stems: Vec<u16>,
    surely: f32,
}

/// What words have in common that are the same: retire, retired, retirement.
fn stem(word: &str) -> &str {
    let one = word.strip_suffix('s').unwrap_or(word);
    let same = SAME.iter().find(|same| same.contains(&word) || same.contains(&one)).and_then(|same| same.last());
    let stem = ENDINGS.iter().fold(same.copied().unwrap_or(word), |word, ending| {
        word.strip_suffix(ending).filter(|stem| stem.len() >= FEWEST_OF_A_STEM).unwrap_or(word)
    });
    stem.get(..STEM).unwrap_or(stem)
}

/// The words of a text or a query that say something.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_lowercase());
    words.filter(|word| !word.is_empty() && !EMPTY.contains(word))
}

impl English {
    pub(super) fn new(index: &Index) -> Self {
        let numbers: Vec<usize> = (0..index.texts()).filter(|number| index.english(*number)).collect();
        let mut english = Self::default();
        if numbers.len() > MOST_TEXTS {
            return english;
        }
        let mut known: HashMap<&str, u16> = HashMap::new();
        for number in &numbers {
            let mut of_text: Vec<u16> = words(index.text(*number))
                .map(|word| *known.entry(word).or_insert_with(|| english.number(stem(word))))
                .collect();
            of_text.sort_unstable();
            of_text.dedup();
            english.texts.push((*number as u32, of_text));
        }
        let mut with = vec![0; english.stems.len()];
        for stem in english.texts.iter().flat_map(|(_, stems)| stems) {
            if let Some(with) = with.get_mut(usize::from(*stem)) {
                *with += 1;
            }
        }
        english.rare = with.into_iter().map(|with| score::rare(with, numbers.len())).collect();
        english.words = known.into_iter().map(|(word, stem)| (Letters::new(word.to_owned()), stem)).collect();
        english.words.sort_unstable_by(|(one, _), (other, _)| one.text.cmp(&other.text));
        english
    }

    /// The number of a stem, a new one where it has none.
    fn number(&mut self, stem: &str) -> u16 {
        let next = u16::try_from(self.stems.len()).unwrap_or(u16::MAX);
        *self.stems.entry(stem.to_owned()).or_insert(next)
    }

    /// How much a query and each text that has any of its words have in common, 0–1, by the texts' numbers.
    fn in_common(&self, query: &str) -> Vec<(u32, f32)> {
        let asked = self.asked(query);
        if asked.iter().all(|asked| asked.stems.is_empty()) {
            return Vec::new();
        }
        let of_query: f32 = asked.iter().map(|asked| self.rarest(&asked.stems)).sum();
        let share = |stems: &[u16]| {
            let of_text: f32 = stems.iter().map(|stem| self.rare(*stem)).sum();
            let same: f32 = asked.iter().map(|asked| asked.surely * self.same(asked, stems)).sum();
            2.0 * same / (of_query + of_text)
        };
        let shares = self.texts.iter().map(|(number, stems)| (*number, share(stems).min(1.0)));
        shares.filter(|(_, share)| *share > 0.0).collect()
    }

    /// How rare the stem is that an asked word and a text have in common; 0: they have none.
    fn same(&self, asked: &Asked, stems: &[u16]) -> f32 {
        let both = asked.stems.iter().filter(|stem| stems.contains(stem));
        both.map(|stem| self.rare(*stem)).fold(0.0, f32::max)
    }

    fn rare(&self, stem: u16) -> f32 {
        self.rare.get(usize::from(stem)).copied().unwrap_or_default()
    }

    /// A word that is not known counts as if all had it.
    fn rarest(&self, stems: &[u16]) -> f32 {
        stems.iter().map(|stem| self.rare(*stem)).fold(score::rare(1, 1), f32::max)
    }

    /// What is meant by the words of a query.
    fn asked(&self, query: &str) -> Vec<Asked> {
        let mut asked = Vec::new();
        let mut typed = words(query).peekable();
        while let Some(word) = typed.next() {
            let last = typed.peek().is_none();
            match self.cut(word, MOST_TOGETHER, last) {
                Some(known) => asked.extend(known),
                None => asked.push(self.nearest(word, last)),
            }
        }
        asked
    }

    /// Letters as so many known words at most, as long as can be; the last one may be only begun.
    fn cut(&self, letters: &str, most: usize, begun: bool) -> Option<Vec<Asked>> {
        if let Some(asked) = self.exactly(letters).or_else(|| self.begun(letters).filter(|_| begun)) {
            return Some(vec![asked]);
        }
        if most < 2 || !letters.is_ascii() {
            return None;
        }
        (FEWEST..letters.len()).rev().find_map(|end| {
            let (word, rest) = letters.split_at(end);
            let mut asked = vec![self.exactly(word)?];
            asked.extend(self.cut(rest, most - 1, begun)?);
            for asked in &mut asked {
                asked.surely = asked.surely.min(NEARLY);
            }
            Some(asked)
        })
    }

    /// A word that stands in the catalogue, or another form of one, or another word for it.
    fn exactly(&self, word: &str) -> Option<Asked> {
        let stem = self.stems.get(stem(word))?;
        Some(Asked { stems: vec![*stem], surely: 1.0 })
    }

    /// The words that begin so.
    fn begun(&self, word: &str) -> Option<Asked> {
        let at = self.words.partition_point(|(known, _)| known.text.as_str() < word);
        let begin = self.words.get(at..)?.iter().take_while(|(known, _)| known.text.starts_with(word));
        let stems: Vec<u16> = begin.map(|(_, stem)| *stem).collect();
        (!stems.is_empty()).then_some(Asked { stems, surely: NEARLY })
    }

    /// The words that lie nearest; `begun`: as far as the word is typed.
    fn nearest(&self, word: &str, begun: bool) -> Asked {
        let asked = Letters::new(word.to_owned());
        let between = |known| between(&asked, known, begun);
        let near = self.words.iter().filter_map(|(known, stem)| Some((between(known)?, *stem)));
        let near: Vec<(usize, u16)> = near.collect();
        let least = near.iter().map(|(slips, _)| *slips).min().unwrap_or_default();
        let stems = near.into_iter().filter(|(slips, _)| *slips == least).map(|(_, stem)| stem).collect();
        Asked { stems, surely: 1.0 - A_SLIP * least as f32 }
    }
}

/// How many slips lie between a word and one of the catalogue, or its beginning; `None`: more than are made.
fn between(asked: &Letters, known: &Letters, begun: bool) -> Option<usize> {
    let most = slips(asked.text.len().max(known.text.len()));
    let too_many = asked.more_than(known);
    if too_many > most {
        return None;
    }
    let (typed, whole) = (asked.text.as_str(), known.text.as_str());
    let slips = Some(()).filter(|()| known.more_than(asked) <= most).map(|()| distance(typed, whole));
    if let Some(slips) = slips.filter(|slips| *slips <= most) {
        return Some(slips);
    }
    let beginning = whole.get(..typed.len()).filter(|_| begun && typed.len() >= FEWEST_BEGUN)?;
    (too_many <= 1 && distance(typed, beginning) <= 1).then_some(2)
}

impl Finder {
    /// Matters that are called in English by words of the query.
    pub(super) fn in_english(&self, query: &str, best: &mut Best) {
        for (number, share) in self.english.in_common(query) {
            best.text(number as usize, 0..0, Quality::Words(share));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Field, letters::Sounds};
    use super::*;

    #[test]
    fn what_is_meant_by_a_word() {
        let rows = [vec![(Field::NameEn, "lost id card")], vec![(Field::NameEn, "unemployment benefit")]];
        let points = [0.0, 0.0];
        let english = English::new(&Index::new(rows.into_iter(), &points, &Sounds::new()));
        for (query, expected) in [
            ("id card lost", [1.0, 0.0]),
            ("lostidcard", [NEARLY, 0.0]),
            ("lost-id-card", [1.0, 0.0]),
            ("lsot id card", [0.9, 0.0]),
            ("unemploymnet benifit", [0.0, 1.0 - A_SLIP]),
            ("unemployment bene", [0.0, 0.9]),
            ("umbrella", [0.0, 0.0]),
            ("crad", [0.4, 0.0]),
            ("car", [0.4, 0.0]),
            ("cra", [0.0, 0.0]),
        ] {
            let found = english.in_common(query);
            let share = |number| found.iter().find(|(of, _)| *of == number).map_or(0.0, |(_, share)| *share);
            for (number, expected) in (0..).zip(expected) {
                let near = if expected == 0.0 { 0.0 } else { 0.1 };
                assert!((share(number) - expected).abs() <= near, "{query}: {} is not {expected}", share(number));
            }
        }
    }

    #[test]
    fn words_are_the_same_in_all_their_forms() {
        for (one, other) in [
            ("licenses", "licence"),
            ("retired", "retirement"),
            ("kids", "child"),
            ("house", "home"),
            ("closure", "closing"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        assert_ne!(stem("nurse"), stem("nursery"));
    }
}
