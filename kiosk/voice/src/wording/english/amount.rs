//! Amounts, shares, and the numbers of cards, papers and telephones, in an English text.

use super::number::{cardinal, decimal, digits, grouped, ordinal};
use super::{Found, spelled};
use crate::wording::text::{LONGEST_AMOUNT, Text};

/// 370000********0017: the stars are said with their count.
pub(super) fn masked(text: &Text, at: usize) -> Option<Found> {
    let (parts, end) = text.masked(at)?;
    let said = parts.iter().map(|part| match (part.starts_with('*'), part.len()) {
        (true, 1) => "one asterisk".to_owned(),
        (true, count) => format!("{} asterisks", cardinal(&count.to_string())),
        (false, count) => grouped(part, groups(count)),
    });
    Some(Found { words: said.collect::<Vec<_>>().join(", "), end })
}

/// Up to eight digits are said in one breath.
fn groups(length: usize) -> &'static [usize] {
    if length > 8 { &[4; 8] } else { &[] }
}

/// Letters and digits in one word; 1st, 2nd; a number and its unit.
pub(super) fn mixed(text: &Text, at: usize) -> Option<Found> {
    let mut end = text.run(at, |c| c.is_ascii_alphanumeric());
    let number_end = text.digits(at);
    let first = text.slice(at, end);
    let suffix = text.slice(number_end, end);
    if number_end > at {
        if matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") {
            let (value, _) = text.number(at, 4)?;
            return Some(Found { words: ordinal(value), end });
        }
        if let Some(unit) = unit(&suffix) {
            return Some(Found { words: format!("{} {unit}", cardinal(&text.slice(at, number_end))), end });
        }
    }
    if first.len() == 18 && number_end - at == 17 && first.ends_with(['X', 'x']) {
        return Some(Found { words: grouped(&first, &[6, 8]), end });
    }
    while text.is(end, '-') && text.get(end + 1).is_some_and(|c| c.is_ascii_alphanumeric()) {
        end = text.run(end + 1, |c| c.is_ascii_alphanumeric());
    }
    let run = text.slice(at, end);
    if !run.contains(|c: char| c.is_ascii_digit()) || !run.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let parts: Vec<String> = run.split('-').map(part).collect();
    Some(Found { words: parts.join(", "), end })
}

fn part(part: &str) -> String {
    let is_word = part.len() > 3 && part.chars().all(|c| c.is_ascii_lowercase());
    if is_word {
        part.to_owned()
    } else if part.contains(|c: char| c.is_ascii_digit()) {
        grouped(part, groups(part.len()))
    } else {
        spelled(part)
    }
}

fn unit(letters: &str) -> Option<&'static str> {
    Some(match letters {
        "mm" => "millimetres",
        "cm" => "centimetres",
        "km" => "kilometres",
        "kg" => "kilograms",
        "KB" => "kilobytes",
        "MB" => "megabytes",
        "GB" => "gigabytes",
        "dB" => "decibels",
        _ => return None,
    })
}

/// Telephones, hotlines, card numbers, and whatever begins with a zero or is too long to count something.
pub(super) fn telephone(text: &Text, at: usize) -> Option<Found> {
    let end = text.digits(at);
    let run = text.slice(at, end);
    let continues = |sign: char| text.is(end, sign) && text.get(end + 1).is_some_and(|c| c.is_ascii_digit());
    if run.is_empty() || continues('.') {
        return None;
    }
    let second_end = text.digits(end + 1);
    if text.is(end, '-') && run.starts_with('0') && matches!(second_end - end, 8 | 9) {
        let second = text.slice(end + 1, second_end);
        return Some(Found {
            words: format!("{}, {}", digits(&run), grouped(&second, &[second.len() - 4])),
            end: second_end,
        });
    }
    let hotline = run.len() == 5 && ["123", "95", "96"].iter().any(|head| run.starts_with(head)) && !continues(',');
    let words = match run.len() {
        18 => grouped(&run, &[6, 8]),
        11 if run.starts_with('1') => grouped(&run, &[3, 4]),
        length if length > LONGEST_AMOUNT => grouped(&run, groups(length)),
        length if length > 1 && run.starts_with('0') => digits(&run),
        _ if hotline && !text.starts(text.skip_spaces(end), "yuan") => digits(&run),
        _ => return None,
    };
    Some(Found { words, end })
}

/// 1/3 and 2 / 5: a place among places.
pub(super) fn share(text: &Text, at: usize) -> Option<Found> {
    let (first, first_end) = text.number(at, 4)?;
    let slash = text.skip_spaces(first_end);
    let (all, end) = text.number(text.skip_spaces(slash + 1), 4)?;
    if !text.is(slash, '/') || text.is(end, '/') {
        return None;
    }
    Some(Found { words: format!("{} of {}", cardinal(&first.to_string()), cardinal(&all.to_string())), end })
}

/// Any other number; money loses the zeros at its end and keeps its unit.
pub(super) fn amount(text: &Text, at: usize) -> Option<Found> {
    let sign = text.is(at, '¥');
    let from = if sign { text.skip_spaces(at + 1) } else { at };
    let mut end = text.digits(from);
    if end == from {
        return None;
    }
    while text.is(end, ',') && text.digits(end + 1) == end + 4 && end - from <= 18 {
        end += 4;
    }
    let whole = text.slice(from, end).replace(',', "");
    let mut fraction = String::new();
    if text.is(end, '.') && text.digits(end + 1) > end + 1 {
        let last = text.digits(end + 1);
        fraction = text.slice(end + 1, last);
        end = last;
    }
    let named = text.starts(text.skip_spaces(end), "yuan");
    if sign || named {
        fraction = fraction.trim_end_matches('0').to_owned();
    }
    let number = decimal(&whole, &fraction);
    Some(Found { words: if sign && !named { format!("{number} yuan") } else { number }, end })
}
