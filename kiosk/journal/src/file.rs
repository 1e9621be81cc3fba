//! The journal's file: folder, lock, rights, the database's settings, migrations.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::error::{JournalError, Result};

/// Marks a database as a kiosk's journal (`PRAGMA application_id`): "KJNL".
const APPLICATION_ID: i64 = 0x4b4a_4e4c;

/// The schema, step by step; a file's `user_version` is how many steps it has taken.
const MIGRATIONS: &[&str] =
    &[include_str!("../migrations/0001_initial.sql"), include_str!("../migrations/0002_outbox.sql")];

/// How long a write waits for a reader that holds the file (`kiosk check` while it opens it).
const BUSY: Duration = Duration::from_secs(5);

/// First SQLite without the WAL-reset bug. Source: https://www.sqlite.org/wal.html#walresetbug.
const SQLITE_MIN: [u32; 3] = [3, 51, 3];

/// An open journal with its lock.
pub(crate) struct Opened {
    pub(crate) connection: SqliteConnection,
    pub(crate) path: PathBuf,
    /// Held until the connection is closed.
    pub(crate) lock: Lock,
}

/// The journal is this process's alone. The system gives the lock back when the process dies.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file would not do: a program that this process is just starting has the descriptor, too, for a
        // moment (flock(2)). What cannot be given back ends with the process.
        self.0.unlock().unwrap_or_default();
    }
}

/// Makes or opens the file, for this process alone.
pub(crate) async fn open(path: &Path) -> Result<Opened> {
    let path = prepare_folder(path)?;
    let lock = lock(&path)?;
    prepare_file(&path)?;
    match connect(&path).await {
        Ok(connection) => Ok(Opened { connection, path, lock }),
        Err(error) => Err(error.of(&path)),
    }
}

async fn connect(path: &Path) -> Result<SqliteConnection> {
    let mut connection = options(path).connect().await?;
    let version = schema_version(&mut connection, path).await?;
    set(&mut connection).await?;
    migrate(&mut connection, version).await?;
    Ok(connection)
}

/// A second connection that only reads, beside a running kiosk or without one.
pub(crate) async fn connect_to_read(path: &Path) -> Result<SqliteConnection> {
    if !path.exists() {
        return Err(JournalError::Missing { path: path.to_owned() });
    }
    let mut connection = options(path).read_only(true).connect().await?;
    match schema_version(&mut connection, path).await? {
        0 => Err(JournalError::Missing { path: path.to_owned() }),
        _ => Ok(connection),
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    // Statements are not logged: what the journal does is in the log as events.
    SqliteConnectOptions::new().filename(path).create_if_missing(false).busy_timeout(BUSY).disable_statement_logging()
}

fn file_error(path: &Path) -> impl Fn(io::Error) -> JournalError {
    move |source| JournalError::File { path: path.to_owned(), source }
}

/// Creates the folder and gives the journal's one true path, so that two ways to it share one lock.
fn prepare_folder(path: &Path) -> Result<PathBuf> {
    let no_name = || file_error(path)(io::Error::new(ErrorKind::InvalidInput, "the path names no file"));
    let name = path.file_name().ok_or_else(no_name)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(file_error(folder))?;
    if path.exists() {
        return path.canonicalize().map_err(file_error(path));
    }
    Ok(folder.canonicalize().map_err(file_error(folder))?.join(name))
}

/// Takes the lock in a file of its own: closing any descriptor of the database file would drop SQLite's own locks.
/// Source: https://www.sqlite.org/howtocorrupt.html, section 2.2.
fn lock(path: &Path) -> Result<Lock> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock_path = PathBuf::from(name);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&lock_path)
        .map_err(file_error(&lock_path))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(file_error(&lock_path)(source)),
    }
}

/// Creates the file for this user alone, before SQLite would with the process's mask; -wal and -shm take its rights.
fn prepare_file(path: &Path) -> Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => {
            file.sync_all().map_err(file_error(path))?;
            let folder = path.parent().unwrap_or(Path::new("/"));
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(file_error(folder))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let meta = path.metadata().map_err(file_error(path))?;
            if !meta.is_file() {
                return Err(file_error(path)(io::Error::new(ErrorKind::InvalidInput, "it is not a file")));
            }
            if meta.permissions().mode() & 0o077 != 0 {
                std::fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(file_error(path))?;
            }
            Ok(())
        }
        Err(error) => Err(file_error(path)(error)),
    }
}

