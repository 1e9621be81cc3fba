//! A scanner model: what the module in this cabinet understands, read from a file in `config/scanners/`.

use std::path::Path;

use serde::Deserialize;

use super::command::{Register, crc16};
use super::status::Replies;
use crate::file::{self, FileError};

/// Longest command.
const MAX_COMMAND: usize = 64;

/// What one scanner model is like. A file `config/scanners/<name>.toml` holds one; unknown keys are refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What staff call it.
    pub title: String,
    /// Bits per second at which it is looked for, the likeliest first.
    pub bauds: Vec<u32>,
    /// How it replies to commands.
    pub replies: Replies,
    /// Time for a reply in ms.
    pub answer_ms: u16,
    /// Quiet between two commands in ms.
    #[serde(default)]
    pub between_ms: u16,
    /// How its codes end.
    pub end: End,
    /// Sent ahead of every command, and `between_ms` waited: wakes it.
    pub wake: Option<Bytes>,
    /// Sent once when it was found. Only settings that it forgets without power: its flash wears.
    #[serde(default)]
    pub setup: Vec<Step>,
    /// Begin to look for a code.
    pub start: Bytes,
    /// Stop looking.
    pub stop: Bytes,
    /// Asks whether it is there; without it only `replies = "none"` makes sense.
    pub alive: Option<Bytes>,
}

/// How codes end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// With CR, LF or both; a code cannot hold one itself.
    Line,
    /// With a pause.
    Gap,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a step is a command like \"^_^SCAN.\" or { register, mask, value }")]
pub enum Step {
    /// A command as it is sent.
    Send(Bytes),
    /// A register of the GM65 family.
    Register(Register),
}

/// Bytes as written: characters, with `\xx` for a byte in hexadecimal (`\7E\00`) and `\\` for the stroke itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Bytes(pub Vec<u8>);

impl TryFrom<String> for Bytes {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((&byte, more)) = rest.split_first() {
            rest = match (byte, more) {
                (b'\\', [b'\\', more @ ..]) => {
                    bytes.push(b'\\');
                    more
                }
                (b'\\', [high, low, more @ ..]) => {
                    let digit = |byte: u8| char::from(byte).to_digit(16);
                    let (Some(high), Some(low)) = (digit(*high), digit(*low)) else {
                        return Err(format!("{text}: behind \\ two hexadecimal digits are wanted, or another \\"));
                    };
                    bytes.push((high * 16 + low) as u8);
                    more
                }
                (b'\\', _) => {
                    return Err(format!("{text}: behind \\ two hexadecimal digits are wanted, or another \\"));
                }
                (b' '..=b'~', _) => {
                    bytes.push(byte);
                    more
                }
                _ => return Err(format!("{text}: only ASCII; write other bytes as \\xx")),
            };
        }
        match bytes.len() {
            1..=MAX_COMMAND => Ok(Self(bytes)),
            length => Err(format!("{text}: {length} bytes; a command has 1 to {MAX_COMMAND}")),
        }
    }
}

impl Model {
    /// Reads and checks a model file.
    pub fn load(path: &Path) -> Result<Self, FileError> {
        Self::parse(&file::read(path, "scanner models are files in config/scanners/")?, path)
    }

    /// Checks a model file; `path` is for the words of errors.
    pub fn parse(text: &str, path: &Path) -> Result<Self, FileError> {
        file::parse(text, path, |model: Self| model.check().map(|()| model))
    }

