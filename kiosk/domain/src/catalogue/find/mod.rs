//! Finding a matter as one types: by characters, pinyin, initials, mixed; by what people call it; in spite of a wrong
//! character or a missing letter; in English words of any form; by who does it; with the reason for each hit. What is
//! asked most at this terminal comes first among equals.
//!
//! Matching is `ib-pinyin`'s and likeness `strsim`'s; ours is where to look ([`index`]) and what is better ([`score`]).

mod alike;
mod bare;
mod common;
mod english;
mod index;
mod latin;
mod letters;
mod score;
mod shared;
mod spelled;
mod words;

use std::collections::HashMap;
use std::ops::Range;

use ib_pinyin::matcher::PinyinMatcher;
use ib_pinyin::pinyin::PinyinNotation;

use super::{Annex, Catalogue, MatterId};
use bare::Around;
use english::English;
use index::{Index, Use};
use letters::Sounds;
use score::Quality;
use shared::Shared;
use spelled::Spelled;

/// What a text of a matter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// What people call it.
    Says,
    /// Its official name.
    Name,
    /// The item that it is a row of.
    Group,
    /// Its English name, or what it is called in English.
    NameEn,
    /// What it is in plain words.
    Short,
    /// Its stage of life, its scene, who leads it.
    Place,
}

/// Why a matter was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// In which of its texts.
    pub field: Field,
    /// The text.
    pub text: String,
    /// What of it is meant, in bytes; empty where the whole is only alike.
    pub range: Range<usize>,
}

/// A matter that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its place in [`Catalogue::matters`].
    pub matter: usize,
    /// Greater is better; only to compare with others of the same answer.
    pub score: f32,
    /// The best reason.
    pub why: Why,
}

/// How often each matter was opened at this terminal. Counted without anything of who did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Popularity(pub HashMap<MatterId, u32>);

/// A query is never longer; what is typed beyond is not looked at.
pub(super) const LONGEST_QUERY: usize = 32;

/// So many places are looked at in one pass at most, however large the catalogue.
const MOST_PLACES: usize = 6_000;
/// Of so many rows that have a text, the better ones, at most.
const MOST_ROWS: usize = 32;
/// Where there are more places than this, the beginnings of texts are looked at first, and may be enough.
const MANY_PLACES: usize = 3_000;
/// A query has about so many places at which something may stand within it.
const WITHIN: usize = 8;
/// Fewer good hits than this, and what is only alike is looked for, too.
const FEW: usize = 5;
/// Most bytes that a character can stand for: six letters of pinyin or one hanzi are never longer as text.
const BYTES_A_CHARACTER: usize = 4;

/// Finds matters.
pub struct Finder {
    index: Index,
    sounds: Sounds,
    around: Around,
    spelled: Spelled,
    english: English,
    /// Stages, scenes, departments.
    shared: Vec<Shared>,
    /// What each row is better by.
    points: Vec<f32>,
}

/// The best of each row so far.
struct Best<'a> {
    finder: &'a Finder,
    rows: HashMap<u32, (f32, Reason)>,
    /// So much worse is what is looked for now than what was typed.
    less: f32,
}

/// What a hit is, before it is put into words.
#[derive(Debug, Clone)]
enum Reason {
    Text { number: usize, of: Use, range: Range<usize> },
    Shared { number: usize, range: Range<usize> },
}

impl Finder {
    /// A finder for a catalogue.
    pub fn new(catalogue: &Catalogue, popularity: &Popularity) -> Self {
        let texts = catalogue.matters.iter().map(|matter| {
            let says = matter.says.iter().map(|says| (Field::Says, says.as_str()));
            let own = [
                Some((Field::Name, matter.name.as_str())),
                matter.group.as_deref().map(|group| (Field::Group, group)),
                Some((Field::NameEn, matter.name_en.as_str())),
            ];
            let says_en = matter.says_en.iter().map(|says| (Field::NameEn, says.as_str()));
            let short = std::iter::once((Field::Short, matter.short.as_str()));
            says.chain(own.into_iter().flatten()).chain(says_en).chain(short).collect()
        });
        let points = catalogue.matters.iter().map(|matter| {
            let person = if matter.id.audience == Annex::Person { score::PERSON } else { 0.0 };
            person + score::asked(popularity.0.get(&matter.id).copied().unwrap_or(0))
        });
        let mut finder = Self::of(texts, points);
        finder.shared = shared::of(catalogue);
        finder
    }

