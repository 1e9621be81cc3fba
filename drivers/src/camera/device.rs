//! The camera that reads codes: what it does with frames.

use std::time::Instant;

use qr_reader::{Found, Options, Pace, Reader, Tracker, limits};
use tokio::sync::mpsc;
use zeroize::Zeroize;

use super::delays::Delays;
use super::filming::{Eye, Setup, film};
use super::luma::Luma;
use super::region::Region;
use super::source::Origin;
use super::v4l2::Wanted;
use crate::report::Vitals;
use crate::scanner::{EVENTS, Same, ScanEvent, Scanned, Scanner, Symbology, Wish};

/// Where the camera is, and what of its picture is looked at.
#[derive(Debug, Clone)]
pub struct CameraConfig {
    /// Where frames come from.
    pub origin: Origin,
    /// The part that is looked at.
    pub region: Region,
}

/// Starts the camera's thread. Must be called inside a tokio runtime with time enabled.
pub fn spawn(config: CameraConfig, delays: Delays) -> (Scanner, mpsc::Receiver<ScanEvent>) {
    let (asks, inbox) = mpsc::unbounded_channel();
    let (events, receiver) = mpsc::channel(EVENTS);
    let vitals = Vitals::new("scanner");
    let eye = move || CodeEye {
        region: config.region,
        start: Instant::now(),
        same: Same::new(delays.same),
        pace: Pace::default(),
        events,
        armed: false,
        tracker: None,
        looked: None,
    };
    let setup = Setup { origin: config.origin, wanted: Wanted::CODES, delays, luma: Luma::default() };
    let watched = film(eye, setup, inbox, &vitals);
    (Scanner::new(asks, watched, vitals, None), receiver)
}

/// Looks for codes.
struct CodeEye {
    region: Region,
    start: Instant,
    same: Same,
    pace: Pace,
    events: mpsc::Sender<ScanEvent>,
    armed: bool,
    /// Since filming began.
    tracker: Option<Tracker>,
    looked: Option<Instant>,
}

impl Eye for CodeEye {
    type Ask = Wish;

    fn hear(&mut self, wish: Wish) {
        if self.armed != wish.armed {
            self.armed = wish.armed;
            // Who comes next may show the same code, and nothing of whoever went is kept.
            self.same.forget();
        }
    }

    fn is_armed(&self) -> bool {
        self.armed
    }

    fn begin(&mut self) {
        self.tracker = Some(Tracker::new(Reader::new(Options::default()), self.pace.clone()));
        self.looked = None;
    }

    fn wants(&self, now: Instant) -> bool {
        self.tracker.as_ref().is_none_or(|tracker| tracker.awake(now))
            || self.looked.is_none_or(|looked| now - looked >= self.pace.still)
    }

    fn look(&mut self, luma: &mut Luma, now: Instant) {
        self.looked = Some(now);
        let Some(whole) = luma.gray() else { return };
        let (Some(part), Some(tracker)) = (self.region.of(&whole), &mut self.tracker) else { return };
        let found: Vec<Found> = tracker.frame(&part, now, now + limits::TIME_MAX);
        for found in found {
            self.tell(found);
        }
    }

    fn forget(&mut self) {
        self.same.forget();
        self.tracker = None;
    }
}

impl CodeEye {
    /// Tells a code that is news. Never waits: nobody listens, or sixteen wait already, then it is dropped and wiped.
    fn tell(&mut self, mut found: Found) {
        found.text.zeroize();
        let code = Scanned::new(std::mem::take(&mut found.bytes), Some(Symbology::Qr));
        if self.same.is_news(code.expose(), self.start.elapsed()) {
            let _ = self.events.try_send(ScanEvent::Code(code));
        }
    }
}
