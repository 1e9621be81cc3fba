//! Every recording in `tests/recordings`: the driver does what it did then, and says what the header expects.
//!
//! The clock is paused, so that the recorded times hold to the microsecond and cost none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

use std::path::{Path, PathBuf};

use drivers::record::Recording;
use drivers::replay::{Drivers, Options, Pace, Rerun, rerun};
use proptest::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn run(recording: &Recording, pace: Pace) -> Rerun {
    let drivers = Drivers::new(root().join("config/terminals"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(rerun(recording, &drivers, Options { pace, ..Options::default() })).unwrap()
}

#[test]
fn every_recording_runs_as_it_says() {
    let folder = root().join("tests/recordings");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "wire"));
    files.sort();
    assert!(files.len() >= 10, "{files:?}");
    let mut wrong = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let recording = Recording::load(file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!recording.header.expect.is_empty(), "{name} expects nothing (`# expect:` lines)");
        assert_eq!(recording.header.personal, "invented", "{name}: no real person belongs here");
        for pace in [Pace::Recorded, Pace::Fast] {
            let rerun = run(&recording, pace);
            if let Some(divergence) = &rerun.report.divergence {
                wrong.push(format!("{name}, {pace:?}: {divergence}\n{:#?}", rerun.said));
            } else if let Some(line) = rerun.missing(&recording.header.expect) {
                wrong.push(format!("{name}, {pace:?}: `{line}` was not said\n{:#?}", rerun.said));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A recording that is written and read again is the same.
#[test]
fn a_recording_survives_being_written() {
    for file in std::fs::read_dir(root().join("tests/recordings")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "wire") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let recording = Recording::parse(&text).unwrap();
        let again = Recording::parse(&recording.to_string()).unwrap();
        assert_eq!(again, recording, "{}", path.display());
    }
}

#[test]
fn what_is_no_recording_is_refused_with_its_line() {
    let head = "# wire recording 1\n# device: id_card\n# baud: 9600\n";
    for (text, says) in [
        ("hello", "line 1: a recording begins with"),
        ("# wire recording 1\n# baud: 9600\n", "lacks `# device:`"),
        ("# wire recording 1\n# device: id_card\n", "lacks `# baud:`"),
        ("# wire recording 1\n# device: toaster\n", "line 2: `toaster` is no device"),
        (&format!("{head}open\n"), "line 4: a line is"),
        (&format!("{head}0 open\n"), "line 4: a line begins with `+`"),
        (&format!("{head}+x open\n"), "line 4: `x` is no number"),
        (&format!("{head}+-1 open\n"), "line 4: `-1` is no time"),
        (&format!("{head}+0 opens\n"), "line 4: `opens` is no word"),
        (&format!("{head}+0 > 1\n"), "line 4: `1` is no byte"),
        (&format!("{head}+0 > 00*x\n"), "line 4: `00*x`"),
        (&format!("{head}+0 > 00*99999999\n"), "more than"),
        (&format!("{head}+0 open\n  00\n"), "line 5: there are no bytes"),
    ] {
        let error = Recording::parse(text).expect_err(text).to_string();
        assert!(error.contains(says), "{text:?}: {error}");
    }
}

proptest! {
    /// What the fuzz target `wire_recording` looks for, on a few texts.
    #[test]
    fn any_text_is_a_recording_or_an_error(
        lines in proptest::collection::vec("(\\+[0-9.]{0,9} (open|close|>|<|\\*|=|!|lost|goes|[a-z]{0,5}) ?[0-9A-F* ,a-z]{0,40}|  [0-9A-F* ]{0,9}|.{0,12})", 0..12),
    ) {
        let text = format!("# wire recording 1\n# device: printer\n# baud: 9600\n{}", lines.join("\n"));
        if let Ok(recording) = Recording::parse(&text) {
            let written = recording.to_string();
            let again = Recording::parse(&written).map(|again| again.to_string());
            prop_assert_eq!(again, Ok(written));
        }
    }
}
