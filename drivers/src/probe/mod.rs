//! Finds out which device is on which port, by asking each in its own language without upsetting the others.
//!
//! Whoever is asked may be somebody else, so order and bytes are chosen for whoever does not understand them:
//!
//! 1. **Listen.** A port that talks by itself is refused: an answer could not be told from its noise.
//! 2. **Ask for a printer, at every speed**, by DLE EOT (`10 04 n`): three bytes that a printer answers at once whatever its
//!    state, that print nothing and change nothing. A reader waits for its preamble `AA AA AA 96 69` and passes them over;
//!    scanners wait for `7E`, `16` or `^_^`. A Zebra scanner takes 10h for a length and gives it up after a pause, which
//!    follows every question. The longer questions come only where no printer answered at any speed, because a printer
//!    would take them for text: at a wrong speed three bytes become at most as many stray characters.
//! 3. **Ask for a reader** by the state of its security module (`11 FF`, not the SAM id: its 12h begins commands of some
//!    printers). A silent printer holds it as an unfinished line (it has no line feed); scanners pass it over.
//! 4. **Ask for scanners** by reading a register or ending a reading that was never begun: nothing is stored, no light goes
//!    on. No question of theirs has a line feed, either.
//! 5. **Leave nothing behind.** After every question of 3 and 4 that nobody answered, ESC @ (`1B 40`) throws away what a
//!    silent printer holds as text, before it makes a full line; readers and scanners pass it over.
//!
//! Each kind is a [`Language`]: a table of questions. Others are added to [`Settings::languages`].

mod ask;
mod delays;
mod id_card;
mod language;
mod ports;
mod printer;
mod profile;
mod scanner;

use std::fmt;
use std::path::PathBuf;

pub use ask::probe;
pub use delays::Delays;
pub use id_card::IdCardLanguage;
pub use language::{Judgement, Language, Question, Recognised};
pub use ports::{Places, PortPlace, list_ports};
pub use printer::PrinterLanguage;
pub use profile::profile;
pub use scanner::{Family, ScannerLanguage};

use crate::printer::Model;
use crate::report::DeviceIdentity;

/// What a device is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// ID card reader.
    IdCard,
    /// Ticket printer.
    Printer,
    /// Code scanner.
    Scanner,
}

impl Kind {
    /// Its section in the configuration.
    pub fn section(self) -> &'static str {
        match self {
            Self::IdCard => "id_card",
            Self::Printer => "printer",
            Self::Scanner => "scanner",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IdCard => "ID card reader",
            Self::Printer => "ticket printer",
            Self::Scanner => "code scanner",
        })
    }
}

/// A device that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The port that was asked.
    pub path: PathBuf,
    /// The name of its socket, which stays the same when devices come up in another order.
    pub by_path: Option<PathBuf>,
    /// What it is for.
    pub kind: Kind,
    /// Its model in the configuration's words, as far as its answers let one guess.
    pub model: Option<String>,
    /// What it says it is.
    pub identity: DeviceIdentity,
    /// The speed at which it answered.
    pub baud: u32,
    /// What it was asked and what it answered, in words.
    pub evidence: String,
}

/// What came of one port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A device of a known kind.
    Found(Found),
    /// Nothing answers.
    Silent,
    /// It talks by itself.
    Noise {
        /// Bytes that came unasked.
        bytes: usize,
    },
    /// Something answers, and nothing that is known.
    Unknown {
        /// Bytes that came.
        bytes: usize,
    },
    /// What is sent comes back.
    Echo,
    /// Somebody else has it.
    InUse(String),
    /// It cannot be opened.
    Refused(String),
    /// It was pulled out meanwhile.
    HungUp,
    /// The time for one port was over.
    TooLong,
}

/// A port and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// The port.
    pub port: PortPlace,
    /// What is on it.
    pub finding: Finding,
}

/// What is asked.
pub struct Settings {
    /// Every wait.
    pub delays: Delays,
    /// The languages, in the order in which they are asked: the least harmful first.
    pub languages: Vec<Box<dyn Language>>,
}

impl Settings {
    /// Everything that this program knows. Speeds: those of the configuration, asked first. `models`: the printer models of
    /// the configuration with their names ([`Model::load`]), among which is guessed.
    pub fn new(id_card: Option<u32>, printer: Option<u32>, models: Vec<(String, Model)>) -> Self {
        let mut languages: Vec<Box<dyn Language>> =
            vec![Box::new(PrinterLanguage::new(printer, models)), Box::new(IdCardLanguage::new(id_card))];
        for family in Family::ALL {
            languages.push(Box::new(ScannerLanguage(family)));
        }
        Self { delays: Delays::default(), languages }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found(found) => write!(f, "{} at {} baud ({})", found.kind, found.baud, found.evidence),
            Self::Silent => f.write_str("nothing answers; is a device plugged in and switched on?"),
            Self::Noise { bytes } => {
                write!(
                    f,
                    "refused: {bytes} bytes came unasked; another kind of device, or a device at an unusual speed?"
                )
            }
            Self::Unknown { bytes } => {
                write!(f, "refused: it answers with {bytes} bytes that are no language that this program knows")
            }
            Self::Echo => f.write_str("refused: what is sent comes back; a loop, or a terminal that echoes"),
            Self::InUse(who) => write!(f, "in use by {who}; end that first"),
            Self::Refused(reason) => write!(f, "cannot be opened: {reason}; may this user open it?"),
            Self::HungUp => f.write_str("it was unplugged while it was asked"),
            Self::TooLong => f.write_str("refused: it kept talking until the time for one port was over"),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.languages.iter().map(|language| language.name()).collect();
        f.debug_struct("Settings").field("delays", &self.delays).field("languages", &names).finish()
    }
}
