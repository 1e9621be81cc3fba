//! From a configuration to a running terminal.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use drivers::id_card::{self, ReaderConfig};
use drivers::printer::{self, Printer, PrinterConfig};
use drivers::record::{DeviceKind, Recorder, Scramble, Settings};
use journal::outbox::Outbox;
use journal::{Journal, JournalError, Recovery};
use platform::SharedPlatform;
use platform::sandbox::{Sandbox, SandboxError};
use screen::fonts::Mapped;
use service::{Delays, Directory, Rules};

use crate::catalogue;
use crate::clock::Clock;
use crate::config::{Config, Record};
use crate::counters;
use crate::desk::{Devices, Served};
use crate::directory;
use crate::document_camera;
use crate::keypad;
use crate::laser;
use crate::panel;
use crate::popularity::Asked;
use crate::scanner;
use crate::simulated::{Controls, Simulated};
use crate::speech::Sound;
use crate::terminal::{self, A4, Parts, Terminal};

/// How often the platform is asked whether it is there.
const PROBE_EVERY: Duration = Duration::from_secs(3);

/// Why a terminal cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The journal cannot be used.
    #[error("the journal cannot be used: {0}")]
    Journal(#[from] JournalError),
    /// The sandbox's people cannot be used.
    #[error("{0}")]
    Sandbox(#[from] SandboxError),
    /// A data file cannot be read: provinces and cities, codes.
    #[error("{}: {reason}", .path.display())]
    DataFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The catalogue or the places cannot be used.
    #[error("what people can look up cannot be used: {0}")]
    Directory(String),
    /// No fonts for paper.
    #[error("{0}")]
    Fonts(#[from] paper::FontError),
    /// Devices could not be simulated.
    #[error("devices cannot be simulated: {0}; is there room in the folder for temporary files?")]
    Simulation(std::io::Error),
    /// Nothing can be recorded there.
    #[error("nothing can be recorded in {}: {reason}; name a folder that this user may write to", .folder.display())]
    Recording {
        /// The folder.
        folder: PathBuf,
        /// The operating system's words.
        reason: std::io::Error,
    },
    /// No threads for sound.
    #[error("the voice cannot start its threads: {0}")]
    Voice(std::io::Error),
    /// No threads.
    #[error("the program cannot start its threads: {0}")]
    Runtime(std::io::Error),
}

/// A terminal and what it stands on.
pub struct Assembled {
    /// The terminal.
    pub terminal: Terminal,
    /// Its journal.
    pub journal: Journal,
    /// What the start found of the run before.
    pub recovery: Recovery,
    /// Its printer.
    pub printer: Printer,
    /// What was handed in.
    pub outbox: Outbox,
    /// How its devices are.
    pub devices: Devices,
    /// Hands for simulated devices and the sandbox.
    pub controls: Controls,
    /// The simulated devices themselves; dropping them unplugs them.
    pub simulated: Simulated,
    /// What records the wires, when they are; dropping it writes the rest.
    pub recorder: Option<Recorder>,
}

/// The rules of a visit by a configuration.
pub fn rules(config: &Config, delays: Delays, directory: Arc<Directory>) -> Result<Rules, StartError> {
    let divisions = read(&config.divisions, |text| domain::Divisions::parse(text).map_err(|error| error.to_string()))?;
    let codes = read(&config.codes, |text| {
        domain::Codes::parse(text, &config.verification_base).map_err(|error| error.to_string())
    })?;
    Ok(Rules {
        delays,
        consent_version: config.consent_version.as_str().into(),
        divisions: Arc::new(divisions),
        codes: Arc::new(codes),
        directory,
    })
}

/// Reads and checks a data file.
fn read<T>(path: &Path, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T, StartError> {
    let wrong = |reason: String| StartError::DataFile { path: path.to_owned(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    parse(&text).map_err(wrong)
}

/// What tells how a device is.
macro_rules! reports {
    ($device:expr) => {{
        let device = $device.clone();
        move || device.report()
    }};
}

/// Puts a terminal together and starts it; font files that are mapped already are not mapped again. Needs a tokio
/// runtime.
pub async fn assemble(config: &Config, delays: Delays, sound: Sound, mapped: &Mapped) -> Result<Assembled, StartError> {
    let asked = Asked::beside(&config.journal);
    let read = directory::read(config, &asked).map_err(StartError::Directory)?;
    let watched = directory::watch(config, read, asked).map_err(StartError::Directory)?;
    let directory = watched.directory.borrow().clone();
    let rules = rules(config, delays, directory)?;
    let fonts = paper::Fonts::load_sharing(mapped)?;
    let sandbox = Sandbox::load(&config.sandbox_people)?
        .with_forms((*rules.directory.forms).clone())
        .with_catalogue(&rules.directory.catalogue)
        .with_store(&config.journal.with_file_name("sandbox-cases.json"))?;
    let (journal, recovery) = Journal::open(&config.journal, jiff::Timestamp::now()).await?;
    let outbox = Outbox::open(&journal, &config.outbox_key).await?;
    let simulated = Simulated::start(config).map_err(StartError::Simulation)?;
    let controls = simulated.controls(sandbox.control(), sandbox.people().to_vec());
    let recorder = config.record.as_ref().map(record).transpose()?;
    let mut port = simulated.reader_port(config);
    port.tap = recorder.as_ref().map(|recorder| recorder.tap(DeviceKind::IdCard, "", port.baud));
    let reader = id_card::spawn(ReaderConfig { port }, id_card::Delays::default());
    let model = Arc::new(config.printer_model.clone());
    let mut port = simulated.printer_port(config);
    port.tap =
        recorder.as_ref().map(|recorder| recorder.tap(DeviceKind::Printer, &config.printer_model_name, port.baud));
    let counted = counters::file(&config.journal);
    let printer = printer::spawn(
        PrinterConfig { port, model: config.printer_model.clone(), counters: counters::load(&counted) },
        printer::Delays::default(),
    );
    counters::keep(&printer, counted);
    if !recovery.unknown.is_empty() {
        let printer = printer.clone();
        // The run before ended while it printed: what lies in the printer's buffer must not come out for the next.
        tokio::spawn(async move { clear_away(&printer).await });
    }
    let platform: SharedPlatform = Arc::new(sandbox);
    let tap = recorder
        .as_ref()
        .filter(|_| config.camera.is_none())
        .map(|recorder| recorder.tap(DeviceKind::Scanner, &config.scanner_model_name, config.scanner_baud()));
    let scanner = scanner::spawn(config, &simulated, tap);
    let document_camera = document_camera::spawn(config, &simulated);
    let laser = laser::spawn(config, &simulated);
    let social = config
        .social_card
        .clone()
        .map(|reader| drivers::social_card::spawn(reader, drivers::social_card::Delays::default()));
    let keypad = keypad::spawn(config, &simulated);
    let panel = panel::spawn(config, &simulated);
    let devices = Devices::default()
        .with(reports!(reader.0))
        .with(reports!(printer))
        .with_some(scanner.as_ref().map(|(it, _)| reports!(it)))
        .with_some(document_camera.as_ref().map(|(it, _)| reports!(it)))
        .with_some(laser.as_ref().map(|it| reports!(it)))
        .with_some(social.as_ref().map(|(it, _)| reports!(it)))
        .with_some(keypad.as_ref().map(|(it, _)| reports!(it)))
        .with_some(panel.as_ref().map(|(it, _)| reports!(it)));
    let terminal = Terminal::start(Parts {
        rules,
        watched,
        clock: Clock::new(config.time_zone.clone()),
        platform: platform.clone(),
        journal: journal.clone(),
        outbox: outbox.clone(),
        reader,
        printer: printer.clone(),
        scanner,
        document_camera,
        social,
        laser: laser.zip(
            config.laser.as_ref().map(|laser| A4 { press: terminal::press(), documents: laser.documents.clone() }),
        ),
        keypad,
        panel,
        typing: Some(crate::typing::settings(config)),
        voice: config.voice.clone(),
        sound,
        model,
        fonts: Arc::new(fonts),
        verification_base: config.verification_base.clone(),
        probe_every: PROBE_EVERY,
    })
    .map_err(StartError::Voice)?;
    if !config.catalogue_keys.is_empty() {
        let store = catalogue::store(config).map_err(StartError::Directory)?;
        let told = terminal.clone();
        catalogue::keep_asking(store, platform, move |why| told.catalogue_refused(why));
    }
    Ok(Assembled { terminal, journal, recovery, printer, outbox, devices, controls, simulated, recorder })
}

impl Assembled {
    /// What staff can ask of.
    pub fn served(&self) -> Served {
        Served {
            terminal: self.terminal.clone(),
            devices: self.devices.clone(),
            outbox: self.outbox.clone(),
            sandbox: self.controls.platform.clone(),
        }
    }
}

/// Begins to record the wires.
fn record(wish: &Record) -> Result<Recorder, StartError> {
    let scramble = if wish.raw { Scramble::Nothing } else { Scramble::Personal };
    if wish.raw {
        tracing::warn!("the recording holds real people: keep it like their files");
    }
    Recorder::start(&wish.folder, Settings { scramble, ..Settings::default() })
        .map_err(|reason| StartError::Recording { folder: wish.folder.clone(), reason })
}

/// Empties the printer's buffers and cuts off what hangs in the slot, as soon as the printer is there.
async fn clear_away(printer: &Printer) {
    let mut state = printer.state();
    while !printer.discard().await {
        if state.changed().await.is_err() {
            return;
        }
    }
    tracing::info!("what the run before left in the printer was cleared away");
}

/// Threads for everything but the screen: two, so that a slow disk never holds up a device.
pub fn runtime() -> Result<tokio::runtime::Runtime, StartError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(4)
        .thread_stack_size(1024 * 1024)
        .enable_all()
        .build()
        .map_err(StartError::Runtime)
}
