//! A card service that a test holds in its hand, with simulated cards in its readers; our thread at the other end.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

mod hand;

use std::fmt::Debug;
use std::time::Duration;

use device_sim::social_card::{Content, Faults, Generation, SimSocialCard};
use drivers::DeviceState;
use drivers::social_card::{CardEvent, CardFault, Delays, ReaderConfig, SocialCard, SocialCardReader, spawn_with};
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

pub use hand::Hand;

/// Longer than anything here takes; a test that needs it has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The shipped table, with waits short enough for a test.
pub fn delays() -> Delays {
    Delays {
        look: Duration::from_millis(50),
        retry_pause: Duration::from_millis(5),
        reopen: (Duration::from_millis(10), Duration::from_millis(50)),
        full: Duration::from_millis(5),
        ..Delays::default()
    }
}

/// What waits for this must come.
pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it did not come")
}

/// Reader, service and events.
pub struct Bench {
    pub hand: Hand,
    pub reader: SocialCardReader,
    pub events: Receiver<CardEvent>,
}

/// The reader that is plugged in at first.
pub const READER: &str = "Reader 00 00";

impl Bench {
    pub fn new(hand: Hand, config: ReaderConfig) -> Self {
        let (reader, events) = spawn_with(config, delays(), hand.clone());
        Self { hand, reader, events }
    }

    /// A service with an empty reader, and armed.
    pub async fn armed() -> Self {
        let hand = Hand::default();
        hand.plug(READER);
        let bench = Self::new(hand, ReaderConfig::default());
        bench.until(DeviceState::Ready).await;
        bench.reader.arm();
        bench
    }

    pub async fn until(&self, wanted: DeviceState) {
        until(&self.reader, wanted).await;
    }

    /// The next event.
    pub async fn event(&mut self) -> CardEvent {
        soon(self.events.recv()).await.expect("the thread has ended")
    }

    pub async fn found(&mut self) {
        found(&mut self.events).await;
    }

    pub async fn read(&mut self) -> Box<SocialCard> {
        read(&mut self.events).await
    }

    pub async fn failed(&mut self) -> CardFault {
        failed(&mut self.events).await
    }

    pub async fn removed(&mut self) {
        removed(&mut self.events).await;
    }
}

pub async fn until(reader: &SocialCardReader, wanted: DeviceState) {
    let mut state = reader.state();
    let seen = timeout(PATIENCE, state.wait_for(|state| *state == wanted)).await.map(|state| state.map(drop));
    assert!(matches!(seen, Ok(Ok(()))), "{wanted:?} did not come, it is {:?}", reader.state().borrow());
}

async fn next(events: &mut Receiver<CardEvent>) -> CardEvent {
    soon(events.recv()).await.expect("the thread has ended")
}

fn unexpected(event: &impl Debug) -> ! {
    panic!("another event came: {event:?}")
}

/// Found and read.
pub async fn read(events: &mut Receiver<CardEvent>) -> Box<SocialCard> {
    found(events).await;
    match next(events).await {
        CardEvent::Read(card) => card,
        other => unexpected(&other),
    }
}

/// Found and not read.
pub async fn failed(events: &mut Receiver<CardEvent>) -> CardFault {
    found(events).await;
    match next(events).await {
        CardEvent::Failed(fault) => fault,
        other => unexpected(&other),
    }
}

pub async fn found(events: &mut Receiver<CardEvent>) {
    match next(events).await {
        CardEvent::Found => {}
        other => unexpected(&other),
    }
}

pub async fn removed(events: &mut Receiver<CardEvent>) {
    match next(events).await {
        CardEvent::Removed => {}
        other => unexpected(&other),
    }
}

/// A card of the second generation without faults.
pub fn card() -> SimSocialCard {
    SimSocialCard::new(Generation::Second, Content::default())
}

pub fn card_with(faults: Faults) -> SimSocialCard {
    card().with(faults)
}
