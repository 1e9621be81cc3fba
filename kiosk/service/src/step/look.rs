//! Looking things up: going on, going back, typing, taking a guide along.

use std::sync::Arc;

use domain::DocumentKind;

use crate::effect::{Effect, Note};
use crate::look::Target;
use crate::look::page::{Leaflet, leaflet};
use crate::view::available_documents;
use crate::visit::{Phase, Query};

use super::move_to::Step;

/// Longest way back; who goes further comes back to where this many pages ago they were.
const LONGEST_TRAIL: usize = 64;
/// Longest query, in characters: what is typed beyond means nothing more.
const LONGEST_QUERY: usize = 32;
/// So many matters are found at most.
const MOST_HITS: usize = 20;

impl Step<'_> {
    /// Goes to a place in the catalogue, from where that is offered.
    pub(super) fn open(&mut self, from: &Phase, target: Target) {
        let catalogue = &self.rules.directory.catalogue;
        if !target.is_in(catalogue) {
            return;
        }
        let target = target.leads_to(catalogue);
        let has_record = self.visit.case.as_ref().is_some_and(|case| case.record.is_some());
        match (from, target) {
            (Phase::Look, Target::Seat(seat)) => {
                self.visit.seat = Some(seat);
                if self.visit.trail.last() == Some(&Target::Seats) {
                    self.visit.trail.pop();
                }
                self.enter(Phase::Look);
            }
            (_, Target::Seat(_)) => {}
            (Phase::Look, Target::Seats) if self.visit.matter_looked_at().is_none() => {}
            (Phase::Look, _) => self.go_on(target),
            (Phase::Record, Target::ForYou) if has_record => {
                self.forget_look();
                self.go_on(target);
            }
            (_, Target::ForYou | Target::Seats) => {}
            (Phase::Attract | Phase::Home, _) => self.go_on(target),
            _ => {}
        }
    }

    fn go_on(&mut self, target: Target) {
        let trail = &mut self.visit.trail;
        if trail.last() == Some(&target) {
            return;
        }
        if trail.len() >= LONGEST_TRAIL {
            trail.remove(0);
        }
        trail.push(target);
        if let Target::Matter(id) = target {
            self.note(Note::MatterOpened(id));
        }
        self.enter(Phase::Look);
    }

    /// 返回: to where one came from.
    pub(super) fn look_back(&mut self) {
        self.visit.trail.pop();
        if !self.visit.trail.is_empty() {
            return self.enter(Phase::Look);
        }
        if self.visit.case.as_ref().is_some_and(|case| case.record.is_some()) {
            return self.enter(Phase::Record);
        }
        self.home(&Phase::Look);
    }

    pub(super) fn forget_look(&mut self) {
        self.visit.trail.clear();
        self.visit.query = Query::default();
        self.visit.seat = None;
    }

    pub(super) fn type_in(&mut self, text: &str) {
        let mut query = self.visit.query.text.clone();
        let free = LONGEST_QUERY.saturating_sub(query.chars().count());
        query.extend(text.chars().filter(|c| !c.is_control()).take(free));
        self.search(query);
    }

    pub(super) fn erase(&mut self) {
        let mut query = self.visit.query.text.clone();
        query.pop();
        self.search(query);
    }

    pub(super) fn search(&mut self, text: String) {
        if self.visit.trail.last() != Some(&Target::Search) || text == self.visit.query.text {
            return;
        }
        let hits = if text.is_empty() { Vec::new() } else { self.rules.directory.finder.find(&text, MOST_HITS) };
        self.visit.query = Query { text, hits };
    }

    /// What a guide's matter prints here: with the record at hand when the person has signed in already.
    pub(super) fn begin_from_guide(&mut self, wanted: Option<DocumentKind>) {
        let documents = self.visit.case.as_ref().and_then(|case| case.record.as_deref()).map(available_documents);
        match (documents, wanted) {
            (Some(documents), Some(kind)) if documents.contains(&kind) => self.choose(kind),
            (Some(_), _) => self.enter(Phase::Record),
            (None, _) => self.start_service(wanted),
        }
    }

    /// Prints the guide that is shown, to take along.
    pub(super) fn print_guide(&mut self) {
        let leaflet = self.visit.trail.last().and_then(|target| leaflet(&self.visit, *target, self.rules));
        let (Some(leaflet), None) = (leaflet, self.visit.leaflet_trouble()) else { return };
        let wanted = self.visit.case.as_ref().and_then(|case| case.wanted);
        self.begin_case(wanted);
        let leaflet = Arc::new(leaflet);
        if let Some(case) = self.visit.case.as_mut() {
            case.request = None;
            case.certificate = None;
            case.sheet = None;
            case.slip = None;
            case.leaflet = Some(leaflet.clone());
        }
        self.compose_leaflet(leaflet);
    }

    pub(super) fn compose_leaflet(&mut self, leaflet: Arc<Leaflet>) {
        let call = self.next_call();
        let language = self.visit.comfort.language;
        self.enter(Phase::Composing(call));
        self.effects.push(Effect::ComposeLeaflet { call, leaflet, language });
    }
}
