//! Where in all texts a query can begin. Texts stand one after another; every character at which a person can begin to
//! type is kept by the letters with which it and the next one begin, so that few places have to be looked at.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::Field;
use super::letters::Sounds;
use super::score;

/// 26 letters, 10 digits, and "nothing follows".
const KINDS: usize = 37;
const NOTHING: usize = 36;

/// Stands between texts; no query has it.
const BETWEEN: char = '\n';

/// The hanzi that are in use (Unicode, block CJK Unified Ideographs).
const HANZI: Range<usize> = 0x4e00..0xa000;
/// How rare a character is that half of the matters have.
const COMMON: f32 = 1.1;

/// A text; as many rows may have it as like.
#[derive(Clone, Copy)]
struct Text {
    /// Where it begins in all texts.
    start: u32,
    /// Where the uses of the next one begin.
    uses: u32,
}

/// That a row has a text: the row, what the text is of it, and which of several. Packed, for there are very many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Use(u32);

/// Bits of a use for which of several it is, and for that and for what it is.
const NTH_BITS: u32 = 5;
const ROW_SHIFT: u32 = 8;
const FIELDS: [Field; 6] = [Field::Says, Field::Name, Field::Group, Field::NameEn, Field::Short, Field::Place];

impl Use {
    pub(super) fn new(row: usize, field: Field, nth: usize) -> Self {
        let field = FIELDS.iter().position(|known| *known == field).unwrap_or_default() as u32;
        Self((row as u32) << ROW_SHIFT | field << NTH_BITS | nth.min((1 << NTH_BITS) - 1) as u32)
    }

    /// Of which row.
    pub(super) fn row(self) -> u32 {
        self.0 >> ROW_SHIFT
    }

    /// What the text is.
    pub(super) fn field(self) -> Field {
        let field = self.0 >> NTH_BITS & ((1 << (ROW_SHIFT - NTH_BITS)) - 1);
        FIELDS.get(field as usize).copied().unwrap_or(Field::Place)
    }

    /// Which of several, from 0.
    pub(super) fn nth(self) -> u8 {
        (self.0 & ((1 << NTH_BITS) - 1)) as u8
    }

    /// Whether it is a text that people type.
    pub(super) fn typed(self) -> bool {
        matches!(self.field(), Field::Says | Field::Name)
    }
}

/// All texts, each once, and where a query can begin in them.
#[derive(Default)]
pub(super) struct Index {
    all: String,
    texts: Vec<Text>,
    /// Of each text those who have it, the better ones first.
    uses: Vec<Use>,
    places: Places,
    /// Only the beginnings of texts.
    starts: Places,
    /// How rare each hanzi is in what matters are called, from the first one of [`HANZI`].
    rare: Vec<f32>,
}

/// Places in all texts, by the letters with which the character there and the next one begin.
#[derive(Default)]
struct Places {
    ends: Vec<u32>,
    at: Vec<u32>,
}

/// The kind of a letter or digit.
fn kind(letter: u8) -> Option<usize> {
    match letter {
        b'a'..=b'z' => Some(usize::from(letter - b'a')),
        b'0'..=b'9' => Some(26 + usize::from(letter - b'0')),
        _ => None,
    }
}

/// Texts as they come, each kept once.
#[derive(Default)]
struct Gathered {
    all: String,
    /// Where each text begins.
    starts: Vec<u32>,
    /// Texts by their hashes.
    known: HashMap<u64, u32>,
    /// Which text each use is of.
    uses: Vec<(u32, Use)>,
}

impl Gathered {
    fn add(&mut self, text: &str, of: Use) {
        let start = self.all.len();
        // Case is folded here, so that a text has as many bytes as it is shown with.
        self.all.extend(text.chars().map(|c| if c == BETWEEN { ' ' } else { c.to_ascii_lowercase() }));
        self.all.push(BETWEEN);
        let added = self.all.get(start..).unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        added.hash(&mut hasher);
        let number = *self.known.entry(hasher.finish()).or_insert(self.starts.len() as u32);
        let same = self.starts.get(number as usize).and_then(|start| self.all.get(*start as usize..));
        if same.is_some_and(|same| same.starts_with(added)) {
            self.all.truncate(start);
            self.uses.push((number, of));
        } else {
            // New, or another one with the same hash, which then is kept twice.
            self.uses.push((self.starts.len() as u32, of));
            self.starts.push(start as u32);
        }
    }

