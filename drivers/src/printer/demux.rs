//! Tells apart the bytes that a printer sends: answers to DLE EOT, automatic status, answers of queued commands,
//! blocks, XON/XOFF. Incremental, no I/O.
//!
//! Source of the masks: Citizen CBM1000 manual appendix 3, Bematech MP-4000 manual appendix III; bit 7 of an answer to
//! DLE EOT 1: Cashino KP-628E manual.

/// Longest block that is taken for one; identities and job numbers are shorter.
const BLOCK_MAX: usize = 80;

/// One thing that the printer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Answer to DLE EOT (?xx1xx10; bit 7 is a ticket that waits in the slot, and only in the answer to DLE EOT 1).
    RealTime(u8),
    /// Automatic status back, four bytes.
    Auto([u8; 4]),
    /// Answer of a queued command: GS r, one-byte GS I (0xx0xxxx).
    Queued(u8),
    /// A block without its NUL: header (0x35, 0x37, 0x3B, 0x3D, 0x5F) and content.
    Block(&'a [u8]),
    /// The status byte of the ejector (GS e 6): any byte, and only when it is expected.
    Ejector(u8),
    /// Full status (DLE EOT 20) without its header 10 0F: any bytes, and only when it is expected.
    Full([u8; 4]),
    /// A byte that is none of these.
    Noise(u8),
}

/// An answer that no mask tells from the others: it is known by having been asked for.
/// Source: PyramidTechnologies/escpos, `paper_movement.rst` (GS e 6) and `reliance_status.rst` (DLE EOT 20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// One byte, whatever it is.
    Ejector,
    /// 10 0F and four bytes, whatever they are.
    Full,
}

/// What a byte is when it stands alone and is an answer of its own: looked up, not decided, for on a bad line any byte may
/// come next and a decision that cannot be foreseen costs more than all the rest.
static ALONE: [Option<Answer<'static>>; 256] = {
    let mut alone = [None; 256];
    let mut rest: &mut [Option<Answer<'static>>] = &mut alone;
    let mut byte = 0u8;
    while let Some((answer, after)) = rest.split_first_mut() {
        *answer = match kind_of(byte) {
            Kind::RealTime => Some(Answer::RealTime(byte)),
            Kind::Queued => Some(Answer::Queued(byte)),
            Kind::Noise => Some(Answer::Noise(byte)),
            Kind::Flow | Kind::Block | Kind::Auto => None,
        };
        rest = after;
        byte = byte.wrapping_add(1);
    }
    alone
};

/// What the next byte belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Auto,
    Block,
    Full,
}

/// What a byte is when it stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flow,
    Block,
    RealTime,
    Auto,
    Queued,
    Noise,
}

/// The masks.
const fn kind_of(byte: u8) -> Kind {
    match byte {
        0x11 | 0x13 => Kind::Flow, // XON, XOFF
        0x35 | 0x37 | 0x3B | 0x3D | 0x5F => Kind::Block,
        _ if byte & 0x13 == 0x12 => Kind::RealTime,
        _ if byte & 0x93 == 0x10 => Kind::Auto,
        _ if byte & 0x90 == 0x00 => Kind::Queued,
        _ => Kind::Noise,
    }
}

/// Sorts a stream of bytes, however it is cut into reads.
#[derive(Debug, Clone)]
pub struct Demux {
    within: Within,
    expected: Option<Expected>,
    held: [u8; BLOCK_MAX],
    len: usize,
}

impl Default for Demux {
    fn default() -> Self {
        Self { within: Within::Nothing, expected: None, held: [0; BLOCK_MAX], len: 0 }
    }
}

impl Demux {
    /// A demultiplexer between two answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets a half-received answer and what was expected: after a silence nothing will complete it.
    pub fn reset(&mut self) {
        self.expected = None;
        self.between();
    }

    /// The next answer may be this one. `None`: none such any more.
    pub fn expect(&mut self, expected: Option<Expected>) {
        self.expected = expected;
    }

    fn between(&mut self) {
        self.within = Within::Nothing;
        self.len = 0;
    }

