//! Configurations good and bad.

use std::path::{Path, PathBuf};

use super::{Config, Problems, load};

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../config").join(name)
}

fn with(text: &str, environment: &[(&str, &str)]) -> Result<Config, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("terminal.toml");
    std::fs::write(&file, text).unwrap();
    for name in [
        "terminals",
        "sandbox",
        "fonts",
        "divisions.toml",
        "codes.toml",
        "scanners",
        "documents",
        "catalogue",
        "places.toml",
        "announcements",
        "forms",
    ] {
        std::os::unix::fs::symlink(shipped(name).canonicalize().unwrap(), folder.path().join(name)).unwrap();
    }
    load(&file, environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

const GOOD: &str = "simulate = true\n[hall]\nname = \"a\"\nname_en = \"a\"\nplace = \"a\"\nplace_en = \"a\"\n[journal]\npath = \"j.db\"\n";

#[test]
fn the_shipped_profiles_are_right() {
    let development = load(&shipped("terminal.toml"), std::iter::empty()).unwrap();
    assert!(development.simulate, "the development profile runs without devices");
    let lobby = load(&shipped("terminal-lobby.toml"), std::iter::empty()).unwrap();
    assert!(!lobby.simulate, "a terminal in a lobby never simulates");
    assert!(lobby.id_card.unwrap().path.starts_with("/dev/serial/by-path"));
}

#[test]
fn everything_wrong_is_said_at_once_with_line_and_remedy() {
    let text = "simulat = true\n[hall]\nname = \"a\"\nname_en = 3\nplace = \"a\"\n[printer]\nmodle = \"x\"\nmodel = \"epson-80m\"\n[screen]\nwidth = 12\n[jounal]\npath = \"x\"\n";
    let problems = with(text, &[]).unwrap_err().to_string();
    for wanted in [
        "terminal.toml:1: there is no key “simulat”; did you mean “simulate”?",
        "terminal.toml:4: name_en must be a text",
        "terminal.toml:7: there is no key “printer.modle”; did you mean “model”?",
        "terminal.toml:8: there is no printer model “epson-80m”; did you mean “epson-80mm”?",
        "terminal.toml:10: width must be a whole number from 480 to 7680",
        "terminal.toml:11: there is no section [jounal]; did you mean “journal”?",
        "[hall] place_en is missing",
        "[journal] path is missing",
        "[id_card] port is missing: name the serial port, or write `simulate = true`",
        "[printer] port is missing",
    ] {
        assert!(problems.contains(wanted), "“{wanted}” is not in:\n{problems}");
    }
}

#[test]
fn no_toml_is_said_with_its_line() {
    let problems = with("simulate = true\n[hall\n", &[]).unwrap_err().to_string();
    assert!(problems.contains("terminal.toml:2: is not TOML"), "{problems}");
}

#[test]
fn the_environment_overrides_and_is_checked_as_well() {
    let environment = [
        ("KIOSK__ID_CARD__PORT", "/dev/ttyUSB7"),
        ("KIOSK__PRINTER__MODEL", "epson-80mm"),
        ("KIOSK__SCREEN__PX_PER_MM", "5.56"),
        ("KIOSK__SIMULATE", "true"),
        ("UNRELATED", "x"),
    ];
    let config = with(GOOD, &environment).unwrap();
    assert_eq!(config.id_card.unwrap().path, Path::new("/dev/ttyUSB7"));
    assert_eq!(config.printer_model_name, "epson-80mm");
    assert!((config.panel.px_per_mm - 5.56).abs() < 1e-6);
    let problems =
        with(GOOD, &[("KIOSK__PRINTER__MODLE", "x"), ("KIOSK__SCREEN__WIDTH", "wide")]).unwrap_err().to_string();
    assert!(
        problems.contains("environment variable KIOSK__PRINTER__MODLE: there is no key “printer.modle”"),
        "{problems}"
    );
    assert!(problems.contains("environment variable KIOSK__SCREEN__WIDTH"), "{problems}");
}

#[test]
fn a_device_without_a_port_is_simulated_only_when_asked_for() {
    assert!(with(GOOD, &[]).is_ok());
    let problems = with(GOOD, &[("KIOSK__SIMULATE", "false")]).unwrap_err().to_string();
    assert!(problems.contains("[id_card] port is missing"), "{problems}");
}

#[test]
fn a_camera_takes_the_place_of_a_scanner() {
    let config = with(GOOD, &[("KIOSK__SCANNER__CAMERA", "/dev/v4l/by-path/x")]).unwrap();
    assert_eq!(config.camera.unwrap().path.unwrap(), Path::new("/dev/v4l/by-path/x"));
    let simulated = with(GOOD, &[("KIOSK__SCANNER__CAMERA", "simulated")]).unwrap();
    assert_eq!(simulated.camera.unwrap().path, None);
    let wrong = [
        ("KIOSK__SCANNER__CAMERA", "simulated"),
        ("KIOSK__SCANNER__PORT", "/dev/ttyUSB3"),
        ("KIOSK__SCANNER__REGION", "0 0 200 100"),
        ("KIOSK__SIMULATE", "false"),
    ];
    let problems = with(GOOD, &wrong).unwrap_err().to_string();
    for wanted in [
        "KIOSK__SCANNER__REGION: a region is four whole numbers in percent",
        "a terminal has a serial scanner or a camera",
        "a simulated camera is there only with `simulate = true`",
    ] {
        assert!(problems.contains(wanted), "“{wanted}” is not in:\n{problems}");
    }
}

#[test]
fn a_document_camera_is_named_simulated_or_left_out() {
    assert_eq!(with(GOOD, &[]).unwrap().document_camera, None);
    let named = with(GOOD, &[("KIOSK__DOCUMENT_CAMERA__PATH", "/dev/v4l/by-path/x")]).unwrap();
    assert_eq!(named.document_camera.unwrap().path.unwrap(), Path::new("/dev/v4l/by-path/x"));
    let simulated = with(GOOD, &[("KIOSK__DOCUMENT_CAMERA__PATH", "simulated")]).unwrap();
    assert_eq!(simulated.document_camera.unwrap().path, None);
    let wrong = [("KIOSK__DOCUMENT_CAMERA__PATH", "simulated"), ("KIOSK__SIMULATE", "false")];
    let problems = with(GOOD, &wrong).unwrap_err().to_string();
    assert!(problems.contains("a simulated document camera is there only with `simulate = true`"), "{problems}");
    let wrong = [("KIOSK__DOCUMENT_CAMERA__PATH", "/dev/video0"), ("KIOSK__SCANNER__CAMERA", "/dev/video0")];
    let problems = with(GOOD, &wrong).unwrap_err().to_string();
    assert!(problems.contains("KIOSK__DOCUMENT_CAMERA__PATH: this camera reads codes already"), "{problems}");
    let text = format!("{GOOD}[document_camera]\npth = \"x\"\n");
    let problems = with(&text, &[]).unwrap_err().to_string();
    assert!(
        problems.contains("terminal.toml:10: there is no key “document_camera.pth”; did you mean “path”?"),
        "{problems}"
    );
}

#[test]
fn the_readme_explains_every_key() {
    let readme = std::fs::read_to_string(shipped("README.md")).unwrap();
    let table = super::schema::table();
    assert!(readme.contains(&table), "config/README.md must hold this table:\n{table}");
}
