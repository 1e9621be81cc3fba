//! Typing at a question: what goes straight into the text, what the engines are asked, and what they answer.

use domain::Sensitive;
use domain::form::{Charset, Kind};

use crate::apply::{Composed, Draft, Engines, Keys, Method, Press, Stroke, keys, stroke_letter};
use crate::effect::Effect;
use crate::event::CallId;
use crate::visit::Phase;

use super::move_to::Step;

/// Digits of a character's number in Unicode: up to 10FFFF.
const MOST_HEX_DIGITS: usize = 6;

/// Strokes of one character: more is scribbling.
const MOST_STROKES: usize = 40;

impl Step<'_> {
    fn draft_mut(&mut self) -> Option<&mut Draft> {
        self.visit.case.as_mut().and_then(|case| case.draft.as_mut())
    }

    /// Whether hanzi are typed at the question on the screen.
    pub(super) fn types_text(&self) -> bool {
        let draft = self.visit.case.as_ref().and_then(|case| case.draft.as_ref());
        let kind = draft.filter(|draft| draft.entry.text().is_some()).and_then(Draft::question).map(|it| &it.kind);
        kind.and_then(keys) == Some(Keys::Text)
    }

    /// Whether another question is on the screen than the one that was typed at.
    pub(super) fn question_changed(&mut self) -> bool {
        let at = self.visit.case.as_ref().and_then(|case| case.draft.as_ref()).map(|draft| draft.at.clone());
        let changed = self.visit.typed_at != at;
        self.visit.typed_at = at;
        changed
    }

    /// Another question: nothing of what was being composed belongs to it.
    pub(super) fn begin_typing(&mut self) {
        let composing = self.visit.typing.is_composing();
        self.visit.typing.since = self.visit.last_call;
        self.visit.typing.drop_composed();
        if composing {
            let method = self.visit.typing.method();
            self.press(Press::Clear(method));
        }
        let draft = self.visit.case.as_ref().and_then(|case| case.draft.as_ref());
        let kind = draft.and_then(Draft::question).map(|question| &question.kind);
        let name = matches!(kind, Some(Kind::Text { charset: Charset::Name | Charset::Hanzi, .. }));
        if self.types_text() && self.visit.typing.engines.strokes {
            self.press(Press::Rare(name));
        }
    }

    fn press(&mut self, press: Press) {
        let call = self.next_call();
        self.effects.push(Effect::Type { call, press });
    }

    pub(super) fn type_text(&mut self, text: &str) {
        let method = self.visit.typing.method();
        for c in text.chars() {
            match method {
                Method::Pinyin if c.is_ascii_alphabetic() || c == '\'' => {
                    self.press(Press::Letter(c.to_ascii_lowercase()));
                }
                Method::Strokes if stroke_letter(c).is_some() => {
                    if let Some(letter) = stroke_letter(c) {
                        self.press(Press::Stroke(letter));
                    }
                }
                Method::CodePoint if c.is_ascii_hexdigit() => {
                    let digits = self.visit.typing.digits.reveal().clone();
                    if digits.len() < MOST_HEX_DIGITS {
                        self.code_point(digits + &c.to_ascii_uppercase().to_string());
                    }
                }
                _ => self.insert(&c.to_string()),
            }
        }
    }

    /// The digits of a character's number, as far as they are typed.
    fn code_point(&mut self, digits: String) {
        self.visit.typing.digits = Sensitive::new(digits.clone());
        self.press(Press::CodePoint(digits));
    }

    /// Text as it is.
    fn insert(&mut self, text: &str) {
        let Some(draft) = self.draft_mut() else { return };
        if let Some(kind) = draft.question().map(|question| question.kind.clone()) {
            draft.entry.type_in(&kind, text);
            draft.complaint = None;
        }
    }

    pub(super) fn erase_text(&mut self, all: bool) {
        let composing = self.visit.typing.is_composing();
        let mut digits = self.visit.typing.digits.reveal().clone();
        if !self.visit.typing.ink.reveal().is_empty() {
            self.visit.typing.drop_composed();
        } else if digits.pop().is_some() {
            self.code_point(digits);
        } else if composing {
            let method = self.visit.typing.method();
            self.press(if all { Press::Clear(method) } else { Press::Erase(method) });
        }
        if all {
            self.visit.typing.drop_composed();
        }
        if let (true, Some(draft)) = (all || !composing, self.draft_mut()) {
            if all { draft.entry.erase_all() } else { draft.entry.erase() }
        }
    }

    pub(super) fn set_method(&mut self, method: Method) {
        if self.visit.typing.is_composing() {
            let before = self.visit.typing.method();
            self.press(Press::Clear(before));
        }
        self.visit.typing.drop_composed();
        self.visit.typing.chosen = method;
    }

    pub(super) fn choose_candidate(&mut self, place: usize) {
        let Some(candidate) = self.visit.typing.composed.candidates.get(place).cloned() else { return };
        if self.visit.typing.ink.reveal().is_empty() && self.visit.typing.digits.reveal().is_empty() {
            let method = self.visit.typing.method();
            self.press(Press::Choose(method, candidate.place));
        } else {
            self.visit.typing.drop_composed();
            self.insert(candidate.text.reveal());
        }
    }

    pub(super) fn turn_candidates(&mut self, forward: bool) {
        let composed = &self.visit.typing.composed;
        if if forward { composed.after } else { composed.before } {
            let method = self.visit.typing.method();
            self.press(Press::Turn(method, forward));
        }
    }

    /// One stroke of a character.
    pub(super) fn draw_character(&mut self, stroke: &Stroke) {
        let mut strokes = self.visit.typing.ink.reveal().clone();
        if strokes.len() >= MOST_STROKES {
            return;
        }
        strokes.push(stroke.clone());
        self.visit.typing.ink = Sensitive::new(strokes.clone());
        self.press(Press::Drawn(strokes));
    }

    pub(super) fn clear_character(&mut self) {
        self.visit.typing.drop_composed();
        // What is still being looked at belongs to what was there.
        self.visit.typing.since = self.visit.last_call;
    }

    /// The engines answered; what belongs to another question is dropped.
    pub(super) fn typed(&mut self, call: CallId, composed: Composed) {
        if call <= self.visit.typing.since || self.visit.phase != Phase::Asking {
            return;
        }
        let committed = composed.committed.clone();
        self.visit.typing.composed = Composed { committed: Sensitive::default(), ..composed };
        if !committed.reveal().is_empty() {
            self.insert(committed.reveal());
        }
    }

    pub(super) fn engines(&mut self, engines: Engines) {
        self.visit.typing.engines = engines;
    }
}
