//! The handle of all typing that needs an engine. It never blocks: two threads, one for keys and one for handwriting, so
//! that neither waits for the other, do the waiting, the starting and the starting again.

mod hand;
mod health;
mod keys;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::Builder;

use domain::Sensitive;

use crate::error::TypingError;
use crate::ink::Ink;
use crate::layout::{Composing, Layout, Press};
use crate::method::{Availability, Method};
use crate::settings::Settings;

/// Names a press or a drawing: answers carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(u64);

/// What a typist tells. What is personal in it is masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// What shows after a press. Every press is answered once and in order; without an engine nothing is composed.
    Composing {
        /// Of which press.
        ticket: Ticket,
        /// On which layout.
        layout: Layout,
        /// What shows.
        composing: Composing,
    },
    /// What a drawing may be. A drawing that was overtaken by the next one is not answered.
    Guesses {
        /// Of which drawing.
        ticket: Ticket,
        /// Characters, best first, at most [`crate::delays::GUESSES`]; none without an engine.
        guesses: Vec<Sensitive<char>>,
    },
    /// Whether a way of typing works; told when it changes.
    Availability(Method, Availability),
    /// A visit has ended, for keys and handwriting each: engines ended, what was learnt is gone. Or it is not, and why.
    Forgotten(Part, Result<(), TypingError>),
}

/// The two halves of typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Pinyin and stroke.
    Keys,
    /// Handwriting.
    Hand,
}

/// Takes events; called from the typist's threads, and to return soon.
pub type Tell = Arc<dyn Fn(Event) + Send + Sync>;

/// The handle. When the last clone is gone, all ends as a visit ends.
#[derive(Clone)]
pub struct Typist {
    keys: Sender<keys::Order>,
    hand: Sender<hand::Order>,
    tickets: Arc<AtomicU64>,
}

impl fmt::Debug for Typist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Typist").finish_non_exhaustive()
    }
}

impl Typist {
    /// Starts the threads and makes dictionaries ready if they are not. Engines start with a visit.
    pub fn start(settings: Settings, tell: impl Fn(Event) + Send + Sync + 'static) -> std::io::Result<Self> {
        let tell: Tell = Arc::new(tell);
        let ((keys, keys_in), (hand, hand_in)) = (channel(), channel());
        let (settings_of_keys, tell_of_keys) = (settings.clone(), tell.clone());
        Builder::new().name("typing".into()).spawn(move || keys::run(settings_of_keys, tell_of_keys, &keys_in))?;
        Builder::new().name("handwriting".into()).spawn(move || hand::run(settings, tell, &hand_in))?;
        Ok(Self { keys, hand, tickets: Arc::default() })
    }

    /// A visit begins: engines start, nothing is learnt yet. One that has not ended ends first.
    pub fn begin_visit(&self) {
        // A thread that is gone has told of its end; sending never waits.
        let _ = self.keys.send(keys::Order::Begin);
        let _ = self.hand.send(hand::Order::Begin);
    }

    /// The visit ends: engines are ended and what they learnt is removed. [`Event::Forgotten`] tells when.
    pub fn end_visit(&self) {
        let _ = self.keys.send(keys::Order::End);
        let _ = self.hand.send(hand::Order::End);
    }

    /// Presses a key. Out of a visit nothing is composed.
    pub fn press(&self, layout: Layout, press: Press) -> Ticket {
        let ticket = self.ticket();
        let _ = self.keys.send(keys::Order::Press(ticket, layout, press));
        ticket
    }

    /// Asks what a drawing may be: after each stroke all strokes so far.
    pub fn draw(&self, ink: Ink) -> Ticket {
        let ticket = self.ticket();
        let _ = self.hand.send(hand::Order::Draw(ticket, ink));
        ticket
    }

    fn ticket(&self) -> Ticket {
        Ticket(self.tickets.fetch_add(1, Ordering::Relaxed))
    }
}
