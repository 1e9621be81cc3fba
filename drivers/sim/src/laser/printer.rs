//! The printer itself: its jobs, its trays, what it says of them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Printed;
use super::fault::LaserFault;
use super::wire::{Reply, Request, http};

/// States of a job (RFC 8011 §5.3.7).
const PENDING: i32 = 3;
const PROCESSING: i32 = 5;
const STOPPED: i32 = 6;
const CANCELED: i32 = 7;
const ABORTED: i32 = 8;
const COMPLETED: i32 = 9;

/// What becomes of a request.
pub(super) enum Answered {
    /// These bytes.
    With(Vec<u8>),
    /// The connection is broken.
    Cut,
    /// Nothing at all.
    Nothing,
}

struct Job {
    name: String,
    pdf: Vec<u8>,
    pages: usize,
    out: usize,
    state: i32,
    /// When its next page is out.
    due: Instant,
}

pub(super) struct Printer {
    page: Duration,
    pub(super) plugged: bool,
    pub(super) stop: bool,
    pub(super) fault: Option<LaserFault>,
    jobs: BTreeMap<i32, Job>,
    next: i32,
    pub(super) tray: Vec<Printed>,
    pub(super) sheets: usize,
    pub(super) recalled: usize,
}

impl Printer {
    pub(super) fn new(page: Duration) -> Self {
        Self {
            page,
            plugged: true,
            stop: false,
            fault: None,
            jobs: BTreeMap::new(),
            next: 1,
            tray: Vec::new(),
            sheets: 0,
            recalled: 0,
        }
    }

    pub(super) fn plug_in(&mut self) {
        self.plugged = true;
        self.jobs.clear();
    }

    pub(super) fn set_fault(&mut self, fault: Option<LaserFault>) {
        self.advance(Instant::now());
        self.fault = fault;
        // What stood goes on from now.
        let due = Instant::now() + self.page;
        for job in self.jobs.values_mut().filter(|job| job.state == STOPPED) {
            job.due = due;
        }
    }