    /// A finder for any rows of texts, with what each is better by, in points.
    pub fn of<'a>(rows: impl Iterator<Item = Vec<(Field, &'a str)>>, points: impl Iterator<Item = f32>) -> Self {
        let sounds = Sounds::new();
        let points: Vec<f32> = points.collect();
        let index = Index::new(rows, &points, &sounds);
        let spelled = Spelled::new(&index, &sounds, points.len());
        let (around, english) = (Around::new(&sounds), English::new(&index));
        Self { index, sounds, around, spelled, english, shared: Vec::new(), points }
    }

    /// The letters with which a text is typed most shortly: 社保卡 is sbk.
    pub fn initials(&self, text: &str) -> String {
        self.sounds.syllables(text).iter().filter_map(|syllable| syllable.get(..1)).collect()
    }

    /// What is meant by a query, the best first, at most so many.
    pub fn find(&self, query: &str, most: usize) -> Vec<Hit> {
        let query = letters::plain(query);
        let query: String = query.chars().take(LONGEST_QUERY).collect();
        let mut best = Best { finder: self, rows: HashMap::new(), less: 0.0 };
        if query.is_empty() {
            return Vec::new();
        }
        let together: String = query.split(' ').collect();
        self.directly(&query, Quality::Direct, most, &mut best);
        if together != query {
            self.directly(&together, Quality::Direct, most, &mut best);
        }
        if let Some(turned) = words::turned(&together) {
            self.directly(&turned, Quality::Core, most, &mut best);
        }
        let core = letters::core(&together);
        if best.good() < FEW && core != together {
            self.directly(core, Quality::Core, most, &mut best);
        }
        self.heard(&together, &mut best);
        let typed = if together.is_ascii() { self.around.core(&together) } else { &together };
        if best.good() < FEW && typed.len() < together.len() {
            self.directly(typed, Quality::Core, most, &mut best);
            self.heard(typed, &mut best);
        }
        let core = if together.is_ascii() { typed } else { core };
        if best.good() == 0 && together.is_ascii() {
            self.bare(core, most, &mut best);
        }
        if best.good() < FEW {
            self.with_slips(core, &mut best);
        }
        if best.good() < FEW && query.is_ascii() {
            self.in_english(&query, &mut best);
        }
        if best.good() < FEW {
            self.within(&together, &mut best);
            for sound in self.sounds.heard_as(core).iter().filter(|sound| *sound != core && sound.chars().count() > 1) {
                self.directly(sound, Quality::Sound, most, &mut best);
            }
        }
        if best.good() < FEW {
            self.alike(core, &mut best);
        }
        if best.good() < FEW || !best.sure() {
            self.in_other_words(&together, core, most, &mut best);
        }
        best.hits(most)
    }

    /// What has the query's words, in any order, or the catalogue's words for them.
    fn in_other_words(&self, query: &str, core: &str, most: usize, best: &mut Best) {
        let all = words::telling(query);
        let telling = letters::core(&all).to_owned();
        if telling != core {
            self.directly(&telling, Quality::Core, most, best);
        }
        self.in_common(&telling, best);
        let Some(ours) = words::in_ours(query) else { return };
        best.less = score::IN_OTHER_WORDS;
        self.directly(&ours, Quality::Core, most, best);
        self.within(&ours, best);
        self.in_common(&words::telling(&ours), best);
    }

    /// Texts in which the query stands as it is, in whatever way it is typed.
    fn directly(&self, query: &str, quality: Quality, most: usize, best: &mut Best) {
        let matcher = PinyinMatcher::builder(query)
            .pinyin_notations(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter)
            .pinyin_data(self.sounds.data)
            .is_pattern_partial(true)
            .build();
        let reach = query.chars().count() * BYTES_A_CHARACTER;
        let look = |place: u32, best: &mut Best| {
            let following = self.index.following(place, reach);
            let Some(found) = matcher.test(following) else { return };
            // What only sounds so is no English word.
            if quality == Quality::Sound && following.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return;
            }
            let Some((number, from)) = self.index.text_at(place) else { return };
            best.text(number, from..from + found.len(), quality);
        };
        if self.index.count(query, &self.sounds) > MANY_PLACES {
            self.index.starts(query, &self.sounds, MOST_PLACES).for_each(|place| look(place, best));
            if best.rows.len() >= most {
                return;
            }
        }
        self.index.places(query, &self.sounds, MOST_PLACES).for_each(|place| look(place, best));
        for (number, shared) in self.shared.iter().enumerate() {
            if let Some(found) = matcher.find(shared.text.as_str()) {
                best.shared(number, found.range(), quality);
            }
        }
    }

    /// What people call a matter stands within the query: 怎么给孩子办出生证明.
    fn within(&self, query: &str, best: &mut Best) {
        let telling = words::telling(query).len();
        for (at, _) in query.char_indices().filter(|(_, c)| !c.is_ascii()) {
            let rest = query.get(at..).unwrap_or_default();
            let pair: String = rest.chars().take(2).collect();
            if pair.chars().count() < 2 {
                continue;
            }
            for place in self.index.starts(&pair, &self.sounds, MOST_PLACES / WITHIN) {
                let Some((number, _)) = self.index.text_at(place) else { continue };
                let whole = self.index.text(number);
                if self.index.typed(number) && rest.starts_with(whole) {
                    let share = (whole.len() as f32 / telling as f32).min(1.0);
                    best.text(number, 0..whole.len(), Quality::Within(share));
                }
            }
        }
    }
}

