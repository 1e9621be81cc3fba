//! A simulated ID card reader: a SAM-V module at the end of a serial line, on which cards are laid and from which they
//! are taken.

pub mod card;
mod card_file;
mod device;
mod fault;
pub mod frame;
pub mod status;

use std::io;
use std::sync::Arc;
use std::time::Duration;

pub use card::{Card, CardError, Foreigner2017, Foreigner2023, HkMacaoTaiwan, Resident};
pub use fault::ReaderFault;

use crate::line::LineOptions;
use crate::station::{Shared, Station};
use device::Module;

/// What a reader has seen since it was started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReaderCounts {
    /// Requests with a checksum that fits.
    pub frames: u64,
    /// Requests with a wrong checksum or length.
    pub bad_frames: u64,
    /// Searches for a card.
    pub finds: u64,
    /// Selections.
    pub selects: u64,
    /// Readings of text and photo that were asked for.
    pub reads: u64,
    /// Readings of text and photo that were answered with the person.
    pub reads_served: u64,
    /// Everything else: status, number, presence, newest address.
    pub others: u64,
    /// Bytes from the driver.
    pub bytes_in: u64,
    /// Bytes to the driver.
    pub bytes_out: u64,
}

/// A running reader. Dropping it stops its thread and removes the link.
pub struct ReaderSim {
    station: Station<Module>,
}

impl ReaderSim {
    /// Opens the line and answers on it. An error is one of the line: no right to make the link, no free pseudo-terminal.
    pub fn start(options: LineOptions) -> io::Result<Self> {
        let module = Module::new(options.baud);
        Ok(Self { station: Station::start(options, module, "sim-reader")? })
    }

    /// The hand that lays cards and cuts lines.
    pub fn control(&self) -> ReaderControl {
        ReaderControl { shared: self.station.shared() }
    }
}

/// The hand at a simulated reader; cheap to clone. It outlives the reader without effect.
#[derive(Clone)]
pub struct ReaderControl {
    shared: Arc<Shared<Module>>,
}

impl ReaderControl {
    /// Lays a card down, in place of one that lies there.
    pub fn lay(&self, card: Card) {
        self.shared.with(|module| module.set_card(Some(card)));
    }

    /// Takes the card away.
    pub fn take(&self) {
        self.shared.with(|module| module.set_card(None));
    }

    /// Whether a card lies there.
    pub fn card_present(&self) -> bool {
        self.shared.look(|module| module.card.is_some())
    }

    /// Sets a fault in place of the one before, or takes it back.
    pub fn set_fault(&self, fault: Option<ReaderFault>) {
        self.shared.with(|module| module.set_fault(fault));
    }

    /// The fault that is set. One that happens a number of times is gone when it has happened.
    pub fn fault(&self) -> Option<ReaderFault> {
        self.shared.look(Module::fault)
    }

    /// Pulls the plug; when this returns, the driver has been hung up and the link is gone.
    pub fn unplug(&self) {
        self.shared.plug(false);
    }

    /// Puts the plug back in: the same link, a new line.
    pub fn replug(&self) {
        self.shared.plug(true);
    }

    /// Whether the plug is in.
    pub fn is_plugged(&self) -> bool {
        self.shared.is_plugged()
    }

    /// What the reader has seen.
    pub fn counts(&self) -> ReaderCounts {
        self.shared.look(|module| module.counts)
    }

    /// Waits until the counts are as wanted, at most `patience`; says whether they are.
    pub fn wait_counts(&self, patience: Duration, wanted: impl Fn(&ReaderCounts) -> bool) -> bool {
        self.shared.wait(patience, |module| wanted(&module.counts).then_some(())).is_some()
    }

    /// What went wrong on the line itself, in plain words.
    pub fn trouble(&self) -> Option<String> {
        self.shared.trouble()
    }
}
