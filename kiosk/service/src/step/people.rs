//! 帮办代办, and for which company: who acts for whom, once it is known who stands here.

use std::sync::Arc;

use domain::catalogue::Annex;
use domain::form::{Answer as Given, Answers, Kind};
use domain::{CreditCode, Identity};
use platform::{Operated, PlatformError, Principal, Session};

use crate::apply::page::ChooseOf;
use crate::apply::{Aside, Draft};
use crate::effect::{Effect, Note};
use crate::event::Intent;
use crate::look::Target;
use crate::trouble::{CardProblem, SignInProblem};
use crate::visit::{Errand, Helper, Phase};

use super::move_to::Step;

impl Step<'_> {
    /// The platform knows whose document was read.
    pub(super) fn identified(&mut self, session: Arc<Session>) {
        let Some(case) = self.visit.case.as_mut() else { return };
        let visit = case.visit;
        if case.helping && case.helper.is_none() {
            // The one who stands here; whom they help comes next.
            let Some(identity) = case.identity.take() else { return self.go_to_identify(None) };
            case.helper = Some(Helper { identity, session: session.clone() });
            self.note(Note::Identified(visit));
            let call = self.next_call();
            self.enter(Phase::FetchingPrincipals(call));
            self.effects.push(Effect::FetchPrincipals { call, session });
            return;
        }
        case.session = Some(session);
        if case.helper.is_some() {
            self.note(Note::ActsFor(visit));
            return self.go_on_helping();
        }
        self.note(Note::Identified(visit));
        self.fetch_record();
    }

    /// Who helps sees no record and no cases: the application alone.
    pub(super) fn go_on_helping(&mut self) {
        if self.visit.case.as_ref().is_some_and(|case| case.draft.is_some()) {
            return self.ask();
        }
        if !self.run_errand() {
            self.leave_application();
        }
    }

    pub(super) fn principals(&mut self, result: Result<Arc<Vec<Principal>>, PlatformError>) {
        match result {
            Ok(principals) => {
                let principals = self.fitting(&principals);
                let none = principals.is_empty();
                if let Some(case) = self.visit.case.as_mut() {
                    case.principals = Arc::new(principals);
                }
                if none { self.go_to_identify(None) } else { self.enter(Phase::Choosing(ChooseOf::Principal)) }
            }
            Err(error) => self.failed(&error),
        }
    }

    /// Those who are helped in what one came for: an authorisation can be for some forms alone.
    fn fitting(&self, principals: &[Principal]) -> Vec<Principal> {
        let errand = self.visit.case.as_ref().and_then(|case| case.errand);
        let forms = match errand {
            Some(Errand::Apply(target)) => crate::apply::forms_of(&self.rules.directory, target),
            _ => Vec::new(),
        };
        let fits = |principal: &&Principal| {
            principal.forms.as_ref().is_none_or(|known| forms.iter().all(|form| known.contains(&form.id)))
        };
        principals.iter().filter(fits).cloned().collect()
    }

    /// The helper acts for whom the card says.
    pub(super) fn act_for(&mut self, identity: Arc<Identity>) {
        let helper = self.visit.case.as_ref().and_then(|case| case.helper.clone());
        let Some(helper) = helper else { return };
        if helper.identity.number == identity.number {
            if let Some(case) = self.visit.case.as_mut() {
                case.identity = None;
            }
            return self.go_to_identify(Some(SignInProblem::Card(CardProblem::Helpers)));
        }
        let call = self.next_call();
        self.enter(Phase::Identifying(call));
        self.effects.push(Effect::ActFor { call, session: helper.session, principal: identity });
    }

    /// The helper acts for whom an authorisation names.
    pub(super) fn authorised(&mut self, result: Result<(Arc<Session>, Arc<Identity>), PlatformError>) {
        match result {
            Ok((session, identity)) => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.identity = Some(identity);
                    case.earlier = Answers::default();
                }
                self.identified(session);
            }
            Err(error) => self.failed(&error),
        }
    }

    /// Nobody is helped any more.
    pub(super) fn forget_helper(&mut self) {
        if let Some(case) = self.visit.case.as_mut() {
            case.helping = false;
            case.helper = None;
            case.principals = Arc::default();
        }
    }

    /// Whether an application is made for a company that is not chosen yet.
    pub(super) fn wants_company(&self, target: Target) -> bool {
        let forms = self.forms_of(target);
        let of_company = forms.iter().any(|form| {
            let enterprise = form.matters.iter().any(|id| id.audience == Annex::Enterprise);
            enterprise && form.questions().any(|asked| asked.kind == Kind::CreditCode)
        });
        // A helper sees nothing of the principal's companies: they write it down.
        let alone = self.visit.case.as_ref().is_some_and(|case| case.company.is_none() && case.helper.is_none());
        of_company && alone
    }

    pub(super) fn fetch_companies(&mut self, of: ChooseOf) {
        let Some((session, _)) = self.session_and_consent() else { return self.go_to_identify(None) };
        let call = self.next_call();
        self.enter(Phase::FetchingCompanies { call, of });
        self.effects.push(Effect::FetchCompanies { call, session });
    }

    pub(super) fn companies(&mut self, of: ChooseOf, result: Result<Arc<Vec<Operated>>, PlatformError>) {
        match result {
            Ok(companies) => {
                if let Some(case) = self.visit.case.as_mut() {
                    case.companies = companies;
                }
                self.enter(Phase::Choosing(of));
            }
            Err(error) => self.failed(&error),
        }
    }

    /// What was asked by its code: the person has a role there, or is told what to do.
    pub(super) fn company(&mut self, result: Result<Option<Operated>, PlatformError>) {
        match result {
            Ok(Some(operated)) => self.chosen_company(ChooseOf::Company, operated),
            Ok(None) => {
                if let Some(draft) = self.visit.case.as_mut().and_then(|case| case.draft.as_mut()) {
                    draft.complain(domain::catalogue::Said {
                        zh: "您不是这家单位登记的法定代表人或经办人。请核对代码，或到窗口登记经办人。".to_owned(),
                        en: "You are not registered as this company’s legal representative or agent. Check the code, \
                             or have an agent registered at the counter."
                            .to_owned(),
                    });
                }
                self.enter(Phase::Asking);
            }
            Err(error) => self.failed(&error),
        }
    }

    fn chosen_company(&mut self, of: ChooseOf, operated: Operated) {
        let Some(case) = self.visit.case.as_mut() else { return };
        if of == ChooseOf::FileOfCompany {
            return match operated.company.code {
                Some(code) => self.fetch_life_file(platform::Holder::Company(code)),
                None => self.enter(Phase::Choosing(of)),
            };
        }
        case.company = Some(Arc::new(operated));
        case.draft = None;
        if !self.run_errand() {
            self.leave_application();
        }
    }

    /// What a person does where one of several is chosen. `false`: it is none of that page's.
    pub(super) fn choosing(&mut self, of: ChooseOf, intent: &Intent) -> bool {
        let Some(case) = self.visit.case.as_ref() else { return false };
        match (of, intent) {
            (ChooseOf::Principal, Intent::Choose(key)) => {
                let known = case.principals.iter().any(|principal| principal.authorisation.reveal() == key);
                let session = case.helper.as_ref().map(|helper| helper.session.clone());
                if let (true, Some(session)) = (known, session) {
                    let call = self.next_call();
                    self.enter(Phase::Identifying(call));
                    self.effects.push(Effect::ActByAuthorisation { call, session, authorisation: key.as_str().into() });
                }
            }
            (ChooseOf::Principal, Intent::ByCard) => self.go_to_identify(None),
            (ChooseOf::Principal, Intent::Back) => {
                self.forget_helper();
                self.enter(Phase::Consent);
            }
            (ChooseOf::Company | ChooseOf::FileOfCompany, Intent::Choose(key)) => {
                let code = |operated: &&Operated| operated.company.code.as_ref().is_some_and(|it| it.as_str() == *key);
                if let Some(operated) = case.companies.iter().find(code).cloned() {
                    self.chosen_company(of, operated);
                }
            }
            (ChooseOf::Company, Intent::ByCode) => self.ask_company_code(),
            (ChooseOf::Company, Intent::Back) => self.leave_application(),
            (ChooseOf::FileOfCompany, Intent::Back) => self.enter(Phase::LifeFile),
            _ => return false,
        }
        true
    }

    fn ask_company_code(&mut self) {
        let today = self.now.today;
        let Some(case) = self.visit.case.as_mut() else { return };
        let Some(Errand::Apply(target)) = case.errand else { return };
        case.draft = Some(Draft::aside(target, Aside::CompanyCode, None, today));
        self.ask();
    }

    /// What was asked beside an application was answered.
    pub(super) fn aside_done(&mut self, aside: Aside) {
        let Some(draft) = self.visit.case.as_ref().and_then(|case| case.draft.as_ref()) else { return };
        let answer = draft.answers.get(&draft.at.key).cloned();
        match (aside, answer) {
            (Aside::CompanyCode, Some(Given::CreditCode(code))) => self.find_company(code.reveal().clone()),
            (Aside::CompanyCode, _) => self.enter(Phase::Asking),
            (Aside::Matters, Some(Given::Choices(keys))) => {
                let target = draft.of;
                if let Some(case) = self.visit.case.as_mut() {
                    case.draft = None;
                    case.chosen = Some((target, keys.reveal().clone()));
                }
                self.begin_application(target);
            }
            (Aside::Matters, _) => self.enter(Phase::Asking),
            (Aside::Remark, answer) => {
                let text = match answer {
                    Some(Given::Text(text)) => text,
                    _ => domain::Sensitive::default(),
                };
                if let Some(case) = self.visit.case.as_mut() {
                    case.draft = None;
                    if let Some(handed) = &mut case.handed {
                        handed.rating.text = text;
                    }
                }
                self.enter(Phase::Rating);
            }
        }
    }

    fn find_company(&mut self, code: CreditCode) {
        let Some((session, _)) = self.session_and_consent() else { return self.go_to_identify(None) };
        let call = self.next_call();
        self.enter(Phase::FindingCompany(call));
        self.effects.push(Effect::FindCompany { call, session, code });
    }

    /// 返回 where something is asked beside an application.
    pub(super) fn aside_left(&mut self, aside: Aside) {
        if let Some(case) = self.visit.case.as_mut() {
            case.draft = None;
        }
        match aside {
            Aside::CompanyCode => self.enter(Phase::Choosing(ChooseOf::Company)),
            Aside::Matters => self.leave_application(),
            Aside::Remark => self.enter(Phase::Rating),
        }
    }

    /// 好差评 in one's own words.
    pub(super) fn remark(&mut self) {
        let today = self.now.today;
        let Some(case) = self.visit.case.as_mut() else { return };
        let Some(handed) = &case.handed else { return };
        let text = handed.rating.text.clone();
        let answer = (!text.reveal().is_empty()).then_some(Given::Text(text));
        case.draft = Some(Draft::aside(Target::Search, Aside::Remark, answer, today));
        self.ask();
    }
}
