//! A device's task that panics is started again, alone; whoever holds its handle or watches its state goes on.
//!
//! No simulator can make a driver panic: a line that panics when it is read does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

mod id_card_support;
mod keypad_support;
mod printer_rig;
mod scanner_support;

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::Receiver;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use device_sim::LineOptions;
use device_sim::reader::ReaderSim;
use device_sim::scanner::{Family, ScannerSim};
use drivers::id_card::{CardEvent, CardFault, ReaderError};
use drivers::keypad::{Event, Key};
use drivers::port::{OpenError, Opener, Port, PortConfig, open};
use drivers::printer::{Outcome, PrinterState, Reason};
use drivers::record::{Post, Tap, What};
use drivers::{DeviceState, DeviceStatus, Fault};
use id_card_support::{PATIENCE, person, soon};
use printer_rig::{Rig, Setup, ticket};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// When laid, the next byte that comes is one too many.
#[derive(Clone, Default)]
struct Mine {
    laid: Arc<AtomicBool>,
    /// Or, when this is not empty: these bytes, once they were sent.
    word: &'static [u8],
}

struct Mined {
    port: Port,
    mine: Mine,
}

impl AsyncRead for Mined {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.port).poll_read(context, buffer);
        let any = self.mine.word.is_empty() && result.is_ready();
        assert!(!(any && self.mine.laid.swap(false, Ordering::SeqCst)), "the driver steps on a mine");
        result
    }
}

impl AsyncWrite for Mined {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let word = self.mine.word;
        let result = Pin::new(&mut self.port).poll_write(context, bytes);
        let stepped = !word.is_empty() && bytes.windows(word.len()).any(|run| run == word);
        assert!(!(stepped && self.mine.laid.swap(false, Ordering::SeqCst)), "the driver steps on a mine");
        result
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.port).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.port).poll_shutdown(context)
    }
}

impl Mine {
    fn lay(&self) {
        self.laid.store(true, Ordering::SeqCst);
    }

    /// What opens a mined port, and everything that its driver says.
    fn opener(&self, path: PathBuf, baud: u32) -> (Opener, Receiver<Post>) {
        let (mine, config) = (self.clone(), PortConfig::new(path, baud));
        let (tap, posts) = Tap::channel(|_| {});
        (Opener::new(move || Ok(Mined { port: open(&config)?, mine: mine.clone() })).tapped(tap), posts)
    }
}

fn failed(state: &DeviceState) -> bool {
    matches!(state, DeviceState::Faulted(Fault::Hardware(why)) if why.starts_with("the driver failed"))
}

/// What is said is never missed, as a state may be that is short.
fn said(posts: &Receiver<Post>, beginning: &str) {
    let until = Instant::now() + PATIENCE;
    loop {
        let post = posts.recv_timeout(until - Instant::now()).unwrap_or_else(|_| panic!("not said: {beginning}"));
        if matches!(&post.what, What::Said(words) if words.starts_with(beginning)) {
            return;
        }
    }
}

const FAILED: &str = "faulted: the device reports a failure of its own: the driver failed";

async fn ready(mut state: watch::Receiver<DeviceState>) {
    soon(state.wait_for(|state| *state == DeviceState::Ready)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_whose_driver_fails_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reader");
    let sim = ReaderSim::start(LineOptions::instant(&path)).unwrap();
    let mine = Mine::default();
    let (opener, posts) = mine.opener(path, 115_200);
    let (reader, mut events) = drivers::id_card::spawn_opener(115_200, id_card_support::delays(), opener);
    ready(reader.state()).await;
    reader.arm();
    for round in 1..=2 {
        mine.lay();
        // Asked until the driver falls over one of the answers: that question gets an error, the handle stays.
        let error = soon(async {
            loop {
                if let Err(error) = reader.sam_id().await {
                    return error;
                }
            }
        })
        .await;
        assert!(
            matches!(&error, ReaderError::Faulted(Fault::Hardware(why)) if why.starts_with("the driver failed")),
            "{error:?}"
        );
        for words in [FAILED, "opening", "ready"] {
            said(&posts, words);
        }
        let report = reader.report();
        assert_eq!((report.restarts, report.reopenings, report.status), (round, round, DeviceStatus::Online));
        soon(reader.sam_id()).await.unwrap();
    }
    // It is armed as before.
    sim.control().lay(person("张测试"));
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Found)));
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Read(_))));
    assert_eq!(reader.report().sensors["media"], "present");
}

