//! What is printed of an application: the receipt, what was decided at once, where a case stands.

use std::sync::Arc;

use domain::CaseNumber;
use domain::Identity;
use domain::acknowledgement::{
    Acknowledgement, Case as Told, CaseState, Company, DecisionPaper, HandedIn, Notice, Party, Words,
};
use domain::catalogue::{MatterId, Said};
use domain::handout::nearest;
use jiff::Timestamp;
use jiff::civil::DateTime;
use platform::application::{Decision, Progress};

use crate::apply::{Delivery, HandedIn as Handed, department, form_of};
use crate::directory::Directory;
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
            helper: case.helper.as_ref().map(|helper| masked(&helper.identity)),
            company: case.company.as_ref().map(|operated| operated.company.clone()),
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
        let company = case.company.as_ref().map(|operated| operated.company.clone());
        if let Some(paper) = decided(decision, &of.title, (receipt.number.clone(), company), identity) {
            self.compose_slip(Printout::Decision, Slip::Decision(paper));
        }
    }

    /// What was decided in a case, once more.
    pub(super) fn print_decided(&mut self, progress: &Progress) {
        let Some(identity) = self.visit.case.as_ref().and_then(|case| case.identity.clone()) else { return };
        let form = form_of(&self.rules.directory, &progress.form);
        let title = form.map(|form| form.title.clone()).unwrap_or_default();
        let Some(decision) = &progress.decision else { return };
        let of = (progress.number.clone(), progress.company.clone());
        if let Some(paper) = decided(decision, &title, of, &identity) {
            self.compose_slip(Printout::Decision, Slip::Decision(paper));
        }
    }

    /// The receipt of a case once more. What was answered and handed in, the department has and the terminal has not.
    pub(super) fn print_case(&mut self, progress: &Progress) {
        let Some(case) = self.visit.case.as_ref() else { return };
        let Some(identity) = case.identity.clone() else { return };
        let directory = &self.rules.directory;
        let form = form_of(directory, &progress.form);
        let title = form.map(|form| form.title.clone()).unwrap_or_default();
        let seat = self.visit.seat(&directory.catalogue);
        let matter = form.and_then(|form| form.matters.iter().find_map(|id| directory.catalogue.matter(*id)));
        let receipt = progress.receipt.as_ref();
        let state = match &progress.decision {
            Some(decision) => CaseState::Decided { granted: decision.granted, words: words(decision) },
            None => CaseState::Accepted,
        };
        let told = Told {
            title,
            department: form.map(|form| department(form, &directory.catalogue, seat)).unwrap_or_default(),
            submission: progress.submission,
            local: String::new(),
            number: Some(progress.number.clone()),
            state,
            answer_by: receipt.and_then(|receipt| receipt.answer_by),
            later: Vec::new(),
            hotline: matter.and_then(|matter| directory.catalogue.hotline(matter)).map(str::to_owned),
        };
        let receipt = Acknowledgement {
            applicant: masked(&identity),
            helper: case.helper.as_ref().map(|helper| masked(&helper.identity)),
            company: progress.company.clone(),
            at: in_china(receipt.map_or(self.now.at, |receipt| receipt.received_at)),
            cases: vec![told],
            handed_in: HandedIn::default(),
        };
        self.compose_slip(Printout::Receipt, Slip::Receipt(receipt));
    }

    /// 一次告知: everything that is missing in the application on the screen.
    pub(super) fn print_missing(&mut self) {
        let today = self.now.today;
        let Some(case) = self.visit.case.as_ref() else { return };
        let (Some(draft), Some(identity)) = (&case.draft, &case.identity) else { return };
        let missing: Vec<Words> = draft
            .check(today)
            .iter()
            .map(|complaint| {
                let name = draft.merged.question(&complaint.at.key).map(|it| it.name.clone()).unwrap_or_default();
                named(&name, &complaint.words)
            })
            .collect();
        let forms = &draft.merged.forms;
        let number = draft.supplement.as_ref().map(|wanting| wanting.number.clone());
        let matters: Vec<MatterId> = forms.iter().filter_map(|form| form.matters.first().copied()).collect();
        let notice = self.notice(draft.title.clone(), masked(identity), number, missing, &matters);
        self.compose_slip(Printout::Notice, Slip::Notice(notice));
    }

    /// 一次告知: everything that a department wants of a case.
    pub(super) fn print_wanted(&mut self, progress: &Progress) {
        let Some(identity) = self.visit.case.as_ref().and_then(|case| case.identity.clone()) else { return };
        let form = form_of(&self.rules.directory, &progress.form);
        let name = |key: &str| form.and_then(|form| form.question(key)).map(|it| it.name.clone()).unwrap_or_default();
        let missing = progress.wanted.iter().map(|wanted| named(&name(&wanted.question), &wanted.words)).collect();
        let title = form.map(|form| form.title.clone()).unwrap_or_default();
        let matters: Vec<MatterId> = form.and_then(|form| form.matters.first().copied()).into_iter().collect();
        let number = Some(progress.number.clone());
        let notice = self.notice(title, masked(&identity), number, missing, &matters);
        self.compose_slip(Printout::Notice, Slip::Notice(notice));
    }

    fn notice(
        &self,
        title: Said,
        applicant: Party,
        number: Option<CaseNumber>,
        missing: Vec<Words>,
        matters: &[MatterId],
    ) -> Notice {
        let Directory { catalogue, places, .. } = &*self.rules.directory;
        let matters: Vec<_> = matters.iter().filter_map(|id| catalogue.matter(*id)).collect();
        let seat = self.visit.seat(catalogue);
        let department = match matters.as_slice() {
            [only] => catalogue.receiver(only, seat).departments.into_iter().next(),
            _ => None,
        };
        let mut hotlines: Vec<String> = Vec::new();
        for hotline in matters.iter().filter_map(|matter| catalogue.hotline(matter)) {
            if !hotlines.iter().any(|known| known == hotline) {
                hotlines.push(hotline.to_owned());
            }
        }
        Notice {
            title,
            department,
            applicant: Some(applicant),
            number,
            told_on: self.now.today,
            until: None,
            missing,
            places: matters.first().map(|matter| nearest(places, matter)).unwrap_or_default(),
            hotlines,
        }
    }

    pub(super) fn compose_slip(&mut self, printout: Printout, slip: Slip) {
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

/// What is wrong, with what it is wrong with.
fn named(name: &Said, words: &Said) -> Words {
    if name.zh.is_empty() {
        return words.clone().into();
    }
    Words::new(&format!("{}：{}", name.zh, words.zh), &format!("{}: {}", name.en, words.en))
}

fn masked(identity: &Identity) -> Party {
    Party::masked(identity.name.reveal(), identity.number.reveal().as_str())
}

fn told(case: &Handed) -> Told {
    let mut later = Vec::new();
    let (number, answer_by, state) = match &case.delivery {
        Delivery::Saved => (None, None, CaseState::Saved),
        Delivery::Unknown => (None, None, CaseState::WithStaff),
        Delivery::Supplemented(number) => (Some(number.clone()), None, CaseState::Accepted),
        Delivery::Refused(words) => (None, None, CaseState::Refused(Words::new(&words.zh, &words.en))),
        Delivery::Accepted(receipt) => {
            let state = match &receipt.decision {
                Some(decision) => CaseState::Decided { granted: decision.granted, words: words(decision) },
                None => CaseState::Accepted,
            };
            later = receipt.later.iter().cloned().map(Words::from).collect();
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
        later,
        hotline: case.hotline.clone(),
    }
}

fn words(decision: &Decision) -> Words {
    Words::new(decision.words.reveal(), decision.words_en.reveal())
}

/// The certificate of a decision in a case, which may be about a company; `None`: it gives none.
fn decided(
    decision: &Decision,
    matter: &Said,
    (case, company): (CaseNumber, Option<Company>),
    identity: &Identity,
) -> Option<DecisionPaper> {
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
        company,
        words: words(decision),
    })
}

/// The country has one time.
fn in_china(at: Timestamp) -> DateTime {
    at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).datetime()
}
