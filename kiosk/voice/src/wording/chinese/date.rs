//! Dates and clock times in a Chinese text: years digit by digit, months and days as numbers.

use super::Found;
use crate::wording::numbers::{One, Two, cardinal, digits};
use crate::wording::text::{Text, is_year};

/// Words that make 01:58 a time that is left.
const LEFT: [&str; 4] = ["剩余", "还剩", "倒计时", "还有"];

/// 2026-03-05, 2026/3, 2026.03, and the year of 2026 年, 2026-03 年.
pub(super) fn date(text: &Text, at: usize) -> Option<Found> {
    let (year, year_end) = text.number(at, 4)?;
    if !is_year(year) {
        return None;
    }
    let said = digits(&text.slice(at, year_end), One::Yi);
    let unit = text.skip_spaces(year_end);
    if text.is(unit, '年') || year_of_a_range(text, year_end) {
        return Some(Found::said(said, unit));
    }
    let sign = text.get(year_end).filter(|c| "-/.".contains(*c))?;
    let (month, month_end) = text.number(year_end + 1, 2)?;
    if !(1..=12).contains(&month) || (sign == '.' && is_amount(text, year_end, month_end)) {
        return None;
    }
    let month = format!("{} yue4", cardinal(&month.to_string(), Two::Er));
    if text.is(month_end, sign)
        && let Some((day, day_end)) = text.number(month_end + 1, 2)
        && (1..=31).contains(&day)
    {
        let day = cardinal(&day.to_string(), Two::Er);
        return Some(Found::said(format!("{said} nian2 {month} {day} ri4"), day_end));
    }
    (!text.is(month_end, sign) || sign == '.').then(|| Found::said(format!("{said} nian2 {month}"), month_end))
}

/// The first of 2019–2024 年.
fn year_of_a_range(text: &Text, end: usize) -> bool {
    let dash = text.skip_spaces(end);
    if !text.get(dash).is_some_and(|c| crate::wording::text::is_dash(c) || c == '至') {
        return false;
    }
    text.number(text.skip_spaces(dash + 1), 4)
        .is_some_and(|(year, end)| is_year(year) && text.is(text.skip_spaces(end), '年'))
}

/// 2019.07 is a month, 2019.7 and 2019.07 元 are numbers.
fn is_amount(text: &Text, year_end: usize, month_end: usize) -> bool {
    month_end - year_end != 3 || text.get(text.skip_spaces(month_end)).is_some_and(|c| "元万%".contains(c))
}

/// 09:41 and 09:41:30; 01:58 after 剩余 is a time in minutes and seconds.
pub(super) fn clock(text: &Text, at: usize) -> Option<Found> {
    let (first, first_end) = text.number(at, 2)?;
    let (second, mut end) = text.number(first_end + 1, 2)?;
    if !text.is(first_end, ':') || end - first_end != 3 || second > 59 {
        return None;
    }
    let seconds = match text.number(end + 1, 2) {
        Some((seconds, last)) if text.is(end, ':') && seconds < 60 => {
            end = last;
            Some(seconds)
        }
        _ => None,
    };
    if seconds.is_none() && text.one_before(at, &LEFT) {
        return Some(Found::said(time_left(first, second), end));
    }
    (first < 25).then(|| Found::said(time_of_day(first, second, seconds), end))
}

fn time_left(minutes: u32, seconds: u32) -> String {
    match (minutes, seconds) {
        (0, seconds) => counted(seconds, "miao3"),
        (minutes, 0) => counted(minutes, "fen1zhong1"),
        (minutes, seconds) => format!("{} {}", counted(minutes, "fen1"), counted(seconds, "miao3")),
    }
}

fn time_of_day(hours: u32, minutes: u32, seconds: Option<u32>) -> String {
    let hour = counted(hours, "dian3");
    let zero = if minutes < 10 { "ling2 " } else { "" };
    let minute = cardinal(&minutes.to_string(), Two::Er);
    match (minutes, seconds) {
        (0, None) => format!("{hour} zheng3"),
        (_, None) => format!("{hour} {zero}{minute} fen1"),
        (0, Some(seconds)) => format!("{hour} ling2 fen1 {} miao3", cardinal(&seconds.to_string(), Two::Er)),
        (_, Some(seconds)) => format!("{hour} {zero}{minute} fen1 {} miao3", cardinal(&seconds.to_string(), Two::Er)),
    }
}

/// A count before a unit of one of the first three tones.
fn counted(number: u32, unit: &str) -> String {
    let said = if number == 1 { "yi4".to_owned() } else { cardinal(&number.to_string(), Two::Liang) };
    format!("{said} {unit}")
}
