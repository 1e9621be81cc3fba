//! The scanner's wire: every code is somebody's. Only what modules answer to settings is known and stays.
//!
//! Source of the answers: manuals of GM65 and Newland EM/FM modules (`02 00 …`, `02 01 30 30 30 30 … 3B 03`).

use tokio::time::Instant;

use super::held::Held;
use super::{Scrambler, Sink};
use crate::record::line::What;

/// Longest answer to a Newland setting that is waited for.
const LONGEST: usize = 80;
/// Longest value in a GM65 answer that is no code: registers have one or two bytes.
const VALUE: u8 = 4;

/// Replaces codes.
#[derive(Default)]
pub(super) struct Scanner {
    held: Held,
}

/// A printable byte is an X; control characters (CR, LF, ACK, NAK) stay.
pub(super) fn hide(byte: u8) -> u8 {
    if byte < 0x20 || byte == 0x7F { byte } else { b'X' }
}

enum Answer {
    Yes(usize),
    No,
    Need,
}

/// Whether an answer to a setting stands at the start.
fn answer(rest: &[u8]) -> Answer {
    let newland = [0x02, 0x01, 0x30, 0x30, 0x30, 0x30];
    match rest {
        [2 | 3, 0, 0 | 1 | 3, len @ 0..=VALUE, ..] => {
            let length = 6 + usize::from(*len);
            if rest.len() < length { Answer::Need } else { Answer::Yes(length) }
        }
        [2 | 3] | [2 | 3, 0] | [2 | 3, 0, 0 | 1 | 3] => Answer::Need,
        _ if rest.starts_with(&newland) => match memchr::memmem::find(rest, &[0x3B, 0x03]) {
            Some(end) if end < LONGEST => Answer::Yes(end + 2),
            None if rest.len() < LONGEST => Answer::Need,
            _ => Answer::No,
        },
        _ if newland.starts_with(rest) => Answer::Need,
        _ => Answer::No,
    }
}

impl Scanner {
    fn sort(&mut self, over: bool) {
        loop {
            let rest = self.held.rest();
            match answer(rest) {
                _ if rest.is_empty() => return,
                Answer::Yes(length) => self.held.pass(length, |_| {}),
                Answer::Need if !over => return,
                Answer::Need | Answer::No => {
                    self.held.pass(1, |bytes| bytes.iter_mut().for_each(|byte| *byte = hide(*byte)));
                }
            }
        }
    }
}

impl Scrambler for Scanner {
    fn pass(&mut self, at: Instant, mut what: What, sink: &mut Sink<'_>) {
        if let What::Device(bytes) = &mut what {
            self.held.push(at, bytes);
            self.sort(false);
            return self.held.drain(|at, bytes| sink(at, What::Device(bytes)));
        }
        if what.ends_line() || matches!(what, What::Host(_)) {
            self.flush(sink);
        }
        sink(at, what);
    }

    fn flush(&mut self, sink: &mut Sink<'_>) {
        self.sort(true);
        self.held.drain(|at, bytes| sink(at, What::Device(bytes)));
    }
}
