//! A power cut leaves the database file and some beginning of its write-ahead log. Each such pair is opened.

use std::fs;
use std::path::Path;

use journal::{EventCode, JobEnd, JobRow, JobState, Journal, JournalError, verify_file};

use crate::common::{at, id, path};

/// What a cut would leave after a step, and what the next start must make of it.
struct Cut {
    file: Vec<u8>,
    log: Vec<u8>,
    jobs: Vec<JobState>,
}

impl Cut {
    async fn take(path: &Path, journal: &Journal) -> Self {
        let log = path.with_extension("db-wal");
        Self {
            file: fs::read(path).unwrap(),
            log: fs::read(log).unwrap(),
            jobs: states(&journal.jobs(9).await.unwrap()),
        }
    }
}

fn states(rows: &[JobRow]) -> Vec<JobState> {
    rows.iter().map(|row| row.state).collect()
}

/// Opens what is left; says what the start settled and what is there afterwards.
async fn start(file: &[u8], log: &[u8]) -> (Vec<JobState>, Vec<JobState>) {
    let folder = tempfile::tempdir().unwrap();
    let path = path(&folder);
    fs::write(&path, file).unwrap();
    fs::write(path.with_extension("db-wal"), log).unwrap();
    match verify_file(&path).await {
        Ok(report) => assert_eq!(report.first_bad, None, "a check before the next start"),
        Err(error) => assert!(matches!(error, JournalError::Missing { .. }), "{error}"),
    }
    let (journal, recovery) = Journal::open(&path, at(100)).await.unwrap();
    assert_eq!(recovery.chain.first_bad, None);
    let settled = states(&[recovery.unknown, recovery.not_printed].concat());
    let jobs = states(&journal.jobs(9).await.unwrap());
    let report = journal.verify().await.unwrap();
    assert_eq!(report.first_bad, None);
    journal.close().await.unwrap();
    let (journal, again) = Journal::open(&path, at(101)).await.unwrap();
    assert!(again.unknown.is_empty() && again.not_printed.is_empty(), "settled twice");
    journal.close().await.unwrap();
    (settled, jobs)
}

/// What a start makes of jobs that it finds.
fn settled(found: &[JobState]) -> (Vec<JobState>, Vec<JobState>) {
    let after = |state: &JobState| match state {
        JobState::Queued => JobState::NotPrinted,
        JobState::Sending => JobState::Unknown,
        ended => *ended,
    };
    let open = |state: &&JobState| matches!(state, JobState::Queued | JobState::Sending);
    (found.iter().filter(open).map(after).collect(), found.iter().map(after).collect())
}

/// A visit with two jobs, and what a cut after each committed step would leave.
async fn life() -> Vec<Cut> {
    let folder = tempfile::tempdir().unwrap();
    let path = path(&folder);
    let (journal, _) = Journal::open(&path, at(0)).await.unwrap();
    let mut cuts = vec![Cut::take(&path, &journal).await];
    for (job, end) in [(1, JobEnd::Printed), (2, JobEnd::NotPrinted("paper_out")), (3, JobEnd::Unknown("line_cut"))] {
        journal.job_created(id(job), id(9), "contribution_certificate", at(job as i64)).await.unwrap();
        cuts.push(Cut::take(&path, &journal).await);
        journal.job_sending(id(job), at(10)).await.unwrap();
        cuts.push(Cut::take(&path, &journal).await);
        journal.job_ended(id(job), end, at(11)).await.unwrap();
        cuts.push(Cut::take(&path, &journal).await);
        journal.event(EventCode::HelpCalled, Some(id(9)), &[], at(12)).await.unwrap();
        cuts.push(Cut::take(&path, &journal).await);
    }
    journal.close().await.unwrap();
    cuts
}

#[tokio::test]
async fn a_cut_after_each_step_leaves_that_step() {
    let cuts = life().await;
    let mut unknown = 0;
    for (step, cut) in cuts.iter().enumerate() {
        let found = start(&cut.file, &cut.log).await;
        assert_eq!(found, settled(&cut.jobs), "after step {step}");
        unknown += usize::from(found.0.contains(&JobState::Unknown));
    }
    assert_eq!(unknown, 3, "each of the three jobs was being sent once");
}

#[tokio::test]
async fn a_cut_inside_a_write_leaves_the_step_before_it() {
    let cuts = life().await;
    let last = cuts.last().unwrap();
    assert!(cuts.iter().all(|cut| cut.file == last.file && last.log.starts_with(&cut.log)), "one log, only growing");
    // A log frame is a page of 4096 bytes and a header of 24 (https://www.sqlite.org/fileformat2.html#walformat): the
    // odd step meets every part of a frame, the list every boundary between two writes.
    let mut lengths: Vec<usize> = (0..last.log.len()).step_by(2999).collect();
    lengths.extend(cuts.iter().flat_map(|cut| [cut.log.len() - 1, cut.log.len(), cut.log.len() + 1]));
    for length in lengths {
        let whole: &[JobState] =
            cuts.iter().rev().find(|cut| cut.log.len() <= length).map_or(&[], |cut| cut.jobs.as_slice());
        let torn = &last.log[..length.min(last.log.len())];
        assert_eq!(start(&last.file, torn).await, settled(whole), "log cut at {length}");
    }
}

#[tokio::test]
async fn a_write_whose_sectors_did_not_all_arrive_did_not_happen() {
    let cuts = life().await;
    for pair in cuts.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let mut log = after.log.clone();
        let end = log.len();
        // Whatever stood there before: other bytes, also where zeros were to be written.
        log[end - 512..].iter_mut().for_each(|byte| *byte = !*byte);
        assert_eq!(start(&after.file, &log).await, settled(&before.jobs), "last sector of {end}");
    }
}
