//! The program as a child process.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The program with these arguments, from the top of the project, with a journal and temporary files of its own in
/// `folder`, and without this process's own overrides.
pub fn program(binary: &str, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    command.current_dir(crate::project());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KIOSK")) {
        command.env_remove(name);
    }
    command.env("KIOSK__JOURNAL__PATH", folder.join("journal.db"));
    // Made ready once for all: they take seconds.
    command.env("KIOSK__TYPING__DICTIONARIES", crate::project().join("target/tmp/typing"));
    command.env("TMPDIR", folder).stdin(Stdio::null());
    command
}

/// What a finished program said.
#[derive(Debug)]
pub struct Said {
    /// Exit code; `None`: killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs a program to its end.
pub fn run(command: &mut Command, args: &[impl AsRef<OsStr>]) -> Said {
    let output = command.args(args).output().unwrap();
    Said {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A running program, killed with the value.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    /// Starts it; its standard error is this process's, for whoever reads a failed test.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it says this line; everything before it is passed over. `Err`: what was said last, or that it ended.
    pub fn until(&self, word: &str, patience: Duration) -> Result<(), String> {
        let deadline = Instant::now() + patience;
        let mut last = String::new();
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) if line == word => return Ok(()),
                Ok(line) => last = line,
                Err(error) => return Err(format!("“{word}” was not said, but last “{last}” ({error})")),
            }
        }
    }

    /// Everything that it says until its end, and the exit code.
    pub fn rest(mut self) -> (Vec<String>, Option<i32>) {
        let said = self.lines.iter().collect();
        (said, self.child.wait().unwrap().code())
    }

    /// kill -9, as a power cut to the program.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().unwrap_or_default();
        self.child.wait().map(|_| ()).unwrap_or_default();
    }
}
