//! Replies of a module to commands: how they look on the line, and what they say.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::command::crc16;

/// How a module replies to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replies {
    /// Not at all.
    None,
    /// One byte: 06 yes, 15 no. Source: sparkfun/SparkFun_DE2120_Arduino_Library.
    AckNak,
    /// `02|03 00 | status | length | data | crc(2)`: 00 yes, else no. Source: Newland EM3095 manual p. 19.
    Gm65,
    /// `02 01 30 30 30 30 | echo | 06/15/05 ; | 03`. Source: Newland NLS-HR52 manual p. 35.
    Newland,
    /// The command's tag again, its data, 06/15/05, `.` or `!`. Source: Honeywell N3680 manual, menu commands.
    Honeywell,
    /// `04 D0 00 00 FF 2C` yes, `05 D1 …` no: length, opcode, source, status, …, checksum(2). Source: GM72 manual p. 32.
    Zebra,
}

/// What a module replied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Done; with the data of the reply, if it has any.
    Yes(Zeroizing<Vec<u8>>),
    /// Not done: does not know it, will not, or heard it damaged.
    No,
}

/// Whether a reply stands at the beginning of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// None.
    Nothing,
    /// There may be one when more bytes come.
    Part,
    /// One of this many bytes.
    Whole(usize, Answer),
}

const NEWLAND: &[u8] = &[0x02, 0x01, 0x30, 0x30, 0x30, 0x30];
/// Longest echo of a menu command that is waited for.
const LONGEST_ECHO: usize = 64;
const ACK: u8 = 0x06;
const NAK: u8 = 0x15;
const ENQ: u8 = 0x05;
/// Tag and subtag of a Honeywell menu command.
const TAG: usize = 6;

impl Replies {
    /// Whether a reply is known by its look wherever it stands: one byte is not.
    pub(super) fn are_plain(self) -> bool {
        !matches!(self, Self::None | Self::AckNak)
    }

    /// The longest reply in bytes.
    pub(super) fn longest(self) -> usize {
        match self {
            Self::None | Self::AckNak => 1,
            Self::Gm65 => 6 + 255,
            Self::Newland | Self::Honeywell | Self::Zebra => LONGEST_ECHO + 16,
        }
    }

    /// What of a command comes back in its reply.
    pub(crate) fn echo(self, command: &[u8]) -> &[u8] {
        match self {
            // SYN M CR, then the tag.
            Self::Honeywell => command.strip_prefix(b"\x16M\x0D").and_then(|menu| menu.get(..TAG)).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether this command is answered at all: Honeywell's triggers are not.
    pub(super) fn answers(self, command: &[u8]) -> bool {
        match self {
            Self::None => false,
            Self::Honeywell => !self.echo(command).is_empty(),
            _ => true,
        }
    }

    /// Looks for a reply at the beginning of `bytes`.
    pub(crate) fn at(self, bytes: &[u8], echo: &[u8]) -> At {
        match self {
            Self::None => At::Nothing,
            Self::AckNak => match bytes.first() {
                Some(&ACK) => At::Whole(1, yes(&[])),
                Some(&NAK) => At::Whole(1, Answer::No),
                _ => At::Nothing,
            },
            Self::Gm65 => gm65(bytes),
            Self::Newland => newland(bytes).unwrap_or_else(|at| at),
            Self::Honeywell if echo.is_empty() => At::Nothing,
            Self::Honeywell => honeywell(bytes, echo).unwrap_or_else(|at| at),
            Self::Zebra => zebra(bytes),
        }
    }
}

fn yes(data: &[u8]) -> Answer {
    Answer::Yes(Zeroizing::new(data.to_vec()))
}

/// What follows `head`, or why there is nothing to look at.
fn behind<'a>(bytes: &'a [u8], head: &[u8]) -> Result<&'a [u8], At> {
    bytes.strip_prefix(head).ok_or(if !bytes.is_empty() && head.starts_with(bytes) { At::Part } else { At::Nothing })
}

fn newland(bytes: &[u8]) -> Result<At, At> {
    let rest = behind(bytes, NEWLAND)?;
    let (length, answer) = judged(rest, b";,")?;
    match rest.get(length) {
        None => Err(At::Part),
        Some(3) => Ok(At::Whole(NEWLAND.len() + length + 1, answer)),
        Some(_) => Err(At::Nothing),
    }
}

fn honeywell(bytes: &[u8], echo: &[u8]) -> Result<At, At> {
    let (length, answer) = judged(behind(bytes, echo)?, b".!")?;
    Ok(At::Whole(echo.len() + length, answer))
}

/// Up to the judgement and the mark behind it: its length, and the judgement.
fn judged(bytes: &[u8], marks: &[u8]) -> Result<(usize, Answer), At> {
    let Some(place) = bytes.iter().take(LONGEST_ECHO).position(|byte| !(0x20..0x7F).contains(byte)) else {
        return Err(if bytes.len() < LONGEST_ECHO { At::Part } else { At::Nothing });
    };
    let (echo, rest) = bytes.split_at(place);
    let answer = match rest.first() {
        Some(&ACK) => yes(echo),
        Some(&(NAK | ENQ)) => Answer::No,
        _ => return Err(At::Nothing),
    };
    match rest.get(1) {
        None => Err(At::Part),
        Some(mark) if marks.contains(mark) => Ok((place + 2, answer)),
        Some(_) => Err(At::Nothing),
    }
}

