//! What is not typed as it stands: as it is heard, with a slip, with letters left out.

use std::collections::HashMap;

use super::score::{self, Quality};
use super::{Best, Finder, MOST_PLACES};

/// So many texts are compared by their sound at most.
const MOST_ALIKE: usize = 200;
/// So many texts are compared by how they are heard, or by their initials, at most.
const MOST_HEARD: usize = 2_000;
const MOST_WITHIN: usize = 400;
/// So many initials at least stand within a query.
const FEWEST_WITHIN: usize = 3;
/// Fewer letters than this are heard as too much.
const FEWEST_HEARD: usize = 5;
/// By how many letters what is alike may be longer or shorter.
const LONGER: usize = 3;
/// Fewer initials than this are not compared: they are alike with anything.
const FEWEST_INITIALS: usize = 4;

impl Finder {
    /// Texts that are heard as the query is typed: gongjijing, sebaoka.
    pub(super) fn heard(&self, query: &str, best: &mut Best) {
        if !query.is_ascii() || query.len() < FEWEST_HEARD {
            return;
        }
        if self.is_spelled() {
            return self.heard_whole(query, best);
        }
        let syllables = self.sounds.syllables(query);
        let (Some(first), Some(second)) = (syllables.first(), syllables.get(1)) else { return };
        if !syllables.iter().all(|syllable| self.sounds.is_syllable(syllable)) {
            return;
        }
        let heard = score::loosely(&syllables.concat());
        for (first, second) in confused(first).into_iter().flat_map(|one| confused(second).map(|two| (one, two))) {
            for place in self.index.starts_with_pair(first, second).iter().take(MOST_HEARD) {
                let Some((number, _)) = self.index.text_at(*place) else { continue };
                if self.index.length(number) != syllables.len() || !self.index.typed(number) {
                    continue;
                }
                let whole = self.index.text(number);
                if score::loosely(&self.sounds.syllables(whole).concat()) == heard {
                    best.text(number, 0..whole.len(), Quality::Heard);
                }
            }
        }
    }

    /// Texts that sound nearly so: one character wrong, one letter too few or too many, two in the wrong order.
    pub(super) fn alike(&self, query: &str, best: &mut Best) {
        let syllables = self.sounds.syllables(query);
        if syllables.len() < 2 {
            return;
        }
        let sound = syllables.concat();
        let firsts: Vec<u8> = syllables.iter().filter_map(|syllable| syllable.bytes().next()).collect();
        let whole = syllables.iter().filter(|syllable| self.sounds.is_syllable(syllable)).count();
        if query.is_ascii() && whole * 2 < syllables.len() {
            self.alike_by_initials(query, best);
            self.initials_within(query, best);
        }
        let mut met: HashMap<usize, usize> = HashMap::new();
        for pair in firsts.windows(2) {
            let [first, second] = pair else { continue };
            let mut last = None;
            for place in self.index.pairs(*first, *second).iter().take(MOST_PLACES / firsts.len()) {
                let Some((number, _)) = self.index.text_at(*place) else { continue };
                // A text in which the pair stands twice has it once.
                if last != Some(number) {
                    *met.entry(number).or_insert(0) += 1;
                }
                last = Some(number);
            }
        }
        // One wrong character spoils two pairs.
        let enough = whole.saturating_sub(3).max(1);
        let mut met: Vec<(usize, usize)> = met.into_iter().filter(|(_, pairs)| *pairs >= enough).collect();
        // Of those with as many pairs, the ones that begin so and are as long.
        met.sort_by_cached_key(|(number, pairs)| {
            let first = self.index.text(*number).chars().next();
            let begins =
                first.is_some_and(|c| firsts.first().is_some_and(|first| self.sounds.initials(c).contains(first)));
            let differs = self.index.length(*number).abs_diff(whole);
            (std::cmp::Reverse(*pairs), !begins, differs, *number)
        });
        for (number, _) in met.into_iter().take(MOST_ALIKE) {
            if !self.index.typed(number) && !self.index.english(number) {
                continue;
            }
            let other = self.sounds.syllables(self.index.text(number));
            if let Some(likeness) = score::likeness(&sound, LONGER, &other) {
                best.text(number, 0..0, Quality::Alike(likeness));
            }
        }
    }

    /// Texts whose initials stand within the query: twjrbd has 退伍军人.
    fn initials_within(&self, query: &str, best: &mut Best) {
        let letters = query.as_bytes();
        for (at, pair) in letters.windows(2).enumerate() {
            let (Some(rest), [first, second]) = (query.get(at..), pair) else { continue };
            for place in self.index.starts_with_pair(*first, *second).iter().take(MOST_WITHIN) {
                let Some((number, _)) = self.index.text_at(*place) else { continue };
                let length = self.index.length(number);
                if length < FEWEST_WITHIN
                    || length * 2 < letters.len()
                    || length > rest.len()
                    || !self.index.typed(number)
                {
                    continue;
                }
                let whole = self.index.text(number);
                if rest.starts_with(&self.initials(whole)) {
                    let share = length as f32 / letters.len() as f32;
                    best.text(number, 0..whole.len(), Quality::Within(share));
                }
            }
        }
    }

    /// Texts whose initials are nearly the query: one wrong, too few or too many, two in the wrong order.
    fn alike_by_initials(&self, query: &str, best: &mut Best) {
        let letters = query.as_bytes();
        let [first, second, third, _, ..] = letters else { return };
        for (one, two) in [(first, second), (first, third), (second, first), (second, third)] {
            for place in self.index.starts_with_pair(*one, *two).iter().take(MOST_HEARD) {
                let Some((number, _)) = self.index.text_at(*place) else { continue };
                let length = self.index.length(number);
                if length < FEWEST_INITIALS || length.abs_diff(letters.len()) > 2 || !self.index.typed(number) {
                    continue;
                }
                let initials = self.initials(self.index.text(number));
                if let Some(likeness) = score::likeness_of_initials(query, &initials) {
                    best.text(number, 0..0, Quality::Alike(likeness));
                }
            }
        }
    }
}

/// The letters with which a syllable may begin for those who do not tell l and n apart.
fn confused(syllable: &str) -> [u8; 2] {
    match syllable.bytes().next().unwrap_or_default() {
        b'l' | b'n' => [b'l', b'n'],
        // The second one stands nowhere.
        other => [other, 0],
    }
}
