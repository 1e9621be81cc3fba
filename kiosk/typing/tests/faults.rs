//! Engines that are missing, hang, die or talk nonsense: typing says so, answers every press, and works again by itself.

mod common;

use std::path::PathBuf;
use std::time::Duration;

use common::{Rig, candidates, program};
use typing::{Availability, Composing, Event, Ink, Layout, Method, Press, Program, Settings, TypingError, status};

fn impatient(settings: &mut Settings) {
    settings.delays.retry_first = Duration::from_millis(1);
    settings.delays.retry_longest = Duration::from_millis(1);
    settings.delays.answer = Duration::from_millis(200);
}

/// The real engine program under a script.
fn scripted(settings: &mut Settings, folder: &std::path::Path, script: &str) {
    let real = settings.engine.path.display().to_string();
    let path = program(folder, &script.replace("ENGINE", &real));
    settings.engine = Program { path, arguments: Vec::new() };
}

#[test]
fn everything_works_where_the_packages_are_installed() {
    let visits = tempfile::tempdir().unwrap();
    let told = status(&common::settings(visits.path()));
    let ready = [Method::Pinyin, Method::Stroke, Method::Handwriting].map(|method| (method, Availability::Ready));
    assert_eq!(told, ready);
    assert_eq!(std::fs::read_dir(visits.path()).unwrap().count(), 0);
}

#[test]
fn what_is_not_installed_is_named_with_its_package() {
    let visits = tempfile::tempdir().unwrap();
    let mut settings = common::settings(visits.path());
    settings.shared = "/nowhere/rime-data".into();
    settings.model = "/nowhere/zh_CN.model".into();
    let told: Vec<String> = status(&settings).iter().map(|(method, state)| format!("{method}: {state}")).collect();
    assert_eq!(
        told,
        [
            "pinyin: /nowhere/rime-data/default.yaml is not there; install the packages rime-prelude",
            "stroke input: /nowhere/rime-data/default.yaml is not there; install the packages rime-prelude",
            "handwriting: /nowhere/zh_CN.model is not there; install the packages tegaki-zinnia-simplified-chinese",
        ]
    );
    let mut settings = common::settings(visits.path());
    settings.zinnia = "no-such-zinnia".into();
    let missing =
        TypingError::Missing { what: "zinnia".into(), packages: "zinnia-utils tegaki-zinnia-simplified-chinese" };
    assert_eq!(status(&settings)[2], (Method::Handwriting, Availability::Missing(missing)));
}

#[test]
fn a_missing_library_is_missing_and_no_crash() {
    let visits = tempfile::tempdir().unwrap();
    let mut settings = common::settings(visits.path());
    scripted(&mut settings, visits.path(), "exit 71");
    let missing = Availability::Missing(TypingError::Missing { what: "librime.so.1".into(), packages: "librime1" });
    assert_eq!(status(&settings)[0], (Method::Pinyin, missing));
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_keeps_nobody_waiting() {
    let rig = Rig::with(|settings| settings.prepared = PathBuf::from("/proc/dictionaries"));
    rig.typist.begin_visit();
    assert_eq!(rig.press(Layout::Pinyin, Press::Key('n')), Composing::nothing());
    let rig = Rig::with(|settings| settings.visits = PathBuf::from("/proc/visits"));
    rig.typist.begin_visit();
    let failed = rig.available(Method::Pinyin, |now| matches!(now, Availability::Failed(_)));
    assert!(failed.to_string().contains("/proc/visits"), "{failed}");
    assert_eq!(rig.press(Layout::Pinyin, Press::Key('n')), Composing::nothing());
}

#[test]
fn an_engine_that_dies_is_told_and_started_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::with(|settings| {
        impatient(settings);
        settings.delays.answer = Duration::from_secs(10);
        // The first one that serves is told of two presses of six bytes each, and ends.
        scripted(
            settings,
            folder.path(),
            &format!(
                "[ \"$1\" = serve ] && mkdir {0}/once 2>/dev/null && {{ dd bs=6 count=2 2>/dev/null | ENGINE \"$@\"; exit; }}\nexec ENGINE \"$@\"",
                folder.path().display()
            ),
        );
    });
    rig.typist.begin_visit();
    assert_eq!(candidates(&rig.keys(Layout::Pinyin, "ni"))[0], "你");
    // The third press finds it dead.
    let asked = rig.typist.press(Layout::Pinyin, Press::Key('h'));
    let mut told = None;
    let shown = rig.wait(|event| match event {
        Event::Availability(Method::Pinyin, now) => {
            told = Some(now);
            None
        }
        Event::Composing { ticket, composing, .. } if ticket == asked => Some(composing),
        _ => None,
    });
    assert_eq!(shown, Composing::nothing());
    assert!(matches!(told, Some(Availability::Failed(TypingError::Died { .. }))), "{told:?}");
    rig.available(Method::Pinyin, |now| *now == Availability::Ready);
    assert_eq!(candidates(&rig.keys(Layout::Pinyin, "ni"))[0], "你");
}

#[test]
fn an_engine_that_hangs_or_talks_nonsense_is_ended() {
    for (script, hangs) in [("sleep 1000", true), ("yes", false), ("head -c 100000 /dev/urandom", false)] {
        let folder = tempfile::tempdir().unwrap();
        let rig = Rig::with(|settings| {
            impatient(settings);
            settings.delays.start = Duration::from_secs(3);
            scripted(settings, folder.path(), &format!("[ \"$1\" = serve ] && exec {script}\nexec ENGINE \"$@\""));
        });
        rig.typist.begin_visit();
        let failed = rig.available(Method::Stroke, |now| matches!(now, Availability::Failed(_)));
        let expected = match failed {
            Availability::Failed(TypingError::Hangs { .. }) => hangs,
            Availability::Failed(TypingError::Garbage { .. }) => !hangs,
            _ => false,
        };
        assert!(expected, "{script}: {failed}");
    }
}

#[test]
fn a_zinnia_that_hangs_dies_or_talks_nonsense_is_told_and_keys_go_on() {
    for script in ["sleep 1000", "exit 1", "yes", "cat"] {
        let folder = tempfile::tempdir().unwrap();
        let rig = Rig::with(|settings| {
            settings.delays.start = Duration::from_secs(1);
            settings.zinnia = program(folder.path(), &format!("exec {script}"));
        });
        rig.typist.begin_visit();
        let asked = rig.typist.draw(Ink::new(vec![vec![(0.1, 0.5), (0.9, 0.5)]]));
        let mut told = None;
        let guesses = rig.wait(|event| match event {
            Event::Availability(Method::Handwriting, Availability::Failed(error)) => {
                told = Some(error);
                None
            }
            Event::Guesses { ticket, guesses } if ticket == asked => Some(guesses),
            _ => None,
        });
        assert!(guesses.is_empty() && told.is_some(), "{script}: {told:?}");
        assert_eq!(candidates(&rig.keys(Layout::Pinyin, "ni"))[0], "你");
    }
}
