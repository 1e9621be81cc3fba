//! What a visit asks the platform: one call each, within the visit's patience; nobody who has left is answered.

use std::future::Future;
use std::sync::Arc;

use domain::{CreditCode, Identity, Sex, Validity};
use platform::application::{Applicant, CaseKey};
use platform::{ApplicationError, CaseState, Consent, PlatformError, Session, Shared, SharedPlatform};
use service::{Answer, CallId, Effect, Event};
use uuid::Uuid;

use super::effects::Effects;

impl Effects {
    /// Asks what `effect` wants to know; whatever is no question is nothing.
    pub(super) fn call(&mut self, effect: Effect) {
        let platform = self.platform.clone();
        match effect {
            Effect::ResolveCode { call, code } => {
                self.ask(
                    call,
                    async move { Answer::Resolved(platform.resolve_code(&code).await.map(Arc::new)) },
                    Answer::Resolved(Err(PlatformError::TimedOut)),
                );
            }
            Effect::Verify { call, code } => {
                self.ask(
                    call,
                    async move { Answer::Verified(platform.verify(&code).await.map(|found| found.map(Arc::new))) },
                    Answer::Verified(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FindCase { call, number } => {
                self.ask(
                    call,
                    async move { Answer::Case(platform.case(&number).await.map(|found| found.map(Arc::new))) },
                    Answer::Case(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FindSubmission { call, submission } => {
                self.ask(
                    call,
                    async move { Answer::Case(of_submission(&platform, submission).await.map(|found| found.map(Arc::new))) },
                    Answer::Case(Err(PlatformError::TimedOut)),
                );
            }
            Effect::Identify { call, identity } => {
                self.ask(
                    call,
                    async move { Answer::Identified(platform.identify(&identity).await.map(Arc::new)) },
                    Answer::Identified(Err(PlatformError::TimedOut)),
                );
            }
            other => self.call_in_session(other),
        }
    }

    /// The sessions that are to be closed when the visit ends.
    fn remember(&mut self, effect: &Effect) {
        if let Effect::FetchRecord { session, .. }
        | Effect::FetchPrincipals { session, .. }
        | Effect::FetchShared { session, .. }
        | Effect::FetchCases { session, .. } = effect
            && !self.sessions.contains(session)
        {
            self.sessions.push(session.clone());
        }
    }

    /// The same of those for which somebody has signed in.
    fn call_in_session(&mut self, effect: Effect) {
        let platform = self.platform.clone();
        self.remember(&effect);
        match effect {
            Effect::FetchPrincipals { call, session } => {
                self.ask(
                    call,
                    async move { Answer::Principals(platform.principals(&session).await.map(Arc::new)) },
                    Answer::Principals(Err(PlatformError::TimedOut)),
                );
            }
            Effect::ActFor { call, session, principal } => {
                self.ask(
                    call,
                    async move { Answer::Identified(platform.act_for(&session, &principal).await.map(Arc::new)) },
                    Answer::Identified(Err(PlatformError::TimedOut)),
                );
            }
            Effect::ActByAuthorisation { call, session, authorisation } => {
                self.ask(
                    call,
                    async move {
                        let acting = platform.act_by_authorisation(&session, authorisation.reveal()).await;
                        Answer::Authorised(
                            acting.map(|(session, applicant)| (Arc::new(session), Arc::new(identity_of(applicant)))),
                        )
                    },
                    Answer::Authorised(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchCompanies { call, session } => {
                self.ask(
                    call,
                    async move { Answer::Companies(platform.companies(&session).await.map(Arc::new)) },
                    Answer::Companies(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FindCompany { call, session, code } => {
                self.ask(
                    call,
                    async move { Answer::Company(platform.company(&session, &code).await) },
                    Answer::Company(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchLifeFile { call, session, of } => {
                self.ask(
                    call,
                    async move { Answer::LifeFile(platform.life_file(&session, of).await.map(Arc::new)) },
                    Answer::LifeFile(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchRecord { call, session, consent } => {
                self.ask(
                    call,
                    async move { Answer::Record(platform.record(&session, &consent).await.map(Arc::new)) },
                    Answer::Record(Err(PlatformError::TimedOut)),
                );
            }
            Effect::Issue { call, session, consent, request_id, request } => {
                // An A4 sheet comes next, perhaps.
                self.composer.prepare();
                self.ask(
                    call,
                    async move {
                        let issued = platform.issue(&session, &consent, request_id, &request).await;
                        Answer::Issued(issued.map(Arc::new))
                    },
                    Answer::Issued(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchShared { call, session, consent, registers, company } => {
                self.ask(
                    call,
                    async move {
                        let shared = shared(&platform, &session, &consent, &registers, company.as_ref()).await;
                        Answer::Shared(shared.map(Arc::new))
                    },
                    Answer::Shared(Err(PlatformError::TimedOut)),
                );
            }
            Effect::FetchCases { call, session } => {
                self.ask(
                    call,
                    async move { Answer::Cases(platform.applications(&session).await.map(Arc::new)) },
                    Answer::Cases(Err(ApplicationError::TimedOut)),
                );
            }
            Effect::Withdraw { call, session, number } => {
                self.ask(
                    call,
                    async move { Answer::Withdrawn(platform.withdraw(&session, &number).await) },
                    Answer::Withdrawn(Err(ApplicationError::TimedOut)),
                );
            }
            _ => {}
        }
    }

    fn ask(&mut self, call: CallId, question: impl Future<Output = Answer> + Send + 'static, too_late: Answer) {
        let (events, limit) = (self.events.clone(), self.platform_limit);
        let task = tokio::spawn(async move {
            let answer = tokio::time::timeout(limit, question).await.unwrap_or(too_late);
            events.send(Event::Answer(call, answer)).unwrap_or_default();
        });
        self.keep(task.abort_handle());
    }
}

/// What registers know of the person, and of the company that they apply for.
async fn shared(
    platform: &SharedPlatform,
    session: &Session,
    consent: &Consent,
    registers: &[String],
    company: Option<&CreditCode>,
) -> Result<Shared, PlatformError> {
    let mut shared = platform.shared(session, consent, registers).await?;
    if let Some(company) = company {
        // What the company's registers do not tell, the person is asked.
        let of = platform.shared_of_company(session, consent, company, registers).await;
        let Shared { fields, pages } = of.unwrap_or_default();
        shared.fields.extend(fields);
        shared.pages.extend(pages);
    }
    Ok(shared)
}

/// Whom an authorisation names: there is no card of theirs, only what the platform says.
fn identity_of(applicant: Applicant) -> Identity {
    let Applicant { document, name, number } = applicant;
    Identity { document, name, number, sex: Sex::Unstated, validity: Validity::LongTerm, more: None }
}

/// Where the case of an application stands; `None`: the platform has not got it yet.
async fn of_submission(platform: &SharedPlatform, submission: Uuid) -> Result<Option<CaseState>, PlatformError> {
    let failed = |error: ApplicationError| match error {
        ApplicationError::Offline => PlatformError::Offline,
        ApplicationError::TimedOut | ApplicationError::Busy { .. } => PlatformError::TimedOut,
        other => PlatformError::Failed { reference: other.to_string() },
    };
    let known = platform.application(&CaseKey::Submission(submission)).await.map_err(failed)?;
    match known.filter(|progress| progress.receipt.is_some()) {
        Some(progress) => platform.case(&progress.number).await,
        None => Ok(None),
    }
}
