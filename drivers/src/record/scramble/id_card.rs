//! The reader's wire: answers to reads hold a person.
//!
//! From the first byte of a read command until the module has answered something else, nothing that comes is harmless
//! but the bones of a frame: preamble, length, status words. Before the first read nobody's data can be on the wire.

use tokio::time::Instant;
use zeroize::Zeroizing;

use super::held::Held;
use super::invented;
use super::{Scrambler, Sink};
use crate::id_card::{MAX_LEN, PREAMBLE};
use crate::record::line::What;

/// Preamble and length.
const HEADER: usize = PREAMBLE.len() + 2;
/// Status words and checksum.
const FRAME: usize = 4;
/// Text and photo, each with its announced length.
const LENGTHS: [u8; 4] = [1, 0, 4, 0];
const TEXT: usize = 256;
const PHOTO: usize = 1024;
/// The module's own number.
const SAM_ID: usize = 16;
/// Longest content that is a number of the chip and no text.
const NUMBERS: usize = 64;
/// What begins every command with three bytes behind its length.
const COMMAND: [u8; 4] = [0x96, 0x69, 0x00, 0x03];

/// Replaces people.
pub(super) struct IdCard {
    key: u64,
    held: Held,
    /// Last bytes to the module.
    tail: Vec<u8>,
    /// First byte of the last command.
    command: u8,
    /// A person's data may come.
    personal: bool,
}

impl IdCard {
    pub(super) fn new(key: u64) -> Self {
        Self { key, held: Held::default(), tail: Vec::new(), command: 0, personal: false }
    }

    fn hear_host(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.tail == COMMAND {
                self.command = byte;
                self.personal |= byte == 0x30;
            }
            if self.tail.len() == COMMAND.len() {
                self.tail.remove(0);
            }
            self.tail.push(byte);
        }
    }

    /// Takes apart what came; `over`: nothing more comes for it.
    fn sort(&mut self, over: bool) {
        loop {
            let rest = self.held.rest();
            if !rest.starts_with(&PREAMBLE) {
                let noise = noise(rest, over);
                if noise == 0 {
                    return;
                }
                self.hide(noise);
                continue;
            }
            let announced = match rest.get(PREAMBLE.len()..HEADER) {
                Some([high, low]) => Some(usize::from(u16::from_be_bytes([*high, *low]))),
                _ => None,
            };
            match announced {
                None if !over => return,
                None => self.held.pass(rest.len(), |_| {}),
                Some(len) if !(FRAME..=MAX_LEN).contains(&len) => self.bones(),
                Some(len) if rest.len() < HEADER + len => {
                    if !over {
                        return;
                    }
                    self.frame(len);
                }
                Some(len) => {
                    let body = rest.get(PREAMBLE.len()..HEADER + len).unwrap_or_default();
                    let sound = body.iter().fold(0, |sum, byte| sum ^ byte) == 0;
                    let within = body.get(1..).is_some_and(|body| memchr::memmem::find(body, &PREAMBLE).is_some());
                    if sound || !within {
                        self.frame(len);
                        // The module does one thing after the other: once it answers something short to another command
                        // nothing of the card is under way.
                        self.personal &= !(sound && self.command != 0x30 && len <= FRAME + SAM_ID);
                    } else {
                        // A false preamble, or an answer that broke off: a true one stands within what it claims.
                        self.bones();
                    }
                }
            }
        }
    }

    /// Lets preamble, length, status words and announced lengths go as they are: what follows is noise.
    fn bones(&mut self) {
        let rest = self.held.rest();
        let bones = rest.get(PREAMBLE.len()..).and_then(|rest| memchr::memmem::find(rest, &PREAMBLE));
        let bones = bones.map_or(usize::MAX, |at| at + PREAMBLE.len());
        let lengths = rest.get(HEADER + 3..).is_some_and(|rest| rest.starts_with(&LENGTHS));
        let count = HEADER + 3 + if lengths { LENGTHS.len() } else { 0 };
        self.held.pass(count.min(bones), |_| {});
    }

    /// Bytes outside of frames.
    fn hide(&mut self, count: usize) {
        let personal = self.personal;
        self.held.pass(count, |bytes| {
            if personal {
                for byte in bytes.iter_mut().filter(|byte| !matches!(byte, 0 | 0xFF | 0xAA | 0x96 | 0x69 | 0x20)) {
                    *byte = b'X';
                }
            }
        });
    }

    /// A frame that announces `len`, or what there is of it.
    fn frame(&mut self, len: usize) {
        let (command, key, personal) = (self.command, self.key, self.personal);
        let content = len - FRAME;
        // What stands in the field is not read from a damaged status: success or not, its content is replaced.
        let harmless = content == 0 || (content == SAM_ID && command == 0x12) || !personal && command != 0x20;
        self.held.pass(HEADER + len, |frame| {
            if harmless {
                return;
            }
            let sum =
                |frame: &[u8]| frame.get(PREAMBLE.len()..).unwrap_or_default().iter().fold(0, |sum, byte| sum ^ byte);
            let damage = sum(frame);
            let whole = frame.len() == HEADER + len;
            let end = frame.len().min(HEADER + 3 + content);
            let Some(data) = frame.get_mut(HEADER + 3..end) else { return };
            let mut full = Zeroizing::new(data.to_vec());
            full.resize(content, 0);
            replace(&mut full, key);
            data.copy_from_slice(full.get(..data.len()).unwrap_or_default());
            if whole {
                let wrong = sum(frame) ^ damage;
                if let Some(last) = frame.last_mut() {
                    *last ^= wrong;
                }
            }
        });
    }

    fn go_on(&mut self, sink: &mut Sink<'_>) {
        self.held.drain(|at, bytes| sink(at, What::Device(bytes)));
    }
}

/// Bytes from the start that are no frame and will not become one.
fn noise(rest: &[u8], over: bool) -> usize {
    memchr::memmem::find(rest, &PREAMBLE).unwrap_or_else(|| {
        let begun = (1..PREAMBLE.len()).rev().find(|n| PREAMBLE.get(..*n).is_some_and(|head| rest.ends_with(head)));
        rest.len() - begun.filter(|_| !over).unwrap_or(0)
    })
}

/// The content of an answer, by its shape.
fn replace(data: &mut [u8], key: u64) {
    let whole = LENGTHS.len() + TEXT + PHOTO;
    let lengths = match data.len() {
        len if data.starts_with(&LENGTHS) && len == whole => LENGTHS.len(),
        len if data.starts_with(&LENGTHS) && len > whole => LENGTHS.len() + 2, // fingerprints announce theirs, too
        len if len <= NUMBERS => return invented::chip_number(data, key),
        _ => return invented::plain(data),
    };
    let (text, pictures) = data.get_mut(lengths..).unwrap_or_default().split_at_mut(TEXT);
    invented::text(text);
    let (photo, prints) = pictures.split_at_mut(PHOTO.min(pictures.len()));
    invented::picture(photo);
    invented::picture(prints);
}

impl Scrambler for IdCard {
    fn pass(&mut self, at: Instant, mut what: What, sink: &mut Sink<'_>) {
        match &mut what {
            What::Device(bytes) => {
                self.held.push(at, bytes);
                self.sort(false);
                return self.go_on(sink);
            }
            What::Host(bytes) => {
                self.flush(sink);
                self.hear_host(bytes);
            }
            other if other.ends_line() => self.flush(sink),
            _ => {}
        }
        sink(at, what);
    }

    fn flush(&mut self, sink: &mut Sink<'_>) {
        self.sort(true);
        self.go_on(sink);
    }
}
