//! What lies under the document camera: judged and shown while the person lays it down, made into a page when they ask for
//! it. Looking at a frame takes milliseconds of one core: not on the task that takes the person's touches.

use std::sync::Arc;
use std::time::{Duration, Instant};

use drivers::DeviceState;
use drivers::document_camera::{DocumentCamera, Frame, Previews};
use photo::{Advice, Gray, Page, Paper, Rest, Steady};
use service::{Answer, CallId, Colours, Event, Photo, Seen, Sight};
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, spawn_blocking};

/// Longer side of what is shown of the camera's picture, in pixels.
const SHOWN: usize = 480;

/// Longer side of a page as it is shown small, in pixels.
const THUMB: usize = 320;

/// Bytes of a page that is handed in, at most: ten pages are uploaded in a minute over a line of 1.5 Mbit/s, and a gray A4
/// page at 200 dpi is seldom made coarser for it.
const PAGE_MOST: usize = 1024 * 1024;

// The outbox takes every page.
const _: () = assert!(PAGE_MOST as u64 <= journal::outbox::limits::ATTACHMENT_MOST);

/// Pictures that are taken until one is good; the last one is taken as it is, when it can be read at all.
const TRIES: u32 = 4;

/// A sheet lies still when it is good in so many frames in a row, over so long.
const STILL: (u32, Duration) = (3, Duration::from_millis(300));

/// Whether the visit looks through the camera, and the how-manieth time: what was told the time before is not known to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Looks {
    on: bool,
    times: u64,
}

/// Is told of every photograph.
type Taken = Arc<dyn Fn(&Arc<Photo>) + Send + Sync>;

/// The document camera as the visit knows it. Dropping it ends the looking.
pub(super) struct Camera {
    device: Option<DocumentCamera>,
    looks: watch::Sender<Looks>,
    events: mpsc::UnboundedSender<Event>,
    taken: Taken,
}

impl Camera {
    /// Tells the visit from now on what the camera sees while it is armed. Needs a tokio runtime. `taken`: is told of every
    /// photograph before the visit is, on a thread that may take its time.
    pub(super) fn start(
        device: Option<(DocumentCamera, Previews)>,
        events: mpsc::UnboundedSender<Event>,
        taken: impl Fn(&Arc<Photo>) + Send + Sync + 'static,
    ) -> Self {
        let (looks, follows) = watch::channel(Looks::default());
        let device = device.map(|(device, previews)| {
            tokio::spawn(follow(device.state(), previews, follows, events.clone()));
            device
        });
        Self { device, looks, events, taken: Arc::new(taken) }
    }

    /// Films and tells from now on (`true`), or not.
    pub(super) fn arm(&self, on: bool) {
        if let Some(device) = &self.device {
            if on { device.arm() } else { device.disarm() }
        }
        self.looks.send_modify(|looks| {
            looks.times += u64::from(on && !looks.on);
            looks.on = on;
        });
    }

    /// Takes a photograph, and answers.
    pub(super) fn photograph(&self, call: CallId) -> AbortHandle {
        let (device, events, taken) = (self.device.clone(), self.events.clone(), self.taken.clone());
        let task = tokio::spawn(async move {
            let photo = match device {
                Some(device) => photograph(&device, taken).await,
                None => None,
            };
            events.send(Event::Answer(call, Answer::Photographed(photo))).unwrap_or_default();
        });
        task.abort_handle()
    }
}

/// Picture after picture, until one is good.
async fn photograph(camera: &DocumentCamera, taken: Taken) -> Option<Arc<Photo>> {
    for left in (0..TRIES).rev() {
        let frame = match camera.still().await {
            Ok(frame) => frame,
            Err(error) => {
                tracing::warn!(%error, "no photograph was taken");
                return None;
            }
        };
        let taken = taken.clone();
        let page = spawn_blocking(move || {
            let photo = develop(&frame, left == 0).map(Arc::new)?;
            taken(&photo);
            Some(photo)
        });
        match page.await {
            Ok(None) => {}
            Ok(photo) => return photo,
            Err(error) => tracing::error!(%error, "a picture could not be looked at"),
        }
    }
    None
}

