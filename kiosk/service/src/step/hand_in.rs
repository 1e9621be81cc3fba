//! From the final yes to the receipt, the rating, and what became of it.

use std::sync::Arc;

use domain::CaseNumber;
use domain::catalogue::{Said, Seat};
use domain::form::{Form, Kind};
use platform::application::{Channel, Outgoing, Progress, Rating, Satisfaction, Supplement};
use platform::{ApplicationError, Holder};
use uuid::Uuid;

use crate::apply::{Delivery, Draft, Handed, HandedIn, Rated, Wanting, area, department, form_of, is_reason};
use crate::effect::{Effect, Note};
use crate::event::Intent;
use crate::look::Target;
use crate::trouble::{PlatformHealth, Sorry};
use crate::visit::{Ending, Phase};

use super::move_to::Step;

impl Step<'_> {
    /// The final yes: everything is complete, and goes to the disk before anything is said.
    pub(super) fn hand_in(&mut self) {
        let today = self.now.today;
        let forms = self.visit.case.as_ref().and_then(|case| Some(case.draft.as_ref()?.merged.forms.len()));
        let ids: Vec<Uuid> = (0..forms.unwrap_or(0)).map(|_| self.next_id()).collect();
        let call = self.next_call();
        let directory = &self.rules.directory;
        let Some(case) = self.visit.case.as_ref() else { return };
        let (Some(draft), Some(identity)) = (case.draft.as_ref(), case.identity.as_ref()) else { return };
        let seat = |form: &Form| self.visit.seat_of(form, &draft.answers, &directory.catalogue);
        let area = |form: &Form| area(form, &directory.catalogue, seat(form));
        let visit = case.visit;
        let helper = case.helper.as_ref().map(|helper| helper.identity.clone());
        let outgoing: Vec<Outgoing> = match &draft.supplement {
            None => draft
                .submissions(&ids, identity, helper.as_deref(), area, today)
                .into_iter()
                .map(Outgoing::Application)
                .collect(),
            Some(wanting) => ids
                .first()
                .map(|id| {
                    Outgoing::Supplement(Supplement {
                        id: *id,
                        number: wanting.number.clone(),
                        answers: draft.answers.clone(),
                        attachments: draft.attachments(&draft.answers),
                    })
                })
                .into_iter()
                .collect(),
        };
        let photos = draft.photos.iter().map(|(digest, photo)| (*digest, photo.clone())).collect();
        let signature = draft.signed.as_ref().and_then(|signed| {
            let mut questions = draft.merged.questions();
            let key = questions.find(|question| question.kind == Kind::Signature)?.key.clone();
            Some((key, signed.strokes.clone()))
        });
        let handed = handed(draft, &outgoing, directory, seat, today);
        if let Some(case) = self.visit.case.as_mut() {
            case.handed = Some(handed);
        }
        self.enter(Phase::HandingIn(call));
        self.effects.push(Effect::Seal { call, visit, outgoing: Arc::new(outgoing), photos, signature });
    }

    /// It is on the disk, or it is not.
    pub(super) fn sealed(&mut self, locals: Option<Vec<u32>>) {
        let Some(case) = self.visit.case.as_mut() else { return };
        let Some(locals) = locals else {
            case.handed = None;
            return self.enter(Phase::Review { failed: true });
        };
        for (case, local) in case.handed.iter_mut().flat_map(|handed| &mut handed.cases).zip(locals) {
            case.local = Some(local);
        }
        let visit = case.visit;
        if let Some(draft) = case.draft.take_if(|draft| draft.aside.is_none()) {
            for (key, answer) in draft.to_take_over() {
                case.earlier.give(key, answer.clone());
            }
        }
        case.draft = None;
        case.chosen = None;
        let ids: Vec<Uuid> = case.handed.iter().flat_map(|handed| &handed.cases).map(|case| case.id).collect();
        for id in ids {
            self.note(Note::HandedIn(visit, id));
        }
        self.enter(Phase::Handed);
    }

    /// Something that was handed in got on; what is not of this visit is nobody's here.
    pub(super) fn delivered(&mut self, id: Uuid, delivery: Delivery) {
        let handed = self.visit.case.as_mut().and_then(|case| case.handed.as_mut());
        if let Some(case) = handed.and_then(|handed| handed.cases.iter_mut().find(|case| case.id == id)) {
            case.delivery = delivery;
        }
    }

    /// What a person does where it was handed in. `false`: it is none of that page's.
    pub(super) fn handed_intent(&mut self, intent: &Intent) -> bool {
        match intent {
            Intent::Print => self.print_receipt(),
            Intent::PrintDecision(place) => self.print_decision(*place),
            Intent::Finish | Intent::Home | Intent::Back => self.finish_handed(),
            Intent::Another => self.another_matter(),
            _ => return false,
        }
        true
    }

    /// Who is done is asked how it was, once, where there is a case to rate.
    pub(super) fn finish_handed(&mut self) {
        let handed = self.visit.case.as_ref().and_then(|case| case.handed.as_ref());
        if handed.is_some_and(|handed| !handed.rating.done && rateable(handed).next().is_some()) {
            self.enter(Phase::Rating);
        } else {
            self.end(Ending::Finished);
        }
    }

    /// Whether something was handed in that the person has not left yet.
    pub(super) fn has_handed(&self) -> bool {
        self.visit.case.as_ref().is_some_and(|case| case.handed.is_some() && case.draft.is_none())
    }

    fn another_matter(&mut self) {
        if let Some(case) = self.visit.case.as_mut() {
            case.handed = None;
        }
        self.leave_application();
    }

    /// What a person does where it is rated. `false`: it is none of that page's.
    pub(super) fn rating(&mut self, intent: &Intent) -> bool {
        let Some(handed) = self.visit.case.as_mut().and_then(|case| case.handed.as_mut()) else { return false };
        let rating = &mut handed.rating;
        match intent {
            Intent::Rate(level) => {
                let praises = |level: Satisfaction| level >= Satisfaction::FairlySatisfied;
                if rating.level.is_some_and(|before| praises(before) != praises(*level)) {
                    rating.reasons.clear();
                }
                rating.level = Some(*level);
            }
            Intent::Reason(key) if is_reason(key) => match rating.reasons.iter().position(|known| known == key) {
                Some(place) => drop(rating.reasons.remove(place)),
                None => rating.reasons.push(key.clone()),
            },
            Intent::Remark => self.remark(),
            Intent::SendRating if rating.level.is_some() => self.send_rating(),
            Intent::Back | Intent::Finish if handed.rates.is_some() => self.leave_rating(),
            Intent::Back => self.enter(Phase::Handed),
            Intent::Finish | Intent::Home => self.end(Ending::Finished),
            _ => return false,
        }
        true
    }

    /// 好差评 of a case that was handed in before, once it is decided.
    fn rate_case(&mut self, place: usize, progress: &Progress) {
        let title = form_of(&self.rules.directory, &progress.form).map(|form| form.title.clone()).unwrap_or_default();
        let Some(receipt) = progress.receipt.clone().filter(|_| progress.can_be_rated()) else { return };
        let of = HandedIn {
            id: progress.submission,
            local: None,
            title: title.clone(),
            department: Said::default(),
            hotline: None,
            delivery: Delivery::Accepted(Arc::new(receipt)),
        };
        if let Some(case) = self.visit.case.as_mut() {
            case.handed = Some(Handed {
                title,
                cases: vec![of],
                contents: domain::acknowledgement::HandedIn::default(),
                rating: Rated::default(),
                rates: Some(place),
            });
        }
        self.enter(Phase::Rating);
    }

    /// Back to the case that was to be rated.
    fn leave_rating(&mut self) {
        let handed = self.visit.case.as_mut().and_then(|case| case.handed.take());
        if let Some(place) = handed.and_then(|handed| handed.rates) {
            self.enter(Phase::OneCase { place, withdrawing: false });
        }
    }

    /// Goes out like an application: once, and by itself.
    fn send_rating(&mut self) {
        let at = self.now.at;
        let Some((handed, visit)) = self.visit.case.as_ref().and_then(|case| Some((case.handed.clone()?, case.visit)))
        else {
            return;
        };
        let Rated { level: Some(level), reasons, text, .. } = &handed.rating else { return };
        let mut outgoing = Vec::new();
        for number in rateable(&handed) {
            outgoing.push(Outgoing::Rating(Rating {
                id: self.next_id(),
                number: number.clone(),
                satisfaction: *level,
                reasons: reasons.clone(),
                text: Some(text.clone()).filter(|text| !text.reveal().is_empty()),
                channel: Channel::HallTerminal,
                given_at: at,
            }));
        }
        let call = self.next_call();
        let outgoing = Arc::new(outgoing);
        self.effects.push(Effect::Seal { call, visit, outgoing, photos: Vec::new(), signature: None });
        if let Some(handed) = self.visit.case.as_mut().and_then(|case| case.handed.as_mut()) {
            handed.rating.done = true;
        }
        self.end(Ending::Finished);
    }

    /// The person's cases.
    pub(super) fn fetch_cases(&mut self) {
        let Some((session, _)) = self.session_and_consent() else { return self.go_to_identify(None) };
        let call = self.next_call();
        self.enter(Phase::FetchingCases(call));
        self.effects.push(Effect::FetchCases { call, session });
    }

    pub(super) fn cases(&mut self, result: Result<Arc<Vec<Progress>>, ApplicationError>) {
        match result {
            Ok(cases) => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.cases = cases;
                }
                self.enter(Phase::Cases);
            }
            Err(error) => self.application_failed(&error),
        }
    }

    fn application_failed(&mut self, error: &ApplicationError) {
        let sorry = match error {
            ApplicationError::Offline => {
                self.visit.platform = PlatformHealth::Offline;
                Sorry::Offline
            }
            ApplicationError::TimedOut | ApplicationError::Busy { .. } => Sorry::TooSlow,
            ApplicationError::Failed { .. } | ApplicationError::Refused { .. } => Sorry::PlatformFailed,
            ApplicationError::SessionInvalid => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.session = None;
                }
                Sorry::PlatformFailed
            }
        };
        self.sorry(sorry);
    }

    /// What a person does at the list of their cases. `false`: it is none of that page's.
    pub(super) fn cases_intent(&mut self, intent: &Intent) -> bool {
        let Some(case) = self.visit.case.as_ref() else { return false };
        match intent {
            Intent::OpenCase(number) => {
                let place = case.cases.iter().position(|known| known.number.as_str() == number);
                if let Some(place) = place {
                    self.enter(Phase::OneCase { place, withdrawing: false });
                }
            }
            Intent::MyLifeFile => self.fetch_life_file(Holder::Own),
            Intent::Back => {
                if case.record.is_some() {
                    self.enter(Phase::Record);
                } else {
                    self.end(Ending::Left);
                }
            }
            _ => return false,
        }
        true
    }

    /// What a person does at one of their cases. `false`: it is none of that page's.
    pub(super) fn case_intent(&mut self, place: usize, withdrawing: bool, intent: &Intent) -> bool {
        let Some(progress) = self.visit.case.as_ref().and_then(|case| case.cases.get(place).cloned()) else {
            return false;
        };
        match intent {
            Intent::Withdraw if progress.can_withdraw => self.enter(Phase::OneCase { place, withdrawing: true }),
            Intent::ConfirmWithdraw if withdrawing && progress.can_withdraw => {
                let Some((session, _)) = self.session_and_consent() else { return true };
                let call = self.next_call();
                self.enter(Phase::Withdrawing { call, place });
                self.effects.push(Effect::Withdraw { call, session, number: progress.number });
            }
            Intent::Supplement => self.supplement(&progress),
            Intent::RateCase => self.rate_case(place, &progress),
            Intent::Print => self.print_case(&progress),
            Intent::PrintDecision(_) => self.print_decided(&progress),
            Intent::PrintNotice => self.print_wanted(&progress),
            Intent::Back if withdrawing => self.enter(Phase::OneCase { place, withdrawing: false }),
            Intent::Back => self.enter(Phase::Cases),
            _ => return false,
        }
        true
    }

    /// It is withdrawn, or the department says why not.
    pub(super) fn withdrawn(&mut self, result: Result<(), ApplicationError>) {
        match result {
            Ok(()) => self.fetch_cases(),
            Err(ApplicationError::Refused { words }) => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.told = Some(words);
                }
                self.sorry(Sorry::NotDone);
            }
            Err(error) => self.application_failed(&error),
        }
    }

    fn supplement(&mut self, progress: &Progress) {
        let today = self.now.today;
        let directory = &self.rules.directory;
        let Some(form) = crate::apply::form_of_case(directory, progress) else { return };
        let wanted = progress.wanted.iter().map(|wanted| &wanted.question);
        let questions: Vec<String> = wanted.filter(|key| form.question(key).is_some()).cloned().collect();
        let Some(matter) = form.matters.first().copied() else { return };
        if questions.is_empty() {
            return;
        }
        let wanting = Wanting { number: progress.number.clone(), questions };
        let draft = Draft::supplement(Target::Matter(matter), form.title.clone(), form, wanting, today);
        if let Some(case) = self.visit.case.as_mut() {
            case.draft = Some(draft);
        }
        self.ask();
    }
}

/// Cases that a department has, by their numbers.
fn rateable(handed: &Handed) -> impl Iterator<Item = &CaseNumber> {
    handed.cases.iter().filter_map(|case| match &case.delivery {
        Delivery::Accepted(receipt) => Some(&receipt.number),
        _ => None,
    })
}

/// What is shown of what is being handed in.
fn handed(
    draft: &Draft,
    outgoing: &[Outgoing],
    directory: &crate::directory::Directory,
    seat: impl Fn(&Form) -> Seat,
    today: jiff::civil::Date,
) -> Handed {
    let catalogue = &directory.catalogue;
    let cases = draft.merged.forms.iter().zip(outgoing).map(|(form, outgoing)| HandedIn {
        id: outgoing.id(),
        local: None,
        title: form.title.clone(),
        department: department(form, catalogue, seat(form)),
        hotline: form.matters.iter().find_map(|id| catalogue.hotline(catalogue.matter(*id)?)).map(str::to_owned),
        delivery: Delivery::Saved,
    });
    let contents = domain::acknowledgement::HandedIn::of(&draft.merged, &draft.answers, catalogue, today);
    Handed { title: draft.title.clone(), cases: cases.collect(), contents, rating: Rated::default(), rates: None }
}
