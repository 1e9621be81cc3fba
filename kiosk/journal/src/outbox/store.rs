//! The outbox in the database.

use std::fmt;

use domain::CaseNumber;
use domain::form::Digest;
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, SqliteConnection};
use uuid::Uuid;

use super::key::CHECK;
use super::limits::SWEPT_AT_ONCE;
use super::state::{Move, State};
use crate::chain::{self, Draft, hash_column};
use crate::detail::Detail;
use crate::error::{JournalError, Result};
use crate::event::EventCode;
use crate::write::parsed;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 申请
    Application,
    /// 补正
    Supplement,
    /// 好差评
    Rating,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Application, Self::Supplement, Self::Rating];

    /// The kind's word, as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Supplement => "supplement",
            Self::Rating => "rating",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An entry of the outbox, without what is sealed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its UUIDv7.
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// The visit that it was sealed in.
    pub visit: Uuid,
    /// 本机编号: a number of this terminal's own, from 1, for receipts before there is a case number.
    pub local: u32,
    /// Key of an application's form.
    pub form: Option<String>,
    /// Digest of what is handed in.
    pub digest: Digest,
    /// Where it is.
    pub state: State,
    /// When it was sealed, to the millisecond.
    pub created_at: Timestamp,
    /// When it came into its state, to the millisecond.
    pub changed_at: Timestamp,
}

/// An entry that is to be written.
pub(crate) struct NewEntry {
    pub(super) id: Uuid,
    pub(super) kind: Kind,
    pub(super) visit: Uuid,
    /// Key and version of an application's form.
    pub(super) form: Option<(String, String)>,
    pub(super) digest: Digest,
    pub(super) key_check: [u8; CHECK],
    pub(super) state: State,
    pub(super) parts: Vec<SealedPart>,
}

impl fmt::Debug for NewEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEntry").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Where a sealed part lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(super) entry: Uuid,
    /// 0: the entry itself; from 1: its attachments.
    pub(super) item: u32,
    pub(super) part: u32,
}

/// A sealed part.
pub(super) struct SealedPart {
    pub(super) item: u32,
    pub(super) part: u32,
    pub(super) sealed: Vec<u8>,
}

/// How many parts are asked to be written together: asking takes time, too.
const PARTS_AT_ONCE: usize = 16;

/// Writes an entry with all its parts, inside the caller's transaction; gives it as it is stored, and what is to be appended
/// to the chain.
pub(crate) async fn insert(conn: &mut SqliteConnection, at: Timestamp, entry: NewEntry) -> Result<(Draft, OutboxRow)> {
    let (id, time) = (entry.id.to_string(), chain::time(at));
    let (form, version) = entry.form.unzip();
    let mut query = QueryBuilder::new(
        "INSERT INTO outbox (id, kind, visit, form, version, digest, key_check, state, number, created_at, changed_at,
                             local, sends)
         VALUES (",
    );
    query.push_bind(id.clone()).push(", ").push_bind(entry.kind.as_str()).push(", ");
    query.push_bind(entry.visit.to_string()).push(", ").push_bind(form.clone()).push(", ").push_bind(version);
    query.push(", ").push_bind(entry.digest.bytes().to_vec()).push(", ").push_bind(entry.key_check.to_vec());
    query.push(", ").push_bind(entry.state.name().as_str()).push(", ");
    query.push_bind(entry.state.number().map(|number| number.as_str().to_owned()));
    query.push(", ").push_bind(time.clone()).push(", ").push_bind(time.clone());
    query.push(
        ", (SELECT coalesce(max(local), 0) + 1 FROM outbox), 0)
         ON CONFLICT (id) DO NOTHING RETURNING local; ",
    );
    let (mut parts, mut inserted) = (entry.parts.into_iter(), Vec::new());
    loop {
        for part in parts.by_ref().take(PARTS_AT_ONCE) {
            query.push("INSERT INTO outbox_part (entry, item, part, sealed) SELECT ").push_bind(id.clone()).push(", ");
            query.push_bind(part.item).push(", ").push_bind(part.part).push(", ").push_bind(part.sealed);
            // Where the entry was there already nothing was changed, and nothing is from there on.
            query.push(" WHERE changes() = 1; ");
        }
        inserted.extend(query.build().fetch_all(&mut *conn).await?);
        if parts.as_slice().is_empty() {
            break;
        }
        query = QueryBuilder::new("");
    }
    let Some(inserted) = inserted.pop() else { return Err(JournalError::EntryExists { entry: entry.id }) };
    let draft = draft(at, EventCode::OutboxSealed, entry.id, entry.kind, entry.visit, &entry.state)?;
    let local = inserted.try_get("local")?;
    let at = time.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    let NewEntry { id, kind, visit, digest, state, .. } = entry;
    Ok((draft, OutboxRow { id, kind, visit, local, form, digest, state, created_at: at, changed_at: at }))
}

