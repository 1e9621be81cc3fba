//! The scanner's wire: every code is somebody's. Only what modules reply to commands is known and stays.
//!
//! In the place of a code stand as many X, with a number at their end: the same code has the same number throughout a
//! recording, another code another. So a replay tells the same code again from another one, and nobody learns more.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};

use tokio::time::Instant;

use super::held::Held;
use super::{Scrambler, Sink};
use crate::record::line::What;
use crate::scanner::{At, MAX_CODE, Replies};

/// Bytes that wait for the end of their code.
const MOST: usize = 2 * MAX_CODE;
/// Longest value in a GM65 reply that is no code: registers have one or two bytes.
const VALUE: usize = 4;
/// Last bytes to the module that are kept: its replies repeat them.
const TAIL: usize = 128;
/// Codes that are told apart.
const CODES: usize = 256;

/// Replaces codes.
pub(super) struct Scanner {
    held: Held,
    /// Last bytes to the module.
    host: Vec<u8>,
    /// The last codes and their numbers. Drawn anew for every recording: no code can be found by its hash.
    keys: RandomState,
    seen: VecDeque<(u64, u64)>,
    count: u64,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { held: Held::default(), host: Vec::new(), keys: RandomState::new(), seen: VecDeque::new(), count: 0 }
    }
}

/// A printable byte is an X; control characters (CR, LF, ACK, NAK) stay.
pub(super) fn hide(byte: u8) -> u8 {
    if is_control(byte) { byte } else { b'X' }
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 || byte == 0x7F
}

impl Scanner {
    /// Takes apart what came; `over`: nothing more comes for it.
    fn sort(&mut self, over: bool) {
        while let Some((piece, mark)) = self.next(over) {
            let number = self.number(piece);
            self.held.pass(piece, |bytes| replace(bytes, number));
            self.held.pass(mark, |_| {});
        }
    }

    /// So many bytes of a code, and so many behind them that are none. `None`: nothing, or not yet.
    fn next(&self, over: bool) -> Option<(usize, usize)> {
        let rest = self.held.rest();
        let waits = !over && rest.len() < MOST;
        for (place, byte) in rest.iter().enumerate() {
            match self.reply(rest.get(place..).unwrap_or_default()) {
                At::Whole(length, _) => return Some((place, length)),
                At::Part if waits => return None,
                _ if is_control(*byte) => return Some((place, 1)),
                _ => {}
            }
        }
        (!rest.is_empty() && !waits).then_some((rest.len(), 0))
    }

    /// Whether a reply stands at the beginning. One that repeats anything else than the host's own words is none: it may
    /// have lost its end, and a code come into it.
    fn reply(&self, bytes: &[u8]) -> At {
        let menu = memchr::memmem::rfind(&self.host, b"\x16M\x0D").and_then(|place| self.host.get(place..));
        let families =
            [(Replies::Gm65, 4, 2), (Replies::Newland, 6, 3), (Replies::Zebra, 0, 0), (Replies::Honeywell, 0, 2)];
        let mut part = false;
        for (replies, head, tail) in families {
            match replies.at(bytes, replies.echo(menu.unwrap_or_default())) {
                At::Whole(length, answer) => {
                    let data = bytes.get(head..length.saturating_sub(tail)).unwrap_or_default();
                    let known = match replies {
                        Replies::Gm65 => data.len() <= VALUE,
                        Replies::Zebra => true,
                        _ => memchr::memmem::find(&self.host, data).is_some(),
                    };
                    if known {
                        return At::Whole(length, answer);
                    }
                }
                At::Part => part = true,
                At::Nothing => {}
            }
        }
        if part { At::Part } else { At::Nothing }
    }

    /// The number of the code that stands in the next `length` bytes.
    fn number(&mut self, length: usize) -> u64 {
        if length == 0 {
            return 0;
        }
        let code = self.keys.hash_one(self.held.rest().get(..length).unwrap_or_default());
        if let Some((_, number)) = self.seen.iter().find(|(known, _)| *known == code) {
            return *number;
        }
        self.count += 1;
        self.seen.push_back((code, self.count));
        if self.seen.len() > CODES {
            self.seen.pop_front();
        }
        self.count
    }
}

/// As many X, and the number in decimal at their end.
fn replace(code: &mut [u8], mut number: u64) {
    for byte in code.iter_mut().rev() {
        *byte = if number == 0 { b'X' } else { b'0' + (number % 10) as u8 };
        number /= 10;
    }
}

impl Scrambler for Scanner {
    fn pass(&mut self, at: Instant, mut what: What, sink: &mut Sink<'_>) {
        if let What::Device(bytes) = &mut what {
            self.held.push(at, bytes);
            self.sort(false);
            return self.held.drain(|at, bytes| sink(at, What::Device(bytes)));
        }
        // What the driver says, it says of whole codes, or of one that stays without its end.
        if what.ends_line() || matches!(what, What::Host(_) | What::Said(_)) {
            self.flush(sink);
        }
        if let What::Host(bytes) = &what {
            self.host.extend_from_slice(bytes);
            let old = self.host.len().saturating_sub(TAIL);
            self.host.drain(..old);
        }
        sink(at, what);
    }

    fn flush(&mut self, sink: &mut Sink<'_>) {
        self.sort(true);
        self.held.drain(|at, bytes| sink(at, What::Device(bytes)));
    }
}
