//! Every Chinese text that the terminal can say is read as somebody wrote down that it should be.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use voice::wording::unreviewed;

/// Texts, each with the place that it was found in.
type Texts = BTreeMap<String, String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(under: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(under)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What stands between quotation marks in a line; a comment ends the line.
fn quoted(line: &str, comment: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find('"') {
        if rest[..start].contains(comment) {
            break;
        }
        let mut text = String::new();
        let mut chars = rest[start + 1..].char_indices();
        let mut end = rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    end = start + 1 + at + 1;
                    break;
                }
                '\\' => {
                    chars.next();
                    text.push(' ');
                }
                c => text.push(c),
            }
        }
        found.push(text);
        rest = &rest[end..];
    }
    found
}

fn add(texts: &mut Texts, path: &Path, text: &str) {
    if text.chars().any(|c| ('\u{3400}'..='\u{323AF}').contains(&c) && c.is_alphabetic()) {
        texts.entry(filled(text)).or_insert_with(|| path.display().to_string());
    }
}

/// With a number where the screen puts one.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('{') {
        filled.push_str(head);
        filled.push('3');
        rest = tail.split_once('}').map_or("", |(_, after)| after);
    }
    filled + rest
}

fn of_files(texts: &mut Texts, under: &str, extension: &str, comment: &str) {
    for path in files(under, extension) {
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in text.lines() {
            for text in quoted(line, comment) {
                add(texts, &path, &text);
            }
        }
    }
}

fn everything() -> Texts {
    let mut texts = Texts::new();
    for (under, extension, comment) in [
        ("kiosk/screen/ui", "slint", "//"),
        ("themes", "slint", "//"),
        ("kiosk/screen/src", "rs", "//"),
        ("kiosk/paper/src", "rs", "//"),
        ("kiosk/platform/src", "rs", "//"),
        ("config", "toml", "#"),
    ] {
        let before = texts.len();
        of_files(&mut texts, under, extension, comment);
        println!("{under}: {} new texts", texts.len() - before);
    }
    let matters = root().join("kiosk/voice/data/matters.txt");
    for line in std::fs::read_to_string(&matters).unwrap().lines().filter(|line| !line.starts_with('#')) {
        add(&mut texts, &matters, line);
    }
    texts
}

#[test]
fn d15_every_string_is_covered_by_the_lexicon_or_reviewed() {
    let texts = everything();
    assert!(texts.len() > 1100, "only {} texts were found: where are the others?", texts.len());
    let open: Vec<String> = texts
        .iter()
        .filter_map(|(text, place)| {
            let hanzi: String = unreviewed(text).into_iter().map(|found| found.hanzi).collect();
            (!hanzi.is_empty()).then(|| format!("{hanzi}  in  {text}  ({place})"))
        })
        .collect();
    println!("{} texts", texts.len());
    assert!(
        open.is_empty(),
        "nobody has reviewed how these are read; add their words to kiosk/voice/data/lexicon.txt:\n{}",
        open.join("\n")
    );
}

#[test]
fn d15_a_new_text_with_a_risky_hanzi_is_found() {
    for (text, hanzi) in
        [("重写的", ""), ("载重行的", "行"), ("它的长", "长"), ("还他", "还"), ("跑得慢", "得"), ("好地方都", "都")]
    {
        let found: String = unreviewed(text).into_iter().map(|found| found.hanzi).collect();
        assert!(found.ends_with(hanzi) && (found.is_empty() == hanzi.is_empty()), "{text}: {found}");
    }
}
