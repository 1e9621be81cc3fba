use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;

use super::*;

/// A person at an unknown keypad. Presses are a second apart.
struct Person {
    learn: Learn,
    now: i64,
}

impl Person {
    fn new(keys: &[Key], jack: bool) -> Self {
        let model = Model {
            title: "Pad \"A\"".into(),
            devices: vec![DeviceMatch::Usb { vendor: 0x0A, product: 0xB }, DeviceMatch::Name("Card \\ Jack".into())],
            marks: Marks { zh: "数字 5 上有凸点".into(), en: "nib on 5".into() },
            keys: keys.to_vec(),
            jack,
        };
        Self { learn: Learn::new(model), now: 1_000_000_000 }
    }

    fn send(&mut self, kind: u16, code: u16, value: i32) -> Heard {
        self.learn.feed(RawEvent { at: Stamp(self.now), kind, code, value })
    }

    fn press(&mut self, code: u16) -> Heard {
        self.now += 1_000_000;
        let down = self.send(1, code, 1);
        self.now += 100_000;
        let up = self.send(1, code, 0);
        if up == Heard::Nothing { down } else { up }
    }

    fn asked(&self) -> String {
        self.learn.prompt().map_or_else(|| "done".into(), Prompt::id)
    }

    fn map(&self) -> Map {
        Map::parse(&self.learn.finish().unwrap(), Path::new("learnt.toml")).unwrap()
    }
}

#[test]
fn a_learnt_map_reads_the_same_keys() {
    let mut person = Person::new(&Key::ALL, true);
    for (key, code) in Key::ALL.into_iter().zip(300..) {
        assert_eq!(person.asked(), format!("press_{key}"));
        assert_eq!(person.press(code), Heard::Learnt(Prompt::Press(key)));
    }
    assert_eq!(person.asked(), "headphones_in");
    assert_eq!(person.send(5, 2, 1), Heard::Learnt(Prompt::HeadphonesIn));
    assert_eq!(person.asked(), "headphones_out");
    assert_eq!(person.send(5, 2, 0), Heard::Learnt(Prompt::HeadphonesOut));
    assert_eq!(person.asked(), "top_left_digit");
    assert_eq!(person.press(300), Heard::NoAnswer);
    assert_eq!(person.press(324), Heard::Learnt(Prompt::TopLeftDigit)); // the code learnt for 7
    assert_eq!(person.asked(), "right_of_ok_and_back");
    assert_eq!(person.press(303), Heard::Learnt(Prompt::RightOfOkAndBack)); // that of Back
    assert_eq!(person.asked(), "done");
    let map = person.map();
    assert_eq!(map.keys, Key::ALL.into_iter().zip(300..).map(|(key, code)| (Code(code), key)).collect());
    assert_eq!((map.layout, map.order), (Some(Layout::Computer), Some(Order::OkLeft)));
    assert_eq!(map.jack, Some(Jack::Switch(Switch::HEADPHONE)));
    assert_eq!((map.title.as_str(), &map.devices), ("Pad \"A\"", &person.learn.model.devices));
}

#[test]
fn c7_two_switches_are_learnt_as_such() {
    let mut person = Person::new(&[Key::Next, Key::Ok], false);
    person.press(15);
    assert!(person.learn.finish().unwrap_err().to_string().contains("no code is ok"));
    person.press(28);
    assert_eq!(person.asked(), "done");
    assert_eq!(person.map().subset, Subset::TwoSwitch);
    assert!(person.learn.finish().unwrap().contains("next = [\"KEY_TAB\"]"));
}

#[test]
fn a_key_that_is_not_there_is_skipped_by_waiting_or_by_a_known_key_twice() {
    let mut person = Person::new(&[Key::Next, Key::Back, Key::Help, Key::Ok], false);
    person.press(15);
    assert_eq!(person.learn.waited(Duration::from_secs(19)), Heard::Nothing);
    assert_eq!(person.learn.waited(Duration::from_secs(20)), Heard::Skipped(Prompt::Press(Key::Back)));
    assert_eq!(person.press(15), Heard::Known("next".into()));
    assert_eq!(person.press(15), Heard::Skipped(Prompt::Press(Key::Help)));
    assert_eq!(person.press(28), Heard::Learnt(Prompt::Press(Key::Ok)));
    assert_eq!(person.learn.code(Key::Help), None);
}