    /// The texts, and of each those who have it, the better ones first.
    fn texts(&mut self, points: &[f32]) -> (Vec<Text>, Vec<Use>) {
        let better = |of: Use| points.get(of.row() as usize).copied().unwrap_or(0.0) + score::of_use(of);
        self.uses.sort_unstable_by(|(one, one_of), (two, two_of)| {
            one.cmp(two).then_with(|| better(*two_of).total_cmp(&better(*one_of))).then(one_of.0.cmp(&two_of.0))
        });
        let mut texts: Vec<Text> = self.starts.iter().map(|start| Text { start: *start, uses: 0 }).collect();
        for (nth, (number, _)) in self.uses.iter().enumerate() {
            if let Some(text) = texts.get_mut(*number as usize) {
                text.uses = nth as u32 + 1;
            }
        }
        (texts, self.uses.iter().map(|(_, of)| *of).collect())
    }
}

/// In how many rows each character stands.
#[derive(Default)]
struct RowsWith {
    /// By character; the row in which it was seen last.
    rows: HashMap<char, (u32, usize)>,
}

impl RowsWith {
    fn add(&mut self, text: &str, row: usize) {
        for c in text.chars() {
            let with = self.rows.entry(c).or_insert((0, usize::MAX));
            if with.1 != row {
                *with = (with.0 + 1, row);
            }
        }
    }

    /// How rare each hanzi is in so many rows.
    fn rare(&self, rows: usize) -> Vec<f32> {
        let of_rows = |c: char| self.rows.get(&c).map_or(COMMON, |(with, _)| score::rare(*with, rows));
        HANZI.map(|c| char::from_u32(c as u32).map_or(COMMON, of_rows)).collect()
    }
}