/// Moves an entry on, inside the caller's transaction; what was sealed goes when it is over. Gives what is to be appended to
/// the chain.
pub(crate) async fn advance(
    conn: &mut SqliteConnection,
    at: Timestamp,
    id: Uuid,
    change: &Move,
    note: Option<&[u8]>,
) -> Result<Draft> {
    let to = &change.to;
    let moved = sqlx::query(
        "UPDATE outbox SET state = ?1, number = coalesce(number, ?2), sends = ?3, why = ?4, note = ?5, changed_at = ?6
         WHERE id = ?7 AND state = ?8 AND (state <> 'submitting' OR sends = ?9)",
    )
    .bind(to.name().as_str())
    .bind(to.number().map(CaseNumber::as_str))
    .bind(to.sends())
    .bind(to.why().map(super::state::Why::as_str))
    .bind(note)
    .bind(chain::time(at))
    .bind(id.to_string())
    .bind(change.from.as_str())
    .bind(change.sends_before)
    .execute(&mut *conn)
    .await?;
    let row = entry(conn, id).await?.ok_or(JournalError::NoSuchEntry { entry: id })?;
    if moved.rows_affected() == 0 || row.state != *to {
        return Err(JournalError::EntryState { entry: id, is: row.state.name(), wanted: to.name() });
    }
    if to.is_over() {
        sqlx::query("DELETE FROM outbox_part WHERE entry = ?").bind(id.to_string()).execute(&mut *conn).await?;
    }
    let code = match to {
        State::Accepted(_) => EventCode::OutboxAccepted,
        State::Rejected(_) => EventCode::OutboxRejected,
        State::Unknown(_) => EventCode::OutboxUnknown,
        State::Dead(_) => EventCode::OutboxDead,
        _ => EventCode::OutboxMoved,
    };
    draft(at, code, id, row.kind, row.visit, to)
}

/// An entry's event: its facts always carry the new state, so that its row can be checked against them.
fn draft(at: Timestamp, code: EventCode, id: Uuid, kind: Kind, visit: Uuid, state: &State) -> Result<Draft> {
    let mut detail =
        Detail::default().id("entry", id)?.word("kind", kind.as_str())?.word("state", state.name().as_str())?;
    if let Some(why) = state.why() {
        detail = detail.word("why", why.as_str())?;
    }
    Ok(Draft { at, code, visit: Some(visit), job: None, detail })
}

/// An entry.
pub(crate) async fn entry(conn: &mut SqliteConnection, id: Uuid) -> Result<Option<OutboxRow>> {
    let row = sqlx::query("SELECT * FROM outbox WHERE id = ?").bind(id.to_string()).fetch_optional(conn).await?;
    row.map(|row| outbox_row(&row)).transpose()
}

/// The newest entries, newest first.
pub(crate) async fn newest(conn: &mut SqliteConnection, limit: u32) -> Result<Vec<OutboxRow>> {
    let rows = sqlx::query("SELECT * FROM outbox ORDER BY local DESC LIMIT ?").bind(limit).fetch_all(conn).await?;
    rows.iter().map(outbox_row).collect()
}

/// What the terminal still works on, oldest first.
pub(crate) async fn open(conn: &mut SqliteConnection) -> Result<Vec<OutboxRow>> {
    // In the words of its index, which is of no use otherwise.
    let sql = "SELECT * FROM outbox
               WHERE state = 'pending' OR state = 'reserved' OR state = 'uploading' OR state = 'submitting'
               ORDER BY local";
    let rows = sqlx::query(sql).fetch_all(conn).await?;
    rows.iter().map(outbox_row).collect()
}

