//! The thread of pinyin and stroke: owns the engine and the folder of the visit.

use std::sync::mpsc::{Receiver, RecvTimeoutError};

use super::health::Health;
use super::{Event, Part, Tell, Ticket};
use crate::error::TypingError;
use crate::layout::{Composing, Layout, Press};
use crate::method::Method;
use crate::rime::{Engine, Visit};
use crate::settings::Settings;

pub(super) enum Order {
    Begin,
    End,
    Press(Ticket, Layout, Press),
}

struct Keys {
    settings: Settings,
    tell: Tell,
    health: Health,
    /// Dictionaries are ready.
    prepared: bool,
    /// A visit is on.
    visiting: bool,
    // The order matters when this is dropped: an engine that still writes would write its folder anew.
    engine: Option<Engine>,
    visit: Option<Visit>,
}

/// Works until the last handle is gone.
pub(super) fn run(settings: Settings, tell: Tell, inbox: &Receiver<Order>) {
    let health = Health::new(&[Method::Pinyin, Method::Stroke], tell.clone(), settings.delays);
    let mut keys = Keys { settings, tell, health, prepared: false, visiting: false, engine: None, visit: None };
    keys.prepare();
    loop {
        let order = if keys.visiting && keys.engine.is_none() {
            inbox.recv_timeout(keys.health.rest())
        } else {
            inbox.recv().map_err(RecvTimeoutError::from)
        };
        match order {
            Ok(Order::Begin) => keys.begin(),
            Ok(Order::End) => keys.end(),
            Ok(Order::Press(ticket, layout, press)) => keys.press(ticket, layout, press),
            Err(RecvTimeoutError::Timeout) => keys.start(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    if keys.visiting {
        keys.end();
    }
}

impl Keys {
    fn prepare(&mut self) {
        if !self.prepared {
            self.health.starting();
            match Engine::prepare(&self.settings) {
                Ok(()) => self.prepared = true,
                Err(error) => self.health.broke(&error),
            }
        }
    }

    fn begin(&mut self) {
        if self.visiting {
            self.end();
        }
        self.visiting = true;
        self.start();
    }

    fn start(&mut self) {
        if self.engine.is_some() || !self.health.may_start() {
            return;
        }
        self.prepare();
        if !self.prepared {
            return;
        }
        self.health.starting();
        match self.started() {
            Ok(engine) => {
                self.engine = Some(engine);
                self.health.started();
            }
            Err(error) => self.health.broke(&error),
        }
    }

    /// What was learnt in this visit before a crash is still known.
    fn started(&mut self) -> Result<Engine, TypingError> {
        let visit = match self.visit.take() {
            Some(visit) => visit,
            None => Visit::begin(&self.settings.visits)?,
        };
        let visit = self.visit.insert(visit);
        Engine::start(&self.settings, visit.folder())
    }

    fn press(&mut self, ticket: Ticket, layout: Layout, press: Press) {
        if self.visiting {
            self.start();
        }
        let composing = match self.engine.as_mut().map(|engine| engine.press(layout, press)) {
            Some(Ok(composing)) => {
                self.health.works();
                composing
            }
            Some(Err(error)) => {
                self.engine = None;
                self.health.broke(&error);
                Composing::nothing()
            }
            None => Composing::nothing(),
        };
        (self.tell)(Event::Composing { ticket, layout, composing });
    }

    fn end(&mut self) {
        self.visiting = false;
        self.engine = None;
        let forgotten = self.visit.take().map_or(Ok(()), Visit::end);
        if let Err(error) = &forgotten {
            tracing::error!(%error, "typing");
        }
        (self.tell)(Event::Forgotten(Part::Keys, forgotten));
    }
}
