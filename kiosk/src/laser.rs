//! The A4 printer: the configured one, or the simulated one.

use drivers::laser::{Delays, Laser, LaserConfig, Reason, spawn as start};
use service::Trouble;

use crate::config::Config;
use crate::simulated::Simulated;

/// The terminal's A4 printer, if it has one.
pub(crate) fn spawn(config: &Config, simulated: &Simulated) -> Option<Laser> {
    let address = config.laser.as_ref()?.address.clone().or_else(|| simulated.laser_address())?;
    Some(start(LaserConfig { address }, Delays::default()))
}

/// A driver's reason in the words of the visit.
pub(crate) fn trouble_of(reason: Reason) -> Trouble {
    match reason {
        Reason::Jammed => Trouble::Jammed,
        Reason::CoverOpen => Trouble::CoverOpen,
        Reason::TrayOpen => Trouble::TrayOpen,
        Reason::PaperOut => Trouble::PaperOut,
        Reason::TonerOut => Trouble::TonerOut,
        Reason::OutputFull => Trouble::OutputFull,
        Reason::Broken | Reason::RefusesPdf => Trouble::Broken,
        Reason::Paused | Reason::Busy | Reason::Unreachable | Reason::NoPrinter => Trouble::Disconnected,
    }
}
