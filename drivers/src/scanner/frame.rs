//! Parts the bytes of the line into replies and codes.
//!
//! A module sends its reply to a trigger ahead of the code, behind it, or a long time after it was given up: a reply is
//! taken out wherever it stands, and what is left is the code. Nothing here is ever longer than [`MAX_CODE`] and a reply.

use zeroize::{Zeroize, Zeroizing};

use super::model::End;
use super::status::{Answer, At, Replies};

/// Longest code in bytes: a QR code of version 40 holds 2953.
pub const MAX_CODE: usize = 4096;
/// Replies that can still be on their way.
const MOST_OWED: u8 = 4;

/// What was found on the line.
#[derive(Debug, PartialEq, Eq)]
pub enum Item {
    /// A reply to a command.
    Reply(Answer),
    /// A code.
    Code(Zeroizing<Vec<u8>>),
    /// A code of more than [`MAX_CODE`] bytes was dropped whole.
    TooLong,
    /// The line fell quiet in the middle of a code; it was dropped.
    Unfinished,
}

/// Takes bytes, gives items. Which bytes come together makes no difference; only where the line falls quiet does.
pub struct Splitter {
    replies: Replies,
    end: End,
    echo: Vec<u8>,
    owed: u8,
    bytes: Zeroizing<Vec<u8>>,
    /// A code that is too long is being dropped.
    dropping: bool,
    found: std::collections::VecDeque<Item>,
}

impl Splitter {
    /// Nothing has come yet.
    pub fn new(replies: Replies, end: End) -> Self {
        // Room for all that is ever held, so that nothing is left behind where it grew.
        let bytes = Zeroizing::new(Vec::with_capacity(2 * (MAX_CODE + replies.longest())));
        Self {
            replies,
            end,
            echo: Vec::new(),
            owed: 0,
            bytes,
            dropping: false,
            found: std::collections::VecDeque::new(),
        }
    }

    /// A command is sent; says whether a reply to it will come.
    pub fn expect(&mut self, command: &[u8]) -> bool {
        let answers = self.replies.answers(command);
        if answers {
            self.replies.echo(command).clone_into(&mut self.echo);
            self.owed = (self.owed + 1).min(MOST_OWED);
        }
        answers
    }

    /// Takes what came.
    pub fn push(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(MAX_CODE / 4) {
            self.bytes.extend_from_slice(piece);
            self.part(false);
        }
    }

    /// The line fell quiet for as long as ends a code ([`End::Gap`]) or gives it up ([`End::Line`]).
    pub fn quiet(&mut self) {
        self.part(true);
        if self.dropping {
            self.dropping = false;
            self.found.push_back(Item::TooLong);
        } else if !self.bytes.is_empty() {
            match self.end {
                End::Gap => self.code(self.bytes.len(), 0),
                End::Line => self.found.push_back(Item::Unfinished),
            }
        }
        self.bytes.zeroize();
    }

    /// Something has come that is not whole yet.
    pub fn in_the_middle(&self) -> bool {
        self.dropping || !self.bytes.is_empty()
    }

    /// The next thing that was found.
    pub fn next_item(&mut self) -> Option<Item> {
        self.found.pop_front()
    }

    /// Parts what is there; `last`: nothing more will come.
    fn part(&mut self, last: bool) {
        let mut seen = 0;
        while let Some(&byte) = self.bytes.get(seen) {
            let rest = self.bytes.get(seen..).unwrap_or_default();
            match if self.may_reply(seen) { self.replies.at(rest, &self.echo) } else { At::Nothing } {
                At::Whole(length, answer) => {
                    self.owed = self.owed.saturating_sub(1);
                    self.found.push_back(Item::Reply(answer));
                    self.remove(seen, length);
                }
                At::Part if !last => break,
                _ if self.end == End::Line && matches!(byte, b'\r' | b'\n') => {
                    self.code(seen, 1);
                    seen = 0;
                }
                _ => seen += 1,
            }
        }
        if last && self.replies == Replies::AckNak && self.end == End::Gap {
            self.reply_at_the_end();
        }
        // What was seen is of a code; more of it than one may have is dropped until its end comes.
        if self.dropping || seen > MAX_CODE {
            self.dropping = true;
            self.remove(0, seen);
        }
    }

    /// Whether a reply may begin there. One that is known by its look may come late, unasked and in the middle; a single
    /// byte is one only where it is owed, ahead of a code.
    fn may_reply(&self, place: usize) -> bool {
        (place == 0 && !self.dropping || self.replies.are_plain())
            && (self.owed > 0 || self.replies.are_plain() && place == 0)
    }

