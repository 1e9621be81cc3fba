//! Show 4: kill -9 at 100 random moments of printing, while the printer lives on.
//!
//! The printer's other end is in this process: what is on its paper survives the kill. After each one the journal's chain
//! holds, the job is unknown at most once, no ticket came out twice, and the next start prints nothing by itself; the
//! next visit's ticket is whole and has nothing of the one before.

use std::panic::resume_unwind;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use device_sim::LineOptions;
use device_sim::printer::{Personality, PrinterControl, PrinterSim};
use journal::{JobRow, JobState, Journal, Recovery};
use tests::program::{Running, program};
use tests::rig::{pieces, whole};
use tests::without_screen::COMMAND;

/// A program that has not come so far by now never will.
const PATIENCE: Duration = Duration::from_secs(60);
/// Kills of the terminal without a screen, and of the very program with its (headless) screen.
const KILLS: usize = 88;
const KILLS_WITH_SCREEN: usize = 12;
/// Every so many kills another person comes afterwards and prints, too.
const NEXT_VISIT: usize = 8;
/// At the same time.
const AT_ONCE: usize = 6;
/// The printer's wire: real time, so that there is a middle to be killed in.
const BAUD: u32 = 115_200;

/// Whose visit is killed, and who comes next.
const FIRST: (&str, &str) = ("wang-jianming", "王建明");
const NEXT: (&str, &str) = ("li-yangli", "李样例");

/// Numbers that look random; the same seed gives the same ones.
struct Random(u64);

impl Random {
    /// One of 0..1.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A printer that outlives the program, and a folder for the program's files.
struct Site {
    folder: tempfile::TempDir,
    printer: PrinterControl,
    _sim: PrinterSim,
}

impl Site {
    fn new() -> Self {
        let folder = tests::folder();
        let line = LineOptions::paced(folder.path().join("printer"), BAUD);
        let sim = PrinterSim::start(line, Personality::cn_kiosk_80mm()).unwrap();
        Self { printer: sim.control(), _sim: sim, folder }
    }

    fn program(&self) -> Command {
        let mut command = program(crate::KIOSK, self.folder.path());
        command.env("KIOSK__PRINTER__PORT", self.folder.path().join("printer"));
        command.env("KIOSK__PRINTER__BAUD", BAUD.to_string());
        command
    }

    fn visit(&self, person: &str) -> Running {
        Running::start(self.program().args([COMMAND, person]))
    }

    /// Pieces with words of the person of this name, and how many of them are whole tickets.
    fn on_paper(&self, name: &str) -> (usize, usize) {
        let pieces = pieces(&self.printer);
        (pieces.iter().filter(|p| p.contains(name)).count(), pieces.iter().filter(|p| whole(p, name)).count())
    }

    /// Takes the ticket, if there is one, and waits until nothing moves any more.
    fn paper_stands(&self) {
        let look = || (self.printer.ink(), self.printer.tickets().len(), self.printer.buffered_bytes());
        let deadline = Instant::now() + PATIENCE;
        let (mut before, mut still) = (look(), 0);
        while still < 4 && Instant::now() < deadline {
            // A printer nobody talks to says nothing: one can only watch its paper.
            thread::sleep(Duration::from_millis(80));
            let now = look();
            still = if now == before { still + 1 } else { 0 };
            before = now;
        }
        self.printer.take_ticket();
    }
}

/// How long printing takes when nobody kills it, and how many rows it has.
fn calibrate() -> (Duration, usize) {
    let site = Site::new();
    let child = site.visit(FIRST.0);
    child.until("print", PATIENCE).unwrap();
    let begun = Instant::now();
    child.until("take-it", PATIENCE).unwrap();
    let took = begun.elapsed();
    assert_eq!(child.rest().1, Some(0));
    assert_eq!(site.on_paper(FIRST.1), (1, 1));
    (took, site.printer.tickets()[0].height_dots())
}

/// Reads what a kill left, twice, in a copy: the next start shall find it as it is.
fn journal_left(folder: &Path) -> (Recovery, Vec<JobRow>) {
    let copy = tests::folder();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("journal.db") {
            std::fs::copy(entry.path(), copy.path().join(name)).unwrap();
        }
    }
    let path = copy.path().join("journal.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        assert_eq!(journal::verify_file(&path).await.unwrap().first_bad, None, "the chain before the next start");
        let (journal, recovery) = Journal::open(&path, jiff::Timestamp::now()).await.unwrap();
        let jobs = journal.jobs(100).await.unwrap();
        assert_eq!(journal.verify().await.unwrap().first_bad, None, "the chain after the next start");
        journal.close().await.unwrap();
        let (journal, again) = Journal::open(&path, jiff::Timestamp::now()).await.unwrap();
        assert_eq!((again.unknown.len(), again.not_printed.len()), (0, 0), "a job was settled twice");
        journal.close().await.unwrap();
        (recovery, jobs)
    })
}

