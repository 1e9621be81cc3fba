//! The terminal at work: one task owns the visit, takes events in, carries effects out and publishes what to draw.

mod calls;
mod camera;
mod composer;
mod effects;
mod hand_in;
mod health;
mod notes;
mod typing;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use drivers::document_camera::{DocumentCamera, Previews};
use drivers::id_card::{CardEvent, IdCardReader};
use drivers::keypad::{Bounce, Event as KeypadEvent, Key, Keypad};
use drivers::laser::Laser;
use drivers::panel::{Panel, PanelEvent};
use drivers::printer::{Cleared, Model, Printer};
use drivers::scanner::{ScanEvent, Scanner};
use drivers::social_card::{self, SocialCardReader};
use journal::Journal;
use journal::outbox::Outbox;
use platform::SharedPlatform;
use service::page::Help;
use service::{Effect, Event, Intent, Lights, Rules, Secured, View, Visit, step, view};
use tokio::sync::{broadcast, mpsc, watch};
use voice::speaker::Speaker;

use crate::catalogue::Why;
use crate::clock::Clock;
use crate::config::VoiceConfig;
use crate::directory::Watched;
use crate::panel;
use crate::speech::{Ear, Sound, Speech};

pub use composer::A4;
use composer::Composer;
pub(crate) use composer::press;

/// Desk events that may wait for a slow listener.
const DESK_EVENTS: usize = 64;

/// Everything that a terminal works with.
pub struct Parts {
    /// What does not change while it runs, but for what can be looked up.
    pub rules: Rules,
    /// What can be looked up: a newer one is taken up between visits.
    pub watched: Watched,
    /// Tells the time.
    pub clock: Clock,
    /// Government.
    pub platform: SharedPlatform,
    /// What must never be lost.
    pub journal: Journal,
    /// What is handed in, until the platform has it.
    pub outbox: Outbox,
    /// ID card reader and its news.
    pub reader: (IdCardReader, mpsc::Receiver<CardEvent>),
    /// Ticket printer.
    pub printer: Printer,
    /// Code scanner and what it sees, if there is one.
    pub scanner: Option<(Scanner, mpsc::Receiver<ScanEvent>)>,
    /// Document camera and what it sees, if there is one.
    pub document_camera: Option<(DocumentCamera, Previews)>,
    /// Reader of social security cards and its news, if there is one.
    pub social: Option<(SocialCardReader, mpsc::Receiver<social_card::CardEvent>)>,
    /// A4 printer and the folder of the templates of its sheets, if there is one.
    pub laser: Option<(Laser, A4)>,
    /// Keypad, if there is one.
    pub keypad: Option<(Keypad, mpsc::Receiver<KeypadEvent>)>,
    /// Lights, contacts and switches of the cabinet, if there are any.
    pub panel: Option<(Panel, mpsc::Receiver<PanelEvent>)>,
    /// Engines with which Chinese is typed, if there are any.
    pub typing: Option<::typing::Settings>,
    /// How it sounds.
    pub voice: VoiceConfig,
    /// Where sound goes.
    pub sound: Sound,
    /// What the printer can do.
    pub model: Arc<Model>,
    /// Glyphs for paper.
    pub fonts: Arc<paper::Fonts>,
    /// Base of the address in a QR code.
    pub verification_base: String,
    /// How often the platform is asked whether it is there.
    pub probe_every: Duration,
}

/// A running terminal. Dropping it ends its tasks, but for a ticket that is being printed.
#[derive(Clone)]
pub struct Terminal {
    events: mpsc::UnboundedSender<Event>,
    views: watch::Receiver<Arc<View>>,
    idle: watch::Receiver<bool>,
    keys: Arc<Mutex<Option<mpsc::UnboundedReceiver<Key>>>>,
    keypad: Option<Keypad>,
    speaker: Speaker,
    ear: Ear,
    desk: broadcast::Sender<DeskEvent>,
    watched: Watched,
    journal: notes::Writer,
}

/// What staff should know at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskEvent {
    /// Somebody at the terminal called.
    HelpCalled,
    /// Somebody of the staff answered.
    HelpComes,
    /// Who called has left, or the visit ended.
    HelpOver,
    /// The cabinet's door was opened.
    DoorOpened,
    /// Somebody tampered with the cabinet.
    Tampered,
    /// The terminal serves people again.
    Released,
    /// Nobody knows whether an application arrived, or it cannot be sent.
    Unsettled,
}

