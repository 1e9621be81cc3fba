//! How an engine is: what was last told of it, and when it may be started again.

use std::time::{Duration, Instant};

use super::{Event, Tell};
use crate::delays::{Backoff, Delays};
use crate::error::TypingError;
use crate::method::{Availability, Method};

pub(super) struct Health {
    methods: &'static [Method],
    tell: Tell,
    delays: Delays,
    began: Instant,
    backoff: Backoff,
    told: Option<Availability>,
}

impl Health {
    pub(super) fn new(methods: &'static [Method], tell: Tell, delays: Delays) -> Self {
        Self { methods, tell, delays, began: Instant::now(), backoff: Backoff::default(), told: None }
    }

    /// How long the engine must still rest.
    pub(super) fn rest(&self) -> Duration {
        self.backoff.rest(self.began.elapsed())
    }

    /// Whether it may be started now.
    pub(super) fn may_start(&self) -> bool {
        self.rest().is_zero()
    }

    /// It answers.
    pub(super) fn works(&mut self) {
        self.backoff.works();
        self.tell(&Availability::Ready);
    }

    /// It runs, which says little: it may break with the first key, again and again.
    pub(super) fn started(&mut self) {
        self.tell(&Availability::Ready);
    }

    /// It is being started.
    pub(super) fn starting(&mut self) {
        // While it fails again and again, that is what staff is to see.
        if !matches!(self.told, Some(Availability::Failed(_) | Availability::Missing(_))) {
            self.tell(&Availability::Starting);
        }
    }

    /// It broke.
    pub(super) fn broke(&mut self, error: &TypingError) {
        self.backoff.broke(self.began.elapsed(), &self.delays);
        if self.tell(&Availability::from(error.clone())) {
            tracing::warn!(%error, "typing");
        }
    }

    /// Tells it unless it was told; whether it was.
    fn tell(&mut self, now: &Availability) -> bool {
        if self.told.as_ref() == Some(now) {
            return false;
        }
        for method in self.methods {
            (self.tell)(Event::Availability(*method, now.clone()));
        }
        self.told = Some(now.clone());
        true
    }
}