impl Index {
    /// An index of rows of texts, with what each row is better by.
    pub(super) fn new<'a>(rows: impl Iterator<Item = Vec<(Field, &'a str)>>, points: &[f32], sounds: &Sounds) -> Self {
        let (mut gathered, mut with, mut count) = (Gathered::default(), RowsWith::default(), 0);
        for (row, texts) in rows.enumerate() {
            count += 1;
            let (mut nth, mut last) = (0, None);
            for (field, text) in texts {
                nth = if last == Some(field) { nth + 1 } else { 0 };
                last = Some(field);
                gathered.add(text, Use::new(row, field, nth));
                if matches!(field, Field::Says | Field::Name) {
                    with.add(text, row);
                }
            }
        }
        let (texts, uses) = gathered.texts(points);
        let mut all = gathered.all;
        all.shrink_to_fit();
        let (places, starts) = (Places::of(&all, sounds, false), Places::of(&all, sounds, true));
        Self { all, texts, uses, places, starts, rare: with.rare(count) }
    }

    /// The text in which a place lies, by its number, and how many bytes behind its beginning.
    pub(super) fn text_at(&self, place: u32) -> Option<(usize, usize)> {
        let number = self.texts.partition_point(|text| text.start <= place).checked_sub(1)?;
        self.texts.get(number).map(|text| (number, (place - text.start) as usize))
    }

    /// Those who have the text of this number, the better ones first.
    pub(super) fn uses(&self, number: usize) -> &[Use] {
        let end = |number: usize| self.texts.get(number).map_or(0, |text| text.uses as usize);
        let from = number.checked_sub(1).map_or(0, end);
        self.uses.get(from..end(number)).unwrap_or_default()
    }

    /// Whether the text of this number is one that people type.
    pub(super) fn typed(&self, number: usize) -> bool {
        self.uses(number).iter().any(|of| of.typed())
    }

    /// Whether the text of this number is what a matter is called in English.
    pub(super) fn english(&self, number: usize) -> bool {
        self.uses(number).iter().any(|of| of.field() == Field::NameEn)
    }

    /// How rare a character is; as rare as if half of the matters had it where none has it.
    pub(super) fn rare(&self, c: char) -> f32 {
        (c as usize).checked_sub(HANZI.start).and_then(|at| self.rare.get(at)).copied().unwrap_or(COMMON)
    }

    /// How many texts there are.
    pub(super) fn texts(&self) -> usize {
        self.texts.len()
    }

    /// How many characters a text of this number has, as if all were hanzi.
    pub(super) fn length(&self, number: usize) -> usize {
        let start = |number: usize| self.texts.get(number).map_or(self.all.len(), |text| text.start as usize);
        start(number + 1).saturating_sub(start(number)) / '字'.len_utf8()
    }

    /// What stands in the text of this number.
    pub(super) fn text(&self, number: usize) -> &str {
        let rest = self.texts.get(number).and_then(|text| self.all.get(text.start as usize..)).unwrap_or_default();
        rest.split(BETWEEN).next().unwrap_or_default()
    }

    /// What follows a place, to the end of its text, but no more than so many bytes.
    pub(super) fn following(&self, place: u32, most: usize) -> &str {
        let start = place as usize;
        let end = self.all.floor_char_boundary((start + most).min(self.all.len()));
        let some = self.all.get(start..end).unwrap_or_default();
        memchr::memchr(b'\n', some.as_bytes()).and_then(|end| some.get(..end)).unwrap_or(some)
    }

    /// The places where a query can begin, so many at most: of each second character its share.
    pub(super) fn places<'a>(&'a self, query: &str, sounds: &Sounds, most: usize) -> impl Iterator<Item = u32> + 'a {
        shares(self.lists(&self.places, query, sounds), most)
    }

    /// The same, at the beginnings of texts alone.
    pub(super) fn starts<'a>(&'a self, query: &str, sounds: &Sounds, most: usize) -> impl Iterator<Item = u32> + 'a {
        shares(self.lists(&self.starts, query, sounds), most)
    }

    /// How many places there are to be looked at.
    pub(super) fn count(&self, query: &str, sounds: &Sounds) -> usize {
        self.lists(&self.places, query, sounds).iter().map(|list| list.len()).sum()
    }

    /// The places where two characters that begin so stand side by side.
    pub(super) fn pairs(&self, first: u8, second: u8) -> &[u32] {
        match (kind(first), kind(second)) {
            (Some(first), Some(second)) => self.places.list(first, second),
            _ => &[],
        }
    }

    /// The beginnings of texts whose first two characters begin so.
    pub(super) fn starts_with_pair(&self, first: u8, second: u8) -> &[u32] {
        match (kind(first), kind(second)) {
            (Some(first), Some(second)) => self.starts.list(first, second),
            _ => &[],
        }
    }

    fn lists<'a>(&self, places: &'a Places, query: &str, sounds: &Sounds) -> Vec<&'a [u32]> {
        let mut chars = query.chars();
        let Some(first) = chars.next() else { return Vec::new() };
        let of = |c: char| sounds.initials(c).first().copied().and_then(kind);
        let Some(one) = of(first) else { return Vec::new() };
        let hanzi = !first.is_ascii();
        let follow = if hanzi { chars.next().map(|next| vec![next]) } else { sounds.second(query) };
        let seconds: Vec<usize> = match follow {
            None => (0..KINDS).collect(),
            Some(next) => {
                let mut kinds: Vec<usize> = next.into_iter().filter_map(of).collect();
                kinds.sort_unstable();
                kinds.dedup();
                kinds
            }
        };
        let lists = seconds.into_iter().map(|two| places.list(one, two));
        if !hanzi {
            return lists.collect();
        }
        // Within a list the same characters stand together.
        let at = |place: &u32| self.all.get(*place as usize..).and_then(|rest| rest.chars().next());
        lists
            .map(|list| {
                let from = list.partition_point(|place| at(place) < Some(first));
                let to = list.partition_point(|place| at(place) <= Some(first));
                list.get(from..to).unwrap_or_default()
            })
            .collect()
    }
}

fn shares(lists: Vec<&[u32]>, most: usize) -> impl Iterator<Item = u32> {
    let share = (most / lists.len().max(1)).max(1);
    lists.into_iter().flat_map(move |list| list.iter().take(share)).copied()
}

