//! The port itself: pulled and put back, pointed elsewhere, missing, forbidden; the life of the task.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

mod id_card_support;

use std::time::Duration;

use device_sim::LineOptions;
use device_sim::reader::ReaderSim;
use drivers::id_card::{CardEvent, CardFault, Delays, ReaderConfig, ReaderError, spawn};
use drivers::port::{Flow, PortConfig};
use drivers::{DeviceState, Fault};
use id_card_support::{Bench, PATIENCE, delays, person, soon};
use tokio::time::timeout;

#[tokio::test]
async fn unplugged_and_back() {
    let mut bench = Bench::ready().await;
    bench.reader.arm();
    for name in ["张测试", "李测试", "王测试"] {
        bench.control.unplug();
        bench.until(DeviceState::Absent).await;
        assert_eq!(soon(bench.reader.sam_id()).await, Err(ReaderError::NotConnected));
        bench.control.replug();
        bench.until(DeviceState::Ready).await;
        bench.control.lay(person(name));
        assert_eq!(bench.read().await, name);
        bench.control.take();
        bench.removed().await;
    }
}

#[tokio::test]
async fn an_idle_reader_is_missed_at_once() {
    // Longer than the test's patience: it is the hang-up that is noticed, not a missing answer.
    let delays = Delays { health: 10 * PATIENCE, ..delays() };
    let bench = Bench::new(delays, None);
    bench.until(DeviceState::Ready).await;
    soon(bench.reader.sam_status()).await.unwrap();
    bench.control.unplug();
    bench.until(DeviceState::Absent).await;
}

#[tokio::test]
async fn a_card_that_lay_there_all_the_time_is_not_read_again() {
    let mut bench = Bench::ready().await;
    bench.reader.arm();
    bench.control.lay(person("张测试"));
    bench.read().await;
    bench.control.unplug();
    bench.until(DeviceState::Absent).await;
    bench.control.replug();
    bench.until(DeviceState::Ready).await;
    bench.nothing_for(10).await;
    assert_eq!(bench.control.counts().reads, 1);
    bench.control.unplug();
    bench.until(DeviceState::Absent).await;
    bench.control.take();
    bench.control.replug();
    bench.removed().await;
}

#[tokio::test]
async fn pulled_while_a_card_is_read() {
    // At this speed the content takes over a second: the plug is pulled in the middle of it.
    let mut bench = Bench::new(delays(), Some(9600));
    bench.until(DeviceState::Ready).await;
    bench.reader.arm();
    bench.control.lay(person("张测试"));
    bench.found().await;
    bench.until(DeviceState::Busy).await;
    bench.control.unplug();
    let event = bench.event().await;
    assert!(matches!(event, CardEvent::Failed(CardFault::Reader)), "{event:?}");
    bench.until(DeviceState::Absent).await;
    bench.control.replug();
    assert_eq!(bench.read().await, "张测试");
}

#[tokio::test]
async fn a_symlink_that_points_elsewhere_now() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("by-path");
    let first = ReaderSim::start(LineOptions::instant(dir.path().join("first"))).unwrap();
    let second = ReaderSim::start(LineOptions::instant(dir.path().join("second"))).unwrap();
    std::os::unix::fs::symlink(dir.path().join("first"), &path).unwrap();
    let port = PortConfig { path: path.clone(), baud: 115_200, flow: Flow::None, tap: None };
    let (reader, mut events) = spawn(ReaderConfig { port }, delays());
    let mut state = reader.state();
    timeout(PATIENCE, state.wait_for(|state| *state == DeviceState::Ready)).await.unwrap().unwrap();

    std::fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(dir.path().join("second"), &path).unwrap();
    first.control().unplug();
    second.control().lay(person("李测试"));
    reader.arm();
    assert!(matches!(timeout(PATIENCE, events.recv()).await.unwrap(), Some(CardEvent::Found)));
    let Some(CardEvent::Read(card)) = timeout(PATIENCE, events.recv()).await.unwrap() else { panic!() };
    assert_eq!(card.name().expose(), "李测试");
}

#[tokio::test]
async fn a_port_that_is_not_there_yet() {
    let dir = tempfile::tempdir().unwrap();
    let link = dir.path().join("reader");
    let port = PortConfig { path: link.clone(), baud: 115_200, flow: Flow::None, tap: None };
    let (reader, _events) = spawn(ReaderConfig { port }, delays());
    let mut state = reader.state();
    timeout(PATIENCE, state.wait_for(|state| *state == DeviceState::Absent)).await.unwrap().unwrap();
    assert_eq!(soon(reader.newest_address()).await, Err(ReaderError::NotConnected));
    let _sim = ReaderSim::start(LineOptions::instant(link)).unwrap();
    timeout(PATIENCE, state.wait_for(|state| *state == DeviceState::Ready)).await.unwrap().unwrap();
}

#[tokio::test]
async fn something_that_is_no_port() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reader");
    std::fs::write(&path, "no terminal").unwrap();
    let port = PortConfig { path, baud: 115_200, flow: Flow::None, tap: None };
    let (reader, _events) = spawn(ReaderConfig { port }, delays());
    let mut state = reader.state();
    let refused = |state: &DeviceState| matches!(state, DeviceState::Faulted(Fault::Port(_)));
    timeout(PATIENCE, state.wait_for(refused)).await.unwrap().unwrap();
}

#[tokio::test]
async fn the_task_ends_with_its_handle() {
    let mut bench = Bench::ready().await;
    let clone = bench.reader.clone();
    drop(std::mem::replace(&mut bench.reader, clone));
    soon(bench.reader.sam_status()).await.unwrap();
    let Bench { reader, mut events, control, .. } = bench;
    reader.arm();
    drop(reader);
    assert!(timeout(PATIENCE, events.recv()).await.unwrap().is_none());
    control.lay(person("张测试"));
}

#[tokio::test]
async fn a_slow_line_is_given_its_time() {
    let delays = Delays { read_answer: Duration::from_millis(200), ..delays() };
    let mut bench = Bench::new(delays, Some(19_200));
    bench.until(DeviceState::Ready).await;
    bench.reader.arm();
    bench.control.lay(person("张测试"));
    assert_eq!(bench.read().await, "张测试");
    assert_eq!(bench.control.counts().reads, 1);
}
