//! What a replay must know of a device's language: which questions are asked again and again, and what was answered last.

use std::collections::VecDeque;

use crate::id_card::Command;
use crate::printer::{Answer, Demux, Expected};
use crate::record::DeviceKind;

/// What scanners are asked to see whether they are there (`alive` in `config/scanners/`), in the order of the families.
const ALIVE: [&[u8]; 5] = [
    b"\x7E\x00\x0A\x01\x00\x00\x00\x30\x1A",
    b"^_^SLEEP.",
    b"\x7E\x010000#SCNMOD0;\x03",
    b"\x16M\x0DTRGMOD0!",
    &[4, 0xE5, 4, 0, 0xFF, 0x13],
];

/// Questions about the slot of a ticket printer, whose answers no mask tells from others: GS e 6, DLE EOT 20.
const EJECTOR: [u8; 3] = [0x1D, 0x65, 0x06];
const FULL: [u8; 3] = [0x10, 0x04, 0x14];

/// What stands at the start of bytes to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// A question of so many bytes that may be asked any number of times.
    Poll(usize),
    /// It may become one.
    Perhaps,
    /// Anything else.
    Plain,
}

/// What is known about the answers so far.
#[derive(Debug)]
pub(super) struct Dialect {
    kind: DeviceKind,
    known: Vec<(Vec<u8>, Vec<u8>)>,
    /// Questions whose answers are still to come, the oldest first.
    open: VecDeque<Vec<u8>>,
    demux: Demux,
}

impl Dialect {
    pub(super) fn new(kind: DeviceKind) -> Self {
        Self { kind, known: Vec::new(), open: VecDeque::new(), demux: Demux::new() }
    }

    /// Looks at the start of `bytes`.
    pub(super) fn start(&self, bytes: &[u8]) -> Start {
        let polls: Vec<Vec<u8>> = match self.kind {
            DeviceKind::IdCard => [Command::SamStatus, Command::SamId, Command::FindCard, Command::ReadManagement]
                .map(Command::bytes)
                .into(),
            // DLE EOT 1–4 and 20, GS e 6, and automatic status turned on again.
            DeviceKind::Printer => {
                let mut polls: Vec<Vec<u8>> = (1..=4).map(|n| vec![0x10, 0x04, n]).collect();
                polls.extend([vec![0x1D, 0x61, 0xFF], EJECTOR.to_vec(), FULL.to_vec()]);
                polls
            }
            DeviceKind::Scanner => ALIVE.iter().map(|alive| alive.to_vec()).collect(),
            DeviceKind::Other => Vec::new(),
        };
        if let Some(poll) = polls.iter().find(|poll| bytes.starts_with(poll)) {
            return Start::Poll(poll.len());
        }
        if polls.iter().any(|poll| poll.starts_with(bytes)) { Start::Perhaps } else { Start::Plain }
    }

    /// A question was asked, in the recording.
    pub(super) fn asked(&mut self, poll: &[u8]) {
        if self.kind != DeviceKind::Printer {
            self.open.clear();
            self.known.retain(|(known, _)| known != poll);
        }
        if self.kind == DeviceKind::Printer && (*poll == EJECTOR || *poll == FULL) {
            self.demux.expect(Some(if *poll == FULL { Expected::Full } else { Expected::Ejector }));
        }
        self.open.push_back(poll.to_vec());
        self.open.truncate(64);
    }

    /// Something else was sent: what comes next answers that.
    pub(super) fn plain(&mut self) {
        if self.kind != DeviceKind::Printer {
            self.open.clear();
        }
    }

    /// The device said this, in the recording. Gives back what of it is no answer to a question.
    pub(super) fn said(&mut self, bytes: &[u8]) -> Vec<u8> {
        if self.kind != DeviceKind::Printer {
            let Some(poll) = self.open.front() else { return bytes.to_vec() };
            match self.known.iter_mut().find(|(known, _)| known == poll) {
                Some((_, answer)) => answer.extend_from_slice(bytes),
                None => self.known.push((poll.clone(), bytes.to_vec())),
            }
            return Vec::new();
        }
        let (open, known, mut other) = (&mut self.open, &mut self.known, Vec::new());
        self.demux.feed(bytes, |answer| match answer {
            Answer::RealTime(byte) => {
                while open.front().is_some_and(|poll| poll.first() != Some(&0x10)) {
                    open.pop_front(); // GS a is answered by an automatic status
                }
                if let Some(poll) = open.pop_front() {
                    known.retain(|(known, _)| *known != poll);
                    known.push((poll, vec![byte]));
                }
            }
            Answer::Ejector(byte) => answered(open, known, EJECTOR, vec![byte]),
            Answer::Full([p, u, r, x]) => answered(open, known, FULL, vec![0x10, 0x0F, p, u, r, x]),
            Answer::Auto(bytes) => other.extend(bytes),
            Answer::Queued(byte) | Answer::Noise(byte) => other.push(byte),
            Answer::Block(block) => {
                other.extend_from_slice(block);
                other.push(0);
            }
        });
        other
    }

    /// What was last answered to a question.
    pub(super) fn answer(&self, poll: &[u8]) -> Option<&[u8]> {
        self.known.iter().find(|(known, _)| known == poll).map(|(_, answer)| answer.as_slice())
    }

    /// The line is a new one.
    pub(super) fn reopened(&mut self) {
        self.open.clear();
        self.demux.reset();
    }
}

/// A question about the slot has its answer.
fn answered(open: &mut VecDeque<Vec<u8>>, known: &mut Vec<(Vec<u8>, Vec<u8>)>, poll: [u8; 3], answer: Vec<u8>) {
    open.retain(|asked| *asked != poll);
    known.retain(|(known, _)| *known != poll);
    known.push((poll.to_vec(), answer));
}