impl Best<'_> {
    /// How many rows are found for a good reason.
    fn good(&self) -> usize {
        self.rows.values().filter(|(score, _)| *score >= score::GOOD).count()
    }

    /// Whether something is found that is hardly anything else.
    fn sure(&self) -> bool {
        self.rows.values().any(|(score, _)| *score >= score::SURE)
    }

    fn text(&mut self, number: usize, range: Range<usize>, quality: Quality) {
        let index = &self.finder.index;
        let text = index.text(number);
        for of in index.uses(number).iter().take(MOST_ROWS) {
            let score = score::of(quality, *of, &range, text);
            self.row(of.row(), score, Reason::Text { number, of: *of, range: range.clone() });
        }
    }

    fn shared(&mut self, number: usize, range: Range<usize>, quality: Quality) {
        let Some(shared) = self.finder.shared.get(number) else { return };
        for of in &shared.uses {
            let score = score::of(quality, *of, &range, &shared.text);
            self.row(of.row(), score, Reason::Shared { number, range: range.clone() });
        }
    }

    fn row(&mut self, row: u32, score: f32, reason: Reason) {
        let score = score - self.less + self.finder.points.get(row as usize).copied().unwrap_or(0.0);
        let best = self.rows.entry(row).or_insert_with(|| (f32::MIN, reason.clone()));
        if score > best.0 {
            *best = (score, reason);
        }
    }

    fn hits(self, most: usize) -> Vec<Hit> {
        let mut rows: Vec<(u32, (f32, Reason))> = self.rows.into_iter().collect();
        // The order of the notice among equals.
        let order = |a: &(u32, (f32, Reason)), b: &(u32, (f32, Reason))| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(&b.0));
        if rows.len() > most && most > 0 {
            rows.select_nth_unstable_by(most - 1, order);
        }
        rows.truncate(most);
        rows.sort_unstable_by(order);
        let finder = self.finder;
        rows.into_iter()
            .filter_map(|(row, (score, reason))| Some(Hit { matter: row as usize, score, why: finder.why(&reason)? }))
            .collect()
    }
}

impl Finder {
    fn why(&self, reason: &Reason) -> Option<Why> {
        match reason {
            Reason::Text { number, of, range } => {
                Some(Why { field: of.field(), text: self.index.text(*number).to_owned(), range: range.clone() })
            }
            Reason::Shared { number, range } => Some(self.shared.get(*number)?.why(range.clone())),
        }
    }
}
