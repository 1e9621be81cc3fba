//! Commands and answers of a card with contacts, as bytes. Source: ISO/IEC 7816-4, 5.1 and 5.3.

use zeroize::Zeroizing;

use super::status::{Meaning, StatusWord};

/// Name of the social security environment: `sx1.sh.社会保障` in GBK.
/// Source: CSDN 106245384; the same in many open drivers.
pub const SSSE: [u8; 15] = [0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF];

/// Longest short answer: 256 bytes and a status word.
pub const MAX_RESPONSE: usize = 258;

/// Most bytes of one answer, however many pieces it comes in: no record of these files has more than 255.
const MAX_DATA: usize = 512;

/// Most commands for one answer.
const MAX_ROUNDS: usize = 40;

/// What a card is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The social security environment.
    SelectEnvironment,
    /// A file in it; `by_path`: P1 = 02 (in this directory), else P1 = 00, which some cards want instead.
    SelectFile {
        /// Its identifier.
        file: u16,
        /// P1 = 02.
        by_path: bool,
    },
    /// A record by its tag.
    ReadRecord {
        /// Its tag.
        tag: u8,
    },
    /// The rest of an answer.
    GetResponse {
        /// How many bytes; 0: 256.
        length: u8,
    },
}

impl Command {
    /// The command's bytes; those that expect an answer end with its length, 0 (256 at most).
    pub fn encode(self) -> Vec<u8> {
        match self {
            Self::SelectEnvironment => [&[0x00, 0xA4, 0x04, 0x00, SSSE.len() as u8], &SSSE[..]].concat(),
            Self::SelectFile { file, by_path } => {
                let [high, low] = file.to_be_bytes();
                vec![0x00, 0xA4, if by_path { 0x02 } else { 0x00 }, 0x00, 2, high, low]
            }
            Self::ReadRecord { tag } => vec![0x00, 0xB2, tag, 0x00, 0],
            Self::GetResponse { length } => vec![0x00, 0xC0, 0x00, 0x00, length],
        }
    }

    /// The same with this length expected. Only commands without data have their length at the end.
    fn encode_with_length(self, length: u8) -> Vec<u8> {
        let mut bytes = self.encode();
        match self {
            Self::ReadRecord { .. } | Self::GetResponse { .. } => {
                bytes.pop();
            }
            Self::SelectEnvironment | Self::SelectFile { .. } => {}
        }
        bytes.push(length);
        bytes
    }
}

/// An answer. Its data may be personal: it is wiped when dropped and not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// Without the status word.
    pub data: Zeroizing<Vec<u8>>,
    /// How it ended.
    pub status: StatusWord,
}

impl Response {
    /// From the bytes of an answer; `None`: fewer than two.
    pub fn parse(mut bytes: Zeroizing<Vec<u8>>) -> Option<Self> {
        let status = StatusWord(u16::from_be_bytes(*bytes.last_chunk()?));
        let length = bytes.len().saturating_sub(2);
        bytes.truncate(length);
        Some(Self { data: bytes, status })
    }
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Response({} bytes, {})", self.data.len(), self.status)
    }
}

/// Why a card gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TransportError {
    /// It was pulled out, or lost its contacts.
    #[error("the card was pulled out while it was read; put it in again and leave it there")]
    Removed,
    /// Another program uses it.
    #[error("another program reads the card; close it")]
    InUse,
    /// It does not answer when it is given power: put in the wrong way round, dirty, broken.
    #[error("the card does not answer; is it put in the right way round, and is its chip clean?")]
    Mute,
    /// The reader failed.
    #[error("the card reader failed; it is being opened again")]
    Reader,
    /// What came is no answer.
    #[error("the card's answers make no sense; clean its chip, or try the staffed counter")]
    Garbled,
}

/// Carries a command to a card and its answer back.
pub trait Transport {
    /// The answer, with its status word. Blocks until it is there.
    fn transmit(&mut self, command: &[u8]) -> Result<Zeroizing<Vec<u8>>, TransportError>;
}

