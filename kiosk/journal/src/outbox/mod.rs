//! 待发箱: what is handed in, from the person's yes until the platform has it.
//!
//! Online and offline take the same path: [`Outbox::seal`] has everything on the disk, encrypted, when it returns; a
//! [`Courier`] brings it to the platform. What that does next is decided by [`step`](fn@step) alone, and committed
//! before it is done. Nothing is sent again before the platform has been asked for it by its number; where the answer
//! leaves doubt, the entry is unknown, and staff [settle](Outbox::settle) it.

mod content;
mod courier;
pub(crate) mod key;
pub mod limits;
mod state;
mod step;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use domain::form::Digest;
use domain::{CaseNumber, Sensitive};
use jiff::Timestamp;
use platform::application::Outgoing;
use sqlx::SqliteConnection;
use tokio::sync::{oneshot, watch};
use uuid::Uuid;
use zeroize::Zeroizing;

use content::Stock;
pub use content::{Content, Contents};
pub use courier::Courier;
pub use state::{
    Accepted, Dead, Move, Note, Pending, Rejected, Reserved, State, StateName, Submitting, Unknown, Uploading, Why,
};
pub use step::{Action, Event, Found, Step, step};
pub(crate) use store::NewEntry;
pub use store::{Kind, OutboxRow};

use crate::error::{JournalError, Result};
use crate::write::Task;
use crate::{Journal, writer};
use key::{CHECK, Place, SecretKey};
use limits::ENTRY_MOST;
use store::{SealedPart, Slot};

/// The outbox of a journal; cheap to clone.
#[derive(Debug, Clone)]
pub struct Outbox {
    journal: Journal,
    key: Arc<SecretKey>,
    /// Counts what was written.
    changes: watch::Sender<u64>,
}

/// How staff settle an entry that is unknown or dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settle {
    /// The department has it.
    ItIsThere,
    /// The department does not have it, or what was in the way is mended: send it. It is asked for once more before.
    SendAgain,
    /// It was settled with the person in another way; what was stored is deleted.
    GivenUp,
}

/// What the outbox asks of the journal's writer.
#[derive(Debug)]
pub(crate) enum Ask {
    Newest(u32, oneshot::Sender<Result<Vec<OutboxRow>>>),
    Open(oneshot::Sender<Result<Vec<OutboxRow>>>),
    Unsettled(oneshot::Sender<Result<Vec<OutboxRow>>>),
    Entry(Uuid, oneshot::Sender<Result<Option<OutboxRow>>>),
    Part(Slot, oneshot::Sender<Result<Option<Vec<u8>>>>),
    Note(Uuid, oneshot::Sender<Result<Option<Vec<u8>>>>),
    IsNoted(Timestamp, oneshot::Sender<Result<bool>>),
    NeedsOtherKey(Option<[u8; CHECK]>, oneshot::Sender<Result<bool>>),
}

impl Ask {
    /// Answers; who no longer waits gets none.
    pub(crate) async fn answer(self, conn: &mut SqliteConnection, path: &Path) {
        fn send<T>(reply: oneshot::Sender<Result<T>>, answer: Result<T>, path: &Path) {
            let _ = reply.send(answer.map_err(|error| error.of(path)));
        }
        match self {
            Self::Newest(limit, reply) => send(reply, store::newest(conn, limit).await, path),
            Self::Open(reply) => send(reply, store::open(conn).await, path),
            Self::Unsettled(reply) => send(reply, store::unsettled(conn).await, path),
            Self::Entry(id, reply) => send(reply, store::entry(conn, id).await, path),
            Self::Part(at, reply) => send(reply, store::part(conn, at).await, path),
            Self::Note(id, reply) => send(reply, store::note(conn, id).await, path),
            Self::IsNoted(before, reply) => send(reply, store::is_noted(conn, before).await, path),
            Self::NeedsOtherKey(check, reply) => send(reply, store::needs_other_key(conn, check).await, path),
        }
    }
}

impl Outbox {
    /// Opens the outbox of a journal with the key file at `key`, which is made where there is none. When something waits
    /// that another key has sealed, that is an error, and no key is made.
    pub async fn open(journal: &Journal, key: &Path) -> Result<Self> {
        let found = SecretKey::read(key)?;
        let check = found.as_ref().map(|key| *key.check());
        if journal.outbox(|reply| Ask::NeedsOtherKey(check, reply)).await? {
            return Err(JournalError::OtherKey { path: key.to_owned() });
        }
        let key = found.map_or_else(|| SecretKey::create(key), Ok)?;
        Ok(Self { journal: journal.clone(), key: Arc::new(key), changes: watch::Sender::new(0) })
    }

