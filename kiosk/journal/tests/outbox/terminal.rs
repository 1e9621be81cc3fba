//! A terminal in a process of its own, which can be killed and watched: this test program, started once more.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::ops::Range;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use domain::form::Digest;
use journal::outbox::limits::PART;
use journal::outbox::{Contents, Courier};
use platform::application::{Applicant, Outgoing};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use crate::common::{applicant, at, open, plain};
use crate::wire::Wire;

/// With this in its environment, this program is a terminal.
const ORDERS: &str = "KIOSK_TEST_TERMINAL";
/// So many applications at most wait for the courier.
const AHEAD: usize = 3;

/// What a terminal is to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Orders {
    /// Where its journal and key lie.
    pub(crate) folder: PathBuf,
    /// The platform's socket.
    pub(crate) socket: PathBuf,
    /// The first application's number, and how many applications are handed in.
    pub(crate) first: u128,
    pub(crate) count: u128,
    /// How often it is switched on for them.
    pub(crate) starts: u128,
    pub(crate) store: Store,
}

/// Where applications are stored.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Store {
    /// In the outbox, from where the courier brings them to the platform.
    Outbox,
    /// In the same tables without the outbox, and with this `PRAGMA synchronous`; they stay there.
    Bare(Synchronous),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Synchronous {
    Normal,
    Full,
}

impl Orders {
    /// Adds the terminal's program to a command that starts programs, as does `env`.
    pub(crate) fn to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .args(["terminal::the_terminal", "--exact", "--ignored", "--nocapture"])
            .env(ORDERS, serde_json::to_string(self).unwrap())
    }

    /// The terminal itself.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env::current_exe().unwrap());
        self.to(&mut command);
        command
    }
}

/// What a terminal has acknowledged, by what it has said.
pub(crate) fn acknowledged(said: &[u8]) -> Vec<Uuid> {
    let whole = said.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let lines = std::str::from_utf8(&said[..whole]).unwrap().lines();
    lines.filter_map(|line| line.strip_prefix("sealed ")).map(|id| id.parse().unwrap()).collect()
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).unwrap();
}

#[test]
#[ignore = "the terminal that other tests start, kill and watch"]
fn the_terminal() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    // What is said begins with a line of its own.
    say("");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let applicant = applicant();
        for start in 0..orders.starts {
            let numbers = |start| orders.first + start * orders.count / orders.starts;
            let range = numbers(start)..numbers(start + 1);
            match orders.store {
                Store::Outbox => hand_in(&orders, range, &applicant).await,
                Store::Bare(synchronous) => store(&orders.folder, range, &applicant, synchronous).await,
            }
        }
    });
}

/// Application number `n`: with one attachment or two, of two parts each.
fn application(n: u128, applicant: &Applicant) -> (Outgoing, Contents) {
    plain(n, applicant, 1 + (n % 2) as u8, 70_000)
}

async fn hand_in(orders: &Orders, numbers: Range<u128>, applicant: &Applicant) {
    let (journal, outbox) = open(&orders.folder).await;
    let platform = Wire::shared(&orders.socket).await;
    let courier = tokio::spawn(Courier::new(outbox.clone(), platform).deliver());
    let mut changes = outbox.changes();
    let last = numbers.end - 1;
    for n in numbers {
        let (outgoing, contents) = application(n, applicant);
        let row = outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
        say(&format!("sealed {}", row.id));
        let ahead = if n == last { 0 } else { AHEAD };
        while outbox.open_entries().await.unwrap().len() > ahead {
            changes.changed().await.unwrap();
        }
    }
    courier.abort();
    journal.close().await.unwrap();
}

/// The control: what the outbox writes, by somebody who has not thought of power cuts, or has.
async fn store(folder: &Path, numbers: Range<u128>, applicant: &Applicant, synchronous: Synchronous) {
    let mut connection = bare(folder, synchronous).await;
    for n in numbers {
        let (outgoing, _) = application(n, applicant);
        let (id, json) = (outgoing.id(), serde_json::to_vec(&outgoing).unwrap());
        let mut transaction = connection.begin().await.unwrap();
        sqlx::query(
            "INSERT INTO outbox (id, kind, visit, local, form, version, digest, key_check, state, sends, created_at,
                                 changed_at)
             VALUES (?1, 'application', '', ?2, '', '', ?3, zeroblob(8), 'pending', 0, '', '')",
        )
        .bind(id.to_string())
        .bind(n as i64)
        .bind(Digest::of(&json).bytes().as_slice())
        .execute(&mut *transaction)
        .await
        .unwrap();
        let attachments: Vec<Vec<u8>> = outgoing.attachments().iter().map(|it| vec![7; it.length as usize]).collect();
        let parts = attachments.iter().flat_map(|bytes| bytes.chunks(PART));
        for (part, bytes) in std::iter::once(json.as_slice()).chain(parts).enumerate() {
            sqlx::query("INSERT INTO outbox_part (entry, item, part, sealed) VALUES (?, 0, ?, ?)")
                .bind(id.to_string())
                .bind(part as i64)
                .bind(bytes)
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
        say(&format!("sealed {id}"));
    }
    connection.close().await.unwrap();
}

async fn bare(folder: &Path, synchronous: Synchronous) -> SqliteConnection {
    let path = folder.join("journal.db");
    // The file is there and will be; only the setting is to make a difference.
    if !path.exists() {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).unwrap().sync_all().unwrap();
        File::open(folder).unwrap().sync_all().unwrap();
    }
    let options = SqliteConnectOptions::new().filename(&path).journal_mode(SqliteJournalMode::Wal);
    let synchronous = match synchronous {
        Synchronous::Normal => SqliteSynchronous::Normal,
        Synchronous::Full => SqliteSynchronous::Full,
    };
    let mut connection = options.synchronous(synchronous).connect().await.unwrap();
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut connection).await.unwrap();
    if there == 0 {
        let schema = concat!(
            "BEGIN;",
            include_str!("../../migrations/0001_initial.sql"),
            include_str!("../../migrations/0002_outbox.sql"),
            "COMMIT;"
        );
        sqlx::raw_sql(schema).execute(&mut connection).await.unwrap();
    }
    connection
}

/// What is stored in a folder, oldest first, as somebody sees it who only looks: the entry's id and state. Nothing where
/// there is no outbox yet.
pub(crate) async fn stored(folder: &Path) -> Vec<(Uuid, String)> {
    let options = SqliteConnectOptions::new().filename(folder.join("journal.db")).read_only(true);
    let Ok(mut connection) = options.connect().await else { return Vec::new() };
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT id, state FROM outbox ORDER BY local")
        .fetch_all(&mut connection)
        .await
        .unwrap_or_default();
    connection.close().await.unwrap();
    rows.into_iter().map(|(id, state)| (id.parse().unwrap(), state)).collect()
}