/// A page of what lies there. `as_it_is`: also of what is aslant, mirrors a lamp or is dark; the person has been told, sees
/// the page, and can take it away.
fn develop(frame: &Frame, as_it_is: bool) -> Option<Photo> {
    let gray = gray(frame)?;
    let seen = photo::sight(&gray);
    let fits = match seen.advice {
        Advice::Good => true,
        Advice::Tilted | Advice::Glare | Advice::TooDark => as_it_is,
        Advice::NoSheet | Advice::CutOff | Advice::TooSmall | Advice::Blurred => false,
    };
    let corners = seen.sheet.filter(|_| fits)?;
    // A certificate, a page of a booklet or a card: what it is, its corners tell.
    let page = photo::straighten(&gray, corners, Paper::Any);
    let packed = page.and_then(|page| page.to_jpeg_within(PAGE_MOST).map(|jpeg| (page, jpeg)));
    let (page, mut jpeg) = packed.inspect_err(|error| tracing::warn!(%error, "no page came of a picture")).ok()?;
    Some(Photo { jpeg: std::mem::take(&mut *jpeg).into(), thumb: colours(&page.thumb(THUMB)) })
}

fn gray(frame: &Frame) -> Option<Gray<'_>> {
    Gray::new(frame.pixels(), frame.width(), frame.height(), frame.width())
        .inspect_err(|error| tracing::warn!(%error, "a picture of the document camera cannot be used"))
        .ok()
}

/// The same for the screen.
fn colours(page: &Page) -> Colours {
    // At once, so that no part of it is left behind where it grew.
    let mut rgb = Vec::with_capacity(page.pixels().len() * 3);
    for gray in page.pixels() {
        rgb.extend_from_slice(&[*gray; 3]);
    }
    Colours { width: page.width() as u32, height: page.height() as u32, rgb: rgb.into() }
}

/// Tells what is seen while the visit looks.
async fn follow(
    mut state: watch::Receiver<DeviceState>,
    mut previews: Previews,
    mut looks: watch::Receiver<Looks>,
    events: mpsc::UnboundedSender<Event>,
) {
    let mut teller = Teller::new(events);
    let (mut times, mut fresh) = (0, false);
    loop {
        // One that was looked at already is not looked at again.
        let frame = if std::mem::take(&mut fresh) { previews.borrow_and_update().clone() } else { None };
        let now = *looks.borrow_and_update();
        if std::mem::replace(&mut times, now.times) != now.times {
            teller.rest();
        }
        let works = matches!(*state.borrow_and_update(), DeviceState::Ready | DeviceState::Busy);
        match (now.on, works, frame) {
            (false, ..) => teller.rest(),
            (true, false, _) => teller.tell(None),
            (true, true, None) => teller.wait(),
            (true, true, Some(frame)) => {
                let looked = spawn_blocking(move || look(&frame)).await;
                let still_looks = *looks.borrow() == now;
                match looked {
                    // The visit has gone on: what was seen is dropped.
                    _ if !still_looks => {}
                    Ok(Some((seen, picture))) => teller.see(&seen, picture),
                    // Pictures in which nothing can be read are of no use to anybody.
                    Ok(None) => teller.tell(None),
                    Err(error) => {
                        tracing::error!(%error, "a picture of the document camera could not be looked at");
                        teller.tell(None);
                    }
                }
            }
        }
        let gone = tokio::select! {
            changed = looks.changed() => changed.is_err(),
            changed = state.changed() => changed.is_err(),
            changed = previews.changed() => {
                fresh = true;
                changed.is_err()
            }
        };
        if gone {
            return teller.tell(None);
        }
    }
}

