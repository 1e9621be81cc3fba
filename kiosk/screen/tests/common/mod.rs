//! What the tests of the pages share: one stage a process (so one `#[test]` a file), and tables of what is wrong.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::missing_panics_doc,
    missing_docs,
    unreachable_pub,
    reason = "helpers of tests; not every file uses all of them"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use screen::check::Problem;
use screen::headless::Stage;
use screen::look::hall;
use screen::{Panel, Screen};
use service::{Comfort, Contrast, Language, TextSize};

/// The fonts, the platform and a window.
pub fn open(panel: Panel) -> (Stage, Screen) {
    let conf = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/fonts/fonts.conf");
    screen::fonts::ensure_fontconfig(&conf).unwrap();
    let stage = Stage::install(panel.width, panel.height).unwrap();
    let screen = Screen::new(hall(), panel).unwrap();
    screen.open().unwrap();
    (stage, screen)
}

pub fn comfort(language: Language, size: TextSize, contrast: Contrast) -> Comfort {
    Comfort { language, size, contrast, ..Comfort::default() }
}

/// Fails with a table when there is anything in it; what is the same on many pages stands once.
pub fn none_of(found: Vec<(String, Problem)>) {
    let mut table: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let count = found.len();
    for (page, problem) in found {
        let Problem { kind, on, detail, .. } = &problem;
        table.entry(format!("{kind:?} “{on}”: {detail}")).or_default().push(page);
    }
    if count > 0 {
        let mut lines: Vec<_> = table.into_iter().collect();
        lines.sort_by_key(|(_, pages)| std::cmp::Reverse(pages.len()));
        for (problem, pages) in lines {
            println!("{:>4} × {problem}\n         {}", pages.len(), pages[..pages.len().min(3)].join(", "));
        }
        panic!("{count} problems, see the table above");
    }
}
