//! Applying: from the guide's button over the questions to the review.

use std::sync::Arc;

use domain::Sensitive;
use domain::catalogue::Said;
use domain::form::{At, Form, Kind, Merged, Prefill};
use platform::{PlatformError, Shared};

use crate::apply::page::ChooseOf;
use crate::apply::{Draft, Entry, Kept, Next, Stroke};
use crate::effect::{Effect, Note};
use crate::event::Intent;
use crate::look::Target;
use crate::trouble::Sorry;
use crate::visit::{Errand, Phase};

use super::move_to::Step;

/// Most strokes of a signature, and points of a stroke: more is scribbling.
const MOST_STROKES: usize = 200;
const MOST_POINTS: usize = 2000;

impl Step<'_> {
    /// Applies for what the guide on the screen is of.
    pub(super) fn apply(&mut self) {
        let Some(target) = self.visit.trail.last().copied() else { return };
        if self.forms_of(target).is_empty() {
            return;
        }
        let signed_in = self.visit.case.as_ref().is_some_and(|case| case.session.is_some());
        if signed_in {
            self.begin_application(target);
        } else {
            self.start_errand(Errand::Apply(target));
        }
    }

    /// Signs in for something else than a document.
    pub(super) fn start_errand(&mut self, errand: Errand) {
        self.start_service(None);
        if let (Phase::Consent, Some(case)) = (&self.visit.phase, self.visit.case.as_mut()) {
            case.errand = Some(errand);
        }
    }

    /// The forms with which one applies for a place of the catalogue.
    /// Those that the person chose, where they did.
    pub(super) fn forms_of(&self, target: Target) -> Vec<Arc<Form>> {
        let mut forms = crate::apply::forms_of(&self.rules.directory, target);
        let chosen = self.visit.case.as_ref().and_then(|case| case.chosen.as_ref());
        if let Some((_, keys)) = chosen.filter(|(of, _)| *of == target) {
            forms.retain(|form| keys.contains(&form.id));
        }
        forms
    }

    /// The person is known: asks what the application takes.
    pub(super) fn begin_application(&mut self, target: Target) {
        let forms = self.forms_of(target);
        let title = crate::apply::title_of(&self.rules.directory, target);
        let today = self.now.today;
        let to_choose = self.visit.case.as_ref().is_some_and(|case| {
            let begun = case.draft.as_ref().is_some_and(|draft| draft.of == target && draft.aside.is_none());
            forms.len() > 1 && !begun && case.chosen.as_ref().is_none_or(|(of, _)| *of != target)
        });
        if let (true, Some(case)) = (to_choose, self.visit.case.as_mut()) {
            case.errand = None;
            case.leaflet = None;
            case.draft = Some(Draft::matters(target, title, &forms, today));
            return self.ask();
        }
        if self.wants_company(target) {
            if let Some(case) = self.visit.case.as_mut() {
                case.errand = Some(Errand::Apply(target));
            }
            return self.fetch_companies(ChooseOf::Company);
        }
        let Some(case) = self.visit.case.as_mut() else { return };
        case.errand = None;
        case.leaflet = None;
        if case
            .draft
            .as_ref()
            .is_some_and(|draft| draft.of == target && draft.supplement.is_none() && draft.aside.is_none())
        {
            return self.ask();
        }
        let mut from = Prefill { earlier: case.earlier.clone(), ..Prefill::default() };
        if let Some(identity) = &case.identity {
            from.add_identity(identity);
        }
        if let Some(record) = &case.record {
            from.add_record(record);
        }
        let merged = Merged::of(&forms);
        let mut answers = domain::form::Answers::default();
        from.fill(merged.questions(), &mut answers, &self.rules.divisions);
        let draft = Draft::new(target, title, merged, answers, today);
        let unfit = draft.unfit(today);
        case.draft = Some(draft);
        if unfit.is_some() {
            // Who cannot have it hears so before the first question, not after the signature.
            case.told = unfit;
            return self.sorry(Sorry::Unfit);
        }
        self.begin_asking();
    }

    /// May departments be asked? Else the first question.
    pub(super) fn begin_asking(&mut self) {
        let draft = self.visit.case.as_ref().and_then(|case| case.draft.as_ref());
        if draft.is_some_and(|draft| !draft.merged.registers(&self.rules.directory.forms).is_empty()) {
            self.enter(Phase::Sharing);
        } else {
            self.ask();
        }
    }

    /// The question on the screen, or the review when there is none.
    pub(super) fn ask(&mut self) {
        let asks = self.visit.case.as_ref().and_then(|case| case.draft.as_ref()?.question().map(|_| ()));
        self.enter(if asks.is_some() { Phase::Asking } else { Phase::Review { failed: false } });
    }

    /// May registers be asked?
    pub(super) fn share(&mut self, agreed: bool) {
        let Some((session, consent)) = self.session_and_consent() else { return self.go_to_identify(None) };
        let Some(case) = self.visit.case.as_ref() else { return };
        let Some(draft) = case.draft.as_ref() else { return };
        let visit = case.visit;
        let company = case.company.as_ref().and_then(|operated| operated.company.code.clone());
        let mut registers = Vec::new();
        let mut notes = Vec::new();
        for (register, forms) in draft.merged.registers(&self.rules.directory.forms) {
            registers.push(register.key.clone());
            let forms = forms.iter().map(|form| form.id.clone()).collect();
            notes.push(Note::ShareAnswered { visit, register: register.key.clone(), forms, agreed });
        }
        for note in notes {
            self.note(note);
        }
        if !agreed {
            return self.ask();
        }
        let call = self.next_call();
        self.enter(Phase::FetchingShared(call));
        self.effects.push(Effect::FetchShared { call, session, consent, registers, company });
    }

    /// What registers know is filled in; what they do not know, the person is asked.
    pub(super) fn shared(&mut self, result: Result<Arc<Shared>, PlatformError>) {
        let today = self.now.today;
        let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) else { return self.ask() };
        match result {
            Ok(shared) => {
                let Shared { fields, pages, earlier } = (*shared).clone();
                let from = Prefill { sharing: fields, pages, earlier, ..Prefill::default() };
                let mut answers = draft.answers.clone();
                from.fill(draft.merged.questions(), &mut answers, &self.rules.divisions);
                draft.answers = answers;
                draft.begin(today);
            }
            Err(_) => {
                draft.complain(Said {
                    zh: "部门的信息没有取到。请自己填。".to_owned(),
                    en: "Departments could not be asked. Please fill it in yourself.".to_owned(),
                });
            }
        }
        self.ask();
    }

    /// What a person does at a question. `false`: it is none of the question's.
    pub(super) fn asking(&mut self, intent: &Intent) -> bool {
        if self.types_text() && self.typing_intent(intent) {
            return true;
        }
        let today = self.now.today;
        let camera_works = self.visit.seen.is_some();
        let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) else { return false };
        match intent {
            Intent::Type(text) => {
                if let Some(kind) = draft.question().map(|question| question.kind.clone()) {
                    draft.entry.type_in(&kind, text);
                    draft.complaint = None;
                }
            }
            Intent::Erase => draft.entry.erase(),
            Intent::EraseAll => draft.entry.erase_all(),
            Intent::Pick(key) => return self.pick(key),
            Intent::Next if draft.entry.is_empty() && draft.cannot_photograph(camera_works) => {
                draft.skip();
                self.advance();
            }
            Intent::Next => match draft.keep(today) {
                Kept::Yes => self.advance(),
                Kept::No => self.enter(Phase::Asking),
            },
            Intent::AddEntry => draft.add_entry(today),
            Intent::OpenEntry(entry) => draft.open_entry(*entry, today),
            Intent::RemoveEntry(entry) => draft.remove_entry(*entry),
            Intent::RemovePage(number) => draft.remove_page(*number),
            Intent::Draw(stroke) => draw(draft, stroke),
            Intent::ClearInk => {
                if let Entry::Ink(strokes) = &mut draft.entry {
                    *strokes = Sensitive::default();
                }
            }
            Intent::SignByCard => {
                draft.sign_by_card(today);
                self.advance();
            }
            Intent::Back => self.ask_before(),
            _ => return false,
        }
        true
    }

    /// What a person types. `false`: it is none of that.
    fn typing_intent(&mut self, intent: &Intent) -> bool {
        match intent {
            Intent::Type(text) => self.type_text(text),
            Intent::Erase => self.erase_text(false),
            Intent::EraseAll => self.erase_text(true),
            Intent::SetMethod(method) => self.set_method(*method),
            Intent::ChooseCandidate(place) => self.choose_candidate(*place),
            Intent::TurnCandidates(forward) => self.turn_candidates(*forward),
            Intent::Draw(stroke) => self.draw_character(stroke),
            Intent::ClearInk => self.clear_character(),
            // What was spelt and not chosen yet is taken as it is understood best.
            Intent::Next if self.visit.typing.is_composing() => self.choose_candidate(0),
            _ => return false,
        }
        true
    }

    fn pick(&mut self, key: &str) -> bool {
        let today = self.now.today;
        let divisions = self.rules.divisions.clone();
        let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) else { return false };
        let Some(question) = draft.question().cloned() else { return false };
        let kept = match (&question.kind, &mut draft.entry) {
            (Kind::Choice(_) | Kind::YesNo, _) => match question.kind.read(key) {
                Ok(answer) => draft.give(answer, today),
                Err(_) => return false,
            },
            (Kind::Choices { of, most, .. }, Entry::Picked(picked)) => {
                toggle(picked, key, of, *most);
                draft.complaint = None;
                return true;
            }
            (Kind::Address { street }, Entry::Place { province, division: division @ None, .. }) => {
                let Some(found) = divisions.find(key).cloned() else { return false };
                match (&province, divisions.cities_of(key)) {
                    // A municipality is its own city.
                    (None, []) => *division = Some(found),
                    (None, [only]) => *division = Some(only.clone()),
                    (None, _) => *province = Some(found),
                    (Some(_), _) => *division = Some(found),
                }
                if *street || division.is_none() {
                    draft.complaint = None;
                    return true;
                }
                draft.keep(today)
            }
            _ => return false,
        };
        if kept == Kept::Yes {
            self.advance();
        }
        true
    }

    /// To the next question, or to the review.
    fn advance(&mut self) {
        let today = self.now.today;
        let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) else { return };
        if let Some(aside) = draft.aside {
            return self.aside_done(aside);
        }
        match draft.next(today) {
            Next::Ask(at) => {
                draft.go_on(at);
                self.enter(Phase::Asking);
            }
            Next::Review => self.review(),
        }
    }

    /// 返回 at a question: a step back within it, then to the question before, then to where one came from.
    fn ask_before(&mut self) {
        let today = self.now.today;
        let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) else { return };
        if let Some(aside) = draft.aside {
            return self.aside_left(aside);
        }
        if let Entry::Place { province, division, .. } = &mut draft.entry
            && (province.is_some() || division.is_some())
        {
            if division.take().is_none() {
                *province = None;
            }
            return self.enter(Phase::Asking);
        }
        if draft.at.within.is_some() {
            let group = At::question(draft.at.key.clone());
            draft.open(group);
            return self.enter(Phase::Asking);
        }
        if draft.reviewing {
            return self.review();
        }
        if draft.go_back(today) {
            self.enter(Phase::Asking);
        } else {
            self.leave_application();
        }
    }

    /// Whether leaving now would lose what the person filled in.
    pub(super) fn would_lose(&self) -> bool {
        let filling = matches!(self.visit.phase, Phase::Asking | Phase::Photographing(_) | Phase::Review { .. });
        let draft = self.visit.case.as_ref().and_then(|case| case.draft.as_ref());
        filling && draft.is_some_and(Draft::is_begun)
    }

    /// Back to where one applied from. What was answered stays until the person leaves.
    pub(super) fn leave_application(&mut self) {
        if let Some(case) = self.visit.case.as_mut()
            && case.draft.as_ref().is_some_and(|draft| draft.supplement.is_none() && !draft.is_begun())
        {
            // Nothing is lost, and which matters of a chain it is can be chosen anew.
            case.draft = None;
            case.chosen = None;
        }
        let supplement = self.visit.case.as_ref().and_then(|case| case.draft.as_ref()?.supplement.clone());
        if supplement.is_some() {
            return self.enter(Phase::Cases);
        }
        if !self.visit.trail.is_empty() {
            return self.enter(Phase::Look);
        }
        if self.visit.case.as_ref().is_some_and(|case| case.record.is_some()) {
            return self.enter(Phase::Record);
        }
        let phase = self.visit.phase.clone();
        self.home(&phase);
    }

    /// A page was photographed.
    pub(super) fn photographed(&mut self, photo: Option<Arc<crate::apply::Photo>>) {
        if let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) {
            match photo {
                Some(photo) => draft.add_page(photo),
                None => {
                    draft.complaint = Some(Said {
                        zh: "没有拍到。请再试一次。".to_owned(),
                        en: "No picture was taken. Please try again.".to_owned(),
                    });
                }
            }
        }
        self.enter(Phase::Asking);
    }

    /// Photographs a page.
    pub(super) fn photograph(&mut self) {
        let call = self.next_call();
        self.enter(Phase::Photographing(call));
        self.effects.push(Effect::Photograph { call });
    }

    /// After signing in: what the person came for beside a document. `false`: nothing.
    pub(super) fn run_errand(&mut self) -> bool {
        let errand = self.visit.case.as_mut().and_then(|case| case.errand.take());
        match errand {
            Some(Errand::Apply(target)) => self.begin_application(target),
            Some(Errand::Cases) => self.fetch_cases(),
            None => return false,
        }
        true
    }
}

fn draw(draft: &mut Draft, stroke: &Stroke) {
    if let Entry::Ink(strokes) = &mut draft.entry {
        if strokes.reveal().len() >= MOST_STROKES || stroke.0.len() > MOST_POINTS {
            return;
        }
        let mut more = strokes.reveal().clone();
        more.push(stroke.clone());
        *strokes = Sensitive::new(more);
        draft.complaint = None;
    }
}

/// Picks, or takes back; in the order of the question, and no more than may be.
fn toggle(picked: &mut Vec<String>, key: &str, of: &[domain::form::Choice], most: usize) {
    if let Some(place) = picked.iter().position(|known| known == key) {
        picked.remove(place);
    } else if picked.len() < most {
        picked.push(key.to_owned());
    }
    let place = |key: &String| of.iter().position(|choice| choice.key == *key);
    picked.retain(|key| of.iter().any(|choice| choice.key == *key));
    picked.sort_by_key(place);
}
