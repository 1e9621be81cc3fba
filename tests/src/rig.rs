//! A whole terminal in this process, without a screen: the real drivers on real pseudo-terminals, the sandbox, a journal.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use device_sim::LineOptions;
use device_sim::laser::{LaserControl, LaserSim};
use device_sim::printer::{Personality, PrinterControl, PrinterSim};
use device_sim::reader::{Card, ReaderControl, ReaderSim};
use device_sim::scanner::{Family, ScannerControl, ScannerSim};
use device_sim::social_card::{Content, Generation, SimSocialCard};
use domain::{PersonalCodeKind, Sensitive};
use drivers::laser::{LaserConfig, LaserState};
use drivers::panel::{self, PanelConfig, SoftPanel};
use drivers::port::{Flow, PortConfig};
use drivers::printer::{Counters, Model, PrinterConfig, PrinterState};
use drivers::scanner::{self, ScannerConfig};
use drivers::{DeviceState, id_card, laser, printer, social_card};
use journal::outbox::Outbox;
use journal::{Journal, Recovery};
use kiosk::clock::Clock;
use kiosk::config::Config;
use kiosk::desk::{Devices, Served};
use kiosk::directory::{self, Watched};
use kiosk::popularity::Asked;
use kiosk::terminal::{A4, Parts, Terminal};
use platform::sandbox::{CodeFate, Person, Sandbox, SandboxControl};
use service::{Directory, View};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::card_service::Hand;
use crate::delays::{laser_delays, printer_delays, reader_delays, scanner_delays, social_delays, visit_delays};

/// Nothing is waited for longer than this: two cores may be busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// What can be looked up: read once for all the terminals of a test.
fn directory(config: &Config) -> Arc<Directory> {
    static READ: OnceLock<Arc<Directory>> = OnceLock::new();
    READ.get_or_init(|| Arc::new(directory::read(config, &Asked::beside(&config.journal)).unwrap().directory)).clone()
}

/// The reader of social security cards, as the card service calls it.
pub const SOCIAL_READER: &str = "Reader 00 00";

/// The development configuration, without this process's environment.
pub fn config() -> Config {
    let file = crate::project().join("config/terminal.toml");
    kiosk::config::load(&file, std::iter::empty()).map_err(|problems| problems.to_string()).unwrap()
}

/// Glyphs for paper, read once a process.
pub fn fonts() -> Arc<paper::Fonts> {
    static FONTS: OnceLock<Arc<paper::Fonts>> = OnceLock::new();
    FONTS.get_or_init(|| Arc::new(paper::Fonts::load().unwrap())).clone()
}

/// The model file of that name. On an instant wire the paper is as fast as the wire.
pub fn model(name: &str, baud: Option<u32>) -> Model {
    let mut model = Model::load(&crate::project().join(format!("config/terminals/{name}.toml"))).unwrap();
    if baud.is_none() {
        model.speed_mm_s = 2000;
    }
    model
}

/// What a terminal is made of.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The printer, by the name of its model.
    pub printer: &'static str,
    /// Speed of the printer's wire; `None` is instant.
    pub baud: Option<u32>,
    /// People of the sandbox, by id.
    pub people: Vec<&'static str>,
    /// Limits of a visit.
    pub visit: service::Delays,
    /// Codes can be read.
    pub scanner: bool,
    /// There is an A4 printer, which takes so long for a page.
    pub laser: Option<Duration>,
    /// Social security cards can be read.
    pub social: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            printer: "cn-kiosk-80mm",
            baud: None,
            people: vec!["wang-jianming"],
            visit: visit_delays(),
            scanner: false,
            laser: None,
            social: false,
        }
    }
}

