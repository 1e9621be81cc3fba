//! Files of the configuration that say what a device is like: written by operators, and still never a reason to fall.

use std::path::Path;

use drivers::{panel::PanelConfig, printer, scanner};

use crate::{Target, seeds};

/// A file in use has 3 KB.
pub(crate) const LONGEST: usize = 16 * 1024;
/// TOML as a tree, and an error that quotes it: the tree of `[[[[…` takes most, 32 times its text.
pub(crate) const CAP: usize = 256 * LONGEST;

/// Any text is a model or an error. The first byte says of which device.
pub(crate) const FILES: Target = Target {
    name: "model_files",
    read: |bytes| drop(refusal(bytes)),
    check: |bytes| {
        if let Some(refusal) = refusal(bytes) {
            assert!(!refusal.is_empty());
        }
    },
    cap: CAP,
    longest: LONGEST,
    seeds: || {
        let mut seeds = seeds::chosen(1, &seeds::texts("config/scanners", "toml"));
        for (choice, folder) in [(1, "config/terminals"), (2, "config/panels")] {
            seeds.extend(seeds::texts(folder, "toml").iter().map(|text| [&[choice], text.as_slice()].concat()));
        }
        seeds
    },
};

/// Why it is no model.
fn refusal(bytes: &[u8]) -> Option<String> {
    let (which, text) = bytes.split_first()?;
    let (text, path) = (str::from_utf8(text).ok()?, Path::new("model.toml"));
    match which % 3 {
        0 => scanner::Model::parse(text, path).err().map(|error| error.to_string()),
        1 => printer::Model::parse(text, path).err().map(|error| error.to_string()),
        _ => PanelConfig::parse(text).err().map(|error| error.to_string()),
    }
}
