use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/keypads")
}

/// Every shipped keypad that can be used.
fn shipped() -> Vec<Map> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let maps: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|ending| ending == "toml"))
        .filter(|file| !file.ends_with("storm-audionav.toml"))
        .map(|file| Map::load(&file).unwrap())
        .collect();
    assert!(maps.len() >= 4);
    maps
}

fn load(name: &str) -> Map {
    Map::load(&folder().join(format!("{name}.toml"))).unwrap()
}

fn parse(text: &str) -> Result<Map, String> {
    Map::parse(text, Path::new("pad.toml")).map_err(|error| error.to_string())
}

/// What is said of the shipped number pad with one thing replaced.
fn refusal(from: &str, to: &str) -> String {
    let shipped = include_str!("../../../config/keypads/usb-number-pad.toml");
    assert!(shipped.contains(from), "{from}");
    parse(&shipped.replace(from, to)).map_or_else(|error| error, |_| "accepted".into())
}

#[test]
fn what_cannot_be_is_refused_with_line_and_what_to_do() {
    assert_eq!(refusal("bounce_ms = 40", "bounce_ms = 500"), "accepted");
    for (from, to, says) in [
        ("bounce_ms = 40", "bounce_ms = 501", "pad.toml: line 7: bounce_ms must be 0 to 500"),
        ("bounce_ms = 40", "bounce = 40", "unknown field `bounce`"),
        ("hold = \"once\"", "hold = \"repeat\"", "line 6"),
        ("help = [", "halp = [", "line 20: no key is called `halp`; the names are next, previous"),
        (
            "KEY_KPSLASH",
            "KEY_KPSLASHH",
            "line 20: no code is called \"KEY_KPSLASHH\"; take the name that `evtest` shows",
        ),
        ("[\"KEY_KPSLASH\"]", "[0]", "line 20: code 0 must be 1 to 767"),
        ("[\"KEY_KPSLASH\"]", "[true]", "a code is a name like \"KEY_KP7\" or its number"),
        ("[\"KEY_KPSLASH\"]", "[71]", "KEY_KP7 is help already; a code can be one thing only"),
        ("\"KEY_KP9\"]", "\"KEY_KP8\"]", "line 27: KEY_KP8 is digit_8 already"),
        ("layout = \"computer\"\n", "", "[digits] wants layout"),
        ("hold =", "order = \"ok_right\"\nhold =", "line 6: order says which key of [ok_back] is OK"),
        ("\"KEY_KP9\"]", "]", "line 27"),
        ("path =", "usb =", "write vendor:product"),
        ("path = \"/dev", "path = \"dev", "[[device]] wants one of path (absolute), usb and name"),
        ("[[device]]", "[[device]]\nname = \"Pad\"", "line 10: [[device]] wants one of"),
        ("next = [", "skip = [", "no code is next: without it the service cannot be used"),
        ("hold =", "subset = \"two_switch\"\nhold =", "is no key of two switches: take it out"),
        ("[digits]", "[jack]\nin = \"KEY_F1\"\n\n[digits]", "line 26: [jack] wants a switch, or in and out, or held"),
        ("[digits]", "[jack]\nin = 59\nout = \"KEY_F1\"\n[digits]", "in and out are the same code"),
        (
            "[digits]",
            "[jack]\nswitch = \"SW_LID\"\n[digits]",
            "no jack has the switch \"SW_LID\"; there are SW_HEADPHONE",
        ),
        ("[digits]", "[jack]\nheld = \"KEY_KP0\"\n[digits]", "KEY_KP0 is the jack already"),
    ] {
        let said = refusal(from, to);
        assert!(said.contains(says), "{to}\n{said}");
    }
}

#[test]
fn a_number_is_as_good_as_a_name() {
    let shipped = include_str!("../../../config/keypads/usb-number-pad.toml");
    assert_eq!(parse(&shipped.replace("\"KEY_KPSLASH\"", "98")), parse(shipped));
}

#[test]
fn a_keypad_whose_codes_nobody_knows_is_refused() {
    let said = Map::load(&folder().join("storm-audionav.toml")).unwrap_err().to_string();
    assert!(said.ends_with("learn them with `kiosk keypad learn`"), "{said}");
    let missing = Map::load(&folder().join("nowhere.toml")).unwrap_err().to_string();
    assert!(missing.contains("keypads are files in config/keypads/"), "{missing}");
}

