//! Code scanners, each family asked something that stores nothing and lights nothing.
//!
//! Honeywell modules are not asked: every command of theirs has a carriage return (`16 4D 0D`), at which a silent printer
//! prints. Whoever has one names it in the configuration.

use std::time::Duration;

use super::Kind;
use super::language::{Judgement, Language, Question, Recognised};
use crate::report::DeviceIdentity;

/// One family of scanners.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// Its model in the configuration: a file in `config/scanners/`.
    pub name: &'static str,
    /// Speeds, the likeliest first.
    pub bauds: &'static [u32],
    /// The question. No line feed, no carriage return: a printer that hears it must not print.
    pub question: &'static [u8],
    /// How long the answer may take.
    pub wait: Duration,
    /// What the answer is.
    pub judge: fn(&[u8]) -> Judgement,
    /// What the question is, in words.
    pub asked: &'static str,
}

/// GM65, GM861, GM805: reads the register of the speed (002A). Source: manuals of the GM65 family.
const GM65: Family = Family {
    name: "gm65",
    bauds: &[9600, 115_200],
    question: b"\x7E\x00\x07\x01\x00\x2A\x02\xD8\x0F",
    wait: Duration::from_millis(200),
    judge: |bytes| match bytes {
        [0x02, 0x00, 0x00, 0x02, value @ ..] if value.len() >= 4 => {
            if crc(bytes.get(2..6).unwrap_or_default()) == value.get(2..4).unwrap_or_default() {
                Judgement::Mine
            } else {
                Judgement::No
            }
        }
        _ => begins(bytes, b"\x02\x00\x00\x02"),
    },
    asked: "its register 002A was read",
};

/// Newland EM and FM with unified commands: ends a reading (SCNTRG0, not stored). Source: manuals of HR52 and FM530.
const NEWLAND: Family = Family {
    name: "newland",
    bauds: &[9600, 115_200],
    question: b"\x7E\x010000#SCNTRG0;\x03",
    wait: Duration::from_millis(300),
    judge: |bytes| match bytes {
        [0x02, 0x01, b'0', b'0', b'0', b'0', .., b';', 0x03] => Judgement::Mine,
        [0x02, 0x01, b'0', b'0', b'0', b'0', ..] if bytes.len() < 64 => Judgement::Perhaps,
        _ => begins(bytes, b"\x02\x010000"),
    },
    asked: "it was told to end a reading",
};

/// Zebra and GM72 (SSI): ends a session. Source: GM72 manual p. 32.
const SSI: Family = Family {
    name: "gm72",
    bauds: &[9600, 115_200],
    question: b"\x04\xE5\x04\x00\xFF\x13",
    wait: Duration::from_millis(300),
    judge: |bytes| match bytes {
        // ACK, or NAK of one that understood the packet and will not.
        [0x04, 0xD0 | 0xD1, _, _, high, low, ..] => {
            let sum: u16 = bytes.iter().take(4).map(|byte| u16::from(*byte)).sum();
            let right = u16::from_be_bytes([*high, *low]) == sum.wrapping_neg();
            // The length of a NAK counts its cause.
            if right { Judgement::Mine } else { Judgement::No }
        }
        [0x05, 0xD1, _, _, _, high, low, ..] => {
            let sum: u16 = bytes.iter().take(5).map(|byte| u16::from(*byte)).sum();
            if u16::from_be_bytes([*high, *low]) == sum.wrapping_neg() { Judgement::Mine } else { Judgement::No }
        }
        [] | [0x04 | 0x05] | [0x04 | 0x05, 0xD0 | 0xD1, ..] if bytes.len() < 7 => Judgement::Perhaps,
        _ => Judgement::No,
    },
    asked: "it was told to end a session",
};

