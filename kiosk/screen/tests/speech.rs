//! What is said of every page: all that is written on it, in its order; what has the keyboard last; nothing personal to
//! the hall. Each part begins with the requirement's id.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

mod common;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use screen::headless::Stage;
use screen::look::PORTRAIT;
use screen::tree::{self, Control};
use screen::{Feel, Press, Saying, Screen};
use service::{Comfort, Language, Setting, View};
use voice::Privacy;

struct Listener {
    stage: Stage,
    screen: Screen,
    said: Rc<RefCell<Vec<Saying>>>,
}

impl Listener {
    fn settle(&self) {
        for _ in 0..4 {
            self.stage.pump(Duration::from_millis(2));
            self.stage.settle();
        }
    }

    /// Shows a page to somebody with headphones; everything that is said of it.
    fn hears(&self, view: &View, language: Language) -> Saying {
        self.screen.show(&View { comfort: Comfort::default(), ..view.clone() });
        self.settle();
        self.said.borrow_mut().clear();
        self.screen.show(&listening(view, language));
        self.settle();
        self.said.borrow().last().cloned().unwrap_or(Saying { utterances: Vec::new(), cuts: false, page: false })
    }

    fn press(&self, press: Press) -> Option<Saying> {
        self.said.borrow_mut().clear();
        self.screen.press(press);
        self.settle();
        self.said.borrow().last().cloned()
    }

    fn controls(&self) -> Vec<Control> {
        tree::controls(self.screen.window())
    }

    fn focused(&self) -> Option<Control> {
        self.controls().into_iter().find(|control| control.focused && control.interactive)
    }
}

