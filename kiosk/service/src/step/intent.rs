//! What a person does, page by page. An intent that the page does not offer changes nothing.

use std::sync::Arc;

use domain::DocumentRequest;
use platform::Consent;

use crate::apply::page::ChooseOf;
use crate::effect::{Effect, Note};
use crate::event::Intent;
use crate::trouble::{PlatformHealth, ScannerHealth, Sorry};
use crate::visit::{Ending, Errand, Panel, Phase};

use super::move_to::Step;

impl Step<'_> {
    pub(super) fn intent(&mut self, intent: Intent) {
        if self.sign_of_life(&intent) {
            return;
        }
        match intent {
            Intent::StillHere => {}
            Intent::Set(setting) => self.set(setting),
            Intent::ToggleSimple => self.toggle_simple(),
            Intent::SetComfort(comfort) => self.visit.comfort = comfort,
            Intent::ResetComfort => self.reset_comfort(),
            Intent::ToggleComfort => {
                let open = self.visit.overlay == Some(Panel::Comfort);
                self.visit.overlay = if open { None } else { Some(Panel::Comfort) };
            }
            Intent::Help => self.call_help(),
            Intent::CloseOverlay => self.visit.overlay = None,
            // Only staff can do more, and not on the glass.
            _ if self.visit.secured().is_some() => {}
            other => self.page_intent(other),
        }
    }

    fn page_intent(&mut self, intent: Intent) {
        // A panel lies over the page: only 返回 and 回首页 reach through it, and 返回 closes it.
        if self.visit.overlay.take().is_some() && intent == Intent::Back {
            return;
        }
        if intent == Intent::Home && self.would_lose() {
            self.visit.overlay = Some(Panel::Leave);
            return;
        }
        match (self.visit.phase.clone(), intent) {
            (Phase::Attract, Intent::Start) => self.enter(Phase::Home),
            (Phase::Attract | Phase::Home, Intent::Begin(wanted)) => self.start_service(wanted),
            (Phase::Look, Intent::Begin(wanted)) => self.begin_from_guide(wanted),
            (phase, Intent::Open(target)) => self.open(&phase, target),
            (Phase::Look, Intent::Type(text)) => self.type_in(&text),
            (Phase::Look, Intent::Erase) => self.erase(),
            (Phase::Look, Intent::EraseAll) => self.search(String::new()),
            (Phase::Look, Intent::PrintGuide) => self.print_guide(),
            (Phase::Look, Intent::Apply) => self.apply(),
            (Phase::Attract | Phase::Home, Intent::MyCases) => self.start_errand(Errand::Cases),
            (Phase::Record, Intent::MyCases) => self.fetch_cases(),
            (Phase::Sharing, Intent::Share(agreed)) => self.share(agreed),
            (Phase::Asking, Intent::Photograph) => self.photograph(),
            (Phase::Asking, intent) if self.asking(&intent) => {}
            (Phase::Review { .. }, intent) if self.reviewing(&intent) => {}
            // It is being committed, or has just been confirmed: that is waited for.
            (Phase::HandingIn(_), _) => {}
            (Phase::Handed, intent) if self.handed_intent(&intent) => {}
            (Phase::Rating, intent) if self.rating(&intent) => {}
            (Phase::Cases, intent) if self.cases_intent(&intent) => {}
            (Phase::OneCase { place, withdrawing }, intent) if self.case_intent(place, withdrawing, &intent) => {}
            (Phase::Home | Phase::Checked(_), Intent::CheckPaper) if self.visit.scanner != ScannerHealth::None => {
                self.enter(Phase::ScanPaper { problem: None });
            }
            (Phase::Consent, Intent::Agree) => self.agree(false),
            (Phase::Consent, Intent::AgreeToHelp) if self.can_help() => self.agree(true),
            (Phase::Choosing(of), intent) if self.choosing(of, &intent) => {}
            (Phase::LifeFile, intent) if self.life_file_intent(&intent) => {}
            // What the code of a receipt says is not all: who is there can see and do the rest.
            (Phase::Checked(_), Intent::MyCases) => self.start_errand(Errand::Cases),
            (Phase::Record, Intent::OpenInsurance(kind)) => self.enter(Phase::Insurance(kind)),
            (Phase::Record | Phase::Insurance(_), Intent::ChooseDocument(kind)) => self.choose(kind),
            (Phase::ChooseYear, Intent::ChooseYear(year)) => self.choose_year(year),
            (Phase::ChooseProvince, Intent::ChooseProvince(code)) => self.choose_province(&code),
            (Phase::ChooseCity(_), Intent::ChooseCity(code)) => self.choose_city(&code),
            (Phase::Preview, Intent::Print) if self.visit.print_trouble().is_none() => self.print(),
            (Phase::Sorry(sorry), Intent::TryAgain) => self.try_again(sorry),
            // The pages that Home and Identify become while a device or the line is down.
            (Phase::Home | Phase::Identify { .. } | Phase::ScanPaper { .. }, Intent::TryAgain) => {
                self.effects.push(Effect::ProbePlatform);
            }
            (Phase::TakeIt { .. }, Intent::Another) => {
                self.leave_choice();
            }
            // Paper is on its way: nobody leaves it behind.
            (Phase::Printing { .. }, _) => {}
            (Phase::Attract, Intent::Back | Intent::Home | Intent::Finish) => {}
            (Phase::Home, Intent::Back | Intent::Home | Intent::Finish) => self.go_to_attract(),
            (Phase::Finished(_), Intent::Back | Intent::Home | Intent::Finish | Intent::Start) => self.go_to_attract(),
            (Phase::TakeIt { .. }, Intent::Finish | Intent::Home | Intent::Back) if self.has_handed() => {
                self.finish_handed();
            }
            (Phase::TakeIt { .. }, Intent::Finish | Intent::Home | Intent::Back) => self.end(Ending::Finished),
            (_, Intent::Finish) => self.end(Ending::Left),
            (phase, Intent::Home) => self.home(&phase),
            (phase, Intent::Back) => self.back(&phase),
            _ => {}
        }
    }

    pub(super) fn start_service(&mut self, wanted: Option<domain::DocumentKind>) {
        // Derived pages of Home stand in the way (`page.rs`): offline, reader down.
        if self.visit.platform == PlatformHealth::Offline || !self.can_sign_in() {
            self.enter(Phase::Home);
            return;
        }
        self.begin(wanted);
    }

    fn can_sign_in(&self) -> bool {
        let ways = self.visit.ways(self.rules);
        ways.card || ways.code
    }

    /// Whether one can act for somebody else in what one came for.
    fn can_help(&self) -> bool {
        self.visit.case.as_ref().is_some_and(|case| matches!(case.errand, Some(Errand::Apply(_))))
    }

    fn agree(&mut self, helping: bool) {
        let consent = Consent { version: self.rules.consent_version.to_string(), given_at: self.now.at };
        if let Some(case) = self.visit.case.as_mut() {
            case.helping = helping;
            case.consent = Some(Arc::new(consent.clone()));
            let visit = case.visit;
            self.note(Note::ConsentGiven { visit, consent });
        }
        self.go_to_identify(None);
    }

    fn choose_year(&mut self, year: i16) {
        let known =
            self.visit.case.as_ref().and_then(|case| case.record.as_ref()).is_some_and(|r| r.years().contains(&year));
        if known {
            self.issue(DocumentRequest::EntitlementStatement { year });
        }
    }

    fn choose_province(&mut self, code: &str) {
        let Some(province) = self.rules.divisions.find(code).cloned() else { return };
        match self.rules.divisions.cities_of(code) {
            // A municipality is its own destination.
            [] => self.issue(DocumentRequest::UnemploymentTransfer { destination: province }),
            [only] => self.issue(DocumentRequest::UnemploymentTransfer { destination: only.clone() }),
            _ => self.enter(Phase::ChooseCity(province)),
        }
    }

    fn choose_city(&mut self, code: &str) {
        let Some(destination) = self.rules.divisions.find(code).cloned() else { return };
        self.issue(DocumentRequest::UnemploymentTransfer { destination });
    }

    fn try_again(&mut self, sorry: Sorry) {
        let case = self.visit.case.as_ref();
        match sorry {
            Sorry::CannotPrepare if case.is_some_and(|c| c.leaflet.is_some() || c.slip.is_some()) => self.compose(),
            Sorry::ReaderDown | Sorry::Card(_) => self.go_to_identify(None),
            Sorry::NotPrinted(_) if case.is_some_and(|c| c.sheet.is_some()) => self.preview_again(),
            Sorry::Offline | Sorry::TooSlow | Sorry::PlatformFailed | Sorry::CannotPrepare | Sorry::NotPrinted(_) => {
                self.resume();
            }
            // The person knows better, or it will be told once more in the review.
            Sorry::Unfit => self.begin_asking(),
            Sorry::NotDone => self.fetch_cases(),
            Sorry::ScannerDown | Sorry::NoRecord | Sorry::MayNotAct | Sorry::Refused(_) | Sorry::PrintUnknown => {}
        }
    }

    /// The same document once more, on whatever can be printed on now.
    pub(super) fn preview_again(&mut self) {
        let laid_out = self.visit.sheet_medium();
        if self.visit.medium() == laid_out || self.visit.health(laid_out).trouble.is_none() {
            self.enter(Phase::Preview);
        } else {
            self.compose();
        }
    }

    /// Goes on where the platform left the person.
    pub(super) fn resume(&mut self) {
        // Without a person it was a paper's code that was asked about.
        let Some(case) = self.visit.case.as_ref() else { return self.enter(Phase::ScanPaper { problem: None }) };
        if let (Some(_), Some(request)) = (&case.record, case.request.clone()) {
            self.issue(request);
        } else if case.record.is_some() {
            self.enter(Phase::Record);
        } else if case.helper.is_some() && case.session.is_some() {
            self.go_on_helping();
        } else if case.session.is_some() {
            self.fetch_record();
        } else {
            self.ask_who();
        }
    }

    pub(super) fn home(&mut self, phase: &Phase) {
        let identified = self.visit.case.as_ref().is_some_and(|case| case.identity.is_some());
        match phase {
            Phase::Attract | Phase::Home | Phase::Finished(_) => {}
            // A page that leaves a person's data behind says farewell and reminds of the card.
            _ if identified => self.end(Ending::Left),
            _ => {
                if let Some(case) = self.visit.case.take() {
                    self.note(Note::VisitEnded(case.visit, Ending::Left));
                }
                self.enter(Phase::Home);
            }
        }
    }

    fn back(&mut self, phase: &Phase) {
        match phase {
            Phase::Look => self.look_back(),
            Phase::Consent if !self.visit.trail.is_empty() => self.leave_choice(),
            Phase::Consent | Phase::ScanPaper { .. } => self.home(phase),
            Phase::Checking(_) | Phase::Checked(_) => self.enter(Phase::ScanPaper { problem: None }),
            Phase::Identify { .. } | Phase::FetchingPrincipals(_) => {
                self.forget_helper();
                self.enter(Phase::Consent);
            }
            Phase::FetchingCompanies { of: ChooseOf::FileOfCompany, .. } => self.enter(Phase::LifeFile),
            Phase::FetchingCompanies { .. } => self.leave_application(),
            Phase::FindingCompany(_) => self.enter(Phase::Asking),
            Phase::FetchingLifeFile(_) => self.enter(Phase::Cases),
            Phase::Sharing => self.leave_application(),
            Phase::FetchingShared(_) => self.ask(),
            Phase::Photographing(_) => self.enter(Phase::Asking),
            Phase::FetchingCases(_) | Phase::Withdrawing { .. } => self.leave_application(),
            Phase::Insurance(_) | Phase::ChooseYear | Phase::ChooseProvince => self.leave_choice(),
            Phase::ChooseCity(_) => self.enter(Phase::ChooseProvince),
            Phase::Preview => self.leave_choice(),
            Phase::Issuing(_) | Phase::Composing(_) => self.leave_choice(),
            Phase::Sorry(Sorry::NotPrinted(_)) => self.preview_again(),
            Phase::Sorry(Sorry::Card(_) | Sorry::ReaderDown) => self.go_to_identify(None),
            Phase::Sorry(_)
                if self
                    .visit
                    .case
                    .as_ref()
                    .is_some_and(|case| case.record.is_some() || case.leaflet.is_some() || case.slip.is_some()) =>
            {
                self.leave_choice();
            }
            Phase::Resolving(_)
            | Phase::Identifying(_)
            | Phase::FetchingRecord(_)
            | Phase::Record
            | Phase::Sorry(_) => self.home(phase),
            _ => {}
        }
    }

    /// Back from what was to be printed: to the guide, or to the record to choose from.
    pub(super) fn leave_choice(&mut self) {
        let mut record = false;
        let mut guide = false;
        let mut slip = false;
        if let Some(case) = self.visit.case.as_mut() {
            case.wanted = None;
            case.request = None;
            case.certificate = None;
            case.sheet = None;
            guide = case.leaflet.take().is_some();
            slip = case.slip.take().is_some();
            record = case.record.is_some();
        }
        let file = self.visit.case.as_ref().is_some_and(|case| case.life_file.is_some());
        let asks = self.visit.case.as_ref().is_some_and(|case| case.draft.is_some());
        if self.has_handed() {
            self.enter(Phase::Handed);
        } else if slip && asks {
            self.enter(Phase::Review { failed: false });
        } else if slip && file {
            self.enter(Phase::LifeFile);
        } else if slip {
            self.enter(Phase::Cases);
        } else if (guide || !record) && !self.visit.trail.is_empty() {
            self.enter(Phase::Look);
        } else if record {
            self.enter(Phase::Record);
        } else {
            let phase = self.visit.phase.clone();
            self.home(&phase);
        }
    }
}
