//! The program that sets sheets, as the terminal uses it: the same sheets, gone when it is ended, and no harm when it
//! dies or hangs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use a4::limits::Delays;
use a4::{A4Error, Child, Job, check};
use support::people::{certificate, ordinary, requests};
use support::{documents, job, press, read_qr};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_a4");

/// Long enough for a machine that does other things as well.
fn patient() -> Delays {
    let long = Duration::from_secs(120);
    Delays { start: long, check: long, sheet: long, picture: long }
}

fn child() -> Child {
    Child::new(PROGRAM, documents(), patient())
}

fn jobs() -> Vec<Job> {
    requests().into_iter().map(|request| job(&ordinary("王样例"), &certificate(request))).collect()
}

/// A program that does this.
fn script(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a4");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    (folder, path)
}

fn runs(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}

#[test]
fn the_child_sets_the_very_sheets_and_ends_when_told() {
    let mut child = child();
    assert!(child.process().is_none());
    assert!(matches!(child.preview(0, 720), Err(A4Error::NoSuchPicture { .. })));
    for job in jobs() {
        let here = press().typeset(&job).unwrap();
        let there = child.typeset(job).unwrap();
        assert_eq!((there.pages, there.pdf.as_slice()), (here.pages(), here.pdf()));
        let picture = child.preview(0, 720).unwrap();
        assert!(picture == here.preview(0, 720).unwrap());
        assert!(read_qr(&picture).ends_with("/v/7KQM4RTX9PWE"));
    }
    assert!(matches!(child.preview(1, 720), Err(A4Error::NoSuchPicture { page: 1, pages: 1, .. })));
    let process = child.process().unwrap();
    assert!(runs(process));
    println!("{}", fs::read_to_string(format!("/proc/{process}/status")).unwrap());
    child.end();
    assert!(!runs(process) && child.process().is_none());
    // The next visit.
    child.typeset(jobs().remove(0)).unwrap();
    let process = child.process().unwrap();
    drop(child);
    assert!(!runs(process));
}

#[test]
fn a_child_that_is_killed_is_an_error_and_is_started_again() {
    let mut child = child();
    child.start().unwrap();
    let first = child.process().unwrap();
    assert!(Command::new("kill").args(["-9", &first.to_string()]).status().unwrap().success());
    let error = child.typeset(jobs().remove(0)).unwrap_err();
    assert!(matches!(&error, A4Error::Died(how) if how.contains('9')), "{error}");
    assert!(child.process().is_none());
    child.typeset(jobs().remove(0)).unwrap();
    assert_ne!(child.process().unwrap(), first);
}

#[test]
fn a_program_that_hangs_is_ended_and_one_that_dies_is_told() {
    let soon = Delays { start: Duration::from_millis(100), ..patient() };
    let (_folder, hangs) = script("exec sleep 1000");
    let error = Child::new(hangs, documents(), soon).start().unwrap_err();
    assert!(matches!(error, A4Error::Slow(_)), "{error}");

    let (_folder, dies) = script("exit 7");
    let error = Child::new(dies, documents(), patient()).start().unwrap_err();
    assert!(matches!(&error, A4Error::Died(how) if how.contains('7')), "{error}");

    let (_folder, babbles) = script("echo hello, this is another program; exec sleep 1000");
    let error = Child::new(babbles, documents(), patient()).start().unwrap_err();
    assert!(matches!(error, A4Error::Protocol), "{error}");

    let error = Child::new("/nowhere/a4", documents(), patient()).start().unwrap_err();
    assert!(error.to_string().contains("/nowhere/a4 is missing"), "{error}");
}

#[test]
fn a_child_that_hangs_on_a_sheet_is_ended() {
    // It says that it is ready, and then nothing.
    let (_folder, path) = script(r"printf 'R\0\0\0\0'; exec sleep 1000");
    let mut child = Child::new(path, documents(), Delays { sheet: Duration::from_millis(100), ..patient() });
    child.start().unwrap();
    let process = child.process().unwrap();
    let error = child.typeset(jobs().remove(0)).unwrap_err();
    assert!(matches!(error, A4Error::Slow(_)), "{error}");
    assert!(!runs(process) && child.process().is_none());
}

#[test]
fn the_folder_is_checked_by_the_child() {
    check(Path::new(PROGRAM), &documents(), patient()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let error = check(Path::new(PROGRAM), folder.path(), patient()).unwrap_err();
    assert!(error.to_string().contains("the template is missing"), "{error}");
    for template in a4::Template::ALL {
        fs::write(folder.path().join(template.file()), "").unwrap();
    }
    fs::write(folder.path().join("contribution_certificate.typ"), "= a\n#nothing\n").unwrap();
    let error = check(Path::new(PROGRAM), folder.path(), patient()).unwrap_err();
    assert!(error.to_string().contains("contribution_certificate.typ, line 2: unknown variable: nothing"), "{error}");
    let by_hand = Command::new(PROGRAM).arg("check").arg(folder.path()).output().unwrap();
    assert!(!by_hand.status.success());
    assert!(String::from_utf8_lossy(&by_hand.stderr).contains("line 2: unknown variable"));
}
