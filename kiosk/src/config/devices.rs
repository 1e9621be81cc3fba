//! The sections of devices: what they name must be there.

use std::path::{Path, PathBuf};

use drivers::camera::RegionError;
use drivers::keypad::Map;
use drivers::panel::PanelConfig;
use drivers::social_card::ReaderConfig;
use voice::levels::Calibration;

use super::load::{Reader, models_in, strip_path, suggest};
use super::problem::Place;
use super::{CameraSetup, DocumentCameraSetup, KeypadSetup, LaserSetup, VoiceConfig};

/// In place of an address or a path: the device is simulated.
const SIMULATED: &str = "simulated";

impl Reader<'_> {
    /// The file of a device's model: `<model>.toml` in the folder `models` of its section.
    pub(super) fn model_file(&mut self, section: &'static str) -> Option<PathBuf> {
        let name = self.text(section, "model");
        let folder = self.path(section, "models")?;
        let path = folder.join(format!("{name}.toml"));
        if path.exists() {
            return Some(path);
        }
        let known = models_in(&folder);
        let what = format!(
            "there is no {section} model “{name}”{}; models are the files in {}",
            suggest(&name, known.iter().map(String::as_str)),
            folder.display()
        );
        self.problem(self.place(section, "model"), what);
        None
    }

    /// What `load` makes of a file; a mistake in it is told with its place.
    pub(super) fn loaded<T, E: std::fmt::Display>(
        &mut self,
        path: &Path,
        load: impl FnOnce(&Path) -> Result<T, E>,
    ) -> Option<T> {
        load(path).map_err(|error| self.problem(Place::File(path.into()), strip_path(&error.to_string(), path))).ok()
    }

    /// The file of a device's map: `<map>.toml` in the folder `maps` of its section.
    pub(super) fn map_file(&mut self, section: &'static str, hint: &str) -> Option<PathBuf> {
        let name = self.get(section, "map").and_then(|value| value.as_str().map(str::to_owned))?;
        let folder = self.path(section, "maps")?;
        let path = folder.join(format!("{name}.toml"));
        if path.exists() {
            return Some(path);
        }
        let known = models_in(&folder);
        let what = format!(
            "there is no {section} model “{name}”{}; models are the files in {}{hint}",
            suggest(&name, known.iter().map(String::as_str)),
            folder.display()
        );
        self.problem(self.place(section, "map"), what);
        None
    }

    pub(super) fn social_card(&self) -> Option<ReaderConfig> {
        let name = self.get("social_card", "reader").and_then(|value| value.as_str().map(str::to_owned))?;
        Some(ReaderConfig { name: (name != "any").then_some(name) })
    }

    pub(super) fn camera(&mut self, simulate: bool) -> Option<CameraSetup> {
        let place = self.place("scanner", "camera");
        let name = self.get("scanner", "camera").and_then(|value| value.as_str().map(str::to_owned))?;
        let region = self.text("scanner", "region").parse();
        let region =
            region.map_err(|error: RegionError| self.problem(self.place("scanner", "region"), error.to_string()));
        if self.values.contains_key(&("scanner", "port")) {
            self.problem(
                place.clone(),
                "a terminal has a serial scanner or a camera; leave [scanner] port or camera out",
            );
        }
        if name == SIMULATED && !simulate {
            let what = "a simulated camera is there only with `simulate = true` at the top; write the link of the real one under /dev/v4l/by-path";
            self.problem(place, what);
        }
        let path = (name != SIMULATED).then(|| self.resolve(&name));
        Some(CameraSetup { path, region: region.ok()? })
    }

    /// `codes`: the camera that reads codes, which cannot be this one.
    pub(super) fn document_camera(
        &mut self,
        simulate: bool,
        codes: Option<&CameraSetup>,
    ) -> Option<DocumentCameraSetup> {
        let place = self.place("document_camera", "path");
        let name = self.get("document_camera", "path").and_then(|value| value.as_str().map(str::to_owned))?;
        if name == SIMULATED {
            if !simulate {
                let what = "a simulated document camera is there only with `simulate = true` at the top; write the link of the real one under /dev/v4l/by-path";
                self.problem(place, what);
            }
            return Some(DocumentCameraSetup { path: None });
        }
        let path = self.resolve(&name);
        if codes.is_some_and(|codes| codes.path.as_ref() == Some(&path)) {
            let what = "this camera reads codes already ([scanner] camera), and one camera cannot do both; write the link of the other one";
            self.problem(place, what);
        }
        Some(DocumentCameraSetup { path: Some(path) })
    }

    pub(super) fn laser(&mut self, simulate: bool) -> Option<LaserSetup> {
        let uri = self.get("laser", "uri").and_then(|value| value.as_str().map(str::to_owned))?;
        let documents = self.existing("laser", "documents")?;
        if uri == SIMULATED {
            if !simulate {
                let what = "a simulated A4 printer is there only with `simulate = true` at the top; write the address of the real one, as ipp://192.0.2.7/ipp/print";
                self.problem(self.place("laser", "uri"), what);
            }
            return Some(LaserSetup { address: None, documents });
        }
        match uri.parse() {
            Ok(address) => Some(LaserSetup { address: Some(address), documents }),
            Err(error) => {
                self.problem(self.place("laser", "uri"), error.to_string());
                None
            }
        }
    }

    pub(super) fn cabinet(&mut self) -> Option<PanelConfig> {
        let path = self.map_file("panel", "")?;
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string());
        let panel = text.and_then(|text| PanelConfig::parse(&text).map_err(|error| error.to_string()));
        panel.map_err(|error| self.problem(Place::File(path.clone()), error)).ok()
    }

    pub(super) fn keypad(&mut self) -> Option<KeypadSetup> {
        let path = self.map_file("keypad", ", and `kiosk keypad learn` makes one")?;
        let map = self.loaded(&path, Map::load)?;
        Some(KeypadSetup { map, device: self.path("keypad", "device") })
    }

    pub(super) fn voice(&mut self) -> VoiceConfig {
        let device = |name| self.get("voice", name).and_then(|value| value.as_str().map(str::to_owned));
        let level = |name, otherwise| {
            let measured = self.number("voice", name).and_then(|db| Calibration::new(db).ok());
            measured.unwrap_or(otherwise)
        };
        let config = VoiceConfig {
            headphones: device("headphones"),
            speaker: device("speaker"),
            headphones_level: level("headphones_full_scale_db", Calibration::HEADPHONES),
            speaker_level: level("speaker_full_scale_db", Calibration::SPEAKER),
            clips: self.path("voice", "clips"),
        };
        if let Some(folder) = config.clips.as_ref().filter(|folder| !folder.is_dir()) {
            self.problem(self.place("voice", "clips"), format!("there is no folder {}", folder.display()));
        }
        config
    }
}