/// DE2120: asked for its firmware, which takes about 430 ms. Source: SparkFun's library for it.
const DE2120: Family = Family {
    name: "de2120",
    bauds: &[115_200, 9600],
    question: b"^_^DSPYFW.",
    wait: Duration::from_millis(700),
    judge: |bytes| match bytes {
        [] => Judgement::Perhaps,
        _ if bytes.len() > 128 || bytes.starts_with(b"^_^") => Judgement::No,
        _ if bytes.iter().any(|byte| !matches!(byte, 0x06 | b'\r' | b'\n' | 0x20..=0x7E)) => Judgement::No,
        // ACK before or behind the text.
        _ if bytes.contains(&0x06) => Judgement::Mine,
        _ => Judgement::Perhaps,
    },
    asked: "it was asked for its firmware",
};

impl Family {
    /// The families that are known, in the order in which they are asked.
    pub const ALL: [Self; 4] = [GM65, NEWLAND, SSI, DE2120];
}

/// Asks for a scanner of one family.
#[derive(Debug, Clone, Copy)]
pub struct ScannerLanguage(pub Family);

/// CRC-CCITT (polynomial 1021, start 0). Source: manual of the EM3095.
fn crc(bytes: &[u8]) -> [u8; 2] {
    let mut crc = 0_u16;
    for byte in bytes {
        crc ^= u16::from(*byte) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 };
        }
    }
    crc.to_be_bytes()
}

fn begins(bytes: &[u8], answer: &[u8]) -> Judgement {
    let common = bytes.len().min(answer.len());
    if bytes.get(..common) == answer.get(..common) { Judgement::Perhaps } else { Judgement::No }
}

impl Language for ScannerLanguage {
    fn name(&self) -> &'static str {
        self.0.name
    }

    fn kind(&self) -> Kind {
        Kind::Scanner
    }

    fn bauds(&self) -> Vec<u32> {
        self.0.bauds.to_vec()
    }

    fn questions(&self) -> Vec<Question> {
        vec![Question { bytes: self.0.question.to_vec(), wait: self.0.wait, proof: true, judge: self.0.judge }]
    }

    fn recognise(&self, _answers: &[Option<Vec<u8>>], _baud: u32) -> Recognised {
        Recognised {
            model: Some(self.0.name.into()),
            identity: DeviceIdentity::default(),
            evidence: format!("{} and answered as {} does", self.0.asked, self.0.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_of_the_manuals() {
        assert_eq!(crc(b"\x00\x01\x00"), [0x33, 0x31]);
        assert_eq!(crc(b"\x07\x01\x00\x2A\x02"), [0xD8, 0x0F]);
    }

    #[test]
    fn answers_are_known_whole_and_in_pieces() {
        let gm65 = [&[0x02, 0, 0, 2, 0x39, 0x01][..], &crc(&[0, 2, 0x39, 0x01])].concat();
        let cases: [(Family, &[u8]); 4] = [
            (GM65, &gm65),
            (NEWLAND, b"\x02\x010000#SCNTRG0\x06;\x03"),
            (SSI, b"\x04\xD0\x00\x00\xFF\x2C"),
            (DE2120, b"DE2120 V1.2\x06"),
        ];
        for (family, answer) in cases {
            for end in 0..answer.len() {
                let judged = (family.judge)(&answer[..end]);
                assert_eq!(judged, Judgement::Perhaps, "{} {end}", family.name);
            }
            assert_eq!((family.judge)(answer), Judgement::Mine, "{}", family.name);
            let mut wrong = answer.to_vec();
            wrong[0] ^= 0xC0;
            assert_ne!((family.judge)(&wrong), Judgement::Mine, "{}", family.name);
        }
    }

    /// A printer that hears a question keeps it as an unfinished line, which ESC @ throws away.
    #[test]
    fn no_question_makes_a_printer_print() {
        for family in Family::ALL {
            assert!(
                !family.question.iter().any(|byte| matches!(byte, 0x0A..=0x0D | 0x10 | 0x1B..=0x1D)),
                "{}",
                family.name
            );
        }
    }
}
