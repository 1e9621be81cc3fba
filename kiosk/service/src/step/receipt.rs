//! What is printed of an application: the receipt, what was decided at once, where a case stands.

use std::sync::Arc;

use domain::Identity;
use domain::acknowledgement::{Acknowledgement, Case as Told, CaseState, DecisionPaper, HandedIn, Party, Words};
use domain::catalogue::Said;
use jiff::Timestamp;
use jiff::civil::DateTime;
use platform::application::{Decision, Progress};

use crate::apply::{Delivery, HandedIn as Handed, form_of};
use crate::effect::{Effect, Printout};
use crate::sheet::Slip;
use crate::visit::Phase;

use super::move_to::Step;

impl Step<'_> {
    /// The receipt of everything that was handed in together.
    pub(super) fn print_receipt(&mut self) {
        let Some(case) = self.visit.case.as_ref() else { return };
        let (Some(handed), Some(identity)) = (&case.handed, &case.identity) else { return };
        let receipt = Acknowledgement {
            applicant: masked(identity),
            helper: None,
            company: None,
            at: in_china(self.now.at),
            cases: handed.cases.iter().map(told).collect(),
            handed_in: handed.contents.clone(),
        };
        self.compose_slip(Printout::Receipt, Slip::Receipt(receipt));
    }

    /// What was decided at once, of the one at this place of the list.
    pub(super) fn print_decision(&mut self, place: usize) {
        let Some(case) = self.visit.case.as_ref() else { return };
        let (Some(handed), Some(identity)) = (&case.handed, &case.identity) else { return };
        let Some(of) = handed.cases.get(place) else { return };
        let Delivery::Accepted(receipt) = &of.delivery else { return };
        let Some(decision) = &receipt.decision else { return };
        if let Some(paper) = decided(decision, &of.title, receipt.number.clone(), identity) {
            self.compose_slip(Printout::Decision, Slip::Decision(paper));
        }
    }

    /// The receipt of a case once more, or what was decided in it.
    pub(super) fn print_case(&mut self, progress: &Progress) {
        let Some(identity) = self.visit.case.as_ref().and_then(|case| case.identity.clone()) else { return };
        let directory = &self.rules.directory;
        let form = form_of(directory, &progress.form);
        let title = form.map(|form| form.title.clone()).unwrap_or_default();
        let paper = progress.decision.as_ref();
        if let Some(paper) = paper.and_then(|it| decided(it, &title, progress.number.clone(), &identity)) {
            return self.compose_slip(Printout::Decision, Slip::Decision(paper));
        }
        let matter = form.and_then(|form| form.matters.iter().find_map(|id| directory.catalogue.matter(*id)));
        let receipt = progress.receipt.as_ref();
        let state = match &progress.decision {
            Some(decision) => CaseState::Decided { granted: decision.granted, words: words(decision) },
            None => CaseState::Accepted,
        };
        let told = Told {
            title,
            department: Said::default(),
            submission: progress.submission,
            local: String::new(),
            number: Some(progress.number.clone()),
            state,
            answer_by: receipt.and_then(|receipt| receipt.answer_by),
            hotline: matter.and_then(|matter| directory.catalogue.hotline(matter)).map(str::to_owned),
        };
        let receipt = Acknowledgement {
            applicant: masked(&identity),
            helper: None,
            company: None,
            at: in_china(receipt.map_or(self.now.at, |receipt| receipt.received_at)),
            cases: vec![told],
            handed_in: HandedIn::default(),
        };
        self.compose_slip(Printout::Receipt, Slip::Receipt(receipt));
    }

    fn compose_slip(&mut self, printout: Printout, slip: Slip) {
        if self.visit.print_trouble().is_some() {
            return;
        }
        let slip = Arc::new(slip);
        if let Some(case) = self.visit.case.as_mut() {
            case.request = None;
            case.certificate = None;
            case.sheet = None;
            case.leaflet = None;
            case.slip = Some((printout, slip.clone()));
        }
        self.compose_slip_again(slip);
    }

    pub(super) fn compose_slip_again(&mut self, slip: Arc<Slip>) {
        let call = self.next_call();
        let language = self.visit.comfort.language;
        let medium = self.visit.medium();
        self.enter(Phase::Composing(call));
        self.effects.push(Effect::ComposeSlip { call, slip, language, medium });
    }
}

fn masked(identity: &Identity) -> Party {
    Party::masked(identity.name.reveal(), identity.number.reveal().as_str())
}

fn told(case: &Handed) -> Told {
    let (number, answer_by, state) = match &case.delivery {
        Delivery::Saved | Delivery::Unknown => (None, None, CaseState::Saved),
        Delivery::Refused(words) => (None, None, CaseState::Refused(Words::new(&words.zh, &words.en))),
        Delivery::Accepted(receipt) => {
            let state = match &receipt.decision {
                Some(decision) => CaseState::Decided { granted: decision.granted, words: words(decision) },
                None => CaseState::Accepted,
            };
            (Some(receipt.number.clone()), receipt.answer_by, state)
        }
    };
    Told {
        title: case.title.clone(),
        department: case.department.clone(),
        submission: case.id,
        local: case.local.map(|local| format!("{local:04}")).unwrap_or_default(),
        number,
        state,
        answer_by,
        hotline: case.hotline.clone(),
    }
}

fn words(decision: &Decision) -> Words {
    Words::new(decision.words.reveal(), decision.words_en.reveal())
}

/// The certificate of a decision; `None`: it gives none.
fn decided(decision: &Decision, matter: &Said, case: domain::CaseNumber, identity: &Identity) -> Option<DecisionPaper> {
    let document = decision.document.as_ref()?;
    Some(DecisionPaper {
        title: document.title.clone(),
        number: document.number.clone(),
        verification_code: document.verification_code.clone(),
        issuer: document.issuer.clone(),
        issued_on: document.issued_on,
        matter: matter.clone(),
        case,
        holder: Party::full(identity.name.reveal(), identity.number.reveal().as_str()),
        company: None,
        words: words(decision),
    })
}

/// The country has one time.
fn in_china(at: Timestamp) -> DateTime {
    at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).datetime()
}
