//! The recorder: one thread that writes what the taps of all devices hand to it, and never more than it may.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::file::Header;
use super::line::What;
use super::scramble::{Scramble, Scrambler, scrambler};
use super::series::Series;
use super::tap::{DeviceKind, Post, Tap, Waiting};

/// Quiet after which bytes that wait for the rest of their frame are written without it.
const QUIET: Duration = Duration::from_secs(1);

/// How much is recorded, and what becomes of people in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What is replaced.
    pub scramble: Scramble,
    /// Bytes after which a file is full.
    pub file_bytes: u64,
    /// Files that are kept of a device; the oldest goes.
    pub files: usize,
    /// Bytes that may wait for the disk, of all devices together.
    pub waiting_bytes: usize,
}

/// At most 32 MiB a device: an hour of a busy reader, months of a quiet one.
impl Default for Settings {
    fn default() -> Self {
        Self { scramble: Scramble::Personal, file_bytes: 8 << 20, files: 4, waiting_bytes: 4 << 20 }
    }
}

/// Records until it is dropped, which waits for what is still to be written.
#[derive(Debug)]
pub struct Recorder {
    mail: mpsc::Sender<Mail>,
    waiting: Arc<Waiting>,
    taps: Mutex<Vec<Tap>>,
    settings: Settings,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is sent.
#[derive(Debug)]
enum Mail {
    Device(Header),
    Post(Post),
    Stop,
}

impl Recorder {
    /// Begins to record into `folder`, which is made when missing. Files that are there stay, as many as are kept.
    pub fn start(folder: &Path, settings: Settings) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        // What cannot be written is said now, not in a log when it is too late.
        let trial = folder.join(".writable");
        File::create(&trial)?;
        fs::remove_file(&trial)?;
        let waiting = Waiting::new(settings.waiting_bytes);
        let (mail, inbox) = mpsc::channel();
        let writer = Writer {
            folder: folder.into(),
            settings: settings.clone(),
            waiting: Arc::clone(&waiting),
            key: any_number(),
            devices: Vec::new(),
        };
        let thread = std::thread::Builder::new().name("recorder".into()).spawn(move || writer.run(&inbox))?;
        Ok(Self { mail, waiting, taps: Mutex::default(), settings, thread: Some(thread) })
    }

    /// What a device is recorded with. `model`: as the configuration names it; a replay looks it up again.
    pub fn tap(&self, device: DeviceKind, model: &str, baud: u32) -> Tap {
        let mut header = Header::new(device, model, baud);
        header.started = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        if self.settings.scramble == Scramble::Nothing {
            header.personal = "real".into();
        }
        let mut taps = self.taps.lock().unwrap_or_else(PoisonError::into_inner);
        let mail = self.mail.clone();
        // A recorder that has ended records no more.
        let send = move |post| drop(mail.send(Mail::Post(post)));
        let tap = Tap::new(taps.len(), Arc::clone(&self.waiting), Box::new(send));
        let _ = self.mail.send(Mail::Device(header));
        taps.push(tap.clone());
        tap
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let taps = self.taps.get_mut().unwrap_or_else(PoisonError::into_inner);
        taps.iter().for_each(Tap::tell_lost);
        let _ = self.mail.send(Mail::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Differs from recording to recording; it only keeps the numbers of chips from being those of another recording.
fn any_number() -> u64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (time.as_nanos() as u64).rotate_left(17) ^ u64::from(std::process::id())
}

struct Writer {
    folder: PathBuf,
    settings: Settings,
    waiting: Arc<Waiting>,
    key: u64,
    devices: Vec<Device>,
}

/// One device's scrambler and file.
struct Device {
    scrambler: Box<dyn Scrambler>,
    file: Series,
}

impl Writer {
    fn run(mut self, inbox: &mpsc::Receiver<Mail>) {
        let mut written = std::time::Instant::now();
        loop {
            match inbox.recv_timeout(QUIET) {
                Ok(Mail::Device(header)) => {
                    let scrambler = scrambler(header.device, self.settings.scramble, self.key);
                    let file = Series::new(&self.folder, &self.settings, header);
                    self.devices.push(Device { scrambler, file });
                }
                Ok(Mail::Post(mut post)) => {
                    let what = std::mem::replace(&mut post.what, What::Continued);
                    self.waiting.done(&what);
                    if let Some(Device { scrambler, file }) = self.devices.get_mut(post.device) {
                        scrambler.pass(post.at, what, &mut |at, what| file.put(at, &what));
                    }
                    // A wire that never rests is brought to the disk all the same.
                    if written.elapsed() >= QUIET {
                        written = std::time::Instant::now();
                        self.devices.iter_mut().for_each(|device| device.file.rest());
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => self.rest(),
                Ok(Mail::Stop) | Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        self.rest();
    }

    /// Nothing comes: what waits is written, and everything brought to the disk.
    fn rest(&mut self) {
        for Device { scrambler, file } in &mut self.devices {
            scrambler.flush(&mut |at, what| file.put(at, &what));
            file.rest();
        }
    }
}
