//! The module itself: what it does when it is told to look, and when a code is held before it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::ScannerCounts;
use super::family::{Family, Heard};
use super::fault::ScannerFault;
use crate::station::Peer;

/// What the mode register of a GM65 holds as delivered: it looks all the time. Source: manual of the GM65.
const MODE: u8 = 0xD6;
/// What its registers 002A and 002B hold: 9600 baud. Source: manual of the GM65.
const SPEED: [u8; 2] = [0x39, 0x01];
/// A command that stands half heard for so long is forgotten. Source: a Zebra-like scanner allows 200 ms between two bytes.
const HALF_HEARD: Duration = Duration::from_millis(200);
/// What a DE2120 says of itself, and how long it thinks about it. Source of the time: SparkFun's library.
const FIRMWARE: &[u8] = b"SIM2120 V1.0\r";
const FIRMWARE_TIME: Duration = Duration::from_millis(430);

/// A simulated module.
pub(crate) struct Module {
    family: Family,
    heard: Vec<u8>,
    last_byte: Option<Instant>,
    out: VecDeque<u8>,
    late: VecDeque<(Instant, Vec<u8>)>,
    baud: Option<u32>,
    fault: Option<ScannerFault>,
    noise: u32,
    /// Looks only when told.
    manual: bool,
    mode: u8,
    looking: bool,
    held: Option<Vec<u8>>,
    pub(crate) counts: ScannerCounts,
}

impl Module {
    pub(crate) fn new(family: Family, baud: Option<u32>) -> Self {
        Self {
            family,
            heard: Vec::new(),
            last_byte: None,
            out: VecDeque::new(),
            late: VecDeque::new(),
            baud,
            fault: None,
            noise: 1,
            manual: false,
            mode: MODE,
            looking: false,
            held: None,
            counts: ScannerCounts::default(),
        }
    }

    pub(crate) fn set_fault(&mut self, fault: Option<ScannerFault>) {
        if let Some(ScannerFault::Noise { seed }) = fault {
            self.noise = seed | 1;
        }
        self.fault = fault;
    }

    pub(crate) fn fault(&self) -> Option<ScannerFault> {
        self.fault
    }

    pub(crate) fn looks(&self) -> bool {
        self.looking
    }

    /// Holds a code before the glass until it is taken away.
    pub(crate) fn hold(&mut self, code: Option<Vec<u8>>) {
        self.held = code;
        if self.looking || !self.manual || self.fault == Some(ScannerFault::Unbidden) {
            let code = self.see();
            self.send(&code);
        }
    }

    /// What it sends of the code that is held; it stops looking then.
    fn see(&mut self) -> Vec<u8> {
        let Some(mut code) = self.held.clone() else { return Vec::new() };
        self.looking = false;
        self.counts.codes += 1;
        match &mut self.fault {
            Some(ScannerFault::NoEnd { times }) => {
                *times = times.saturating_sub(1);
                if *times == 0 {
                    self.fault = None;
                }
                return code;
            }
            Some(ScannerFault::Flood { bytes }) => {
                code = vec![b'7'; *bytes as usize];
                self.fault = None;
            }
            _ => {}
        }
        code.push(b'\r');
        code
    }

    fn obey(&mut self, heard: &Heard, command: &[u8], now: Instant) {
        self.counts.commands += 1;
        let refuses = self.fault == Some(ScannerFault::Refuses);
        let mut data = Vec::new();
        if !refuses {
            match heard {
                Heard::Start => {
                    self.looking = true;
                    self.counts.starts += 1;
                }
                Heard::Stop => {
                    self.looking = false;
                    self.counts.stops += 1;
                }
                Heard::Manual => self.manual = true,
                Heard::Read(from, count) => data = self.registers(*from, *count),
                Heard::Version => data = FIRMWARE.to_vec(),
                Heard::Write(0, value) => {
                    self.mode = *value;
                    self.manual = value & 3 == 1;
                    self.counts.writes += 1;
                }
                Heard::Write(..) => self.counts.writes += 1,
                Heard::Alive | Heard::Damaged | Heard::Unknown => {}
            }
        }
        let reply = self.family.reply(heard, command, &data, !refuses);
        let code = if self.looking { self.see() } else { Vec::new() };
        match self.fault {
            Some(ScannerFault::ReplyBehind) => {
                self.send(&code);
                self.send(&reply);
            }
            Some(ScannerFault::Late { by }) => {
                self.late.push_back((now + by, reply));
                self.send(&code);
            }
            Some(ScannerFault::NoReplies) => self.send(&code),
            Some(ScannerFault::Noise { .. }) => {
                let count = self.random() % 12 + 1;
                let noise: Vec<u8> = (0..count).map(|_| self.random() as u8).collect();
                self.send(&noise);
            }
            Some(ScannerFault::Damaged { ref mut times }) if !reply.is_empty() => {
                *times = times.saturating_sub(1);
                if *times == 0 {
                    self.fault = None;
                }
                let mut reply = reply;
                if let Some(last) = reply.last_mut() {
                    *last ^= 0x40;
                }
                self.send(&reply);
                self.send(&code);
            }
            Some(ScannerFault::Truncated { ref mut times, keep_bytes }) if !reply.is_empty() => {
                *times = times.saturating_sub(1);
                if *times == 0 {
                    self.fault = None;
                }
                let mut reply = reply;
                reply.truncate(keep_bytes as usize);
                self.send(&reply);
                self.send(&code);
            }
            _ if *heard == Heard::Version => self.late.push_back((now + FIRMWARE_TIME, reply)),
            _ => {
                self.send(&reply);
                self.send(&code);
            }
        }
    }

    fn registers(&self, from: u16, count: u8) -> Vec<u8> {
        let register = |address: u16| match address {
            0 => self.mode,
            0x2A => SPEED[0],
            0x2B => SPEED[1],
            _ => 0,
        };
        (0..u16::from(count)).map(|place| register(from.wrapping_add(place))).collect()
    }

    fn send(&mut self, bytes: &[u8]) {
        if self.fault != Some(ScannerFault::Silent) {
            self.out.extend(bytes);
        }
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
        if self.last_byte.is_some_and(|last| now - last > HALF_HEARD) {
            self.heard.clear();
        }
        self.last_byte = Some(now);
        self.heard.extend_from_slice(bytes);
        while let Some((heard, command, length)) = self.family.hear(&self.heard) {
            self.heard.drain(..length.min(self.heard.len()));
            // A byte with which no command begins is passed over.
            if command.is_empty() {
                continue;
            }
            self.obey(&heard, &command, now);
        }
        // No command is so long: what stands there is none.
        if self.heard.len() > 256 {
            self.heard.clear();
        }
    }

    fn advance(&mut self, now: Instant) {
        while let Some((_, reply)) = self.late.pop_front_if(|(at, _)| *at <= now) {
            self.send(&reply);
        }
    }

    fn outgoing(&mut self) -> &mut VecDeque<u8> {
        &mut self.out
    }

    fn wake_at(&self) -> Option<Instant> {
        self.late.front().map(|(at, _)| *at)
    }

    fn plugged_in(&mut self) {
        // What was set is forgotten without power: it looks all the time again.
        self.heard.clear();
        self.late.clear();
        (self.manual, self.mode, self.looking) = (self.family == Family::De2120, MODE, false);
    }

    fn baud(&self) -> Option<u32> {
        self.baud
    }
}
