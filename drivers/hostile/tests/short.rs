//! The first of the million inputs that `cargo xtask fuzz` feeds, in the ordinary tests.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

use std::collections::BTreeSet;
use std::path::Path;

use hostile::{ALL, held_by, run};

/// One test: memory is counted of all threads together.
#[test]
fn every_reader_stands_what_comes() {
    assert!(held_by(|| drop(vec![0_u8; 100_000])) >= 100_000, "memory is not counted");
    for target in &ALL {
        let found = run(target, 2000, 1);
        assert!(found.first.is_none(), "{}: {:02X?}", target.name, found.first.unwrap().input);
        assert!(found.held <= target.cap, "{}", target.name);
    }
    each_has_its_file_for_libfuzzer();
}

fn each_has_its_file_for_libfuzzer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/fuzz_targets");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()
    };
    let mut files: BTreeSet<String> = std::fs::read_dir(folder).unwrap().map(name).collect();
    // Pictures are the affair of the crate that reads them.
    files.retain(|file| !file.starts_with("qr_"));
    assert_eq!(files, ALL.iter().map(|target| target.name.to_owned()).collect());
}
