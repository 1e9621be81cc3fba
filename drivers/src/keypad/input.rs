//! The kernel's `struct input_event`: bytes to events, pure. Source: linux/input.h, Documentation/input/event-codes.rst.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;

use evdev::{KeyCode, SwitchCode};

/// Event type of `SYN_…`.
pub(super) const EV_SYN: u16 = 0;
/// Event type of keys.
pub(super) const EV_KEY: u16 = 1;
/// Event type of switches.
pub(super) const EV_SW: u16 = 5;
const SYN_REPORT: u16 = 0;
const SYN_DROPPED: u16 = 3;

/// The two words of the time stamp are `long`s of the kernel's word size.
const WORD: usize = size_of::<usize>();
/// Bytes of one event: 24 where a word has 64 bits, 16 where it has 32.
pub const EVENT_BYTES: usize = 2 * WORD + 8;

/// When an event happened, in microseconds of the clock of whoever made it. The clock can be set, also back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Stamp(pub i64);

/// One `struct input_event`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawEvent {
    /// When.
    pub at: Stamp,
    /// `EV_…`.
    pub kind: u16,
    /// `KEY_…`, `SW_…`, by kind.
    pub code: u16,
    /// A key: 0 up, 1 down, 2 still down. A switch: 0 or 1.
    pub value: i32,
}

/// What comes out of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// An event.
    Event(RawEvent),
    /// Events were lost on the way (`SYN_DROPPED`): what is held and plugged is not known any more.
    Lost,
}

/// Makes events of bytes, however they are cut. Any bytes are some events: nothing is an error.
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    part: Vec<u8>,
    ready: VecDeque<Input>,
    /// After `SYN_DROPPED` what comes is half a report, up to the next `SYN_REPORT`.
    dropping: bool,
}

impl Decoder {
    /// Takes bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.part.extend_from_slice(bytes);
        let whole = self.part.len() / EVENT_BYTES * EVENT_BYTES;
        let rest = self.part.split_off(whole);
        let events = std::mem::replace(&mut self.part, rest);
        for event in events.chunks_exact(EVENT_BYTES).filter_map(RawEvent::parse) {
            match (event.kind, event.code) {
                (EV_SYN, SYN_DROPPED) => {
                    self.dropping = true;
                    self.ready.push_back(Input::Lost);
                }
                (EV_SYN, SYN_REPORT) => self.dropping = false,
                (EV_SYN, _) => {}
                _ if self.dropping => {}
                _ => self.ready.push_back(Input::Event(event)),
            }
        }
    }

    /// The next thing, in order.
    pub fn pop(&mut self) -> Option<Input> {
        self.ready.pop_front()
    }
}

impl RawEvent {
    /// From exactly [`EVENT_BYTES`] bytes in the byte order of this machine.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (seconds, rest) = bytes.split_first_chunk::<WORD>()?;
        let (micros, rest) = rest.split_first_chunk::<WORD>()?;
        let &[t0, t1, c0, c1, v0, v1, v2, v3] = rest.as_array::<8>()?;
        let seconds = isize::from_ne_bytes(*seconds) as i64;
        let micros = isize::from_ne_bytes(*micros) as i64;
        Some(Self {
            at: Stamp(seconds.saturating_mul(1_000_000).saturating_add(micros)),
            kind: u16::from_ne_bytes([t0, t1]),
            code: u16::from_ne_bytes([c0, c1]),
            value: i32::from_ne_bytes([v0, v1, v2, v3]),
        })
    }
}

/// The code of a key: a number of `KEY_…` or `BTN_…` in linux/input-event-codes.h.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

/// The highest code that the kernel knows (`KEY_MAX`).
pub(super) const KEY_MAX: u16 = 0x2FF;

impl Code {
    /// The kernel's name for it, when there is one.
    pub fn name(self) -> Option<String> {
        let name = format!("{:?}", KeyCode::new(self.0));
        name.parse::<KeyCode>().ok().map(|_| name)
    }
}

