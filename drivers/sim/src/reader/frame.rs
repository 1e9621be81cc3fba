//! Frames of the SAM-V serial protocol, from the module's side: requests in, answers out.
//!
//! Request `AA AA AA 96 69 | length(2) | command | parameter | data | xor`, answer
//! `AA AA AA 96 69 | length(2) | SW1 SW2 SW3 | data | xor`. The length counts everything behind it, the checksum included;
//! the checksum is the xor of everything between preamble and checksum.
//! Source: vendors' public protocol sheets of SAM_V modules (softs.im “身份证阅读器通信协议”; CSDN 85242964).

/// What every frame begins with.
pub const PREAMBLE: [u8; 5] = [0xAA, 0xAA, 0xAA, 0x96, 0x69];
/// Longest request that a module takes: none in use is longer than 4, room is left for vendors' extras.
const LONGEST_REQUEST: usize = 64;

/// What a module makes of the bytes that it hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A request with a checksum that fits.
    Request {
        /// Command and parameter.
        code: [u8; 2],
        /// What follows them.
        data: Vec<u8>,
    },
    /// A request with a wrong checksum.
    WrongChecksum,
    /// A length that no request has.
    WrongLength,
}

/// Collects requests out of the bytes on the wire.
#[derive(Debug, Default)]
pub struct Ear {
    heard: Vec<u8>,
}

impl Ear {
    /// Takes bytes and gives what became complete by them.
    pub fn hear(&mut self, bytes: &[u8]) -> Vec<Heard> {
        self.heard.extend_from_slice(bytes);
        let mut found = Vec::new();
        while let Some(one) = self.next() {
            found.push(one);
        }
        found
    }

    /// Forgets a request that never became complete.
    pub fn forget(&mut self) {
        self.heard.clear();
    }

    /// Whether a request is half heard.
    pub fn in_the_middle(&self) -> bool {
        !self.heard.is_empty()
    }

    fn next(&mut self) -> Option<Heard> {
        self.skip_to_preamble();
        let body = self.heard.strip_prefix(&PREAMBLE)?;
        let (&[high, low], rest) = body.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        if !(3..=LONGEST_REQUEST).contains(&length) {
            self.heard.drain(..PREAMBLE.len());
            return Some(Heard::WrongLength);
        }
        let frame = rest.get(..length)?;
        let (&checksum, content) = frame.split_last()?;
        let expected = content.iter().fold(high ^ low, |sum, byte| sum ^ byte);
        let heard = match content {
            [command, parameter, data @ ..] if checksum == expected => {
                Heard::Request { code: [*command, *parameter], data: data.to_vec() }
            }
            _ => Heard::WrongChecksum,
        };
        self.heard.drain(..PREAMBLE.len() + 2 + length);
        Some(heard)
    }

    /// Drops what cannot begin a frame.
    fn skip_to_preamble(&mut self) {
        let start = (0..self.heard.len()).find(|&start| {
            self.heard.get(start..).is_some_and(|rest| rest.iter().zip(PREAMBLE).all(|(have, want)| *have == want))
        });
        self.heard.drain(..start.unwrap_or(self.heard.len()));
    }
}

/// An answer: `word` is SW3, SW1 and SW2 are zero (the card's own word, passed through on some failures).
pub fn answer(word: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() + 4) as u16;
    let mut frame = PREAMBLE.to_vec();
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&[0, 0, word]);
    frame.extend_from_slice(data);
    let checksum = frame.iter().skip(PREAMBLE.len()).fold(0, |sum, byte| sum ^ byte);
    frame.push(checksum);
    frame
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test stops where it fails
mod tests {
    use super::*;

    fn request(code: [u8; 2]) -> Vec<u8> {
        let mut frame = PREAMBLE.to_vec();
        frame.extend_from_slice(&[0, 3, code[0], code[1], 3 ^ code[0] ^ code[1]]);
        frame
    }

    #[test]
    fn answers_are_those_of_the_sheets() {
        // Source: the recomputed answer table of the vendors' sheets.
        let table: [(u8, &[u8], &str); 7] = [
            (0x9F, &[0; 4], "AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97"),
            (0x80, &[], "AA AA AA 96 69 00 04 00 00 80 84"),
            (0x90, &[0; 8], "AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C"),
            (0x81, &[], "AA AA AA 96 69 00 04 00 00 81 85"),
            (0x41, &[], "AA AA AA 96 69 00 04 00 00 41 45"),
            (0x66, &[], "AA AA AA 96 69 00 04 00 00 66 62"),
            (0x91, &[], "AA AA AA 96 69 00 04 00 00 91 95"),
        ];
        for (word, data, hex) in table {
            let bytes: Vec<u8> = hex.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
            assert_eq!(answer(word, data), bytes, "{word:02X}");
        }
    }

    #[test]
    fn requests_are_found_between_noise_and_in_pieces() {
        let mut ear = Ear::default();
        assert!(ear.hear(&[0x00, 0xAA, 0xAA]).is_empty());
        assert!(ear.hear(&[0xAA, 0xAA, 0x96]).is_empty());
        let found = ear.hear(&[0x69, 0, 3, 0x20, 0x01, 0x22, 0x55]);
        assert_eq!(found, [Heard::Request { code: [0x20, 0x01], data: vec![] }]);
        assert_eq!(ear.hear(&request([0x30, 0x01])), [Heard::Request { code: [0x30, 0x01], data: vec![] }]);
        let mut wrong = request([0x30, 0x01]);
        wrong[9] ^= 1;
        assert_eq!(ear.hear(&wrong), [Heard::WrongChecksum]);
        assert_eq!(ear.hear(&[0xAA, 0xAA, 0xAA, 0x96, 0x69, 0xFF, 0xFF]), [Heard::WrongLength]);
    }
}
