//! A driver in front of a recording.

use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use tokio::sync::mpsc::UnboundedReceiver;

use super::Options;
use super::player::{Asked, Replayer, Report};
use crate::file::FileError;
use crate::id_card::{self, IdCardReader};
use crate::port::Opener;
use crate::printer::{self, Model, Printer, Stream, spawn_numbered};
use crate::record::{DeviceKind, Post, Recording, What};
use crate::scanner::{self, Scanner};

/// GS ( H 48: a job number.
const JOB_NUMBER: &[u8] = b"\x1D(H\x06\x0000";

/// Which drivers run, and how.
#[derive(Debug, Clone)]
pub struct Drivers {
    /// Folder of the printer models.
    pub models: PathBuf,
    /// Folder of the scanner models.
    pub scanners: PathBuf,
    /// Waits of the reader's driver.
    pub id_card: id_card::Delays,
    /// Waits of the printer's.
    pub printer: printer::Delays,
    /// Waits of the scanner's.
    pub scanner: scanner::Delays,
}

impl Drivers {
    /// As on a terminal. `models`: the folder of the printer models; the scanner models are looked for in `scanners` beside it.
    pub fn new(models: PathBuf) -> Self {
        Self {
            scanners: models.with_file_name("scanners"),
            models,
            id_card: id_card::Delays::default(),
            printer: printer::Delays::default(),
            scanner: scanner::Delays::default(),
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rerun {
    /// What the driver said, as in a recording's `=` lines.
    pub said: Vec<String>,
    /// Whether it did what it did then.
    pub report: Report,
}

/// Why a recording cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum RerunError {
    /// There is no driver for it.
    #[error("there is no driver to run on a recording of `{0}`")]
    Device(DeviceKind),
    /// The device's model is not known here.
    #[error("the device of the recording: {0}")]
    Model(#[from] FileError),
}

impl Rerun {
    /// The first of these lines that was not said, in this order; each may be the beginning of what was said.
    pub fn missing<'a>(&self, expected: &'a [String]) -> Option<&'a str> {
        let mut said = self.said.iter();
        expected.iter().find(|line| !said.any(|said| said.starts_with(line.as_str()))).map(String::as_str)
    }
}

/// Runs the driver of a recording on it. Must be called inside a tokio runtime with time.
pub async fn rerun(recording: &Recording, drivers: &Drivers, options: Options) -> Result<Rerun, RerunError> {
    let (replayer, asked, posts) = Replayer::new(recording, options);
    let opener = replayer.opener();
    let baud = recording.header.baud;
    let report = match recording.header.device {
        DeviceKind::IdCard => {
            let (reader, mut events) = id_card::spawn_opener(baud, drivers.id_card.clone(), opener);
            // The driver waits for whoever fetches its events; what they were is in the recording.
            tokio::spawn(async move { while events.recv().await.is_some() {} });
            play(replayer, asked, |asked| ask_reader(&reader, &asked)).await
        }
        DeviceKind::Printer => {
            let printer = printer_of(recording, drivers, opener)?;
            play(replayer, asked, |asked| ask_printer(&printer, &asked)).await
        }
        DeviceKind::Scanner => {
            let model = scanner::Model::load(&drivers.scanners.join(format!("{}.toml", recording.header.model)))?;
            let (scanner, mut events) = scanner::spawn_opener(model, baud, drivers.scanner.clone(), opener);
            tokio::spawn(async move { while events.recv().await.is_some() {} });
            play(replayer, asked, |asked| ask_scanner(&scanner, &asked)).await
        }
        device @ DeviceKind::Other => return Err(RerunError::Device(device)),
    };
    Ok(Rerun { said: said(&posts), report })
}

async fn play(replayer: Replayer, mut asked: UnboundedReceiver<Asked>, ask: impl Fn(Asked)) -> Report {
    let playing = replayer.play();
    tokio::pin!(playing);
    loop {
        tokio::select! {
            report = &mut playing => return report,
            Some(asked) = asked.recv() => ask(asked),
        }
    }
}

fn said(posts: &Receiver<Post>) -> Vec<String> {
    let words = posts.try_iter().filter_map(|post| match &post.what {
        What::Said(words) => Some(words.clone()),
        _ => None,
    });
    words.collect()
}

/// Asks it without waiting for the answer: it is recorded when it comes.
fn ask_reader(reader: &IdCardReader, asked: &Asked) {
    let reader = reader.clone();
    match asked.words.as_str() {
        "arm" => reader.arm(),
        "disarm" => reader.disarm(),
        "sam id" => drop(tokio::spawn(async move { reader.sam_id().await.is_ok() })),
        "sam status" => drop(tokio::spawn(async move { reader.sam_status().await.is_ok() })),
        "newest address" => drop(tokio::spawn(async move { reader.newest_address().await.is_ok() })),
        other => tracing::warn!(other, "the recording asks something that this driver does not know"),
    }
}

fn ask_scanner(scanner: &Scanner, asked: &Asked) {
    match asked.words.as_str() {
        "arm" => scanner.arm(),
        "disarm" => scanner.disarm(),
        other => tracing::warn!(other, "the recording asks something that this driver does not know"),
    }
}

fn ask_printer(printer: &Printer, asked: &Asked) {
    let printer = printer.clone();
    if asked.words == "clear-slot" {
        drop(tokio::spawn(async move { printer.clear_slot().await }));
    } else if asked.words == "discard" {
        drop(tokio::spawn(async move { printer.discard().await }));
    } else if let Some(stream) = Stream::recorded(&asked.words, &asked.given) {
        drop(tokio::spawn(async move { printer.print_stream(stream).await }));
    } else {
        tracing::warn!(words = asked.words, "the recording asks something that this driver does not know");
    }
}

/// With the job numbers that were recorded.
fn printer_of(recording: &Recording, drivers: &Drivers, opener: Opener) -> Result<Printer, RerunError> {
    let header = &recording.header;
    let model = Model::load(&drivers.models.join(format!("{}.toml", header.model)))?;
    let host: Vec<u8> = recording.lines.iter().filter_map(|line| host(&line.what)).flatten().copied().collect();
    let digits = memchr::memmem::find(&host, JOB_NUMBER).and_then(|at| host.get(at + JOB_NUMBER.len()..)?.get(..4));
    let number: Option<u16> = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    let before = number.unwrap_or(1).saturating_sub(1);
    Ok(spawn_numbered(model, header.baud, drivers.printer.clone(), opener, before))
}

fn host(what: &What) -> Option<&[u8]> {
    match what {
        What::Host(bytes) => Some(bytes),
        _ => None,
    }
}
