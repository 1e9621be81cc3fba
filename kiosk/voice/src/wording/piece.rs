//! What a text is taken apart into, and how the pieces become segments.

use crate::{Segment, pinyin};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A run of hanzi, to be read.
    Hanzi(String),
    /// A run of hanzi that begins with a surname.
    Name(String),
    /// Pinyin that is ready: numbers, signs.
    Said(String),
    /// English words that are ready.
    Latin(String),
    /// A pause: `,` `.` `?` `!` `;` `:`.
    Mark(char),
}

/// Pieces while they are collected.
#[derive(Debug, Default)]
pub(super) struct Pieces(Vec<Piece>);

impl Pieces {
    /// Adds a hanzi: to the run before it, if there is one.
    pub(super) fn hanzi(&mut self, hanzi: char) {
        if let Some(Piece::Hanzi(run)) = self.0.last_mut() {
            run.push(hanzi);
        } else {
            self.0.push(Piece::Hanzi(hanzi.to_string()));
        }
    }

    /// Adds pinyin that is ready; marks stand in it as words of their own.
    pub(super) fn said(&mut self, words: impl Into<String>) {
        self.0.push(Piece::Said(words.into()));
    }

    /// Adds an English word.
    pub(super) fn latin(&mut self, words: impl Into<String>) {
        self.0.push(Piece::Latin(words.into()));
    }

    /// Adds a pause.
    pub(super) fn mark(&mut self, mark: char) {
        self.0.push(Piece::Mark(mark));
    }

    /// Adds any piece.
    pub(super) fn push(&mut self, piece: Piece) {
        self.0.push(piece);
    }

    /// Whether nothing is said yet.
    pub(super) fn is_silent(&self) -> bool {
        self.0.iter().all(|piece| matches!(piece, Piece::Mark(_)))
    }

    /// All of them.
    pub(super) fn into_vec(self) -> Vec<Piece> {
        self.0
    }
}

/// Segments of one language each: words with a space between them, a mark behind the word before it; a
/// comma at the end parts nothing.
pub(super) fn assemble(pieces: Vec<Piece>) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = pieces.into_iter().peekable();
    while let Some(piece) = rest.next() {
        let next = match rest.peek() {
            Some(Piece::Said(words)) => Some(words.clone()),
            Some(Piece::Hanzi(run)) => Some(pinyin::read(run, None)),
            Some(Piece::Name(_) | Piece::Latin(_) | Piece::Mark(_)) | None => None,
        };
        match piece {
            Piece::Hanzi(run) => add(&mut segments, Segment::Mandarin(pinyin::read(&run, next.as_deref()))),
            Piece::Name(run) => add(&mut segments, Segment::Mandarin(pinyin::read_name(&run, next.as_deref()))),
            Piece::Said(words) => add(&mut segments, Segment::Mandarin(words)),
            Piece::Latin(words) => add(&mut segments, Segment::English(words)),
            Piece::Mark(mark) => add_mark(&mut segments, mark),
        }
    }
    if let Some(Segment::Mandarin(words) | Segment::English(words)) = segments.last_mut()
        && words.ends_with(',')
    {
        words.pop();
    }
    segments
}

fn add(segments: &mut Vec<Segment>, new: Segment) {
    match (segments.last_mut(), &new) {
        (Some(Segment::Mandarin(words)), Segment::Mandarin(more))
        | (Some(Segment::English(words)), Segment::English(more)) => {
            words.push(' ');
            words.push_str(more);
        }
        _ => segments.push(new),
    }
}

/// Of several marks together the strongest is kept; one at the beginning is none.
fn add_mark(segments: &mut [Segment], mark: char) {
    let Some(Segment::Mandarin(words) | Segment::English(words)) = segments.last_mut() else { return };
    match words.chars().last() {
        Some(last) if strength(last) >= strength(mark) => {}
        Some(last) if strength(last) > 0 => {
            words.pop();
            words.push(mark);
        }
        _ => words.push(mark),
    }
}

fn strength(mark: char) -> u8 {
    match mark {
        ',' => 1,
        ':' | ';' => 2,
        '.' => 3,
        '!' => 4,
        '?' => 5,
        _ => 0,
    }
}
