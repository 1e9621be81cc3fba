//! The life of jobs, consents, events and counters.

use std::future::Future;
use std::task::{Context, Waker};

use journal::{EventCode, FOUND_AT_START, JobEnd, JobState, Journal, JournalError};

use crate::common::{at, id, path, sql, used};

const ENDS: [JobEnd; 3] = [JobEnd::Printed, JobEnd::NotPrinted("paper_out"), JobEnd::Unknown("line_cut")];

#[tokio::test]
async fn a_job_ends_once_and_only_moves_forward() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&path(&folder), at(0)).await.unwrap();
    for (number, first) in ENDS.into_iter().enumerate() {
        let (job, visit) = (id(number as u128), id(9));
        assert!(matches!(journal.job_sending(job, at(1)).await, Err(JournalError::NoSuchJob { .. })));
        journal.job_created(job, visit, "entitlement_statement", at(number as i64)).await.unwrap();
        let again = journal.job_created(job, visit, "entitlement_statement", at(1)).await;
        assert!(matches!(again, Err(JournalError::JobExists { .. })), "{again:?}");
        for early in [JobEnd::Printed, JobEnd::Unknown("x")] {
            let refused = journal.job_ended(job, early, at(2)).await;
            assert!(matches!(refused, Err(JournalError::JobState { is: JobState::Queued, .. })), "{refused:?}");
        }
        journal.job_sending(job, at(3)).await.unwrap();
        assert!(journal.job_sending(job, at(3)).await.is_err(), "sending twice");
        journal.job_ended(job, first, at(4)).await.unwrap();
        for second in ENDS {
            let refused = journal.job_ended(job, second, at(5)).await;
            assert!(matches!(refused, Err(JournalError::JobState { is, .. }) if is == first.state()), "{refused:?}");
        }
        let row = journal.jobs(1).await.unwrap().remove(0);
        assert_eq!((row.job, row.visit, row.state), (job, visit, first.state()));
        assert_eq!((row.code.as_deref(), row.document.as_str()), (first.code(), "entitlement_statement"));
        assert_eq!((row.created_at, row.changed_at), (at(number as i64), at(4)));
    }
    assert!(journal.verify().await.unwrap().first_bad.is_none());
    journal.close().await.unwrap();
}

#[tokio::test]
async fn the_schema_itself_holds_a_job_in_its_end() {
    let folder = tempfile::tempdir().unwrap();
    used(&path(&folder)).await;
    for change in [
        "UPDATE job SET state = 'queued'",
        "UPDATE job SET state = 'unknown', code = 'x'",
        "UPDATE job SET changed_at = 'x'",
        "DELETE FROM job",
        "INSERT INTO job VALUES ('a', 'b', 'c', 'printed', NULL, 'd', 'e')",
        "UPDATE audit SET code = 'x'",
        "DELETE FROM audit",
        "DELETE FROM audit_head",
        "UPDATE consent SET version = '2'",
        "DELETE FROM consent",
    ] {
        assert!(sql(&path(&folder), change).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn open_jobs_are_settled_once() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&path(&folder), at(0)).await.unwrap();
    journal.job_created(id(1), id(9), "contribution_certificate", at(1)).await.unwrap();
    journal.job_created(id(2), id(9), "contribution_certificate", at(2)).await.unwrap();
    journal.job_sending(id(2), at(3)).await.unwrap();
    journal.close().await.unwrap();

    let (journal, recovery) = Journal::open(&path(&folder), at(10)).await.unwrap();
    assert_eq!(recovery.unknown.iter().map(|row| row.job).collect::<Vec<_>>(), [id(2)]);
    assert_eq!(recovery.not_printed.iter().map(|row| row.job).collect::<Vec<_>>(), [id(1)]);
    assert!(recovery.chain.first_bad.is_none());
    let row = &recovery.unknown[0];
    assert_eq!((row.state, row.code.as_deref(), row.changed_at), (JobState::Unknown, Some(FOUND_AT_START), at(10)));
    assert_eq!(journal.jobs(9).await.unwrap(), [recovery.unknown.clone(), recovery.not_printed.clone()].concat());
    assert!(journal.job_ended(id(2), JobEnd::Printed, at(11)).await.is_err(), "unknown stays unknown");
    assert!(journal.job_sending(id(1), at(11)).await.is_err(), "not printed is not sent again");
    journal.close().await.unwrap();

    let (journal, recovery) = Journal::open(&path(&folder), at(20)).await.unwrap();
    assert!(recovery.unknown.is_empty() && recovery.not_printed.is_empty(), "{recovery:?}");
    assert!(journal.verify().await.unwrap().first_bad.is_none());
    journal.close().await.unwrap();
}

#[tokio::test]
async fn counters_add_up_and_survive() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&path(&folder), at(0)).await.unwrap();
    for (name, by) in [("visits", 1), ("tickets", u32::MAX), ("tickets", 1)] {
        journal.count(name, by, at(1)).await.unwrap();
    }
    journal.close().await.unwrap();
    let (journal, _) = Journal::open(&path(&folder), at(2)).await.unwrap();
    let counters = journal.counters().await.unwrap();
    assert_eq!(counters, [("tickets".to_owned(), 1 << 32), ("visits".to_owned(), 1)]);
    journal.close().await.unwrap();
}

