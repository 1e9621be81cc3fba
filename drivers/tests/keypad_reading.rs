//! The keypad's driver over a simulated keypad: what is pressed and plugged is what is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test stops where it fails

mod keypad_support;

use std::time::Duration;

use drivers::keypad::{Bounce, Event, Key};
use keypad_support::{Bench, map_file};
use proptest::prelude::*;

#[tokio::test]
async fn c1_every_key_of_every_shipped_keypad_comes_through() {
    for name in ["usb-number-pad", "usb-number-pad-arrows", "computer-keyboard", "two-switch"] {
        let mut bench = Bench::ready(name).await;
        let keys: Vec<Key> =
            Key::ALL.into_iter().filter(|key| bench.keypad.map().codes(*key).next().is_some()).collect();
        assert!(keys.len() >= 2, "{name}");
        for key in keys {
            bench.sim.press(key).unwrap();
            bench.key(key).await;
        }
    }
}

#[tokio::test]
async fn b4_a_key_that_is_held_acts_once() {
    let mut bench = Bench::ready("usb-number-pad").await;
    bench.sim.hold(Key::Ok, 200).unwrap();
    bench.key(Key::Ok).await;
    bench.nothing_before().await;
}

#[tokio::test]
async fn b4_a_person_who_trembles_lengthens_the_time_for_the_visit() {
    let mut bench = Bench::ready("usb-number-pad").await;
    let gap = Duration::from_millis(80);
    bench.sim.tremble(Key::Ok, 3, gap).unwrap();
    for _ in 0..3 {
        bench.key(Key::Ok).await;
    }
    bench.keypad.set_bounce(Bounce::LONGEST);
    bench.sim.tremble(Key::Ok, 3, gap).unwrap();
    bench.key(Key::Ok).await;
    bench.nothing_before().await;
    bench.keypad.reset_bounce();
    bench.sim.tremble(Key::Ok, 3, gap).unwrap();
    for _ in 0..3 {
        bench.key(Key::Ok).await;
    }
}

#[tokio::test]
async fn b4_a_clock_that_is_set_back_makes_no_key_deaf() {
    let mut bench = Bench::ready("usb-number-pad").await;
    bench.keypad.set_bounce(Bounce::LONGEST);
    bench.sim.press(Key::Ok).unwrap();
    bench.key(Key::Ok).await;
    bench.sim.set_clock(Duration::from_secs(5));
    bench.sim.press(Key::Ok).unwrap();
    bench.key(Key::Ok).await;
}

#[tokio::test]
async fn a_key_of_which_the_map_knows_nothing_is_nothing() {
    let mut bench = Bench::ready("two-switch").await;
    bench.sim.key(240, 1).unwrap();
    bench.sim.key(240, 0).unwrap();
    bench.nothing_before().await;
}

#[tokio::test]
async fn d2_jack_headphones_going_in_are_told() {
    for jack in ["switch = \"SW_HEADPHONE_INSERT\"", "in = \"KEY_F15\"\nout = \"KEY_F16\"", "held = \"KEY_F17\""] {
        let mut bench = Bench::with_jack(jack).await;
        for inserted in [true, false, true] {
            if inserted {
                bench.sim.headphones_in().unwrap();
            } else {
                bench.sim.headphones_out().unwrap();
            }
            assert_eq!(bench.event().await, Event::Jack(inserted), "{jack}");
        }
    }
    assert!(Bench::ready("usb-number-pad").await.sim.headphones_in().is_err());
}

#[tokio::test]
async fn f6_headphones_go_with_the_keypad_they_are_plugged_into() {
    let mut bench = Bench::with_jack("switch = \"SW_HEADPHONE_INSERT\"").await;
    bench.sim.headphones_in().unwrap();
    assert_eq!(bench.event().await, Event::Jack(true));
    bench.sim.unplug();
    assert_eq!(bench.event().await, Event::Jack(false));
    bench.until(&drivers::DeviceState::Absent).await;
    bench.sim.replug().unwrap();
    assert_eq!(bench.event().await, Event::Jack(true));
    bench.nothing_before().await;
}

#[tokio::test]
async fn after_a_loss_the_next_press_of_a_held_key_counts() {
    let mut bench = Bench::ready("two-switch").await;
    bench.sim.key(28, 1).unwrap(); // KEY_ENTER, and its letting go is lost
    bench.key(Key::Ok).await;
    bench.sim.lose().unwrap();
    bench.sim.press(Key::Ok).unwrap();
    bench.key(Key::Ok).await;
}

#[test]
fn the_simulated_keypad_says_what_its_map_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let mut sim = device_sim::keypad::SimKeypad::start(dir.path().join("keypad"), &map_file("two-switch")).unwrap();
    let said = sim.press(Key::Help).unwrap_err().to_string();
    assert!(said.contains("has no key help"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever a device sends that is no keypad: the task lives, and reads on when a keypad comes.
    #[test]
    fn any_bytes_leave_the_task_alive(bytes in prop::collection::vec(any::<u8>(), 1..3000)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut bench = Bench::ready("computer-keyboard").await;
            bench.sim.send_bytes(&bytes).unwrap();
            bench.sim.unplug();
            bench.until(&drivers::DeviceState::Absent).await;
            bench.sim.replug().unwrap();
            bench.until(&drivers::DeviceState::Ready).await;
            bench.sim.press(Key::Voice).unwrap();
            while bench.event().await != Event::Key(Key::Voice) {}
        });
    }
}
