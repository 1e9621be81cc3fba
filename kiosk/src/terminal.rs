//! The terminal at work: one task owns the visit, takes events in, carries effects out and publishes what to draw.

mod effects;
mod health;
mod notes;

use std::sync::Arc;
use std::time::Duration;

use drivers::id_card::{CardEvent, IdCardReader};
use drivers::printer::{Model, Printer};
use journal::Journal;
use platform::SharedPlatform;
use service::{Event, Intent, Rules, View, Visit, step, view};
use tokio::sync::{mpsc, watch};

use crate::clock::Clock;

/// Everything that a terminal works with.
pub struct Parts {
    /// What does not change while it runs.
    pub rules: Rules,
    /// Tells the time.
    pub clock: Clock,
    /// Government.
    pub platform: SharedPlatform,
    /// What must never be lost.
    pub journal: Journal,
    /// ID card reader and its news.
    pub reader: (IdCardReader, mpsc::Receiver<CardEvent>),
    /// Ticket printer.
    pub printer: Printer,
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
}

impl Terminal {
    /// Starts the visit's task. Needs a tokio runtime.
    pub fn start(parts: Parts) -> Self {
        let (events, inbox) = mpsc::unbounded_channel();
        let visit = Visit::new();
        let first = view(&visit, parts.clock.now(), &parts.rules);
        let (show, views) = watch::channel(Arc::new(first));
        let (idle_now, idle) = watch::channel(true);
        tokio::spawn(run(parts, visit, events.clone(), inbox, show, idle_now));
        Self { events, views, idle }
    }

    /// A person did something.
    pub fn intent(&self, intent: Intent) {
        self.event(Event::Intent(intent));
    }

    /// Something happened. After the terminal ended it happens to nobody.
    pub fn event(&self, event: Event) {
        self.events.send(event).unwrap_or_default();
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

async fn run(
    parts: Parts,
    mut visit: Visit,
    events: mpsc::UnboundedSender<Event>,
    mut inbox: mpsc::UnboundedReceiver<Event>,
    show: watch::Sender<Arc<View>>,
    idle: watch::Sender<bool>,
) {
    let Parts { rules, clock, platform, journal, reader: (reader, card_news), printer, model, fonts, .. } = parts;
    let probe = health::watch_platform(platform.clone(), events.clone(), parts.probe_every);
    health::watch_reader(reader.state(), journal.clone(), events.clone());
    health::watch_cards(card_news, journal.clone(), events.clone());
    health::watch_printer(printer.state(), journal.clone(), events.clone());
    let mut effects = effects::Effects {
        platform,
        platform_limit: rules.delays.platform,
        journal: notes::Writer::start(journal.clone()),
        jobs: effects::Jobs { journal, printer, model: model.clone(), fonts: fonts.clone() },
        composer: effects::Composer { model, fonts, verification_base: parts.verification_base.into() },
        reader,
        probe,
        events,
        calls: Vec::new(),
        session: None,
    };
    loop {
        let wake = visit.next_wake(&rules, clock.now()).saturating_sub(clock.now().since_start);
        let event = tokio::select! {
            event = inbox.recv() => event,
            () = tokio::time::sleep(wake) => Some(Event::Tick),
            // Nobody draws this terminal any more.
            () = show.closed() => None,
        };
        let Some(event) = event else { break };
        let now = clock.now();
        let (next, wanted) = step(visit, event, now, &rules);
        visit = next;
        for effect in wanted {
            effects.carry_out(effect, now);
        }
        let drawn = view(&visit, now, &rules);
        show.send_if_modified(|shown| {
            let changed = **shown != drawn;
            if changed {
                *shown = Arc::new(drawn);
            }
            changed
        });
        idle.send_if_modified(|was| std::mem::replace(was, visit.is_idle()) != visit.is_idle());
    }
}
