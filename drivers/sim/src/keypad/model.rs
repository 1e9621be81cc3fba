//! What a keypad's file says, read for the other side: which code a key sends.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::Deserialize;

use super::codes;

/// The parts of `config/keypads/*.toml` that a keypad needs to send. What is wrong in a file is the driver's to say.
#[derive(Debug, Deserialize)]
struct File {
    layout: Option<String>,
    order: Option<String>,
    #[serde(default)]
    keys: BTreeMap<String, Vec<Written>>,
    digits: Option<Digits>,
    ok_back: Option<OkBack>,
    jack: Option<JackTable>,
}

#[derive(Debug, Deserialize)]
struct Digits {
    top: [Written; 3],
    middle: [Written; 3],
    bottom: [Written; 3],
    zero: Written,
}

#[derive(Debug, Deserialize)]
struct OkBack {
    left: Written,
    right: Written,
}

#[derive(Debug, Deserialize)]
struct JackTable {
    switch: Option<String>,
    r#in: Option<Written>,
    out: Option<Written>,
    held: Option<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u16),
    Name(String),
}

/// How headphones are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jack {
    Switch(u16),
    Codes { inserted: u16, removed: u16 },
    Held(u16),
}

/// Which code each key sends.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) keys: BTreeMap<String, u16>,
    pub(super) jack: Option<Jack>,
}

impl Model {
    pub(super) fn load(path: &Path) -> io::Result<Self> {
        let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {what}", path.display()));
        let file: File = toml::from_str(&std::fs::read_to_string(path)?).map_err(|error| wrong(error.to_string()))?;
        Self::read(file).map_err(wrong)
    }

    fn read(file: File) -> Result<Self, String> {
        let mut keys = BTreeMap::new();
        for (key, written) in file.keys {
            if let Some(first) = written.first() {
                keys.insert(key, number(first)?);
            }
        }
        if let Some(pair) = file.ok_back {
            let (left, right) = if file.order.as_deref() == Some("ok_left") { ("ok", "back") } else { ("back", "ok") };
            keys.insert(left.into(), number(&pair.left)?);
            keys.insert(right.into(), number(&pair.right)?);
        }
        if let Some(digits) = file.digits {
            let (first, last) = match file.layout.as_deref() {
                Some("computer") => (digits.bottom, digits.top),
                _ => (digits.top, digits.bottom),
            };
            for (digit, written) in first.iter().chain(&digits.middle).chain(&last).enumerate() {
                keys.insert(format!("digit_{}", digit + 1), number(written)?);
            }
            keys.insert("digit_0".into(), number(&digits.zero)?);
        }
        Ok(Self { keys, jack: file.jack.map(jack).transpose()? })
    }
}

fn number(written: &Written) -> Result<u16, String> {
    match written {
        Written::Number(number) => Ok(*number),
        Written::Name(name) => codes::key(name).ok_or_else(|| {
            format!("the simulated keypad does not know {name}; write its number, or add it to its codes")
        }),
    }
}

fn jack(table: JackTable) -> Result<Jack, String> {
    match table {
        JackTable { switch: Some(name), .. } => {
            codes::switch(&name).map(Jack::Switch).ok_or_else(|| format!("no switch is called {name}"))
        }
        JackTable { r#in: Some(inserted), out: Some(removed), .. } => {
            Ok(Jack::Codes { inserted: number(&inserted)?, removed: number(&removed)? })
        }
        JackTable { held: Some(held), .. } => number(&held).map(Jack::Held),
        _ => Err("[jack] says nothing".into()),
    }
}
