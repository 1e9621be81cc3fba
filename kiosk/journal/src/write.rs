//! What is written: each write as a value, and its one transaction's worth of SQL.

use jiff::Timestamp;
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::chain::{self, Draft, Head};
use crate::detail::{Detail, Value};
use crate::error::{JournalError, Result};
use crate::event::EventCode;
use crate::job::{JobEnd, JobRow, JobState};
use crate::outbox::{Move, NewEntry, OutboxRow, store};

/// A write with its time.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) at: Timestamp,
    pub(crate) task: Task,
}

/// What is to be written.
#[derive(Debug)]
pub(crate) enum Task {
    JobCreated {
        job: Uuid,
        visit: Uuid,
        document: &'static str,
    },
    JobSending {
        job: Uuid,
    },
    JobEnded {
        job: Uuid,
        end: JobEnd,
    },
    Consent {
        visit: Uuid,
        version: String,
        text_sha256: [u8; 32],
    },
    Event {
        code: EventCode,
        visit: Option<Uuid>,
        detail: Vec<(&'static str, Value)>,
    },
    Count {
        name: &'static str,
        by: u32,
    },
    /// All of them or none.
    Seal(Vec<NewEntry>),
    Advance {
        entry: Uuid,
        change: Box<Move>,
        note: Option<Vec<u8>>,
    },
    /// Of what had ended before this time.
    WipeNotes {
        before: Timestamp,
    },
}

/// Writes inside the caller's transaction, which ends the chain at `head`; gives what is to be appended to it, and what was
/// sealed.
pub(crate) async fn apply(
    conn: &mut SqliteConnection,
    head: &Head,
    write: Write,
) -> Result<(Vec<Draft>, Vec<OutboxRow>)> {
    let at = write.at;
    let draft = match write.task {
        Task::JobCreated { job, visit, document } => create_job(conn, at, job, visit, document).await?,
        Task::JobSending { job } => {
            let row = move_job(conn, at, job, JobState::Sending, None).await?;
            job_draft(at, EventCode::JobSending, job, row.visit, JobState::Sending, None)?
        }
        Task::JobEnded { job, end } => {
            let code = match end {
                JobEnd::Printed => EventCode::JobPrinted,
                JobEnd::NotPrinted(_) => EventCode::JobNotPrinted,
                JobEnd::Unknown(_) => EventCode::JobUnknown,
            };
            let row = move_job(conn, at, job, end.state(), end.code()).await?;
            job_draft(at, code, job, row.visit, end.state(), end.code())?
        }
        Task::Consent { visit, version, text_sha256 } => consent(conn, head, at, visit, &version, &text_sha256).await?,
        Task::Event { code, visit, detail } => {
            if code.is_the_journals_own() {
                let rule = "the journal writes it of itself; use the call that it belongs to";
                return Err(JournalError::NotAWord { place: "this event code", rule });
            }
            Draft { at, code, visit, job: None, detail: Detail::from_facts(&detail)? }
        }
        Task::Count { name, by } => count(conn, at, name, by).await?,
        Task::Seal(entries) => {
            let mut sealed = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
            for entry in entries {
                sealed.extend([store::insert(conn, at, entry).await?]);
            }
            return Ok(sealed);
        }
        Task::Advance { entry, change, note } => store::advance(conn, at, entry, &change, note.as_deref()).await?,
        Task::WipeNotes { before } => store::wipe_notes(conn, at, before).await?,
    };
    Ok((vec![draft], Vec::new()))
}

async fn create_job(
    conn: &mut SqliteConnection,
    at: Timestamp,
    job: Uuid,
    visit: Uuid,
    document: &'static str,
) -> Result<Draft> {
    let state = JobState::Queued;
    let detail = Detail::default().word("document", document)?.word("state", state.as_str())?;
    let time = chain::time(at);
    let inserted = sqlx::query(
        "INSERT INTO job (id, visit, document, state, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(job.to_string())
    .bind(visit.to_string())
    .bind(document)
    .bind(state.as_str())
    .bind(&time)
    .bind(&time)
    .execute(&mut *conn)
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(JournalError::JobExists { job });
    }
    Ok(Draft { at, code: EventCode::JobCreated, visit: Some(visit), job: Some(job), detail })
}

/// Moves a job on, only from a state that allows it; gives the job as it is then.
pub(crate) async fn move_job(
    conn: &mut SqliteConnection,
    at: Timestamp,
    job: Uuid,
    to: JobState,
    code: Option<&'static str>,
) -> Result<JobRow> {
    let moved = sqlx::query(
        "UPDATE job SET state = ?1, code = ?2, changed_at = ?3
         WHERE id = ?4 AND ((state = 'queued' AND ?1 IN ('sending', 'not_printed'))
                         OR (state = 'sending' AND ?1 IN ('printed', 'not_printed', 'unknown')))",
    )
    .bind(to.as_str())
    .bind(code)
    .bind(chain::time(at))
    .bind(job.to_string())
    .execute(&mut *conn)
    .await?;
    let row = sqlx::query("SELECT * FROM job WHERE id = ?").bind(job.to_string()).fetch_optional(&mut *conn).await?;
    let row = job_row(&row.ok_or(JournalError::NoSuchJob { job })?)?;
    if moved.rows_affected() == 0 {
        return Err(JournalError::JobState { job, is: row.state, wanted: to });
    }
    Ok(row)
}

/// An entry about a job: its facts always carry the new state, so that the job's row can be checked against them.
pub(crate) fn job_draft(
    at: Timestamp,
    code: EventCode,
    job: Uuid,
    visit: Uuid,
    state: JobState,
    why: Option<&'static str>,
) -> Result<Draft> {
    let mut detail = Detail::default().word("state", state.as_str())?;
    if let Some(why) = why {
        detail = detail.word("code", why)?;
    }
    Ok(Draft { at, code, visit: Some(visit), job: Some(job), detail })
}

async fn consent(
    conn: &mut SqliteConnection,
    head: &Head,
    at: Timestamp,
    visit: Uuid,
    version: &str,
    text_sha256: &[u8; 32],
) -> Result<Draft> {
    let detail = Detail::default().version("version", version)?.hex("text_sha256", text_sha256)?;
    // Its entry is the next one, and comes with the commit.
    let sql = "PRAGMA defer_foreign_keys = ON;
               INSERT INTO consent (seq, visit, version, text_sha256, given_at) VALUES (?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(head.seq + 1)
        .bind(visit.to_string())
        .bind(version)
        .bind(text_sha256.as_slice())
        .bind(chain::time(at))
        .execute(&mut *conn)
        .await?;
    Ok(Draft { at, code: EventCode::ConsentGiven, visit: Some(visit), job: None, detail })
}

async fn count(conn: &mut SqliteConnection, at: Timestamp, name: &'static str, by: u32) -> Result<Draft> {
    let detail = Detail::default().word("name", name)?.number("by", by.into())?;
    sqlx::query(
        "INSERT INTO counter (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = value + ?2",
    )
    .bind(name)
    .bind(i64::from(by))
    .execute(&mut *conn)
    .await?;
    Ok(Draft { at, code: EventCode::Counted, visit: None, job: None, detail })
}

/// Reads a row of `job`.
pub(crate) fn job_row(row: &sqlx::sqlite::SqliteRow) -> Result<JobRow> {
    let state: &str = row.try_get("state")?;
    Ok(JobRow {
        job: parsed(row, "id")?,
        visit: parsed(row, "visit")?,
        document: row.try_get("document")?,
        state: JobState::from_word(state).ok_or_else(|| sqlx::Error::Decode("no state of a job".into()))?,
        code: row.try_get("code")?,
        created_at: parsed(row, "created_at")?,
        changed_at: parsed(row, "changed_at")?,
    })
}

pub(crate) fn parsed<T>(row: &sqlx::sqlite::SqliteRow, column: &str) -> Result<T>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: &str = row.try_get(column)?;
    text.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)).into())
}
