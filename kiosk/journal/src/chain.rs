//! The audit chain: each entry carries the hash of the one before.
//!
//! An entry's hash is the SHA-256 of these eight lines in UTF-8, each ended by `\n`:
//!
//! ```text
//! kiosk-journal-1
//! seq            decimal, from 1, without a gap
//! at             UTC, RFC 3339 with milliseconds: 2026-08-05T09:30:00.000Z
//! code           of the catalogue
//! visit          UUID in lower case with hyphens, or -
//! job            the same
//! detail         JSON object, keys in byte order, no spaces
//! prev_hash      lower-case hexadecimal; 64 zeros before the first entry
//! ```
//!
//! No field that the journal writes holds a line feed, so two different entries never give the same lines. The chain
//! has no secret: it shows damage, mistakes and hasty hands, not somebody who recomputes every hash and the head. That,
//! and an old copy of the whole file put back, only shows against a head hash that was noted elsewhere.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::{QueryBuilder, Row, SqliteConnection};
use uuid::Uuid;

use crate::detail::{Detail, hex};
use crate::error::Result;
use crate::event::{EventCode, Level};

/// A SHA-256.
pub type Hash = [u8; 32];

/// What the first entry follows.
pub(crate) const GENESIS: Hash = [0; 32];

const FORM: &str = "kiosk-journal-1";

/// An entry's fields as they are stored and hashed.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) code: String,
    pub(crate) visit: Option<String>,
    pub(crate) job: Option<String>,
    pub(crate) detail: String,
}

impl Entry {
    pub(crate) fn hash(&self, prev: &Hash) -> Hash {
        let lines = format!(
            "{FORM}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
            self.seq,
            self.at,
            self.code,
            self.visit.as_deref().unwrap_or("-"),
            self.job.as_deref().unwrap_or("-"),
            self.detail,
            hex(prev)
        );
        Sha256::digest(lines.as_bytes()).into()
    }
}

/// An event that is to be appended.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) at: Timestamp,
    pub(crate) code: EventCode,
    pub(crate) visit: Option<Uuid>,
    pub(crate) job: Option<Uuid>,
    pub(crate) detail: Detail,
}

impl Draft {
    /// Puts the event into the log. Called after the commit, so that the log never says more than the journal.
    pub(crate) fn log(&self) {
        let (code, detail) = (self.code.as_str(), self.detail.json());
        let visit = self.visit.map(tracing::field::display);
        let job = self.job.map(tracing::field::display);
        match self.code.level() {
            Level::Debug => tracing::debug!(code, visit, job, detail),
            Level::Info => tracing::info!(code, visit, job, detail),
            Level::Warning => tracing::warn!(code, visit, job, detail),
            Level::Error => tracing::error!(code, visit, job, detail),
        }
    }
}

/// A time as it is stored: UTC, milliseconds.
pub(crate) fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// Where the chain ends.
#[derive(Debug)]
pub(crate) struct Head {
    /// Number of the last entry, 0 before the first.
    pub(crate) seq: i64,
    hash: Hash,
}

/// Begins a transaction that will write. It is our own, not sqlx's: after a full disk SQLite has rolled back by itself,
/// which sqlx does not expect, so that it would never begin another.
pub(crate) async fn begin(conn: &mut SqliteConnection) -> Result<Head> {
    // Entries beyond the head are foreign; stepping over them keeps the terminal working, and verification names them.
    let head = sqlx::query(
        "BEGIN IMMEDIATE;
         SELECT max(last_seq, (SELECT coalesce(max(seq), 0) FROM audit)) AS last_seq, hash FROM audit_head",
    )
    .fetch_one(conn)
    .await?;
    Ok(Head { seq: head.try_get("last_seq")?, hash: hash_column(&head, "hash")? })
}

/// Appends entries and commits. All of it is asked at once: each time that SQLite is asked costs as much as what it then
/// does, and somebody waits for it.
pub(crate) async fn commit(conn: &mut SqliteConnection, mut head: Head, drafts: &[Draft]) -> Result<()> {
    let mut query = QueryBuilder::new("");
    for draft in drafts {
        let entry = Entry {
            seq: head.seq + 1,
            at: time(draft.at),
            code: draft.code.as_str().to_owned(),
            visit: draft.visit.map(|id| id.to_string()),
            job: draft.job.map(|id| id.to_string()),
            detail: draft.detail.json(),
        };
        let hash = entry.hash(&head.hash);
        query.push("INSERT INTO audit (seq, at, code, visit, job, detail, prev_hash, hash) VALUES (");
        query.push_bind(entry.seq).push(", ").push_bind(entry.at).push(", ").push_bind(entry.code).push(", ");
        query.push_bind(entry.visit).push(", ").push_bind(entry.job).push(", ").push_bind(entry.detail).push(", ");
        query.push_bind(head.hash.to_vec()).push(", ").push_bind(hash.to_vec()).push("); ");
        head = Head { seq: entry.seq, hash };
    }
    query.push("UPDATE audit_head SET last_seq = ").push_bind(head.seq).push(", hash = ").push_bind(head.hash.to_vec());
    query.push("; COMMIT").build().execute(conn).await?;
    Ok(())
}

/// A hash of a row; the schema keeps it at 32 bytes.
pub(crate) fn hash_column(row: &sqlx::sqlite::SqliteRow, column: &str) -> Result<Hash> {
    let bytes: &[u8] = row.try_get(column)?;
    Hash::try_from(bytes).map_err(|error| sqlx::Error::Decode(Box::new(error)).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed outside this program: `printf 'kiosk-journal-1\n1\n…' | sha256sum`.
    #[test]
    fn the_canonical_form_is_the_documented_one() {
        let entry = Entry {
            seq: 1,
            at: time("2026-08-05T17:30:00.1239+08:00".parse().unwrap()),
            code: "visit_started".to_owned(),
            visit: Some("01890000-0000-7000-8000-000000000001".to_owned()),
            job: None,
            detail: "{}".to_owned(),
        };
        assert_eq!(entry.at, "2026-08-05T09:30:00.123Z");
        assert_eq!(hex(&entry.hash(&GENESIS)), "50016291274a921d3f3965df0531fe326bd24d51a58f2bd277847936f868a057");
    }
}
