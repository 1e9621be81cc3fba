//! How the texts that people type are spelled in pinyin, so that letters with slips find them. Only of a catalogue that is
//! no larger than a town's: where there are very many texts, [`super::alike`] looks at few of them.

use std::collections::HashMap;

use super::index::Index;
use super::letters::Sounds;
use super::score::{self, Quality};
use super::{Best, Finder};

/// A catalogue with more texts than this is not spelled.
const MOST_TEXTS: usize = 30_000;
/// A part of a text or of a query has so many letters at least.
const FEWEST: usize = 6;
/// A slip in a part counts as so many in the whole.
const IN_A_PART: usize = 2;
/// Letters of the alphabet.
const LETTERS: usize = 26;

/// How all texts are spelled.
#[derive(Default)]
pub(super) struct Spelled {
    /// In the order of their numbers.
    texts: Vec<Spelling>,
    /// The syllables that there are, and how rare each is.
    syllables: HashMap<String, (u16, f32)>,
}

/// How a text is spelled.
struct Spelling {
    number: u32,
    /// As it is heard.
    heard: String,
    /// How often each letter stands in that.
    counts: [u8; LETTERS],
    syllables: Vec<(u16, f32)>,
}

impl Spelled {
    pub(super) fn new(index: &Index, sounds: &Sounds) -> Self {
        let mut spelled = Self::default();
        let typed = |number: &usize| index.nth(*number).is_some_and(super::alike::typed);
        if index.texts() > MOST_TEXTS {
            return spelled;
        }
        let texts: Vec<(usize, Vec<String>)> = (0..index.texts())
            .filter(typed)
            .filter_map(|number| Some((number, sounds.syllables(index.text(index.nth(number)?)))))
            .collect();
        let mut rows_with: HashMap<&str, (u32, u32)> = HashMap::new();
        let mut rows = 0;
        for (number, syllables) in &texts {
            let row = index.nth(*number).map_or(0, |text| text.row);
            rows = rows.max(row + 1);
            for syllable in syllables {
                let with = rows_with.entry(syllable).or_insert((0, u32::MAX));
                if with.1 != row {
                    *with = (with.0 + 1, row);
                }
            }
        }
        for (id, (syllable, (with, _))) in rows_with.into_iter().enumerate() {
            spelled.syllables.insert(syllable.to_owned(), (id as u16, score::rare(with, rows as usize)));
        }
        spelled.texts = texts
            .into_iter()
            .map(|(number, syllables)| {
                let heard = score::loosely(&syllables.concat());
                let counts = counts(&heard);
                let syllables =
                    syllables.iter().filter_map(|syllable| spelled.syllables.get(syllable).copied()).collect();
                Spelling { number: number as u32, heard, counts, syllables }
            })
            .collect();
        spelled
    }

    /// How much the syllables of a query and of a text have in common, in any order, the rare ones the more, 0–1.
    pub(super) fn in_common(&self, query: &[String], number: usize) -> Option<f32> {
        let at = self.texts.binary_search_by_key(&(number as u32), |text| text.number).ok()?;
        let text = self.texts.get(at)?;
        let asked: Vec<(u16, f32)> =
            query.iter().map(|syllable| self.syllables.get(syllable).copied().unwrap_or((u16::MAX, 1.0))).collect();
        let same: f32 = text
            .syllables
            .iter()
            .filter(|(id, _)| asked.iter().any(|(asked, _)| asked == id))
            .map(|(_, rare)| rare)
            .sum();
        let all: f32 = asked.iter().chain(&text.syllables).map(|(_, rare)| rare).sum();
        Some(2.0 * same / all.max(f32::EPSILON))
    }
}

