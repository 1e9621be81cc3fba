//! From what the device sends to what the person asks for: map, filter and jack together. Pure.

use std::sync::Arc;

use super::filter::{Bounce, Filter};
use super::input::{Code, EV_KEY, EV_SW, RawEvent};
use super::key::Event;
use super::map::{Jack, Map};

/// Reads one keypad.
#[derive(Debug, Clone)]
pub struct Interpreter {
    map: Arc<Map>,
    filter: Filter,
    jack: bool,
}

impl Interpreter {
    /// Nothing is held, no headphones are in.
    pub fn new(map: Arc<Map>) -> Self {
        let filter = Filter::new(map.bounce);
        Self { map, filter, jack: false }
    }

    /// From now on keys are deaf for so long.
    pub fn set_bounce(&mut self, bounce: Bounce) {
        self.filter.set_bounce(bounce);
    }

    /// What an event means; `None`: nothing.
    pub fn feed(&mut self, event: RawEvent) -> Option<Event> {
        match (event.kind, self.map.jack) {
            (EV_SW, Some(Jack::Switch(switch))) if event.code == switch.code() => self.jack(event.value != 0),
            (EV_KEY, jack) => {
                let code = Code(event.code);
                match (jack, event.value) {
                    // No bounce time for the jack: speech must stop at once when the headphones go (EN 301 549 5.1.3.9).
                    (Some(Jack::Codes { inserted, .. }), 1) if code == inserted => self.jack(true),
                    (Some(Jack::Codes { removed, .. }), 1) if code == removed => self.jack(false),
                    (Some(Jack::Held(held)), 0 | 1) if code == held => self.jack(event.value == 1),
                    _ => {
                        let key = *self.map.keys.get(&code)?;
                        self.filter.feed(code, event.value, event.at).then_some(Event::Key(key))
                    }
                }
            }
            _ => None,
        }
    }

    /// What is plugged, when that is known from elsewhere: asked of the device, or the device is gone.
    pub fn jack(&mut self, inserted: bool) -> Option<Event> {
        let news = inserted != self.jack;
        self.jack = inserted;
        news.then_some(Event::Jack(inserted))
    }

    /// Events were lost: what is held is not known.
    pub fn lost(&mut self) {
        self.filter.forget();
    }
}