#[test]
fn c4_the_same_pad_in_both_orders_of_digits() {
    let shipped = include_str!("../../../config/keypads/usb-number-pad.toml");
    let computer = parse(shipped).unwrap();
    let telephone = parse(&shipped.replace("layout = \"computer\"", "layout = \"telephone\"")).unwrap();
    assert_eq!((computer.layout, telephone.layout), (Some(Layout::Computer), Some(Layout::Telephone)));
    // From the top left: the codes of KEY_KP7, 8, 9, 4, 5, 6, 1, 2, 3, 0.
    let places = [71, 72, 73, 75, 76, 77, 79, 80, 81, 82].map(Code);
    let read = |map: &Map| places.map(|code| map.keys[&code]);
    assert_eq!(read(&computer), [7, 8, 9, 4, 5, 6, 1, 2, 3, 0].map(Key::Digit));
    assert_eq!(read(&telephone), [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map(Key::Digit));
}

#[test]
fn c4_ok_and_back_in_both_orders() {
    let shipped = include_str!("../../../config/keypads/usb-number-pad-arrows.toml");
    let right = parse(shipped).unwrap();
    let left = parse(&shipped.replace("ok_right", "ok_left")).unwrap();
    assert_eq!((right.order, left.order), (Some(Order::OkRight), Some(Order::OkLeft)));
    let pair = |map: &Map| [Code(83), Code(96)].map(|code| map.keys[&code]); // KEY_KPDOT, KEY_KPENTER
    assert_eq!(pair(&right), [Key::Back, Key::Ok]);
    assert_eq!(pair(&left), [Key::Ok, Key::Back]);
}

/// The lint: whatever is held or was pressed before, each key does its one thing when it goes down, however long for.
#[test]
fn c6_no_key_needs_another_or_a_time() {
    for map in shipped() {
        let map = Arc::new(map);
        for (code, key) in &map.keys {
            for held in [0, 1, 10_000_000] {
                let mut interpreter = Interpreter::new(Arc::clone(&map));
                let press = |value, at| RawEvent { at: Stamp(at), kind: 1, code: code.0, value };
                assert_eq!(interpreter.feed(press(1, 0)), Some(Event::Key(*key)), "{}: {code}", map.title);
                assert_eq!(interpreter.feed(press(2, held)), None);
                assert_eq!(interpreter.feed(press(0, held)), None);
            }
            for other in map.keys.keys().filter(|other| *other != code) {
                let mut interpreter = Interpreter::new(Arc::clone(&map));
                interpreter.feed(RawEvent { at: Stamp(0), kind: 1, code: other.0, value: 1 });
                let meant = interpreter.feed(RawEvent { at: Stamp(1), kind: 1, code: code.0, value: 1 });
                assert_eq!(meant, Some(Event::Key(*key)), "{}: {code} while {other} is held", map.title);
            }
        }
    }
}

#[test]
fn c7_two_switches_are_move_and_select_and_nothing_else() {
    let map = load("two-switch");
    assert_eq!(map.subset, Subset::TwoSwitch);
    assert_eq!(map.keys.values().copied().collect::<Vec<_>>(), [Key::Next, Key::Ok]);
    let shipped = include_str!("../../../config/keypads/two-switch.toml");
    let said = parse(&shipped.replace("ok = [", "back = [")).unwrap_err();
    assert!(said.contains("no code is ok"), "{said}");
}

#[test]
fn c5_every_whole_keypad_has_a_key_that_names_the_others() {
    for map in shipped().iter().filter(|map| map.subset == Subset::Full) {
        assert!(map.codes(Key::WhatIsThis).next().is_some(), "{}", map.title);
    }
}

/// The shipped two switches with this jack.
fn with_jack(jack: &str) -> Interpreter {
    let text = format!("{}\n[jack]\n{jack}", include_str!("../../../config/keypads/two-switch.toml"));
    Interpreter::new(Arc::new(parse(&text).unwrap()))
}

#[test]
fn d2_jack_is_told_whichever_way_the_keypad_tells_it() {
    let event = |kind, code, value| RawEvent { at: Stamp(0), kind, code, value };
    let (put_in, pulled) = (Some(Event::Jack(true)), Some(Event::Jack(false)));
    let mut switch = with_jack("switch = \"SW_HEADPHONE_INSERT\"");
    let said = [(2, 1), (2, 1), (4, 0), (2, 0)].map(|(code, value)| switch.feed(event(5, code, value)));
    assert_eq!(said, [put_in, None, None, pulled]);
    let mut codes = with_jack("in = \"KEY_F15\"\nout = \"KEY_F16\"");
    let said =
        [(185, 1), (185, 0), (185, 1), (186, 1), (186, 0)].map(|(code, value)| codes.feed(event(1, code, value)));
    assert_eq!(said, [put_in, None, None, pulled, None]);
    let mut held = with_jack("held = \"KEY_F15\"");
    let said = [(185, 1), (185, 2), (185, 0)].map(|(code, value)| held.feed(event(1, code, value)));
    assert_eq!(said, [put_in, None, pulled]);
}

#[test]
fn f6_headphones_pulled_out_are_told_at_once_however_long_the_bounce_time() {
    let mut jack = with_jack("in = \"KEY_F15\"\nout = \"KEY_F16\"");
    jack.set_bounce(Bounce::LONGEST);
    let mut tell = |code, value, at| jack.feed(RawEvent { at: Stamp(at), kind: 1, code, value });
    assert_eq!(tell(185, 1, 0), Some(Event::Jack(true)));
    assert_eq!(tell(186, 1, 1), Some(Event::Jack(false)));
    assert_eq!(tell(186, 0, 2), None);
    assert_eq!(tell(185, 1, 3), Some(Event::Jack(true)));
    assert_eq!(tell(186, 1, 4), Some(Event::Jack(false)));
}
