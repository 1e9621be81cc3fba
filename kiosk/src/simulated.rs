//! Simulated devices: the other end of the wire, in this process, where a device has no port.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use device_sim::camera::{CameraFault, CameraSim, View};
use device_sim::document_camera::DocumentCameraSim;
use device_sim::keypad::SimKeypad;
use device_sim::laser::{LaserControl, LaserSim};
use device_sim::lens::{Lens, Scene};
use device_sim::line::LineOptions;
use device_sim::printer::{Personality, PrinterControl, PrinterSim};
use device_sim::reader::{Card, ReaderControl, ReaderSim};
use device_sim::scanner::{Family, ScannerControl, ScannerFault, ScannerSim};
use domain::{PersonalCodeKind, Sensitive};
use drivers::camera::{Shot, Shots};
use drivers::panel::SoftPanel;
use drivers::port::{Flow, PortConfig};
use platform::sandbox::{CodeFate, Person, SandboxControl};

use crate::config::{Config, KeypadSetup};

/// Time that a page takes in the simulated A4 printer: a real one prints twenty to forty a minute.
const PAGE: Duration = Duration::from_millis(1500);

/// The keypad that is simulated: one with a jack.
const KEYPAD: &str = "computer-keyboard";

/// What a person does to simulated devices, and what cuts the line to the sandbox platform.
#[derive(Clone)]
pub struct Controls {
    /// The reader, when it is simulated.
    pub reader: Option<ReaderControl>,
    /// The printer, when it is simulated.
    pub printer: Option<PrinterControl>,
    /// The code scanner, when it is simulated.
    pub scanner: Option<Glass>,
    /// The document camera, when it is simulated.
    pub document_camera: Option<DocumentCameraSim>,
    /// The A4 printer, when it is simulated.
    pub laser: Option<LaserControl>,
    /// The keypad and its jack, when they are simulated.
    pub keypad: Option<Arc<Mutex<SimKeypad>>>,
    /// The cabinet's lights, contacts and switches, when they are simulated.
    pub panel: Option<SoftPanel>,
    /// The platform.
    pub platform: SandboxControl,
    /// Start of the address in a certificate's code.
    pub verification_base: String,
    /// Who has a card.
    pub people: Vec<Person>,
}

/// What codes are held before: a simulated serial module, or a simulated camera.
#[derive(Clone)]
pub enum Glass {
    /// A module.
    Module(ScannerControl),
    /// A camera.
    Camera(CameraSim),
}

impl Glass {
    /// Holds a code before it, in place of one that is held, until it is taken away.
    pub fn hold(&self, code: impl Into<Vec<u8>>) {
        match self {
            Self::Module(module) => module.hold(code),
            Self::Camera(camera) => camera.hold(code),
        }
    }

    /// Takes the code away.
    pub fn take(&self) {
        match self {
            Self::Module(module) => module.take(),
            Self::Camera(camera) => camera.take(),
        }
    }

    /// Sets a fault by its name; `None` takes it back.
    pub fn set_fault(&self, name: Option<&str>) -> Result<(), String> {
        fn fault<F: FromStr<Err: Display>>(name: Option<&str>) -> Result<Option<F>, String> {
            name.map(|name| name.parse().map_err(|error: F::Err| error.to_string())).transpose()
        }
        match self {
            Self::Module(module) => module.set_fault(fault(name)?),
            Self::Camera(camera) => camera.set_fault(fault(name)?),
        }
        Ok(())
    }

    /// The fault that is set, by its name.
    pub fn fault(&self) -> Option<String> {
        match self {
            Self::Module(module) => module.fault().map(|fault| fault.to_string()),
            Self::Camera(camera) => camera.fault().map(|fault| fault.to_string()),
        }
    }

    /// Every fault that can be set.
    pub fn faults(&self) -> Vec<String> {
        match self {
            Self::Module(_) => ScannerFault::ALL.iter().map(ToString::to_string).collect(),
            Self::Camera(_) => CameraFault::ALL.iter().map(ToString::to_string).collect(),
        }
    }

    /// Puts its plug, or pulls it.
    pub fn plug(&self, plugged: bool) {
        match (self, plugged) {
            (Self::Module(module), true) => module.replug(),
            (Self::Module(module), false) => module.unplug(),
            (Self::Camera(camera), true) => camera.replug(),
            (Self::Camera(camera), false) => camera.unplug(),
        }
    }

