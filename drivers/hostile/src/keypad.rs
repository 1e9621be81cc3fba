//! The kernel's events of a keypad, and a keypad's file.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use drivers::keypad::{Decoder, EVENT_BYTES, Input, Interpreter, Map};

use crate::{Target, seeds};

/// Bytes of one read of the driver: 64 events.
const READ: usize = 64 * EVENT_BYTES;

static MAP: LazyLock<Arc<Map>> = LazyLock::new(|| {
    let maps = seeds::texts("config/keypads", "toml");
    let map = maps.iter().find_map(|map| Map::parse(str::from_utf8(map).ok()?, Path::new("a map")).ok());
    Arc::new(map.expect("a keypad that can be used"))
});

/// No panic, and the same events however the bytes are cut.
pub(crate) const INPUT: Target = Target {
    name: "keypad_input",
    read: |bytes| {
        let (mut decoder, mut interpreter) = (Decoder::default(), Interpreter::new(Arc::clone(&MAP)));
        for read in bytes.chunks(READ) {
            decoder.push(read);
            while let Some(input) = decoder.pop() {
                match input {
                    Input::Event(event) => drop(interpreter.feed(event)),
                    Input::Lost => interpreter.lost(),
                }
            }
        }
    },
    check: |bytes| {
        let (mut whole, mut pieces) = (Decoder::default(), Decoder::default());
        whole.push(bytes);
        for piece in bytes.chunks(1 + bytes.len() % 31) {
            pieces.push(piece);
        }
        let mut count = 0;
        while let Some(input) = whole.pop() {
            assert_eq!(Some(input), pieces.pop());
            count += 1;
        }
        assert!(pieces.pop().is_none() && count <= bytes.len() / EVENT_BYTES);
    },
    // The events of one read, as bytes and as what they are; what waits for its bounce, by code.
    cap: 32 * 1024,
    longest: 64 * 1024,
    seeds: || {
        let event = |kind: u16, code: u16, value: i32| {
            let mut bytes = vec![0; EVENT_BYTES - 8];
            bytes.extend(kind.to_ne_bytes().into_iter().chain(code.to_ne_bytes()).chain(value.to_ne_bytes()));
            bytes
        };
        let codes: Vec<u16> = MAP.keys.keys().map(|code| code.0).collect();
        let press = |code: u16| [event(1, code, 1), event(0, 0, 0), event(1, code, 0), event(0, 0, 0)].concat();
        let mut seeds: Vec<Vec<u8>> = codes.iter().map(|code| press(*code)).collect();
        seeds.push(seeds.concat());
        seeds.push([event(5, 2, 1), event(0, 3, 0), event(1, 28, 1), event(0, 0, 0)].concat());
        seeds
    },
};

/// Any text is a map or an error that names the file.
pub(crate) const MAP_FILE: Target = Target {
    name: "keypad_map",
    read: |bytes| {
        if let Ok(text) = str::from_utf8(bytes) {
            drop(Map::parse(text, Path::new("keypad.toml")));
        }
    },
    check: |bytes| {
        let Ok(text) = str::from_utf8(bytes) else { return };
        if let Err(error) = Map::parse(text, Path::new("keypad.toml")) {
            assert!(error.to_string().starts_with("keypad.toml: "));
        }
    },
    cap: crate::models::CAP,
    longest: crate::models::LONGEST,
    seeds: || seeds::texts("config/keypads", "toml"),
};
