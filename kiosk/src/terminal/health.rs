//! Turns what devices and platform tell into events of the visit, and their changes into journal entries.

use std::sync::Arc;
use std::time::Duration;

use drivers::document_camera::{DocumentCamera, Previews};
use drivers::id_card::{CardEvent, CardFault};
use drivers::keypad::{Event as KeypadEvent, Key, Keypad};
use drivers::laser::LaserState;
use drivers::panel::{Panel, PanelEvent};
use drivers::printer::{Paper as DriverPaper, Printer, PrinterState, Reason};
use drivers::scanner::{Dropped, ScanEvent, Scanner};
use drivers::social_card::{self, SocialCardReader};
use drivers::{DeviceState, DeviceStatus};
use journal::{EventCode, Journal, Value};
use platform::SharedPlatform;
use service::{
    CardNews, CardProblem, Event, Paper, PlatformHealth, PrinterHealth, ReaderHealth, ScannerHealth, Trouble,
};
use tokio::sync::{Notify, mpsc, watch};

use crate::identity::{identity_of, identity_of_social};
use crate::panel;

type Events = mpsc::UnboundedSender<Event>;

/// Asks the platform every now and then whether it is there; at once when notified.
pub(super) fn watch_platform(platform: SharedPlatform, events: Events, every: Duration) -> Arc<Notify> {
    let probe = Arc::new(Notify::new());
    let asked = probe.clone();
    tokio::spawn(async move {
        loop {
            let health = match tokio::time::timeout(every, platform.reachable()).await {
                Ok(Ok(())) => PlatformHealth::Reachable,
                Ok(Err(_)) | Err(_) => PlatformHealth::Offline,
            };
            if events.send(Event::Platform(health)).is_err() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                () = asked.notified() => {}
            }
        }
    });
    probe
}

pub(super) fn watch_reader(state: watch::Receiver<DeviceState>, journal: Journal, events: Events) {
    watch_state("id_card", state, journal, move |health| events.send(Event::Reader(health)).is_ok());
}

/// The journal has how the document camera is; the visit hears of it by what is seen, and only while it looks.
pub(super) fn watch_document_camera(
    (camera, previews): (DocumentCamera, Previews),
    journal: &Journal,
    events: &Events,
) -> (DocumentCamera, Previews) {
    let events = events.clone();
    watch_state("document_camera", camera.state(), journal.clone(), move |_| !events.is_closed());
    (camera, previews)
}

/// Tells how a device is that reads something, as long as anybody listens.
fn watch_state(
    device: &'static str,
    mut state: watch::Receiver<DeviceState>,
    journal: Journal,
    tell: impl Fn(ReaderHealth) -> bool + Send + 'static,
) {
    tokio::spawn(async move {
        let mut told = ReaderHealth::Starting;
        let mut last = DeviceStatus::Starting;
        loop {
            let now = state.borrow_and_update().clone();
            let health = match now {
                DeviceState::Ready | DeviceState::Busy => ReaderHealth::Ready,
                // A reader that is tried again is still down to the person who waits for it.
                DeviceState::Opening if told != ReaderHealth::Ready => told,
                DeviceState::Opening => ReaderHealth::Starting,
                DeviceState::Absent | DeviceState::Faulted(_) => ReaderHealth::Down,
            };
            told = health;
            if !tell(health) {
                return;
            }
            last = journal_change(&journal, device, last, now.status()).await;
            if state.changed().await.is_err() {
                return;
            }
        }
    });
}

pub(super) fn watch_cards(mut cards: mpsc::Receiver<CardEvent>, journal: Journal, events: Events) {
    tokio::spawn(async move {
        while let Some(event) = cards.recv().await {
            let (news, counter) = match event {
                CardEvent::Found => (CardNews::Found, None),
                CardEvent::Removed => (CardNews::Removed, None),
                CardEvent::Read(card) => match identity_of(&card) {
                    Ok(identity) => (CardNews::Read(Arc::new(identity)), Some("cards_read")),
                    Err(problem) => (CardNews::Failed(problem), None),
                },
                CardEvent::Failed(fault) => {
                    let problem = match fault {
                        CardFault::Moved | CardFault::Reader => CardProblem::Moved,
                        CardFault::Counterfeit(_) => CardProblem::Counterfeit,
                        CardFault::UnknownType => CardProblem::UnknownCard,
                        CardFault::Unreadable(_) | CardFault::Refused(_) => CardProblem::Unreadable,
                    };
                    (CardNews::Failed(problem), Some("cards_failed"))
                }
            };
            if events.send(Event::Card(news)).is_err() {
                return;
            }
            // Behind the news: a commit waits for the disk, and the person is not to.
            if let Some(counter) = counter {
                count(&journal, counter).await;
            }
        }
    });
}

