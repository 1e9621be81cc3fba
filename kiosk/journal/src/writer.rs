//! The one task that has the journal's connection: takes what is asked, one at a time, and answers when it is on disk.

use std::path::PathBuf;

use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::chain::{self, Draft};
use crate::error::Result;
use crate::file::Opened;
use crate::job::JobRow;
use crate::outbox::{self, OutboxRow};
use crate::write::{self, Write};

/// How many asks may wait; a caller beyond that waits itself.
pub(crate) const QUEUE: usize = 64;

/// What a handle may ask.
#[derive(Debug)]
pub(crate) enum Ask {
    /// Gives what was sealed.
    Write(Write, oneshot::Sender<Result<Vec<OutboxRow>>>),
    Jobs(u32, oneshot::Sender<Result<Vec<JobRow>>>),
    Counters(oneshot::Sender<Result<Vec<(String, i64)>>>),
    Outbox(outbox::Ask),
    Close(oneshot::Sender<Result<()>>),
}

/// The task.
pub(crate) struct Writer {
    opened: Opened,
}

impl Writer {
    pub(crate) fn new(opened: Opened) -> Self {
        Self { opened }
    }

    /// Works until it is closed or the last handle is gone. Who no longer waits for an answer has still been served.
    pub(crate) async fn run(mut self, mut asks: mpsc::Receiver<Ask>) {
        let path: PathBuf = self.opened.path.clone();
        let connection = &mut self.opened.connection;
        let closing = loop {
            match asks.recv().await {
                Some(Ask::Write(write, reply)) => {
                    let _ = reply.send(commit(connection, write).await.map_err(|error| error.of(&path)));
                }
                Some(Ask::Jobs(limit, reply)) => {
                    let _ = reply.send(jobs(connection, limit).await.map_err(|error| error.of(&path)));
                }
                Some(Ask::Counters(reply)) => {
                    let _ = reply.send(counters(connection).await.map_err(|error| error.of(&path)));
                }
                Some(Ask::Outbox(ask)) => ask.answer(connection, &path).await,
                Some(Ask::Close(reply)) => break Some(reply),
                None => break None,
            }
        };
        drop(asks);
        let Opened { connection, lock, .. } = self.opened;
        let closed = connection.close().await.map_err(|error| crate::JournalError::from(error).of(&path));
        drop(lock);
        if let Some(reply) = closing {
            let _ = reply.send(closed);
        }
    }
}

/// One write, whole or not at all.
async fn commit(connection: &mut SqliteConnection, write: Write) -> Result<Vec<OutboxRow>> {
    let written = async {
        let head = chain::begin(connection).await?;
        let (drafts, sealed) = write::apply(connection, &head, write).await?;
        chain::commit(connection, head, &drafts).await?;
        Ok((drafts, sealed))
    };
    match written.await {
        Ok((drafts, sealed)) => {
            drafts.iter().for_each(Draft::log);
            Ok(sealed)
        }
        Err(error) => {
            // It fails where there is nothing left to roll back.
            let _ = sqlx::raw_sql("ROLLBACK").execute(connection).await;
            Err(error)
        }
    }
}

async fn jobs(connection: &mut SqliteConnection, limit: u32) -> Result<Vec<JobRow>> {
    let rows = sqlx::query("SELECT * FROM job ORDER BY created_at DESC, id DESC LIMIT ?")
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter().map(write::job_row).collect()
}

async fn counters(connection: &mut SqliteConnection) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query("SELECT name, value FROM counter ORDER BY name").fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get("name")?, row.try_get("value")?))).collect()
}
