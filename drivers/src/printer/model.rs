//! A printer model: what the module in this cabinet can do, read from a file in `config/terminals/`.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

use crate::file::{self, FileError};
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
    /// What brings the ticket to the slot, and can take it away again. Not written: there is none.
    #[serde(default)]
    pub presenter: Option<Presenter>,
    /// Length of a new roll in mm. Not written: 80,000, the usual roll of 80 mm paper. 0: nobody knows.
    #[serde(default = "usual_roll")]
    pub roll_mm: u32,
    /// Paper that is left in mm when the near-end sensor says so, until the driver has learnt it. Not written: 5,000.
    /// 0: there is no such sensor.
    #[serde(default = "usual_near_end")]
    pub near_end_mm: u32,
    /// Dots that the cut command itself feeds (GS V 65/66), for the count of paper only. Not written: 0.
    #[serde(default)]
    pub cut_feed_dots: u16,
}

/// The usual roll of 80 mm paper.
fn usual_roll() -> u32 {
    80_000
}

/// What a near-end sensor leaves on a usual core.
fn usual_near_end() -> u32 {
    5_000
}

/// What brings a ticket to the slot (GS e).
/// Source: Custom KPM210/KPM216 manual p. 76; PyramidTechnologies/escpos, `paper_movement.rst`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presenter {
    /// Steps that the ticket is put out of the slot (GS e 3 m).
    pub present_steps: u8,
    /// One step in thousandths of a millimetre: 0.625 mm (Custom) or 7 mm (Pyramid). For people; the printer knows it.
    #[serde(rename = "step_mm", deserialize_with = "thousandths")]
    pub step_um: u32,
    /// What becomes of a ticket that nobody takes.
    pub left_behind: LeftBehind,
    /// After how long. 0: only when the program asks.
    #[serde(rename = "after_s", deserialize_with = "seconds")]
    pub after: Duration,
}

fn thousandths<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let mm = f64::deserialize(from)?;
    if !(0.01..=100.0).contains(&mm) {
        return Err(serde::de::Error::custom(format!("step_mm = {mm}: must be 0.01 to 100")));
    }
    Ok((mm * 1000.0).round() as u32)
}

fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    Ok(Duration::from_secs(u64::from(u16::deserialize(from)?)))
}

/// What becomes of a ticket that nobody takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftBehind {
    /// GS e 2: it is drawn back into the cabinet.
    Retract,
    /// GS e 5: it is put out of the slot altogether.
    Eject,
    /// It hangs where it is, and staff are told.
    Hold,
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
    /// Bit 3 of the answer to GS e 6: 1 while a ticket is at the output.
    /// Source: Custom KPM210/KPM216 manual p. 76; PyramidTechnologies/escpos, `paper_movement.rst`.
    GsE6Bit3,
    /// Bit 5 of the third byte that answers DLE EOT 20: 1 while a ticket is at the output.
    /// Source: Custom KPM150H manual p. 66; PyramidTechnologies/escpos, `reliance_status.rst`.
    DleEot20Bit5,
    /// A sensor on the cabinet's panel sees the slot: the program says it by `Printer::set_ticket_in_slot`.
    PaperExit,
}

impl Model {
    /// Reads and checks a model file.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        Self::parse(&file::read(path, "printer models are files in config/terminals/")?, path)
    }

    /// Checks a model file; `path` is for the words of errors.
    pub fn parse(text: &str, path: &Path) -> Result<Self, FileError> {
        file::parse(text, path, |model: Self| model.check().map(|()| model))
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
        let any_byte = matches!(self.ticket_taken, TicketTaken::GsE6Bit3 | TicketTaken::DleEot20Bit5);
        if any_byte && self.flow == Flow::XonXoff {
            return Err("ticket_taken: GS e 6 and DLE EOT 20 answer any byte, also XOFF; flow must be another".into());
        }
        if self.asb && self.ticket_taken == TicketTaken::GsE6Bit3 {
            return Err("ticket_taken: GS e 6 answers any byte, also one of automatic status; asb must be false".into());
        }
        if self.presenter.is_some() && self.ticket_taken == TicketTaken::Unknown {
            return Err("presenter: needs a ticket_taken other than \"unknown\", or it would draw back nothing".into());
        }
        if self.roll_mm > 1_000_000 || self.near_end_mm > self.roll_mm {
            return Err("roll_mm must be at most 1000000 (one kilometre), near_end_mm at most roll_mm".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `Model::parse` says of the text, the shipped kiosk module with one thing replaced.
    fn refusal(from: &str, to: &str) -> String {
        let shipped = include_str!("../../../config/terminals/cn-kiosk-80mm.toml");
        assert!(shipped.contains(from));
        let parsed = Model::parse(&shipped.replace(from, to), Path::new("x.toml"));
        parsed.map_or_else(|error| error.to_string(), |_| "accepted".into())
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
    fn a_presenter_must_know_of_its_ticket() {
        let presenter = "[presenter]\npresent_steps = 128\nstep_mm = 0.625\nleft_behind = \"hold\"\nafter_s = 0";
        let shipped = include_str!("../../../config/terminals/custom-kpm-80mm.toml");
        let load = |text: String| Model::parse(&text, Path::new("x.toml")).map_err(|error| error.to_string());
        let model = load(shipped.to_owned()).unwrap();
        let presenter_read = model.presenter.unwrap();
        assert_eq!((presenter_read.step_um, presenter_read.after), (625, Duration::from_mins(1)));
        for (from, to, says) in [
            ("gs_e6_bit3", "unknown", "other than"),
            ("rts_cts", "xon_xoff", "any byte"),
            ("asb = false", "asb = true", "asb must be false"),
            ("step_mm = 0.625", "step_mm = 0", "step_mm"),
            ("left_behind = \"retract\"", "left_behind = \"burn\"", "burn"),
        ] {
            let said = load(shipped.replace(from, to)).unwrap_err();
            assert!(said.contains(says), "{to}: {said}");
        }
        let old = include_str!("../../../config/terminals/cn-kiosk-80mm.toml");
        let lines: Vec<&str> = old.lines().filter(|line| !line.contains("_mm =")).collect();
        let model = load(format!("{}\n{presenter}", lines.join("\n"))).unwrap();
        assert_eq!((model.roll_mm, model.near_end_mm, model.cut_feed_dots), (80_000, 5_000, 0));
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
            ("roll_mm = 80000", "roll_mm = 4000", "near_end_mm at most roll_mm"),
        ] {
            let said = refusal(from, to);
            assert!(said.contains(says), "{to}: {said}");
        }
        assert!(Model::load(Path::new("/nowhere.toml")).unwrap_err().to_string().contains("config/terminals/"));
    }
}
