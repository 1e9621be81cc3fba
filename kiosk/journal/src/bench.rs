//! What handing in promises, measured: how long it takes until an application is on the disk, beside a bare commit of as
//! many bytes, in turns.

use std::path::Path;
use std::time::Instant;

use domain::form::{Answers, Digest};
use domain::{IdNumber, IdentityDocument, Sensitive};
use jiff::Timestamp;
use jiff::civil::date;
use platform::application::{Applicant, Attachment, MediaType, Outgoing, Submission};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use crate::outbox::key::{NONCE, TAG};
use crate::outbox::limits::PART;
use crate::outbox::{Contents, Outbox};
use crate::{Journal, JournalError};

/// A hand-in may take so many times as long as a bare commit.
pub const RATIO_MOST: f64 = 1.3;

/// Bytes of a photographed page, of a signature's picture, and of its strokes: 500 points.
const PAGE: usize = 200 * 1024;
const SIGNATURE: usize = 12 * 1024;
const STROKES: usize = 4 * 1024;
/// How many of each are made before any is measured.
const WARM: usize = 10;

/// Nobody: 370000 is a province, and no district gives such numbers.
const NAME: &str = "王样例";
const NUMBER: &str = "370000198503170125";
const VERSION: &str = "2026.11.1";

/// Medians in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bench {
    /// From a confirmed application to its being on the disk: [`Outbox::seal`] with a page, which was
    /// [prepared](Outbox::prepare) when it was photographed, and a signature with its strokes, which were not.
    pub hand_in: f64,
    /// A transaction of as many rows with as many bytes (WAL, `synchronous=FULL`), and nothing else.
    pub bare: f64,
    /// The one by the other: at most [`RATIO_MOST`].
    pub ratio: f64,
}

/// Measures `rounds` of each, in turns. `folder`: where the terminal's journal would lie; what is measured is written
/// into a folder of its own in it, which is removed again. An error: why there is no figure.
pub fn bench(folder: &Path, rounds: usize) -> Result<Bench, String> {
    let folder = folder.join(format!("hand-in-bench-{}", std::process::id()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
    let measured = runtime.block_on(measure(&folder, rounds));
    let removed = std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()));
    measured.and_then(|bench| removed.map(|()| bench))
}

async fn measure(folder: &Path, rounds: usize) -> Result<Bench, String> {
    let said = |error: JournalError| error.to_string();
    let (journal, _) = Journal::open(&folder.join("journal.db"), Timestamp::now()).await.map_err(said)?;
    let outbox = Outbox::open(&journal, &folder.join("outbox.key")).await.map_err(said)?;
    let mut rival = rival(&folder.join("bare.db")).await.map_err(|error| error.to_string())?;
    let (mut hand_ins, mut bares) = (Vec::new(), Vec::new());
    for round in 0..WARM + rounds {
        let (outgoing, contents) = application(&outbox, round)?;
        let rows = rows(&outgoing);
        // Each comes first as often as second: what the disk does after a commit meets both.
        let (hand_in, bare) = if round % 2 == 0 {
            let bare = commit(&mut rival, rows).await?;
            (seal(&outbox, &outgoing, contents).await?, bare)
        } else {
            (seal(&outbox, &outgoing, contents).await?, commit(&mut rival, rows).await?)
        };
        if round >= WARM {
            hand_ins.push(hand_in);
            bares.push(bare);
        }
    }
    rival.close().await.map_err(|error| error.to_string())?;
    journal.close().await.map_err(said)?;
    let (hand_in, bare) = (median(hand_ins), median(bares));
    Ok(Bench { hand_in, bare, ratio: hand_in / bare })
}

