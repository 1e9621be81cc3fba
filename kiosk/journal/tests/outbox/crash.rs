//! Cuts: at every call to the platform, after every write, inside every write, at every statement. What was
//! acknowledged is stored, it takes effect once, and it comes to an end that can be seen.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use journal::outbox::{OutboxRow, StateName};
use journal::{JournalError, verify_file};
use platform::sandbox::{Call, Trouble};
use platform::{ApplicationError, Sandbox, SharedPlatform};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::common::{applicant, at, courier, delivered, folder, open, plain, sandbox, shared, started};
use crate::line::{Careless, Carrier, Line};

/// What a cut leaves of a terminal: the database, the beginning of its write-ahead log, the key.
struct Left {
    file: Vec<u8>,
    log: Vec<u8>,
    key: Vec<u8>,
}

impl Left {
    fn of(folder: &Path) -> Self {
        let read = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
        Self { file: read("journal.db"), log: read("journal.db-wal"), key: read("outbox.key") }
    }

    fn put(&self, folder: &Path, log: usize) {
        fs::write(folder.join("journal.db"), &self.file).unwrap();
        fs::write(folder.join("journal.db-wal"), &self.log[..log.min(self.log.len())]).unwrap();
        fs::write(folder.join("outbox.key"), &self.key).unwrap();
    }

    /// The next start on what is left: everything is delivered; gives the entries then.
    async fn started(&self, log: usize, platform: SharedPlatform) -> Vec<OutboxRow> {
        let folder = folder();
        self.put(folder.path(), log);
        started(folder.path(), platform).await.1
    }
}

/// Cuts at the so many-th point, of which each call has two: before it arrives, and before its reply does.
struct Cutter {
    points: AtomicUsize,
    cut: Notify,
}

impl Cutter {
    fn after(points: usize) -> Arc<Self> {
        Arc::new(Self { points: AtomicUsize::new(points), cut: Notify::new() })
    }

