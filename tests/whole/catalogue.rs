//! A new catalogue at a running terminal: it takes effect between visits, and a wrong one is refused and journalled.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::catalogue::Popularity;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};
use service::{Directory, Intent, Page, Target, View};
use tests::program::{Said, program, run};
use tests::rig::{PATIENCE, Rig, Setup};

/// One of the shipped people.
const PERSON: &str = "config/sandbox/people/wang-jianming.toml";

fn guide() -> Target {
    Target::Matter("P054-1".parse().unwrap())
}

/// The version of the guide that is shown.
fn version(view: &View) -> Option<String> {
    match &view.page {
        Page::Guide(guide) => Some(guide.handout.version.to_string()),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_catalogue_takes_effect_when_nobody_is_there() {
    let rig = Rig::start(&Setup::default()).await;
    let shows = async |wanted: &str| {
        rig.until(wanted, |view| version(view).as_deref() == Some(wanted)).await.unwrap();
    };
    rig.terminal.intent(Intent::Start);
    rig.terminal.intent(Intent::Open(guide()));
    shows("2026.11.1").await;
    let old = rig.catalogue.borrow().clone();
    let mut newer = old.catalogue.clone();
    newer.version = "2026.12.1".parse().unwrap();
    let newer = Directory::new(newer, &Popularity::default(), old.places.clone(), Vec::new());
    rig.catalogue.send_replace(Arc::new(newer));
    // Whoever reads a guide goes on reading the same one, also by another way.
    rig.terminal.intent(Intent::Home);
    rig.until("home", |view| matches!(view.page, Page::Home { .. })).await.unwrap();
    rig.terminal.intent(Intent::Open(guide()));
    shows("2026.11.1").await;
    rig.terminal.intent(Intent::Home);
    rig.terminal.intent(Intent::Back);
    rig.until("attract", |view| view.page == Page::Attract).await.unwrap();
    // Who comes next has the new one, and the journal knows since when.
    rig.terminal.intent(Intent::Open(guide()));
    shows("2026.12.1").await;
    let written = async {
        while !journal_has(&rig.folder(), "catalogue_taken") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, written).await.expect("the journal has no word of it");
}

/// Whether the journal of a folder, or what is on its way into it, holds a word.
fn journal_has(folder: &Path, word: &str) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut journal = files.filter(|path| path.file_name().unwrap().to_string_lossy().contains(".db"));
    journal.any(|path| memchr::memmem::find(&std::fs::read(path).unwrap(), word.as_bytes()).is_some())
}

/// A folder with a key pair.
fn keys(folder: &Path) {
    let key = SigningKey::from_bytes(&[9; 32]);
    std::fs::write(folder.join("key.pem"), key.to_pkcs8_pem(LineEnding::LF).unwrap()).unwrap();
    std::fs::write(folder.join("public.pem"), key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap()).unwrap();
}

/// The shipped catalogue with a version of its own, signed, as `new.json`.
fn signed(folder: &Path, version: &str) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let work = path(version);
    assert_eq!(catalogue(folder, &["export", &work]).code, Some(0));
    let head = folder.join(version).join("catalogue.toml");
    let text = std::fs::read_to_string(&head).unwrap().replace("2026.11.1", version);
    std::fs::write(&head, text).unwrap();
    let said = catalogue(folder, &["sign", &work, "--key", &path("key.pem"), "--out", &path("new.json")]);
    assert_eq!(said.code, Some(0), "{}", said.err);
}

fn catalogue(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = program(crate::KIOSK, folder);
    command.env("KIOSK__CATALOGUE__KEYS", folder.join("public.pem"));
    let arguments: Vec<&Path> = ["catalogue"].iter().chain(arguments).map(|argument| Path::new(*argument)).collect();
    run(&mut command, &arguments)
}

#[test]
fn a_signed_catalogue_is_taken_a_changed_one_is_refused_and_journalled_and_one_can_go_back() {
    let folder = tests::folder();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    keys(folder.path());
    let at = |arguments: &[&str]| catalogue(folder.path(), arguments);
    signed(folder.path(), "2026.12.1");
    // Changed by somebody on the way.
    let good = std::fs::read_to_string(path("new.json")).unwrap();
    std::fs::write(path("changed.json"), good.replace("失业保险金申领", "失业保险金申请")).unwrap();
    let refused = at(&["import", &path("changed.json")]);
    assert_eq!(refused.code, Some(1), "{}", refused.out);
    assert!(refused.err.contains("is refused") && refused.err.contains("the journal has it"), "{}", refused.err);
    let taken = at(&["import", &path("new.json")]);
    assert!(taken.out.contains("2026.12.1 is in force, after 2026.11.1"), "{}{}", taken.out, taken.err);
    assert!(at(&["check"]).out.contains("version 2026.12.1"));
    assert!(at(&["rollback"]).out.contains("2026.11.1 is in force, 2026.12.1 is not any more"));
    assert!(journal_has(folder.path(), "catalogue_refused"));
}

/// Somebody touches the screen and rests a while.
const JOURNEY: &str = r#"
title = "A glance"
[[step]]
tap = "触摸屏幕，开始办理"
then = "home"
[[step]]
rest_s = 3
"#;

#[test]
fn what_the_platform_offers_is_taken_unless_staff_went_back_from_it() {
    let folder = tests::folder();
    let path = |name: &str| folder.path().join(name);
    keys(folder.path());
    signed(folder.path(), "2026.12.1");
    std::fs::create_dir_all(path("sandbox/people")).unwrap();
    std::fs::copy(tests::project().join(PERSON), path("sandbox/people/wang.toml")).unwrap();
    std::fs::write(path("glance.toml"), JOURNEY).unwrap();
    let glance = || {
        let mut command = program(crate::KIOSK, folder.path());
        command.env("KIOSK__CATALOGUE__KEYS", path("public.pem"));
        command.env("KIOSK__PLATFORM__PEOPLE", path("sandbox/people"));
        let (journey, out) = (path("glance.toml"), path("out"));
        let said = run(&mut command, &["journey".as_ref(), journey.as_os_str(), "--out".as_ref(), out.as_os_str()]);
        assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
        catalogue(folder.path(), &["check"]).out
    };
    assert!(glance().contains("version 2026.11.1"), "nothing is offered");
    std::fs::copy(path("new.json"), path("sandbox/catalogue.json")).unwrap();
    assert!(glance().contains("version 2026.12.1"));
    assert_eq!(catalogue(folder.path(), &["rollback"]).code, Some(0));
    assert!(glance().contains("version 2026.11.1"), "staff went back from it");
    // Nobody who is trusted signed this one.
    signed(folder.path(), "2026.12.2");
    let changed = std::fs::read_to_string(path("new.json")).unwrap().replace("失业保险金申领", "失业保险金申请");
    std::fs::write(path("sandbox/catalogue.json"), changed).unwrap();
    assert!(!journal_has(folder.path(), "catalogue_refused"));
    assert!(glance().contains("version 2026.11.1"));
    assert!(journal_has(folder.path(), "catalogue_refused"), "staff are to know of it");
}
