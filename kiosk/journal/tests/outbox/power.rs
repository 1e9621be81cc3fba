//! Power cuts: a terminal hands in while all that it writes, syncs, says and sends is recorded; then the power is cut at
//! hundreds of moments of the recording. What it had acknowledged is stored, takes effect once, and comes to an end that
//! can be seen. The control, which commits with `synchronous=NORMAL`, loses what it had acknowledged.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use journal::outbox::StateName;
use platform::SharedPlatform;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tokio::net::UnixListener;
use uuid::Uuid;

use crate::common::{Random, folder, sandbox, started};
use crate::disk::{Disk, Left, put};
use crate::line::Careless;
use crate::terminal::{Orders, Store, Synchronous, acknowledged, stored};
use crate::trace::{self, Event};
use crate::wire::{answered, received, serve};

/// So many applications are handed in: the write-ahead log is full more than once.
const APPLICATIONS: u128 = 36;
/// So often the power is cut at any moment; and once more after each acknowledgement.
const CUTS: usize = 300;

/// A moment of a recording at which the power is cut.
struct Cut {
    left: Left,
    acknowledged: Vec<Uuid>,
    /// What the platform had been sent.
    sent: usize,
}

/// What came of cuts.
#[derive(Debug, Default)]
struct Tally {
    cuts: usize,
    /// Applications that were acknowledged before a cut, cut by cut.
    acknowledged: usize,
    /// Those of them that were lost, and cuts that lost some.
    lost: usize,
    losing: usize,
    doubled: usize,
    without_end: usize,
}

/// Whether programs can be watched here.
fn watched() -> bool {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    match tried {
        Ok(output) if output.status.success() => true,
        Ok(output) => {
            let why = String::from_utf8_lossy(&output.stderr);
            println!("power cuts: not tried; strace may not watch programs here ({})", why.trim());
            false
        }
        Err(error) => {
            println!("power cuts: not tried; strace cannot be started ({error})");
            false
        }
    }
}

/// Has a terminal hand in, on a disk that is empty at first; gives all that it did.
async fn recorded(store: Store) -> Vec<Event> {
    let outside = tempfile::tempdir().unwrap();
    let (socket, trace) = (outside.path().join("platform"), outside.path().join("trace"));
    let server = tokio::spawn(serve(UnixListener::bind(&socket).unwrap(), Arc::new(sandbox()), Random(3)));
    let folder = folder();
    let orders = Orders { folder: folder.path().to_owned(), socket, first: 0, count: APPLICATIONS, starts: 2, store };
    let mut command = Command::new("strace");
    command.args(["--seccomp-bpf", "-f", "-y", "-xx", "-s", "1000000", "-e", trace::CALLS, "-o"]);
    command.arg(&trace).arg(std::env::current_exe().unwrap());
    orders.to(&mut command);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    server.abort();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let events = trace::read(&fs::read_to_string(&trace).unwrap(), folder.path());
    let said =
        events.iter().filter_map(|event| if let Event::Said(bytes) = event { Some(bytes.as_slice()) } else { None });
    let said: Vec<u8> = said.flatten().copied().collect();
    assert_eq!(acknowledged(&said).len() as u128, APPLICATIONS);
    // What was recorded is what was done.
    let mut disk = Disk::default();
    for event in &events {
        if let Event::Changed(change) = event {
            disk.change(change);
        }
    }
    for (name, bytes) in disk.seen() {
        assert!(fs::read(folder.path().join(&name)).unwrap() == bytes, "{name}");
    }
    events
}

/// Cuts the power at [`CUTS`] moments, and after each acknowledgement.
fn cuts(events: &[Event], seed: u64) -> impl Iterator<Item = Cut> {
    let mut random = Random(seed);
    let mut moments: Vec<usize> = (0..CUTS).map(|_| random.to(events.len() as u64) as usize).collect();
    let said = events.iter().enumerate().filter(|(_, event)| matches!(event, Event::Said(_)));
    moments.extend(said.map(|(at, _)| at + 1));
    moments.sort_unstable();
    let (mut disk, mut said, mut sent) = (Disk::default(), Vec::new(), 0);
    let mut done = 0;
    moments.into_iter().map(move |moment| {
        for event in &events[done..moment] {
            match event {
                Event::Changed(change) => disk.change(change),
                Event::Said(bytes) => said.extend(bytes),
                Event::Sent(bytes) => sent += bytes.len(),
            }
        }
        done = moment;
        Cut { left: disk.cut(&mut random), acknowledged: acknowledged(&said), sent }
    })
}

