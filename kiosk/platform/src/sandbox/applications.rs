//! The sandbox's answers to the questions about applications, and the trouble on the way to them.

use std::sync::Arc;
use std::time::Duration;

use domain::acknowledgement::Company;
use domain::catalogue::Said;
use domain::form::{CardField, Digest, Form};
use domain::{CaseNumber, CreditCode};
use jiff::Timestamp;
use uuid::Uuid;

use super::against::Known;
use super::case::{HandedIn, Whose};
use super::companies::CompanyData;
use super::control::lock;
use super::departments::{Call, Trouble};
use super::registry::{Registry, failed, refused, working_days};
use super::{Sandbox, against, earlier, issue};
use crate::application::{
    Applicant, CaseKey, DecisionDocument, Part, Progress, Rating, Receipt, Submission, Supplement,
};
use crate::{ApplicationError, CaseState, PlatformError, Session};

impl Sandbox {
    /// Does a deed, once or twice or not at all, and loses the reply, as was ordered.
    pub(super) async fn applied<T: Send>(
        &self,
        call: Call,
        deed: impl Fn() -> Result<T, ApplicationError> + Send + Sync,
    ) -> Result<T, ApplicationError> {
        if self.control().offline() {
            return Err(ApplicationError::Offline);
        }
        let trouble = lock(&self.shared.knobs).take_trouble(call);
        let answer = match trouble {
            None => deed(),
            Some(Trouble::TimeOutBefore) => Err(ApplicationError::TimedOut),
            Some(Trouble::TimeOutAfter) => deed().and(Err(ApplicationError::TimedOut)),
            Some(Trouble::Twice) => deed().and_then(|_| deed()),
            Some(Trouble::Busy(after)) => Err(ApplicationError::Busy { retry_after: Some(after) }),
            Some(Trouble::Fails) => deed().and(Err(failed("SANDBOX-FAILS-AFTERWARDS"))),
            Some(Trouble::ReplyLost) => {
                // What came of it is lost with the reply.
                let _ = deed();
                return self.never().await;
            }
        };
        match self.answer(Duration::ZERO, Ok(())).await {
            Err(PlatformError::Offline) => Err(ApplicationError::Offline),
            Ok(()) | Err(_) => answer,
        }
    }

    /// No reply comes; only a line that is cut is noticed.
    async fn never<T>(&self) -> Result<T, ApplicationError> {
        let mut offline = self.shared.offline.subscribe();
        if offline.wait_for(|offline| *offline).await.is_err() {
            std::future::pending::<()>().await;
        }
        Err(ApplicationError::Offline)
    }

