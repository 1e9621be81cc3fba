//! The sandbox's answers to the questions of [`Platform`].

use std::time::Duration;

use async_trait::async_trait;
use domain::form::{Digest, EARLIER, FileAnswer};
use domain::{CaseNumber, Certificate, CreditCode, DocumentRequest, Identity, LifeFile, PersonalCode, Record};
use jiff::SignedDuration;
use uuid::Uuid;

use super::Sandbox;
use super::acting::{agreed, unreadable};
use super::control::{Issued, OpenSession, lock};
use super::departments::Call;
use super::issue;
use super::person::{Person, PersonData, Question, Registers};
use crate::application::{Applicant, CaseKey, Part, Progress, Rating, Receipt, Submission, Supplement};
use crate::{
    ApplicationError, CaseState, Consent, Holder, IssuedPaper, Operated, Platform, PlatformError, Principal, Session,
    Shared,
};

#[async_trait]
impl Platform for Sandbox {
    async fn identify(&self, identity: &Identity) -> Result<Session, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_identify(identity);
        self.answer(delay, answer).await
    }

    async fn record(&self, session: &Session, consent: &Consent) -> Result<Record, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_record(session, consent);
        self.answer(delay, answer).await
    }

    async fn issue(
        &self,
        session: &Session,
        consent: &Consent,
        request_id: Uuid,
        request: &DocumentRequest,
    ) -> Result<Certificate, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_issue(session, consent, request_id, request);
        self.answer(delay, answer).await
    }

    async fn shared(
        &self,
        session: &Session,
        consent: &Consent,
        registers: &[String],
    ) -> Result<Shared, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_shared(session, consent, registers);
        self.answer(delay, answer).await
    }

    async fn shared_of_company(
        &self,
        session: &Session,
        consent: &Consent,
        company: &CreditCode,
        registers: &[String],
    ) -> Result<Shared, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_shared_of_company(session, consent, company, registers);
        self.answer(delay, answer).await
    }

    async fn life_file(&self, session: &Session, of: Holder) -> Result<LifeFile, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_life_file(session, &of);
        self.answer(delay, answer).await
    }

    async fn companies(&self, session: &Session) -> Result<Vec<Operated>, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_companies(session);
        self.answer(delay, answer).await
    }

    async fn company(&self, session: &Session, code: &CreditCode) -> Result<Option<Operated>, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_company(session, code);
        self.answer(delay, answer).await
    }

    async fn act_for(&self, helper: &Session, principal: &Identity) -> Result<Session, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_act_for(helper, principal);
        self.answer(delay, answer).await
    }

    async fn principals(&self, helper: &Session) -> Result<Vec<Principal>, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_principals(helper);
        self.answer(delay, answer).await
    }

    async fn act_by_authorisation(
        &self,
        helper: &Session,
        authorisation: &str,
    ) -> Result<(Session, Applicant), PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_act_by_authorisation(helper, authorisation);
        self.answer(delay, answer).await
    }

    async fn resolve_code(&self, code: &PersonalCode) -> Result<Identity, PlatformError> {
        self.line()?;
        let answer = self.ordered_failure().map_or_else(|| self.do_resolve(code), Err);
        self.answer(Duration::ZERO, answer).await
    }

    async fn verify(&self, code: &str) -> Result<Option<IssuedPaper>, PlatformError> {
        self.line()?;
        let answer = self.ordered_failure().map_or_else(|| self.do_verify(code), Err);
        self.answer(Duration::ZERO, answer).await
    }

    async fn case(&self, number: &CaseNumber) -> Result<Option<CaseState>, PlatformError> {
        self.line()?;
        let found = self.cases.iter().find(|case| case.number == *number).cloned();
        let found = found.or_else(|| self.public_case(number));
        let answer = self.ordered_failure().map_or(Ok(found), Err);
        self.answer(Duration::ZERO, answer).await
    }

    async fn catalogue(&self) -> Result<Option<String>, PlatformError> {
        self.line()?;
        let Some(file) = self.catalogue.iter().find(|file| file.is_file()) else { return Ok(None) };
        let unreadable = |_| PlatformError::Failed { reference: "SANDBOX-CATALOGUE-UNREADABLE".to_owned() };
        std::fs::read_to_string(file).map(Some).map_err(unreadable)
    }

    async fn reserve(&self, submission: Uuid, form: &str) -> Result<CaseNumber, ApplicationError> {
        self.applied(Call::Reserve, || self.do_reserve(submission, form)).await
    }

    async fn uploaded(&self, number: &CaseNumber, attachment: &Digest) -> Result<u64, ApplicationError> {
        self.applied(Call::Upload, || self.do_uploaded(number, attachment)).await
    }

    async fn upload(&self, number: &CaseNumber, part: &Part) -> Result<u64, ApplicationError> {
        self.applied(Call::Upload, || self.do_upload(number, part)).await
    }

    async fn submit(&self, number: &CaseNumber, submission: &Submission) -> Result<Receipt, ApplicationError> {
        self.applied(Call::Submit, || self.do_submit(number, submission)).await
    }

    async fn application(&self, key: &CaseKey) -> Result<Option<Progress>, ApplicationError> {
        self.applied(Call::Ask, || Ok(self.do_application(key))).await
    }

    async fn applications(&self, session: &Session) -> Result<Vec<Progress>, ApplicationError> {
        self.applied(Call::Ask, || self.do_applications(session)).await
    }

    async fn supplement(&self, supplement: &Supplement) -> Result<(), ApplicationError> {
        self.applied(Call::Supplement, || self.do_supplement(supplement)).await
    }

    async fn withdraw(&self, session: &Session, number: &CaseNumber) -> Result<(), ApplicationError> {
        self.applied(Call::Withdraw, || self.do_withdraw(session, number)).await
    }

    async fn rate(&self, rating: &Rating) -> Result<(), ApplicationError> {
        self.applied(Call::Rate, || self.do_rate(rating)).await
    }

    async fn close(&self, session: &Session) {
        self.end(session);
    }

    async fn reachable(&self) -> Result<(), PlatformError> {
        self.line()
    }
}

