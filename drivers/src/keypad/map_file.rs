//! A keypad's file as it is written, and what is checked before it becomes a [`Map`].

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::filter::Bounce;
use super::input::{Code, KEY_MAX, Switch};
use super::key::Key;
use super::map::{DeviceMatch, Jack, Layout, Map, Marks, Order, Subset};

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MapFile {
    title: String,
    /// Codes are missing: it cannot be used yet.
    #[serde(default)]
    pub(super) to_be_learnt: bool,
    #[serde(default = "yes")]
    exclusive: bool,
    #[serde(default)]
    subset: Subset,
    layout: Option<Spanned<Layout>>,
    order: Option<Spanned<Order>>,
    hold: Hold,
    bounce_ms: Spanned<u16>,
    #[serde(default)]
    marks: Marks,
    #[serde(default)]
    device: Vec<Spanned<DeviceTable>>,
    #[serde(default)]
    keys: BTreeMap<Spanned<String>, Vec<Written>>,
    digits: Option<DigitsTable>,
    ok_back: Option<PairTable>,
    jack: Option<Spanned<JackTable>>,
}

fn yes() -> bool {
    true
}

/// What a held key does. One word, so that whoever looks for a repeat finds the rule (EN 301 549 5.7, VVSG 7.2-M).
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Hold {
    Once,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceTable {
    path: Option<PathBuf>,
    usb: Option<String>,
    name: Option<String>,
}

/// Where the digits are; `layout` says what stands on them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DigitsTable {
    top: [Written; 3],
    middle: [Written; 3],
    bottom: [Written; 3],
    zero: Written,
}

/// Two keys beside each other; `order` says which of them is OK.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PairTable {
    left: Written,
    right: Written,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JackTable {
    switch: Option<String>,
    r#in: Option<Written>,
    out: Option<Written>,
    held: Option<Written>,
}

/// A code as written: the kernel's name or its number.
type Written = Spanned<NameOrNumber>;

#[derive(Deserialize)]
#[serde(untagged, expecting = "a code is a name like \"KEY_KP7\" or its number")]
enum NameOrNumber {
    Name(String),
    Number(u16),
}

impl MapFile {
    /// Makes the map; an error has the line and what to do.
    pub(super) fn check(self, text: &str) -> Result<Map, String> {
        let lines = Lines(text);
        if self.title.trim().is_empty() {
            return Err("title is empty: write what staff call this keypad".into());
        }
        let Hold::Once = self.hold;
        let bounce = Bounce::from_ms(*self.bounce_ms.get_ref())
            .ok_or_else(|| lines.at(&self.bounce_ms, "bounce_ms must be 0 to 500 (EN 301 549 5.8)"))?;
        let devices = self.device.iter().map(|table| device(table, &lines)).collect::<Result<Vec<_>, _>>()?;
        if devices.is_empty() && !self.to_be_learnt {
            return Err("no [[device]]: say which input device this keypad is (path, usb or name)".into());
        }
        let jack = self.jack.as_ref().map(|table| jack(table, &lines)).transpose()?;
        let mut taken = Taken { keys: BTreeMap::new(), jack, lines };
        for (name, codes) in &self.keys {
            let key = name.get_ref().parse().map_err(|error| taken.lines.at(name, error))?;
            for code in codes {
                taken.take(code, key)?;
            }
        }
        let layout = digits(self.layout.as_ref(), self.digits.as_ref(), &mut taken)?;
        let order = ok_back(self.order.as_ref(), self.ok_back.as_ref(), &mut taken)?;
        let keys = taken.keys;
        if !self.to_be_learnt {
            enough(self.subset, &keys)?;
        }
        let Self { title, exclusive, subset, marks, .. } = self;
        Ok(Map { title, devices, exclusive, subset, layout, order, bounce, marks, jack, keys })
    }
}

/// The text, to find lines in.
#[derive(Clone, Copy)]
struct Lines<'a>(&'a str);

impl Lines<'_> {
    fn at<T>(&self, place: &Spanned<T>, says: impl std::fmt::Display) -> String {
        let before = self.0.get(..place.span().start).unwrap_or_default();
        format!("line {}: {says}", before.matches('\n').count() + 1)
    }

    fn code(&self, written: &Written) -> Result<Code, String> {
        match written.get_ref() {
            NameOrNumber::Name(name) => name.parse().map_err(|()| {
                self.at(
                    written,
                    format_args!("no code is called \"{name}\"; take the name that `evtest` shows, or its number"),
                )
            }),
            NameOrNumber::Number(number @ 1..=KEY_MAX) => Ok(Code(*number)),
            NameOrNumber::Number(number) => Err(self.at(written, format_args!("code {number} must be 1 to {KEY_MAX}"))),
        }
    }
}

/// Which code is what already.
struct Taken<'a> {
    keys: BTreeMap<Code, Key>,
    jack: Option<Jack>,
    lines: Lines<'a>,
}

impl Taken<'_> {
    fn take(&mut self, written: &Written, key: Key) -> Result<(), String> {
        let code = self.lines.code(written)?;
        let before = match self.jack {
            Some(jack) if jack.codes().contains(&code) => Some("the jack".to_owned()),
            _ => self.keys.insert(code, key).map(|before| before.to_string()),
        };
        match before {
            None => Ok(()),
            Some(before) => {
                Err(self.lines.at(written, format_args!("{code} is {before} already; a code can be one thing only")))
            }
        }
    }
}

