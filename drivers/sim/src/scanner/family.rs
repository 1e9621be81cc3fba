//! What modules of each family hear and say. Read independently of the driver's tables.
//!
//! Sources: manuals of the Newland EM3095 (p. 19; GM65 has its protocol), NLS-HR52 (p. 35) and Honeywell N3680;
//! sparkfun/SparkFun_DE2120_Arduino_Library; manual of the GM72 (p. 32).

use std::fmt;
use std::str::FromStr;

/// A family of modules with one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// GM65, GM861, GM805: frames with a CRC and registers.
    Gm65,
    /// DE2120: `^_^SCAN.`
    De2120,
    /// Newland: unified commands.
    Newland,
    /// Honeywell: menu commands and triggers.
    Honeywell,
    /// GM72: frames as of Zebra's.
    Gm72,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// Look for a code.
    Start,
    /// Stop looking.
    Stop,
    /// Look only when told.
    Manual,
    /// Are you there?
    Alive,
    /// What is in so many registers from this one on?
    Read(u16, u8),
    /// Put this into that register.
    Write(u16, u8),
    /// Which firmware is in you?
    Version,
    /// A frame whose checksum is wrong.
    Damaged,
    /// Nothing that it knows.
    Unknown,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Gm65, Self::De2120, Self::Newland, Self::Honeywell, Self::Gm72];

    /// The first command in `bytes`: what it is, its own bytes, and how many bytes are done with. `None`: not whole yet.
    pub(super) fn hear(self, bytes: &[u8]) -> Option<(Heard, Vec<u8>, usize)> {
        let first = match self {
            Self::Gm65 | Self::Newland => 0x7E,
            Self::De2120 => b'^',
            Self::Honeywell => 0x16,
            Self::Gm72 => return gm72(bytes),
        };
        // What stands before a command is nothing to it.
        let begin = bytes.iter().position(|byte| *byte == first)?;
        let rest = bytes.get(begin..)?;
        let (heard, length) = match self {
            Self::Gm65 => gm65(rest)?,
            Self::De2120 => {
                let length = rest.iter().position(|byte| *byte == b'.')? + 1;
                (
                    if rest.starts_with(b"^_^SCAN.") {
                        Heard::Start
                    } else if rest.starts_with(b"^_^SLEEP.") {
                        Heard::Stop
                    } else if rest.starts_with(b"^_^DSPYFW.") {
                        Heard::Version
                    } else {
                        Heard::Unknown
                    },
                    length,
                )
            }
            Self::Newland => {
                let length = rest.iter().position(|byte| *byte == 3)? + 1;
                let said =
                    rest.get(..length)?.strip_prefix(b"\x7E\x010000#").and_then(|said| said.strip_suffix(b";\x03"));
                let heard = match said {
                    Some(b"SCNTRG1") => Heard::Start,
                    Some(b"SCNTRG0") => Heard::Stop,
                    Some(b"SCNMOD0") => Heard::Manual,
                    _ => Heard::Unknown,
                };
                (heard, length)
            }
            Self::Honeywell => match rest {
                [0x16, b'T', 0x0D, ..] => (Heard::Start, 3),
                [0x16, b'U', 0x0D, ..] => (Heard::Stop, 3),
                [0x16, b'M', 0x0D, menu @ ..] => {
                    let end = menu.iter().position(|byte| matches!(byte, b'!' | b'.'))?;
                    (if menu.starts_with(b"TRGMOD0!") { Heard::Manual } else { Heard::Unknown }, end + 4)
                }
                [_] | [_, _] => return None,
                _ => (Heard::Unknown, 1),
            },
            Self::Gm72 => return None,
        };
        Some((heard, rest.get(..length)?.to_vec(), begin + length))
    }

    /// The reply to a command; `data`: what registers hold, or a text.
    pub(super) fn reply(self, heard: &Heard, command: &[u8], data: &[u8], yes: bool) -> Vec<u8> {
        let yes = yes && !matches!(heard, Heard::Unknown | Heard::Damaged);
        let word = if yes { 0x06 } else { 0x15 };
        match self {
            Self::Gm65 => {
                let head = if *heard == Heard::Alive { 3 } else { 2 };
                let status = match (heard, yes) {
                    (Heard::Damaged, _) => 1,
                    (_, true) => 0,
                    (_, false) => 3,
                };
                let data = if data.is_empty() { &[0] } else { data };
                let body = [[status, data.len() as u8].as_slice(), data].concat();
                [[head, 0].as_slice(), &body, &crc(&body).to_be_bytes()].concat()
            }
            Self::De2120 => [&[word], data].concat(),
            Self::Newland => {
                let name = command.get(7..command.len().saturating_sub(2)).unwrap_or_default();
                [b"\x02\x010000".as_slice(), name, &[word], b";\x03"].concat()
            }
            Self::Honeywell => match command.strip_prefix(b"\x16M\x0D").and_then(<[u8]>::split_last) {
                Some((end, name)) => [name, &[word, *end]].concat(),
                None => Vec::new(),
            },
            Self::Gm72 if yes => vec![4, 0xD0, 0, 0, 0xFF, 0x2C],
            Self::Gm72 => vec![5, 0xD1, 0, 0, 1, 0xFF, 0x29],
        }
    }
}

