//! Every journey of `tests/journeys` on the very program, headless; each ticket's QR code reads back.

use std::path::{Path, PathBuf};
use std::thread;

use serde::Deserialize;
use tests::program::{program, run};

/// Start of the address in a certificate's QR code, and the letters of the code behind it.
const VERIFY: &str = "https://verify.example/v/";

/// What a journey writes of itself, as far as it is looked at here.
#[derive(Deserialize)]
struct Journey {
    failed: Option<String>,
    pages: Vec<Shown>,
    tickets: Vec<Ticket>,
}

#[derive(Deserialize)]
struct Shown {
    page: String,
    picture: String,
}

#[derive(Deserialize)]
struct Ticket {
    picture: String,
    size: usize,
}

/// Journeys at the same time: half of their time is waiting.
const AT_ONCE: usize = 3;

/// Plays a journey of that name with a folder of its own. On wires with a speed printing takes long enough to be seen.
fn play(name: &str) -> (Journey, tempfile::TempDir) {
    let folder = tests::folder();
    let out = folder.path().join("out");
    let file = format!("tests/journeys/{name}.toml");
    let mut command = program(crate::KIOSK, folder.path());
    command.env("KIOSK__SIMULATION__BAUD", "115200");
    let said = run(&mut command, &["journey".as_ref(), Path::new(&file), "--out".as_ref(), &out]);
    assert_eq!(said.code, Some(0), "{name}:\n{}\n{}", said.out, said.err);
    let journey: Journey = serde_json::from_slice(&std::fs::read(out.join("journey.json")).unwrap()).unwrap();
    assert_eq!(journey.failed, None, "{name}");
    (journey, folder)
}

/// What the only QR code of a picture says.
fn qr(picture: &Path) -> String {
    let gray = image::open(picture).unwrap().into_luma8();
    let mut prepared = rqrr::PreparedImage::prepare(gray);
    let found = prepared.detect_grids();
    assert_eq!(found.len(), 1, "QR codes on {}", picture.display());
    found[0].decode().unwrap().1
}

/// Plays them and reads the tickets' codes; beside each name, how many tickets there are.
fn play_all(journeys: &[(&str, usize)]) {
    for some in journeys.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let playing: Vec<_> = some.iter().map(|(name, tickets)| scope.spawn(|| check(name, *tickets))).collect();
            for journey in playing {
                journey.join().unwrap();
            }
        });
    }
}

fn check(name: &str, tickets: usize) -> Vec<String> {
    let (journey, folder) = play(name);
    let out = folder.path().join("out");
    assert_eq!(journey.tickets.len(), tickets, "{name}");
    let mut codes = Vec::new();
    for ticket in &journey.tickets {
        let address = qr(&out.join(&ticket.picture));
        let code = address.strip_prefix(VERIFY).unwrap_or_else(|| panic!("{name}: {address}")).to_owned();
        assert_eq!(code.len(), 14, "{name}: {code}");
        assert!(!codes.contains(&code), "{name}: two tickets with one code");
        codes.push(code);
        assert!(ticket.size > 500, "{name}: {} bytes", ticket.size);
    }
    for shown in &journey.pages {
        let picture = image::open(out.join(&shown.picture)).unwrap().into_luma8();
        let first = picture.get_pixel(0, 0);
        assert!(picture.pixels().any(|pixel| pixel != first), "{name}: {} is blank", shown.page);
    }
    let pages: Vec<String> = journey.pages.into_iter().map(|shown| shown.page).collect();
    assert_eq!(pages.last().map(String::as_str), Some("attract"), "{name}");
    pages
}

#[test]
fn the_main_journey() {
    let pages = check("main", 1);
    for page in ["attract", "home", "consent", "identify", "record", "preview", "printing", "take-it", "finished"] {
        assert!(pages.iter().any(|shown| shown == page), "{page} is not among {pages:?}");
    }
}

#[test]
fn other_documents_and_other_ways() {
    play_all(&[("statement", 1), ("transfer", 2), ("english-large", 1), ("keyboard", 1)]);
}

#[test]
fn trouble_and_its_end() {
    play_all(&[("paper-out", 1), ("reader-unplugged", 1), ("network-cut", 1)]);
}

#[test]
fn other_names_and_cards() {
    play_all(&[("rare-name", 1), ("hong-kong", 1), ("taiwan", 1), ("foreigner-2017", 1), ("foreigner-2023", 1)]);
}

#[test]
fn people_who_get_no_paper() {
    play_all(&[("expired", 0), ("nothing-to-print", 0)]);
}

#[test]
fn every_journey_is_played_here_and_explained() {
    let folder = tests::project().join("tests/journeys");
    let here = include_str!("journeys.rs");
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let names: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    assert!(names.len() > 10);
    for path in names {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // Those of the benchmark are played by it.
        let benchmark = name.starts_with("bench-");
        assert!(benchmark || here.contains(&format!("(\"{name}\", ")), "{name} is not played");
        assert!(readme.contains(&format!("`{name}.toml`")), "{name} is not in the README");
    }
    let script = std::fs::read_to_string(tests::project().join("kiosk/src/journey/script.rs")).unwrap();
    let fields =
        script.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": ").map(|(name, _)| name));
    let mut keys = 0;
    let names = fields.filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
    for key in names.filter(|name| *name != "steps" && *name != "comfort") {
        assert!(readme.contains(&format!("`{key}`")), "{key} is not explained");
        keys += 1;
    }
    assert!(keys > 15, "the search for keys has broken: {keys}");
}
