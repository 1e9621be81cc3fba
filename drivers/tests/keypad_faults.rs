//! The keypad's driver when the keypad is not there, is something else, goes, or is several nodes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test stops where it fails

mod keypad_support;

use std::path::Path;

use device_sim::keypad::SimKeypad;
use drivers::keypad::{DeviceMatch, Event, Key, KeypadConfig, Map, Nodes, Places, Source, spawn, spawn_with};
use drivers::port::OpenError;
use drivers::{DeviceState, DeviceStatus, Fault};
use keypad_support::{Bench, PATIENCE, delays, map_file, next, until};
use tokio::time::timeout;

fn config(path: &Path) -> KeypadConfig {
    KeypadConfig { map: Map::load(&map_file("two-switch")).unwrap(), path: Some(path.into()) }
}

#[tokio::test]
async fn a_keypad_that_comes_later_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keypad");
    let (keypad, mut events) = spawn(config(&path), delays());
    until(&keypad, &DeviceState::Absent).await;
    let mut sim = SimKeypad::start(&path, &map_file("two-switch")).unwrap();
    until(&keypad, &DeviceState::Ready).await;
    sim.press(Key::Ok).unwrap();
    assert_eq!(next(&mut events).await, Event::Key(Key::Ok));
}

#[tokio::test]
async fn what_is_no_keypad_is_a_fault_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a file");
    std::fs::write(&file, "no keypad").unwrap();
    for (path, says) in
        [(file.as_path(), "neither an input device nor a pipe"), (Path::new("/dev/null"), "it is no input device")]
    {
        let (keypad, _events) = spawn(config(path), delays());
        let mut state = keypad.state();
        let state = timeout(PATIENCE, state.wait_for(|state| matches!(state, DeviceState::Faulted(_)))).await;
        let DeviceState::Faulted(Fault::Port(said)) = state.unwrap().unwrap().clone() else { panic!() };
        assert!(said.contains(says), "{said}");
        assert_eq!(keypad.state().borrow().status(), DeviceStatus::Offline);
    }
}

/// Pulled while a key is down, with half an event under way: after it is back a press is a press.
#[tokio::test]
async fn b4_a_plug_that_is_pulled_while_a_key_is_held_leaves_nothing_behind() {
    let mut bench = Bench::ready("two-switch").await;
    for _ in 0..5 {
        bench.sim.key(28, 1).unwrap(); // KEY_ENTER
        bench.key(Key::Ok).await;
        bench.sim.send_bytes(&[0xA5; 7]).unwrap();
        bench.sim.unplug();
        bench.until(&DeviceState::Absent).await;
        bench.sim.replug().unwrap();
        bench.until(&DeviceState::Ready).await;
        bench.nothing_before().await;
    }
}

#[tokio::test]
async fn when_the_last_handle_goes_the_task_ends() {
    let Bench { sim: _sim, keypad, mut events, dir: _dir } = Bench::ready("two-switch").await;
    let other = keypad.clone();
    drop(keypad);
    drop(other);
    assert_eq!(timeout(PATIENCE, events.recv()).await.expect("the task runs on"), None);
}

/// The bytes of a press as a recording has them.
fn press(code: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, code, value) in [(1_u16, code, 1_i32), (0, 0, 0), (1, code, 0), (0, 0, 0)] {
        bytes.extend([0; 2 * size_of::<usize>()]);
        bytes.extend(kind.to_ne_bytes());
        bytes.extend(code.to_ne_bytes());
        bytes.extend(value.to_ne_bytes());
    }
    bytes
}

/// Puts a node of a device into a folder that stands for sysfs and one that stands for /dev/input.
fn add_node(places: &Places, node: &str, id: (&str, &str)) -> SimKeypad {
    let sim = SimKeypad::start(places.dev.join(node), &map_file("two-switch")).unwrap();
    let device = places.sys.join(node).join("device");
    std::fs::create_dir_all(device.join("id")).unwrap();
    std::fs::write(device.join("id/vendor"), id.0).unwrap();
    std::fs::write(device.join("id/product"), id.1).unwrap();
    std::fs::write(device.join("name"), "Pad\n").unwrap();
    sim
}

#[tokio::test]
async fn a_keypad_is_all_its_nodes_whenever_they_come_and_go() {
    let dir = tempfile::tempdir().unwrap();
    let places = Places { sys: dir.path().join("sys"), dev: dir.path().join("dev") };
    std::fs::create_dir(&places.dev).unwrap();
    let map = Map::load(&map_file("two-switch")).unwrap();
    let devices = vec![DeviceMatch::Usb { vendor: 0x1A2B, product: 0x0C3D }];
    let (keypad, mut events) = spawn_with(map, delays(), Nodes::new(devices, true, places.clone()));
    until(&keypad, &DeviceState::Absent).await;
    let mut first = add_node(&places, "event3", ("1a2b", "0c3d"));
    until(&keypad, &DeviceState::Ready).await;
    first.press(Key::Next).unwrap();
    assert_eq!(next(&mut events).await, Event::Key(Key::Next));
    let mut other = add_node(&places, "event4", ("1a2b", "0c3e"));
    let mut second = add_node(&places, "event5", ("1a2b", "0c3d"));
    other.press(Key::Next).unwrap();
    second.press(Key::Ok).unwrap();
    assert_eq!(next(&mut events).await, Event::Key(Key::Ok));
    first.press(Key::Next).unwrap();
    assert_eq!(next(&mut events).await, Event::Key(Key::Next));
    std::fs::remove_dir_all(places.sys.join("event3")).unwrap();
    std::fs::remove_dir_all(places.sys.join("event5")).unwrap();
    until(&keypad, &DeviceState::Absent).await;
}

#[tokio::test]
async fn a_recording_is_read_to_its_end() {
    let (reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, &[press(15), press(28)].concat()).unwrap();
    drop(writer);
    let mut reader = Some(reader);
    let map = Map::load(&map_file("two-switch")).unwrap();
    let open = move || match reader.take() {
        Some(reader) => Ok(Source::from_fd(reader.into()).unwrap()),
        None => Err(OpenError::Missing("the recording".into())),
    };
    let (keypad, mut events) = spawn_with(map, delays(), open);
    assert_eq!(next(&mut events).await, Event::Key(Key::Next));
    assert_eq!(next(&mut events).await, Event::Key(Key::Ok));
    until(&keypad, &DeviceState::Absent).await;
}
