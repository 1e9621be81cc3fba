//! Where in all texts a query can begin. Texts stand one after another; every character at which a person can begin to
//! type is kept by the letters with which it and the next one begin, so that few places have to be looked at.

use std::collections::HashMap;
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

/// One text of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// Where it begins in all texts.
    pub(super) start: u32,
    /// Of which row.
    pub(super) row: u32,
    /// What it is.
    pub(super) field: Field,
    /// Which of several, from 0.
    pub(super) nth: u8,
}

/// All texts and where a query can begin in them.
#[derive(Default)]
pub(super) struct Index {
    all: String,
    texts: Vec<Text>,
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

impl Index {
    pub(super) fn new<'a>(rows: impl Iterator<Item = Vec<(Field, &'a str)>>, sounds: &Sounds) -> Self {
        let mut index = Self::default();
        let mut rows_with: HashMap<char, (u32, u32)> = HashMap::new();
        let mut count = 0;
        for (row, texts) in rows.enumerate() {
            let mut nth = 0;
            let mut last = None;
            count += 1;
            for (field, text) in texts {
                if matches!(field, Field::Says | Field::Name) {
                    for c in text.chars() {
                        let with = rows_with.entry(c).or_insert((0, u32::MAX));
                        if with.1 != row as u32 {
                            *with = (with.0 + 1, row as u32);
                        }
                    }
                }
                nth = if last == Some(field) { nth + 1 } else { 0 };
                last = Some(field);
                index.texts.push(Text { start: index.all.len() as u32, row: row as u32, field, nth });
                // Case is folded here, so that a text has as many bytes as it is shown with.
                index.all.extend(text.chars().map(|c| if c == BETWEEN { ' ' } else { c.to_ascii_lowercase() }));
                index.all.push(BETWEEN);
            }
        }
        let of_rows = |c: char| rows_with.get(&c).map_or(COMMON, |(rows, _)| score::rare(*rows, count));
        index.rare = HANZI.map(|c| char::from_u32(c as u32).map_or(COMMON, of_rows)).collect();
        index.all.shrink_to_fit();
        index.texts.shrink_to_fit();
        index.places = Places::of(&index.all, sounds, false);
        index.starts = Places::of(&index.all, sounds, true);
        index
    }

    /// The text in which a place lies.
    pub(super) fn text_at(&self, place: u32) -> Option<(usize, Text)> {
        let number = self.texts.partition_point(|text| text.start <= place).checked_sub(1)?;
        self.texts.get(number).map(|text| (number, *text))
    }

    /// How rare a character is; as rare as if half of the matters had it where none has it.
    pub(super) fn rare(&self, c: char) -> f32 {
        (c as usize).checked_sub(HANZI.start).and_then(|at| self.rare.get(at)).copied().unwrap_or(COMMON)
    }

    /// How many texts there are.
    pub(super) fn texts(&self) -> usize {
        self.texts.len()
    }

    /// The text of this number.
    pub(super) fn nth(&self, number: usize) -> Option<Text> {
        self.texts.get(number).copied()
    }

    /// How many characters a text of this number has, as if all were hanzi.
    pub(super) fn length(&self, number: usize) -> usize {
        let start = |number: usize| self.texts.get(number).map_or(self.all.len(), |text| text.start as usize);
        start(number + 1).saturating_sub(start(number)) / '字'.len_utf8()
    }

    /// What stands in a text.
    pub(super) fn text(&self, text: Text) -> &str {
        let rest = self.all.get(text.start as usize..).unwrap_or_default();
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