    /// The module replied with one byte, right behind its code.
    fn reply_at_the_end(&mut self) {
        let Some(place) = self.bytes.len().checked_sub(1).filter(|_| self.owed > 0) else { return };
        let last = self.bytes.get(place..).unwrap_or_default();
        if let At::Whole(length, answer) = self.replies.at(last, &self.echo) {
            self.owed -= 1;
            self.found.push_back(Item::Reply(answer));
            self.remove(place, length);
        }
    }

    /// The first `length` bytes are a code, and `mark` bytes end it.
    fn code(&mut self, length: usize, mark: usize) {
        if std::mem::take(&mut self.dropping) || length > MAX_CODE {
            self.found.push_back(Item::TooLong);
        } else if length > 0 {
            let code = self.bytes.get(..length).unwrap_or_default().to_vec();
            self.found.push_back(Item::Code(Zeroizing::new(code)));
        }
        self.remove(0, length + mark);
    }

    /// Takes bytes out and wipes the place that becomes free behind the rest.
    fn remove(&mut self, place: usize, length: usize) {
        let end = (place + length).min(self.bytes.len());
        if place < end {
            self.bytes.copy_within(end.., place);
            let kept = self.bytes.len() - (end - place);
            if let Some(free) = self.bytes.get_mut(kept..) {
                free.zeroize();
            }
            self.bytes.truncate(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GM65_ACK: &[u8] = &[2, 0, 0, 1, 0, 0x33, 0x31];
    const TRIGGER: &[u8] = &[0x7E, 0, 8, 1, 0, 2, 1, 0xAB, 0xCD];

    /// What comes out, in words.
    fn items(splitter: &mut Splitter) -> Vec<String> {
        std::iter::from_fn(|| splitter.next_item())
            .map(|item| match item {
                Item::Reply(Answer::Yes(_)) => "yes".into(),
                Item::Reply(Answer::No) => "no".into(),
                Item::Code(code) => String::from_utf8_lossy(&code).into_owned(),
                Item::TooLong => "too long".into(),
                Item::Unfinished => "unfinished".into(),
            })
            .collect()
    }

    fn all(replies: Replies, end: End, command: &[u8], bytes: &[&[u8]]) -> Vec<String> {
        let mut splitter = Splitter::new(replies, end);
        splitter.expect(command);
        splitter.push(&bytes.concat());
        splitter.quiet();
        items(&mut splitter)
    }

    #[test]
    fn a_reply_is_stripped_wherever_it_stands_and_the_code_stays_whole() {
        for end in [End::Line, End::Gap] {
            let mark: &[u8] = if end == End::Line { b"\r" } else { b"" };
            for (replies, ack, command) in [
                (Replies::Gm65, GM65_ACK, TRIGGER),
                (Replies::AckNak, &[6], b"^_^SCAN."),
                (Replies::Newland, b"\x02\x010000SCNTRG1\x06;\x03", b"#SCNTRG1;"),
                (Replies::Honeywell, b"TRGMOD0\x06!", b"\x16M\x0DTRGMOD0!"),
                (Replies::Zebra, &[4, 0xD0, 0, 0, 0xFF, 0x2C], &[4, 0xE4, 4, 0, 0xFF, 0x14]),
            ] {
                assert_eq!(all(replies, end, command, &[ack, b"CODE", mark]), ["yes", "CODE"], "{replies:?} ahead");
                let mut behind = all(replies, end, command, &[b"CODE", mark, ack]);
                behind.sort();
                assert_eq!(behind, ["CODE", "yes"], "{replies:?} behind");
                if replies.are_plain() {
                    let within = all(replies, end, command, &[b"CO", ack, b"DE", mark]);
                    assert_eq!(within, ["yes", "CODE"], "{replies:?} within");
                }
            }
        }
    }

    #[test]
    fn codes_glued_together_are_two_and_empty_lines_none() {
        assert_eq!(all(Replies::Gm65, End::Line, TRIGGER, &[b"ONE\rTWO\r\n\r\n"]), ["ONE", "TWO"]);
    }

    #[test]
    fn a_code_without_its_end_is_given_up() {
        assert_eq!(all(Replies::Gm65, End::Line, TRIGGER, &[b"HALF"]), ["unfinished"]);
        assert_eq!(all(Replies::Gm65, End::Gap, TRIGGER, &[b"WHOLE"]), ["WHOLE"]);
    }

    #[test]
    fn a_late_reply_of_one_byte_is_awaited() {
        let mut splitter = Splitter::new(Replies::AckNak, End::Line);
        splitter.expect(b"^_^SCAN.");
        splitter.quiet();
        splitter.push(b"\x06CODE\r\x06CODE\r");
        assert_eq!(items(&mut splitter), ["yes", "CODE", "\u{6}CODE"], "only what was owed");
    }

    #[test]
    fn the_longest_code_comes_and_one_byte_more_does_not() {
        for end in [End::Line, End::Gap] {
            for replies in [Replies::None, Replies::Gm65, Replies::AckNak] {
                for (length, wanted) in [(MAX_CODE, false), (MAX_CODE + 1, true), (5 * MAX_CODE, true)] {
                    let code = vec![b'7'; length];
                    let found = all(replies, end, b"", &[&code, b"\r"]);
                    assert_eq!(found[0] == "too long", wanted || end == End::Gap && length == MAX_CODE, "{length}");
                    assert_eq!(found.len(), 1);
                }
            }
        }
        let mut splitter = Splitter::new(Replies::Gm65, End::Line);
        splitter.push(&[b'7'; 9000]);
        splitter.push(b"\rNEXT\r");
        assert_eq!(items(&mut splitter), ["too long", "NEXT"]);
    }

    fn any_replies() -> impl Strategy<Value = Replies> {
        prop::sample::select(vec![
            Replies::None,
            Replies::AckNak,
            Replies::Gm65,
            Replies::Newland,
            Replies::Honeywell,
            Replies::Zebra,
        ])
    }

    proptest! {
        #[test]
        fn however_the_bytes_are_cut(
            bytes in prop::collection::vec(prop::sample::select(b"\x02\x00\x01\x33\x31\x06\x15\x04\xD0TRGMOD0!\r\nA".to_vec()), 0..300),
            cut in 1_usize..20,
            replies in any_replies(),
            line in any::<bool>(),
        ) {
            let end = if line { End::Line } else { End::Gap };
            let run = |cut: usize| {
                let mut splitter = Splitter::new(replies, end);
                splitter.expect(b"\x16M\x0DTRGMOD0!");
                let mut found = Vec::new();
                for piece in bytes.chunks(cut) {
                    splitter.push(piece);
                    found.extend(items(&mut splitter));
                }
                splitter.quiet();
                found.extend(items(&mut splitter));
                assert!(!splitter.in_the_middle());
                found
            };
            prop_assert_eq!(run(cut), run(usize::MAX));
        }

        /// However much comes, nothing grows: memory is bounded, and no copy of a code stays behind where it grew.
        #[test]
        fn nothing_grows(
            runs in prop::collection::vec((prop::sample::select(b"\x02\x00\x01\xFF\x06T7\r".to_vec()), 0_usize..6000), 1..12),
            replies in any_replies(),
            line in any::<bool>(),
        ) {
            let mut splitter = Splitter::new(replies, if line { End::Line } else { End::Gap });
            let room = splitter.bytes.capacity();
            for (byte, count) in runs {
                splitter.expect(b"\x16M\x0DTRGMOD0!");
                splitter.push(&vec![byte; count]);
                prop_assert_eq!(splitter.bytes.capacity(), room);
                prop_assert!(splitter.bytes.len() <= MAX_CODE + MAX_CODE / 4 + replies.longest());
                while let Some(item) = splitter.next_item() {
                    prop_assert!(!matches!(item, Item::Code(code) if code.is_empty() || code.len() > MAX_CODE));
                }
            }
        }

        #[test]
        fn any_code_survives_its_acknowledgement(code in "[ -~]{1,200}", replies in any_replies()) {
            let ack: &[u8] = match replies {
                Replies::None => b"",
                Replies::AckNak => b"\x06",
                Replies::Gm65 => GM65_ACK,
                Replies::Newland => b"\x02\x010000SCNTRG1\x06;\x03",
                Replies::Honeywell => b"TRGMOD0\x06!",
                Replies::Zebra => &[4, 0xD0, 0, 0, 0xFF, 0x2C],
            };
            let found = all(replies, End::Line, b"\x16M\x0DTRGMOD0!", &[ack, code.as_bytes(), b"\r"]);
            prop_assert_eq!(found.last(), Some(&code));
        }
    }
}
