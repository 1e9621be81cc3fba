//! How the texts that people type are spelled, in pinyin or English, so that letters with slips find them. Only of a catalogue that is
//! no larger than a town's: where there are very many texts, [`super::alike`] looks at few of them.

use std::collections::{HashMap, HashSet};

use super::index::Index;
use super::letters::Sounds;
use super::score::{self, Quality};
use super::{Best, Finder};

/// A catalogue with more texts than this is not spelled.
const MOST_TEXTS: usize = 30_000;
/// A query has so many letters at least.
const FEWEST: usize = 4;
/// A part of a text or of a query has so many.
const FEWEST_OF_A_PART: usize = 6;
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
    /// As it is heard; of English ones the letters alone.
    heard: Letters,
    /// None of English ones.
    syllables: Vec<(u16, f32)>,
}

/// Letters, and how often each of them stands there.
pub(super) struct Letters {
    pub(super) text: String,
    counts: [u8; LETTERS],
}

impl Letters {
    pub(super) fn new(text: String) -> Self {
        let mut counts = [0_u8; LETTERS];
        for letter in text.bytes() {
            if let Some(count) = counts.get_mut(usize::from(letter.wrapping_sub(b'a'))) {
                *count = count.saturating_add(1);
            }
        }
        Self { text, counts }
    }

    /// How many letters these have and others have not.
    pub(super) fn more_than(&self, other: &Self) -> usize {
        let both = self.counts.iter().zip(&other.counts);
        both.map(|(one, other)| usize::from(one.saturating_sub(*other))).sum()
    }
}

impl Spelled {
    pub(super) fn new(index: &Index, sounds: &Sounds, rows: usize) -> Self {
        let mut spelled = Self::default();
        if index.texts() > MOST_TEXTS {
            return spelled;
        }
        let texts: Vec<(usize, Vec<String>)> = (0..index.texts())
            .filter(|number| index.typed(*number))
            .map(|number| (number, sounds.syllables(index.text(number))))
            .collect();
        spelled.syllables = rare(&texts, index, rows);
        for (number, syllables) in texts {
            let heard = Letters::new(score::loosely(&syllables.concat()));
            let syllables = syllables.iter().filter_map(|syllable| spelled.syllables.get(syllable).copied()).collect();
            spelled.texts.push(Spelling { number: number as u32, heard, syllables });
        }
        for number in (0..index.texts()).filter(|number| !index.typed(*number) && index.english(*number)) {
            let letters = index.text(number).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
            let heard = Letters::new(score::loosely(&letters));
            spelled.texts.push(Spelling { number: number as u32, heard, syllables: Vec::new() });
        }
        spelled.texts.sort_unstable_by_key(|text| text.number);
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

/// The syllables of texts, each with a number and how rare it is in so many rows.
fn rare(texts: &[(usize, Vec<String>)], index: &Index, rows: usize) -> HashMap<String, (u16, f32)> {
    let mut rows_with: HashMap<&String, HashSet<u32>> = HashMap::new();
    for (number, syllables) in texts {
        for syllable in syllables {
            rows_with.entry(syllable).or_default().extend(index.uses(*number).iter().map(|of| of.row()));
        }
    }
    let numbered = (0..).zip(rows_with);
    numbered.map(|(id, (syllable, with))| (syllable.clone(), (id, score::rare(with.len() as u32, rows)))).collect()
}

/// So many slips are made in so many letters.
pub(super) const fn slips(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        8..=15 => 2,
        _ => 3,
    }
}

/// How many slips lie between two spellings; a wrong first letter is one more, for few people slip there.
pub(super) fn distance(one: &str, other: &str) -> usize {
    strsim::osa_distance(one, other) + usize::from(one.bytes().next() != other.bytes().next())
}

impl Finder {
    /// Texts that are heard as the query, however it is cut into syllables or words.
    pub(super) fn heard_whole(&self, query: &str, best: &mut Best) {
        let heard = score::loosely(query);
        for spelling in self.spelled.texts.iter().filter(|spelling| spelling.heard.text == heard) {
            let number = spelling.number as usize;
            best.text(number, 0..self.index.text(number).len(), Quality::Heard);
        }
    }

    /// Whether the catalogue is small enough to be spelled.
    pub(super) fn is_spelled(&self) -> bool {
        !self.spelled.texts.is_empty()
    }

    /// Texts that are spelled as the query, or begin so, or stand in it, but for a few slips.
    pub(super) fn with_slips(&self, query: &str, best: &mut Best) {
        if query.len() < FEWEST || !query.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return;
        }
        let (most, asked) = (slips(query.len()), Letters::new(score::loosely(query)));
        for spelling in &self.spelled.texts {
            if let Some((slips, share)) = slipped(&asked, &spelling.heard, most) {
                best.text(spelling.number as usize, 0..0, Quality::Slips(slips, share));
            }
        }
    }
}

/// With how many slips, so many `most`, a query is a text, its beginning, or has it at one end; and how much of both that
/// is, 0–1.
fn slipped(asked: &Letters, known: &Letters, most: usize) -> Option<(usize, f32)> {
    let (query, text) = (asked.text.as_str(), known.text.as_str());
    let (long, short) = (query.len().max(text.len()), query.len().min(text.len()));
    let (too_many, too_few) = (asked.more_than(known), known.more_than(asked));
    if too_few.min(too_many) > most {
        return None;
    }
    if too_few.max(too_many) <= most {
        let slips = distance(query, text);
        if slips <= most {
            return Some((slips, 1.0));
        }
    }
    if long - short < 2 || short < FEWEST_OF_A_PART {
        return None;
    }
    let share = short as f32 / long as f32;
    let (longer, shorter) = if query.len() > text.len() { (query, text) } else { (text, query) };
    // In a part fewer slips are believed.
    let most = slips(short).saturating_sub(1).max(usize::from(short > FEWEST_OF_A_PART));
    let begins = longer.get(..short).map(|begin| distance(begin, shorter));
    let within = longer.contains(shorter).then_some(0);
    let slips = begins.into_iter().chain(within).min()?;
    (slips <= most).then_some((slips * IN_A_PART, share))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let letters = |text: &str| Letters::new(score::loosely(text));
            let found = slipped(&letters(query), &letters(text), slips(query.len())).map(|(slips, _)| slips);
            assert_eq!(found, expected, "{query} {text}");
        }
    }
}