/// What is to be said of a frame, and the frame small.
fn look(frame: &Frame) -> Option<(photo::Sight, Colours)> {
    let gray = gray(frame)?;
    Some((photo::sight(&gray), colours(&Page::small(&gray, SHOWN))))
}

/// What the visit was told last since it began to look.
enum Told {
    Nothing,
    /// The camera cannot be used.
    Unusable,
    Seen(Arc<Seen>),
}

/// Tells the visit what is news to it.
struct Teller {
    events: mpsc::UnboundedSender<Event>,
    judge: Judge,
    told: Told,
}

impl Teller {
    fn new(events: mpsc::UnboundedSender<Event>) -> Self {
        Self { events, judge: Judge::default(), told: Told::Nothing }
    }

    /// The visit does not look: nothing of what was seen stays.
    fn rest(&mut self) {
        (self.told, self.judge) = (Told::Nothing, Judge::default());
    }

    /// The camera comes up: it can be used, and no sheet was seen yet.
    fn wait(&mut self) {
        if !matches!(self.told, Told::Seen(_)) {
            let picture = Colours { width: 4, height: 3, rgb: vec![0xE8; 4 * 3 * 3].into() };
            self.tell(Some(Seen { sight: Sight::NoSheet, picture }));
        }
    }

    fn see(&mut self, seen: &photo::Sight, picture: Colours) {
        let sight = self.judge.look(seen);
        self.tell(Some(Seen { sight, picture }));
    }

    fn tell(&mut self, seen: Option<Seen>) {
        let is_known = match (&self.told, &seen) {
            (Told::Unusable, None) => true,
            (Told::Seen(told), Some(seen)) => is_same(told, seen),
            _ => false,
        };
        if is_known {
            return;
        }
        let seen = seen.map(Arc::new);
        self.told = if let Some(seen) = &seen {
            Told::Seen(seen.clone())
        } else {
            // What lies there when the camera is back lies there anew.
            self.judge = Judge::default();
            Told::Unusable
        };
        self.events.send(Event::Seen(seen)).unwrap_or_default();
    }
}

/// A picture that looks the same is not drawn again.
fn is_same(one: &Seen, other: &Seen) -> bool {
    one.sight == other.sight
        && (one.picture.width, one.picture.height) == (other.picture.width, other.picture.height)
        && one.picture.rgb.reveal() == other.picture.rgb.reveal()
}

/// Says of a good sheet that it is good once it lies still.
struct Judge {
    steady: Steady,
    start: Instant,
    said: Sight,
}

impl Default for Judge {
    fn default() -> Self {
        Self { steady: Steady::new(STILL.0, STILL.1), start: Instant::now(), said: Sight::NoSheet }
    }
}

impl Judge {
    fn look(&mut self, seen: &photo::Sight) -> Sight {
        let rest = self.steady.look(seen, self.start.elapsed());
        self.said = judged(sight_of(seen.advice), rest, self.said);
        self.said
    }
}

/// What is said of a sheet that is so and lies so; `before`: what was said last.
fn judged(sight: Sight, rest: Rest, before: Sight) -> Sight {
    match (sight, rest) {
        (Sight::Good, Rest::Still | Rest::Taken) => Sight::Good,
        // It was good and has moved; until it lies still, what one was told goes on.
        (Sight::Good, _) if before == Sight::Good => Sight::Blurred,
        (Sight::Good, _) => before,
        (other, _) => other,
    }
}

fn sight_of(advice: Advice) -> Sight {
    match advice {
        Advice::NoSheet => Sight::NoSheet,
        Advice::CutOff => Sight::CutOff,
        Advice::TooSmall => Sight::TooSmall,
        Advice::Tilted => Sight::Tilted,
        Advice::Blurred => Sight::Blurred,
        Advice::Glare => Sight::Glare,
        Advice::TooDark => Sight::TooDark,
        Advice::Good => Sight::Good,
    }
}

#[cfg(test)]
mod tests;