#[test]
fn b4_a_trembling_press_does_not_answer_the_next_question() {
    let mut person = Person::new(&[Key::Next, Key::Previous], false);
    person.press(15);
    for _ in 0..4 {
        person.now += 90_000;
        assert_eq!(person.send(1, 15, 1), Heard::Nothing);
        person.now += 90_000;
        assert_eq!(person.send(1, 15, 0), Heard::Nothing);
    }
    assert_eq!(person.asked(), "press_previous");
}

#[test]
fn c6_a_key_that_sends_several_codes_is_not_learnt() {
    let mut person = Person::new(&[Key::Next], false);
    for (code, value) in [(42, 1), (30, 1), (30, 0)] {
        assert_eq!(person.send(1, code, value), Heard::Nothing);
    }
    assert_eq!(person.send(1, 42, 0), Heard::Several(vec![Code(30), Code(42)]));
    assert_eq!(person.asked(), "press_next");
    assert_eq!(person.press(30), Heard::Learnt(Prompt::Press(Key::Next)));
}

#[test]
fn d2_jack_that_sends_key_codes_is_learnt() {
    let mut person = Person::new(&[Key::Next, Key::Ok], true);
    person.press(15);
    person.press(28);
    assert_eq!(person.press(15), Heard::Known("next".into()));
    assert_eq!(person.press(185), Heard::Learnt(Prompt::HeadphonesIn));
    assert_eq!(person.press(185), Heard::Known("headphones".into()));
    assert_eq!(person.press(186), Heard::Learnt(Prompt::HeadphonesOut));
    assert_eq!(person.map().jack, Some(Jack::Codes { inserted: Code(185), removed: Code(186) }));
}

#[test]
fn d2_jack_that_holds_a_code_is_learnt() {
    let mut person = Person::new(&[Key::Next, Key::Ok], true);
    person.press(15);
    person.press(28);
    assert_eq!(person.send(1, 185, 1), Heard::Learnt(Prompt::HeadphonesIn));
    person.now += 4_000_000;
    assert_eq!(person.send(1, 185, 0), Heard::Learnt(Prompt::HeadphonesOut));
    assert_eq!(person.map().jack, Some(Jack::Held(Code(185))));
}

/// Speech that does not know when the headphones go would go on to nobody, or to everybody.
#[test]
fn f6_a_jack_that_tells_only_of_going_in_is_no_jack() {
    let mut person = Person::new(&[Key::Next, Key::Ok], true);
    person.press(15);
    person.press(28);
    person.press(185);
    assert_eq!(person.learn.skip(), Heard::Skipped(Prompt::HeadphonesOut));
    assert_eq!(person.map().jack, None);
    assert!(person.learn.finish().unwrap().contains("# No [jack]"));
}

proptest! {
    /// Whatever comes while it asks: no code is two keys, and what is written can be read.
    #[test]
    fn any_events_leave_a_map_that_loads_or_says_why_not(
        events in prop::collection::vec((0_u16..7, 0_u16..40, -1_i32..3, 0_i64..900_000), 0..400),
    ) {
        let mut person = Person::new(&Key::ALL, true);
        for (kind, code, value, later) in events {
            person.now += later;
            person.send(kind, code, value);
        }
        let enough = [Key::Next, Key::Previous, Key::Ok].iter().all(|key| person.learn.code(*key).is_some());
        match person.learn.finish() {
            Ok(text) => {
                let map = Map::parse(&text, Path::new("learnt.toml")).unwrap();
                prop_assert_eq!(map.keys.len(), person.learn.codes.len());
                for (key, code) in &person.learn.codes {
                    prop_assert_eq!(map.keys.get(code), Some(key));
                }
            }
            Err(error) => prop_assert!(!enough, "{}", error),
        }
    }
}
