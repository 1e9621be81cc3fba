//! Bytes ↔ frames: finds answers in whatever a serial line delivers. No I/O, no meaning.
//!
//! Request  `AA AA AA 96 69 | Len | CMD PARA data… | XOR`, answer `AA AA AA 96 69 | Len | SW1 SW2 SW3 data… | XOR`.
//! Len (big endian) counts everything after itself, XOR included; XOR runs over Len up to the last data byte.
//! Nothing is escaped: a payload may hold the preamble, so a frame is left by its length, never by searching in it.

use std::fmt;

use memchr::memmem;
use zeroize::Zeroize;

/// What every frame starts with.
pub const PREAMBLE: [u8; 5] = [0xAA, 0xAA, 0xAA, 0x96, 0x69];

/// Largest Len that is believed. The longest answer (text, photo, two fingerprints) has 2314.
pub const MAX_LEN: usize = 2400;

/// Smallest Len of an answer: three status bytes and the checksum.
const MIN_LEN: usize = 4;

/// Preamble and Len.
const HEADER: usize = PREAMBLE.len() + 2;

/// Bytes that the decoder holds before it must grow: one frame and one read.
const CAPACITY: usize = 8 * 1024;

/// One answer of the module.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// SW1 and SW2: the card's own status, passed through by the module.
    pub card_status: [u8; 2],
    /// SW3: the module's status.
    pub status: u8,
    /// What follows the status bytes.
    pub data: &'a [u8],
}

/// The data may be a person's: only its length is shown.
impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({:02X?} {:02X}, {} bytes)", self.card_status, self.status, self.data.len())
    }
}

/// Why something that began like a frame is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Len is out of bounds.
    #[error("an answer claims {0} bytes, which no answer has; check the baud rate and the cable")]
    Length(u16),
    /// The bytes were changed on the way.
    #[error("an answer was damaged on the line (checksum); check the cable")]
    Checksum,
    /// The line went quiet in the middle.
    #[error("an answer broke off {missing} bytes before its end; check the cable")]
    Truncated {
        /// Bytes that its Len still promised (or its header still lacked).
        missing: usize,
    },
}

/// Finds frames in a stream of bytes, cut anywhere, with noise around them.
///
/// ```
/// use drivers::id_card::Decoder;
/// let mut decoder = Decoder::new();
/// decoder.push(&[0x00, 0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x04, 0x00, 0x00, 0x80, 0x84]);
/// assert_eq!(decoder.next_frame().map(|frame| frame.map(|frame| frame.status)), Some(Ok(0x80)));
/// assert!(decoder.next_frame().is_none());
/// ```
pub struct Decoder {
    /// All of it is initialised; what is not held is zero.
    buffer: Vec<u8>,
    /// Held are the bytes from `start` to `end`.
    start: usize,
    end: usize,
    noise: u64,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// An empty decoder.
    pub fn new() -> Self {
        Self { buffer: vec![0; CAPACITY], start: 0, end: 0, noise: 0 }
    }

    /// Takes bytes from the line. Call [`Self::next_frame`] until it gives `None` before the next push.
    pub fn push(&mut self, bytes: &[u8]) {
        self.compact();
        let end = self.end + bytes.len();
        if end > self.buffer.len() {
            // Grown by hand: a reallocation would leave a copy of a person's data in freed memory.
            let mut grown = vec![0; end.next_power_of_two()];
            if let (Some(to), Some(from)) = (grown.get_mut(..self.end), self.buffer.get(..self.end)) {
                to.copy_from_slice(from);
            }
            self.buffer.zeroize();
            self.buffer = grown;
        }
        if let Some(place) = self.buffer.get_mut(self.end..end) {
            place.copy_from_slice(bytes);
            self.end = end;
        }
    }

