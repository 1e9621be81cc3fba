//! The thread of handwriting: owns zinnia.

use std::sync::mpsc::{Receiver, RecvTimeoutError};

use super::health::Health;
use super::{Event, Part, Tell, Ticket};
use crate::ink::{Hand, Ink};
use crate::method::Method;
use crate::settings::Settings;

pub(super) enum Order {
    Begin,
    End,
    Draw(Ticket, Ink),
}

struct Writing {
    settings: Settings,
    tell: Tell,
    health: Health,
    visiting: bool,
    hand: Option<Hand>,
}

/// Works until the last handle is gone.
pub(super) fn run(settings: Settings, tell: Tell, inbox: &Receiver<Order>) {
    let health = Health::new(&[Method::Handwriting], tell.clone(), settings.delays);
    let mut writing = Writing { settings, tell, health, visiting: false, hand: None };
    let mut next = None;
    loop {
        let order = match next.take() {
            Some(order) => Ok(order),
            None if writing.visiting && writing.hand.is_none() => inbox.recv_timeout(writing.health.rest()),
            None => inbox.recv().map_err(RecvTimeoutError::from),
        };
        match order {
            Ok(Order::Begin) => writing.begin(),
            Ok(Order::End) => writing.end(),
            Ok(Order::Draw(ticket, ink)) => {
                // Whoever draws fast wants to know of the last stroke, not of each.
                next = inbox.try_recv().ok();
                if !matches!(next, Some(Order::Draw(..))) {
                    writing.draw(ticket, &ink);
                }
            }
            Err(RecvTimeoutError::Timeout) => writing.start(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    if writing.visiting {
        writing.end();
    }
}

impl Writing {
    fn begin(&mut self) {
        if self.visiting {
            self.end();
        }
        self.visiting = true;
        self.start();
    }

    fn start(&mut self) {
        if self.hand.is_some() || !self.health.may_start() {
            return;
        }
        self.health.starting();
        match Hand::start(&self.settings) {
            Ok(hand) => {
                self.hand = Some(hand);
                self.health.started();
            }
            Err(error) => self.health.broke(&error),
        }
    }

    fn draw(&mut self, ticket: Ticket, ink: &Ink) {
        if self.visiting {
            self.start();
        }
        let guesses = match self.hand.as_mut().map(|hand| hand.guess(ink)) {
            Some(Ok(guesses)) => {
                self.health.works();
                guesses
            }
            Some(Err(error)) => {
                self.hand = None;
                self.health.broke(&error);
                Vec::new()
            }
            None => Vec::new(),
        };
        (self.tell)(Event::Guesses { ticket, guesses });
    }

    fn end(&mut self) {
        self.visiting = false;
        self.hand = None;
        (self.tell)(Event::Forgotten(Part::Hand, Ok(())));
    }
}
