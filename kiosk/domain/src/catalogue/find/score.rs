//! What is better: points for how a text was met, which text it is, and how much of it.

use std::ops::Range;

use super::Field;
use super::index::Use;
use super::shared::SITUATION;

/// How a text was met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Quality {
    /// The query stands in it.
    Direct,
    /// The query without what people put round it stands in it.
    Core,
    /// What sounds like the query stands in it.
    Sound,
    /// The whole of it is heard as the query is.
    Heard,
    /// It is spelled as the query is but for so many slips; how much of the longer one the shorter one is, 0–1.
    Slips(usize, f32),
    /// It stands in the query; how much of the query it is, 0–1.
    Within(f32),
    /// It sounds nearly like the query, 0–1.
    Alike(f32),
    /// It has English words of the query; how much of both they are, 0–1.
    Words(f32),
}

/// A row with so many points is what was meant, or may well be.
pub(super) const GOOD: f32 = 500.0;
/// A row with so many is hardly anything else.
pub(super) const SURE: f32 = 650.0;

/// The whole text, all of it but the verb, its beginning.
const WHOLE: f32 = 300.0;
const ALL_BUT_VERB: f32 = 250.0;
const BEGINNING: f32 = 150.0;
/// For how much of the text is meant.
const SHARE: f32 = 120.0;
/// What people call it: so much less for each that stands before.
const NEXT_NAME: f32 = 4.0;
/// Who cooperates is so much less a reason than who leads or receives, and so is the stage of life.
const NEXT_PLACE: f32 = 30.0;
/// A matter that is asked for a thousand times comes before one that is not, where both fit as well.
const ASKED: f32 = 12.0;

/// Points for being this text of a row.
pub(super) fn of_use(of: Use) -> f32 {
    let nth = f32::from(of.nth().min(12));
    match of.field() {
        Field::Says => 100.0 - NEXT_NAME * nth,
        Field::Name => 80.0,
        Field::Group => 35.0,
        Field::NameEn => 60.0,
        Field::Short => -60.0,
        // First who leads or receives, then who cooperates, then stages and scenes.
        Field::Place => -120.0 - NEXT_PLACE * nth,
    }
}

/// Points for a text.
pub(super) fn of(quality: Quality, of: Use, range: &Range<usize>, text: &str) -> f32 {
    let (field, of_field) = (of.field(), of_use(of));
    // 办营业执照 is called 营业执照, too.
    let begin = if field == Field::Says { verb(text) } else { 0 };
    let share = range.len() as f32 / text.len().max(1) as f32;
    let place = match (range.start, range.end >= text.len()) {
        _ if range.is_empty() => 0.0,
        (0, true) => WHOLE,
        (start, true) if start == begin => ALL_BUT_VERB,
        (start, false) if start == 0 || start == begin => BEGINNING,
        _ => 0.0,
    };
    // Everything of a stage is not what is looked for first.
    let place = if field == Field::Place && of.nth() == SITUATION { place / 2.0 } else { place };
    match quality {
        Quality::Direct => 500.0 + place + of_field + SHARE * share,
        Quality::Core => 450.0 + place + of_field + SHARE * share,
        Quality::Heard => 400.0 + place + of_field + SHARE * share,
        Quality::Slips(slips, share) => 350.0 + 350.0 * share - A_SLIP * slips as f32 + of_field,
        Quality::Sound => 350.0 + place + of_field + SHARE * share,
        Quality::Within(of_query) => 300.0 + 350.0 * of_query + of_field,
        Quality::Words(share) => 300.0 + 450.0 * share + of_field,
        Quality::Alike(likeness) => 150.0 + 400.0 * likeness + of_field,
    }
}

/// How rare is what so many of all rows have.
pub(super) fn rare(with: u32, rows: usize) -> f32 {
    (1.0 + rows as f32 / with.max(1) as f32).ln()
}

/// Each slip is so much worse.
const A_SLIP: f32 = 50.0;

/// Points for what a query has in common with all texts of a row, 0–1, and with the one that is most `like` it, 0–1; of
/// so many pairs of characters; `typed` in letters; found `before` for so many points.
pub(super) fn of_common(share: f32, like: f32, pairs: usize, typed: bool, before: f32) -> f32 {
    let (most, most_like) = match (pairs, typed) {
        // One pair alone may be anything.
        (..=1, _) => (200.0, 200.0),
        (_, true) => (280.0, 250.0),
        (_, false) => (280.0, 350.0),
    };
    250.0 + most * share + most_like * like + FOUND_BEFORE * before.clamp(0.0, GOOD)
}

