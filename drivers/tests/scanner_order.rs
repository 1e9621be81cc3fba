//! Whose code it is: what comes before the scanner is armed, or after it is disarmed, is nobody's, however busy the driver is.
//! And nobody waits for a trigger longer than the module wants. On a paused clock, over a line in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::path::Path;
use std::time::Duration;

use drivers::DeviceState;
use drivers::port::OpenError;
use drivers::scanner::{Delays, Model, ScanEvent, Scanner, spawn_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, sleep, timeout};

const HELLO: &[u8] = b"\x7E\x00\x0A\x01\x00\x00\x00\x30\x1A";
const READ_MODE: &[u8] = b"\x7E\x00\x07\x01\x00\x00\x01";
const START: &[u8] = b"\x7E\x00\x08\x01\x00\x02\x01\xAB\xCD";
const STOP: &[u8] = b"\x7E\x00\x08\x01\x00\x02\x00\xAB\xCD";
const DONE: &[u8] = b"\x02\x00\x00\x01\x00\x33\x31";
/// The mode is as it should be already: nothing is written.
const MODE: &[u8] = b"\x02\x00\x00\x01\xD5\xA8\xE9";

/// A GM65 played by hand.
struct Hand {
    line: DuplexStream,
    scanner: Scanner,
    events: Receiver<ScanEvent>,
}

impl Hand {
    async fn ready() -> Self {
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/scanners/gm65.toml");
        let (host, line) = duplex(4096);
        let mut host = Some(host);
        let open = move || host.take().ok_or_else(|| OpenError::Missing("the only line".into()));
        let (scanner, events) = spawn_with(Model::load(&model).unwrap(), 9600, Delays::default(), open);
        let mut hand = Self { line, scanner, events };
        hand.heard(HELLO).await;
        hand.say(b"\x03\x00\x00\x01\x00\x33\x31").await;
        hand.heard(READ_MODE).await;
        let mut checksum = [0; 2];
        hand.line.read_exact(&mut checksum).await.unwrap();
        hand.say(MODE).await;
        hand.scanner.state().wait_for(|state| *state == DeviceState::Ready).await.unwrap();
        hand
    }

    /// The driver says this next.
    async fn heard(&mut self, wanted: &[u8]) {
        let mut bytes = vec![0; wanted.len()];
        let read = timeout(Duration::from_secs(20), self.line.read_exact(&mut bytes)).await;
        read.expect("it says nothing").unwrap();
        assert_eq!(bytes, wanted, "{}", bytes.escape_ascii());
    }

    /// Says this; the driver has read it when this returns.
    async fn say(&mut self, bytes: &[u8]) {
        self.line.write_all(bytes).await.unwrap();
        sleep(Duration::from_millis(2)).await;
    }

    fn told(&mut self) -> Option<String> {
        match self.events.try_recv().ok()? {
            ScanEvent::Code(code) => Some(code.text().unwrap().expose().to_owned()),
            ScanEvent::Dropped(why) => Some(why.to_string()),
        }
    }

    /// A code of this is told in the end.
    async fn tells(&mut self, code: &str) {
        self.heard(START).await;
        self.say(DONE).await;
        self.say(format!("{code}\r").as_bytes()).await;
        assert_eq!(self.told().as_deref(), Some(code));
    }
}

#[tokio::test(start_paused = true)]
async fn the_mode_is_what_its_checksum_says() {
    assert_eq!(drivers::scanner::crc16(&MODE[2..5]).to_be_bytes(), MODE[5..7]);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_nobody_asked_for_is_nobodys() {
    let mut hand = Hand::ready().await;
    hand.say(b"BEFORE\r").await;
    hand.scanner.arm();
    hand.tells("MINE").await;
    hand.scanner.disarm();
    hand.heard(STOP).await;
    hand.say(b"AFTER\r").await;
    hand.say(DONE).await;
    assert_eq!(hand.told(), None);
}

/// The driver waits for the reply to its stop when the next person comes: the code before that was the last person's.
#[tokio::test(start_paused = true)]
async fn a_code_between_two_people_is_nobodys() {
    let mut hand = Hand::ready().await;
    hand.scanner.arm();
    hand.tells("FIRST").await;
    hand.scanner.disarm();
    hand.heard(STOP).await;
    hand.say(b"FIRST'S OTHER\r").await;
    hand.scanner.arm();
    hand.say(DONE).await;
    assert_eq!(hand.told(), None, "told to the second person");
    hand.tells("SECOND").await;
}

/// One that began before and ends after is not the next person's, either.
#[tokio::test(start_paused = true)]
async fn a_code_that_is_half_there_is_nobodys() {
    let mut hand = Hand::ready().await;
    hand.say(b"FIR").await;
    hand.scanner.arm();
    sleep(Duration::from_millis(2)).await;
    hand.say(b"ST\r").await;
    assert_eq!(hand.told(), None);
    hand.tells("SECOND").await;
}

/// A code that came, and was not yet told when it was disarmed, is nobody's.
#[tokio::test(start_paused = true)]
async fn what_waits_when_it_is_disarmed_is_nobodys() {
    let mut hand = Hand::ready().await;
    hand.scanner.arm();
    hand.heard(START).await;
    hand.say(b"FIRST\r").await;
    hand.scanner.disarm();
    hand.say(DONE).await;
    assert_eq!(hand.told(), None);
}

/// Disarmed and armed again before the driver could do either: the next person is triggered for at once all the same, and
/// the same code is news.
#[tokio::test(start_paused = true)]
async fn the_next_person_does_not_wait() {
    let mut hand = Hand::ready().await;
    hand.scanner.arm();
    hand.tells("TICKET").await;
    let came = Instant::now();
    hand.scanner.disarm();
    hand.scanner.arm();
    hand.tells("TICKET").await;
    assert!(came.elapsed() < Duration::from_millis(100), "{:?}", came.elapsed());
}

/// Asked again after some seconds without a code; a code that stays is told once.
#[tokio::test(start_paused = true)]
async fn it_is_triggered_again_and_again() {
    let mut hand = Hand::ready().await;
    hand.scanner.arm();
    hand.scanner.arm();
    hand.tells("TICKET").await;
    for _ in 0..5 {
        hand.heard(START).await;
        hand.say(DONE).await;
        hand.say(b"TICKET\r").await;
        assert_eq!(hand.told(), None);
    }
    sleep(Delays::default().same).await;
    hand.heard(START).await;
    hand.say(DONE).await;
    hand.heard(START).await;
    hand.say(DONE).await;
    hand.say(b"TICKET\r").await;
    assert_eq!(hand.told().as_deref(), Some("TICKET"), "it was away");
}