/// What staff have to settle, oldest first.
pub(crate) async fn unsettled(conn: &mut SqliteConnection) -> Result<Vec<OutboxRow>> {
    let sql = "SELECT * FROM outbox WHERE state = 'unknown' OR (state = 'dead' AND why <> 'given_up') ORDER BY local";
    let rows = sqlx::query(sql).fetch_all(conn).await?;
    rows.iter().map(outbox_row).collect()
}

/// Whether something is sealed with another key than this one; with none: with any.
pub(crate) async fn needs_other_key(conn: &mut SqliteConnection, check: Option<[u8; CHECK]>) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox o JOIN outbox_part p ON p.entry = o.id AND p.item = 0
                              WHERE ?1 IS NULL OR o.key_check <> ?1)";
    let check = check.as_ref().map(<[u8; CHECK]>::as_slice);
    Ok(sqlx::query_scalar(sql).bind(check).fetch_one(conn).await?)
}

/// A sealed part; `None`: it is not there.
pub(crate) async fn part(conn: &mut SqliteConnection, at: Slot) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT sealed FROM outbox_part WHERE entry = ? AND item = ? AND part = ?";
    let part = sqlx::query_scalar(sql).bind(at.entry.to_string()).bind(at.item).bind(at.part);
    Ok(part.fetch_optional(conn).await?)
}

/// What the platform said at the end, sealed.
pub(crate) async fn note(conn: &mut SqliteConnection, id: Uuid) -> Result<Option<Vec<u8>>> {
    let note = sqlx::query_scalar("SELECT note FROM outbox WHERE id = ?").bind(id.to_string());
    Ok(note.fetch_optional(conn).await?.flatten())
}

/// Whether something was said at the end of an entry that had ended before this time.
pub(crate) async fn is_noted(conn: &mut SqliteConnection, before: Timestamp) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE note IS NOT NULL AND changed_at < ?)";
    Ok(sqlx::query_scalar(sql).bind(chain::time(before)).fetch_one(conn).await?)
}

/// Wipes what was said at the end of entries that had ended before this time, of so many at once, inside the caller's
/// transaction; gives what is to be appended to the chain.
pub(crate) async fn wipe_notes(conn: &mut SqliteConnection, at: Timestamp, before: Timestamp) -> Result<Draft> {
    let wiped = sqlx::query(
        "UPDATE outbox SET note = NULL WHERE id IN
             (SELECT id FROM outbox WHERE note IS NOT NULL AND changed_at < ? ORDER BY changed_at LIMIT ?)",
    )
    .bind(chain::time(before))
    .bind(SWEPT_AT_ONCE)
    .execute(&mut *conn)
    .await?;
    let detail = Detail::default().number("entries", wiped.rows_affected() as i64)?;
    Ok(Draft { at, code: EventCode::NotesWiped, visit: None, job: None, detail })
}

fn outbox_row(row: &SqliteRow) -> Result<OutboxRow> {
    let wrong = |what: &'static str| JournalError::from(sqlx::Error::Decode(what.into()));
    let kind: &str = row.try_get("kind")?;
    let number: Option<&str> = row.try_get("number")?;
    let number: Option<CaseNumber> = number.map(str::parse).transpose().map_err(|_| wrong("no case number"))?;
    let state = State::stored(row.try_get("state")?, number, row.try_get("sends")?, row.try_get("why")?);
    Ok(OutboxRow {
        id: parsed(row, "id")?,
        kind: Kind::ALL.into_iter().find(|it| it.as_str() == kind).ok_or_else(|| wrong("no kind of an entry"))?,
        visit: parsed(row, "visit")?,
        local: row.try_get("local")?,
        form: row.try_get("form")?,
        digest: hash_column(row, "digest")?.into(),
        state: state.ok_or_else(|| wrong("no state of an entry"))?,
        created_at: parsed(row, "created_at")?,
        changed_at: parsed(row, "changed_at")?,
    })
}
