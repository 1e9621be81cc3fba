//! A typist with its events. The packages of librime and zinnia belong to what is installed before the tests; without
//! them these fail.

#![allow(dead_code)] // each test takes what it needs
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test helper may panic

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use tempfile::TempDir;
use typing::{Availability, Composing, Event, Layout, Method, Press, Program, Settings, Typist};

/// After this something that should come will not: the test fails.
const NEVER: Duration = Duration::from_secs(120);

pub(crate) struct Rig {
    pub(crate) typist: Typist,
    pub(crate) events: Receiver<Event>,
    pub(crate) visits: TempDir,
}

/// Settings with the engine program of this crate; dictionaries are prepared once for all tests.
pub(crate) fn settings(visits: &Path) -> Settings {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_typing-engine"));
    let prepared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dictionaries");
    Settings { visits: visits.into(), ..Settings::new(Program { path: program, arguments: Vec::new() }, prepared) }
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let visits = tempfile::tempdir().unwrap();
        let mut settings = settings(visits.path());
        change(&mut settings);
        let (sender, events) = channel();
        let typist = Typist::start(settings, move |event| drop(sender.send(event))).unwrap();
        Self { typist, events, visits }
    }

    pub(crate) fn press(&self, layout: Layout, press: Press) -> Composing {
        let asked = self.typist.press(layout, press);
        self.wait(|event| match event {
            Event::Composing { ticket, layout: answered, composing } if ticket == asked => {
                assert_eq!(answered, layout);
                Some(composing)
            }
            _ => None,
        })
    }

    /// Presses all keys; what shows after the last.
    pub(crate) fn keys(&self, layout: Layout, keys: &str) -> Composing {
        keys.chars().fold(Composing::nothing(), |_, key| self.press(layout, Press::Key(key)))
    }

    pub(crate) fn wait<T>(&self, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
        loop {
            let event = self.events.recv_timeout(NEVER).expect("what is waited for comes");
            if let Some(found) = wanted(event) {
                return found;
            }
        }
    }

    /// Waits until a way of typing is as `wanted` says.
    pub(crate) fn available(&self, method: Method, wanted: impl Fn(&Availability) -> bool) -> Availability {
        self.wait(|event| match event {
            Event::Availability(of, now) if of == method && wanted(&now) => Some(now),
            _ => None,
        })
    }

    pub(crate) fn forgotten(&self, part: typing::typist::Part) {
        self.wait(|event| match event {
            Event::Forgotten(of, result) if of == part => {
                assert_eq!(result, Ok(()));
                Some(())
            }
            _ => None,
        });
    }
}

pub(crate) fn candidates(shown: &Composing) -> Vec<&str> {
    shown.candidates.iter().map(|candidate| candidate.reveal().as_str()).collect()
}

/// A program that does what a script says, in place of an engine.
pub(crate) fn program(folder: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join("program");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}