    fn stands(&self) -> Option<&'static str> {
        self.fault.and_then(LaserFault::keyword)
    }

    /// Lets the time pass: pages come out.
    pub(super) fn advance(&mut self, now: Instant) {
        let stands = self.stands().is_some();
        for job in self.jobs.values_mut().filter(|job| matches!(job.state, PENDING | PROCESSING | STOPPED)) {
            if stands || !self.plugged {
                job.state = STOPPED;
                job.due = now + self.page;
                continue;
            }
            job.state = PROCESSING;
            match self.fault {
                Some(LaserFault::Aborts) if job.out == 0 => {
                    job.state = ABORTED;
                    self.fault = None;
                    continue;
                }
                Some(LaserFault::AbortsInTheMiddle) if job.out > 0 => {
                    job.state = ABORTED;
                    self.fault = None;
                    continue;
                }
                _ => {}
            }
            while job.due <= now && job.out < job.pages {
                job.out += 1;
                self.sheets += 1;
                job.due += self.page;
                if self.fault == Some(LaserFault::AbortsInTheMiddle) {
                    break;
                }
            }
            if job.out == job.pages && self.fault != Some(LaserFault::AbortsInTheMiddle) {
                job.state = COMPLETED;
                self.tray.push(Printed { name: job.name.clone(), pdf: std::mem::take(&mut job.pdf) });
            }
        }
        if self.fault == Some(LaserFault::Forgets)
            && self.jobs.values().any(|job| job.state == PROCESSING && job.out > 0)
        {
            self.jobs.clear();
            self.fault = None;
        }
    }

    pub(super) fn answer(&mut self, request: &Request, now: Instant) -> Answered {
        self.advance(now);
        match self.fault {
            Some(LaserFault::Silent) => return Answered::Nothing,
            Some(LaserFault::WebPage) => {
                return Answered::With(http("404 Not Found", "text/html", b"<h1>It works!</h1>"));
            }
            Some(LaserFault::Garbage) => return Answered::With(http("200 OK", "application/ipp", &[0x5A; 300])),
            Some(LaserFault::Flood) => {
                let mut reply = Reply::new(0, request.id);
                reply.group(4);
                for _ in 0..2000 {
                    reply.text(0x41, "printer-info", &"x".repeat(1000));
                }
                return Answered::With(reply.http());
            }
            _ => {}
        }
        match request.operation {
            0x0002 => self.print(request, now),
            0x0008 => self.cancel(request),
            0x0009 => self.job(request),
            0x000A => self.list(request),
            0x000B => Answered::With(self.attributes(request)),
            // server-error-operation-not-supported
            _ => Answered::With(Reply::new(0x0501, request.id).http()),
        }
    }

    fn print(&mut self, request: &Request, now: Instant) -> Answered {
        let refuse = |status| Answered::With(Reply::new(status, request.id).http());
        match self.fault {
            Some(LaserFault::Busy) => return refuse(0x0507),
            Some(LaserFault::NoPdf) => return refuse(0x040A),
            _ => {}
        }
        if request.document.is_empty() {
            return refuse(0x0400);
        }
        // As many pages as the PDF has page objects.
        let pages = request
            .document
            .windows(12)
            .filter(|part| *part == b"/Type /Page\n" || part.starts_with(b"/Type/Page\n"))
            .count();
        let id = self.next;
        self.next += 1;
        let job = Job {
            name: request.text("job-name"),
            pdf: request.document.clone(),
            pages: pages.max(1),
            out: 0,
            state: PENDING,
            due: now + self.page,
        };
        self.jobs.insert(id, job);
        self.advance(now);
        if self.fault == Some(LaserFault::CutsAnswer) {
            self.fault = None;
            return Answered::Cut;
        }
        let mut reply = Reply::new(0, request.id);
        self.describe(&mut reply, id);
        Answered::With(reply.http())
    }

    fn cancel(&mut self, request: &Request) -> Answered {
        let job = request.number("job-id").and_then(|id| self.jobs.get_mut(&id));
        let status = match job {
            None => 0x0406,
            // client-error-not-possible: it is over already.
            Some(job) if job.state >= CANCELED => 0x0404,
            Some(job) => {
                job.state = CANCELED;
                self.recalled += 1;
                0
            }
        };
        Answered::With(Reply::new(status, request.id).http())
    }

    fn job(&self, request: &Request) -> Answered {
        let Some(id) = request.number("job-id").filter(|id| self.jobs.contains_key(id)) else {
            return Answered::With(Reply::new(0x0406, request.id).http());
        };
        let mut reply = Reply::new(0, request.id);
        self.describe(&mut reply, id);
        Answered::With(reply.http())
    }

    fn list(&self, request: &Request) -> Answered {
        let completed = request.text("which-jobs") == "completed";
        let mut reply = Reply::new(0, request.id);
        for (id, _) in self.jobs.iter().filter(|(_, job)| (job.state >= CANCELED) == completed) {
            self.describe(&mut reply, *id);
        }
        Answered::With(reply.http())
    }

    fn describe(&self, reply: &mut Reply, id: i32) {
        let Some(job) = self.jobs.get(&id) else { return };
        reply.group(2);
        reply.integer("job-id", id);
        reply.text(0x42, "job-name", &job.name);
        reply.of_enum("job-state", job.state);
        reply.keywords("job-state-reasons", &["none"]);
        reply.integer("job-impressions-completed", job.out as i32);
    }

    fn attributes(&self, request: &Request) -> Vec<u8> {
        let mut reply = Reply::new(0, request.id);
        reply.group(4);
        let works = self.jobs.values().any(|job| job.state == PROCESSING);
        let state = match self.stands() {
            Some(_) => 5,
            None if works => 4,
            None => 3,
        };
        reply.of_enum("printer-state", state);
        reply.keywords("printer-state-reasons", &[self.stands().unwrap_or("none")]);
        let format = if self.fault == Some(LaserFault::NoPdf) { "image/urf" } else { "application/pdf" };
        reply.text(0x49, "document-format-supported", format);
        reply.text(0x42, "marker-names", "Black Toner");
        reply.integer("marker-levels", if self.fault == Some(LaserFault::NoToner) { 0 } else { 80 });
        reply.text(0x41, "printer-make-and-model", "Simulated A4 printer");
        reply.http()
    }
}
