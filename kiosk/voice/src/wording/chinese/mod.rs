//! A Chinese text in pieces: numbers by what they count, signs by what they mean.

mod amount;
mod code;
mod date;
mod sign;

use super::english;
use super::piece::{Piece, Pieces};
use super::text::Text;
use crate::pinyin;

/// What was found at a place: the pieces, and where the text goes on.
pub(super) struct Found {
    pieces: Vec<Piece>,
    end: usize,
}

impl Found {
    fn said(words: impl Into<String>, end: usize) -> Self {
        Self { pieces: vec![Piece::Said(words.into())], end }
    }
}

type Finder = fn(&Text, usize) -> Option<Found>;

/// What a digit can begin, the most particular first.
const NUMBERS: [Finder; 7] =
    [code::masked, code::mixed, date::date, date::clock, code::telephone, amount::share, amount::amount];

/// The pieces of `text`.
pub(super) fn pieces(text: &Text) -> Vec<Piece> {
    let mut out = Pieces::default();
    let mut at = 0;
    while let Some(c) = text.get(at) {
        at = step(text, at, c, &mut out);
    }
    out.into_vec()
}

fn step(text: &Text, at: usize, c: char, out: &mut Pieces) -> usize {
    if pinyin::is_hanzi(c) {
        return hanzi(text, at, out);
    }
    if c.is_ascii_digit() || c == '¥' || c == '*' {
        let finders = NUMBERS.iter().chain(&[sign::masked_name as Finder]);
        if let Some(found) = finders.into_iter().find_map(|find| find(text, at)) {
            found.pieces.into_iter().for_each(|piece| out.push(piece));
            return found.end;
        }
    }
    if c.is_alphabetic() {
        return latin(text, at, out);
    }
    sign::sign(text, at, c, out)
}

/// A run of hanzi; a name where one can be told: 单＊, 阿·＊, 姓名：解明, or nothing but 查明.
fn hanzi(text: &Text, at: usize, out: &mut Pieces) -> usize {
    let end = text.run(at, pinyin::is_hanzi);
    let run = text.slice(at, end);
    let short = end - at <= 4;
    let before_a_mask = end - at <= 2 && (text.is(end, '*') || text.is(end, '·')) && at_a_word(text, at);
    let after_the_label = short && text.before(at).is_some_and(|c| "：:".contains(c)) && text.one_before(at, &["姓名"]);
    let alone = text.is_whole(at, end) && pinyin::begins_with_a_surname(&run);
    if before_a_mask || after_the_label || alone {
        out.push(Piece::Name(run));
    } else {
        run.chars().for_each(|c| out.hanzi(c));
    }
    end
}

fn at_a_word(text: &Text, at: usize) -> bool {
    at.checked_sub(1).and_then(|before| text.get(before)).is_none_or(|c| !c.is_alphanumeric() && c != '*')
}

/// English words in a Chinese text, up to the first sign that is none of theirs.
fn latin(text: &Text, at: usize, out: &mut Pieces) -> usize {
    if let Some(found) = code::mixed(text, at) {
        found.pieces.into_iter().for_each(|piece| out.push(piece));
        return found.end;
    }
    let is_word = |c: char| (c.is_alphabetic() && !pinyin::is_hanzi(c)) || matches!(c, '\'' | '’');
    let end = text.run(at, is_word).max(at + 1);
    out.latin(english::word(&text.slice(at, end)));
    end
}
