//! The code scanner: the configured one, or the simulated one.

use drivers::record::Tap;
use drivers::scanner::{Delays, ScanEvent, Scanner, ScannerConfig, spawn as start};
use tokio::sync::mpsc;

use crate::config::Config;
use crate::simulated::Simulated;

/// The terminal's scanner, if it has one. `tap`: what records its wire. Needs a tokio runtime.
pub(crate) fn spawn(
    config: &Config,
    simulated: &Simulated,
    tap: Option<Tap>,
) -> Option<(Scanner, mpsc::Receiver<ScanEvent>)> {
    let mut port = config.scanner.clone().or_else(|| simulated.scanner_port())?;
    port.tap = tap;
    Some(start(ScannerConfig { port, model: config.scanner_model.clone()? }, Delays::default()))
}
