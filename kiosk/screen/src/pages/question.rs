//! One question of an application.

use domain::catalogue::Said;
use service::{Comfort, Input, Keys, Language, Method, PickRow, QuestionPage, TypingPage};
use slint::{ComponentHandle, Image, Model, SharedString};

use super::choose_place::breadth;
use super::{catalogue, model};
use crate::convert;
use crate::generated::{
    App, Candidate, Entry, InputId, KeysId, MethodId, OriginId, PickEntry, QuestionAdapter, SightId,
};
use crate::ink::Ink;
use crate::picture;

/// Tiles of places are never narrower than this many hanzi.
const NARROWEST: usize = 5;

pub(super) fn show(app: &App, Comfort { language, simple, .. }: Comfort, page: &QuestionPage, ink: &Ink) {
    let adapter = app.global::<QuestionAdapter>();
    let optional = |said: Option<&Said>| said.map(|said| catalogue::of(said, language)).unwrap_or_default();
    adapter.set_section(catalogue::of(&page.section, language));
    adapter.set_number(count(page.number));
    adapter.set_total(count(page.total));
    adapter.set_ask(catalogue::of(&page.ask, language));
    adapter.set_help(optional(page.help.as_ref()));
    adapter.set_origin(page.origin.map_or(OriginId::None, convert::origin));
    adapter.set_complaint(optional(page.complaint.as_ref()));
    adapter.set_can_skip(page.can_skip);
    adapter.set_with_next(page.can_skip || goes_on(&page.input));
    forget(&adapter);
    match &page.input {
        Input::Typed { keys, text, before, unit, typing } => {
            adapter.set_input(InputId::Typed);
            adapter.set_keys(convert::keys(*keys));
            adapter.set_text(grouped(*keys, text.reveal()).into());
            adapter.set_before(optional(before.as_ref()));
            adapter.set_unit(optional(unit.as_ref()));
            match typing {
                Some(typing) => show_typing(&adapter, typing, simple, ink),
                None => ink.clear(),
            }
        }
        Input::Pick { of, many } => {
            adapter.set_input(InputId::Pick);
            adapter.set_many(*many);
            adapter.set_picks(model(of.iter().map(|row| pick(row, language))));
        }
        Input::Place { of, province } => {
            adapter.set_input(InputId::Place);
            adapter.set_province(optional(province.as_ref()));
            let names: Vec<SharedString> = of.iter().map(|row| catalogue::of(&row.name, language)).collect();
            let widest = names.iter().map(|name| breadth(name)).max().unwrap_or(0);
            adapter.set_widest(widest.max(NARROWEST) as f32);
            let entries = of.iter().zip(names).map(|(row, text)| Entry { key: row.key.as_str().into(), text });
            adapter.set_places(model(entries));
        }
        Input::Pages { material, pages, more, shared, view } => {
            adapter.set_input(InputId::Pages);
            adapter.set_material(material.as_str().into());
            adapter.set_pages(model(pages.iter().map(|photo| picture::of_colours(&photo.thumb))));
            adapter.set_more(*more);
            adapter.set_shared(*shared);
            adapter.set_sight(view.as_ref().map_or(SightId::NoCamera, |view| convert::sight(view.sight)));
            adapter.set_seen(view.as_ref().map(|view| picture::of_colours(&view.picture)).unwrap_or_default());
        }
        Input::Signature { declares, strokes } => {
            adapter.set_input(InputId::Signature);
            adapter.set_declares(model(declares.iter().map(|said| catalogue::of(said, language))));
            adapter.set_inked(!strokes.reveal().is_empty());
            ink.show(strokes.reveal());
        }
        Input::Entries { name, rows, more } => {
            adapter.set_input(InputId::Entries);
            adapter.set_entry_name(catalogue::of(name, language));
            adapter.set_entries(model(rows.iter().map(|row| catalogue::of(row, language))));
            adapter.set_more(*more);
        }
    }
}

