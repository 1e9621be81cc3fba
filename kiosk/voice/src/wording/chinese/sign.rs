//! Signs in a Chinese text: pauses, 至, 没有, 某, and what is not said.

use super::Found;
use crate::pinyin::is_hanzi;
use crate::wording::piece::{Piece, Pieces};
use crate::wording::text::{Text, is_dash};

/// What a sign is said as; returns where the text goes on.
pub(super) fn sign(text: &Text, at: usize, c: char, out: &mut Pieces) -> usize {
    if is_dash(c) {
        return dash(text, at, out);
    }
    match c {
        '，' | '、' | ',' | '（' | '）' | '(' | ')' | '【' | '】' | '[' | ']' | '|' | '\n' => out.mark(','),
        '。' | '…' => out.mark('.'),
        '！' | '!' => out.mark('!'),
        '？' | '?' => out.mark('?'),
        '；' | ';' => out.mark(';'),
        '：' | ':' => out.mark(':'),
        '.' if text.get(at + 1).is_none_or(char::is_whitespace) => out.mark('.'),
        // In a name the dot parts its words; on the screen it parts one thing from the next.
        '·' if text.get(at + 1).is_some_and(char::is_whitespace) => out.mark(','),
        '/' => slash(text, at, out),
        '%' => out.said("bai3fen1hao4"),
        '→' => out.said("dao4"),
        '+' => out.said("jia1"),
        '=' => out.said("deng3yu2"),
        '&' => out.said("he2"),
        '#' => out.said("jing3hao4"),
        '@' => out.latin("at"),
        '℃' => out.said("she4shi4du4"),
        '*' => out.said("xing1hao4"),
        _ => {}
    }
    at + 1
}

/// 元/月 is 元每月; between other words it is a pause.
fn slash(text: &Text, at: usize, out: &mut Pieces) {
    let unit = text.get(at + 1).is_some_and(|c| "年月日天人次份张个".contains(c));
    if unit && text.before(at).is_some_and(|c| is_hanzi(c) && "元角分个次份人".contains(c)) {
        out.said("mei3");
    } else {
        out.mark(',');
    }
}

/// A dash between two numbers or dates is 至, alone or at the end 没有, before a number 负, and else a pause.
fn dash(text: &Text, at: usize, out: &mut Pieces) -> usize {
    let end = text.run(at, is_dash);
    let next = text.get(text.skip_spaces(end));
    let before = text.before(at);
    let counts = |c: char| c.is_ascii_digit() || "年月日号元天个份岁时分秒点%".contains(c);
    let number_follows = next.is_some_and(|c| c.is_ascii_digit() || c == '¥');
    if before.is_some_and(counts) && (number_follows || next == Some('至')) {
        out.said("zhi4");
    } else if number_follows && text.get(end).is_some_and(|c| c.is_ascii_digit() || c == '¥') && end - at == 1 {
        out.said("fu4");
    } else if next.is_none() && (out.is_silent() || text.get(at.saturating_sub(1)).is_some_and(apart)) {
        out.said("mei2you3");
    } else {
        out.mark(',');
    }
    end
}

fn apart(c: char) -> bool {
    c.is_whitespace() || c == '：' || c == ':'
}

/// The signs that hide a part of a name: 某 for one, 某某 for more, with a pause on both sides.
pub(super) fn masked_name(text: &Text, at: usize) -> Option<Found> {
    let end = text.run(at, |c| c == '*');
    let beside = |c: char| c.is_alphabetic() || is_hanzi(c) || c == '·';
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    if end == at || !(before.is_some_and(beside) || text.get(end).is_some_and(beside)) {
        return None;
    }
    let said = if end - at == 1 { "mou3" } else { "mou3 mou3" };
    Some(Found { pieces: vec![Piece::Mark(','), Piece::Said(said.to_owned()), Piece::Mark(',')], end })
}
