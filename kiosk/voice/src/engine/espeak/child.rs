//! One run of espeak-ng: text in, WAV stream out, ended at once when cut, when it hangs or takes too long.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::speed::Voice;
use crate::Rate;
use crate::delays::Delays;
use crate::engine::{Cut, EngineError};

/// A running espeak-ng. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Run {
    child: Child,
    sound: UnixStream,
    started: Instant,
    delays: Delays,
}

impl Run {
    /// Starts `program` and gives it `text`. Its sound comes through a socket and not a pipe: a socket has a time limit
    /// for reading, and can be shut from another thread.
    pub(super) fn start(
        program: &Path,
        voice: Voice,
        rate: Rate,
        text: &str,
        delays: Delays,
    ) -> Result<Self, EngineError> {
        let (sound, theirs) = UnixStream::pair().map_err(EngineError::Start)?;
        sound.set_read_timeout(Some(delays.engine_stall)).map_err(EngineError::Start)?;
        let mut child = Command::new(program)
            .args(["-v", voice.name(), "-s", &voice.speed(rate).to_string(), "--stdin", "--stdout"])
            .stdin(Stdio::piped())
            .stdout(Stdio::from(OwnedFd::from(theirs)))
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => EngineError::NotInstalled,
                _ => EngineError::Start(error),
            })?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that died already says so by its sound's end.
            let _ = stdin.write_all(plain(text).as_bytes());
        }
        Ok(Self { child, sound, started: Instant::now(), delays })
    }

    /// From now on `cut` ends it: the socket is shut, reading ends, the program is killed when this is dropped.
    pub(super) fn end_with(&self, cut: &Cut) -> Result<(), EngineError> {
        let sound = self.sound.try_clone().map_err(EngineError::Start)?;
        cut.on_cut(move || drop(sound.shutdown(Shutdown::Both)));
        Ok(())
    }

    /// The next bytes; none at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, EngineError> {
        if self.started.elapsed() > self.delays.engine_limit {
            return Err(EngineError::Hangs(self.delays.engine_limit.as_secs_f32()));
        }
        loop {
            match self.sound.read(buffer) {
                Ok(read) => return Ok(read),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return Err(EngineError::Hangs(self.delays.engine_stall.as_secs_f32()));
                }
                Err(error) => return Err(EngineError::Died(error.to_string())),
            }
        }
    }

    /// How it ended, after its last sample.
    pub(super) fn end(mut self) -> Result<(), EngineError> {
        let step = Duration::from_millis(2);
        let mut waited = Duration::ZERO;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(EngineError::Died(told(status))),
                Ok(None) if waited < self.delays.engine_leave => {
                    std::thread::sleep(step);
                    waited += step;
                }
                Ok(None) => return Err(EngineError::Hangs(self.delays.engine_leave.as_secs_f32())),
                Err(error) => return Err(EngineError::Died(error.to_string())),
            }
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // Both fail only when it is gone already. Waiting leaves no zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn told(status: ExitStatus) -> String {
    status.to_string()
}

/// Text without what espeak-ng takes for phonemes (`[[`) or mark-up.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '[' | ']' | '<' | '>' | '&') { ' ' } else { letter }).collect()
}