fn show_typing(adapter: &QuestionAdapter<'_>, typing: &TypingPage, simple: bool, ink: &Ink) {
    let methods = methods(typing, simple);
    adapter.set_method(convert::method(typing.method));
    adapter.set_method_place(methods.iter().position(|method| *method == typing.method).map_or(0, count));
    let methods: Vec<MethodId> = methods.into_iter().map(convert::method).collect();
    // Made anew with each letter, they would lose the keyboard's focus.
    if !adapter.get_methods().iter().eq(methods.iter().copied()) {
        adapter.set_methods(model(methods));
    }
    adapter.set_spelling(typing.composed.spelling.reveal().as_str().into());
    adapter.set_candidates(model(typing.composed.candidates.iter().map(|candidate| Candidate {
        text: candidate.text.reveal().as_str().into(),
        says: candidate.says.as_str().into(),
    })));
    adapter.set_more_before(typing.composed.before);
    adapter.set_more_after(typing.composed.after);
    adapter.set_inked(!typing.ink.reveal().is_empty());
    ink.show(typing.ink.reveal());
}

/// The ways to type that can be had here, in the order in which they are offered: in the simple pages, where few stand at
/// a time, what most people write with comes first.
fn methods(typing: &TypingPage, simple: bool) -> Vec<Method> {
    use Method::{CodePoint, Digits, Handwriting, Latin, Pinyin, Strokes};
    let mut methods = if simple {
        vec![Pinyin, Handwriting, Digits, Strokes, Latin, CodePoint]
    } else {
        vec![Pinyin, Strokes, Handwriting, Latin, Digits, CodePoint]
    };
    methods.retain(|method| match method {
        Pinyin => typing.engines.pinyin,
        Strokes => typing.engines.strokes,
        Handwriting => typing.engines.handwriting,
        CodePoint => typing.by_code,
        Latin | Digits => true,
    });
    methods
}

/// Whether there is something to go on with: what a touch answers leads on by itself.
fn goes_on(input: &Input) -> bool {
    match input {
        Input::Pick { of, many } => *many || of.iter().any(|row| row.picked),
        Input::Place { .. } => false,
        Input::Pages { pages, shared, .. } => *shared || !pages.is_empty(),
        Input::Typed { .. } | Input::Signature { .. } | Input::Entries { .. } => true,
    }
}

pub(super) fn pick(row: &PickRow, language: Language) -> PickEntry {
    PickEntry { key: row.key.as_str().into(), name: catalogue::of(&row.name, language), picked: row.picked }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Numbers in groups, as they are read out and compared.
fn grouped(keys: Keys, text: &str) -> String {
    let cuts: &[usize] = match (keys, text.len()) {
        (Keys::Date, _) => return dated(text),
        (Keys::IdNumber, _) => &[6, 14],
        (Keys::Digits, 11) if text.starts_with('1') => &[3, 7],
        (Keys::Digits, 12..) => &[4, 8, 12, 16],
        _ => &[],
    };
    let space = |(place, c): (usize, char)| {
        let gap = cuts.contains(&place).then_some(' ');
        gap.into_iter().chain(std::iter::once(c))
    };
    text.chars().enumerate().flat_map(space).collect()
}

/// What is typed of a day, with dashes between year, month and day.
fn dated(digits: &str) -> String {
    let dash = |(place, c): (usize, char)| {
        let gap = (place == 4 || place == 6).then_some('-');
        gap.into_iter().chain(std::iter::once(c))
    };
    digits.chars().enumerate().flat_map(dash).collect()
}

/// What is another kind of question's.
fn forget(adapter: &QuestionAdapter<'_>) {
    adapter.set_text("".into());
    adapter.set_before("".into());
    adapter.set_unit("".into());
    adapter.set_spelling("".into());
    adapter.set_candidates(model([]));
    adapter.set_picks(model([]));
    adapter.set_places(model([]));
    adapter.set_province("".into());
    adapter.set_pages(model([]));
    adapter.set_seen(Image::default());
    adapter.set_entries(model([]));
    adapter.set_declares(model([]));
    adapter.set_keys(KeysId::Digits);
    adapter.set_method(MethodId::Latin);
}

pub(super) fn clear(app: &App, ink: &Ink) {
    let adapter = app.global::<QuestionAdapter>();
    forget(&adapter);
    adapter.set_inked(false);
    ink.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_groups() {
        for (keys, text, expected) in [
            (Keys::Date, "19900123", "1990-01-23"),
            (Keys::Date, "19900", "1990-0"),
            (Keys::IdNumber, "370000199001010017", "370000 19900101 0017"),
            (Keys::Digits, "13800000000", "138 0000 0000"),
            (Keys::Digits, "6222020000000000004", "6222 0200 0000 0000 004"),
            (Keys::Digits, "12", "12"),
            (Keys::Text, "样例路12号", "样例路12号"),
        ] {
            assert_eq!(grouped(keys, text), expected);
        }
    }
}
