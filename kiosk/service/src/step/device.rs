//! What devices and the line to the platform tell.

use std::sync::Arc;

use domain::Identity;
use uuid::Uuid;

use crate::event::{CardNews, PrintOutcome};
use crate::sheet::Medium;
use crate::trouble::{CardProblem, PlatformHealth, PrinterHealth, SignInProblem, Sorry};
use crate::visit::{Errand, Phase};

use super::move_to::Step;

impl Step<'_> {
    pub(super) fn card(&mut self, news: CardNews) {
        self.visit.card_lies = !matches!(news, CardNews::Removed);
        match (&self.visit.phase, news) {
            (Phase::Identify { .. }, CardNews::Found) => {
                self.visit.phase = Phase::Identify { reading: true, problem: None };
                self.visit.last_sign = self.now.since_start;
            }
            (Phase::Identify { .. }, CardNews::Read(identity)) => {
                let expired = identity.expired(self.now.today);
                // A helper's card says who they are, and no more than that.
                if let Some(case) = self.visit.case.as_mut() {
                    let helper = case.helping && case.helper.is_none();
                    let applies = matches!(case.errand, Some(Errand::Apply(_))) && !helper;
                    // What the person agreed to needs no more than who they are.
                    let kept =
                        if applies { identity } else { Arc::new(Identity { more: None, ..(*identity).clone() }) };
                    case.identity = (!expired).then_some(kept);
                }
                if expired { self.sorry(Sorry::Card(CardProblem::Expired)) } else { self.ask_who() }
            }
            // Moved is no fault of anybody: the page itself asks again. The rest is a page of its own.
            (Phase::Identify { .. }, CardNews::Failed(CardProblem::Moved)) => {
                self.go_to_identify(Some(SignInProblem::Card(CardProblem::Moved)));
            }
            (Phase::Identify { .. }, CardNews::Failed(problem)) => self.sorry(Sorry::Card(problem)),
            (Phase::Identify { reading: true, .. }, CardNews::Removed) => {
                self.go_to_identify(Some(SignInProblem::Card(CardProblem::Moved)));
            }
            (Phase::TakeIt { .. }, _) => self.look_at_slot(),
            _ => {}
        }
    }

    pub(super) fn printer(&mut self, medium: Medium, health: PrinterHealth) {
        match medium {
            Medium::Ticket => self.visit.printer = health,
            Medium::A4 => self.visit.laser = Some(health),
        }
        self.look_at_slot();
        self.change_paper();
    }

    /// The printer for which the document was laid out fails, and the other one does not: it is laid out for that one.
    fn change_paper(&mut self) {
        let laid_out = self.visit.sheet_medium();
        let fails = self.visit.health(laid_out).trouble.is_some();
        if self.visit.phase == Phase::Preview && fails && self.visit.medium() != laid_out {
            self.compose();
        }
    }

    /// When card and paper are both gone, the person is leaving: the page follows.
    pub(super) fn look_at_slot(&mut self) {
        let gone = !self.visit.card_lies && self.visit.ticket_waits() == Some(false);
        let now = self.now.since_start;
        if let Phase::TakeIt { taken_at } = &mut self.visit.phase {
            *taken_at = match (gone, *taken_at) {
                (true, None) => Some(now),
                (true, at) => at,
                (false, _) => None,
            };
        }
    }

    pub(super) fn platform(&mut self, health: PlatformHealth) {
        self.visit.platform = health;
        // The line is back: the page that only waited for it goes on by itself.
        if health == PlatformHealth::Reachable && self.visit.phase == Phase::Sorry(Sorry::Offline) {
            self.resume();
        }
    }

    pub(super) fn print_progress(&mut self, of: Uuid, now_percent: u8) {
        if let Phase::Printing { job, percent } = &mut self.visit.phase
            && *job == of
        {
            *percent = now_percent.min(100).max(*percent);
        }
    }

    pub(super) fn print_ended(&mut self, of: Uuid, outcome: PrintOutcome) {
        self.visit.on_paper.take_if(|job| *job == of);
        let Phase::Printing { job, .. } = self.visit.phase else { return };
        if job != of {
            return;
        }
        match outcome {
            PrintOutcome::Printed => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.printed += 1;
                    case.wanted = None;
                }
                self.enter(Phase::TakeIt { taken_at: None });
            }
            PrintOutcome::NotPrinted(trouble) => self.sorry(Sorry::NotPrinted(trouble)),
            PrintOutcome::Unknown => self.sorry(Sorry::PrintUnknown),
        }
    }
}
