//! Entering and leaving phases: the one place where a visit is begun, moved on and wiped.

use std::sync::Arc;

use domain::form::Answers;
use domain::{DocumentKind, DocumentRequest};
use uuid::Uuid;

use crate::apply::Draft;
use crate::comfort::Comfort;
use crate::effect::{Effect, Note};
use crate::event::{CallId, Now};
use crate::page::Help;
use crate::trouble::{SignInProblem, Sorry};
use crate::view::available_documents;
use crate::visit::{Case, Ending, Phase, Rules, Visit};

/// A step under way.
pub(super) struct Step<'a> {
    pub(super) visit: Visit,
    pub(super) effects: Vec<Effect>,
    pub(super) now: Now,
    pub(super) rules: &'a Rules,
}

/// An id that is ordered by time; the visit has no random source, so the caller's clock and a counter make it: two
/// terminals never share a journal, and within one the counter never repeats.
fn fresh_id(now: Now, counter: CallId) -> Uuid {
    let millis = u64::try_from(now.at.as_millisecond()).unwrap_or(0);
    let mut random = [0_u8; 10];
    let (high, low) = random.split_at_mut(2);
    high.copy_from_slice(&(counter.0 as u16).to_be_bytes());
    low.copy_from_slice(&(now.since_start.as_nanos() as u64 ^ counter.0.rotate_left(40)).to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Whether the visit waits for an answer.
fn is_a_call(phase: &Phase) -> bool {
    matches!(
        phase,
        Phase::Checking(_)
            | Phase::Resolving(_)
            | Phase::Identifying(_)
            | Phase::FetchingPrincipals(_)
            | Phase::FetchingCompanies { .. }
            | Phase::FindingCompany(_)
            | Phase::FetchingLifeFile(_)
            | Phase::FetchingRecord(_)
            | Phase::FetchingShared(_)
            | Phase::FetchingCases(_)
            | Phase::Withdrawing { .. }
            | Phase::Issuing(_)
            | Phase::Composing(_)
    )
}

impl Step<'_> {
    pub(super) fn finish(self) -> (Visit, Vec<Effect>) {
        (self.visit, self.effects)
    }

    pub(super) fn next_call(&mut self) -> CallId {
        self.visit.last_call = CallId(self.visit.last_call.0 + 1);
        self.visit.last_call
    }

    pub(super) fn next_id(&mut self) -> Uuid {
        let counter = self.next_call();
        fresh_id(self.now, counter)
    }

    pub(super) fn note(&mut self, note: Note) {
        self.effects.push(Effect::Note(note));
    }

    /// Moves to a phase. Arms and disarms the reader, drops calls that the phase before waited for.
    pub(super) fn enter(&mut self, phase: Phase) {
        let read_before = matches!(self.visit.phase, Phase::Identify { .. });
        let read_after = matches!(phase, Phase::Identify { .. });
        let reads_codes = |phase: &Phase| matches!(phase, Phase::Identify { .. } | Phase::ScanPaper { .. });
        let (scanned_before, scans_after) = (reads_codes(&self.visit.phase), reads_codes(&phase));
        let (waited, waits) = (is_a_call(&self.visit.phase), is_a_call(&phase));
        if waited && !waits {
            self.effects.push(Effect::CancelCalls);
        }
        if read_before != read_after {
            self.effects.push(Effect::ArmReader(read_after));
        }
        if scanned_before != scans_after {
            self.effects.push(Effect::ArmScanner(scans_after));
        }
        if phase == Phase::Asking && self.question_changed() {
            self.begin_typing();
        }
        let looks = |visit: &Visit, phase: &Phase| {
            *phase == Phase::Asking
                && visit.case.as_ref().and_then(|case| case.draft.as_ref()).is_some_and(Draft::photographs)
        };
        // What is entered changes without a change of phase: the camera follows the question that is asked now.
        let sees = looks(&self.visit, &phase) || matches!(phase, Phase::Photographing(_));
        if sees != self.visit.camera_on {
            self.visit.camera_on = sees;
            self.visit.seen = None;
            self.effects.push(Effect::ArmCamera(sees));
        }
        if let Phase::Sorry(sorry) = &phase
            && let Some(visit) = self.visit.id()
        {
            self.note(Note::SaidSorry(visit, *sorry));
        }
        // One wait follows another (who is it, the record): to the person it is one.
        if !(waited && waits) {
            self.visit.entered = self.now.since_start;
        }
        // Nothing that was looked up goes along to the first page: the way back from there leads nowhere else.
        if matches!(phase, Phase::Attract | Phase::Home | Phase::Finished(_)) {
            self.forget_look();
        }
        // What the terminal did by itself took the person's time, not their patience.
        self.visit.last_sign = self.now.since_start;
        self.visit.phase = phase;
    }

    pub(super) fn begin(&mut self, wanted: Option<DocumentKind>) {
        self.begin_case(wanted);
        self.enter(Phase::Consent);
    }

    /// The visit is the journal's from now on; one that is already goes on.
    pub(super) fn begin_case(&mut self, wanted: Option<DocumentKind>) {
        if let Some(case) = self.visit.case.as_mut() {
            case.wanted = wanted;
            return;
        }
        let visit = self.next_id();
        self.visit.case = Some(Case::new(visit, wanted));
        self.note(Note::VisitStarted(visit));
    }

    /// Ends the visit: everything of it is dropped here, before the farewell is shown.
    pub(super) fn end(&mut self, ending: Ending) {
        let case = self.visit.case.take();
        let had_case = case.is_some();
        self.enter(if had_case { Phase::Finished(ending) } else { Phase::Attract });
        if let Some(case) = case {
            self.note(Note::VisitEnded(case.visit, ending));
        }
        self.wipe();
    }

    pub(super) fn wipe(&mut self) {
        self.visit.overlay = None;
        self.visit.help = Help::NotCalled;
        self.visit.comfort = match self.visit.phase {
            // The farewell is still read by the same person, in their language and size.
            Phase::Finished(_) => self.visit.comfort,
            _ => Comfort::default(),
        };
        self.effects.push(Effect::Wipe);
    }

    /// Back to attract from where nobody has signed in. A case that only a guide was printed in ends with it.
    pub(super) fn go_to_attract(&mut self) {
        if let Some(case) = self.visit.case.take() {
            self.note(Note::VisitEnded(case.visit, Ending::Left));
        }
        self.enter(Phase::Attract);
        self.wipe();
    }

    pub(super) fn sorry(&mut self, sorry: Sorry) {
        self.enter(Phase::Sorry(sorry));
    }

    pub(super) fn go_to_identify(&mut self, problem: Option<SignInProblem>) {
        if let Some(case) = self.visit.case.as_mut() {
            // Whoever signs in now may be somebody else.
            case.earlier = Answers::default();
        }
        self.enter(Phase::Identify { reading: false, problem });
    }

    pub(super) fn ask_who(&mut self) {
        let Some(identity) = self.visit.case.as_ref().and_then(|case| case.identity.clone()) else {
            return self.go_to_identify(None);
        };
        if self.visit.case.as_ref().is_some_and(|case| case.helper.is_some()) {
            return self.act_for(identity);
        }
        let call = self.next_call();
        self.enter(Phase::Identifying(call));
        self.effects.push(Effect::Identify { call, identity });
    }

    pub(super) fn fetch_record(&mut self) {
        let Some((session, consent)) = self.session_and_consent() else { return self.go_to_identify(None) };
        let call = self.next_call();
        self.enter(Phase::FetchingRecord(call));
        self.effects.push(Effect::FetchRecord { call, session, consent });
    }

    pub(super) fn session_and_consent(&self) -> Option<(Arc<platform::Session>, Arc<platform::Consent>)> {
        let case = self.visit.case.as_ref()?;
        Some((case.session.clone()?, case.consent.clone()?))
    }

    /// The document that the person came for, or the record to choose from.
    pub(super) fn show_record(&mut self) {
        if self.run_errand() {
            return;
        }
        let wanted = self.visit.case.as_ref().and_then(|case| case.wanted);
        let can =
            self.visit.case.as_ref().and_then(|case| case.record.as_ref()).map(|record| available_documents(record));
        match (wanted, can) {
            (Some(kind), Some(documents)) if documents.contains(&kind) => self.choose(kind),
            _ => self.enter(Phase::Record),
        }
    }

    pub(super) fn choose(&mut self, kind: DocumentKind) {
        match kind {
            DocumentKind::ContributionCertificate => self.issue(DocumentRequest::ContributionCertificate),
            DocumentKind::EntitlementStatement => self.enter(Phase::ChooseYear),
            DocumentKind::UnemploymentTransfer => self.enter(Phase::ChooseProvince),
        }
    }

    /// Asks for the certificate; one that this visit has already is asked for under its old id.
    pub(super) fn issue(&mut self, request: DocumentRequest) {
        let Some((session, consent)) = self.session_and_consent() else { return self.go_to_identify(None) };
        let fresh = self.next_id();
        let call = self.next_call();
        let Some(case) = self.visit.case.as_mut() else { return };
        let known = case.requests.iter().find(|(known, _)| *known == request).map(|(_, id)| *id);
        if known.is_none() {
            case.requests.push((request.clone(), fresh));
        }
        let request_id = known.unwrap_or(fresh);
        case.request = Some(request.clone());
        case.leaflet = None;
        case.slip = None;
        case.certificate = None;
        case.sheet = None;
        self.enter(Phase::Issuing(call));
        self.effects.push(Effect::Issue { call, session, consent, request_id, request });
    }

    pub(super) fn compose(&mut self) {
        let Some(case) = self.visit.case.as_ref() else { return };
        if let Some(leaflet) = case.leaflet.clone() {
            return self.compose_leaflet(leaflet);
        }
        if let Some((_, slip)) = case.slip.clone() {
            return self.compose_slip_again(slip);
        }
        let (Some(record), Some(certificate)) = (case.record.clone(), case.certificate.clone()) else {
            return self.sorry(Sorry::CannotPrepare);
        };
        let medium = self.visit.medium();
        let call = self.next_call();
        self.enter(Phase::Composing(call));
        self.effects.push(Effect::Compose { call, record, certificate, medium });
    }

    pub(super) fn print(&mut self) {
        let job = self.next_id();
        let Some(case) = self.visit.case.as_ref() else { return };
        let (Some(sheet), Some(printout)) = (case.sheet.clone(), case.printout()) else {
            return self.sorry(Sorry::CannotPrepare);
        };
        let visit = case.visit;
        self.visit.on_paper = Some(job);
        self.enter(Phase::Printing { job, percent: 0 });
        self.effects.push(Effect::Print { job, visit, printout, sheet });
    }
}