/// What is found in another way, too, is so much of its points better.
const FOUND_BEFORE: f32 = 0.1;

/// A matter in which nothing is done of what the query says is so much worse.
pub(super) const NOT_DONE: f32 = 200.0;

/// The same, where what is to be done is only one of the characters that a query and a matter may have in common.
pub(super) const NOT_DONE_IN_COMMON: f32 = 100.0;

/// What is found by the catalogue's words for those of the query is so much worse.
pub(super) const IN_OTHER_WORDS: f32 = 15.0;

/// What a pair of characters in a text is worth, 0–1.
pub(super) fn worth(field: Field) -> f32 {
    match field {
        Field::Says => 1.0,
        Field::Name => 0.9,
        Field::Short => 0.8,
        Field::Group => 0.4,
        Field::NameEn => 0.9,
        Field::Place => 0.3,
    }
}

/// What one does with a thing, before its name.
const VERBS: [&str; 12] = ["办", "领", "交", "取", "提", "查", "换", "补", "打", "开", "买", "上"];

/// How many bytes of a text are a verb that stands before what is asked for.
fn verb(text: &str) -> usize {
    VERBS.iter().find(|verb| text.starts_with(*verb)).map_or(0, |verb| verb.len())
}

/// Points for a matter of a person: citizens come more often than companies.
pub(super) const PERSON: f32 = 5.0;

/// Points for having been asked for so often.
pub(super) fn asked(times: u32) -> f32 {
    ASKED * (1.0 + times as f32).log2()
}

/// How much a part of a text sounds like the query, 0–1, where it is so many letters longer or shorter at most; `None`:
/// not at all.
pub(super) fn likeness(sound: &str, longer: usize, text: &[String]) -> Option<f32> {
    let loose = loosely(sound);
    let alike = |part: &str| {
        let as_written = like(sound, part);
        let as_heard = if as_written < 1.0 { AS_HEARD * like(&loose, &loosely(part)) } else { 0.0 };
        as_written.max(as_heard)
    };
    let mut best: f64 = 0.0;
    let mut part = String::new();
    for start in 0..text.len() {
        part.clear();
        for (more, syllable) in text.get(start..).unwrap_or_default().iter().enumerate() {
            part.push_str(syllable);
            if part.len() > sound.len() + longer {
                break;
            }
            if part.len() + longer >= sound.len() {
                let of_whole = if more + 1 < text.len() { OF_A_PART } else { 1.0 };
                best = best.max(of_whole * alike(&part));
            }
        }
    }
    (best >= LIKE).then_some(best as f32)
}

/// How much two spellings are alike, 0–1: two letters in the other order are one slip.
fn like(one: &str, other: &str) -> f64 {
    1.0 - strsim::osa_distance(one, other) as f64 / one.len().max(other.len()).max(1) as f64
}

/// How much initials are like those of a text, 0–1; `None`: not at all.
pub(super) fn likeness_of_initials(query: &str, text: &str) -> Option<f32> {
    let slips = strsim::osa_distance(query, text);
    let left_out = text.len().saturating_sub(query.len());
    match (slips, left_out) {
        (0 | 1, _) => Some(0.85),
        (2, 2) => Some(0.75),
        _ => None,
    }
}

/// Pinyin without what many do not tell apart: zh and z, ch and c, sh and s, l and n, ng and n.
pub(super) fn loosely(sound: &str) -> String {
    let mut loose = String::with_capacity(sound.len());
    for c in sound.chars() {
        match (loose.chars().last(), c) {
            (Some('z' | 'c' | 's'), 'h') | (Some('n'), 'g') => {}
            (_, 'l') => loose.push('n'),
            (_, c) => loose.push(c),
        }
    }
    loose
}

/// Like as it is heard is less than like as it is written.
const AS_HEARD: f64 = 0.97;
/// Like a part of a text is less than like the whole.
const OF_A_PART: f64 = 0.93;
/// Less alike than this is something else.
const LIKE: f64 = 0.72;