/// A platform that has got so much.
async fn platform_of(mut sent: &[u8]) -> (Arc<platform::Sandbox>, Arc<Careless>) {
    let sandbox = Arc::new(sandbox());
    let careless = Arc::new(Careless::new(Arc::clone(&sandbox)));
    let platform = Arc::clone(&careless) as SharedPlatform;
    while let Some(message) = received(&mut sent).await {
        answered(&platform, message).await;
    }
    (sandbox, careless)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn power_cuts_lose_nothing_and_double_nothing() {
    if !watched() {
        return;
    }
    let events = recorded(Store::Outbox).await;
    let sent =
        events.iter().filter_map(|event| if let Event::Sent(bytes) = event { Some(bytes.as_slice()) } else { None });
    let sent: Vec<u8> = sent.flatten().copied().collect();
    let mut tally = Tally::default();
    for (number, cut) in cuts(&events, 0x5eed_0001).enumerate() {
        let (sandbox, careless) = platform_of(&sent[..cut.sent]).await;
        let folder = folder();
        put(&cut.left, folder.path());
        let (found, rows) = started(folder.path(), careless.clone()).await;
        let found: BTreeSet<Uuid> = found.iter().map(|row| row.id).collect();
        let ended =
            |row: &&journal::outbox::OutboxRow| row.state.name() == StateName::Accepted && row.state.number().is_some();
        let there: BTreeSet<Uuid> = sandbox.control().handed_in().into_iter().collect();
        assert_eq!(there, rows.iter().map(|row| row.id).collect(), "cut {number}: what is stored is what arrives");
        let (effects, doubled) = careless.taken();
        assert_eq!((effects, sandbox.control().case_numbers()), (rows.len(), rows.len()), "cut {number}");
        tally.add(&cut, &found);
        tally.doubled += doubled;
        tally.without_end += rows.len() - rows.iter().filter(ended).count();
    }
    tally.print("the outbox");
    assert!(tally.cuts >= 200, "{tally:?}");
    assert_eq!((tally.lost, tally.losing, tally.doubled, tally.without_end), (0, 0, 0, 0), "{tally:?}");
}

/// The same tables, bare, with a setting of `synchronous`.
async fn bare(synchronous: Synchronous) -> Tally {
    let events = recorded(Store::Bare(synchronous)).await;
    let mut tally = Tally::default();
    for (number, cut) in cuts(&events, 0x5eed_0002).enumerate() {
        let folder = folder();
        put(&cut.left, folder.path());
        assert_eq!(pages(folder.path()).await, "ok", "cut {number}: older perhaps, but whole");
        let found = stored(folder.path()).await.into_iter().map(|(id, _)| id).collect();
        tally.add(&cut, &found);
    }
    tally.print(&format!("the same tables, synchronous={synchronous:?}"));
    assert!(tally.cuts >= 200, "{tally:?}");
    tally
}

/// What the database says of its pages.
async fn pages(folder: &Path) -> String {
    let options = SqliteConnectOptions::new().filename(folder.join("journal.db")).create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    let pages = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    pages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_sync_at_each_commit_power_cuts_lose_what_was_acknowledged() {
    if !watched() {
        return;
    }
    let full = bare(Synchronous::Full).await;
    assert_eq!(full.lost, 0, "{full:?}");
    let normal = bare(Synchronous::Normal).await;
    assert!(normal.losing > 50, "the control does not fail: {normal:?}");
}

impl Tally {
    fn add(&mut self, cut: &Cut, found: &BTreeSet<Uuid>) {
        let lost = cut.acknowledged.iter().filter(|id| !found.contains(id)).count();
        self.cuts += 1;
        self.acknowledged += cut.acknowledged.len();
        self.lost += lost;
        self.losing += usize::from(lost > 0);
    }

    fn print(&self, what: &str) {
        let Self { cuts, acknowledged, lost, losing, doubled, without_end } = self;
        println!("power cuts, {what}:");
        println!("| cuts | acknowledged before them | cuts that lost | lost | doubled | without an end |");
        println!("|---|---|---|---|---|---|");
        println!("| {cuts} | {acknowledged} | {losing} | {lost} | {doubled} | {without_end} |");
    }
}
