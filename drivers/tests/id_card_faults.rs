//! Every fault of card, module and wire: the driver tells it, comes back from it, and never takes it for a card.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

mod id_card_support;

use std::time::Duration;

use device_sim::reader::ReaderFault;
use drivers::id_card::{CardFault, ReaderError, Status};
use drivers::{DeviceState, Fault};
use id_card_support::{Bench, PATIENCE, person, soon};

/// Faults that pass: a card laid down is read all the same, once.
async fn is_read_in_spite_of(fault: ReaderFault) {
    let mut bench = Bench::armed_with(fault).await;
    bench.control.lay(person("张测试"));
    assert_eq!(bench.read().await, "张测试", "{fault}");
    bench.control.set_fault(None);
    bench.nothing_for(6).await;
    assert_eq!(bench.control.counts().reads_served, 1, "{fault}");
}

#[tokio::test]
async fn read_fails_twice() {
    is_read_in_spite_of(ReaderFault::ReadFails { times: 2 }).await;
}

#[tokio::test]
async fn random_number_fails_twice() {
    is_read_in_spite_of(ReaderFault::RandomFails { times: 2 }).await;
}

#[tokio::test]
async fn select_fails_twice() {
    is_read_in_spite_of(ReaderFault::SelectFails { times: 2 }).await;
}

#[tokio::test]
async fn trailing_zeros() {
    is_read_in_spite_of(ReaderFault::TrailingZero).await;
}

#[tokio::test]
async fn a_card_that_never_stands_still() {
    for fault in [
        ReaderFault::ReadFails { times: 1000 },
        ReaderFault::RandomFails { times: 1000 },
        ReaderFault::SelectFails { times: 1000 },
    ] {
        let mut bench = Bench::armed_with(fault).await;
        bench.control.lay(person("张测试"));
        assert_eq!(bench.failed().await, CardFault::Moved, "{fault}");
        bench.nothing_for(10).await;
        bench.control.set_fault(None);
        bench.control.take();
        bench.removed().await;
        bench.control.lay(person("李测试"));
        assert_eq!(bench.read().await, "李测试");
    }
}

#[tokio::test]
async fn card_taken_while_it_is_read() {
    let mut bench = Bench::armed_with(ReaderFault::CardMovedDuringRead).await;
    bench.control.lay(person("张测试"));
    assert_eq!(bench.failed().await, CardFault::Moved);
    bench.removed().await;
    bench.control.lay(person("李测试"));
    assert_eq!(bench.read().await, "李测试");
}

#[tokio::test]
async fn counterfeit_is_told_once_and_not_read_again() {
    for (word, status) in
        [(0x31, Status::CardRefusesModule), (0x32, Status::ModuleRefusesCard), (0x33, Status::InformationUnverified)]
    {
        let mut bench = Bench::armed_with(ReaderFault::Counterfeit(word)).await;
        bench.control.lay(person("张测试"));
        assert_eq!(bench.failed().await, CardFault::Counterfeit(status));
        bench.nothing_for(10).await;
        assert_eq!(bench.control.counts().reads, 1);
        bench.control.take();
        bench.removed().await;
    }
}

#[tokio::test]
async fn unknown_card_type() {
    let mut bench = Bench::armed_with(ReaderFault::UnknownCardType).await;
    bench.control.lay(person("张测试"));
    assert_eq!(bench.failed().await, CardFault::UnknownType);
    bench.nothing_for(10).await;
    assert_eq!(bench.control.counts().reads, 1);
}

#[tokio::test]
async fn module_that_cannot_work_says_so_until_it_can() {
    for (fault, byte) in [(ReaderFault::NotAuthorised, "(66)"), (ReaderFault::SelfTestFailed, "(60)")] {
        let mut bench = Bench::armed_with(fault).await;
        let words = bench.until_hardware().await;
        assert!(words.contains(byte), "{words}");
        let refused = soon(bench.reader.sam_status()).await;
        assert!(matches!(refused, Err(ReaderError::Faulted(Fault::Hardware(_)))), "{refused:?}");
        bench.control.lay(person("张测试"));
        bench.nothing_for(5).await;
        bench.control.set_fault(None);
        assert_eq!(bench.read().await, "张测试");
        bench.until(DeviceState::Ready).await;
    }
}

