//! The command line as an operator meets it: check, overrides, journeys on real devices.

use std::path::{Path, PathBuf};
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::printer::{Personality, PrinterSim};
use device_sim::reader::ReaderSim;
use platform::sandbox::Sandbox;
use tests::program::{Said, program, run};
use tests::rig::card;

/// Two cores may be busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

fn check(folder: &Path, overrides: &[(&str, &str)], config: &Path) -> Said {
    let mut command = program(crate::KIOSK, folder);
    command.envs(overrides.iter().copied());
    run(&mut command, &["check".as_ref(), Path::new("--config"), config])
}

fn shipped() -> PathBuf {
    tests::project().join("config/terminal.toml")
}

/// A configuration of these lines, where the shipped files are found.
fn written(folder: &Path, text: &str) -> PathBuf {
    let config = folder.join("config");
    std::fs::create_dir_all(&config).unwrap();
    for name in [
        "terminals",
        "sandbox",
        "fonts",
        "divisions.toml",
        "codes.toml",
        "catalogue",
        "places.toml",
        "announcements",
        "forms",
    ] {
        std::os::unix::fs::symlink(tests::project().join("config").join(name), config.join(name)).unwrap();
    }
    let file = config.join("terminal.toml");
    std::fs::write(&file, text).unwrap();
    file
}

fn says_all(said: &str, lines: &[&str]) {
    for line in lines {
        assert!(said.contains(line), "“{line}” is not in:\n{said}");
    }
}

#[test]
fn check_of_a_terminal_that_is_well() {
    let folder = tests::folder();
    let said = check(folder.path(), &[], &shipped());
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    for line in [
        "All is well.",
        "ok     ID card reader: simulated: security module",
        "ok     ticket printer: simulated",
        "ok     synthetic voice: ",
        "ok     headphones: no sound card is named",
        "ok     keypad: simulated: ",
    ] {
        assert!(said.out.contains(line), "“{line}” is not in:\n{}", said.out);
    }
    assert!(!said.out.contains("WRONG"), "{}", said.out);
}

#[test]
fn check_says_everything_that_is_wrong_with_a_configuration_at_once() {
    let folder = tests::folder();
    let text = "[hall]\nname = \"a\"\nname_en = \"a\"\nplace = \"a\"\nplace_en = \"a\"\ntime_zon = \"x\"\n\n[printer]\n\
        model = \"epson-80m\"\n\n[screen]\nwidth = \"wide\"\n\n[journal]\npath = \"journal.db\"\n";
    let file = written(folder.path(), text);
    let said = check(folder.path(), &[("KIOSK__SIMULATION__BAUD", "fast")], &file);
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    says_all(
        &said.err,
        &[
            "terminal.toml:6: there is no key “hall.time_zon”; did you mean “time_zone”?",
            "terminal.toml:9: there is no printer model “epson-80m”; did you mean “epson-80mm”?",
            "terminal.toml:12: width must be a whole number",
            "[id_card] port is missing",
            "[printer] port is missing",
            "environment variable KIOSK__SIMULATION__BAUD",
        ],
    );
}

#[test]
fn check_says_every_device_that_is_not_there() {
    let folder = tests::folder();
    let ports = [("KIOSK__ID_CARD__PORT", "/dev/no-reader"), ("KIOSK__PRINTER__PORT", "/dev/no-printer")];
    let said = check(folder.path(), &ports, &shipped());
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    says_all(
        &said.out,
        &[
            "WRONG  ID card reader: /dev/no-reader at 115200 baud: it is not there",
            "WRONG  ticket printer: /dev/no-printer",
            "2 things to mend.",
        ],
    );
}

#[test]
fn check_finds_a_journal_that_was_changed() {
    let folder = tests::folder();
    let path = folder.path().join("journal.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (journal, _) = journal::Journal::open(&path, jiff::Timestamp::now()).await.unwrap();
        journal.count("visits", 7, jiff::Timestamp::now()).await.unwrap();
        journal.close().await.unwrap();
    });
    let before = check(folder.path(), &[], &shipped());
    assert!(before.out.contains("the audit chain holds"), "{}", before.out);
    let mut bytes = std::fs::read(&path).unwrap();
    let place = memchr::memmem::rfind(&bytes, b"journal_opened").unwrap();
    bytes[place..place + 14].copy_from_slice(b"journal_opaned");
    std::fs::write(&path, bytes).unwrap();
    let said = check(folder.path(), &[], &shipped());
    assert_eq!(said.code, Some(1), "{}{}", said.out, said.err);
    assert!(said.out.contains("WRONG  journal: "), "{}", said.out);
}

#[test]
fn the_environment_chooses_the_printer() {
    let folder = tests::folder();
    let said = check(folder.path(), &[("KIOSK__PRINTER__MODEL", "epson-80mm")], &shipped());
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    assert!(said.out.contains("ok     ticket printer: simulated, Epson-like 80 mm (epson-80mm)"), "{}", said.out);
}

#[test]
fn called_wrongly_is_exit_code_2_and_help_helps() {
    let folder = tests::folder();
    assert_eq!(run(&mut program(crate::KIOSK, folder.path()), &["jurney"]).code, Some(2));
    let help = run(&mut program(crate::KIOSK, folder.path()), &["--help"]);
    assert_eq!(help.code, Some(0));
    for word in ["run", "check", "journey", "KIOSK__ID_CARD__PORT", "Examples"] {
        assert!(help.out.contains(word), "“{word}” is not in:\n{}", help.out);
    }
}

#[test]
fn a_journey_on_real_devices_passes_over_what_it_cannot_do() {
    let folder = tests::folder();
    let link = |name: &str| folder.path().join(name);
    let reader = ReaderSim::start(LineOptions::instant(link("reader"))).unwrap();
    let printer = PrinterSim::start(LineOptions::instant(link("printer")), Personality::cn_kiosk_80mm()).unwrap();
    let out = folder.path().join("out");
    let mut command = program(crate::KIOSK, folder.path());
    command.env("KIOSK__ID_CARD__PORT", link("reader")).env("KIOSK__PRINTER__PORT", link("printer"));
    let (hand, paper) = (reader.control(), printer.control());
    let said = std::thread::scope(|scope| {
        scope.spawn(|| {
            // It lies there before it is asked for, as with a person in a hurry.
            let sandbox = Sandbox::load(&[tests::project().join("config/sandbox/people")]).unwrap();
            hand.lay(card(sandbox.person("wang-jianming").unwrap()));
            paper.wait_ticket(1, PATIENCE).expect("a ticket");
            hand.take();
        });
        run(&mut command, &["journey".as_ref(), Path::new("tests/journeys/main.toml"), "--out".as_ref(), &out])
    });
    assert_eq!(said.code, Some(0), "{}\n{}", said.out, said.err);
    for note in
        ["passed over: the ID card reader is a real one; waiting for it", "passed over: the printer is a real one"]
    {
        assert!(said.out.contains(note), "“{note}” is not in:\n{}", said.out);
    }
    assert_eq!(paper.tickets().len(), 1, "one ticket on the real paper");
    assert!(out.join("ticket-1.png").exists(), "what was sent is kept as a picture");
}
