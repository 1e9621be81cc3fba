//! What came of a journey: `journey.json`, and the same in words.

use std::fmt;
use std::path::Path;

use serde::Serialize;

/// What was said, in the folder.
const TRANSCRIPT: &str = "transcript.txt";

/// What came of a journey.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// What it shows.
    pub title: String,
    /// Every step with its time.
    pub steps: Vec<StepDone>,
    /// Every page that was shown, in order.
    pub pages: Vec<PageShown>,
    /// Every ticket that was printed.
    pub tickets: Vec<TicketPrinted>,
    /// The PDF of every A4 document that was printed.
    pub sheets: Vec<String>,
    /// Everything that was said, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
    /// From each event to the first sound of what it made the terminal say, in milliseconds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first_sounds_ms: Vec<f64>,
    /// Why it ended early.
    pub failed: Option<String>,
    /// Milliseconds from start to end.
    pub took_ms: f64,
    /// How long frames took to draw.
    pub frames: Frames,
    /// Largest resident set, KiB.
    pub peak_rss_kib: Option<u64>,
    /// Largest resident set of the synthetic voice's program, KiB, as far as it was looked at while it spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice_rss_kib: Option<u64>,
}

/// How long frames took to draw, in milliseconds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Frames {
    /// How many.
    pub count: usize,
    /// Half of them were faster.
    pub median_ms: f64,
    /// The slowest.
    pub max_ms: f64,
}

/// One step.
#[derive(Debug, Clone, Serialize)]
pub struct StepDone {
    /// In words.
    pub step: String,
    /// When it began, in milliseconds since the start.
    pub at_ms: f64,
    /// How long it took until the page that it waits for was drawn.
    pub took_ms: f64,
    /// The page after it.
    pub page: String,
    /// What there is to say: a step passed over, processor time of a rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Processor time of a rest in percent of a core.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_percent: Option<f64>,
}

/// Something that was said.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// When it began, in milliseconds since the start.
    pub at_ms: f64,
    /// How many pages were begun before.
    #[serde(skip)]
    pub page: usize,
    /// `headphones` or `speaker`.
    pub through: &'static str,
    /// Names, numbers, amounts.
    pub private: bool,
    /// Its caption.
    pub text: String,
}

/// A page that was shown.
#[derive(Debug, Clone, Serialize)]
pub struct PageShown {
    /// Its name.
    pub page: String,
    /// When it was drawn, in milliseconds since the start.
    pub at_ms: f64,
    /// Its picture in the folder; empty when none are kept.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub picture: String,
}

/// A ticket.
#[derive(Debug, Clone, Serialize)]
pub struct TicketPrinted {
    /// Every byte of the job, in the folder.
    pub bytes: String,
    /// Its picture, in the folder.
    pub picture: String,
    /// How many bytes.
    pub size: usize,
    /// Where bytes and picture come from: the simulated printer's paper, or what was sent to a real printer.
    pub from: &'static str,
}

impl Summary {
    /// Whether every step was done.
    pub fn completed(&self) -> bool {
        self.failed.is_none()
    }

    /// Why it ended early.
    pub fn failure(&self) -> String {
        format!("the journey ended early: {}", self.failed.as_deref().unwrap_or("no reason"))
    }

    /// What was said as text: a line each, and an empty one where a page begins.
    fn transcript(&self) -> String {
        let mut text = String::new();
        let mut page = None;
        for said in &self.said {
            if page.replace(said.page).is_some_and(|before| before != said.page) {
                text.push('\n');
            }
            text.push_str(&said.text);
            text.push('\n');
        }
        text
    }

    /// Writes `journey.json` into the folder, and what was said.
    pub fn write(&self, out: &Path) -> Result<(), String> {
        if !self.said.is_empty() {
            let path = out.join(TRANSCRIPT);
            std::fs::write(&path, self.transcript())
                .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        }
        let path = out.join("journey.json");
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        std::fs::write(&path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()))
    }

    /// The summary in words.
    pub fn told<'a>(&'a self, out: &'a Path) -> Told<'a> {
        Told { summary: self, out }
    }
}

/// A summary in words.
pub struct Told<'a> {
    summary: &'a Summary,
    out: &'a Path,
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { summary, out } = self;
        writeln!(f, "{}", summary.title)?;
        for step in &summary.steps {
            writeln!(f, "  {:>7.0} ms  {:<44} → {}", step.took_ms, step.step, step.page)?;
            for note in &step.notes {
                writeln!(f, "              {note}")?;
            }
        }
        let pictures = summary.pages.iter().filter(|page| !page.picture.is_empty()).count();
        writeln!(f, "{} pages, {pictures} pictures of them in {}", summary.pages.len(), out.display())?;
        for pdf in &summary.sheets {
            writeln!(f, "A4: {}", out.join(pdf).display())?;
        }
        for ticket in &summary.tickets {
            let (picture, bytes) = (out.join(&ticket.picture), out.join(&ticket.bytes));
            writeln!(f, "ticket: {} ({} bytes on the wire: {})", picture.display(), ticket.size, bytes.display())?;
        }
        if !summary.said.is_empty() {
            let slowest = summary.first_sounds_ms.iter().copied().fold(0.0, f64::max);
            writeln!(
                f,
                "said: {} ({} sentences, first sound after {slowest:.0} ms at most)",
                out.join(TRANSCRIPT).display(),
                summary.said.len()
            )?;
        }
        if let Some(kib) = summary.peak_rss_kib {
            writeln!(f, "memory: {:.1} MiB at most", kib as f64 / 1024.0)?;
        }
        write!(f, "every step with its time: {}", out.join("journey.json").display())
    }
}