    /// The next frame, or what looked like one and is damaged; `None` when more bytes are needed.
    /// After damage the search goes on behind the false preamble.
    pub fn next_frame(&mut self) -> Option<Result<Frame<'_>, FrameError>> {
        self.seek();
        let len = self.announced()?;
        if !(MIN_LEN..=MAX_LEN).contains(&len) {
            self.reject();
            return Some(Err(FrameError::Length(len as u16)));
        }
        let (body, end) = (self.start + PREAMBLE.len(), self.start + HEADER + len);
        if self.end < end {
            return None;
        }
        // Over Len, payload and checksum together the XOR is zero.
        if self.buffer.get(body..end)?.iter().fold(0, |sum, byte| sum ^ byte) != 0 {
            self.reject();
            return Some(Err(FrameError::Checksum));
        }
        self.start = end;
        let [sw1, sw2, status, data @ .., _checksum] = self.buffer.get(body + 2..end)? else { return None };
        Some(Ok(Frame { card_status: [*sw1, *sw2], status: *status, data }))
    }

    /// The line has gone quiet: what is begun will not be completed. Call [`Self::next_frame`] again afterwards: a true
    /// answer may lie behind a false preamble.
    pub fn give_up(&mut self) -> Option<FrameError> {
        self.seek();
        if !self.in_frame() {
            return None;
        }
        let promised = HEADER + self.announced().unwrap_or(MIN_LEN);
        let missing = promised.saturating_sub(self.held().len());
        self.reject();
        Some(FrameError::Truncated { missing })
    }

    /// A preamble was seen and its frame is not complete.
    pub fn in_frame(&self) -> bool {
        self.held().starts_with(&PREAMBLE)
    }

    /// Bytes thrown away since the start because they belonged to no frame.
    pub fn noise(&self) -> u64 {
        self.noise
    }

    /// Forgets and wipes everything that is held.
    pub fn clear(&mut self) {
        self.start = self.end;
        self.compact();
    }

    fn held(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Len of the frame at `start`, once its header is there.
    fn announced(&self) -> Option<usize> {
        match self.held().get(PREAMBLE.len()..HEADER)? {
            [high, low] => Some(usize::from(u16::from_be_bytes([*high, *low]))),
            _ => None,
        }
    }

    /// Moves `start` to the next preamble, or to the tail that may become one.
    fn seek(&mut self) {
        let held = self.held();
        if held.starts_with(&PREAMBLE) {
            return;
        }
        let skip = memmem::find(held, &PREAMBLE).unwrap_or_else(|| {
            let begun = (1..PREAMBLE.len())
                .rev()
                .find(|&n| PREAMBLE.get(..n).is_some_and(|head| held.ends_with(head)))
                .unwrap_or(0);
            held.len() - begun
        });
        self.noise += skip as u64;
        self.start += skip;
    }

    /// The preamble at `start` was none. No preamble can begin inside another: its last byte occurs once in it.
    fn reject(&mut self) {
        self.noise += PREAMBLE.len() as u64;
        self.start += PREAMBLE.len();
    }

    /// Moves what is held to the front, and wipes the place where it and everything before it stood.
    fn compact(&mut self) {
        if self.start == 0 {
            return;
        }
        let held = self.end - self.start;
        self.buffer.copy_within(self.start..self.end, 0);
        if let Some(done) = self.buffer.get_mut(held..self.end) {
            done.fill(0);
        }
        (self.start, self.end) = (0, held);
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        self.buffer.zeroize();
    }
}