/// The schema version of a journal, 0 for an empty file. Changes nothing, so that a wrong file stays as it is.
async fn schema_version(connection: &mut SqliteConnection, path: &Path) -> Result<i64> {
    let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut *connection).await?;
    let known = MIGRATIONS.len() as i64;
    match (application, version, tables) {
        (0, 0, 0) => Ok(0),
        (APPLICATION_ID, 1.., _) if version <= known => Ok(version),
        (APPLICATION_ID, 1.., _) => Err(JournalError::Newer { path: path.to_owned(), found: version, known }),
        _ => Err(JournalError::NotAJournal { path: path.to_owned() }),
    }
}

/// Asks for the settings and believes only what the database says afterwards.
async fn set(connection: &mut SqliteConnection) -> Result<()> {
    let journal_mode: String = sqlx::query_scalar("PRAGMA journal_mode = WAL").fetch_one(&mut *connection).await?;
    // The last four: broken pages are noticed when they are read; a write-ahead log that once grew does not stay big;
    // what is deleted is overwritten; nothing is written outside of the journal's folder.
    sqlx::raw_sql(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 4194304;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
    )
    .execute(&mut *connection)
    .await?;
    Settings {
        version: sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?,
        journal_mode,
        synchronous: sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?,
        foreign_keys: sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&mut *connection).await?,
    }
    .check()
}

/// What the promise "committed is on the disk" rests on.
struct Settings {
    version: String,
    journal_mode: String,
    synchronous: i64,
    foreign_keys: i64,
}

impl Settings {
    fn check(&self) -> Result<()> {
        let wrong = |setting, wanted, found: &dyn ToString| {
            Err(JournalError::Setting { setting, wanted, found: found.to_string() })
        };
        let parts: Option<Vec<u32>> = self.version.split('.').map(|part| part.parse().ok()).collect();
        if parts.is_none_or(|parts| parts.as_slice() < SQLITE_MIN.as_slice()) {
            return wrong("sqlite_version", "3.51.3 or newer", &self.version);
        }
        if self.journal_mode != "wal" {
            return wrong("journal_mode", "wal", &self.journal_mode);
        }
        if self.synchronous != 2 {
            return wrong("synchronous", "2 (FULL)", &self.synchronous);
        }
        if self.foreign_keys != 1 {
            return wrong("foreign_keys", "1 (on)", &self.foreign_keys);
        }
        Ok(())
    }
}

/// Takes the steps that are missing, each in one transaction together with its number.
async fn migrate(connection: &mut SqliteConnection, from: i64) -> Result<()> {
    for (step, sql) in MIGRATIONS.iter().enumerate().skip(from as usize) {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::raw_sql(*sql).execute(&mut *transaction).await?;
        let number = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {};", step + 1);
        // Two numbers of this program's own: nothing in the text comes from outside.
        sqlx::raw_sql(sqlx::AssertSqlSafe(number)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Settings {
        Settings { version: "3.51.3".to_owned(), journal_mode: "wal".to_owned(), synchronous: 2, foreign_keys: 1 }
    }

    #[test]
    fn each_setting_is_needed() {
        let refused = |settings: Settings| match settings.check() {
            Err(JournalError::Setting { setting, .. }) => setting,
            other => panic!("{other:?}"),
        };
        good().check().unwrap();
        Settings { version: "3.100.0".to_owned(), ..good() }.check().unwrap();
        for old in ["3.51.2", "3.40.1", "2.99.99", "three"] {
            assert_eq!(refused(Settings { version: old.to_owned(), ..good() }), "sqlite_version");
        }
        assert_eq!(refused(Settings { journal_mode: "delete".to_owned(), ..good() }), "journal_mode");
        assert_eq!(refused(Settings { synchronous: 1, ..good() }), "synchronous");
        assert_eq!(refused(Settings { foreign_keys: 0, ..good() }), "foreign_keys");
    }

    #[test]
    fn a_program_that_is_just_starting_does_not_keep_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let held = lock(&path).unwrap();
        let inherited = held.0.try_clone().unwrap();
        assert!(matches!(lock(&path), Err(JournalError::InUse { .. })));
        drop(held);
        lock(&path).unwrap();
        drop(inherited);
    }

    #[tokio::test]
    async fn the_open_file_has_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        let mut opened = open(&folder.path().join("new/journal.db")).await.unwrap();
        for (pragma, wanted) in [("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1")] {
            let sql = sqlx::AssertSqlSafe(format!("SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}"));
            let found: String = sqlx::query_scalar(sql).fetch_one(&mut opened.connection).await.unwrap();
            assert_eq!(found, wanted, "{pragma}");
        }
    }
}