/// An invented application with a page and a signature, other ones each round.
fn application(outbox: &Outbox, round: usize) -> Result<(Outgoing, Contents), String> {
    let files = [
        ("photo", PAGE, MediaType::Jpeg),
        ("signature", SIGNATURE, MediaType::Png),
        ("signature", STROKES, MediaType::Strokes),
    ];
    let (mut attachments, mut contents) = (Vec::new(), Contents::new());
    for (question, length, media) in files {
        let bytes: Vec<u8> = (0..length).map(|at| (at / 3 + 7 * round) as u8).collect();
        let digest = Digest::of(&bytes);
        attachments.push(Attachment { question: question.to_owned(), digest, length: length as u64, media });
        let content = match media {
            MediaType::Jpeg => outbox.prepare(&bytes.into()).map_err(|error| error.to_string())?,
            _ => bytes.into(),
        };
        contents.insert(digest, content);
    }
    let id = Uuid::now_v7();
    let number = IdNumber::parse(NUMBER).map_err(|error| error.to_string())?;
    let applicant = Applicant {
        document: IdentityDocument::ResidentIdCard,
        name: Sensitive::new(NAME.to_owned()),
        number: Sensitive::new(number),
    };
    let submission = Submission {
        id,
        form: "hand-in-bench".to_owned(),
        version: VERSION.parse().map_err(|_| format!("{VERSION} is no version"))?,
        digest: Digest::of(id.as_bytes()),
        applied_on: date(2026, 11, 23),
        applicant,
        helper: None,
        area: None,
        answers: Answers::default(),
        attachments,
    };
    Ok((Outgoing::Application(submission), contents))
}

/// As many bytes in as many rows as the outbox stores of an application.
fn rows(outgoing: &Outgoing) -> Vec<Vec<u8>> {
    let entry = serde_json::to_vec(outgoing).unwrap_or_default();
    let lengths = outgoing.attachments().iter().map(|attachment| attachment.length as usize);
    let parts = lengths.flat_map(|length| (0..length).step_by(PART).map(move |from| PART.min(length - from)));
    std::iter::once(entry.len()).chain(parts).map(|bytes| vec![0x5a; NONCE + bytes + TAG]).collect()
}

/// A database beside the journal's, with the same promise and one table.
async fn rival(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    sqlx::raw_sql("CREATE TABLE row (bytes BLOB NOT NULL) STRICT").execute(&mut connection).await?;
    Ok(connection)
}

/// Hands in; gives the milliseconds that it took.
async fn seal(outbox: &Outbox, outgoing: &Outgoing, contents: Contents) -> Result<f64, String> {
    let (visit, now) = (Uuid::now_v7(), Timestamp::now());
    let start = Instant::now();
    outbox.seal(visit, outgoing, contents, now).await.map_err(|error| error.to_string())?;
    Ok(milliseconds(start))
}

/// Commits rows; gives the milliseconds that it took.
async fn commit(connection: &mut SqliteConnection, rows: Vec<Vec<u8>>) -> Result<f64, String> {
    let start = Instant::now();
    let committed = async {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        for row in rows {
            sqlx::query("INSERT INTO row (bytes) VALUES (?)").bind(row).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    };
    committed.await.map_err(|error: sqlx::Error| error.to_string())?;
    Ok(milliseconds(start))
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

/// The middle one; 0 of none.
fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_measured_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let bench = bench(folder.path(), 3).unwrap();
        assert!(bench.hand_in > 0.0 && bench.bare > 0.0, "{bench:?}");
        assert!((bench.ratio - bench.hand_in / bench.bare).abs() < 1e-9, "{bench:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(super::bench(&folder.path().join("no\0folder"), 1).is_err());
    }

    /// Run by hand: `cargo test --release -p journal hand_in_takes -- --ignored --nocapture`.
    #[test]
    #[ignore = "times are measured on a machine that does nothing else"]
    fn a_hand_in_takes_hardly_longer_than_a_bare_commit() {
        let bench = bench(&std::env::temp_dir(), 300).unwrap();
        println!("{bench:?}");
        assert!(bench.ratio <= RATIO_MOST, "{bench:?}");
    }
}
