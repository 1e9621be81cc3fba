//! What the tests share: times, ids, a journal with a bit of everything in it, raw SQL.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use journal::{EventCode, JobEnd, Journal};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use uuid::Uuid;

/// A time so many seconds after the test's beginning.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_785_900_000 + second).unwrap()
}

/// An id that can be told from others.
pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0189_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// Where the test's journal lies.
pub(crate) fn path(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("journal.db")
}

/// A journal that has seen two visits, closed.
pub(crate) async fn used(path: &Path) {
    let (journal, _) = Journal::open(path, at(0)).await.unwrap();
    for visit in [1, 2] {
        let (job, visit) = (id(100 + visit), id(visit));
        journal.event(EventCode::VisitStarted, Some(visit), &[], at(1)).await.unwrap();
        journal.consent(visit, "2026-08-01", [7; 32], at(2)).await.unwrap();
        journal.job_created(job, visit, "contribution_certificate", at(3)).await.unwrap();
        journal.job_sending(job, at(4)).await.unwrap();
        journal.job_ended(job, JobEnd::Printed, at(5)).await.unwrap();
        journal.count("tickets", 1, at(5)).await.unwrap();
        journal.event(EventCode::VisitEnded, Some(visit), &[("how", "finished".into())], at(6)).await.unwrap();
    }
    journal.close().await.unwrap();
}

/// What somebody with the file and a SQLite of their own can do.
pub(crate) async fn sql(path: &Path, sql: &'static str) -> Result<(), sqlx::Error> {
    let mut connection = SqliteConnectOptions::new().filename(path).foreign_keys(false).connect().await?;
    sqlx::raw_sql(sql).execute(&mut connection).await?;
    connection.close().await
}
