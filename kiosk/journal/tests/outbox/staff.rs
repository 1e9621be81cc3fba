//! What is left to people: entries that are unknown or dead, keys that do not fit, files that were changed.

use std::fs;
use std::path::Path;

use journal::outbox::{Contents, Settle, StateName, Why};
use journal::{ChainFault, JournalError, Outbox, verify_file};
use platform::application::Outgoing;
use platform::sandbox::{Call, Trouble};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use uuid::Uuid;

use crate::common::{applicant, at, delivered, folder, open, page, parts, plain, sandbox, shared};

async fn sql(folder: &Path, sql: &'static str) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(folder.join("journal.db"));
    let mut connection = options.connect().await?;
    sqlx::raw_sql(sql).execute(&mut connection).await?;
    connection.close().await
}

/// Waits until an entry is in a state.
async fn reached(outbox: &Outbox, id: Uuid, state: StateName) {
    let mut changes = outbox.changes();
    while outbox.entry(id).await.unwrap().unwrap().state.name() != state {
        changes.changed().await.unwrap();
    }
}

/// An application that a platform lost after it had reserved its number: it was sent, and the number is not known.
async fn unknown(folder: &Path, outbox: &Outbox) -> Uuid {
    let (outgoing, contents) = plain(1, &applicant(), 1, 1000);
    outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    let (first, platform) = shared(sandbox());
    first.control().trouble(Some(Call::Submit), Trouble::TimeOutBefore, 1);
    first.control().trouble(Some(Call::Ask), Trouble::ReplyLost, u32::MAX);
    tokio::select! {
        _ = delivered(outbox, platform) => unreachable!(),
        () = reached(outbox, outgoing.id(), StateName::Submitting) => {}
    }
    let (_, forgetful) = shared(sandbox());
    let rows = delivered(outbox, forgetful).await;
    assert_eq!((rows[0].state.name(), rows[0].state.why()), (StateName::Unknown, Some(Why::NoSuchCase)));
    let kept = "SELECT CASE count(*) WHEN 2 THEN 0 ELSE 1 / 0 END FROM outbox_part";
    sql(folder, kept).await.unwrap();
    outgoing.id()
}

