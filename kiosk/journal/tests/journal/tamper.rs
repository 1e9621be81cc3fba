//! Whoever changes the file without the journal is found.

use journal::{ChainFault, EventCode, Journal, verify_file};

use crate::common::{at, id, path, sql, used};

/// Somebody who knows SQLite takes the triggers away first.
const NO_TRIGGERS: &str = "DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks; DROP TRIGGER job_stays;
    DROP TRIGGER job_moves_forward; DROP TRIGGER consent_never_changes; DROP TRIGGER consent_stays;
    DROP TRIGGER job_starts_queued;";

async fn fault_after(change: &'static str) -> Option<ChainFault> {
    let folder = tempfile::tempdir().unwrap();
    used(&path(&folder)).await;
    sql(&path(&folder), NO_TRIGGERS).await.unwrap();
    assert_eq!(verify_file(&path(&folder)).await.unwrap().first_bad, None);
    sql(&path(&folder), change).await.unwrap_or_else(|error| panic!("{change}: {error}"));
    let fault = verify_file(&path(&folder)).await.unwrap().first_bad;
    // The terminal still starts and works, and what is wrong stays to be seen.
    let (journal, recovery) = Journal::open(&path(&folder), at(50)).await.unwrap();
    journal.event(EventCode::HelpCalled, None, &[], at(51)).await.unwrap();
    let chain_fault = !matches!(fault, Some(ChainFault::Job(_) | ChainFault::Consent(_) | ChainFault::Counter));
    assert_eq!(recovery.chain.first_bad.is_some(), chain_fault, "{change}: {:?}", recovery.chain);
    assert!(journal.verify().await.unwrap().first_bad.is_some(), "{change}: healed by itself");
    journal.close().await.unwrap();
    fault
}

#[tokio::test]
async fn a_changed_entry_is_found_in_every_column() {
    for change in [
        "UPDATE audit SET at = '2026-01-01T00:00:00.000Z' WHERE seq = 5",
        "UPDATE audit SET code = 'job_unknown' WHERE seq = 5",
        "UPDATE audit SET visit = NULL WHERE seq = 5",
        "UPDATE audit SET job = visit WHERE seq = 5",
        "UPDATE audit SET detail = '{}' WHERE seq = 5",
        "UPDATE audit SET hash = zeroblob(32) WHERE seq = 5",
    ] {
        assert_eq!(fault_after(change).await, Some(ChainFault::Changed(5)), "{change}");
    }
    let change = "UPDATE audit SET prev_hash = zeroblob(32) WHERE seq = 5";
    assert_eq!(fault_after(change).await, Some(ChainFault::Unlinked(5)));
}

#[tokio::test]
async fn deleted_and_reordered_entries_are_found() {
    assert_eq!(fault_after("DELETE FROM audit WHERE seq = 1").await, Some(ChainFault::Missing(1)));
    assert_eq!(fault_after("DELETE FROM audit WHERE seq = 7").await, Some(ChainFault::Missing(7)));
    let closed_up = "DELETE FROM audit WHERE seq = 7; UPDATE audit SET seq = seq - 1 WHERE seq > 7";
    assert_eq!(fault_after(closed_up).await, Some(ChainFault::Unlinked(7)));
    let swapped = "UPDATE audit SET seq = -1 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = 6;
                   UPDATE audit SET seq = 6 WHERE seq = -1";
    assert_eq!(fault_after(swapped).await, Some(ChainFault::Unlinked(5)));
}

#[tokio::test]
async fn a_cut_off_tail_and_a_foreign_one_are_found() {
    // Opening, two visits of seven entries: 15.
    assert_eq!(fault_after("DELETE FROM audit WHERE seq > 13").await, Some(ChainFault::Head(15)));
    assert_eq!(fault_after("DELETE FROM audit").await, Some(ChainFault::Head(15)));
    let added = "INSERT INTO audit SELECT 16, at, code, visit, job, detail, prev_hash, hash FROM audit WHERE seq = 15";
    assert_eq!(fault_after(added).await, Some(ChainFault::Unlinked(16)));
    assert_eq!(fault_after("UPDATE audit_head SET hash = zeroblob(32)").await, Some(ChainFault::Head(15)));
}

#[tokio::test]
async fn a_head_that_counts_wrong_is_noted_in_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    used(&path(&folder)).await;
    sql(&path(&folder), "UPDATE audit_head SET last_seq = 14").await.unwrap();
    assert_eq!(verify_file(&path(&folder)).await.unwrap().first_bad, Some(ChainFault::Head(14)));
    // No entry is missing, so the chain goes on after entry 15 and holds; that it did not is entry 17.
    Journal::open(&path(&folder), at(50)).await.unwrap().0.close().await.unwrap();
    let report = verify_file(&path(&folder)).await.unwrap();
    assert_eq!((report.last, report.first_bad), (17, None));
    assert!(
        sql(
            &path(&folder),
            "CREATE TABLE x (c TEXT CHECK (c = 'audit_broken')) STRICT;
        INSERT INTO x SELECT code FROM audit WHERE seq = 17"
        )
        .await
        .is_ok()
    );
}

#[tokio::test]
async fn tables_that_do_not_agree_with_the_chain_are_found() {
    let job = id(101);
    for change in [
        "UPDATE job SET state = 'unknown', code = 'x' WHERE id LIKE '%65'",
        "UPDATE job SET document = 'x' WHERE id LIKE '%65'",
        "UPDATE job SET created_at = at FROM audit WHERE seq = 8 AND id LIKE '%65'",
        "UPDATE job SET changed_at = created_at WHERE id LIKE '%65'",
        "UPDATE job SET visit = id WHERE id LIKE '%65'",
        "DELETE FROM job WHERE id LIKE '%65'",
    ] {
        assert_eq!(fault_after(change).await, Some(ChainFault::Job(job)), "{change}");
    }
    for change in [
        "UPDATE consent SET version = '1' WHERE seq = 3",
        "UPDATE consent SET text_sha256 = zeroblob(32) WHERE seq = 3",
        "UPDATE consent SET given_at = '2026-01-01T00:00:00.000Z' WHERE seq = 3",
        "DELETE FROM consent WHERE seq = 3",
    ] {
        assert_eq!(fault_after(change).await, Some(ChainFault::Consent(3)), "{change}");
    }
    for change in ["UPDATE counter SET value = 3", "DELETE FROM counter", "INSERT INTO counter VALUES ('x', 1)"] {
        assert_eq!(fault_after(change).await, Some(ChainFault::Counter), "{change}");
    }
}

#[tokio::test]
async fn a_start_walks_the_newest_entries_and_a_check_all() {
    let folder = tempfile::tempdir().unwrap();
    used(&path(&folder)).await;
    // 6000 entries with right hashes would take 6000 commits: the old end of the chain is simply not there.
    sql(&path(&folder), NO_TRIGGERS).await.unwrap();
    sql(&path(&folder), "UPDATE audit SET seq = seq + 6000; UPDATE audit_head SET last_seq = last_seq + 6000")
        .await
        .unwrap();
    let (journal, recovery) = Journal::open(&path(&folder), at(50)).await.unwrap();
    assert_eq!(recovery.chain.from, 6015 - 5000 + 1);
    assert_eq!(recovery.chain.first_bad, Some(ChainFault::Missing(1016)));
    assert_eq!(journal.verify().await.unwrap().first_bad, Some(ChainFault::Missing(1)));
    journal.close().await.unwrap();
}
