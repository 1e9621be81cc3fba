//! One job from handing over to a certain end: printed only when the printer says so, not printed only when no sheet can
//! have left it, and unknown otherwise.

use std::time::Instant;

use ipp::model::{DelimiterTag, JobState, Operation};
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::device::Worker;
use super::status::Reason;
use super::talk::{BUSY, Miss, NOT_ACCEPTING, NOT_FOUND, Question, group, number, texts};

/// client-error-document-format-not-supported (RFC 8011 appendix B).
const FORMAT: u16 = 0x040A;

/// What is to be printed.
pub struct PrintJob {
    /// How the printer calls it: nothing personal, it stands on its panel.
    pub name: String,
    /// PDF. Overwritten when it was handed over.
    pub pdf: Zeroizing<Vec<u8>>,
    /// Pages.
    pub pages: usize,
}

impl std::fmt::Debug for PrintJob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrintJob").field("name", &self.name).field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The printer says that it is completed.
    Printed,
    /// No sheet of it has left the printer, and none will.
    NotPrinted(Reason),
    /// Sheets may have left it.
    Unknown,
}

/// A job as the printer tells of it.
struct Seen {
    state: i32,
    /// Sheets or sides that are out, where it counts them.
    done: Option<i32>,
    with_errors: bool,
}

impl Seen {
    fn of(answer: &IppRequestResponse) -> Option<Self> {
        let job = group(answer, DelimiterTag::JobAttributes)?;
        let counts = ["job-impressions-completed", "job-media-sheets-completed"].map(|name| number(job, name));
        let reasons = texts(job, "job-state-reasons");
        Some(Self {
            state: number(job, "job-state")?,
            done: counts.into_iter().flatten().max(),
            with_errors: reasons.iter().any(|reason| reason == "job-completed-with-errors"),
        })
    }

    fn is(&self, state: JobState) -> bool {
        self.state == state as i32
    }

    /// How it ended; `None`: it has not.
    fn end(&self, why: Reason) -> Option<Outcome> {
        if self.is(JobState::Completed) {
            Some(if self.with_errors { Outcome::Unknown } else { Outcome::Printed })
        } else if self.is(JobState::Canceled) || self.is(JobState::Aborted) {
            Some(if self.done == Some(0) { Outcome::NotPrinted(why) } else { Outcome::Unknown })
        } else {
            None
        }
    }
}

impl Worker {
    /// Prints. Takes as long as the printer does, within the limits.
    pub(super) fn print(&mut self, job: PrintJob, progress: &mpsc::UnboundedSender<u8>) -> Outcome {
        self.look(true);
        if let Some(trouble) = self.trouble() {
            return Outcome::NotPrinted(trouble);
        }
        let PrintJob { name, pdf, pages } = job;
        let id = match self.hand_over(&name, pdf) {
            Ok(id) => id,
            Err(outcome) => return outcome,
        };
        let outcome = self.follow(id, pages, progress);
        self.look(false);
        outcome
    }

    /// Gives the job to the printer; the number that it has there.
    fn hand_over(&mut self, name: &str, pdf: Zeroizing<Vec<u8>>) -> Result<i32, Outcome> {
        let question = Question::default()
            .with("job-name", IppValue::new_name_without_language(name))
            .with("document-format", IppValue::new_mime_media_type("application/pdf"))
            .job_with("copies", Ok(IppValue::Integer(1)))
            .job_with("media", IppValue::new_keyword("iso_a4_210x297mm"))
            .job_with("sides", IppValue::new_keyword("one-sided"))
            .document(pdf);
        let answer = self.ask(Operation::PrintJob, question, self.delays.hand_over);
        match answer
            .as_ref()
            .map(|answer| group(answer, DelimiterTag::JobAttributes).and_then(|job| number(job, "job-id")))
        {
            Ok(Some(id)) => Ok(id),
            Err(Miss::Unreachable) => Err(Outcome::NotPrinted(Reason::Unreachable)),
            Err(Miss::Refused(status)) => Err(Outcome::NotPrinted(match *status {
                BUSY => Reason::Busy,
                NOT_ACCEPTING => Reason::Paused,
                FORMAT => Reason::RefusesPdf,
                _ => Reason::Broken,
            })),
            // It was sent, or a part of it: the printer may print it all the same.
            Ok(None) | Err(Miss::Silent | Miss::Garbled) => self.find(name).ok_or(Outcome::Unknown),
        }
    }

