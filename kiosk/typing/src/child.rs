//! A program that answers over one socket, with a time limit for everything. Dropping it ends the program.

use std::io::{ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::delays::ANSWER_BYTES;
use crate::error::TypingError;

/// Who is spoken to, for errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who {
    pub(crate) engine: &'static str,
    pub(crate) packages: &'static str,
}

impl Who {
    pub(crate) fn died(self) -> TypingError {
        TypingError::Died { engine: self.engine, packages: self.packages }
    }

    pub(crate) fn garbage(self) -> TypingError {
        TypingError::Garbage { engine: self.engine, packages: self.packages }
    }

    pub(crate) fn hangs(self, limit: Duration) -> TypingError {
        TypingError::Hangs { engine: self.engine, seconds: limit.as_secs() }
    }
}

/// Whether the bytes so far are an answer.
pub(crate) enum Parsed<T> {
    /// It goes on.
    More,
    /// This is the answer; it took so many bytes.
    Done(T, usize),
    /// This is none.
    Garbage,
}

/// A running program.
#[derive(Debug)]
pub(crate) struct Run {
    who: Who,
    child: Child,
    line: UnixStream,
    /// What came and belongs to no answer yet.
    came: Zeroizing<Vec<u8>>,
}

impl Run {
    /// Starts it. Its standard input and output are a socket and no pipes: a socket has time limits.
    pub(crate) fn start(who: Who, command: &mut Command) -> Result<Self, TypingError> {
        let failed = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => TypingError::Missing { what: who.engine.to_owned(), packages: who.packages },
            _ => TypingError::Start { engine: who.engine, why: error.to_string() },
        };
        let (line, theirs) = UnixStream::pair().map_err(failed)?;
        let output = theirs.try_clone().map_err(failed)?;
        let child = command
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(OwnedFd::from(output)))
            // Messages may quote what was typed.
            .stderr(Stdio::null())
            .spawn();
        // The command holds their end of the socket: their death would not show while it does.
        command.stdin(Stdio::null()).stdout(Stdio::null());
        Ok(Self { who, child: child.map_err(failed)?, line, came: Zeroizing::new(Vec::with_capacity(ANSWER_BYTES)) })
    }

    /// Sends `question` and waits at most `limit` for its answer. After an error it is of no use any more.
    pub(crate) fn ask<T>(
        &mut self,
        question: &[u8],
        limit: Duration,
        mut parse: impl FnMut(&[u8]) -> Parsed<T>,
    ) -> Result<T, TypingError> {
        let end = Instant::now() + limit;
        self.limit(end, limit)?;
        self.line.write_all(question).map_err(|error| self.failed(&error, limit))?;
        loop {
            match parse(&self.came) {
                Parsed::Done(answer, bytes) => {
                    let bytes = bytes.min(self.came.len());
                    self.came.drain(..bytes);
                    return Ok(answer);
                }
                Parsed::Garbage => return Err(self.who.garbage()),
                // With room for the next piece it is never moved, and nothing remains where it was.
                Parsed::More if self.came.len() >= ANSWER_BYTES => return Err(self.who.garbage()),
                Parsed::More => self.read(end, limit)?,
            }
        }
    }

    /// Ends it; its exit code when it had ended by itself. (Who has closed its output by ending is not killed any more.)
    pub(crate) fn end(mut self) -> Option<i32> {
        let _ = self.child.kill();
        self.child.wait().ok()?.code()
    }

    fn read(&mut self, end: Instant, limit: Duration) -> Result<(), TypingError> {
        self.limit(end, limit)?;
        let mut piece = Zeroizing::new([0; 4096]);
        match self.line.read(piece.as_mut_slice()) {
            Ok(0) => Err(self.who.died()),
            Ok(read) => {
                let room = ANSWER_BYTES.saturating_sub(self.came.len());
                self.came.extend_from_slice(piece.get(..read.min(room)).unwrap_or_default());
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(self.failed(&error, limit)),
        }
    }

    /// From now on reading and writing end with `end`.
    fn limit(&self, end: Instant, limit: Duration) -> Result<(), TypingError> {
        let left = end.saturating_duration_since(Instant::now());
        // No time at all would mean for ever.
        if left.is_zero() {
            return Err(self.who.hangs(limit));
        }
        let set = self.line.set_read_timeout(Some(left)).and_then(|()| self.line.set_write_timeout(Some(left)));
        set.map_err(|error| self.failed(&error, limit))
    }

    fn failed(&self, error: &std::io::Error, limit: Duration) -> TypingError {
        match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => self.who.hangs(limit),
            _ => self.who.died(),
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // Both fail only when it is gone already. Waiting leaves no zombie, and nobody who still writes.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