    async fn point(&self) {
        let left = self.points.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if left.is_err() {
            self.cut.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

#[async_trait::async_trait]
impl Carrier for Arc<Cutter> {
    async fn before(&self) -> Result<(), ApplicationError> {
        self.point().await;
        Ok(())
    }

    async fn after(&self) {
        self.point().await;
    }
}

/// Everything that must hold at the end: accepted, and there once.
fn arrived_once(rows: &[OutboxRow], sandbox: &Sandbox, id: Uuid, case: &str) {
    let states: Vec<StateName> = rows.iter().map(|row| row.state.name()).collect();
    assert_eq!(states, [StateName::Accepted], "{case}");
    assert_eq!(sandbox.control().handed_in(), [id], "{case}");
    assert_eq!(sandbox.control().case_numbers(), 1, "{case}");
}

#[tokio::test(start_paused = true)]
async fn a_cut_at_any_point_of_any_call() {
    let applicant = applicant();
    // Trouble that makes the way longer, so that asking and sending again are cut, too.
    let ways: [&[(Call, Trouble)]; 3] = [
        &[],
        &[(Call::Submit, Trouble::TimeOutBefore)],
        &[(Call::Reserve, Trouble::TimeOutAfter), (Call::Submit, Trouble::TimeOutAfter), (Call::Ask, Trouble::Fails)],
    ];
    let mut cuts = 0;
    for way in ways {
        for points in 0.. {
            let folder = folder();
            let (journal, outbox) = open(folder.path()).await;
            let sandbox = Arc::new(sandbox());
            let platform = Arc::new(Careless::new(Arc::clone(&sandbox)));
            for (call, trouble) in way {
                sandbox.control().trouble(Some(*call), *trouble, 1);
            }
            let (outgoing, contents) = plain(1, &applicant, 2, 100_000);
            outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
            let cutter = Cutter::after(points);
            let line = Line::shared(platform.clone(), Arc::clone(&cutter));
            let whole = tokio::select! {
                biased;
                () = cutter.cut.notified() => false,
                _ = delivered(&outbox, line) => true,
            };
            let left = Left::of(folder.path());
            drop((journal, outbox));
            let rows = left.started(usize::MAX, platform.clone()).await;
            arrived_once(&rows, &sandbox, outgoing.id(), &format!("{way:?} cut at point {points}"));
            assert_eq!(platform.taken(), (1, 0), "{way:?} cut at point {points}");
            if whole {
                break;
            }
            cuts += 1;
        }
    }
    println!("{cuts} cuts");
    assert!(cuts >= 50, "{cuts}");
}

#[tokio::test(start_paused = true)]
async fn a_cut_inside_any_write() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let (sandbox, platform) = shared(sandbox());
    let before = Left::of(folder.path()).log.len();
    let (outgoing, contents) = plain(1, &applicant(), 1, 70_000);
    outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    let sealed = Left::of(folder.path()).log.len();
    sandbox.control().trouble(Some(Call::Submit), Trouble::TimeOutBefore, 1);
    delivered(&outbox, platform.clone()).await;
    let left = Left::of(folder.path());
    drop((journal, outbox));
    // A log frame is a page of 4096 bytes and a header of 24: the odd step meets every part of one.
    let lengths: Vec<usize> =
        (before..left.log.len()).step_by(2999).chain([sealed - 1, sealed, left.log.len()]).collect();
    assert!(lengths.len() > 30, "{}", lengths.len());
    for length in lengths {
        // The platform is further than the terminal remembers: the worst that a cut can leave.
        let rows = left.started(length, platform.clone()).await;
        if length < sealed {
            assert_eq!(rows, [], "log cut at {length}: half a seal is none");
        } else {
            arrived_once(&rows, &sandbox, outgoing.id(), &format!("log cut at {length}"));
        }
    }
}

/// Somebody with the file takes care that a statement fails.
async fn sql(folder: &Path, sql: String) {
    let options = SqliteConnectOptions::new().filename(folder.join("journal.db"));
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_seal_of_which_any_statement_fails_says_so_and_leaves_nothing() {
    for statement in [
        "INSERT ON outbox WHEN true",
        "INSERT ON outbox_part WHEN NEW.item = 0",
        "INSERT ON outbox_part WHEN NEW.item = 1 AND NEW.part = 1",
        "INSERT ON audit WHEN NEW.code = 'outbox_sealed'",
        "UPDATE ON audit_head WHEN true",
    ] {
        let folder = folder();
        let (journal, outbox) = open(folder.path()).await;
        let trigger = format!("CREATE TRIGGER fault BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'fault'); END;");
        sql(folder.path(), trigger).await;
        let (outgoing, contents) = plain(1, &applicant(), 1, 70_000);
        let failed = outbox.seal(Uuid::now_v7(), &outgoing, contents.clone(), at(0)).await;
        assert!(matches!(failed, Err(JournalError::Store(_))), "{statement}: {failed:?}");
        assert_eq!(outbox.entries(9).await.unwrap(), [], "{statement}");
        assert_eq!(journal.verify().await.unwrap().first_bad, None, "{statement}");
        sql(folder.path(), "DROP TRIGGER fault".to_owned()).await;
        let row = outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
        assert_eq!(row.local, 1, "{statement}");
        journal.close().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_of_which_any_statement_fails_is_not_taken_and_taken_later() {
    let applicant = applicant();
    let mut statements: Vec<String> = ["reserved", "uploading", "submitting", "accepted"]
        .iter()
        .map(|state| format!("UPDATE ON outbox WHEN NEW.state = '{state}'"))
        .collect();
    for code in ["outbox_moved", "outbox_accepted"] {
        statements.push(format!("INSERT ON audit WHEN NEW.code = '{code}'"));
    }
    statements.push("UPDATE ON audit_head WHEN true".to_owned());
    statements.push("DELETE ON outbox_part WHEN true".to_owned());
    for statement in statements {
        let folder = folder();
        let (journal, outbox) = open(folder.path()).await;
        let (sandbox, platform) = shared(sandbox());
        let (outgoing, contents) = plain(1, &applicant, 1, 70_000);
        outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
        let trigger = format!("CREATE TRIGGER fault BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'fault'); END;");
        sql(folder.path(), trigger).await;
        let stuck = tokio::time::timeout(Duration::from_secs(3600), courier(&outbox, platform.clone(), 3).deliver());
        assert!(stuck.await.is_err(), "the courier does not give up");
        let open = outbox.open_entries().await.unwrap();
        assert_eq!(open.len(), 1, "{statement}: it is still to be seen");
        // Nothing leaves before it is written down that it may have left.
        let left = !sandbox.control().handed_in().is_empty();
        assert!(!left || open[0].state.name() == StateName::Submitting, "{statement}: {open:?}");
        sql(folder.path(), "DROP TRIGGER fault".to_owned()).await;
        let rows = delivered(&outbox, platform).await;
        arrived_once(&rows, &sandbox, outgoing.id(), &statement);
        assert_eq!(journal.verify().await.unwrap().first_bad, None);
        journal.close().await.unwrap();
        assert_eq!(verify_file(&folder.path().join("journal.db")).await.unwrap().first_bad, None);
    }
}
