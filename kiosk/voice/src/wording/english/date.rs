//! Dates and clock times in an English text.

use super::Found;
use super::number::{cardinal, ordinal, year};
use crate::wording::text::{Text, is_year};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const LEFT: [&str; 3] = ["left", "remaining", "ends in"];

fn month_name(month: u32) -> Option<&'static str> {
    MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?).copied()
}

/// 2026-03-05, 2026.03, 3/2026, 5 March 2026, and a year alone.
pub(super) fn date(text: &Text, at: usize) -> Option<Found> {
    let (first, first_end) = text.number(at, 4)?;
    if !is_year(first) {
        return month_and_year(text, at).or_else(|| day_first(text, at));
    }
    let alone = || is_said_as_year(text, first_end).then(|| Found { words: year(first), end: first_end });
    let Some(sign) = text.get(first_end).filter(|c| "-/.".contains(*c)) else { return alone() };
    let Some((month, month_end)) = text.number(first_end + 1, 2) else { return alone() };
    let Some(name) = month_name(month).filter(|_| sign != '.' || month_end - first_end == 3) else { return alone() };
    if text.is(month_end, sign)
        && let Some((day, end)) = text.number(month_end + 1, 2)
        && (1..=31).contains(&day)
    {
        return Some(Found { words: format!("{name} {}, {}", ordinal(day), year(first)), end });
    }
    if followed_by(text, month_end, &["yuan"]) {
        return None;
    }
    Some(Found { words: format!("{name} {}", year(first)), end: month_end })
}

/// A number that could be a year is one, unless it has commas, decimals or a unit.
fn is_said_as_year(text: &Text, end: usize) -> bool {
    let more = matches!(text.get(end), Some('.' | ',')) && text.get(end + 1).is_some_and(|c| c.is_ascii_digit());
    !more
        && !text.is(end, '%')
        && !followed_by(text, end, &["yuan", "month", "day", "people", "minute", "second", "time"])
}

fn followed_by(text: &Text, end: usize, words: &[&str]) -> bool {
    let next = text.skip_spaces(end);
    words.iter().any(|word| text.starts(next, word))
}

/// 3/2026: how the screen writes a month.
fn month_and_year(text: &Text, at: usize) -> Option<Found> {
    let (month, month_end) = text.number(at, 2)?;
    let (of, end) = text.number(month_end + 1, 4)?;
    let name = month_name(month).filter(|_| text.is(month_end, '/') && is_year(of))?;
    Some(Found { words: format!("{name} {}", year(of)), end })
}

/// 5 March 2026.
fn day_first(text: &Text, at: usize) -> Option<Found> {
    let (day, day_end) = text.number(at, 2)?;
    let (name, name_end) = named(text, text.skip_spaces(day_end))?;
    if !(1..=31).contains(&day) || name_end - day_end < 3 {
        return None;
    }
    let head = format!("{name} {}", ordinal(day));
    match text.number(text.skip_spaces(name_end), 4).filter(|(of, _)| is_year(*of)) {
        Some((of, end)) => Some(Found { words: format!("{head}, {}", year(of)), end }),
        None => Some(Found { words: head, end: name_end }),
    }
}

/// March 5, 2026; Mar 2026; Dec. 2024.
pub(super) fn month_first(text: &Text, at: usize) -> Option<Found> {
    let (name, name_end) = named(text, at)?;
    let (number, number_end) = text.number(text.skip_spaces(name_end), 4)?;
    if is_year(number) {
        return Some(Found { words: format!("{name} {}", year(number)), end: number_end });
    }
    if !(1..=31).contains(&number) || text.is(number_end, '.') || text.is(number_end, ':') {
        return None;
    }
    let head = format!("{name} {}", ordinal(number));
    let comma = if text.is(number_end, ',') { number_end + 1 } else { number_end };
    match text.number(text.skip_spaces(comma), 4).filter(|(of, _)| is_year(*of)) {
        Some((of, end)) => Some(Found { words: format!("{head}, {}", year(of)), end }),
        None => Some(Found { words: head, end: number_end }),
    }
}

/// The month that stands at `at`, whole or as its first three letters.
fn named(text: &Text, at: usize) -> Option<(&'static str, usize)> {
    let mut end = text.run(at, |c| c.is_ascii_alphabetic());
    let word = text.slice(at, end);
    let name = MONTHS.into_iter().find(|name| *name == word || (word.len() == 3 && name.starts_with(&word)))?;
    if word.len() == 3 && name.len() > 3 && text.is(end, '.') {
        end += 1;
    }
    Some((name, end))
}

/// 09:41 is nine forty-one; 01:58 is a time that is left where the text says so.
pub(super) fn clock(text: &Text, at: usize) -> Option<Found> {
    let (first, first_end) = text.number(at, 2)?;
    let (second, end) = text.number(first_end + 1, 2)?;
    if !text.is(first_end, ':') || end - first_end != 3 || second > 59 || text.is(end, ':') {
        return None;
    }
    if text.one_before(at, &LEFT) {
        return Some(Found { words: time_left(first, second), end });
    }
    let hour = cardinal(&first.to_string());
    let words = match second {
        0 if first == 0 || first > 12 => format!("{hour} hundred hours"),
        0 => format!("{hour} o'clock"),
        1..10 => format!("{hour} oh {}", cardinal(&second.to_string())),
        _ => format!("{hour} {}", cardinal(&second.to_string())),
    };
    (first < 25).then_some(Found { words, end })
}

fn time_left(minutes: u32, seconds: u32) -> String {
    let counted = |count: u32, unit: &str| {
        format!("{} {unit}{}", cardinal(&count.to_string()), if count == 1 { "" } else { "s" })
    };
    match (minutes, seconds) {
        (0, seconds) => counted(seconds, "second"),
        (minutes, 0) => counted(minutes, "minute"),
        (minutes, seconds) => format!("{} {}", counted(minutes, "minute"), counted(seconds, "second")),
    }
}
