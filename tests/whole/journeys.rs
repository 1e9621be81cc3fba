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
    sheets: Vec<String>,
    #[serde(default)]
    said: Vec<Said>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Said {
    through: String,
    private: bool,
    text: String,
}

#[derive(Deserialize)]
struct Step {
    step: String,
    #[serde(default)]
    notes: Vec<String>,
}

#[derive(Deserialize)]
struct Shown {
    page: String,
    #[serde(default)]
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
    play_with(name, &[])
}

/// The same at a terminal that differs in some keys of its configuration.
fn play_with(name: &str, differs: &[(&str, &str)]) -> (Journey, tempfile::TempDir) {
    let folder = tests::folder();
    let file = format!("tests/journeys/{name}.toml");
    let journey = play_in(&folder, name, Path::new(&file), differs);
    (journey, folder)
}

/// The journey of a file, with a folder for its files.
fn play_in(folder: &tempfile::TempDir, name: &str, file: &Path, differs: &[(&str, &str)]) -> Journey {
    let out = folder.path().join("out");
    let mut command = program(crate::KIOSK, folder.path());
    command.env("KIOSK__SIMULATION__BAUD", "115200").envs(differs.iter().copied());
    let said = run(&mut command, &["journey".as_ref(), file, "--out".as_ref(), &out]);
    assert_eq!(said.code, Some(0), "{name}:\n{}\n{}", said.out, said.err);
    let journey: Journey = serde_json::from_slice(&std::fs::read(out.join("journey.json")).unwrap()).unwrap();
    assert_eq!(journey.failed, None, "{name}");
    journey
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

/// B3, E2, E9: one finger's taps and a card are all it takes; nothing is typed, said or shown to a camera.
#[test]
fn b3_e2_e9_the_main_journey_takes_taps_and_a_card_alone() {
    let script = std::fs::read_to_string(tests::project().join("tests/journeys/main.toml")).unwrap();
    let keys = script.lines().filter_map(|line| line.split_once(" = ").map(|(key, _)| key));
    let acts = ["title", "tap", "lay", "take_card", "take_ticket", "then", "within_s"];
    assert!(keys.clone().count() > 10);
    keys.for_each(|key| assert!(acts.contains(&key), "the main journey needs {key}"));
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

/// D1, D16, E5, C1: the main job with keypad and voice alone, the screen black. What was said is a golden file that
/// reads like one person guiding another; `UPDATE_GOLDEN=1` writes it anew, to be read before it is kept.
#[test]
fn c1_d1_the_main_job_by_keypad_and_voice_alone() {
    let (journey, folder) = play("blind-print");
    let out = folder.path().join("out");
    assert_eq!(journey.tickets.len(), 1);
    // D8: nothing private in the loudspeaker's log, and nothing at all while headphones are in.
    assert!(journey.said.iter().all(|said| said.through == "headphones"), "something came through the loudspeaker");
    assert!(
        journey.said.iter().any(|said| said.private && said.text.contains("王建明")),
        "the name is read to headphones"
    );
    assert!(journey.said.iter().all(|said| !said.private || !said.text.starts_with("现在在")), "controls name nobody");
    assert!(!out.join("speaker.wav").exists(), "the loudspeaker was not even opened");
    assert!(out.join("headphones.wav").metadata().unwrap().len() > 1_000_000, "minutes of sound");
    // F5: every page was black from the second step to the farewell.
    for shown in journey.pages.iter().skip(1).take_while(|shown| shown.page != "attract") {
        let picture = image::open(out.join(&shown.picture)).unwrap().into_rgb8();
        assert!(picture.pixels().all(|pixel| pixel.0 == [0, 0, 0]), "{} is seen", shown.page);
    }
    let said = settled(&std::fs::read_to_string(out.join("transcript.txt")).unwrap());
    let golden = tests::project().join("tests/journeys/blind-print.transcript.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &said).unwrap();
    }
    assert_eq!(said, std::fs::read_to_string(&golden).unwrap(), "what is said has changed");
}

/// A transcript without what differs from day to day and from run to run: numbers and dates of certificates, and news that
/// come when a device has them.
fn settled(transcript: &str) -> String {
    let changes = ["编号：", "验证码：", "出具日期：", "有效期至："];
    let passing = [
        "正在读身份证",
        "请不要拿开",
        // Which page says it depends on how fast the pages that wait for nobody pass.
        "第 1 步，共 3 步",
        "第 2 步，共 3 步",
        "第 3 步，共 3 步",
        "打印进度",
        "凭条还在出纸口",
        "凭条已拿走",
        "打印好了，请拿走凭条。",
        "身份证还在读卡区",
    ];
    let lines = transcript.lines().filter(|line| !passing.iter().any(|news| line.starts_with(news)));
    let lines = lines.map(|line| match changes.iter().find(|start| line.starts_with(**start)) {
        Some(start) => format!("{start}……"),
        None => line.to_owned(),
    });
    let mut lines: Vec<String> = lines.collect();
    // A page of which nothing is left.
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines.join("\n") + "\n"
}

/// E10: at most six touches from the first page to the paper.
#[test]
fn e10_the_simple_pages_lead_to_paper_in_six_touches() {
    let (journey, _folder) = play("elder-print");
    assert_eq!(journey.tickets.len(), 1);
    let to_paper = journey.steps.iter().take_while(|step| !step.step.contains("take the ticket"));
    let touches = to_paper.filter(|step| step.step.starts_with("tap ")).count();
    assert!(touches <= 6, "{touches} touches");
}

/// B5: everything that is touched lies between 800 and 1100 mm on a 43" terminal.
#[test]
fn b5_a_seated_person_reaches_everything() {
    let large = [("KIOSK__SCREEN__PX_PER_MM", "2.017"), ("KIOSK__SCREEN__TOP_MM", "1750")];
    let (journey, _folder) = play_with("wheelchair-print", &large);
    assert_eq!(journey.tickets.len(), 1);
}

/// B4: with the setting on, the second of two quick presses does not close the panel that the first one opened.
#[test]
fn b4_a_trembling_hand_presses_once() {
    play("steady");
}

/// Its button calls, its door ends a visit, and after tampering nobody is served until staff has looked.
#[test]
fn the_cabinet_of_a_terminal() {
    let pages = check("cabinet", 0);
    assert_eq!(pages.iter().filter(|page| *page == "secured").count(), 2, "{pages:?}");
}

/// Show 4: the main journey with A4 instead of a ticket, and a jam on the way: one document lies in the tray.
#[test]
fn the_main_journey_on_a4() {
    let (journey, folder) = play_with("a4", &[("KIOSK__LASER__URI", "simulated")]);
    assert_eq!((journey.tickets.len(), journey.sheets.len()), (0, 1));
    let pdf = std::fs::read(folder.path().join("out").join(&journey.sheets[0])).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000, "{} bytes", pdf.len());
    let pages: Vec<&str> = journey.pages.iter().map(|shown| shown.page.as_str()).collect();
    for page in ["preview", "printing", "take-it", "finished"] {
        assert!(pages.contains(&page), "{page} is not among {pages:?}");
    }
}

/// Show 4: the code on a phone stands in for the card, and codes on papers tell what government knows of them.
#[test]
fn codes_before_the_scanner() {
    let pages = check("by-code", 1);
    assert!(pages.iter().any(|page| page == "record"), "{pages:?}");
    let pages = check("check-paper", 1);
    assert_eq!(pages.iter().filter(|page| *page == "checked").count(), 3, "{pages:?}");
}

/// The same before a camera: nothing else of the journey changes.
#[test]
fn codes_before_a_camera() {
    for (name, page, times) in [("by-code", "record", 1), ("check-paper", "checked", 3)] {
        let (journey, _folder) = play_with(name, &[("KIOSK__SCANNER__CAMERA", "simulated")]);
        assert_eq!(journey.tickets.len(), 1, "{name}");
        let pages: Vec<&str> = journey.pages.iter().map(|shown| shown.page.as_str()).collect();
        assert!(pages.iter().filter(|shown| **shown == page).count() >= times, "{name}: {pages:?}");
    }
}

/// C1, C7: two keys lead over every page, to everything that is on it, and away from it again.
#[test]
fn c1_c7_two_keys_lead_everywhere_and_away_again() {
    let (journey, _folder) = play("two-keys");
    let told = journey.steps.iter().flat_map(|step| &step.notes).find(|note| note.contains("presses of two keys"));
    let told = told.expect("the robot tells what it did");
    let pages = told.rsplit_once("on: ").unwrap().1;
    // Everything but pages of faults, which have tests of their own, and those that wait for nobody.
    for page in [
        "attract",
        "home",
        "list",
        "search",
        "guide",
        "chain",
        "consent",
        "record",
        "insurance",
        "choose-year",
        "choose-province",
        "choose-city",
        "preview",
        "take-it",
        "finished",
    ] {
        assert!(pages.split(' ').any(|met| met == page), "{page} was not met: {told}");
    }
}

#[test]
fn a_card_that_was_left_is_not_read_again() {
    let (journey, _folder) = play("card-left");
    let asked = journey.pages.iter().filter(|shown| shown.page == "identify").count();
    assert_eq!(asked, 2);
}

/// Applications: tickets, the pages that must be met.
const APPLICATIONS: [(&str, usize, &[&str]); 8] = [
    ("apply", 1, &["question-pages", "question-signature", "review", "handed", "rating"]),
    ("birth", 1, &["chain", "question-choices", "share", "question-pages", "review", "handed"]),
    ("benefit", 1, &["review", "handed", "take-it"]),
    ("offline-application", 1, &["review", "handed", "rating"]),
    ("supplement", 1, &["cases", "case", "review", "handed"]),
    ("progress", 2, &["cases", "case", "life-file", "take-it"]),
    ("on-behalf", 1, &["identify", "review", "handed"]),
    ("company", 1, &["choose", "question-entries", "review", "handed"]),
];

#[test]
fn applications_are_made_followed_and_rated() {
    applications("");
}

/// The same in every way that the glass can be used.
#[test]
fn applications_in_every_comfort_mode() {
    for comfort in [
        "size = \"largest\"\ncontrast = \"dark_high\"\n",
        "reach = true\nmore_time = true\n",
        "simple = true\nstill = true\n",
        "size = \"small\"\ncontrast = \"low\"\nsteady = true\nvoice = { on = true }\n",
    ] {
        applications(comfort);
    }
}

fn applications(comfort: &str) {
    for some in APPLICATIONS.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let playing: Vec<_> = some
                .iter()
                .map(|(name, tickets, pages)| scope.spawn(move || application(name, *tickets, pages, comfort)))
                .collect();
            for journey in playing {
                journey.join().unwrap();
            }
        });
    }
}

