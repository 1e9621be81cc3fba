//! What this terminal must never lose: print jobs, consents, counters, the audit chain, and what is handed in until it has
//! arrived, in one SQLite file.
//!
//! Every write is one transaction that also appends to the audit chain; when a call has returned, it is on the disk
//! (WAL, `synchronous=FULL`). One task writes, so a caller that is dropped half-way leaves a whole write or none.
//! Nothing personal can get in readably: what is stored besides times, ids and case numbers are words that are written
//! in the program's source (`&'static str`) and numbers too small for an ID or telephone number; what is handed in is
//! encrypted (see [`outbox`]).

pub mod bench;
mod chain;
mod detail;
mod error;
mod event;
mod file;
mod job;
pub mod outbox;
mod recovery;
mod verify;
mod write;
mod writer;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

pub use crate::chain::Hash;
pub use crate::detail::Value;
pub use crate::error::{JournalError, Result};
pub use crate::event::{EventCode, Level, events_table};
pub use crate::job::{JobEnd, JobRow, JobState};
pub use crate::outbox::Outbox;
pub use crate::recovery::{FOUND_AT_START, Recovery};
pub use crate::verify::{ChainFault, ChainReport, verify_file};
use crate::write::{Task, Write};
use crate::writer::{Ask, QUEUE, Writer};

/// A handle on the terminal's journal; cheap to clone. The file is closed by [`Journal::close`], or when the last
/// handle is gone.
#[derive(Debug, Clone)]
pub struct Journal {
    writer: mpsc::Sender<Ask>,
    path: PathBuf,
}

impl Journal {
    /// Opens the journal, creating file (mode 0600) and folder where they are missing, and settles what the last run
    /// left open: a job that was being sent becomes unknown, one that had not begun becomes not printed.
    ///
    /// Another kiosk on the same file, a file that is damaged, newer than this program or none of ours, and a database
    /// that does not keep the promised settings are errors. A broken audit chain is not: it is in the [`Recovery`].
    pub async fn open(path: &Path, now: Timestamp) -> Result<(Self, Recovery)> {
        let mut opened = file::open(path).await?;
        let recovery = recovery::recover(&mut opened, now).await?;
        let path = opened.path.clone();
        let (writer, asks) = mpsc::channel(QUEUE);
        tokio::spawn(Writer::new(opened).run(asks));
        Ok((Self { writer, path }, recovery))
    }

    /// A print job exists, nothing was sent: `queued`. `document` is the kind of document as a word
    /// (`contribution_certificate`).
    pub async fn job_created(&self, job: Uuid, visit: Uuid, document: &'static str, now: Timestamp) -> Result<()> {
        self.write(now, Task::JobCreated { job, visit, document }).await
    }

    /// The first byte of the job is about to leave. Send it only after this has returned `Ok`: a cut from then on
    /// leaves a job that the next start reports as unknown.
    pub async fn job_sending(&self, job: Uuid, now: Timestamp) -> Result<()> {
        self.write(now, Task::JobSending { job }).await
    }

    /// How the job ended. A job ends once; a second end is an error, whatever it says.
    pub async fn job_ended(&self, job: Uuid, end: JobEnd, now: Timestamp) -> Result<()> {
        self.write(now, Task::JobEnded { job, end }).await
    }

    /// The person of this visit agreed to the text with this version and SHA-256. Who it was is not recorded.
    /// `version`: ASCII letters, digits, `.`, `-`, `_`, up to 32, with no run of more than 8 digits.
    pub async fn consent(&self, visit: Uuid, version: &str, text_sha256: [u8; 32], given_at: Timestamp) -> Result<()> {
        self.write(given_at, Task::Consent { visit, version: version.to_owned(), text_sha256 }).await
    }

    /// Something of the catalogue happened. It goes into the audit chain and, with the code's level, into the log.
    pub async fn event(
        &self,
        code: EventCode,
        visit: Option<Uuid>,
        detail: &[(&'static str, Value)],
        now: Timestamp,
    ) -> Result<()> {
        self.write(now, Task::Event { code, visit, detail: detail.to_vec() }).await
    }

    /// Adds to a counter; a counter that does not exist starts at zero.
    pub async fn count(&self, name: &'static str, by: u32, now: Timestamp) -> Result<()> {
        self.write(now, Task::Count { name, by }).await
    }

    /// All counters by name.
    pub async fn counters(&self) -> Result<Vec<(String, i64)>> {
        self.ask(Ask::Counters).await
    }

    /// The newest `limit` print jobs, newest first.
    pub async fn jobs(&self, limit: u32) -> Result<Vec<JobRow>> {
        self.ask(|reply| Ask::Jobs(limit, reply)).await
    }

    /// Walks the whole audit chain on a second, read-only connection; writing goes on meanwhile.
    pub async fn verify(&self) -> Result<ChainReport> {
        verify_file(&self.path).await
    }

    /// Closes the file for every handle: what is in the write-ahead log moves into the file, the lock is given back.
    pub async fn close(self) -> Result<()> {
        self.ask(Ask::Close).await
    }

    async fn write(&self, at: Timestamp, task: Task) -> Result<()> {
        self.written(at, task).await.map(drop)
    }

    /// The same; gives the entries of the outbox that were sealed.
    async fn written(&self, at: Timestamp, task: Task) -> Result<Vec<outbox::OutboxRow>> {
        self.ask(|reply| Ask::Write(Write { at, task }, reply)).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<Result<T>>) -> Ask) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.writer.send(ask(reply)).await.map_err(|_| JournalError::Closed)?;
        answer.await.map_err(|_| JournalError::Closed)?
    }
}