impl Terminal {
    /// Starts the visit's task. Needs a tokio runtime.
    pub fn start(mut parts: Parts) -> std::io::Result<Self> {
        let (events, inbox) = mpsc::unbounded_channel();
        let spoken = events.clone();
        let speech = Speech::start(&parts.voice, &parts.sound, move |speaking| {
            spoken.send(Event::Speaking(speaking)).unwrap_or_default();
        })?;
        let (speaker, ear) = (speech.speaker(), speech.ear());
        let keypad = parts.keypad.as_ref().map(|(keypad, _)| keypad.clone());
        let keys = parts.keypad.take().map(|keypad| health::watch_keypad(keypad, events.clone()));
        let panel = parts.panel.take().map(|panel| health::watch_panel(panel, &parts.printer, events.clone()));
        let (desk, _) = broadcast::channel(DESK_EVENTS);
        let visit = Visit::new();
        let journal = notes::Writer::start(parts.journal.clone());
        let watched = parts.watched.clone();
        let first = view(&visit, parts.clock.now(), &parts.rules);
        let (show, views) = watch::channel(Arc::new(first));
        let (idle_now, idle) = watch::channel(true);
        tokio::spawn(run(
            parts,
            visit,
            speech,
            events.clone(),
            inbox,
            journal.clone(),
            Told { keypad: keypad.clone(), panel, show, idle: idle_now, desk: desk.clone() },
        ));
        Ok(Self { events, views, idle, keys: Arc::new(Mutex::new(keys)), keypad, speaker, ear, desk, watched, journal })
    }

    /// A person did something.
    pub fn intent(&self, intent: Intent) {
        self.event(Event::Intent(intent));
    }

    /// Something happened. After the terminal ended it happens to nobody.
    pub fn event(&self, event: Event) {
        self.events.send(event).unwrap_or_default();
    }

    /// The keys of the keypad, for the screen; there is one screen.
    pub fn take_keys(&self) -> Option<mpsc::UnboundedReceiver<Key>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The model of its keypad, if it has one.
    pub fn keypad_model(&self) -> Option<&drivers::keypad::Map> {
        self.keypad.as_ref().map(Keypad::map)
    }

    /// Says things.
    pub fn speaker(&self) -> &Speaker {
        &self.speaker
    }

    /// What is heard of it.
    pub fn ear(&self) -> &Ear {
        &self.ear
    }

    /// What can be looked up, and what of it could not be used.
    pub fn watched(&self) -> &Watched {
        &self.watched
    }

    /// Somebody tried to bring in a catalogue that was refused: the journal has it.
    pub fn catalogue_refused(&self, why: Why) {
        tracing::warn!(why = why.name(), "a catalogue was refused");
        self.journal.catalogue_refused(why, jiff::Timestamp::now());
    }

    /// What staff should know, from now on.
    pub fn desk(&self) -> broadcast::Receiver<DeskEvent> {
        self.desk.subscribe()
    }

    /// What to draw, as it changes.
    pub fn views(&self) -> watch::Receiver<Arc<View>> {
        self.views.clone()
    }

    /// Whether nobody is there and nothing of anybody is kept.
    pub fn idle(&self) -> watch::Receiver<bool> {
        self.idle.clone()
    }
}

/// Who is told how the visit stands.
struct Told {
    keypad: Option<Keypad>,
    panel: Option<Panel>,
    show: watch::Sender<Arc<View>>,
    idle: watch::Sender<bool>,
    desk: broadcast::Sender<DeskEvent>,
}

impl Told {
    /// A keypad counts what a trembling hand presses twice once. `steady`: whether it does.
    fn steady(&self, steady: &mut bool, drawn: &View) {
        if std::mem::replace(steady, drawn.comfort.steady) != drawn.comfort.steady
            && let Some(keypad) = &self.keypad
        {
            if *steady { keypad.set_bounce(Bounce::LONGEST) } else { keypad.reset_bounce() }
        }
    }

    /// The lights of the cabinet follow the page. `shining`: what they show.
    fn shine(&self, shining: &mut Option<Lights>, drawn: &View) {
        if let Some(panel) = &self.panel {
            let wanted = service::lights(drawn);
            if shining.replace(wanted) != Some(wanted) {
                panel::shine(panel, wanted);
            }
        }
    }

    /// Shows what is to be drawn, if that is not shown already.
    fn draw(&self, drawn: View) {
        self.show.send_if_modified(|shown| {
            let changed = **shown != drawn;
            if changed {
                *shown = Arc::new(drawn);
            }
            changed
        });
    }
}

