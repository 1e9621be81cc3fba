//! What was learnt, as the text of a keypad's file.

use std::fmt::Write;

use super::input::Code;
use super::key::Key;
use super::learn::Learn;
use super::map::{DeviceMatch, Jack, Layout, Order};

/// The bounce time of a keypad that nobody has measured, in ms: longer than contacts chatter, shorter than fingers repeat.
const BOUNCE_MS: u16 = 40;

/// The file's text.
pub(super) fn write(learn: &Learn) -> String {
    let mut text = String::from("# Learnt from the keypad itself. Fields: config/keypads/README.md.\n");
    // Writing to a string cannot fail.
    let _ = head(learn, &mut text);
    let _ = keys(learn, &mut text);
    let _ = jack(learn, &mut text);
    text
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A code as it is written: by name, where it has one.
fn code(code: Code) -> String {
    code.name().map_or_else(|| code.0.to_string(), |name| quoted(&name))
}

fn head(learn: &Learn, text: &mut String) -> std::fmt::Result {
    writeln!(text, "title = {}", quoted(&learn.model.title))?;
    let two_switch = learn.codes.iter().all(|(key, _)| matches!(key, Key::Next | Key::Ok));
    if two_switch {
        writeln!(text, "subset = \"two_switch\"")?;
    }
    match learn.layout {
        Some(Layout::Telephone) => writeln!(text, "layout = \"telephone\"")?,
        Some(Layout::Computer) => writeln!(text, "layout = \"computer\"")?,
        None => {}
    }
    match learn.order {
        Some(Order::OkRight) => writeln!(text, "order = \"ok_right\"")?,
        Some(Order::OkLeft) => writeln!(text, "order = \"ok_left\"")?,
        None => {}
    }
    writeln!(
        text,
        "hold = \"once\"\nbounce_ms = {BOUNCE_MS}\nmarks = {{ zh = {}, en = {} }}",
        quoted(&learn.model.marks.zh),
        quoted(&learn.model.marks.en)
    )?;
    for device in &learn.model.devices {
        let what = match device {
            DeviceMatch::Path(path) => format!("path = {}", quoted(&path.to_string_lossy())),
            DeviceMatch::Usb { vendor, product } => format!("usb = \"{vendor:04x}:{product:04x}\""),
            DeviceMatch::Name(name) => format!("name = {}", quoted(name)),
        };
        writeln!(text, "\n[[device]]\n{what}")?;
    }
    Ok(())
}

fn keys(learn: &Learn, text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n[keys]")?;
    for (key, its) in &learn.codes {
        let elsewhere = match key {
            Key::Digit(_) => learn.layout.is_some(),
            Key::Ok | Key::Back => learn.order.is_some(),
            _ => false,
        };
        if !elsewhere {
            writeln!(text, "{key} = [{}]", code(*its))?;
        }
    }
    let its = |key: Key| learn.code(key).map(code).unwrap_or_default();
    let row = |from: u8| (from..from + 3).map(|digit| its(Key::Digit(digit))).collect::<Vec<_>>().join(", ");
    if let Some(layout) = learn.layout {
        let (top, bottom) = match layout {
            Layout::Telephone => (1, 7),
            Layout::Computer => (7, 1),
        };
        writeln!(text, "\n[digits]\ntop = [{}]\nmiddle = [{}]\nbottom = [{}]", row(top), row(4), row(bottom))?;
        writeln!(text, "zero = {}", its(Key::Digit(0)))?;
    }
    if let Some(order) = learn.order {
        let (left, right) = match order {
            Order::OkRight => (Key::Back, Key::Ok),
            Order::OkLeft => (Key::Ok, Key::Back),
        };
        writeln!(text, "\n[ok_back]\nleft = {}\nright = {}", its(left), its(right))?;
    }
    Ok(())
}

fn jack(learn: &Learn, text: &mut String) -> std::fmt::Result {
    match learn.jack {
        Some(Jack::Switch(switch)) => writeln!(text, "\n[jack]\nswitch = \"{}\"", switch.name()),
        Some(Jack::Codes { inserted, removed }) => {
            writeln!(text, "\n[jack]\nin = {}\nout = {}", code(inserted), code(removed))
        }
        Some(Jack::Held(held)) => writeln!(text, "\n[jack]\nheld = {}", code(held)),
        None if learn.model.jack => {
            writeln!(text, "\n# No [jack]: the keypad did not tell of headphones both going in and coming out.")
        }
        None => Ok(()),
    }
}
