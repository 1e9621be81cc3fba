//! What the platform said at the end is kept for a time, and then it is gone for good.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::form::Digest;
use jiff::{SignedDuration, Timestamp};
use journal::outbox::limits::{NOTE_KEPT, SWEEP, SWEPT_AT_ONCE};
use journal::outbox::{Contents, Note, StateName};
use journal::{JournalError, Outbox, verify_file};
use platform::application::Outgoing;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use crate::common::{applicant, at, delivered, filled_in, folder, forms, open, plain, sandbox, shared};

/// A time so long after the entries of these tests ended.
fn after(kept: Duration, seconds: i64) -> Timestamp {
    at(1) + SignedDuration::try_from(kept).unwrap() + SignedDuration::from_secs(seconds)
}

async fn file(folder: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(folder.join("journal.db")).connect().await.unwrap()
}

/// An application that is granted at once, and one that is refused; gives their ids.
async fn ended(outbox: &Outbox) -> [Uuid; 2] {
    let forms = forms();
    let granted = filled_in(&forms, "unemployed-lost-job");
    let mut refused = filled_in(&forms, "unemployed-lost-job");
    refused.digest = Digest::of(b"not what was signed");
    let ids = [granted.id, refused.id];
    let (_, platform) = shared(sandbox().with_forms(forms));
    for submission in [granted, refused] {
        let outgoing = Outgoing::Application(submission);
        outbox.seal(Uuid::now_v7(), &outgoing, Contents::new(), at(0)).await.unwrap();
    }
    let rows = delivered(outbox, platform).await;
    assert_eq!(rows.iter().map(|row| row.state.name()).collect::<Vec<_>>(), [StateName::Accepted, StateName::Rejected]);
    ids
}

#[tokio::test(start_paused = true)]
async fn what_was_said_at_the_end_is_wiped_after_its_time_and_the_entry_stays() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let ids = ended(&outbox).await;
    let mut connection = file(folder.path()).await;
    let sealed: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT note FROM outbox ORDER BY local").fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let rows = outbox.entries(9).await.unwrap();
    // Its time is not over.
    outbox.sweep(after(NOTE_KEPT, 0)).await.unwrap();
    assert!(matches!(outbox.note(ids[0]).await.unwrap(), Some(Note::Receipt(_))));
    assert!(matches!(outbox.note(ids[1]).await.unwrap(), Some(Note::Refused(_))));
    outbox.sweep(after(NOTE_KEPT, 1)).await.unwrap();
    for id in ids {
        assert_eq!(outbox.note(id).await.unwrap(), None);
    }
    assert_eq!(outbox.entries(9).await.unwrap(), rows, "the entries are what they were");
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    journal.close().await.unwrap();
    assert_eq!(verify_file(&folder.path().join("journal.db")).await.unwrap().first_bad, None);
    // Not even what was sealed is left anywhere.
    for entry in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for sealed in &sealed {
            let part = &sealed[..32];
            assert!(!bytes.windows(part.len()).any(|window| window == part), "it lies in the file still");
        }
    }
    let mut connection = file(folder.path()).await;
    let events: Vec<String> = sqlx::query_scalar("SELECT detail FROM audit WHERE code = 'notes_wiped'")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(events, [r#"{"entries":2}"#], "nothing is written where nothing is wiped");
}

#[tokio::test(start_paused = true)]
async fn it_is_looked_after_from_time_to_time_until_the_journal_is_closed() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let [granted, _] = ended(&outbox).await;
    let over = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&over);
    let clock = move || after(NOTE_KEPT, i64::from(told.load(Ordering::Relaxed)));
    tokio::select! {
        () = outbox.clone().keep_swept(&clock) => unreachable!(),
        () = async {
            tokio::time::sleep(3 * SWEEP).await;
            assert!(outbox.note(granted).await.unwrap().is_some(), "its time is not over");
            over.store(true, Ordering::Relaxed);
            for _ in 0..9 {
                tokio::time::sleep(SWEEP).await;
                outbox.entries(1).await.unwrap();
            }
        } => {}
    }
    assert_eq!(outbox.note(granted).await.unwrap(), None);
    journal.close().await.unwrap();
    outbox.keep_swept(clock).await;
}

#[tokio::test(start_paused = true)]
async fn of_many_each_transaction_wipes_some() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let (_, platform) = shared(sandbox());
    let applicant = applicant();
    let many = u128::from(SWEPT_AT_ONCE) + 3;
    for n in 1..=many {
        let (outgoing, contents) = plain(n, &applicant, 0, 0);
        outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    }
    delivered(&outbox, platform).await;
    // A transaction of which any statement fails wipes nothing, and is told.
    for statement in ["INSERT ON audit WHEN NEW.code = 'notes_wiped'", "UPDATE ON audit_head WHEN true"] {
        let mut connection = file(folder.path()).await;
        let fault = format!("CREATE TRIGGER fault BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'fault'); END;");
        sqlx::raw_sql(sqlx::AssertSqlSafe(fault)).execute(&mut connection).await.unwrap();
        let failed = outbox.sweep(after(NOTE_KEPT, 9)).await;
        assert!(matches!(failed, Err(JournalError::Store(_))), "{statement}: {failed:?}");
        let left = "SELECT count(*) FROM outbox WHERE note IS NOT NULL";
        let left: i64 = sqlx::query_scalar(left).fetch_one(&mut connection).await.unwrap();
        assert_eq!(left as u128, many, "{statement}");
        sqlx::raw_sql("DROP TRIGGER fault").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
    outbox.sweep(after(NOTE_KEPT, 9)).await.unwrap();
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    journal.close().await.unwrap();
    let mut connection = file(folder.path()).await;
    let events: Vec<i64> =
        sqlx::query_scalar("SELECT detail ->> '$.entries' FROM audit WHERE code = 'notes_wiped' ORDER BY seq")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert_eq!(events, [i64::from(SWEPT_AT_ONCE), 3]);
    // The schema itself lets go of nothing else of an entry that is over, and of no other's end.
    for change in [
        "UPDATE outbox SET note = zeroblob(9)",
        "UPDATE outbox SET note = NULL, changed_at = created_at",
        "UPDATE outbox SET note = NULL, number = NULL",
        "UPDATE outbox SET note = NULL, sends = sends + 1",
        "UPDATE outbox SET note = NULL, state = 'pending'",
    ] {
        assert!(sqlx::raw_sql(change).execute(&mut connection).await.is_err(), "{change}");
    }
    sqlx::raw_sql("UPDATE outbox SET note = NULL").execute(&mut connection).await.unwrap();
}
