//! The terminal's side: a program that sets sheets, started when one is wanted and ended with the visit. Ending it gives
//! back its memory and all that it has seen.

use std::io::{self, ErrorKind, Read};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::data::Job;
use crate::error::A4Error;
use crate::limits::{Delays, LEAVE, REPLY_BYTES};
use crate::wire::{Frame, Picture, Reply, Request, read, write};

/// Sets sheets in a program of its own. Its methods wait for that program, a few hundredths of a second: call them where
/// waiting is allowed. Dropping it ends the program.
#[derive(Debug)]
pub struct Child {
    program: PathBuf,
    folder: PathBuf,
    delays: Delays,
    run: Option<Run>,
}

/// A sheet as the printer takes it. Personal: overwritten when dropped.
pub struct Typeset {
    /// Pages.
    pub pages: usize,
    /// PDF/A-2b.
    pub pdf: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Typeset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typeset").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl Child {
    /// `program`: the program `a4`; `folder`: templates and seals. Nothing is started yet.
    pub fn new(program: impl Into<PathBuf>, folder: impl Into<PathBuf>, delays: Delays) -> Self {
        Self { program: program.into(), folder: folder.into(), delays, run: None }
    }

    /// Starts the program, unless it runs: the first sheet is then there sooner.
    pub fn start(&mut self) -> Result<(), A4Error> {
        if self.run.is_none() {
            self.run = Some(Run::start(&self.program, &self.folder, false, self.delays.start)?);
        }
        Ok(())
    }

    /// Sets a sheet; starts the program when it does not run.
    pub fn typeset(&mut self, job: Job) -> Result<Typeset, A4Error> {
        self.start()?;
        match self.ask(&Request::Sheet(job), self.delays.sheet)? {
            Reply::Sheet { pages, pdf } => Ok(Typeset { pages: pages as usize, pdf }),
            _ => Err(self.confused()),
        }
    }

    /// A page of the sheet that was set last, from 0, so many pixels across: drawn of the very page that the PDF has.
    pub fn preview(&mut self, page: usize, width: u32) -> Result<Picture, A4Error> {
        let none = A4Error::NoSuchPicture { page, pages: 0, width };
        let (true, Ok(number)) = (self.run.is_some(), u32::try_from(page)) else { return Err(none) };
        match self.ask(&Request::Picture { page: number, width }, self.delays.picture)? {
            Reply::Picture(picture) => Ok(picture),
            _ => Err(self.confused()),
        }
    }

    /// Ends the program, with all that it has seen.
    pub fn end(&mut self) {
        self.run = None;
    }

    /// The number of the running program.
    pub fn process(&self) -> Option<u32> {
        self.run.as_ref().map(|run| run.child.id())
    }

    fn ask(&mut self, request: &Request, limit: Duration) -> Result<Reply, A4Error> {
        let Some(run) = &mut self.run else { return Err(A4Error::Died("it does not run".into())) };
        match run.ask(&request.frame(), limit) {
            Ok(Reply::Trouble(error)) => Err(error),
            Ok(reply) => Ok(reply),
            Err(error) => {
                // Whatever comes from it now may belong to this request: another is asked next time.
                self.run = None;
                Err(error)
            }
        }
    }

    fn confused(&mut self) -> A4Error {
        self.run = None;
        A4Error::Protocol
    }
}

/// Tries every template in `folder` with invented people: all mistakes, with file, line and remedy.
pub fn check(program: &Path, folder: &Path, delays: Delays) -> Result<(), A4Error> {
    Run::start(program, folder, true, delays.check).map(drop)
}

/// The program as it runs. Dropping it ends it.
#[derive(Debug)]
struct Run {
    child: std::process::Child,
    line: UnixStream,
}

impl Run {
    /// Starts the program and waits until it is ready. It speaks through a socket and not through pipes: a socket has
    /// time limits. Its own messages are dropped: a panic could name what it sets.
    fn start(program: &Path, folder: &Path, check: bool, limit: Duration) -> Result<Self, A4Error> {
        let failed = |error: io::Error| A4Error::Start(error.to_string());
        let (line, theirs) = UnixStream::pair().map_err(failed)?;
        let input = Stdio::from(OwnedFd::from(theirs.try_clone().map_err(failed)?));
        let mut command = Command::new(program);
        command.arg("serve").arg(folder).args(check.then_some("--check"));
        // One thread and one arena: a page is quick, and memory is what counts.
        command.env_clear().env("RAYON_NUM_THREADS", "1").env("MALLOC_ARENA_MAX", "1");
        command.stdin(input).stdout(Stdio::from(OwnedFd::from(theirs))).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => A4Error::NotInstalled(program.to_owned()),
            _ => failed(error),
        })?;
        // `command` holds their end of the line: without it, the line ends with the program.
        drop(command);
        let mut run = Self { child, line };
        match run.answer(Instant::now(), limit)? {
            Reply::Ready => Ok(run),
            Reply::Trouble(error) => Err(error),
            _ => Err(A4Error::Protocol),
        }
    }

    fn ask(&mut self, request: &Frame, limit: Duration) -> Result<Reply, A4Error> {
        let began = Instant::now();
        let sent = self.line.set_write_timeout(Some(limit)).and_then(|()| write(&mut self.line, request));
        sent.map_err(|error| self.broken(&error, limit))?;
        self.answer(began, limit)
    }

    fn answer(&mut self, began: Instant, limit: Duration) -> Result<Reply, A4Error> {
        let frame = read(&mut Limited { line: &self.line, until: began + limit }, REPLY_BYTES);
        match frame {
            Ok(Some(frame)) => Reply::of(&frame).ok_or(A4Error::Protocol),
            Ok(None) => Err(self.broken(&ErrorKind::UnexpectedEof.into(), limit)),
            Err(error) => Err(self.broken(&error, limit)),
        }
    }

    /// Why the line broke; the program is ended, if it did not end by itself.
    fn broken(&mut self, error: &io::Error, limit: Duration) -> A4Error {
        if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) {
            return A4Error::Slow(limit.as_secs());
        }
        if error.kind() == ErrorKind::FileTooLarge {
            return A4Error::Protocol;
        }
        // It closed its end: it is gone, or goes.
        let step = Duration::from_millis(2);
        let mut waited = Duration::ZERO;
        let status = loop {
            match self.child.try_wait() {
                Ok(None) if waited < LEAVE => {
                    std::thread::sleep(step);
                    waited += step;
                }
                Ok(status) => break status.map(|status| status.to_string()),
                Err(error) => break Some(error.to_string()),
            }
        };
        A4Error::Died(status.unwrap_or_else(|| "it said no more".to_owned()))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // Both fail only when it is gone already. Waiting leaves no zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads until a moment and no longer.
struct Limited<'a> {
    line: &'a UnixStream,
    until: Instant,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.line.set_read_timeout(Some(left))?;
        let mut line = self.line;
        line.read(buffer)
    }
}
