//! Bytes of one direction that wait for what follows them, with their times.

use std::collections::VecDeque;

use tokio::time::Instant;
use zeroize::{Zeroize, Zeroizing};

/// Bytes that wait. What came at once goes on at once, as far as it goes on together.
#[derive(Default)]
pub(super) struct Held {
    bytes: Zeroizing<Vec<u8>>,
    /// Where each piece ends, and when it came.
    pieces: VecDeque<(usize, Instant)>,
    /// Bytes from the start that are replaced and may go on.
    ready: usize,
}

impl Held {
    pub(super) fn push(&mut self, at: Instant, bytes: &mut Vec<u8>) {
        self.bytes.extend_from_slice(bytes);
        bytes.zeroize();
        self.pieces.push_back((self.bytes.len(), at));
    }

    /// What is not yet let go.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.ready..).unwrap_or_default()
    }

    /// Replaces the next `count` bytes and lets them go.
    pub(super) fn pass(&mut self, count: usize, replace: impl FnOnce(&mut [u8])) {
        let end = self.bytes.len().min(self.ready + count);
        replace(self.bytes.get_mut(self.ready..end).unwrap_or_default());
        self.ready = end;
    }

    /// Hands on what was let go, in the pieces in which it came.
    pub(super) fn drain(&mut self, mut sink: impl FnMut(Instant, Vec<u8>)) {
        let mut from = 0;
        while let Some((end, at)) = self.pieces.front().copied() {
            let until = end.min(self.ready);
            if until > from {
                sink(at, self.bytes.get(from..until).unwrap_or_default().to_vec());
                from = until;
            }
            if end > self.ready {
                break;
            }
            self.pieces.pop_front();
        }
        self.bytes.drain(..self.ready);
        for (end, _) in &mut self.pieces {
            *end -= self.ready;
        }
        self.ready = 0;
    }
}
