//! A journey file: the steps of a visit, one `[[step]]` each. `tests/journeys/README.md` explains every key.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use service::Comfort;

/// A journey.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// What it shows, in one line.
    pub title: String,
    /// How the person wants to see the terminal, from the start.
    #[serde(default)]
    pub comfort: Comfort,
    /// Everything that is touched must lie between these heights above the floor, in mm.
    pub reach_mm: Option<(f32, f32)>,
    /// Whether a picture of every page is kept. Without, no time goes into files: for measuring.
    #[serde(default = "kept")]
    pub pictures: bool,
    /// What happens, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

fn kept() -> bool {
    true
}

/// One step: something that is done, and the page that is then waited for.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// Touch the control with this label.
    pub tap: Option<String>,
    /// Type this on a keyboard that is plugged in.
    pub types: Option<String>,
    /// Draw a wave with a finger across the thing with this label.
    pub draw: Option<String>,
    /// Fill in the application on the screen with the examples of these forms, up to the review.
    pub fill: Vec<String>,
    /// Press Tab until the control with this label has the keyboard.
    pub tab_to: Option<String>,
    /// Press a key: Tab, Backtab, Return, Escape, Up, Down, Left, Right, Space.
    pub key: Option<String>,
    /// Press these keys of the keypad, divided by spaces: next, previous, ok, back, help, repeat and so on.
    pub pad: Option<String>,
    /// Press Next on the keypad until the control with this label has the keyboard, and was said.
    pub pad_to: Option<String>,
    /// Press a key of the keypad twice within a tenth of a second, as a hand does that trembles.
    pub tremble: Option<String>,
    /// Put headphones in, or pull them out.
    pub headphones: Option<bool>,
    /// Listen until nothing more is said.
    pub listen: bool,
    /// This must have been said in this step.
    pub heard: Option<String>,
    /// Lay down the card of the sandbox person with this id.
    pub lay: Option<String>,
    /// Take the card away.
    pub take_card: bool,
    /// Take the ticket out of the slot.
    pub take_ticket: bool,
    /// full, near or out.
    pub paper: Option<String>,
    /// open or shut.
    pub lid: Option<String>,
    /// Hold the phone of the sandbox person with this id before the scanner; behind a space: expired, not-signed-up.
    pub phone: Option<String>,
    /// Hold a code with this text before the scanner; `certificate` is the one on the last paper.
    pub scan: Option<String>,
    /// Take away what is held before the scanner.
    pub take_code: bool,
    /// A fault of the simulated scanner, or "none".
    pub scanner_fault: Option<String>,
    /// A sheet under the document camera: next or away.
    pub sheet: Option<String>,
    /// A fault of the simulated document camera, or "none".
    pub document_camera_fault: Option<String>,
    /// A fault of the simulated A4 printer, or "none".
    pub laser_fault: Option<String>,
    /// The door of the cabinet: open or shut.
    pub door: Option<String>,
    /// Tamper with the cabinet.
    pub tamper: bool,
    /// Staff has looked at a cabinet that was tampered with.
    pub clear_tamper: bool,
    /// Press the call button of the cabinet.
    pub call_button: bool,
    /// A fault of the simulated reader, or "none".
    pub reader_fault: Option<String>,
    /// A fault of the simulated printer, or "none".
    pub printer_fault: Option<String>,
    /// Cut a line: reader, scanner, document_camera, printer, laser, network.
    pub cut: Option<String>,
    /// Restore it.
    pub restore: Option<String>,
    /// Let a robot with two keys, Next and OK, go over every page that they lead to, with this person's card.
    pub robot: Option<String>,
    /// Do nothing for so many seconds, and measure the processor time of it.
    pub rest_s: Option<f64>,
    /// What the sandbox's departments do: grant, refuse, or supplement and a question; or what goes wrong with the next call.
    pub sandbox: Option<String>,
    /// Wait until something with this text is on the screen.
    pub see: Option<String>,
    /// Wait for the page with this name.
    pub then: Option<String>,
    /// Wait at most so many seconds for it.
    pub within_s: Option<f64>,
}

/// Why a journey cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {reason}; tests/journeys/ has journeys")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        reason: String,
    },
    /// It is no journey.
    #[error("{path}: {reason}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line.
        reason: String,
    },
}

impl Script {
    /// Reads a journey file; unknown keys are refused with their line.
    pub fn load(path: &Path) -> Result<Self, ScriptError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ScriptError::Unreadable { path: path.into(), reason: error.to_string() })?;
        toml::from_str(&text).map_err(|error| ScriptError::Invalid { path: path.into(), reason: error.to_string() })
    }
}

impl Step {
    /// Whether the person touches the terminal or its keypad.
    pub fn touches(&self) -> bool {
        self.tap.is_some()
            || self.types.is_some()
            || self.draw.is_some()
            || !self.fill.is_empty()
            || self.tab_to.is_some()
            || self.key.is_some()
            || self.pad.is_some()
            || self.pad_to.is_some()
            || self.tremble.is_some()
            || self.headphones.is_some()
    }

    /// The step in words, for the summary; a person's card is named by the person's id in the sandbox.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if !self.fill.is_empty() {
            words.push(format!("fill in {}", self.fill.join(", ")));
        }
        let mut say = |what: &str, value: &Option<String>| {
            words.extend(value.iter().map(|value| format!("{what} {value}")));
        };
        say("tap", &self.tap);
        say("type", &self.types);
        say("draw on", &self.draw);
        say("tab to", &self.tab_to);
        say("sandbox:", &self.sandbox);
        say("see", &self.see);
        say("key", &self.key);
        say("keypad", &self.pad);
        say("keypad to", &self.pad_to);
        say("tremble on", &self.tremble);
        say("lay", &self.lay);
        say("paper", &self.paper);
        say("lid", &self.lid);
        say("hold the phone of", &self.phone);
        say("scan", &self.scan);
        say("scanner fault", &self.scanner_fault);
        say("sheet under the document camera:", &self.sheet);
        say("document camera's fault", &self.document_camera_fault);
        say("A4 printer's fault", &self.laser_fault);
        say("door", &self.door);
        say("reader fault", &self.reader_fault);
        say("printer fault", &self.printer_fault);
        say("robot with the card of", &self.robot);
        say("cut", &self.cut);
        say("restore", &self.restore);
        match self.headphones {
            Some(true) => words.push("headphones in".into()),
            Some(false) => words.push("headphones out".into()),
            None => {}
        }
        let done = [
            (self.listen, "listen"),
            (self.take_code, "take the code away"),
            (self.tamper, "tamper"),
            (self.clear_tamper, "staff has looked"),
            (self.call_button, "call button"),
        ];
        words.extend(done.into_iter().filter(|(done, _)| *done).map(|(_, what)| what.to_owned()));
        if let Some(text) = &self.heard {
            words.push(format!("heard “{text}”"));
        }
        if self.take_card {
            words.push("take the card".into());
        }
        if self.take_ticket {
            words.push("take the ticket".into());
        }
        if let Some(seconds) = self.rest_s {
            words.push(format!("rest {seconds} s"));
        }
        if words.is_empty() {
            words.push("wait".into());
        }
        words.join(", ")
    }
}
