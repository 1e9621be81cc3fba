//! The files of one device: numbered, each full at a size, the oldest removed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use super::file::Header;
use super::line::{Line, What};
use super::recorder::Settings;

/// Quiet after which a disk that failed is tried again.
const DISK_RETRY: Duration = Duration::from_secs(30);

/// The files of one device.
pub(super) struct Series {
    folder: PathBuf,
    header: Header,
    limit: u64,
    keep: usize,
    number: u32,
    out: Option<Out>,
    /// The disk failed: when it is tried again.
    retry: Option<Instant>,
    /// Lines that the failing disk cost.
    lost: (u64, u64),
    /// The recorded port is open.
    open: bool,
    last: Option<Instant>,
}

/// The file that is written.
struct Out {
    file: BufWriter<File>,
    bytes: u64,
}

impl Series {
    pub(super) fn new(folder: &Path, settings: &Settings, header: Header) -> Self {
        let number = numbers(folder, header.device.name()).last().copied().unwrap_or(0);
        Self {
            folder: folder.into(),
            header,
            limit: settings.file_bytes,
            keep: settings.files.max(1),
            number,
            out: None,
            retry: None,
            lost: (0, 0),
            open: false,
            last: None,
        }
    }

    /// Writes one line. A disk that fails costs lines, and it is said how many.
    pub(super) fn put(&mut self, at: Instant, what: &What) {
        if self.retry.is_some_and(|retry| at < retry) {
            return self.lose(what);
        }
        let open = match what {
            What::Open => true,
            what if what.ends_line() => false,
            _ => self.open,
        };
        let was_open = std::mem::replace(&mut self.open, open);
        if let Err(error) = self.write(at, what, was_open) {
            let folder = self.folder.display();
            tracing::warn!(%error, %folder, device = %self.header.device, "the recording of a wire cannot be written; check the disk");
            self.out = None;
            self.retry = Some(at + DISK_RETRY);
            self.lose(what);
        }
    }

    /// Brings to the disk what is written.
    pub(super) fn rest(&mut self) {
        if let Some(out) = &mut self.out
            && let Err(error) = out.file.flush()
        {
            tracing::warn!(%error, device = %self.header.device, "the recording of a wire cannot be written; check the disk");
            self.out = None;
        }
    }

    fn lose(&mut self, what: &What) {
        self.lost.0 += 1;
        self.lost.1 += what.bytes().len() as u64;
    }

    fn write(&mut self, at: Instant, what: &What, was_open: bool) -> io::Result<()> {
        if self.out.as_ref().is_some_and(|out| out.bytes >= self.limit) {
            let next = self.name(self.number + 1);
            self.line(at, &What::GoesOn(next.clone()))?;
            tracing::info!(file = next, device = %self.header.device, "the recording of a wire goes on in the next file");
            if let Some(mut out) = self.out.take() {
                out.file.flush()?;
            }
        }
        if self.out.is_none() {
            self.begin()?;
            if was_open {
                self.line(at, &What::Continued)?;
            }
        }
        let (pieces, bytes) = std::mem::take(&mut self.lost);
        if pieces > 0 {
            self.line(at, &What::Lost { pieces, bytes })?;
        }
        self.line(at, what)
    }

    /// Opens the next file and removes what is too old.
    fn begin(&mut self) -> io::Result<()> {
        self.number += 1;
        let mut file = BufWriter::new(File::create_new(self.folder.join(self.name(self.number)))?);
        let header = self.header.to_string();
        file.write_all(header.as_bytes())?;
        self.out = Some(Out { file, bytes: header.len() as u64 });
        self.retry = None;
        let device = self.header.device.name();
        let there = numbers(&self.folder, device);
        for old in there.iter().take(there.len().saturating_sub(self.keep)) {
            fs::remove_file(self.folder.join(format!("{device}.{old:04}.wire")))?;
        }
        Ok(())
    }

    fn line(&mut self, at: Instant, what: &What) -> io::Result<()> {
        // What waited for the rest of its frame may be older than what was said meanwhile.
        let after = self.last.map_or(Duration::ZERO, |last| at.saturating_duration_since(last));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
        let Some(out) = &mut self.out else { return Ok(()) };
        let text = format!("{}\n", Line { after, what: what.clone() });
        out.bytes += text.len() as u64;
        out.file.write_all(text.as_bytes())
    }

    fn name(&self, number: u32) -> String {
        format!("{}.{number:04}.wire", self.header.device.name())
    }
}

/// The numbers of a device's files, rising.
fn numbers(folder: &Path, device: &str) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let number = |name: &str| name.strip_prefix(device)?.strip_prefix('.')?.strip_suffix(".wire")?.parse().ok();
    let mut numbers: Vec<u32> = entries.flatten().filter_map(|entry| number(entry.file_name().to_str()?)).collect();
    numbers.sort_unstable();
    numbers
}
