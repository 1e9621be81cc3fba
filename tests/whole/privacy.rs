//! Show 5: a canary name and number laid on the reader are nowhere when the visit is over: not in the journal, not in
//! the log at its most talkative, not in the memory of the program that still runs (which is what a core would hold).
//!
//! Reader and printer are in this process; what they remember is not the program's.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use device_sim::LineOptions;
use device_sim::printer::{Personality, PrinterSim};
use device_sim::reader::ReaderSim;
use memchr::memmem::Finder;
use platform::sandbox::Sandbox;
use tests::program::{Running, program};
use tests::rig::card;

/// The program comes so far, or never.
const PATIENCE: Duration = Duration::from_secs(90);

/// Invented; 370000 was never given to any place. The name is in no file of the project.
const NAME: &str = "金丝鹂";
const NUMBER: &str = "370000198802290012";
const EMPLOYER: &str = "威海金丝鹂试验有限公司";
const ADDRESS: &str = "山东省威海市环翠区金丝鹂路7号";

const JOURNEY: &str = r#"
title = "A canary"
[[step]]
tap = "触摸屏幕，开始办理"
then = "home"
[[step]]
tap = "查询打印社保记录"
then = "consent"
[[step]]
tap = "同意，继续"
then = "identify"
[[step]]
lay = "canary"
then = "record"
[[step]]
tap = "参保缴费证明"
then = "preview"
[[step]]
rest_s = 6
[[step]]
tap = "打印凭条"
then = "take-it"
[[step]]
take_card = true
take_ticket = true
tap = "结束，清除信息"
then = "finished"
[[step]]
then = "attract"
[[step]]
rest_s = 600
"#;

/// The check digit of GB 11643-1999.
fn with_check_digit(seventeen: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = seventeen.bytes().zip(weights).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    format!("{seventeen}{}", char::from(b"10X98765432"[sum % 11]))
}

fn person(folder: &Path) -> PathBuf {
    let people = folder.join("people");
    std::fs::create_dir_all(&people).unwrap();
    let text = format!(
        r#"title = "金丝鹂"
title_en = "Canary"
[card]
kind = "resident"
name = "{NAME}"
sex = "男"
nation = "汉"
birth = "1988-02-29"
address = "{ADDRESS}"
id = "{}"
authority = "威海市公安局环翠分局"
from = "2020-03-01"
to = "长期"
[record]
as_of = "2026-10"
[[record.insurance]]
kind = "employee_pension"
status = "active"
account = {{ carried_over = "20000.00", credited = "3000.00", interest = "500.00" }}
contributions = [{{ from = "2015-01", to = "2026-10", base = "7321.00", employer = "{EMPLOYER}" }}]
[[record.insurance]]
kind = "unemployment"
status = "active"
contributions_of = "employee_pension"
"#,
        number()
    );
    std::fs::write(people.join("canary.toml"), text).unwrap();
    people
}

fn number() -> String {
    with_check_digit(&NUMBER[..17])
}

/// What is looked for, in every form in which it may lie about.
fn traces() -> Vec<(String, Vec<u8>)> {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let big_endian = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let utf32 = |text: &str| text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<u8>>();
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let number = number();
    let mut traces = Vec::new();
    for (what, text) in [("name", NAME), ("number", number.as_str()), ("employer", EMPLOYER), ("address", ADDRESS)] {
        traces.push((format!("{what} in UTF-8"), text.as_bytes().to_vec()));
        traces.push((format!("{what} in UTF-16LE"), utf16(text)));
        traces.push((format!("{what} in UTF-16BE"), big_endian(text)));
        traces.push((format!("{what} in UTF-32"), utf32(text)));
        if !text.is_ascii() {
            traces.push((format!("{what} in GB18030"), gb(text)));
        }
    }
    traces
}

/// Where in these bytes a trace is.
fn find(place: &str, bytes: &[u8], found: &mut Vec<String>) {
    for (what, trace) in traces() {
        for at in Finder::new(&trace).find_iter(bytes) {
            let around = &bytes[at.saturating_sub(32)..bytes.len().min(at + trace.len() + 32)];
            found.push(format!("{what} in {place} at {at:#x}: {}", String::from_utf8_lossy(around).escape_debug()));
        }
    }
}