#[tokio::test]
async fn what_is_no_word_of_the_program_does_not_get_in() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&path(&folder), at(0)).await.unwrap();
    journal.job_created(id(1), id(9), "contribution_certificate", at(1)).await.unwrap();
    let refused = [
        journal.job_created(id(2), id(9), "王小明的证明", at(1)).await,
        journal.job_ended(id(1), JobEnd::NotPrinted("Paper out!"), at(1)).await,
        journal.consent(id(9), "370000199001010017", [0; 32], at(1)).await,
        journal.event(EventCode::HelpCalled, None, &[("page", "测试".into())], at(1)).await,
        journal.count("", 1, at(1)).await,
        journal.event(EventCode::JobPrinted, None, &[], at(1)).await,
        journal.event(EventCode::ConsentGiven, Some(id(9)), &[], at(1)).await,
    ];
    for (number, result) in refused.into_iter().enumerate() {
        assert!(matches!(result, Err(JournalError::NotAWord { .. })), "{number}: {result:?}");
    }
    let rows = journal.jobs(9).await.unwrap();
    assert_eq!((rows.len(), rows[0].state), (1, JobState::Queued), "a refused write leaves nothing behind");
    let report = journal.verify().await.unwrap();
    assert_eq!((report.last, report.first_bad), (2, None));
    journal.close().await.unwrap();
}

#[tokio::test]
async fn a_caller_that_gives_up_leaves_a_whole_write_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&path(&folder), at(0)).await.unwrap();
    for number in 0..30 {
        let create = journal.job_created(id(number), id(9), "contribution_certificate", at(1));
        let mut create = Box::pin(create);
        for _ in 0..number % 3 {
            let _ = create.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            tokio::task::yield_now().await;
        }
    }
    journal.job_created(id(99), id(9), "contribution_certificate", at(2)).await.unwrap();
    // Asked once is asked: the 20 that were polled at least once are there, the 10 others never began.
    assert_eq!(journal.jobs(99).await.unwrap().len(), 21);
    assert!(journal.verify().await.unwrap().first_bad.is_none());
    journal.close().await.unwrap();
}

#[tokio::test]
async fn a_closed_journal_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&path(&folder), at(0)).await.unwrap();
    let other = journal.clone();
    journal.close().await.unwrap();
    assert!(matches!(other.count("visits", 1, at(1)).await, Err(JournalError::Closed)));
    assert!(!folder.path().join("journal.db-wal").exists(), "closing moves everything into the file");
}
