//! A card on the reader: finding it, reading it once, watching until it is taken away.

use std::time::Duration;

use zeroize::Zeroizing;

use super::card::IdCard;
use super::command::Command;
use super::device::{CardEvent, CardFault, Task};
use super::layout::{self, CardError};
use super::link::{Answer, Link};
use super::session::{End, Stop};
use super::status::{Class, Status};
use crate::port::Wire;
use crate::state::DeviceState;

/// Questions for a card's number after whose silence the module is believed not to know them.
const UNANSWERED: u32 = 4;

/// A card that lies on the reader.
#[derive(Default)]
pub(super) struct Placement {
    /// Its one reading is over, well or badly.
    pub(super) read: bool,
    /// Times in a row that it was missed.
    missed: u32,
    /// Times in a row that the module left the question for its number unanswered.
    unanswered: u32,
    /// Its management number, by which another card in its place is noticed.
    number: Option<Zeroizing<Vec<u8>>>,
}

/// What a look at a card that lies there shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    There,
    Missed,
    AnotherCard,
}

/// How one attempt at a card ended.
enum Attempt {
    Read(Box<IdCard>),
    Again(CardFault),
    Never(CardFault),
}

/// An answer, or `None` when only this one failed to come.
async fn ask<W: Wire>(link: &mut Link<W>, command: Command) -> Result<Option<Answer>, Stop> {
    match link.ask(command).await {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => Stop::from_link(error).map_or(Ok(None), Err),
    }
}

impl Task {
    /// Looks for a card and reads it when there is one.
    pub(super) async fn look<W: Wire>(&mut self, link: &mut Link<W>) -> Result<Duration, Stop> {
        let Some(answer) = ask(link, Command::FindCard).await? else { return Ok(self.delays.find_poll) };
        // Some modules name a card that they do not know already here: selecting and reading it tells more.
        if !matches!(answer.status.class(), Class::Ok | Class::Card) {
            return Ok(self.delays.find_poll);
        }
        self.lying = Some(Placement::default());
        self.read_placed(link).await
    }

    /// A card lies there whose reading came to no end: once more.
    pub(super) async fn read_again<W: Wire>(&mut self, link: &mut Link<W>) -> Result<Duration, Stop> {
        let found = ask(link, Command::FindCard).await?.is_some_and(|answer| answer.status != Status::NoCard);
        if !found {
            // A module may not find the card that it has still selected: only the look at it tells.
            let pause = self.watch(link).await?;
            if self.lying.as_ref().is_none_or(|placement| placement.missed > 0) {
                return Ok(pause);
            }
        }
        self.read_placed(link).await
    }

    /// Reads the card that was found.
    async fn read_placed<W: Wire>(&mut self, link: &mut Link<W>) -> Result<Duration, Stop> {
        self.show(DeviceState::Busy);
        self.tell(CardEvent::Found).await;
        let disarmings = self.disarmings;
        let result = self.attempts(link).await;
        self.take_asks()?;
        if self.disarmings != disarmings {
            // Whoever wanted it does no more, even if another armed since: not told, and wiped here. The placement counts
            // as unread.
            self.show(DeviceState::Ready);
            return result.map(|_| self.delays.presence);
        }
        let read = match result {
            Ok(read) => read,
            Err(stop) => {
                self.tell(CardEvent::Failed(CardFault::Reader)).await;
                return Err(stop);
            }
        };
        self.doubtful = false;
        self.lying = Some(Placement { read: true, ..Placement::default() });
        self.tell(match read {
            Ok(card) => CardEvent::Read(card),
            Err(fault) => CardEvent::Failed(fault),
        })
        .await;
        self.show(DeviceState::Ready);
        // At once, so that the number is this card's and not one laid down in its place.
        self.watch(link).await
    }

    /// Up to `read_attempts` at one placement, all steps each time.
    async fn attempts<W: Wire>(&mut self, link: &mut Link<W>) -> Result<Result<Box<IdCard>, CardFault>, Stop> {
        let mut fault = CardFault::Moved;
        for number in 0..self.delays.read_attempts {
            if number > 0 {
                tokio::time::sleep(self.delays.retry_pause).await;
                // Its answer is not heeded: a module may not find a card that it has still selected.
                ask(link, Command::FindCard).await?;
            }
            match attempt(link).await? {
                Attempt::Read(card) => return Ok(Ok(card)),
                Attempt::Never(why) => return Ok(Err(why)),
                Attempt::Again(why) => fault = why,
            }
        }
        if fault == CardFault::Reader {
            // Short answers come through and the content does not: the line is bad, not the card.
            self.doubtful = true;
            return Err(Stop::End(End::Lost(link.trouble())));
        }
        Ok(Err(fault))
    }

