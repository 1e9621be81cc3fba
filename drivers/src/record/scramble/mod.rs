//! Replaces what is personal on a wire before it is recorded, so that a recording can leave the hall.
//!
//! Whatever is not known to be harmless is replaced. The replaced stream has the same commands, lengths and times, and
//! the same damage: an answer whose checksum was wrong by some bits is wrong by the same bits afterwards.

mod held;
mod id_card;
mod invented;
mod printer;
mod scanner;

use tokio::time::Instant;

use super::line::What;
use super::tap::DeviceKind;

/// What becomes of personal data in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scramble {
    /// People, tickets and codes are replaced by invented ones of the same length.
    #[default]
    Personal,
    /// Nothing is replaced: the recording holds real people and must be kept like their files. Only ever by an explicit wish.
    Nothing,
}

impl Scramble {
    /// What becomes of the lines of one device. `key`: the same gives one card the same invented number.
    pub fn lines(self, device: DeviceKind, lines: impl IntoIterator<Item = What>, key: u64) -> Vec<What> {
        let (mut scrambler, now, mut out) = (scrambler(device, self, key), Instant::now(), Vec::new());
        for line in lines {
            scrambler.pass(now, line, &mut |_, what| out.push(what));
        }
        scrambler.flush(&mut |_, what| out.push(what));
        out
    }
}

/// Where lines go.
pub(super) type Sink<'a> = dyn FnMut(Instant, What) + 'a;

/// Replaces what is personal in the lines of one device, however its bytes are cut.
pub(super) trait Scrambler: Send {
    /// Takes a line; it, or what waited for it, goes on into the sink.
    fn pass(&mut self, at: Instant, what: What, sink: &mut Sink<'_>);

    /// Nothing more may come for long: what waits for its rest goes on without it.
    fn flush(&mut self, sink: &mut Sink<'_>);
}

/// The one for a device. `key`: the same gives one card the same invented number throughout a recording.
pub(super) fn scrambler(kind: DeviceKind, how: Scramble, key: u64) -> Box<dyn Scrambler> {
    match (how, kind) {
        (Scramble::Nothing, _) => Box::new(Untouched),
        (Scramble::Personal, DeviceKind::IdCard) => Box::new(id_card::IdCard::new(key)),
        (Scramble::Personal, DeviceKind::Printer) => Box::new(printer::Printer::default()),
        (Scramble::Personal, DeviceKind::Scanner) => Box::new(scanner::Scanner::default()),
        (Scramble::Personal, DeviceKind::Other) => Box::new(Everything),
    }
}

struct Untouched;

impl Scrambler for Untouched {
    fn pass(&mut self, at: Instant, what: What, sink: &mut Sink<'_>) {
        sink(at, what);
    }

    fn flush(&mut self, _: &mut Sink<'_>) {}
}

/// Nothing is known about the device: every printable byte goes.
struct Everything;

impl Scrambler for Everything {
    fn pass(&mut self, at: Instant, mut what: What, sink: &mut Sink<'_>) {
        if let Some(bytes) = what.bytes_mut() {
            for byte in bytes {
                *byte = scanner::hide(*byte);
            }
        }
        sink(at, what);
    }

    fn flush(&mut self, _: &mut Sink<'_>) {}
}

#[cfg(test)]
mod tests;
