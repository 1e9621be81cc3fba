//! A text to look about in: what stands at a place, before it, after it.

/// Longer numbers without sign of counting are never amounts.
pub(super) const LONGEST_AMOUNT: usize = 6;

/// A text as characters; full-width digits, letters and signs of numbers are the ASCII ones.
#[derive(Debug)]
pub(super) struct Text(Vec<char>);

impl Text {
    /// Of a text on the screen.
    pub(super) fn new(text: &str) -> Self {
        Self(text.chars().map(fold).collect())
    }

    /// The character at `at`.
    pub(super) fn get(&self, at: usize) -> Option<char> {
        self.0.get(at).copied()
    }

    /// Whether the character at `at` is `c`.
    pub(super) fn is(&self, at: usize, c: char) -> bool {
        self.get(at) == Some(c)
    }

    /// The last character before `at` that is no space.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        self.0.get(..at)?.iter().rev().copied().find(|c| !c.is_whitespace())
    }

    /// The first place from `at` on that is no space.
    pub(super) fn skip_spaces(&self, at: usize) -> usize {
        self.run(at, char::is_whitespace)
    }

    /// The end of the run from `at` on whose characters are all `of`.
    pub(super) fn run(&self, at: usize, of: impl Fn(char) -> bool) -> usize {
        at + self.0.iter().skip(at).take_while(|c| of(**c)).count()
    }

    /// The end of the digits from `at` on.
    pub(super) fn digits(&self, at: usize) -> usize {
        self.run(at, |c| c.is_ascii_digit())
    }

    /// From `from` up to `to`.
    pub(super) fn slice(&self, from: usize, to: usize) -> String {
        self.0.iter().skip(from).take(to.saturating_sub(from)).collect()
    }

    /// Whether the text from `at` on begins with `word`.
    pub(super) fn starts(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(n, c)| self.is(at + n, c))
    }

    /// Whether one of `words` stands anywhere before `at`, whatever the case of its letters.
    pub(super) fn one_before(&self, at: usize, words: &[&str]) -> bool {
        let before = self.slice(0, at).to_lowercase();
        words.iter().any(|word| before.contains(word))
    }

    /// Whether there is nothing but spaces before `from` and from `to` on.
    pub(super) fn is_whole(&self, from: usize, to: usize) -> bool {
        self.before(from).is_none() && self.skip_spaces(to) >= self.0.len()
    }

    /// Digits and letters that are partly hidden (370000********0017): stars and what stands between them, each for
    /// itself, and where it ends.
    pub(super) fn masked(&self, at: usize) -> Option<(Vec<String>, usize)> {
        let end = self.run(at, |c| c.is_ascii_alphanumeric() || c == '*');
        let run = self.slice(at, end);
        if !run.contains('*') || !run.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let mut parts = Vec::new();
        let mut rest = run.as_str();
        while let Some(first) = rest.chars().next() {
            let part = rest.find(|c: char| (c == '*') != (first == '*')).unwrap_or(rest.len());
            let (head, tail) = rest.split_at_checked(part).unwrap_or((rest, ""));
            parts.push(head.to_owned());
            rest = tail;
        }
        Some((parts, end))
    }

    /// A number with at most `most` digits, and where it ends.
    pub(super) fn number(&self, at: usize, most: usize) -> Option<(u32, usize)> {
        let end = self.digits(at);
        if end == at || end - at > most {
            return None;
        }
        Some((self.slice(at, end).parse().ok()?, end))
    }
}

fn fold(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '＊' | '．' | '／' | '－' | '～' | '＋' | '＝' | '＆' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        '￥' => '¥',
        '○' => '*',
        '•' | '・' => '·',
        '\u{A0}' | '\u{3000}' => ' ',
        _ => c,
    }
}

/// A year of which people speak digit by digit.
pub(super) fn is_year(number: u32) -> bool {
    (1900..2100).contains(&number)
}

/// A sign between two numbers that says «to».
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‒' | '−' | '~' | '─' | '━' | '―')
}