fn listening(view: &View, language: Language) -> View {
    let comfort = Comfort { language, ..Comfort::default() }.with(Setting::Voice(true));
    View { comfort, headphones: true, ..view.clone() }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// One test, because a process has one stage: each part bears its requirement's number.
#[test]
fn c1_c5_d1_d8_d10_d11_d13_d14_e5_f3_f5_f7_what_is_said_is_what_is_shown() {
    let (stage, screen) = common::open(PORTRAIT);
    let said = Rc::new(RefCell::new(Vec::new()));
    let to = Rc::clone(&said);
    screen.on_saying(move |saying| to.borrow_mut().push(saying));
    let listener = Listener { stage, screen, said };
    let samples = screen::samples::all();
    let quick = |name: &str| name.starts_with("waiting-") && name.ends_with("-quick");
    for (name, view) in samples.iter().filter(|(name, _)| !quick(name)) {
        let language = if name.len() % 2 == 0 { Language::Chinese } else { Language::English };
        d1_every_text_is_said(&listener, name, view, language);
    }
    for name in ["home", "consent", "record", "choose-city", "preview-contribution-certificate", "record-comfort"] {
        let view = &samples.iter().find(|(known, _)| known == name).expect(name).1;
        d14_what_has_the_keyboard_is_said_last(&listener, name, view);
    }
    for (name, view) in samples.iter().filter(|(_, view)| view.page.is_personal() && view.overlay.is_none()) {
        d8_what_is_personal_is_private(&listener, name, view);
    }
    for (name, view) in samples.iter().filter(|(name, _)| name.starts_with("sorry-")) {
        d10_what_happened_and_what_helps_is_said(&listener, name, view);
    }
    let view = |name: &str| &samples.iter().find(|(known, _)| known == name).expect(name).1;
    c5_keys_are_named_without_acting(&listener, view("home"));
    d11_the_whole_ticket_is_read(&listener, view("preview-contribution-certificate"));
    e5_help_is_always_in_the_same_place(&listener, &samples);
    f5_a_black_screen_still_speaks(&listener, view("record"));
    f3_the_limit_is_told_before_anything_is_asked(&listener, view("consent"));
    f7_switches_tell_their_state(&listener, view("record-comfort"));
    d13_nothing_is_said_that_nobody_wants(&listener, &samples);
}

fn d1_every_text_is_said(listener: &Listener, name: &str, view: &View, language: Language) {
    let saying = listener.hears(view, language);
    assert!(saying.cuts && saying.page, "{name}: a page cuts what was said before");
    let said: String = saying.utterances.iter().map(|said| squeezed(&said.text)).collect();
    let tree = tree::read(listener.screen.window());
    let region = |mut inside: Option<usize>| {
        while let Some(control) = inside.and_then(|place| tree.controls.get(place)) {
            if ["page", "leaf"].contains(&control.id.as_str()) {
                return control.id.clone();
            }
            inside = control.parent;
        }
        String::new()
    };
    // A chart's numbers are in the table; what stands in a picture or a row is in its name.
    let in_chart = |mut inside: Option<usize>| {
        while let Some(control) = inside.and_then(|place| tree.controls.get(place)) {
            if matches!(control.role, tree::Role::Image | tree::Role::Progress) || control.interactive {
                return true;
            }
            inside = control.parent;
        }
        false
    };
    for text in
        tree.texts.iter().filter(|text| !text.covered && region(text.inside) == "page" && !in_chart(text.inside))
    {
        // A step is written with its number and said as a step.
        let step = text.text.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
        let words = match (step, language) {
            (Some((number, what)), Language::Chinese) => squeezed(&format!("第 {number} 步：{what}")),
            (Some((number, what)), Language::English) => squeezed(&format!("Step {number}: {what}")),
            (None, _) => squeezed(&text.text),
        };
        assert!(said.contains(&words), "{name}: “{}” is written and not said:\n{said}", text.text);
    }
    for control in tree.controls.iter().filter(|c| c.interactive && !c.covered && region(c.parent) == "page") {
        assert!(said.contains(&squeezed(&control.label)), "{name}: the control “{}” is not said", control.label);
    }
}

fn d14_what_has_the_keyboard_is_said_last(listener: &Listener, name: &str, view: &View) {
    let saying = listener.hears(view, Language::Chinese);
    let first = listener.focused().unwrap_or_else(|| panic!("{name}: nothing has the keyboard"));
    let end: String = saying.utterances.iter().rev().take(2).map(|said| said.text.clone()).collect();
    assert!(end.contains(&first.label), "{name}: “{}” is not said last but {end}", first.label);
    let expected: BTreeSet<String> =
        listener.controls().into_iter().filter(|c| c.interactive && c.enabled && !c.covered).map(|c| c.label).collect();
    let mut reached = BTreeSet::from([first.label]);
    for _ in 0..expected.len() * 2 {
        let saying = listener.press(Press::Next).unwrap_or_else(|| panic!("{name}: a key is answered"));
        let focused = listener.focused().unwrap_or_else(|| panic!("{name}: the keyboard is nowhere"));
        assert!(saying.cuts, "{name}: a key cuts what is being said (D3)");
        let last = saying.utterances.last().map(|said| said.text.clone()).unwrap_or_default();
        assert!(last.starts_with(&focused.label), "{name}: “{}” is lit, “{last}” is said", focused.label);
        reached.insert(focused.label);
    }
    assert_eq!(reached, expected, "{name}: C1, all of it by one key");
}

fn d8_what_is_personal_is_private(listener: &Listener, name: &str, view: &View) {
    let saying = listener.hears(view, Language::Chinese);
    for said in saying.utterances.iter().filter(|said| said.privacy == Privacy::Public) {
        // Steps, places in a list and how a thing works are nobody's.
        let own = ["第", "您好", "按", "现在在"].iter().any(|start| said.text.starts_with(start));
        let words = said.text.split("，按钮").next().unwrap_or_default().split("，选项").next().unwrap_or_default();
        assert!(own || !words.contains(|c: char| c.is_ascii_digit()), "{name}: the hall hears “{}”", said.text);
        assert!(!said.text.contains("王＊"), "{name}: the hall hears a name");
    }
}

fn d10_what_happened_and_what_helps_is_said(listener: &Listener, name: &str, view: &View) {
    let saying = listener.hears(view, Language::Chinese);
    let words: Vec<&str> = saying.utterances.iter().map(|said| said.text.as_str()).collect();
    let told =
        words.iter().filter(|text| !text.contains("按钮") && !text.starts_with("按") && !text.starts_with("您好"));
    assert!(told.count() >= 2, "{name}: what happened and what helps: {words:?}");
}

fn c5_keys_are_named_without_acting(listener: &Listener, view: &View) {
    listener.hears(view, Language::Chinese);
    let before = listener.focused().map(|control| control.label);
    let feel =
        Feel { telephone: Some(true), ok_right: Some(false), marks_zh: "5 上有凸点".into(), ..Feel::default() };
    listener.screen.keypad_feels(feel);
    let explained = listener.press(Press::WhatIsThis).expect("it says how keys are named");
    let explained: Vec<&str> = explained.utterances.iter().map(|said| said.text.as_str()).collect();
    let [_, digits, ok, marks] = explained[..] else { panic!("{explained:?}") };
    assert!(digits.contains("和电话一样") && ok.contains("左边") && marks == "5 上有凸点", "{explained:?}");
    for (press, named) in
        [(Press::Next, "下一项键"), (Press::Ok, "确定键"), (Press::Help, "帮助键"), (Press::Blank, "关屏键")]
    {
        let saying = listener.press(press).expect("a key says its name");
        assert!(saying.utterances[0].text.starts_with(named), "{:?}", saying.utterances);
        assert_eq!(listener.focused().map(|control| control.label), before, "{named} did something");
    }
    listener.press(Press::WhatIsThis);
    listener.press(Press::Next);
    assert_ne!(listener.focused().map(|control| control.label), before, "keys act again");
}

fn d11_the_whole_ticket_is_read(listener: &Listener, view: &View) {
    let service::Page::Preview { sheet, .. } = &view.page else { panic!("no preview") };
    let saying = listener.hears(view, Language::Chinese);
    let said: String = saying.utterances.iter().map(|said| squeezed(&said.text)).collect();
    for line in sheet.ticket.spoken() {
        assert!(said.contains(&squeezed(&line)), "“{}” stands on the ticket and is not read", line.as_str());
    }
}

fn e5_help_is_always_in_the_same_place(listener: &Listener, samples: &[(String, View)]) {
    let mut places = BTreeSet::new();
    for (_, view) in samples {
        listener.screen.show(&View { comfort: Comfort::default(), ..view.clone() });
        listener.settle();
        let help = listener.controls().into_iter().filter(|control| control.interactive && control.label == "人工帮助");
        places.extend(help.map(|control| control.full.to_string()));
    }
    assert_eq!(places.len(), 1, "{places:?}");
}

fn f5_a_black_screen_still_speaks(listener: &Listener, view: &View) {
    let blank = View { comfort: listening(view, Language::Chinese).comfort.with(Setting::Blank(true)), ..view.clone() };
    let blank = View { headphones: true, ..blank };
    listener.screen.show(&View { comfort: Comfort::default(), ..view.clone() });
    listener.settle();
    listener.said.borrow_mut().clear();
    listener.screen.show(&blank);
    listener.settle();
    let frame = listener.stage.frame();
    assert_eq!(frame.colours(2), 1, "all black");
    let said = listener.said.borrow().iter().map(|saying| saying.utterances.len()).sum::<usize>();
    assert!(said > 8, "what cannot be seen is heard: {said}");
    let last = listener.press(Press::Next).expect("keys are answered");
    assert!(last.cuts);
}

fn f3_the_limit_is_told_before_anything_is_asked(listener: &Listener, view: &View) {
    let saying = listener.hears(&View { patience: 180, ..view.clone() }, Language::Chinese);
    assert!(saying.utterances.iter().any(|said| said.text.contains("3 分钟没有操作")), "{:?}", saying.utterances);
    let tree = tree::read(listener.screen.window());
    assert!(tree.texts.iter().any(|text| text.text.contains("3 分钟没有操作")), "it is written, too");
}

/// Nothing competes with speech, and where nobody listens nothing is said at all.
fn d13_nothing_is_said_that_nobody_wants(listener: &Listener, samples: &[(String, View)]) {
    listener.said.borrow_mut().clear();
    for (name, view) in samples {
        listener.screen.show(&View { comfort: Comfort::default(), headphones: false, ..view.clone() });
        listener.settle();
        assert!(listener.said.borrow().is_empty(), "{name}: {:?}", listener.said.borrow());
    }
}

fn f7_switches_tell_their_state(listener: &Listener, view: &View) {
    for (on, state) in [(false, "已关闭"), (true, "已打开")] {
        let mut comfort = listening(view, Language::Chinese).comfort;
        comfort = comfort.with(Setting::Still(on));
        listener.screen.show(&View { comfort: Comfort::default(), ..view.clone() });
        listener.settle();
        listener.said.borrow_mut().clear();
        listener.screen.show(&View { comfort, headphones: true, ..view.clone() });
        listener.settle();
        let said = listener.said.borrow();
        let mut told = said.iter().flat_map(|saying| &saying.utterances).map(|utterance| utterance.text.as_str());
        let switch = told.find(|text| text.starts_with("画面不动")).expect("the switch is said");
        assert!(switch.contains(state), "{switch}");
    }
}
