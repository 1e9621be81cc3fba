//! Numbers that name something and count nothing: of cards, papers, telephones. They are said digit by digit, 1 as 幺.

use super::Found;
use crate::wording::english;
use crate::wording::numbers::{One, Two, cardinal, digits, grouped};
use crate::wording::piece::Piece;
use crate::wording::text::{LONGEST_AMOUNT, Text};

/// 110, 119, 120 and 122 are numbers to call only near these words.
const CALLS: [&str; 6] = ["拨打", "电话", "热线", "请打", "致电", "呼叫"];
/// 370000********0017: the stars are said with their count.
pub(super) fn masked(text: &Text, at: usize) -> Option<Found> {
    let (parts, end) = text.masked(at)?;
    let mut pieces = Vec::new();
    for part in parts {
        if part.starts_with('*') {
            pieces.push(Piece::Said(stars(part.len())));
        } else {
            spell(&part, &mut pieces);
        }
        pieces.push(Piece::Mark(','));
    }
    pieces.pop();
    Some(Found { pieces, end })
}

fn stars(count: usize) -> String {
    let count = if count == 1 { "yi2".to_owned() } else { cardinal(&count.to_string(), Two::Liang) };
    format!("{count} ge4 xing1hao4")
}

/// Letters and digits in one word, such as the number of a paper; with hyphens between its parts.
pub(super) fn mixed(text: &Text, at: usize) -> Option<Found> {
    let mut end = text.run(at, |c| c.is_ascii_alphanumeric());
    let digits_end = text.digits(at);
    let first = text.slice(at, end);
    let is_card = first.len() == 18 && digits_end - at == 17 && first.ends_with(['X', 'x']);
    if is_card {
        return Some(Found::said(grouped(&first, &[6, 8]), end));
    }
    if first.contains(|c: char| c.is_ascii_alphabetic()) && unit(text, digits_end).is_some() {
        return None;
    }
    while text.is(end, '-') && text.get(end + 1).is_some_and(|c| c.is_ascii_alphanumeric()) {
        end = text.run(end + 1, |c| c.is_ascii_alphanumeric());
    }
    let run = text.slice(at, end);
    if !run.contains(|c: char| c.is_ascii_digit()) || !run.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut pieces = Vec::new();
    for part in run.split('-') {
        spell(part, &mut pieces);
        pieces.push(Piece::Mark(','));
    }
    pieces.pop();
    Some(Found { pieces, end })
}

/// A unit that is written with letters, and where it ends.
pub(super) fn unit(text: &Text, at: usize) -> Option<(&'static str, usize)> {
    let end = text.run(at, |c| c.is_ascii_alphabetic());
    let unit = match text.slice(at, end).as_str() {
        "mm" => "hao2mi3",
        "cm" => "li2mi3",
        "m" => "mi3",
        "km" => "gong1li3",
        "kg" => "gong1jin1",
        "KB" => "qian1zi4jie2",
        "MB" => "zhao4zi4jie2",
        "GB" => "ji2zi4jie2",
        "dB" => "fen1bei4",
        _ => return None,
    };
    Some((unit, end))
}

fn spell(part: &str, pieces: &mut Vec<Piece>) {
    let mut rest = part;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| c.is_ascii_digit() != first.is_ascii_digit()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        pieces.push(if first.is_ascii_digit() {
            Piece::Said(grouped(head, groups(head.len())))
        } else if tail.is_empty() && head == "X" {
            Piece::Said(digits(head, One::Yao))
        } else {
            Piece::Latin(english::spelled(head))
        });
        rest = tail;
    }
}

/// Up to eight digits are said in one breath.
fn groups(length: usize) -> &'static [usize] {
    if length > 8 { &[4; 8] } else { &[] }
}

/// Telephones, hotlines, card numbers, and whatever begins with a zero or is too long to count something.
pub(super) fn telephone(text: &Text, at: usize) -> Option<Found> {
    let end = text.digits(at);
    let run = text.slice(at, end);
    if run.is_empty() || text.is(end, '.') && text.get(end + 1).is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    if let Some(found) = hyphened(text, end, &run) {
        return Some(found);
    }
    let said = match run.len() {
        18 => grouped(&run, &[6, 8]),
        11 if run.starts_with('1') => grouped(&run, &[3, 4]),
        length if length > LONGEST_AMOUNT && !counts(text, end) => grouped(&run, groups(length)),
        _ if text.is(text.skip_spaces(end), '室') => digits(&run, One::Yao),
        2 | 3 if run.starts_with('0') => digits(&run, One::Yi),
        length if length > 3 && run.starts_with('0') => digits(&run, One::Yao),
        _ if is_hotline(text, at, end, &run) => digits(&run, One::Yao),
        _ => return None,
    };
    Some(Found::said(said, end))
}

/// 0631-5190000, 400-123-4567.
fn hyphened(text: &Text, end: usize, first: &str) -> Option<Found> {
    if !text.is(end, '-') {
        return None;
    }
    let second_end = text.digits(end + 1);
    let second = text.slice(end + 1, second_end);
    let area = first.starts_with('0') && matches!(first.len(), 3 | 4) && matches!(second.len(), 7 | 8);
    if area {
        let rest = grouped(&second, &[second.len() - 4]);
        return Some(Found::said(format!("{}, {rest}", digits(first, One::Yao)), second_end));
    }
    if !matches!(first, "400" | "800") || second.len() < 3 {
        return None;
    }
    let mut said = format!("{}, {}", digits(first, One::Yao), digits(&second, One::Yao));
    let mut last = second_end;
    if text.is(last, '-') && text.digits(last + 1) > last + 1 {
        let third = text.digits(last + 1);
        said = format!("{said}, {}", digits(&text.slice(last + 1, third), One::Yao));
        last = third;
    }
    Some(Found::said(said, last))
}

fn counts(text: &Text, end: usize) -> bool {
    text.get(text.skip_spaces(end)).is_some_and(|c| "元个人次万%".contains(c))
}

fn is_hotline(text: &Text, at: usize, end: usize, run: &str) -> bool {
    if text.is(end, ',') || text.is(end, '%') || counts(text, end) {
        return false;
    }
    match run.len() {
        3 => text.one_before(at, &CALLS),
        5 => run.starts_with("123") || run.starts_with("95") || run.starts_with("96") || text.one_before(at, &CALLS),
        4..=6 => text.one_before(at, &CALLS),
        _ => false,
    }
}
