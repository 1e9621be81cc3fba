//! Typing Chinese: the visit's presses to the engines, what they answer back to the visit.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::typing::typist::Ticket;
use ::typing::{Availability, Composing, Ink, Layout, Method, Settings, Typist};
use domain::Sensitive;
use service::{CallId, Candidate, Composed, Engines, Event, Press, Stroke};
use tokio::sync::mpsc;

/// Presses whose answers are awaited at most: a finger is slower.
const AWAITED: usize = 256;

/// The engines, as the visit knows them.
#[derive(Clone)]
pub(super) struct Typing {
    typist: Option<Typist>,
    events: mpsc::UnboundedSender<Event>,
    /// Whether a character can be drawn and printed.
    draws: Arc<dyn Fn(&str) -> bool + Send + Sync>,
    /// The visit's own names of what was pressed.
    calls: Arc<Mutex<BTreeMap<Ticket, CallId>>>,
}

impl Typing {
    /// Starts the engines' threads. `draws`: whether a character can be drawn and printed; others are not offered.
    pub(super) fn start(
        settings: Option<Settings>,
        events: mpsc::UnboundedSender<Event>,
        draws: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        let calls: Arc<Mutex<BTreeMap<Ticket, CallId>>> = Arc::default();
        let engines = Mutex::new(Engines::default());
        let known = calls.clone();
        let draws: Arc<dyn Fn(&str) -> bool + Send + Sync> = Arc::new(draws);
        let (own_events, own_draws) = (events.clone(), draws.clone());
        let tell = move |event: ::typing::Event| {
            let told = match event {
                ::typing::Event::Composing { ticket, composing, .. } => {
                    take(&known, ticket).map(|call| Event::Typed(call, composed(&composing, &*draws)))
                }
                ::typing::Event::Guesses { ticket, guesses } => {
                    let guesses = guesses.iter().map(|guess| Sensitive::new(guess.reveal().to_string()));
                    let drawn = guesses.filter(|guess| draws(guess.reveal()));
                    let candidates = drawn.map(|guess| candidate(0, guess)).collect();
                    let composed = Composed { candidates, ..Composed::default() };
                    take(&known, ticket).map(|call| Event::Typed(call, composed))
                }
                ::typing::Event::Availability(method, availability) => {
                    let works = availability == Availability::Ready;
                    let mut engines = engines.lock().unwrap_or_else(PoisonError::into_inner);
                    match method {
                        Method::Pinyin => engines.pinyin = works,
                        Method::Stroke => engines.strokes = works,
                        Method::Handwriting => engines.handwriting = works,
                    }
                    Some(Event::Engines(*engines))
                }
                ::typing::Event::Forgotten(part, Err(error)) => {
                    tracing::error!(?part, %error, "what was typed in a visit could not be forgotten");
                    None
                }
                ::typing::Event::Forgotten(_, Ok(())) => None,
            };
            if let Some(told) = told {
                events.send(told).unwrap_or_default();
            }
        };
        let started = settings.map(|settings| Typist::start(settings, tell));
        let typist = started.and_then(|it| it.inspect_err(|error| tracing::error!(%error, "no typing")).ok());
        Self { typist, events: own_events, draws: own_draws, calls }
    }

    /// Somebody is there: the engines begin, and know nothing.
    pub(super) fn begin(&self) {
        if let Some(typist) = &self.typist {
            typist.begin_visit();
        }
    }

    /// Nobody is there any more: the engines end, and with them all that they have seen.
    pub(super) fn end(&self) {
        if let Some(typist) = &self.typist {
            typist.end_visit();
        }
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn press(&self, call: CallId, press: Press) {
        if let Press::CodePoint(digits) = &press {
            // No engine is asked for it.
            return self.events.send(Event::Typed(call, numbered(digits, &*self.draws))).unwrap_or_default();
        }
        let Some(typist) = &self.typist else { return };
        // Held until the answer's name is written down: it may come at once.
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = match press {
            Press::Letter(key) => typist.press(Layout::Pinyin, ::typing::Press::Key(key)),
            Press::Stroke(key) => typist.press(Layout::Stroke, ::typing::Press::Key(key)),
            Press::Rare(on) => typist.press(Layout::Stroke, ::typing::Press::Rare(on)),
            Press::Erase(layout) => typist.press(layout_of(layout), ::typing::Press::Erase),
            Press::Clear(layout) => typist.press(layout_of(layout), ::typing::Press::Clear),
            Press::Turn(layout, true) => typist.press(layout_of(layout), ::typing::Press::NextPage),
            Press::Turn(layout, false) => typist.press(layout_of(layout), ::typing::Press::PreviousPage),
            Press::Choose(layout, place) => typist.press(layout_of(layout), ::typing::Press::Choose(place)),
            Press::Drawn(strokes) => typist.draw(ink(&strokes)),
            // Answered above.
            Press::CodePoint(_) => return,
        };
        while calls.len() >= AWAITED {
            calls.pop_first();
        }
        calls.insert(ticket, call);
    }
}

fn layout_of(method: service::Method) -> Layout {
    if method == service::Method::Strokes { Layout::Stroke } else { Layout::Pinyin }
}

/// Whose it is.
fn take(calls: &Mutex<BTreeMap<Ticket, CallId>>, ticket: Ticket) -> Option<CallId> {
    let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
    let later = calls.split_off(&ticket);
    // Drawings that were overtaken are not answered.
    *calls = later;
    calls.remove(&ticket)
}

/// The character with this number, as far as it can be drawn.
fn numbered(digits: &str, draws: &dyn Fn(&str) -> bool) -> Composed {
    let text = ::typing::code_point(digits).ok().map(|found| Sensitive::new(found.reveal().to_string()));
    let candidates = text.filter(|text| draws(text.reveal())).map(|text| candidate(0, text)).into_iter().collect();
    Composed { spelling: digits.into(), candidates, ..Composed::default() }
}

fn composed(composing: &Composing, draws: &dyn Fn(&str) -> bool) -> Composed {
    let candidates = (0..).zip(&composing.candidates).filter(|(_, text)| draws(text.reveal()));
    let candidates = candidates.map(|(place, text)| candidate(place, text.clone()));
    Composed {
        committed: composing.committed.clone(),
        spelling: composing.preedit.clone(),
        candidates: candidates.collect(),
        before: composing.page > 0,
        after: !composing.last && !composing.candidates.is_empty(),
    }
}

/// With what tells a single character from its like.
fn candidate(place: u8, text: Sensitive<String>) -> Candidate {
    let mut characters = text.reveal().chars();
    let says = match (characters.next(), characters.next()) {
        (Some(only), None) => ::typing::describe(only).map(|described| described.to_string()).unwrap_or_default(),
        _ => String::new(),
    };
    Candidate { text, says, place }
}

fn ink(strokes: &[Stroke]) -> Ink {
    let part = |at: u16| f32::from(at) / 65535.0;
    Ink::new(
        strokes.iter().map(|Stroke(points)| points.iter().map(|(x, y, _)| (part(*x), part(*y))).collect()).collect(),
    )
}