    /// Stores what the person confirmed, encrypted; on the disk when this returns `Ok`, and not at all when it returns
    /// an error: only now may the terminal say that it is saved. `visit`: the visit that it was confirmed in; `contents`:
    /// the bytes of each attachment. The same once more changes nothing.
    pub async fn seal(
        &self,
        visit: Uuid,
        outgoing: &Outgoing,
        contents: Contents,
        now: Timestamp,
    ) -> Result<OutboxRow> {
        let rows = self.seal_together(visit, std::slice::from_ref(outgoing), contents, now).await?;
        rows.into_iter().next().ok_or(JournalError::NoSuchEntry { entry: outgoing.id() })
    }

    /// The same for several: all of them are on the disk when this returns `Ok`, and none when it returns an error.
    pub async fn seal_together(
        &self,
        visit: Uuid,
        outgoing: &[Outgoing],
        contents: Contents,
        now: Timestamp,
    ) -> Result<Vec<OutboxRow>> {
        let mut stock = Stock::new(contents, outgoing.iter().flat_map(Outgoing::attachments));
        let entries: Vec<NewEntry> =
            outgoing.iter().map(|one| self.sealed(visit, one, &mut stock)).collect::<Result<_>>()?;
        let known: Vec<(Uuid, Digest)> = entries.iter().map(|entry| (entry.id, entry.digest)).collect();
        match self.journal.written(now, Task::Seal(entries)).await {
            Ok(sealed) => {
                self.changed();
                return Ok(sealed);
            }
            Err(JournalError::EntryExists { .. }) => {}
            Err(error) => return Err(error),
        }
        let mut rows = Vec::with_capacity(known.len());
        for (id, digest) in known {
            let row = self.entry(id).await?.ok_or(JournalError::NoSuchEntry { entry: id })?;
            if row.digest != digest {
                return Err(JournalError::EntryExists { entry: id });
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// Seals an attachment ahead: a page when it is photographed, so that handing in takes hardly longer than its commit.
    /// Nothing is stored.
    pub fn prepare(&self, bytes: &Sensitive<Vec<u8>>) -> Result<Content> {
        Content::prepared(&self.key, bytes.reveal())
    }

    /// The newest entries, newest first, at most `limit`.
    pub async fn entries(&self, limit: u32) -> Result<Vec<OutboxRow>> {
        self.journal.outbox(|reply| Ask::Newest(limit, reply)).await
    }

    /// What the terminal still works on, oldest first.
    pub async fn open_entries(&self) -> Result<Vec<OutboxRow>> {
        self.journal.outbox(Ask::Open).await
    }

    /// What staff have to [`settle`](Self::settle), oldest first.
    pub async fn unsettled(&self) -> Result<Vec<OutboxRow>> {
        self.journal.outbox(Ask::Unsettled).await
    }

    /// An entry; `None`: there is none with this id.
    pub async fn entry(&self, id: Uuid) -> Result<Option<OutboxRow>> {
        self.journal.outbox(|reply| Ask::Entry(id, reply)).await
    }

    /// What the platform said at the end of an entry: the receipt, or why it was refused. `None`: nothing yet, or it was
    /// [wiped](limits::NOTE_KEPT).
    pub async fn note(&self, id: Uuid) -> Result<Option<Note>> {
        let Some(sealed) = self.journal.outbox(|reply| Ask::Note(id, reply)).await? else { return Ok(None) };
        let json = self.key.open(Place::Note(id), &sealed)?;
        serde_json::from_slice(&json).map(Some).map_err(|_| JournalError::Unreadable)
    }

    /// Wipes what the platform said at the end of entries that ended longer ago than [`limits::NOTE_KEPT`]. The entries
    /// themselves, and their events, stay.
    pub async fn sweep(&self, now: Timestamp) -> Result<()> {
        let before = now.checked_sub(limits::NOTE_KEPT).unwrap_or(Timestamp::MIN);
        // Looked first: where there is nothing to wipe, nothing is written.
        while self.journal.outbox(|reply| Ask::IsNoted(before, reply)).await? {
            self.journal.write(now, Task::WipeNotes { before }).await?;
        }
        Ok(())
    }

    /// [Sweeps](Self::sweep) at once and then every [`limits::SWEEP`], until it finds the journal closed. Apart from the
    /// [`Courier`], which it never holds up; dropping it at any moment is safe.
    pub async fn keep_swept(self, clock: impl Fn() -> Timestamp) {
        loop {
            match self.sweep(clock()).await {
                Ok(()) => {}
                Err(JournalError::Closed) => return,
                // A full disk, say: what was not wiped is wiped the next time.
                Err(error) => tracing::error!(%error, "the outbox could not wipe what it no longer keeps"),
            }
            tokio::time::sleep(limits::SWEEP).await;
        }
    }

    /// Staff settle an entry that is unknown or dead; any other is an error, as is “it is there” of a dead one.
    pub async fn settle(&self, id: Uuid, how: Settle, now: Timestamp) -> Result<OutboxRow> {
        let row = self.entry(id).await?.ok_or(JournalError::NoSuchEntry { entry: id })?;
        let is = row.state.name();
        let change = match (row.state, how) {
            (State::Unknown(unknown), Settle::ItIsThere) => unknown.accepted(),
            (State::Unknown(unknown), Settle::SendAgain) => unknown.submitting(),
            (State::Unknown(unknown), Settle::GivenUp) => unknown.dead(),
            (State::Dead(Dead { why: Why::GivenUp, .. }), _) | (_, Settle::ItIsThere) => {
                return Err(JournalError::EntryState { entry: id, is, wanted: StateName::Accepted });
            }
            (State::Dead(dead), Settle::SendAgain) => dead.revived(),
            (State::Dead(dead), Settle::GivenUp) => dead.given_up(),
            (_, Settle::SendAgain | Settle::GivenUp) => {
                return Err(JournalError::EntryState { entry: id, is, wanted: StateName::Dead });
            }
        };
        self.advance(id, change, now).await?;
        self.entry(id).await?.ok_or(JournalError::NoSuchEntry { entry: id })
    }

    /// Counts up whenever an entry is sealed or moves.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Commits a move.
    async fn advance(&self, id: Uuid, change: Move, now: Timestamp) -> Result<()> {
        let json = change.note.as_ref().map(json).transpose()?;
        let note = json.map(|json| self.key.seal(Place::Note(id), &json)).transpose()?;
        self.journal.write(now, Task::Advance { entry: id, change: Box::new(change), note }).await?;
        self.changed();
        Ok(())
    }

    /// What was sealed.
    async fn outgoing(&self, id: Uuid) -> Result<Outgoing> {
        let json = self.part(Slot { entry: id, item: 0, part: 0 }, Place::Entry(id)).await?;
        serde_json::from_slice(&json).map_err(|_| JournalError::Unreadable)
    }

    /// A part of what was sealed: where it lies, and what it must be.
    async fn part(&self, slot: Slot, place: Place) -> Result<Zeroizing<Vec<u8>>> {
        let sealed = self.journal.outbox(|reply| Ask::Part(slot, reply)).await?.ok_or(JournalError::Unreadable)?;
        self.key.open(place, &sealed)
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// An entry as it is written.
    fn sealed(&self, visit: Uuid, outgoing: &Outgoing, stock: &mut Stock) -> Result<NewEntry> {
        let id = outgoing.id();
        let whole = json(outgoing)?;
        if whole.len() > ENTRY_MOST {
            return Err(JournalError::NotSealable { entry: id, rule: "one MiB at most without its attachments" });
        }
        let mut parts = vec![SealedPart { item: 0, part: 0, sealed: self.key.seal(Place::Entry(id), &whole)? }];
        for (item, attachment) in (1..).zip(outgoing.attachments()) {
            let sealed = stock.sealed(&self.key, id, attachment)?;
            parts.extend((0..).zip(sealed).map(|(part, sealed)| SealedPart { item, part, sealed }));
        }
        let (kind, form, digest) = match outgoing {
            Outgoing::Application(it) => {
                (Kind::Application, Some((it.form.clone(), it.version.to_string())), it.digest)
            }
            Outgoing::Supplement(_) => (Kind::Supplement, None, Digest::of(&whole)),
            Outgoing::Rating(_) => (Kind::Rating, None, Digest::of(&whole)),
        };
        let state = match outgoing.number() {
            None => State::Pending(Pending {}),
            Some(number) => State::Reserved(Reserved { number: CaseNumber::clone(number) }),
        };
        Ok(NewEntry { id, kind, visit, form, digest, key_check: *self.key.check(), state, parts })
    }
}

/// As JSON, wiped when dropped.
fn json(value: &impl serde::Serialize) -> Result<Zeroizing<Vec<u8>>> {
    // Room for what is usual, so that no half of it is left behind where the text has moved; not more: wiping takes time.
    let mut out = Zeroizing::new(Vec::with_capacity(8 * 1024));
    serde_json::to_writer(&mut *out, value).map_err(|_| JournalError::Unreadable)?;
    Ok(out)
}

impl Journal {
    async fn outbox<T>(&self, ask: impl FnOnce(oneshot::Sender<Result<T>>) -> Ask) -> Result<T> {
        self.ask(|reply| writer::Ask::Outbox(ask(reply))).await
    }
}