/// A whole terminal. Dropping it pulls every plug.
pub struct Rig {
    /// The terminal at work.
    pub terminal: Terminal,
    /// Its journal.
    pub journal: Journal,
    /// What the journal found of a run before.
    pub recovery: Recovery,
    /// The hand at the reader.
    pub reader: ReaderControl,
    /// The hand at the printer.
    pub printer: PrinterControl,
    /// The simulated scanner, where the setup has one.
    pub scanner: Option<ScannerControl>,
    /// The hand at the A4 printer, where the setup has one.
    pub laser: Option<LaserControl>,
    /// The card service, where the setup has one.
    pub cards: Option<Hand>,
    /// The hand at the line to the platform.
    pub platform: SandboxControl,
    /// The hand at the cabinet: its door, its button.
    pub cabinet: SoftPanel,
    /// What can be looked up: another one is sent here.
    pub catalogue: watch::Sender<Arc<Directory>>,
    /// What was handed in.
    pub outbox: Outbox,
    /// How the devices are, for the desk.
    pub devices: Devices,
    /// Who has a card.
    pub people: Vec<Person>,
    /// How the reader is.
    pub reader_state: watch::Receiver<DeviceState>,
    /// How the printer is.
    pub printer_state: watch::Receiver<PrinterState>,
    scanner_state: Option<watch::Receiver<DeviceState>>,
    laser_state: Option<watch::Receiver<LaserState>>,
    social_state: Option<watch::Receiver<DeviceState>>,
    _sims: (ReaderSim, PrinterSim, Option<ScannerSim>, Option<LaserSim>),
    folder: tempfile::TempDir,
}

/// Copies people of the shipped sandbox into a folder of their own.
pub fn copy_people(ids: &[&str], into: &Path) -> PathBuf {
    let people = into.join("people");
    std::fs::create_dir_all(&people).unwrap();
    for id in ids {
        let name = format!("{id}.toml");
        std::fs::copy(crate::project().join("config/sandbox/people").join(&name), people.join(&name)).unwrap();
    }
    people
}

impl Rig {
    /// Where its journal is.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Starts a terminal and waits until its devices are ready. Pseudo-terminals of a machine are numbered anew all the
    /// time; where one is still held by somebody, others are taken, and that is said.
    pub async fn start(setup: &Setup) -> Self {
        let rig = Self::assemble(setup).await;
        let Err(why) = rig.well().await else { return rig };
        eprintln!("the rig is put together once more: {why}");
        drop(rig);
        let rig = Self::assemble(setup).await;
        rig.well().await.unwrap();
        rig
    }