#[tokio::test(start_paused = true)]
async fn what_is_unknown_waits_for_staff_and_is_settled_in_three_ways() {
    for (how, end) in [
        (Settle::ItIsThere, StateName::Accepted),
        (Settle::GivenUp, StateName::Dead),
        (Settle::SendAgain, StateName::Submitting),
    ] {
        let folder = folder();
        let (journal, outbox) = open(folder.path()).await;
        let id = unknown(folder.path(), &outbox).await;
        let (other, platform) = shared(sandbox());
        // Hours later it still waits, and nothing was sent.
        assert!(outbox.open_entries().await.unwrap().is_empty());
        delivered(&outbox, platform.clone()).await;
        assert!(other.control().handed_in().is_empty());
        assert_eq!(outbox.unsettled().await.unwrap().len(), 1);
        let row = outbox.settle(id, how, at(9)).await.unwrap();
        assert_eq!((row.state.name(), row.changed_at), (end, at(9)), "{how:?}");
        if how == Settle::SendAgain {
            // It is asked for first, and the platform still does not know it.
            let rows = delivered(&outbox, platform).await;
            assert_eq!(rows[0].state.name(), StateName::Unknown);
            assert!(other.control().handed_in().is_empty());
            outbox.settle(id, Settle::GivenUp, at(10)).await.unwrap();
        }
        assert!(outbox.unsettled().await.unwrap().is_empty());
        for again in [Settle::ItIsThere, Settle::SendAgain, Settle::GivenUp] {
            let refused = outbox.settle(id, again, at(11)).await;
            assert!(matches!(refused, Err(JournalError::EntryState { .. })), "{how:?} {again:?}: {refused:?}");
        }
        assert_eq!(journal.verify().await.unwrap().first_bad, None);
        journal.close().await.unwrap();
        assert_eq!(parts(folder.path()).await, 0, "{how:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_number_that_the_platform_lost_before_it_was_sent_is_for_staff_not_a_refusal() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let (outgoing, contents) = plain(1, &applicant(), 1, 1000);
    outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    let (first, platform) = shared(sandbox());
    first.control().trouble(Some(Call::Upload), Trouble::ReplyLost, u32::MAX);
    tokio::select! {
        _ = delivered(&outbox, platform) => unreachable!(),
        () = reached(&outbox, outgoing.id(), StateName::Uploading) => {}
    }
    let (second, platform) = shared(sandbox());
    let rows = delivered(&outbox, platform).await;
    assert_eq!((rows[0].state.name(), rows[0].state.why()), (StateName::Dead, Some(Why::NoSuchCase)));
    assert!(second.control().handed_in().is_empty());
    assert_eq!(outbox.unsettled().await.unwrap(), rows, "what was sealed is kept for staff");
    journal.close().await.unwrap();
    assert!(parts(folder.path()).await > 0);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_dead_before_it_was_sent_and_the_others_go_on() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let applicant = applicant();
    for n in 1..=3 {
        let (outgoing, contents) = plain(n, &applicant, 1, 1000);
        outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    }
    // One loses an attachment, one is damaged.
    let damage = "DROP TRIGGER outbox_part_never_changes; DROP TRIGGER outbox_part_stays;
        DELETE FROM outbox_part WHERE item = 1 AND entry = (SELECT id FROM outbox WHERE local = 1);
        UPDATE outbox_part SET sealed = zeroblob(100) WHERE item = 0 AND entry = (SELECT id FROM outbox WHERE local = 2)";
    sql(folder.path(), damage).await.unwrap();
    let (sandbox, platform) = shared(sandbox());
    let rows = delivered(&outbox, platform.clone()).await;
    let ends: Vec<StateName> = rows.iter().map(|row| row.state.name()).collect();
    assert_eq!(ends, [StateName::Dead, StateName::Dead, StateName::Accepted]);
    assert_eq!(rows[0].state.why(), Some(Why::Unreadable));
    assert_eq!(sandbox.control().handed_in(), [rows[2].id]);
    // Mended or not, staff may have it tried again; what is still damaged is dead again.
    outbox.settle(rows[1].id, Settle::SendAgain, at(5)).await.unwrap();
    assert_eq!(delivered(&outbox, platform).await[1].state.name(), StateName::Dead);
    let there = outbox.settle(rows[1].id, Settle::ItIsThere, at(6)).await;
    assert!(matches!(there, Err(JournalError::EntryState { .. })), "nothing of it has arrived: {there:?}");
    outbox.settle(rows[1].id, Settle::GivenUp, at(7)).await.unwrap();
    journal.close().await.unwrap();
}

#[tokio::test]
async fn without_its_key_the_outbox_does_not_open_and_makes_no_other() {
    let folder = folder();
    let key = folder.path().join("outbox.key");
    let (journal, outbox) = open(folder.path()).await;
    let (outgoing, contents) = plain(1, &applicant(), 0, 0);
    outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    let right = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    assert!(matches!(Outbox::open(&journal, &key).await, Err(JournalError::OtherKey { .. })));
    assert!(!key.exists(), "no key is made that opens nothing");
    fs::write(&key, [7; 32]).unwrap();
    assert!(matches!(Outbox::open(&journal, &key).await, Err(JournalError::OtherKey { .. })));
    fs::write(&key, right).unwrap();
    let outbox = Outbox::open(&journal, &key).await.unwrap();
    let (_, platform) = shared(sandbox());
    assert_eq!(delivered(&outbox, platform).await[0].state.name(), StateName::Accepted);
    // Nothing waits any more: a new key is as good.
    fs::remove_file(&key).unwrap();
    Outbox::open(&journal, &key).await.unwrap();
    assert!(key.exists());
    journal.close().await.unwrap();
}

#[tokio::test]
async fn nothing_personal_stands_in_the_files() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let applicant = applicant();
    let picture = "一张照片的字节".repeat(20_000);
    let (Outgoing::Application(mut submission), _) = plain(1, &applicant, 0, 0) else { unreachable!() };
    let digest = domain::form::Digest::of(picture.as_bytes());
    submission.attachments = vec![platform::application::Attachment {
        question: "photo".to_owned(),
        digest,
        length: picture.len() as u64,
        media: platform::application::MediaType::Jpeg,
    }];
    let contents: Contents = [(digest, picture.clone().into_bytes().into())].into();
    let outgoing = Outgoing::Application(submission);
    outbox.seal(Uuid::now_v7(), &outgoing, contents.clone(), at(0)).await.unwrap();
    let (name, number) = (applicant.name.reveal().as_bytes(), applicant.number.reveal().as_str().as_bytes());
    let looked_for = [name, number, picture.as_bytes().get(..60).unwrap()];
    let stands = |what: &[u8]| {
        let files = fs::read_dir(folder.path()).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
        files.into_iter().any(|bytes| bytes.windows(what.len()).any(|window| window == what))
    };
    assert!(stands(b"test-form"), "the search finds what is there");
    assert!(!looked_for.into_iter().any(stands));
    let shown = format!("{outgoing:?} {contents:?} {:?} {outbox:?}", outbox.entries(9).await.unwrap());
    assert!(!shown.contains(applicant.name.reveal()) && !shown.contains(applicant.number.reveal().as_str()));
    journal.close().await.unwrap();
}

#[tokio::test]
async fn only_what_it_says_of_itself_is_sealed() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let seal =
        async |outgoing: &Outgoing, contents: Contents| outbox.seal(Uuid::now_v7(), outgoing, contents, at(0)).await;
    let (outgoing, contents) = plain(1, &applicant(), 1, 1000);
    let none = seal(&outgoing, Contents::new()).await;
    let digest = *contents.keys().next().unwrap();
    let other = seal(&outgoing, [(digest, vec![1; 1000].into())].into()).await;
    let short = seal(&outgoing, [(digest, vec![1; 10].into())].into()).await;
    // What is sealed ahead has to be the same, by this outbox.
    let elsewhere = crate::common::folder();
    let (_journal, stranger) = open(elsewhere.path()).await;
    let ahead = |outbox: &Outbox, bytes: Vec<u8>| [(digest, outbox.prepare(&bytes.into()).unwrap())].into();
    let other_ahead = seal(&outgoing, ahead(&outbox, vec![1; 1000])).await;
    let foreign = seal(&outgoing, ahead(&stranger, page(1, 0, 1000))).await;
    for refused in [none, other, short, other_ahead, foreign] {
        assert!(matches!(refused, Err(JournalError::NotSealable { .. })), "{refused:?}");
    }
    seal(&outgoing, contents.clone()).await.unwrap();
    let Outgoing::Application(mut another) = outgoing else { unreachable!() };
    another.digest = domain::form::Digest::of(b"another");
    let reused = seal(&Outgoing::Application(another), contents).await;
    assert!(matches!(reused, Err(JournalError::EntryExists { .. })), "{reused:?}");
    assert_eq!(outbox.entries(9).await.unwrap().len(), 1);
    journal.close().await.unwrap();
}

