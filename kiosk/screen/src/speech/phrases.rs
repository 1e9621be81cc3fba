//! Puts the words together: name, role, state and position of a control (EN 301 549 5.1.3.1, VVSG 2.0 7.3-C: what
//! matters first, keys last).

use service::Language;
use slint::ComponentHandle;

use super::items::{Item, Usable};
use crate::generated::{App, PadKey, Spoken};
use crate::keypad::Feel;
use crate::tree::Role;

/// Says in the language of the screen.
pub(crate) struct Phrases<'a> {
    words: Spoken<'a>,
}

impl<'a> Phrases<'a> {
    pub(crate) fn new(app: &'a App) -> Self {
        Self { words: app.global::<Spoken>() }
    }

    /// All that there is to say of an item: “同意，继续，按钮，第 1 项，共 2 项。”
    pub(crate) fn item(&self, item: &Item) -> String {
        let mut parts = vec![item.words.clone()];
        if !item.more.is_empty() {
            parts.push(item.more.clone());
        }
        if let Some(percent) = &item.percent {
            parts.push(self.words.invoke_percent(percent.into()).into());
        }
        if let Some(control) = &item.control {
            parts.extend(self.control(control));
        }
        self.sentence(&parts)
    }

    fn control(&self, control: &Usable) -> Vec<String> {
        let w = &self.words;
        let mut parts = vec![match control.role {
            Role::Radio => w.invoke_a_radio(),
            Role::Switch => w.invoke_a_switch(),
            _ => w.invoke_a_button(),
        }];
        match (control.role, control.checked) {
            (Role::Switch, Some(on)) => parts.push(w.invoke_switched(on)),
            (_, Some(chosen)) => parts.push(w.invoke_chosen(chosen)),
            (_, None) => {}
        }
        if !control.enabled {
            parts.push(w.invoke_not_now());
        }
        let (place, count) = control.place;
        if count > 1 {
            parts.push(w.invoke_position(place as i32, count as i32));
        }
        parts.into_iter().map(String::from).collect()
    }

    /// Parts as one sentence; what ends as a sentence keeps its end.
    pub(crate) fn sentence(&self, parts: &[String]) -> String {
        let comma = self.words.invoke_comma();
        let mut text = String::new();
        for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
            if !text.is_empty() && !ends(&text) {
                text.push_str(&comma);
            } else if !text.is_empty() && text.is_ascii() {
                text.push(' ');
            }
            text.push_str(part);
        }
        if !text.is_empty() && !ends(&text) {
            text.push_str(self.words.invoke_full_stop().trim_end());
        }
        text
    }

    /// “现在在：同意，继续，按钮，第 1 项，共 2 项。按确定键选中。”
    pub(crate) fn now_at(&self, item: &Item) -> Vec<String> {
        let mut said = vec![String::from(self.words.invoke_now_at(self.item(item).into()))];
        if item.control.as_ref().is_some_and(|control| control.enabled) {
            said.push(self.words.invoke_press_ok().into());
        }
        said
    }

    /// Where one is, what can be done here, and with which keys.
    pub(crate) fn welcome(&self) -> [String; 4] {
        let w = &self.words;
        [w.invoke_welcome(), w.invoke_offer(), w.invoke_keys(), w.invoke_more_keys()].map(String::from)
    }

    pub(crate) fn screen(&self, off: bool) -> String {
        (if off { self.words.invoke_screen_off() } else { self.words.invoke_screen_on() }).into()
    }

    pub(crate) fn exploring(&self, on: bool) -> String {
        self.words.invoke_exploring(on).into()
    }

    /// What fingers find on the keypad, a sentence each.
    pub(crate) fn feel(&self, feel: &Feel, language: Language) -> Vec<String> {
        let w = &self.words;
        let marks = match language {
            Language::Chinese => &feel.marks_zh,
            Language::English => &feel.marks_en,
        };
        let digits = feel.telephone.map(|telephone| w.invoke_digits_lie(telephone).into());
        let ok = feel.ok_right.map(|right| w.invoke_ok_lies(right).into());
        digits.into_iter().chain(ok).chain((!marks.is_empty()).then(|| marks.clone())).collect()
    }

    pub(crate) fn key(&self, key: PadKey) -> String {
        self.words.invoke_key(key).into()
    }
}

fn ends(text: &str) -> bool {
    text.ends_with(['。', '？', '！', '…', '.', '?', '!', ':', '：', '；'])
}