    /// Puts a terminal together.
    async fn assemble(setup: &Setup) -> Self {
        let folder = crate::folder();
        let path = |name: &str| folder.path().join(name);
        let reader_sim = ReaderSim::start(LineOptions::instant(path("reader"))).unwrap();
        let printer_line = LineOptions { link: path("printer"), baud: setup.baud };
        let printer_sim = PrinterSim::start(printer_line, Personality::named(setup.printer).unwrap()).unwrap();
        let model = model(setup.printer, setup.baud);
        let sandbox = Sandbox::load(&[copy_people(&setup.people, folder.path())]).unwrap();
        let (journal, recovery) = Journal::open(&path("journal.db"), jiff::Timestamp::now()).await.unwrap();
        let outbox = Outbox::open(&journal, &path("outbox.key")).await.unwrap();
        let reader_port = PortConfig { path: path("reader"), baud: 921_600, flow: Flow::None, tap: None };
        let reader = id_card::spawn(id_card::ReaderConfig { port: reader_port }, reader_delays());
        // A pseudo-terminal has no RTS and CTS.
        let flow = if model.flow == Flow::RtsCts { Flow::None } else { model.flow };
        let printer_port = PortConfig { path: path("printer"), baud: setup.baud.unwrap_or(921_600), flow, tap: None };
        let printer = printer::spawn(
            PrinterConfig { port: printer_port, model: model.clone(), counters: Counters::default() },
            printer_delays(),
        );
        let (platform, people) = (sandbox.control(), sandbox.people().to_vec());
        let sandbox = sandbox.with_forms((*directory(&config()).forms).clone());
        let (reader_state, printer_state) = (reader.0.state(), printer.state());
        let config = config();
        let cabinet = SoftPanel::default();
        let scanner_sim =
            setup.scanner.then(|| ScannerSim::start(LineOptions::instant(path("scanner")), Family::Gm65).unwrap());
        let scanner = scanner_sim.as_ref().map(|_| {
            let (port, model) = (PortConfig::new(path("scanner"), 9600), config.scanner_model.clone().unwrap());
            scanner::spawn(ScannerConfig { port, model }, scanner_delays())
        });
        let scanner_state = scanner.as_ref().map(|(scanner, _)| scanner.state());
        let laser_sim = setup.laser.map(|page| LaserSim::start(page).unwrap());
        let laser = laser_sim
            .as_ref()
            .map(|sim| laser::spawn(LaserConfig { address: sim.uri().parse().unwrap() }, laser_delays()));
        let laser_state = laser.as_ref().map(laser::Laser::state);
        let cards = setup.social.then(Hand::default);
        let social = cards.as_ref().map(|cards| {
            cards.plug(SOCIAL_READER);
            social_card::spawn_with(social_card::ReaderConfig::default(), social_delays(), cards.clone())
        });
        let social_state = social.as_ref().map(|(reader, _)| reader.state());
        let (of_reader, of_printer) = (reader.0.clone(), printer.clone());
        let devices = Devices::default().with(move || of_reader.report()).with(move || of_printer.report());
        let (catalogue, watched) = Watched::by_hand(directory(&config), Asked::beside(&folder.path().join("j.db")));
        let terminal = Terminal::start(Parts {
            rules: kiosk::assemble::rules(&config, setup.visit, directory(&config)).unwrap(),
            watched,
            clock: Clock::new(config.time_zone.clone()),
            platform: Arc::new(sandbox),
            journal: journal.clone(),
            outbox: outbox.clone(),
            reader,
            printer,
            scanner,
            document_camera: None,
            social,
            laser: laser.map(|laser| {
                let documents = crate::project().join("config/documents");
                (laser, A4 { press: crate::press(), documents })
            }),
            keypad: None,
            panel: Some(panel::spawn_with(PanelConfig::soft().lines, panel::Delays::default(), cabinet.clone())),
            // No journey here types Chinese: dictionaries need not be made for each rig.
            typing: None,
            voice: config.voice,
            sound: kiosk::speech::Sound::Cards,
            model: Arc::new(model),
            fonts: fonts(),
            verification_base: config.verification_base,
            probe_every: Duration::from_millis(100),
        })
        .unwrap();
        Self {
            terminal,
            journal,
            recovery,
            reader: reader_sim.control(),
            printer: printer_sim.control(),
            platform,
            scanner: scanner_sim.as_ref().map(ScannerSim::control),
            laser: laser_sim.as_ref().map(LaserSim::control),
            cards,
            cabinet,
            catalogue,
            outbox,
            devices,
            people,
            reader_state,
            printer_state,
            scanner_state,
            laser_state,
            social_state,
            _sims: (reader_sim, printer_sim, scanner_sim, laser_sim),
            folder,
        }
    }

    /// What staff can ask of.
    pub fn served(&self) -> Served {
        Served {
            terminal: self.terminal.clone(),
            devices: self.devices.clone(),
            outbox: self.outbox.clone(),
            sandbox: self.platform.clone(),
        }
    }

    /// Holds a code before the scanner.
    pub fn scan(&self, code: impl Into<Vec<u8>>) {
        self.scanner.as_ref().expect("this rig has a scanner").hold(code);
    }

    /// The code that a person's phone shows now.
    pub fn phone(&self, id: &str) -> Sensitive<String> {
        self.platform.personal_code(id, PersonalCodeKind::SocialSecurityCard, CodeFate::Good).unwrap()
    }

    /// What is on the screen now.
    pub fn view(&self) -> Arc<View> {
        self.terminal.views().borrow().clone()
    }