    /// Whether the card still lies there.
    pub(super) async fn watch<W: Wire>(&mut self, link: &mut Link<W>) -> Result<Duration, Stop> {
        let Some(mut placement) = self.lying.take() else { return Ok(Duration::ZERO) };
        let seen = match look_again(link, &mut placement).await {
            Ok(seen) => seen,
            Err(stop) => {
                self.lying = Some(placement);
                return Err(stop);
            }
        };
        placement.missed = if seen == Seen::Missed { placement.missed + 1 } else { 0 };
        if seen == Seen::AnotherCard || placement.missed >= self.delays.presence_misses {
            self.tell(CardEvent::Removed).await;
            return Ok(Duration::ZERO);
        }
        self.lying = Some(placement);
        Ok(self.delays.presence)
    }
}

/// Selects and reads the card that was found.
async fn attempt<W: Wire>(link: &mut Link<W>) -> Result<Attempt, Stop> {
    let Some(selected) = ask(link, Command::SelectCard).await? else { return Ok(Attempt::Again(CardFault::Reader)) };
    if selected.status.class() != Class::Ok {
        return Ok(judge(selected.status));
    }
    let Some(read) = ask(link, Command::ReadTextPhoto).await? else { return Ok(Attempt::Again(CardFault::Reader)) };
    if read.status.class() != Class::Ok {
        return Ok(judge(read.status));
    }
    Ok(match layout::parse_text_photo(&read.data) {
        Ok(card) => Attempt::Read(Box::new(card)),
        Err(CardError::Kind) => Attempt::Never(CardFault::UnknownType),
        Err(CardError::Length) => Attempt::Again(CardFault::Unreadable(CardError::Length)),
        Err(field) => Attempt::Never(CardFault::Unreadable(field)),
    })
}

/// What a status other than success means for a card that is to be read.
fn judge(status: Status) -> Attempt {
    match status {
        Status::CardRefusesModule | Status::ModuleRefusesCard | Status::InformationUnverified => {
            Attempt::Never(CardFault::Counterfeit(status))
        }
        Status::UnknownCardType => Attempt::Never(CardFault::UnknownType),
        Status::InformationLength => Attempt::Never(CardFault::Unreadable(CardError::Length)),
        other => match other.class() {
            Class::Retry | Class::Idle | Class::Sequence => Attempt::Again(CardFault::Moved),
            _ => Attempt::Never(CardFault::Refused(other)),
        },
    }
}

/// One look at a card that lies there. A card counts as missed only when neither its management number can be read nor a
/// card be found: a module may not find the card that it has selected, and a card that failed has no number to read.
async fn look_again<W: Wire>(link: &mut Link<W>, placement: &mut Placement) -> Result<Seen, Stop> {
    match ask(link, Command::ReadManagement).await? {
        Some(answer) if answer.status.class() == Class::Ok => return Ok(placement.compare(answer.data)),
        Some(_) => placement.unanswered = 0,
        None => placement.unanswered += 1,
    }
    match ask(link, Command::FindCard).await? {
        // An answer that failed to come says nothing about the card, unless it never comes.
        Some(found) if found.status == Status::NoCard && (1..UNANSWERED).contains(&placement.unanswered) => {
            return Ok(Seen::There);
        }
        Some(found) if found.status == Status::NoCard => return Ok(Seen::Missed),
        Some(_) => {}
        None => return Ok(Seen::There),
    }
    // A card is there: the same one that was lost for a moment, or another.
    let selected = ask(link, Command::SelectCard).await?;
    if selected.is_some_and(|answer| answer.status.class() == Class::Ok)
        && let Some(answer) = ask(link, Command::ReadManagement).await?
        && answer.status.class() == Class::Ok
    {
        return Ok(placement.compare(answer.data));
    }
    Ok(Seen::There)
}

impl Placement {
    /// Remembers the first number; another one is another card.
    fn compare(&mut self, number: Zeroizing<Vec<u8>>) -> Seen {
        self.unanswered = 0;
        match &self.number {
            Some(known) if *known != number => Seen::AnotherCard,
            Some(_) => Seen::There,
            None => {
                self.number = Some(number);
                Seen::There
            }
        }
    }
}