/// How long an answer takes, and the answer.
pub(super) type Answer<T> = (Duration, Result<T, PlatformError>);

impl Sandbox {
    fn line(&self) -> Result<(), PlatformError> {
        if *self.shared.offline.borrow() { Err(PlatformError::Offline) } else { Ok(()) }
    }

    /// Gives the answer after its time. What was asked for is done before the wait, not after it: when the line is cut
    /// meanwhile, or the caller gives up, the answer is lost and the deed is not, as with a real platform.
    pub(super) async fn answer<T>(
        &self,
        delay: Duration,
        answer: Result<T, PlatformError>,
    ) -> Result<T, PlatformError> {
        let least = lock(&self.shared.knobs).delay.unwrap_or_else(|| self.settings.delay());
        let delay = delay.max(least);
        if delay.is_zero() {
            return answer;
        }
        let mut offline = self.shared.offline.subscribe();
        let cut = async { offline.wait_for(|offline| *offline).await.is_ok() };
        tokio::select! {
            biased;
            true = cut => Err(PlatformError::Offline),
            () = tokio::time::sleep(delay) => answer,
        }
    }

    /// What a person's file says of registers. Of each that knows them, the materials are there, too.
    fn do_shared(&self, session: &Session, consent: &Consent, registers: &[String]) -> Answer<Shared> {
        let open = self.opened(session).and_then(|open| agreed(consent).map(|()| open));
        self.asked(open, Question::Shared, |open, data| {
            let mut shared = shared_of(&open.person.to_string(), &data.shared, registers);
            // What the person did without the helper is none of the helper's business.
            if open.helper.is_none() && registers.iter().any(|register| register == EARLIER) {
                let id = self.id_of(open.person).unwrap_or_default();
                shared.earlier = lock(&self.shared.registry).earlier.of(&id, data.card.number.reveal());
            }
            Ok(shared)
        })
    }

