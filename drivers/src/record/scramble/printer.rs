//! The printer's wire: what it is sent is somebody's ticket. What it answers is only about itself.
//!
//! Characters become others of the same width, pictures and codes a pattern that says nothing (not even where ink was: a
//! name drawn as dots could be read from its outline). Commands stay, real-time ones also in the middle of a picture.

use tokio::time::Instant;

use super::held::Held;
use super::{Scrambler, Sink};
use crate::printer::grammar::{Unit, real_time, unit};
use crate::record::line::What;

/// GB 2312 codes of 测 and 试.
const HANZI: [[u8; 2]; 2] = [[0xB2, 0xE2], [0xCA, 0xD4]];
/// One dot in four.
const PATTERN: u8 = 0x11;
/// NULs in a row that are no picture: they end whatever was broken off.
const FLOOD: usize = 256;

/// Replaces tickets.
#[derive(Default)]
pub(super) struct Printer {
    line: Walk,
    /// What was given to print, as it stood before it went over the wire.
    given: Walk,
}

#[derive(Default)]
struct Walk {
    held: Held,
    /// Bytes of a command's data that are still to come, and whether they are characters.
    data: usize,
    characters: bool,
    hanzi: usize,
}

impl Walk {
    fn sort(&mut self, over: bool) {
        loop {
            let rest = self.held.rest();
            if rest.is_empty() {
                return;
            }
            if self.data > 0 {
                if !self.in_data(over) {
                    return;
                }
                continue;
            }
            match unit(rest) {
                Unit::Need if !over => return,
                Unit::Need => {
                    let count = rest.len();
                    self.held.pass(count, hide_text);
                }
                Unit::Control(count) => {
                    // Each line begins with the same one, so that a ticket is the same however it was given.
                    self.hanzi = 0;
                    self.held.pass(count, |_| {});
                }
                Unit::Command(count) | Unit::RealTime(count) => self.held.pass(count, |_| {}),
                Unit::Text(1) => self.held.pass(1, hide_text),
                Unit::Text(count) => {
                    let hanzi = HANZI.get(self.hanzi % HANZI.len()).copied().unwrap_or_default();
                    self.hanzi += 1;
                    self.held.pass(count, |bytes| bytes.iter_mut().zip(hanzi).for_each(|(byte, new)| *byte = new));
                }
                Unit::Data { header, data, harmless, characters } => {
                    self.held.pass(if harmless { header + data } else { header }, |_| {});
                    self.data = if harmless { 0 } else { data };
                    self.characters = characters;
                }
            }
        }
    }

    /// The next bytes of a command's data; `false`: more are needed to tell.
    fn in_data(&mut self, over: bool) -> bool {
        let rest = self.held.rest();
        if let Some(length) = real_time(rest) {
            // DLE DC4 8 clears what was begun. The others are carried out at once and are data all the same; three bytes of
            // a picture can look like one of them.
            let clears = rest.get(1) == Some(&0x14);
            self.held.pass(length, |_| {});
            self.data = if clears { 0 } else { self.data.saturating_sub(length) };
            return true;
        }
        let zeros = rest.iter().take_while(|byte| **byte == 0).count();
        if zeros >= FLOOD {
            let count = zeros.min(self.data);
            self.held.pass(count, |_| {});
            self.data -= count;
            return true;
        }
        // Up to what may be a real-time command or a flood.
        let plain = rest.iter().skip(1).position(|byte| *byte == 0x10).map_or(rest.len(), |at| at + 1);
        let undecided =
            rest.first() == Some(&0x10) && rest.len() < 10 && crate::printer::grammar::may_be_real_time(rest);
        if undecided && !over && rest.len() < self.data {
            return false;
        }
        let count = before_flood(rest.get(..plain).unwrap_or_default()).min(self.data);
        let characters = self.characters;
        self.held.pass(count, |bytes| {
            if characters {
                hide_text(bytes);
            } else {
                bytes.fill(PATTERN);
            }
        });
        self.data -= count;
        true
    }
}

/// Bytes before the first flood.
fn before_flood(bytes: &[u8]) -> usize {
    let mut before = 0;
    for run in bytes.chunk_by(|a, b| (*a == 0) == (*b == 0)) {
        if run.first() == Some(&0) && run.len() >= FLOOD {
            break;
        }
        before += run.len();
    }
    before
}

/// Letters and digits, each by one of its kind; half of a Chinese character by a letter.
fn hide_text(bytes: &mut [u8]) {
    for byte in bytes {
        *byte = match *byte {
            b'0'..=b'9' => b'0',
            b'A'..=b'Z' => b'X',
            b'a'..=b'z' | 0x80.. => b'x',
            other => other,
        };
    }
}

impl Scrambler for Printer {
    fn pass(&mut self, at: Instant, mut what: What, sink: &mut Sink<'_>) {
        match &mut what {
            What::Host(bytes) => {
                self.line.held.push(at, bytes);
                self.line.sort(false);
                self.line.held.drain(|at, bytes| sink(at, What::Host(bytes)));
            }
            What::Given(bytes) => {
                self.given = Walk::default();
                self.given.held.push(at, bytes);
                self.given.sort(true);
                self.given.held.drain(|at, bytes| sink(at, What::Given(bytes)));
            }
            other => {
                if other.ends_line() {
                    self.flush(sink);
                    self.line = Walk::default();
                }
                sink(at, what);
            }
        }
    }

    fn flush(&mut self, sink: &mut Sink<'_>) {
        self.line.sort(true);
        self.line.held.drain(|at, bytes| sink(at, What::Host(bytes)));
    }
}