fn application(name: &str, tickets: usize, pages: &[&str], comfort: &str) {
    let folder = tests::folder();
    let script = std::fs::read_to_string(tests::project().join(format!("tests/journeys/{name}.toml"))).unwrap();
    // Nobody looks at the pictures, and drawing them takes longer than everything else.
    let script = script.replacen("[[step]]", &format!("pictures = false\n\n[comfort]\n{comfort}\n[[step]]"), 1);
    let file = folder.path().join("journey.toml");
    std::fs::write(&file, script).unwrap();
    let journey = play_in(&folder, name, &file, &[]);
    assert_eq!(journey.tickets.len(), tickets, "{name}, {comfort}");
    let met: Vec<&str> = journey.pages.iter().map(|shown| shown.page.as_str()).collect();
    for page in pages {
        assert!(met.contains(page), "{name}, {comfort}: {page} is not among {met:?}");
    }
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
        assert!(benchmark || here.contains(&format!("(\"{name}\"")), "{name} is not played");
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

/// Three letters, a guide, its ticket: what the code on it says is what stands on it.
#[test]
fn three_letters_lead_to_a_guide_on_paper() {
    let (journey, folder) = play("find");
    let [ticket] = journey.tickets.as_slice() else { panic!("{} tickets", journey.tickets.len()) };
    let text = qr(&folder.path().join("out").join(&ticket.picture));
    for words in ["失业保险金申领", "文登区人社部门", "居民身份证", "12333"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let pages: Vec<&str> = journey.pages.iter().map(|shown| shown.page.as_str()).collect();
    for page in ["home", "search", "guide", "list", "printing", "take-it", "chain"] {
        assert!(pages.contains(&page), "{page} is not among {pages:?}");
    }
    assert!(!pages.contains(&"identify"), "nobody signs in to look something up");
    let asked = std::fs::read_to_string(folder.path().join("asked.json")).unwrap();
    assert_eq!(asked.trim(), r#"{"P042-1":1,"P054-1":1}"#, "it is counted what was opened, and nothing else");
}

/// What fits somebody is told after signing in, each with its reason.
#[test]
fn what_fits_somebody_leads_to_its_guide() {
    let (journey, _folder) = play("for-you");
    assert!(journey.tickets.is_empty());
    let pages: Vec<&str> = journey.pages.iter().map(|shown| shown.page.as_str()).collect();
    assert!(pages.ends_with(&["list", "guide", "list", "record", "finished", "attract"]), "{pages:?}");
}