    fn check(&self) -> Result<(), String> {
        if self.title.trim().is_empty() {
            return Err("title is empty: write what staff call this scanner".into());
        }
        if self.bauds.is_empty() || self.bauds.iter().any(|baud| !(1200..=921_600).contains(baud)) {
            return Err("bauds wants at least one speed of 1200 to 921600".into());
        }
        if !(20..=5000).contains(&self.answer_ms) || self.between_ms > 1000 {
            return Err("answer_ms must be 20 to 5000 and between_ms at most 1000".into());
        }
        if (self.replies == Replies::None) != self.alive.is_none() {
            return Err("alive and replies = \"none\" exclude each other: a question needs a reply".into());
        }
        for step in &self.setup {
            match step {
                Step::Register(_) if self.replies != Replies::Gm65 => {
                    return Err("only modules with replies = \"gm65\" have registers".into());
                }
                Step::Register(register) if register.mask == 0 || register.value & !register.mask != 0 => {
                    return Err(format!("register {}: value must lie within mask", register.register));
                }
                _ => {}
            }
        }
        let sent = self.setup.iter().filter_map(|step| match step {
            Step::Send(bytes) => Some(bytes),
            Step::Register(_) => None,
        });
        sent.chain([&self.start, &self.stop]).chain(&self.alive).try_for_each(|bytes| self.check_command(&bytes.0))
    }

    fn check_command(&self, bytes: &[u8]) -> Result<(), String> {
        let shown = bytes.escape_ascii();
        match self.replies {
            Replies::Gm65 => match bytes {
                [0x7E, 0, body @ .., high, low] if body.len() >= 4 => {
                    if body.first() == Some(&9) {
                        return Err(format!("{shown}: type 09 writes flash, which wears: take it out"));
                    }
                    // AB CD: the module does not look at the checksum (manual of the GM65).
                    match [*high, *low] {
                        [0xAB, 0xCD] => Ok(()),
                        crc if crc == crc16(body).to_be_bytes() => Ok(()),
                        _ => Err(format!("{shown}: the checksum must be {:04X} or ABCD", crc16(body))),
                    }
                }
                _ => Err(format!("{shown}: a command of this family begins with \\7E\\00")),
            },
            Replies::Newland if bytes.contains(&b'@') => {
                Err(format!("{shown}: @ writes flash, which wears: take # instead"))
            }
            Replies::Honeywell if bytes.starts_with(b"\x16M\x0D") && !bytes.ends_with(b"!") => {
                Err(format!("{shown}: a menu command must end with !, or it writes flash, which wears"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(shipped: &str, from: &str, to: &str) -> String {
        assert!(shipped.contains(from), "{from}");
        let parsed = Model::parse(&shipped.replace(from, to), Path::new("x.toml"));
        parsed.map_or_else(|error| error.to_string(), |_| "accepted".into())
    }

    #[test]
    fn every_shipped_model_loads() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/scanners");
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.len() >= 5);
        for file in files {
            Model::load(&file).unwrap();
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_what_to_do() {
        let gm65 = include_str!("../../../config/scanners/gm65.toml");
        for (from, to, says) in [
            ("title =", "titel =", "unknown field `titel`"),
            ("bauds = [9600, 115200]", "bauds = []", "at least one speed"),
            ("answer_ms = 500", "answer_ms = 5", "20 to 5000"),
            (r"\AB\CD", r"\AB\CE", "checksum"),
            (r"\AB\CD", r"\AB\C", "two hexadecimal digits"),
            (r"\7E\00\08", r"\7E\00\09", "flash"),
            (r"\7E\00\08", r"\7F\00\08", "begins with"),
            ("value = 0x01", "value = 0x07", "within mask"),
            ("replies = \"gm65\"", "replies = \"none\"", "exclude each other"),
            ("replies = \"gm65\"", "replies = \"zebra\"", "have registers"),
        ] {
            let said = refusal(gm65, from, to);
            assert!(said.contains(says), "{to}: {said}");
        }
        let newland = include_str!("../../../config/scanners/newland.toml");
        assert!(refusal(newland, "#SCNMOD0", "@SCNMOD0").contains("flash"));
        let honeywell = include_str!("../../../config/scanners/honeywell.toml");
        assert!(refusal(honeywell, "TRGMOD0!", "TRGMOD0.").contains("flash"));
        assert!(Model::load(Path::new("/nowhere.toml")).unwrap_err().to_string().contains("config/scanners/"));
    }
}