/// What a kill met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Met {
    /// No job, or one that had not begun.
    Before,
    /// A job was being sent.
    During,
    /// The job had ended.
    After,
}

/// Everything that must hold when the program was killed.
fn judge(site: &Site, next_visit: bool) -> Met {
    let (recovery, jobs) = journal_left(site.folder.path());
    assert!(jobs.len() <= 1, "print was pressed once: {jobs:?}");
    assert!(recovery.unknown.len() <= 1);
    let state = jobs.first().map(|job| job.state);
    site.paper_stands();
    let next = site.visit(if next_visit { NEXT.0 } else { "nobody" });
    next.until(&format!("recovered {}", recovery.unknown.len()), PATIENCE).unwrap();
    if next_visit {
        // A person takes out what the start has cut off.
        let deadline = Instant::now() + PATIENCE;
        while next.until("print", Duration::from_millis(200)).is_err() {
            assert!(Instant::now() < deadline, "the next person cannot print");
            site.printer.take_ticket();
        }
    }
    let (said, code) = next.rest();
    assert_eq!(code, Some(0), "the next start: {said:?}");
    site.paper_stands();
    let (begun, tickets) = site.on_paper(FIRST.1);
    match state {
        Some(JobState::Printed) => assert_eq!((begun, tickets), (1, 1), "printed, and on paper once"),
        Some(JobState::Unknown) => assert!(begun <= 1 && tickets <= 1, "{begun} pieces, {tickets} tickets"),
        _ => assert_eq!(begun, 0, "nothing was begun, and something is on paper"),
    }
    if next_visit {
        assert!(said.iter().any(|word| word == "take-it"), "the next visit: {said:?}");
        let pieces = pieces(&site.printer);
        let own: Vec<&String> = pieces.iter().filter(|piece| piece.contains(NEXT.1)).collect();
        assert_eq!(own.len(), 1, "the next person's ticket");
        assert!(whole(own[0], NEXT.1), "it is whole");
        assert!(!own[0].contains(FIRST.1), "it has the name of the person before");
        assert!(own[0].trim_start().starts_with("个人参保缴费证明"), "it begins with its title:\n{}", own[0]);
    }
    match (state, recovery.unknown.len()) {
        (Some(JobState::Unknown), 1) => Met::During,
        (Some(JobState::Printed | JobState::Unknown), _) => Met::After,
        _ => Met::Before,
    }
}

fn kill_without_screen(moment: Duration, next_visit: bool) -> Met {
    let site = Site::new();
    let child = site.visit(FIRST.0);
    child.until("print", PATIENCE).unwrap();
    // The random moment itself.
    thread::sleep(moment);
    child.kill();
    judge(&site, next_visit)
}

fn kill_with_screen(row: usize) -> Met {
    let site = Site::new();
    let out = site.folder.path().join("out");
    // A small screen is drawn faster.
    let mut command = site.program();
    command
        .env("KIOSK__SCREEN__WIDTH", "540")
        .env("KIOSK__SCREEN__HEIGHT", "960")
        .env("KIOSK__SCREEN__PX_PER_MM", "1.6");
    let child = Running::start(command.args(["journey", "tests/journeys/main.toml", "--out"]).arg(&out));
    assert!(site.printer.wait_ink(row, PATIENCE), "row {row} was never printed");
    child.kill();
    judge(&site, false)
}

#[test]
fn killed_at_100_random_moments_of_printing() {
    let seed = std::env::var("KIOSK_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| u64::from(std::process::id()) << 20 ^ jiff::Timestamp::now().as_nanosecond() as u64);
    println!("KIOSK_SEED={seed} repeats these moments");
    let (took, rows) = calibrate();
    let mut random = Random(seed | 1);
    let moments: Vec<f64> = (0..KILLS + KILLS_WITH_SCREEN).map(|_| random.next()).collect();
    let next = AtomicUsize::new(0);
    let met: Vec<Met> = thread::scope(|scope| {
        let work = || {
            let mut met = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let Some(moment) = moments.get(n) else { return met };
                met.push(if n < KILLS {
                    // A little over the end: the moment between the paper and the journal's word is in it, too.
                    kill_without_screen(took.mul_f64(moment * 1.05), n.is_multiple_of(NEXT_VISIT))
                } else {
                    // Not the rows of the feed before the cut.
                    kill_with_screen(1 + (moment * (rows - 150) as f64) as usize)
                });
            }
        };
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let count = |what| met.iter().filter(|m| **m == what).count();
    println!(
        "{} kills over {took:?} of printing: {} before the first byte, {} while it was sent, {} after its end",
        met.len(),
        count(Met::Before),
        count(Met::During),
        count(Met::After)
    );
    assert_eq!(met.len(), KILLS + KILLS_WITH_SCREEN);
    assert!(count(Met::During) >= met.len() / 2, "hardly a kill hit the printing itself: {met:?}");
}