async fn run(
    parts: Parts,
    mut visit: Visit,
    mut speech: Speech,
    events: mpsc::UnboundedSender<Event>,
    mut inbox: mpsc::UnboundedReceiver<Event>,
    writer: notes::Writer,
    told: Told,
) {
    let mut help = Help::NotCalled;
    let mut secured = None;
    let mut shining = None;
    let mut steady = false;
    let Parts {
        mut rules,
        mut watched,
        clock,
        platform,
        journal,
        outbox,
        reader: (reader, card_news),
        printer,
        scanner,
        document_camera,
        social,
        laser,
        model,
        fonts,
        ..
    } = parts;
    let probe = health::watch_platform(platform.clone(), events.clone(), parts.probe_every);
    health::watch_reader(reader.state(), journal.clone(), events.clone());
    health::watch_cards(card_news, journal.clone(), events.clone());
    health::watch_printer(printer.state(), journal.clone(), events.clone());
    let scanner = scanner.map(|scanner| health::watch_scanner(scanner, &journal, &events));
    let (laser, a4) = laser.unzip();
    if let Some(laser) = &laser {
        health::watch_laser(laser.state(), journal.clone(), events.clone());
    }
    let social = social.map(|social| health::watch_social_cards(social, &journal, &events));
    let deliveries = hand_in::Deliveries::start(outbox, platform.clone(), events.clone(), told.desk.clone());
    let glyphs = fonts.clone();
    let typing = typing::Typing::start(parts.typing, events.clone(), move |text| glyphs.uncovered(text).is_empty());
    let camera = document_camera.map(|camera| health::watch_document_camera(camera, &journal, &events));
    let ahead = deliveries.clone();
    let camera = camera::Camera::start(camera, events.clone(), move |photo| ahead.prepare(photo));
    let mut effects = effects::Effects {
        deliveries,
        typing,
        camera,
        platform,
        platform_limit: rules.delays.platform,
        journal: writer.clone(),
        asked: watched.asked.clone(),
        directory: watched.directory.clone(),
        jobs: effects::Jobs { journal, printer, laser: laser.clone(), model: model.clone(), fonts: fonts.clone() },
        composer: Composer::new(model, fonts, &parts.verification_base, a4),
        reader,
        scanner,
        social,
        probe,
        events,
        calls: Vec::new(),
        sessions: Vec::new(),
    };
    loop {
        let wake = visit.next_wake(&rules, clock.now()).saturating_sub(clock.now().since_start);
        let event = tokio::select! {
            event = inbox.recv() => event,
            () = tokio::time::sleep(wake) => Some(Event::Tick),
            () = renewed(&mut watched) => Some(Event::Tick),
            // Nobody draws this terminal any more.
            () = told.show.closed() => None,
        };
        let Some(event) = event else { break };
        let now = clock.now();
        if visit.is_idle() {
            take_up(&mut rules, &watched, &writer, now.at);
        }
        let (next, wanted) = step(visit, event, now, &rules);
        visit = next;
        for effect in wanted {
            if effect == Effect::Wipe {
                // Before the farewell is said.
                speech.forget();
            }
            effects.carry_out(effect, now);
        }
        let drawn = view(&visit, now, &rules);
        speech.follow(&drawn);
        told.steady(&mut steady, &drawn);
        told.shine(&mut shining, &drawn);
        if let Some(news) = help_news(std::mem::replace(&mut help, drawn.help), drawn.help) {
            // Without a listener there is nobody to tell; the journal has it.
            told.desk.send(news).unwrap_or_default();
        }
        if let Some(news) = secured_news(std::mem::replace(&mut secured, visit.secured()), visit.secured()) {
            told.desk.send(news).unwrap_or_default();
        }
        told.draw(drawn);
        let changed = told.idle.send_if_modified(|was| std::mem::replace(was, visit.is_idle()) != visit.is_idle());
        if changed && let Some(laser) = &laser {
            laser.attend(!visit.is_idle());
        }
        if changed && !visit.is_idle() {
            effects.typing.begin();
            // What still hangs in the slot is somebody else's.
            clear_slot(&effects.jobs.printer);
        }
    }
}

/// Waits until there is something newer to look up; for ever where nobody looks after it any more.
async fn renewed(watched: &mut Watched) {
    if watched.directory.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Between visits: who comes next looks things up in the newest.
fn take_up(rules: &mut Rules, watched: &Watched, journal: &notes::Writer, at: jiff::Timestamp) {
    let newest = watched.directory.borrow().clone();
    if Arc::ptr_eq(&newest, &rules.directory) {
        return;
    }
    let version = newest.catalogue.version;
    if version != rules.directory.catalogue.version {
        tracing::info!(%version, "another catalogue is in force");
        journal.catalogue_taken(version, at);
    }
    rules.directory = newest;
}

/// Takes away what somebody left behind; where the printer cannot, the visit says that a ticket hangs there.
fn clear_slot(printer: &Printer) {
    let printer = printer.clone();
    tokio::spawn(async move {
        match printer.clear_slot().await {
            Cleared::Empty | Cleared::Unknown => {}
            cleared => tracing::warn!("a ticket that somebody left: {cleared}"),
        }
    });
}

fn secured_news(before: Option<Secured>, now: Option<Secured>) -> Option<DeskEvent> {
    (before != now).then_some(match now {
        Some(Secured::DoorOpen) => DeskEvent::DoorOpened,
        Some(Secured::Tampered) => DeskEvent::Tampered,
        None => DeskEvent::Released,
    })
}

fn help_news(before: Help, now: Help) -> Option<DeskEvent> {
    (before != now).then_some(match now {
        Help::NotCalled => DeskEvent::HelpOver,
        Help::Called => DeskEvent::HelpCalled,
        Help::Comes => DeskEvent::HelpComes,
    })
}