/// Cards of the other reader are cards as well: the visit takes whichever comes.
pub(super) fn watch_social_cards(
    (reader, mut cards): (SocialCardReader, mpsc::Receiver<social_card::CardEvent>),
    journal: &Journal,
    events: &Events,
) -> SocialCardReader {
    let told = events.clone();
    watch_state("social_card", reader.state(), journal.clone(), move |health| {
        told.send(Event::SocialReader(health)).is_ok()
    });
    let (journal, events) = (journal.clone(), events.clone());
    tokio::spawn(async move {
        while let Some(event) = cards.recv().await {
            let (news, counter) = match event {
                social_card::CardEvent::Found => (CardNews::Found, None),
                social_card::CardEvent::Removed => (CardNews::Removed, None),
                social_card::CardEvent::Read(card) => match identity_of_social(&card) {
                    Ok(identity) => (CardNews::Read(Arc::new(identity)), Some("cards_read")),
                    Err(problem) => (CardNews::Failed(problem), None),
                },
                social_card::CardEvent::Failed(fault) => {
                    (CardNews::Failed(social_problem(&fault)), Some("cards_failed"))
                }
            };
            if events.send(Event::Card(news)).is_err() {
                return;
            }
            if let Some(counter) = counter {
                count(&journal, counter).await;
            }
        }
    });
    reader
}

fn social_problem(fault: &social_card::CardFault) -> CardProblem {
    use social_card::CardFault as Social;
    match fault {
        Social::Removed | Social::InUse | Social::Reader => CardProblem::Moved,
        Social::NotSocial => CardProblem::UnknownCard,
        Social::Blocked | Social::Unreadable(_) | Social::Refused(_) | Social::Mute | Social::Garbled => {
            CardProblem::Unreadable
        }
    }
}

/// What is held before the scanner is an event of the visit; what is no whole code is none.
pub(super) fn watch_scanner(
    (scanner, mut codes): (Scanner, mpsc::Receiver<ScanEvent>),
    journal: &Journal,
    events: &Events,
) -> Scanner {
    let told = events.clone();
    watch_state("scanner", scanner.state(), journal.clone(), move |health| {
        let health = match health {
            ReaderHealth::Starting => ScannerHealth::Starting,
            ReaderHealth::Ready => ScannerHealth::Ready,
            ReaderHealth::Down => ScannerHealth::Down,
        };
        told.send(Event::Scanner(health)).is_ok()
    });
    let (journal, events) = (journal.clone(), events.clone());
    tokio::spawn(async move {
        while let Some(event) = codes.recv().await {
            let code = match event {
                // What is no text is a code all the same: of somebody else.
                ScanEvent::Code(code) => code.text().map(|text| text.expose().to_owned()).unwrap_or_default(),
                ScanEvent::Dropped(Dropped::TooLong) => String::new(),
                ScanEvent::Dropped(Dropped::Unfinished) => {
                    count(&journal, "codes_unfinished").await;
                    continue;
                }
            };
            if events.send(Event::Code(code.into())).is_err() {
                return;
            }
            count(&journal, "codes_read").await;
        }
    });
    scanner
}

/// The plug of the headphones is an event of the visit; keys are a sign of life, and go on to the screen.
pub(super) fn watch_keypad(
    (keypad, mut news): (Keypad, mpsc::Receiver<KeypadEvent>),
    events: Events,
) -> mpsc::UnboundedReceiver<Key> {
    let (keys, pressed) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        // The keypad's task ends with its handle.
        let _keypad = keypad;
        while let Some(event) = news.recv().await {
            let told = match event {
                KeypadEvent::Jack(plugged) => events.send(Event::Headphones(plugged)).is_ok(),
                KeypadEvent::Key(key) => events.send(Event::Keypad).is_ok() && keys.send(key).is_ok(),
            };
            if !told {
                return;
            }
        }
    });
    pressed
}

/// What happens on the cabinet is an event of the visit; the state of the panel itself is in the status.
/// Its sensor at the slot tells the printer, too, where that has none of its own.
pub(super) fn watch_panel(
    (panel, mut news): (Panel, mpsc::Receiver<PanelEvent>),
    printer: &Printer,
    events: Events,
) -> Panel {
    let printer = printer.clone();
    tokio::spawn(async move {
        while let Some(event) = news.recv().await {
            if let PanelEvent::PaperExit(there) = event {
                printer.set_ticket_in_slot(Some(there));
            }
            if let Some(news) = panel::news(event)
                && events.send(Event::Panel(news)).is_err()
            {
                return;
            }
        }
    });
    panel
}

