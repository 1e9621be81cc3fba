//! Numbers that count: money, percentages, ordinals, measures, shares.

use super::{Found, code};
use crate::wording::numbers::{Two, cardinal, decimal, money};
use crate::wording::piece::Piece;
use crate::wording::text::{Text, is_dash};

/// Before these two is 两, and one changes its tone. 月, 日, 号, 楼 and 级 are not among them: 二月, 二号.
const MEASURES: &str = "个份次项天年位名张条页步种台件家户岁秒分小周倍层间类处套人列行季点刻辆本枚笔门对封栏组批屏城省块趟遍句段盏把根支道座所\
                        元角万千亿公毫厘米";
/// What pages, steps and items are counted by.
const PLACES: &str = "步页屏项条份张";

/// 1/3 and 2 / 5: a place among places, or a fraction.
pub(super) fn share(text: &Text, at: usize) -> Option<Found> {
    let (first, first_end) = text.number(at, 4)?;
    let slash = text.skip_spaces(first_end);
    if !text.is(slash, '/') {
        return None;
    }
    let (all, end) = text.number(text.skip_spaces(slash + 1), 4)?;
    let next = text.skip_spaces(end);
    if text.is(next, '/') || all == 0 {
        return None;
    }
    let (first, total) = (cardinal(&first.to_string(), Two::Er), cardinal(&all.to_string(), Two::Er));
    let place = |unit: Option<char>, end| Found { pieces: places(&first, &all.to_string(), unit), end };
    if let Some(unit) = text.get(next).filter(|c| PLACES.contains(*c)) {
        return Some(place(Some(unit), next + 1));
    }
    match text.before(at) {
        None if text.is_whole(at, end) => Some(place(Some('页'), end)),
        Some('骤') => Some(place(Some('步'), end)),
        Some('第') => None,
        Some(unit) if PLACES.contains(unit) => Some(place(Some(unit), end)),
        Some('度' | '进') => Some(place(None, end)),
        _ => Some(Found::said(format!("{total} fen1zhi1 {first}"), end)),
    }
}

/// 第二页，共五页.
fn places(first: &str, all: &str, unit: Option<char>) -> Vec<Piece> {
    let mut pieces = vec![Piece::Said(format!("di4 {first}"))];
    pieces.extend(unit.map(|unit| Piece::Hanzi(unit.to_string())));
    pieces.push(Piece::Mark(','));
    pieces.push(Piece::Said("gong4".to_owned()));
    match unit {
        Some(_) => pieces.push(count(all)),
        None => pieces.push(Piece::Said(cardinal(all, Two::Er))),
    }
    pieces.extend(unit.map(|unit| Piece::Hanzi(unit.to_string())));
    pieces
}

/// A count before a measure word: a lone one is a hanzi, so that its tone follows the word.
fn count(number: &str) -> Piece {
    if number == "1" { Piece::Hanzi("一".to_owned()) } else { Piece::Said(cardinal(number, Two::Liang)) }
}

/// A number as it is written: whole part without its commas, decimals, and where it ends.
struct Written {
    whole: String,
    fraction: String,
    end: usize,
}

fn written(text: &Text, at: usize) -> Option<Written> {
    let mut end = text.digits(at);
    if end == at {
        return None;
    }
    while text.is(end, ',') && text.digits(end + 1) == end + 4 && end - at <= 18 {
        end += 4;
    }
    let whole = text.slice(at, end).replace(',', "");
    let mut fraction = String::new();
    if text.is(end, '.') && text.digits(end + 1) > end + 1 {
        let last = text.digits(end + 1);
        fraction = text.slice(end + 1, last);
        end = last;
    }
    Some(Written { whole, fraction, end })
}

/// Any other number, said by what stands before and after it.
pub(super) fn amount(text: &Text, at: usize) -> Option<Found> {
    if text.is(at, '¥') {
        let number = written(text, text.skip_spaces(at + 1))?;
        let unit = text.skip_spaces(number.end);
        let end = if text.is(unit, '元') { unit + 1 } else { number.end };
        return Some(yuan(&number, end));
    }
    let number = written(text, at)?;
    let next = text.skip_spaces(number.end);
    if let Some((unit, end)) = code::unit(text, next) {
        return Some(Found::said(format!("{} {unit}", decimal(&number.whole, &number.fraction, Two::Liang)), end));
    }
    if text.before(at) == Some('第') {
        return Some(Found::said(decimal(&number.whole, &number.fraction, Two::Er), next));
    }
    match text.get(next) {
        Some('%') => Some(hundredths(&number, "bai3fen1zhi1", next + 1)),
        Some('‰') => Some(hundredths(&number, "qian1fen1zhi1", next + 1)),
        Some('元') if number.fraction.len() <= 2 => Some(yuan(&number, next + 1)),
        _ if number.fraction.is_empty() && is_measured(text, number.end) => {
            Some(Found { pieces: vec![count(&number.whole)], end: next })
        }
        _ => Some(Found::said(decimal(&number.whole, &number.fraction, Two::Er), number.end)),
    }
}

fn yuan(number: &Written, end: usize) -> Found {
    if number.fraction.len() > 2 {
        return Found::said(format!("{} yuan2", decimal(&number.whole, &number.fraction, Two::Er)), end);
    }
    Found::said(money(&number.whole, &number.fraction), end)
}

fn hundredths(number: &Written, unit: &str, end: usize) -> Found {
    let said = match number.whole.as_str() {
        "100" if number.fraction.is_empty() => "bai3".to_owned(),
        whole => decimal(whole, &number.fraction, Two::Er),
    };
    Found::said(format!("{unit} {said}"), end)
}

/// Whether a measure word follows, also after the other end of a range: 2-3 天.
fn is_measured(text: &Text, end: usize) -> bool {
    let next = text.skip_spaces(end);
    let is_range = |c: char| is_dash(c) || c == '至' || c == '到' || c == '、';
    if text.get(next).is_some_and(is_range) {
        let second = text.skip_spaces(next + 1);
        let second_end = text.digits(second);
        return second_end > second && text.get(text.skip_spaces(second_end)).is_some_and(|c| MEASURES.contains(c));
    }
    text.get(next).is_some_and(|c| MEASURES.contains(c))
}
