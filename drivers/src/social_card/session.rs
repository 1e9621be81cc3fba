//! What a card service must do, and a card in a reader: found, read once, watched until it is pulled out.

use std::time::Duration;

use super::apdu::{Transport, TransportError};
use super::card::SocialCard;
use super::device::{CardEvent, CardFault, Trouble, Worker};
use super::reading;
use crate::report::DeviceIdentity;
use crate::state::{DeviceState, Fault};

/// A card service: the operating system's, or one that a test holds in its hand.
pub trait Service: Send + 'static {
    /// Reaches it.
    fn open(&mut self) -> Result<Box<dyn Slots>, Trouble>;
}

/// The readers of a card service that was reached. Every call blocks its thread.
pub trait Slots {
    /// All readers as they are now; at the first call at once, then when something changed, at the latest after `longest`.
    fn wait(&mut self, longest: Duration) -> Result<Vec<Slot>, Trouble>;

    /// Gives the card in this reader power.
    fn connect(&mut self, reader: &str) -> Result<Box<dyn Transport + '_>, TransportError>;
}

/// One reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// As the service calls it.
    pub name: String,
    /// What is in it.
    pub presence: Presence,
    /// Rises whenever a card comes or goes: another card in its place is noticed.
    pub count: u32,
}

/// What is in a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Nothing.
    Empty,
    /// A card.
    Card,
    /// Something that does not answer.
    Mute,
}

/// A card that is in.
#[derive(Clone)]
pub(super) struct Placement {
    reader: String,
    count: u32,
    mute: bool,
    /// Somebody was told of it.
    told: bool,
    /// Its one reading is over, well or badly.
    read: bool,
}

impl Placement {
    fn is_in(&self, slots: &[Slot]) -> bool {
        slots
            .iter()
            .any(|slot| slot.name == self.reader && slot.presence != Presence::Empty && slot.count == self.count)
    }
}

/// Why a session ended.
pub(super) enum End {
    /// The handle was dropped.
    Closed,
    /// The card service is gone.
    Lost(Trouble),
}

impl From<Trouble> for End {
    fn from(trouble: Trouble) -> Self {
        Self::Lost(trouble)
    }
}

impl Worker {
    /// Follows the readers until the service is gone or the handle dropped.
    pub(super) fn session(&mut self, slots: &mut dyn Slots) -> End {
        let end = loop {
            if self.shared.is_closed() {
                break End::Closed;
            }
            if let Err(end) = self.look(slots) {
                break end;
            }
        };
        self.pulled();
        end
    }

    fn look(&mut self, slots: &mut dyn Slots) -> Result<(), End> {
        let seen = slots.wait(self.delays.look)?;
        self.reached();
        let seen: Vec<Slot> = seen.into_iter().filter(|slot| self.config.takes(&slot.name)).collect();
        if seen.is_empty() {
            self.pulled();
            self.show(DeviceState::Absent, Some(Trouble::NoReader));
            return Ok(());
        }
        self.show(DeviceState::Ready, None);
        if let Some(slot) = seen.first() {
            self.vitals.identified(DeviceIdentity { model: slot.name.clone(), ..DeviceIdentity::default() });
        }
        if self.lying.as_ref().is_some_and(|placement| !placement.is_in(&seen)) {
            self.pulled();
        }
        if self.lying.is_none() {
            let found = seen.into_iter().find(|slot| slot.presence != Presence::Empty);
            self.lying = found.map(|Slot { name, presence, count }| Placement {
                reader: name,
                count,
                mute: presence == Presence::Mute,
                told: false,
                read: false,
            });
        }
        if let Some(placement) = &mut self.lying
            && !placement.read
            && self.shared.is_armed()
        {
            placement.told = true;
            let placement = placement.clone();
            self.read_placed(slots, &placement)?;
        }
        Ok(())
    }

    fn read_placed(&mut self, slots: &mut dyn Slots, placement: &Placement) -> Result<(), End> {
        self.show(DeviceState::Busy, None);
        self.tell(CardEvent::Found);
        let disarmings = self.shared.disarmings();
        let result = self.attempts(slots, placement);
        // Whoever wanted it may do no more, even if another armed since: then it is not told, and wiped here, and the placement
        // counts as unread.
        let wanted = self.shared.disarmings() == disarmings;
        if let Some(lying) = &mut self.lying {
            lying.read = wanted;
        }
        let (event, end) = match result {
            Ok(Ok(card)) => (CardEvent::Read(card), None),
            Ok(Err(fault)) => (CardEvent::Failed(fault), None),
            Err(trouble) => (CardEvent::Failed(CardFault::Reader), Some(trouble)),
        };
        if wanted {
            self.tell(event);
        }
        if let Some(trouble) = end {
            return Err(trouble.into());
        }
        self.show(DeviceState::Ready, None);
        Ok(())
    }

    /// Up to `read_attempts` at one placement. The outer error: the service is gone.
    fn attempts(
        &self,
        slots: &mut dyn Slots,
        placement: &Placement,
    ) -> Result<Result<Box<SocialCard>, CardFault>, Trouble> {
        if placement.mute {
            return Ok(Err(TransportError::Mute.into()));
        }
        let mut fault = CardFault::from(TransportError::Removed);
        for number in 0..self.delays.read_attempts {
            if number > 0 {
                self.shared.pause(self.delays.retry_pause);
                if !placement.is_in(&slots.wait(Duration::ZERO)?) {
                    return Ok(Err(TransportError::Removed.into()));
                }
            }
            let result = slots.connect(&placement.reader).map_err(CardFault::from);
            match result.and_then(|mut card| reading::read(&mut *card)) {
                Ok(card) => return Ok(Ok(Box::new(card))),
                Err(again @ (CardFault::Removed | CardFault::InUse | CardFault::Garbled | CardFault::Reader)) => {
                    fault = again;
                }
                Err(never) => return Ok(Err(never)),
            }
        }
        Ok(Err(fault))
    }

    /// The card that was in is not any more, or nobody knows.
    pub(super) fn pulled(&mut self) {
        if self.lying.take().is_some_and(|placement| placement.told) {
            self.tell(CardEvent::Removed);
        }
    }

    /// Shows why the service cannot be reached.
    pub(super) fn show_trouble(&self, trouble: Trouble) {
        let state = match &trouble {
            Trouble::NoService | Trouble::NoReader | Trouble::LeftOut => DeviceState::Absent,
            Trouble::Refused(reason) => DeviceState::Faulted(Fault::Port(reason.clone())),
        };
        self.show(state, Some(trouble));
    }
}