#[tokio::test]
async fn silent_module() {
    let mut bench = Bench::armed_with(ReaderFault::Silent).await;
    bench.until(DeviceState::Faulted(Fault::Silent)).await;
    let refused = soon(bench.reader.sam_id()).await;
    assert_eq!(refused, Err(ReaderError::Faulted(Fault::Silent)));
    bench.control.lay(person("张测试"));
    bench.control.set_fault(None);
    assert_eq!(bench.read().await, "张测试");
    bench.until(DeviceState::Ready).await;
}

#[tokio::test]
async fn damaged_answers_pass() {
    for fault in [
        ReaderFault::BadChecksum { times: 2 },
        ReaderFault::Truncated { times: 2, keep_bytes: 8 },
        ReaderFault::Truncated { times: 1, keep_bytes: 3 },
        ReaderFault::Oversize { times: 2 },
    ] {
        is_read_in_spite_of(fault).await;
    }
}

#[tokio::test]
async fn content_that_never_comes_through_is_the_readers_fault() {
    // Only the content is longer than 700 bytes: everything else comes through whole.
    let mut bench = Bench::armed_with(ReaderFault::Truncated { times: 100_000, keep_bytes: 700 }).await;
    bench.control.lay(person("张测试"));
    assert_eq!(bench.failed().await, CardFault::Reader);
    bench.until(DeviceState::Faulted(Fault::Garbled)).await;
    bench.control.set_fault(None);
    assert_eq!(bench.read_at_last().await, "张测试");
    bench.nothing_for(6).await;
}

#[tokio::test]
async fn damaged_answers_that_do_not_pass_are_no_protocol() {
    for fault in [
        ReaderFault::BadChecksum { times: 100_000 },
        ReaderFault::Truncated { times: 100_000, keep_bytes: 8 },
        ReaderFault::Oversize { times: 100_000 },
        ReaderFault::WrongLength,
    ] {
        let mut bench = Bench::armed_with(fault).await;
        bench.control.lay(person("张测试"));
        bench.until(DeviceState::Faulted(Fault::Garbled)).await;
        bench.control.set_fault(None);
        assert_eq!(bench.read().await, "张测试", "{fault}");
    }
}

#[tokio::test]
async fn answers_that_come_too_late_are_nobodys() {
    for by in [170, 250, 450, 900] {
        let by = Duration::from_millis(by);
        let mut bench = Bench::armed_with(ReaderFault::Late { by, times: 3 }).await;
        bench.control.lay(person("张测试"));
        assert_eq!(bench.read_at_last().await, "张测试", "{by:?}");
        bench.control.take();
        bench.removed().await;
    }
}

#[tokio::test]
async fn noise_never_makes_a_wrong_card() {
    for seed in 1..6 {
        let mut bench = Bench::armed_with(ReaderFault::Noise { seed }).await;
        bench.control.lay(person("张测试"));
        // Whatever happens on the way, in the end it is this card.
        let read = async {
            loop {
                match bench.events.recv().await.unwrap() {
                    drivers::id_card::CardEvent::Read(card) => break card,
                    drivers::id_card::CardEvent::Failed(fault) => {
                        assert_ne!(fault, CardFault::UnknownType, "noise was believed");
                        bench.control.set_fault(None);
                        bench.control.take();
                        bench.control.lay(person("张测试"));
                    }
                    _ => {}
                }
            }
        };
        let card = tokio::time::timeout(PATIENCE, read).await.expect("it never gets through");
        assert_eq!((card.name().expose(), card.number().expose()), ("张测试", "370000199003070010"), "seed {seed}");
    }
}
