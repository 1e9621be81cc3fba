//! The ticket in the slot: whether it hangs there, and taking it away when nobody else does. Nobody gets somebody's paper.
//!
//! Source of the commands and bits: Custom KPM210/KPM216 manual p. 76 (GS e), KPM150H manual p. 66 (DLE EOT 20);
//! PyramidTechnologies/escpos, `paper_movement.rst` and `reliance_status.rst`.

use std::fmt;

use tokio::time::Instant;

use super::demux::Expected;
use super::encode::{EJECT, RETRACT};
use super::job::Reason;
use super::link::{Heard, HungUp};
use super::model::{LeftBehind, TicketTaken};
use super::session::{Phase, Session};

/// Times that a ticket is taken away by itself before it is left to staff.
const TRIES: u32 = 3;
/// Questions in a row without an answer after which nobody knows what hangs in the slot.
const MISSES: u32 = 3;

/// How it is with the slot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slot {
    /// A ticket hangs there. `None`: nobody can tell.
    pub waiting: Option<bool>,
    /// The printer says that the paper is jammed there.
    pub jam: bool,
    /// The driver had it taken away and it is there all the same: paper is stuck, or the sensor is.
    pub stuck: bool,
}

impl Slot {
    /// From the answer to GS e 6: bit 3 is the ticket at the output, bit 7 a jam.
    pub fn of_ejector(byte: u8) -> Self {
        Self { waiting: Some(byte & 0x08 != 0), jam: byte & 0x80 != 0, stuck: false }
    }

    /// From the four bytes that answer DLE EOT 20 behind 10 0F: first byte bit 5 is the ticket, third byte bit 6 a jam.
    pub fn of_full_status([paper, _, error, _]: [u8; 4]) -> Self {
        Self { waiting: Some(paper & 0x20 != 0), jam: error & 0x40 != 0, stuck: false }
    }
}

/// What became of the ticket in the slot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Cleared {
    /// There was none.
    Empty,
    /// It was drawn back into the cabinet.
    Retracted,
    /// It was put out of the slot.
    Ejected,
    /// It hangs there: this model cannot take it away, or is not to.
    Held,
    /// This model cannot tell whether there is one.
    Unknown,
    /// It was not taken away, and why. `Busy`: a ticket is being printed or waits to be.
    Refused(Reason),
}

impl fmt::Display for Cleared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the slot is empty"),
            Self::Retracted => f.write_str("the ticket was drawn back"),
            Self::Ejected => f.write_str("the ticket was put out of the slot"),
            Self::Held => f.write_str("the ticket hangs in the slot until somebody takes it"),
            Self::Unknown => f.write_str("this printer cannot tell whether a ticket hangs in the slot"),
            Self::Refused(reason) => write!(f, "the ticket was not taken away: {reason}"),
        }
    }
}

/// What is known of the slot across a cut line.
#[derive(Debug, Default)]
pub(super) struct SlotWatch {
    /// Since when a ticket hangs there, or was last tried to be taken away.
    since: Option<Instant>,
    tries: u32,
    misses: u32,
    /// It hung there for too long and was not taken away.
    pub(super) left_behind: bool,
}

