//! What the last run left open is settled once, at the start.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use crate::chain::{self, Draft};
use crate::detail::Detail;
use crate::error::Result;
use crate::event::EventCode;
use crate::file::Opened;
use crate::job::{JobRow, JobState};
use crate::verify::{self, ChainReport};
use crate::write::{job_draft, job_row, move_job};

/// The code of a job that was settled at the start.
pub const FOUND_AT_START: &str = "found_at_start";

/// What was found when the journal was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Jobs that were being sent: now unknown. They are here at the one start that settles them, and afterwards among
    /// [`crate::Journal::jobs`].
    pub unknown: Vec<JobRow>,
    /// Jobs of which nothing was sent: now not printed.
    pub not_printed: Vec<JobRow>,
    /// The newest part of the audit chain, at most 5000 entries, so that a start stays fast after years;
    /// [`crate::verify_file`] walks the whole.
    pub chain: ChainReport,
}

/// Settles the open jobs and notes the start, all in one transaction.
pub(crate) async fn recover(opened: &mut Opened, now: Timestamp) -> Result<Recovery> {
    let path = opened.path.clone();
    settle(&mut opened.connection, now).await.map_err(|error| error.of(&path))
}

async fn settle(connection: &mut SqliteConnection, now: Timestamp) -> Result<Recovery> {
    let chain = verify::tail(connection).await?;
    // Where this fails, the journal is not opened: with its connection goes what was begun.
    let head = chain::begin(connection).await?;
    let mut drafts = Vec::new();
    let unknown = settle_jobs(connection, now, JobState::Sending, &mut drafts).await?;
    let not_printed = settle_jobs(connection, now, JobState::Queued, &mut drafts).await?;
    let detail =
        Detail::default().number("unknown", unknown.len() as i64)?.number("not_printed", not_printed.len() as i64)?;
    drafts.push(Draft { at: now, code: EventCode::JournalOpened, visit: None, job: None, detail });
    if chain.first_bad.is_some() {
        drafts.push(Draft { at: now, code: EventCode::AuditBroken, visit: None, job: None, detail: Detail::default() });
    }
    chain::commit(connection, head, &drafts).await?;
    drafts.iter().for_each(Draft::log);
    Ok(Recovery { unknown, not_printed, chain })
}

async fn settle_jobs(
    conn: &mut SqliteConnection,
    now: Timestamp,
    from: JobState,
    drafts: &mut Vec<Draft>,
) -> Result<Vec<JobRow>> {
    let to = if from == JobState::Sending { JobState::Unknown } else { JobState::NotPrinted };
    let rows = sqlx::query("SELECT * FROM job WHERE state = ? ORDER BY created_at, id")
        .bind(from.as_str())
        .fetch_all(&mut *conn)
        .await?;
    let mut settled = Vec::new();
    for row in &rows {
        let found = job_row(row)?;
        let row = move_job(conn, now, found.job, to, Some(FOUND_AT_START)).await?;
        drafts.push(job_draft(now, EventCode::JobRecovered, row.job, row.visit, to, Some(FOUND_AT_START))?);
        settled.push(row);
    }
    Ok(settled)
}