    /// Waits until the screen is as wanted; `what` says it for people.
    pub async fn until(&self, what: &str, wanted: impl Fn(&View) -> bool) -> Result<Arc<View>, String> {
        let mut views = self.terminal.views();
        match timeout(PATIENCE, views.wait_for(|view| wanted(view))).await {
            Ok(Ok(view)) => Ok(view.clone()),
            Ok(Err(_)) => Err("the terminal has ended".into()),
            Err(_) => {
                let shown = crate::said::said(&self.view());
                Err(format!("{what} did not come; shown: {}", shown.join(", ")))
            }
        }
    }

    /// Lays a person's card on the reader.
    pub fn lay(&self, id: &str) {
        let person = self.people.iter().find(|person| person.id == id).unwrap();
        self.reader.lay(card(person));
    }

    /// Puts a person's social security card into its reader.
    pub fn insert(&self, id: &str, generation: Generation) {
        let person = self.people.iter().find(|person| person.id == id).unwrap();
        let identity = person.read().unwrap().card.identity();
        let content = Content {
            number: identity.number.reveal().as_str().to_owned(),
            name: identity.name.reveal().clone(),
            ..Content::default()
        };
        self.cards
            .as_ref()
            .expect("this rig reads social security cards")
            .insert(SOCIAL_READER, SimSocialCard::new(generation, content));
    }

    /// Waits until all devices are ready for a visit; takes every ticket out of the slot on the way.
    pub async fn well(&self) -> Result<(), String> {
        if let Some(mut scanner) = self.scanner_state.clone() {
            let ready = timeout(PATIENCE, scanner.wait_for(|state| *state == DeviceState::Ready)).await.is_ok();
            if !ready {
                return Err(format!("the scanner is not ready: {:?}", self.scanner_state));
            }
        }
        if let Some(mut social) = self.social_state.clone() {
            let ready = timeout(PATIENCE, social.wait_for(|state| *state == DeviceState::Ready)).await.is_ok();
            if !ready {
                return Err("the reader of social security cards is not ready".into());
            }
        }
        if let Some(mut laser) = self.laser_state.clone() {
            let ready = timeout(PATIENCE, laser.wait_for(LaserState::ready)).await.is_ok();
            if !ready {
                return Err(format!("the A4 printer is not ready: {:?}", self.laser_state));
            }
        }
        let mut reader = self.reader_state.clone();
        let ready = timeout(PATIENCE, reader.wait_for(|state| *state == DeviceState::Ready)).await.is_ok();
        if !ready {
            return Err(format!("the reader is not ready: {:?}", *self.reader_state.borrow()));
        }
        let mut printer = self.printer_state.clone();
        let ready = timeout(PATIENCE, async {
            loop {
                let state = printer.borrow_and_update().clone();
                if state.ready() {
                    return;
                }
                if state.ticket_waiting == Some(true) {
                    self.printer.take_ticket();
                }
                if printer.changed().await.is_err() {
                    return;
                }
            }
        });
        if ready.await.is_err() {
            return Err(format!("the printer is not ready: {:?}", *self.printer_state.borrow()));
        }
        Ok(())
    }

    /// How the driver says the printer is, and every change.
    pub fn printer_state(&self) -> watch::Receiver<PrinterState> {
        self.printer_state.clone()
    }

    /// Everything that is on paper, a piece each: cut tickets in order, and last what hangs out.
    pub fn pieces(&self) -> Vec<String> {
        pieces(&self.printer)
    }
}

/// Everything that is on a printer's paper, a piece each; pieces without words are left out.
pub fn pieces(printer: &PrinterControl) -> Vec<String> {
    let mut pieces: Vec<String> = printer.tickets().into_iter().map(|ticket| ticket.text).collect();
    pieces.push(printer.current_text());
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

/// Whether a piece is a whole ticket of the person of this name.
pub fn whole(piece: &str, name: &str) -> bool {
    piece.contains(name) && piece.contains("以下无正文")
}

/// A person's card, as the simulated reader takes it.
pub fn card(person: &Person) -> Card {
    Card::from_text(person.read().unwrap().card.card_file().reveal()).unwrap()
}