impl Session<'_> {
    /// Asks how it is with the slot, where the model has a question for that. After the round of DLE EOT 1–4.
    pub(super) async fn ask_slot(&mut self) -> Result<(), HungUp> {
        let question: (&[u8], Expected) = match self.keep.model.ticket_taken {
            // It stands in the queue: a printer that is stopped, or in the middle of a command, does not carry it out.
            TicketTaken::GsE6Bit3 if self.obeys_queue() => (b"\x1De\x06", Expected::Ejector),
            TicketTaken::DleEot20Bit5 => (b"\x10\x04\x14", Expected::Full),
            _ => return Ok(()),
        };
        self.note_all();
        self.link.expect(Some(question.1));
        let asked = self.say(question.0).await?;
        let until = Instant::now() + self.keep.delays.answer;
        let mut answer = None;
        while asked && answer.is_none() {
            match self.link.hear(until).await? {
                Some(Heard::Slot(slot)) => answer = Some(slot),
                Some(other) => self.note(other),
                None => break,
            }
        }
        self.link.expect(None);
        let known = self.status.slot;
        self.status.slot = if let Some(slot) = answer {
            self.keep.slot.misses = 0;
            Slot { stuck: known.stuck, ..slot }
        } else {
            self.missed();
            self.keep.slot.misses = self.keep.slot.misses.saturating_add(1);
            if self.keep.slot.misses < MISSES { known } else { Slot::default() }
        };
        Ok(())
    }

    /// Whether it carries out what is queued. After a broken job nobody knows; but a jam is asked about until it is gone, or
    /// until nothing is answered: otherwise it would never be known to be gone, and nothing cleared away.
    fn obeys_queue(&self) -> bool {
        let Slot { jam, stuck, .. } = self.status.slot;
        let able = self.greeted && !self.in_job && self.status.trouble_inside().is_none();
        able && (self.keep.debt.is_none() || jam || stuck)
    }

    /// Takes over what others say of the slot, and keeps the time.
    pub(super) fn see_slot(&mut self) {
        let slot = &mut self.status.slot;
        match self.keep.model.ticket_taken {
            TicketTaken::Unknown => slot.waiting = None,
            TicketTaken::DleEot1Bit7 => slot.waiting = Some(self.status.bit7),
            TicketTaken::PaperExit => slot.waiting = *self.keep.exit.borrow_and_update(),
            TicketTaken::GsE6Bit3 | TicketTaken::DleEot20Bit5 => {}
        }
        match slot.waiting {
            Some(true) => {
                self.keep.slot.since.get_or_insert_with(Instant::now);
            }
            Some(false) => {
                slot.stuck = false;
                self.keep.slot = SlotWatch { misses: self.keep.slot.misses, ..SlotWatch::default() };
            }
            None => {}
        }
    }

    /// When the ticket in the slot is to be taken away.
    pub(super) fn overdue_at(&self) -> Option<Instant> {
        let presenter = self.keep.model.presenter.as_ref().filter(|presenter| !presenter.after.is_zero())?;
        let watch = &self.keep.slot;
        let settled = match presenter.left_behind {
            LeftBehind::Hold => watch.left_behind,
            LeftBehind::Retract | LeftBehind::Eject => watch.tries >= TRIES,
        };
        let waits = self.status.slot.waiting == Some(true) && !settled;
        watch.since.filter(|_| waits).map(|since| since + presenter.after)
    }

    /// A ticket hung in the slot for too long.
    pub(super) async fn leave_nothing(&mut self) -> Result<(), HungUp> {
        let cleared = self.clear_slot().await?;
        if self.status.slot.waiting == Some(true) {
            // Not again and again: the motor is not to run for ever.
            self.keep.slot.since = Some(Instant::now());
            self.keep.slot.left_behind = true;
            self.publish();
        }
        tracing::info!(%cleared, "a ticket was left behind in the slot");
        Ok(())
    }

    /// Takes away what hangs in the slot, by model.
    pub(super) async fn clear_slot(&mut self) -> Result<Cleared, HungUp> {
        self.check().await?;
        self.settle().await?;
        let (take_away, done): (&[u8], _) = match self.may_clear() {
            Ok(LeftBehind::Retract) => (RETRACT, Cleared::Retracted),
            Ok(LeftBehind::Eject) => (EJECT, Cleared::Ejected),
            Ok(LeftBehind::Hold) => return Ok(Cleared::Held),
            Err(cleared) => return Ok(cleared),
        };
        self.phase = Phase::Working;
        self.publish();
        self.keep.slot.tries = self.keep.slot.tries.saturating_add(1);
        let refused = self.take_away(take_away).await?;
        if refused.is_none() {
            self.keep.count(|counters| {
                let count = if done == Cleared::Retracted { &mut counters.retracted } else { &mut counters.ejected };
                *count = count.saturating_add(1);
            });
        }
        self.phase = Phase::Idle;
        self.publish();
        Ok(refused.map_or(done, Cleared::Refused))
    }

    /// What is to be done with the ticket, or why nothing.
    fn may_clear(&self) -> Result<LeftBehind, Cleared> {
        let trouble = self.status.trouble_inside();
        match self.status.slot {
            _ if self.voice.is_some() => Err(Cleared::Refused(self.refusal().unwrap_or(Reason::Silent))),
            Slot { waiting: None, .. } => Err(Cleared::Unknown),
            Slot { waiting: Some(false), jam: false, .. } => Err(Cleared::Empty),
            slot => match self.keep.model.presenter.as_ref().map(|presenter| presenter.left_behind) {
                None | Some(LeftBehind::Hold) => Ok(LeftBehind::Hold),
                Some(_) if slot.jam => Err(Cleared::Refused(Reason::Jammed)),
                Some(_) if trouble.is_some() => Err(Cleared::Refused(trouble.unwrap_or(Reason::Offline))),
                // Something of the job before is still to be cleared away.
                Some(_) if !self.greeted || self.keep.debt.is_some() => Err(Cleared::Refused(Reason::Busy)),
                Some(what) => Ok(what),
            },
        }
    }

    /// Says the command and looks until the slot is empty. `Some`: why it is not.
    async fn take_away(&mut self, command: &[u8]) -> Result<Option<Reason>, HungUp> {
        if !self.say(command).await? {
            return Ok(Some(Reason::Stalled));
        }
        let until = Instant::now() + self.keep.delays.retract;
        loop {
            let next = until.min(Instant::now() + self.keep.delays.quiet);
            while self.listen(next).await? {}
            self.check().await?;
            let slot = self.status.slot;
            if self.voice.is_some() {
                return Ok(self.refusal());
            }
            if slot.jam {
                return Ok(Some(Reason::Jammed));
            }
            if let Some(reason) = self.status.trouble_inside() {
                return Ok(Some(reason));
            }
            if slot.waiting == Some(false) {
                return Ok(None);
            }
            if Instant::now() >= until {
                self.status.slot.stuck = true;
                return Ok(Some(Reason::Jammed));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_bits_are_those_of_the_manuals() {
        let slot = |waiting, jam| Slot { waiting: Some(waiting), jam, stuck: false };
        for (byte, meant) in [(0x00, slot(false, false)), (0x08, slot(true, false)), (0xC8, slot(true, true))] {
            assert_eq!(Slot::of_ejector(byte), meant, "{byte:02X}");
        }
        assert_eq!(Slot::of_ejector(0x37), slot(false, false), "paper low, paper at the entry, motors on");
        assert_eq!(Slot::of_full_status([0x20, 0, 0, 0]), slot(true, false));
        assert_eq!(Slot::of_full_status([0x05, 0xFF, 0x40, 0xFF]), slot(false, true));
    }

    proptest! {
        #[test]
        fn one_bit_each(bytes in any::<[u8; 4]>()) {
            let slot = Slot::of_full_status(bytes);
            prop_assert_eq!((slot.waiting, slot.jam), (Some(bytes[0] & 32 == 32), bytes[2] & 64 == 64));
        }
    }
}