/// Everything readable of a running program: what a core file would hold, and more.
fn memory(pid: u32, mut each: impl FnMut(&str, &[u8])) {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let memory = File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut seen = 0_u64;
    for line in
        maps.lines().filter(|line| line.split_whitespace().nth(1).is_some_and(|rights| rights.starts_with("rw")))
    {
        let (from, to) = line.split_whitespace().next().unwrap().split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut bytes = vec![0; (to - from) as usize];
        // A few kernel pages cannot be read.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            seen += to - from;
            each(line, &bytes);
        }
    }
    assert!(seen > 1 << 20, "hardly anything of the program's memory could be read: {seen} bytes");
}

fn wait_for(what: &str, mut there: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !there() {
        assert!(Instant::now() < deadline, "{what} did not come");
        // Another process's files: nothing tells when one appears.
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Lays the canary down when the reader is asked for a card, plays the visit, and gives the program at rest.
fn visit(folder: &Path) -> Running {
    let reader = ReaderSim::start(LineOptions::instant(folder.join("reader"))).unwrap();
    let printer =
        PrinterSim::start(LineOptions::instant(folder.join("printer")), Personality::cn_kiosk_80mm()).unwrap();
    let people = person(folder);
    let journey = folder.join("canary-journey.toml");
    std::fs::write(&journey, JOURNEY).unwrap();
    let out = folder.join("out");
    let mut command = program(crate::KIOSK, folder);
    command
        .env("KIOSK__ID_CARD__PORT", folder.join("reader"))
        .env("KIOSK__PRINTER__PORT", folder.join("printer"))
        .env("KIOSK__PLATFORM__PEOPLE", &people)
        .env("KIOSK_LOG", "trace")
        .stderr(File::create(folder.join("stderr.log")).unwrap())
        .args(["journey".as_ref(), journey.as_os_str(), "--out".as_ref(), out.as_os_str()]);
    let child = Running::start(&mut command);
    let (hand, paper) = (reader.control(), printer.control());
    let shown = |page: &str| (1..20).any(|n| out.join(format!("{n:02}-{page}.png")).exists());
    wait_for("the page that asks for a card", || shown("identify"));
    hand.lay(card(Sandbox::load(&[people]).unwrap().person("canary").unwrap()));
    // While the visit goes on the person is in the memory, or the search afterwards would prove nothing.
    wait_for("the preview", || shown("preview"));
    let mut there = Vec::new();
    memory(child.pid(), |place, bytes| find(place, bytes, &mut there));
    for trace in ["name in UTF-8", "number in UTF-8"] {
        assert!(there.iter().any(|found| found.starts_with(trace)), "{trace} is not found while the visit goes on");
    }
    let ticket = paper.wait_ticket(1, PATIENCE).expect("the canary's ticket");
    assert!(ticket.text.contains(NAME) && ticket.text.contains(&number()), "the canary was there:\n{}", ticket.text);
    hand.take();
    paper.take_ticket();
    wait_for("the attract page", || (5..20).any(|n| out.join(format!("{n:02}-attract.png")).exists()));
    // The driver knows nothing of it any more when it has told that the card is gone.
    let finds = hand.counts().frames;
    assert!(hand.wait_counts(PATIENCE, |counts| counts.frames > finds), "the reader is still asked how it is");
    // They live as long as the program.
    std::mem::forget((reader, printer));
    child
}

#[test]
fn f4_a_canary_is_nowhere_after_the_visit() {
    assert_eq!(number(), NUMBER, "the canary's number carries its check digit");
    let folder = tests::folder();
    let child = visit(folder.path());
    let mut found = Vec::new();
    memory(child.pid(), |place, bytes| find(place, bytes, &mut found));
    for name in ["journal.db", "journal.db-wal", "journal.db-shm", "stderr.log"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
        assert!(!bytes.is_empty() || name.ends_with("shm"), "{name} is empty");
        find(name, &bytes, &mut found);
    }
    let log = std::fs::read_to_string(folder.path().join("stderr.log")).unwrap();
    assert!(log.contains("DEBUG"), "the log is not at its most talkative");
    child.kill();
    assert!(found.is_empty(), "{} traces:\n{}", found.len(), found.join("\n"));
}

#[test]
fn what_is_looked_for_would_be_found() {
    let mut found = Vec::new();
    for (_, trace) in traces() {
        find("here", &[b"before", trace.as_slice(), b"after"].concat(), &mut found);
    }
    assert!(found.len() >= traces().len());
    // This process holds the words as constants and in vectors: the search of memory finds them.
    let kept = number();
    let mut own = Vec::new();
    memory(std::process::id(), |place, bytes| find(place, bytes, &mut own));
    assert!(own.iter().any(|trace| trace.starts_with("number in UTF-8")), "{kept}");
}
