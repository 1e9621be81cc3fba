//! The document camera (高拍仪): the configured one, or the simulated one. Its pictures, which show papers of people, are
//! never recorded.

use drivers::document_camera::{Delays, DocumentCamera, DocumentCameraConfig, Origin, Previews, spawn as start};

use crate::config::Config;
use crate::simulated::Simulated;

/// The terminal's document camera, if it has one. Needs a tokio runtime.
pub(crate) fn spawn(config: &Config, simulated: &Simulated) -> Option<(DocumentCamera, Previews)> {
    let setup = config.document_camera.as_ref()?;
    let origin = match &setup.path {
        Some(path) => Origin::of(path.clone()),
        None => Origin::Given(simulated.sheets()?),
    };
    Some(start(DocumentCameraConfig { origin }, Delays::default()))
}

/// Where it is, for people.
pub(crate) fn place(config: &Config) -> String {
    let path = config.document_camera.as_ref().and_then(|setup| setup.path.as_ref());
    path.map_or_else(|| "simulated".into(), |path| path.display().to_string())
}
