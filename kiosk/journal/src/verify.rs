//! Walks the audit chain, and compares jobs, consents and counters with what the chain says of them.

use std::fmt;
use std::path::Path;

use sqlx::{Connection, Row, SqliteConnection};
use uuid::Uuid;

use crate::chain::{Entry, GENESIS, Hash, hash_column};
use crate::detail::hex;
use crate::error::{JournalError, Result};
use crate::file;

/// How many entries are walked at every start.
const TAIL: i64 = 5000;

/// How many rows are fetched at once.
const PAGE: i64 = 1000;

/// What a walk along the audit chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// First entry that was looked at; 1 when the whole chain was.
    pub from: i64,
    /// How many entries were looked at, up to the first bad one.
    pub checked: i64,
    /// Number of the newest entry, as the chain's head has it.
    pub last: i64,
    /// Hash of the newest entry. Noted elsewhere, it also shows a file that was put back or wholly recomputed.
    pub head: Hash,
    /// The first thing that does not hold, if any.
    pub first_bad: Option<ChainFault>,
}

/// What does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// An entry is gone.
    #[error("entry {0} is missing")]
    Missing(i64),
    /// An entry does not carry the hash of the one before it.
    #[error("entry {0} does not follow the entry before it")]
    Unlinked(i64),
    /// An entry's content does not give its hash.
    #[error("entry {0} was changed")]
    Changed(i64),
    /// The newest entry is not the one that the head names: entries were cut off or added at the end.
    #[error("the chain should end with entry {0} and does not")]
    Head(i64),
    /// A job is not as its entries say, or is gone.
    #[error("print job {0} is not what its entries say")]
    Job(Uuid),
    /// A consent is not as its entry says, or is gone.
    #[error("the consent of entry {0} is not what the entry says")]
    Consent(i64),
    /// An entry of the outbox is not as its entries of the chain say, or is gone.
    #[error("entry {0} of the outbox is not what the chain says")]
    Outbox(Uuid),
    /// A counter is not the sum of its entries.
    #[error("a counter is not the sum of its entries")]
    Counter,
}

impl fmt::Display for ChainReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.first_bad {
            Some(bad) => write!(f, "the audit chain is broken: {bad}"),
            None => {
                write!(f, "the audit chain holds: {} entries, head {} {}", self.checked, self.last, hex(&self.head))
            }
        }
    }
}

/// Verifies a journal without changing it, beside a running kiosk or without one: the database's pages, the whole
/// chain, and every job, consent and counter against it.
pub async fn verify_file(path: &Path) -> Result<ChainReport> {
    verify(path).await.map_err(|error| error.of(path))
}

async fn verify(path: &Path) -> Result<ChainReport> {
    let mut connection = file::connect_to_read(path).await?;
    // One transaction: all is read as of one moment, whatever is written meanwhile.
    let mut moment = connection.begin().await?;
    let pages: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *moment).await?;
    if pages != "ok" {
        let what = "the database finds its pages broken".to_owned();
        return Err(JournalError::Damaged { path: path.to_owned(), what });
    }
    let mut report = walk(&mut moment, 1).await?;
    if report.first_bad.is_none() {
        report.first_bad = compare(&mut moment).await?;
    }
    moment.rollback().await?;
    connection.close().await?;
    Ok(report)
}

/// Walks the newest entries only.
pub(crate) async fn tail(connection: &mut SqliteConnection) -> Result<ChainReport> {
    let last: i64 = sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM audit").fetch_one(&mut *connection).await?;
    walk(connection, (last - TAIL + 1).max(1)).await
}

async fn walk(conn: &mut SqliteConnection, from: i64) -> Result<ChainReport> {
    let head = sqlx::query("SELECT last_seq, hash FROM audit_head").fetch_one(&mut *conn).await?;
    let mut report = ChainReport {
        from,
        checked: 0,
        last: head.try_get("last_seq")?,
        head: hash_column(&head, "hash")?,
        first_bad: None,
    };
    let mut prev = hash_before(conn, from).await?;
    let mut expected = from;
    loop {
        let rows = sqlx::query("SELECT * FROM audit WHERE seq >= ? ORDER BY seq LIMIT ?")
            .bind(expected)
            .bind(PAGE)
            .fetch_all(&mut *conn)
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            match link(row, expected, prev.as_ref())? {
                Ok(hash) => prev = Some(hash),
                Err(fault) => {
                    report.first_bad = Some(fault);
                    return Ok(report);
                }
            }
            expected += 1;
            report.checked += 1;
        }
    }
    if expected - 1 != report.last || prev.is_some_and(|hash| hash != report.head) {
        report.first_bad = Some(ChainFault::Head(report.last));
    }
    Ok(report)
}

/// The hash that entry `from` must carry on; none where the entry before it is gone (its absence is no fault of
/// `from`, and a walk from the beginning names it).
async fn hash_before(conn: &mut SqliteConnection, from: i64) -> Result<Option<Hash>> {
    if from == 1 {
        return Ok(Some(GENESIS));
    }
    let row = sqlx::query("SELECT hash FROM audit WHERE seq = ?").bind(from - 1).fetch_optional(&mut *conn).await?;
    row.map(|row| hash_column(&row, "hash")).transpose()
}