    /// The number of the job with this name, asked until the printer is given up.
    fn find(&mut self, name: &str) -> Option<i32> {
        let begun = Instant::now();
        loop {
            for which in ["not-completed", "completed"] {
                if let Ok(jobs) = self.jobs(which) {
                    let found = jobs.iter().find(|(_, called)| called == name);
                    if let Some((id, _)) = found {
                        return Some(*id);
                    }
                }
            }
            if begun.elapsed() >= self.delays.lost {
                return None;
            }
            self.rest(self.delays.job);
        }
    }

    /// Our jobs that the printer knows, with their names.
    pub(super) fn jobs(&mut self, which: &str) -> Result<Vec<(i32, String)>, Miss> {
        let question = Question::default()
            .with("which-jobs", IppValue::new_keyword(which))
            .with("my-jobs", Ok(IppValue::Boolean(true)))
            .with("limit", Ok(IppValue::Integer(100)))
            .wanting(&["job-id", "job-name"]);
        let answer = self.ask(Operation::GetJobs, question, self.delays.answer)?;
        let jobs = answer.attributes().groups_of(DelimiterTag::JobAttributes);
        Ok(jobs
            .filter_map(|job| {
                Some((number(job, "job-id")?, texts(job, "job-name").into_iter().next().unwrap_or_default()))
            })
            .collect())
    }

    fn seen(&mut self, id: i32) -> Result<Seen, Miss> {
        let question = Question::of_job(id).wanting(&[
            "job-state",
            "job-state-reasons",
            "job-impressions-completed",
            "job-media-sheets-completed",
        ]);
        let answer = self.ask(Operation::GetJobAttributes, question, self.delays.answer)?;
        Seen::of(&answer).ok_or(Miss::Garbled)
    }

    /// Watches a job to its end.
    fn follow(&mut self, id: i32, pages: usize, progress: &mpsc::UnboundedSender<u8>) -> Outcome {
        let begun = Instant::now();
        let whole = self.delays.whole.0 + self.delays.whole.1 * pages as u32;
        let (mut stopped, mut lost) = (None::<Instant>, None::<Instant>);
        loop {
            match self.seen(id) {
                Ok(seen) => {
                    lost = None;
                    self.look(true);
                    let why = self.trouble().unwrap_or(Reason::Broken);
                    if let Some(end) = seen.end(why) {
                        return end;
                    }
                    if let Some(done) = seen.done {
                        let percent = (i64::from(done.max(0)) * 100 / pages.max(1) as i64).min(99) as u8;
                        // Nobody watches any more: the job goes on.
                        progress.send(percent).unwrap_or_default();
                    }
                    // Jam and empty tray stop some printers' jobs, and only the printer of others.
                    let stands = seen.is(JobState::ProcessingStopped) || self.trouble().is_some();
                    stopped = stands.then(|| stopped.unwrap_or_else(Instant::now));
                }
                // It was restarted, or somebody deleted it at its panel.
                Err(Miss::Refused(NOT_FOUND)) => return Outcome::Unknown,
                Err(_) => {
                    let since = *lost.get_or_insert_with(Instant::now);
                    if since.elapsed() >= self.delays.lost {
                        self.show_lost();
                        self.recall_later(id);
                        return Outcome::Unknown;
                    }
                }
            }
            if stopped.is_some_and(|since| since.elapsed() >= self.delays.stopped) || begun.elapsed() >= whole {
                return self.recall(id);
            }
            if !self.rest(self.delays.job) {
                // The program ends: what is in the printer must not come out for the next person.
                return self.recall(id);
            }
        }
    }

    /// Calls a job back.
    fn recall(&mut self, id: i32) -> Outcome {
        let begun = Instant::now();
        let mut called = false;
        loop {
            let why = self.trouble().unwrap_or(Reason::Broken);
            called |= self.ask(Operation::CancelJob, Question::of_job(id), self.delays.answer).is_ok();
            match self.seen(id) {
                Ok(seen) => {
                    if let Some(end) = seen.end(why) {
                        return end;
                    }
                }
                Err(Miss::Refused(NOT_FOUND)) => return Outcome::Unknown,
                Err(_) => {}
            }
            if begun.elapsed() >= self.delays.recall {
                if !called {
                    self.recall_later(id);
                }
                return Outcome::Unknown;
            }
            self.rest(self.delays.job);
        }
    }
}