    fn do_record(&self, session: &Session, consent: &Consent) -> Answer<Record> {
        let open = self.alone(session).and_then(|open| agreed(consent).map(|()| open));
        self.asked(open, Question::Record, |_, data| data.record.clone().ok_or(PlatformError::NoRecord))
    }

    fn do_issue(
        &self,
        session: &Session,
        consent: &Consent,
        request_id: Uuid,
        request: &DocumentRequest,
    ) -> Answer<Certificate> {
        let open = self.alone(session).and_then(|open| agreed(consent).map(|()| open));
        self.asked(open, Question::Issue, |open, data| self.certificate_of(open.person, data, request_id, request))
    }

    /// The certificate of a request: the one of before when there was one.
    fn certificate_of(
        &self,
        person: usize,
        data: &PersonData,
        request_id: Uuid,
        request: &DocumentRequest,
    ) -> Result<Certificate, PlatformError> {
        let mut issued = lock(&self.shared.issued);
        if let Some(before) = issued.get(&request_id) {
            return if before.person == person && before.certificate.request == *request {
                Ok(before.certificate.clone())
            } else {
                Err(PlatformError::Failed { reference: "SANDBOX-REQUEST-ID-REUSED".to_owned() })
            };
        }
        let record = data.record.as_ref().ok_or(PlatformError::NoRecord)?;
        issue::eligible(record, request)?;
        let taken = |number: &str| issued.values().any(|i| i.certificate.number == number);
        let certificate = issue::certificate(&self.settings, request, issue::today((self.clock)()), taken)?;
        issued.insert(request_id, Issued { person, certificate: certificate.clone() });
        Ok(certificate)
    }

    fn ordered_failure(&self) -> Option<PlatformError> {
        lock(&self.shared.knobs).take_failure()
    }

    pub(super) fn is_open(&self, session: &OpenSession) -> bool {
        let age = (self.clock)().duration_since(session.opened);
        age < SignedDuration::from_mins(i64::from(self.settings.session_minutes))
    }

    /// Answers whoever was let in: as their file orders, else by `then`. A failure that was ordered goes first.
    pub(super) fn asked<T>(
        &self,
        open: Result<OpenSession, PlatformError>,
        question: Question,
        then: impl FnOnce(OpenSession, &PersonData) -> Result<T, PlatformError>,
    ) -> Answer<T> {
        if let Some(failure) = self.ordered_failure() {
            return (Duration::ZERO, Err(failure));
        }
        let open = match open {
            Ok(open) => open,
            Err(e) => return (Duration::ZERO, Err(e)),
        };
        let Some(Ok(data)) = self.people.get(open.person).map(Person::read) else {
            return (Duration::ZERO, Err(unreadable()));
        };
        let behaviour = &data.behaviour;
        let delay = behaviour.delay(question);
        let answer = match (&behaviour.fail, behaviour.refuse) {
            (Some(reference), _) if behaviour.when == question => {
                Err(PlatformError::Failed { reference: reference.clone() })
            }
            (None, Some(refusal)) if behaviour.when == question => Err(PlatformError::Refused(refusal)),
            _ => then(open, &data),
        };
        (delay, answer)
    }
}

/// Of some registers what is asked for. `whose`: what tells this owner's materials from others'.
pub(super) fn shared_of(whose: &str, known: &Registers, asked: &[String]) -> Shared {
    let mut shared = Shared::default();
    for (register, fields) in known.iter().filter(|(register, _)| asked.contains(register)) {
        let reference = format!("SANDBOX-{}-{whose}", register.to_uppercase());
        let digest = Digest::of(reference.as_bytes());
        let page = FileAnswer::Shared { register: register.clone(), reference: reference.into(), digest };
        shared.pages.insert(register.clone(), page);
        for (field, text) in fields {
            shared.fields.insert((register.clone(), field.clone()), text.clone());
        }
    }
    shared
}
