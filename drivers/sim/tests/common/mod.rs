//! The driver's end of a simulated line: plain bytes, with a limit on waiting.

#![allow(clippy::unwrap_used, clippy::missing_docs_in_private_items, dead_code)] // a test stops where it fails
#![allow(unreachable_pub)] // each test file takes what it needs

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Longest wait for anything that must come.
pub const PATIENCE: Duration = Duration::from_secs(10);

pub struct Host {
    port: File,
}

impl Host {
    pub fn open(link: &Path) -> Self {
        Self { port: device_sim::line::open_host_side(link).unwrap() }
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.port.write_all(bytes).unwrap();
    }

    /// Exactly `count` bytes, or what came within the patience.
    pub fn expect(&mut self, count: usize) -> Vec<u8> {
        let deadline = Instant::now() + PATIENCE;
        let mut got = Vec::new();
        while got.len() < count && Instant::now() < deadline {
            if !self.readable(deadline.saturating_duration_since(Instant::now())) {
                break;
            }
            let mut some = vec![0; count - got.len()];
            match self.port.read(&mut some) {
                Ok(0) | Err(_) => break,
                Ok(n) => got.extend_from_slice(&some[..n]),
            }
        }
        got
    }

    pub fn ask(&mut self, request: &[u8], answer: usize) -> Vec<u8> {
        self.send(request);
        self.expect(answer)
    }

    /// Whether bytes are there within `patience`.
    pub fn readable(&self, patience: Duration) -> bool {
        let timeout = Timespec { tv_sec: patience.as_secs() as i64, tv_nsec: i64::from(patience.subsec_nanos()) };
        let mut waits = [PollFd::new(&self.port, PollFlags::IN)];
        poll(&mut waits, Some(&timeout)).unwrap() > 0 && waits[0].revents().contains(PollFlags::IN)
    }

    /// Waits until the line is hung up.
    pub fn hung_up(&self) -> bool {
        let timeout = Timespec { tv_sec: PATIENCE.as_secs() as i64, tv_nsec: 0 };
        let mut waits = [PollFd::new(&self.port, PollFlags::IN)];
        poll(&mut waits, Some(&timeout)).unwrap() > 0 && waits[0].revents().contains(PollFlags::HUP)
    }
}

pub fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap()).collect()
}