fn gm65(bytes: &[u8]) -> At {
    match bytes {
        [2 | 3] | [2 | 3, 0] | [2 | 3, 0, 0 | 1 | 3] => At::Part,
        [2 | 3, 0, status @ (0 | 1 | 3), length, rest @ ..] => {
            let length = usize::from(*length);
            let (Some(data), Some([high, low])) = (rest.get(..length), rest.get(length..length + 2)) else {
                return At::Part;
            };
            let body = bytes.get(2..4 + length).unwrap_or_default();
            if crc16(body).to_be_bytes() != [*high, *low] {
                return At::Nothing;
            }
            At::Whole(6 + length, if *status == 0 { yes(data) } else { Answer::No })
        }
        _ => At::Nothing,
    }
}

fn zebra(bytes: &[u8]) -> At {
    // The length counts everything but the checksum. No: 05 D1 00 status cause.
    let (length, opcode) = match bytes {
        [4 | 5] => return At::Part,
        [length @ (4 | 5), opcode @ (0xD0 | 0xD1), ..] => (usize::from(*length), *opcode),
        _ => return At::Nothing,
    };
    let (Some(body), Some([high, low])) = (bytes.get(..length), bytes.get(length..length + 2)) else {
        return At::Part;
    };
    let sum = body.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    if sum.wrapping_neg().to_be_bytes() != [*high, *low] {
        return At::Nothing;
    }
    At::Whole(length + 2, if opcode == 0xD0 { yes(&[]) } else { Answer::No })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_the_manuals() {
        let no = || Some(Answer::No);
        let tag = b"TRGMOD";
        let table: [(Replies, &[u8], Option<Answer>, &str); 13] = [
            (Replies::Gm65, &[2, 0, 0, 1, 0, 0x33, 0x31], Some(yes(&[0])), "done (EM3095 manual p. 19)"),
            (Replies::Gm65, &[3, 0, 0, 1, 0, 0x33, 0x31], Some(yes(&[0])), "heartbeat (open driver)"),
            (Replies::Gm65, &[2, 0, 1, 1, 0, 0x04, 0x01], no(), "checksum (EM3095 manual p. 19)"),
            (Replies::Gm65, &[2, 0, 3, 1, 0, 0x6A, 0x61], no(), "unknown (EM2000 manual p. 15)"),
            (Replies::Gm65, &[2, 0, 0, 1, 0, 0x33, 0x32], None, "damaged"),
            (Replies::AckNak, &[6], Some(yes(&[])), "yes (DE2120)"),
            (Replies::AckNak, &[0x15], no(), "no (DE2120)"),
            (Replies::Newland, b"\x02\x010000SCNTRG1\x06;\x03", Some(yes(b"SCNTRG1")), "HR52 manual p. 35"),
            (Replies::Newland, b"\x02\x010000SCNTRG9\x15;\x03", no(), "out of range (HR52 manual p. 35)"),
            (Replies::Newland, b"\x02\x010000XXXYYY1\x05;\x03", no(), "unknown (HR52 manual p. 35)"),
            (Replies::Honeywell, b"TRGMOD0\x06!", Some(yes(b"0")), "menu command (N3680 manual)"),
            (Replies::Zebra, &[4, 0xD0, 0, 0, 0xFF, 0x2C], Some(yes(&[])), "yes (GM72 manual p. 32)"),
            (Replies::Zebra, &[5, 0xD1, 0, 0, 1, 0xFF, 0x29], no(), "no (GM72 manual p. 32, checksum computed)"),
        ];
        for (replies, bytes, wanted, what) in table {
            match wanted {
                Some(answer) => assert_eq!(replies.at(bytes, tag), At::Whole(bytes.len(), answer), "{what}"),
                None => assert_eq!(replies.at(bytes, tag), At::Nothing, "{what}"),
            }
            for end in 1..bytes.len() {
                assert_eq!(replies.at(&bytes[..end], tag), At::Part, "{what}, {end} bytes");
            }
        }
    }

    #[test]
    fn a_code_is_no_reply() {
        for replies in [Replies::None, Replies::AckNak, Replies::Gm65, Replies::Newland, Replies::Zebra] {
            assert_eq!(replies.at(b"6901234567892\r", b""), At::Nothing, "{replies:?}");
        }
        assert_eq!(Replies::Honeywell.at(b"TRGMOD", b""), At::Nothing, "nothing was asked");
        assert!(!Replies::Honeywell.answers(&[0x16, 0x54, 0x0D]));
        assert_eq!(Replies::Honeywell.echo(b"\x16M\x0DTRGMOD0!"), b"TRGMOD");
    }
}