/// Whoever waits for a card is told when the driver fails in the middle of it, and the card is then read.
#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_falls_is_told_and_made_up_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reader");
    // At this speed the content takes over a second: the mine is laid in the middle of it.
    let sim = ReaderSim::start(LineOptions { link: path.clone(), baud: Some(9600) }).unwrap();
    let mine = Mine::default();
    let delays = drivers::id_card::Delays { gap: PATIENCE, ..id_card_support::delays() };
    let (reader, mut events) = drivers::id_card::spawn_opener(9600, delays, mine.opener(path, 9600).0);
    ready(reader.state()).await;
    reader.arm();
    sim.control().lay(person("张测试"));
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Found)));
    mine.lay();
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Failed(CardFault::Reader))));
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Found)));
    assert!(matches!(soon(events.recv()).await, Some(CardEvent::Read(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printer_whose_driver_fails_says_that_it_does_not_know_and_goes_on() {
    for name in printer_rig::MODELS {
        let bare = Rig::bare(Setup::of(name));
        let mine = Mine { word: b"lost begins", ..Mine::default() };
        mine.lay();
        let (opener, posts) = mine.opener(bare.config.port.path.clone(), bare.config.port.baud);
        let baud = bare.config.port.baud;
        let printer = drivers::printer::spawn_opener(bare.config.model.clone(), baud, bare.delays.clone(), opener);
        let mut state = printer.state();
        soon(state.wait_for(PrinterState::ready)).await.unwrap();
        assert_eq!(soon(printer.print(ticket("lost", 40))).await, Outcome::Unknown(Reason::DriverFailed), "{name}");
        said(&posts, FAILED);
        said(&posts, "opening");
        // What the lost ticket left is cut off before the next one, which is whole.
        let ready = async {
            loop {
                if state.borrow_and_update().ready() {
                    return;
                }
                bare.control.take_ticket();
                state.changed().await.unwrap();
            }
        };
        soon(ready).await;
        assert_eq!(printer.report().restarts, 1, "{name}");
        bare.control.take_ticket();
        bare.control.clear();
        soon(state.wait_for(PrinterState::ready)).await.unwrap();
        assert_eq!(soon(printer.print(ticket("next", 2))).await, Outcome::Printed, "{name}");
        bare.control.take_ticket();
        let text: String = bare.control.tickets().iter().map(|ticket| ticket.text.clone()).collect();
        assert!(text.contains("next begins") && text.contains("next ends") && !text.contains("lost"), "{name}: {text}");
    }
}

/// A driver that cannot live at all is tried ever more slowly, and its handle answers all the while.
#[tokio::test(start_paused = true)]
async fn one_that_falls_again_and_again_costs_nothing() {
    let falls = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&falls);
    let opener = Opener::new(move || -> Result<tokio::io::DuplexStream, OpenError> {
        count.fetch_add(1, Ordering::SeqCst);
        panic!("as it was meant to")
    });
    let (reader, mut events) = drivers::id_card::spawn_opener(115_200, id_card_support::delays(), opener);
    let mut state = reader.state();
    state.wait_for(failed).await.unwrap();
    assert!(matches!(reader.sam_status().await, Err(ReaderError::Faulted(_))));
    tokio::time::sleep(Duration::from_secs(120)).await;
    let falls_in_two_minutes = falls.load(Ordering::SeqCst);
    assert!((10..30).contains(&falls_in_two_minutes), "{falls_in_two_minutes}");
    assert!(reader.report().restarts.abs_diff(falls_in_two_minutes) <= 1);
    drop((reader, state));
    assert!(events.recv().await.is_none(), "the task ends with its handle");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keypad_whose_driver_fails_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (file, path) = (keypad_support::map_file("two-switch"), dir.path().join("keypad"));
    let mut sim = device_sim::keypad::SimKeypad::start(path.clone(), &file).unwrap();
    let map = drivers::keypad::Map::load(&file).unwrap();
    let falls = Arc::new(AtomicU32::new(2));
    let opener = move || {
        let left = falls.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        assert!(left.is_err(), "as it was meant to");
        drivers::keypad::Source::open(&path, false)
    };
    let (keypad, mut events) = drivers::keypad::spawn_with(map, keypad_support::delays(), opener);
    ready(keypad.state()).await;
    assert_eq!(keypad.report().restarts, 2);
    sim.press(Key::Next).unwrap();
    assert_eq!(soon(events.recv()).await, Some(Event::Key(Key::Next)));
}

/// It comes back armed; the light it left on is known to it again.
#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_whose_driver_fails_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("scanner");
    let sim = ScannerSim::start(LineOptions::instant(&path), Family::Gm65).unwrap();
    let mine = Mine::default();
    let (opener, posts) = mine.opener(path, 9600);
    let model = scanner_support::model(Family::Gm65);
    let (scanner, mut events) = drivers::scanner::spawn_opener(model, 9600, scanner_support::delays(), opener);
    ready(scanner.state()).await;
    scanner.arm();
    for round in 1..=2 {
        mine.lay();
        for words in [FAILED, "opening", "ready"] {
            said(&posts, words);
        }
        assert_eq!(scanner.report().restarts, round);
    }
    sim.control().hold(scanner_support::CODE);
    let event = soon(events.recv()).await;
    assert!(matches!(event, Some(drivers::scanner::ScanEvent::Code(_))), "{event:?}");
}

/// What `kiosk status --json` shows.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_says_what_staff_need() {
    let rig = Rig::ready("cn-kiosk-80mm").await;
    let report = serde_json::to_value(rig.printer.report()).unwrap();
    assert_eq!(report["name"], "printer");
    assert_eq!(report["status"], "online");
    assert_eq!(report["identity"]["model"], "KIOSK80");
    assert_eq!(report["sensors"]["paper"], "full");
    assert_eq!(report["sensors"]["media"], "notPresent");
    assert!(report["since"].as_str().unwrap().starts_with("20"), "{report}");
    rig.control.set_cover(true);
    rig.until("open", |state| state.cover_open).await;
    let report = rig.printer.report();
    assert_eq!((report.status, report.sensors["cover"].as_str()), (DeviceStatus::UserError, "open"));
    assert!(report.detail.unwrap().contains("cover is open"));
    rig.control.set_cover(false);
    rig.until("shut", PrinterState::ready).await;
    rig.control.unplug();
    rig.until("absent", |state| state.device == DeviceState::Absent).await;
    let report = rig.printer.report();
    assert_eq!((report.status, report.identity), (DeviceStatus::NoDevice, None));
}

/// The plug of an idle device is missed at once, not at the next question, which would come after an hour.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_printer_is_told_at_once() {
    let mut setup = Setup::of("epson-80mm");
    (setup.delays.poll, setup.delays.poll_asb) = (Duration::from_hours(1), Duration::from_hours(1));
    let rig = Rig::start(setup);
    rig.until("ready", PrinterState::ready).await;
    rig.control.unplug();
    rig.until("absent", |state| state.device == DeviceState::Absent).await;
}
