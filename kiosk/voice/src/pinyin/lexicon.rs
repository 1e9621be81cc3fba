//! The tables that were reviewed: words, single hanzi, surnames.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};

/// Words with their readings, and how long the longest is.
struct Words {
    readings: HashMap<&'static str, &'static str>,
    longest: usize,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let readings: HashMap<_, _> = entries(include_str!("../../data/lexicon.txt")).collect();
    let longest = readings.keys().map(|word| word.chars().count()).max().unwrap_or(1);
    Words { readings, longest }
});
static SINGLE: LazyLock<HashMap<char, &'static str>> =
    LazyLock::new(|| by_hanzi(include_str!("../../data/single.txt")));
static SURNAMES: LazyLock<HashMap<char, &'static str>> =
    LazyLock::new(|| by_hanzi(include_str!("../../data/surnames.txt")));

fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter_map(|line| {
        let (entry, _) = line.split_once('#').unwrap_or((line, ""));
        entry.trim().split_once(' ')
    })
}

fn by_hanzi(text: &'static str) -> HashMap<char, &'static str> {
    entries(text).filter_map(|(hanzi, reading)| Some((hanzi.chars().next()?, reading))).collect()
}

/// The longest word that `text` begins with: its length in bytes, and its syllables with spaces between them.
pub(super) fn longest_word(text: &str) -> Option<(usize, &'static str)> {
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(WORDS.longest).collect();
    ends.into_iter().rev().find_map(|end| {
        let reading = WORDS.readings.get(text.get(..end)?)?;
        Some((end, *reading))
    })
}

/// The reading that a review found right wherever no word says otherwise.
pub(super) fn single(hanzi: char) -> Option<&'static str> {
    SINGLE.get(&hanzi).copied()
}

/// How `hanzi` is read where it is a surname, if that differs from its usual reading.
pub(crate) fn surname(hanzi: char) -> Option<&'static str> {
    SURNAMES.get(&hanzi).copied()
}

/// What the general table has for a hanzi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum General {
    /// One reading.
    One(String),
    /// The first of several.
    First(String),
    /// None.
    Unknown,
}

/// Looks `hanzi` up in the general table.
pub(super) fn general(hanzi: char) -> General {
    let Some(reading) = hanzi.to_pinyin() else { return General::Unknown };
    let several = hanzi.to_pinyin_multi().is_some_and(|readings| readings.count() > 1);
    let reading = plain(reading.with_tone_num_end());
    if several { General::First(reading) } else { General::One(reading) }
}

/// With `v` for ü and a 5 for the neutral tone, as the engine wants it.
fn plain(reading: &str) -> String {
    let mut reading = reading.replace('ü', "v");
    if !reading.ends_with(|c: char| c.is_ascii_digit()) {
        reading.push('5');
    }
    reading
}
