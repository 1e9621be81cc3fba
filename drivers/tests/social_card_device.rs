//! The thread of the card reader: service and reader come and go, cards are pulled at any time, and nobody is told twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

mod social_card_support;

use device_sim::social_card::Faults;
use drivers::social_card::{CardFault, ReaderConfig, TransportError, Trouble};
use drivers::{DeviceState, DeviceStatus, Fault};
use social_card_support::{Bench, Hand, READER, card, card_with, soon};
use tokio::sync::mpsc::error::TryRecvError;

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_read_once_a_placement() {
    let mut bench = Bench::armed().await;
    for _ in 0..2 {
        bench.hand.insert(READER, card());
        assert!(bench.read().await.holder.is_ok());
        bench.until(DeviceState::Ready).await;
        bench.hand.pull(READER);
        bench.removed().await;
    }
    assert_eq!((bench.hand.connections(), bench.events.try_recv().unwrap_err()), (2, TryRecvError::Empty));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_put_in_before_is_read_when_the_reader_is_armed() {
    let hand = Hand::default();
    hand.plug(READER);
    hand.insert(READER, card());
    let mut bench = Bench::new(hand, ReaderConfig::default());
    bench.until(DeviceState::Ready).await;
    assert_eq!(bench.hand.connections(), 0);
    bench.reader.arm();
    bench.read().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_nobody_wants_any_more_is_not_told() {
    let mut bench = Bench::armed().await;
    bench.hand.hold(true);
    bench.hand.insert(READER, card());
    bench.found().await;
    bench.hand.asked(1);
    // The visit ended and another began while the card was read: it is not told what the first wanted.
    bench.reader.disarm();
    bench.hand.hold(false);
    bench.hand.asked(14);
    bench.until(DeviceState::Ready).await;
    bench.reader.arm();
    bench.read().await;
    bench.reader.disarm();
    bench.hand.pull(READER);
    bench.removed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_service_it_is_absent_and_comes_by_itself() {
    let hand = Hand::default();
    hand.trouble(Some(Trouble::NoService));
    let mut bench = Bench::new(hand, ReaderConfig::default());
    bench.reader.arm();
    bench.until(DeviceState::Absent).await;
    let report = bench.reader.report();
    assert_eq!((report.name.as_str(), report.status, report.reopenings), ("social_card", DeviceStatus::NoDevice, 0));
    assert!(report.detail.unwrap().contains("pcscd"));

    bench.hand.trouble(Some(Trouble::Refused("not allowed".into())));
    bench.until(DeviceState::Faulted(Fault::Port("not allowed".into()))).await;
    assert_eq!(bench.reader.report().status, DeviceStatus::Offline);

    bench.hand.trouble(None);
    let mut trouble = bench.reader.trouble();
    soon(trouble.wait_for(|trouble| *trouble == Some(Trouble::NoReader))).await.unwrap();
    bench.until(DeviceState::Absent).await;
    assert!(bench.reader.report().detail.unwrap().contains("no card reader"));

    bench.hand.plug(READER);
    bench.until(DeviceState::Ready).await;
    bench.hand.insert(READER, card());
    bench.read().await;
    bench.until(DeviceState::Ready).await;
    let report = bench.reader.report();
    assert_eq!((report.status, report.detail, report.restarts), (DeviceStatus::Online, None, 0));
    assert_eq!(report.identity.unwrap().model, READER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_is_unplugged_takes_its_card_along() {
    let mut bench = Bench::armed().await;
    for _ in 0..2 {
        bench.hand.insert(READER, card());
        bench.read().await;
        bench.hand.unplug(READER);
        bench.removed().await;
        bench.until(DeviceState::Absent).await;
        assert_eq!(bench.reader.report().identity, None);
        bench.hand.plug(READER);
        bench.until(DeviceState::Ready).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_unplugged_and_a_service_lost_in_the_middle_of_a_card() {
    let mut bench = Bench::armed().await;
    bench.hand.hold(true);
    bench.hand.insert(READER, card());
    bench.hand.asked(1);
    bench.hand.unplug(READER);
    bench.hand.hold(false);
    // For the person it is a card that is gone, whatever went with it.
    assert_eq!(bench.failed().await, CardFault::Removed);
    bench.removed().await;
    bench.until(DeviceState::Absent).await;

    bench.hand.plug(READER);
    bench.hand.hold(true);
    bench.hand.insert(READER, card());
    bench.hand.asked(2);
    bench.hand.trouble(Some(Trouble::NoService));
    bench.hand.hold(false);
    assert_eq!(bench.failed().await, CardFault::Reader);
    bench.removed().await;
    bench.until(DeviceState::Absent).await;

    // The card still lies in it: it is read by itself when the service is back.
    bench.hand.trouble(None);
    bench.read().await;
    assert!(bench.reader.report().reopenings >= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_pulled_at_any_command() {
    let mut bench = Bench::armed().await;
    for at in 1..=14 {
        bench.hand.insert(READER, card_with(Faults { removed_at: Some(at), ..Faults::default() }));
        assert_eq!(bench.failed().await, CardFault::Removed, "command {at}");
        bench.removed().await;
    }
    bench.hand.insert(READER, card());
    bench.read().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_contacts_are_tried_again_and_not_for_ever() {
    let mut bench = Bench::armed().await;
    bench.hand.connect_fails(&[TransportError::Removed, TransportError::InUse]);
    bench.hand.insert(READER, card());
    bench.read().await;
    assert_eq!(bench.hand.connections(), 3);
    bench.hand.pull(READER);
    bench.removed().await;

    bench.hand.connect_fails(&[TransportError::InUse; 3]);
    bench.hand.insert(READER, card());
    assert_eq!(bench.failed().await, CardFault::InUse);
    assert_eq!(bench.hand.connections(), 6);
    bench.hand.pull(READER);
    bench.removed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_card_is_told_and_not_tried_again() {
    let mut bench = Bench::armed().await;
    bench.hand.insert_mute(READER);
    assert_eq!(bench.failed().await, CardFault::Mute);
    bench.until(DeviceState::Ready).await;
    assert_eq!(bench.hand.connections(), 0);
    bench.hand.pull(READER);
    bench.removed().await;
    bench.hand.insert(READER, card());
    bench.read().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_card_in_its_place_is_noticed() {
    let mut bench = Bench::armed().await;
    bench.hand.insert(READER, card());
    bench.read().await;
    // Pulled and put in between two looks.
    bench.hand.insert(READER, card());
    bench.removed().await;
    bench.read().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_named_reader_is_looked_at() {
    let hand = Hand::default();
    hand.plug("PSAM 00 01");
    hand.insert("PSAM 00 01", card());
    let mut bench = Bench::new(hand, ReaderConfig { name: Some("ICC".into()) });
    bench.reader.arm();
    bench.until(DeviceState::Absent).await;
    bench.hand.plug("ICC 00 00");
    bench.until(DeviceState::Ready).await;
    bench.hand.insert("ICC 00 00", card());
    bench.read().await;
    assert_eq!(bench.hand.connections(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_fails_is_started_again() {
    let mut bench = Bench::armed().await;
    bench.hand.insert(READER, card());
    bench.read().await;
    bench.hand.lay_mine();
    // Nobody knows whether the card is still the same: it is told as gone, and found again.
    bench.removed().await;
    bench.read().await;
    bench.until(DeviceState::Ready).await;
    let report = bench.reader.report();
    assert_eq!((report.restarts, report.status, report.detail), (1, DeviceStatus::Online, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_its_last_handle_even_when_nobody_takes_its_events() {
    let bench = Bench::armed().await;
    // Three events a placement fill all places but one in 21; the next reading is told in vain.
    for placement in 1..=22 {
        bench.hand.insert(READER, card());
        bench.hand.asked(placement * 14);
        if placement < 22 {
            bench.until(DeviceState::Ready).await;
            bench.hand.pull(READER);
        }
    }
    assert_eq!(*bench.reader.state().borrow(), DeviceState::Busy);
    let mut state = bench.reader.state();
    let other = bench.reader.clone();
    drop(bench.reader);
    drop(other);
    soon(async { while state.changed().await.is_ok() {} }).await;
    drop(bench.events);
}
