//! A printer model: what the module in this cabinet can do, read from a file in `config/terminals/`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::port::Flow;

/// What one printer model is like. A file `config/terminals/<name>.toml` holds one; unknown keys are refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What staff call it.
    pub title: String,
    /// Dots across the printable width: 576 for 80 mm paper, 384 for 58 mm, at 203 dpi.
    pub dots_per_line: u16,
    /// Half-width columns of the 12 × 24 font: 48 for 576 dots, 32 for 384.
    pub columns: u8,
    /// Characters that the built-in font prints.
    pub font: Font,
    /// Bits per second as delivered; the terminal's configuration can say another.
    pub baud: u32,
    /// Flow control as wired.
    pub flow: Flow,
    /// Receive buffer in bytes; with `flow = "none"` the driver never sends ahead of it.
    pub buffer_bytes: u32,
    /// Paper speed in mm/s, for pacing and for the time limit of a job.
    pub speed_mm_s: u16,
    /// Most rows in one raster command (GS v 0).
    pub raster_band_rows: u16,
    /// Whether the printer draws QR codes.
    pub qr: QrSupport,
    /// How the printer proves that the data before was printed.
    pub completion: Completion,
    /// Whether automatic status back (GS a) works.
    pub asb: bool,
    /// How the printer cuts.
    pub cut: CutStyle,
    /// Dots between the print head and the cutter, fed before a cut where the cut command does not feed itself.
    pub head_to_cutter_dots: u16,
    /// How one learns that the ticket was taken.
    pub ticket_taken: TicketTaken,
}

/// Characters of the built-in font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Font {
    /// GB 2312: 6,763 characters.
    Gb2312,
    /// Two-byte area of GB 18030 (GBK): 20,902 characters and more.
    Gbk,
}

/// Whether the printer draws QR codes itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QrSupport {
    /// GS ( k functions 165, 167, 169, 180, 181.
    GsParenK,
    /// Not, or not reliably: sent as raster.
    Raster,
}

/// How the printer proves completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// GS ( H function 48: answered when the data before it is printed.
    GsParenH,
    /// GS r 1: queued behind the data, answered when that was processed.
    GsR,
}

/// How the printer cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutStyle {
    /// GS V 65/66 n: feeds to the cutter, then cuts.
    GsVFeed,
    /// GS V 0/1: cuts where the paper is; the driver feeds first.
    GsV,
    /// No cutter: the driver feeds past the tear bar.
    TearBar,
}

/// How one learns that the ticket was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketTaken {
    /// The model cannot tell.
    Unknown,
    /// Bit 7 of DLE EOT 1: 1 while the ticket hangs in the slot (Chinese kiosk modules).
    DleEot1Bit7,
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {reason}; printer models are files in config/terminals/")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        reason: String,
    },
    /// The file is no printer model.
    #[error("{path}: {reason}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line, and what to do.
        reason: String,
    },
}

impl Model {
    /// Reads and checks a model file.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ModelError::Unreadable { path: path.into(), reason: error.to_string() })?;
        let model: Self = toml::from_str(&text)
            .map_err(|error| ModelError::Invalid { path: path.into(), reason: error.to_string() })?;
        model.check().map_err(|reason| ModelError::Invalid { path: path.into(), reason })?;
        Ok(model)
    }

    fn check(&self) -> Result<(), String> {
        if self.dots_per_line == 0 || !self.dots_per_line.is_multiple_of(8) {
            return Err(format!("dots_per_line = {}: must be a multiple of 8", self.dots_per_line));
        }
        if u16::from(self.columns) * 12 > self.dots_per_line || self.columns == 0 {
            return Err(format!("columns = {}: 12 dots each must fit {} dots", self.columns, self.dots_per_line));
        }
        if self.raster_band_rows == 0 || self.raster_band_rows > 2303 {
            return Err(format!("raster_band_rows = {}: must be 1 to 2303", self.raster_band_rows));
        }
        if self.buffer_bytes < 64 || self.speed_mm_s == 0 || self.baud == 0 {
            return Err("buffer_bytes must be at least 64, speed_mm_s and baud at least 1".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `Model::load` says of the text, the shipped kiosk module with one thing replaced.
    fn refusal(from: &str, to: &str) -> String {
        let shipped = include_str!("../../../config/terminals/cn-kiosk-80mm.toml");
        assert!(shipped.contains(from));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), shipped.replace(from, to)).unwrap();
        Model::load(file.path()).map_or_else(|error| error.to_string(), |_| "accepted".into())
    }

    #[test]
    fn every_shipped_model_loads() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/terminals");
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.len() >= 3);
        for file in files {
            Model::load(&file).unwrap();
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_what_to_do() {
        assert_eq!(refusal("asb = false", "asb = true"), "accepted");
        for (from, to, says) in [
            ("asb = false", "asd = false", "unknown field `asd`"),
            ("asb = false", "", "missing field `asb`"),
            ("dots_per_line = 576", "dots_per_line = 570", "multiple of 8"),
            ("columns = 48", "columns = 49", "12 dots each"),
            ("raster_band_rows = 128", "raster_band_rows = 4000", "1 to 2303"),
            ("buffer_bytes = 4096", "buffer_bytes = 45", "at least 64"),
            ("font = \"gbk\"", "font = \"big5\"", "line 7"),
        ] {
            let said = refusal(from, to);
            assert!(said.contains(says), "{to}: {said}");
        }
    }
}
