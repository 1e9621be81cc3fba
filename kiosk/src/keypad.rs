//! The keypad: from the keys of the driver to those of the screen, and `kiosk keypad learn`.

use std::io::{BufRead, Write};
use std::path::Path;
use std::time::Duration;

use drivers::keypad::{
    Delays, Event, Heard, Input, Key, Keypad, KeypadConfig, Layout, Learn, Map, Marks, Model, Order, Places, Source,
};
use screen::{Feel, Press};
use tokio::sync::mpsc;

use crate::config::Config;
use crate::simulated::Simulated;

/// A key that nobody presses is left out after this.
const ONE_KEY: Duration = Duration::from_secs(15);

/// The terminal's keypad, if it has one. Needs a tokio runtime.
pub(crate) fn spawn(config: &Config, simulated: &Simulated) -> Option<(Keypad, mpsc::Receiver<Event>)> {
    let setup = config.keypad.clone().or_else(|| simulated.keypad_setup())?;
    Some(drivers::keypad::spawn(KeypadConfig { map: setup.map, path: setup.device }, Delays::default()))
}

/// The same key for the screen.
pub(crate) fn press(key: Key) -> Press {
    match key {
        Key::Next => Press::Next,
        Key::Previous => Press::Previous,
        Key::Ok => Press::Ok,
        Key::Back => Press::Back,
        Key::Home => Press::Home,
        Key::Help => Press::Help,
        Key::Repeat => Press::Repeat,
        Key::Pause => Press::Pause,
        Key::Skip => Press::Skip,
        Key::Louder => Press::Louder,
        Key::Softer => Press::Softer,
        Key::Faster => Press::Faster,
        Key::Slower => Press::Slower,
        Key::WhatIsThis => Press::WhatIsThis,
        Key::Comfort => Press::Comfort,
        Key::Simple => Press::Simple,
        Key::Blank => Press::Blank,
        Key::Voice => Press::Voice,
        Key::Digit(digit) => Press::Digit(digit),
        Key::Clear => Press::Clear,
    }
}

/// What fingers find on it.
pub(crate) fn feel(map: &Map) -> Feel {
    Feel {
        telephone: map.layout.map(|layout| layout == Layout::Telephone),
        ok_right: map.order.map(|order| order == Order::OkRight),
        marks_zh: map.marks.zh.clone(),
        marks_en: map.marks.en.clone(),
    }
}

/// `kiosk keypad list`: the input devices of this machine.
pub(crate) fn list() -> Result<(), String> {
    let found = Places::default().list();
    if found.is_empty() {
        return Err("no input device can be seen; may this user read /dev/input (group input)?".into());
    }
    for device in found {
        let id = device.id.map_or_else(String::new, |(vendor, product)| format!("{vendor:04x}:{product:04x}"));
        println!("{}  {id}  {}", device.node.display(), device.name);
    }
    Ok(())
}

/// `kiosk keypad learn`: asks for each key in turn and writes the map.
pub(crate) fn learn(device: &Path, title: &str, out: &Path) -> Result<(), String> {
    let runtime = crate::assemble::runtime().map_err(|error| error.to_string())?;
    let text = runtime.block_on(ask(device, title))?;
    let mut file = std::fs::File::create_new(out)
        .map_err(|error| format!("{} cannot be written: {error}; name a file that is not there yet", out.display()))?;
    file.write_all(text.as_bytes()).map_err(|error| format!("{} cannot be written: {error}", out.display()))?;
    println!("Written: {}. Its name without .toml goes into [keypad] map.", out.display());
    Ok(())
}

async fn ask(device: &Path, title: &str) -> Result<String, String> {
    let mut source = Source::open(device, true)
        .map_err(|error| format!("{error}; `kiosk keypad list` shows the devices of this machine"))?;
    let model = Model {
        title: title.to_owned(),
        devices: vec![drivers::keypad::DeviceMatch::Path(device.to_owned())],
        marks: Marks::default(),
        keys: Key::ALL.into_iter().filter(|key| !matches!(key, Key::Digit(_))).collect(),
        jack: true,
    };
    let mut learn = Learn::new(model);
    let mut lines = typed_lines();
    println!("Press each key when it is asked for. Enter on the computer's keyboard leaves a key out.");
    let mut asked = None;
    while let Some(prompt) = learn.prompt() {
        if asked != Some(prompt) {
            print!("  {:<24}", prompt.id());
            std::io::stdout().flush().unwrap_or_default();
            asked = Some(prompt);
        }
        let heard = tokio::select! {
            input = source.next() => match input.map_err(|error| format!("the keypad is gone: {error}"))? {
                Input::Event(event) => learn.feed(event),
                Input::Lost => Heard::Nothing,
            },
            _ = lines.recv() => learn.skip(),
            () = tokio::time::sleep(ONE_KEY) => learn.waited(ONE_KEY),
        };
        print!("{}", said(heard));
    }
    learn.finish().map_err(|error| error.to_string())
}

fn said(heard: Heard) -> String {
    match heard {
        Heard::Nothing => String::new(),
        Heard::Learnt(_) => "learnt\n".into(),
        Heard::Skipped(_) => "left out\n".into(),
        Heard::Known(what) => {
            format!("this is {what} already; press another key, or the same once more to leave it out\n")
        }
        Heard::Several(_) => {
            "this key sends several codes at once: give it a single one with its maker's tool, or leave it out\n".into()
        }
        Heard::NoAnswer => "that is no answer to this question\n".into(),
    }
}

/// Lines that are typed on the computer's own keyboard.
fn typed_lines() -> mpsc::UnboundedReceiver<()> {
    let (typed, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for _ in std::io::stdin().lock().lines().map_while(Result::ok) {
            if typed.send(()).is_err() {
                return;
            }
        }
    });
    lines
}