impl FromStr for Code {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        name.parse::<KeyCode>().map(|code| Self(code.code())).map_err(|_| ())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(&name),
            None => write!(f, "{}", self.0),
        }
    }
}

/// A switch that says that a plug is in its jack: `SW_…` in linux/input-event-codes.h.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Switch(u16);

impl Switch {
    /// Headphones.
    pub const HEADPHONE: Self = Self(SwitchCode::SW_HEADPHONE_INSERT.0);
    /// Line out.
    pub const LINE_OUT: Self = Self(SwitchCode::SW_LINEOUT_INSERT.0);
    /// Some plug, whatever it is.
    pub const PLUG: Self = Self(SwitchCode::SW_JACK_PHYSICAL_INSERT.0);
    /// All of them.
    pub const ALL: [Self; 3] = [Self::HEADPHONE, Self::LINE_OUT, Self::PLUG];

    /// From the number of an event; `None` for a switch that is no jack.
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|switch| switch.0 == code)
    }

    /// Its number in an event.
    pub const fn code(self) -> u16 {
        self.0
    }

    /// The kernel's name for it.
    pub fn name(self) -> String {
        format!("{:?}", SwitchCode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bytes(event: RawEvent) -> Vec<u8> {
        let mut bytes = (event.at.0 as isize / 1_000_000).to_ne_bytes().to_vec();
        bytes.extend((event.at.0 as isize % 1_000_000).to_ne_bytes());
        bytes.extend(event.kind.to_ne_bytes());
        bytes.extend(event.code.to_ne_bytes());
        bytes.extend(event.value.to_ne_bytes());
        bytes
    }

    fn all(decoder: &mut Decoder) -> Vec<Input> {
        std::iter::from_fn(|| decoder.pop()).collect()
    }

    fn event(kind: u16, code: u16, value: i32) -> RawEvent {
        RawEvent { at: Stamp(1_700_000_000_123_456), kind, code, value }
    }

    #[test]
    fn an_event_as_the_kernel_writes_it() {
        assert_eq!(RawEvent::parse(&bytes(event(EV_KEY, 71, 1))), Some(event(EV_KEY, 71, 1)));
        assert_eq!(RawEvent::parse(&[0; EVENT_BYTES - 1]), None);
        assert_eq!(size_of::<usize>() * 2 + 8, EVENT_BYTES);
    }

    #[test]
    fn after_a_loss_nothing_counts_until_the_next_report() {
        let mut decoder = Decoder::default();
        for event in [
            event(EV_KEY, 1, 1),
            event(EV_SYN, SYN_DROPPED, 0),
            event(EV_KEY, 2, 1),
            event(EV_SYN, SYN_REPORT, 0),
            event(EV_KEY, 3, 1),
        ] {
            decoder.push(&bytes(event));
        }
        let expected = [Input::Event(event(EV_KEY, 1, 1)), Input::Lost, Input::Event(event(EV_KEY, 3, 1))];
        assert_eq!(all(&mut decoder), expected);
    }

    #[test]
    fn codes_have_the_kernels_names() {
        assert_eq!("KEY_KP7".parse(), Ok(Code(71)));
        assert_eq!(Code(71).to_string(), "KEY_KP7");
        assert_eq!(Code(0x2FE).to_string(), "766");
        assert_eq!("KEY_NOSUCH".parse::<Code>(), Err(()));
        assert_eq!(Switch::HEADPHONE.name(), "SW_HEADPHONE_INSERT");
    }

    proptest! {
        #[test]
        fn bytes_are_the_same_events_however_they_are_cut(
            bytes in prop::collection::vec(any::<u8>(), 0..400), cuts in prop::collection::vec(1_usize..60, 1..40),
        ) {
            let mut whole = Decoder::default();
            whole.push(&bytes);
            let mut parts = Decoder::default();
            let mut rest = bytes.as_slice();
            for cut in cuts.iter().cycle() {
                let (part, left) = rest.split_at((*cut).min(rest.len()));
                parts.push(part);
                rest = left;
                if rest.is_empty() { break; }
            }
            prop_assert_eq!(all(&mut whole), all(&mut parts));
        }
    }
}
