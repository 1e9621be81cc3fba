//! The terminal's configuration: one file, checked as a whole, every mistake named with its line and a remedy.
//! The keys and what they mean: [`schema::KEYS`] (and `config/README.md`, which a test compares with it).

mod devices;
mod load;
mod problem;
pub mod schema;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use drivers::panel::PanelConfig;
use drivers::port::PortConfig;
use drivers::printer::Model;
use screen::{Hall, Panel};
use voice::levels::Calibration;

pub(crate) use load::models_in;
pub use load::{find, load};
pub use problem::{Problem, Problems};

/// How the terminal sounds.
#[derive(Debug, Clone)]
pub struct VoiceConfig {
    /// ALSA device of the jack.
    pub headphones: Option<String>,
    /// ALSA device of the loudspeaker.
    pub speaker: Option<String>,
    /// How loud the jack is.
    pub headphones_level: Calibration,
    /// How loud the loudspeaker is.
    pub speaker_level: Calibration,
    /// Folder of recorded clips.
    pub clips: Option<PathBuf>,
}

/// The keypad's model, and where it is.
#[derive(Debug, Clone)]
pub struct KeypadSetup {
    /// What its keys mean.
    pub map: drivers::keypad::Map,
    /// Input device in place of those that the model names.
    pub device: Option<PathBuf>,
}

/// The camera that reads codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameraSetup {
    /// Its device, or a folder of pictures; `None`: it is simulated.
    pub path: Option<PathBuf>,
    /// What of its picture is looked at.
    pub region: drivers::camera::Region,
}

/// The document camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentCameraSetup {
    /// Its device, or a folder of pictures; `None`: it is simulated.
    pub path: Option<PathBuf>,
}

/// Where the A4 printer is, and what its sheets look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaserSetup {
    /// Its address; `None`: it is simulated.
    pub address: Option<drivers::laser::Address>,
    /// Folder of the templates.
    pub documents: PathBuf,
}

/// Where the bytes at the wires are recorded (`kiosk run --record`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The folder.
    pub folder: PathBuf,
    /// Real people stay in it; else they are replaced by invented ones.
    pub raw: bool,
}

/// A configuration that was checked: every value is usable, every file that it names was read or exists.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it came from.
    pub file: PathBuf,
    /// Devices without a port are simulated.
    pub simulate: bool,
    /// Words of the header.
    pub hall: Hall,
    /// IANA name of the time zone.
    pub time_zone: jiff::tz::TimeZone,
    /// The physical screen.
    pub panel: Panel,
    /// How far eyes are from the glass, in mm.
    pub viewing_mm: f32,
    /// The ID card reader's port; `None`: simulated, or there is none.
    pub id_card: Option<PortConfig>,
    /// Baud rate of a simulated reader's wire; `None`: as fast as it goes.
    pub simulated_baud: Option<u32>,
    /// The printer's port; `None`: simulated, or there is none.
    pub printer: Option<PortConfig>,
    /// The code scanner's port; `None`: simulated, or there is none.
    pub scanner: Option<PortConfig>,
    /// Name of the scanner model: a file in the folder of models.
    pub scanner_model_name: String,
    /// The scanner model; `None`: there is no scanner.
    pub scanner_model: Option<drivers::scanner::Model>,
    /// Folder of the scanner models.
    pub scanner_models: PathBuf,
    /// The camera that reads codes in its place; `None`: there is none.
    pub camera: Option<CameraSetup>,
    /// The document camera; `None`: there is none.
    pub document_camera: Option<DocumentCameraSetup>,
    /// Which reader of social security cards; `None`: there is none.
    pub social_card: Option<drivers::social_card::ReaderConfig>,
    /// The A4 printer; `None`: there is none.
    pub laser: Option<LaserSetup>,
    /// Name of the printer model: a file in the folder of models.
    pub printer_model_name: String,
    /// How it sounds.
    pub voice: VoiceConfig,
    /// The keypad; `None`: simulated, or there is none.
    pub keypad: Option<KeypadSetup>,
    /// Folder of the keypad models.
    pub keypad_maps: PathBuf,
    /// What the cabinet's lights, contacts and switches are wired to; `None`: simulated, or there are none.
    pub cabinet: Option<PanelConfig>,
    /// Socket for staff and their programs.
    pub desk: PathBuf,
    /// The printer model.
    pub printer_model: Model,
    /// Folder of the printer models.
    pub printer_models: PathBuf,
    /// Where every byte at every wire is recorded, when it is.
    pub record: Option<Record>,
    /// Where the sandbox platform's people are.
    pub sandbox_people: Vec<PathBuf>,
    /// Base of the address that a certificate's QR code leads to.
    pub verification_base: String,
    /// Provinces and cities.
    pub divisions: PathBuf,
    /// Which personal codes are taken.
    pub codes: PathBuf,
    /// Folder of the catalogue that came with the program.
    pub catalogue: PathBuf,
    /// File of the places where matters can be done.
    pub places: PathBuf,
    /// Folder of the announcements of the idle pages.
    pub announcements: PathBuf,
    /// Folder of the forms with which one applies.
    pub forms: PathBuf,
    /// Public keys of those who may sign a new one.
    pub catalogue_keys: Vec<PathBuf>,
    /// Version of the text on the consent page.
    pub consent_version: String,
    /// The program's own font configuration (fontconfig).
    pub fonts: PathBuf,
    /// The journal's file.
    pub journal: PathBuf,
    /// Where the dictionaries of typing are made ready.
    pub dictionaries: PathBuf,
    /// The key with which what waits for the platform is encrypted.
    pub outbox_key: PathBuf,
}

impl Config {
    /// Bits per second at which the scanner is looked for first.
    pub fn scanner_baud(&self) -> u32 {
        self.scanner.as_ref().map_or(9600, |port| port.baud)
    }
}
