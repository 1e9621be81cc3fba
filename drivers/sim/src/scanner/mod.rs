//! A simulated code scanner: a module of one of five families at the end of a serial line, before which codes are held.

mod device;
mod family;
mod fault;

use std::io;
use std::sync::Arc;
use std::time::Duration;

pub use family::Family;
pub use fault::ScannerFault;

use crate::line::LineOptions;
use crate::station::{Shared, Station};
use device::Module;

/// What a scanner has seen since it was started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScannerCounts {
    /// Commands.
    pub commands: u64,
    /// Of these: begin to look.
    pub starts: u64,
    /// Of these: stop looking.
    pub stops: u64,
    /// Of these: settings that were changed.
    pub writes: u64,
    /// Codes that it saw.
    pub codes: u64,
}

/// A running scanner. Dropping it stops its thread and removes the link.
pub struct ScannerSim {
    station: Station<Module>,
}

impl ScannerSim {
    /// Opens the line and answers on it. An error is one of the line: no right to make the link, no free pseudo-terminal.
    pub fn start(options: LineOptions, family: Family) -> io::Result<Self> {
        let module = Module::new(family, options.baud);
        Ok(Self { station: Station::start(options, module, "sim-scanner")? })
    }

    /// The hand that holds codes before it.
    pub fn control(&self) -> ScannerControl {
        ScannerControl { shared: self.station.shared() }
    }
}

/// The hand at a simulated scanner; cheap to clone. It outlives the scanner without effect.
#[derive(Clone)]
pub struct ScannerControl {
    shared: Arc<Shared<Module>>,
}

impl ScannerControl {
    /// Holds a code before the glass, in place of one that is held, until it is taken away.
    pub fn hold(&self, code: impl Into<Vec<u8>>) {
        let code = code.into();
        self.shared.with(|module| module.hold(Some(code)));
    }

    /// Takes the code away.
    pub fn take(&self) {
        self.shared.with(|module| module.hold(None));
    }

    /// Whether its light is on.
    pub fn looks(&self) -> bool {
        self.shared.look(Module::looks)
    }

    /// Waits until its light is on, or off; `false` when it is not so within `patience`.
    pub fn wait_looks(&self, patience: Duration, on: bool) -> bool {
        self.shared.wait(patience, |module| (module.looks() == on).then_some(())).is_some()
    }

    /// Sets a fault, or takes it back.
    pub fn set_fault(&self, fault: Option<ScannerFault>) {
        self.shared.with(|module| module.set_fault(fault));
    }

    /// The fault that is set.
    pub fn fault(&self) -> Option<ScannerFault> {
        self.shared.look(Module::fault)
    }

    /// What it has seen.
    pub fn counts(&self) -> ScannerCounts {
        self.shared.look(|module| module.counts)
    }

    /// Waits for counts; `false` when they do not come within `patience`.
    pub fn wait_counts(&self, patience: Duration, wanted: impl Fn(&ScannerCounts) -> bool) -> bool {
        self.shared.wait(patience, |module| wanted(&module.counts).then_some(())).is_some()
    }

    /// Pulls the plug.
    pub fn unplug(&self) {
        self.shared.plug(false);
    }

    /// Puts the plug.
    pub fn replug(&self) {
        self.shared.plug(true);
    }

    /// Whether a driver can open the line.
    pub fn is_plugged(&self) -> bool {
        self.shared.is_plugged()
    }

    /// What went wrong on the line itself, in plain words.
    pub fn trouble(&self) -> Option<String> {
        self.shared.trouble()
    }
}
