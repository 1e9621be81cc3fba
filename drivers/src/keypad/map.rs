//! A keypad model: which code of the device is which key, read from a file in `config/keypads/`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::filter::Bounce;
use super::input::{Code, Switch};
use super::key::Key;
use super::map_file;
use crate::file::{self, FileError};

/// One keypad model. A file `config/keypads/<name>.toml` holds one; unknown keys are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// What staff call it.
    pub title: String,
    /// Which input devices it is: all nodes of all of these.
    pub devices: Vec<DeviceMatch>,
    /// Whether its keys are kept from everything else on this machine (`EVIOCGRAB`). Always, but at a developer's desk.
    pub exclusive: bool,
    /// Whether a whole keypad or two switches.
    pub subset: Subset,
    /// How the digits lie; `None`: there are no digits in rows.
    pub layout: Option<Layout>,
    /// How OK and Back lie; `None`: not beside each other.
    pub order: Option<Order>,
    /// How long a key is deaf after it was pressed or let go, until a person wants another time.
    pub bounce: Bounce,
    /// What fingers find on the keys.
    pub marks: Marks,
    /// How one learns that headphones are in; `None`: it has no jack, or one that does not tell.
    pub jack: Option<Jack>,
    /// The keys.
    pub keys: BTreeMap<Code, Key>,
}

/// What fingers find on the keys (nib on 5, ring on OK), to be said on request. Empty: nothing is said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Which input device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceMatch {
    /// By path: a link in `/dev/input/by-id` or `by-path`.
    Path(PathBuf),
    /// By vendor and product: every node of that device, as its keys may come through several.
    Usb {
        /// idVendor.
        vendor: u16,
        /// idProduct.
        product: u16,
    },
    /// By the name that the device gives itself.
    Name(String),
}

impl fmt::Display for DeviceMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Usb { vendor, product } => write!(f, "the input device {vendor:04x}:{product:04x}"),
            Self::Name(name) => write!(f, "the input device \"{name}\""),
        }
    }
}

/// Whether a whole keypad or two switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subset {
    /// At least next, previous and OK.
    #[default]
    Full,
    /// Next (move) and OK (select), nothing else (VVSG 8.1-I).
    TwoSwitch,
}

/// How the digits lie (ADA 707.6.2 allows both; speech says which).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// 1 2 3 on top.
    Telephone,
    /// 7 8 9 on top.
    Computer,
}

/// How OK and Back lie beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Back, then OK.
    OkRight,
    /// OK, then Back.
    OkLeft,
}

/// How a keypad tells that headphones are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jack {
    /// A switch: also asked when the device is opened.
    Switch(Switch),
    /// A key code when they are put in, another when they are pulled out.
    Codes {
        /// Put in.
        inserted: Code,
        /// Pulled out.
        removed: Code,
    },
    /// A key code that is held for as long as they are in.
    Held(Code),
}

impl Jack {
    /// The key codes that it takes.
    pub fn codes(self) -> Vec<Code> {
        match self {
            Self::Switch(_) => Vec::new(),
            Self::Codes { inserted, removed } => vec![inserted, removed],
            Self::Held(code) => vec![code],
        }
    }
}

/// Why a keypad's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// It cannot be read, or is no keypad.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file says so itself: nobody has seen all codes of this keypad.
    #[error("{0}: the codes of this keypad are not known yet; plug it in and learn them with `kiosk keypad learn`")]
    ToBeLearnt(PathBuf),
}

impl Map {
    /// Reads and checks a keypad's file.
    pub fn load(path: &Path) -> Result<Self, MapError> {
        Self::parse(&file::read(path, "keypads are files in config/keypads/")?, path)
    }

    /// Checks a keypad's file; `path` is for the words of errors.
    pub fn parse(text: &str, path: &Path) -> Result<Self, MapError> {
        let check = |file: map_file::MapFile| {
            let to_be_learnt = file.to_be_learnt;
            file.check(text).map(|map| (to_be_learnt, map))
        };
        let (to_be_learnt, map) = file::parse(text, path, check)?;
        if to_be_learnt { Err(MapError::ToBeLearnt(path.into())) } else { Ok(map) }
    }

    /// The codes of a key, in the order of their numbers.
    pub fn codes(&self, key: Key) -> impl Iterator<Item = Code> {
        self.keys.iter().filter(move |entry| *entry.1 == key).map(|entry| *entry.0)
    }
}
