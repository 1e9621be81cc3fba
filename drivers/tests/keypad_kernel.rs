//! The same cases over the kernel's own input layer (uinput), where this machine has it, and over a pipe where not.
//! What was used is printed: `cargo test -p drivers --test keypad_kernel -- --nocapture`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test stops where it fails

mod keypad_support;

use device_sim::keypad::SimKeypad;
use drivers::keypad::{Event, Key, Keypad, KeypadConfig, Map, spawn};
use drivers::{DeviceState, DeviceStatus};
use evdev::uinput::VirtualDevice;
use evdev::{AttributeSet, InputEvent, KeyCode, SwitchCode};
use keypad_support::{delays, next, two_switches_with_jack, until};
use tokio::sync::mpsc::Receiver;

const ENTER: u16 = 28;

enum Wire {
    Kernel(VirtualDevice),
    Pipe(SimKeypad),
}

struct Rig {
    wire: Option<Wire>,
    keypad: Keypad,
    events: Receiver<Event>,
    _dir: tempfile::TempDir,
}

fn virtual_device(name: &str) -> std::io::Result<VirtualDevice> {
    let keys: AttributeSet<KeyCode> = [KeyCode::KEY_TAB, KeyCode::KEY_ENTER].into_iter().collect();
    let switches: AttributeSet<SwitchCode> = [SwitchCode::SW_HEADPHONE_INSERT].into_iter().collect();
    VirtualDevice::builder()?.name(name).with_keys(&keys)?.with_switches(&switches)?.build()
}

impl Rig {
    /// Two switches with a jack; `case` makes the kernel's device one of its own.
    async fn new(case: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = two_switches_with_jack(dir.path(), "switch = \"SW_HEADPHONE_INSERT\"");
        let name = format!("Simulated keypad {case} {}", std::process::id());
        let text = std::fs::read_to_string(&file).unwrap();
        let by_path = "path = \"/dev/input/by-id/usb-two-switches-event-kbd\"";
        assert!(text.contains(by_path));
        let text = text.replace(by_path, &format!("name = \"{name}\"")).replace("bounce_ms = 100", "bounce_ms = 0");
        std::fs::write(&file, text).unwrap();
        let (wire, path) = match virtual_device(&name) {
            Ok(device) => {
                println!("{case}: over the kernel's input layer (/dev/uinput)");
                (Wire::Kernel(device), None)
            }
            Err(error) => {
                println!("{case}: over a pipe, /dev/uinput cannot be opened: {error}");
                let sim = SimKeypad::start(dir.path().join("keypad"), &file).unwrap();
                let path = sim.path().to_owned();
                (Wire::Pipe(sim), Some(path))
            }
        };
        let (keypad, events) = spawn(KeypadConfig { map: Map::load(&file).unwrap(), path }, delays());
        until(&keypad, &DeviceState::Ready).await;
        Self { wire: Some(wire), keypad, events, _dir: dir }
    }

    fn key(&mut self, code: u16, value: i32) {
        match self.wire.as_mut().unwrap() {
            Wire::Kernel(device) => device.emit(&[InputEvent::new(1, code, value)]).unwrap(),
            Wire::Pipe(sim) => sim.key(code, value).unwrap(),
        }
    }

    fn jack(&mut self, inserted: bool) {
        match (self.wire.as_mut().unwrap(), inserted) {
            (Wire::Kernel(device), _) => device.emit(&[InputEvent::new(5, 2, i32::from(inserted))]).unwrap(),
            (Wire::Pipe(sim), true) => sim.headphones_in().unwrap(),
            (Wire::Pipe(sim), false) => sim.headphones_out().unwrap(),
        }
    }

    async fn expect(&mut self, event: Event) {
        assert_eq!(next(&mut self.events).await, event);
    }
}

#[tokio::test]
async fn b4_a_press_is_one_action_however_often_the_keypad_repeats_it() {
    let mut rig = Rig::new("press").await;
    for _ in 0..3 {
        rig.key(ENTER, 1);
        rig.key(ENTER, 2);
        rig.key(ENTER, 2);
        rig.key(ENTER, 0);
        rig.expect(Event::Key(Key::Ok)).await;
    }
    rig.key(15, 1); // KEY_TAB: nothing came before it
    rig.expect(Event::Key(Key::Next)).await;
}

#[tokio::test]
async fn d2_jack_is_told_by_its_switch() {
    let mut rig = Rig::new("jack").await;
    for inserted in [true, false, true] {
        rig.jack(inserted);
        rig.expect(Event::Jack(inserted)).await;
    }
}

#[tokio::test]
async fn f6_a_keypad_that_is_pulled_takes_the_headphones_with_it() {
    let mut rig = Rig::new("unplug").await;
    rig.jack(true);
    rig.expect(Event::Jack(true)).await;
    drop(rig.wire.take());
    rig.expect(Event::Jack(false)).await;
    until(&rig.keypad, &DeviceState::Absent).await;
    assert_eq!(rig.keypad.state().borrow().status(), DeviceStatus::NoDevice);
}
