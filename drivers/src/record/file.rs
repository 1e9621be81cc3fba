//! A whole recording: its header and its lines, read from text.

use std::fmt;
use std::path::{Path, PathBuf};

use super::line::{Line, What};
use super::tap::DeviceKind;

/// First line of every recording.
const FIRST: &str = "# wire recording 1";
/// Larger files are no recordings of ours: a file is full long before.
const MOST: u64 = 256 << 20;

/// What stands at the head of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What was recorded.
    pub device: DeviceKind,
    /// Its model, as the configuration names it.
    pub model: String,
    /// Bits per second.
    pub baud: u32,
    /// When it began, in UTC; empty in one that was written by hand.
    pub started: String,
    /// Whether the people in it are `invented` or `real`.
    pub personal: String,
    /// What a replay must say, in this order (`# expect:` lines).
    pub expect: Vec<String>,
}

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// What it is of.
    pub header: Header,
    /// What happened.
    pub lines: Vec<Line>,
}

/// Why a file is no recording.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The file cannot be read.
    #[error("{path}: this recording cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        reason: String,
    },
    /// A line makes no sense.
    #[error("line {line}: {reason}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A key of the header is missing.
    #[error("the header lacks `# {0}:`")]
    Header(&'static str),
}

impl ParseError {
    /// The same, with the file.
    fn in_file(self, file: &Path) -> Self {
        match self {
            Self::Unreadable { .. } => self,
            other => Self::Unreadable { path: file.into(), reason: other.to_string() },
        }
    }
}

impl Header {
    /// Of a device, with an empty rest.
    pub fn new(device: DeviceKind, model: &str, baud: u32) -> Self {
        Self {
            device,
            model: model.into(),
            baud,
            started: String::new(),
            personal: "invented".into(),
            expect: Vec::new(),
        }
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST}\n# device: {}\n# model: {}\n# baud: {}", self.device, self.model, self.baud)?;
        if !self.started.is_empty() {
            writeln!(f, "# started: {}", self.started)?;
        }
        writeln!(f, "# personal: {}", self.personal)?;
        self.expect.iter().try_for_each(|words| writeln!(f, "# expect: {words}"))
    }
}

impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.header)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Recording {
    /// Reads a file.
    pub fn load(path: &Path) -> Result<Self, ParseError> {
        let unreadable = |reason: String| ParseError::Unreadable { path: path.into(), reason };
        let size = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
        if size > MOST {
            return Err(unreadable(format!("{size} bytes are more than any recording has")));
        }
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        Self::parse(&text)
    }

    /// Reads every recording in a folder, with the file in which it begins. Files that go on in the next are one recording.
    pub fn load_folder(folder: &Path) -> Result<Vec<(PathBuf, Self)>, ParseError> {
        let unreadable =
            |error: std::io::Error| ParseError::Unreadable { path: folder.into(), reason: error.to_string() };
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            files.push(entry.map_err(unreadable)?.path());
        }
        files.retain(|file| file.extension().is_some_and(|kind| kind == "wire"));
        files.sort();
        let mut recordings: Vec<(PathBuf, Self)> = Vec::new();
        for file in files {
            let next = Self::load(&file).map_err(|error| error.in_file(&file))?;
            match recordings.last_mut() {
                Some((_, last)) if last.goes_on_in(&file) => last.append(next),
                _ => recordings.push((file, next)),
            }
        }
        Ok(recordings)
    }

    fn goes_on_in(&self, file: &Path) -> bool {
        let name = file.file_name().and_then(|name| name.to_str());
        matches!(self.lines.last().map(|line| &line.what), Some(What::GoesOn(next)) if Some(next.as_str()) == name)
    }

    fn append(&mut self, next: Self) {
        let mut after = self.lines.pop().map(|line| line.after).unwrap_or_default();
        for mut line in next.lines {
            line.after += std::mem::take(&mut after);
            if line.what == What::Continued {
                after = line.after;
            } else {
                self.lines.push(line);
            }
        }
    }

    /// Reads the text of a file.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if text.lines().next().map(str::trim_end) != Some(FIRST) {
            return Err(ParseError::Line { line: 1, reason: format!("a recording begins with `{FIRST}`") });
        }
        let mut header = Header::new(DeviceKind::Other, "", 0);
        let (mut device, mut lines) = (None, Vec::<Line>::new());
        for (number, line) in text.lines().enumerate().skip(1) {
            let wrong = |reason: String| ParseError::Line { line: number + 1, reason };
            if let Some(comment) = line.strip_prefix('#') {
                let Some((key, value)) = comment.split_once(": ") else { continue };
                let value = value.trim();
                match key.trim() {
                    "device" => device = Some(value.parse::<DeviceKind>().map_err(wrong)?),
                    "model" => header.model = value.into(),
                    "baud" => header.baud = value.parse().map_err(|_| wrong(format!("`{value}` is no baud rate")))?,
                    "started" => header.started = value.into(),
                    "personal" => header.personal = value.into(),
                    "expect" => header.expect.push(value.into()),
                    _ => {}
                }
            } else if line.starts_with("  ") {
                let last = lines.last_mut().and_then(|line| line.what.bytes_mut());
                let last = last.ok_or_else(|| wrong("there are no bytes before that it could go on with".into()))?;
                last.extend(super::hex::parse(line).map_err(wrong)?);
            } else if !line.trim().is_empty() {
                lines.push(Line::parse(line).map_err(wrong)?);
            }
        }
        header.device = device.ok_or(ParseError::Header("device"))?;
        if header.baud == 0 {
            return Err(ParseError::Header("baud"));
        }
        Ok(Self { header, lines })
    }

    /// What the driver said when this was recorded.
    pub fn said(&self) -> Vec<&str> {
        let said = self.lines.iter().filter_map(|line| match &line.what {
            What::Said(words) => Some(words.as_str()),
            _ => None,
        });
        said.collect()
    }
}