fn device(table: &Spanned<DeviceTable>, lines: &Lines<'_>) -> Result<DeviceMatch, String> {
    match table.get_ref() {
        DeviceTable { path: Some(path), usb: None, name: None } if path.is_absolute() => {
            Ok(DeviceMatch::Path(path.clone()))
        }
        DeviceTable { path: None, usb: Some(usb), name: None } => usb
            .split_once(':')
            .and_then(|(vendor, product)| {
                let [vendor, product] = [vendor, product].map(|half| u16::from_str_radix(half, 16).ok());
                Some(DeviceMatch::Usb { vendor: vendor?, product: product? })
            })
            .ok_or_else(|| {
                lines.at(
                    table,
                    format_args!("usb = \"{usb}\": write vendor:product as `lsusb` does, like \"1a2b:0c3d\""),
                )
            }),
        DeviceTable { path: None, usb: None, name: Some(name) } if !name.is_empty() => {
            Ok(DeviceMatch::Name(name.clone()))
        }
        _ => Err(lines
            .at(table, "[[device]] wants one of path (absolute), usb and name; make a second [[device]] for another")),
    }
}

fn jack(table: &Spanned<JackTable>, lines: &Lines<'_>) -> Result<Jack, String> {
    match table.get_ref() {
        JackTable { switch: Some(name), r#in: None, out: None, held: None } => {
            Switch::ALL.into_iter().find(|switch| switch.name() == *name).map(Jack::Switch).ok_or_else(|| {
                let names = Switch::ALL.map(Switch::name).join(", ");
                lines.at(table, format_args!("no jack has the switch \"{name}\"; there are {names}"))
            })
        }
        JackTable { switch: None, r#in: Some(inserted), out: Some(removed), held: None } => {
            let [inserted, removed] = [lines.code(inserted)?, lines.code(removed)?];
            if inserted == removed {
                return Err(
                    lines.at(table, "in and out are the same code: one cannot tell whether the headphones are in")
                );
            }
            Ok(Jack::Codes { inserted, removed })
        }
        JackTable { switch: None, r#in: None, out: None, held: Some(code) } => lines.code(code).map(Jack::Held),
        // Without `out` private speech would not know when to stop.
        _ => Err(lines.at(table, "[jack] wants a switch, or in and out, or held")),
    }
}

fn digits(
    layout: Option<&Spanned<Layout>>,
    table: Option<&DigitsTable>,
    taken: &mut Taken<'_>,
) -> Result<Option<Layout>, String> {
    let (layout, table) = match (layout, table) {
        (None, None) => return Ok(None),
        (Some(layout), Some(table)) => (*layout.get_ref(), table),
        (Some(layout), None) => {
            return Err(taken.lines.at(layout, "layout says what stands on the rows of [digits]; there are none"));
        }
        (None, Some(table)) => {
            return Err(taken
                .lines
                .at(&table.zero, "[digits] wants layout = \"telephone\" (1 on top) or \"computer\" (7 on top)"));
        }
    };
    let rows = match layout {
        Layout::Telephone => [&table.top, &table.middle, &table.bottom],
        Layout::Computer => [&table.bottom, &table.middle, &table.top],
    };
    for (code, digit) in rows.into_iter().flatten().zip(1..) {
        taken.take(code, Key::Digit(digit))?;
    }
    taken.take(&table.zero, Key::Digit(0))?;
    Ok(Some(layout))
}

fn ok_back(
    order: Option<&Spanned<Order>>,
    table: Option<&PairTable>,
    taken: &mut Taken<'_>,
) -> Result<Option<Order>, String> {
    let (order, table) = match (order, table) {
        (None, None) => return Ok(None),
        (Some(order), Some(table)) => (*order.get_ref(), table),
        (Some(order), None) => {
            return Err(taken.lines.at(order, "order says which key of [ok_back] is OK; there is no [ok_back]"));
        }
        (None, Some(table)) => {
            return Err(taken.lines.at(&table.left, "[ok_back] wants order = \"ok_right\" or \"ok_left\""));
        }
    };
    let (left, right) = match order {
        Order::OkRight => (Key::Back, Key::Ok),
        Order::OkLeft => (Key::Ok, Key::Back),
    };
    taken.take(&table.left, left)?;
    taken.take(&table.right, right)?;
    Ok(Some(order))
}

/// Whether the whole service can be used with these keys (VVSG 7.2-A: every control is reached by moving and selecting).
fn enough(subset: Subset, keys: &BTreeMap<Code, Key>) -> Result<(), String> {
    let needed: &[Key] = match subset {
        Subset::Full => &[Key::Next, Key::Previous, Key::Ok],
        Subset::TwoSwitch => &[Key::Next, Key::Ok],
    };
    for key in needed {
        if !keys.values().any(|there| there == key) {
            return Err(format!("no code is {key}: without it the service cannot be used; add it to [keys]"));
        }
    }
    match keys.values().find(|key| !needed.contains(key)) {
        Some(key) if subset == Subset::TwoSwitch => {
            Err(format!("{key} is no key of two switches: take it out, or take out subset = \"two_switch\""))
        }
        _ => Ok(()),
    }
}