    /// Whether it is there.
    pub fn is_plugged(&self) -> bool {
        match self {
            Self::Module(module) => module.is_plugged(),
            Self::Camera(camera) => camera.is_plugged(),
        }
    }
}

/// Why a card cannot be laid down.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// Nobody has this id.
    #[error("there is no person “{name}”; known: {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// Who there is.
        known: String,
    },
    /// The person's file cannot be used.
    #[error("{0}")]
    File(String),
}

impl Controls {
    /// Lays a person's card on the simulated reader. `false`: the reader is real.
    pub fn lay(&self, id: &str) -> Result<bool, CardError> {
        let person = self.people.iter().find(|person| person.id == id).ok_or_else(|| CardError::Unknown {
            name: id.into(),
            known: self.people.iter().map(|person| person.id.as_str()).collect::<Vec<_>>().join(", "),
        })?;
        let data = person.read().map_err(|error| CardError::File(error.to_string()))?;
        let card =
            Card::from_text(data.card.card_file().reveal()).map_err(|error| CardError::File(error.to_string()))?;
        let Some(reader) = &self.reader else { return Ok(false) };
        reader.lay(card);
        Ok(true)
    }
}

impl Controls {
    /// The code that a person's phone shows now. `fate`: empty, `expired` or `not-signed-up`.
    pub fn phone(&self, id: &str, fate: &str) -> Result<Sensitive<String>, String> {
        let fate = match fate {
            "" => CodeFate::Good,
            "expired" => CodeFate::Expired,
            "not-signed-up" => CodeFate::NotSignedUp,
            other => return Err(format!("a phone's code is expired or not-signed-up, or good; not “{other}”")),
        };
        self.platform.personal_code(id, PersonalCodeKind::SocialSecurityCard, fate).ok_or_else(|| {
            let known = self.people.iter().map(|person| person.id.as_str()).collect::<Vec<_>>().join(", ");
            format!("there is no person “{id}”; known: {known}")
        })
    }
}

/// Simulated devices of this process; they are gone when it is dropped.
pub struct Simulated {
    reader: Option<ReaderSim>,
    printer: Option<PrinterSim>,
    scanner: Option<ScannerSim>,
    camera: Option<CameraSim>,
    document_camera: Option<DocumentCameraSim>,
    laser: Option<LaserSim>,
    keypad: Option<(Arc<Mutex<SimKeypad>>, KeypadSetup)>,
    panel: Option<SoftPanel>,
    verification_base: String,
    folder: PathBuf,
}

