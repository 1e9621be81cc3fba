//! `kill -9`, five hundred times: a terminal that hands in is killed at any moment and started again. What it had
//! acknowledged is stored, takes effect once, and comes to an end that can be seen.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use journal::outbox::{OutboxRow, StateName};
use journal::{JournalError, verify_file};
use platform::SharedPlatform;
use tokio::net::UnixListener;
use tokio::task::JoinSet;
use tokio::time::sleep;
use uuid::Uuid;

use crate::common::{Random, sandbox, started};
use crate::line::Careless;
use crate::terminal::{Orders, Store, acknowledged, stored};
use crate::wire::{Wire, serve};

/// Terminals, each with a journal and a platform of its own.
const TERMINALS: u64 = 20;
/// How often each of them is killed.
const KILLS: u64 = 25;
/// So many at a time.
const LANES: u64 = 2;
/// Of so many applications, the whole handing in is measured: kills are spread over as long.
const LIFE: u128 = 3;

/// What came of kills.
#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    /// Kills that left an application in a state, by state; `unsaid`: stored, and its acknowledgement not yet said;
    /// `nothing`: no application on its way.
    left: BTreeMap<String, usize>,
    acknowledged: usize,
    stored: usize,
    effects: usize,
    lost: usize,
    doubled: usize,
    without_end: usize,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.kills += other.kills;
        for (state, kills) in other.left {
            *self.left.entry(state).or_default() += kills;
        }
        self.acknowledged += other.acknowledged;
        self.stored += other.stored;
        self.effects += other.effects;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.without_end += other.without_end;
    }
}

/// A terminal's folder and platform, which outlive it.
struct Hall {
    folder: tempfile::TempDir,
    platform: Arc<Careless>,
    taken: Arc<platform::Sandbox>,
    server: tokio::task::JoinHandle<()>,
}

impl Hall {
    fn new(random: Random) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let taken = Arc::new(sandbox());
        let platform = Arc::new(Careless::new(Arc::clone(&taken)));
        let listener = UnixListener::bind(folder.path().join("platform")).unwrap();
        let server = tokio::spawn(serve(listener, Arc::clone(&platform) as SharedPlatform, random));
        Self { folder, platform, taken, server }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn orders(&self, first: u128, count: u128) -> Orders {
        let socket = self.path().join("platform");
        Orders { folder: self.path().to_owned(), socket, first, count, starts: 1, store: Store::Outbox }
    }
}

/// How long a terminal lives that hands in [`LIFE`] applications and is not killed.
async fn life() -> Duration {
    let hall = Hall::new(Random(1));
    let mut command = hall.orders(0, LIFE).command();
    let start = Instant::now();
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let life = start.elapsed();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(acknowledged(&output.stdout).len() as u128, LIFE);
    assert_eq!(hall.platform.taken(), (LIFE as usize, 0));
    life
}

/// A terminal that is running; it does not outlive the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a terminal, kills it after `after`; gives what it had acknowledged.
async fn killed(mut command: Command, after: Duration) -> Vec<Uuid> {
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    sleep(after).await;
    running.0.kill().unwrap();
    let mut said = Vec::new();
    running.0.stdout.take().unwrap().read_to_end(&mut said).unwrap();
    let status = running.0.wait().unwrap();
    assert_eq!(status.signal(), Some(9), "it ended by itself: {status}");
    acknowledged(&said)
}

/// One terminal's kills.
async fn kills(seed: u64, life: Duration) -> Tally {
    let mut random = Random(seed);
    random.to(1);
    let hall = Hall::new(random.clone());
    let mut tally = Tally::default();
    let mut said = BTreeSet::new();
    // And what the next start finds, acknowledged or not: from then on it stays.
    let mut found = BTreeSet::new();
    for kill in 0..KILLS {
        let after = Duration::from_micros(random.to(life.as_micros() as u64));
        said.extend(killed(hall.orders(u128::from(kill) * 1000, 1000).command(), after).await);
        tally.kills += 1;
        match verify_file(&hall.path().join("journal.db")).await {
            Ok(report) => assert_eq!(report.first_bad, None, "kill {kill} of {seed} after {after:?}"),
            // Killed before the journal was made.
            Err(error) => assert!(matches!(error, JournalError::Missing { .. }), "{error}"),
        }
        let stored = stored(hall.path()).await;
        let there: BTreeSet<Uuid> = stored.iter().map(|(id, _)| *id).collect();
        let lost = said.union(&found).filter(|id| !there.contains(id)).count();
        assert_eq!(lost, 0, "kill {kill} of {seed} after {after:?}");
        let mut left: BTreeSet<&str> = stored.iter().map(|(_, state)| state.as_str()).collect();
        left.remove(StateName::Accepted.as_str());
        if left.is_empty() {
            left.insert("nothing");
        }
        if there.iter().any(|id| !said.contains(id) && !found.contains(id)) {
            left.insert("unsaid");
        }
        found = there;
        for state in left {
            *tally.left.entry(state.to_owned()).or_default() += 1;
        }
    }
    let (_, rows) = started(hall.path(), Wire::shared(&hall.path().join("platform")).await).await;
    tally.acknowledged = said.len();
    tally.stored = rows.len();
    counted(&mut tally, &hall, &said, &rows);
    hall.server.abort();
    tally
}

/// What must be nothing at the end.
fn counted(tally: &mut Tally, hall: &Hall, said: &BTreeSet<Uuid>, rows: &[OutboxRow]) {
    let stored: BTreeSet<Uuid> = rows.iter().map(|row| row.id).collect();
    let there: BTreeSet<Uuid> = hall.taken.control().handed_in().into_iter().collect();
    tally.lost = said.iter().filter(|id| !stored.contains(id) || !there.contains(id)).count();
    let visible = |row: &&OutboxRow| row.state.name() == StateName::Accepted && row.state.number().is_some();
    tally.without_end = rows.len() - rows.iter().filter(visible).count();
    assert_eq!(there, stored, "the platform has what was sealed, and nothing else");
    assert_eq!(hall.taken.control().case_numbers(), rows.len(), "a number for each");
    (tally.effects, tally.doubled) = hall.platform.taken();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_kills_lose_nothing_and_double_nothing() {
    let life = life().await;
    let mut lanes = JoinSet::new();
    for lane in 0..LANES {
        lanes.spawn(async move {
            let mut tally = Tally::default();
            for terminal in (lane..TERMINALS).step_by(LANES as usize) {
                tally.add(kills(0x9e37_79b9_7f4a_7c15 ^ (terminal << 20), life).await);
            }
            tally
        });
    }
    let mut all = Tally::default();
    while let Some(tally) = lanes.join_next().await {
        all.add(tally.unwrap());
    }
    println!("kill -9, at random within {life:?}:");
    println!("| kills | acknowledged | stored | effects | lost | doubled | without an end |");
    println!("|---|---|---|---|---|---|---|");
    let Tally { kills, acknowledged, stored, effects, lost, doubled, without_end, left } = &all;
    println!("| {kills} | {acknowledged} | {stored} | {effects} | {lost} | {doubled} | {without_end} |");
    println!("kills that left an application: {left:?}");
    assert!(*kills >= 500);
    assert_eq!((*lost, *doubled, *without_end), (0, 0, 0), "{all:?}");
    assert!(*effects == *stored && *stored >= *acknowledged, "{all:?}");
    // They met what they are for. How much is done until a kill depends on what else the machine does meanwhile.
    assert!(*acknowledged >= 100, "{all:?}");
    for state in ["pending", "reserved", "uploading", "submitting"] {
        assert!(left.contains_key(state), "{state}: {all:?}");
    }
}