    /// Sorts `bytes` and hands each complete answer to `sink`.
    pub fn feed(&mut self, bytes: &[u8], mut sink: impl FnMut(Answer<'_>)) {
        for &byte in bytes {
            match self.within {
                Within::Nothing => self.first(byte, &mut sink),
                Within::Auto => self.auto(byte, &mut sink),
                Within::Block => self.block(byte, &mut sink),
                Within::Full => self.full(byte, &mut sink),
            }
        }
    }

    #[inline]
    fn first(&mut self, byte: u8, sink: &mut impl FnMut(Answer<'_>)) {
        if self.expected == Some(Expected::Ejector) {
            self.expected = None;
            sink(Answer::Ejector(byte));
        } else if let Some(Some(answer)) = ALONE.get(usize::from(byte)) {
            sink(*answer);
        } else {
            match kind_of(byte) {
                Kind::Block => self.hold(byte, Within::Block),
                Kind::Auto => self.hold(byte, Within::Auto),
                // Flow; the others stand in the table.
                _ => {}
            }
        }
    }

    #[inline]
    fn auto(&mut self, byte: u8, sink: &mut impl FnMut(Answer<'_>)) {
        match byte {
            0x11 | 0x13 => {} // XOFF may stand between the four bytes
            0x0F if self.expected == Some(Expected::Full)
                && self.held.first_chunk() == Some(&[0x10])
                && self.len == 1 =>
            {
                self.hold(byte, Within::Full);
            }
            _ if byte & 0x90 == 0x00 => {
                self.push(byte);
                if let (4, Some(status)) = (self.len, self.held.first_chunk::<4>()) {
                    sink(Answer::Auto(*status));
                    self.between();
                }
            }
            _ => self.give_up(byte, sink),
        }
    }

    #[inline]
    fn block(&mut self, byte: u8, sink: &mut impl FnMut(Answer<'_>)) {
        match byte {
            0x11 | 0x13 => {}
            0 => {
                sink(Answer::Block(self.held.get(..self.len).unwrap_or_default()));
                self.between();
            }
            0x20.. if self.len < BLOCK_MAX => self.push(byte),
            _ => self.give_up(byte, sink),
        }
    }

    #[inline]
    fn full(&mut self, byte: u8, sink: &mut impl FnMut(Answer<'_>)) {
        self.push(byte);
        if let (5, Some([_, p, u, r, x])) = (self.len, self.held.first_chunk::<5>()) {
            sink(Answer::Full([*p, *u, *r, *x]));
            self.expected = None;
            self.between();
        }
    }

    /// What was held is no answer; `byte` may start one.
    fn give_up(&mut self, byte: u8, sink: &mut impl FnMut(Answer<'_>)) {
        for noise in self.held.get(..self.len).unwrap_or_default() {
            sink(Answer::Noise(*noise));
        }
        self.between();
        self.first(byte, sink);
    }

    fn hold(&mut self, byte: u8, within: Within) {
        self.within = within;
        self.len = 0;
        self.push(byte);
    }

    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.held.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    enum Heard {
        RealTime(u8),
        Auto([u8; 4]),
        Queued(u8),
        Block(Vec<u8>),
        Ejector(u8),
        Full([u8; 4]),
        Noise(u8),
    }

    fn hear(chunks: &[&[u8]]) -> Vec<Heard> {
        hear_expecting(None, chunks)
    }

    fn hear_expecting(expected: Option<Expected>, chunks: &[&[u8]]) -> Vec<Heard> {
        let mut demux = Demux::new();
        demux.expect(expected);
        let mut heard = Vec::new();
        for chunk in chunks {
            demux.feed(chunk, |answer| {
                heard.push(match answer {
                    Answer::RealTime(byte) => Heard::RealTime(byte),
                    Answer::Auto(bytes) => Heard::Auto(bytes),
                    Answer::Queued(byte) => Heard::Queued(byte),
                    Answer::Block(bytes) => Heard::Block(bytes.to_vec()),
                    Answer::Ejector(byte) => Heard::Ejector(byte),
                    Answer::Full(bytes) => Heard::Full(bytes),
                    Answer::Noise(byte) => Heard::Noise(byte),
                });
            });
        }
        heard
    }

    #[test]
    fn what_has_no_mask_is_known_by_having_been_asked_for() {
        use Heard::*;
        // 8A would be noise, 12 an answer to DLE EOT.
        assert_eq!(hear_expecting(Some(Expected::Ejector), &[&[0x8A, 0x12]]), [Ejector(0x8A), RealTime(0x12)]);
        let full = [0x12, 0x10, 0x0F, 0x20, 0x00, 0x40, 0x01, 0x10, 0, 0, 0];
        let expected = [RealTime(0x12), Full([0x20, 0, 0x40, 1]), Auto([0x10, 0, 0, 0])];
        assert_eq!(hear_expecting(Some(Expected::Full), &[&full]), expected);
        // Automatic status that comes first is not taken for it.
        let first = [0x18, 0x0F, 0, 0, 0x10, 0x0F, 1, 2, 3, 4];
        assert_eq!(hear_expecting(Some(Expected::Full), &[&first]), [Auto([0x18, 0x0F, 0, 0]), Full([1, 2, 3, 4])]);
        assert_eq!(hear(&[&[0x10, 0x0F, 0x01, 0x02]]), [Auto([0x10, 0x0F, 1, 2])], "not asked for");
    }

    #[test]
    fn each_kind_is_known_by_its_mask() {
        use Heard::*;
        let cases: [(&[u8], Vec<Heard>); 12] = [
            (&[0x12, 0x16, 0x1A, 0x7E], vec![RealTime(0x12), RealTime(0x16), RealTime(0x1A), RealTime(0x7E)]),
            (&[0x92, 0x9A], vec![RealTime(0x92), RealTime(0x9A)]),
            (&[0x10, 0, 0, 0], vec![Auto([0x10, 0, 0, 0])]),
            (&[0x38, 0x04, 0x0F, 0x0F, 0x12], vec![Auto([0x38, 0x04, 0x0F, 0x0F]), RealTime(0x12)]),
            (&[0x18, 0x13, 0, 0x11, 0, 0], vec![Auto([0x18, 0, 0, 0])]),
            (&[0x00, 0x0C, 0x0F], vec![Queued(0x00), Queued(0x0C), Queued(0x0F)]),
            (b"\x37\x220042\x00", vec![Block(b"\x37\x220042".to_vec())]),
            (b"_TM-T88\x00\x12", vec![Block(b"_TM-T88".to_vec()), RealTime(0x12)]),
            (&[0x13, 0x11], vec![]),
            (&[0xFF, 0x91], vec![Noise(0xFF), Noise(0x91)]),
            (&[0x10, 0x00, 0x12], vec![Noise(0x10), Noise(0x00), RealTime(0x12)]),
            (&[0x37, 0x22, 0x16], vec![Noise(0x37), Noise(0x22), RealTime(0x16)]),
        ];
        for (bytes, expected) in cases {
            assert_eq!(hear(&[bytes]), expected, "{bytes:02X?}");
        }
    }

    #[test]
    fn a_block_without_end_is_given_up() {
        let mut bytes = vec![0x5F];
        bytes.extend([b'A'; BLOCK_MAX]);
        let heard = hear(&[&bytes]);
        assert_eq!(heard.iter().filter(|h| matches!(h, Heard::Noise(_))).count(), BLOCK_MAX);
        assert_eq!(heard.last(), Some(&Heard::Queued(b'A')));
    }

    #[test]
    fn after_a_reset_a_half_answer_does_not_swallow_the_next() {
        let mut demux = Demux::new();
        demux.feed(b"_half", |_| {});
        demux.reset();
        let mut heard = 0;
        demux.feed(&[0x32], |answer| heard += i32::from(answer == Answer::RealTime(0x32)));
        assert_eq!(heard, 1);
    }

    fn any_expected() -> impl Strategy<Value = Option<Expected>> {
        prop::sample::select(vec![None, Some(Expected::Ejector), Some(Expected::Full)])
    }

    /// Bytes among which headers of full status are more frequent than chance would have it.
    fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
        let header = Just(vec![0x10, 0x0F]);
        proptest::collection::vec(prop_oneof![4 => any::<u8>().prop_map(|byte| vec![byte]), 1 => header], 0..150)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn how_the_bytes_are_cut_does_not_matter(bytes in any_bytes(), cut in 0usize..300, asked in any_expected()) {
            let cut = cut.min(bytes.len());
            prop_assert_eq!(hear_expecting(asked, &[&bytes[..cut], &bytes[cut..]]), hear_expecting(asked, &[&bytes]));
        }

        /// No byte vanishes but XON, XOFF and the ends of blocks; at most one answer is held back.
        #[test]
        fn every_byte_is_accounted_for(bytes in any_bytes(), asked in any_expected()) {
            let weighed: usize = hear_expecting(asked, &[&bytes]).iter().map(|heard| match heard {
                Heard::RealTime(_) | Heard::Queued(_) | Heard::Noise(_) => 1,
                // They may be XON or XOFF, which are counted below.
                Heard::Ejector(byte) => usize::from(!matches!(byte, 0x11 | 0x13)),
                Heard::Full(bytes) => 2 + bytes.iter().filter(|byte| !matches!(byte, 0x11 | 0x13)).count(),
                Heard::Auto(_) => 4,
                Heard::Block(content) => content.len() + 1,
            }).sum();
            let flow = bytes.iter().filter(|byte| matches!(byte, 0x11 | 0x13)).count();
            prop_assert!(weighed + flow <= bytes.len());
            prop_assert!(weighed + flow + BLOCK_MAX >= bytes.len());
        }
    }
}
