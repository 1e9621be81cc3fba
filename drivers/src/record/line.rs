//! One line of a recording: what happened, and how it is written.

use std::fmt;
use std::time::Duration;

use super::hex;

/// What happened on a wire.
#[derive(Clone, PartialEq, Eq)]
pub enum What {
    /// The port was opened.
    Open,
    /// The file before was full: the line is open since then.
    Continued,
    /// The port does not exist.
    Missing,
    /// The port cannot be opened, for this reason.
    Refused(String),
    /// Bytes to the device.
    Host(Vec<u8>),
    /// Bytes from the device.
    Device(Vec<u8>),
    /// The line was hung up.
    HangUp,
    /// The line broke, in the operating system's words.
    Failed(String),
    /// The driver closed the port.
    Close,
    /// What was written and not sent was taken back.
    Dropped,
    /// What the program asked of the driver.
    Asked(String),
    /// Bytes that belong to what was asked.
    Given(Vec<u8>),
    /// What the driver said.
    Said(String),
    /// The recorder could not keep up.
    Lost {
        /// Lines that are not there.
        pieces: u64,
        /// Bytes in them.
        bytes: u64,
    },
    /// The file is full and goes on in this one.
    GoesOn(String),
}

/// One line of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Since the line before.
    pub after: Duration,
    /// What happened.
    pub what: What,
}

impl What {
    /// Its bytes, when it has some.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Host(bytes) | Self::Device(bytes) | Self::Given(bytes) => bytes,
            _ => &[],
        }
    }

    pub(super) fn bytes_mut(&mut self) -> Option<&mut Vec<u8>> {
        match self {
            Self::Host(bytes) | Self::Device(bytes) | Self::Given(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Whether the line is over with it.
    pub fn ends_line(&self) -> bool {
        matches!(self, Self::HangUp | Self::Failed(_) | Self::Close)
    }

    /// Reads what stands behind the time.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        Ok(match word {
            "open" => Self::Open,
            "continued" => Self::Continued,
            "missing" => Self::Missing,
            "refused:" => Self::Refused(rest.into()),
            ">" => Self::Host(hex::parse(rest)?),
            "<" => Self::Device(hex::parse(rest)?),
            "*" => Self::Given(hex::parse(rest)?),
            "hangup" => Self::HangUp,
            "failed:" => Self::Failed(rest.into()),
            "close" => Self::Close,
            "dropped" => Self::Dropped,
            "!" => Self::Asked(rest.into()),
            "=" => Self::Said(rest.into()),
            "lost" => {
                let mut numbers = rest.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok());
                match (numbers.next(), numbers.next()) {
                    (Some(pieces), Some(bytes)) => Self::Lost { pieces, bytes },
                    _ => return Err("it is written `lost 3 pieces, 120 bytes`".into()),
                }
            }
            "goes" => Self::GoesOn(rest.trim_start_matches("on in ").into()),
            other => return Err(format!("`{other}` is no word of a recording")),
        })
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Continued => f.write_str("continued"),
            Self::Missing => f.write_str("missing"),
            Self::Refused(reason) => write!(f, "refused: {}", one_line(reason)),
            Self::Host(bytes) => hex::write(f, ">", bytes),
            Self::Device(bytes) => hex::write(f, "<", bytes),
            Self::Given(bytes) => hex::write(f, "*", bytes),
            Self::HangUp => f.write_str("hangup"),
            Self::Failed(reason) => write!(f, "failed: {}", one_line(reason)),
            Self::Close => f.write_str("close"),
            Self::Dropped => f.write_str("dropped"),
            Self::Asked(words) => write!(f, "! {}", one_line(words)),
            Self::Said(words) => write!(f, "= {}", one_line(words)),
            Self::Lost { pieces, bytes } => write!(f, "lost {pieces} pieces, {bytes} bytes"),
            Self::GoesOn(file) => write!(f, "goes on in {}", one_line(file)),
        }
    }
}

/// Bytes can be a person's: only their number is shown.
impl fmt::Debug for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(bytes) => write!(f, "> {} bytes", bytes.len()),
            Self::Device(bytes) => write!(f, "< {} bytes", bytes.len()),
            Self::Given(bytes) => write!(f, "* {} bytes", bytes.len()),
            other => fmt::Display::fmt(other, f),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}.{:06} {}", self.after.as_secs(), self.after.subsec_micros(), self.what)
    }
}

impl Line {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (time, what) = text.split_once(' ').ok_or("a line is `+SECONDS WHAT`")?;
        let digits = time.strip_prefix('+').ok_or("a line begins with `+` and the seconds since the line before")?;
        let seconds: f64 = digits.parse().map_err(|_| format!("`{digits}` is no number of seconds"))?;
        let after = Duration::try_from_secs_f64(seconds).map_err(|_| format!("`{digits}` is no time"))?;
        Ok(Self { after, what: What::parse(what.trim_end())? })
    }
}

/// Control characters of a message would break the file.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