/// How often each letter stands in a text.
fn counts(letters: &str) -> [u8; LETTERS] {
    let mut counts = [0_u8; LETTERS];
    for letter in letters.bytes() {
        if let Some(count) = counts.get_mut(usize::from(letter.wrapping_sub(b'a'))) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// How many letters one has and the other has not.
fn missing(one: &[u8; LETTERS], other: &[u8; LETTERS]) -> usize {
    one.iter().zip(other).map(|(one, other)| usize::from(one.saturating_sub(*other))).sum()
}

/// So many slips are made in so many letters.
const fn slips(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=8 => 1,
        9..=15 => 2,
        _ => 3,
    }
}

impl Finder {
    /// Texts that are heard as the query, however it is cut into syllables.
    pub(super) fn heard_whole(&self, query: &str, best: &mut Best) {
        let heard = score::loosely(query);
        for spelling in self.spelled.texts.iter().filter(|spelling| spelling.heard == heard) {
            let number = spelling.number as usize;
            if let Some(text) = self.index.nth(number) {
                best.text(number, text, 0..self.index.text(text).len(), Quality::Heard);
            }
        }
    }

    /// Whether the catalogue is small enough to be spelled.
    pub(super) fn is_spelled(&self) -> bool {
        !self.spelled.texts.is_empty()
    }

    /// Texts that are spelled as the query, or begin so, or stand in it, but for a few slips.
    pub(super) fn with_slips(&self, query: &str, best: &mut Best) {
        if query.len() < FEWEST - 1 || !query.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return;
        }
        let query = &score::loosely(query);
        let asked = counts(query);
        for spelling in &self.spelled.texts {
            let Some((slips, share)) = slipped(query, &asked, spelling) else { continue };
            let number = spelling.number as usize;
            if let Some(text) = self.index.nth(number) {
                best.text(number, text, 0..0, Quality::Slips(slips, share));
            }
        }
    }
}

/// How many slips lie between two spellings; a wrong first letter is one more, for few people slip there.
fn distance(one: &str, other: &str) -> usize {
    strsim::osa_distance(one, other) + usize::from(one.bytes().next() != other.bytes().next())
}

/// With how many slips a query is a text, its beginning, or has it at one end; and how much of both that is, 0–1.
fn slipped(query: &str, asked: &[u8; LETTERS], text: &Spelling) -> Option<(usize, f32)> {
    let (long, short) = (query.len().max(text.heard.len()), query.len().min(text.heard.len()));
    if short + 1 < FEWEST {
        return None;
    }
    let most = slips(short);
    let (too_few, too_many) = (missing(&text.counts, asked), missing(asked, &text.counts));
    if too_few.min(too_many) > most {
        return None;
    }
    if long - short <= most && too_few.max(too_many) <= most {
        let slips = distance(query, &text.heard);
        if slips <= most {
            return Some((slips, 1.0));
        }
    }
    if long - short < 2 || short < FEWEST {
        return None;
    }
    let share = short as f32 / long as f32;
    let (longer, shorter) =
        if query.len() > text.heard.len() { (query, text.heard.as_str()) } else { (text.heard.as_str(), query) };
    // In a part fewer slips are believed.
    let most = most.saturating_sub(1).max(usize::from(short > FEWEST));
    let begins = longer.get(..short).map(|begin| distance(begin, shorter));
    let within = longer.contains(shorter).then_some(0);
    let slips = begins.into_iter().chain(within).min()?;
    (slips <= most).then_some((slips * IN_A_PART, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling(letters: &str) -> Spelling {
        let heard = score::loosely(letters);
        Spelling { number: 0, counts: counts(&heard), heard, syllables: Vec::new() }
    }

    #[test]
    fn slips_are_counted() {
        for (query, text, expected) in [
            ("zaiidi", "zhaijidi", Some(1)),
            ("huzaho", "huzhao", Some(1)),
            ("tuixiuijn", "tuixiujin", Some(1)),
            ("shenfenzhengbeitoule", "shenfenzheng", Some(0)),
            ("shenfnezhengbeitoule", "shenfenzheng", Some(2)),
            ("hunyin", "huzhao", None),
        ] {
            let query = &score::loosely(query);
            let found = slipped(query, &counts(query), &spelling(text)).map(|(slips, _)| slips);
            assert_eq!(found, expected, "{query} {text}");
        }
    }
}
