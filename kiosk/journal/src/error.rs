//! What can go wrong with the journal, in words for the person who has to do something about it.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::job::JobState;
use crate::outbox::StateName;

/// Result of the journal's calls.
pub type Result<T> = std::result::Result<T, JournalError>;

/// Why the journal did not do what was asked. No message holds a stored or given value.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Folder, file or lock file cannot be made or opened.
    #[error(
        "the journal cannot use {path}: {source}; check that the folder exists, that this user owns it and that the disk is writable"
    )]
    File {
        /// What was to be opened.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another process has the journal open.
    #[error(
        "another kiosk uses the journal {path}; stop it first, or give this one a journal of its own in the configuration"
    )]
    InUse {
        /// The journal.
        path: PathBuf,
    },
    /// There is no journal to look at.
    #[error("there is no journal at {path} yet; the kiosk creates it when it first runs")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error(
        "the journal {path} is damaged ({what}); stop the kiosk, move the file together with its -wal and -shm to a safe place for the technician (do not delete them: they say which jobs were printed), and start again: an empty journal is created"
    )]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// A database of some other program.
    #[error("{path} is a database of another program, not a journal; check the journal's path in the configuration")]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// Written by a newer kiosk.
    #[error(
        "the journal {path} was written by a newer kiosk (schema {found}, this program knows {known}); install that version again, or move the journal aside"
    )]
    Newer {
        /// The journal.
        path: PathBuf,
        /// Schema version of the file.
        found: i64,
        /// Newest schema version that this program knows.
        known: i64,
    },
    /// The database does not keep a setting that the promise of the journal rests on.
    #[error(
        "the journal's database has {setting} = {found} where {wanted} is needed to survive a power cut; use the SQLite that this program is built with and a local disk"
    )]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// What is needed.
        wanted: &'static str,
        /// What the database says.
        found: String,
    },
    /// The disk is full.
    #[error("the disk that holds the journal is full; free some space, the terminal must not print before that")]
    DiskFull,
    /// Anything else that the database says.
    #[error("the journal cannot be read or written: {0}; check the disk")]
    Store(#[from] sqlx::Error),
    /// A job with this id is there already.
    #[error("print job {job} is in the journal already")]
    JobExists {
        /// The job.
        job: Uuid,
    },
    /// No job has this id.
    #[error("print job {job} is not in the journal")]
    NoSuchJob {
        /// The job.
        job: Uuid,
    },
    /// A job cannot go that way.
    #[error("print job {job} is {is} and cannot become {wanted}")]
    JobState {
        /// The job.
        job: Uuid,
        /// Its state.
        is: JobState,
        /// The state that was asked for.
        wanted: JobState,
    },
    /// Something that is no word of the program was to be written. The value is not repeated: it might be personal.
    #[error("{place} is not fit for the journal: {rule}")]
    NotAWord {
        /// Which argument.
        place: &'static str,
        /// What is allowed there.
        rule: &'static str,
    },
    /// An entry with this id is in the outbox already, with another content.
    #[error("entry {entry} is in the outbox already, with another content")]
    EntryExists {
        /// The entry.
        entry: Uuid,
    },
    /// No entry has this id.
    #[error("entry {entry} is not in the outbox")]
    NoSuchEntry {
        /// The entry.
        entry: Uuid,
    },
    /// An entry cannot go that way.
    #[error("entry {entry} of the outbox is {is} and cannot become {wanted}")]
    EntryState {
        /// The entry.
        entry: Uuid,
        /// Its state.
        is: StateName,
        /// The state that was asked for.
        wanted: StateName,
    },
    /// What is to be sealed is not what it says of itself.
    #[error("entry {entry} cannot be sealed: {rule}")]
    NotSealable {
        /// The entry.
        entry: Uuid,
        /// What is allowed.
        rule: &'static str,
    },
    /// Something sealed does not open.
    #[error("something that is stored in the outbox cannot be read; check the disk, and call the person to a counter")]
    Unreadable,
    /// The key file cannot be read or made.
    #[error("the outbox cannot use its key {path}: {source}; check that the folder exists and that this user owns it")]
    KeyFile {
        /// The key file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The key file holds no key.
    #[error("the outbox's key {path} is damaged: it has to have 32 bytes; put the right file there")]
    KeyDamaged {
        /// The key file.
        path: PathBuf,
    },
    /// Applications wait that are sealed with another key.
    #[error(
        "applications wait in the outbox that another key than {path} has sealed; put that key back, without it they are lost"
    )]
    OtherKey {
        /// The key file.
        path: PathBuf,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes; check /dev/urandom")]
    NoRandom,
    /// The journal was closed.
    #[error("the journal is closed; the kiosk is ending")]
    Closed,
}

impl JournalError {
    /// Turns what the database says of the journal at `path` into what to do about it.
    pub(crate) fn of(self, path: &Path) -> Self {
        // Source: https://www.sqlite.org/rescode.html; the low byte of an extended code is the primary one.
        const READ_ONLY: i32 = 8;
        const CORRUPT: i32 = 11;
        const FULL: i32 = 13;
        const CANNOT_OPEN: i32 = 14;
        const NOT_A_DATABASE: i32 = 26;
        // Who only reads has found the beginning of the very first write, which takes the next start to undo.
        const READ_ONLY_ROLLBACK: i32 = 776;
        let Self::Store(error) = self else { return self };
        let damaged = |what: &str| Self::Damaged { path: path.to_owned(), what: what.to_owned() };
        if matches!(error, sqlx::Error::RowNotFound | sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. }) {
            return damaged("a row is missing or holds what no kiosk wrote");
        }
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|code| code.parse::<i32>().ok());
        if code == Some(READ_ONLY_ROLLBACK) {
            return Self::Missing { path: path.to_owned() };
        }
        match code.map(|code| code & 0xff) {
            Some(CORRUPT) => damaged("the database finds its pages broken"),
            Some(NOT_A_DATABASE) => damaged("its beginning is not that of a database"),
            Some(FULL) => Self::DiskFull,
            Some(READ_ONLY | CANNOT_OPEN) => Self::File { path: path.to_owned(), source: std::io::Error::other(error) },
            _ => Self::Store(error),
        }
    }
}
