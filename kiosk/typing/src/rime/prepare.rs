//! Dictionaries made ready once: librime compiles them from the packages' texts, which takes seconds.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{WHO, answered, command};
use crate::child::{Parsed, Run};
use crate::code_point::is_hanzi;
use crate::error::TypingError;
use crate::settings::Settings;
use crate::words;

/// Our own part of what is prepared.
const SCHEMAS: [(&str, &str); 3] = [
    ("default.custom.yaml", include_str!("../../data/rime/default.custom.yaml")),
    ("kiosk_pinyin.schema.yaml", include_str!("../../data/rime/kiosk_pinyin.schema.yaml")),
    ("kiosk_stroke.schema.yaml", include_str!("../../data/rime/kiosk_stroke.schema.yaml")),
];

/// The packages' part, with the package of each.
const SHARED: [(&str, &str); 6] = [
    ("default.yaml", "rime-prelude"),
    ("essay.txt", "rime-essay"),
    ("pinyin.yaml", "rime-data-luna-pinyin"),
    ("luna_pinyin.dict.yaml", "rime-data-luna-pinyin"),
    ("stroke.dict.yaml", "rime-data-stroke"),
    ("key_bindings.yaml", "rime-prelude"),
];

/// What must be there afterwards.
const MADE: [&str; 6] = [
    "kiosk_pinyin.schema.yaml",
    "kiosk_pinyin.prism.bin",
    "kiosk_stroke.schema.yaml",
    "kiosk_stroke.prism.bin",
    "luna_pinyin.table.bin",
    "kiosk_stroke.table.bin",
];

/// Head of our dictionary of strokes. Weights are the frequencies of essay.txt.
const STROKES: &str = "---
name: kiosk_stroke
version: \"1\"
sort: by_weight
use_preset_vocabulary: true
max_phrase_length: 1
...
";

/// Names the state of the packages from which the dictionaries were made.
const STAMP: &str = "made-from";

/// Where the compiled dictionaries are.
pub(super) fn built(prepared: &Path) -> PathBuf {
    prepared.join("build")
}

/// Makes them unless they are there and up to date. They are made beside and put in place whole: a cut leaves none by
/// halves.
pub(super) fn prepare(settings: &Settings) -> Result<(), TypingError> {
    let prepared = &settings.prepared;
    let failed = |why: String| TypingError::Prepare { folder: prepared.clone(), why };
    let told = |error: std::io::Error| failed(error.to_string());
    let stamp = stamp(settings)?;
    let strokes = strokes(&settings.shared)?;
    let stamp = format!("{stamp} {}", hex(Sha256::digest(&strokes).as_slice()));
    if let Some(parent) = prepared.parent() {
        fs::create_dir_all(parent).map_err(told)?;
    }
    // `kiosk check` may run beside the terminal: one makes them, the other waits.
    let lock = File::create(prepared.with_extension("lock")).map_err(told)?;
    lock.lock().map_err(told)?;
    if fs::read_to_string(prepared.join(STAMP)).is_ok_and(|made_from| made_from == stamp) {
        return Ok(());
    }
    let beside = prepared.with_extension("new");
    remove(&beside).map_err(told)?;
    fs::create_dir_all(&beside).map_err(told)?;
    for (name, text) in SCHEMAS {
        fs::write(beside.join(name), text).map_err(told)?;
    }
    fs::write(beside.join("kiosk_stroke.dict.yaml"), strokes).map_err(told)?;
    let mut compile = Run::start(WHO, &mut command(settings, "prepare", &beside, &built(&beside)))?;
    answered(compile.ask(&[], settings.delays.prepare, line), compile)?;
    if let Some(missing) = MADE.into_iter().find(|name| !built(&beside).join(name).is_file()) {
        return Err(failed(format!("librime made no {missing}")));
    }
    fs::write(beside.join(STAMP), stamp).map_err(told)?;
    remove(prepared).map_err(told)?;
    fs::rename(&beside, prepared).map_err(told)
}

/// The package's dictionary of strokes, without what is no hanzi of its own (compatibility ideographs look like one that
/// is, and no register finds a name by them), and with what is not in the 通用规范汉字表 after what is.
/// Lines "汉<TAB>nnhzn".
fn strokes(shared: &Path) -> Result<String, TypingError> {
    let path = shared.join("stroke.dict.yaml");
    let theirs = fs::read_to_string(&path)
        .map_err(|_| TypingError::Missing { what: path.display().to_string(), packages: "rime-data-stroke" })?;
    let mut ours = String::with_capacity(theirs.len() * 5 / 4);
    ours.push_str(STROKES);
    for line in theirs.lines() {
        let Some((text, keys)) = line.split_once('\t') else { continue };
        let mut letters = text.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { continue };
        if is_hanzi(letter) {
            let weight = if words::is_standard(letter) { "100%" } else { "1%" };
            let keys = keys.split('\t').next().unwrap_or_default();
            ours.extend([text, "\t", keys, "\t", weight, "\n"]);
        }
    }
    Ok(ours)
}

fn remove(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// What they are made from: our schemas, the packages' texts by size and time, the library's version.
fn stamp(settings: &Settings) -> Result<String, TypingError> {
    let mut digest = Sha256::new();
    for (name, text) in SCHEMAS {
        digest.update(format!("{name} {}\n{text}", text.len()));
    }
    for (name, packages) in SHARED {
        let path = settings.shared.join(name);
        let Ok(file) = fs::metadata(&path) else {
            return Err(TypingError::Missing { what: path.display().to_string(), packages });
        };
        digest.update(format!("{name} {} {}\n", file.len(), file.mtime()));
    }
    // Asked with folders that do not matter.
    let mut run = Run::start(WHO, &mut command(settings, "version", &settings.shared, &settings.shared))?;
    digest.update(answered(run.ask(&[], settings.delays.start, line), run)?);
    Ok(hex(digest.finalize().as_slice()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// A line of text.
fn line(bytes: &[u8]) -> Parsed<String> {
    match bytes.iter().position(|byte| *byte == b'\n') {
        None => Parsed::More,
        Some(end) => match str::from_utf8(bytes.get(..end).unwrap_or_default()) {
            Ok(text) => Parsed::Done(text.to_owned(), end + 1),
            Err(_) => Parsed::Garbage,
        },
    }
}
