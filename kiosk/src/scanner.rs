//! What reads codes: a serial module or a camera, the configured one or the simulated one.

use drivers::camera::{self, CameraConfig, Origin};
use drivers::record::Tap;
use drivers::scanner::{Delays, ScanEvent, Scanner, ScannerConfig, spawn as start};
use tokio::sync::mpsc;

use crate::config::Config;
use crate::simulated::Simulated;

/// The terminal's scanner, if it has one. `tap`: what records its wire; a camera's pictures, which show faces, are never
/// recorded. Needs a tokio runtime.
pub(crate) fn spawn(
    config: &Config,
    simulated: &Simulated,
    tap: Option<Tap>,
) -> Option<(Scanner, mpsc::Receiver<ScanEvent>)> {
    if let Some(setup) = &config.camera {
        let origin = match &setup.path {
            Some(path) => Origin::of(path.clone()),
            None => Origin::Given(simulated.shots()?),
        };
        return Some(camera::spawn(CameraConfig { origin, region: setup.region }, camera::Delays::default()));
    }
    let mut port = config.scanner.clone().or_else(|| simulated.scanner_port())?;
    port.tap = tap;
    Some(start(ScannerConfig { port, model: config.scanner_model.clone()? }, Delays::default()))
}

/// Where it is, for people.
pub(crate) fn place(config: &Config) -> String {
    match (&config.camera, &config.scanner) {
        (Some(camera), _) => {
            camera.path.as_ref().map_or_else(|| "simulated camera".into(), |path| format!("camera {}", path.display()))
        }
        (None, Some(port)) => format!("{}, {}", port.path.display(), config.scanner_model_name),
        (None, None) => format!("simulated: {}", config.scanner_model_name),
    }
}