/// One link: the entry's hash, or what is wrong with it.
fn link(
    row: &sqlx::sqlite::SqliteRow,
    expected: i64,
    prev: Option<&Hash>,
) -> Result<std::result::Result<Hash, ChainFault>> {
    let entry = Entry {
        seq: row.try_get("seq")?,
        at: row.try_get("at")?,
        code: row.try_get("code")?,
        visit: row.try_get("visit")?,
        job: row.try_get("job")?,
        detail: row.try_get("detail")?,
    };
    let (carried, hash) = (hash_column(row, "prev_hash")?, hash_column(row, "hash")?);
    Ok(if entry.seq != expected {
        Err(ChainFault::Missing(expected))
    } else if prev.is_some_and(|prev| *prev != carried) {
        Err(ChainFault::Unlinked(entry.seq))
    } else if entry.hash(&carried) != hash {
        Err(ChainFault::Changed(entry.seq))
    } else {
        Ok(hash)
    })
}

const WRONG_JOB: &str = "
    SELECT j.id FROM job j
    LEFT JOIN audit first ON first.seq = (SELECT min(seq) FROM audit WHERE job = j.id)
    LEFT JOIN audit last ON last.seq = (SELECT max(seq) FROM audit WHERE job = j.id)
    WHERE first.code IS NOT 'job_created' OR first.at IS NOT j.created_at OR first.visit IS NOT j.visit
       OR first.detail ->> '$.document' IS NOT j.document OR last.at IS NOT j.changed_at
       OR last.detail ->> '$.state' IS NOT j.state OR last.detail ->> '$.code' IS NOT j.code
    UNION ALL SELECT job FROM audit WHERE job IS NOT NULL AND job NOT IN (SELECT id FROM job)
    LIMIT 1";

const WRONG_CONSENT: &str = "
    SELECT coalesce(c.seq, a.seq) FROM (SELECT * FROM audit WHERE code = 'consent_given') a
    FULL JOIN consent c ON c.seq = a.seq
    WHERE c.seq IS NULL OR a.seq IS NULL OR a.visit IS NOT c.visit OR a.at IS NOT c.given_at
       OR a.detail ->> '$.version' IS NOT c.version
       OR a.detail ->> '$.text_sha256' IS NOT lower(hex(c.text_sha256))
    LIMIT 1";

const WRONG_COUNTER: &str = "
    SELECT 1 FROM (SELECT detail ->> '$.name' AS name, sum(detail ->> '$.by') AS value
                   FROM audit WHERE code = 'counted' GROUP BY 1) a
    FULL JOIN counter c ON c.name = a.name WHERE a.value IS NOT c.value
    LIMIT 1";

const WRONG_OUTBOX: &str = "
    SELECT coalesce(o.id, a.id) FROM (SELECT detail ->> '$.entry' AS id, min(seq) AS first, max(seq) AS last
                   FROM audit WHERE code GLOB 'outbox_*' GROUP BY 1) a
    FULL JOIN outbox o ON o.id = a.id
    LEFT JOIN audit first ON first.seq = a.first LEFT JOIN audit last ON last.seq = a.last
    WHERE o.id IS NULL OR a.id IS NULL OR first.code IS NOT 'outbox_sealed' OR first.at IS NOT o.created_at
       OR first.visit IS NOT o.visit OR first.detail ->> '$.kind' IS NOT o.kind OR last.at IS NOT o.changed_at
       OR last.detail ->> '$.state' IS NOT o.state OR last.detail ->> '$.why' IS NOT o.why
    LIMIT 1";

/// Compares the tables with a chain that holds.
async fn compare(conn: &mut SqliteConnection) -> Result<Option<ChainFault>> {
    let job: Option<String> = sqlx::query_scalar(WRONG_JOB).fetch_optional(&mut *conn).await?;
    if let Some(job) = job {
        return Ok(Some(ChainFault::Job(job.parse().unwrap_or_default())));
    }
    let consent: Option<i64> = sqlx::query_scalar(WRONG_CONSENT).fetch_optional(&mut *conn).await?;
    if let Some(seq) = consent {
        return Ok(Some(ChainFault::Consent(seq)));
    }
    // A journal that a newer program has not opened yet has no outbox.
    let outbox: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'outbox')")
        .fetch_one(&mut *conn)
        .await?;
    let wrong = if outbox { WRONG_OUTBOX } else { "SELECT '' WHERE false" };
    let entry: Option<String> = sqlx::query_scalar(wrong).fetch_optional(&mut *conn).await?;
    if let Some(entry) = entry {
        return Ok(Some(ChainFault::Outbox(entry.parse().unwrap_or_default())));
    }
    let counter: Option<i64> = sqlx::query_scalar(WRONG_COUNTER).fetch_optional(&mut *conn).await?;
    Ok(counter.map(|_| ChainFault::Counter))
}