fn gm65(bytes: &[u8]) -> Option<(Heard, usize)> {
    let (&[_, zero, kind, length, high, low], rest) = bytes.split_first_chunk()?;
    if zero != 0 {
        return Some((Heard::Unknown, 1));
    }
    let length = usize::from(length);
    let end = 6 + length + 2;
    let (body, sum) = (bytes.get(2..6 + length)?, bytes.get(6 + length..end)?);
    let address = u16::from_be_bytes([high, low]);
    let heard = match (kind, rest.first()) {
        // AB CD stands for any checksum.
        _ if sum != [0xAB, 0xCD] && sum != crc(body).to_be_bytes() => Heard::Damaged,
        (0x0A, _) => Heard::Alive,
        (7, Some(count)) => Heard::Read(address, *count),
        (8, Some(1)) if address == 2 => Heard::Start,
        (8, Some(0)) if address == 2 => Heard::Stop,
        (8, Some(value)) => Heard::Write(address, *value),
        _ => Heard::Unknown,
    };
    Some((heard, end))
}

fn gm72(bytes: &[u8]) -> Option<(Heard, Vec<u8>, usize)> {
    // A 00 wakes it.
    let begin = bytes.iter().position(|byte| *byte != 0)?;
    let rest = bytes.get(begin..)?;
    let length = usize::from(*rest.first()?);
    if !(4..=32).contains(&length) {
        return Some((Heard::Unknown, Vec::new(), begin + 1));
    }
    let (frame, sum) = (rest.get(..length)?, rest.get(length..length + 2)?);
    let wanted = frame.iter().fold(0_u16, |sum, byte| sum.wrapping_sub(u16::from(*byte))).to_be_bytes();
    let heard = match frame.get(1) {
        _ if sum != wanted => Heard::Damaged,
        Some(0xE4) => Heard::Start,
        Some(0xE5) => Heard::Stop,
        _ => Heard::Unknown,
    };
    Some((heard, frame.to_vec(), begin + length + 2))
}

/// CRC-16/XMODEM, bit by bit from the highest.
fn crc(bytes: &[u8]) -> u16 {
    let mut crc = 0_u16;
    for bit in bytes.iter().flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1)) {
        let out = (crc >> 15) as u8 ^ bit;
        crc <<= 1;
        if out == 1 {
            crc ^= 0x1021;
        }
    }
    crc
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gm65 => "gm65",
            Self::De2120 => "de2120",
            Self::Newland => "newland",
            Self::Honeywell => "honeywell",
            Self::Gm72 => "gm72",
        })
    }
}

impl FromStr for Family {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|family| family.to_string() == text)
            .ok_or_else(|| format!("“{text}” is no scanner; there are gm65, de2120, newland, honeywell, gm72"))
    }
}