impl Places {
    fn of(all: &str, sounds: &Sounds, starts_only: bool) -> Self {
        let mut known = HashMap::new();
        let mut kinds = |c: char| -> [Option<usize>; 2] {
            *known.entry(c).or_insert_with(|| {
                let mut kinds = sounds.initials(c).into_iter().filter_map(kind);
                [kinds.next(), kinds.next()]
            })
        };
        // Twice over the texts: how many places each list has, then the places.
        let mut ends = vec![0_u32; KINDS * KINDS];
        each(all, starts_only, &mut kinds, |list, _| {
            if let Some(end) = ends.get_mut(list) {
                *end += 1;
            }
        });
        let mut sum = 0;
        let mut next: Vec<u32> = Vec::with_capacity(ends.len());
        for end in &mut ends {
            next.push(sum);
            sum += *end;
            *end = sum;
        }
        let mut at = vec![0_u32; sum as usize];
        each(all, starts_only, &mut kinds, |list, place| {
            if let Some(next) = next.get_mut(list) {
                if let Some(slot) = at.get_mut(*next as usize) {
                    *slot = place;
                }
                *next += 1;
            }
        });
        let mut places = Self { ends, at };
        let first = |place: u32| all.get(place as usize..).and_then(|rest| rest.chars().next());
        for list in 0..KINDS * KINDS {
            let (from, to) = places.bounds(list);
            if let Some(list) = places.at.get_mut(from..to) {
                list.sort_unstable_by_key(|place| (first(*place), *place));
            }
        }
        places
    }

    fn bounds(&self, list: usize) -> (usize, usize) {
        let end = |list: usize| self.ends.get(list).map_or(0, |end| *end as usize);
        (list.checked_sub(1).map_or(0, end), end(list))
    }

    fn list(&self, first: usize, second: usize) -> &[u32] {
        let (from, to) = self.bounds(first * KINDS + second);
        self.at.get(from..to).unwrap_or_default()
    }
}

/// Tells of every place at which a person can begin to type, and in which lists it stands.
fn each(
    all: &str,
    starts_only: bool,
    kinds: &mut impl FnMut(char) -> [Option<usize>; 2],
    mut tell: impl FnMut(usize, u32),
) {
    let mut before = BETWEEN;
    let mut chars = all.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        let next = chars.peek().map_or(BETWEEN, |(_, next)| *next);
        // Nobody begins within a Latin word or a number.
        let begins = before == BETWEEN || !(starts_only || before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric());
        before = c;
        if !begins {
            continue;
        }
        let seconds = kinds(next);
        for one in kinds(c).into_iter().flatten() {
            if seconds == [None, None] {
                tell(one * KINDS + NOTHING, place as u32);
            }
            for two in seconds.into_iter().flatten() {
                tell(one * KINDS + two, place as u32);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_says_whose_and_what_it_is() {
        for (row, field, nth) in [(0, Field::Says, 0), (99_999, Field::Place, 2), (306, Field::NameEn, 31)] {
            let of = Use::new(row, field, nth);
            assert_eq!((of.row() as usize, of.field(), usize::from(of.nth())), (row, field, nth));
        }
        assert_eq!(Use::new(1, Field::Says, 100).nth(), 31, "a high number is no other field");
        assert_eq!(Use::new(1, Field::Says, 100).field(), Field::Says);
    }

    #[test]
    fn a_text_that_many_rows_have_is_kept_once_the_better_rows_first() {
        let rows = (0..100).map(|_| vec![(Field::Says, "社保卡"), (Field::Name, "Card"), (Field::Short, "社保卡")]);
        let points: Vec<f32> = (0..100_u8).map(f32::from).collect();
        let index = Index::new(rows, &points, &Sounds::new());
        assert_eq!((index.texts(), index.text(0), index.text(1)), (2, "社保卡", "card"));
        assert_eq!((index.uses(0).len(), index.uses(1).len()), (200, 100));
        assert_eq!((index.uses(0)[0].row(), index.uses(0)[0].field()), (99, Field::Says));
        assert_eq!((index.uses(1)[0].row(), index.uses(1)[99].row()), (99, 0));
        let sounds = Sounds::new();
        let mut places = index.places("社", &sounds, 10).filter_map(|place| index.text_at(place));
        assert_eq!((places.next(), places.next()), (Some((0, 0)), None));
    }
}
