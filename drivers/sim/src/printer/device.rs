//! The printer itself: receive buffer, real-time commands and the line to the driver.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::fault::PrinterFault;
use super::interpreter::{Interpreter, Mode};
use super::mechanism::Mechanism;
use super::personality::Personality;
use super::roll::Roll;
use super::status::Condition;
use crate::station::Peer;

/// The buffer counts as full with so many bytes left, and as ready again with twice as many.
/// Source: Epson TM-T88III specification 2.1.1.3.
const FULL_AT: usize = 128;
const READY_AT: usize = 256;
const XON: u8 = 0x11;
const XOFF: u8 = 0x13;
/// The longest real-time command.
const REAL_TIME: usize = 10;
/// DLE DC4 function 8: clear the buffers. Source: Epson ESC/POS reference, dle_dc4_fn8.
const CLEAR: [u8; REAL_TIME] = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];
/// Most notes that are kept.
const NOTES: usize = 1000;

/// A simulated printer.
pub(crate) struct Machine {
    pub(crate) personality: Personality,
    baud: Option<u32>,
    pub(crate) state: Condition,
    pub(crate) fault: Option<PrinterFault>,
    /// Rows printed and bytes received since the fault was set.
    pub(super) fault_rows: u32,
    pub(super) fault_bytes: u32,
    pub(crate) buffer: VecDeque<u8>,
    /// The last bytes from the wire: real-time commands are found in them, wherever they stand.
    pub(super) tail: VecDeque<u8>,
    pub(crate) interpreter: Interpreter,
    pub(crate) mechanism: Mechanism,
    pub(crate) roll: Roll,
    pub(crate) presenter: super::presenter::Presenter,
    /// Bytes that were interpreted since the last cut, real-time commands left out.
    pub(crate) interpreted: Vec<u8>,
    pub(super) out: VecDeque<u8>,
    pub(super) held: bool,
    told: [u8; 3],
    unplug: bool,
    garbage: u32,
    pub(crate) raw: Vec<u8>,
    pub(crate) overflowed: u64,
    pub(crate) unknown: Vec<String>,
}

impl Machine {
    pub(crate) fn new(personality: Personality, baud: Option<u32>) -> Self {
        Self {
            baud,
            state: Condition::default(),
            fault: None,
            fault_rows: 0,
            fault_bytes: 0,
            buffer: VecDeque::new(),
            tail: VecDeque::new(),
            interpreter: Interpreter::new(&personality),
            mechanism: Mechanism::new(personality.speed_mm_s, baud.is_some()),
            roll: Roll::new(personality.dots, personality.head_to_cutter_dots),
            presenter: super::presenter::Presenter::default(),
            interpreted: Vec::new(),
            out: VecDeque::new(),
            held: false,
            told: [0; 3],
            unplug: false,
            garbage: 0x1234_5678,
            raw: Vec::new(),
            overflowed: 0,
            unknown: Vec::new(),
            personality,
        }
    }

    pub(crate) fn buffered(&self) -> usize {
        self.buffer.len()
    }

    pub(crate) fn starved(&self) -> Duration {
        self.mechanism.starved
    }

    pub(crate) fn note(&mut self, command: &[u8], why: &str) {
        if self.unknown.len() < NOTES {
            let bytes: Vec<String> = command.iter().map(|byte| format!("{byte:02X}")).collect();
            self.unknown.push(format!("{}: {why}", bytes.join(" ")));
        }
    }

    pub(super) fn clear_buffers(&mut self) {
        self.buffer.clear();
        self.mechanism.clear();
        self.interpreter.line = super::line_buffer::LineBuffer::default();
        self.interpreter.mode = Mode::Commands;
    }

    fn silent(&self) -> bool {
        self.fault == Some(PrinterFault::Silent)
    }

    /// Whether the line is left alone when the buffer is full, as by RTS/CTS.
    fn holds_by_wire(&self) -> bool {
        !self.personality.xon_xoff && !self.loses()
    }

    fn loses(&self) -> bool {
        self.personality.overflow_loses_bytes || self.fault == Some(PrinterFault::DropBytesWhenFull)
    }

    fn free(&self) -> usize {
        self.personality.buffer_bytes.saturating_sub(self.buffer.len())
    }

    fn hear(&mut self, byte: u8, now: Instant) {
        self.raw.push(byte);
        self.fault_bytes = self.fault_bytes.saturating_add(1);
        match self.fault {
            Some(PrinterFault::Silent) => return,
            Some(PrinterFault::UnplugAfterBytes(n)) if self.fault_bytes > n => return,
            Some(PrinterFault::UnplugAfterBytes(n)) if self.fault_bytes == n => {
                self.fault = None;
                self.unplug = true;
            }
            _ => {}
        }
        if self.free() == 0 {
            self.work(now);
        }
        if self.free() == 0 {
            self.overflowed += 1;
        } else {
            self.buffer.push_back(byte);
        }
        self.real_time(byte, now);
    }

