//! The sandbox's answers to the questions of [`Platform`].

use std::time::Duration;

use async_trait::async_trait;
use domain::form::{Digest, FileAnswer};
use domain::{CaseNumber, Certificate, DocumentRequest, Identity, IdentityDocument, PersonalCode, Record, Sensitive};
use jiff::SignedDuration;
use uuid::Uuid;

use super::Sandbox;
use super::control::{Issued, OpenSession, lock};
use super::departments::Call;
use super::issue;
use super::person::{Person, PersonData, Question};
use crate::application::{CaseKey, Part, Progress, Rating, Receipt, Submission, Supplement};
use crate::{ApplicationError, CaseState, Consent, IssuedPaper, Platform, PlatformError, Refusal, Session};

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
    ) -> Result<crate::Shared, PlatformError> {
        self.line()?;
        let (delay, answer) = self.do_shared(session, consent, registers);
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
        lock(&self.shared.sessions).remove(&session.token);
    }

    async fn reachable(&self) -> Result<(), PlatformError> {
        self.line()
    }
}

/// How long an answer takes, and the answer.
type Answer<T> = (Duration, Result<T, PlatformError>);

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

    fn do_identify(&self, identity: &Identity) -> Answer<Session> {
        if let Some(failure) = self.ordered_failure() {
            return (Duration::ZERO, Err(failure));
        }
        let Some(index) = self.by_number.get(&self.digest(identity.number.reveal())).copied() else {
            return (Duration::ZERO, Err(PlatformError::NoRecord));
        };
        self.as_person(index, Question::Identify, |data| {
            let register = data.record.as_ref().map_or_else(|| data.card.name(), |record| record.name.clone());
            let latin = data.card.text("english_name").filter(|_| register == data.card.name());
            let known = [Some(&register), latin].into_iter().flatten().any(|name| same_name(name, &identity.name));
            // Whoever has an identity card may have a social security card besides, under the same number.
            let documents = [data.card.kind.document(), IdentityDocument::SocialSecurityCard];
            if !known || !documents.contains(&identity.document) {
                return Err(PlatformError::Refused(Refusal::IdentityMismatch));
            }
            let now = (self.clock)();
            if identity.expired(issue::today(now)) {
                return Err(PlatformError::Refused(Refusal::DocumentExpired));
            }
            let token = Sensitive::new(format!("{:032x}", u128::from_le_bytes(issue::random()?)));
            let mut sessions = lock(&self.shared.sessions);
            sessions.retain(|_, session| self.is_open(session));
            sessions.insert(token.clone(), OpenSession { person: index, opened: now });
            Ok(Session { token })
        })
    }

    /// What a person's file says of registers. Of each that knows them, the materials are there, too.
    fn do_shared(&self, session: &Session, consent: &Consent, registers: &[String]) -> Answer<crate::Shared> {
        if let Some(failure) = self.ordered_failure() {
            return (Duration::ZERO, Err(failure));
        }
        match self.admit(session, consent) {
            Ok(index) => self.as_person(index, Question::Shared, |data| Ok(shared_of(index, data, registers))),
            Err(e) => (Duration::ZERO, Err(e)),
        }
    }

    fn do_record(&self, session: &Session, consent: &Consent) -> Answer<Record> {
        if let Some(failure) = self.ordered_failure() {
            return (Duration::ZERO, Err(failure));
        }
        match self.admit(session, consent) {
            Ok(index) => {
                self.as_person(index, Question::Record, |data| data.record.clone().ok_or(PlatformError::NoRecord))
            }
            Err(e) => (Duration::ZERO, Err(e)),
        }
    }

    fn do_issue(
        &self,
        session: &Session,
        consent: &Consent,
        request_id: Uuid,
        request: &DocumentRequest,
    ) -> Answer<Certificate> {
        if let Some(failure) = self.ordered_failure() {
            return (Duration::ZERO, Err(failure));
        }
        match self.admit(session, consent) {
            Ok(index) => {
                self.as_person(index, Question::Issue, |data| self.certificate_of(index, data, request_id, request))
            }
            Err(e) => (Duration::ZERO, Err(e)),
        }
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

    /// The person of a session, when it is open and there is a consent.
    fn admit(&self, session: &Session, consent: &Consent) -> Result<usize, PlatformError> {
        let open = lock(&self.shared.sessions).get(&session.token).copied();
        match open {
            Some(open) if self.is_open(&open) && !consent.version.trim().is_empty() => Ok(open.person),
            _ => Err(PlatformError::SessionInvalid),
        }
    }

    pub(super) fn is_open(&self, session: &OpenSession) -> bool {
        let age = (self.clock)().duration_since(session.opened);
        age < SignedDuration::from_mins(i64::from(self.settings.session_minutes))
    }

    /// Reads the person's file and answers as it orders, else by `then`.
    fn as_person<T>(
        &self,
        index: usize,
        question: Question,
        then: impl FnOnce(&PersonData) -> Result<T, PlatformError>,
    ) -> Answer<T> {
        let Some(Ok(data)) = self.people.get(index).map(Person::read) else {
            // The file was good at the start: somebody is editing it.
            return (Duration::ZERO, Err(PlatformError::Failed { reference: "SANDBOX-PERSON-FILE".to_owned() }));
        };
        let behaviour = &data.behaviour;
        let delay = behaviour.delay(question);
        let answer = match (&behaviour.fail, behaviour.refuse) {
            (Some(reference), _) if behaviour.when == question => {
                Err(PlatformError::Failed { reference: reference.clone() })
            }
            (None, Some(refusal)) if behaviour.when == question => Err(PlatformError::Refused(refusal)),
            _ => then(&data),
        };
        (delay, answer)
    }
}

/// Whether two spellings are one name: spaces, capitals and the kind of dot do not matter.
fn shared_of(person: usize, data: &PersonData, registers: &[String]) -> crate::Shared {
    let mut shared = crate::Shared::default();
    for (register, fields) in data.shared.iter().filter(|(register, _)| registers.contains(register)) {
        let reference = format!("SANDBOX-{}-{person}", register.to_uppercase());
        let digest = Digest::of(reference.as_bytes());
        let page = FileAnswer::Shared { register: register.clone(), reference: reference.into(), digest };
        shared.pages.insert(register.clone(), page);
        for (field, text) in fields {
            shared.fields.insert((register.clone(), field.clone()), text.clone());
        }
    }
    shared
}

fn same_name(a: &Sensitive<String>, b: &Sensitive<String>) -> bool {
    fn plain(name: &str) -> impl Iterator<Item = char> {
        name.chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| if matches!(c, '•' | '‧' | '・' | '．') { '·' } else { c })
            .flat_map(char::to_lowercase)
    }
    plain(a.reveal()).eq(plain(b.reveal()))
}
