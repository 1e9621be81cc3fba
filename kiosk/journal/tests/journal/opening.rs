//! Opening: rights, a second kiosk, a file that is damaged, foreign or newer.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use journal::{EventCode, Journal, JournalError, verify_file};

use crate::common::{at, id, path, sql, used};

#[tokio::test]
async fn file_and_folder_are_for_this_user_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("var/kiosk/journal.db");
    let (journal, recovery) = Journal::open(&path, at(0)).await.unwrap();
    assert_eq!((recovery.unknown.len(), recovery.not_printed.len(), recovery.chain.last), (0, 0, 0));
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("var/kiosk"), 0o700);
    for name in ["journal.db", "journal.db-wal", "journal.db-shm", "journal.db.lock"] {
        assert_eq!(mode(&format!("var/kiosk/{name}")), 0o600, "{name}");
    }
    journal.close().await.unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    Journal::open(&path, at(1)).await.unwrap().0.close().await.unwrap();
    assert_eq!(mode("var/kiosk/journal.db"), 0o600, "too wide rights are narrowed");
}

#[tokio::test]
async fn two_kiosks_never_share_a_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = Journal::open(&path(&folder), at(0)).await.unwrap();
    let link = folder.path().join("link.db");
    symlink(path(&folder), &link).unwrap();
    for way in [path(&folder), link, folder.path().join("./journal.db")] {
        let second = Journal::open(&way, at(1)).await;
        assert!(matches!(second, Err(JournalError::InUse { .. })), "{}: {second:?}", way.display());
    }
    first.event(EventCode::HelpCalled, None, &[], at(2)).await.unwrap();
    first.close().await.unwrap();
    Journal::open(&path(&folder), at(3)).await.unwrap().0.close().await.unwrap();
}

#[tokio::test]
async fn it_can_be_verified_while_a_kiosk_runs_and_when_none_does() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(verify_file(&path(&folder)).await, Err(JournalError::Missing { .. })));
    let (journal, _) = Journal::open(&path(&folder), at(0)).await.unwrap();
    journal.consent(id(1), "2026-08-01", [7; 32], at(1)).await.unwrap();
    let running = verify_file(&path(&folder)).await.unwrap();
    assert_eq!((running.from, running.checked, running.last, running.first_bad), (1, 2, 2, None));
    journal.count("visits", 1, at(2)).await.unwrap();
    journal.close().await.unwrap();
    let closed = verify_file(&path(&folder)).await.unwrap();
    assert_eq!((closed.checked, closed.first_bad.clone()), (3, None));
    assert_ne!(closed.head, running.head);
    assert!(closed.to_string().starts_with("the audit chain holds: 3 entries"), "{closed}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    for garbage in [b"x".repeat(10), b"x".repeat(10_000)] {
        fs::write(path(&folder), &garbage).unwrap();
        let error = Journal::open(&path(&folder), at(0)).await.unwrap_err();
        assert!(matches!(error, JournalError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains("move the file"), "{error}");
        assert!(verify_file(&path(&folder)).await.is_err());
        assert_eq!(fs::read(path(&folder)).unwrap(), garbage, "it is evidence");
    }
}

#[tokio::test]
async fn broken_pages_are_found() {
    let folder = tempfile::tempdir().unwrap();
    used(&path(&folder)).await;
    let whole = fs::read(path(&folder)).unwrap();
    let mut found = 0;
    for page in 1..whole.len() / 4096 {
        let mut broken = whole.clone();
        broken[page * 4096..page * 4096 + 64].fill(0xff);
        fs::write(path(&folder), &broken).unwrap();
        match verify_file(&path(&folder)).await {
            Err(JournalError::Damaged { .. }) => found += 1,
            Ok(report) => assert!(report.first_bad.is_some(), "page {page} is broken and nothing was said"),
            Err(other) => panic!("page {page}: {other}"),
        }
    }
    assert!(found > 5, "{found}");
    // Cut in the middle: the kiosk does not start on it.
    fs::write(path(&folder), &whole[..8192]).unwrap();
    let error = Journal::open(&path(&folder), at(9)).await.unwrap_err();
    assert!(matches!(error, JournalError::Damaged { .. }), "{error}");
}

#[tokio::test]
async fn a_newer_and_a_foreign_database_are_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    used(&path(&folder)).await;
    sql(&path(&folder), "PRAGMA user_version = 3").await.unwrap();
    let before = fs::read(path(&folder)).unwrap();
    let error = Journal::open(&path(&folder), at(9)).await.unwrap_err();
    assert!(matches!(error, JournalError::Newer { found: 3, known: 2, .. }), "{error}");
    assert_eq!(fs::read(path(&folder)).unwrap(), before);

    let foreign = folder.path().join("foreign.db");
    fs::write(&foreign, b"").unwrap();
    sql(&foreign, "CREATE TABLE diary (day TEXT)").await.unwrap();
    let before = fs::read(&foreign).unwrap();
    let error = Journal::open(&foreign, at(9)).await.unwrap_err();
    assert!(matches!(error, JournalError::NotAJournal { .. }), "{error}");
    assert_eq!(fs::read(&foreign).unwrap(), before);
}

#[tokio::test]
async fn a_path_that_cannot_be_a_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    for way in [folder.path().to_owned(), folder.path().join("file/journal.db"), "/".into()] {
        let error = Journal::open(&way, at(0)).await.unwrap_err();
        assert!(matches!(error, JournalError::File { .. }), "{}: {error}", way.display());
    }
}

#[tokio::test]
async fn a_first_start_that_was_cut_has_left_no_journal_yet() {
    let folder = tempfile::tempdir().unwrap();
    let path = path(&folder);
    used(&path).await;
    // The file was empty before (https://www.sqlite.org/fileformat2.html#the_rollback_journal): no entries, 0 pages, 512
    // bytes a sector, 4096 a page.
    let mut header = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7".to_vec();
    for number in [0_u32, 0, 0, 512, 4096] {
        header.extend(number.to_be_bytes());
    }
    header.resize(512, 0);
    fs::write(path.with_extension("db-journal"), header).unwrap();
    assert!(matches!(verify_file(&path).await, Err(JournalError::Missing { .. })));
    let (journal, recovery) = Journal::open(&path, at(9)).await.unwrap();
    assert_eq!((recovery.chain.last, recovery.chain.first_bad), (0, None), "it begins anew");
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    journal.close().await.unwrap();
}