    /// Obeys a real-time command as soon as its last byte is there, whatever else is going on.
    fn real_time(&mut self, byte: u8, now: Instant) {
        self.tail.push_back(byte);
        if self.tail.len() > REAL_TIME {
            self.tail.pop_front();
        }
        let tail: &[u8] = self.tail.make_contiguous();
        let length = match tail {
            [.., 0x10, 0x04, 20] if self.personality.full_status => 3,
            [.., 0x10, 0x04, 1..=4] | [.., 0x10, 0x05, 1..=2] => 3,
            _ if *tail == CLEAR => REAL_TIME,
            _ => return,
        };
        let command: Vec<u8> = tail.iter().skip(tail.len() - length).copied().collect();
        // Between commands it leaves nothing behind; within the data of another command it stays as data.
        if matches!(self.interpreter.mode, Mode::Commands) && self.buffer.iter().eq(command.iter()) {
            self.buffer.clear();
        }
        if self.baud.is_none() {
            // On an instant line everything before the question has happened already.
            self.settle(now);
        }
        match *command {
            [0x10, 0x04, 20] => self.say(&self.seen().full()),
            [0x10, 0x04, n] => self.say_real_time(n),
            [0x10, 0x05, n] => self.recover(n),
            _ if self.personality.dle_dc4_clear => {
                self.clear_buffers();
                self.say(&[0x37, 0x25, 0x00]);
            }
            _ => self.note(&command, "buffers are not cleared by this printer"),
        }
    }

    /// DLE ENQ 2: away with the rest of what stands still. Without an error it does nothing.
    fn recover(&mut self, n: u8) {
        let recoverable = self.state.stopped() && !self.state.head_hot && !self.state.unrecoverable;
        if self.personality.dle_enq && n == 2 && recoverable {
            self.clear_buffers();
        } else {
            self.note(&[0x10, 0x05, n], "nothing to recover from");
        }
    }

    pub(crate) fn say(&mut self, bytes: &[u8]) {
        match self.fault {
            Some(PrinterFault::Silent) => {}
            Some(PrinterFault::GarbageAnswers) => {
                for _ in bytes {
                    let garbage = self.random();
                    self.out.push_back(garbage);
                }
            }
            _ => self.out.extend(bytes),
        }
    }

    fn random(&mut self) -> u8 {
        self.garbage ^= self.garbage << 13;
        self.garbage ^= self.garbage >> 17;
        self.garbage ^= self.garbage << 5;
        (self.garbage >> 5) as u8
    }

    fn say_real_time(&mut self, n: u8) {
        let Some(byte) = self.seen().real_time(n, self.personality.bit7_ticket_waiting) else { return };
        let wrong = self.fault == Some(PrinterFault::WrongStatusBytes);
        self.say(&[if wrong { byte ^ 0x13 } else { byte }]);
    }

    /// Answers to questions that nobody asks any more: paper out, and an automatic status of that time.
    pub(super) fn say_stale(&mut self) {
        self.say(&[0x1A, 0x32, 0x12, 0x7E, 0x18, 0x00, 0x0F, 0x00]);
    }

    pub(crate) fn push_status(&mut self) {
        self.told = self.state.watched(self.interpreter.settings.asb);
        let bytes = self.state.automatic();
        self.say(&bytes);
    }

    /// After everything that may have changed something: print on, tell changes, hold or free the line.
    pub(super) fn settle(&mut self, now: Instant) {
        self.work(now);
        let asb = self.interpreter.settings.asb;
        if asb != 0 && self.told != self.state.watched(asb) {
            self.push_status();
        }
        self.hold_or_free();
    }

    fn stalled(&self) -> bool {
        matches!(self.fault, Some(PrinterFault::StallAfterBytes(n)) if self.fault_bytes >= n)
    }

    fn hold_or_free(&mut self) {
        if !self.personality.xon_xoff {
            return;
        }
        let full = self.free() < FULL_AT && !self.loses();
        if !self.held && (full || self.stalled()) {
            self.held = true;
            self.out.push_back(XOFF);
        } else if self.held && !self.stalled() && self.free() > READY_AT {
            self.held = false;
            self.out.push_back(XON);
        }
    }
}

impl Peer for Machine {
    fn receive(&mut self, bytes: &[u8], now: Instant) {
        for &byte in bytes {
            self.hear(byte, now);
        }
        self.settle(now);
    }

    fn advance(&mut self, now: Instant) {
        self.settle(now);
    }

    fn outgoing(&mut self) -> &mut VecDeque<u8> {
        &mut self.out
    }

    fn wake_at(&self) -> Option<Instant> {
        if self.state.stopped() { None } else { self.mechanism.wake_at() }
    }

    fn appetite(&self) -> usize {
        let until_fault = match self.fault {
            Some(PrinterFault::StallAfterBytes(n)) if !self.personality.xon_xoff => n.saturating_sub(self.fault_bytes),
            Some(PrinterFault::UnplugAfterBytes(n)) => n.saturating_sub(self.fault_bytes),
            _ => u32::MAX,
        };
        let space = if self.holds_by_wire() && !self.silent() { self.free() } else { usize::MAX };
        space.min(until_fault as usize)
    }

    fn wants_unplug(&mut self) -> bool {
        // A count of nothing is reached before a byte comes.
        if self.fault == Some(PrinterFault::UnplugAfterBytes(0)) {
            self.fault = None;
            self.unplug = true;
        }
        std::mem::take(&mut self.unplug)
    }

    fn plugged_in(&mut self) {
        self.held = false;
        if self.fault == Some(PrinterFault::StaleStatus) {
            self.say_stale();
        }
    }

    fn baud(&self) -> Option<u32> {
        self.baud
    }
}
