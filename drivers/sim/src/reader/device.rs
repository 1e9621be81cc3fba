//! The module itself: what it answers to each command, with and without a card.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::reader::card::Card;
use crate::reader::fault::ReaderFault;
use crate::reader::frame::{Ear, Heard, PREAMBLE, answer};
use crate::reader::{ReaderCounts, status};
use crate::station::Peer;

/// A request that stands half heard for so long is forgotten.
const HALF_HEARD: Duration = Duration::from_millis(500);
/// The speeds that command 60 can set, by its parameter. Source: softs.im “身份证阅读器通信协议”.
const SPEEDS: [u32; 5] = [115_200, 57_600, 38_400, 19_200, 9_600];
/// The module's number as the protocol sheets show one: 05.03-20240101-0000012345-0000067890.
const SAM_ID: [u8; 16] =
    [0x05, 0x00, 0x03, 0x00, 0xE5, 0xD6, 0x34, 0x01, 0x39, 0x30, 0x00, 0x00, 0x32, 0x09, 0x01, 0x00];
/// Longer than any answer: 2408 bytes with preamble and length.
const OVERSIZE_DATA: usize = 2397;

/// A simulated module.
pub(crate) struct Module {
    ear: Ear,
    out: VecDeque<u8>,
    /// An answer that is held back, and until when.
    late: Option<(Instant, Vec<u8>)>,
    last_byte: Option<Instant>,
    baud: Option<u32>,
    new_baud: Option<u32>,
    pub(crate) card: Option<Card>,
    found: bool,
    selected: bool,
    fault: Option<ReaderFault>,
    noise: u32,
    pub(crate) counts: ReaderCounts,
}

impl Module {
    pub(crate) fn new(baud: Option<u32>) -> Self {
        Self {
            ear: Ear::default(),
            out: VecDeque::new(),
            late: None,
            last_byte: None,
            baud,
            new_baud: None,
            card: None,
            found: false,
            selected: false,
            fault: None,
            noise: 0,
            counts: ReaderCounts::default(),
        }
    }

    pub(crate) fn set_card(&mut self, card: Option<Card>) {
        self.card = card;
        (self.found, self.selected) = (false, false);
    }

    pub(crate) fn set_fault(&mut self, fault: Option<ReaderFault>) {
        if let Some(ReaderFault::Noise { seed }) = fault {
            self.noise = seed | 1;
        }
        self.fault = fault.filter(|fault| { *fault }.times().is_none_or(|times| *times > 0));
        self.late = None;
    }

    pub(crate) fn fault(&self) -> Option<ReaderFault> {
        self.fault
    }

    /// The fault has happened once more.
    fn happened(&mut self) {
        let Some(times) = self.fault.as_mut().and_then(ReaderFault::times) else { return };
        *times = times.saturating_sub(1);
        if *times == 0 {
            self.fault = None;
        }
    }

    fn once(&mut self, fault: ReaderFault) -> bool {
        let happens = self.fault == Some(fault);
        if happens {
            self.fault = None;
        }
        happens
    }

    fn reply(&mut self, heard: Heard) -> Vec<u8> {
        let (code, data) = match heard {
            Heard::WrongChecksum => {
                self.counts.bad_frames += 1;
                return answer(status::CHECKSUM, &[]);
            }
            Heard::WrongLength => {
                self.counts.bad_frames += 1;
                return answer(status::LENGTH, &[]);
            }
            Heard::Request { code, data } => (code, data),
        };
        self.counts.frames += 1;
        match self.fault {
            Some(ReaderFault::SelfTestFailed) => return answer(status::SELF_TEST, &[]),
            Some(ReaderFault::NotAuthorised) if code != [0x10, 0xFF] && code != [0x12, 0xFF] => {
                return answer(status::NOT_AUTHORISED, &[]);
            }
            _ => {}
        }
        match code {
            [0x20, 0x01] => self.find(),
            [0x20, 0x02] => self.select(),
            [0x30, parameter] => self.read(parameter),
            _ => self.manage(code, &data),
        }
    }

    fn manage(&mut self, code: [u8; 2], data: &[u8]) -> Vec<u8> {
        self.counts.others += 1;
        match (code, data) {
            ([0x10, 0xFF], []) => {
                (self.found, self.selected) = (false, false);
                answer(status::OK, &[])
            }
            ([0x11, 0xFF], []) => answer(status::OK, &[]),
            ([0x12, 0xFF], []) => answer(status::OK, &SAM_ID),
            ([0x60, speed], []) => match SPEEDS.get(usize::from(speed)) {
                Some(&baud) => {
                    self.new_baud = Some(baud);
                    answer(status::OK, &[])
                }
                None => answer(status::COMMAND, &[]),
            },
            ([0x61, 0xFF], [24..=255]) => answer(status::OK, &[]),
            _ => answer(status::COMMAND, &[]),
        }
    }

    fn find(&mut self) -> Vec<u8> {
        self.counts.finds += 1;
        self.selected = false;
        self.found = self.card.is_some() && !self.once(ReaderFault::FindSays80Once);
        if self.found { answer(status::FOUND, &[0; 4]) } else { answer(status::NO_CARD, &[]) }
    }

    fn select(&mut self) -> Vec<u8> {
        self.counts.selects += 1;
        let fails = matches!(self.fault, Some(ReaderFault::SelectFails { .. }));
        self.selected = self.card.is_some() && self.found && !fails;
        if fails && self.found {
            self.happened();
        }
        if self.selected { answer(status::OK, &[0; 8]) } else { answer(status::SELECT_FAILED, &[]) }
    }