#[tokio::test]
async fn the_schema_itself_holds_an_entry_on_its_way() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    for n in 1..=2 {
        let (outgoing, contents) = plain(n, &applicant(), 1, 1000);
        outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    }
    journal.close().await.unwrap();
    for change in [
        "DELETE FROM outbox",
        "DELETE FROM outbox_part",
        "UPDATE outbox_part SET sealed = zeroblob(9)",
        "UPDATE outbox SET state = 'accepted', number = 'BJ'",
        "UPDATE outbox SET state = 'submitting', number = 'BJ', sends = 1",
        "UPDATE outbox SET state = 'unknown', number = 'BJ', why = 'x'",
        "UPDATE outbox SET state = 'reserved'",
        "UPDATE outbox SET state = 'dead'",
        "UPDATE outbox SET state = 'reserved', number = 'BJ', digest = zeroblob(32)",
        "UPDATE outbox SET state = 'reserved', number = 'BJ', local = local + 100",
        "INSERT INTO outbox SELECT 'x', kind, visit, 9, form, version, digest, key_check, 'accepted', 'BJ', 0, NULL,
            NULL, created_at, changed_at FROM outbox WHERE local = 1",
    ] {
        assert!(sql(folder.path(), change).await.is_err(), "{change}");
    }
    sql(folder.path(), "UPDATE outbox SET state = 'reserved', number = 'BJ' WHERE local = 2").await.unwrap();
}

#[tokio::test]
async fn whoever_changes_an_entry_is_found() {
    for change in [
        "UPDATE outbox SET state = 'accepted', number = 'BJ202611230000017' WHERE local = 1",
        "UPDATE outbox SET created_at = '2026-01-01T00:00:00.000Z' WHERE local = 1",
        "UPDATE outbox SET kind = 'rating', form = NULL, version = NULL WHERE local = 1",
        "DELETE FROM outbox_part; DELETE FROM outbox WHERE local = 1",
    ] {
        let folder = folder();
        let (journal, outbox) = open(folder.path()).await;
        let (outgoing, contents) = plain(1, &applicant(), 0, 0);
        outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
        journal.close().await.unwrap();
        let triggers = "DROP TRIGGER outbox_moves_forward; DROP TRIGGER outbox_stays; DROP TRIGGER outbox_part_stays;";
        sql(folder.path(), triggers).await.unwrap();
        let file = folder.path().join("journal.db");
        assert_eq!(verify_file(&file).await.unwrap().first_bad, None);
        sql(folder.path(), change).await.unwrap();
        assert_eq!(verify_file(&file).await.unwrap().first_bad, Some(ChainFault::Outbox(outgoing.id())), "{change}");
    }
}

#[tokio::test]
async fn a_journal_of_before_the_outbox_is_taken_over() {
    let folder = folder();
    let (journal, _) = open(folder.path()).await;
    journal.count("visits", 1, at(0)).await.unwrap();
    journal.close().await.unwrap();
    let before = "DROP TABLE outbox_part; DROP TABLE outbox; PRAGMA user_version = 1";
    sql(folder.path(), before).await.unwrap();
    assert_eq!(verify_file(&folder.path().join("journal.db")).await.unwrap().first_bad, None, "checked as it is");
    let (journal, outbox) = open(folder.path()).await;
    let (outgoing, contents) = plain(1, &applicant(), 0, 0);
    outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    assert_eq!(journal.counters().await.unwrap(), [("visits".to_owned(), 1)]);
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    journal.close().await.unwrap();
}