    /// Changes what the sandbox has of applications, and keeps it.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut Registry) -> Result<T, ApplicationError>,
    ) -> Result<T, ApplicationError> {
        let mut registry = lock(&self.shared.registry);
        let changed = change(&mut registry)?;
        self.shared.keep(&registry).map_err(|_| failed("SANDBOX-STORE"))?;
        Ok(changed)
    }

    pub(super) fn do_reserve(&self, submission: Uuid, form: &str) -> Result<CaseNumber, ApplicationError> {
        let now = (self.clock)();
        self.change(|registry| {
            registry.reserve(submission, form, now, |number| self.cases.iter().any(|case| case.number == *number))
        })
    }

    pub(super) fn do_uploaded(&self, number: &CaseNumber, attachment: &Digest) -> Result<u64, ApplicationError> {
        lock(&self.shared.registry).uploaded(number, attachment)
    }

    pub(super) fn do_upload(&self, number: &CaseNumber, part: &Part) -> Result<u64, ApplicationError> {
        lock(&self.shared.registry).upload(number, part)
    }

    pub(super) fn do_submit(&self, number: &CaseNumber, submission: &Submission) -> Result<Receipt, ApplicationError> {
        let now = (self.clock)();
        let before = lock(&self.shared.registry).receipt_again(submission.id, number, &submission.digest)?;
        if let Some(receipt) = before {
            return Ok(receipt);
        }
        let handed_in = self.looked_at(submission, now)?;
        let form = self.shared.forms().version(&submission.form, submission.version);
        let take_over = |form: &Arc<Form>| earlier::to_take_over(form, &submission.answers, submission.applied_on);
        let to_take_over = form.map(take_over).unwrap_or_default();
        self.change(|registry| {
            registry.has_all(number, submission.attachments.iter().map(|it| &it.digest))?;
            if let (Some(person), None) = (&handed_in.person, &submission.helper) {
                let kept = registry.earlier.keep(person, submission.applicant.number.reveal(), &to_take_over);
                kept.ok_or_else(|| failed("SANDBOX-EARLIER"))?;
            }
            registry.hand_in(submission.id, handed_in)
        })
    }

    pub(super) fn do_application(&self, key: &CaseKey) -> Option<Progress> {
        let registry = lock(&self.shared.registry);
        let submission = match key {
            CaseKey::Submission(submission) => *submission,
            CaseKey::Number(number) => registry.submission(number)?,
        };
        self.told_of(&registry, submission, (self.clock)())
    }

    /// What is known of a case, with what its company is called.
    fn told_of(&self, registry: &Registry, submission: Uuid, now: Timestamp) -> Option<Progress> {
        let company = registry.company(submission).map(|code| self.company_called(code));
        Some(Progress { company, ..registry.progress(submission, now)? })
    }

    /// The company with a code; one that is in the file no more by its code.
    fn company_called(&self, code: &CreditCode) -> Company {
        let known = self.companies.read().unwrap_or_default().into_iter().find(|it| it.code == *code);
        known.map_or_else(|| Company { name: code.as_str().into(), code: Some(code.clone()) }, |it| it.company())
    }

    pub(super) fn do_applications(&self, session: &Session) -> Result<Vec<Progress>, ApplicationError> {
        let whose = self.whose(session)?;
        let registry = lock(&self.shared.registry);
        let now = (self.clock)();
        let those = registry.those(|case| whose.fits(case));
        Ok(those.into_iter().filter_map(|id| self.told_of(&registry, id, now)).collect())
    }

    pub(super) fn do_supplement(&self, supplement: &Supplement) -> Result<(), ApplicationError> {
        let now = (self.clock)();
        self.change(|registry| registry.supplement(supplement, now))
    }

    pub(super) fn do_withdraw(&self, session: &Session, number: &CaseNumber) -> Result<(), ApplicationError> {
        let whose = self.whose(session)?;
        let now = (self.clock)();
        self.change(|registry| registry.withdraw(&whose, number, now))
    }

    pub(super) fn do_rate(&self, rating: &Rating) -> Result<(), ApplicationError> {
        self.change(|registry| registry.rate(&rating.number, rating.id))
    }

    /// A case that was handed in here, as whoever has its number may know it.
    pub(super) fn public_case(&self, number: &CaseNumber) -> Option<CaseState> {
        let progress = self.do_application(&CaseKey::Number(number.clone()))?;
        let last = progress.steps.last()?;
        let open = progress.can_withdraw;
        let title = self.title_of(&progress.form);
        Some(CaseState {
            number: number.clone(),
            matter: title.zh,
            matter_en: title.en,
            stage: last.stage.public(),
            since: issue::today(last.at),
            answer_by: progress.receipt.and_then(|receipt| receipt.answer_by).filter(|_| open),
        })
    }

    /// What a form is called; one that is not known by its key.
    pub(super) fn title_of(&self, form: &str) -> Said {
        let found = self.shared.forms().forms.iter().find(|known| known.id == form);
        found.map_or_else(|| Said { zh: form.to_owned(), en: form.to_owned() }, |form| form.title.clone())
    }

    /// What a department makes of an application before it takes it; of the answers nothing is in it.
    fn looked_at(&self, submission: &Submission, now: Timestamp) -> Result<HandedIn, ApplicationError> {
        let day = submission.applied_on;
        let form = self.shared.forms().version(&submission.form, submission.version);
        if form.is_none() && !self.shared.forms().forms.is_empty() {
            return Err(refused("没有这种申请表。请到窗口办。", "There is no such form. Please go to a counter."));
        }
        if let Some(form) = form {
            if domain::form::digest(form, &submission.answers, day) != submission.digest {
                return Err(refused(
                    "内容和签名不一致。请重新办。",
                    "The content is not what was signed. Please begin anew.",
                ));
            }
            of_the_document(form, submission)?;
            if let Some(complaint) = submission.answers.check(form, day).into_iter().next() {
                return Err(ApplicationError::Refused { words: complaint.words });
            }
        }
        let person = self.file_of(&submission.applicant);
        let helper = submission.helper.as_ref().and_then(|helper| self.file_of(helper));
        self.may_help(submission, person.as_deref(), helper.as_deref())?;
        let later = form.map(|form| self.against(form, submission)).transpose()?.flatten();
        let at_once = later.as_ref().is_some_and(Vec::is_empty);
        let way = lock(&self.shared.knobs).departments.way(&submission.form);
        let days = form.and_then(|form| form.answer_in_days).or(way.answer_in_days);
        Ok(HandedIn {
            version: submission.version,
            digest: submission.digest,
            at: now,
            company: self.company_of(submission)?,
            person,
            helper,
            answer_by: days.filter(|_| !at_once).map(|days| working_days(issue::today(now), days)),
            way,
            at_once,
            later: later.unwrap_or_default(),
            document: form.map(|form| self.document(form, now)).transpose()?,
        })
    }

    /// Why people decide about an application; none, where the answer comes at once. `None`: it never does.
    fn against(&self, form: &Form, submission: &Submission) -> Result<Option<Vec<Said>>, ApplicationError> {
        let day = submission.applied_on;
        let Some(own) = form.against_at_once(&submission.answers, day) else { return Ok(None) };
        let mut reasons: Vec<Said> = own.into_iter().cloned().collect();
        let known = self.known(submission)?;
        let found = known.against(form, &submission.answers, day, self.shared.forms());
        if submission.helper.is_none() {
            reasons.extend(found);
        } else if !found.is_empty() {
            reasons.push(against::for_helper());
        }
        Ok(Some(reasons))
    }

    /// What the platform knows of whoever applies, and of the company for which they may.
    fn known(&self, submission: &Submission) -> Result<Known, ApplicationError> {
        let number = submission.applicant.number.reveal();
        let Some(person) = self.by_number.get(&self.digest(number)).and_then(|at| self.people.get(*at)) else {
            return Ok(Known::default());
        };
        let data = person.read().map_err(|_| failed("SANDBOX-PERSON-FILE"))?;
        let company = self.company_data_of(submission)?;
        let registers = company.and_then(|company| Some(company.registers(company.role_of(number)?)));
        Ok(Known::of(&data, registers.as_ref()))
    }

    /// What is issued if it is granted.
    fn document(&self, form: &Form, now: Timestamp) -> Result<DecisionDocument, ApplicationError> {
        let random = |_: PlatformError| failed("SANDBOX-RANDOM");
        let serial = issue::serial().map_err(random)?;
        Ok(DecisionDocument {
            title: form.decide.as_ref().map_or_else(|| form.title.clone(), |decide| decide.document.clone()),
            number: format!("{}{}{serial}", self.settings.number_prefix, issue::today(now).strftime("%y%m%d")),
            verification_code: issue::code().map_err(random)?,
            issuer: self.settings.issuer.clone(),
            issued_on: issue::today(now),
        })
    }

    /// Whether whoever confirmed it may do so for the applicant.
    fn may_help(
        &self,
        submission: &Submission,
        person: Option<&str>,
        helper: Option<&str>,
    ) -> Result<(), ApplicationError> {
        if submission.helper.as_ref().is_some_and(|helper| helper.number == submission.applicant.number) {
            return Err(refused(
                "代办人不能是申请人本人。请本人直接办。",
                "Nobody acts for themselves. Please apply in your own name.",
            ));
        }
        let (Some(person), Some(helper)) = (person, helper) else { return Ok(()) };
        if lock(&self.shared.registry).may_act(helper, person, &submission.form) {
            return Ok(());
        }
        Err(refused(
            "委托书里没有这件事。请申请人本人来办。",
            "The authorisation is not for this. The applicant has to come.",
        ))
    }

    /// The company that an application names, when the applicant may act for it.
    fn company_of(&self, submission: &Submission) -> Result<Option<CreditCode>, ApplicationError> {
        Ok(self.company_data_of(submission)?.map(|company| company.code))
    }

    /// The same with what is known of it.
    fn company_data_of(&self, submission: &Submission) -> Result<Option<CompanyData>, ApplicationError> {
        let Some(domain::Answer::CreditCode(code)) = submission.answers.get(COMPANY) else { return Ok(None) };
        let companies = self.companies.read().map_err(|_| failed("SANDBOX-COMPANIES-FILE"))?;
        let who = submission.applicant.number.reveal();
        Ok(companies.into_iter().find(|it| it.code == *code.reveal() && it.role_of(who).is_some()))
    }

    /// The id of the file that somebody's number stands in.
    fn file_of(&self, who: &Applicant) -> Option<String> {
        self.id_of(*self.by_number.get(&self.digest(who.number.reveal()))?)
    }

    /// Whose cases a session shows.
    fn whose(&self, session: &Session) -> Result<Whose, ApplicationError> {
        let open = self.opened(session).map_err(|_| ApplicationError::SessionInvalid)?;
        let helper = open.helper.and_then(|helper| self.id_of(helper.person));
        Ok(Whose { person: self.id_of(open.person).ok_or(ApplicationError::SessionInvalid)?, helper })
    }
}

/// Whether name and number in a form are those of who applies: nobody applies for somebody else by typing.
fn of_the_document(form: &Form, submission: &Submission) -> Result<(), ApplicationError> {
    let (answers, applicant) = (&submission.answers, &submission.applicant);
    for question in form.shown(answers, submission.applied_on) {
        let Some(answer) = answers.get(&question.key) else { continue };
        match question.prefill.card {
            Some(CardField::Name) if !against::is_name(question, answer, &applicant.name) => {
                return Err(refused(
                    "姓名和证件上的不一样。请刷证件重新办。",
                    "The name is not that of the document. Please lay it down and begin anew.",
                ));
            }
            Some(CardField::IdNumber) if !against::is_number(question, answer, applicant.number.reveal()) => {
                return Err(refused(
                    "号码和证件上的不一样。请刷证件重新办。",
                    "The number is not that of the document. Please lay it down and begin anew.",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The question that tells which company an application is about: `config/forms/questions.toml`.
const COMPANY: &str = "credit_code";