    fn read(&mut self, parameter: u8) -> Vec<u8> {
        let of_the_person = matches!(parameter, 0x01 | 0x10);
        if of_the_person {
            self.counts.reads += 1;
            if let Some(word) = self.refusal() {
                return answer(word, &[]);
            }
        } else {
            self.counts.others += 1;
        }
        let Some(card) = self.card.as_ref().filter(|_| self.selected) else {
            return answer(status::READ_FAILED, &[]);
        };
        let content = match parameter {
            0x01 => [[1, 0, 4, 0].as_slice(), &card.text, &card.photo].concat(),
            0x10 => {
                let prints = (card.fingerprints.len() as u16).to_be_bytes();
                [[1, 0, 4, 0].as_slice(), &prints, &card.text, &card.photo, &card.fingerprints].concat()
            }
            0x02 | 0x03 => match &card.newest_address {
                // The chip has four places for added addresses of 70 bytes. Source: GA/T 490 as given on wiki.nfc.im.
                Some(address) if parameter == 0x02 => [address.as_slice(), &[0x20, 0].repeat(105)].concat(),
                Some(address) => address.clone(),
                None => return answer(status::EMPTY, &[]),
            },
            // IIN, SN and DN: read only to learn whether the card is still there.
            0x05 => vec![0; 24],
            _ => return answer(status::COMMAND, &[]),
        };
        if of_the_person {
            self.counts.reads_served += 1;
        }
        answer(status::OK, &content)
    }

    /// The word with which a reading fails on command.
    fn refusal(&mut self) -> Option<u8> {
        if !self.selected {
            return None;
        }
        match self.fault? {
            ReaderFault::Counterfeit(word) => Some(word),
            ReaderFault::UnknownCardType => Some(status::UNKNOWN_TYPE),
            ReaderFault::CardMovedDuringRead => {
                self.fault = None;
                self.set_card(None);
                Some(status::READ_FAILED)
            }
            ReaderFault::ReadFails { .. } => {
                self.happened();
                Some(status::READ_FAILED)
            }
            ReaderFault::RandomFails { .. } => {
                self.happened();
                Some(status::RANDOM_FAILED)
            }
            _ => None,
        }
    }

    /// Sends an answer over a wire that may be bad.
    fn send(&mut self, mut frame: Vec<u8>, now: Instant) {
        let Some(fault) = self.fault else { return self.queue(&frame) };
        match fault {
            ReaderFault::Silent => return,
            ReaderFault::Late { by, .. } => {
                self.happened();
                self.late = Some((now + by, frame));
                return;
            }
            ReaderFault::BadChecksum { .. } => {
                self.happened();
                if let Some(last) = frame.last_mut() {
                    *last ^= 0x5A;
                }
            }
            ReaderFault::Truncated { keep_bytes, .. } => {
                self.happened();
                frame.truncate(keep_bytes as usize);
            }
            ReaderFault::Oversize { .. } => {
                self.happened();
                frame = answer(status::OK, &[0x33; OVERSIZE_DATA]);
            }
            ReaderFault::TrailingZero => frame.push(0),
            ReaderFault::WrongLength => {
                if let Some(high) = frame.get_mut(PREAMBLE.len()) {
                    *high = 0x09;
                }
            }
            ReaderFault::Noise { .. } => frame = self.noisy(frame),
            _ => {}
        }
        self.queue(&frame);
    }

    fn queue(&mut self, frame: &[u8]) {
        self.counts.bytes_out += frame.len() as u64;
        self.out.extend(frame);
    }

    /// Up to seven random bytes on both sides (many of them AA: they look like a beginning), one answer of four damaged.
    fn noisy(&mut self, mut frame: Vec<u8>) -> Vec<u8> {
        if self.random().is_multiple_of(4) {
            let place = self.random() as usize % frame.len().max(1);
            let damage = (self.random() % 255 + 1) as u8;
            if let Some(byte) = frame.get_mut(place) {
                *byte ^= damage;
            }
        }
        let mut sent = self.rubbish();
        sent.append(&mut frame);
        sent.append(&mut self.rubbish());
        sent
    }

    fn rubbish(&mut self) -> Vec<u8> {
        let count = self.random() % 8;
        (0..count).map(|_| if self.random().is_multiple_of(2) { 0xAA } else { self.random() as u8 }).collect()
    }

    /// xorshift32: small, and the same for the same seed.
    fn random(&mut self) -> u32 {
        self.noise ^= self.noise << 13;
        self.noise ^= self.noise >> 17;
        self.noise ^= self.noise << 5;
        self.noise >> 3
    }
}

impl Peer for Module {
    fn receive(&mut self, bytes: &[u8], now: Instant) {
        self.counts.bytes_in += bytes.len() as u64;
        if self.last_byte.is_some_and(|last| now - last > HALF_HEARD) {
            self.ear.forget();
        }
        self.last_byte = Some(now);
        for heard in self.ear.hear(bytes) {
            // One processor does everything: while an answer is on its way late, nothing is heard.
            if self.late.is_none() {
                let frame = self.reply(heard);
                self.send(frame, now);
            }
        }
    }

    fn advance(&mut self, now: Instant) {
        if let Some((_, frame)) = self.late.take_if(|(at, _)| *at <= now) {
            self.queue(&frame);
        }
        if self.out.is_empty()
            && let Some(baud) = self.new_baud.take()
        {
            self.baud = self.baud.map(|_| baud);
        }
    }

    fn outgoing(&mut self) -> &mut VecDeque<u8> {
        &mut self.out
    }

    fn wake_at(&self) -> Option<Instant> {
        self.late.as_ref().map(|(at, _)| *at)
    }

    fn plugged_in(&mut self) {
        // A module that gets its power back knows nothing of what was before.
        self.ear.forget();
        self.late = None;
        (self.found, self.selected) = (false, false);
    }

    fn baud(&self) -> Option<u32> {
        self.baud
    }
}