async fn count(journal: &Journal, name: &'static str) {
    if let Err(error) = journal.count(name, 1, jiff::Timestamp::now()).await {
        tracing::error!(%error, "the journal did not take a count");
    }
}

pub(super) fn watch_printer(mut state: watch::Receiver<PrinterState>, journal: Journal, events: Events) {
    tokio::spawn(async move {
        let mut told = PrinterHealth::default();
        let mut last = DeviceStatus::Starting;
        loop {
            let now = state.borrow_and_update().clone();
            let health = PrinterHealth {
                trouble: printer_trouble(&now, told.trouble),
                paper: match now.paper {
                    DriverPaper::Low => Paper::Low,
                    DriverPaper::Out => Paper::Out,
                    DriverPaper::Full | DriverPaper::Jammed | DriverPaper::Unknown => Paper::Full,
                },
                ticket_waiting: now.ticket_waiting,
            };
            told = health;
            if events.send(Event::Printer(health)).is_err() {
                return;
            }
            last = journal_change(&journal, "printer", last, now.device.status()).await;
            if state.changed().await.is_err() {
                return;
            }
        }
    });
}

pub(super) fn watch_laser(mut state: watch::Receiver<LaserState>, journal: Journal, events: Events) {
    tokio::spawn(async move {
        let mut last = DeviceStatus::Starting;
        loop {
            let now = state.borrow_and_update().clone();
            let trouble = match now.device {
                DeviceState::Opening => Some(Trouble::Starting),
                _ => now.trouble.map(crate::laser::trouble_of),
            };
            let paper = match trouble {
                Some(Trouble::PaperOut) => Paper::Out,
                _ if now.paper_low => Paper::Low,
                _ => Paper::Full,
            };
            if events.send(Event::Laser(PrinterHealth { trouble, paper, ticket_waiting: None })).is_err() {
                return;
            }
            last = journal_change(&journal, "laser", last, now.device.status()).await;
            if state.changed().await.is_err() {
                return;
            }
        }
    });
}

fn printer_trouble(state: &PrinterState, told: Option<Trouble>) -> Option<Trouble> {
    match state.device {
        DeviceState::Opening => Some(told.unwrap_or(Trouble::Starting)),
        // A printer that works on a job, or whose last ticket hangs in the slot, is not in trouble.
        _ => state.trouble().map(|reason| trouble_of(&reason)),
    }
}

/// A driver's reason in the words of the visit.
pub(super) fn trouble_of(reason: &Reason) -> Trouble {
    match reason {
        Reason::PaperOut => Trouble::PaperOut,
        Reason::CoverOpen => Trouble::CoverOpen,
        Reason::CutterFault | Reason::Jammed => Trouble::Jammed,
        Reason::HeadHot => Trouble::HeadHot,
        Reason::TicketNotTaken => Trouble::TicketNotTaken,
        Reason::Offline | Reason::Silent | Reason::Garbled | Reason::Unplugged | Reason::PortRefused => {
            Trouble::Disconnected
        }
        Reason::Stalled | Reason::Unconfirmed | Reason::Stopped | Reason::Busy | Reason::DriverFailed => {
            Trouble::Disconnected
        }
        Reason::Unrecoverable | Reason::Unencodable(_) => Trouble::Broken,
    }
}

async fn journal_change(journal: &Journal, device: &'static str, from: DeviceStatus, to: DeviceStatus) -> DeviceStatus {
    let busy = |status| matches!(status, DeviceStatus::DeviceBusy | DeviceStatus::Online);
    // Every job makes a printer busy: that is in the journal as the job.
    if from == to || (busy(from) && busy(to)) {
        return to;
    }
    let facts = [("device", Value::Word(device)), ("from", Value::Word(word(from))), ("to", Value::Word(word(to)))];
    if let Err(error) = journal.event(EventCode::DeviceStateChanged, None, &facts, jiff::Timestamp::now()).await {
        tracing::error!(%error, "the journal did not take a device's change");
    }
    to
}

fn word(status: DeviceStatus) -> &'static str {
    match status {
        DeviceStatus::Online => "online",
        DeviceStatus::Offline => "offline",
        DeviceStatus::PowerOff => "power_off",
        DeviceStatus::NoDevice => "no_device",
        DeviceStatus::HardwareError => "hardware_error",
        DeviceStatus::UserError => "user_error",
        DeviceStatus::DeviceBusy => "device_busy",
        DeviceStatus::FraudAttempt => "fraud_attempt",
        DeviceStatus::PotentialFraud => "potential_fraud",
        DeviceStatus::Starting => "starting",
    }
}