impl Simulated {
    /// Starts a simulated device for every one that has no port.
    pub fn start(config: &Config) -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("kiosk-devices-{}", std::process::id()));
        let mut simulated = Self {
            reader: None,
            printer: None,
            scanner: None,
            camera: None,
            document_camera: None,
            laser: None,
            keypad: None,
            panel: None,
            verification_base: config.verification_base.clone(),
            folder,
        };
        if !config.simulate {
            return Ok(simulated);
        }
        std::fs::create_dir_all(&simulated.folder)?;
        let line = |path: &Path| LineOptions { link: path.into(), baud: config.simulated_baud };
        if config.id_card.is_none() {
            simulated.reader = Some(ReaderSim::start(line(&simulated.reader_link()))?);
        }
        if config.printer.is_none() {
            // A model of the operator's own behaves like the kiosk module that it most likely is.
            let personality = Personality::named(&config.printer_model_name).unwrap_or_else(Personality::cn_kiosk_80mm);
            simulated.printer = Some(PrinterSim::start(line(&simulated.printer_link()), personality)?);
        }
        if config.camera.as_ref().is_some_and(|camera| camera.path.is_none()) {
            simulated.camera = Some(CameraSim::default());
        } else if config.scanner.is_none() && config.camera.is_none() {
            // The operator's own model speaks like one of the families, which its name does not tell.
            let family = config.scanner_model_name.parse().unwrap_or(Family::Gm65);
            simulated.scanner = Some(ScannerSim::start(line(&simulated.scanner_link()), family)?);
        }
        if config.document_camera.as_ref().is_some_and(|camera| camera.path.is_none()) {
            simulated.document_camera = Some(DocumentCameraSim::default());
        }
        if config.laser.as_ref().is_some_and(|laser| laser.address.is_none()) {
            simulated.laser = Some(LaserSim::start(PAGE)?);
        }
        if config.keypad.is_none() {
            let file = config.keypad_maps.join(format!("{KEYPAD}.toml"));
            let map = drivers::keypad::Map::load(&file).map_err(io::Error::other)?;
            let keypad = SimKeypad::start(simulated.folder.join("keypad"), &file)?;
            let device = Some(keypad.path().to_owned());
            simulated.keypad = Some((Arc::new(Mutex::new(keypad)), KeypadSetup { map, device }));
        }
        if config.cabinet.is_none() {
            simulated.panel = Some(SoftPanel::default());
        }
        Ok(simulated)
    }

    /// The simulated panel, when there is one.
    pub fn panel(&self) -> Option<SoftPanel> {
        self.panel.clone()
    }

    /// The simulated keypad, when there is one.
    pub fn keypad_setup(&self) -> Option<KeypadSetup> {
        self.keypad.as_ref().map(|(_, setup)| setup.clone())
    }

    fn reader_link(&self) -> PathBuf {
        self.folder.join("id-card-reader")
    }

    fn printer_link(&self) -> PathBuf {
        self.folder.join("printer")
    }

    fn scanner_link(&self) -> PathBuf {
        self.folder.join("scanner")
    }

    /// The simulated A4 printer's address, when there is one.
    pub fn laser_address(&self) -> Option<drivers::laser::Address> {
        self.laser.as_ref().and_then(|laser| laser.uri().parse().ok())
    }

    /// What the simulated camera sees, when there is one.
    pub fn shots(&self) -> Option<Shots> {
        self.camera.as_ref().map(through)
    }

    /// What the simulated document camera sees, when there is one.
    pub fn sheets(&self) -> Option<Shots> {
        self.document_camera.as_ref().map(through)
    }

    /// The simulated scanner's port, when there is one.
    pub fn scanner_port(&self) -> Option<PortConfig> {
        self.scanner.as_ref().map(|_| PortConfig::new(self.scanner_link(), 9600))
    }

    /// The reader's port: the configured one, or the simulated one.
    pub fn reader_port(&self, config: &Config) -> PortConfig {
        let simulated = || PortConfig { path: self.reader_link(), baud: 115_200, flow: Flow::None, tap: None };
        config.id_card.clone().unwrap_or_else(simulated)
    }

    /// The printer's port: the configured one, or the simulated one.
    pub fn printer_port(&self, config: &Config) -> PortConfig {
        // A pseudo-terminal has no RTS and CTS; XON/XOFF works on it.
        let flow = match config.printer_model.flow {
            Flow::RtsCts => Flow::None,
            other => other,
        };
        let baud = config.simulated_baud.unwrap_or(config.printer_model.baud);
        let simulated = || PortConfig { path: self.printer_link(), baud, flow, tap: None };
        config.printer.clone().unwrap_or_else(simulated)
    }

    /// Hands for the simulated devices.
    pub fn controls(&self, platform: SandboxControl, people: Vec<Person>) -> Controls {
        Controls {
            reader: self.reader.as_ref().map(ReaderSim::control),
            printer: self.printer.as_ref().map(PrinterSim::control),
            scanner: (self.scanner.as_ref().map(|scanner| Glass::Module(scanner.control())))
                .or_else(|| self.camera.clone().map(Glass::Camera)),
            document_camera: self.document_camera.clone(),
            laser: self.laser.as_ref().map(LaserSim::control),
            keypad: self.keypad.as_ref().map(|(keypad, _)| Arc::clone(keypad)),
            panel: self.panel(),
            platform,
            verification_base: self.verification_base.clone(),
            people,
        }
    }
}

/// What is seen through a simulated camera.
fn through<S: Scene>(lens: &Lens<S>) -> Shots {
    let (looks, is_there) = (lens.clone(), lens.clone());
    let draw = move || match looks.look() {
        View::Picture(pixels) => Shot::Picture(S::SIZE.0, S::SIZE.1, pixels),
        View::Nothing => Shot::Nothing,
        View::Broken => Shot::Broken,
        View::Gone => Shot::Gone,
    };
    Shots::with_plug(draw, move || is_there.is_plugged())
}

impl Drop for Simulated {
    fn drop(&mut self) {
        self.reader = None;
        self.printer = None;
        self.scanner = None;
        self.laser = None;
        self.keypad = None;
        // What is not there need not be removed.
        std::fs::remove_dir_all(&self.folder).unwrap_or_default();
    }
}
