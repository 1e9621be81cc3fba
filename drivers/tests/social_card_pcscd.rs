//! The card reader over the real card service: pcscd with a virtual reader into which simulated cards are put.
//!
//! A real reader's unplugging cannot be had from the virtual one, whose driver never says that it is gone; coming at any time
//! can. `social_card_device` has both, against the same trait.
#![cfg(feature = "pcsc")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

mod pcscd_support;
mod social_card_support;

use std::path::Path;
use std::time::{Duration, Instant};

use device_sim::social_card::{Content, Faults, Generation as Kind, SimSocialCard, SimSocialReader, Style};
use drivers::social_card::{
    CardEvent, CardFault, Generation, Missing, NumberCheck, Pcsc, Presence, ReaderConfig, Service, Slot, Slots,
    SocialCardReader, Trouble, spawn,
};
use drivers::{DeviceState, DeviceStatus};
use pcscd_support::{Pcscd, on_its_own};
use social_card_support::{PATIENCE, card, card_with, delays, failed, read, removed, soon, until};
use tokio::sync::mpsc::Receiver;

fn start() -> (SocialCardReader, Receiver<CardEvent>) {
    let (reader, events) = spawn(ReaderConfig { name: Some("Virtual PCD".into()) }, delays());
    reader.arm();
    (reader, events)
}

/// A service with an empty reader, our thread, and the first slot.
async fn ready(socket: &Path) -> (Pcscd, SocialCardReader, Receiver<CardEvent>, SimSocialReader) {
    let mut pcscd = Pcscd::new(socket);
    pcscd.start();
    let (reader, events) = start();
    until(&reader, DeviceState::Ready).await;
    let slot = SimSocialReader::new(pcscd.port, 0);
    (pcscd, reader, events, slot)
}

#[test]
fn cards_of_each_generation_are_read() {
    on_its_own("cards_of_each_generation_are_read", async |socket| {
        let (_pcscd, reader, mut events, mut slot) = ready(socket).await;
        for (kind, generation, style, missing) in [
            (Kind::First, Generation::First, Style::AtOnce, None),
            (Kind::Second, Generation::Second, Style::GetResponse, None),
            (Kind::Third, Generation::Third, Style::Exact, Some(Missing::PersonalData)),
        ] {
            let faults = Faults { style, ..Faults::default() };
            slot.insert(SimSocialCard::new(kind, Content::default()).with(faults)).unwrap();
            let card = read(&mut events).await;
            assert_eq!((card.generation, card.missing()), (generation, missing));
            assert_eq!((card.card_number.expose(), card.issuing_area()), ("C37000001", Some("370000")));
            if let Ok(holder) = &card.holder {
                assert_eq!((holder.name.expose(), holder.number_check()), ("张测试", NumberCheck::Good));
            }
            slot.remove();
            removed(&mut events).await;
        }
        let report = reader.report();
        assert_eq!((report.status, report.reopenings, report.restarts), (DeviceStatus::Online, 0, 0));
        assert!(report.identity.unwrap().model.starts_with("Virtual PCD"));
    });
}

#[test]
fn bad_cards_are_told_and_the_next_good_one_is_read() {
    on_its_own("bad_cards_are_told_and_the_next_good_one_is_read", async |socket| {
        let (_pcscd, reader, mut events, mut slot) = ready(socket).await;
        slot.insert(card_with(Faults { removed_at: Some(9), ..Faults::default() })).unwrap();
        assert_eq!(failed(&mut events).await, CardFault::Removed);
        removed(&mut events).await;

        slot.insert_mute(card()).unwrap();
        assert_eq!(failed(&mut events).await, CardFault::Mute);
        slot.remove();
        removed(&mut events).await;

        slot.insert(SimSocialCard::new(Kind::Bank, Content::default())).unwrap();
        assert_eq!(failed(&mut events).await, CardFault::NotSocial);
        slot.remove();
        removed(&mut events).await;

        slot.insert(card()).unwrap();
        assert!(read(&mut events).await.holder.is_ok());
        until(&reader, DeviceState::Ready).await;
    });
}

#[test]
fn service_and_reader_may_come_and_go() {
    on_its_own("service_and_reader_may_come_and_go", async |socket| {
        let mut pcscd = Pcscd::new(socket);
        let (reader, mut events) = start();
        let mut trouble = reader.trouble();
        soon(trouble.wait_for(|trouble| *trouble == Some(Trouble::NoService))).await.unwrap();
        until(&reader, DeviceState::Absent).await;

        pcscd.start_without_reader();
        soon(trouble.wait_for(|trouble| *trouble == Some(Trouble::NoReader))).await.unwrap();
        pcscd.stop();
        pcscd.start();
        until(&reader, DeviceState::Ready).await;

        let mut slot = SimSocialReader::new(pcscd.port, 0);
        slot.insert(card()).unwrap();
        read(&mut events).await;
        pcscd.kill();
        removed(&mut events).await;
        soon(trouble.wait_for(|trouble| *trouble == Some(Trouble::NoService))).await.unwrap();

        pcscd.start();
        until(&reader, DeviceState::Ready).await;
        slot.insert(card()).unwrap();
        read(&mut events).await;
        assert!(reader.report().reopenings >= 1);
    });
}

/// Waits for the first slot to hold this.
fn wait_for(slots: &mut dyn Slots, wanted: Presence) {
    let until = Instant::now() + PATIENCE;
    let holds = |slot: &Slot| slot.name.starts_with("Virtual PCD") && slot.presence == wanted;
    while !slots.wait(PATIENCE).unwrap().first().is_some_and(holds) {
        assert!(Instant::now() < until, "{wanted:?} did not come");
    }
}

/// Nothing that happens costs nothing, and what happens is seen without waiting for the next look.
#[test]
fn a_wait_lasts_until_something_changes() {
    on_its_own("a_wait_lasts_until_something_changes", async |socket| {
        let (pcscd, _reader, _events, mut slot) = ready(socket).await;
        let mut slots = Pcsc.open().unwrap();
        wait_for(&mut *slots, Presence::Empty);
        let quiet = Duration::from_millis(300);
        let lasts = |slots: &mut dyn Slots| {
            let start = Instant::now();
            slots.wait(quiet).unwrap();
            start.elapsed() >= quiet
        };
        // A few may end early: readers have just come.
        assert!((0..5).any(|_| lasts(&mut *slots)), "every wait ends at once");

        let start = Instant::now();
        slot.insert_mute(card()).unwrap();
        wait_for(&mut *slots, Presence::Mute);
        slot.remove();
        wait_for(&mut *slots, Presence::Empty);
        assert!(start.elapsed() < PATIENCE, "a wait did not end by itself");
        drop(pcscd);
    });
}