/// A request with this command, parameter and data.
pub(super) fn encode(body: &[u8]) -> Vec<u8> {
    let len = (body.len() + 1) as u16;
    let mut bytes = Vec::with_capacity(HEADER + body.len() + 1);
    bytes.extend_from_slice(&PREAMBLE);
    bytes.extend_from_slice(&len.to_be_bytes());
    bytes.extend_from_slice(body);
    let sum = bytes.iter().skip(PREAMBLE.len()).fold(0, |sum, byte| sum ^ byte);
    bytes.push(sum);
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn answer(status: u8, data: &[u8]) -> Vec<u8> {
        let mut body = vec![0, 0, status];
        body.extend_from_slice(data);
        encode(&body)
    }

    fn all(decoder: &mut Decoder) -> Vec<Result<(u8, Vec<u8>), FrameError>> {
        let mut found = Vec::new();
        while let Some(frame) = decoder.next_frame() {
            found.push(frame.map(|frame| (frame.status, frame.data.to_vec())));
        }
        found
    }

    fn decode(bytes: &[u8]) -> Vec<Result<(u8, Vec<u8>), FrameError>> {
        let mut decoder = Decoder::new();
        decoder.push(bytes);
        all(&mut decoder)
    }

    #[test]
    fn known_answers() {
        let found = [0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 8, 0, 0, 0x9F, 0, 0, 0, 0, 0x97];
        assert_eq!(decode(&found), [Ok((0x9F, vec![0; 4]))]);
        let none = [0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4, 0, 0, 0x80, 0x84];
        assert_eq!(decode(&none), [Ok((0x80, vec![]))]);
    }

    #[test]
    fn a_preamble_inside_a_payload_is_payload() {
        let mut data = vec![7; 20];
        data.extend_from_slice(&answer(0x80, &[]));
        let bytes = answer(0x90, &data);
        assert_eq!(decode(&bytes), [Ok((0x90, data))]);
    }

    #[test]
    fn extra_aa_before_and_zeros_after() {
        let mut bytes = vec![0xAA, 0xAA];
        bytes.extend(answer(0x90, &[]));
        bytes.extend([0, 0]);
        bytes.extend(answer(0x41, &[]));
        assert_eq!(decode(&bytes), [Ok((0x90, vec![])), Ok((0x41, vec![]))]);
    }

    #[test]
    fn out_of_bounds_lengths_are_refused_at_once() {
        for (len, ok) in [(3_u16, false), (2401, false), (0xFFFF, false), (4, true), (2400, true)] {
            let mut bytes = PREAMBLE.to_vec();
            bytes.extend(len.to_be_bytes());
            let expected: &[_] = if ok { &[] } else { &[Err(FrameError::Length(len))] };
            assert_eq!(decode(&bytes), expected, "{len}");
        }
    }

    #[test]
    fn a_damaged_frame_is_told_and_the_next_one_found() {
        let mut bytes = answer(0x90, &[1, 2, 3]);
        bytes[11] ^= 0x10;
        bytes.extend(answer(0x80, &[]));
        assert_eq!(decode(&bytes), [Err(FrameError::Checksum), Ok((0x80, vec![]))]);
    }

    #[test]
    fn a_true_answer_behind_a_false_length_is_found_when_the_line_goes_quiet() {
        // Seen in the wild: AA AA AA 96 69 09 04 … for a Len of 4.
        let mut decoder = Decoder::new();
        decoder.push(&[0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x09, 0x04, 0, 0, 0x10, 0x14]);
        decoder.push(&answer(0x90, &[]));
        assert!(decoder.next_frame().is_none());
        assert!(decoder.in_frame());
        assert!(matches!(decoder.give_up(), Some(FrameError::Truncated { .. })));
        assert_eq!(all(&mut decoder), [Ok((0x90, vec![]))]);
        assert_eq!(decoder.give_up(), None);
    }

    #[test]
    fn noise_is_counted_exactly() {
        let mut decoder = Decoder::new();
        decoder.push(&[1, 2, 0xAA, 0xAA]);
        assert!(decoder.next_frame().is_none());
        assert_eq!(decoder.noise(), 2);
        decoder.push(&[0xAA, 0x96, 0x69, 0, 4, 0, 0, 0x90, 0x94, 9]);
        assert_eq!(all(&mut decoder).len(), 1);
        assert_eq!(decoder.noise(), 3);
    }

    #[test]
    fn what_was_taken_is_wiped() {
        let mut decoder = Decoder::new();
        decoder.push(&answer(0x90, b"CANARY-CANARY-CANARY"));
        assert_eq!(all(&mut decoder).len(), 1);
        assert!(decoder.buffer.windows(6).any(|part| part == b"CANARY"));
        decoder.push(&[0xAA]);
        assert_eq!(decoder.buffer.iter().filter(|byte| **byte != 0).count(), 1);
        decoder.push(b"CANARY");
        decoder.clear();
        assert!(decoder.buffer.iter().all(|byte| *byte == 0));
    }

    #[test]
    fn more_than_the_buffer_holds_at_once() {
        let one = answer(0x90, &[3; 1284]);
        let mut decoder = Decoder::new();
        decoder.push(&one.repeat(20));
        decoder.push(&one[..9]);
        decoder.push(&one[9..]);
        assert_eq!(all(&mut decoder), vec![Ok((0x90, vec![3; 1284])); 21]);
    }

    #[test]
    fn debug_shows_lengths_only() {
        let frame = Frame { card_status: [0, 0], status: 0x90, data: b"ab" };
        assert_eq!(format!("{frame:?}"), "Frame([00, 00] 90, 2 bytes)");
    }

    proptest! {
        #[test]
        fn frames_survive_noise_and_any_split(
            // Noise without AA: with it, noise may be a frame's true beginning.
            parts in vec((vec(0_u8..0xAA, 0..40), any::<u8>(), vec(any::<u8>(), 0..300)), 1..6),
            splits in vec(1_usize..50, 1..200),
        ) {
            let mut bytes = Vec::new();
            let mut expected = Vec::new();
            for (noise, status, data) in parts {
                bytes.extend(noise);
                bytes.extend(answer(status, &data));
                expected.push(Ok((status, data)));
            }
            let mut decoder = Decoder::new();
            let mut found = Vec::new();
            let mut rest = bytes.as_slice();
            for split in splits.iter().cycle() {
                if rest.is_empty() { break; }
                let (head, tail) = rest.split_at((*split).min(rest.len()));
                decoder.push(head);
                found.extend(all(&mut decoder));
                rest = tail;
            }
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn any_bytes_end_quietly(chunks in vec((0..=HEADER, vec(any::<u8>(), 0..40)), 0..12)) {
            let mut decoder = Decoder::new();
            for (header, tail) in chunks {
                decoder.push(&[0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 9][..header]);
                decoder.push(&tail);
                all(&mut decoder);
            }
            while decoder.give_up().is_some() {
                all(&mut decoder);
            }
            prop_assert!(decoder.held().len() < PREAMBLE.len());
        }

        #[test]
        fn a_flipped_bit_is_never_accepted(data in vec(any::<u8>(), 0..100), place in any::<prop::sample::Index>(), bit in 0..8) {
            let mut bytes = answer(0x90, &data);
            let place = place.index(bytes.len() - 7) + 7;
            bytes[place] ^= 1_u8 << bit;
            let mut decoder = Decoder::new();
            decoder.push(&bytes);
            prop_assert_eq!(decoder.next_frame().map(|frame| frame.is_err()), Some(true));
        }
    }
}
