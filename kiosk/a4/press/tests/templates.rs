//! Templates that an official changed: mistakes are told with file, line and remedy, and a template sees nothing but its
//! folder and the sheet's data.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::fs;
use std::path::Path;

use a4::A4Error;
use a4_press::Press;
use support::people::{certificate, ordinary, requests};
use support::{documents, job};
use tempfile::TempDir;

const FILE: &str = "contribution_certificate.typ";

/// The shipped folder, in which the file has this text.
fn changed(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&documents(), folder.path());
    fs::write(folder.path().join(FILE), text).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn told(text: &str) -> String {
    let folder = changed(text);
    Press::load(folder.path()).unwrap().check().unwrap_err().to_string()
}

const HEAD: &str = "#import \"paper.typ\": *\n#show: sheet\n";

#[test]
fn a_mistake_is_told_with_file_line_and_remedy() {
    let cases = [
        ("#persn()\n", "contribution_certificate.typ, line 3: unknown variable: persn; correct the template"),
        ("\n#part[x\n", "contribution_certificate.typ, line 4: unclosed delimiter; correct the template"),
        (
            "#data.prson\n",
            "contribution_certificate.typ, line 3: dictionary does not contain key \"prson\"; correct the template",
        ),
        ("#text(font: \"Comic Sans\")[x]\n", "line 3: unknown font family: comic sans; "),
        ("#image(\"seals/none.svg\")\n", "line 3: file not found (searched at seals/none.svg); "),
        ("\u{323ae}\n", "contribution_certificate.typ: no font has the character U+323AE; take another character"),
    ];
    for (text, expected) in cases {
        let error = told(&format!("{HEAD}{text}"));
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn several_mistakes_are_told_at_once() {
    let folder = changed("#persn()\n");
    fs::write(folder.path().join("unemployment_transfer.typ"), "\n#facst()\n").unwrap();
    let error = Press::load(folder.path()).unwrap().check().unwrap_err().to_string();
    assert!(
        error.contains("contribution_certificate.typ, line 1") && error.contains("unemployment_transfer.typ, line 2"),
        "{error}"
    );
    assert_eq!(error.lines().count(), 2, "each once: {error}");
}

#[test]
fn a_template_sees_nothing_but_its_folder() {
    for (text, expected) in [
        ("#read(\"/etc/hostname\")", "file not found"),
        ("#read(\"../../terminal.toml\")", "would escape the project root"),
        ("#import \"@preview/cetz:0.3.1\"", "access denied"),
    ] {
        let error = told(text);
        assert!(error.contains("line 1") && error.contains(expected), "{error}");
    }
}

#[test]
fn a_folder_without_templates_or_fonts_is_told() {
    let folder = changed("");
    fs::remove_file(folder.path().join(FILE)).unwrap();
    let error = Press::load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("contribution_certificate.typ: the template is missing; check"), "{error}");
    let error = Press::load(Path::new("/nowhere")).unwrap_err().to_string();
    assert!(error.contains("/nowhere: "), "{error}");
    fs::write(folder.path().join("film.png"), vec![0; 17 << 20]).unwrap();
    let error = Press::load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("film.png: with this file the folder has more than"), "{error}");
}

#[test]
fn an_error_with_a_real_record_does_not_say_what_is_in_it() {
    let folder = changed(&format!("{HEAD}#panic(data.person.name.shown)\n"));
    let press = Press::load(folder.path()).unwrap();
    let told = press.check().unwrap_err().to_string();
    assert!(told.contains("样例"), "the invented name is told: {told}");
    let error = press.typeset(&job(&ordinary("王秘密"), &certificate(requests().remove(0)))).unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(told.contains("contribution_certificate.typ, line 3: this person's record cannot be set"), "{told}");
    assert!(!told.contains("秘密"), "{told}");
}

#[test]
fn a_template_without_end_is_refused() {
    let folder = changed("#for page in range(80) [#pagebreak() x]\n");
    let error = Press::load(folder.path()).unwrap().check().unwrap_err();
    assert!(matches!(error, A4Error::TooLong { pages: 81 }), "{error}");
}
