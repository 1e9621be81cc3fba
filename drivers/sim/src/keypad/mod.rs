//! A simulated keypad: fingers on keys and a plug in the jack, told as `struct input_event`s through a named pipe that the
//! driver opens in place of a node in `/dev/input`. Its time is its own: it moves only when it is told to.

mod codes;
mod model;

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FileType, Mode, OFlags};

use model::{Jack, Model};

const EV_SYN: u16 = 0;
const EV_KEY: u16 = 1;
const EV_SW: u16 = 5;
/// Events were lost.
const SYN_DROPPED: u16 = 3;

/// How long a finger stays on a key, and how long it rests before the next one: longer than any bounce time.
const ON_KEY: Duration = Duration::from_millis(120);
const REST: Duration = Duration::from_secs(1);
/// Between two reports of a held key.
const REPEAT: Duration = Duration::from_millis(33);

/// A running keypad. Dropping it pulls its plug.
#[derive(Debug)]
pub struct SimKeypad {
    path: PathBuf,
    model: Model,
    /// Open while the keypad is plugged in.
    pipe: Option<OwnedFd>,
    headphones: bool,
    now: Duration,
}

impl SimKeypad {
    /// Plugs a keypad in at `path`, where the driver finds a named pipe; `map`: its file in `config/keypads/`.
    pub fn start(path: impl Into<PathBuf>, map: &Path) -> io::Result<Self> {
        let mut keypad = Self {
            path: path.into(),
            model: Model::load(map)?,
            pipe: None,
            headphones: false,
            now: Duration::from_secs(1_700_000_000),
        };
        keypad.replug()?;
        Ok(keypad)
    }

    /// Where the driver finds it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Presses a key and lets it go, then rests; `key`: its name in the map (`next`, `digit_7`).
    pub fn press(&mut self, key: impl AsRef<str>) -> io::Result<()> {
        self.hold(key, 0)
    }

    /// Like [`Self::press`], held until it has repeated itself so often.
    pub fn hold(&mut self, key: impl AsRef<str>, repeats: usize) -> io::Result<()> {
        let code = self.code(key.as_ref())?;
        self.key(code, 1)?;
        for _ in 0..repeats {
            self.advance(REPEAT);
            self.key(code, 2)?;
        }
        self.advance(ON_KEY);
        self.key(code, 0)?;
        self.advance(REST);
        Ok(())
    }

    /// A trembling finger: the key goes down so often, with `gap` between each two edges, then rests.
    pub fn tremble(&mut self, key: impl AsRef<str>, times: usize, gap: Duration) -> io::Result<()> {
        let code = self.code(key.as_ref())?;
        for _ in 0..times {
            for value in [1, 0] {
                self.key(code, value)?;
                self.advance(gap);
            }
        }
        self.advance(REST);
        Ok(())
    }

    /// A key of which the map may know nothing: down (1), up (0) or still down (2).
    pub fn key(&mut self, code: u16, value: i32) -> io::Result<()> {
        self.send(&[(EV_KEY, code, value), (EV_SYN, 0, 0)])
    }

    /// Lets time go by, for the keypad only.
    pub fn advance(&mut self, time: Duration) {
        self.now += time;
    }

    /// Sets the keypad's clock, also back.
    pub fn set_clock(&mut self, now: Duration) {
        self.now = now;
    }

    /// Puts headphones in. Says nothing where they are in already.
    pub fn headphones_in(&mut self) -> io::Result<()> {
        self.jack(true)
    }

    /// Pulls the headphones out. Says nothing where they are out already.
    pub fn headphones_out(&mut self) -> io::Result<()> {
        self.jack(false)
    }

    /// Whether headphones are in.
    pub fn has_headphones(&self) -> bool {
        self.headphones
    }

    /// Tells that events were lost, as the kernel does when the driver does not fetch them.
    pub fn lose(&mut self) -> io::Result<()> {
        self.send(&[(EV_SYN, SYN_DROPPED, 0), (EV_SYN, 0, 0)])
    }

    /// Sends any bytes: a keypad that is none.
    pub fn send_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let pipe = self.pipe.as_ref().ok_or(io::ErrorKind::NotConnected)?;
        let sent = rustix::io::retry_on_intr(|| rustix::io::write(pipe, bytes))?;
        if sent == bytes.len() { Ok(()) } else { Err(io::ErrorKind::WriteZero.into()) }
    }

    /// Pulls the keypad's own plug; what is pressed while it is out is an error (`NotConnected`).
    pub fn unplug(&mut self) {
        if self.pipe.take().is_some() {
            // Somebody may have taken the path away already.
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// Puts the keypad's plug back in. A jack with a switch tells at once where the headphones are.
    pub fn replug(&mut self) -> io::Result<()> {
        if self.pipe.is_some() {
            return Ok(());
        }
        self.pipe = Some(pipe_at(&self.path)?);
        match self.model.jack {
            Some(Jack::Switch(_)) if self.headphones => self.tell_jack(),
            _ => Ok(()),
        }
    }

    fn code(&self, key: &str) -> io::Result<u16> {
        self.model.keys.get(key).copied().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("this keypad has no key {key}; choose one of its map"))
        })
    }

    fn jack(&mut self, inserted: bool) -> io::Result<()> {
        if self.headphones == inserted {
            return Ok(());
        }
        self.headphones = inserted;
        self.tell_jack()
    }

    fn tell_jack(&mut self) -> io::Result<()> {
        let value = i32::from(self.headphones);
        match self.model.jack {
            Some(Jack::Switch(code)) => self.send(&[(EV_SW, code, value), (EV_SYN, 0, 0)])?,
            Some(Jack::Held(code)) => self.key(code, value)?,
            Some(Jack::Codes { inserted, removed }) => {
                let code = if self.headphones { inserted } else { removed };
                self.key(code, 1)?;
                self.key(code, 0)?;
            }
            None => return Err(io::Error::new(io::ErrorKind::Unsupported, "the map of this keypad has no [jack]")),
        }
        self.advance(REST);
        Ok(())
    }

    fn send(&mut self, events: &[(u16, u16, i32)]) -> io::Result<()> {
        let mut bytes = Vec::new();
        for (kind, code, value) in events {
            bytes.extend((self.now.as_secs() as usize).to_ne_bytes());
            bytes.extend((self.now.subsec_micros() as usize).to_ne_bytes());
            bytes.extend(kind.to_ne_bytes());
            bytes.extend(code.to_ne_bytes());
            bytes.extend(value.to_ne_bytes());
        }
        self.send_bytes(&bytes)
    }
}

impl Drop for SimKeypad {
    fn drop(&mut self) {
        self.unplug();
    }
}

/// Makes a named pipe that has a writer before a driver can open it. One that stands there already is replaced.
fn pipe_at(path: &Path) -> io::Result<OwnedFd> {
    let mut fresh = OsString::from(path);
    fresh.push(".new");
    let _ = std::fs::remove_file(&fresh);
    rustix::fs::mknodat(rustix::fs::CWD, &fresh, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)?;
    let pipe = rustix::fs::open(&fresh, OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty())?;
    std::fs::rename(&fresh, path)?;
    Ok(pipe)
}