/// The whole answer to a command: fetches what waits (61xx) and asks again with the right length (6Cxx).
pub fn exchange(transport: &mut dyn Transport, command: Command) -> Result<Response, TransportError> {
    let mut data = Zeroizing::new(Vec::with_capacity(MAX_DATA));
    let mut asked = command;
    let mut bytes = asked.encode();
    let mut corrected = false;
    for _ in 0..MAX_ROUNDS {
        let answer = Response::parse(transport.transmit(&bytes)?).ok_or(TransportError::Garbled)?;
        if data.len() + answer.data.len() > MAX_DATA {
            return Err(TransportError::Garbled);
        }
        data.extend_from_slice(&answer.data);
        match answer.status.meaning() {
            Meaning::More(length) => {
                asked = Command::GetResponse { length };
                bytes = asked.encode();
                corrected = false;
            }
            // Once a command: a card that is never content is no card of ours.
            Meaning::Length(length) if !corrected => {
                bytes = asked.encode_with_length(length);
                corrected = true;
            }
            _ => return Ok(Response { data, status: answer.status }),
        }
    }
    Err(TransportError::Garbled)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A card that answers what is prescribed, and remembers what it was asked.
    struct Script(Vec<Vec<u8>>, Vec<Vec<u8>>);

    impl Script {
        fn new(answers: &[&[u8]]) -> Self {
            Self(answers.iter().rev().map(|answer| answer.to_vec()).collect(), Vec::new())
        }
    }

    impl Transport for Script {
        fn transmit(&mut self, command: &[u8]) -> Result<Zeroizing<Vec<u8>>, TransportError> {
            self.1.push(command.to_vec());
            self.0.pop().map(Zeroizing::new).ok_or(TransportError::Removed)
        }
    }

    #[test]
    fn commands_are_those_of_the_sources() {
        for (command, bytes) in [
            (Command::SelectEnvironment, &b"\x00\xA4\x04\x00\x0Fsx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF"[..]),
            (Command::SelectFile { file: 0xEF05, by_path: true }, b"\x00\xA4\x02\x00\x02\xEF\x05"),
            (Command::SelectFile { file: 0xEF06, by_path: false }, b"\x00\xA4\x00\x00\x02\xEF\x06"),
            (Command::ReadRecord { tag: 8 }, b"\x00\xB2\x08\x00\x00"),
            (Command::GetResponse { length: 0x14 }, b"\x00\xC0\x00\x00\x14"),
        ] {
            assert_eq!(command.encode(), bytes, "{command:?}");
        }
    }

    #[test]
    fn an_answer_comes_whole_whichever_way() {
        let read = Command::ReadRecord { tag: 3 };
        for (answers, asked, data, status) in [
            (vec![&[7, 8, 0x90, 0][..]], vec![&[0, 0xB2, 3, 0, 0][..]], vec![7, 8], 0x9000),
            (vec![&[0x61, 2], &[7, 8, 0x90, 0]], vec![&[0, 0xB2, 3, 0, 0], &[0, 0xC0, 0, 0, 2]], vec![7, 8], 0x9000),
            (vec![&[0x6C, 2], &[7, 8, 0x90, 0]], vec![&[0, 0xB2, 3, 0, 0], &[0, 0xB2, 3, 0, 2]], vec![7, 8], 0x9000),
            (
                vec![&[7, 0x61, 9], &[0x6C, 1], &[8, 0x90, 0]],
                vec![&[0, 0xB2, 3, 0, 0], &[0, 0xC0, 0, 0, 9], &[0, 0xC0, 0, 0, 1]],
                vec![7, 8],
                0x9000,
            ),
            (vec![&[0x6C, 2], &[0x6C, 3]], vec![&[0, 0xB2, 3, 0, 0], &[0, 0xB2, 3, 0, 2]], vec![], 0x6C03),
            (vec![&[0x6A, 0x83]], vec![&[0, 0xB2, 3, 0, 0]], vec![], 0x6A83),
        ] {
            let mut card = Script::new(&answers);
            let response = exchange(&mut card, read).unwrap();
            assert_eq!(
                (&*response.data, response.status.0, &card.1),
                (&data, status, &asked.iter().map(|a| a.to_vec()).collect())
            );
        }
    }

    #[test]
    fn a_select_that_wants_a_length_gets_it_behind_its_data() {
        let mut card = Script::new(&[&[0x6C, 0x13], &[0x90, 0]]);
        assert_eq!(exchange(&mut card, Command::SelectFile { file: 0xEF05, by_path: true }).unwrap().status.0, 0x9000);
        assert_eq!(card.1[1], [0, 0xA4, 2, 0, 2, 0xEF, 5, 0x13]);
    }

    #[test]
    fn what_is_no_answer_is_garbled() {
        for answers in [vec![&[][..]], vec![&[0x90]], vec![&[0x61, 9]; 100], vec![&[0x61, 9], &[]]] {
            assert_eq!(
                exchange(&mut Script::new(&answers), Command::ReadRecord { tag: 1 }),
                Err(TransportError::Garbled)
            );
        }
        let long = [&[7; 256][..], &[0x61, 0]].concat();
        let mut card = Script::new(&[&long, &long, &long]);
        assert_eq!(exchange(&mut card, Command::ReadRecord { tag: 1 }), Err(TransportError::Garbled));
    }

    #[test]
    fn nothing_personal_is_shown() {
        let response = Response::parse(Zeroizing::new(b"370000\x90\x00".to_vec())).unwrap();
        assert_eq!(format!("{response:?}"), "Response(6 bytes, status 9000)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))] // each of them is thousands of bytes

        /// Whatever a card answers: an end, in few rounds, with as many bytes as were sent and no more than the limit.
        #[test]
        fn any_answers_come_to_an_end(answers in prop::collection::vec(prop::collection::vec(
            prop_oneof![Just(0x61_u8), Just(0x6C), Just(0x90), Just(0), any::<u8>()], 0..260), 0..45)) {
            let mut card = Script(answers, Vec::new());
            if let Ok(response) = exchange(&mut card, Command::ReadRecord { tag: 8 }) {
                prop_assert!(response.data.len() <= MAX_DATA);
                prop_assert!(response.data.capacity() <= MAX_DATA);
            }
            prop_assert!(card.1.len() <= MAX_ROUNDS);
        }
    }
}
