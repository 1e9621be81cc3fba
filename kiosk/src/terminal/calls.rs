//! What a visit asks the platform: one call each, within the visit's patience; nobody who has left is answered.

use std::future::Future;
use std::sync::Arc;

use platform::application::CaseKey;
use platform::{ApplicationError, CaseState, PlatformError, SharedPlatform};
use service::{Answer, CallId, Effect, Event};
use uuid::Uuid;

use super::effects::Effects;

impl Effects {
    /// Asks what `effect` wants to know; whatever is no question is nothing.
    pub(super) fn call(&mut self, effect: Effect) {
        let platform = self.platform.clone();
        if let Effect::FetchRecord { session, .. }
        | Effect::FetchShared { session, .. }
        | Effect::FetchCases { session, .. } = &effect
            && !self.sessions.contains(session)
        {
            self.sessions.push(session.clone());
        }
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
            Effect::FetchShared { call, session, consent, registers } => {
                self.ask(
                    call,
                    async move {
                        let shared = platform.shared(&session, &consent, &registers).await;
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
