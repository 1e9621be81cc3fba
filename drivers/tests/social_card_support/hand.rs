//! A card service that a test holds in its hand, with simulated cards in its readers.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test uses its part")]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use device_sim::social_card::SimSocialCard;
use drivers::social_card::{Presence, Service, Slot, Slots, Transport, TransportError, Trouble};
use zeroize::Zeroizing;

/// Longer than anything here takes; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a reader holds.
#[derive(Default)]
struct Held {
    card: Option<SimSocialCard>,
    mute: bool,
    count: u32,
}

/// The state of the card service.
#[derive(Default)]
struct Inner {
    /// Why it cannot be reached.
    trouble: Option<Trouble>,
    readers: BTreeMap<String, Held>,
    /// So many of the next connections fail so.
    connect_fails: Vec<TransportError>,
    /// The next look panics.
    mine: bool,
    /// Every change of the above that a look must see.
    changes: u64,
    /// How often it was reached for.
    pub openings: u32,
    connections: u32,
    commands: u32,
    /// Commands hold here.
    hold: bool,
}

/// The card service. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Hand(Arc<(Mutex<Inner>, Condvar)>);

impl Hand {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Inner) -> T) -> T {
        let mut inner = self.lock();
        let result = change(&mut inner);
        inner.changes += 1;
        self.0.1.notify_all();
        result
    }

    pub fn trouble(&self, trouble: Option<Trouble>) {
        self.change(|inner| inner.trouble = trouble);
    }

    pub fn plug(&self, reader: &str) {
        self.change(|inner| inner.readers.insert(reader.into(), Held::default()));
    }

    pub fn unplug(&self, reader: &str) {
        self.change(|inner| inner.readers.remove(reader));
    }

    pub fn insert(&self, reader: &str, card: SimSocialCard) {
        self.change(|inner| {
            let held = inner.readers.get_mut(reader).unwrap();
            (held.card, held.mute, held.count) = (Some(card), false, held.count + 1);
        });
    }

    pub fn insert_mute(&self, reader: &str) {
        self.change(|inner| {
            let held = inner.readers.get_mut(reader).unwrap();
            (held.mute, held.count) = (true, held.count + 1);
        });
    }

    pub fn pull(&self, reader: &str) {
        self.change(|inner| {
            let held = inner.readers.get_mut(reader).unwrap();
            *held = Held { count: held.count + 1, ..Held::default() };
        });
    }

    pub fn connect_fails(&self, errors: &[TransportError]) {
        self.change(|inner| inner.connect_fails = errors.iter().rev().copied().collect());
    }

    pub fn lay_mine(&self) {
        self.change(|inner| inner.mine = true);
    }

    /// From now on a card answers nothing, until this is `false` again.
    pub fn hold(&self, hold: bool) {
        self.change(|inner| inner.hold = hold);
    }

    /// Waits, blocking, until cards were asked so often.
    pub fn asked(&self, commands: u32) {
        let wait = self.0.1.wait_timeout_while(self.lock(), PATIENCE, |inner| inner.commands < commands).unwrap();
        assert!(!wait.1.timed_out(), "asked only {} times", wait.0.commands);
    }

    pub fn openings(&self) -> u32 {
        self.lock().openings
    }

    pub fn connections(&self) -> u32 {
        self.lock().connections
    }
}

impl Service for Hand {
    fn open(&mut self) -> Result<Box<dyn Slots>, Trouble> {
        let mut inner = self.lock();
        inner.openings += 1;
        match &inner.trouble {
            Some(trouble) => Err(trouble.clone()),
            None => Ok(Box::new(HandSlots { hand: self.clone(), seen: None })),
        }
    }
}

struct HandSlots {
    hand: Hand,
    /// Changes that the last look saw.
    seen: Option<u64>,
}

impl Slots for HandSlots {
    fn wait(&mut self, longest: Duration) -> Result<Vec<Slot>, Trouble> {
        let until = Instant::now() + longest;
        let mut inner = self.hand.lock();
        while self.seen == Some(inner.changes) {
            let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else { break };
            inner = self.hand.0.1.wait_timeout(inner, left).unwrap().0;
        }
        self.seen = Some(inner.changes);
        let mined = std::mem::take(&mut inner.mine);
        if let Some(trouble) = &inner.trouble {
            return Err(trouble.clone());
        }
        let slot = |(name, held): (&String, &Held)| {
            let presence = match held {
                Held { mute: true, .. } => Presence::Mute,
                Held { card: Some(_), .. } => Presence::Card,
                _ => Presence::Empty,
            };
            Slot { name: name.clone(), presence, count: held.count }
        };
        let slots = inner.readers.iter().map(slot).collect();
        drop(inner);
        assert!(!mined, "the driver steps on a mine");
        Ok(slots)
    }

    fn connect(&mut self, reader: &str) -> Result<Box<dyn Transport + '_>, TransportError> {
        let mut inner = self.hand.lock();
        inner.connections += 1;
        if let Some(error) = inner.connect_fails.pop() {
            return Err(error);
        }
        let held = inner.readers.get_mut(reader).ok_or(TransportError::Reader)?;
        held.card.as_mut().ok_or(TransportError::Removed)?.reset();
        let count = held.count;
        Ok(Box::new(HandCard { hand: self.hand.clone(), reader: reader.into(), count }))
    }
}

struct HandCard {
    hand: Hand,
    reader: String,
    count: u32,
}

impl Transport for HandCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        let mut inner = self.hand.lock();
        inner.commands += 1;
        self.hand.0.1.notify_all();
        while inner.hold {
            inner = self.hand.0.1.wait(inner).unwrap();
        }
        if inner.trouble.is_some() {
            return Err(TransportError::Reader);
        }
        let held = inner.readers.get_mut(&self.reader).ok_or(TransportError::Reader)?;
        if held.count != self.count {
            return Err(TransportError::Removed);
        }
        let answer = held.card.as_mut().and_then(|card| card.execute(command));
        let Some(answer) = answer else {
            // Pulled out at this command.
            (held.card, held.count) = (None, held.count + 1);
            inner.changes += 1;
            return Err(TransportError::Removed);
        };
        Ok(Zeroizing::new(answer))
    }
}
