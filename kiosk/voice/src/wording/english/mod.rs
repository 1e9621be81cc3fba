//! An English text in pieces: numbers, dates and signs as words; hanzi in it stay hanzi, place names in pinyin stay as they are.

mod amount;
mod date;
mod number;

use super::piece::{Piece, Pieces};
use super::text::{Text, is_dash};
use crate::pinyin;

/// What was found at a place, and where the text goes on.
struct Found {
    words: String,
    end: usize,
}

type Finder = fn(&Text, usize) -> Option<Found>;

/// What a digit can begin, the most particular first.
const NUMBERS: [Finder; 7] =
    [amount::masked, amount::mixed, date::date, date::clock, amount::telephone, amount::share, amount::amount];

/// Read letter by letter although they could be words.
const SPELLED: [&str; 4] = ["HTTP", "HTTPS", "WIFI", "ISBN"];

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
        let end = text.run(at, pinyin::is_hanzi);
        let run = text.slice(at, end);
        let is_name = text.is(end, '*') && end - at <= 2 || pinyin::begins_with_a_surname(&run);
        out.push(if is_name { Piece::Name(run) } else { Piece::Hanzi(run) });
        return end;
    }
    if (c.is_ascii_digit() || c == '¥' || c == '*')
        && let Some(found) = NUMBERS.iter().find_map(|find| find(text, at))
    {
        out.latin(found.words);
        return found.end;
    }
    if c.is_alphabetic() {
        return letters(text, at, out);
    }
    sign(text, at, c, out)
}

fn letters(text: &Text, at: usize, out: &mut Pieces) -> usize {
    let found = amount::mixed(text, at).or_else(|| date::month_first(text, at));
    if let Some(found) = found {
        out.latin(found.words);
        return found.end;
    }
    let end = text.run(at, is_of_a_word).max(at + 1);
    let spoken = text.slice(at, end);
    let next = text.skip_spaces(end + 1);
    let is_coded = text.get(next).is_some_and(|c| c.is_ascii_digit()) || amount::mixed(text, next).is_some();
    if spoken == "No" && text.is(end, '.') && is_coded {
        out.latin("number");
        return end + 1;
    }
    out.latin(word(&spoken));
    end
}

fn is_of_a_word(c: char) -> bool {
    (c.is_alphabetic() && !pinyin::is_hanzi(c)) || matches!(c, '\'' | '’')
}

/// A word as it is read: abbreviations letter by letter, other words as they are.
pub(super) fn word(text: &str) -> String {
    let word = text.replace('’', "'");
    let letters = word.chars().count();
    let capitals = letters > 1 && word.chars().all(char::is_uppercase);
    let vowels = word.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
    if word == "OK" {
        return "okay".to_owned();
    }
    if capitals && (letters <= 3 || !vowels || SPELLED.contains(&word.as_str())) {
        return spelled(&word);
    }
    if capitals {
        return word.to_lowercase();
    }
    word.trim_matches('\'').to_owned()
}

/// Letter by letter: `QR` is `Q R`.
pub(super) fn spelled(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string()).collect::<Vec<_>>().join(" ")
}

fn sign(text: &Text, at: usize, c: char, out: &mut Pieces) -> usize {
    if is_dash(c) {
        return dash(text, at, out);
    }
    match c {
        '，' | '、' | ',' | '（' | '）' | '(' | ')' | '[' | ']' | '|' | '\n' | '/' => out.mark(','),
        '·' if text.get(at + 1).is_some_and(char::is_whitespace) => out.mark(','),
        '。' | '…' => out.mark('.'),
        '.' if text.get(at + 1).is_none_or(|c| !c.is_alphanumeric()) => out.mark('.'),
        '.' => out.latin("dot"),
        '！' | '!' => out.mark('!'),
        '？' | '?' => out.mark('?'),
        '；' | ';' => out.mark(';'),
        '：' | ':' => out.mark(':'),
        '&' => out.latin("and"),
        '+' => out.latin("plus"),
        '=' => out.latin("equals"),
        '%' => out.latin("percent"),
        '@' => out.latin("at"),
        '#' => out.latin("number"),
        '→' => out.latin("to"),
        '*' => return mask(text, at, out),
        _ => {}
    }
    at + 1
}

/// The signs that hide a part of a name: 某 beside hanzi, «hidden» beside letters.
fn mask(text: &Text, at: usize, out: &mut Pieces) -> usize {
    let end = text.run(at, |c| c == '*');
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    let hanzi = [before, text.get(end)].into_iter().flatten().any(|c| pinyin::is_hanzi(c) || c == '·');
    out.mark(',');
    match (hanzi, end - at) {
        (true, 1) => out.said("mou3"),
        (true, _) => out.said("mou3 mou3"),
        (false, _) => out.latin("hidden"),
    }
    out.mark(',');
    end
}

/// Between two numbers «to», alone «none», before a number «minus», in a word nothing, and else a pause.
fn dash(text: &Text, at: usize, out: &mut Pieces) -> usize {
    let end = text.run(at, is_dash);
    let next = text.get(text.skip_spaces(end));
    let close = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let number_follows = next.is_some_and(|c| c.is_ascii_digit() || c == '¥');
    let inside = close(at.checked_sub(1).and_then(|before| text.get(before))) && close(text.get(end));
    if number_follows && text.before(at).is_some_and(|c| c.is_ascii_digit() || c == '%')
        || is_between_months(text, at, end)
    {
        out.latin("to");
    } else if number_follows && end - at == 1 && text.get(end).is_some_and(|c| !c.is_whitespace()) {
        out.latin("minus");
    } else if next.is_none() && (out.is_silent() || text.before(at) == Some(':')) {
        out.latin("none");
    } else if !inside {
        out.mark(',');
    }
    end
}

fn is_between_months(text: &Text, at: usize, end: usize) -> bool {
    let after = date::month_first(text, text.skip_spaces(end)).is_some();
    after && text.before(at).is_some_and(|c| c.is_ascii_digit())
}
