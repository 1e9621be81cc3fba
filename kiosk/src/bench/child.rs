//! Children of this very program, all under the same conditions: simulated devices, 1080 × 1920, a journal of their own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::config::Config;

/// What every child gets, whatever the configuration and the environment say.
const CONDITIONS: [(&str, &str); 8] = [
    ("KIOSK__SIMULATE", "true"),
    // An empty variable takes the key away: a real port is not for measuring.
    ("KIOSK__ID_CARD__PORT", ""),
    ("KIOSK__PRINTER__PORT", ""),
    ("KIOSK__KEYPAD__DEVICE", ""),
    ("KIOSK__SIMULATION__BAUD", ""),
    ("KIOSK__SCREEN__WIDTH", "1080"),
    ("KIOSK__SCREEN__HEIGHT", "1920"),
    ("KIOSK__SCREEN__PX_PER_MM", "3.21"),
];

/// Makes children.
pub(super) struct Children {
    program: PathBuf,
    config: PathBuf,
    work: PathBuf,
}

/// What a journey's summary says, as far as it is measured here.
#[derive(Debug, Deserialize)]
pub(super) struct Played {
    pub(super) steps: Vec<Step>,
    pub(super) peak_rss_kib: Option<u64>,
    pub(super) voice_rss_kib: Option<u64>,
    #[serde(default)]
    pub(super) first_sounds_ms: Vec<f64>,
}

/// A step of it.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    #[serde(rename = "step")]
    pub(super) words: String,
    pub(super) took_ms: f64,
    pub(super) page: String,
    pub(super) cpu_percent: Option<f64>,
}

impl Children {
    /// Their files go into a folder in `out`, for as long as this lives: the journal is to be on a disk, as on a terminal.
    pub(super) fn new(config: &Config, out: &Path) -> Result<Self, String> {
        let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
        let work = out.join(format!("work-{}", std::process::id()));
        std::fs::create_dir_all(&work).map_err(|error| failed(&work, error))?;
        let work = work.canonicalize().map_err(|error| failed(&work, error))?;
        let config = config.file.canonicalize().map_err(|error| failed(&config.file, error))?;
        let program = std::env::current_exe().map_err(|error| format!("this program cannot be found: {error}"))?;
        Ok(Self { program, config, work })
    }

    /// The path of a file in their folder.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// A child that has still to be started; it starts itself anew with its font configuration, as ever.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--config").arg(&self.config).envs(CONDITIONS).env("TMPDIR", &self.work);
        command.env("KIOSK__JOURNAL__PATH", self.work.join("journal.db"));
        command.env_remove("FONTCONFIG_FILE").env_remove("KIOSK_FONTS_SET").stdin(Stdio::null());
        command
    }

    /// Plays a journey in a child. `baud`: of the simulated wires; without it they take no time.
    pub(super) fn journey(&self, name: &str, script: &str, baud: Option<u32>) -> Result<Played, String> {
        let failed = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let (file, out) = (self.work.join(format!("{name}.toml")), self.work.join(name));
        std::fs::write(&file, script).map_err(|error| failed(&file, &error))?;
        let mut command = self.command();
        command.arg("journey").arg(&file).arg("--out").arg(&out);
        if let Some(baud) = baud {
            command.env("KIOSK__SIMULATION__BAUD", baud.to_string());
        }
        let ended = command.output().map_err(|error| failed(&self.program, &error))?;
        if !ended.status.success() {
            return Err(format!("the journey {name} ended with: {}", String::from_utf8_lossy(&ended.stderr).trim()));
        }
        let path = out.join("journey.json");
        let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
        serde_json::from_str(&text).map_err(|error| failed(&path, &error))
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        // What cannot be removed does no harm.
        std::fs::remove_dir_all(&self.work).unwrap_or_default();
    }
}
