//! How Chinese is typed: which way, what is being composed, what it can mean. The engines are the program's.

use domain::Sensitive;

use super::entry::Stroke;
use crate::event::CallId;

/// A way of typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Method {
    /// By pinyin.
    #[default]
    Pinyin,
    /// By strokes.
    Strokes,
    /// By hand.
    Handwriting,
    /// Latin letters as they are.
    Latin,
    /// Digits and marks.
    Digits,
    /// One character, by its number in Unicode.
    CodePoint,
}

/// What is asked of the engines.
#[derive(Debug, Clone, PartialEq)]
pub enum Press {
    /// A letter of the pinyin.
    Letter(char),
    /// A stroke: one of `h s p n z`.
    Stroke(char),
    /// Takes the last letter or stroke back.
    Erase(Method),
    /// Drops everything that is being composed.
    Clear(Method),
    /// To other candidates: those behind (`true`) or before.
    Turn(Method, bool),
    /// Takes a candidate of those that show, from 0.
    Choose(Method, u8),
    /// Whether rare characters are offered, too: for names.
    Rare(bool),
    /// What was drawn, all strokes of it.
    Drawn(Vec<Stroke>),
    /// The digits of a character's number in Unicode, all of them.
    CodePoint(String),
}

/// Something that what was entered can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The text.
    pub text: Sensitive<String>,
    /// How it is told from its like: 河流的河; empty: it is long enough.
    pub says: String,
    /// Its place among those that the engine has: characters that cannot be drawn are left out.
    pub place: u8,
}

/// What shows after a press.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Composed {
    /// Text that was finished by it.
    pub committed: Sensitive<String>,
    /// What is being composed; empty: nothing is.
    pub spelling: Sensitive<String>,
    /// What it can mean, best first.
    pub candidates: Vec<Candidate>,
    /// There are candidates before these.
    pub before: bool,
    /// There are candidates behind these.
    pub after: bool,
}

/// Which engines can be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Engines {
    /// Pinyin.
    pub pinyin: bool,
    /// Strokes.
    pub strokes: bool,
    /// Handwriting.
    pub handwriting: bool,
}

/// How one types in a visit.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Typing {
    /// What was chosen; what cannot be had is replaced by the next best.
    pub(crate) chosen: Method,
    pub(crate) engines: Engines,
    pub(crate) composed: Composed,
    /// What is being drawn.
    pub(crate) ink: Sensitive<Vec<Stroke>>,
    /// The digits of a character's number so far.
    pub(crate) digits: Sensitive<String>,
    /// Presses up to this one belonged to another question.
    pub(crate) since: CallId,
}

impl Typing {
    /// The way of typing, as far as it can be had.
    pub(crate) fn method(&self) -> Method {
        let has = |method: &Method| match method {
            Method::Pinyin => self.engines.pinyin,
            Method::Strokes => self.engines.strokes,
            Method::Handwriting => self.engines.handwriting,
            Method::Latin | Method::Digits | Method::CodePoint => true,
        };
        let order = [self.chosen, Method::Pinyin, Method::Handwriting, Method::Strokes, Method::Latin];
        order.into_iter().find(has).unwrap_or_default()
    }

    /// Whether something is composed or drawn that is no text yet.
    pub(crate) fn is_composing(&self) -> bool {
        !self.composed.spelling.reveal().is_empty() || !self.ink.reveal().is_empty() || !self.digits.reveal().is_empty()
    }

    /// Drops what is composed and drawn.
    pub(crate) fn drop_composed(&mut self) {
        self.composed = Composed::default();
        self.ink = Sensitive::default();
        self.digits = Sensitive::default();
    }
}

/// The letter of a stroke key.
pub(crate) fn stroke_letter(sign: char) -> Option<char> {
    Some(match sign {
        '一' | 'h' => 'h',
        '丨' | 's' => 's',
        '丿' | 'p' => 'p',
        '丶' | 'n' => 'n',
        '乙' | 'z' => 'z',
        _ => return None,
    })
}
